import { Stack } from 'aws-cdk-lib';
import { Benchmark } from './benchmark';
import { Ami, AmiCopy, AmiDestination } from '../../src';
import { HOME } from '../../test/support/cloudformation/cloud';
import { calm } from '../../test/support/ec2/rules';
import { Lab } from '../../test/support/lab';

const REGIONS = [HOME.region, 'eu-west-1', 'us-east-1'];
const MINUTES = 10;
/** Of 60, some are for sharing the copies. */
const GOAL = 50;

/** What others make of the same, computed from their code: the waiters of Packer and Terraform poll more often the sooner a copy may be there. */
const OTHERS = [
  { name: 'Packer', calls: 84, sharing: 6 },
  { name: 'Terraform', calls: 255, sharing: 60 },
];

/** The calls to EC2 of a deployment that encrypts an image in three Regions, counted by the simulator from its start to its end. */
export const apiCalls: Benchmark = {
  name: 'api-calls',
  goal: `an encrypted copy in each of ${REGIONS.length} Regions, of ${MINUTES} minutes each, takes at most ${GOAL} calls to EC2`,
  async run() {
    const kinds = await callsOfDeployment();
    const calls = [...kinds.values()].reduce((sum, count) => sum + count, 0);
    return {
      rows: OTHERS.map(({ name, calls: theirs }) => ({ name: `EC2 calls, ${name}`, ours: calls, theirs, ratio: calls / theirs, unit: 'calls' })),
      met: calls <= GOAL,
      notes: [
        [...kinds].sort(([, one], [, other]) => other - one).map(([kind, count]) => `${kind} ${count}`).join(', '),
        `ours: counted by the simulator; theirs: computed from their code, with sharing, which is ${OTHERS.map(each => `${each.sharing} calls of ${each.name}'s`).join(' and ')}`,
      ],
    };
  },
};

async function callsOfDeployment(): Promise<ReadonlyMap<string, number>> {
  const lab = new Lab({ rules: { ...calm, copyDuration: () => MINUTES * 60_000 } });
  const source = lab.seed.image();
  const status = await lab.deploy((stack: Stack) => new AmiCopy(stack, 'Copy', {
    source: Ami.fromImageId(source), destinations: REGIONS.map(region => AmiDestination.region(region)),
  }));
  if (status !== 'CREATE_COMPLETE') throw new Error(`the deployment ended in ${status}: ${lab.reasons().join('; ')}`);
  const kinds = new Map<string, number>();
  for (const { service, action } of lab.ec2.calls) if (service === 'ec2') kinds.set(action, (kinds.get(action) ?? 0) + 1);
  return kinds;
}
