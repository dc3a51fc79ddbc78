import { EC2Client } from '@aws-sdk/client-ec2';
import { Deployable } from './example';
import { Left } from './left';

/** The word for a place in the facts. */
export type PlaceName = 'embedded' | 'emulators' | 'endpoint' | 'aws';

export type Ec2 = Pick<EC2Client, 'send'>;

/** How things go on, for whoever watches. */
export interface Watcher {
  /** Something that happened. */
  line(text: string): void;
  /** How it stands now. */
  status(text: string): void;
}

/** A line of what the demo does, from its begin to its end. */
export interface Task {
  readonly title: string;
  run(watcher: Watcher): Promise<void>;
}

/** What the demo runs with. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  /** For temporary files. */
  readonly folder: string;
  readonly stop: AbortSignal;
  /** For what is no fact. */
  say(text: string): void;
}

/** What is heard while a stack changes. */
export interface News {
  /** The stack's own. */
  readonly status: string;
  readonly sentence?: string;
}

export type Launch = { readonly instanceId: string } | { readonly refusal: string };

/** Where the demo lives: an account in one Region, what can be done in it, and what is there. */
export interface Place {
  readonly name: PlaceName;
  /** What is real there and what is not, for people. */
  readonly introduction: string;
  /** What has to be done there once. */
  readonly preparations: readonly Task[];
  readonly ec2: Ec2;
  /** Milliseconds, by the clock of the place. */
  now(): number;

  /** An image with a root volume and one for data, both in plain text. */
  publishBaseImage(release: string): Promise<string>;
  /** EC2, as the owner of an image sees it. */
  ownerOf(imageId: string): Ec2;

  /** Creates the stack, or updates it when it exists. The final status. */
  deploy(deployable: Deployable, tell: (news: News) => void): Promise<string>;
  destroy(deployable: Deployable, tell: (news: News) => void): Promise<string>;
  /** What the stack has made: the image, and its key by ARN. */
  made(): Promise<{ readonly copyId: string; readonly keyArn: string }>;
  /** Why the last thing failed, in CloudFormation's words. */
  failure(): Promise<string | undefined>;
  /** The calls to EC2 so far, action by action. Undefined where nobody sees them. */
  ec2Calls(): readonly string[] | undefined;

  /** An instance of the image, if instances can be had here. */
  launch(imageId: string): Promise<Launch>;
  terminate(instanceId: string): Promise<void>;

  /** Removes what the demo itself has made. The answer: what could not be removed, in sentences. */
  tidy(): Promise<string[]>;
  /** All that is there because of the demo; `kept` when that was wished for. */
  left(kept: boolean): Promise<Left[]>;
  /** How to look around in what was kept. */
  guide(): Promise<string>;
  /** The commands that remove what outlives the demo. */
  removals(): Promise<string[]>;
  /** Stops what was started. */
  close(): Promise<void>;
}

/** What its user can put right, in a sentence. */
export class Refusal extends Error {}
