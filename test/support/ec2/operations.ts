/** Every operation that the simulator knows, with the SDK's own schema of its request and response. */
import * as sdk from '@aws-sdk/client-ec2';
import * as kms from '@aws-sdk/client-kms';
import type { Caller } from './caller';
import { ApiError } from './errors';
import { copyImage } from './images/copy-image';
import { createImage } from './images/create-image';
import { deregisterImage } from './images/deregister-image';
import { describeImages } from './images/describe-images';
import { describeImageAttribute, modifyImageAttribute, resetImageAttribute } from './images/image-attributes';
import { cancelImageLaunchPermission } from './images/image-sharing';
import { registerImage } from './images/register-image';
import * as retirement from './images/retirement';
import { describeInstances, describeLaunchTemplates, describeLaunchTemplateVersions } from './instances';
import { createGrant, listRetirableGrants, retireGrant } from './key-access';
import { createKey, describeKey, disableKey } from './keys';
import { createLaunchTemplate } from './launch-templates';
import { deleteVolume, runInstances, terminateInstances } from './launching';
import { describeImageReferences } from './references';
import * as settings from './settings';
import { copySnapshot } from './snapshots/copy-snapshot';
import { createSnapshot, createSnapshots } from './snapshots/create-snapshot';
import { deleteSnapshot } from './snapshots/delete-snapshot';
import { describeSnapshots } from './snapshots/describe-snapshots';
import { describeSnapshotAttribute, modifySnapshotAttribute } from './snapshots/snapshot-sharing';
import { createTags, deleteTags } from './tags';
import { createVolume, describeVolumes } from './volumes';
import { type OperationSchema, requestOf } from './wire/schema';

export type Service = 'ec2' | 'kms';

export interface Operation {
  readonly action: string;
  readonly service: Service;
  readonly schema: OperationSchema;
  /** Members without which EC2 refuses a request. */
  readonly required: readonly string[];
  /** The member that the SDK fills with a random token when the caller gives none. */
  readonly token?: string;
  readonly run: (caller: Caller, input: object) => object;
}

const OPERATIONS = new Map<string, Operation>();

function define<I extends object>(service: Service, schema: OperationSchema, run: (caller: Caller, input: I) => object | void): void {
  const action = schema[2];
  const { members, required } = requestOf(schema);
  OPERATIONS.set(action, {
    action,
    service,
    schema,
    required,
    token: members.find((member) => member.isToken)?.name,
    run: (caller, input) => run(caller, input as I) ?? {},
  });
}

define('ec2', sdk.CancelImageLaunchPermission$, cancelImageLaunchPermission);
define('ec2', sdk.CopyImage$, copyImage);
define('ec2', sdk.CopySnapshot$, copySnapshot);
define('ec2', sdk.CreateImage$, createImage);
define('ec2', sdk.CreateLaunchTemplate$, createLaunchTemplate);
define('ec2', sdk.CreateSnapshot$, createSnapshot);
define('ec2', sdk.CreateSnapshots$, createSnapshots);
define('ec2', sdk.CreateTags$, createTags);
define('ec2', sdk.CreateVolume$, createVolume);
define('ec2', sdk.DeleteSnapshot$, deleteSnapshot);
define('ec2', sdk.DeleteTags$, deleteTags);
define('ec2', sdk.DeleteVolume$, deleteVolume);
define('ec2', sdk.DeregisterImage$, deregisterImage);
define('ec2', sdk.DescribeImageAttribute$, describeImageAttribute);
define('ec2', sdk.DescribeImageReferences$, describeImageReferences);
define('ec2', sdk.DescribeImages$, describeImages);
define('ec2', sdk.DescribeInstances$, describeInstances);
define('ec2', sdk.DescribeLaunchTemplates$, describeLaunchTemplates);
define('ec2', sdk.DescribeLaunchTemplateVersions$, describeLaunchTemplateVersions);
define('ec2', sdk.DescribeSnapshotAttribute$, describeSnapshotAttribute);
define('ec2', sdk.DescribeSnapshots$, describeSnapshots);
define('ec2', sdk.DescribeVolumes$, describeVolumes);
define('ec2', sdk.DisableImage$, retirement.disableImage);
define('ec2', sdk.DisableImageBlockPublicAccess$, settings.disableImageBlockPublicAccess);
define('ec2', sdk.DisableImageDeprecation$, retirement.disableImageDeprecation);
define('ec2', sdk.DisableImageDeregistrationProtection$, retirement.disableImageDeregistrationProtection);
define('ec2', sdk.EnableEbsEncryptionByDefault$, settings.enableEbsEncryptionByDefault);
define('ec2', sdk.EnableImage$, retirement.enableImage);
define('ec2', sdk.EnableImageBlockPublicAccess$, settings.enableImageBlockPublicAccess);
define('ec2', sdk.EnableImageDeprecation$, retirement.enableImageDeprecation);
define('ec2', sdk.EnableImageDeregistrationProtection$, retirement.enableImageDeregistrationProtection);
define('ec2', sdk.GetEbsDefaultKmsKeyId$, settings.getEbsDefaultKmsKeyId);
define('ec2', sdk.GetEbsEncryptionByDefault$, settings.getEbsEncryptionByDefault);
define('ec2', sdk.GetImageBlockPublicAccessState$, settings.getImageBlockPublicAccessState);
define('ec2', sdk.GetSnapshotBlockPublicAccessState$, settings.getSnapshotBlockPublicAccessState);
define('ec2', sdk.ModifyEbsDefaultKmsKeyId$, settings.modifyEbsDefaultKmsKeyId);
define('ec2', sdk.ModifyImageAttribute$, modifyImageAttribute);
define('ec2', sdk.ModifySnapshotAttribute$, modifySnapshotAttribute);
define('ec2', sdk.RegisterImage$, registerImage);
define('ec2', sdk.ResetImageAttribute$, resetImageAttribute);
define('ec2', sdk.RunInstances$, runInstances);
define('ec2', sdk.TerminateInstances$, terminateInstances);
define('kms', kms.CreateGrant$, createGrant);
define('kms', kms.CreateKey$, createKey);
define('kms', kms.DescribeKey$, describeKey);
define('kms', kms.DisableKey$, disableKey);
define('kms', kms.ListRetirableGrants$, listRetirableGrants);
define('kms', kms.RetireGrant$, retireGrant);

export function findOperation(service: Service, action: string): Operation | undefined {
  const found = OPERATIONS.get(action);
  return found?.service === service ? found : undefined;
}

export function operation(service: Service, action: string): Operation {
  const found = findOperation(service, action);
  if (!found) throw new ApiError('InvalidAction', `The action ${action} is not valid for this web service.`);
  return found;
}

/** Runs an operation on behalf of a caller, or throws an ApiError. A dry run ends where the permission to go on is clear. */
export function perform(caller: Caller, { required, run }: Operation, input: object): object {
  const given = input as Readonly<Record<string, unknown>>;
  for (const member of required) {
    if (given[member] === undefined) throw new ApiError('MissingParameter', `The request must contain the parameter ${member}`);
  }
  if (given.DryRun === true) {
    throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
  return run(caller, input);
}
