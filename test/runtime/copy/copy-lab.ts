import { CreateTagsCommand, EC2Client, EC2ServiceException, EnableImageDeregistrationProtectionCommand } from '@aws-sdk/client-ec2';
import { CfnResource, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CopyCompletion, EncryptedRootCopy, EncryptedRootCopyProps, RootSource } from '../../../src';
import { COPY_RESOURCE_TYPE } from '../../../src/runtime/contract';
import { HOME } from '../../support/cloudformation/cloud';
import { Lab, LabOptions } from '../../support/lab';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

type Ec2 = Pick<EC2Client, 'send'>;

/** A lab for lives of copies: what happens beside the deployments, and what is left of them. */
export class CopyLab extends Lab {
  /** EC2, as somebody else in the account uses it. */
  public readonly somebody: Ec2;
  private readonly denied = new Set<string>();

  constructor(options: LabOptions = {}) {
    super(options);
    const door = this.ec2.ec2.bind(this.ec2);
    this.somebody = door(HOME.accountId, HOME.region);
    this.ec2.ec2 = (account, region) => (account === HOME.accountId ? this.behindIam(door(account, region)) : door(account, region));
  }

  /** From now on IAM refuses an action to the handler, until the answer is called. */
  public deny(action: string): () => void {
    this.denied.add(action);
    return () => { this.denied.delete(action); };
  }

  public async tagByHand(id: string, tags: { readonly [key: string]: string }): Promise<void> {
    await this.somebody.send(new CreateTagsCommand({ Resources: [id], Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }));
  }

  public async protectByHand(imageId: string): Promise<void> {
    await this.somebody.send(new EnableImageDeregistrationProtectionCommand({ ImageId: imageId }));
  }

  public after(milliseconds: number, happen: () => unknown): void {
    this.timeline.after(milliseconds, () => void happen());
  }

  public pass(milliseconds: number): Promise<void> {
    return this.cloud.during(this.timeline.sleep(milliseconds));
  }

  public get stack() {
    return this.cloud.cloudFormation.stack('Images');
  }

  /** The copy as CloudFormation knows it. */
  public get copyResource() {
    return [...this.stack.resources.values()].find(({ declaration }) => declaration.Type === COPY_RESOURCE_TYPE);
  }

  /** What CloudFormation shows of the latest failure. */
  public get sentence(): string {
    return this.reasons().filter(reason => reason.includes('Message returned')).at(-1) ?? '';
  }

  /** Everything that CopyImage made and that is still there or will be, by EC2's own account of it. */
  public get left(): string[] {
    const snapshots = this.ec2.snapshots().filter(each => each.description.startsWith('Copied for DestinationAmi') && !each.goes);
    return [...this.ec2.images().filter(each => each.sourceImageId).map(each => each.imageId), ...snapshots.map(each => each.snapshotId)];
  }

  public calls(action: string) {
    return this.ec2.calls.filter(call => call.action === action);
  }

  private behindIam(open: Ec2): Ec2 {
    return {
      send: async (command: Parameters<Ec2['send']>[0]) => {
        const action = command.constructor.name.replace(/Command$/, '');
        if (!this.denied.has(action)) return open.send(command);
        const details = { name: 'UnauthorizedOperation', message: `You are not authorized to perform: ec2:${action}`, $fault: 'client' as const };
        throw new EC2ServiceException({ ...details, $metadata: { httpStatusCode: 403 } });
      },
    } as Ec2;
  }
}

export interface CopyWish {
  /** The id of the image to copy. */
  readonly source: string;
  /** @default - the construct makes a key */
  readonly keyArn?: string;
  readonly prefix?: string;
  readonly description?: string;
  readonly completion?: CopyCompletion;
  readonly attributes?: Pick<EncryptedRootCopyProps, 'requireImdsv2' | 'deprecation' | 'deregistrationProtection'>;
  /** @default RemovalPolicy.DESTROY, under which nothing may be left */
  readonly removalPolicy?: RemovalPolicy;
  readonly tags?: { readonly [key: string]: string };
}

export function addCopy(stack: Stack, id: string, wish: CopyWish): EncryptedRootCopy {
  const copy = new EncryptedRootCopy(stack, id, {
    source: RootSource.amiId(wish.source),
    encryptionKey: wish.keyArn === undefined ? undefined : kms.Key.fromKeyArn(stack, `${id}Key`, wish.keyArn),
    imageNamePrefix: wish.prefix ?? 'web',
    description: wish.description,
    completion: wish.completion,
    ...wish.attributes,
    removalPolicy: wish.removalPolicy ?? RemovalPolicy.DESTROY,
  });
  for (const [key, value] of Object.entries(wish.tags ?? {})) Tags.of(copy).add(key, value);
  return copy;
}

/** A stack with a copy. */
export const copyOf = (wish: CopyWish) => (stack: Stack) => void addCopy(stack, 'Copy', wish);

/** The same, with a resource that needs the finished image and fails: the deployment is rolled back when the copy is done. */
export const copyThatIsRolledBack = (wish: CopyWish, on: 'create' | 'update' = 'create') => (stack: Stack) => {
  const { imageId } = addCopy(stack, 'Copy', wish);
  new CfnResource(stack, 'User', { type: 'Test::Sibling', properties: { ImageId: imageId, FailOn: on } });
};
