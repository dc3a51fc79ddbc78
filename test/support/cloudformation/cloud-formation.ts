import { CustomResources, isCustom, uuid } from './custom-resources';
import { serviceError } from './faults';
import { Lambda } from './lambda';
import { Home, NativeResources, NativeTypes } from './native-resources';
import { Resolver } from './resolver';
import { ResponseInbox } from './response-inbox';
import { Stack } from './stack';
import { Habits } from './stack-services';
import { stringified } from './template';
import { Random } from '../random';
import { Timeline } from '../timeline';

/** Everything that stacks of one account and Region share. */
export interface StackWorld {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly home: Home;
  readonly lambda: Lambda;
  readonly inbox: ResponseInbox;
  readonly natives: NativeTypes;
  readonly parameterStore: ReadonlyMap<string, string>;
  readonly exports: ReadonlyMap<string, string>;
}

const EVENTS_ON_A_PAGE = 100;

/** CloudFormation in one account and Region: stacks by name. */
export class CloudFormation {
  public readonly stacks: Stack[] = [];
  private readonly custom: CustomResources;
  private readonly native: NativeResources;

  constructor(private readonly world: StackWorld, public habits: Habits) {
    this.custom = new CustomResources(world.lambda, world.inbox, world.random);
    this.native = new NativeResources(world.timeline, world.random, world.home, world.natives);
  }

  /** A name is free again once its stack is deleted. */
  public stack(name: string): Stack {
    const found = this.alive(name);
    if (found) return found;
    const { home, random, timeline, parameterStore } = this.world;
    const identity = { name, id: `arn:${home.partition}:cloudformation:${home.region}:${home.accountId}:stack/${name}/${uuid(random)}` };
    const stack = new Stack(identity, timeline, {
      habits: this.habits,
      provisioner: type => isCustom(type) ? this.custom : this.native,
      inventId: logicalId => `${name}-${logicalId}-${random.hex(12).toUpperCase()}`,
    }, (template, parameters) => new Resolver(template, {
      ...home, stackName: name, stackId: identity.id, parameters, parameterStore, imports: this.world.exports,
    }));
    this.stacks.push(stack);
    return stack;
  }

  /** By name only stacks that are not deleted; by ARN all. */
  public describeStacks({ StackName }: { StackName?: string }) {
    const described = StackName === undefined
      ? this.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE')
      : [this.stacks.find(({ identity }) => identity.id === StackName) ?? this.alive(StackName)];
    return {
      Stacks: described.map(stack => {
        if (!stack) throw serviceError('ValidationError', `Stack with id ${StackName} does not exist`);
        const { identity, creationTime, lastUpdatedTime, deletionTime, status, statusReason } = stack;
        return {
          StackName: identity.name,
          StackId: identity.id,
          CreationTime: creationTime,
          LastUpdatedTime: lastUpdatedTime,
          DeletionTime: deletionTime,
          StackStatus: status,
          StackStatusReason: statusReason,
        };
      }),
    };
  }

  public describeStackResource({ StackName, LogicalResourceId = '' }: { StackName?: string; LogicalResourceId?: string }) {
    const stack = this.stacks.find(({ identity }) => identity.id === StackName);
    const resource = stack?.resources.get(LogicalResourceId);
    const last = stack?.events.filter(({ logicalId }) => logicalId === LogicalResourceId).at(-1);
    if (!resource && !last) throw serviceError('ValidationError', `Resource ${LogicalResourceId} does not exist for stack ${StackName}`);
    return {
      StackResourceDetail: {
        LogicalResourceId,
        PhysicalResourceId: resource?.physicalId,
        ResourceType: resource?.declaration.Type,
        ResourceStatus: last?.status,
        LastUpdatedTimestamp: last && new Date(last.at),
      },
    };
  }

  /** Newest first. */
  public describeStackEvents({ StackName, NextToken = '0' }: { StackName?: string; NextToken?: string }) {
    const stack = this.stacks.find(({ identity }) => identity.id === StackName);
    if (!stack) throw serviceError('ValidationError', `Stack [${StackName}] does not exist`);
    const [from, to] = [Number(NextToken), Number(NextToken) + EVENTS_ON_A_PAGE];
    return {
      StackEvents: [...stack.events].reverse().slice(from, to).map(({ at, logicalId, status, physicalId, reason, properties }) => ({
        StackId: stack.identity.id,
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceStatus: status,
        ResourceStatusReason: reason,
        ResourceProperties: properties && JSON.stringify(stringified(properties)),
        Timestamp: new Date(at),
      })),
      NextToken: to < stack.events.length ? String(to) : undefined,
    };
  }

  private alive(name: string): Stack | undefined {
    return this.stacks.find(({ identity, status }) => identity.name === name && status !== 'DELETE_COMPLETE');
  }
}
