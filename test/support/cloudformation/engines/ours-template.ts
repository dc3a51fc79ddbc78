import { App, Duration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CopyCompletion } from '../../../../src/copy/copy-completion';
import { EncryptedRootCopy } from '../../../../src/copy/encrypted-root-copy';
import { RootSource } from '../../../../src/copy/root-source';
import { COPY_RESOURCE_TYPE, WAITER_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { withApp } from '../../with-app';
import { CopyId } from '../histories/model';
import { Template } from '../template';

interface CopyIds {
  readonly copy: string;
  readonly waiter: string;
  /** All resources that are there for this copy alone. */
  readonly all: readonly string[];
}

/** A template with all copies that a stack can have, and where they are in it. Plain data, to be handed to other threads. */
export interface SynthesizedCopies {
  readonly template: Template;
  readonly logicalIds: { readonly [id in CopyId]: CopyIds };
}

/** Synthesizes the real construct. Takes a second or two, so it is done once. */
export const synthesizeOurs = () => withApp(synthesizeIn);

function synthesizeIn(app: App): SynthesizedCopies {
  const stack = new Stack(app, 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/1');
  const copyOf = (id: CopyId) => new EncryptedRootCopy(stack, id, {
    source: RootSource.amiId('ami-0123456789abcdef0'), encryptionKey, completion: CopyCompletion.inDeploy({ timeout: Duration.minutes(55) }),
  });
  const copies = { Web: copyOf('Web'), Db: copyOf('Db') };
  const template: Template = app.synth().getStackByName('Images').template;
  const idsOf = (copy: EncryptedRootCopy): CopyIds => {
    const all = copy.node.findAll().flatMap(node => 'logicalId' in node ? String(stack.resolve(node.logicalId)) : []);
    const ofType = (type: string) => all.find(id => template.Resources[id].Type === type)!;
    return { all, copy: ofType(COPY_RESOURCE_TYPE), waiter: ofType(WAITER_RESOURCE_TYPE) };
  };
  return { template, logicalIds: { Web: idsOf(copies.Web), Db: idsOf(copies.Db) } };
}
