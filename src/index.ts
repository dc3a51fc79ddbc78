export { Ami, type AmiAttributes, type IAmi } from './ami/ami';
export { type AmiMachineImageOptions } from './ami/ami-machine-image';
export { type HandlerOptions } from './ami/handler-options';
export { AmiBase, type AmiBaseProps } from './copy/ami-base';
export { AmiCopy, type AmiCopyProps } from './copy/ami-copy';
export { AmiDeprecation } from './copy/ami-deprecation';
export { AmiDestination, type AmiDestinationOptions } from './copy/ami-destination';
export { AmiFromInstance, type AmiFromInstanceProps } from './copy/ami-from-instance';
export { AmiFromSnapshot, type AmiFromSnapshotProps } from './copy/ami-from-snapshot';
export { AmiArchitecture, AmiBootMode, type AmiRegistrationOptions, AmiVirtualization } from './copy/ami-registration';
export { CopyCompletion, CopyTimeoutAction, type InDeployOptions } from './copy/copy-completion';
export { EncryptedRootCopy, type EncryptedRootCopyProps } from './copy/encrypted-root-copy';
export { type EncryptedVolumeOptions } from './copy/encrypted-volume';
export { RootSource } from './copy/root-source';
export {
  type InstanceSourceOptions, type RegionalSourceOptions, type RootSourceOptions, type SnapshotSourceOptions, type VolumeSourceOptions,
} from './copy/root-source-options';
export { BaseImage, type BaseImageOptions, type SingleBaseImageOptions, type SsmBaseImageOptions } from './pipeline/base-image';
export { BuildAgent } from './pipeline/build-agent';
export { type BuildEnvironmentOptions, type BuildNetworkOptions } from './pipeline/build-environment';
export { BuildOnDeploy } from './pipeline/build-on-deploy';
export { BuildSchedule, type BuildScheduleOptions } from './pipeline/build-schedule';
export { type AutomaticPromotionOptions, ChannelPromotion } from './pipeline/channel-promotion';
export { type GoldenChannel } from './pipeline/golden-channel';
export {
  GoldenAmiBase, type GoldenAmiAttributes, type GoldenAmiReference, type GoldenMachineImageOptions, type IGoldenAmi,
} from './pipeline/golden-ami';
export { GoldenAmiPipeline } from './pipeline/golden-ami-pipeline';
export { type GoldenAmiPipelineProps } from './pipeline/golden-ami-pipeline-props';
export { GoldenAmiRollout, type GoldenAmiRolloutProps } from './pipeline/golden-ami-rollout';
export { GoldenAmiTargetAccount, type GoldenAmiTargetAccountProps } from './pipeline/golden-ami-target-account';
export { type ComponentDocumentOptions, GoldenComponent, type GoldenComponentOptions, type PublishedComponentOptions } from './pipeline/golden-component';
export { GoldenTest } from './pipeline/golden-test';
export { Hardening, StigLevel, type StigOptions } from './pipeline/hardening';
export { OsFamily } from './pipeline/os-family';
export { type PatchOptions } from './pipeline/patch-options';
export { type PipelineAlarmOptions } from './pipeline/pipeline-alarms';
export { type FastLaunchOptions, PipelineDestination, type PipelineDestinationOptions, type PipelineLaunchTemplate } from './pipeline/pipeline-destination';
export { type PipelineNotificationOptions } from './pipeline/pipeline-notifications';
export { type RetentionOptions } from './pipeline/retention-options';
export { type RootVolumeOptions } from './pipeline/root-volume';
export { type SanitizeOptions } from './pipeline/sanitize-options';
export { FindingSeverity, type ScanGateOptions, VulnerabilityScan } from './pipeline/vulnerability-scan';
export { AmiSharing, type AmiSharingProps, SnapshotAccess } from './sharing/ami-sharing';
export { type PublicShareOptions, ShareTarget } from './sharing/share-target';
export { SharedAmi } from './sharing/shared-ami';
export { SharedAmiAccess, type SharedAmiAccessProps } from './sharing/shared-ami-access';
export { SharedAmiGrantee } from './sharing/shared-ami-grantee';
export { SnapshotSharing, type SnapshotSharingProps } from './sharing/snapshot-sharing';
export { type BackupAlarmOptions } from './snapshots/backup-alarms';
export { BackupCoverage, type BackupCoverageEntry, type BackupCoverageOptions } from './snapshots/backup-coverage';
export { BackupPolicyBase } from './snapshots/backup-policy';
export { CrossAccountCopyPolicy, type CrossAccountCopyPolicyProps } from './snapshots/cross-account-copy-policy';
export { DefaultImagePolicy, type DefaultImagePolicyProps } from './snapshots/default-image-policy';
export { type DefaultPolicyBaseProps } from './snapshots/default-policy';
export { DefaultSnapshotPolicy, type DefaultSnapshotPolicyProps } from './snapshots/default-snapshot-policy';
export { type BackupCronOptions, BackupFrequency } from './snapshots/frequency';
export { ImagePolicy, type ImagePolicyProps } from './snapshots/image-policy';
export { ImageDeprecation, type ImageSchedule } from './snapshots/image-schedule';
export { type ILifecyclePolicy, LifecyclePolicyBase, type LifecyclePolicyBaseProps, RolePermissions } from './snapshots/lifecycle-policy';
export {
  BackupTier, PolicyPreview, PolicyPreviewAction, type PolicyPreviewCountOptions, type PolicyPreviewEvent, type PolicyPreviewOptions,
} from './snapshots/policy-preview';
export { BackupRetention, RetentionPeriod } from './snapshots/retention';
export { SharedSnapshotFilter } from './snapshots/shared-snapshot-filter';
export {
  BackupCopyEncryption, type ImageCopyRule, type SharedSnapshotCopy, SnapshotCopyDestination, type SnapshotCopyRule,
} from './snapshots/snapshot-copy';
export { SnapshotPolicy, type SnapshotPolicyProps } from './snapshots/snapshot-policy';
export {
  type BackupScheduleBase, type BackupVariableTag, BackupVariableTagValue, type SnapshotArchiveRule, type SnapshotFastRestoreRule,
  type SnapshotSchedule, type SnapshotShareRule,
} from './snapshots/snapshot-schedule';
export {
  type SnapshotDocumentOptions, type SnapshotScriptOptions, SnapshotScripts, SnapshotScriptStages, type VssScriptOptions,
} from './snapshots/snapshot-scripts';
export {
  BackupResourceLocation, type BackupTag, type InstanceTargetOptions, SnapshotLocation, SnapshotTarget, type VolumeTargetOptions,
} from './snapshots/snapshot-target';
export { DayOfMonth, DayOfWeek, TimeOfDay } from './snapshots/time-of-day';
