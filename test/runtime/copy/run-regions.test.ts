import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { MINUTE } from './copy-lab';
import { copiesOf, FAR_AND_WIDE, inMinutes, IRELAND, OREGON, RegionsLab, to, VIRGINIA } from './regions-lab';
import { WAITER_RESOURCE_TYPE } from '../../../src/runtime/contract';
import { HOME } from '../../support/cloudformation/cloud';
import { calm } from '../../support/ec2/rules';

/** Copies in several Regions: whole stacks with the real handler, behind the policies that the construct writes. */

describe('copies in several Regions', () => {
  test('are each there, encrypted under the key of their Region, tagged, and taken over', async () => {
    const lab = new RegionsLab();
    const [irish, own] = [lab.seedIn(IRELAND).key(), lab.seed.key()];
    const destinations = { [IRELAND]: irish, [HOME.region]: own, [VIRGINIA]: undefined };
    expect(await lab.deploy(copiesOf({ source: lab.source, destinations, tags: { team: 'web' } }))).toBe('CREATE_COMPLETE');

    expect(lab.copies.map(each => [each.region, each.state, each.sourceImageId])).toEqual(
      expect.arrayContaining([IRELAND, HOME.region, VIRGINIA].map(region => [region, 'available', lab.source])));
    for (const { tags } of lab.copies) expect(tags).toMatchObject({ 'team': 'web', 'cdk-golden-ami:accepted': 'true', 'cdk-golden-ami:source': lab.source });
    expect(lab.snapshotsOfCopies).toHaveLength(6);
    for (const { region, encrypted, keyArn, tags } of lab.snapshotsOfCopies) {
      expect([encrypted, tags.team]).toEqual([true, 'web']);
      if (destinations[region]) expect(keyArn).toBe(destinations[region]);
      else expect(lab.ec2.key(keyArn!).manager).toBe('AWS');
    }
  });

  test('have ids that say where they are', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }));
    const known = [...lab.stack.resources.values()].filter(each => each.declaration.Type === 'Custom::AmiCopy').map(each => each.physicalId);
    expect(known.sort()).toEqual(lab.copies.map(each => `${each.region}/${each.imageId}`).sort());
  });

  test('are told by Region in the template', async () => {
    const lab = new RegionsLab();
    await lab.deploy(stack => {
      const copy = copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) })(stack);
      new CfnResource(stack, 'User', { type: 'Test::Sibling', properties: { Irish: copy.imageIdIn(IRELAND), American: copy.imageIdIn(VIRGINIA) } });
    });
    expect(lab.stack.resources.get('User')?.properties).toMatchObject({ Irish: lab.imageIn(IRELAND)?.imageId, American: lab.imageIn(VIRGINIA)?.imageId });
  });

  test('change their tags in place, in every Region', async () => {
    const lab = new RegionsLab();
    const wish = { source: lab.source, destinations: to(IRELAND, VIRGINIA) };
    await lab.deploy(copiesOf({ ...wish, tags: { team: 'red' } }));
    const before = lab.copies.map(each => each.imageId);
    expect(await lab.deploy(copiesOf({ ...wish, tags: { team: 'blue' } }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies.map(each => each.imageId)).toEqual(before);
    for (const { tags } of [...lab.copies, ...lab.snapshotsOfCopies]) expect(tags.team).toBe('blue');
  });

  test('come and go with their Region, while the others stay what they are', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }));
    const irish = lab.imageIn(IRELAND);
    expect(await lab.deploy(copiesOf({ source: lab.source, destinations: to(OREGON, IRELAND) }))).toBe('UPDATE_COMPLETE');
    expect(lab.imageIn(IRELAND)).toEqual(irish);
    expect(lab.occupied).toEqual([IRELAND, OREGON]);
  });

  test('are removed from every Region with their stack, under the rights that are left when nothing names those Regions', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }));
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });

  test('are kept in every Region by the default policy', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA), removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }));
    await lab.destroy();
    expect(lab.copies.map(each => [each.region, each.state]).sort()).toEqual([[IRELAND, 'available'], [VIRGINIA, 'available']]);
  });

  test('keep a stack from being deleted while an instance of their Region uses one', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }));
    const { imageId } = lab.imageIn(VIRGINIA)!;
    const user = lab.seedIn(VIRGINIA).instance({ imageId });
    expect(await lab.destroy()).toBe('DELETE_FAILED');
    expect(lab.sentence).toMatch(new RegExp(`${imageId} is kept by arn:aws:ec2:${VIRGINIA}:.*${user}`));
    lab.seedIn(VIRGINIA).setInstanceState(user, 'terminated');
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });

  test('that do not end in time are told by Region and image', async () => {
    const lab = new RegionsLab({ rules: { ...calm, copyDuration: inMinutes(10, 600) } });
    expect(await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toMatch(/(eu-west-1|us-east-1)\/(ami-\w+): \2 is still pending after 55 minutes/);
    expect(lab.left).toEqual([]);
  });
});

describe('the wait', () => {
  const minutesOf = (lab: RegionsLab) => {
    const begin = lab.calls('CopyImage')[0].at!;
    const answered = lab.cloud.inbox.requests.find(({ event }) => event.ResourceType === WAITER_RESOURCE_TYPE)!.puts[0].at;
    return (answered - begin) / MINUTE;
  };
  const durations = [3, 5, 8, 11, 4, 12, 9, 7, 2, 6];

  const upToTen = durations.map((_minutes, index) => index + 1);

  test.each(upToTen.flatMap(n => upToTen.map(m => [n, m])))('for %i volumes in %i Regions takes the longest copy and at most one pause', async (n, m) => {
    const lab = new RegionsLab({ rules: { ...calm, copyDuration: inMinutes(...durations.slice(0, m)) } });
    const source = lab.seed.image({ volumes: [...'abcdefghij'].slice(0, n).map(letter => ({ device: `/dev/sd${letter}` })) });
    expect(await lab.deploy(copiesOf({ source, destinations: to(...FAR_AND_WIDE.slice(0, m)) }))).toBe('CREATE_COMPLETE');
    expect(lab.snapshotsOfCopies).toHaveLength(n * m);
    const longest = Math.max(...durations.slice(0, m));
    expect(minutesOf(lab)).toBeGreaterThanOrEqual(longest);
    // A pause is half of the time that has passed, three minutes at most; the rest is for the calls themselves.
    expect(minutesOf(lab)).toBeLessThanOrEqual(longest + Math.min(3, longest / 2) + 0.5);
  });

  test('asks each Region once per turn, and no more when its copy is there', async () => {
    const lab = new RegionsLab({ rules: { ...calm, copyDuration: inMinutes(1, 30) } });
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }));
    const looks = [IRELAND, VIRGINIA].map(region => lab.calls('DescribeImages').filter(call => call.region === region).length);
    // Three to start; then three in the first minute, and sixteen in half an hour.
    expect(looks.sort((a, b) => a - b)).toEqual([3 + 3, 3 + 16]);
  });

  test('for three Regions and ten minutes makes forty-eight calls: fifteen to start, six to take over and to verify, and nine looks at each', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA, OREGON) }));
    const counts = Object.fromEntries(['CopyImage', 'CreateTags', 'DescribeSnapshots', 'DescribeImages'].map(action => [action, lab.calls(action).length]));
    expect(counts).toEqual({ CopyImage: 3, CreateTags: 3, DescribeSnapshots: 3, DescribeImages: 39 });
    expect(lab.ec2.calls.filter(({ service }) => service === 'ec2')).toHaveLength(48);
  });
});
