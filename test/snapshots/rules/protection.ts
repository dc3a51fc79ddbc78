import { App, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RuleRow } from './row';
import { images, INSTANCES, snapshots } from './samples';
import { SnapshotScripts } from '../../../src/snapshots/snapshot-scripts';

const volumeIn = (stack: Stack) => new ec2.Volume(stack, 'Volume', { availabilityZone: `${stack.region}a`, size: Size.gibibytes(1) });
const besides = (stack: Stack, env: { account?: string; region?: string }) =>
  new Stack(stack.node.root as App, 'Elsewhere', { env: { account: '111111111111', region: 'eu-central-1', ...env } });
const instanceIn = (stack: Stack, instanceType = 'm7i.large') => new ec2.CfnInstance(stack, 'Instance', { instanceType });

export const PROTECTION_RULES: readonly RuleRow[] = [
  {
    id: 'SCR-10',
    refused: [
      {
        breaks: stack => snapshots(stack, { scripts: SnapshotScripts.windowsVss() }, { target: INSTANCES }).protect(instanceIn(stack, 't3.micro')),
        says: 'Backups/Instance must not be a t3.micro: Windows VSS does not support nano and micro of t2, t3 and t3a',
      },
      {
        breaks: stack => snapshots(stack, { scripts: SnapshotScripts.windowsVss() }, { target: INSTANCES })
          .protect(new ec2.LaunchTemplate(stack, 'Template', { instanceType: new ec2.InstanceType('t2.nano') })),
        says: 'Backups/Template must not be a t2.nano',
      },
    ],
  },
  {
    id: 'TGT-13',
    refused: [
      {
        breaks: stack => snapshots(stack).protect(instanceIn(stack)),
        says: 'resource must have propagateTagsToVolumeOnCreation: true, or its volumes never get Backup=daily, got Backups/Instance without',
      },
      {
        breaks: stack => snapshots(stack, {}, { target: INSTANCES }).protect(volumeIn(stack)),
        says: 'resource must be an instance, or what makes instances, as the policy targets instances, got Backups/Volume, AWS::EC2::Volume',
      },
      { breaks: stack => images(stack).protect(volumeIn(stack)), says: 'take a policy on volumes for it' },
    ],
  },
  {
    id: 'TGT-14',
    refused: [
      {
        breaks: stack => snapshots(stack).protect(volumeIn(besides(stack, { region: 'eu-west-1' }))),
        says: "resource must be in the policy's Region eu-central-1, got Elsewhere/Volume in eu-west-1",
      },
      {
        breaks: stack => images(stack).protect(instanceIn(besides(stack, { account: '222222222222' }))),
        says: "resource must be in the policy's account 111111111111, got Elsewhere/Instance in 222222222222",
      },
    ],
  },
];
