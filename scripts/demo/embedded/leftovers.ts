import { Account, BOOTSTRAP_PARAMETER, VENDOR } from './account';
import { StackResource } from '../../../test/support/cloudformation/provisioning';
import { Stack } from '../../../test/support/cloudformation/stack';
import { Left, WHY } from '../left';

const BASE = `there before: the vendor ${VENDOR} publishes it, and the stack only read it`;

/** All that there is, with the reason why it may be there. The stack explains only what it still has, or was told to keep. */
export function leftovers(account: Account, stack: Stack, keptOnRequest: boolean): Left[] {
  const kept = keptOnRequest ? [...stack.resources.values()] : [];
  const has = (type: string, attribute: string, value: string) =>
    kept.some(({ declaration, attributes }) => declaration.Type === type && attributes[attribute] === value);
  const retained = (value: string) => stack.relinquished.some(({ resource, fate }) => fate === 'retained' && resource.attributes.Arn === value);

  const images = account.ec2.images().map(image => ({
    snapshotIds: image.snapshotIds,
    left: { what: 'image', id: image.imageId, why: whyOfImage(image.account, has('Custom::AmiCopy', 'ImageId', image.imageId)) },
  }));
  return [
    ...images.map(image => image.left),
    ...account.ec2.snapshots().map(({ snapshotId: id }) =>
      ({ what: 'snapshot', id, why: images.find(image => image.snapshotIds.includes(id))?.left.why })),
    ...account.keys.map(id => ({ what: 'key', id, why: whyOfKey(has('AWS::KMS::Key', 'Arn', id), retained(id)) })),
    ...[...account.cloud.parameterStore.keys()].map(id =>
      ({ what: 'parameter', id, why: whyOfParameter(id, kept.some(({ physicalId }) => physicalId === id)) })),
    ...account.instances.map(({ instanceId: id, state }) =>
      ({ what: `${state} instance`, id, why: state === 'terminated' ? WHY.terminated : undefined })),
    ...leftByStack(stack, keptOnRequest),
  ];
}

const whyOfImage = (owner: string, ofStack: boolean) => owner === VENDOR ? BASE : ofStack ? WHY.ofKeptStack : undefined;
const whyOfParameter = (name: string, ofStack: boolean) => name === BOOTSTRAP_PARAMETER ? 'there before: from cdk bootstrap' : ofStack ? WHY.ofKeptStack : undefined;
const whyOfKey = (ofStack: boolean, retained: boolean) => ofStack ? WHY.ofKeptStack : retained ? WHY.keptKey : undefined;

/** What is known by its resource alone: keys and parameters are counted where they are. */
function leftByStack(stack: Stack, keptOnRequest: boolean): Left[] {
  const countedElsewhere = ['AWS::KMS::Key', 'AWS::SSM::Parameter'];
  const counted = ({ declaration }: StackResource) => !countedElsewhere.includes(declaration.Type);
  const resources = [...stack.resources.values()];
  return [
    ...(keptOnRequest
      ? [{ what: 'stack', id: `${stack.identity.name}, with ${resources.length} resources`, why: WHY.kept }]
      : resources.filter(counted).map(({ declaration, physicalId }) => ({ what: declaration.Type, id: physicalId }))),
    ...stack.relinquished.filter(({ resource }) => counted(resource)).map(({ resource, fate }) => ({
      what: resource.declaration.Type,
      id: resource.physicalId,
      why: fate === 'retained' ? `its deletion policy is ${resource.declaration.DeletionPolicy}` : undefined,
    })),
  ];
}
