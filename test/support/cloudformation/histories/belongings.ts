import { Ec2Simulator } from '../../ec2/ec2-simulator';

/** What other people have: images, snapshots, instances and volumes. Nobody but they may change or remove any of it. */
export class Belongings {
  private readonly tags = new Map<string, string>();
  private readonly released = new Set<string>();

  constructor(private readonly simulator: Ec2Simulator) {}

  /** Takes note of something, and of the snapshots that are behind it. */
  public add(id: string, ...others: readonly string[]): void {
    const image = this.simulator.images().find(each => each.imageId === id);
    for (const each of [id, ...others, ...image?.snapshotIds ?? []]) this.tags.set(each, JSON.stringify(this.simulator.tagsOf(each)));
  }

  public has(id: string): boolean {
    return this.tags.has(id);
  }

  /** Its owner removes it, perhaps. */
  public release(ids: readonly string[]): void {
    for (const id of ids) this.released.add(id);
  }

  /** What has become of any of it, a sentence each. */
  public get harm(): string[] {
    const { simulator, released } = this;
    const there = new Set([...simulator.images().map(each => each.imageId), ...simulator.snapshots().map(each => each.snapshotId)]);
    const isThere = (id: string) => there.has(id) || (/^(i|vol)-/.test(id) && simulator.tagsOf(id) !== undefined);
    const restarted = simulator.instances().filter(({ instanceId, restarts }) => this.has(instanceId) && restarts > 0);
    return [
      ...[...this.tags].filter(([id]) => !released.has(id)).flatMap(([id, before]) => {
        if (!isThere(id)) return [`${id} is gone, which is not ours`];
        const now = JSON.stringify(simulator.tagsOf(id));
        return now === before ? [] : [`${id}, which is not ours, has the tags ${now} instead of ${before}`];
      }),
      ...restarted.map(({ instanceId }) => `${instanceId}, which is not ours, was restarted, though nobody asked for it`),
    ];
  }
}
