import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { AssetManifestArtifact, CloudAssembly } from 'aws-cdk-lib/cx-api';
import { EncryptedRootCopy } from '../../src';
import { Template } from '../../test/support/cloudformation/template';

/** What `cdk deploy` would take to AWS. */
export interface Deployable {
  readonly stackName: string;
  readonly template: Template;
  /** The folder with the cloud assembly. */
  readonly assembly: string;
  /** The file with the code of each function, by logical id: the asset that would be uploaded. */
  readonly code: ReadonlyMap<string, string>;
  /** Where each resource comes from in the construct tree, by logical id. */
  readonly paths: ReadonlyMap<string, string>;
}

export const EXAMPLE = 'examples/encrypted-root-copy.ts';

const load = createRequire(__filename);

/** Loads an example, as the CDK's command line does. An app is synthesized once, so each deployment loads it anew. */
export function loadApp(example: string, folder: string, context: object): App {
  const file = path.resolve(__dirname, '../..', example);
  Object.assign(process.env, {
    CDK_OUTDIR: fs.mkdtempSync(path.join(folder, 'cdk.out-')),
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:enable-path-metadata': true }),
  });
  delete load.cache[file];
  return (load(file) as { app: App }).app;
}

/** Synthesizes the example into a folder; `edit` stands for a change of its source. */
export function synthesize(folder: string, source: string, edit: (copy: EncryptedRootCopy) => void): Deployable {
  const app = loadApp(EXAMPLE, folder, { source });
  edit(app.node.findAll().find(node => node instanceof EncryptedRootCopy)!);
  const assembly = app.synth();
  const [{ stackName, template }] = assembly.stacks;
  return { stackName, template, assembly: assembly.directory, code: codeOf(assembly, template), paths: pathsIn(stackName, template) };
}

interface FunctionProperties {
  readonly Code: { readonly S3Key: string };
  readonly Handler: string;
}

function codeOf(assembly: CloudAssembly, template: Template): Map<string, string> {
  const manifests = assembly.artifacts.filter(AssetManifestArtifact.isAssetManifestArtifact);
  const assets = manifests.flatMap(({ contents }) => Object.values(contents.files ?? {}));
  const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  return new Map(functions.map(([logicalId, { Properties }]) => {
    const { Code, Handler } = Properties as unknown as FunctionProperties;
    const asset = assets.find(({ destinations }) => Object.values(destinations).some(({ objectKey }) => objectKey === Code.S3Key));
    return [logicalId, path.join(assembly.directory, asset!.source.path!, `${Handler.split('.')[0]}.js`)];
  }));
}

/** `Web/Available` for `WebImages/Web/Available/Default`. */
export function pathsIn(stackName: string, template: Template): Map<string, string> {
  const resources = Object.entries(template.Resources as { [logicalId: string]: { Metadata?: { 'aws:cdk:path'?: string } } });
  return new Map(resources.map(([logicalId, { Metadata }]) => {
    const constructPath = Metadata?.['aws:cdk:path'] ?? logicalId;
    return [logicalId, constructPath.replace(`${stackName}/`, '').replace(/(\/Resource)?(\/Default)?$/, '')];
  }));
}
