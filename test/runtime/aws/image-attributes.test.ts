import { anEc2, anOrder } from './an-ec2';
import { AttributeChange } from '../../../src/runtime/copy/attributes';
import { Image } from '../../../src/runtime/copy/image';

/** What the adapter changes on an image, as the EC2 simulator shows it afterwards. */

const DATE = new Date('1975-01-01T00:00:00Z');

test.each<[string, AttributeChange[], Partial<Image>]>([
  ['IMDSv2', [{ do: 'require-imds-v2' }], { requiresImdsV2: true }],
  ['a deprecation', [{ do: 'deprecate', at: DATE }], { deprecatedFrom: DATE }],
  ['a deprecation that is taken back', [{ do: 'deprecate', at: DATE }, { do: 'undeprecate' }], { deprecatedFrom: undefined }],
  ['the protection', [{ do: 'protect' }], { protected: true }],
  ['the protection, and then none', [{ do: 'protect' }, { do: 'unprotect' }], { protected: false }],
])('an image gets %s, however often it is told', async (_title, changes, seen) => {
  const ec2 = anEc2();
  const imageId = ec2.seed.image();
  for (const change of [...changes, ...changes.slice(-1)]) await ec2.copies.change(imageId, change);
  expect(await ec2.copies.find(imageId)).toMatchObject(seen);
});

test('a change that EC2 refuses says so', async () => {
  const ec2 = anEc2();
  await expect(ec2.copies.change('ami-00000000000000000', { do: 'protect' })).rejects.toMatchObject({ code: 'InvalidAMIID.NotFound', hope: 'soon' });
});

test.each([[15, 15], [undefined, 600]])('a copy that may take %p minutes is there after %i', async (durationMinutes, minutes) => {
  const ec2 = anEc2({ copyDuration: () => 600 * 60_000 });
  const imageId = await ec2.copies.start(anOrder(ec2, { durationMinutes }));
  ec2.pass(minutes - 1);
  expect((await ec2.copies.find(imageId))?.state).toBe('pending');
  ec2.pass(1);
  expect((await ec2.copies.find(imageId))?.state).toBe('available');
});
