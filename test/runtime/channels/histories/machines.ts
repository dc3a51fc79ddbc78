/** The state machines that promote, as the pipeline's template has them: what is tested there by itself is here among all that can happen. */
import { MoveAnswer } from '../../../../src/runtime/channels/channel-contract';
import { ChannelAnswer } from '../../../../src/runtime/channels/channels-handler';
import { planMove } from '../../../../src/runtime/channels/move-plan';
import { ChannelLab } from '../channel-lab';

/** An answer, the error that the function failed with, or its death. */
export type Ended = ChannelAnswer | Error | 'crashed';

const LATER_IS = 900_000;
const RETRY_AFTER = 30_000;
/** As far as a history goes. */
const MOST_ASKS = 40;
const MOST_TRIES = 200;

/** What passes by itself, in the words of the function: no reason to end. */
const MAY_PASS = /cannot be reached|cannot be protected|cannot be asked|is held/;

export class Machines {
  public readonly violations: string[] = [];
  /** Channel and release of what a machine is for. Nobody is told of a promotion that another move replaced before it was done anywhere. */
  private readonly begun = new Set<string>();
  /** Of what was refused for good. */
  private readonly ended = new Set<string>();

  constructor(private readonly lab: ChannelLab, private readonly bakeTime: number, private readonly ask: (payload: object) => Promise<Ended>) {
    lab.onReleased = release => this.start('canary', release);
    lab.onMoved = ({ channel, verb, release }) => {
      if (channel === 'canary' && verb === 'promote') this.start('stable', release);
    };
  }

  /** When nothing is in the way any more: which channels do not have what their machine should have brought. */
  public left(): string[] {
    const { configuration, ledger, timeline } = this.lab;
    return configuration.channels.flatMap(({ name: channel }) => {
      const plan = planMove({ verb: 'promote', channel }, { ledger, configuration, group: 'operate', now: new Date(timeline.now()) });
      if (plan.do !== 'decide' || plan.release!.reached.includes(channel)) return [];
      const { id } = plan.release!;
      const isDue = this.begun.has(`${channel} ${id}`) && !this.ended.has(`${channel} ${id}`);
      return isDue ? [`${channel} has ${ledger.channels[channel]?.release}, and ${id} never came`] : [];
    });
  }

  private start(channel: string, release: string): void {
    this.begun.add(`${channel} ${release}`);
    void this.lab.timeline.activity(() => this.run(channel, release)).catch((error: Error) => this.violations.push(`10: ${error.message}`));
  }

  private async run(channel: string, release: string): Promise<void> {
    await this.lab.timeline.sleep(this.bakeTime);
    for (let asks = 0; asks < MOST_ASKS; asks++) {
      const { status, because } = await this.insist({ verb: 'advance', channel, release });
      if (status === 'refused' && !MAY_PASS.test(because)) this.ended.add(`${channel} ${release}`);
      if (status === 'moved') this.checkForward(channel, release);
      if (status !== 'later') return;
      await this.lab.timeline.sleep(LATER_IS);
    }
  }

  /** What was held up does not come over something newer. */
  private checkForward(channel: string, release: string): void {
    const { channels: { [channel]: record }, releases } = this.lab.ledger;
    const ageOf = (id: string | undefined) => releases.findIndex(each => each.id === id);
    const isBack = record.release === release && record.previous !== undefined && ageOf(record.previous) < ageOf(release);
    if (isBack) this.violations.push(`10: a machine took ${channel} from ${record.previous} back to ${release}`);
  }

  /** What fails is tried again. */
  private async insist(payload: object): Promise<MoveAnswer> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const answer = await this.ask(payload);
      if (answer !== 'crashed' && !(answer instanceof Error)) return answer as MoveAnswer;
      await this.lab.timeline.sleep(RETRY_AFTER);
    }
    throw new Error(`${JSON.stringify(payload)} is never answered`);
  }
}
