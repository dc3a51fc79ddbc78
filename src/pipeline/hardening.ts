import { GoldenComponent } from './golden-component';
import { LINUX_BASELINE } from './private/baseline-linux';
import { WINDOWS_BASELINE } from './private/baseline-windows';
import { BuildTarget, isWindows } from './private/component-use';

/** How much of a STIG is applied. Each level has those below it. */
export enum StigLevel {
  /** Category III. */
  LOW = 'Low',
  /** Categories II and III. */
  MEDIUM = 'Medium',
  /** Categories I, II and III. */
  HIGH = 'High',
}

/** What else the STIG component of AWS does, on Linux. */
export interface StigOptions {
  /**
   * Whether packages that the STIG asks for are installed.
   *
   * @default - as AWS's component does it: they are not
   */
  readonly installPackages?: boolean;

  /**
   * Whether who logs in is shown the banner of the U.S. Department of Defense.
   *
   * @default - as AWS's component does it: there is none
   */
  readonly consentBanner?: boolean;
}

/** How an image is hardened, after everything is installed and before it is sealed. */
export class Hardening {
  /**
   * The library's own: what takes no package, shuts no administrator and no agent out, and can be proven. The build fails when one of its
   * settings does not hold.
   */
  public static baseline(): Hardening {
    return new Hardening('baseline', target =>
      [GoldenComponent._ofDocument('hardening-baseline', isWindows(target) ? WINDOWS_BASELINE : LINUX_BASELINE)]);
  }

  /**
   * A Security Technical Implementation Guide, by AWS's own component, in its newest version. Not for Debian.
   *
   * @param level how much of it
   * @param options what else it does, on Linux
   */
  public static stig(level: StigLevel, options: StigOptions = {}): Hardening {
    return new Hardening(`stig-${level.toLowerCase()}`, target => [
      GoldenComponent.managed(isWindows(target) ? 'stig-build-windows' : 'stig-build-linux', {
        parameters: { Level: level, ...flag('InstallPackages', options.installPackages), ...flag('SetDoDConsentBanner', options.consentBanner) },
      }),
    ]);
  }

  /**
   * A CIS benchmark, by the component that comes with a subscription to a CIS Hardened Image in AWS Marketplace.
   *
   * Throws when the ARN is not one of a component.
   *
   * @param componentArn of that component, with its version
   */
  public static cis(componentArn: string): Hardening {
    const component = GoldenComponent.arn(componentArn);
    return new Hardening('cis', () => [component]);
  }

  /**
   * None by this pipeline. The app shows a warning with the reason, which can be acknowledged.
   *
   * Throws when there is no reason.
   *
   * @param reason why there is none; for example, that the base image is hardened already
   */
  public static none(reason: string): Hardening {
    if (reason.trim() === '') throw new Error('reason must say why the image is not hardened');
    return new Hardening('none', () => [], reason);
  }

  private constructor(
    /** What it is called in messages. */
    public readonly name: string,
    /** @internal */ public readonly _componentsFor: (target: BuildTarget) => readonly GoldenComponent[],
    /** @internal */ public readonly _noneBecause?: string,
  ) {}
}

const flag = (name: string, wanted: boolean | undefined) => wanted === undefined ? {} : { [name]: wanted ? 'Yes' : 'No' };
