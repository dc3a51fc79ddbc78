/**
 * Snapshots that survive the account that made them: it shares them, and an account of its own, the vault, copies what is shared.
 *
 * Both stacks stand in the same Region: the vault hears of what is shared there. Deploy the first to account 111111111111, put the ARN of its key into
 * the second, and deploy that to account 222222222222:
 *
 * `npx cdk deploy Production --app 'npx tsx examples/vault-account.ts'`, and
 * `npx cdk deploy Vault --app 'npx tsx examples/vault-account.ts' -c sourceKey=arn:aws:kms:…`.
 */
import { Annotations, App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BackupCopyEncryption, CrossAccountCopyPolicy, BackupFrequency, BackupRetention, RetentionPeriod, SnapshotPolicy, SnapshotTarget, TimeOfDay } from '../src';

export const app = new App();

const production = new Stack(app, 'Production', { env: { region: 'eu-central-1' } });
new SnapshotPolicy(production, 'Shared', {
  target: SnapshotTarget.volumesTagged('Vault', 'yes'),
  sourceKeys: [new kms.Key(production, 'VolumeKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN })],
  schedules: [{
    name: 'vault',
    frequency: BackupFrequency.daily(TimeOfDay.utc(5)),
    retention: BackupRetention.age(RetentionPeriod.days(14)),
    share: { accounts: ['222222222222'], unshareAfter: RetentionPeriod.days(7) },
  }],
});

const vault = new Stack(app, 'Vault', { env: { region: 'eu-central-1' } });
const sourceKeyArn = app.node.tryGetContext('sourceKey') ?? 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const vaultKey = new kms.Key(vault, 'VaultKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
const copies = new CrossAccountCopyPolicy(vault, 'Copies', {
  snapshotOwners: ['111111111111'],
  sourceKeys: [kms.Key.fromKeyArn(vault, 'SourceKey', sourceKeyArn)],
  copies: [{
    region: 'eu-central-1',
    encryption: BackupCopyEncryption.customerManaged(vaultKey),
    retention: RetentionPeriod.years(1),
  }],
});
Annotations.of(copies).acknowledgeWarning('cdk-golden-ami:CrossAccountCopyPolicy.importedKey', 'the first stack lets this account use it');
