import { ImageFacts } from './image-facts';
import { Left } from './left';
import { PlaceName } from './place';

/** What the demo found, for tables and for `--json`. */
export interface Facts {
  /** Where it was: on the simulators of this repository, on emulators that it started, at an endpoint, or on AWS. */
  readonly place: PlaceName;
  /** Of the last copy, while the stack had it. Absent when there was none. */
  readonly source?: ImageFacts;
  readonly copy?: ImageFacts;
  /** The key that the stack made for its copies. */
  readonly keyArn?: string;
  readonly steps: readonly StepFacts[];
  readonly left: readonly Left[];
  /** What did not go as it should. */
  readonly problems: readonly string[];
}

/** Of every demo. */
export interface Step {
  readonly title: string;
  readonly status: string;
  /** By the clock of the place. */
  readonly minutes: number;
}

export interface StepFacts extends Step {
  /** The calls to EC2 that the handler made, by action. Absent where nobody sees them. */
  readonly ec2Calls?: Readonly<Record<string, number>>;
  /** What came of it. */
  readonly outcome: string;
}

/** What keeps a copy from being its source under the key, volume by volume. */
export function problemsOfCopy(source: ImageFacts, copy: ImageFacts, keyArn: string): string[] {
  const shapeOf = (image: ImageFacts) => image.volumes.map(({ device, sizeGiB }) => `${device} ${sizeGiB}`).join(', ');
  return [
    ...(shapeOf(source) === shapeOf(copy) ? [] : [`${copy.imageId} has the volumes ${shapeOf(copy)}, and its source ${shapeOf(source)}`]),
    ...copy.volumes.filter(({ encrypted }) => !encrypted).map(({ snapshotId }) => `${snapshotId} of ${copy.imageId} is in plain text`),
    ...copy.volumes.filter(each => each.encrypted && each.keyArn !== keyArn).map(each => `${each.snapshotId} of ${copy.imageId} is under ${each.keyArn}, not under the stack's key`),
  ];
}
