import { ANSWERING } from '../../private/answering-code';

/**
 * The function that gives grants and retires them, in the consumer's account. Written out, because an asset would keep a StackSet from
 * carrying it; CloudFormation takes 4,096 characters. Node.js, with the SDK that Lambda brings.
 *
 * A grant has a name that is made of the stack and the resource, so that KMS gives the same one for the same request: a delivery that is
 * repeated, and a rollback, find it. A physical id names the key and the grant; under another one, which CloudFormation made up because
 * it never had an answer, the grant is found by its name. A late delivery finds that nothing waits for it, and gives no grant.
 */
export const GRANT_CODE = `
const { KMSClient, CreateGrantCommand, ListRetirableGrantsCommand, RetireGrantCommand } = require('@aws-sdk/client-kms');
const { CloudFormationClient, DescribeStackResourceCommand } = require('@aws-sdk/client-cloudformation');
const kms = new KMSClient({}), cfn = new CloudFormationClient({});
const Operations = ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'DescribeKey', 'CreateGrant'];
${ANSWERING}

async function isAwaited({ StackId, LogicalResourceId, RequestType }) {
  const found = await cfn.send(new DescribeStackResourceCommand({ StackName: StackId, LogicalResourceId })).catch(() => undefined);
  const status = found?.StackResourceDetail?.ResourceStatus;
  return status === undefined || status === RequestType.toUpperCase() + '_IN_PROGRESS';
}

async function find(RetiringPrincipal, Name, Marker) {
  const { Grants, Truncated, NextMarker } = await kms.send(new ListRetirableGrantsCommand({ RetiringPrincipal, Marker }));
  const found = Grants.filter(each => each.Name === Name);
  return Truncated ? [...found, ...await find(RetiringPrincipal, Name, NextMarker)] : found;
}

const retire = ({ KeyId, GrantId }) => kms.send(new RetireGrantCommand({ KeyId, GrantId })).catch(error => {
  if (error.name !== 'NotFoundException') throw error;
});

async function run({ RequestType, PhysicalResourceId: id, ResourceProperties: wish }, Name) {
  const { KeyArn: KeyId, GranteePrincipal, RetiringPrincipal } = wish;
  if (RequestType !== 'Delete') {
    const { GrantId } = await kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal, RetiringPrincipal, Operations, Name }));
    return KeyId + ' ' + GrantId;
  }
  const named = /^(arn:\\S+) (\\S+)$/.exec(id);
  const grants = named ? [{ KeyId: named[1], GrantId: named[2] }] : await find(RetiringPrincipal, Name);
  for (const grant of grants) await retire(grant);
  return id;
}

exports.handler = async event => {
  const { StackId, RequestId, LogicalResourceId, ResponseURL: url, PhysicalResourceId: known = 'not-made' } = event;
  check(event);
  if (!await isAwaited(event)) return;
  const Name = StackId.split('/').pop() + '-' + LogicalResourceId;
  const answer = await patiently(() => run(event, Name)).then(
    PhysicalResourceId => ({ Status: 'SUCCESS', PhysicalResourceId }),
    error => ({ Status: 'FAILED', PhysicalResourceId: known, Reason: (error.name + ': ' + error.message).slice(0, 1000) }));
  await put(url, JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId }));
};
`.trimStart();
