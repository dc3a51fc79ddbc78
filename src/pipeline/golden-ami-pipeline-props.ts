import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseImage } from './base-image';
import { BuildAgent } from './build-agent';
import { BuildEnvironmentOptions } from './build-environment';
import { BuildOnDeploy } from './build-on-deploy';
import { BuildSchedule } from './build-schedule';
import { GoldenChannel } from './golden-channel';
import { GoldenComponent } from './golden-component';
import { GoldenTest } from './golden-test';
import { Hardening } from './hardening';
import { PatchOptions } from './patch-options';
import { PipelineAlarmOptions } from './pipeline-alarms';
import { PipelineDestination } from './pipeline-destination';
import { PipelineNotificationOptions } from './pipeline-notifications';
import { RetentionOptions } from './retention-options';
import { RootVolumeOptions } from './root-volume';
import { SanitizeOptions } from './sanitize-options';
import { VulnerabilityScan } from './vulnerability-scan';
import { ShareTarget } from '../sharing/share-target';

/** What to build, how, when, and for whom. */
export interface GoldenAmiPipelineProps {
  /** What images are built from. */
  readonly baseImage: BaseImage;

  /**
   * What images, their parameters and the resources of Image Builder are called: 3 to 64 small letters, digits and hyphens, once in an account and Region. Another name
   * makes another pipeline.
   *
   * @default - from the construct's path
   */
  readonly imageName?: string;

  /**
   * The first two numbers of versions, like `1.0`. Image Builder counts the third with each change of what an image is made of.
   *
   * @default '1.0'
   */
  readonly releaseLine?: string;

  /**
   * What images run on. Each architecture has a pipeline of Image Builder of its own.
   *
   * @default [ec2.InstanceArchitecture.X86_64]
   */
  readonly architectures?: ec2.InstanceArchitecture[];

  /**
   * How images are patched.
   *
   * @default - everything, to the newest that there is
   */
  readonly patching?: PatchOptions;

  /**
   * Agents that are installed after patching.
   *
   * @default [BuildAgent.ssm(), BuildAgent.cloudWatch()]
   */
  readonly agents?: BuildAgent[];

  /**
   * Your own steps, after the agents and before hardening. With all other steps and tests, 20 at most.
   *
   * @default - none
   */
  readonly components?: GoldenComponent[];

  /**
   * How images are hardened, after everything is installed.
   *
   * @default Hardening.baseline()
   */
  readonly hardening?: Hardening;

  /**
   * How secrets and traces of the build are removed, and looked for, at the end of each build.
   *
   * @default - everything on the list, and nothing else
   */
  readonly sanitize?: SanitizeOptions;

  /**
   * Tests on a fresh instance of the new image, besides the built-in ones: that it has started, that its agent runs, that it refuses IMDSv1, and that
   * it has no secrets.
   *
   * @default - the built-in ones only
   */
  readonly tests?: GoldenTest[];

  /**
   * How images are scanned for known vulnerabilities.
   *
   * @default VulnerabilityScan.gate()
   */
  readonly scan?: VulnerabilityScan;

  /**
   * The key for the images' snapshots: a symmetric key in the stack's Region, itself, not an alias of it.
   *
   * @default - a new customer managed multi-Region key with rotation. It is kept when the stack is deleted: images outlive their pipeline
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The root volume of images.
   *
   * @default - gp3, as large as that of the base image
   */
  readonly rootVolume?: RootVolumeOptions;

  /**
   * The instances that build and test.
   *
   * @default - two instance types to try, in the default VPC, with a warning
   */
  readonly buildEnvironment?: BuildEnvironmentOptions;

  /**
   * When the pipeline looks for work. After three failures in a row Image Builder disables it.
   *
   * @default BuildSchedule.weekly()
   */
  readonly schedule?: BuildSchedule;

  /**
   * Whether a deployment builds.
   *
   * @default BuildOnDeploy.START
   */
  readonly buildOnDeploy?: BuildOnDeploy;

  /**
   * Regions that images are brought to, and what is done with them there. They are always in the stack's own.
   *
   * @default - the stack's own Region, and nothing more
   */
  readonly destinations?: PipelineDestination[];

  /**
   * Who may launch the images, in all Regions: accounts, at most 25 organizations, and at most 25 organizational units. The images stay in this account, and the
   * keys that this app makes let the others use them.
   *
   * @default - nobody else
   */
  readonly sharedWith?: ShareTarget[];

  /**
   * Roles in the other accounts that may be given a grant on the keys, by name with path; `*` stands for any text.
   *
   * @default - the service-linked roles of Auto Scaling
   */
  readonly keyGrantees?: string[];

  /**
   * What the names of parameters start with: `<prefix>/<imageName>/<architecture>/candidate` has the id of the newest image that passed.
   *
   * @default '/golden'
   */
  readonly parameterPrefix?: string;

  /**
   * Names for the releases that somebody should use, from the first that a release comes into to the last; at most 10. Each moves in all Regions and for all architectures together, forward and back.
   *
   * @default - there is `candidate` alone, the newest image that passed
   */
  readonly channels?: GoldenChannel[];

  /**
   * What AMIs are called. It needs `{{ imagebuilder:buildDate }}` in it.
   *
   * @default '<imageName>-<architecture>-{{ imagebuilder:buildDate }}'
   */
  readonly amiName?: string;

  /**
   * Tags of AMIs, besides those of the construct and its stack.
   *
   * @default - none
   */
  readonly amiTags?: { [key: string]: string };

  /**
   * Marks that an AMI keeps in all copies and in all images that are made of it, at most 5. Allowed AMIs can ask for them.
   *
   * @default [imageName]
   */
  readonly watermarks?: string[];

  /**
   * How images grow old.
   *
   * @default - they are deprecated, disabled and deleted after 30, 60 and 90 days
   */
  readonly retention?: RetentionOptions;

  /**
   * Who is told what happens.
   *
   * @default - whoever subscribes to a new encrypted topic
   */
  readonly notifications?: PipelineNotificationOptions;

  /**
   * When the pipeline rings.
   *
   * @default - when a build failed, when it was disabled, and when the newest image is older than twice the longest gap of the schedule: 14 days at
   * least, and 35 where the schedule waits for a new base image
   */
  readonly alarms?: PipelineAlarmOptions;

  /**
   * Whether there is a dashboard. It costs 3 USD a month, from the fourth of an account on.
   *
   * @default false
   */
  readonly dashboard?: boolean;
}
