import { ACTION_MODULES, ActionModule, REGISTRY_TYPES } from './action-modules';
import { expressionProblems, ifProblems } from './conditions';
import { Fields, isFields, shown, unknownKeys } from './findings';
import { loopNames, loopProblems } from './loops';
import { referenceProblems, Scope } from './references';
import { OsFamily } from '../../os-family';

const KEYS = ['name', 'action', 'timeoutSeconds', 'onFailure', 'maxAttempts', 'loop', 'if', 'inputs'];

/**
 * What is wrong with a step.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export function stepProblems(step: Fields, scope: Omit<Scope, 'loops'>, osFamily: OsFamily): string[] {
  const inScope = { ...scope, loops: loopNames(step.loop) };
  return [
    ...unknownKeys(step, KEYS),
    ...settingProblems(step),
    ...step.loop === undefined ? [] : [...loopProblems(step.loop), ...referenceProblems(step.loop, { ...inScope, loops: [] })],
    ...step.if === undefined ? [] : [...ifProblems(step.if), ...referenceProblems(step.if, inScope)],
    ...actionProblems(step, osFamily),
    ...referenceProblems(step.inputs, inScope),
  ];
}

function settingProblems({ timeoutSeconds: timeout, onFailure, maxAttempts, action }: Fields): string[] {
  const alone = action === 'ExecuteDocument';
  const problems: string[] = [];
  if (timeout !== undefined && timeout !== -1 && !(Number.isInteger(timeout) && Number(timeout) > 0)) {
    problems.push(`timeoutSeconds must be a whole number from 1, or -1 for no limit, got ${shown(timeout)}`);
  } else if (alone && timeout !== undefined && timeout !== -1) {
    problems.push(`timeoutSeconds must be left out of ExecuteDocument, got ${shown(timeout)}: the steps of that document have their own`);
  }
  if (onFailure !== undefined && !['Abort', 'Continue', 'Ignore'].includes(String(onFailure))) {
    problems.push(`onFailure must be Abort, Continue or Ignore, got ${shown(onFailure)}`);
  }
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && Number(maxAttempts) > 0)) {
    problems.push(`maxAttempts must be a whole number from 1, got ${shown(maxAttempts)}`);
  } else if (alone && maxAttempts !== undefined && maxAttempts !== 1) {
    problems.push(`maxAttempts must be left out of ExecuteDocument, got ${shown(maxAttempts)}: it runs once`);
  }
  return problems;
}

function actionProblems({ action, inputs }: Fields, osFamily: OsFamily): string[] {
  const module = typeof action === 'string' && Object.hasOwn(ACTION_MODULES, action) ? ACTION_MODULES[action] : undefined;
  if (!module) return [`action must be one that AWSTOE has, got ${shown(action)}; it has ${Object.keys(ACTION_MODULES).join(', ')}`];
  const name = String(action);
  const platform = osFamily === OsFamily.WINDOWS ? 'Windows' : 'Linux';
  if (module.only && module.only !== platform) return [`${name} is for ${module.only}, and the image is of ${osFamily}`];
  if (name === 'UpdateOS' && osFamily === OsFamily.SLES) return ['UpdateOS knows yum and apt-get, and SLES has neither: use ExecuteBash with zypper'];
  if (name === 'Assert') return expressionProblems(inputs, 'inputs', 1);
  if (inputs === undefined || inputs === null) return module.inputsOptional ? [] : [`inputs must be given, ${name} has ${wanted(module)}`];
  const all = Array.isArray(inputs) ? inputs : [inputs];
  if (all.length === 0 || !all.every(isFields)) return [`inputs must be what ${name} takes, with ${wanted(module)}, got ${shown(inputs)}`];
  return all.filter(isFields).flatMap((each, index) => inputProblems(name, module, each, platform)
    .map(problem => `inputs${Array.isArray(inputs) ? `[${index}]` : ''} ${problem}`));
}

const wanted = ({ required }: ActionModule) => required.join(' and ').replaceAll('|', ' or ') || 'no required ones';

function inputProblems(name: string, module: ActionModule, input: Fields, platform: 'Linux' | 'Windows'): string[] {
  const missing = module.required.filter(key => key.split('|').filter(each => !isEmpty(input[each])).length !== 1)
    .map(key => `of ${name} must have ${key.includes('|') ? `either ${key.replace('|', ' or ')}` : key}`);
  const foreign = platform === 'Windows' ? (module.notOnWindows ?? []).filter(key => input[key] !== undefined)
    .map(key => `of ${name} must not have ${key}, which Windows does not have`) : [];
  return [...missing, ...foreign, ...commandProblems(name, input), ...registryProblems(name, input)];
}

const isEmpty = (value: unknown) => value === undefined || value === null || Array.isArray(value) && value.length === 0;

function commandProblems(name: string, { commands }: Fields): string[] {
  if (!['ExecuteBash', 'ExecutePowerShell'].includes(name) || isEmpty(commands)) return [];
  return Array.isArray(commands) && commands.every(each => typeof each === 'string') ? []
    : [`of ${name} must have commands as a list of texts: a line with ': ' or '{' in it needs quotes or a block`];
}

function registryProblems(name: string, { type, path }: Fields): string[] {
  if (name !== 'SetRegistry') return [];
  const [hive] = String(path).split(/[:\\]/);
  const problems: string[] = [];
  if (type !== undefined && !REGISTRY_TYPES.includes(String(type))) {
    problems.push(`type of SetRegistry must be one of ${REGISTRY_TYPES.join(', ')}, got ${shown(type)}`);
  }
  if (path !== undefined && !HIVES.includes(hive)) {
    problems.push(`path of SetRegistry must start with one of ${HIVES.join(', ')}, got ${shown(path)}`);
  }
  return problems;
}

const HIVES = [
  'HKEY_CLASSES_ROOT', 'HKCR', 'HKEY_USERS', 'HKU', 'HKEY_LOCAL_MACHINE', 'HKLM', 'HKEY_CURRENT_CONFIG', 'HKCC', 'HKEY_CURRENT_USER', 'HKCU',
];
