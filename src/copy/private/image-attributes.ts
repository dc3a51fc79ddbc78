import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problem } from '../../private/props';
import { AttributesProperties } from '../../runtime/contract';
import { AmiDeprecation } from '../ami-deprecation';

/** What users say about images that are there. */
export interface AttributeTraits {
  readonly requireImdsv2?: boolean;
  readonly deprecation?: AmiDeprecation;
  readonly deregistrationProtection?: boolean;
}

/** Part of what makes an image: nobody can unset it. */
export const renderImdsSupport = ({ requireImdsv2 }: AttributeTraits) => (requireImdsv2 ? 'v2.0' : undefined);

export function renderAttributes(scope: Construct, traits: AttributeTraits): AttributesProperties | undefined {
  const { deprecation, deregistrationProtection } = traits;
  if (deprecation?._past !== undefined) {
    Annotations.of(scope).addWarningV2('cdk-golden-ami:AmiDeprecation.past',
      `deprecation: ${deprecation._past} has passed: an image that is made from now on is deprecated at once`);
  }
  const attributes: AttributesProperties = {
    ImdsSupport: renderImdsSupport(traits),
    ...deprecation?._properties,
    DeregistrationProtection: deregistrationProtection ? 'true' : undefined,
  };
  return Object.values(attributes).some(each => each !== undefined) ? attributes : undefined;
}

export function protectionProblem(protection: boolean | undefined, removalPolicy: RemovalPolicy | undefined): Problem {
  return protection && removalPolicy === RemovalPolicy.DESTROY
    ? 'deregistrationProtection keeps the image from being removed, which removalPolicy DESTROY asks for; choose one of them'
    : undefined;
}
