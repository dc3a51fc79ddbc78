import { drawPreview } from './drawing';
import { app } from '../../examples/grandfather-father-son';
import { SnapshotPolicy } from '../../src/snapshots/snapshot-policy';

/** The first year of the example's policy. */
export function gfsYear(): string {
  const policy = app.node.findAll().find(each => each instanceof SnapshotPolicy);
  if (!policy) throw new Error('examples/grandfather-father-son.ts must have a SnapshotPolicy');
  return drawPreview(policy.preview({ start: new Date('2027-01-01'), days: 365 }), 'Grandfather, father, son: the first year of one volume');
}
