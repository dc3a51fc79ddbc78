import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { FakeRoot } from './fake-root';
import { Lab } from './lab';
import { OsFamily } from '../../../src/pipeline/os-family';
import { proofTests, sealComponents } from '../../../src/pipeline/private/seal';
import { withApp } from '../with-app';

const TARGET = { imageName: 'web', osFamily: OsFamily.AMAZON_LINUX_2023, architecture: ec2.InstanceArchitecture.X86_64 };
const SECRET = ['AKIA', 'QWERTZUIOPASDFGH'].join('');

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fake-root-')); });
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** The documents of the seal and of its proof, as they are deployed. */
const DOCUMENTS = withApp(app => {
  const stack = new Stack(app, 'Seal');
  for (const component of [...sealComponents(undefined, TARGET), ...proofTests(undefined, TARGET)]) component._bindIn(stack, component.name, TARGET);
  const { Resources } = app.synth().getStackByName('Seal').template as { Resources: Record<string, { Properties: { Name: string; Data: string } }> };
  return Object.values(Resources).map(({ Properties }) => Properties);
});

/** A pipeline with a seal and a proof of it, and what its builds come to. */
function sealed() {
  const instances = new FakeRoot(folder);
  const lab = new Lab({ workbench: instances });
  const components = DOCUMENTS.map(({ Name, Data }) => lab.component(Name, '1.0.0', Data));
  const pipeline = lab.pipeline({ recipe: { components: components.map(componentArn => ({ componentArn })) } });
  return { instances, components, build: () => lab.build(pipeline) };
}

test('the scripts clean the instance, and find nothing on it, nor on a fresh one', async () => {
  const { instances, build } = sealed();
  expect((await build()).state).toEqual({ status: 'AVAILABLE' });
  const said = instances.lines.map(({ line }) => line);
  expect(said).toContain('removed [history] /root/.bash_history');
  expect(said.filter(line => line.startsWith('VERIFY OK'))).toHaveLength(2);
});

test('a secret that the sanitizer does not know fails the build: its file is named, and it is not', async () => {
  const { instances, components, build } = sealed();
  instances.leave({ name: 'web', file: 'opt/app/settings.ini', content: `key = ${SECRET}\n` });
  const { arn, state } = await build();
  expect(state).toMatchObject({ status: 'FAILED', failureContext: { componentFailure: { componentArn: components[1], phaseName: 'validate', stepName: 'verify' } } });
  const said = instances.lines.filter(({ image }) => image === arn).map(({ line }) => line);
  expect(said).toContain('SECRET-LEFT [aws-key-id] /opt/app/settings.ini');
  expect(said.join()).not.toContain(SECRET);
  expect((await build()).state.status).toBe('AVAILABLE');
});

test('without a seal, a secret goes into the image', async () => {
  const instances = new FakeRoot(folder);
  const lab = new Lab({ workbench: instances });
  instances.leave({ name: 'web', file: 'opt/app/settings.ini', content: SECRET });
  expect((await lab.build(lab.pipeline())).state.status).toBe('AVAILABLE');
  expect(instances.lines).toEqual([]);
});
