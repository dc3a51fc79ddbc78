import { Properties } from '../properties';

/** A request of CloudFormation to a custom resource, read once. */
export interface ResourceRequest {
  readonly requestType: 'Create' | 'Update' | 'Delete';
  readonly requestId: string;
  readonly stackId: string;
  readonly logicalResourceId: string;
  readonly resourceType: string;
  /** Absent for Create. For Delete it may be one that CloudFormation invented. */
  readonly physicalResourceId?: string;
  readonly responseUrl: string;
  readonly properties: Properties;
  readonly oldProperties: Properties;
}

const REQUEST_TYPES = ['Create', 'Update', 'Delete'] as const;

export function parseRequest(event: unknown): ResourceRequest {
  const fields = asRecord(event);
  const field = (name: string): string => {
    const value = fields[name];
    if (typeof value !== 'string' || value === '') throw new Error(`not a request of CloudFormation: ${name} is missing`);
    return value;
  };
  const requestType = REQUEST_TYPES.find(each => each === fields.RequestType);
  if (!requestType) throw new Error('not a request of CloudFormation: RequestType is missing');
  return {
    requestType,
    requestId: field('RequestId'),
    stackId: field('StackId'),
    logicalResourceId: field('LogicalResourceId'),
    resourceType: field('ResourceType'),
    physicalResourceId: requestType === 'Create' ? undefined : field('PhysicalResourceId'),
    responseUrl: field('ResponseURL'),
    properties: asRecord(fields.ResourceProperties ?? {}),
    oldProperties: asRecord(fields.OldResourceProperties ?? {}),
  };
}

export function asRecord(value: unknown): Properties {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not a request of CloudFormation');
  return value as Properties;
}
