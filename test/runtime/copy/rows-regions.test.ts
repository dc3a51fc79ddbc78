import { CfnResource, Stack } from 'aws-cdk-lib';
import { SECOND } from './copy-lab';
import { copiesOf, IRELAND, RegionsLab, to, VIRGINIA } from './regions-lab';
import type { AmiCopy } from '../../../src/copy/ami-copy';
import { calm } from '../../support/ec2/rules';

/** Rows of the failure table that only copies in other Regions can meet. `rows.test.ts` sees to it that no row is forgotten. */

/** As a tool or an Aspect may change what synth has checked. */
const override = (copy: AmiCopy, region: string, property: string, value: string) =>
  copy.node.findAll().filter(CfnResource.isCfnResource).find(each => each.node.path.includes(`/${region}/`))!.addPropertyOverride(property, value);

const closed = (...regionsNotEnabled: string[]) => new RegionsLab({ rules: { ...calm, regionsNotEnabled } });

describe('a Region that is not enabled for the account', () => {
  test('row 42: fails the deployment with its name, and the copies of the others go back', async () => {
    const lab = closed(VIRGINIA);
    expect(await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain(`in ${VIRGINIA}: AWS was not able to validate the provided access credentials. If the Region is not enabled for this account, enable it, or take it out of the destinations`);
    expect(lab.left).toEqual([]);
  });

  test('row 42: does not keep a stack that never had a copy there from being deleted', async () => {
    const lab = closed(VIRGINIA);
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND) }));
    expect(await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.occupied).toEqual([IRELAND]);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });

  test('row 42: that was enabled when a copy was made there fails the deletion until it is enabled again', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(VIRGINIA) }));
    lab.ec2.rules.regionsNotEnabled = [VIRGINIA];
    expect(await lab.destroy()).toBe('DELETE_FAILED');
    expect(lab.sentence).toContain(`in ${VIRGINIA}: `);
    lab.ec2.rules.regionsNotEnabled = [];
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });
});

describe('one Region among several', () => {
  test('row 45: whose copy fails is named, and nothing is left in the others', async () => {
    const lab = new RegionsLab();
    const destinations = { ...to(IRELAND), [VIRGINIA]: lab.seedIn(VIRGINIA).key({ deniesUse: true }) };
    expect(await lab.deploy(copiesOf({ source: lab.source, destinations }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toMatch(/us-east-1\/(ami-\w+): the copy \1 failed: .*Given key ID is not accessible/);
    expect(lab.left).toEqual([]);
  });

  test('row 45: that fails an update leaves all the old copies, and only those', async () => {
    const lab = new RegionsLab();
    await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }));
    const before = lab.left.sort();
    lab.ec2.key(lab.snapshotsOfCopies.find(each => each.region === VIRGINIA)!.keyArn!).state = 'Disabled';
    expect(await lab.deploy(copiesOf({ source: lab.seed.image(), destinations: to(IRELAND, VIRGINIA) }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.left.sort()).toEqual(before);
  });

  test('row 7: whose key is of another Region is refused before anything is copied there', async () => {
    const lab = new RegionsLab();
    const foreign = lab.seedIn(IRELAND).key();
    expect(await lab.deploy(stack => override(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) })(stack), VIRGINIA, 'EncryptionKeyArn', foreign)))
      .toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain(`the key ${foreign} cannot be used (`);
    expect(lab.calls('CopyImage').map(call => call.region)).toEqual([IRELAND]);
    expect(lab.left).toEqual([]);
  });

  test('row 19: in which as many copies run as can waits for its turn, while the others go on', async () => {
    const lab = new RegionsLab();
    lab.ec2.inject({ action: 'CopyImage', fault: 'resource-limit', times: 2 });
    expect(await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }))).toBe('CREATE_COMPLETE');
    const at = lab.calls('CopyImage').map(call => call.at! / SECOND);
    expect(lab.copies.map(each => each.state)).toEqual(['available', 'available']);
    expect(Math.max(...at) - Math.min(...at)).toBeGreaterThan(30);
  });

  test('row 46: whose quota of images is used up is told in EC2\'s words, and the others go back', async () => {
    const lab = new RegionsLab({ rules: { ...calm, limits: { ...calm.limits, images: 2 } } });
    for (const name of ['one', 'two']) lab.seedIn(VIRGINIA).image({ name });
    expect(await lab.deploy(copiesOf({ source: lab.source, destinations: to(IRELAND, VIRGINIA) }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.occupied).toEqual([]);
    expect(lab.calls('CopyImage').find(call => call.error)?.region).toBe(VIRGINIA);
  });
});

test('an update cannot take a copy to another Region under the same id: what it left there nobody would find', async () => {
  const lab = new RegionsLab();
  const moved = (region: string) => (stack: Stack) =>
    override(copiesOf({ source: lab.source, destinations: to(IRELAND) })(stack), IRELAND, 'Region', region);
  await lab.deploy(moved(IRELAND));
  const before = lab.left;
  expect(await lab.deploy(moved(VIRGINIA))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(lab.sentence).toContain(`a copy stays in its Region: this one is in ${IRELAND}, not in ${VIRGINIA}; give each Region a resource of its own`);
  expect(lab.left).toEqual(before);
});
