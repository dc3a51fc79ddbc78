import { ChannelPayload, MoveAnswer, ReconcileAnswer } from '../../../src/runtime/channels/channel-contract';
import { Shell } from '../../../test/support/emulators/shell';

/** The command that a stack prints for a rollback, in the shell of somebody who copied it, and the same with another payload. */
export class PrintedCommand {
  constructor(private readonly shell: Shell, public readonly text: string) {}

  /** Run as it is printed. */
  public async run(): Promise<MoveAnswer> {
    return JSON.parse(await this.shell.run(this.text)) as MoveAnswer;
  }

  /** The guide has the other payloads. */
  public async resume(channel: string): Promise<MoveAnswer> {
    return await this.runWith({ verb: 'resume', channel }) as MoveAnswer;
  }

  public async reconcile(): Promise<ReconcileAnswer> {
    return await this.runWith({ verb: 'reconcile' }) as ReconcileAnswer;
  }

  private async runWith(payload: ChannelPayload): Promise<unknown> {
    const text = this.text.replace(/--payload '[^']*'/, `--payload '${JSON.stringify(payload)}'`);
    if (text === this.text) throw new Error(`the command has no payload: ${text}`);
    return JSON.parse(await this.shell.run(text));
  }
}
