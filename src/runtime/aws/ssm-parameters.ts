import {
  AddTagsToResourceCommand, DeleteParameterCommand, GetParameterCommand, ListTagsForResourceCommand, PutParameterCommand,
  RemoveTagsFromResourceCommand, SSMClient, Tag,
} from '@aws-sdk/client-ssm';
import { toFailure } from './failures';
import { ParameterContent, ParameterOrder, Parameters, ParameterTags } from '../parameter/parameters';

const PARAMETER = 'Parameter';

/** Parameter Store, in one Region. */
export class SsmParameters implements Parameters {
  constructor(private readonly ssm: Pick<SSMClient, 'send'>) {}

  public async tagsOf(name: string): Promise<ParameterTags> {
    const command = new ListTagsForResourceCommand({ ResourceType: PARAMETER, ResourceId: name });
    const answer = await this.ssm.send(command).catch(unless('InvalidResourceId'));
    return Object.fromEntries((answer?.TagList ?? []).map(({ Key, Value }) => [Key, Value]));
  }

  public async contentOf(name: string): Promise<ParameterContent | undefined> {
    const answer = await this.ssm.send(new GetParameterCommand({ Name: name })).catch(unless('ParameterNotFound'));
    return answer && { value: answer.Parameter?.Value ?? '', dataType: answer.Parameter?.DataType ?? 'text' };
  }

  public async create(order: ParameterOrder, tags: ParameterTags): Promise<'asked' | 'taken'> {
    const command = new PutParameterCommand({ ...fieldsOf(order), Tags: toTags(tags) });
    return await this.ssm.send(command).catch(unless('ParameterAlreadyExists')) ? 'asked' : 'taken';
  }

  public async overwrite(order: ParameterOrder): Promise<void> {
    await this.ssm.send(new PutParameterCommand({ ...fieldsOf(order), Overwrite: true })).catch(unless());
  }

  public async tag(name: string, tags: ParameterTags): Promise<void> {
    await this.ssm.send(new AddTagsToResourceCommand({ ResourceType: PARAMETER, ResourceId: name, Tags: toTags(tags) })).catch(unless());
  }

  public async untag(name: string, keys: readonly string[]): Promise<void> {
    await this.ssm.send(new RemoveTagsFromResourceCommand({ ResourceType: PARAMETER, ResourceId: name, TagKeys: [...keys] })).catch(unless());
  }

  public async remove(name: string): Promise<void> {
    await this.ssm.send(new DeleteParameterCommand({ Name: name })).catch(unless('ParameterNotFound'));
  }
}

const fieldsOf = ({ name, imageId, description, dataType }: ParameterOrder) =>
  ({ Name: name, Value: imageId, Description: description, DataType: dataType, Type: 'String' } as const);

const toTags = (tags: ParameterTags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Takes one error for the answer that there is no such thing; every other is a failure. */
const unless = (code?: string) => (error: unknown): undefined => {
  const failure = toFailure(error);
  if (failure.code !== code) throw failure;
};
