import { CHANNEL, FAR_REGION } from './web-app';
import { WebShop } from './web-shop';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { BOOTSTRAP_STACK } from '../endpoint/stack-view';
import { Left } from '../left';
import { parametersIn } from '../pipeline/leftovers';

const WHY = {
  image: 'instances start from it: images outlive their pipeline (RetentionOptions)',
  record: 'Image Builder keeps a record of each build',
  candidate: 'Image Builder writes it, and no stack: it names the newest image that passed',
  channel: 'fleets may start from it: docs/guides/promote-and-roll-back.md',
  retained: 'its deletion policy is to stay: images need it, or what is known of them',
  terminated: 'EC2 shows it for about an hour',
  farKey: 'there before: the demo made it for copies',
  bootstrap: 'from cdk bootstrap, with what cdk deploy has uploaded',
} as const;

/** All that there is after the stacks have gone, with the reason why it may be there. */
export async function leftovers({ cloud, images, fleet, farKey, sight }: WebShop): Promise<Left[]> {
  const built = cloud.imageBuilder.images();
  const isBuilt = (id: string) => built.some(({ amis }) => amis.some(({ image }) => image === id));
  const ours = cloud.ec2.images().filter(({ account }) => account === HOME.accountId);
  const snapshots = ours.filter(({ imageId }) => isBuilt(imageId)).flatMap(({ snapshotIds }) => snapshotIds);
  const reasons: Readonly<Record<string, string>> = { [sight.parameterName('candidate')]: WHY.candidate, [sight.parameterName(CHANNEL)]: WHY.channel };
  const parameters = (await Promise.all([HOME.region, FAR_REGION].map(region => parametersIn(cloud.clientOf(HOME.accountId, region))))).flat();
  const stacks = await Promise.all([fleet, images].map(async stack => ({ id: stack.name, isThere: await stack.exists() })));
  return [
    ...ours.map(({ imageId: id }) => ({ what: 'image', id, why: isBuilt(id) ? WHY.image : undefined })),
    ...cloud.ec2.snapshots().map(({ snapshotId: id }) => ({ what: 'snapshot', id, why: snapshots.includes(id) ? WHY.image : undefined })),
    ...cloud.ec2.instances().map(({ instanceId: id, state }) => ({ what: 'instance', id, why: ['shutting-down', 'terminated'].includes(state) ? WHY.terminated : undefined })),
    ...built.map(({ name, version, state }) => ({ what: 'build', id: `${name} ${version} ${state.status}`, why: WHY.record })),
    ...cloud.imageBuilder.definitionArns().map(id => ({ what: 'definition', id })),
    ...parameters.map(({ name, region }) => ({ what: 'parameter', id: `${name} in ${region}`, why: reasons[name] })),
    ...(await images.skipped()).map(({ ResourceType, PhysicalResourceId }) => ({ what: ResourceType!, id: PhysicalResourceId!, why: WHY.retained })),
    { what: 'AWS::KMS::Key', id: farKey, why: WHY.farKey },
    ...stacks.filter(({ isThere }) => isThere).map(({ id }) => ({ what: 'stack', id })),
    { what: 'stack', id: BOOTSTRAP_STACK, why: WHY.bootstrap },
  ];
}
