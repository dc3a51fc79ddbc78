import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Ami } from '../../src/ami/ami';
import { AmiSharing, AmiSharingProps, SnapshotAccess } from '../../src/sharing/ami-sharing';
import { ShareTarget } from '../../src/sharing/share-target';
import { SnapshotSharing } from '../../src/sharing/snapshot-sharing';
import { B, C, ORGANIZATION, target, UNIT } from '../runtime/sharing/sharing-lab';

const IMAGE = Ami.fromImageId('ami-0123456789abcdef0');
const sharing = (props: Partial<AmiSharingProps>) => {
  const stack = new Stack(undefined, 'Images');
  new AmiSharing(stack, 'Sharing', { image: IMAGE, sharedWith: [target(B)], ...props });
  return stack;
};

test('a sharing names the image in each Region, and each target once', () => {
  const image = Ami.fromAttributes({ imageIds: { 'eu-west-1': 'ami-0aaaaaaaaaaaaaaaa', 'us-east-1': 'ami-0bbbbbbbbbbbbbbbb' } });
  Template.fromStack(sharing({ image, sharedWith: [C, B, C, ORGANIZATION].map(target), exclusive: true })).hasResourceProperties('Custom::AmiSharing', {
    Images: [{ Region: 'eu-west-1', ImageId: 'ami-0aaaaaaaaaaaaaaaa' }, { Region: 'us-east-1', ImageId: 'ami-0bbbbbbbbbbbbbbbb' }],
    SharedWith: [B, C, ORGANIZATION],
    Exclusive: 'true',
    Snapshots: 'NONE',
  });
});

test('the token of the service can never change', () =>
  expect(Object.keys(Template.fromStack(sharing({})).findResources('AWS::Lambda::Function'))).toEqual(['AmiSharingHandlerFunction80422F64']));

test('public is deliberate: a warning stays', () => {
  const stack = sharing({ sharedWith: [ShareTarget.everyone({ acknowledgePublic: true })] });
  Annotations.fromStack(stack).hasWarning('/Images/Sharing', Match.stringLikeRegexp('shared with everyone'));
});

test.each<[string, Partial<AmiSharingProps>, string]>([
  ['there are more targets than EC2 takes', { sharedWith: Array.from({ length: 1001 }, (_, index) => target(String(200000000000 + index))) },
    'sharedWith must name at most 1000 targets, got 1001: share with an organizational unit'],
  ['an organization is to copy', { sharedWith: [target(ORGANIZATION)], snapshots: SnapshotAccess.COPY }, 'snapshots: COPY needs the accounts themselves'],
  ['a unit is to copy', { sharedWith: [target(UNIT)], snapshots: SnapshotAccess.COPY }, 'snapshots: COPY needs the accounts themselves'],
])('fails when %s', (_title, props, sentence) => expect(() => sharing(props)).toThrow(sentence));

test('fails when snapshots are to be shared with an organization', () =>
  expect(() => new SnapshotSharing(new Stack(), 'Sharing', { snapshotIds: ['snap-0123456789abcdef0'], sharedWith: [target(ORGANIZATION)] }))
    .toThrow('sharedWith needs the accounts themselves'));

test('fails when no snapshot is named', () =>
  expect(() => new SnapshotSharing(new Stack(), 'Sharing', { snapshotIds: [], sharedWith: [target(B)] })).toThrow('snapshotIds must name at least one snapshot'));

test('fails when a later sharing has options of its own', () => {
  const stack = sharing({});
  expect(() => new AmiSharing(stack, 'Second', { image: IMAGE, sharedWith: [], handlerOptions: {} })).toThrow('handlerOptions must be given to Images/Sharing');
});
