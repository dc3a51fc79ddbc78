import { Lambda } from './lambda';
import { Attempt, Provisioner, Result, StackIdentity, StackResource, Wanted } from './provisioning';
import { Answer, failure, ResourceEvent, ResponseInbox } from './response-inbox';
import { stringified, Values } from './template';
import { Random } from '../random';

const DEFAULT_SERVICE_TIMEOUT_SECONDS = 3600;

export const isCustom = (type: string): boolean => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** Resources whose work a function does, by event. */
export class CustomResources implements Provisioner {
  constructor(private readonly lambda: Lambda, private readonly inbox: ResponseInbox, private readonly random: Random) {}

  public create(stack: StackIdentity, wanted: Wanted): Attempt {
    return this.ask(stack, wanted, { RequestType: 'Create' });
  }

  public update(stack: StackIdentity, current: StackResource, wanted: Wanted): Attempt {
    if (wanted.properties.ServiceToken !== current.properties.ServiceToken) {
      const refusal: Result = { ok: false, reason: 'Modifying service token is not allowed.', untouched: true };
      return { result: Promise.resolve(refusal), cancel: () => undefined };
    }
    return this.ask(stack, wanted, {
      RequestType: 'Update', PhysicalResourceId: current.physicalId, OldResourceProperties: stringified(current.properties) as Values,
    });
  }

  public delete(stack: StackIdentity, resource: StackResource): Attempt {
    return this.ask(stack, resource, { RequestType: 'Delete', PhysicalResourceId: resource.physicalId });
  }

  private ask(
    stack: StackIdentity, { logicalId, declaration, properties }: Wanted,
    what: Pick<ResourceEvent, 'RequestType' | 'PhysicalResourceId' | 'OldResourceProperties'>,
  ): Attempt {
    const ServiceToken = String(properties.ServiceToken);
    const { record, answer } = this.inbox.expect({
      ...what,
      ServiceToken,
      StackId: stack.id,
      RequestId: uuid(this.random),
      LogicalResourceId: logicalId,
      ResourceType: declaration.Type,
      ResourceProperties: stringified(properties) as Values,
    }, Number(properties.ServiceTimeout ?? DEFAULT_SERVICE_TIMEOUT_SECONDS));
    try {
      this.lambda.deliver(ServiceToken, record.event);
    } catch (error) {
      this.inbox.close(record, 'missing function', failure((error as Error).message));
    }
    return {
      result: answer.then(toResult),
      cancel: reason => this.inbox.close(record, 'cancellation', failure(reason)),
    };
  }
}

const toResult = ({ ok, reason, physicalId, data }: Answer): Result =>
  ok && physicalId !== undefined
    ? { ok, physicalId, attributes: data }
    : { ok: false, reason: `Received response status [FAILED] from custom resource. Message returned: ${reason}`, physicalId };

export function uuid(random: Random): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}
