import { isAllowed, Statement } from './policy';

const allows = (Resource: string, resource: string) => isAllowed([{ Effect: 'Allow', Action: 'ec2:CopySnapshot', Resource }],
  { action: 'ec2:CopySnapshot', resource, context: {} });
const arn = (id: string) => `arn:aws:ec2:eu-central-1::snapshot/${id}`;

test.each<[string, string, string, boolean]>([
  ['a wildcard stands for any text', 'arn:aws:ec2:*::snapshot/*', arn('snap-1'), true],
  ['a wildcard stands for a literal asterisk, too', 'arn:aws:ec2:*::snapshot/*', arn('*'), true],
  ['an escaped asterisk is a literal one', 'arn:aws:ec2:*::snapshot/${*}', arn('*'), true],
  ['an escaped asterisk is no wildcard', 'arn:aws:ec2:*::snapshot/${*}', arn('snap-1'), false],
  ['ids that begin with snap- leave a literal asterisk out', 'arn:aws:ec2:*::snapshot/snap-*', arn('*'), false],
  ['a question mark stands for one character', 'arn:aws:ec2:*::snapshot/snap-?', arn('snap-12'), false],
  ['an escaped question mark is a literal one', 'a${?}', 'a?', true],
  ['an escaped dollar sign is a literal one', 'a${$}{*}', 'a${anything}', true],
  ['a dot is a dot', 'a.c', 'abc', false],
  ['a brace that escapes nothing is a brace', '${x}', '${x}', true],
])('%s', (_title, pattern, resource, expected) => expect(allows(pattern, resource)).toBe(expected));

test('a statement that denies wins', () => {
  const statements: Statement[] = [
    { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
    { Effect: 'Deny', Action: 'ec2:DeleteSnapshot', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/kept': 'true' } } },
  ];
  const may = (kept: string) => isAllowed(statements, { action: 'ec2:DeleteSnapshot', resource: arn('snap-1'), context: { 'aws:ResourceTag/kept': kept } });
  expect([may('true'), may('false')]).toEqual([false, true]);
});

test('a condition that is not known is refused, not ignored', () => {
  const statements: Statement[] = [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-01' } } }];
  expect(() => isAllowed(statements, { action: 'ec2:CopyImage', resource: '*', context: {} })).toThrow('DateLessThan is not known here');
});
