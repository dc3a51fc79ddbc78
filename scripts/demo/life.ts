import { Tags } from 'aws-cdk-lib';
import { Deployable, synthesize } from './example';
import { problemsOfCopy, StepFacts } from './facts';
import { ImageFacts, imageFacts, stillThere } from './image-facts';
import { News, Place, Task, Watcher } from './place';
import { EncryptedRootCopy } from '../../src';

/** An operation on the stack, and what must come of it. */
interface Chapter {
  readonly title: string;
  readonly ends: string;
  /** What happens first, if it can: otherwise the answer is why not, and there is no such chapter here. */
  prepare?(): Promise<string | undefined>;
  /** The final status of the stack. */
  run(tell: (news: News) => void): Promise<string>;
  /** What came of it, in a sentence. Notes what should not be so. */
  look(): Promise<string>;
}

/** What the base images are called by those who publish them. */
const RELEASES = ['2026.10', '2026.11'];

export class EndedElsewhere extends Error {}

/** The life of the example's stack, from its first deployment to its end. */
export class Life {
  public readonly steps: StepFacts[] = [];
  public readonly problems: string[] = [];
  public pair?: { readonly source: ImageFacts; readonly copy: ImageFacts };
  public keyArn?: string;
  private readonly edits: ((copy: EncryptedRootCopy) => void)[] = [];
  private bases: string[] = [];
  private deployed!: Deployable;
  private copyId?: string;
  private instanceId?: string;

  constructor(private readonly place: Place, private readonly folder: string) {}

  public tasks({ destroyed }: { destroyed: boolean }): Task[] {
    const chapters = destroyed ? [...this.beginning(), ...this.ending()] : this.beginning();
    return [
      ...this.place.preparations,
      { title: 'Base images', run: watcher => this.publish(watcher) },
      ...chapters.map(chapter => ({ title: chapter.title, run: (watcher: Watcher) => this.live(chapter, watcher) })),
    ];
  }

  private async publish(watcher: Watcher): Promise<void> {
    this.bases = await Promise.all(RELEASES.map(release => this.place.publishBaseImage(release)));
    watcher.status(this.bases.map((imageId, index) => `${imageId} is ${RELEASES[index]}`).join(', '));
  }

  /** Throws when the stack ends elsewhere than it must: then the life cannot go on. */
  private async live(chapter: Chapter, watcher: Watcher): Promise<void> {
    const { place } = this;
    const obstacle = await chapter.prepare?.();
    if (obstacle) return watcher.status(`left out, ${obstacle}`);
    const [began, calls] = [place.now(), place.ec2Calls()?.length];
    const minutes = () => (place.now() - began) / 60_000;
    const status = await chapter.run(({ status: now, sentence }) => {
      watcher.status(`${now}, minute ${minutes().toFixed(1)}`);
      if (sentence) watcher.line(`${minutes().toFixed(1).padStart(4)} min  ${sentence}`);
    });
    const ec2Calls = countOf(place.ec2Calls()?.slice(calls));
    const took = minutes();
    const asExpected = status === chapter.ends;
    watcher.status(`${status} after ${took.toFixed(1)} minutes${asExpected && status.endsWith('_FAILED') ? ', as it should' : ''}`);
    const outcome = asExpected
      ? await chapter.look()
      : this.wrong(`${chapter.title} ended in ${status}, not in ${chapter.ends}: ${await place.failure() ?? 'no reason given'}`);
    this.steps.push({ title: chapter.title, status, minutes: Number(took.toFixed(1)), ec2Calls, outcome });
    if (!asExpected) throw new EndedElsewhere(outcome);
  }

  private beginning(): Chapter[] {
    const base = (index: number) => this.bases[index];
    return [
      { title: 'Deploy', ends: 'CREATE_COMPLETE', run: tell => this.deploy(base(0), tell), look: () => this.lookAtFirstCopy(base(0)) },
      {
        title: 'Update with another tag',
        ends: 'UPDATE_COMPLETE',
        run: tell => {
          this.edits.push(copy => Tags.of(copy).add('team', 'platform', { priority: 200 }));
          return this.deploy(base(0), tell);
        },
        look: () => this.lookAtTags('team', 'platform'),
      },
      { title: 'Update to a newer base image', ends: 'UPDATE_COMPLETE', run: tell => this.deploy(base(1), tell), look: () => this.lookAtReplacement(base(1)) },
    ];
  }

  private ending(): Chapter[] {
    return [
      {
        title: 'Destroy, while an instance of the copy runs',
        ends: 'DELETE_FAILED',
        prepare: () => this.launch(),
        run: tell => this.place.destroy(this.deployed, tell),
        look: () => this.lookAtRefusal(),
      },
      {
        title: 'Destroy, with no such instance',
        ends: 'DELETE_COMPLETE',
        prepare: () => this.terminate(),
        run: tell => this.place.destroy(this.deployed, tell),
        look: async () => await this.goneAlike(this.pair!.copy) ?? `${this.copyId} is gone, with its snapshots`,
      },
    ];
  }

  private async launch(): Promise<string | undefined> {
    const launch = await this.place.launch(this.copyId!);
    if ('refusal' in launch) return launch.refusal;
    this.instanceId = launch.instanceId;
    return undefined;
  }

  private async terminate(): Promise<undefined> {
    if (this.instanceId) await this.place.terminate(this.instanceId);
  }

  private async deploy(source: string, tell: (news: News) => void): Promise<string> {
    this.deployed = synthesize(this.folder, source, copy => this.edits.forEach(edit => edit(copy)));
    return this.place.deploy(this.deployed, tell);
  }

  private async lookAtFirstCopy(source: string): Promise<string> {
    await this.lookAtCopy(source);
    return `${this.copyId} is an encrypted copy of ${source}`;
  }

  private async lookAtTags(key: string, value: string): Promise<string> {
    const [before, sourceId] = [this.copyId, this.pair!.source.imageId];
    const { copy } = await this.lookAtCopy(sourceId);
    if (copy.imageId !== before) return this.wrong(`a changed tag made another copy: ${copy.imageId} in place of ${before}`);
    const untagged = [copy, ...copy.volumes].filter(({ tags }) => tags[key] !== value);
    if (untagged.length > 0) return this.wrong(`${untagged.length} of ${copy.imageId} and its snapshots do not have the tag ${key}=${value}`);
    return `still ${copy.imageId}; it and its snapshots now say ${key}=${value}`;
  }

  private async lookAtReplacement(source: string): Promise<string> {
    const old = this.pair!.copy;
    const { copy } = await this.lookAtCopy(source);
    if (copy.imageId === old.imageId) return this.wrong(`a newer base image made no new copy: still ${old.imageId}`);
    return await this.goneAlike(old) ?? `${copy.imageId}, a copy of ${source}, took the place of ${old.imageId}, which is gone with its snapshots`;
  }

  private async lookAtRefusal(): Promise<string> {
    const reason = await this.place.failure() ?? '';
    const { instanceId, copyId } = this;
    return reason.includes(instanceId!) ? `refused, since ${instanceId} uses ${copyId}` : this.wrong(`the refusal does not name ${instanceId}: ${reason}`);
  }

  private async lookAtCopy(sourceId: string): Promise<{ copy: ImageFacts }> {
    const { place } = this;
    const { copyId, keyArn } = await place.made();
    this.copyId = copyId;
    this.keyArn = keyArn;
    const pair = { source: await imageFacts(place.ownerOf(sourceId), sourceId), copy: await imageFacts(place.ec2, copyId) };
    this.problems.push(...problemsOfCopy(pair.source, pair.copy, keyArn));
    this.pair = pair;
    return pair;
  }

  /** The complaint when something of an image is still there. */
  private async goneAlike({ imageId, volumes }: ImageFacts): Promise<string | undefined> {
    const there = await stillThere(this.place.ec2, [imageId, ...volumes.map(({ snapshotId }) => snapshotId)]);
    return there.length > 0 ? this.wrong(`still there, though no stack has it: ${there.join(', ')}`) : undefined;
  }

  private wrong(problem: string): string {
    this.problems.push(problem);
    return problem;
  }
}

const countOf = (actions: readonly string[] | undefined): Record<string, number> | undefined => actions &&
  Object.fromEntries([...new Set(actions)].sort().map(action => [action, actions.filter(each => each === action).length]));
