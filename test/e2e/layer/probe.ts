/** A function for custom resources that behaves as the properties of a resource say, to see what the layer makes of that. */

/** How the function takes an event. What it is not told about, it answers with success. */
export type Way =
  | 'fail'
  | 'fail once'
  | 'be silent'
  /** Ends with an error the first time. */
  | 'crash once'
  /** Answers, and runs on for ten seconds. */
  | 'linger'
  /** Answers with more than CloudFormation reads. */
  | 'say too much'
  /** Answers with another id than it was asked with. */
  | 'rename'
  /** Answers without a physical id. */
  | 'name nothing'
  /** Answers another request with a failure, then this one, and then once more with a failure. */
  | 'confuse';

export interface Conduct {
  readonly Create?: Way;
  readonly Update?: Way;
  readonly Delete?: Way;
  /** The id in its answers to Create and Update. Without one: that of the event, or `<logical id>-first`. */
  readonly Id?: string;
  /** Anything that can change. */
  readonly Value?: string;
  readonly ServiceTimeout?: number;
}

export const CODE = `
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');

const put = (url, answer) => new Promise((resolve, reject) =>
  http.request(url, { method: 'PUT' }, response => response.resume().on('end', resolve)).on('error', reject).end(JSON.stringify(answer)));

exports.handler = async ({ RequestType, RequestId, StackId, LogicalResourceId, PhysicalResourceId, ResponseURL, ResourceProperties }) => {
  const way = ResourceProperties[RequestType];
  const mark = path.join(os.tmpdir(), StackId.split('/').pop() + LogicalResourceId + RequestType);
  const isFirst = !fs.existsSync(mark);
  fs.writeFileSync(mark, '');
  if (way === 'be silent') return;
  if (way === 'crash once' && isFirst) throw new Error('as told');
  const kept = PhysicalResourceId || LogicalResourceId + '-first';
  const id = way === 'rename' ? kept + '-again' : RequestType !== 'Delete' && ResourceProperties.Id || kept;
  const answer = {
    Status: way === 'fail' || way === 'fail once' && isFirst ? 'FAILED' : 'SUCCESS', Reason: 'as told', StackId, RequestId, LogicalResourceId,
    PhysicalResourceId: way === 'name nothing' ? '' : id, Data: { Process: process.pid, Text: way === 'say too much' ? 'x'.repeat(4096) : 'short' },
  };
  if (way === 'confuse') await put(ResponseURL, { ...answer, RequestId: 'another', Status: 'FAILED' });
  await put(ResponseURL, answer);
  if (way === 'confuse') await put(ResponseURL, { ...answer, Status: 'FAILED' });
  if (way === 'linger') await new Promise(resolve => setTimeout(resolve, 10_000));
};
`;

/** A custom resource with a conduct. */
export function probe(conduct: Conduct = {}, attributes: { readonly DependsOn?: string; readonly DeletionPolicy?: string } = {}): object {
  return { Type: 'Custom::Probe', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, ...conduct }, ...attributes };
}
