import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Is, Lacks, Requires, RuleRow } from './row';
import { days, defaultImages, images, rendered, sharedCopies, snapshots } from './samples';
import { RetentionPeriod } from '../../../src/snapshots/retention';
import { SnapshotCopyDestination, BackupCopyEncryption, ImageCopyRule, SnapshotCopyRule } from '../../../src/snapshots/snapshot-copy';
import { BackupResourceLocation, SnapshotLocation, SnapshotTarget } from '../../../src/snapshots/snapshot-target';

const OUTPOST = 'arn:aws:outposts:eu-central-1:111111111111:outpost/op-1234567890abcdef0';
const to = (region: string, rule: Partial<SnapshotCopyRule> = {}): SnapshotCopyRule =>
  ({ destination: SnapshotCopyDestination.region(region), retention: days(30), ...rule });
const imageTo = (region: string, rule: Partial<ImageCopyRule> = {}): ImageCopyRule => ({ region, retention: days(30), ...rule });
const copies = (...rules: SnapshotCopyRule[]) => ({ copies: rules });
const keyIn = (stack: Stack, region: string) => kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${region}:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
const located = (location: BackupResourceLocation) => ({ target: SnapshotTarget.volumes({ tags: [{ key: 'Backup', value: 'daily' }], location }) });
const REGIONS = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1'];

export const COPY_RULES: readonly RuleRow[] = [
  {
    id: 'XRC-01',
    refused: [
      { breaks: stack => snapshots(stack, copies(...REGIONS.map(region => to(region)))), says: 'copies must be at most 3, got 4' },
      { breaks: stack => images(stack, { copies: REGIONS.map(region => imageTo(region)) }), says: 'copies must be at most 3, got 4' },
    ],
  },
  {
    id: 'XRC-02',
    refused: [
      { breaks: () => to('Ireland'), says: "region must be a Region like eu-west-1, got 'Ireland'" },
      { breaks: () => to('eu-west-1a'), says: "region must be a Region like eu-west-1, got 'eu-west-1a'" },
      { breaks: () => SnapshotCopyDestination.outpost('op-1234567890abcdef0'), says: "outpostArn must be like arn:aws:outposts:us-east-1:123456789012:outpost/op-1234567890abcdef0, got 'op-" },
      { breaks: stack => images(stack, { copies: [imageTo(OUTPOST)] }), says: 'copies[0]: region must be a Region like eu-west-1, got an Outpost' },
    ],
    unwritable: { because: 'copies of AMIs have a Region, not a destination', proof: true satisfies Lacks<ImageCopyRule, 'destination'> & Lacks<SnapshotCopyRule, 'region'> },
    kept: {
      because: 'each kind is rendered with the field that is its own',
      holds: stack => {
        snapshots(stack, copies(to('eu-west-1')));
        const other = new Stack(stack.node.root as App, 'Images');
        images(other, { copies: [imageTo('eu-west-1')] });
        const [ofSnapshots, ofImages] = [stack, other].map(each => rendered(each).Properties.PolicyDetails.Schedules[0].CrossRegionCopyRules[0]);
        expect(ofSnapshots).toMatchObject({ Target: 'eu-west-1' });
        expect(ofSnapshots).not.toHaveProperty('TargetRegion');
        expect(ofImages).toMatchObject({ TargetRegion: 'eu-west-1' });
        expect(ofImages).not.toHaveProperty('Target');
      },
    },
  },
  {
    id: 'XRC-03',
    refused: [
      { breaks: stack => snapshots(stack, copies(to('eu-west-1'), to('eu-west-1'))), says: 'copies must have each destination once, got eu-west-1 again' },
      { breaks: stack => snapshots(stack, copies(to('eu-central-1'))), says: 'copies[0]: must be in another Region than the policy, got its own, eu-central-1' },
      { breaks: stack => images(stack, { copies: [imageTo('eu-central-1')] }), says: 'copies[0]: must be in another Region than the policy' },
    ],
    kept: {
      because: 'an Outpost of the own Region is another place',
      holds: stack => {
        snapshots(stack, copies({ destination: SnapshotCopyDestination.outpost(OUTPOST), retention: days(30) }));
        expect(rendered(stack).Properties.PolicyDetails.Schedules[0].CrossRegionCopyRules[0].Target).toBe(OUTPOST);
      },
    },
  },
  {
    id: 'XRC-04',
    refused: [
      {
        breaks: stack => snapshots(stack, { ...copies(to('eu-west-1')), location: SnapshotLocation.SAME_OUTPOST }, located(BackupResourceLocation.OUTPOSTS)),
        says: 'copies need snapshots in the Region, got location OUTPOST_LOCAL',
      },
      {
        breaks: stack => snapshots(stack, { ...copies(to('eu-west-1')), location: SnapshotLocation.SAME_LOCAL_ZONE }, located(BackupResourceLocation.LOCAL_ZONES)),
        says: 'copies need snapshots in the Region, got location LOCAL_ZONE',
      },
    ],
  },
  {
    id: 'XRC-05',
    refused: [
      { breaks: stack => snapshots(stack, copies(to('eu-west-1', { retention: days(0) }))), says: 'copies[0]: retention must be 1 day or more, got 0' },
      { breaks: stack => sharedCopies(stack, { copies: [{ region: 'eu-west-1', retention: days(0) }] }), says: 'copies[0]: retention must be 1 day or more, got 0' },
    ],
    unwritable: {
      because: 'copies must say how long they are kept, as a period: what DLM does otherwise nobody says',
      proof: true satisfies Requires<SnapshotCopyRule, 'retention'> & Requires<ImageCopyRule, 'retention'> & Is<SnapshotCopyRule['retention'], RetentionPeriod>,
    },
  },
  {
    id: 'XRC-06',
    unwritable: {
      because: 'a copy has an encryption, which has a key only where it encrypts',
      proof: true satisfies Lacks<SnapshotCopyRule, 'encrypted' | 'cmkArn'> & Lacks<typeof BackupCopyEncryption, 'unencrypted'>,
    },
    kept: {
      because: 'a copy is encrypted unless it says otherwise',
      holds: stack => {
        snapshots(stack, copies(to('eu-west-1'), to('eu-west-2', { encryption: BackupCopyEncryption.sameAsSource() })));
        const [one, other] = rendered(stack).Properties.PolicyDetails.Schedules[0].CrossRegionCopyRules;
        expect([one.Encrypted, other.Encrypted]).toEqual([true, false]);
        expect([one, other]).not.toContainEqual(expect.objectContaining({ CmkArn: expect.anything() }));
      },
    },
  },
  {
    id: 'XRC-07',
    refused: [
      { breaks: stack => BackupCopyEncryption.customerManaged(kms.Alias.fromAliasName(stack, 'Alias', 'alias/copies')), says: 'key must be a key, got an alias of one' },
      {
        breaks: stack => BackupCopyEncryption.customerManaged(new kms.Alias(stack, 'Alias', { aliasName: 'alias/copies', targetKey: new kms.Key(stack, 'Key') })),
        says: 'key must be a key, got an alias of one',
      },
      { breaks: stack => snapshots(stack, {}, { sourceKeys: [kms.Alias.fromAliasName(stack, 'Alias', 'alias/data')] }), says: 'sourceKeys[0]: must be a key, got an alias of one' },
      { breaks: stack => snapshots(stack).grantKeyAccess(kms.Alias.fromAliasName(stack, 'Alias', 'alias/data')), says: 'sourceKeys[0]: must be a key' },
    ],
  },
  {
    id: 'XRC-08',
    refused: [
      {
        breaks: stack => snapshots(stack, copies(to('eu-west-1', { encryption: BackupCopyEncryption.customerManaged(keyIn(stack, 'eu-west-2')) }))),
        says: "copies[0]: encryption must have a key in the destination's Region eu-west-1, got one in eu-west-2",
      },
      {
        breaks: stack => images(stack, { copies: [imageTo('eu-west-1', { encryption: BackupCopyEncryption.customerManaged(new kms.Key(stack, 'Key')) })] }),
        says: "copies[0]: encryption must have a key in the destination's Region eu-west-1, got one in eu-central-1",
      },
    ],
  },
  {
    id: 'XRC-10',
    refused: [{
      breaks: stack => snapshots(stack, copies(to('eu-west-1', { destination: SnapshotCopyDestination.outpost(OUTPOST), encryption: BackupCopyEncryption.sameAsSource() }))),
      says: 'copies[0]: encryption must be defaultKey() or customerManaged(key) towards an Outpost, got sameAsSource()',
    }],
  },
  {
    id: 'XRC-11',
    refused: [
      { breaks: stack => snapshots(stack, copies(to('cn-north-1'))), says: "copies[0]: must be in the policy's partition aws, got cn-north-1 in aws-cn" },
      {
        breaks: stack => defaultImages(stack, { copyToRegions: ['cn-north-1'] }),
        says: "copyToRegions: must be in the policy's partition aws, got cn-north-1 in aws-cn",
      },
      { breaks: stack => images(stack, { copies: [imageTo('us-gov-west-1')] }), says: "copies[0]: must be in the policy's partition aws, got us-gov-west-1 in aws-us-gov" },
    ],
  },
  { id: 'XRC-12', unseen: 'how many copies run at once depends on sizes and on other policies; the metric SnapshotsCopiedRegionFailed and alarmWhenFailing tell' },
  {
    id: 'XRC-13',
    refused: [
      { breaks: stack => images(stack, { copies: [imageTo('eu-west-1', { deprecateAfter: days(31) })] }), says: 'copies[0]: deprecateAfter must be at most the retention, 30 days, got 31 days' },
      {
        breaks: stack => images(stack, { copies: [imageTo('eu-west-1', { retention: RetentionPeriod.years(20), deprecateAfter: RetentionPeriod.months(121) })] }),
        says: 'copies[0]: deprecateAfter must be at most 10 years, 120 months, 520 weeks or 3650 days, got 121 months',
      },
      { breaks: stack => images(stack, { copies: [imageTo('eu-west-1', { deprecateAfter: days(0) })] }), says: 'copies[0]: deprecateAfter must be 1 day or more, got 0 days' },
    ],
    unwritable: { because: 'copies of snapshots have nothing to deprecate', proof: true satisfies Lacks<SnapshotCopyRule, 'deprecateAfter'> },
  },
];
