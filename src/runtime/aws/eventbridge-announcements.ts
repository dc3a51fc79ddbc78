import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { toFailure } from './failures';
import { AwsFailure } from '../aws-failure';
import { CHANNEL_EVENT, ChannelMovedDetail, ReleaseAvailableDetail } from '../channels/channel-contract';
import { Announcements } from '../channels/channel-ports';

/** The default bus of the function's Region. */
export class EventBridgeAnnouncements implements Announcements {
  constructor(private readonly eventBridge: Pick<EventBridgeClient, 'send'>) {}

  public moved(detail: ChannelMovedDetail): Promise<void> {
    return this.put(CHANNEL_EVENT.moved, detail);
  }

  public released(detail: ReleaseAvailableDetail): Promise<void> {
    return this.put(CHANNEL_EVENT.released, detail);
  }

  /** A refused entry is an answer, not an error. */
  private async put(detailType: string, detail: object): Promise<void> {
    const entry = { Source: CHANNEL_EVENT.source, DetailType: detailType, Detail: JSON.stringify(detail) };
    const { FailedEntryCount = 0, Entries: [result] = [] } = await this.eventBridge.send(new PutEventsCommand({ Entries: [entry] })).catch(error => {
      throw toFailure(error);
    });
    if (FailedEntryCount > 0) throw new AwsFailure(result?.ErrorCode ?? 'FailedEntry', result?.ErrorMessage ?? '', 'later');
  }
}
