import { Duration } from 'aws-cdk-lib';
import { AttributesProperties } from '../runtime/contract';

/** EC2 takes ten years. Leap days are left out, to be on the safe side. */
const MOST = Duration.days(3650);

/**
 * When an image becomes deprecated: from then on it is not shown to those who look for images, other than its owner, and can
 * still be used by whoever has its id.
 */
export class AmiDeprecation {
  /**
   * At a moment, at most ten years from now. When it has passed, what is deprecated stays so, and an image that is made
   * after it is deprecated at once.
   *
   * @param date the moment. EC2 rounds it to a minute
   */
  public static at(date: Date): AmiDeprecation {
    const time = date.getTime();
    if (Number.isNaN(time)) throw new Error('the date of a deprecation must be valid, got one that is not');
    if (time > Date.now() + MOST.toMilliseconds()) throw new Error(`the date of a deprecation must be at most 10 years ahead, got ${date.toISOString()}`);
    return new AmiDeprecation({ DeprecateAt: date.toISOString() }, time < Date.now() ? date.toISOString() : undefined);
  }

  /**
   * Some time after the creation of the image, which is when EC2 begins to make it.
   *
   * @param age from one minute to ten years, in whole minutes
   */
  public static after(age: Duration): AmiDeprecation {
    if (!age.isUnresolved() && (age.toMinutes({ integral: false }) < 1 || age.toMinutes({ integral: false }) > MOST.toMinutes())) {
      throw new Error(`the age of a deprecation must be from 1 minute to 10 years, got ${age.toHumanString()}`);
    }
    return new AmiDeprecation({ DeprecateAfterMinutes: String(age.toMinutes()) });
  }

  private constructor(
    /** @internal */
    public readonly _properties: Pick<AttributesProperties, 'DeprecateAt' | 'DeprecateAfterMinutes'>,
    /**
     * The moment, if it has passed.
     * @internal
     */
    public readonly _past?: string,
  ) {}
}
