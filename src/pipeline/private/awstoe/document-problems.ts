import { at, Fields, isFields, repeated, shown, unknownKeys } from './findings';
import { stepProblems } from './step-problems';
import { namesIn, variableProblems } from './variables';
import { OsFamily } from '../../os-family';

const KEYS = ['name', 'description', 'schemaVersion', 'parameters', 'constants', 'phases'];
/** What Image Builder runs, by where: on the instance that becomes the image, and on a fresh one of it. */
const STAGES: Readonly<Record<string, 'build' | 'test'>> = { build: 'build', validate: 'build', test: 'test' };
/** For containers; a document may be for both. */
const PASSED_OVER = ['container-host-test'];

/** What is wrong with a document, as it was read. */
export function documentProblems(document: unknown, osFamily: OsFamily): string[] {
  if (!isFields(document)) return [`must have schemaVersion and phases, got ${shown(document)}`];
  const { schemaVersion, phases } = document;
  const problems = [
    ...unknownKeys(document, KEYS),
    ...[1, '1.0'].some(version => version === schemaVersion) ? [] : [`schemaVersion must be 1.0, got ${shown(schemaVersion)}`],
    ...variableProblems(document),
  ];
  if (!Array.isArray(phases) || phases.length === 0) return [...problems, `phases must be a list of at least one, got ${shown(phases)}`];
  const named = phases.filter(isFields);
  return [
    ...problems,
    ...phases.filter(phase => !isFields(phase)).map(phase => `phases must each have a name and steps, got ${shown(phase)}`),
    ...repeated(named.map(phase => phase.name)).map(name => `phase ${String(name)} must be there once: put the steps together`),
    ...named.flatMap(phase => phaseProblems(phase, named, [...namesIn(document.parameters), ...namesIn(document.constants)], osFamily)),
  ];
}

function phaseProblems(phase: Fields, all: readonly Fields[], variables: readonly string[], osFamily: OsFamily): string[] {
  const name = String(phase.name);
  if (PASSED_OVER.includes(name)) return [];
  if (!Object.hasOwn(STAGES, name)) return [`phase ${shown(phase.name)} would never run: Image Builder runs build, validate and test`];
  const steps = stepsOf(phase);
  if (steps.length === 0) return at(`phase ${name}`, ['steps must be a list of at least one, each with a name and an action']);
  const names = steps.map(step => step.name);
  const loops = steps.map(step => isFields(step.loop) ? step.loop.name : undefined).filter(loop => loop !== undefined && loop !== '');
  return at(`phase ${name}`, [
    ...repeated(names).filter(each => each !== undefined).map(each => `step ${String(each)} must be there once: chaining goes by the name`),
    ...repeated(loops).map(each => `loop ${String(each)} must be there once`),
    ...steps.flatMap((step, index) => at(typeof step.name === 'string' ? `step ${step.name}` : `step number ${index + 1}`, [
      nameProblem(step.name),
      ...stepProblems(step, { variables, ...chained(all, phase, index) }, osFamily),
    ])),
  ]);
}

const stepsOf = (phase: Fields): Fields[] => Array.isArray(phase.steps) && phase.steps.every(isFields) ? phase.steps : [];

const nameProblem = (name: unknown) => typeof name === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(name) ? undefined
  : `name must be letters, digits, - and _, got ${shown(name)}`;

/** Which steps have run when this one does, and why the others cannot be referred to. */
function chained(phases: readonly Fields[], current: Fields, position: number) {
  const earlier = new Set<string>();
  const barred = new Map<string, string>();
  let passed = false;
  for (const phase of phases) {
    stepsOf(phase).forEach((step, index) => {
      const id = `${String(phase.name)}.${String(step.name)}`;
      passed ||= phase === current && index >= position;
      if (STAGES[String(phase.name)] !== STAGES[String(current.name)]) barred.set(id, 'is of the other stage, which runs on another instance');
      else if (passed) barred.set(id, 'is of a step that has not run by then');
      else earlier.add(id);
    });
  }
  return { earlier, barred };
}
