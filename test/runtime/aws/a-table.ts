/** One table of DynamoDB with the key `id`, as far as a record needs it: consistent reads, and writes on the one condition that there is. */
import { Operations } from './a-service';
import { ApiError } from '../../support/ec2/errors';

interface Item {
  readonly id: { readonly S: string };
  readonly version?: { readonly N: string };
}

interface Put {
  readonly TableName: string;
  readonly Item: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly N?: string }>>;
}

/** An item may be so large. */
const MOST_BYTES = 400 * 1024;

export function aTable(name: string): Operations {
  const items = new Map<string, Item>();
  const find = (table: string) => {
    if (table !== name) throw new ApiError('ResourceNotFoundException', 'Requested resource not found');
  };
  return {
    GetItem: ({ TableName, Key, ConsistentRead }: { TableName: string; Key: Item; ConsistentRead?: boolean }) => {
      find(TableName);
      // Whoever does not ask for it may get what was there before: here, nothing.
      return ConsistentRead && items.has(Key.id.S) ? { Item: items.get(Key.id.S) } : {};
    },
    PutItem: ({ TableName, Item: item, ConditionExpression, ExpressionAttributeValues: values = {} }: Put) => {
      find(TableName);
      if (Buffer.byteLength(JSON.stringify(item)) > MOST_BYTES) throw new ApiError('ValidationException', 'Item size has exceeded the maximum allowed size');
      const there = items.get(item.id.S);
      if (there && !accepts(ConditionExpression, values, there)) throw new ApiError('ConditionalCheckFailedException', 'The conditional request failed');
      items.set(item.id.S, item);
      return {};
    },
  };
}

/** `attribute_not_exists(id) OR version = :before`, of an item that is there. */
function accepts(condition: string | undefined, values: Exclude<Put['ExpressionAttributeValues'], undefined>, { version }: Item): boolean {
  if (condition === undefined) return true;
  const [, wanted] = /^attribute_not_exists\(id\) OR version = (:\w+)$/.exec(condition) ?? [];
  if (wanted === undefined) throw new ApiError('ValidationException', `Invalid ConditionExpression: ${condition}`);
  return version !== undefined && Number(version.N) === Number(values[wanted]?.N);
}
