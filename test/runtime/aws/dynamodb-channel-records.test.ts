import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { aJsonService, closeServices, Operations, refusing, WITH_RETRIES } from './a-service';
import { aTable } from './a-table';
import { DynamoDbChannelRecords } from '../../../src/runtime/aws/dynamodb-channel-records';
import { EMPTY_LEDGER, Ledger } from '../../../src/runtime/channels/ledger';
import { ApiError } from '../../support/ec2/errors';
import { aLedger, aRecord, aRelease } from '../channels/a-ledger';

afterEach(closeServices);

async function recordsOf(operations: Operations = aTable('channels'), table = 'channels') {
  const { options, calls } = await aJsonService(operations);
  return { records: new DynamoDbChannelRecords(new DynamoDBClient(options), table), calls };
}

const ledger = (version: number): Ledger => ({ ...aLedger([aRelease(2, ['canary']), aRelease(1)], { canary: aRecord(2, { previous: '1.0.7-1' }) }), version, writer: `turn-${version}` });

test('before the first write there is nothing, and then what was written', async () => {
  const { records } = await recordsOf();
  expect(await records.read()).toEqual(EMPTY_LEDGER);
  expect(await records.write(ledger(1))).toBe(true);
  expect(await records.read()).toEqual(ledger(1));
});

test('of two writes after one read the second is refused, and changes nothing', async () => {
  const { records } = await recordsOf();
  await records.write(ledger(1));
  expect(await records.write({ ...ledger(2), writer: 'quicker' })).toBe(true);
  expect(await records.write({ ...ledger(2), writer: 'slower' })).toBe(false);
  expect(await records.read()).toMatchObject({ version: 2, writer: 'quicker' });
});

test('a conflict is told from a throttle, which is asked again and then fails', async () => {
  const throttle = new ApiError('ThrottlingException', 'Rate exceeded');
  const table = aTable('channels');
  const { records, calls } = await recordsOf({ ...table, PutItem: refusing(2, throttle, table.PutItem) });
  expect(await records.write(ledger(1))).toBe(true);
  expect(calls).toHaveLength(3);
  expect(await records.write(ledger(1))).toBe(false);
  expect(calls).toHaveLength(4);
  const { records: never } = await recordsOf({ PutItem: refusing(99, throttle, table.PutItem), GetItem: refusing(99, throttle, table.GetItem) });
  await expect(never.write(ledger(2))).rejects.toMatchObject({ code: 'ThrottlingException', hope: 'later' });
  await expect(never.read()).rejects.toMatchObject({ code: 'ThrottlingException', hope: 'later' });
}, WITH_RETRIES);

test('fails when the table is not there', async () => {
  const { records } = await recordsOf(aTable('channels'), 'gone');
  await expect(records.read()).rejects.toMatchObject({ code: 'ResourceNotFoundException', hope: 'never' });
});

test('whatever people call things, what is read is what was written', async () => {
  const { records } = await recordsOf();
  const name = fc.string({ unit: 'grapheme', minLength: 1 });
  const record = fc.record({ release: name, since: fc.nat(), isHeld: fc.boolean(), rejected: fc.array(name) });
  let version = 0;
  await fc.assert(fc.asyncProperty(fc.dictionary(name, record), async found => {
    const channels = Object.fromEntries(Object.entries(found).map(([channel, each]) => [channel, aRecord(1, each)]));
    const written: Ledger = { ...EMPTY_LEDGER, version: ++version, channels };
    expect(await records.write(written)).toBe(true);
    expect(await records.read()).toEqual(written);
  }), { numRuns: 50, seed: 1 });
});
