import { ChannelMovedDetail, ChannelsConfiguration, ReleaseAvailableDetail } from './channel-contract';
import { Ledger, ReleaseImage } from './ledger';
import { Log } from '../log';

/** What the channels of a pipeline need, in whatever Regions its images are. */
export interface ChannelWorld {
  readonly configuration: ChannelsConfiguration;
  readonly records: ChannelRecords;
  readonly builds: ReleaseBuilds;
  readonly imagesIn: (region: string) => RegionImages;
  readonly parametersIn: (region: string) => ChannelParameters;
  readonly announcements: Announcements;
  readonly alarms: GuardAlarms;
  readonly log: Log;
  /** Lines that CloudWatch reads: nothing may stand before them. */
  readonly metrics: Log;
  readonly now: () => Date;
  /** Another for each invocation, also for one that Lambda repeats. */
  readonly turn: string;
}

export interface ChannelRecords {
  /** Always the latest. */
  read(): Promise<Ledger>;
  /** Whether it was written: only where the record has the version before this one's. */
  write(ledger: Ledger): Promise<boolean>;
}

/** Image Builder, in the pipeline's Region. */
export interface ReleaseBuilds {
  /** What a recipe made that is available, with the images of the own account; in any order. Nothing of one that had its ARN before. */
  availableOf(recipeArn: string): Promise<readonly ReleaseImage[]>;
  /** Of these builds those that are there without their pin. */
  unpinnedOf(arns: readonly string[]): Promise<readonly string[]>;
  pin(arn: string): Promise<void>;
  /** What is gone is a success. */
  unpin(arn: string): Promise<void>;
}

/** EC2, in one Region. */
export interface RegionImages {
  /** Those that are there, disabled ones among them. */
  look(imageIds: readonly string[]): Promise<readonly SeenImage[]>;
  sharedWith(imageId: string): Promise<readonly string[]>;
  /** Fails when the image is not there. */
  protect(imageId: string): Promise<void>;
  pin(imageIds: readonly string[]): Promise<void>;
  /** Takes protection and pin away. What is gone is a success. */
  release(imageId: string): Promise<void>;
}

export interface SeenImage {
  readonly imageId: string;
  readonly state: string;
  /** Every volume of it. */
  readonly isEncrypted: boolean;
  readonly isProtected: boolean;
  readonly isPinned: boolean;
}

/** Parameter Store, in one Region. */
export interface ChannelParameters {
  /** By name; without those that are not there. */
  read(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  write(name: string, imageId: string): Promise<void>;
}

export interface Announcements {
  moved(detail: ChannelMovedDetail): Promise<void>;
  released(detail: ReleaseAvailableDetail): Promise<void>;
}

export interface GuardAlarms {
  /** Of these those that ring, and those that are not there. */
  against(names: readonly string[]): Promise<readonly string[]>;
}
