import { Account, VENDOR } from './account';
import { Decisions } from './decisions';
import { leftovers } from './leftovers';
import { Stack } from '../../../test/support/cloudformation/stack';
import { Deployable, EXAMPLE } from '../example';
import { Left } from '../left';
import { Ec2, Launch, News, Place, Task } from '../place';

/** The simulators of this repository, in this process: nothing is needed, and time is virtual. */
export class Embedded implements Place {
  /** The handler is the file that is run in place of every function's own code. */
  public static async open(handler?: string): Promise<Embedded> {
    const account = new Account(handler);
    await account.open();
    return new Embedded(account);
  }

  public readonly name = 'embedded';
  public readonly introduction = `This is a simulation: EC2, KMS, CloudFormation, Lambda and Step Functions are those of this repository, on 127.0.0.1.
Real are the CDK, ${EXAMPLE}, the bundled handler that would be uploaded, and the AWS SDK in it.
AWS is never called, and no credentials of yours are read. Minutes are virtual.`;
  public readonly preparations: readonly Task[] = [];
  private readonly published = new Set<string>();
  private stack!: Stack;

  private constructor(private readonly account: Account) {}

  public get ec2(): Ec2 {
    return this.account.ec2Of(this.account.id);
  }

  public now(): number {
    return this.account.timeline.now();
  }

  public async publishBaseImage(release: string): Promise<string> {
    const imageId = this.account.publishBaseImage(release);
    this.published.add(imageId);
    return imageId;
  }

  public ownerOf(imageId: string): Ec2 {
    return this.published.has(imageId) ? this.account.ec2Of(VENDOR) : this.ec2;
  }

  public deploy(deployable: Deployable, tell: (news: News) => void): Promise<string> {
    this.listen(deployable, tell);
    return this.account.deploy(deployable);
  }

  public destroy(deployable: Deployable, tell: (news: News) => void): Promise<string> {
    this.listen(deployable, tell);
    return this.account.destroy(deployable);
  }

  public async made() {
    const resources = [...this.stack.resources.values()];
    const attribute = (type: string, name: string) => String(resources.find(({ declaration }) => declaration.Type === type)!.attributes[name]);
    return { copyId: attribute('Custom::AmiCopy', 'ImageId'), keyArn: attribute('AWS::KMS::Key', 'Arn') };
  }

  public async failure(): Promise<string | undefined> {
    return this.stack.events.filter(({ status, reason }) => status.endsWith('_FAILED') && reason !== undefined).at(-1)?.reason;
  }

  public ec2Calls(): readonly string[] {
    return this.account.ec2.calls.filter(({ service }) => service === 'ec2').map(({ action }) => action);
  }

  public async launch(imageId: string): Promise<Launch> {
    return this.account.launch(imageId);
  }

  public async terminate(instanceId: string): Promise<void> {
    this.account.terminate(instanceId);
  }

  /** Base images are the vendor's here. */
  public async tidy(): Promise<string[]> {
    return [];
  }

  public async left(kept: boolean): Promise<Left[]> {
    return leftovers(this.account, this.stack, kept);
  }

  public async guide(): Promise<string> {
    return 'These simulators end with the demo. On the emulators, --keep leaves everything up to be looked at.';
  }

  public async removals(): Promise<string[]> {
    return [];
  }

  public close(): Promise<void> {
    return this.account.close();
  }

  private listen(deployable: Deployable, tell: (news: News) => void): void {
    const stack = this.stack = this.account.stack(deployable);
    const decisions = new Decisions(deployable.paths);
    this.account.onLog = line => tell({ status: stack.status, sentence: decisions.sentenceOf(line) });
  }
}
