import { Tags } from 'aws-cdk-lib';
import { Account, Instance } from './account';
import { Decisions } from './decisions';
import { Deployable, synthesize } from './example';
import { ImageFacts, imageFacts, problemsOfCopy, StepFacts } from './facts';
import { EncryptedRootCopy } from '../../src';
import { Stack } from '../../test/support/cloudformation/stack';

/** An operation on the stack, and what must come of it. */
export interface Chapter {
  readonly title: string;
  readonly ends: string;
  /** The final status of the stack. */
  run(): Promise<string>;
  /** What came of it, in a sentence. Notes what should not be so. */
  look(): Promise<string>;
}

/** How a chapter goes on, for whoever watches. */
export interface Watcher {
  line(text: string): void;
  /** The stack's status now, and the virtual minutes since the chapter began. */
  status(text: string): void;
}

export class EndedElsewhere extends Error {}

/** The life of the example's stack, from its first deployment to its end. */
export class Life {
  public readonly steps: StepFacts[] = [];
  public readonly problems: string[] = [];
  public pair?: { readonly source: ImageFacts; readonly copy: ImageFacts };
  public keyArn?: string;
  public stack!: Stack;
  private readonly edits: ((copy: EncryptedRootCopy) => void)[] = [];
  private deployed!: Deployable;
  private copyId?: string;
  private instance!: Instance;

  constructor(private readonly account: Account, private readonly folder: string) {}

  public chapters({ destroyed }: { destroyed: boolean }): Chapter[] {
    const [first, newer] = ['2026.10', '2026.11'].map(release => this.account.publishBaseImage(release));
    const life: Chapter[] = [
      { title: 'Deploy', ends: 'CREATE_COMPLETE', run: () => this.deploy(first), look: () => this.lookAtFirstCopy(first) },
      {
        title: 'Update with another tag',
        ends: 'UPDATE_COMPLETE',
        run: () => {
          this.edits.push(copy => Tags.of(copy).add('team', 'platform', { priority: 200 }));
          return this.deploy(first);
        },
        look: () => this.lookAtTags('team', 'platform'),
      },
      { title: 'Update to a newer base image', ends: 'UPDATE_COMPLETE', run: () => this.deploy(newer), look: () => this.lookAtReplacement(newer) },
    ];
    return destroyed ? [...life, ...this.ending()] : life;
  }

  /** Throws when the stack ends elsewhere than it must: then the life cannot go on. */
  public async live(chapter: Chapter, watcher: Watcher): Promise<void> {
    const { account } = this;
    const [began, calls] = [account.timeline.now(), account.ec2.calls.length];
    const minutes = () => (account.timeline.now() - began) / 60_000;
    let decisions: Decisions | undefined;
    account.onLog = line => {
      decisions ??= new Decisions(this.deployed.paths);
      watcher.status(`${this.stack.status}, minute ${minutes().toFixed(1)}`);
      const sentence = decisions.sentenceOf(line);
      if (sentence) watcher.line(`${minutes().toFixed(1).padStart(4)} min  ${sentence}`);
    };
    const status = await chapter.run();
    const ec2Calls = countOf(account.ec2.calls.slice(calls).filter(({ service }) => service === 'ec2').map(({ action }) => action));
    const took = minutes();
    const asExpected = status === chapter.ends;
    watcher.status(`${status} after ${took.toFixed(1)} minutes${asExpected && status.endsWith('_FAILED') ? ', as it should' : ''}`);
    const outcome = asExpected ? await chapter.look() : this.wrong(`${chapter.title} ended in ${status}, not in ${chapter.ends}: ${this.reason() ?? 'no reason given'}`);
    this.steps.push({ title: chapter.title, status, minutes: Number(took.toFixed(1)), ec2Calls, outcome });
    if (!asExpected) throw new EndedElsewhere(outcome);
  }

  private ending(): Chapter[] {
    return [
      {
        title: 'Destroy, while an instance of the copy runs',
        ends: 'DELETE_FAILED',
        run: () => {
          this.instance = this.account.launch(this.copyId!);
          return this.account.destroy(this.deployed);
        },
        look: () => this.lookAtRefusal(),
      },
      {
        title: 'Destroy, after the instance was terminated',
        ends: 'DELETE_COMPLETE',
        run: () => {
          this.account.terminate(this.instance);
          return this.account.destroy(this.deployed);
        },
        look: async () => this.goneAlike(this.pair!.copy) ?? `${this.copyId} is gone, with its snapshots`,
      },
    ];
  }

  private async deploy(source: string): Promise<string> {
    this.deployed = synthesize(this.folder, source, copy => this.edits.forEach(edit => edit(copy)));
    this.stack = this.account.stack(this.deployed);
    return this.account.deploy(this.deployed);
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
    return this.goneAlike(old) ?? `${copy.imageId}, a copy of ${source}, took the place of ${old.imageId}, which is gone with its snapshots`;
  }

  private async lookAtRefusal(): Promise<string> {
    const reason = this.reason() ?? '';
    const { instanceId } = this.instance;
    return reason.includes(instanceId) ? `refused, since ${instanceId} uses ${this.copyId}` : this.wrong(`the refusal does not name ${instanceId}: ${reason}`);
  }

  private async lookAtCopy(sourceId: string): Promise<{ copy: ImageFacts }> {
    const resources = [...this.stack.resources.values()];
    const attribute = (type: string, name: string) => String(resources.find(({ declaration }) => declaration.Type === type)!.attributes[name]);
    this.copyId = attribute('Custom::AmiCopy', 'ImageId');
    this.keyArn = attribute('AWS::KMS::Key', 'Arn');
    const pair = { source: await imageFacts(this.account, sourceId), copy: await imageFacts(this.account, this.copyId) };
    this.problems.push(...problemsOfCopy(pair.source, pair.copy, this.keyArn));
    this.pair = pair;
    return pair;
  }

  /** The complaint when something of an image is still there. */
  private goneAlike({ imageId, volumes }: ImageFacts): string | undefined {
    const there = [...this.account.ec2.images().map(image => image.imageId), ...this.account.ec2.snapshots().map(snapshot => snapshot.snapshotId)];
    const left = [imageId, ...volumes.map(({ snapshotId }) => snapshotId)].filter(id => there.includes(id));
    return left.length > 0 ? this.wrong(`still there, though no stack has it: ${left.join(', ')}`) : undefined;
  }

  /** Why CloudFormation says that the last thing failed. */
  private reason(): string | undefined {
    return this.stack.events.filter(({ status, reason }) => status.endsWith('_FAILED') && reason !== undefined).at(-1)?.reason;
  }

  private wrong(problem: string): string {
    this.problems.push(problem);
    return problem;
  }
}

const countOf = (actions: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(actions)].sort().map(action => [action, actions.filter(each => each === action).length]));
