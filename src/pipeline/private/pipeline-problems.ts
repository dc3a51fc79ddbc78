import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { channelPrefixProblem, channelProblems } from './channels/channel-problems';
import { destinationProblems } from './destination-problems';
import { environmentProblems } from './environment-problems';
import { keyProblem } from './key';
import { between, listProblem } from './limits';
import { imageNameProblem, prefixProblem } from './names';
import { retentionProblems } from './retirement-steps';
import { Freshness } from './stale-after';
import { tagProblems } from './tags';
import { volumeProblems } from './volume-problems';
import { watchProblems } from './watch';
import { isAlias } from '../../private/key-alias';
import { deviceProblem } from '../../private/names';
import { Problem } from '../../private/props';
import { keyGranteeProblems, keyProblem as sharedKeyProblem, roomProblem } from '../../sharing/key-access';
import { ShareTarget } from '../../sharing/share-target';
import { targetsOf } from '../../sharing/targets';
import { GoldenAmiPipelineProps } from '../golden-ami-pipeline-props';

/** Two parts of a version are ours, the third is counted by Image Builder. */
const RELEASE_LINE = /^\d{1,10}\.\d{1,10}$/;
const MOST_NODE = 2 ** 30 - 1;

/** What follows from the props at once. */
export interface Decided {
  readonly imageName: string;
  readonly architectures: readonly ec2.InstanceArchitecture[];
  readonly key: kms.IKey;
  readonly freshness: Freshness;
}

/** All that is wrong with the props, but for what components say of themselves. */
export function pipelineProblems(scope: Construct, props: GoldenAmiPipelineProps, { imageName, architectures, key, freshness }: Decided): Problem[] {
  const { baseImage, destinations = [], encryptionKey, parameterPrefix } = props;
  return [
    imageNameProblem(imageName),
    releaseLineProblem(props.releaseLine),
    listProblem('architectures', architectures, 2),
    ...architectures.map(architecture => baseImage._problem(architecture)),
    deviceProblem('baseImage: rootDeviceName', baseImage._rootDeviceName),
    ...volumeProblems(props.rootVolume ?? {}),
    ...environmentProblems(props.buildEnvironment ?? {}, architectures),
    keyProblem('encryptionKey', encryptionKey, Stack.of(scope).region),
    ...destinationProblems(scope, destinations, { osFamily: baseImage.osFamily, architectures, hasOwnKey: encryptionKey !== undefined }),
    props.sharedWith?.length === 0 ? 'sharedWith must name at least one target; leave it away for none' : undefined,
    ...sharingProblems(props, key),
    prefixProblem(parameterPrefix),
    amiNameProblem(props.amiName),
    ...tagProblems('amiTags', props.amiTags),
    ...watermarkProblems(props.watermarks),
    ...retentionProblems('retention', props.retention, freshness),
    ...channelProblems(scope, props.channels),
    props.channels && channelPrefixProblem(parameterPrefix),
    keepProblem(props),
    ...watchProblems(scope, props),
  ];
}

function releaseLineProblem(line: string | undefined): Problem {
  if (line === undefined) return undefined;
  if (Token.isUnresolved(line)) return 'releaseLine must be known at synth, got a token: it is in the names of resources';
  return RELEASE_LINE.test(line) && line.split('.').every(node => Number(node) <= MOST_NODE)
    ? undefined
    : `releaseLine must be two numbers like 1.0, of which Image Builder counts the third, got '${line}'`;
}

/** Organizations and units count against a limit of Image Builder, accounts against the room in the key's policy. */
function sharingProblems({ sharedWith = [], keyGrantees, destinations = [] }: GoldenAmiPipelineProps, key: kms.IKey): Problem[] {
  // What is copied for an account is read with the pipeline's key.
  const copies = destinations.flatMap(each => each._options.copyToAccounts ?? []);
  const accounts = new Set([...targetsOf(sharedWith, 'account'), ...copies]).size;
  const keyProblems = [sharedWith.length > 0 ? sharedKeyProblem(key, sharedWith) : undefined, copies.length > 0 ? roomProblem('sharedWith and copyToAccounts', accounts) : undefined];
  return [...targetProblems(sharedWith), ...isAlias(key) ? [] : keyProblems, ...keyGranteeProblems(keyGrantees)];
}

function targetProblems(sharedWith: readonly ShareTarget[]): Problem[] {
  const most = (what: string, kind: ShareTarget['_kind']) => {
    const count = targetsOf(sharedWith, kind).length;
    return count <= 25 ? undefined : `sharedWith must name at most 25 ${what}, got ${count}`;
  };
  return [
    most('organizations', 'organization'),
    most('organizational units', 'unit'),
  ];
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AmiDistributionConfiguration.html, name */
function amiNameProblem(name: string | undefined): Problem {
  if (name === undefined || Token.isUnresolved(name)) return undefined;
  if (name.length > 127 || !/^[-_A-Za-z0-9{][-_A-Za-z0-9\s:{}.]+[-_A-Za-z0-9}]$/.test(name)) {
    return `amiName must have 3 to 127 letters, digits, blanks and - _ : . { }, got '${name}'`;
  }
  return /\{\{\s*imagebuilder:buildDate\s*\}\}/.test(name) ? undefined : `amiName must have {{ imagebuilder:buildDate }} in it, or the second image has the name of the first, got '${name}'`;
}

function watermarkProblems(watermarks: readonly string[] | undefined): Problem[] {
  if (watermarks === undefined || watermarks.length === 0) return [];
  return [
    listProblem('watermarks', watermarks, 5),
    ...watermarks.filter(each => !Token.isUnresolved(each) && (each.length < 3 || each.length > 128 || !/^[A-Za-z0-9 ()[\]./'@_-]+$/.test(each) || each.trim() !== each))
      .map(each => `watermarks must have 3 to 128 letters, digits, blanks and ( ) [ ] . / ' @ _ -, and no blank at the ends, got '${each}'`),
  ];
}

/** The record of releases has room for so many. */
function keepProblem({ channels, retention }: GoldenAmiPipelineProps): Problem {
  if (retention?.keepReleases === undefined) return undefined;
  return channels ? between('retention.keepReleases', retention.keepReleases, 1, 50) : 'retention.keepReleases needs channels: without them nobody knows releases';
}
