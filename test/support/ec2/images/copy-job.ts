/**
 * A copy on its way: snapshots come into being, keys are tried, data moves, and in the end the image is `available` or `failed`.
 * The caller that asked is long gone, so every trouble shows only in states (ec2-semantics 0.3, 1.4, rows 6 to 9 and 14).
 */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from '../caller';
import { type CopyRequest, copyTakes } from '../copy-pace';
import { isUsable, KEY_NOT_ACCESSIBLE } from '../keys';
import type { Image, Snapshot, Tags } from '../resources';
import type { Encryption } from './copy-encryption';
import { type CopySource, sourceRemains } from './copy-source';
import { addSnapshot, licenceOf } from '../snapshots/new-snapshot';
import { complete, fail } from '../snapshots/snapshot-life';

const FAILED = 'Copy image failed with an internal error';
const SOURCE_GONE = 'Source snapshot ID is not valid';

/** 1,566,308,778,174: as EC2 writes the time into descriptions. */
const withCommas = (time: number) => String(Math.floor(time)).replace(/\B(?=(?:\d{3})+$)/g, ',');

interface Part {
  readonly source: Snapshot;
  readonly encryption: Encryption;
  made?: Snapshot;
}

export class CopyJob {
  private readonly parts: readonly Part[];
  private readonly keyFails: boolean;
  private endsAt = 0;

  constructor(
    private readonly caller: Caller,
    private readonly image: Image,
    private readonly source: CopySource,
    encryptions: readonly Encryption[],
    private readonly snapshotTags: Tags,
    private readonly pace: CopyRequest,
  ) {
    // Whatever the answering replica knew, the copy itself works on the truth.
    this.caller = { ...caller, fresh: true };
    this.parts = source.snapshots.map((snapshot, index) => ({ source: snapshot, encryption: encryptions[index] }));
    this.keyFails = encryptions.some((each) => each.encrypted) && caller.world.faults.strikes('key-failure', 'CopyImage');
  }

  public start(): void {
    const { world } = this.caller;
    const { snapshotsAppearAfter, keyFailsAfter } = world.rules;
    const appearances = this.parts.map(() => world.within(snapshotsAppearAfter));
    const keysTriedAfter = Math.max(0, ...appearances) + world.within(keyFailsAfter);
    const duration = copyTakes(this.caller, this.pace, this.parts.map(({ source }) => source.sizeGiB));
    this.endsAt = world.time + Math.max(duration, ...appearances);

    this.image.mappings = this.mappings();
    this.parts.forEach((part, index) => world.later(appearances[index], () => this.appear(part)));
    if (world.time + keysTriedAfter < this.endsAt) world.later(keysTriedAfter, () => this.tryKeys());
    world.later(this.endsAt - world.time, () => this.end());
  }

  private get isPending(): boolean {
    return this.image.status.latest.state === 'pending';
  }

  private appear(part: Part): void {
    if (!this.isPending) return;
    const { world } = this.caller;
    part.made = addSnapshot(this.caller, {
      sizeGiB: part.source.sizeGiB,
      encrypted: part.encryption.encrypted,
      keyArn: part.encryption.keyArn,
      description: `Copied for DestinationAmi ${this.image.id} from SourceAmi ${this.source.image.id} for SourceSnapshot ${part.source.id}.` +
        ` Task created on ${withCommas(this.image.createdAt)}.`,
      licence: licenceOf(this.image.traits),
      tags: this.snapshotTags,
      madeFor: this.image.id,
      completionMinutes: this.pace.minutes,
      endsAt: this.endsAt,
    });
    if (world.rules.pendingCopyShowsSnapshots) this.image.mappings = this.mappings();
  }

  private tryKeys(): void {
    const troubled = this.parts.filter((part) => !this.keysWork(part));
    if (this.isPending && troubled.length > 0) this.fail(troubled, KEY_NOT_ACCESSIBLE);
  }

  /** Both keys are needed: one to read the source, one to write the copy. */
  private keysWork({ source, encryption }: Part): boolean {
    const { world, account, region } = this.caller;
    if (!encryption.encrypted) return true;
    if (this.keyFails || !isUsable(world, encryption.keyArn, region.name, account.id)) return false;
    return !source.encrypted || isUsable(world, source.keyArn, source.region, account.id);
  }

  private end(): void {
    if (this.isPending) this.tryKeys();
    if (this.isPending && !sourceRemains(this.caller, this.source)) this.fail(this.parts, SOURCE_GONE);
    if (this.isPending && this.parts.some(({ made }) => !made || made.deleteWhenDone || made.status.latest.state !== 'pending')) this.fail([], FAILED);
    for (const { made } of this.parts) if (made) complete(this.caller, made);
    if (!this.isPending) return;
    this.image.mappings = this.mappings();
    this.image.status.change({ state: 'available' }, this.caller.world.visible());
  }

  /** Snapshots that are not themselves in trouble go on, and stay behind. */
  private fail(troubled: readonly Part[], message: string): void {
    for (const { made } of troubled) if (made) fail(this.caller, made, message);
    this.image.status.change({ state: 'failed', reason: FAILED }, this.caller.world.visible());
  }

  /** Those of the source, with the snapshots made so far in place of its own. */
  private mappings(): sdk.BlockDeviceMapping[] {
    const left = [...this.parts];
    return this.source.image.mappings.map((mapping) => {
      if (!mapping.Ebs?.SnapshotId) return mapping;
      const part = left.shift();
      return { ...mapping, Ebs: { ...mapping.Ebs, SnapshotId: part?.made?.id, Encrypted: part?.encryption.encrypted } };
    });
  }
}
