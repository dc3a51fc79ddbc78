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

/** CloudFormation waits for an hour; our own answer, and what is to be done about the image, take some of it. */
const LONGEST_WAIT = Duration.minutes(57);
/** What of that EC2 may take for a time-based copy: it may be late, and the last look at it may be later. */
const LONGEST_TIMED_WAIT = Duration.minutes(45);

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
   * The image may be pending when the deployment ends: nothing can be started from it until EC2 is done. The copy is
   * watched to its end, for 49 hours at most; an alarm tells when it fails after all.
   */
  public static pending(): CopyCompletion {
    return new CopyCompletion('PENDING', Duration.minutes(10), CopyTimeoutAction.CONTINUE);
  }

  /**
   * When EC2 has made a time-based copy, which it does within a duration, for an extra charge.
   *
   * Up to 45 minutes the deployment waits for the copy, and fails when that is not available after 57. With a longer
   * duration it goes on as with `pending()`. Another duration is for the next copy, and makes none by itself.
   *
   * EC2 copies 500 MiB of data a second of one snapshot, and 2,000 of all time-based copies of an account between two Regions: a
   * larger copy takes longer, whatever the duration.
   *
   * @param duration 15 minutes to 48 hours, in steps of 15 minutes
   */
  public static timed(duration: Duration): CopyCompletion {
    const isAwaited = duration.isUnresolved() || duration.toMilliseconds() <= LONGEST_TIMED_WAIT.toMilliseconds();
    return isAwaited
      ? new CopyCompletion('IN_DEPLOY', LONGEST_WAIT, CopyTimeoutAction.FAIL, duration)
      : new CopyCompletion('PENDING', Duration.minutes(10), CopyTimeoutAction.CONTINUE, duration);
  }

  private constructor(
    /** @internal */
    public readonly _mode: CompletionMode,
    /** @internal */
    public readonly _timeout: Duration,
    /** @internal */
    public readonly _onTimeout: CopyTimeoutAction,
    /**
     * What EC2 is told to make the copy in.
     * @internal
     */
    public readonly _copyDuration?: Duration,
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
    return this._timeoutProblem ?? this._durationProblem;
  }

  private get _timeoutProblem(): Problem {
    if (this._timeout.isUnresolved()) return undefined;
    const minutes = this._timeout.toMinutes({ integral: false });
    return minutes >= 1 && minutes <= LONGEST_WAIT.toMinutes()
      ? undefined
      : `completion: timeout must be between 1 and 57 minutes, got ${minutes}; use CopyCompletion.pending() for a copy that takes longer`;
  }

  private get _durationProblem(): Problem {
    if (!this._copyDuration) return undefined;
    if (this._copyDuration.isUnresolved()) return 'completion: the duration of a timed copy must be known at synth, got a token';
    const minutes = this._copyDuration.toMinutes({ integral: false });
    return minutes % 15 === 0 && minutes >= 15 && minutes <= 48 * 60
      ? undefined
      : `completion: the duration of a timed copy must be from 15 minutes to 48 hours, in steps of 15 minutes, got ${this._copyDuration.toHumanString()}`;
  }
}
