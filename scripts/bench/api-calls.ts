import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Benchmark } from './benchmark';
import { Ami, AmiCopy, AmiDestination, AmiSharing, ShareTarget } from '../../src';
import { HOME } from '../../test/support/cloudformation/cloud';
import { calm } from '../../test/support/ec2/rules';
import { Lab } from '../../test/support/lab';

const REGIONS = [HOME.region, 'eu-west-1', 'us-east-1'];
const ACCOUNTS = ['222222222222', '333333333333', '444444444444', '555555555555', '666666666666'];
const MINUTES = 10;
const GOAL = 60;

/** What others make of the same, computed from their code: the waiters of Packer and Terraform poll more often the sooner a copy may be there. */
const OTHERS = [
  { name: 'Packer', calls: 84 },
  { name: 'Terraform', calls: 255 },
];

/** The calls to EC2 of a deployment that encrypts an image in three Regions and shares it, counted by the simulator from its start to its end. */
export const apiCalls: Benchmark = {
  name: 'api-calls',
  goal: `an encrypted copy in each of ${REGIONS.length} Regions, of ${MINUTES} minutes each, shared with ${ACCOUNTS.length} accounts, takes at most ${GOAL} calls to EC2`,
  async run() {
    const kinds = await callsOfDeployment();
    const calls = [...kinds.values()].reduce((sum, count) => sum + count, 0);
    return {
      rows: OTHERS.map(({ name, calls: theirs }) => ({ name: `EC2 calls, ${name}`, ours: calls, theirs, ratio: calls / theirs, unit: 'calls' })),
      met: calls <= GOAL,
      notes: [
        [...kinds].sort(([, one], [, other]) => other - one).map(([kind, count]) => `${kind} ${count}`).join(', '),
        'ours: counted by the simulator; theirs: computed from their code',
      ],
    };
  },
};

async function callsOfDeployment(): Promise<ReadonlyMap<string, number>> {
  const lab = new Lab({ rules: { ...calm, copyDuration: () => MINUTES * 60_000 } });
  const source = lab.seed.image();
  const keyArns = REGIONS.map(region => lab.ec2.seed(HOME.accountId, region).key());
  const status = await lab.deploy((stack: Stack) => {
    const image = new AmiCopy(stack, 'Copy', {
      source: Ami.fromImageId(source),
      destinations: REGIONS.map((region, index) =>
        AmiDestination.region(region, { encryptionKey: kms.Key.fromKeyArn(stack, region, keyArns[index]) })),
    });
    new AmiSharing(stack, 'Sharing', { image, sharedWith: ACCOUNTS.map(each => ShareTarget.account(each)) });
  });
  if (status !== 'CREATE_COMPLETE') throw new Error(`the deployment ended in ${status}: ${lab.reasons().join('; ')}`);
  const kinds = new Map<string, number>();
  for (const { service, action } of lab.ec2.calls) if (service === 'ec2') kinds.set(action, (kinds.get(action) ?? 0) + 1);
  return kinds;
}
