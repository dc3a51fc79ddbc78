import { Token } from 'aws-cdk-lib';
import { ComponentDocument, PhaseName } from './awstoe/component-document';
import { looksLikeReference, referencesIn } from './awstoe/references';
import { holdsSecret, SECRETS_SHOW } from './component-parameters';
import { BuildTarget, isWindows } from './component-use';

type Action = 'ExecuteBash' | 'ExecutePowerShell';

/**
 * bash goes on after a failure unless it is told not to. Not so with `pipefail`, which fails `java -version 2>&1 | grep -q 21` whenever
 * grep has seen enough before java is done.
 */
const FIRST = { ExecuteBash: 'set -e', ExecutePowerShell: '$ErrorActionPreference = \'Stop\'' };

/** The user's commands as a document of one step. */
export const commandDocument = (action: Action, phase: PhaseName, commands: readonly string[]): ComponentDocument => ({
  schemaVersion: '1.0',
  phases: [{ name: phase, steps: [{ name: 'run', action, inputs: { commands: [[FIRST[action], ...commands].join('\n')] } }] }],
});

/** What is wrong with commands for an image. */
export function commandProblems(action: Action, commands: readonly string[], target: BuildTarget): string[] {
  const forWindows = action === 'ExecutePowerShell';
  const misplaced = forWindows === isWindows(target) ? []
    : [forWindows ? 'PowerShell commands are for Windows: use shell' : 'shell commands are for Linux: use powershell'];
  return [...misplaced, ...commands.flatMap((command, at) => commandProblem(`commands[${at}]`, command))];
}

function commandProblem(which: string, command: string): string[] {
  if (holdsSecret(command)) return [`${which} must not hold a secret, ${SECRETS_SHOW}`];
  if (Token.isUnresolved(command)) return [];
  return referencesIn(command).filter(looksLikeReference)
    .map(reference => `${which} has {{ ${reference} }} in it, which AWSTOE reads as a reference of its own: write the braces apart, as '{''{'`);
}
