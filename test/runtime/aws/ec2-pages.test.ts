import { EC2Client } from '@aws-sdk/client-ec2';
import { aClient } from './a-client';
import { OWNER } from './an-ec2';
import { Ec2ImageCopies } from '../../../src/runtime/aws/ec2-image-copies';

interface Paged {
  readonly NextToken?: string;
}

/** EC2 that answers in pages, of which some are empty. */
function pagesOf(field: string, pages: readonly (readonly object[] | undefined)[]) {
  const { client, sent } = aClient<EC2Client>((_operation, { NextToken }: Paged) => {
    const page = Number(NextToken ?? 0);
    // EC2 ends a listing without a token, or with an empty one.
    return { [field]: pages[page], NextToken: page + 1 < pages.length ? String(page + 1) : '' };
  });
  return { copies: new Ec2ImageCopies(client), sent };
}

const asked = (sent: readonly { input: Paged }[]) => sent.map(each => each.input.NextToken);

test('images are found on every page, behind an empty one too', async () => {
  const { copies, sent } = pagesOf('Images', [[{ ImageId: 'ami-1' }], [], undefined, [{ ImageId: 'ami-2' }, { ImageId: 'ami-3' }]]);
  expect((await copies.madeFor(OWNER)).map(image => image.imageId)).toEqual(['ami-1', 'ami-2', 'ami-3']);
  expect(asked(sent)).toEqual([undefined, '1', '2', '3']);
});

test('one image is found on a later page', async () => {
  const { copies } = pagesOf('Images', [[], [{ ImageId: 'ami-1' }]]);
  expect(await copies.named('web')).toMatchObject({ imageId: 'ami-1' });
});

test('each page is asked with the whole question, for disabled and deprecated images too', async () => {
  const { copies, sent } = pagesOf('Images', [[], []]);
  await copies.madeFor(OWNER);
  for (const { operation, input } of sent) {
    expect(operation).toBe('DescribeImages');
    expect(input).toMatchObject({ Owners: ['self'], IncludeDisabled: true, IncludeDeprecated: true, Filters: [expect.anything(), expect.anything()] });
  }
});

test('snapshots are found on every page', async () => {
  const { copies } = pagesOf('Snapshots', [[], [{ SnapshotId: 'snap-1' }], [{ SnapshotId: 'snap-2' }]]);
  expect((await copies.snapshotsMadeFor(OWNER)).map(each => each.snapshotId)).toEqual(['snap-1', 'snap-2']);
});

test('users are found on every page, and named by their kind when EC2 gives no ARN', async () => {
  const { copies } = pagesOf('ImageReferences', [[], [{ Arn: 'arn:instance' }], [{ ResourceType: 'ssm:Parameter' }]]);
  expect(await copies.usersOf('ami-1')).toEqual(['arn:instance', 'ssm:Parameter']);
});
