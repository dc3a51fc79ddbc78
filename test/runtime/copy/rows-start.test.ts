import { CopyImageCommand } from '@aws-sdk/client-ec2';
import { CopyLab, addCopy, copyOf, copyThatIsRolledBack, MINUTE } from './copy-lab';
import { HOME } from '../../support/cloudformation/cloud';
import { CallFault, Faults, NO_FAULTS, OutgoingCall } from '../../support/cloudformation/faults';
import { calm } from '../../support/ec2/rules';

/** Rows of the failure table about starting a copy exactly once. `rows.test.ts` sees to it that no row is forgotten. */

const faultOf = (ofCall: (call: OutgoingCall) => CallFault | undefined): Faults => ({ ...NO_FAULTS, ofCall });

/** The first call of the operation has its effect, and the function dies of it. */
function dyingOnceAfter(operation: string): Faults {
  let alive = true;
  return faultOf(call => {
    if (!alive || call.operation !== operation) return undefined;
    alive = false;
    return 'crash-after';
  });
}

/** Answers never get out while this holds: the function dies before each. */
const mute = (holds: () => boolean) => faultOf(({ operation }) => (operation === 'PutObject' && holds() ? 'crash-before' : undefined));

/** Whatever is made or changed shows up to two minutes later. */
const showingLate = { ...calm, lagChance: 1, lagMax: 2 * MINUTE, freshAnswers: 0 };

const started = (lab: CopyLab) => lab.calls('CopyImage').filter(call => !call.error);
const refusals = (lab: CopyLab) => lab.calls('CopyImage').flatMap(call => call.error ?? []);

describe('a handler that is called again', () => {
  test('row 1: one that died after CopyImage finds the copy by its tags', async () => {
    const lab = new CopyLab({ faults: dyingOnceAfter('CopyImage') });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    expect([started(lab).length, lab.copies.length]).toEqual([1, 1]);
  });

  test('row 1: one that died after CopyImage and sees no copy yet repeats the token, and gets the same copy', async () => {
    const lab = new CopyLab({ faults: dyingOnceAfter('CopyImage'), rules: showingLate });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    expect([started(lab).length, lab.copies.length]).toEqual([2, 1]);
  });

  test('row 1: when EC2 has forgotten the token, the name is refused, and the copy behind it is found', async () => {
    const lab = new CopyLab({ faults: dyingOnceAfter('CopyImage'), rules: { ...showingLate, tokensRememberedFor: 0 } });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    expect(refusals(lab)).toContain('InvalidAMIName.Duplicate');
    expect([started(lab).length, lab.copies.length]).toEqual([1, 1]);
  });

  test('row 1: a second delivery makes nothing, because the request has one execution', async () => {
    const lab = new CopyLab({ faults: { ...NO_FAULTS, redeliveries: () => [1] }, rules: showingLate });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    expect([started(lab).length, lab.copies.length]).toEqual([1, 1]);
  });

  test('row 3: the same copy with other tags is another order for EC2, never a mismatch', async () => {
    const lab = new CopyLab();
    const [source, next] = [lab.seed.image(), lab.seed.image()];
    await lab.deploy(copyOf({ source }));
    expect(await lab.deploy(copyThatIsRolledBack({ source: next, tags: { team: 'red' } }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await lab.deploy(copyOf({ source: next, tags: { team: 'blue' } }))).toBe('UPDATE_COMPLETE');
    expect(refusals(lab)).toEqual([]);
    expect(lab.copies).toMatchObject([{ sourceImageId: next, tags: { team: 'blue' } }]);
  });

  test('row 4: a copy whose handler never got an answer out is removed by the Delete with an invented id', async () => {
    const lab: CopyLab = new CopyLab({ faults: mute(() => lab.stack.status === 'CREATE_IN_PROGRESS') });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.cloud.inbox.requests[0]).toMatchObject({ endedBy: 'timeout', puts: [] });
    expect(lab.cloud.inbox.requests.at(-1)?.event).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: expect.stringMatching(/^Images-Copy/) });
    expect(started(lab)).toHaveLength(1);
    expect(lab.left).toEqual([]);
  });

  test('row 5: an update whose handler never got an answer out keeps the old copy and leaves no new one', async () => {
    const lab: CopyLab = new CopyLab({ faults: mute(() => lab.stack.status === 'UPDATE_IN_PROGRESS') });
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    const before = lab.left;
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(started(lab)).toHaveLength(2);
    expect(lab.left).toEqual(before);
  });
});

describe('a name', () => {
  /** A copy of the first source; the second was copied, too, and rolled back. */
  async function afterRollback(lab: CopyLab) {
    const [source, next] = [lab.seed.image(), lab.seed.image()];
    await lab.deploy(copyOf({ source }));
    let name = '';
    lab.after(5 * MINUTE, () => { name = lab.copies.find(each => each.sourceImageId === next)!.name; });
    await lab.deploy(copyThatIsRolledBack({ source: next }));
    return { next, name, kept: lab.left };
  }

  test('row 17: a name that a foreign image has fails the copy with the id of the holder, which stays', async () => {
    const lab = new CopyLab();
    const { next, name, kept } = await afterRollback(lab);
    const holder = lab.seed.image({ name });
    expect(await lab.deploy(copyOf({ source: next }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain(`the name ${name} is taken by ${holder}, which is not this copy; give another imageNamePrefix`);
    expect(lab.ec2.images().find(each => each.imageId === holder)?.state).toBe('available');
    expect(lab.left).toEqual(kept);
  });

  test('row 18: a name that our own image had a moment ago is waited for', async () => {
    const lab = new CopyLab({ rules: { ...calm, nameHeldAfterDeregistration: [5 * MINUTE, 5 * MINUTE] } });
    const { next } = await afterRollback(lab);
    expect(await lab.deploy(copyOf({ source: next }))).toBe('UPDATE_COMPLETE');
    expect(refusals(lab)).toContain('InvalidAMIName.Duplicate');
    expect(lab.copies).toMatchObject([{ sourceImageId: next, state: 'available' }]);
  });
});

describe('a limit', () => {
  const oneAtATime = { ...calm, limits: { ...calm.limits, imageCopiesInProgress: 1 } };

  test('row 19: copies beyond the limit wait for a slot', async () => {
    const lab = new CopyLab({ rules: oneAtATime });
    const source = lab.seed.image();
    expect(await lab.deploy(stack => ['First', 'Second'].forEach(id => addCopy(stack, id, { source })))).toBe('CREATE_COMPLETE');
    expect(refusals(lab)).toContain('ResourceLimitExceeded');
    expect(lab.copies.map(({ state }) => state)).toEqual(['available', 'available']);
  });

  test('row 19: a copy that gets no slot fails with what EC2 says', async () => {
    const lab = new CopyLab({ rules: { ...oneAtATime, copyDuration: () => 60 * MINUTE } });
    const source = lab.seed.image();
    await lab.somebody.send(new CopyImageCommand({ Name: 'foreign', SourceImageId: source, SourceRegion: HOME.region }));
    const foreign = lab.left;
    expect(await lab.deploy(copyOf({ source }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toMatch(/not done in 13 minutes: ResourceLimitExceeded: Too many AMI copies in progress. The limit is 1/);
    expect(refusals(lab).length).toBeLessThan(16);
    expect(lab.left).toEqual(foreign);
  });

  test('row 20: throttling makes a copy late, not double', async () => {
    const lab = new CopyLab({ rules: { ...calm, faults: { throttle: 0.5 } } });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    expect(lab.ec2.faultsSeen.throttle).toBeGreaterThan(10);
    expect(lab.copies).toHaveLength(1);
  });

  test('row 20: throttling beyond the patience of the client is waited out', async () => {
    const start: number[] = [];
    const lab: CopyLab = new CopyLab({
      faults: faultOf(({ service }) => {
        if (service !== 'ec2') return undefined;
        start.push(lab.timeline.now());
        return lab.timeline.now() - start[0] < 5 * MINUTE ? 'refused' : undefined;
      }),
    });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toHaveLength(1);
  });

  test('row 20: an hour of waiting costs few calls', async () => {
    const lab = new CopyLab({ rules: { ...calm, copyDuration: () => 54 * MINUTE } });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    expect(lab.ec2.calls.length).toBeLessThan(40);
  });

  test('row 46: the quota of images fails the copy at once, with the quota', async () => {
    const lab = new CopyLab({ rules: { ...calm, limits: { ...calm.limits, images: 1 } } });
    const begun = lab.timeline.now();
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain('You have reached your quota of 1 AMIs in this Region');
    expect(lab.timeline.now() - begun).toBeLessThan(2 * MINUTE);
    expect(refusals(lab)).toHaveLength(1);
  });
});

describe('what EC2 or IAM does not know yet', () => {
  test('row 21: a copy that describes do not show is pending, not gone', async () => {
    const lab = new CopyLab({ seed: 3, rules: showingLate });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    const [{ imageId }] = lab.copies;
    expect(lab.log).toContainEqual(expect.objectContaining({ decided: 'again', because: `EC2 does not show ${imageId} yet` }));
    expect(lab.copies).toHaveLength(1);
  });

  test('row 21: nor is it gone for the waiter, when the next look is answered by a replica that trails', async () => {
    const unseen = [1, 2, 3, 4, 5].map(async seed => {
      const lab = new CopyLab({ seed, rules: { ...showingLate, freshAnswers: 0.5 } });
      expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
      return lab.log.filter(({ resource, because }) => /^CopyAvailable/.test(`${resource}`) && /does not show/.test(`${because}`));
    });
    expect((await Promise.all(unseen)).flat()).not.toEqual([]);
  });

  test('row 47: rights that IAM does not know yet are waited for', async () => {
    const lab = new CopyLab();
    const allow = lab.deny('CopyImage');
    lab.after(MINUTE, allow);
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toHaveLength(1);
  });
});

describe('a policy of the organization', () => {
  test('row 22: tags are on image and snapshots from the first moment, as a tag policy demands', async () => {
    const lab = new CopyLab({ rules: { ...calm, requiredTagKeys: ['cost-center'] } });
    const source = lab.seed.image({ volumes: [{}, { device: '/dev/sdf' }] });
    expect(await lab.deploy(copyOf({ source, tags: { 'cost-center': '42' } }))).toBe('CREATE_COMPLETE');
    for (const { tags } of [...lab.copies, ...lab.snapshotsOfCopies]) expect(tags).toMatchObject({ 'cost-center': '42' });
    expect(lab.snapshotsOfCopies).toHaveLength(2);
  });

  test('row 22: a copy without a demanded tag fails at once, and says how to add it', async () => {
    const lab = new CopyLab({ rules: { ...calm, requiredTagKeys: ['cost-center'] } });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain('missing the tag key(s): cost-center');
    expect(lab.sentence).toContain('add them with Tags.of(copy).add(…)');
    expect(lab.left).toEqual([]);
  });

  test('row 22: a copy that a policy denies fails after two minutes, and says who denies it', async () => {
    const lab = new CopyLab();
    lab.deny('CopyImage');
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain('You are not authorized to perform: ec2:CopyImage');
    expect(lab.sentence).toContain("The handler's role or an organization's policy denies it");
    expect(lab.left).toEqual([]);
  });
});
