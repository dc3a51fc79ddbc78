import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { Counters } from './counters';
import { ABROAD } from './model';
import { Plan } from './plan';
import { TrueImage, TrueSnapshot } from '../../ec2/census';
import { Ec2Simulator } from '../../ec2/ec2-simulator';
import { calm, hard, Rules } from '../../ec2/rules';
import { Random } from '../../random';
import { Timeline } from '../../timeline';
import { Client, Regional } from '../doors';
import { Home, NativeTypes } from '../native-resources';

const RULES: { readonly [name in Plan['ec2']]: Partial<Rules> } = {
  calm,
  slow: { ...hard, faults: {} },
  hard,
};

/** EC2 and KMS as a history finds them: what is there before, what others do, and who uses which image. */
export class Ec2World {
  public readonly simulator: Ec2Simulator;
  public readonly sources: readonly string[];
  public readonly keys: readonly string[];
  public readonly keysAbroad: readonly string[];
  /** Images that somebody deregistered by hand, with the tags that they had. */
  public readonly deregisteredByHand = new Map<string, TrueImage['tags']>();
  private readonly uses = new Map<string, { readonly imageId: string; readonly region: string; readonly since: number; until: number }>();

  constructor(private readonly home: Home, private readonly timeline: Timeline, random: Random, mood: Plan['ec2']) {
    this.simulator = new Ec2Simulator({ clock: timeline, random, rules: RULES[mood], hooks: { pause: ms => timeline.sleep(ms) } });
    const seed = this.seed();
    this.sources = [0, 1].map(number => seed.image({ name: `base ${number}`, volumes: [{}, { device: '/dev/sdf', sizeGiB: 20 }] }));
    this.keys = [0, 1].map(() => seed.key());
    this.keysAbroad = [0, 1].map(() => this.seed(ABROAD).key());
    this.addForeignImage();
  }

  /** EC2 and KMS of a Region. */
  public in(region: string): Regional {
    const { accountId } = this.home;
    return { ec2: this.simulator.ec2(accountId, region) as unknown as Client, kms: this.simulator.kms(accountId, region) as unknown as Client };
  }

  /** Images that functions have made and that are still there: nothing else here is a copy. */
  public copies(): TrueImage[] {
    return this.simulator.images().filter(image => image.sourceImageId !== undefined);
  }

  /** Snapshots that are there for a copy, or were. */
  public copiedSnapshots(): TrueSnapshot[] {
    return this.simulator.snapshots().filter(snapshot => snapshot.madeFor !== undefined);
  }

  public addForeignImage(): void {
    this.seed().image({ tags: { team: 'others' } });
    this.seed(ABROAD).image({ tags: { team: 'others' } });
  }

  public launch(imageId: string): string {
    const image = this.simulator.images().find(each => each.imageId === imageId);
    if (!image) throw new Error(`The image id '[${imageId}]' does not exist`);
    if (image.state !== 'available') throw new Error(`The image ${imageId} is ${image.state}: InvalidAMIID.Unavailable`);
    const { region } = image;
    const instanceId = this.seed(region).instance({ imageId });
    this.uses.set(instanceId, { imageId, region, since: this.timeline.now(), until: Infinity });
    return instanceId;
  }

  public terminate(instanceId: string): void {
    const use = this.uses.get(instanceId);
    if (!use || use.until < Infinity) return;
    use.until = this.timeline.now();
    this.seed(use.region).setInstanceState(instanceId, 'terminated');
  }

  public terminateAll(): void {
    for (const instanceId of this.uses.keys()) this.terminate(instanceId);
  }

  /** The instances that used the image from before the first moment until after the second. */
  public usersOf(imageId: string, from: number, to = from): string[] {
    return [...this.uses].filter(([, use]) => use.imageId === imageId && use.since <= from && use.until >= to).map(([instanceId]) => instanceId);
  }

  public wasUsedSince(imageId: string, moment: number): boolean {
    return [...this.uses.values()].some(use => use.imageId === imageId && use.until >= moment);
  }

  /** Somebody deregisters an image by hand. */
  public async deregister(imageId: string, DeleteAssociatedSnapshots: boolean): Promise<void> {
    const image = this.copies().find(each => each.imageId === imageId);
    this.deregisteredByHand.set(imageId, image?.tags ?? this.deregisteredByHand.get(imageId) ?? {});
    const { ec2 } = this.in(image?.region ?? this.home.region);
    await ec2.send(new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots })).catch(() => undefined);
  }

  public enableKeys(): void {
    for (const arn of [...this.keys, ...this.keysAbroad]) this.simulator.key(arn).state = 'Enabled';
  }

  /** One of those in the home Region, or in the other. */
  public disableKey(pick: number): void {
    const arns = [...this.keys, ...this.keysAbroad];
    this.simulator.key(arns[pick % arns.length]).state = 'Disabled';
  }

  public get natives(): NativeTypes {
    return {
      'AWS::KMS::Key': { create: () => ({ attributes: { Arn: this.seed().key() } }) },
      'AWS::EC2::Instance': {
        replacedBy: ['ImageId'],
        create: ({ properties }) => ({ physicalId: this.launch(String(properties.ImageId)) }),
        delete: ({ physicalId }) => this.terminate(physicalId),
      },
    };
  }

  public countFaults(counters: Counters): void {
    for (const [kind, count] of Object.entries(this.simulator.faultsSeen)) counters.count(`EC2: ${kind}`, count);
  }

  private seed(region = this.home.region) {
    return this.simulator.seed(this.home.accountId, region);
  }
}
