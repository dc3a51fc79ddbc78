import { strict as assert } from 'assert';
import * as path from 'path';
import { CreateTagsCommand, CreateVpcCommand, DescribeImagesCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { assume, invoke } from './call';
import { Check } from './check';
import { runMachine } from './machine';
import { HOME, ProbeStack } from './probe-stack';

const ELSEWHERE = { account: '222222222222', region: 'eu-west-1' };

/** Describes an image with the SDK of this repository. */
const LISTER = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Timeout: 30,
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: { Variables: { NODE_PATH: path.resolve(__dirname, '../../../node_modules') } },
    Code: {
      ZipFile: `const { EC2Client, DescribeImagesCommand } = require('@aws-sdk/client-ec2');
        exports.handler = async ({ imageId }) => (await new EC2Client({}).send(new DescribeImagesCommand({ ImageIds: [imageId] }))).Images[0].Name;`,
    },
  },
};

export const checks: Check[] = [
  {
    title: 'calls about images reach the EC2 simulator, in the account and the Region of the caller',
    async run(emulators) {
      const imageId = emulators.ec2.seed(ELSEWHERE.account, ELSEWHERE.region).image({ volumes: [{ sizeGiB: 8 }] });
      const client = new EC2Client(emulators.clientOf(ELSEWHERE.account, ELSEWHERE.region));
      assert.equal((await client.send(new DescribeImagesCommand({ ImageIds: [imageId] }))).Images![0].OwnerId, ELSEWHERE.account);
      const { action, account, region } = emulators.records().filter(record => record.action).at(-1)!;
      assert.deepEqual({ action, account, region }, { action: 'DescribeImages', ...ELSEWHERE });
      await client.send(new CreateTagsCommand({ Resources: [imageId], Tags: [{ Key: 'seen', Value: 'yes' }] }));
      assert.equal(emulators.ec2.images().find(image => image.imageId === imageId)!.tags.seen, 'yes');
    },
  },
  {
    title: 'a role session is a caller of the account of its role',
    async run(emulators) {
      const imageId = emulators.ec2.seed(ELSEWHERE.account, HOME.region).image({ volumes: [{ sizeGiB: 8 }] });
      const client = new EC2Client(await assume(emulators.clientOf(HOME.account, HOME.region), ELSEWHERE.account));
      assert.equal((await client.send(new DescribeImagesCommand({ ImageIds: [imageId] }))).Images![0].OwnerId, ELSEWHERE.account);
    },
  },
  {
    title: 'networks stay with MiniStack',
    async run(emulators) {
      const client = new EC2Client(emulators.clientOf(HOME.account, HOME.region));
      const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
      await client.send(new CreateTagsCommand({ Resources: [Vpc!.VpcId!], Tags: [{ Key: 'seen', Value: 'yes' }] }));
      const { Vpcs } = await client.send(new DescribeVpcsCommand({ VpcIds: [Vpc!.VpcId!] }));
      assert.deepEqual(Vpcs![0].Tags, [{ Key: 'seen', Value: 'yes' }]);
    },
  },
  {
    title: 'a call says which function made it',
    async run(emulators) {
      const imageId = emulators.ec2.seed(HOME.account, HOME.region).image({ volumes: [{ sizeGiB: 8 }] });
      const stack = new ProbeStack(emulators, 'Listing');
      await stack.create({ Resources: { Lister: LISTER }, Outputs: { Name: { Value: { Ref: 'Lister' } } } });
      const name = (await stack.describe()).Outputs![0].OutputValue!;
      await invoke(emulators.clientOf(HOME.account, HOME.region), name, { imageId });
      assert.equal(emulators.records().filter(({ action }) => action === 'DescribeImages').at(-1)!.function, name);
    },
  },
  {
    title: 'a state machine calls EC2 for its own account',
    async run(emulators) {
      const imageId = emulators.ec2.seed(ELSEWHERE.account, HOME.region).image({ volumes: [{ sizeGiB: 8 }] });
      const { status, output } = await runMachine(emulators.clientOf(ELSEWHERE.account, HOME.region), 'Describing', {
        StartAt: 'Describe',
        States: {
          Describe: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:ec2:describeImages', Parameters: { ImageIds: [imageId] }, End: true },
        },
      });
      assert.equal(status, 'SUCCEEDED');
      assert.equal(JSON.parse(output!).Images[0].ImageId, imageId);
      assert.equal(emulators.records().filter(({ action }) => action === 'DescribeImages').at(-1)!.account, ELSEWHERE.account);
    },
  },
  {
    title: 'an answer that the simulator loses is a failure of EC2, which an SDK repeats',
    async run(emulators) {
      const imageId = emulators.ec2.seed(HOME.account, HOME.region).image({ volumes: [{ sizeGiB: 8 }] });
      const describe = (maxAttempts: number) =>
        new EC2Client({ ...emulators.clientOf(HOME.account, HOME.region), maxAttempts }).send(new DescribeImagesCommand({ ImageIds: [imageId] }));
      emulators.ec2.inject({ action: 'DescribeImages', fault: 'lost-answer', times: 2 });
      await assert.rejects(describe(1), { name: 'Unavailable' });
      assert.equal((await describe(3)).$metadata.attempts, 2);
    },
  },
];
