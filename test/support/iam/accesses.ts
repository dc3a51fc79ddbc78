import { ec2Accesses, type TagsOf } from './ec2-accesses';
import { Access } from './policy';
import { ssmAccesses } from './ssm-accesses';
import { Client, Command, operationOf } from '../cloudformation/doors';

/** Where a call goes. */
export interface Endpoint {
  readonly service: string;
  readonly region: string;
}

/** What IAM asks about a call: each action on each resource, by the Service Authorization Reference. */
export function accessesOf({ service, region }: Endpoint, command: Command, tagsOf: TagsOf): Access[] {
  const operation = operationOf(command);
  if (service === 'ec2') return ec2Accesses(region, operation, command.input, tagsOf);
  if (service === 'ssm') return ssmAccesses(region, operation, command.input, tagsOf);
  return [{ action: `${service}:${operation}`, resource: resourceOf(command), context: { 'aws:RequestedRegion': region } }];
}

function resourceOf({ input }: Command): string {
  const { KeyId, StackName, stateMachineArn } = input as { KeyId?: string; StackName?: string; stateMachineArn?: string };
  return KeyId ?? StackName ?? stateMachineArn ?? '*';
}

/** A client that refuses what the policies do not allow, as its service does. */
export function guard(client: Client, endpoint: Endpoint, tagsOf: TagsOf, isAllowed: (access: Access) => boolean): Client {
  return {
    send: async command => {
      const denied = accessesOf(endpoint, command, tagsOf).find(access => !isAllowed(access));
      if (!denied) return client.send(command);
      const name = endpoint.service === 'ec2' ? 'UnauthorizedOperation' : 'AccessDeniedException';
      const message = `You are not authorized to perform ${denied.action} on ${denied.resource}`;
      throw Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 403 } });
    },
  };
}
