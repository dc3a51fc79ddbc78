import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { repeated, under } from './sentences';
import { Problem } from '../../../private/props';
import type { RetentionPeriod } from '../../retention';
import type { BackupCopyEncryption, ImageCopyRule, SharedSnapshotCopy, SnapshotCopyRule } from '../../snapshot-copy';
import { SnapshotSchedule } from '../../snapshot-schedule';
import { SnapshotLocation } from '../../snapshot-target';
import { copyTargetProblem } from '../copy-target';
import { known } from '../known';
import { Site } from '../site';

const MOST_COPIES = 3;

/** A copy of any kind of policy, as the rules see it. */
interface Copy {
  readonly target: string;
  readonly region: string | undefined;
  readonly isOutpost: boolean;
  readonly encryption?: BackupCopyEncryption;
  readonly retention?: RetentionPeriod;
}

export function snapshotCopyProblems({ copies = [], location }: SnapshotSchedule, site: Site): Problem[] {
  const isLocal = location !== undefined && location !== SnapshotLocation.REGION;
  return [
    isLocal && copies.length > 0 ? `copies need snapshots in the Region, got location ${location}; let the location out [XRC-04]` : undefined,
    ...copyProblems('copies', copies.map(ofSnapshot), site),
    ...homeProblems('copies', copies.map(ofSnapshot), site),
  ];
}

export function imageCopyProblems(copies: readonly ImageCopyRule[] | undefined, site: Site): Problem[] {
  const all = (copies ?? []).map(ofImage);
  return [...copyProblems('copies', all, site), ...homeProblems('copies', all, site)];
}

/** A copy of a shared snapshot may stay in the Region: it changes the owner. */
export function sharedCopyProblems(copies: readonly SharedSnapshotCopy[], site: Site): Problem[] {
  return [
    copies.length < 1 ? 'copies must be 1 to 3, got 0: the policy would copy nothing [EVT-05]' : undefined,
    ...copyProblems('copies', copies.map(ofImage), site, 'EVT-05'),
  ];
}

function copyProblems(prop: string, copies: readonly Copy[], site: Site, countRule = 'XRC-01'): Problem[] {
  const targets = copies.map(copy => copy.target).filter(target => !Token.isUnresolved(target));
  return [
    copies.length > MOST_COPIES ? `${prop} must be at most ${MOST_COPIES}, got ${copies.length} [${countRule}]` : undefined,
    ...repeated(targets).map(target => `${prop} must have each destination once, got ${target} again [XRC-03]`),
    ...copies.flatMap((copy, index) => under(`${prop}[${index}]`, [
      copy.isOutpost ? undefined : copyTargetProblem('region', copy.target),
      partitionProblem(copy.region, site),
      keyRegionProblem(copy),
      copy.isOutpost && copy.encryption?.encrypted === false
        ? 'encryption must be defaultKey() or customerManaged(key) towards an Outpost, got sameAsSource(): snapshots there are always encrypted [XRC-10]' : undefined,
      copy.retention?._days === 0 ? 'retention must be 1 day or more, got 0 [XRC-05]' : undefined,
    ])),
  ];
}

/** An Outpost belongs to a Region, and copies to it may come from there. */
function homeProblems(prop: string, copies: readonly Copy[], site: Site): Problem[] {
  return copies.map((copy, index) => (site.region !== undefined && copy.region === site.region && !copy.isOutpost
    ? `${prop}[${index}]: must be in another Region than the policy, got its own, ${site.region} [XRC-03]` : undefined));
}

export function partitionProblem(region: string | undefined, site: Site): Problem {
  const partitionOf = (name: string | undefined) => (name === undefined ? undefined : RegionInfo.get(name).partition);
  const [own, other] = [partitionOf(site.region), partitionOf(region)];
  if (own === undefined || other === undefined || own === other) return undefined;
  return `must be in the policy's partition ${own}, got ${region} in ${other} [XRC-11]`;
}

function keyRegionProblem({ encryption, region }: Copy): Problem {
  const keyRegion = known(encryption?.key?.env.region);
  if (keyRegion === undefined || region === undefined || keyRegion === region) return undefined;
  return `encryption must have a key in the destination's Region ${region}, got one in ${keyRegion} [XRC-08]`;
}

const ofSnapshot = ({ destination, encryption, retention }: SnapshotCopyRule): Copy =>
  ({ target: destination.target, region: known(destination._region), isOutpost: destination._isOutpost, encryption, retention });

const ofImage = ({ region, encryption, retention }: ImageCopyRule | SharedSnapshotCopy): Copy =>
  ({ target: region, region: known(region), isOutpost: false, encryption, retention });
