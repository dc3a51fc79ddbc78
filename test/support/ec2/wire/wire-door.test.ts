import { Random } from '../../random';
import { Ec2Simulator } from '../ec2-simulator';
import type { WireRequest } from './wire-door';

const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=111111111111/20260101/eu-central-1/ec2/aws4_request, SignedHeaders=host, Signature=0';

function ask(body: string, headers: WireRequest['headers'] = {}, accounts?: Record<string, string>) {
  const simulator = new Ec2Simulator({ clock: { now: () => 0 }, random: new Random(1), accounts });
  return simulator.answer({ method: 'POST', headers: { authorization: AUTHORIZATION, ...headers }, body });
}

test('a response is an element of EC2\'s name space, named for its action', async () => {
  const { status, headers, body } = await ask('Action=GetEbsEncryptionByDefault&Version=2016-11-15');
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/xml;charset=UTF-8');
  expect(body.replace(/<requestId>[0-9a-f-]{36}<\/requestId>/, '')).toBe('<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<GetEbsEncryptionByDefaultResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><ebsEncryptionByDefault>false</ebsEncryptionByDefault>' +
    '</GetEbsEncryptionByDefaultResponse>');
});

test('list members are read in the order of their numbers, not of their arrival', async () => {
  const simulator = new Ec2Simulator({ clock: { now: () => 0 }, random: new Random(1) });
  const body = 'Action=DescribeImages&Filter.1.Name=name&Filter.1.Value.10=j&Filter.1.Value.2=b&Filter.1.Value.1=a';
  await simulator.answer({ method: 'POST', headers: { authorization: AUTHORIZATION }, body });
  expect(simulator.calls[0].input).toEqual({ Filters: [{ Name: 'name', Values: ['a', 'b', 'j'] }] });
});

test.each<[string, string, WireRequest['headers'], number, string]>([
  ['there is no action', 'Version=1', {}, 400, 'MissingAction'],
  ['the action is unknown', 'Action=Fly', {}, 400, 'InvalidAction'],
  ['the action belongs to another service', 'Action=DescribeKey&KeyId=a', {}, 400, 'InvalidAction'],
  ['a parameter is unknown', 'Action=DescribeImages&ImageIds.1=ami-1', {}, 400, 'UnknownParameter'],
  ['a nested parameter is unknown', 'Action=DescribeImages&Filter.1.Nome=a', {}, 400, 'UnknownParameter'],
  ['a boolean is none', 'Action=DescribeImages&DryRun=yes', {}, 400, 'InvalidParameterValue'],
  ['a number is none', 'Action=DescribeImages&MaxResults=many', {}, 400, 'InvalidParameterValue'],
  ['a date is none', 'Action=EnableImageDeprecation&ImageId=ami-1&DeprecateAt=soon', {}, 400, 'InvalidParameterValue'],
  ['a list has no numbers', 'Action=DescribeImages&ImageId.first=ami-1', {}, 400, 'InvalidParameter'],
  ['a structure has a value', 'Action=DescribeImages&Filter.1.Name.x=a', {}, 400, 'InvalidParameterValue'],
  ['there are no credentials', 'Action=DescribeImages', { authorization: undefined }, 403, 'MissingAuthenticationToken'],
  ['the access key is unknown', 'Action=DescribeImages', { authorization: AUTHORIZATION.replace('111111111111', 'AKIAX') }, 401, 'AuthFailure'],
  ['the Region is none', 'Action=DescribeImages', { authorization: AUTHORIZATION.replace('eu-central-1', 'x') }, 400, 'InvalidRegion'],
  ['a JSON target is unknown', '{}', { 'x-amz-target': 'Other.Thing' }, 400, 'UnknownOperationException'],
  ['a KMS key is unknown', '{"KeyId":"a"}', { 'x-amz-target': 'TrentService.DescribeKey' }, 400, 'NotFoundException'],
  ['a JSON body is no object', '1', { 'x-amz-target': 'TrentService.DescribeKey' }, 400, 'SerializationException'],
])('fails when %s', async (_title, body, headers, status, code) => {
  const answer = await ask(body, headers);
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(code)]);
});

test('an access key id can stand for an account', async () => {
  const authorization = AUTHORIZATION.replace('111111111111', 'test');
  expect(await ask('Action=DescribeImages', { authorization }, { test: '222222222222' })).toMatchObject({ status: 200 });
});
