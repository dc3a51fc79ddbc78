import { dependenciesOf, inOrder, reversed } from './dependencies';
import { Resolver, Surroundings } from './resolver';
import { ResourceDeclaration, stringified, Template, Value } from './template';

const STACK_ID = 'arn:aws:cloudformation:eu-central-1:111111111111:stack/Images/1';
const surroundings: Surroundings = {
  accountId: '111111111111',
  region: 'eu-central-1',
  partition: 'aws',
  stackName: 'Images',
  stackId: STACK_ID,
  parameters: { Prefix: 'web' },
  parameterStore: new Map([['/base', 'ami-1'], ['/list', 'a, b']]),
  imports: new Map([['Shared:Key', 'key-1']]),
};
const template: Template = {
  Parameters: {
    Prefix: { Type: 'String' },
    Size: { Type: 'Number', Default: 5 },
    Base: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/base' },
    Names: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/list' },
  },
  Mappings: { Regions: { 'eu-central-1': { Zone: 'a' } } },
  Conditions: {
    Web: { 'Fn::Equals': [{ Ref: 'Prefix' }, 'web'] },
    Not: { 'Fn::Not': [{ Condition: 'Web' }] },
    Both: { 'Fn::And': [{ Condition: 'Web' }, { Condition: 'Not' }] },
    Either: { 'Fn::Or': [{ Condition: 'Web' }, { Condition: 'Not' }] },
  },
  Resources: { Copy: { Type: 'Custom::AmiCopy' }, Never: { Type: 'Custom::AmiCopy', Condition: 'Both' } },
};
const made = (logicalId: string) =>
  logicalId === 'Copy' ? { physicalId: 'eu-central-1/ami-2', attributes: { 'ImageId': 'ami-2', 'Nested.Name': 'n' } } : undefined;
const resolve = (value: Value) => new Resolver(template, surroundings).resolve(value, made);

test.each<[string, Value, Value]>([
  ['a Ref to a parameter', { Ref: 'Prefix' }, 'web'],
  ['a default, as text', { Ref: 'Size' }, '5'],
  ['a parameter that Systems Manager holds', { Ref: 'Base' }, 'ami-1'],
  ['a list that Systems Manager holds', { Ref: 'Names' }, ['a', 'b']],
  ['a dynamic reference', 'id {{resolve:ssm:/base}}', 'id ami-1'],
  ['a pseudo parameter', { Ref: 'AWS::StackId' }, STACK_ID],
  ['a Ref to a resource', { Ref: 'Copy' }, 'eu-central-1/ami-2'],
  ['an attribute', { 'Fn::GetAtt': ['Copy', 'ImageId'] }, 'ami-2'],
  ['an attribute with a dot, as text', { 'Fn::GetAtt': 'Copy.Nested.Name' }, 'n'],
  ['a join', { 'Fn::Join': ['-', [{ Ref: 'Prefix' }, 'x']] }, 'web-x'],
  ['a substitution', { 'Fn::Sub': 'arn:${AWS::Partition}:${Copy.ImageId}/${!Literal}/${Own}' }, 'arn:aws:ami-2/${Literal}/mine'],
  ['a selection of a split', { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Copy' }] }] }, 'ami-2'],
  ['a mapping', { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'Zone'] }, 'a'],
  ['an import', { 'Fn::ImportValue': 'Shared:Key' }, 'key-1'],
  ['a condition', { 'Fn::If': ['Either', 'yes', { Ref: 'Unknown' }] }, 'yes'],
  ['no value, in a map and in a list', { kept: 1, gone: { Ref: 'AWS::NoValue' }, list: [{ 'Fn::If': ['Not', 1, { Ref: 'AWS::NoValue' }] }, 2] },
    { kept: 1, list: [2] }],
  ['a map of two keys is no function', { Ref: 'x', Other: 'y' }, { Ref: 'x', Other: 'y' }],
])('resolves %s', (_title, value, expected) => {
  const own = { ...template, Parameters: { ...template.Parameters, Own: { Type: 'String', Default: 'mine' } } };
  expect(new Resolver(own, surroundings).resolve(value, made)).toEqual(expected);
});

test('leaves out resources whose condition does not hold', () => {
  expect(new Resolver(template, surroundings).logicalIds).toEqual(['Copy']);
});

test.each<[string, Value, string]>([
  ['an attribute was not answered', { 'Fn::GetAtt': ['Copy', 'Missing'] }, "Vendor response doesn't contain Missing attribute"],
  ['a name is unknown', { Ref: 'Nobody' }, 'unresolved resource dependency [Nobody]'],
  ['an export is missing', { 'Fn::ImportValue': 'None' }, 'No export named None found.'],
  ['a function is unknown', { 'Fn::Cidr': ['10.0.0.0/8'] }, 'Fn::Cidr is not supported here'],
])('fails when %s', (_title, value, message) => {
  expect(() => resolve(value)).toThrow(message);
});

test('custom resources get scalars as strings and no nulls', () => {
  expect(stringified({ flag: true, count: 5, none: null, list: [1, { deep: false }] }))
    .toEqual({ flag: 'true', count: '5', list: ['1', { deep: 'false' }] });
});

describe('dependencies', () => {
  const refersTo = (value: Value, DependsOn?: string | string[]): ResourceDeclaration => ({ Type: 'T', Properties: { value }, DependsOn });
  const graph = (Resources: Template['Resources']) => dependenciesOf({ Resources }, Object.keys(Resources));

  test('come from DependsOn, references, attributes and substitutions', () => {
    const dependencies = graph({
      A: refersTo('x'),
      B: refersTo({ Ref: 'A' }),
      C: refersTo({ 'Fn::GetAtt': ['B', 'Arn'] }),
      D: refersTo({ 'Fn::Sub': ['${C.Arn}${x}', { x: { Ref: 'A' } }] }),
      E: refersTo('x', ['A', 'D']),
      F: refersTo({ Ref: 'AWS::Region' }, 'E'),
    });
    expect(Object.fromEntries([...dependencies].map(([id, needed]) => [id, [...needed]])))
      .toEqual({ A: [], B: ['A'], C: ['B'], D: ['C', 'A'], E: ['A', 'D'], F: ['E'] });
    expect([...reversed(dependencies).get('A') ?? []]).toEqual(['B', 'D', 'E']);
  });

  test('are followed, with siblings side by side, and what waits for a failure is left out', async () => {
    const seen: string[] = [];
    const results = await inOrder(graph({ A: refersTo('x'), B: refersTo({ Ref: 'A' }), C: refersTo('x'), D: refersTo({ Ref: 'C' }) }), async logicalId => {
      seen.push(logicalId);
      await Promise.resolve();
      return logicalId !== 'C';
    });
    expect(seen).toEqual(['A', 'C', 'B']);
    expect(Object.fromEntries(results)).toEqual({ A: true, B: true, C: false, D: false });
  });

  test('fails when they go in a circle', async () => {
    await expect(inOrder(graph({ A: refersTo({ Ref: 'B' }), B: refersTo({ Ref: 'A' }) }), async () => true)).rejects.toThrow('A -> B -> A');
  });
});
