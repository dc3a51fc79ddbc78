import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** A tag as templates write it. The value is an object where CloudFormation fills it in. */
export interface RenderedTag {
  readonly Key: string;
  readonly Value: unknown;
}

/**
 * The properties of a resource as they will stand in the template, with what Aspects, tags and overrides did to them. To
 * be called when the app is complete.
 */
export function renderedProperties(resource: CfnResource): object {
  const stack = Stack.of(resource);
  const { Resources } = stack.resolve(resource._toCloudFormation()) as { Resources: Record<string, { Properties?: object }> };
  return Resources[logicalIdOf(resource)].Properties ?? {};
}

export const logicalIdOf = (resource: CfnResource): string => Stack.of(resource).resolve(resource.logicalId) as string;

/** Whether the properties name another resource of the same stack, wherever in them. */
export const refersTo = (properties: object, resource: CfnResource): boolean =>
  JSON.stringify(properties).includes(JSON.stringify({ Ref: logicalIdOf(resource) }));

/** What the user made: the construct that the resource is the main part of, if there is one. */
export function ownerOf(resource: CfnResource): IConstruct {
  const { scope } = resource.node;
  return scope && scope.node.defaultChild === resource ? scope : resource;
}
