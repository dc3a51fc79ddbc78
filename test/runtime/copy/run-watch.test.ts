import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { attributesOf, changes, PLAIN } from './attributes-lab';
import { addCopy, copyOf, CopyLab, copyThatIsRolledBack, HOUR, MINUTE, SECOND } from './copy-lab';
import { copiesOf, inMinutes, IRELAND, OREGON, RegionsLab, RegionsWish, to, VIRGINIA } from './regions-lab';
import { AmiDeprecation } from '../../../src/copy/ami-deprecation';
import { AmiFromInstance } from '../../../src/copy/ami-from-instance';
import { CopyCompletion, CopyTimeoutAction } from '../../../src/copy/copy-completion';
import { HOME } from '../../support/cloudformation/cloud';
import { NO_FAULTS } from '../../support/cloudformation/faults';
import { calm, Rules } from '../../support/ec2/rules';
import { LabOptions } from '../../support/lab';
import { REPEATING } from '../cloudformation/a-lab';

/** Copies that outlast their deployment, in whatever Region: what the handler does when CloudFormation has its answer. */

const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
const pending = CopyCompletion.pending();
const attributes = { requireImdsv2: true, deregistrationProtection: true };
const SET = { ...PLAIN, imds: 'v2.0', protection: 'enabled-without-cooldown' };

const taking = (...minutes: number[]) => ({ rules: { ...calm, copyDuration: inMinutes(...minutes) } });
const executions = (lab: CopyLab) => [...lab.cloud.stepFunctions.machines.values()].flatMap(({ executions: each }) => [...each.values()]);
/** The errors of those that failed. */
const failed = (lab: CopyLab) => executions(lab).filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED' && status !== 'ABORTED').map(({ error }) => error);
const running = (lab: CopyLab) => executions(lab).filter(({ status }) => status === 'RUNNING').map(({ name }) => name);
/** Why the waiter decided so. */
const told = (lab: CopyLab, decided: string) =>
  lab.log.filter(line => line.decided === decided && `${line.resource}`.startsWith('CopyAvailable')).map(({ because }) => because);
const answersTo = (lab: CopyLab) => lab.cloud.inbox.requests.map(({ puts }) => puts.length);

describe('copies that outlast their deployment', () => {
  test.each([
    ['pending()', pending, 5 * MINUTE],
    ['a timeout that says CONTINUE', CopyCompletion.inDeploy({ timeout: Duration.minutes(20), onTimeout: CopyTimeoutAction.CONTINUE }), 25 * MINUTE],
  ])('under %s get their attributes at the end, in every Region, and the log says so', async (_title, completion, most) => {
    const lab = new RegionsLab(taking(180, 300, 47 * 60));
    const start = lab.timeline.now();
    const wish: RegionsWish = { source: lab.source, destinations: to(IRELAND, HOME.region, VIRGINIA), completion, removalPolicy, attributes };
    expect(await lab.deploy(copiesOf(wish))).toBe('CREATE_COMPLETE');
    expect(lab.timeline.now() - start).toBeLessThan(most);
    expect(lab.copies.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);

    await lab.pass(49 * HOUR);
    expect(await attributesOf(lab)).toEqual({ [IRELAND]: SET, [HOME.region]: SET, [VIRGINIA]: SET });
    expect(told(lab, 'over').join()).toContain(`${lab.imageIn(VIRGINIA)!.imageId} is available, and encrypted`);
    expect([running(lab), failed(lab)]).toEqual([[], []]);
    expect(new Set(answersTo(lab))).toEqual(new Set([1]));
  });

  test('are asked for every quarter of an hour at last: some two hundred turns in two days', async () => {
    const lab = new RegionsLab(taking(48 * 60));
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND), completion: pending }));
    const before = lab.calls('DescribeImages').length;
    await lab.pass(49 * HOUR);
    expect(lab.calls('DescribeImages').length - before).toBeLessThan(210);
    expect(failed(lab)).toEqual([]);
  });

  test('fail the execution when EC2 fails one, which rings the alarm, and the log has the reason', async () => {
    const lab = new RegionsLab(taking(120, 120));
    const key = lab.seedIn(IRELAND).key();
    const destinations = { [IRELAND]: key, [VIRGINIA]: undefined };
    await lab.deploy(copiesOf({ source: lab.source, destinations, completion: pending, attributes: { requireImdsv2: true } }));
    lab.ec2.key(key).state = 'Disabled';
    await lab.pass(3 * HOUR);
    expect(lab.imageIn(IRELAND)!.state).toBe('failed');
    expect(failed(lab)).toHaveLength(1);
    const [because] = told(lab, 'fail');
    expect(because).toMatch(/eu-west-1\/ami-\w+: the copy ami-\w+ failed: .*Given key ID is not accessible.*If this is about the key arn:aws:kms:eu-west-1/);
    expect((await attributesOf(lab))[VIRGINIA]).toEqual({ ...PLAIN, imds: 'v2.0' });
  });

  test('of which one fails early are watched to the end, so that the others get what they were promised', async () => {
    const lab = new RegionsLab(taking(60, 20 * 60));
    const destinations = Object.fromEntries([IRELAND, VIRGINIA].map(region => [region, lab.seedIn(region).key()]));
    await lab.deploy(copiesOf({ source: lab.source, destinations, completion: pending, removalPolicy, attributes }));
    const [fast, slow] = lab.calls('CopyImage').map(({ region }) => region!);
    lab.ec2.key(destinations[fast]).state = 'Disabled';
    await lab.pass(2 * HOUR);
    expect(failed(lab)).toEqual([]);
    expect(told(lab, 'again').join()).toContain('Given key ID is not accessible');
    await lab.pass(20 * HOUR);
    expect(failed(lab)).toHaveLength(1);
    expect((await attributesOf(lab))[slow]).toEqual(SET);
  });

  test('that never end fail the execution after two days', async () => {
    const lab = new CopyLab(taking(100 * 60));
    await lab.deploy(copyOf({ source: lab.seed.image(), completion: pending }));
    await lab.pass(50 * HOUR);
    expect(told(lab, 'fail')).toEqual([expect.stringMatching(/ami-\w+: it is still pending after 49 hours/)]);
    expect(failed(lab)).toHaveLength(1);
  });

  test('are set on an image of an instance, too, which nobody has asked to encrypt', async () => {
    const lab = new CopyLab({ rules: { ...calm, creationTakes: [3 * HOUR, 3 * HOUR] } });
    const instanceId = lab.seed.instance({ imageId: lab.seed.image(), state: 'running' });
    expect(await lab.deploy(stack => new AmiFromInstance(stack, 'Copy', {
      instance: ec2.CfnInstance.fromInstanceId(stack, 'Instance', instanceId), completion: pending, removalPolicy, ...attributes,
    }))).toBe('CREATE_COMPLETE');
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: PLAIN });
    await lab.pass(5 * HOUR);
    expect(await attributesOf(lab)).toEqual({ [HOME.region]: SET });
    expect([running(lab), failed(lab)]).toEqual([[], []]);
  });

  test('are watched once, though every event is delivered three times', async () => {
    const lab = new RegionsLab({ ...taking(120), faults: REPEATING });
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, OREGON), completion: pending, removalPolicy, attributes }));
    await lab.pass(3 * HOUR);
    expect(await attributesOf(lab)).toEqual({ [IRELAND]: SET, [OREGON]: SET });
    expect(told(lab, 'over')).toHaveLength(1);
    expect(changes(lab)).toHaveLength(4);
  });
});

describe('the watch ends', () => {
  const deployed = async (lab: RegionsLab, wish: Partial<RegionsWish> = {}) => {
    const all = { source: lab.source, destinations: to(IRELAND), completion: pending, removalPolicy, attributes, ...wish };
    expect(await lab.deploy(copiesOf(all))).toBe('CREATE_COMPLETE');
    return all;
  };
  const quiet = (lab: CopyLab) => [running(lab), failed(lab)];

  test('when somebody has taken the image away', async () => {
    const lab = new RegionsLab(taking(600));
    await deployed(lab);
    await lab.cloud.during(lab.ec2.ec2(HOME.accountId, IRELAND).send(new DeregisterImageCommand({ ImageId: lab.imageIn(IRELAND)!.imageId })));
    await lab.pass(HOUR);
    expect(told(lab, 'over')).toEqual([expect.stringContaining('the image is gone')]);
    expect(quiet(lab)).toEqual([[], []]);
  });

  test('when the image was replaced, and kept', async () => {
    const lab = new RegionsLab(taking(600, 240));
    const wish = await deployed(lab);
    expect(await lab.deploy(copiesOf({ ...wish, source: lab.seed.image() }))).toBe('UPDATE_COMPLETE');
    await lab.pass(HOUR);
    expect(told(lab, 'over')).toEqual([expect.stringContaining('the stack has gone on without it')]);
    await lab.pass(12 * HOUR);
    expect(changes(lab)).toHaveLength(2);
    expect(quiet(lab)).toEqual([[], []]);
  });

  test('when its Region was taken out of the template, and the others are watched by the later request', async () => {
    const lab = new RegionsLab(taking(600));
    const wish = await deployed(lab, { destinations: to(IRELAND, VIRGINIA) });
    await lab.deploy(copiesOf({ ...wish, destinations: to(VIRGINIA) }));
    await lab.pass(12 * HOUR);
    expect(await attributesOf(lab)).toEqual({ [IRELAND]: PLAIN, [VIRGINIA]: SET });
    expect(told(lab, 'over').join()).toContain('a later request has taken it over');
    expect(changes(lab)).toHaveLength(2);
    expect(quiet(lab)).toEqual([[], []]);
  });

  test('with its stack', async () => {
    const lab = new RegionsLab(taking(600));
    await deployed(lab);
    await lab.destroy();
    const calls = lab.ec2.calls.length;
    await lab.pass(12 * HOUR);
    expect(lab.ec2.calls).toHaveLength(calls);
    expect(quiet(lab)).toEqual([[], []]);
  });
});

describe('an update while the copy is pending', () => {
  const [first, second, third] = ['2030-01-01T00:00:00.000Z', '2031-01-01T00:00:00.000Z', '2032-01-01T00:00:00.000Z'];
  const wishOf = (date: string) => ({ source, completion: pending, removalPolicy, attributes: { deprecation: AmiDeprecation.at(new Date(date)) } });
  let source: string;

  async function labWithPending(options: LabOptions = {}) {
    const lab = new CopyLab({ ...taking(600), ...options });
    source = lab.seed.image();
    await lab.deploy(copyOf(wishOf(first)));
    return lab;
  }
  const seenAtTheEnd = async (lab: CopyLab) => {
    await lab.pass(12 * HOUR);
    expect([running(lab), failed(lab)]).toEqual([[], []]);
    return (await attributesOf(lab))[HOME.region].deprecated;
  };

  test.each<[string, Partial<Rules>]>([['', {}], [', though EC2 shows late who watches it', { lagChance: 1, lagMax: 120 * SECOND, freshAnswers: 0 }]])(
    'decides what the copy gets at the end%s', async (_title, rules) => {
      const lab = await labWithPending({ rules: { ...taking(600).rules, ...rules } });
      expect(await lab.deploy(copyOf(wishOf(second)))).toBe('UPDATE_COMPLETE');
      expect(await seenAtTheEnd(lab)).toBe(second);
      expect(changes(lab)).toEqual(['EnableImageDeprecation']);
    });

  test('that is rolled back decides nothing', async () => {
    const lab = await labWithPending();
    expect(await lab.deploy(copyThatIsRolledBack(wishOf(second)))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await seenAtTheEnd(lab)).toBe(first);
  });

  test.each<[string, number[]]>([['', []], [', and comes again later', [150]]])(
    'that is cancelled, goes on while it is rolled back%s, decides nothing', async (_title, redeliveries) => {
      const lab = await labWithPending({ faults: { ...NO_FAULTS, redeliveries: () => redeliveries } });
      lab.after(100 * SECOND, () => lab.stack.cancelUpdate());
      expect(await lab.deploy(copyOf(wishOf(second)))).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await seenAtTheEnd(lab)).toBe(first);
    });

  test('that was cancelled decides nothing while a later one goes on, either', async () => {
    const lab = await labWithPending(taking(30));
    const patient = { completion: CopyCompletion.inDeploy({ timeout: Duration.minutes(50), onTimeout: CopyTimeoutAction.CONTINUE }) };
    lab.after(100 * SECOND, () => lab.stack.cancelUpdate());
    expect(await lab.deploy(copyOf({ ...wishOf(second), ...patient }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await lab.deploy(copyOf({ ...wishOf(third), ...patient }))).toBe('UPDATE_COMPLETE');
    expect(await seenAtTheEnd(lab)).toBe(third);
    expect(changes(lab)).toEqual(['EnableImageDeprecation']);
  });

  test('does not keep the copy from its end: that waits until no deployment goes on', async () => {
    const lab = await labWithPending();
    await lab.pass(9 * HOUR);
    expect(await lab.deploy(stack => {
      addCopy(stack, 'Copy', wishOf(first));
      new CfnResource(stack, 'Slow', { type: 'Test::Sibling', properties: { Seconds: 7200 } });
    })).toBe('UPDATE_COMPLETE');
    expect(changes(lab)).toEqual([]);
    expect(await seenAtTheEnd(lab)).toBe(first);
  });
});
