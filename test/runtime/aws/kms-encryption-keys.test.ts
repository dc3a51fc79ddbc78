import { KMSClient } from '@aws-sdk/client-kms';
import { aClient, anError } from './a-client';
import { KmsEncryptionKeys } from '../../../src/runtime/aws/kms-encryption-keys';
import { Ec2Simulator } from '../../support/ec2/ec2-simulator';
import { SeedKey } from '../../support/ec2/seed-specs';
import { Random } from '../../support/random';

const simulated = (key: SeedKey) => {
  const simulator = new Ec2Simulator({ clock: { now: () => 0 }, random: new Random(1) });
  const arn = simulator.seed('111111111111', 'eu-central-1').key(key);
  return { arn, keys: new KmsEncryptionKeys(simulator.kms('111111111111', 'eu-central-1')) };
};

test.each<[string, SeedKey, object]>([
  ['a key that can be used', {}, { enabled: true, state: 'Enabled', symmetric: true }],
  ['a disabled key', { state: 'Disabled' }, { enabled: false, state: 'Disabled' }],
  ['a key that is about to be deleted', { state: 'PendingDeletion' }, { enabled: false, state: 'PendingDeletion' }],
  ['an asymmetric key', { spec: 'RSA_2048', usage: 'ENCRYPT_DECRYPT' }, { symmetric: false }],
  ['a key that only signs', { spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }, { symmetric: false }],
])('%s is seen as it is', async (_title, facts, expected) => {
  const { arn, keys } = simulated(facts);
  expect(await keys.find(arn)).toMatchObject(expected);
});

const failing = (error: Error) => new KmsEncryptionKeys(aClient<KMSClient>(() => { throw error; }).client);

test.each<[string, Error]>([
  ['cannot be reached', anError('TimeoutError', 'connect ETIMEDOUT', 'unreached')],
  ['is throttled', anError('ThrottlingException')],
  ['is broken', anError('KMSInternalException', 'oops', 500)],
])('KMS that %s leaves the key to EC2', async (_title, error) => expect(await failing(error).find('key')).toBeUndefined());

test.each<[string, string, string]>([
  ['the key is not there', 'NotFoundException', 'soon'],
  ['the key is of another Region', 'InvalidArnException', 'never'],
  ['the role may not look at it', 'AccessDeniedException', 'soon'],
])('fails when %s', async (_title, code, hope) => expect(failing(anError(code)).find('key')).rejects.toMatchObject({ code, hope }));
