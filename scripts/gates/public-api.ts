import * as fs from 'fs';
import * as path from 'path';
import { App, CfnResource } from 'aws-cdk-lib';
import * as ts from 'typescript';
import { exampleApp, exampleNames, templatesOf } from './examples';

const root = path.resolve(__dirname, '../..');

/** What users, their stacks and their templates hold on to. */
export interface PublicApi {
  readonly names: string[];
  /** By example: the path and the type of every resource. Another path is another resource, so it replaces. */
  readonly resources: Record<string, string[]>;
  /** By type of custom resource: its properties in all examples. A handler must understand those of older templates. */
  readonly customResources: Record<string, string[]>;
}

export function publicApi(): PublicApi {
  const apps = new Map(exampleNames().map(name => [name, exampleApp(name)]));
  return {
    names: exportedNames(fs.readFileSync(path.join(root, 'src/index.ts'), 'utf8')),
    resources: Object.fromEntries([...apps].map(([name, app]) => [name, resourcePaths(app)])),
    customResources: customResources([...apps.values()]),
  };
}

/** The names that a source exports, one by one, types included. */
export function exportedNames(source: string): string[] {
  const file = ts.createSourceFile('index.ts', source, ts.ScriptTarget.Latest);
  return file.statements.filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) => exportClause && ts.isNamedExports(exportClause) ? [...exportClause.elements] : [])
    .map(element => element.name.text)
    .sort();
}

export function resourcePaths(app: App): string[] {
  return app.node.findAll().filter(CfnResource.isCfnResource).map(resource => `${resource.node.path} ${resource.cfnResourceType}`).sort();
}

export function customResources(apps: App[]): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const resource of apps.flatMap(app => [...templatesOf(app).values()]).flatMap(template => Object.values(template.Resources ?? {}))) {
    if (!resource.Type.startsWith('Custom::')) continue;
    const properties = found.get(resource.Type) ?? new Set();
    Object.keys(resource.Properties ?? {}).forEach(property => properties.add(property));
    found.set(resource.Type, properties);
  }
  return Object.fromEntries([...found].sort().map(([type, properties]) => [type, [...properties].sort()]));
}
