import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { App } from 'aws-cdk-lib';

const root = path.resolve(__dirname, '../..');
const load = createRequire(__filename);

/** The names of all examples, without `.ts`. */
export function exampleNames(folder = path.join(root, 'examples')): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter(file => file.endsWith('.ts')).map(file => path.basename(file, '.ts')).sort();
}

/** The app that an example exports. Every call for the same example in one process gives the same app. */
export function exampleApp(name: string, folder = path.join(root, 'examples')): App {
  const { app } = load(path.join(folder, name)) as { app?: unknown };
  if (!App.isApp(app)) throw new Error(`examples/${name}.ts must export its app: export const app = new App();`);
  return app;
}

/** The templates of an app by stack, those in stages too. */
export function templatesOf(app: App): Map<string, Template> {
  const stacks = app.synth({ force: true }).stacksRecursively;
  return new Map(stacks.map(stack => [stack.hierarchicalId, stack.template as Template]));
}

export interface Template {
  readonly Resources?: Record<string, Resource>;
  readonly Outputs?: Record<string, unknown>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}
