import { App, Duration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { addParts, SynthesizedParts } from './parts-template';
import { addSharing, SynthesizedSharing } from './sharing-template';
import { Ami } from '../../../../src/ami/ami';
import { AmiCopy } from '../../../../src/copy/ami-copy';
import { AmiDestination } from '../../../../src/copy/ami-destination';
import { CopyCompletion } from '../../../../src/copy/copy-completion';
import { COPY_RESOURCE_TYPE, WAITER_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { withApp } from '../../with-app';
import { HOME } from '../cloud';
import { ABROAD, CopyId } from '../histories/model';
import { Template } from '../template';

interface CopyIds {
  /** The copy of each Region. */
  readonly copies: { readonly [region: string]: string };
  readonly waiter: string;
  /** All resources that are there for this copy alone. */
  readonly all: readonly string[];
}

/** A template with all copies that a stack can have, and where they are in it; and what an image of parts adds, and a sharing. Plain data, to be handed to other threads. */
export interface SynthesizedCopies {
  readonly template: Template;
  readonly logicalIds: { readonly [id in CopyId]: CopyIds };
  readonly parts: SynthesizedParts;
  readonly sharing: SynthesizedSharing;
}

/** Synthesizes the real constructs. Takes a second or two, so it is done once. */
export const synthesizeOurs = () => withApp(synthesizeIn);

function synthesizeIn(app: App): SynthesizedCopies {
  const stack = new Stack(app, 'Images', { env: { account: HOME.accountId, region: HOME.region } });
  const destinations = [HOME.region, ABROAD].map(region => {
    const encryptionKey = kms.Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:${HOME.accountId}:key/1`);
    return AmiDestination.region(region, { encryptionKey });
  });
  const copyOf = (id: CopyId) => new AmiCopy(stack, id, {
    source: Ami.fromImageId('ami-0123456789abcdef0'), destinations, completion: CopyCompletion.inDeploy({ timeout: Duration.minutes(55) }),
  });
  const copies = { Web: copyOf('Web'), Db: copyOf('Db') };
  const partsOfWays = addParts(app);
  const { stackName } = addSharing(app);
  const assembly = app.synth();
  const template: Template = assembly.getStackByName('Images').template;
  const idsOf = (copy: AmiCopy): CopyIds => {
    const all = copy.node.findAll().flatMap(node => 'logicalId' in node ? String(stack.resolve(node.logicalId)) : []);
    const ofType = (type: string) => all.filter(id => template.Resources[id].Type === type);
    return {
      all,
      copies: Object.fromEntries(ofType(COPY_RESOURCE_TYPE).map(id => [String(template.Resources[id].Properties!.Region), id])),
      waiter: ofType(WAITER_RESOURCE_TYPE)[0],
    };
  };
  const parts = Object.fromEntries(partsOfWays.map(({ way, stack: ofWay, ids }) => {
    const { Resources }: Template = assembly.getStackByName(ofWay.stackName).template;
    return [way, Object.fromEntries(ids().map(id => [id, Resources[id]]))];
  })) as SynthesizedParts;
  const { Resources: sharing }: Template = assembly.getStackByName(stackName).template;
  return { template, logicalIds: { Web: idsOf(copies.Web), Db: idsOf(copies.Db) }, parts, sharing };
}
