import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { CfnResource, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { B, byHand, C, consumer, ORGANIZATION, sharedWith, sharing, target, UNIT, withOrganization } from './sharing-lab';
import { Ami } from '../../../src/ami/ami';
import { SHARING_ACTIONS } from '../../../src/runtime/contract';
import { AmiSharing, SnapshotAccess } from '../../../src/sharing/ami-sharing';
import { SnapshotSharing } from '../../../src/sharing/snapshot-sharing';
import { HOME } from '../../support/cloudformation/cloud';
import { Lab } from '../../support/lab';

const STRANGER = '999999999999';
const EUROPE = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1'];
const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(200000000000 + index));

/** What was granted to anybody; a rollback takes the list back, whether or not it had come to that. */
const added = (lab: Lab) => lab.ec2.calls.filter(({ action, input }) => action.startsWith('Modify') && JSON.stringify(input).includes('"Add"'));

describe('an account', () => {
  test('sees and runs the image while it is in the list, and only then', async () => {
    const lab = new Lab();
    const image = lab.seed.image();
    const b = consumer(lab, B);
    expect([await b.sees(image), await b.runs(image)]).toEqual([false, false]);
    expect(await lab.deploy(sharing(image, [B]))).toBe('CREATE_COMPLETE');
    expect([await b.sees(image), await b.runs(image)]).toEqual([true, true]);
    expect(await lab.deploy(sharing(image, [C]))).toBe('UPDATE_COMPLETE');
    expect([await b.sees(image), await b.runs(image)]).toEqual([false, false]);
    await lab.deploy(sharing(image, [B]));
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect([await b.sees(image), await b.runs(image), sharedWith(lab, image)]).toEqual([false, false, []]);
  });

  test('copies the image only when that is asked for, and no more when it is taken back', async () => {
    const lab = new Lab();
    const image = lab.seed.image({ volumes: [{}, { device: '/dev/sdf' }] });
    const b = consumer(lab, B);
    await lab.deploy(sharing(image, [B]));
    expect(await b.copies(image)).toBe(false);
    await lab.deploy(sharing(image, [B], { snapshots: SnapshotAccess.COPY }));
    expect(await b.copies(image)).toBe(true);
    await lab.deploy(sharing(image, [B]));
    expect([await b.copies(image), await b.runs(image)]).toEqual([false, true]);
  });

  test.each([['its organization', ORGANIZATION], ['its unit', UNIT]])('runs the image through %s', async (_title, arn) => {
    const lab = withOrganization(new Lab());
    const image = lab.seed.image();
    await lab.deploy(sharing(image, [arn]));
    expect([await consumer(lab, C).runs(image), await consumer(lab, B).runs(image)]).toEqual([true, false]);
    await lab.destroy();
    expect(await consumer(lab, C).runs(image)).toBe(false);
  });

  test('that a person let in stays, as long as it was never in the list and the list is not exclusive', async () => {
    const lab = new Lab();
    const image = lab.seed.image();
    await byHand(lab, image, 'Add', STRANGER);
    await byHand(lab, image, 'Add', C);
    await lab.deploy(sharing(image, [B, C]));
    await lab.deploy(sharing(image, [B]));
    expect(sharedWith(lab, image)).toEqual([B, STRANGER]);
    await lab.deploy(sharing(image, [B], { exclusive: true }));
    expect(sharedWith(lab, image)).toEqual([B]);
  });

  test('that gave the image back gets it with the next change of the list', async () => {
    const lab = new Lab();
    const image = lab.seed.image();
    await lab.deploy(sharing(image, [B]));
    await consumer(lab, B).givesBack(image);
    await lab.deploy(sharing(image, [B, C]));
    expect(sharedWith(lab, image)).toEqual([B, C]);
  });
});

describe('another image', () => {
  test('takes over, and the one before is shared no more', async () => {
    const lab = new Lab();
    const [first, second] = [lab.seed.image(), lab.seed.image()];
    await lab.deploy(sharing(first, [B]));
    await lab.deploy(sharing(second, [B]));
    expect([sharedWith(lab, first), sharedWith(lab, second)]).toEqual([[], [B]]);
  });

  test('takes over from one that is gone', async () => {
    const lab = new Lab();
    const [first, second] = [lab.seed.image(), lab.seed.image()];
    await lab.deploy(sharing(first, [B]));
    await lab.ec2.ec2(HOME.accountId, HOME.region).send(new DeregisterImageCommand({ ImageId: first }));
    expect(await lab.deploy(sharing(second, [B]))).toBe('UPDATE_COMPLETE');
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
  });
});

describe('a deployment that fails later', () => {
  const withFailure = (imageId: string, list: string[]) => (stack: Stack): void => {
    sharing(imageId, list)(stack);
    const failing = new AmiSharing(stack, 'Failing', { image: Ami.fromImageId('ami-00000000000000000'), sharedWith: [] });
    failing.node.addDependency(stack.node.findChild('Sharing'));
  };

  test('leaves nothing shared when it was the first', async () => {
    const lab = new Lab();
    const image = lab.seed.image();
    expect(await lab.deploy(withFailure(image, [B]))).toBe('ROLLBACK_COMPLETE');
    expect(sharedWith(lab, image)).toEqual([]);
  });

  test('brings back what was shared before', async () => {
    const lab = new Lab();
    const image = lab.seed.image();
    await lab.deploy(sharing(image, [B]));
    expect(await lab.deploy(withFailure(image, [C]))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(sharedWith(lab, image)).toEqual([B]);
  });
});

describe('refused before anything has changed', () => {
  const cases: [string, (lab: Lab) => string, string, RegExp][] = [
    ['an image that is not to be seen', () => 'ami-00000000000000000', B, /the image ami-0+ in eu-central-1 is not to be seen/],
    ['an image of another account', lab => lab.ec2.seed(C, HOME.region).image({ sharedWith: [HOME.accountId] }), B, /belongs to 333333333333, and only its owner can share it/],
    ['a pending image', lab => lab.seed.image({ state: 'pending' }), B, /is pending; only an available image can be shared/],
    ['a disabled image', lab => lab.seed.image({ state: 'disabled' }), B, /is disabled; only an available image can be shared/],
    ['an image under the key that AWS manages', lab => lab.seed.image({ volumes: [{ encrypted: true }] }), B, /a key that AWS manages/],
    ['an encrypted image for everyone', lab => lab.seed.image({ volumes: [{ kmsKeyId: lab.seed.key() }] }), 'all', /an encrypted image cannot be public/],
    ['an image with product codes for everyone', lab => lab.seed.image({ traits: { ProductCodes: [{ ProductCodeId: 'abc' }] } }), 'all', /has product codes/],
    ['everyone, where the account blocks public access', lab => { lab.seed.blockPublicAccess(); return lab.seed.image(); }, 'all', /blocks public access to its images/],
  ];

  test.each(cases)('%s', async (_title, seed, principal, sentence) => {
    const lab = new Lab();
    const image = seed(lab);
    expect(await lab.deploy(sharing(image, [principal]))).toBe('ROLLBACK_COMPLETE');
    expect(lab.reasons().find(reason => sentence.test(reason))).toBeDefined();
    expect([...added(lab), ...lab.ec2.calls.filter(({ action }) => action.startsWith('Disable'))]).toEqual([]);
  });

  test('in one Region: then in no other either', async () => {
    const lab = new Lab();
    const image = lab.seed.image();
    const elsewhere = lab.ec2.seed(HOME.accountId, 'eu-west-1').image({ volumes: [{ encrypted: true }] });
    const both = Ami.fromAttributes({ imageIds: { [HOME.region]: image, 'eu-west-1': elsewhere } });
    expect(await lab.deploy(stack => void new AmiSharing(stack, 'Sharing', { image: both, sharedWith: [target(B)] }))).toBe('ROLLBACK_COMPLETE');
    expect(added(lab)).toEqual([]);
  });
});

describe('snapshots', () => {
  const sharingOf = (snapshotId: string, ...principals: string[]) => (stack: Stack): void =>
    void new SnapshotSharing(stack, 'Sharing', { snapshotIds: [snapshotId], sharedWith: principals.map(target) });
  const sharedWithOf = (lab: Lab, id: string) => lab.ec2.snapshots().find(({ snapshotId }) => snapshotId === id)!.sharedWith;

  test('are shared by themselves, with everyone too, and taken back', async () => {
    const lab = new Lab();
    const snapshot = lab.seed.snapshot({ sharedWith: [STRANGER] });
    expect(await lab.deploy(sharingOf(snapshot, B, 'all'))).toBe('CREATE_COMPLETE');
    expect([...sharedWithOf(lab, snapshot)].sort()).toEqual([B, STRANGER, 'all']);
    await lab.destroy();
    expect(sharedWithOf(lab, snapshot)).toEqual([STRANGER]);
  });

  test.each<[string, (lab: Lab) => string, string, RegExp]>([
    ['one that is not to be seen', () => 'snap-00000000000000000', B, /the snapshot snap-0+ in eu-central-1 is not to be seen/],
    ['one of another account', lab => lab.ec2.seed(C, HOME.region).snapshot({ sharedWith: [HOME.accountId] }), B, /belongs to 333333333333/],
    ['an archived one', lab => lab.seed.snapshot({ archived: true }), B, /is archived/],
    ['one under the key that AWS manages', lab => lab.seed.snapshot({ encrypted: true }), B, /a key that AWS manages/],
    ['an encrypted one for everyone', lab => lab.seed.snapshot({ kmsKeyId: lab.seed.key() }), 'all', /an encrypted snapshot cannot be public/],
    ['everyone, where the account blocks public access', lab => { lab.seed.blockPublicAccess(); return lab.seed.snapshot(); }, 'all', /blocks public access to its snapshots/],
  ])('are refused before anything has changed: %s', async (_title, seed, principal, sentence) => {
    const lab = new Lab();
    expect(await lab.deploy(sharingOf(seed(lab), principal))).toBe('ROLLBACK_COMPLETE');
    expect(lab.reasons().find(reason => sentence.test(reason))).toBeDefined();
    expect(added(lab)).toEqual([]);
  });
});

describe('calls', () => {
  const everywhere = (lab: Lab) => Ami.fromAttributes({
    imageIds: Object.fromEntries(EUROPE.map(region => [region, lab.ec2.seed(HOME.accountId, region).image()])),
  });

  test('300 accounts and 10 Regions take two of EC2 a Region', async () => {
    const lab = new Lab();
    const image = everywhere(lab);
    expect(await lab.deploy(stack => void new AmiSharing(stack, 'Sharing', { image, sharedWith: accounts(300).map(target) }))).toBe('CREATE_COMPLETE');
    expect(lab.ec2.calls.length).toBeLessThanOrEqual(20);
    for (const { sharedWith: list } of lab.ec2.images()) expect(list).toHaveLength(300);
  });

  test('a named key is not looked at', async () => {
    const lab = new Lab();
    const key = lab.seed.key();
    const image = lab.seed.image({ volumes: [{ kmsKeyId: key }] });
    await lab.deploy(stack => void new AmiSharing(stack, 'Sharing', {
      image: Ami.fromAttributes({ imageIds: { [stack.region]: image }, encryptionKeys: { [stack.region]: kms.Key.fromKeyArn(stack, 'Key', key) } }),
      sharedWith: [target(B)],
    }));
    expect(lab.ec2.calls.map(({ action }) => action)).toEqual(['DescribeImages', 'ModifyImageAttribute']);
  });

  test('the policy allows those that are made, and no others', async () => {
    const lab = new Lab();
    const image = lab.seed.image({ volumes: [{ kmsKeyId: lab.seed.key() }] });
    const open = lab.seed.image();
    await lab.deploy(stack => {
      sharing(image, [B], { snapshots: SnapshotAccess.COPY })(stack);
      new AmiSharing(stack, 'Public', { image: Ami.fromImageId(open), sharedWith: [target('all')], snapshots: SnapshotAccess.COPY, exclusive: true });
    });
    await lab.destroy();
    const made = [...lab.actions].filter(action => !action.startsWith('cloudformation:')).sort();
    expect(made).toEqual([...Object.values(SHARING_ACTIONS).flat(), 'kms:DescribeKey'].sort());
  });
});

test('the first sharing of a stack costs five resources, each further one', async () => {
  const stack = new Stack();
  const count = () => stack.node.findAll().filter(each => CfnResource.isCfnResource(each)).length;
  const image = Ami.fromImageId('ami-0123456789abcdef0');
  new AmiSharing(stack, 'First', { image, sharedWith: [target(B)] });
  expect(count()).toBe(5);
  new AmiSharing(stack, 'Second', { image, sharedWith: [target(C)] });
  expect(count()).toBe(6);
});
