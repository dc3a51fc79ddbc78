/** The default bus of EventBridge, as far as putting events goes. */
import { Operations } from './a-service';
import { ApiError } from '../../support/ec2/errors';

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
}

export interface Told {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

const MOST_ENTRIES = 10;
const MOST_BYTES = 1024 * 1024;

/** What `failing` names, EventBridge takes as a request and refuses as an entry. */
export function anEventBus(failing: string[] = []): { readonly operations: Operations; readonly told: Told[] } {
  const told: Told[] = [];
  const operations: Operations = {
    PutEvents: ({ Entries: entries }: { Entries: readonly Entry[] }) => {
      if (entries.length < 1 || entries.length > MOST_ENTRIES) throw new ApiError('ValidationException', `Member must have length less than or equal to ${MOST_ENTRIES}`);
      const results = entries.map(entry => {
        const [problem] = failing.splice(0, 1);
        if (problem !== undefined) return { ErrorCode: problem, ErrorMessage: 'not now' };
        return put(told, entry);
      });
      return { FailedEntryCount: results.filter(result => 'ErrorCode' in result).length, Entries: results };
    },
  };
  return { operations, told };
}

function put(told: Told[], { Source, DetailType, Detail }: Entry): object {
  if (!Source || !DetailType || !Detail) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source, DetailType or Detail is missing.' };
  if (Buffer.byteLength(Source + DetailType + Detail) > MOST_BYTES) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'The entry is too large.' };
  try {
    told.push({ source: Source, detailType: DetailType, detail: JSON.parse(Detail) });
    return { EventId: String(told.length) };
  } catch {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
}
