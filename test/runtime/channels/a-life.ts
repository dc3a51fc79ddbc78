/** The life of a pipeline's channels, as tests begin it and look at it. */
import { ChannelLab } from './channel-lab';

export const HOME = 'eu-central-1';
export const FAR = 'eu-west-1';
export const promote = { verb: 'promote', channel: 'canary' };
export const rollback = { verb: 'rollback', channel: 'canary' };
export const reconcile = { verb: 'reconcile' };

/** Releases 1 to `number` were in canary, one after the other. */
export async function aLab(number: number, options: Partial<ConstructorParameters<typeof ChannelLab>[0]> = {}): Promise<ChannelLab> {
  const lab = new ChannelLab({ seed: 1, ...options });
  for (let release = 0; release < number; release++) {
    lab.buildAll();
    await lab.ask(reconcile);
    await lab.ask(promote);
    await lab.pass(600);
  }
  return lab;
}

/** What canary names. */
export const values = (lab: ChannelLab) => lab.configuration.regions.map(region => lab.value(region, 'arm64', 'canary'));
export const imagesOf = (lab: ChannelLab, id: string) => Object.values(lab.ledger.releases.find(each => each.id === id)!.images.arm64.amis);
export const measured = (lab: ChannelLab, metric: string) => lab.lines.filter(line => line.Channel === 'canary' && metric in line).map(line => line[metric]);
