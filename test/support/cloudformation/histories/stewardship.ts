import { Ec2World } from './ec2-world';
import { Engine } from './model';
import { Client, Command, operationOf } from '../doors';
import { Sandbox } from '../sandbox';
import { Stack } from '../stack';

/** DescribeImageReferences may trail behind by so much, and a function needs a moment between looking and acting. */
const NOTICE_MILLISECONDS = 180_000;

export const imageIdsIn = (text: string): string[] => text.match(/ami-[0-9a-f]+/g) ?? [];

/** The images that the resources of a stack stand for. */
export const imagesOf = (stack: Stack): string[] => [...stack.resources.values()].flatMap(({ physicalId }) => imageIdsIn(physicalId));

/**
 * Keeps book of what stays for a reason, and watches what functions do to images and snapshots (invariant v): nothing that is not
 * theirs, nothing that is in use, nothing that a policy or a settled stack keeps.
 */
export class Stewardship {
  public readonly violations: string[] = [];
  /** Images that policies keep, or that were in use when they should have gone. */
  public readonly kept = new Map<string, string>();
  /** Images of stacks, as of the end of their last operations. */
  private readonly settled = new Map<Stack, readonly string[]>();
  /** The same, of the last operation that ended well. */
  private readonly rolledBackTo = new Map<Stack, readonly string[]>();
  /** Images that some operation has ended with. What one has only tried, and CloudFormation then skipped, is nobody's. */
  private readonly everSettled = new Set<string>();
  /** Images that EC2 had failed when a function removed them. */
  private readonly removedDead = new Set<string>();
  private readonly relinquishedSeen = new Map<Stack, number>();

  constructor(
    private readonly world: Ec2World, private readonly engine: Engine, private readonly now: () => number,
    /** The physical ids for which CloudFormation asked a deletion. */
    private readonly deletionsAsked: () => readonly string[],
  ) {}

  /** To be called when an operation has ended. */
  public settle(stack: Stack): void {
    const images = imagesOf(stack);
    this.settled.set(stack, images);
    if (stack.status === 'UPDATE_ROLLBACK_COMPLETE') this.mustBeBack(stack, images);
    if (/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status)) {
      images.forEach(imageId => this.everSettled.add(imageId));
      this.rolledBackTo.set(stack, images);
    }
    images.forEach(imageId => this.kept.delete(imageId));
    for (const { resource, fate } of stack.relinquished.slice(this.relinquishedSeen.get(stack) ?? 0)) {
      if (fate === 'retained') imageIdsIn(resource.physicalId).forEach(imageId => this.kept.set(imageId, 'retained'));
    }
    this.relinquishedSeen.set(stack, stack.relinquished.length);
  }

  public isSettled(imageId: string): boolean {
    return [...this.settled.values()].some(images => images.includes(imageId));
  }

  /** EC2, watched over. */
  public watch(ec2: Client, sandbox: Sandbox): Client {
    return {
      send: async command => {
        this.inspect(command, sandbox);
        return ec2.send(command);
      },
    };
  }

  /** A rollback gives the images back that there were, but for those that EC2 has failed, or somebody has taken away. */
  private mustBeBack(stack: Stack, images: readonly string[]): void {
    for (const imageId of this.rolledBackTo.get(stack) ?? []) {
      const isLost = this.world.isLost(imageId) || this.removedDead.has(imageId);
      if (!images.includes(imageId) && !isLost) this.violations.push(`vi: the rollback of ${stack.identity.name} has not given ${imageId} back`);
    }
  }

  private inspect(command: Command, sandbox: Sandbox): void {
    const input = command.input as { ImageId?: string; SnapshotId?: string; Resources?: string[]; LaunchPermission?: object };
    switch (operationOf(command)) {
      case 'DeregisterImage':
        this.mustBeOurs(input.ImageId, 'deregistered', sandbox);
        this.mustBeFree(input.ImageId ?? '');
        break;
      case 'DeleteSnapshot': return this.mustBeOurs(input.SnapshotId, 'deleted', sandbox);
      // Whose permissions may be changed is another matter: see the book of sharings.
      case 'ModifyImageAttribute': return input.LaunchPermission ? undefined : this.mustBeOurs(input.ImageId, 'changed', sandbox);
      case 'CreateTags':
      case 'DeleteTags': return input.Resources?.forEach(id => this.mustBeOurs(id, 'tagged', sandbox));
    }
  }

  private mustBeOurs(id: string | undefined, what: string, sandbox: Sandbox): void {
    const image = this.world.simulator.images().find(each => each.imageId === id);
    const snapshot = this.world.simulator.snapshots().find(each => each.snapshotId === id);
    const found = image ?? snapshot;
    if (!found) return;
    const { ownerTag } = this.engine;
    const owner = ownerTag === undefined ? undefined : found.tags[ownerTag];
    const ours = ownerTag === undefined ? !this.world.belongings.has(id!) : owner !== undefined && owner === (sandbox.environment.STACK_ID ?? owner);
    if (!ours) this.violations.push(`v: ${id} was ${what}, which is not ours (tags ${JSON.stringify(found.tags)})`);
  }

  private mustBeFree(imageId: string): void {
    const image = this.world.simulator.images().find(each => each.imageId === imageId);
    if (image?.state === 'failed') this.removedDead.add(imageId);
    if (!image || image.state === 'failed') return;
    const users = this.world.usersOf(imageId, this.now() - NOTICE_MILLISECONDS, this.now());
    if (users.length > 0) this.violations.push(`v: ${imageId} was deregistered while ${users.join(', ')} used it`);
    if (this.kept.get(imageId) === 'retained' && this.everSettled.has(imageId)) {
      this.violations.push(`v: ${imageId} was deregistered although a policy retains it`);
    } else if (this.isSettled(imageId) && !this.deletionsAsked().some(physicalId => physicalId.includes(imageId))) {
      this.violations.push(`v: ${imageId} was deregistered although its stack has it and CloudFormation did not ask for its deletion`);
    }
  }
}
