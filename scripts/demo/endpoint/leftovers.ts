import { CloudFormationClient, StackEvent, StackResource } from '@aws-sdk/client-cloudformation';
import { DescribeImagesCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Belonging, Belongings } from './belongings';
import { BOOTSTRAP_STACK, StackView } from './stack-view';
import { OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { Left, WHY } from '../left';

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly ec2: EC2Client;
  readonly kms: KMSClient;
  readonly ssm: SSMClient;
}

/** All that the stack ever had of these is looked for. */
const KEY = 'AWS::KMS::Key';
const PARAMETER = 'AWS::SSM::Parameter';

export const idsOf = (type: string, resources: readonly StackResource[]): string[] =>
  [...new Set(resources.filter(({ ResourceType }) => ResourceType === type).map(({ PhysicalResourceId }) => PhysicalResourceId!))];

/** All that came to be because of the demo, with the reason why it may be there still. */
export async function leftovers(
  clients: Clients, belongings: Belongings, stack: StackView, seen: readonly StackResource[], kept: boolean,
): Promise<Left[]> {
  const exists = await stack.exists();
  const has = exists ? await stack.resources() : [];
  const skipped = stack.arn ? await stack.skipped() : [];
  const ofStack = kept ? WHY.ofKeptStack : undefined;
  const mine = (physicalId: string) => has.some(({ PhysicalResourceId }) => PhysicalResourceId?.endsWith(physicalId)) ? ofStack : undefined;
  return [
    ...(await belongings.left()).map(belonging => leftOf(belonging, kept)),
    ...await copies(clients, stack.arn, mine),
    ...await Promise.all(idsOf(KEY, seen).map(id => key(clients, id, mine(id) ?? (isAmong(skipped, id) ? WHY.keptKey : undefined)))),
    ...(await Promise.all(idsOf(PARAMETER, seen).map(name => parameter(clients, name, mine(name))))).flat(),
    ...(exists ? [{ what: 'stack', id: `${stack.name}, with ${has.length} resources`, why: kept ? WHY.kept : undefined }] : []),
    ...skipped.filter(({ ResourceType }) => ResourceType !== KEY && ResourceType !== PARAMETER).map(({ ResourceType, PhysicalResourceId }) =>
      ({ what: ResourceType!, id: PhysicalResourceId!, why: 'its deletion policy is to stay' })),
    ...await bootstrapStack(clients),
  ];
}

function leftOf({ kind, id, state }: Belonging, kept: boolean): Left {
  if (kind === 'instance') return { what: `${state} instance`, id, why: state === 'terminated' ? WHY.terminated : undefined };
  return { what: kind, id, why: kept && kind !== 'volume' ? WHY.kept : undefined };
}

/** What the handler has tagged as the stack's, and its snapshots. */
async function copies({ ec2 }: Clients, arn: string | undefined, whyOf: (imageId: string) => string | undefined): Promise<Left[]> {
  if (!arn) return [];
  const Filters = [{ Name: `tag:${OWNERSHIP_TAG.stackId}`, Values: [arn] }];
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'], IncludeDisabled: true, Filters }));
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters }));
  const images = Images.map(({ ImageId, BlockDeviceMappings = [] }) =>
    ({ id: ImageId!, why: whyOf(ImageId!), snapshotIds: BlockDeviceMappings.map(({ Ebs }) => Ebs?.SnapshotId) }));
  return [
    ...images.map(({ id, why }) => ({ what: 'image', id, why })),
    ...Snapshots.map(({ SnapshotId: id }) => ({ what: 'snapshot', id: id!, why: images.find(({ snapshotIds }) => snapshotIds.includes(id))?.why })),
  ];
}

async function key({ kms }: Clients, id: string, why: string | undefined): Promise<Left> {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: id }));
  return { what: 'key', id: KeyMetadata!.Arn!, why };
}

async function parameter({ ssm }: Clients, name: string, why: string | undefined): Promise<Left[]> {
  return ssm.send(new GetParameterCommand({ Name: name })).then(() => [{ what: 'parameter', id: name, why }], (error: Error) => {
    if (error.name === 'ParameterNotFound') return [];
    throw error;
  });
}

async function bootstrapStack({ cloudFormation }: Clients): Promise<Left[]> {
  const exists = await new StackView(cloudFormation, BOOTSTRAP_STACK).exists();
  return exists ? [{ what: 'stack', id: BOOTSTRAP_STACK, why: 'from cdk bootstrap, with what cdk deploy has uploaded' }] : [];
}

const isAmong = (events: readonly StackEvent[], physicalId: string) => events.some(({ PhysicalResourceId }) => PhysicalResourceId === physicalId);
