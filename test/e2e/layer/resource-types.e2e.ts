import { strict as assert } from 'assert';
import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { Check } from './check';
import { HOME, ProbeStack } from './probe-stack';

const policy = (Description: string) => ({
  Type: 'AWS::DLM::LifecyclePolicy', Properties: { Description, State: 'ENABLED', ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
});
const Outputs = { Policy: { Value: { 'Fn::GetAtt': ['Policy', 'Arn'] } } };

export const checks: Check[] = [
  {
    title: 'policies of DLM are stored, taken over in place, and forgotten',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Stored');
      const life = () => emulators.records().filter(({ resource }) => resource === 'AWS::DLM::LifecyclePolicy');
      assert.equal(await stack.create({ Resources: { Policy: policy('daily') }, Outputs }), 'CREATE_COMPLETE');
      assert.match((await stack.describe()).Outputs![0].OutputValue!, /^arn:aws:dlm:us-east-1:111111111111:policy\/policy-[0-9a-f]{17}$/);
      await stack.update({ Resources: { Policy: policy('weekly') }, Outputs });
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
      assert.deepEqual(life().map(({ event, properties }) => `${event} ${properties!.Description}`), ['create daily', 'update weekly', 'delete weekly']);
      assert.equal(new Set(life().map(({ physicalId }) => physicalId)).size, 1);
    },
  },
  {
    title: 'a changed instance is another one',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Launched');
      const instance = (ImageId: string) => ({ Resources: { Web: { Type: 'AWS::EC2::Instance', Properties: { ImageId } } } });
      await stack.create(instance('ami-11111111111111111'));
      assert.equal(await stack.update(instance('ami-22222222222222222')), 'UPDATE_COMPLETE');
      const life = emulators.records().filter(({ resource }) => resource === 'AWS::EC2::Instance');
      assert.deepEqual(life.map(({ event, properties }) => `${event} ${properties!.ImageId}`), [
        'create ami-11111111111111111', 'create ami-22222222222222222', 'delete ami-11111111111111111',
      ]);
    },
  },
  {
    title: 'a volume is made by the EC2 simulator, from what the template says',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Attached');
      const Properties = { AvailabilityZone: 'us-east-1a', Size: 8, Encrypted: true, Tags: [{ Key: 'Name', Value: 'data' }] };
      const Data = { Type: 'AWS::EC2::Volume', DeletionPolicy: 'Retain', Properties };
      assert.equal(await stack.create({ Resources: { Data }, Outputs: { Id: { Value: { Ref: 'Data' } } } }), 'CREATE_COMPLETE');
      const ec2 = new EC2Client(emulators.clientOf(HOME.account, HOME.region));
      const { Volumes } = await ec2.send(new DescribeVolumesCommand({ VolumeIds: [(await stack.describe()).Outputs![0].OutputValue!] }));
      const [{ Size, Encrypted, Tags }] = Volumes!;
      assert.deepEqual({ Size, Encrypted, Tags }, { Size: 8, Encrypted: true, Tags: Properties.Tags });
    },
  },
];
