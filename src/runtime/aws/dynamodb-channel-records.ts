import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toFailure } from './failures';
import { ChannelRecords } from '../channels/channel-ports';
import { EMPTY_LEDGER, Ledger } from '../channels/ledger';

const ID = { S: 'channels' };

/** The record of a pipeline's channels: one item, whose version every write asks for. */
export class DynamoDbChannelRecords implements ChannelRecords {
  constructor(private readonly dynamoDb: Pick<DynamoDBClient, 'send'>, private readonly tableName: string) {}

  public async read(): Promise<Ledger> {
    const command = new GetItemCommand({ TableName: this.tableName, Key: { id: ID }, ConsistentRead: true });
    const { Item } = await this.dynamoDb.send(command).catch(fail);
    return Item?.ledger?.S === undefined ? EMPTY_LEDGER : JSON.parse(Item.ledger.S) as Ledger;
  }

  public async write(ledger: Ledger): Promise<boolean> {
    const command = new PutItemCommand({
      TableName: this.tableName,
      Item: { id: ID, version: { N: String(ledger.version) }, ledger: { S: JSON.stringify(ledger) } },
      ConditionExpression: 'attribute_not_exists(id) OR version = :before',
      ExpressionAttributeValues: { ':before': { N: String(ledger.version - 1) } },
    });
    const answer = await this.dynamoDb.send(command).catch(error => {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw toFailure(error);
    });
    return answer !== undefined;
  }
}

const fail = (error: unknown): never => {
  throw toFailure(error);
};
