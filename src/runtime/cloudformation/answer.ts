import { ResourceRequest } from './request';
import { Step } from './step';

/** CloudFormation refuses longer answers. */
export const MAX_ANSWER_BYTES = 4096;
/** Long enough for a reason that helps; the second, of whatever characters, always fits beside ids of their full length. */
const REASON_CHARACTERS = [1000, 300];

export type Ending = Exclude<Step, { do: 'again' }>;

/** The body of the answer to a request. Always short enough: a reason gives way; data that is too long is a failure. */
export function renderAnswer(request: ResourceRequest, ending: Ending, placeholderId: string): string {
  const bodies = ending.do === 'succeed'
    ? [render(request, ending, placeholderId)]
    : REASON_CHARACTERS.map(length => render(request, { ...ending, because: shorten(ending.because, length) }, placeholderId));
  return bodies.find(body => Buffer.byteLength(body) <= MAX_ANSWER_BYTES)
    ?? render(request, { do: 'fail', physicalId: ending.physicalId, because: 'the answer is longer than CloudFormation takes' }, placeholderId);
}

function render(request: ResourceRequest, ending: Ending, placeholderId: string): string {
  return JSON.stringify({
    Status: ending.do === 'succeed' ? 'SUCCESS' : 'FAILED',
    Reason: ending.do === 'succeed' ? undefined : ending.because,
    PhysicalResourceId: ending.physicalId ?? request.physicalResourceId ?? placeholderId,
    StackId: request.stackId,
    RequestId: request.requestId,
    LogicalResourceId: request.logicalResourceId,
    Data: ending.do === 'succeed' ? ending.data : undefined,
  });
}

/** Ends with a whole letter: half of one is no text for a strict reader. */
const shorten = (sentence: string, characters: number) =>
  sentence.length <= characters ? sentence : `${sentence.slice(0, characters - 1).replace(/[\ud800-\udbff]$/, '')}…`;
