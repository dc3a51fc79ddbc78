import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Factory, FAR_REGION } from './factory';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { ClientSettings } from '../../../test/support/emulators/emulated-cloud';
import { BOOTSTRAP_STACK } from '../endpoint/stack-view';
import { Left } from '../left';

const WHY = {
  image: 'instances start from it: images outlive their pipeline (RetentionOptions)',
  record: 'Image Builder keeps a record of each build',
  parameter: 'Image Builder writes it, and no stack: it names the newest image that passed',
  retained: 'its deletion policy is to stay: images need it as long as they exist',
  farKey: 'there before: the demo made it for copies',
  bootstrap: 'from cdk bootstrap, with what cdk deploy has uploaded',
} as const;

/** All that there is after the stack has gone, with the reason why it may be there. */
export async function leftovers({ cloud, stack, farKey, parameterName }: Factory): Promise<Left[]> {
  const images = cloud.ec2.images().filter(({ account }) => account === HOME.accountId);
  const built = cloud.imageBuilder.images();
  const isBuilt = (id: string) => built.some(({ amis }) => amis.some(({ image }) => image === id));
  const ofBuilt = images.filter(({ imageId }) => isBuilt(imageId)).flatMap(({ snapshotIds }) => snapshotIds);
  const parameters = (await Promise.all([HOME.region, FAR_REGION].map(region => parametersIn(cloud.clientOf(HOME.accountId, region))))).flat();
  return [
    ...images.map(({ imageId: id }) => ({ what: 'image', id, why: isBuilt(id) ? WHY.image : undefined })),
    ...cloud.ec2.snapshots().map(({ snapshotId: id }) => ({ what: 'snapshot', id, why: ofBuilt.includes(id) ? WHY.image : undefined })),
    ...built.map(({ name, version, state }) => ({ what: 'build', id: `${name} ${version} ${state.status}`, why: WHY.record })),
    ...cloud.imageBuilder.definitionArns().map(id => ({ what: 'definition', id })),
    ...parameters.map(({ name, region }) => ({ what: 'parameter', id: `${name} in ${region}`, why: name === parameterName ? WHY.parameter : undefined })),
    ...(await stack.skipped()).map(({ ResourceType, PhysicalResourceId }) => ({ what: ResourceType!, id: PhysicalResourceId!, why: WHY.retained })),
    { what: 'AWS::KMS::Key', id: farKey, why: WHY.farKey },
    ...(await stack.exists() ? [{ what: 'stack', id: stack.name }] : []),
    { what: 'stack', id: BOOTSTRAP_STACK, why: WHY.bootstrap },
  ];
}

/** But for those that AWS publishes, and that of cdk bootstrap. */
export async function parametersIn(client: ClientSettings): Promise<{ readonly name: string; readonly region: string }[]> {
  const { Parameters = [] } = await new SSMClient(client).send(new DescribeParametersCommand({}));
  return Parameters.map(({ Name }) => Name!).filter(name => !/^\/(aws|cdk-bootstrap)\//.test(name)).map(name => ({ name, region: client.region }));
}
