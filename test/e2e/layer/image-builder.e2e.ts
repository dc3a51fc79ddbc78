import { strict as assert } from 'assert';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Check, Emulators } from './check';
import { eventually } from './eventually';
import { HOME, ProbeStack } from './probe-stack';

const DOCUMENT = 'schemaVersion: 1.0\nphases:\n  - name: build\n    steps: []\n';
const FOLDER = `arn:aws:imagebuilder:${HOME.region}:${HOME.account}`;

interface Choice {
  readonly name: string;
  readonly document?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly [part: string]: unknown;
}

/** A pipeline, and all that it needs. */
const parts = ({ name, document = DOCUMENT, tags, description = 'first', ...others }: Choice) => ({
  Component: {
    Type: 'AWS::ImageBuilder::Component',
    Properties: { Name: `${name} part`, Version: document === DOCUMENT ? '1.0.0' : '1.0.1', Platform: 'Linux', Data: document, Tags: tags },
  },
  Recipe: {
    Type: 'AWS::ImageBuilder::ImageRecipe',
    Properties: { Name: name, Version: '1.0.x', ParentImage: 'ami-0123456789abcdef0', Components: [{ ComponentArn: { 'Fn::GetAtt': ['Component', 'Arn'] } }] },
  },
  Infrastructure: { Type: 'AWS::ImageBuilder::InfrastructureConfiguration', Properties: { Name: name, InstanceProfileName: 'builder' } },
  Distribution: {
    Type: 'AWS::ImageBuilder::DistributionConfiguration',
    Properties: { Name: name, Distributions: [{ Region: HOME.region, AmiDistributionConfiguration: { Name: `${name} {{ imagebuilder:buildDate }}`, AmiTags: { Team: 'web' } } }] },
  },
  Pipeline: {
    Type: 'AWS::ImageBuilder::ImagePipeline',
    Properties: {
      Name: name,
      ImageRecipeArn: { Ref: 'Recipe' },
      InfrastructureConfigurationArn: { Ref: 'Infrastructure' },
      DistributionConfigurationArn: { Ref: 'Distribution' },
      Description: description,
    },
  },
  ...others,
});

const IMAGE = {
  Type: 'AWS::ImageBuilder::Image',
  Properties: { ImagePipelineExecutionSettings: { DeploymentId: { 'Fn::GetAtt': ['Pipeline', 'DeploymentId'] }, OnUpdate: true } },
};
const Outputs = {
  Recipe: { Value: { 'Fn::GetAtt': ['Recipe', 'Version'] } }, Component: { Value: { Ref: 'Component' } }, Deployment: { Value: { 'Fn::GetAtt': ['Pipeline', 'DeploymentId'] } },
};

const outputsOf = async (stack: ProbeStack) =>
  Object.fromEntries((await stack.describe()).Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));

/** What was told of a type, in short: `create …/1.0.0`. */
const lifeOf = (emulators: Emulators, kind: string, name: string) => emulators.records()
  .filter(({ resource, physicalId }) => resource === `AWS::ImageBuilder::${kind}` && physicalId!.includes(`/${name}`))
  .map(({ event, physicalId }) => `${event} ${physicalId!.slice(physicalId!.indexOf('/') + 1)}`);

async function ask(emulators: Emulators, method: string, path: string): Promise<Record<string, unknown>> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${HOME.account}/20260101/${HOME.region}/imagebuilder/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(`${emulators.url}${path}`, { method, headers: { authorization }, body: method === 'GET' ? undefined : '{}' });
  return await answer.json() as Record<string, unknown>;
}

/** Writes the event into a parameter. */
const LISTENER = `
const { SSMClient, PutParameterCommand } = require('@aws-sdk/client-ssm');
exports.handler = event => new SSMClient({}).send(new PutParameterCommand({ Name: '/checks/build', Value: JSON.stringify(event), Type: 'String', Overwrite: true }));
`;
const listening = {
  Listener: {
    Type: 'AWS::Lambda::Function',
    Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 30, Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: LISTENER } },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        'source': ['aws.imagebuilder'],
        'detail-type': ['EC2 Image Builder Image State Change'],
        'resources': [{ prefix: `${FOLDER}:image/told/` }],
        'detail': { state: { status: ['AVAILABLE'] } },
      },
      Targets: [{ Id: 'Listener', Arn: { 'Fn::GetAtt': ['Listener', 'Arn'] } }],
    },
  },
};

export const checks: Check[] = [
  {
    title: 'parts of Image Builder are made by it; a changed document makes the next recipe, and what has no version is updated',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Factory');
      assert.equal(await stack.create({ Resources: parts({ name: 'factory' }), Outputs }), 'CREATE_COMPLETE');
      const first = await outputsOf(stack);
      assert.deepEqual([first.Recipe, first.Component], ['1.0.0', `${FOLDER}:component/factory-part/1.0.0/1`]);
      const changed = parts({ name: 'factory', document: `${DOCUMENT}# more\n`, description: 'second' });
      assert.equal(await stack.update({ Resources: changed, Outputs }), 'UPDATE_COMPLETE');
      const second = await outputsOf(stack);
      assert.equal(second.Recipe, '1.0.1');
      assert.notEqual(second.Deployment, first.Deployment);
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
      assert.deepEqual(lifeOf(emulators, 'ImageRecipe', 'factory'), ['create factory/1.0.0', 'create factory/1.0.1', 'delete factory/1.0.0', 'delete factory/1.0.1']);
      assert.deepEqual(lifeOf(emulators, 'ImagePipeline', 'factory'), ['create factory', 'update factory', 'delete factory']);
      assert.deepEqual(emulators.imageBuilder.definitionArns().filter(arn => arn.includes('/factory')), []);
    },
  },
  {
    title: 'tags of an Image Builder component change, and nothing else with them',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Tagged');
      await stack.create({ Resources: parts({ name: 'tagged', tags: { Team: 'web', Stage: 'test' } }), Outputs });
      const { Component: arn } = await outputsOf(stack);
      await stack.update({ Resources: parts({ name: 'tagged', tags: { Team: 'shop' } }), Outputs });
      assert.equal((await outputsOf(stack)).Component, arn);
      assert.deepEqual(await ask(emulators, 'GET', `/tags/${encodeURIComponent(arn)}`).then(({ tags }) => tags), { Team: 'shop' });
      await stack.delete();
    },
  },
  {
    title: 'what Image Builder refuses fails the stack, in its words',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Refused');
      const twice = { ...parts({ name: 'refused' }) };
      const Again = { ...twice.Component, DependsOn: 'Component' };
      assert.equal(await stack.create({ Resources: { ...twice, Again } }), 'ROLLBACK_COMPLETE');
      assert.match((await stack.failures())[0], /component\/refused-part\/1\.0\.0\/1' already exists\..*ResourceAlreadyExistsException/);
      assert.deepEqual(emulators.imageBuilder.definitionArns().filter(arn => arn.includes('/refused')), []);
    },
  },
  {
    title: 'an image of a stack is built before the stack is there; one that fails says why, and takes the stack back',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Built');
      const Resources = parts({ name: 'built', Image: IMAGE });
      assert.equal(await stack.create({ Resources, Outputs: { Id: { Value: { 'Fn::GetAtt': ['Image', 'ImageId'] } } } }), 'CREATE_COMPLETE');
      const made = emulators.ec2.images().find(({ name }) => name.startsWith('built '));
      assert.equal((await outputsOf(stack)).Id, made!.imageId);
      assert.equal(made!.tags.Team, 'web');
      emulators.imageBuilder.instruct({ pipeline: 'built', failsIn: 'TESTING', because: 'Its tests failed.' });
      assert.equal(await stack.update({ Resources: parts({ name: 'built', Image: IMAGE, description: 'second' }) }), 'UPDATE_ROLLBACK_COMPLETE');
      assert.match((await stack.failures())[0], /^Its tests failed\./);
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
    },
  },
  {
    title: 'a build tells the rules of the default bus how it goes',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Told');
      assert.equal(await stack.create({ Resources: parts({ name: 'told', ...listening, Image: { ...IMAGE, DependsOn: 'Rule' } }) }), 'CREATE_COMPLETE');
      const ssm = new SSMClient(emulators.clientOf(HOME.account, HOME.region));
      const heard = await eventually(() => ssm.send(new GetParameterCommand({ Name: '/checks/build' })).then(({ Parameter }) => Parameter!.Value, () => undefined));
      const { source, resources, detail } = JSON.parse(heard);
      assert.deepEqual({ source, resources, detail }, {
        source: 'aws.imagebuilder', resources: [`${FOLDER}:image/told/1.0.0/1`], detail: { 'previous-state': { status: 'INTEGRATING' }, 'state': { status: 'AVAILABLE' } },
      });
      await stack.delete();
    },
  },
];
