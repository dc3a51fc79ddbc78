/**
 * Words that both programs use: the constructs, which write templates and policies, and the handler, which obeys them.
 * Imports nothing. What stands here is API: deployed stacks hold these names.
 */

/** An image that the handler copies. */
export const COPY_RESOURCE_TYPE = 'Custom::AmiCopy';
/** An image that the handler makes in steps: of an instance, a volume or snapshots, or with a key for each volume. */
export const BUILD_RESOURCE_TYPE = 'Custom::AmiBuild';
/** The wait until such images can be used. */
export const WAITER_RESOURCE_TYPE = 'Custom::AmiWaiter';
/** The snapshot behind the root device of a finished image. */
export const ROOT_SNAPSHOT_RESOURCE_TYPE = 'Custom::AmiRootSnapshot';
/** The parameter that publishes an image's id in another Region than the stack's. */
export const PARAMETER_RESOURCE_TYPE = 'Custom::AmiParameter';

/**
 * What `Custom::AmiCopy` is asked. All but CopyDurationMinutes, Description, RemovalPolicy and Tags make another image when
 * they change; Region cannot change.
 */
export interface CopyProperties {
  readonly StateMachineArn: string;
  /** Where the copy is made. */
  readonly Region: string;
  readonly SourceImageId: string;
  /** Absent: the stack's own. */
  readonly SourceRegion?: string;
  /** Absent: as fast as EC2 does it. A multiple of 15. */
  readonly CopyDurationMinutes?: string;
  /** Absent: the account's default key for EBS in that Region. */
  readonly EncryptionKeyArn?: string;
  /** `v2.0`, or absent. The waiter sets it; it stands here because nobody can unset it: without it the image is another. */
  readonly ImdsSupport?: string;
  readonly ImageNamePrefix: string;
  readonly Description: string;
  readonly RemovalPolicy: string;
  readonly Tags: { [key: string]: string };
}

/**
 * What `Custom::AmiBuild` is asked. All but Description, RemovalPolicy, Tags and TimeoutMinutes make another image when they
 * change; Region cannot change.
 */
export interface BuildProperties {
  readonly StateMachineArn: string;
  /** Where the image is made. */
  readonly Region: string;
  readonly Origin: OriginProperties;
  /** Absent: the image is made of the origin itself, and nothing is copied. */
  readonly Encryption?: EncryptionProperties;
  /** As of `Custom::AmiCopy`. */
  readonly ImdsSupport?: string;
  readonly ImageNamePrefix: string;
  readonly Description: string;
  readonly RemovalPolicy: string;
  readonly Tags: { [key: string]: string };
  /** How long it may take, all steps together. */
  readonly TimeoutMinutes: string;
}

/** What an image is made from. */
export type OriginKind = 'IMAGE' | 'INSTANCE' | 'VOLUME' | 'SNAPSHOT';
export interface OriginProperties {
  readonly Kind: OriginKind;
  /** Of the image, the instance, the root volume or its snapshot. */
  readonly Id: string;
  /** Where it is. Only images and snapshots can be in another Region than the result. */
  readonly Region: string;
  /** INSTANCE: whether it is restarted, so that what it has not written yet is in the image, too. */
  readonly Reboot?: string;
  /** VOLUME and SNAPSHOT: what an image says besides its volumes. */
  readonly Registration?: RegistrationProperties;
  /** VOLUME and SNAPSHOT: the snapshots of further devices. */
  readonly DataSnapshots?: { [device: string]: string };
}

/** As RegisterImage takes it, true and false as words. */
export interface RegistrationProperties {
  readonly Architecture: string;
  readonly RootDeviceName: string;
  readonly VirtualizationType: string;
  readonly EnaSupport: string;
  readonly BootMode?: string;
  readonly TpmSupport?: string;
  readonly ImdsSupport?: string;
  readonly UefiData?: string;
  readonly SriovNetSupport?: string;
  readonly KernelId?: string;
  readonly RamdiskId?: string;
}

export interface EncryptionProperties {
  /** For each volume that has no key of its own. Absent: the account's default key for EBS. */
  readonly KeyArn?: string;
  /** The key of each device that has one of its own. */
  readonly VolumeKeys?: { [device: string]: string };
  /** Whether an image whose use is billed by its operating system may be registered anew. Absent: no. */
  readonly RegisterBilled?: string;
  /** Absent: as fast as EC2 does it. A multiple of 15. */
  readonly CopyDurationMinutes?: string;
}

/** What `Custom::AmiCopy` answers, and `Custom::AmiBuild`. */
export const COPY_ATTRIBUTE = { imageId: 'ImageId', rootDeviceName: 'RootDeviceName' } as const;

/** What `Custom::AmiWaiter` is asked. */
export interface WaiterProperties {
  readonly StateMachineArn: string;
  readonly Images: AwaitedImageProperties[];
  /** What is set on each of the images when it is available, and changed in place afterwards. */
  readonly Attributes?: AttributesProperties;
  readonly Completion: CompletionMode;
  readonly TimeoutMinutes: string;
  readonly OnTimeout: string;
}
export interface AwaitedImageProperties {
  readonly Region: string;
  readonly ImageId: string;
  /** Absent: any key will do. */
  readonly EncryptionKeyArn?: string;
  /** The key of each device that has one of its own. */
  readonly VolumeKeys?: { [device: string]: string };
  /** `false` for an image that nobody has asked to encrypt. */
  readonly Encrypted?: string;
}

export interface AttributesProperties {
  /** `v2.0`. Stays when it is taken away here. */
  readonly ImdsSupport?: string;
  /** A moment, as ISO 8601 writes it. */
  readonly DeprecateAt?: string;
  /** The same, counted from the creation of the image. */
  readonly DeprecateAfterMinutes?: string;
  /** `true`, without a cooldown. */
  readonly DeregistrationProtection?: string;
}

/** `IN_DEPLOY`: the deployment waits until the copy is available. `PENDING`: it goes on once the copy has not failed early. */
export type CompletionMode = 'IN_DEPLOY' | 'PENDING';

/** What `Custom::AmiRootSnapshot` is asked, and answers. */
export interface RootSnapshotProperties {
  readonly StateMachineArn: string;
  readonly ImageId: string;
  /** Absent: the root device. */
  readonly Device?: string;
}
export const ROOT_SNAPSHOT_ATTRIBUTE = { snapshotId: 'SnapshotId' } as const;

/** What `Custom::AmiParameter` is asked. Another Region or Name makes another parameter; DataType cannot change, the rest changes in place. */
export interface ParameterProperties {
  readonly StateMachineArn: string;
  readonly Region: string;
  readonly Name: string;
  readonly ImageId: string;
  readonly Description: string;
  /** `aws:ec2:image`; `text` for an image that may be pending. */
  readonly DataType: string;
  readonly Tags: { [key: string]: string };
}

/** Who may launch an image, and copy it. */
export const SHARING_RESOURCE_TYPE = 'Custom::AmiSharing';
/** Who may make volumes and copies of a snapshot. */
export const SNAPSHOT_SHARING_RESOURCE_TYPE = 'Custom::SnapshotSharing';

/** What `Custom::AmiSharing` is asked. Everything changes in place. */
export interface SharingProperties {
  readonly Images: SharedImageProperties[];
  /** Account ids, ARNs of organizations and of organizational units, or `all`. What leaves the list is revoked. */
  readonly SharedWith: string[];
  /** `true`: what is not in the list is revoked, whoever granted it. */
  readonly Exclusive?: string;
  /** `COPY`: the accounts may copy the image, too. */
  readonly Snapshots: SnapshotSharingMode;
}
export type SnapshotSharingMode = 'NONE' | 'COPY';
export interface SharedImageProperties {
  readonly Region: string;
  readonly ImageId: string;
  /** The customer managed key of its snapshots. Absent: the handler looks at their keys. */
  readonly EncryptionKeyArn?: string;
}

/** What `Custom::SnapshotSharing` is asked. Everything changes in place. */
export interface SnapshotSharingProperties {
  readonly Region: string;
  readonly SnapshotIds: string[];
  readonly SharedWith: string[];
  readonly Exclusive?: string;
}

/** A grant on the key of an image that another account shares. Given by a function that is written out in the template. */
export const GRANT_RESOURCE_TYPE = 'Custom::SharedAmiGrant';
/** What it is asked. Anything else makes another grant. */
export interface GrantProperties {
  readonly KeyArn: string;
  readonly GranteePrincipal: string;
  /** Who gives it back: the function's role. */
  readonly RetiringPrincipal: string;
}

/** Whom EC2 calls so. */
export const EVERYONE = 'all';
/** As many can share an image, by EC2's quota. An organization or a unit of it counts as one. */
export const MOST_SHARES = 1000;
/** What CloudFormation gives a sharing: three deliveries by Lambda, with its pauses between them. */
export const SHARING_SERVICE_TIMEOUT_SECONDS = 10 * 60;

/** The calls that the sharing handler makes, by what bounds them in its policy. */
export const SHARING_ACTIONS = {
  look: ['ec2:DescribeImages', 'ec2:DescribeSnapshots', 'ec2:GetImageBlockPublicAccessState', 'ec2:GetSnapshotBlockPublicAccessState'],
  image: ['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'],
  snapshot: ['ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute'],
} as const;

/** The tags that say whose an image or snapshot is. Written by the call that creates it, never changed later. */
export const OWNERSHIP_TAG = {
  /** The ARN of the stack. */
  stackId: 'cdk-golden-ami:stack-id',
  /** The logical id of the resource in that stack. */
  logicalId: 'cdk-golden-ami:logical-id',
  /** What was asked for: the same for every delivery, retry and rollback of one wish. */
  job: 'cdk-golden-ami:job',
  /** What was copied: an image, or for one of several snapshots the snapshot. */
  source: 'cdk-golden-ami:source',
  /** `result`, or `intermediate` for what is gone when the work is done. */
  part: 'cdk-golden-ami:part',
} as const;
/** Of a snapshot that was copied by itself: the device that it is for. Written as the others are. */
export const DEVICE_TAG = 'cdk-golden-ami:device';

/** Set by the waiter: CloudFormation has taken the image over. An image without it belongs to nobody yet. */
export const ACCEPTED_TAG = 'cdk-golden-ami:accepted';
/** Set when a replaced image is kept because something still uses it. The value names a user. */
export const ORPHANED_TAG = 'cdk-golden-ami:orphaned-in-use';
/** Set when a deployment finds an image that an earlier one left: a rollback leaves it again. */
export const KEPT_TAG = 'cdk-golden-ami:kept';
/** Set by the waiter on an image that may outlast its deployment. The value names the request that goes on watching it. */
export const WATCHED_TAG = 'cdk-golden-ami:watched-by';
/** Users cannot set tags that start with this. */
export const TAG_NAMESPACE = 'cdk-golden-ami:';

/** The handler's environment. */
export const ENVIRONMENT = { stackId: 'STACK_ID', urlSuffix: 'URL_SUFFIX' } as const;

/** How long a copy may take to be accepted by EC2 (slots, names that are still taken), or to be removed. */
export const TURNS_DEADLINE_SECONDS = 13 * 60;
/** CloudFormation gives up after this; two minutes more, so that our own sentence arrives first. */
export const COPY_SERVICE_TIMEOUT_SECONDS = TURNS_DEADLINE_SECONDS + 120;

/** How long a copy is watched after its deployment: an hour more than EC2's slowest time-based copy may take. */
export const WATCH_SECONDS = 49 * 3600;
/**
 * The calls that the handler makes, by what bounds them in its policy. A test compares them with the calls that the
 * suite makes. What EC2 needs on our behalf is `EC2_KEY_ACTIONS` and `REFERENCE_SCAN_ACTIONS`.
 */
export const COPY_ACTIONS = ['ec2:CopyImage'];
/** What makes an image of parts, and what is asked about those. */
export const BUILD_ACTIONS = {
  createImage: 'ec2:CreateImage',
  createSnapshot: 'ec2:CreateSnapshot',
  copySnapshot: 'ec2:CopySnapshot',
  registerImage: 'ec2:RegisterImage',
} as const;
export const ORIGIN_ACTIONS = { imageAttribute: 'ec2:DescribeImageAttribute', volumes: 'ec2:DescribeVolumes' } as const;
export const READ_ACTIONS = ['ec2:DescribeImages', 'ec2:DescribeSnapshots', 'ec2:DescribeImageReferences'];
export const REMOVE_ACTIONS = ['ec2:DeregisterImage', 'ec2:DeleteSnapshot'];
export const ATTRIBUTE_ACTIONS = [
  'ec2:ModifyImageAttribute',
  'ec2:EnableImageDeprecation', 'ec2:DisableImageDeprecation', 'ec2:EnableImageDeregistrationProtection', 'ec2:DisableImageDeregistrationProtection',
];
export const TAG_ACTIONS = ['ec2:CreateTags', 'ec2:DeleteTags'];
export const STACK_ACTIONS = ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource'];
/** What a sharing asks besides. */
export const STACK_EVENT_ACTIONS = ['cloudformation:DescribeStackEvents'];
export const KEY_ACTIONS = ['kms:DescribeKey'];
export const TURN_ACTIONS = ['states:StartExecution'];
export const PARAMETER_ACTIONS = {
  put: 'ssm:PutParameter',
  read: 'ssm:GetParameter',
  tag: 'ssm:AddTagsToResource',
  untag: 'ssm:RemoveTagsFromResource',
  readTags: 'ssm:ListTagsForResource',
  remove: 'ssm:DeleteParameter',
} as const;

/**
 * What EC2 asks of the key, in the caller's name, to write a copy under it; CreateGrant besides, in a statement of its own.
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
export const EC2_KEY_ACTIONS = [
  'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext',
];

/**
 * What DescribeImageReferences asks in the caller's name, through ec2-images.amazonaws.com.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-ami-references.html
 */
export const REFERENCE_SCAN_ACTIONS = [
  'ec2:DescribeInstances', 'ec2:DescribeLaunchTemplates', 'ec2:DescribeLaunchTemplateVersions', 'ssm:DescribeParameters',
  'imagebuilder:ListImageRecipes', 'imagebuilder:ListContainerRecipes',
];
export const REFERENCE_READ_ACTIONS = { parameters: 'ssm:GetParameters', containerRecipes: 'imagebuilder:GetContainerRecipe' };
