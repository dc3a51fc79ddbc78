import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { Belongings } from './belongings';
import { Counters } from './counters';
import { Imports } from './imports';
import { ABROAD } from './model';
import { Origins } from './origins';
import { Plan } from './plan';
import { TrueImage, TrueSnapshot } from '../../ec2/census';
import { Ec2Simulator } from '../../ec2/ec2-simulator';
import { Call, Hooks } from '../../ec2/exchange';
import { calm, hard, Rules } from '../../ec2/rules';
import { Random } from '../../random';
import { ParameterStore } from '../../ssm/parameter-store';
import { calm as calmParameters, hard as hardParameters } from '../../ssm/rules';
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
  public readonly parameters: ParameterStore;
  public readonly sources: readonly string[];
  public readonly keys: readonly string[];
  public readonly keysAbroad: readonly string[];
  public readonly origins: Origins;
  /** What is not ours. */
  public readonly belongings: Belongings;
  /** Images that somebody deregistered by hand, with the tags and the snapshots that they had. */
  public readonly deregisteredByHand = new Map<string, Pick<TrueImage, 'tags' | 'snapshotIds'>>();
  private readonly hooks: Hooks = { pause: ms => this.timeline.sleep(ms) };
  private readonly imports = new Map<string, Imports>();
  private readonly uses = new Map<string, { readonly imageId: string; readonly region: string; readonly since: number; until: number }>();

  constructor(private readonly home: Home, private readonly timeline: Timeline, random: Random, mood: Plan['ec2']) {
    this.simulator = new Ec2Simulator({ clock: timeline, random, rules: RULES[mood], hooks: this.hooks });
    const parameterRules = mood === 'calm' ? calmParameters : hardParameters;
    this.parameters = new ParameterStore({ timeline, random: random.fork('ssm'), ec2: this.simulator, rules: parameterRules });
    const seed = this.seed();
    this.belongings = new Belongings(this.simulator);
    this.sources = [0, 1].map(number => seed.image({ name: `base ${number}`, volumes: [{}, { device: '/dev/sdf', sizeGiB: 20 }] }));
    this.keys = [0, 1].map(() => seed.key());
    this.keysAbroad = [0, 1].map(() => this.seed(ABROAD).key());
    for (const imageId of this.sources) this.belongings.add(imageId);
    this.origins = new Origins(this.simulator, home, this.belongings);
    this.addForeignImage();
  }

  /** Each stack shares its own: what two sharings claim is nobody's. Made for the first who asks: most histories share nothing. */
  public importsOf(stack: string): Imports {
    const imports = this.imports.get(stack) ?? new Imports(this.simulator, this.home, this.belongings);
    this.imports.set(stack, imports);
    return imports;
  }

  /** Tells of every call to EC2 when its effect is there. */
  public onCall(listen: (call: Call) => void): void {
    this.hooks.afterEffect = async call => listen(call);
  }

  /** EC2 and KMS of a Region. */
  public in(region: string): Regional {
    const { accountId } = this.home;
    const client = (door: object) => door as Client;
    const [ec2, kms] = [this.simulator.ec2(accountId, region), this.simulator.kms(accountId, region)].map(client);
    return { ec2, kms, ssm: this.parameters.client(accountId, region) };
  }

  /** Images that functions have made and that are still there. */
  public images(): TrueImage[] {
    return this.simulator.images().filter(image => !this.belongings.has(image.imageId));
  }

  /** Snapshots that are there for such an image, or were, or were to be. */
  public snapshots(): TrueSnapshot[] {
    return this.simulator.snapshots().filter(snapshot => !this.belongings.has(snapshot.snapshotId));
  }

  public addForeignImage(): void {
    for (const region of [this.home.region, ABROAD]) this.belongings.add(this.seed(region).image({ tags: { team: 'others' } }));
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
    const image = this.simulator.images().find(each => each.imageId === imageId);
    this.belongings.release([imageId]);
    this.deregisteredByHand.set(imageId, image ?? this.deregisteredByHand.get(imageId) ?? { tags: {}, snapshotIds: [] });
    // Who takes an image's snapshots along takes those that it was registered from, whosever they are.
    if (DeleteAssociatedSnapshots) this.belongings.release(image?.snapshotIds ?? []);
    const { ec2 } = this.in(image?.region ?? this.home.region);
    await ec2.send(new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots })).catch(() => undefined);
  }

  public isTakenAway(imageId: string): boolean {
    return this.deregisteredByHand.has(imageId);
  }

  /** EC2 failed the image, or somebody took it away. What a function removes is not lost. */
  public isLost(imageId: string): boolean {
    const image = this.images().find(each => each.imageId === imageId);
    return image ? image.state === 'failed' : this.deregisteredByHand.has(imageId);
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
