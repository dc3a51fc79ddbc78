import { CancelImageLaunchPermissionCommand, CopyImageCommand, DescribeImagesCommand, ModifyImageAttributeCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { Stack } from 'aws-cdk-lib';
import { Ami } from '../../../src/ami/ami';
import { AmiSharing, AmiSharingProps } from '../../../src/sharing/ami-sharing';
import { ShareTarget } from '../../../src/sharing/share-target';
import { HOME } from '../../support/cloudformation/cloud';
import { Ec2Simulator } from '../../support/ec2/ec2-simulator';
import { Lab } from '../../support/lab';

/** Two accounts, and a third in the same organization as the first. */
export const [B, C] = ['222222222222', '333333333333'];
export const ORGANIZATION = 'arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5';
export const UNIT = 'arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111';
export const AUTO_SCALING = `arn:aws:iam::${B}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;

/** Who is meant by an id, an ARN or `all`. */
export function target(principal: string): ShareTarget {
  if (principal === 'all') return ShareTarget.everyone({ acknowledgePublic: true });
  if (principal.includes(':ou/')) return ShareTarget.organizationalUnit(principal);
  return principal.startsWith('arn:') ? ShareTarget.organization(principal) : ShareTarget.account(principal);
}

export const sharing = (imageId: string, sharedWith: readonly string[], props: Partial<AmiSharingProps> = {}) => (stack: Stack): void =>
  void new AmiSharing(stack, 'Sharing', { image: Ami.fromImageId(imageId), ...props, sharedWith: sharedWith.map(target) });

export function withOrganization(lab: Lab): Lab {
  const organizationalUnitArns = [UNIT];
  for (const account of [HOME.accountId, C]) lab.ec2.joins(account, { organizationArn: ORGANIZATION, organizationalUnitArns });
  return lab;
}

/** What an account comes to do with an image of ours. */
export function consumer({ ec2, timeline }: { ec2: Ec2Simulator; timeline: Lab['timeline'] }, account: string) {
  const client = ec2.ec2(account, HOME.region);
  const succeeds = (call: Promise<unknown>) => call.then(() => true, () => false);
  return {
    sees: async (id: string) => (await client.send(new DescribeImagesCommand({ ExecutableUsers: ['self'] }))).Images!.some(({ ImageId }) => ImageId === id),
    runs: (id: string) => succeeds(client.send(new RunInstancesCommand({ ImageId: id, MinCount: 1, MaxCount: 1 }))),
    copies: (id: string) => succeeds(client.send(new CopyImageCommand({ SourceImageId: id, SourceRegion: HOME.region, Name: `copy ${timeline.now()}` }))),
    givesBack: (id: string) => client.send(new CancelImageLaunchPermissionCommand({ ImageId: id })),
    /** As Auto Scaling does it: by the role, and with an instance that has to stay. */
    async scales(id: string, principal: string): Promise<boolean> {
      const { Instances: [instance] = [] } = await ec2.ec2(account, HOME.region, { principal })
        .send(new RunInstancesCommand({ ImageId: id, MinCount: 1, MaxCount: 1 }));
      const slept = timeline.sleep(600_000);
      await timeline.run(slept);
      return ec2.instances().some(({ instanceId, state }) => instanceId === instance.InstanceId && state === 'running');
    },
  };
}

/** As a person does in the console. */
export const byHand = (lab: Lab, imageId: string, how: 'Add' | 'Remove', UserId: string) => lab.ec2.ec2(HOME.accountId, HOME.region)
  .send(new ModifyImageAttributeCommand({ ImageId: imageId, LaunchPermission: { [how]: [{ UserId }] } }));

/** Whom an image is really shared with. */
export const sharedWith = (lab: Lab, imageId: string): string[] => [...lab.ec2.images().find(each => each.imageId === imageId)!.sharedWith].sort();
