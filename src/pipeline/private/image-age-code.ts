/**
 * The function that says how old images are. Written out, as it is short enough for that: no asset, no bundle. CloudFormation takes 4,096
 * characters. Node.js, with the SDK that Lambda brings.
 *
 * An image is as old as the last change of its parameter; before there is one, as old as its pipeline: one that never comes to an image is
 * noticed like one that stopped. Whatever goes wrong is thrown: Lambda tries again twice, and an age that nobody reports is noticed, too.
 */
export const IMAGE_AGE_CODE = `
const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');
const { ImagebuilderClient, GetImagePipelineCommand } = require('@aws-sdk/client-imagebuilder');
const { CloudWatchClient, PutMetricDataCommand } = require('@aws-sdk/client-cloudwatch');
const ssm = new SSMClient({}), imagebuilder = new ImagebuilderClient({}), cloudwatch = new CloudWatchClient({});

async function dateOf({ parameterName, pipelineArn }) {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameterName }));
    return Parameter.LastModifiedDate;
  } catch (error) {
    if (error.name !== 'ParameterNotFound') throw error;
    const { imagePipeline } = await imagebuilder.send(new GetImagePipelineCommand({ imagePipelineArn: pipelineArn }));
    return imagePipeline.dateCreated;
  }
}

exports.handler = async ({ images }) => {
  const MetricData = await Promise.all(images.map(async image => ({
    MetricName: process.env.METRIC,
    Dimensions: [{ Name: process.env.DIMENSION, Value: image.imageName }],
    Value: (Date.now() - new Date(await dateOf(image)).getTime()) / 3600000,
  })));
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: process.env.NAMESPACE, MetricData }));
};
`.trimStart();
