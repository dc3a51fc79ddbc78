import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Benchmark } from './benchmark';
import { nodeBinary } from './node-binary';
import { measurePair, timed } from './pairs';

const root = path.resolve(__dirname, '../..');
const PIPELINES = 20;

/** The newest of the CDK's own constructs for Image Builder, and a CDK that it takes: newer than the oldest that this package does. */
const THEIRS = ['aws-cdk-lib@2.276.0', 'constructs@10.5.1', '@aws-cdk/aws-imagebuilder-alpha@2.270.0-alpha.0'];

/** What users install of this package, as a folder of its own beside that CDK: both sides then load the same. */
const OURS = ['lib', 'assets', 'image-scripts', 'package.json', 'node_modules/croner', 'node_modules/yaml'];

const LOAD = `
  const { App, Stack } = require('aws-cdk-lib');
  const app = new App({ outdir: require('fs').mkdtempSync(require('os').tmpdir() + '/cdk-golden-ami-bench-'), analyticsReporting: false });
  process.on('exit', () => require('fs').rmSync(app.outdir, { recursive: true }));
  const stack = new Stack(app, 'Images');
`;

const OUR_PIPELINES = `
  const { BaseImage, GoldenAmiPipeline } = require('cdk-golden-ami');
  for (let number = 0; number < count; number++) new GoldenAmiPipeline(stack, 'Pipeline' + number, { baseImage: BaseImage.amazonLinux2023() });
`;

/** The same documents in the same order, with a key, an infrastructure and a distribution; nobody watches it, and nothing is retired. */
const theirPipelines = (around: string) => `
  const kms = require('aws-cdk-lib/aws-kms');
  const ib = require('@aws-cdk/aws-imagebuilder-alpha');
  const documents = require('./documents.json');
  for (let number = 0; number < count; number++) {
    const id = part => part + number;
    const key = new kms.Key(stack, id('Key'), { enableKeyRotation: true });
    const recipe = new ib.ImageRecipe(stack, id('Recipe'), {
      imageRecipeName: id('pipeline-'),
      baseImage: ib.BaseImage.fromSsmParameterName('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'),
      components: documents.map((text, index) => ({ component: new ib.Component(stack, id('Component' + index + '-'), {
        componentName: id('component-' + index + '-'), platform: ib.Platform.LINUX, data: ib.ComponentData.fromInline(text),
      }) })),
    });
    const infrastructureConfiguration = new ib.InfrastructureConfiguration(stack, id('Infrastructure'), { infrastructureConfigurationName: id('pipeline-') });
    const distributionConfiguration = new ib.DistributionConfiguration(stack, id('Distribution'), {
      distributionConfigurationName: id('pipeline-'), amiDistributions: [{ amiName: id('pipeline-') + '-{{ imagebuilder:buildDate }}', amiKmsKey: key }],
    });
    const settings = { recipe, infrastructureConfiguration, distributionConfiguration, imagePipelineName: id('pipeline-') };
    ${around || "new ib.ImagePipeline(stack, id('Pipeline'), settings);"}
  }
`;

/**
 * What our pipelines have besides, as somebody would write it with the CDK: a security group, logs, a role, messages, alarms, a function that
 * reports ages, retirement, and a first build. As many resources.
 */
const AROUND = `
  const [ec2, iam, lambda, logs, sns, events, targets, cloudwatch] = ['ec2', 'iam', 'lambda', 'logs', 'sns', 'events', 'events-targets', 'cloudwatch']
    .map(each => require('aws-cdk-lib/aws-' + each));
  const cr = require('aws-cdk-lib/custom-resources');
  const executionRole = new iam.Role(stack, id('Role'), { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
  for (const action of ['ssm:PutParameter', 'ssm:GetParameter', 'ec2:DescribeImages', 'kms:DescribeKey', 'kms:Decrypt', 'kms:CreateGrant']) {
    executionRole.addToPolicy(new iam.PolicyStatement({ sid: id(action.replace(':', '')), actions: [action], resources: ['*'] }));
  }
  const [imageLogGroup, imagePipelineLogGroup] = ['Images', 'Pipeline'].map(each => new logs.LogGroup(stack, id(each + 'Logs')));
  const pipeline = new ib.ImagePipeline(stack, id('Pipeline'), { ...settings, executionRole, imageLogGroup, imagePipelineLogGroup });
  new cr.AwsCustomResource(stack, id('Start'), {
    onUpdate: {
      service: 'imagebuilder', action: 'startImagePipelineExecution', parameters: { imagePipelineArn: pipeline.imagePipelineArn },
      physicalResourceId: cr.PhysicalResourceId.of(id('start')),
    },
    installLatestAwsSdk: false,
    policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: [pipeline.imagePipelineArn] }),
  });
  const topic = new sns.Topic(stack, id('Topic'), { masterKey: new kms.Key(stack, id('TopicKey'), { enableKeyRotation: true }) });
  for (const status of ['AVAILABLE', 'FAILED', 'FINDING', 'DISABLED', 'STALE']) {
    new events.Rule(stack, id(status), { eventPattern: { source: ['aws.imagebuilder'], detail: { status: [status] } }, targets: [new targets.SnsTopic(topic)] });
  }
  new ec2.CfnSecurityGroup(stack, id('Group'), { groupDescription: 'Builds' });
  const ages = stack.node.tryFindChild('Ages') ?? new lambda.Function(stack, 'Ages', {
    runtime: lambda.determineLatestNodeRuntime(stack), handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
    logGroup: new logs.LogGroup(stack, 'AgeLogs'),
    initialPolicy: [new iam.PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'] })],
  });
  new events.Rule(stack, id('Age'), { schedule: events.Schedule.rate(require('aws-cdk-lib').Duration.hours(6)), targets: [new targets.LambdaFunction(ages)] });
  for (const metricName of ['Failed', 'Disabled', 'Stale']) {
    new cloudwatch.Metric({ namespace: 'Images', metricName }).createAlarm(stack, id(metricName + 'Alarm'), { threshold: 1, evaluationPeriods: 1 });
  }
  new ib.LifecyclePolicy(stack, id('Retirement'), {
    resourceType: ib.LifecyclePolicyResourceType.AMI_IMAGE,
    details: [{
      action: { type: ib.LifecyclePolicyActionType.DELETE },
      filter: { ageFilter: { age: require('aws-cdk-lib').Duration.days(90) } },
    }],
    resourceSelection: { recipes: [recipe] },
  });
`;

const DOCUMENTS = `${LOAD} const count = 1; ${OUR_PIPELINES}
  const resources = Object.values(app.synth().stacks[0].template.Resources);
  require('fs').writeFileSync('documents.json', JSON.stringify(resources.map(each => each.Properties.Data).filter(data => typeof data === 'string')));
`;

/** Pipelines of ours against ones of the CDK's with the same recipe, from the first construct to the last. */
export const manyPipelines: Benchmark = {
  name: 'synth',
  goal: `constructing ${PIPELINES} pipelines takes no longer than that many ImagePipelines with the same recipe`,
  run({ pairs, node }) {
    const binary = nodeBinary(node);
    const folder = besideTheirs();
    execFileSync(binary.file, ['-e', DOCUMENTS], { cwd: folder });
    const compare = (name: string, count: number, around = '') => measurePair(binary.file, {
      name, ours: `${LOAD} const count = ${count}; ${timed(OUR_PIPELINES)}`, theirs: `${LOAD} const count = ${count}; ${timed(theirPipelines(around))}`,
    }, pairs, folder);
    const rows = [
      compare('1 pipeline', 1),
      compare(`${PIPELINES} pipelines`, PIPELINES),
      compare(`${PIPELINES} pipelines, and as much around theirs`, PIPELINES, AROUND),
    ];
    const [ours, theirs] = (['ours', 'theirs'] as const).map(side => (rows[1][side] - rows[0][side]) / (PIPELINES - 1));
    return {
      rows,
      met: rows[1].ours <= rows[1].theirs,
      notes: [
        `each more takes ours ${ours.toFixed(1)} ms and theirs ${theirs.toFixed(1)} ms; ours has roles, logs, messages, alarms, retirement and a first build as well, which the last row adds to theirs`,
        `medians of ${pairs} pairs of fresh processes under Node ${binary.version}`,
      ],
    };
  },
};

/** A folder with both in its node_modules. Theirs is kept for the next run, ours is always what is compiled now. */
function besideTheirs(): string {
  const folder = path.join(root, 'node_modules/.cache/cdk-golden-ami', 'imagebuilder-alpha');
  const theirs = path.join(folder, 'package.json');
  const content = JSON.stringify({ installed: THEIRS });
  if (!fs.existsSync(theirs) || fs.readFileSync(theirs, 'utf8') !== content) {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--no-save', '--prefix', folder, ...THEIRS], { stdio: 'pipe' });
    fs.writeFileSync(theirs, content);
  }
  const ours = path.join(folder, 'node_modules/cdk-golden-ami');
  fs.rmSync(ours, { recursive: true, force: true });
  for (const part of OURS) fs.cpSync(path.join(root, part), path.join(ours, part), { recursive: true });
  return folder;
}
