import { DescribeImageReferencesCommand, type DescribeImageReferencesCommandInput } from '@aws-sdk/client-ec2';
import { HERE, Lab, OTHER, refusal } from './lab';

async function arns(lab: Lab, imageId: string, input: Partial<DescribeImageReferencesCommandInput> = { IncludeAllResourceTypes: true }) {
  const { ImageReferences } = await lab.ec2.send(new DescribeImageReferencesCommand({ ImageIds: [imageId], ...input }));
  return ImageReferences!.map((reference) => reference.Arn);
}

describe('DescribeImageReferences (ec2-semantics 5.3)', () => {
  test('finds instances, launch templates and parameters of the own account', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image({ sharedWith: [OTHER] });
    const instance = lab.seed.instance({ imageId });
    const template = lab.seed.launchTemplate({ imageIds: [imageId, undefined] });
    lab.seed.parameter('/images/web', imageId);
    lab.seed.parameter('/images/other', 'ami-00000000000000000');
    lab.simulator.seed(OTHER, HERE).instance({ imageId });
    const { ImageReferences } = await lab.ec2.send(new DescribeImageReferencesCommand({ ImageIds: [imageId], IncludeAllResourceTypes: true }));
    expect(ImageReferences).toEqual([
      { ImageId: imageId, ResourceType: 'ec2:Instance', Arn: `arn:aws:ec2:${HERE}:111111111111:instance/${instance}` },
      { ImageId: imageId, ResourceType: 'ec2:LaunchTemplate', Arn: `arn:aws:ec2:${HERE}:111111111111:launch-template/${template}` },
      { ImageId: imageId, ResourceType: 'ssm:Parameter', Arn: `arn:aws:ssm:${HERE}:111111111111:parameter/images/web` },
    ]);
  });

  test('counts terminated instances unless states are named', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    lab.seed.instance({ imageId, state: 'terminated' });
    expect(await arns(lab, imageId)).toHaveLength(1);
    const ResourceTypes = [{
      ResourceType: 'ec2:Instance' as const, ResourceTypeOptions: [{ OptionName: 'state-name' as const, OptionValues: ['pending', 'running', 'stopped'] }],
    }];
    expect(await arns(lab, imageId, { ResourceTypes })).toHaveLength(0);
    expect(await arns(lab, imageId, { ResourceTypes, IncludeAllResourceTypes: true })).toHaveLength(0);
    lab.seed.instance({ imageId, state: 'stopped' });
    expect(await arns(lab, imageId, { ResourceTypes })).toHaveLength(1);
  });

  test('looks at the ten newest versions of a template unless a depth is given', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    lab.seed.launchTemplate({ imageIds: [imageId, ...Array.from({ length: 10 }, () => 'ami-00000000000000000')] });
    const depth = (value: string) => ({
      ResourceTypes: [{ ResourceType: 'ec2:LaunchTemplate' as const, ResourceTypeOptions: [{ OptionName: 'version-depth' as const, OptionValues: [value] }] }],
    });
    expect(await arns(lab, imageId)).toHaveLength(0);
    expect(await arns(lab, imageId, depth('11'))).toHaveLength(1);
    expect(await refusal(arns(lab, imageId, depth('10001')))).toMatch(/^InvalidParameterValue/);
  });

  test('fails when neither types nor all types are asked for, or too many images are', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    expect(await refusal(arns(lab, imageId, {}))).toMatch(/^MissingParameter/);
    const ImageIds = Array.from({ length: 11 }, () => imageId);
    expect(await refusal(arns(lab, imageId, { ImageIds, IncludeAllResourceTypes: true }))).toMatch(/^InvalidParameterValue/);
  });

  test('comes in pages', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    for (let index = 0; index < 3; index++) lab.seed.instance({ imageId });
    const first = await lab.ec2.send(new DescribeImageReferencesCommand({ ImageIds: [imageId], IncludeAllResourceTypes: true, MaxResults: 2 }));
    const second = await lab.ec2.send(new DescribeImageReferencesCommand(
      { ImageIds: [imageId], IncludeAllResourceTypes: true, MaxResults: 2, NextToken: first.NextToken }));
    expect([first.ImageReferences?.length, second.ImageReferences?.length, second.NextToken]).toEqual([2, 1, undefined]);
  });
});
