import { stackLine } from '../../scripts/demo/endpoint/stack-lines';

const PATHS = new Map([['Web3C8945DB', 'Web']]);

test.each([
  ['a resource that is done', 'WebImages | 10/13 | 9:29:39 PM | CREATE_COMPLETE         | Custom::AmiCopy                  | Web/Resource/Default (Web3C8945DB) ',
    { sentence: 'CREATE_COMPLETE Web, Custom::AmiCopy' }],
  ['a resource that failed', 'WebImages |   2 | 11:29:49 AM | DELETE_FAILED        | Custom::AmiCopy | Web/Resource/Default (Web3C8945DB) Received FAILED (RequestId: 1)',
    { sentence: 'DELETE_FAILED Web, Custom::AmiCopy: Received FAILED (RequestId: 1)' }],
  ['a resource that the template no longer has', 'WebImages | 2/3 | 21:29:39 | DELETE_COMPLETE | AWS::SSM::Parameter | Old1234 ',
    { sentence: 'DELETE_COMPLETE Old1234, AWS::SSM::Parameter' }],
  ['a resource that is under way', 'WebImages |  9/13 | 9:29:39 PM | CREATE_IN_PROGRESS      | Custom::AmiWaiter | Web/Available/Default (WebAvailable26F0EA1E) ', {}],
  ['the stack', 'WebImages |  1/13 | 9:29:38 PM | CREATE_IN_PROGRESS      | AWS::CloudFormation::Stack       | WebImages ', { stackStatus: 'CREATE_IN_PROGRESS' }],
  ['something else', 'WebImages: success: Published WebImages Template (current_account-current_region-99525fab)', undefined],
])('a line of the CDK about %s', (_title, line, told) => expect(stackLine(line, PATHS)).toEqual(told));
