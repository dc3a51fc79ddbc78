import { CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { attributesOf, changes, PLAIN } from './attributes-lab';
import { addCopy, copyOf, CopyLab, copyThatIsRolledBack, CopyWish, MINUTE } from './copy-lab';
import { copiesOf, IRELAND, RegionsLab, to, VIRGINIA } from './regions-lab';
import { AmiDeprecation } from '../../../src/copy/ami-deprecation';
import { HOME } from '../../support/cloudformation/cloud';
import { NO_FAULTS } from '../../support/cloudformation/faults';
import { calm, hard } from '../../support/ec2/rules';
import { REPEATING } from '../cloudformation/a-lab';

/** What is set on images that are there: whole stacks with the real handler, behind the policies that the construct writes. */

const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
const ALL: CopyWish['attributes'] = { requireImdsv2: true, deprecation: AmiDeprecation.after(Duration.days(90)), deregistrationProtection: true };

/** A stack with a copy, and beside it a resource that fails after so many seconds. */
const copyBeside = (wish: CopyWish, seconds: number) => (stack: Stack) => {
  addCopy(stack, 'Copy', wish);
  new CfnResource(stack, 'Beside', { type: 'Test::Sibling', properties: { Seconds: seconds, FailOn: 'create' } }).node.addDependency(stack.node.findChild('AmiCopyHandler'));
};

const in90Days = (lab: CopyLab) => {
  const createdAt = lab.calls('CopyImage').at(-1)!.at!;
  return new Date(Math.round(createdAt / MINUTE) * MINUTE + 90 * 24 * 60 * MINUTE).toISOString();
};

describe('the attributes of a copy', () => {
  test('are set when it is available, each by one call', async () => {
    const lab = new CopyLab();
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy, attributes: ALL }))).toBe('CREATE_COMPLETE');
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: { imds: 'v2.0', deprecated: in90Days(lab), protection: 'enabled-without-cooldown' } });
    expect(changes(lab)).toEqual(['ModifyImageAttribute', 'EnableImageDeprecation', 'EnableImageDeregistrationProtection']);
  });

  test('are set in every Region', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA), removalPolicy, attributes: ALL }));
    const { [IRELAND]: irish, [VIRGINIA]: american } = await attributesOf(lab);
    expect(irish).toMatchObject({ imds: 'v2.0', protection: 'enabled-without-cooldown' });
    expect(american).toEqual(irish);
  });

  test('are not set again for an event that comes again', async () => {
    const lab = new CopyLab({ faults: REPEATING });
    await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy, attributes: ALL }));
    expect(changes(lab)).toHaveLength(3);
  });

  test('are set in the end when EC2 refuses, forgets and loses answers', async () => {
    const lab = new CopyLab({ rules: { ...hard, copyDuration: calm.copyDuration, faults: { ...hard.faults, 'key-failure': 0 } }, seed: 3 });
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy, attributes: ALL }))).toBe('CREATE_COMPLETE');
    lab.ec2.rules.faults = {};
    await lab.pass(5 * MINUTE);
    expect((await attributesOf(lab))[HOME.region]).toMatchObject({ imds: 'v2.0', protection: 'enabled-without-cooldown' });
  });

  test('change nothing when there are none', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: PLAIN });
    expect(changes(lab)).toEqual([]);
  });

  test('that EC2 refuses fail the deployment in its words, and leave nothing', async () => {
    const lab = new CopyLab();
    lab.deny('EnableImageDeprecation');
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy, attributes: ALL }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain('You are not authorized to perform: ec2:EnableImageDeprecation');
    expect(lab.left).toEqual([]);
  });
});

describe('a change of attributes', () => {
  const at = (date: string) => AmiDeprecation.at(new Date(date));
  const [soon, late] = ['2030-01-01T00:00:00.000Z', '2031-01-01T00:00:00.000Z'];

  test.each<[string, CopyWish['attributes'], CopyWish['attributes'], object, string[]]>([
    ['sets a deprecation', {}, { deprecation: at(soon) }, { ...PLAIN, deprecated: soon }, ['EnableImageDeprecation']],
    ['moves it', { deprecation: at(soon) }, { deprecation: at(late) }, { ...PLAIN, deprecated: late }, ['EnableImageDeprecation']],
    ['takes it back', { deprecation: at(soon) }, {}, PLAIN, ['DisableImageDeprecation']],
    ['sets the protection', {}, { deregistrationProtection: true }, { ...PLAIN, protection: 'enabled-without-cooldown' }, ['EnableImageDeregistrationProtection']],
    ['takes it off', { deregistrationProtection: true }, {}, PLAIN, ['DisableImageDeregistrationProtection']],
  ])('%s in place', async (_title, first, second, seen, called) => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image(), removalPolicy };
    await lab.deploy(copyOf({ ...wish, attributes: first }));
    const [before, calls] = [lab.left, changes(lab).length];
    expect(await lab.deploy(copyOf({ ...wish, attributes: second }))).toBe('UPDATE_COMPLETE');
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: seen });
    expect(changes(lab).slice(calls)).toEqual(called);
    expect(lab.left).toEqual(before);
  });

  test.each([[false, true], [true, false]])('from IMDSv2 %s to %s makes another copy, because EC2 takes nothing back', async (first, second) => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image() };
    await lab.deploy(copyOf({ ...wish, attributes: { requireImdsv2: first } }));
    const before = lab.left;
    expect(await lab.deploy(copyOf({ ...wish, attributes: { requireImdsv2: second } }))).toBe('UPDATE_COMPLETE');
    expect(lab.left.filter(each => before.includes(each))).toEqual([]);
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: { ...PLAIN, imds: second ? 'v2.0' : undefined } });
  });

  test.each<[string, CopyWish['attributes'], CopyWish['attributes']]>([
    ['set', {}, ALL],
    ['moved', { deprecation: at(soon), deregistrationProtection: true }, { deprecation: at(late) }],
    ['taken back', { deprecation: at(soon), deregistrationProtection: true }, {}],
  ])('is undone by a rollback: what was %s is as it was, on the same image and when there was another', async (_title, first, second) => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image(), removalPolicy };
    await lab.deploy(copyOf({ ...wish, attributes: first }));
    const [before, seen] = [lab.left, await attributesOf(lab)];
    for (const source of [wish.source, lab.seed.image()]) {
      expect(await lab.deploy(copyThatIsRolledBack({ ...wish, source, attributes: second }))).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await attributesOf(lab)).toEqual(seen);
      expect(lab.left).toEqual(before);
    }
  });

  test('leaves alone what somebody else has set', async () => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image(), removalPolicy };
    await lab.deploy(copyOf({ ...wish, attributes: { deprecation: at(soon) } }));
    await lab.protectByHand(lab.copies[0].imageId);
    await lab.deploy(copyOf({ ...wish, attributes: { deprecation: at(late) } }));
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: { ...PLAIN, deprecated: late, protection: 'enabled-without-cooldown' } });
  });
});

describe('a copy that its own prop protects', () => {
  const attributes = { deregistrationProtection: true };

  test('is kept by its policy, protected, when its stack goes', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy, attributes }));
    const whole = lab.left;
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual(whole);
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: { ...PLAIN, protection: 'enabled-without-cooldown' } });
  });

  test('is removed by the rollback of its creation', async () => {
    const lab = new CopyLab();
    expect(await lab.deploy(copyThatIsRolledBack({ source: lab.seed.image(), removalPolicy, attributes }))).toBe('ROLLBACK_COMPLETE');
    expect(changes(lab)).toEqual(['EnableImageDeregistrationProtection', 'DisableImageDeregistrationProtection']);
    expect(lab.left).toEqual([]);
  });

  test('is removed by the rollback of its replacement, and the one before stays protected', async () => {
    const lab = new CopyLab({ habits: { rollback: 'update-back' } });
    await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy, attributes }));
    const before = lab.left;
    expect(await lab.deploy(copyThatIsRolledBack({ source: lab.seed.image(), removalPolicy, attributes }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.left).toEqual(before);
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: { ...PLAIN, protection: 'enabled-without-cooldown' } });
  });

  test('that an earlier deployment left stays what it is when a later one that found it is rolled back', async () => {
    const lab = new CopyLab();
    const [source, other] = [lab.seed.image(), lab.seed.image()];
    for (const each of [source, other]) await lab.deploy(copyOf({ source: each, removalPolicy, attributes }));
    const whole = lab.left;
    expect(await lab.deploy(copyThatIsRolledBack({ source, removalPolicy, attributes }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.left.sort()).toEqual(whole.sort());
    expect(changes(lab)).not.toContain('DisableImageDeregistrationProtection');
  });

  test('is not protected any more by a creation that goes on while it is rolled back', async () => {
    // Somebody else of the stack fails when the copy is just there: the waiter looks at it some seconds before or after.
    const protectedIn: number[] = [];
    for (let seconds = 148; seconds <= 164; seconds += 0.5) {
      const lab = new CopyLab({
        seed: seconds,
        rules: { ...calm, copyDuration: () => 2 * MINUTE },
        habits: { cancelAfterSeconds: 1 },
        faults: { ...NO_FAULTS, redeliveries: () => [0, 30], latency: call => (call?.operation.startsWith('Enable') ? 8_000 : 700) },
      });
      const wish = { source: lab.seed.image(), removalPolicy, attributes };
      expect(await lab.deploy(copyBeside(wish, seconds))).toBe('ROLLBACK_COMPLETE');
      await lab.timeline.run();
      expect(lab.left).toEqual([]);
      if (changes(lab).includes('EnableImageDeregistrationProtection')) protectedIn.push(seconds);
    }
    // Some of these creations have come so far, and some have not.
    expect(protectedIn.length).toBeGreaterThan(5);
    expect(protectedIn.length).toBeLessThan(28);
  });
});
