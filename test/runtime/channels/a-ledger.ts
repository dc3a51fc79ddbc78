import { ChannelsConfiguration } from '../../../src/runtime/channels/channel-contract';
import { ChannelRecord, EMPTY_LEDGER, Ledger, Release } from '../../../src/runtime/channels/ledger';

export const recipeArn = (architecture: string, version = '1.0.7') => `arn:aws:imagebuilder:eu-central-1:111111111111:image-recipe/web-${architecture}/${version}`;
export const imageArn = (architecture: string, build: number, version = '1.0.7') => `arn:aws:imagebuilder:eu-central-1:111111111111:image/web-${architecture}/${version}/${build}`;

export const CONFIGURATION: ChannelsConfiguration = {
  imageName: 'web',
  parameterPrefix: '/golden',
  tableName: 'channels',
  regions: ['eu-central-1'],
  sharedWith: [],
  keepNewest: 2,
  lines: ['x86', 'arm'].map(architecture => ({ architecture, recipeArn: recipeArn(architecture) })),
  channels: [{ name: 'canary', source: 'candidate', gate: 'AUTOMATIC' }, { name: 'stable', source: 'canary', gate: 'APPROVAL' }],
};

/** Build `number` of both architectures. */
export const aRelease = (number: number, reached: readonly string[] = []): Release => ({
  id: `1.0.7-${number}`,
  reached,
  isTold: true,
  sharedWith: [],
  images: Object.fromEntries(['x86', 'arm'].map(architecture =>
    [architecture, { arn: imageArn(architecture, number), amis: { 'eu-central-1': `ami-${architecture}-${number}` } }])),
});

export const aRecord = (number: number, others: Partial<ChannelRecord> = {}): ChannelRecord =>
  ({ release: `1.0.7-${number}`, since: 0, verb: 'promote', isHeld: false, rejected: [], pending: [], ...others });

export const aLedger = (releases: readonly Release[], channels: Ledger['channels'] = {}): Ledger => ({ ...EMPTY_LEDGER, releases, channels });
