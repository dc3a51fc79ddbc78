import { Endpoint } from './endpoint';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { EmulatedCloud } from '../../../test/support/emulators/emulated-cloud';
import { emulatorEnvironment } from '../../../test/support/emulators/toolkit';
import { EXAMPLE } from '../example';
import { Surroundings } from '../place';

const MINUTE = 60_000;
const FACTOR = 20;
export const UP_FOR_MINUTES = 30;
/** As fast as EC2 ever is. */
const RULES = { copyDuration: () => 2 * MINUTE, creationTakes: [MINUTE / 3, MINUTE / 3] } as const;

/** Emulators that this starts: CloudFormation, Lambda, Step Functions and what goes with them by others, EC2 from this repository. */
export async function onEmulators({ folder, stop }: Surroundings): Promise<Endpoint> {
  const { accountId, region } = HOME;
  const cloud = await EmulatedCloud.start({ account: accountId, region, rules: RULES, factor: FACTOR });
  return new Endpoint({
    name: 'emulators',
    introduction: `This runs on emulators: CloudFormation, KMS, Lambda and Step Functions are MiniStack, EC2 is the simulator of this repository, on 127.0.0.1.
Real are the CDK with its command line, ${EXAMPLE}, the bundled handler that is uploaded, and the AWS SDK in it.
AWS is never called, and no credentials of yours are read. A minute takes ${60 / FACTOR} seconds.`,
    client: cloud.clientOf(accountId, region),
    environment: emulatorEnvironment(cloud.url, accountId, region, folder),
    folder,
    stop,
    bootstraps: true,
    lasts: false,
    doorway: {
      opening: `Everything stays up for ${UP_FOR_MINUTES} minutes, or until Ctrl-C. To look around from another terminal, with AWS CLI 2.13 or newer:`,
      exports: [
        'unset AWS_PROFILE AWS_SESSION_TOKEN',
        `export AWS_ENDPOINT_URL=${cloud.url} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
        `export AWS_ACCESS_KEY_ID=${accountId} AWS_SECRET_ACCESS_KEY=test`,
      ],
    },
    now: () => cloud.clock.now(),
    ec2Calls: () => cloud.records().flatMap(({ action, function: caller }) => action && caller ? [action] : []),
    close: () => cloud.stop(),
  });
}
