/**
 * Random histories of a sharing: deployments that go well and that fail, deletions, people who grant and revoke by hand, events that come
 * twice or late, functions that die, and an EC2 that shows things late. Whatever happens, the permissions in the end are the list, and
 * what others granted to whom was never in it.
 */
import { Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { byHand, sharedWith, target } from './sharing-lab';
import { Ami } from '../../../src/ami/ami';
import { AmiSharing } from '../../../src/sharing/ami-sharing';
import { CallFault, Faults, OutgoingCall } from '../../support/cloudformation/faults';
import { hard } from '../../support/ec2/rules';
import { Lab } from '../../support/lab';

const ACCOUNTS = ['222222222222', '333333333333', '444444444444', '555555555555'];

type Step =
  | { readonly do: 'deploy'; readonly list: readonly string[]; readonly exclusive: boolean; readonly fails: boolean }
  | { readonly do: 'destroy' }
  | { readonly do: 'Add' | 'Remove'; readonly account: string };

interface Plan {
  readonly steps: readonly Step[];
  /** By the number of the call. */
  readonly faults: readonly { readonly call: number; readonly kind: CallFault }[];
  readonly redeliveries: readonly { readonly event: number; readonly afterSeconds: number }[];
  readonly isHard: boolean;
}

const account = fc.constantFrom(...ACCOUNTS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('deploy' as const), list: fc.uniqueArray(account), exclusive: fc.boolean(), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('destroy' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('Add' as const, 'Remove' as const), account }) },
);
const plans: fc.Arbitrary<Plan> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  faults: fc.array(fc.record({ call: fc.integer({ min: 0, max: 40 }), kind: fc.constantFrom<CallFault>('crash-before', 'crash-after', 'refused', 'lost', 'repeated') }), { maxLength: 3 }),
  redeliveries: fc.array(fc.record({ event: fc.integer({ min: 0, max: 8 }), afterSeconds: fc.integer({ min: 0, max: 900 }) }), { maxLength: 4 }),
  isHard: fc.boolean(),
});

function faultsOf({ faults, redeliveries }: Plan): Faults {
  let [calls, events] = [0, 0];
  return {
    ofCall: (_call: OutgoingCall) => {
      const number = calls++;
      return faults.find(({ call }) => call === number)?.kind;
    },
    redeliveries: () => {
      const number = events++;
      return redeliveries.filter(({ event }) => event === number).map(({ afterSeconds }) => afterSeconds);
    },
    latency: () => 50,
  };
}

/** What the stack says of the sharing, and who has the image besides. */
class Model {
  public list?: readonly string[];
  public exclusive = false;
  public permissions = new Set<string>();

  /** As every change does it: who leaves the list goes, whoever granted it. */
  public bring(list: readonly string[] | undefined, exclusive: boolean): void {
    const leaving = exclusive ? [...this.permissions] : this.list ?? [];
    for (const each of leaving) this.permissions.delete(each);
    for (const each of list ?? []) this.permissions.add(each);
    this.list = list;
    this.exclusive = exclusive;
  }
}

const sharing = (imageId: string, { list, exclusive, fails }: Extract<Step, { do: 'deploy' }>) => (stack: Stack): void => {
  const made = new AmiSharing(stack, 'Sharing', { image: Ami.fromImageId(imageId), sharedWith: list.map(target), exclusive });
  if (!fails) return;
  const failing = new AmiSharing(stack, 'Failing', { image: Ami.fromImageId('ami-00000000000000000'), sharedWith: [] });
  failing.node.addDependency(made);
};

/** Empty when all is well. */
async function violations(plan: Plan): Promise<string[]> {
  const lab = new Lab({ faults: faultsOf(plan), rules: plan.isHard ? { ...hard, faults: { 'throttle': 0.05, 'lost-answer': 0.02 } } : undefined });
  const image = lab.seed.image();
  const model = new Model();
  for (const each of plan.steps) {
    const status = await take(lab, image, each, model);
    if (status?.endsWith('_FAILED')) return [];
    // What comes late comes in this time.
    await lab.timeline.run(lab.timeline.sleep(3_600_000));
    const actual = sharedWith(lab, image);
    const expected = [...model.permissions].sort();
    if (actual.join() !== expected.join()) return [`after ${JSON.stringify(each)} (${status}): ${actual.join()} instead of ${expected.join()}`];
  }
  return [];
}

async function take(lab: Lab, image: string, step_: Step, model: Model): Promise<string | undefined> {
  if (step_.do === 'destroy') {
    if (!model.list) return undefined;
    const status = await lab.destroy();
    if (status === 'DELETE_COMPLETE') model.bring(undefined, false);
    return status;
  }
  if (step_.do !== 'deploy') {
    await lab.cloud.during(byHand(lab, image, step_.do, step_.account));
    if (step_.do === 'Add') model.permissions.add(step_.account);
    else model.permissions.delete(step_.account);
    return undefined;
  }
  const { list, exclusive } = model;
  const isSame = list?.join() === [...step_.list].sort().join() && exclusive === step_.exclusive;
  if (isSame && !step_.fails) return undefined;
  const stack = lab.cloud.cloudFormation.stack('Images');
  if (stack.status === 'ROLLBACK_COMPLETE') await lab.destroy();
  const status = await lab.deploy(sharing(image, step_));
  if (!isSame) model.bring([...step_.list].sort(), step_.exclusive);
  if (!status.includes('ROLLBACK') || isSame) return status;
  model.bring(list, exclusive && list !== undefined);
  return status;
}

test('permissions after any history are the list, and what others granted to whom was never in it', async () => {
  await fc.assert(fc.asyncProperty(plans, async plan => {
    expect(await violations(plan)).toEqual([]);
  }), { seed: 1, numRuns: 150 });
}, 120_000);
