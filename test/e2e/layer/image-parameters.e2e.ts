import { strict as assert } from 'assert';
import { GetParameterCommand, ListTagsForResourceCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Check } from './check';
import { HOME, ProbeStack } from './probe-stack';

const parameter = (Name: string, Value: string) => ({ Name, Value, Type: 'String' as const, DataType: 'aws:ec2:image' });

export const checks: Check[] = [
  {
    title: 'a parameter is in its Region alone, with its tags',
    async run(emulators) {
      const [here, far] = [HOME.region, 'ap-southeast-2'].map(region => new SSMClient(emulators.clientOf(HOME.account, region)));
      const tagsOf = async (ssm: SSMClient) =>
        (await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: '/checks/tagged' }))).TagList;
      const imageId = emulators.ec2.seed(HOME.account, HOME.region).image({ volumes: [{ sizeGiB: 8 }] });
      await here.send(new PutParameterCommand({ ...parameter('/checks/tagged', imageId), Tags: [{ Key: 'team', Value: 'web' }] }));
      assert.deepEqual(await tagsOf(here), [{ Key: 'team', Value: 'web' }]);
      assert.deepEqual(await tagsOf(far), []);
      await assert.rejects(() => far.send(new GetParameterCommand({ Name: '/checks/tagged' })), { name: 'ParameterNotFound' });
      await assert.rejects(() => here.send(new PutParameterCommand(parameter('/checks/tagged', imageId))), { name: 'ParameterAlreadyExists' });
    },
  },
  {
    title: 'Parameter Store drops a value that is no image',
    async run(emulators) {
      const ssm = new SSMClient(emulators.clientOf(HOME.account, HOME.region));
      const imageId = emulators.ec2.seed(HOME.account, HOME.region).image({ volumes: [{ sizeGiB: 8 }] });
      await ssm.send(new PutParameterCommand(parameter('/checks/image', imageId)));
      await ssm.send(new PutParameterCommand({ ...parameter('/checks/image', 'ami-0123456789abcdef0'), Overwrite: true }));
      assert.equal((await ssm.send(new GetParameterCommand({ Name: '/checks/image' }))).Parameter!.Value, imageId);
    },
  },
  {
    title: 'a stack fails when Parameter Store drops the image that it publishes',
    async run(emulators) {
      const imageId = emulators.ec2.seed(HOME.account, HOME.region).image({ volumes: [{ sizeGiB: 8 }] });
      const published = (Value: string) => ({ Resources: { Published: { Type: 'AWS::SSM::Parameter', Properties: parameter('/checks/published', Value) } } });
      const stack = new ProbeStack(emulators, 'Published');
      assert.equal(await stack.create(published(imageId)), 'CREATE_COMPLETE');
      assert.equal(await stack.update(published('ami-0123456789abcdef0')), 'UPDATE_ROLLBACK_COMPLETE');
      assert.deepEqual(await stack.failures(), ['Stabilizing the parameter creation for parameter /checks/published']);
    },
  },
];
