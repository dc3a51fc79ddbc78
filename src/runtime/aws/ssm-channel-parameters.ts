import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { toFailure } from './failures';
import { ChannelParameters } from '../channels/channel-ports';

/** Parameter Store takes no more in one call. */
const NAMES_PER_CALL = 10;

/** The parameters of channels, in one Region. */
export class SsmChannelParameters implements ChannelParameters {
  constructor(private readonly ssm: Pick<SSMClient, 'send'>) {}

  public async read(names: readonly string[]): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (let from = 0; from < names.length; from += NAMES_PER_CALL) {
      const { Parameters = [] } = await this.ssm.send(new GetParametersCommand({ Names: names.slice(from, from + NAMES_PER_CALL) })).catch(fail);
      for (const { Name = '', Value = '' } of Parameters) found[Name] = Value;
    }
    return found;
  }

  /** With the data type that launch templates resolve, whose image Parameter Store looks at. */
  public async write(name: string, imageId: string): Promise<void> {
    await this.ssm.send(new PutParameterCommand({ Name: name, Value: imageId, Type: 'String', DataType: 'aws:ec2:image', Overwrite: true })).catch(fail);
  }
}

const fail = (error: unknown): never => {
  throw toFailure(error);
};
