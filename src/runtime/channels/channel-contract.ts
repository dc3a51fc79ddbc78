/**
 * Words that both programs use for channels: the constructs, which write templates and policies, and the channel function, which obeys
 * them. Imports nothing. What stands here is API: deployed stacks hold these names.
 */

/** The function's environment. */
export const CHANNEL_ENVIRONMENT = { configuration: 'CHANNELS' } as const;

/** In `CHANNELS`, as JSON. All environment variables of a function have 4 KB together. */
export interface ChannelsConfiguration {
  readonly imageName: string;
  /** What the names of parameters start with: `/golden`. */
  readonly parameterPrefix: string;
  /** A table whose partition key is the text `id`. The function has one item in it. */
  readonly tableName: string;
  /** One per architecture, in the order that releases are named by. */
  readonly lines: readonly LineConfiguration[];
  /** Where images are brought to, the stack's own Region among them. */
  readonly regions: readonly string[];
  /** Account ids, and ARNs of organizations and organizational units, that each image is shared with. */
  readonly sharedWith: readonly string[];
  /** How many releases are kept besides those that channels need; at least 1. */
  readonly keepNewest: number;
  readonly channels: readonly ChannelConfiguration[];
}

export interface LineConfiguration {
  /** As it stands in the names of parameters: `x86_64`, `arm64`. */
  readonly architecture: string;
  /** The recipe as it is deployed now, with its version: a release has images of these recipes only. */
  readonly recipeArn: string;
}

export interface ChannelConfiguration {
  readonly name: string;
  /** Whose release is promoted: another channel, or `candidate`. */
  readonly source: string;
  readonly gate: ChannelGate;
  /** Alarms of the stack's Region, by name, that stop a promotion by the state machine when they ring. */
  readonly guards?: readonly string[];
}

export type ChannelGate = 'AUTOMATIC' | 'APPROVAL' | 'MANUAL';

/** The newest release. Its parameters are written by Image Builder, never by the function. */
export const CANDIDATE = 'candidate';

/** The parameter that has the id of the image that a channel has, in each Region: Image Builder's name for the candidate, and the function's for all others. */
export const channelParameterName = (prefix: string, imageName: string, architecture: string, channel: string): string =>
  `${prefix}/${imageName}/${architecture}/${channel}`;

/** Aliases of the function. A right to invoke one is the right to its verbs; without an alias there are none. */
export const VERB_GROUP = { operate: 'operate', approve: 'approve' } as const;
export type VerbGroup = keyof typeof VERB_GROUP;

/** What the function is asked. `approve` has `promote` alone, into channels whose gate is APPROVAL; `operate` has the rest. */
export type ChannelPayload =
  | { readonly verb: 'promote'; readonly channel: string; /** Absent: what the source has. */ readonly release?: string }
  | { readonly verb: 'rollback'; readonly channel: string }
  | { readonly verb: 'resume'; readonly channel: string }
  /** A promotion by the state machine: only what the source has still, and only when no guard rings. */
  | { readonly verb: 'advance'; readonly channel: string; readonly release: string }
  | { readonly verb: 'reconcile' };

/** What the function answers to `promote`, `advance`, `rollback` and `resume`. */
export interface MoveAnswer {
  /**
   * - `moved`: all Regions say so.
   * - `moving`: it is decided, and reconcile does what `because` says is left.
   * - `unchanged`: it was so already.
   * - `later`: nothing has changed, because of what may pass, like a Region that does not answer: ask again.
   * - `refused`: nothing has changed.
   */
  readonly status: 'moved' | 'moving' | 'unchanged' | 'later' | 'refused';
  readonly because: string;
  readonly channel: string;
  readonly release?: string;
}

/** What it answers to `reconcile`, and to events. */
export interface ReconcileAnswer {
  /** `agreed`: all Regions and architectures name what the records say. */
  readonly status: 'agreed' | 'incomplete';
  readonly problems: readonly string[];
  /** Parameters that were written. */
  readonly repaired: readonly string[];
  /** Parameters that something else had written or deleted. */
  readonly foreign: readonly string[];
  /** A release that was put together in this run. */
  readonly adopted?: string;
  readonly candidate?: string;
  readonly channels: readonly ChannelStatus[];
}

export interface ChannelStatus {
  readonly channel: string;
  readonly release?: string;
  readonly previous?: string;
  readonly since?: string;
  readonly isHeld: boolean;
  readonly rejected: readonly string[];
}

/**
 * The name of the error that the function fails with when another verb is at work: ask again. All other errors are AWS's, after
 * all retries; everything that the function has to say against a verb is an answer.
 */
export const CHANNEL_BUSY = 'ChannelBusy';

/** On the default bus of the function's Region. Delivered at least once. */
export const CHANNEL_EVENT = { source: 'golden-ami', moved: 'Channel Moved', released: 'Release Available' } as const;

/** `detail` of `Channel Moved`. A move that reaches some Regions later tells of these in another event. */
export interface ChannelMovedDetail {
  readonly image: string;
  readonly channel: string;
  readonly release: string;
  readonly previous?: string;
  readonly verb: 'promote' | 'rollback';
  readonly isHeld: boolean;
  /** Region, architecture, image id. */
  readonly images: { readonly [region: string]: { readonly [architecture: string]: string } };
}

/** `detail` of `Release Available`: a candidate that may be promoted. */
export interface ReleaseAvailableDetail {
  readonly image: string;
  readonly release: string;
}

/** Metrics, with the dimensions Image and Channel. They are written to the function's log, in CloudWatch's embedded metric format. */
export const CHANNEL_METRIC = {
  namespace: 'GoldenAmi',
  dimensions: ['Image', 'Channel'],
  /** Hours since the channel moved, once per reconcile. */
  age: 'ChannelAgeHours',
  /** 1 for each move. */
  moved: 'Moved',
  /** 1 for each promotion that was refused, or cannot be made now, and for each reconcile that could not agree. */
  blocked: 'Blocked',
  /** 1 or 0, once per reconcile, rollback and resume. */
  held: 'Held',
  /** How many parameters something else wrote or deleted, once per reconcile. */
  foreignWrite: 'ForeignWrite',
} as const;

/** On images of Image Builder and on AMIs: retention leaves them alone. */
export const PINNED_TAG = { key: 'golden:pinned', value: 'true' } as const;

/** How long one verb may write parameters while all others wait. */
export const LEASE_SECONDS = 60;
/** It begins nothing in the last part of that: a call may take so long, with the SDK's retries. */
export const CALL_SECONDS = 20;
/** The function's time: to look at Regions of which one is down, and a lease. */
export const CHANNEL_TIMEOUT_SECONDS = 120;

/**
 * The calls that the function makes, by what bounds them in its policy. A test compares them with the calls that are made.
 *
 * - `images`: no resource; all Regions.
 * - `pin`, `protect`: images of the account with the tag `golden:image`, in all Regions: a Region that is taken out of the
 *   pipeline still has pinned images. On `CreateTags` and `DeleteTags` only the key `golden:pinned`.
 * - `parameters`: those of the channels, each by its name, in all Regions of the pipeline; never the candidate's. Parameter Store looks at the image with `images`.
 * - `records`: the table.
 * - `builds`: `image/<lineName>/*`, of all architectures that there are. - `recipes`: `image-recipe/<lineName>/*` of the same.
 * - `events`: the default bus. - `alarms`: no resource.
 */
export const CHANNEL_ACTIONS = {
  images: ['ec2:DescribeImages', 'ec2:DescribeImageAttribute'],
  pin: ['ec2:CreateTags', 'ec2:DeleteTags'],
  protect: ['ec2:EnableImageDeregistrationProtection', 'ec2:DisableImageDeregistrationProtection'],
  parameters: ['ssm:GetParameters', 'ssm:PutParameter'],
  records: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  builds: ['imagebuilder:ListImageBuildVersions', 'imagebuilder:TagResource', 'imagebuilder:UntagResource'],
  recipes: ['imagebuilder:GetImageRecipe'],
  events: ['events:PutEvents'],
  alarms: ['cloudwatch:DescribeAlarms'],
} as const;
