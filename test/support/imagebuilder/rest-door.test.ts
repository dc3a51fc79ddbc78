import { DOCUMENT, Lab } from './lab';

const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=111111111111/20260101/eu-central-1/imagebuilder/aws4_request, SignedHeaders=host, Signature=0';

/** A request over a port of this machine, as a client of the service makes it. */
async function ask(lab: Lab, method: string, path: string, body?: object, authorization = AUTHORIZATION) {
  const { url, close } = await lab.imageBuilder.listen();
  try {
    const answer = await fetch(`${url}${path}`, { method, headers: { authorization }, body: body && JSON.stringify(body) });
    return { status: answer.status, error: answer.headers.get('x-amzn-errortype'), body: await answer.json() as Record<string, unknown> };
  } finally {
    await close();
  }
}

const component = { name: 'harden', semanticVersion: '1.0.0', platform: 'Linux', data: DOCUMENT, clientToken: 'a' };

test('calls are paths: what makes is a PUT, what looks a GET with a query, what lists a POST', async () => {
  const lab = new Lab();
  const made = await ask(lab, 'PUT', '/CreateComponent', component);
  expect(made).toMatchObject({ status: 200, body: { clientToken: 'a', requestId: expect.any(String) } });
  const arn = encodeURIComponent(String(made.body.componentBuildVersionArn));
  expect((await ask(lab, 'GET', `/GetComponent?componentBuildVersionArn=${arn}`)).body).toMatchObject({ component: { name: 'harden' } });
  expect((await ask(lab, 'POST', '/ListComponents', {})).body).toMatchObject({ componentVersionList: [{ name: 'harden' }] });
  expect((await ask(lab, 'DELETE', `/DeleteComponent?componentBuildVersionArn=${arn}`)).status).toBe(200);
});

test('tags are at the ARN of what has them', async () => {
  const lab = new Lab();
  const path = `/tags/${encodeURIComponent(lab.component())}`;
  await ask(lab, 'POST', path, { tags: { team: 'web', stage: 'test', part: 'one' } });
  await ask(lab, 'DELETE', `${path}?tagKeys=stage&tagKeys=part`);
  expect((await ask(lab, 'GET', path)).body).toMatchObject({ tags: { team: 'web' } });
});

test('recipes and builds say when they were begun', async () => {
  const lab = new Lab();
  const recipe = lab.recipe();
  await lab.timeline.run(lab.timeline.sleep(60_000));
  const began = lab.timeline.now();
  await lab.build(lab.pipeline({ imageRecipeArn: recipe }));
  const { body: { imageRecipe } } = await ask(lab, 'GET', `/GetImageRecipe?imageRecipeArn=${encodeURIComponent(recipe)}`);
  expect(imageRecipe).toMatchObject({ version: '1.0.0', dateCreated: new Date(began - 60_000).toISOString() });
  const { body } = await ask(lab, 'POST', '/ListImageBuildVersions', { imageVersionArn: recipe.replace(':image-recipe/', ':image/') });
  expect(body).toMatchObject({ imageSummaryList: [{ version: '1.0.0/1', dateCreated: new Date(began).toISOString(), tags: {} }] });
});

test.each<[string, number, string, (lab: Lab) => ReturnType<typeof ask>]>([
  ['a resource is not there', 404, 'ResourceNotFoundException', lab => ask(lab, 'GET', '/GetImage?imageBuildVersionArn=arn:aws:imagebuilder:x:1:image/a/1.0.0/1')],
  ['a call is unknown', 404, 'UnknownOperationException', lab => ask(lab, 'PUT', '/Fly', {})],
  ['a call comes by another method', 404, 'UnknownOperationException', lab => ask(lab, 'POST', '/CreateComponent', component)],
  ['nobody has signed', 403, 'UnrecognizedClientException', lab => ask(lab, 'PUT', '/CreateComponent', component, '')],
  ['a member is wrong', 400, 'InvalidRequestException', lab => ask(lab, 'PUT', '/CreateComponent', { ...component, semanticVersion: '1' })],
])('fails when %s', async (_title, status, error, act) => {
  expect(await act(new Lab())).toMatchObject({ status, error, body: { message: expect.any(String) } });
});
