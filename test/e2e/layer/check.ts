import { EmulatedCloud, LayerRecord } from '../../support/emulators/emulated-cloud';

export interface Emulators extends Pick<EmulatedCloud, 'clientOf' | 'rollBackBy' | 'putOnClock' | 'clock' | 'ec2' | 'imageBuilder' | 'url'> {
  /** What the layer has written down so far. */
  records(): readonly LayerRecord[];
}

/** A promise of the layer over MiniStack. It fails when the part of the layer that keeps it is taken away. */
export interface Check {
  /** A sentence about behaviour. */
  readonly title: string;
  run(emulators: Emulators): Promise<void>;
}
