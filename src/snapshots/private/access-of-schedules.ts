import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { snapshotFeatures } from './features';
import { AccessRequest } from './policy-access';
import { PolicyKind } from './policy-kind';
import { Script } from './script';
import { ImageSchedule } from '../image-schedule';
import { BackupCopyEncryption } from '../snapshot-copy';
import { SnapshotSchedule } from '../snapshot-schedule';
import { BackupTag, SnapshotTarget } from '../snapshot-target';

/** What schedules of snapshots need rights for. */
export function accessOfSnapshots(scope: Construct, kind: PolicyKind, target: SnapshotTarget, schedules: readonly SnapshotSchedule[]): AccessRequest {
  const copies = schedules.flatMap(schedule => schedule.copies ?? []);
  const documents = schedules.flatMap(schedule => schedule.scripts?._script ?? []).filter(({ feature }) => feature === 'SCRIPTS_DOCUMENT');
  return {
    kind,
    features: snapshotFeatures(schedules, target.location),
    targetTags: target.tags,
    copyRegions: copies.map(copy => copy.destination._region),
    copyKeys: copyKeys(copies),
    sharedWith: schedules.flatMap(schedule => schedule.share?.accounts ?? []),
    documents: documents.filter(({ document }) => !document).map(script => documentArn(scope, script)),
    ownDocuments: documents.filter(({ document }) => document).map(script => documentArn(scope, script)),
  };
}

export function accessOfImages(targetTags: readonly BackupTag[], schedules: readonly ImageSchedule[]): AccessRequest {
  const copies = schedules.flatMap(schedule => schedule.copies ?? []);
  return {
    kind: 'IMAGES',
    features: copies.length > 0 ? ['COPY'] : [],
    targetTags,
    copyRegions: copies.map(copy => copy.region),
    copyKeys: copyKeys(copies),
  };
}

export const copyKeys = (copies: readonly { readonly encryption?: BackupCopyEncryption }[]): kms.IKey[] =>
  copies.flatMap(copy => copy.encryption?.key ?? []);

/** AWS's managed policy lets DLM use documents with this tag alone. */
export function tagDocuments(schedules: readonly SnapshotSchedule[]): void {
  schedules.forEach(schedule => schedule.scripts?._script.document?.tags.setTag('DLMScriptsAccess', 'true'));
}

const documentArn = (scope: Construct, { handler, byArn }: Script): string =>
  (byArn ? handler : Stack.of(scope).formatArn({ service: 'ssm', resource: 'document', resourceName: handler }));
