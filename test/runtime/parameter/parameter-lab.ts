import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { OWNERSHIP_TAG, PARAMETER_RESOURCE_TYPE } from '../../../src/runtime/contract';
import { HOME } from '../../support/cloudformation/cloud';
import { copiesOf, RegionsLab, RegionsWish } from '../copy/regions-lab';

export const NAME = '/images/web';

/** A lab for copies whose ids are published. */
export class ParameterLab extends RegionsLab {
  /** What the parameter says in each Region but the stack's own. */
  public values(name = NAME): Readonly<Record<string, string>> {
    return Object.fromEntries(this.parameters.parameters.filter(each => each.name === name).map(({ region, value }) => [region, value]));
  }

  /** The ids of the copies that CloudFormation knows, in each Region. */
  public get imageIds(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.stack.resources.values()]
      .filter(({ declaration }) => declaration.Type === 'Custom::AmiCopy')
      .map(({ physicalId }) => physicalId.split('/') as [string, string]));
  }

  /** Those that carry the tags of a stack. */
  public get ours() {
    return this.parameters.parameters.filter(({ tags }) => OWNERSHIP_TAG.stackId in tags);
  }

  public somebodyWrites(region: string, name = NAME): void {
    this.parameters.put({ account: HOME.accountId, region, name, value: 'theirs', tags: { owner: 'them' } });
  }

  public somebodyDeletes(region: string, name = NAME): Promise<unknown> {
    return this.parameters.client(HOME.accountId, region).send(new DeleteParameterCommand({ Name: name }));
  }

  public writes(region: string): number {
    return this.parameters.calls.filter(call => call.region === region && call.action === 'PutParameter').length;
  }
}

export const published = (wish: RegionsWish) => copiesOf({ parameterName: NAME, ...wish });

/** The same, with a resource that fails so many milliseconds after the copies are there, when their ids begin to be published, or when they are. */
export const thatFails = (wish: RegionsWish, when: number | 'when they are published') => (stack: Stack) => {
  const copy = published(wish)(stack);
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource);
  const parameters = resources.filter(each => each.cfnResourceType === PARAMETER_RESOURCE_TYPE);
  const failing = new CfnResource(stack, 'User', {
    type: 'Test::Sibling',
    properties: { ImageId: copy.imageIdIn(copy.regions[0]), Seconds: typeof when === 'number' ? when / 1000 : undefined, FailOn: 'create' },
  });
  if (typeof when !== 'number') parameters.forEach(each => failing.addDependency(each));
};

/** As a tool or an Aspect may change what the construct says. */
export const override = (build: (stack: Stack) => unknown, property: string, value: string) => (stack: Stack) => {
  build(stack);
  for (const each of stack.node.findAll().filter(CfnResource.isCfnResource)) {
    if (each.cfnResourceType === PARAMETER_RESOURCE_TYPE) each.addPropertyOverride(property, value);
  }
};
