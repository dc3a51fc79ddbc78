import { Arn, ArnFormat, Aws, Duration, Lazy, TagManager, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ImageMaker } from './image-maker';
import { Problem } from '../../private/props';
import { tagsWithStacks } from '../../private/stack-tags';
import {
  COPY_SERVICE_TIMEOUT_SECONDS, OWNERSHIP_TAG, PARAMETER_ACTIONS, PARAMETER_RESOURCE_TYPE, ParameterProperties,
} from '../../runtime/contract';

/** An image's id under a name in the stack's own Region. */
export function publishHere(scope: Construct, parameterName: string, imageId: string, mayBePending: boolean): void {
  new ssm.StringParameter(scope, 'Parameter', {
    parameterName,
    simpleName: Token.isUnresolved(parameterName) ? !parameterName.startsWith('/') : undefined,
    stringValue: imageId,
    description: descriptionOf(scope),
    dataType: dataTypeOf(mayBePending),
  });
}

/** The same name in other Regions, where CloudFormation makes nothing for this stack: the handler does. */
export function publishElsewhere(
  scope: Construct, parameterName: string, imageIds: ReadonlyMap<string, string>, maker: ImageMaker, tags: TagManager,
): void {
  if (imageIds.size === 0) return;
  scope.node.addValidation({ validate: () => tagProblems(tagsWithStacks(scope, tags)) });
  maker.handler.allow(...publishingRights(parameterName, [...imageIds.keys()]));
  for (const [region, imageId] of imageIds) {
    maker.createResource(`Parameter-${region}`, PARAMETER_RESOURCE_TYPE, Duration.seconds(COPY_SERVICE_TIMEOUT_SECONDS), {
      StateMachineArn: maker.handler.stateMachineArn,
      Region: region,
      Name: parameterName,
      ImageId: imageId,
      Description: descriptionOf(scope),
      DataType: dataTypeOf(maker.completion._mayEndPending),
      Tags: Lazy.any({ produce: () => tagsWithStacks(scope, tags) }) as unknown as ParameterProperties['Tags'],
    } satisfies ParameterProperties);
  }
}

/** A name without a slash of its own and one with it make different ARNs, which must be known here. */
export function parameterTokenProblem(prop: string, name: string | undefined): Problem {
  return name === undefined || !Token.isUnresolved(name) || name.startsWith('/')
    ? undefined
    : `${prop} must start with / when a part of it is known at deployment only`;
}

/** Parameter Store checks that the image can be used, which a pending one cannot. */
const dataTypeOf = (mayBePending: boolean) => (mayBePending ? ssm.ParameterDataType.TEXT : ssm.ParameterDataType.AWS_EC2_IMAGE);

const descriptionOf = (scope: Construct) => `The image ${scope.node.path}`;

/**
 * The handler may make these parameters with our tags, and change what is ours; of one without tags IAM cannot tell, so that the handler
 * looks first. What removes them is among the constant rights.
 */
function publishingRights(name: string, regions: readonly string[]): iam.PolicyStatement[] {
  const resources = regions.map(region => Arn.format({
    partition: Aws.PARTITION,
    service: 'ssm',
    region,
    account: Aws.ACCOUNT_ID,
    resource: 'parameter',
    resourceName: name.replace(/^\//, ''),
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  }));
  const notAnothers = { StringEqualsIfExists: { [`aws:ResourceTag/${OWNERSHIP_TAG.stackId}`]: Aws.STACK_ID } };
  const { put, read, tag, untag } = PARAMETER_ACTIONS;
  return [
    new iam.PolicyStatement({ actions: [put], resources, conditions: { StringEquals: { [`aws:RequestTag/${OWNERSHIP_TAG.stackId}`]: Aws.STACK_ID } } }),
    new iam.PolicyStatement({ actions: [put], resources, conditions: { StringEquals: { 'ssm:Overwrite': 'true' }, ...notAnothers } }),
    new iam.PolicyStatement({ actions: [read, tag, untag], resources, conditions: notAnothers }),
  ];
}

/** Parameter Store is stricter than EC2. */
function tagProblems(tags: Record<string, string>): string[] {
  const isFine = (text: string) => Token.isUnresolved(text) || /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
  return Object.entries(tags).filter(each => !each.every(isFine))
    .map(([key]) => `the tag '${key}' of a parameter may have letters, digits, spaces and _ . : / = + - @ only, in its key and its value`);
}
