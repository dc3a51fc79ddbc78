import { ANSWERING } from '../../private/answering-code';

/**
 * The function that starts a build when a pipeline has changed. Written out, so that a template needs no asset for it. Node.js, with the
 * SDK that Lambda brings.
 *
 * The token is the request's: a delivery that is repeated starts the same build. A rollback brings back what was built before, and a late
 * delivery finds that nothing waits for it: neither builds anything. A deletion has nothing to do.
 */
export const BUILD_STARTER_CODE = `
const { ImagebuilderClient, StartImagePipelineExecutionCommand } = require('@aws-sdk/client-imagebuilder');
const { CloudFormationClient, DescribeStacksCommand } = require('@aws-sdk/client-cloudformation');
const builder = new ImagebuilderClient({}), cfn = new CloudFormationClient({});
${ANSWERING}

async function isWanted({ RequestType, StackId: StackName }) {
  if (RequestType === 'Delete') return false;
  const found = await cfn.send(new DescribeStacksCommand({ StackName })).catch(() => undefined);
  const status = found?.Stacks?.[0]?.StackStatus;
  return status === undefined || /^(CREATE|UPDATE|IMPORT)_IN_PROGRESS$/.test(status);
}

async function run(event) {
  if (!await isWanted(event)) return;
  const { ImagePipelineArn: imagePipelineArn, Tags: tags } = event.ResourceProperties;
  const command = new StartImagePipelineExecutionCommand({ imagePipelineArn, tags, clientToken: event.RequestId });
  const { imageBuildVersionArn } = await patiently(() => builder.send(command));
  console.log(JSON.stringify({ started: imageBuildVersionArn }));
}

exports.handler = async event => {
  const { StackId, RequestId, LogicalResourceId, ResponseURL: url } = event;
  check(event);
  const answer = await run(event).then(
    () => ({ Status: 'SUCCESS' }), error => ({ Status: 'FAILED', Reason: (error.name + ': ' + error.message).slice(0, 1000) }));
  const PhysicalResourceId = event.PhysicalResourceId || 'build-of-' + LogicalResourceId;
  await put(url, JSON.stringify({ ...answer, PhysicalResourceId, StackId, RequestId, LogicalResourceId }));
};
`.trimStart();
