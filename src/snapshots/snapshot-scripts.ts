import { Duration } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { documentNameProblem } from './private/document-name';
import { Script } from './private/script';

/** When a script document is called. */
export enum SnapshotScriptStages {
  /** Before and after. */
  PRE_AND_POST = 'PRE_AND_POST',

  /** Before the snapshots are started, to freeze and flush. */
  PRE_ONLY = 'PRE',

  /** After the snapshots were started, to thaw. */
  POST_ONLY = 'POST',
}

const STAGES = {
  [SnapshotScriptStages.PRE_AND_POST]: ['PRE', 'POST'],
  [SnapshotScriptStages.PRE_ONLY]: ['PRE'],
  [SnapshotScriptStages.POST_ONLY]: ['POST'],
} as const;

/** What happens when Windows VSS fails. */
export interface VssScriptOptions {
  /**
   * How many times to try again. 0 to 3.
   *
   * @default 0
   */
  readonly retries?: number;

  /**
   * Make crash-consistent snapshots when the script has failed for good. Without this there are no snapshots then.
   *
   * @default true, but false for SAP HANA, which cannot be restored from them in the same way
   */
  readonly fallBackToCrashConsistent?: boolean;
}

/** How scripts run. */
export interface SnapshotScriptOptions extends VssScriptOptions {
  /**
   * How long each script may run. 10 to 120 seconds.
   *
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;
}

/** How a document of your own runs. */
export interface SnapshotDocumentOptions extends SnapshotScriptOptions {
  /**
   * When the document is called.
   *
   * @default SnapshotScriptStages.PRE_AND_POST
   */
  readonly stages?: SnapshotScriptStages;
}

/**
 * What Systems Manager runs in an instance around its snapshots, so that an application can be restored from them. The
 * SSM Agent must run there. A policy with scripts targets instances.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/automate-app-consistent-backups.html
 */
export class SnapshotScripts {
  /**
   * Windows applications that have a VSS writer. Such a schedule can neither copy tags nor leave out data volumes by tag.
   *
   * @param options what happens on failure
   */
  public static windowsVss(options: VssScriptOptions = {}): SnapshotScripts {
    return new SnapshotScripts({ feature: 'SCRIPTS_VSS', handler: 'AWS_VSS_BACKUP', fallsBack: options.fallBackToCrashConsistent ?? true, options });
  }

  /**
   * SAP HANA, with AWS's own document. AWS recommends fast restore with it.
   *
   * @param options how the script runs
   */
  public static sapHana(options: SnapshotScriptOptions = {}): SnapshotScripts {
    return new SnapshotScripts({
      feature: 'SCRIPTS_SAP_HANA',
      handler: 'AWSSystemsManagerSAP-CreateDLMSnapshotForSAPHANA',
      stages: STAGES.PRE_AND_POST,
      fallsBack: options.fallBackToCrashConsistent ?? false,
      options,
    });
  }

  /**
   * A Command document of this app, in the policy's account and Region. It gets the tag `DLMScriptsAccess=true`.
   *
   * DLM calls it with the parameters `executionId` and `command`; the allowed values of `command` must include
   * `pre-script`, `post-script` and `dry-run`.
   *
   * @param document the document
   * @param options how it runs
   */
  public static ssmDocument(document: ssm.CfnDocument, options: SnapshotDocumentOptions = {}): SnapshotScripts {
    return SnapshotScripts.custom(options, { handler: document.ref, document });
  }

  /**
   * A Command document of the policy's own account, by its name.
   *
   * Throws when the name is not one of a document.
   *
   * @param name the document's name, 3 to 128 letters, digits, `_`, `-` and `.`
   * @param options how it runs
   */
  public static ssmDocumentName(name: string, options: SnapshotDocumentOptions = {}): SnapshotScripts {
    const problem = documentNameProblem('name', name);
    if (problem) throw new Error(problem);
    return SnapshotScripts.custom(options, { handler: name });
  }

  /**
   * A Command document that another account shares, by its ARN.
   *
   * Throws when the ARN is not one of a document.
   *
   * @param arn like `arn:aws:ssm:eu-central-1:111111111111:document/freeze-and-thaw`
   * @param options how it runs
   */
  public static ssmDocumentArn(arn: string, options: SnapshotDocumentOptions = {}): SnapshotScripts {
    const problem = documentNameProblem('arn', arn);
    if (problem) throw new Error(problem);
    return SnapshotScripts.custom(options, { handler: arn, byArn: true });
  }

  private static custom(options: SnapshotDocumentOptions, what: Pick<Script, 'handler' | 'byArn' | 'document'>): SnapshotScripts {
    const stages = STAGES[options.stages ?? SnapshotScriptStages.PRE_AND_POST];
    return new SnapshotScripts({ feature: 'SCRIPTS_DOCUMENT', ...what, stages, fallsBack: options.fallBackToCrashConsistent ?? true, options });
  }

  private constructor(
    /** @internal */
    public readonly _script: Script,
  ) {}
}
