import { NAME, ParameterLab, published, thatFails } from './parameter-lab';
import { OWNERSHIP_TAG, PARAMETER_RESOURCE_TYPE } from '../../../src/runtime/contract';
import { placeIn } from '../../../src/runtime/parameter/parameter-request';
import { CallFault, Faults } from '../../support/cloudformation/faults';
import { calm } from '../../support/ec2/rules';
import { Random } from '../../support/random';
import { hard } from '../../support/ssm/rules';
import { MINUTE, SECOND } from '../copy/copy-lab';
import { inMinutes, IRELAND, OREGON, to, VIRGINIA } from '../copy/regions-lab';

const HISTORIES = 40;
const OPERATIONS = 5;
const NAMES = [NAME, 'web'];
const FAULTS: readonly CallFault[] = ['crash-before', 'crash-after', 'refused', 'lost', 'repeated'];

/** Things go wrong between the handler and Parameter Store, and Lambda repeats itself, long after the fact at times. */
const troubled = (random: Random): Faults => ({
  ofCall: ({ service }) => (service === 'ssm' && random.chance(0.08) ? random.pick(FAULTS) : undefined),
  redeliveries: () => (random.chance(0.3) ? [random.pick([0, 5, 60, 300, 900])] : []),
  latency: () => random.int(5, 500),
});

/** A stack, deployed and destroyed at random; what is wrong after any of that. */
async function history(seed: number): Promise<string[]> {
  const random = new Random(seed);
  const lab = new ParameterLab({
    seed,
    rules: { ...calm, copyDuration: inMinutes(1) },
    parameterRules: random.chance(0.5) ? hard : {},
    faults: troubled(random.fork('faults')),
    habits: { rollback: random.pick(['update-back', 'switch-back'] as const) },
  });
  const sources = [lab.source, lab.seed.image()];
  const theirs = random.chance(0.5) ? random.pick([IRELAND, VIRGINIA]) : undefined;
  if (theirs) lab.somebodyWrites(theirs, 'web');
  const violations: string[] = [];
  for (let number = 0; number < OPERATIONS && violations.length === 0; number++) {
    const wish = {
      source: random.pick(sources),
      destinations: to(...[IRELAND, VIRGINIA, OREGON].filter(() => random.chance(0.7)), 'eu-north-1'),
      parameterName: random.chance(0.9) ? random.pick(NAMES) : undefined,
      tags: { operation: String(number) },
    };
    const fails = random.chance(0.4) ? random.pick([SECOND, 5 * SECOND, 20 * SECOND, MINUTE, 'when they are published' as const]) : undefined;
    if (lab.stack.status === 'ROLLBACK_COMPLETE') await lab.destroy();
    const exists = lab.stack.status !== 'REVIEW_IN_PROGRESS';
    const build = fails === undefined ? published(wish) : thatFails(wish, fails);
    const ends = exists && random.chance(0.15) ? await lab.destroy() : await lab.deploy(build);
    await lab.pass(60 * MINUTE);
    violations.push(...wrongWith(lab).map(sentence => `history ${seed}, operation ${number}, ${ends}: ${sentence}`));
    if (theirs && lab.values('web')[theirs] !== 'theirs') violations.push(`history ${seed}, operation ${number}, ${ends}: theirs was changed`);
  }
  return violations;
}

function wrongWith(lab: ParameterLab): string[] {
  const { stack, ours } = lab;
  const isSettled = /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status);
  if (!isSettled && !/^(ROLLBACK_COMPLETE|REVIEW_IN_PROGRESS)$/.test(stack.status)) return [`the stack is in ${stack.status}: ${lab.sentence}`];
  const resources = isSettled ? [...stack.resources.values()].filter(({ declaration }) => declaration.Type === PARAMETER_RESOURCE_TYPE) : [];
  const ids = resources.map(({ physicalId }) => physicalId);
  const left = ours.filter(({ region, name }) => !ids.includes(`${region}/${name}`)).map(({ region, name }) => `${region}/${name} is left`);
  const wrong = resources.flatMap(({ physicalId, logicalId }) => {
    const { region, name } = placeIn(physicalId)!;
    const found = ours.find(each => each.region === region && each.name === name && each.tags[OWNERSHIP_TAG.logicalId] === logicalId);
    return found?.value === lab.imageIds[region] ? [] : [`${physicalId} says ${found?.value}, the copy is ${lab.imageIds[region]}`];
  });
  return [...left, ...wrong];
}

test('whatever happens to a stack, its parameters say what its copies are, nothing is left of them, and those of others are left alone', async () => {
  const violations: string[] = [];
  for (let seed = 1; seed <= HISTORIES; seed++) violations.push(...await history(seed));
  expect(violations).toEqual([]);
}, 120_000);
