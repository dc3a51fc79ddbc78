import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import * as url from 'url';
import { compileFunction } from 'vm';
import { StartExecutionCommand, StartExecutionInput } from '@aws-sdk/client-sfn';
import { openDoors } from '../doors';
import { FunctionWorld } from '../histories/model';
import { Handler } from '../lambda';

/** The entry points of the CDK's provider framework. */
export type FrameworkHandler = 'onEvent' | 'isComplete' | 'onTimeout';

type Exports = { [name: string]: unknown };
type Globals = { readonly [name: string]: unknown };

const GLOBALS = ['process', 'console', 'setTimeout', 'Math'];
const folder = () => join(dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resources/lib/provider-framework/runtime');
const compiled = new Map<string, (...args: unknown[]) => void>();

function compile(file: string): (...args: unknown[]) => void {
  const known = compiled.get(file) ?? compileFunction(readFileSync(file, 'utf8'), ['exports', 'require', 'module', ...GLOBALS], { filename: file });
  compiled.set(file, known as (...args: unknown[]) => void);
  return known as (...args: unknown[]) => void;
}

/**
 * The code that the CDK ships for `custom-resources.Provider`, unchanged, in a sandbox of its own: only its way to Lambda, to Step Functions
 * and to CloudFormation leads through the sandbox, and its clock is virtual.
 */
export const providerFramework = (name: FrameworkHandler) => (world: FunctionWorld): Handler => {
  const { sandbox } = world;
  const globals: Globals = {
    process: { env: sandbox.environment },
    console: { log: () => undefined },
    setTimeout: (happen: () => void, milliseconds: number) => sandbox.timeline.after(milliseconds, happen),
    // Jitter by chance would make histories that cannot be repeated.
    Math: Object.assign(Object.create(Math), { random: () => 0.5 }),
  };
  const modules = new Map<string, Exports>([['./outbound', outbound(world)], ['url', url]]);
  const load = (path: string): unknown => {
    const known = modules.get(path);
    if (known) return known;
    const module = { exports: {} as Exports };
    modules.set(path, module.exports);
    compile(join(folder(), `${path}.js`))(module.exports, load, module, ...GLOBALS.map(each => globals[each]));
    modules.set(path, module.exports);
    return module.exports;
  };
  const framework = load('./framework') as Record<FrameworkHandler, Handler>;
  return framework[name];
};

function outbound({ sandbox, backends, invoke }: FunctionWorld): Exports {
  const doors = openDoors(sandbox, backends);
  return {
    startExecution: (input: StartExecutionInput) => doors.states.send(new StartExecutionCommand(input)),
    // As the shipped code does: whatever went wrong, it waits for the function to become active, which it is, and invokes again.
    invokeFunction: async ({ FunctionName, Payload }: { FunctionName: string; Payload: string }) =>
      invoke(FunctionName, Payload).catch(() => invoke(FunctionName, Payload)),
    httpRequest: async ({ hostname, path }: { hostname: string; path: string }, body: string) => {
      const status = await doors.put(`https://${hostname}${path}`, body);
      if (status >= 400) throw new Error(`Unsuccessful HTTP response: ${status}`);
    },
  };
}
