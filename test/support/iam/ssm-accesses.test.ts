import * as sdk from '@aws-sdk/client-ssm';
import { accessesOf } from './accesses';
import { Command } from '../cloudformation/doors';

const PARAMETER = 'arn:aws:ssm:eu-west-1:111111111111:parameter/images/web';
const asked = (command: object) =>
  accessesOf({ service: 'ssm', region: 'eu-west-1' }, command as Command, name => (name === '/images/web' ? { owner: 'us' } : undefined))
    .map(({ action, resource, context }) => [action, resource, Object.entries(context).filter(([key]) => key !== 'aws:RequestedRegion').flat().join(' ')]);

const FIELDS = { Name: '/images/web', Value: 'x', Type: 'String' } as const;
const NAMED = { ResourceType: 'Parameter', ResourceId: '/images/web' } as const;
const Tags = [{ Key: 'team', Value: 'web' }];

test.each<[string, object, string[][]]>([
  ['a creation with tags: the parameter, and its tags by themselves', new sdk.PutParameterCommand({ ...FIELDS, Tags }), [
    ['ssm:PutParameter', PARAMETER, 'aws:RequestTag/team web aws:TagKeys team ssm:Overwrite false'],
    ['ssm:AddTagsToResource', PARAMETER, 'aws:RequestTag/team web aws:TagKeys team'],
  ]],
  ['an overwrite: the parameter, whatever tags it has', new sdk.PutParameterCommand({ ...FIELDS, Overwrite: true }), [
    ['ssm:PutParameter', PARAMETER, 'ssm:Overwrite true'],
  ]],
  ['an image: that the caller may look at it', new sdk.PutParameterCommand({ ...FIELDS, DataType: 'aws:ec2:image' }), [
    ['ssm:PutParameter', PARAMETER, 'ssm:Overwrite false'], ['ec2:DescribeImages', '*', ''],
  ]],
  ['a look', new sdk.GetParameterCommand({ Name: '/images/web' }), [['ssm:GetParameter', PARAMETER, 'aws:ResourceTag/owner us']]],
  ['a look at tags', new sdk.ListTagsForResourceCommand(NAMED), [['ssm:ListTagsForResource', PARAMETER, 'aws:ResourceTag/owner us']]],
  ['tags', new sdk.AddTagsToResourceCommand({ ...NAMED, Tags }), [
    ['ssm:AddTagsToResource', PARAMETER, 'aws:RequestTag/team web aws:TagKeys team aws:ResourceTag/owner us'],
  ]],
  ['tags that go', new sdk.RemoveTagsFromResourceCommand({ ...NAMED, TagKeys: ['team'] }), [
    ['ssm:RemoveTagsFromResource', PARAMETER, 'aws:TagKeys team aws:ResourceTag/owner us'],
  ]],
  ['a deletion of what is not there', new sdk.DeleteParameterCommand({ Name: 'other' }), [
    ['ssm:DeleteParameter', 'arn:aws:ssm:eu-west-1:111111111111:parameter/other', ''],
  ]],
])('IAM is asked about %s', (_title, command, expected) => expect(asked(command)).toEqual(expected));
