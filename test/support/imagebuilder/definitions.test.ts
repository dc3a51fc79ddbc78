import { CALLER, DOCUMENT, Lab } from './lab';

const ARN = 'arn:aws:imagebuilder:eu-central-1:111111111111';
const named = (name: string, error: string) => expect.objectContaining({ name: error, message: expect.stringContaining(name) });
const refusal = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

test('a name is as it was given, and in lower case in its ARN', () => {
  const lab = new Lab();
  const { componentBuildVersionArn: arn } = lab.call('CreateComponent', { name: 'Harden It_all', semanticVersion: '1.0.0', platform: 'Linux', data: DOCUMENT });
  expect(arn).toBe(`${ARN}:component/harden-it-all/1.0.0/1`);
  expect(lab.call('GetComponent', { componentBuildVersionArn: arn }).component).toMatchObject({ name: 'Harden It_all', version: '1.0.0', type: 'BUILD' });
});

test('another document under the same version is another build of the component', () => {
  const lab = new Lab();
  expect([lab.component(), lab.component('harden', '1.0.0', `${DOCUMENT}# more`)])
    .toEqual([`${ARN}:component/harden/1.0.0/1`, `${ARN}:component/harden/1.0.0/2`]);
});

test('a component whose phases are tests is a test', () => {
  const lab = new Lab();
  const arn = lab.component('probe', '1.0.0', DOCUMENT.replace('build', 'test'));
  expect(lab.call('GetComponent', { componentBuildVersionArn: arn }).component).toMatchObject({ type: 'TEST' });
});

test('a recipe of a line takes the next version of it', () => {
  const lab = new Lab();
  expect([{}, {}, { semanticVersion: '1.2.x' }, {}, { semanticVersion: '2.x.x' }].map(input => lab.recipe(input)))
    .toEqual(['1.0.0', '1.0.1', '1.2.0', '1.0.2', '2.0.0'].map(version => `${ARN}:image-recipe/web/${version}`));
});

test('an update takes what it says, and nothing of before', () => {
  const lab = new Lab();
  const arn = lab.pipeline({ description: 'before' });
  const { imageRecipeArn, infrastructureConfigurationArn } = lab.call('GetImagePipeline', { imagePipelineArn: arn }).imagePipeline as Record<string, string>;
  lab.call('UpdateImagePipeline', { imagePipelineArn: arn, imageRecipeArn, infrastructureConfigurationArn, status: 'DISABLED' });
  const after = lab.call('GetImagePipeline', { imagePipelineArn: arn }).imagePipeline;
  expect(after).toMatchObject({ arn, name: 'web', status: 'DISABLED' });
  expect(after).not.toHaveProperty('description');
});

test('definitions go once nothing needs them', () => {
  const lab = new Lab();
  const pipeline = lab.pipeline();
  const [component, recipe, infrastructure] = ['component/', 'image-recipe/', 'infrastructure-configuration/']
    .map(folder => lab.imageBuilder.definitionArns().find(arn => arn.includes(`:${folder}`))!);
  expect(refusal(() => lab.call('DeleteComponent', { componentBuildVersionArn: component }))).toEqual(named(recipe, 'ResourceDependencyException'));
  expect(refusal(() => lab.call('DeleteImageRecipe', { imageRecipeArn: recipe }))).toEqual(named(pipeline, 'ResourceDependencyException'));
  lab.call('DeleteImagePipeline', { imagePipelineArn: pipeline });
  lab.call('DeleteImageRecipe', { imageRecipeArn: recipe });
  lab.call('DeleteComponent', { componentBuildVersionArn: component });
  lab.call('DeleteInfrastructureConfiguration', { infrastructureConfigurationArn: infrastructure });
  expect(lab.imageBuilder.definitionArns()).toEqual([]);
});

test('tags can be changed, also those of what cannot', () => {
  const lab = new Lab();
  const resourceArn = lab.component();
  lab.call('TagResource', { resourceArn, tags: { team: 'web', stage: 'test' } });
  lab.call('UntagResource', { resourceArn, tagKeys: ['stage'] });
  expect(lab.call('ListTagsForResource', { resourceArn })).toEqual({ tags: { team: 'web' } });
});

test('what is of another account or Region is not there', () => {
  const lab = new Lab();
  const componentBuildVersionArn = lab.component();
  for (const caller of [{ ...CALLER, account: '222222222222' }, { ...CALLER, region: 'eu-west-1' }]) {
    expect(refusal(() => lab.imageBuilder.handle('GetComponent', caller, { componentBuildVersionArn }))).toEqual(named('harden', 'ResourceNotFoundException'));
  }
});

test('a list comes in pages', () => {
  const lab = new Lab();
  for (let count = 0; count < 30; count++) lab.component(`part-${count}`);
  const first = lab.call('ListComponents', {});
  expect(first.componentVersionList).toHaveLength(25);
  const second = lab.call('ListComponents', { nextToken: first.nextToken });
  expect(second.componentVersionList).toHaveLength(5);
  expect(second.nextToken).toBeUndefined();
});

test('a repeated request with its token is answered as before, and with other parameters refused', () => {
  const lab = new Lab();
  const request = { name: 'harden', semanticVersion: '1.0.0', platform: 'Linux', data: DOCUMENT, clientToken: 'once' };
  expect(lab.call('CreateComponent', request)).toEqual(lab.call('CreateComponent', request));
  expect(refusal(() => lab.call('CreateComponent', { ...request, name: 'other' }))).toEqual(named('token', 'IdempotentParameterMismatchException'));
});

const OWN = { componentArn: `${ARN}:component/nothing/1.0.0/1` };
const OF_AMAZON = (name: string) => ({ componentArn: `arn:aws:imagebuilder:eu-central-1:aws:component/${name}/x.x.x` });
const output = { amiDistributionConfiguration: { name: 'web {{ imagebuilder:buildDate }}' } };

test.each<[string, string, string, (lab: Lab) => unknown]>([
  ['a component is there already, but for its description', 'ResourceAlreadyExistsException', 'component/harden/1.0.0/1', lab => {
    lab.component();
    return lab.call('CreateComponent', { name: 'harden', semanticVersion: '1.0.0', platform: 'Linux', data: DOCUMENT, description: 'again' });
  }],
  ['a recipe has the version of another', 'ResourceAlreadyExistsException', "'imageRecipe'", lab => [1, 2].map(() => lab.recipe({ semanticVersion: '1.0.0' }))],
  ['a name is taken', 'ResourceAlreadyExistsException', 'infrastructure-configuration/web', lab => {
    lab.pipeline();
    return lab.call('CreateInfrastructureConfiguration', { name: 'Web', instanceProfileName: 'builder' });
  }],
  ['a name is too short', 'InvalidRequestException', "'name'", lab => lab.recipe({ name: 'w' })],
  ['a component asks for the next version', 'InvalidRequestException', 'in numbers', lab => lab.component('harden', '1.0.x')],
  ['a number stands right of an x', 'InvalidRequestException', '1.x.8', lab => lab.recipe({ semanticVersion: '1.x.8' })],
  ['a number is beyond 30 bits', 'InvalidRequestException', '1073741824', lab => lab.recipe({ semanticVersion: '1.0.1073741824' })],
  ['a member is missing', 'InvalidRequestException', "'parentImage' must not be null", lab => lab.recipe({ parentImage: undefined })],
  ['a document is too long', 'InvalidRequestException', '16000', lab => lab.component('long', '1.0.0', 'x'.repeat(16_001))],
  ['a document is given twice', 'InvalidRequestException', "'uri'", lab =>
    lab.call('CreateComponent', { name: 'both', semanticVersion: '1.0.0', platform: 'Linux', data: DOCUMENT, uri: 's3://bucket/key' })],
  ['a component is not there', 'ResourceNotFoundException', 'nothing', lab => lab.recipe({ components: [OWN] })],
  ['a component stands twice', 'InvalidRequestException', 'more than once', lab => lab.recipe({ components: [OF_AMAZON('reboot-test-linux'), OF_AMAZON('reboot-test-linux')] })],
  ['there are 21 components', 'InvalidRequestException', '21 components', lab => lab.recipe({ components: Array.from({ length: 21 }, (_, index) => OF_AMAZON(`part-${index}`)) })],
  ['the parent is the ARN of an AMI', 'InvalidRequestException', 'parentImage', lab => lab.recipe({ parentImage: 'arn:aws:ec2:eu-central-1::image/ami-1' })],
  ['there are no distributions', 'InvalidRequestException', 'empty', lab => lab.pipeline({ distributions: [] })],
  ['a Region stands twice', 'InvalidRequestException', 'more than once', lab => lab.pipeline({ distributions: [1, 2].map(() => ({ region: 'eu-west-1', ...output })) })],
  ['a distribution has no output', 'InvalidRequestException', 'no output', lab => lab.pipeline({ distributions: [{ region: 'eu-west-1' }] })],
  ["an AMI's name would come again", 'InvalidRequestException', 'buildDate', lab =>
    lab.pipeline({ distributions: [{ region: 'eu-west-1', amiDistributionConfiguration: { name: 'web {{ imagebuilder:buildVersion }}' } }] })],
  ['a parameter is for an account without a copy', 'InvalidRequestException', 'no target account', lab =>
    lab.pipeline({ distributions: [{ region: 'eu-west-1', ...output, ssmParameterConfigurations: [{ parameterName: '/web', amiAccountId: '222222222222' }] }] })],
  ['there are workflows, and no execution role', 'InvalidRequestException', 'execution role', lab => lab.pipeline({ workflows: [{ workflowArn: 'x' }] })],
  ['a pipeline has a recipe that is not there', 'InvalidRequestException', 'imageRecipeArn', lab =>
    lab.pipeline({ imageRecipeArn: `${ARN}:image-recipe/nothing/1.0.0` })],
  ['the call is unknown', 'UnknownOperationException', 'Fly', lab => lab.call('Fly', {})],
])('fails when %s', (_title, error, text, act) => {
  expect(refusal(() => act(new Lab()))).toEqual(named(text, error));
});
