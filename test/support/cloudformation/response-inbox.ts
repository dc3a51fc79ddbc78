import { isMap, Value, Values } from './template';
import { Timer, Timeline } from '../timeline';

/** What CloudFormation sends to a custom resource's function. */
export interface ResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceProperties: Values;
  readonly OldResourceProperties?: Values;
}

/** How a request ends for CloudFormation. */
export interface Answer {
  readonly ok: boolean;
  readonly reason: string;
  /** Absent when no answer told it. */
  readonly physicalId?: string;
  readonly data: Values;
}

/** What CloudFormation made of a body that was put: `decided` ended the request, the rest changed nothing. */
export type Verdict = 'decided' | 'refused' | 'second' | 'late' | 'for another request';

export interface PutRecord {
  readonly at: number;
  readonly invocationId: string;
  readonly body: string;
  readonly verdict: Verdict;
  /** What is wrong with the body, as CloudFormation sees it. */
  readonly problem?: string;
}

/** A request, from its first moment to its last answer. */
export interface RequestRecord {
  readonly event: ResourceEvent;
  readonly sentAt: number;
  readonly puts: PutRecord[];
  endedBy?: 'answer' | 'timeout' | 'cancellation' | 'missing function';
  endedAt?: number;
}

interface Open {
  readonly record: RequestRecord;
  readonly settle: (answer: Answer) => void;
  readonly timer: Timer;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export const LONGEST_BODY = 4096;
const LONGEST_PHYSICAL_ID = 1024;

/** Where the answers of custom resources arrive. */
export class ResponseInbox {
  public readonly requests: RequestRecord[] = [];
  /** Told of everything that is put. */
  public onPut?: (record: RequestRecord, put: PutRecord) => void;
  private readonly byUrl = new Map<string, RequestRecord>();
  private readonly open = new Map<RequestRecord, Open>();

  /** The base is CloudFormation's bucket, or a port of this machine when real clients put their answers. */
  constructor(private readonly timeline: Timeline, public base: string) {}

  /** Makes a request known. Its answer comes from the function, from the timeout, or from `cancel`. */
  public expect(event: Omit<ResourceEvent, 'ResponseURL'>, timeoutSeconds: number): { record: RequestRecord; answer: Promise<Answer> } {
    const path = encodeURIComponent(`${event.StackId}|${event.LogicalResourceId}|${event.RequestId}`);
    const url = `${this.base}/${path}?X-Amz-Expires=7200&X-Amz-Signature=${event.RequestId}`;
    const record: RequestRecord = { event: { ...event, ResponseURL: url }, sentAt: this.timeline.now(), puts: [] };
    this.requests.push(record);
    this.byUrl.set(url, record);
    const answer = new Promise<Answer>(settle => {
      const timer = this.timeline.after(timeoutSeconds * 1000, () => this.close(record, 'timeout', failure(
        `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${event.RequestId}].`)));
      this.open.set(record, { record, settle, timer });
    });
    return { record, answer };
  }

  public close(record: RequestRecord, endedBy: RequestRecord['endedBy'], answer: Answer): void {
    const open = this.open.get(record);
    if (!open) return;
    this.open.delete(record);
    open.timer.cancel();
    record.endedBy = endedBy;
    record.endedAt = this.timeline.now();
    open.settle(answer);
  }

  /** Takes what a function puts, as the bucket does: the status says whether it was stored, not whether CloudFormation likes it. */
  public put(url: string, body: string, invocationId: string): 200 | 403 {
    const record = this.byUrl.get(url);
    if (!record || this.timeline.now() - record.sentAt > 7_200_000) return 403;
    const note = (verdict: Verdict, problem?: string) => {
      const put = { at: this.timeline.now(), invocationId, body, verdict, problem };
      record.puts.push(put);
      this.onPut?.(record, put);
      return 200 as const;
    };
    if (!this.open.has(record)) return note(record.endedBy === 'answer' ? 'second' : 'late');
    const read = readAnswer(body, record.event);
    if (read === 'for another request') return note('for another request', 'StackId, RequestId or LogicalResourceId is not that of the request');
    this.close(record, 'answer', read);
    return read.problem === undefined ? note('decided') : note('refused', read.problem);
  }
}

export const failure = (reason: string, physicalId?: string): Answer => ({ ok: false, reason, physicalId, data: {} });

function readAnswer(body: string, event: ResourceEvent): Answer & { problem?: string } | 'for another request' {
  const refused = (problem: string) => ({ ...failure(problem), problem });
  if (Buffer.byteLength(body) > LONGEST_BODY) return refused('Response object is too long.');
  const fields = parsed(body);
  if (!fields) return refused('Response is not valid JSON.');
  const { Status, Reason, PhysicalResourceId, Data } = fields;
  const echoes = ['StackId', 'RequestId', 'LogicalResourceId'] as const;
  if (echoes.some(name => fields[name] !== event[name])) return 'for another request';
  if (Status !== 'SUCCESS' && Status !== 'FAILED') return refused('Invalid response: Status must be SUCCESS or FAILED.');
  if (typeof PhysicalResourceId !== 'string' || PhysicalResourceId === '') return refused('Invalid PhysicalResourceId');
  if (Buffer.byteLength(PhysicalResourceId) > LONGEST_PHYSICAL_ID) return refused('PhysicalResourceId is longer than 1 KB');
  if (Status === 'FAILED' && (typeof Reason !== 'string' || Reason === '')) return refused('Invalid response: Reason is required.');
  return { ok: Status === 'SUCCESS', reason: String(Reason ?? ''), physicalId: PhysicalResourceId, data: isMap(Data) ? Data : {} };
}

function parsed(body: string): Values | undefined {
  try {
    const value: Value = JSON.parse(body);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
