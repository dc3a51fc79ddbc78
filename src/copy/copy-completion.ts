import { Duration } from 'aws-cdk-lib';
import { Problem } from '../private/props';
import { CompletionMode } from '../runtime/contract';

/** What becomes of a deployment whose copy is not finished in time. */
export enum CopyTimeoutAction {
  /** The deployment fails and is rolled back; the unfinished copy is removed. */
  FAIL = 'FAIL',
  /** The deployment goes on; EC2 finishes the copy later. An alarm tells when it fails after all. */
  CONTINUE = 'CONTINUE',
}

/** How a deployment waits for a copy. */
export interface InDeployOptions {
  /**
   * How long the deployment waits. 1 to 57 minutes, because CloudFormation waits for one hour at most.
   *
   * @default Duration.minutes(55)
   */
  readonly timeout?: Duration;

  /**
   * What happens when the copy is not finished by then.
   *
   * @default CopyTimeoutAction.FAIL
   */
  readonly onTimeout?: CopyTimeoutAction;
}

/** When a deployment takes a copy for done. */
export class CopyCompletion {
  /**
   * When the copy is available: what uses `imageId` is deployed after that.
   *
   * @param options how long to wait, and what happens then
   */
  public static inDeploy(options: InDeployOptions = {}): CopyCompletion {
    const timeout = options.timeout ?? Duration.minutes(55);
    return new CopyCompletion('IN_DEPLOY', timeout, options.onTimeout ?? CopyTimeoutAction.FAIL);
  }

  /**
   * When EC2 has accepted the copy and has not failed it within two minutes, time enough to find out about an unusable key.
   *
   * The image may be pending when the deployment ends: nothing can be started from it until EC2 is done. An alarm tells
   * when the copy fails after all.
   */
  public static pending(): CopyCompletion {
    return new CopyCompletion('PENDING', Duration.minutes(10), CopyTimeoutAction.CONTINUE);
  }

  private constructor(
    /** @internal */
    public readonly _mode: CompletionMode,
    /** @internal */
    public readonly _timeout: Duration,
    /** @internal */
    public readonly _onTimeout: CopyTimeoutAction,
  ) {}

  /**
   * Whether the image can be unfinished when the deployment ends.
   * @internal
   */
  public get _mayEndPending(): boolean {
    return this._onTimeout === CopyTimeoutAction.CONTINUE;
  }

  /** @internal */
  public get _problem(): Problem {
    if (this._timeout.isUnresolved()) return undefined;
    const minutes = this._timeout.toMinutes({ integral: false });
    return minutes >= 1 && minutes <= 57
      ? undefined
      : `completion: timeout must be between 1 and 57 minutes, got ${minutes}; use CopyCompletion.pending() for a copy that takes longer`;
  }
}
