import { ComponentDocument, PhaseName } from './awstoe/component-document';
import { BuildTarget, isWindows } from './component-use';
import { scriptInDocument, SealScript } from './seal-scripts';
import { GoldenComponent } from '../golden-component';
import { SanitizeOptions } from '../sanitize-options';

/** Both read files of the size of an image's. */
const HOUR = 3600;

/** The last of a build: what must not be in an image is removed, and when all components have validated theirs, it is proved to be gone. */
export const sealComponents = (options: SanitizeOptions | undefined, target: BuildTarget): GoldenComponent[] => [
  component('sanitize', 'Removes secrets, identity and leftovers', 'build', sanitizing(options, target)),
  component('verify', 'Fails when a secret is left', 'validate', verifying('validate', options, target)),
];

/** The same proof, on a fresh instance of the image: Image Builder has cleaned after the other. */
export const proofTests = (options: SanitizeOptions | undefined, target: BuildTarget): GoldenComponent[] => [
  component('verify-fresh', 'Fails when a secret came with the image', 'test', verifying('test', options, target)),
];

function component(name: string, description: string, phase: PhaseName, step: Step): GoldenComponent {
  const { action, command } = step;
  const document: ComponentDocument = {
    description,
    schemaVersion: '1.0',
    phases: [{ name: phase, steps: [{ name, action, timeoutSeconds: HOUR, inputs: { commands: [command] } }] }],
  };
  return GoldenComponent._ofDocument(name, document);
}

interface Step {
  readonly action: 'ExecuteBash' | 'ExecutePowerShell';
  readonly command: string;
}

type Arguments = Readonly<Record<string, readonly string[] | string | boolean>>;

const sanitizing = ({ removePaths = [], allowPaths = [], histories = true }: SanitizeOptions = {}, target: BuildTarget) =>
  stepOf('sanitize', { remove: removePaths, allow: allowPaths, keepHistories: !histories }, target);

const verifying = (phase: PhaseName, { forbiddenPatterns = [], allowPaths = [], histories = true }: SanitizeOptions = {}, target: BuildTarget) =>
  stepOf('verify', { phase, allow: allowPaths, forbid: forbiddenPatterns, keepHistories: !histories }, target);

function stepOf(script: SealScript, args: Arguments, target: BuildTarget): Step {
  return isWindows(target)
    ? { action: 'ExecutePowerShell', command: `& {\n${scriptInDocument('windows', script)}\n}${powerShellArguments(args)}` }
    : { action: 'ExecuteBash', command: `set -- ${[...bashArguments(args), '"$@"'].join(' \\\n  ')}\n${scriptInDocument('linux', script)}` };
}

/**
 * What users write stands there in base64: AWSTOE would take `{{ … }}` for its own, and the expressions would be found in every copy of the document
 * that the agents leave on the instance.
 */
const encoded = (text: string) => Buffer.from(text).toString('base64');

function bashArguments(args: Arguments): string[] {
  return Object.entries(args).flatMap(([name, value]) => {
    const option = `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
    if (typeof value === 'boolean') return value ? [option] : [];
    return typeof value === 'string' ? [`${option} ${value}`] : value.map(each => `${option} "$(base64 -d <<< '${encoded(each)}')"`);
  });
}

function powerShellArguments(args: Arguments): string {
  const decoded = (text: string) => `[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${encoded(text)}'))`;
  return Object.entries(args).map(([name, value]) => {
    const option = ` -${name[0].toUpperCase()}${name.slice(1)}`;
    if (typeof value === 'boolean') return value ? option : '';
    return typeof value === 'string' ? `${option} ${value}` : value.length > 0 ? `${option} @(${value.map(decoded).join(', ')})` : '';
  }).join('');
}
