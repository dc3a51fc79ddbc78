import { App, Fn, Lazy, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseImage } from '../../src/pipeline/base-image';
import { BuildSchedule } from '../../src/pipeline/build-schedule';
import { GoldenAmiPipeline } from '../../src/pipeline/golden-ami-pipeline';
import { GoldenAmiPipelineProps } from '../../src/pipeline/golden-ami-pipeline-props';
import { GoldenAmiTargetAccount, GoldenAmiTargetAccountProps } from '../../src/pipeline/golden-ami-target-account';
import { GoldenComponent } from '../../src/pipeline/golden-component';
import { OsFamily } from '../../src/pipeline/os-family';
import { PipelineDestination } from '../../src/pipeline/pipeline-destination';
import { VulnerabilityScan } from '../../src/pipeline/vulnerability-scan';
import { ShareTarget } from '../../src/sharing/share-target';

const { ARM_64, X86_64 } = ec2.InstanceArchitecture;
const { GP2, GP3, IO2, ST1 } = ec2.EbsDeviceVolumeType;
const BOTH = [X86_64, ARM_64];
const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const IRISH_KEY = KEY.replace('eu-central-1', 'eu-west-1');

const aStack = (region: string | undefined = 'eu-central-1') => new Stack(new App({ analyticsReporting: false }), 'Images', { env: region ? { account: '111111111111', region } : undefined });
const key = (arn = KEY) => kms.Key.fromKeyArn(aStack(), 'Key', arn);
const types = (...names: string[]) => ({ buildEnvironment: { instanceTypes: names.map(each => new ec2.InstanceType(each)) } });
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const tags = (count: number) => Object.fromEntries(many(count, index => [`key${index}`, 'value']));
const irish = (options = {}) => PipelineDestination.region('eu-west-1', options);
const own = (options = {}) => ({ destinations: [PipelineDestination.ownRegion(options)] });
const component = (index: number) => GoldenComponent.shell(`step-${index}`, ['true']);
const unit = (index: number) => ShareTarget.organizationalUnit(`arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-${String(10_000_000 + index)}`);
const network = (groups: number) => {
  const stack = aStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  return { buildEnvironment: { network: { vpc, securityGroups: many(groups, index => new ec2.SecurityGroup(stack, `Group${index}`, { vpc })) } } };
};
const organization = (index: number) => ShareTarget.organization(`arn:aws:organizations::111111111111:organization/o-a1b2c3d4${10 + index}`);

function pipeline(props: Partial<GoldenAmiPipelineProps>, stack = aStack()): GoldenAmiPipeline {
  return new GoldenAmiPipeline(stack, 'Base', { baseImage: BaseImage.amazonLinux2023(), ...props });
}

/** What the props are, and what is said of them. */
type Row = [title: string, props: Partial<GoldenAmiPipelineProps>, sentence: string];

const NAMES: Row[] = [
  ['the name has capitals', { imageName: 'Corp' }, "imageName must have 3 to 64 small letters, digits and hyphens, and no hyphen at an end, got 'Corp'"],
  ['the name is too short', { imageName: 'al' }, 'imageName must have 3 to 64'],
  ['the name is too long', { imageName: 'a'.repeat(65) }, 'imageName must have 3 to 64'],
  ['the name ends with a hyphen', { imageName: 'corp-' }, 'imageName must have 3 to 64'],
  ['the release line has three numbers', { releaseLine: '1.0.0' }, "releaseLine must be two numbers like 1.0, of which Image Builder counts the third, got '1.0.0'"],
  ['the release line is larger than Image Builder counts', { releaseLine: '1.1073741824' }, 'releaseLine must be two numbers'],
  ['an AMI name would be used twice', { amiName: 'corp' }, "amiName must have {{ imagebuilder:buildDate }} in it, or the second image has the name of the first, got 'corp'"],
  ['an AMI name has characters that Image Builder refuses', { amiName: 'corp/{{ imagebuilder:buildDate }}' }, 'amiName must have 3 to 127 letters'],
  ['an AMI name is too long', { amiName: `${'a'.repeat(128)}{{ imagebuilder:buildDate }}` }, 'amiName must have 3 to 127 letters'],
  ['the prefix is no path', { parameterPrefix: 'golden' }, "parameterPrefix must start with / and not end with it, got 'golden'"],
  ['the prefix ends with a slash', { parameterPrefix: '/golden/' }, "parameterPrefix must start with / and not end with it, got '/golden/'"],
  ['the prefix belongs to AWS', { parameterPrefix: '/aws/golden' }, "parameterPrefix must not start with aws or ssm, got '/aws/golden'"],
  ['the name is a token', { imageName: Lazy.string({ produce: () => 'corp' }) }, 'imageName must be known at synth, got a token: it is in the names of resources'],
  ['the release line is a token', { releaseLine: Lazy.string({ produce: () => '1.0' }) }, 'releaseLine must be known at synth, got a token: it is in the names of resources'],
  ['the prefix has an empty level', { parameterPrefix: '/golden//web' }, "parameterPrefix must have a name between two slashes, got '/golden//web'"],
  ['the prefix is so deep that nothing goes below', { parameterPrefix: '/a'.repeat(13) }, 'parameterPrefix must have at most 900 characters and 12 levels'],
  ['the prefix has characters that Parameter Store refuses', { parameterPrefix: '/gold en' }, "parameterPrefix may have letters, digits and _ . - / only, got '/gold en'"],
];

const ARCHITECTURES: Row[] = [
  ['no architecture is named', { architectures: [] }, 'architectures must be 1 to 2, got 0; leave it out for the default'],
  ['an architecture is named twice', { architectures: [ARM_64, ARM_64] }, 'architectures must name each once, got arm64 again'],
  ['there is no base image for an architecture', { baseImage: BaseImage.windowsServer2025(), architectures: BOTH }, 'baseImage must have an image for arm64, has one for x86_64 only'],
  ['a type is for an architecture that is not built', types('m7i.large', 'm7g.large'), "buildEnvironment.instanceTypes must be for the pipeline's architectures, x86_64, got m7g.large, which is arm64"],
  ['an architecture has no type', { architectures: BOTH, ...types('m7g.large') }, 'buildEnvironment.instanceTypes must have one for each architecture of the pipeline, got none for x86_64'],
  ['a type is known at deployment only, and nobody can tell which architecture it is for', { architectures: BOTH, ...types(Fn.ref('Type')) }, 'buildEnvironment.instanceTypes must be known at synth where the pipeline has two architectures'],
  ['there are no types', types(), 'buildEnvironment.instanceTypes must be 1 to 50, got 0'],
  ['a type is named twice', types('m7i.large', 'm7i.large'), 'buildEnvironment.instanceTypes must name each once, got m7i.large again'],
];

const VOLUMES: Row[] = [
  ['the root volume is too large', { rootVolume: { size: Size.tebibytes(16) } }, 'rootVolume.size (GiB) must be a whole number from 1 to 16000, got 16384'],
  ['the root volume is not of whole GiB', { rootVolume: { size: Size.mebibytes(1536) } }, 'rootVolume.size (GiB) must be a whole number from 1 to 16000, got 1.5'],
  ['the root volume is of a kind that starts no system', { rootVolume: { volumeType: ST1 } }, 'rootVolume.volumeType must be one that starts a system, got st1'],
  ['there are too few operations', { rootVolume: { volumeType: GP3, iops: 99 } }, 'rootVolume.iops must be a whole number from 100 to 64000, got 99'],
  ['operations are given for a kind that has its own', { rootVolume: { volumeType: GP2, iops: 3000 } }, 'rootVolume.iops is for gp3, io1, io2 only, got it for gp2'],
  ['operations are not given for a kind that has none', { rootVolume: { volumeType: IO2 } }, 'rootVolume.iops must be given for io2'],
  ['there is too much throughput', { rootVolume: { throughput: 1001 } }, 'rootVolume.throughput (MiB/s) must be a whole number from 125 to 1000, got 1001'],
  ['throughput is given for another kind', { rootVolume: { volumeType: IO2, iops: 1000, throughput: 125 } }, 'rootVolume.throughput is for gp3 only, got it for io2'],
];

const ENVIRONMENT: Row[] = [
  ['metadata may not hop', { buildEnvironment: { metadataHopLimit: 0 } }, 'buildEnvironment.metadataHopLimit must be a whole number from 1 to 64, got 0'],
  ['metadata may hop too far', { buildEnvironment: { metadataHopLimit: 65 } }, 'buildEnvironment.metadataHopLimit must be a whole number from 1 to 64, got 65'],
  ['instances have too many tags', { buildEnvironment: { instanceTags: tags(31) } }, 'buildEnvironment.instanceTags must be at most 30 tags, got 31'],
  ['AMIs have too many tags', { amiTags: tags(46) }, 'amiTags must be at most 45 tags, got 46'],
  ['a tag is reserved by AWS', { amiTags: { 'aws:name': 'x' } }, "amiTags must not have the key 'aws:name'"],
  ['a tag is what Image Builder finds images by', { amiTags: { CreatedBy: 'me' } }, "amiTags must not have the key 'CreatedBy': keys with aws: and golden:, Ec2ImageBuilderArn and CreatedBy are reserved"],
  ['the key of a tag is too long', { amiTags: { ['k'.repeat(129)]: 'x' } }, 'amiTags must have keys of 1 to 128 characters, got one with 129'],
  ['the value of a tag is too long', { amiTags: { team: 'v'.repeat(257) } }, "amiTags must have values of at most 256 characters, 'team' has 257"],
  ['there are no security groups', network(0), 'buildEnvironment.network.securityGroups must be 1 to 5, got 0; leave it out for the default'],
  ['there are too many security groups', network(6), 'buildEnvironment.network.securityGroups must be 1 to 5, got 6'],
  ['there are too many watermarks', { watermarks: many(6, index => `mark-${index}`) }, 'watermarks must be 1 to 5, got 6'],
  ['a watermark is too short', { watermarks: ['ab'] }, "watermarks must have 3 to 128 letters, digits, blanks and ( ) [ ] . / ' @ _ -, and no blank at the ends, got 'ab'"],
  ['a watermark ends with a blank', { watermarks: ['corp '] }, "got 'corp '"],
  ['a watermark has other characters', { watermarks: ['corp#1'] }, "got 'corp#1'"],
];

const COMPONENTS: Row[] = [
  ['there are more than 20 components', { components: many(20, component) }, 'components must leave room: an image takes 20 with those of agents, hardening, sealing and tests, got '],
  ['a component comes twice', { components: [component(1), component(1)] }, "components must not have 'step-1', which the image has already: a recipe takes a component once"],
  ['a component is for another system', { components: [GoldenComponent.powershell('step', ['exit 0'])] }, 'components: step: '],
];

const KEYS_AND_SHARING: Row[] = [
  ['the key is one that AWS manages', { encryptionKey: kms.Alias.fromAliasName(aStack(), 'Alias', 'alias/aws/ebs') }, 'encryptionKey must be a key, got an alias of one: nobody can share what is under a key that AWS manages'],
  ['the key is in another Region', { encryptionKey: key(IRISH_KEY) }, 'encryptionKey must be a key in eu-central-1, got one in eu-west-1'],
  ['everyone is to have it', { sharedWith: [ShareTarget.everyone({ acknowledgePublic: true })] }, 'sharedWith must not name everyone for what is encrypted: EC2 makes nothing public that has a key'],
  ['nobody is to have it', { sharedWith: [] }, 'sharedWith must name at least one target; leave it away for none'],
  ['there are too many organizations', { sharedWith: many(26, organization) }, 'sharedWith must name at most 25 organizations, got 26'],
  ['there are too many units', { sharedWith: many(26, unit) }, 'sharedWith must name at most 25 organizational units, got 26'],
  ['copies and shares are more than a key has room for', {
    sharedWith: many(300, index => ShareTarget.account(String(200_000_000_000 + index))),
    ...own({ copyToAccounts: many(300, index => String(300_000_000_000 + index)) }),
  }, 'sharedWith and copyToAccounts must name at most 450 accounts for what is encrypted, got 600'],
  ['a grant is for a role by its ARN', { keyGrantees: ['arn:aws:iam::222222222222:role/x'] }, "keyGrantees[0] must be the name of a role, with its path and without its ARN, where * stands for any text, got 'arn:aws:iam::222222222222:role/x'"],
  ['there are more accounts than a key has room for', { sharedWith: many(451, index => ShareTarget.account(String(200_000_000_000 + index))) }, 'sharedWith must name at most 450 accounts for what is encrypted, got 451'],
];

const DESTINATIONS: Row[] = [
  ['a Region comes twice', { destinations: [irish(), irish()] }, 'destinations must name a Region once, got eu-west-1 more than once'],
  ['the own Region comes twice', { destinations: [PipelineDestination.ownRegion(), PipelineDestination.region('eu-central-1')] }, 'destinations must name a Region once, got eu-central-1 more than once'],
  ['a Region is none', { destinations: [PipelineDestination.region('Ireland')] }, "destinations must be Regions like eu-west-1, got 'Ireland'"],
  ['a Region is in another partition', { destinations: [PipelineDestination.region('cn-north-1')] }, "destinations: cn-north-1 must be in the stack's partition aws, is in aws-cn"],
  ['a Region is known at deployment only', { destinations: [PipelineDestination.region(new Stack().region)] }, 'destinations must name their Regions, got one that is known at deployment only'],
  ['the own Region has a key of its own', own({ encryptionKey: key() }), "destinations: the stack's own Region must have no encryptionKey: its key is the encryptionKey of the pipeline"],
  ['a Region has no key, and the pipeline one of yours', { encryptionKey: key(), destinations: [irish()] }, 'destinations: eu-west-1 must have an encryptionKey: keys do not leave their Region'],
  ["a Region's key is in another", { destinations: [irish({ encryptionKey: key() })] }, 'destinations: eu-west-1: encryptionKey must be a key in eu-west-1, got one in eu-central-1'],
  ["a Region's key is an alias", { destinations: [irish({ encryptionKey: kms.Alias.fromAliasName(aStack(), 'Alias', 'alias/images') })] }, 'destinations: eu-west-1: encryptionKey must be a key, got an alias of one'],
  ['copies are for no account', own({ copyToAccounts: [] }), "destinations: the stack's own Region: copyToAccounts must be 1 to 1536, got 0; leave it out for the default"],
  ['copies are for too many accounts', own({ copyToAccounts: many(1537, index => String(200_000_000_000 + index)) }), 'copyToAccounts must be 1 to 1536, got 1537'],
  ['copies are for an account twice', own({ copyToAccounts: ['222222222222', '222222222222'] }), 'copyToAccounts must name each once, got 222222222222 again'],
  ['copies are for what is no account', own({ copyToAccounts: ['2222'] }), "copyToAccounts must be account ids of 12 digits, got '2222'"],
  ['copies are for the own account', own({ copyToAccounts: ['111111111111'] }), "copyToAccounts must not name the pipeline's own account, 111111111111: images are there already"],
  ['there are no launch templates', own({ launchTemplates: [] }), 'launchTemplates must be 1 to 100, got 0'],
  ['there are too many launch templates', own({ launchTemplates: many(101, index => ({ launchTemplateId: `lt-${String(index).padStart(17, '0')}` })) }), 'launchTemplates must be 1 to 100, got 101'],
  ['a launch template has a name', own({ launchTemplates: [{ launchTemplateId: 'web' }] }), "launchTemplates must be ids like lt-0123456789abcdef0, got 'web'"],
  ['nobody knows which image a launch template gets', { architectures: BOTH, ...own({ launchTemplates: [{ launchTemplateId: 'lt-0123456789abcdef0' }] }) }, 'launchTemplates must have an architecture where the pipeline has two: lt-0123456789abcdef0 would start from the image that came last'],
  ['a launch template is for an architecture that is not built', own({ launchTemplates: [{ launchTemplateId: 'lt-0123456789abcdef0', architecture: ARM_64 }] }), 'launchTemplates must have an architecture that the pipeline builds, x86_64, got arm64'],
  ['a launch template is in an account that gets no copy', own({ launchTemplates: [{ launchTemplateId: 'lt-0123456789abcdef0', accountId: '222222222222' }] }), "launchTemplates must be in the pipeline's account or in one of copyToAccounts, lt-0123456789abcdef0 is in 222222222222"],
  ['there are no licenses', own({ licenseConfigurationArns: [] }), 'licenseConfigurationArns must be 1 to 50, got 0'],
  ['a license is none', own({ licenseConfigurationArns: ['lic-1'] }), "licenseConfigurationArns must be ARNs like arn:aws:license-manager:eu-west-1:111111111111:license-configuration:lic-0123456789abcdef0123456789abcdef, got 'lic-1'"],
  ['Linux is to launch fast', own({ fastLaunch: {} }), 'fastLaunch is for Windows only, got AMAZON_LINUX_2023'],
  ['EC2 is to prepare too few at a time', { baseImage: BaseImage.windowsServer2025(), ...own({ fastLaunch: { maxParallelLaunches: 5 } }) }, 'fastLaunch.maxParallelLaunches must be a whole number of at least 6, got 5'],
  ['nothing is kept ready', { baseImage: BaseImage.windowsServer2025(), ...own({ fastLaunch: { snapshotCount: 0 } }) }, 'fastLaunch.snapshotCount must be a whole number of at least 1, got 0'],
];

describe('a pipeline fails when', () => {
  test.each([...NAMES, ...ARCHITECTURES, ...VOLUMES, ...ENVIRONMENT, ...COMPONENTS, ...KEYS_AND_SHARING, ...DESTINATIONS])('%s', (_title, props, sentence) =>
    expect(() => pipeline(props)).toThrow(sentence));

  test('another Region is named in a stack without one', () =>
    expect(() => pipeline({ destinations: [irish()] }, aStack(''))).toThrow('destinations: eu-west-1 needs a stack whose Region is known: give it an env with a region'));

  test('several things are wrong, and says all of them', () =>
    expect(() => pipeline({ imageName: 'X', releaseLine: '1' })).toThrow(/^Images\/Base:\n- imageName .*\n- releaseLine /));
});

test.each<[string, () => unknown, string]>([
  ['a cron expression has five fields', () => BuildSchedule.expression('cron(0 3 * * 0)'), 'expression must have six fields, minute hour day month weekDay year, with one blank between two of them'],
  ['a cron expression has two blanks', () => BuildSchedule.expression('cron(0  3 ? * SUN *)'), 'expression must have six fields'],
  ['an expression is a rate', () => BuildSchedule.expression('rate(7 days)'), "expression must be like cron(0 3 ? * SUN *), got 'rate(7 days)'"],
  ['day and weekday are both given', () => BuildSchedule.cron({ day: '1', weekDay: 'SUN' }), 'expression must have ? for the day or for the weekDay, and for one of them only'],
  ['day and weekday are both left open', () => BuildSchedule.expression('cron(0 3 ? * ? *)'), 'expression must have ? for the day or for the weekDay'],
  ['a field has what it does not take', () => BuildSchedule.expression('cron(0 3L ? * SUN *)'), "expression: the hour takes 0-23 , - * /, got '3L'"],
  ['an hour does not exist', () => BuildSchedule.daily(24), "expression cannot be read, got 'cron(0 24 * * ? *)'"],
  ['a weekday does not exist', () => BuildSchedule.weekly('SOL'), 'expression cannot be read'],
  ['the time never comes', () => BuildSchedule.expression('cron(0 3 31 2 ? *)'), "expression never comes again, got 'cron(0 3 31 2 ? *)'"],
  ['the time has passed', () => BuildSchedule.cron({ year: '2020' }), 'expression never comes again'],
  ['a time zone does not exist', () => BuildSchedule.weekly('SUN', 3, { timeZone: 'Middle-earth/Shire' }), "timeZone must be one like Europe/Zurich, got 'Middle-earth/Shire'"],
  ['nobody says why there is no scan', () => VulnerabilityScan.none(' '), 'reason must say why images are not scanned, got an empty one'],
  ['a base image is no AMI', () => BaseImage.amiId('web', { osFamily: OsFamily.UBUNTU }), "imageId must be an AMI id like ami-0123456789abcdef0, got 'web'"],
  ['a base image is no product', () => BaseImage.marketplaceProduct('cis', { osFamily: OsFamily.RHEL }), "productId must be like prod-abcdefghijklm, or a UUID, got 'cis'"],
  ['no parameter has a base image', () => BaseImage.ssmParameter({ osFamily: OsFamily.RHEL }), 'x8664ParameterName or arm64ParameterName must be given'],
  ['a parameter is no name', () => BaseImage.ssmParameter({ osFamily: OsFamily.RHEL, arm64ParameterName: 'a b' }), "arm64ParameterName may have letters, digits and _ . - / only, got 'a b'"],
  ['a root device is none', () => pipeline({ baseImage: BaseImage.amiId('ami-0123456789abcdef0', { osFamily: OsFamily.UBUNTU, rootDeviceName: 'C:' }) }), "baseImage: rootDeviceName must be a device name like /dev/sdf, got 'C:'"],
  ['an image is asked for an architecture that it is not built for', () => pipeline({}).machineImage({ architecture: ARM_64 }), 'architecture must be one that images-base is built for, x86_64, got arm64'],
  ['the age of what a channel has is asked for', () => pipeline({ channels: [{ name: 'stable' }] }).metricCandidateAge({ channel: 'stable' }), "channel must be left out, or be 'candidate', got 'stable'"],
  ['an imported image has no such name', () => GoldenAmiPipeline.fromAttributes(aStack(), 'Golden', { imageName: 'Golden' }), "imageName must have 3 to 64 small letters, digits and hyphens, and no hyphen at an end, got 'Golden'"],
])('fails when %s', (_title, act, sentence) => expect(act).toThrow(sentence));

const target = (props: Partial<GoldenAmiTargetAccountProps>) => new GoldenAmiTargetAccount(aStack(), 'Target', { sourceAccountId: '222222222222', ...props });

test.each<[string, Partial<GoldenAmiTargetAccountProps>, string]>([
  ['the source is no account', { sourceAccountId: 'factory' }, "sourceAccountId must have 12 digits, got 'factory'"],
  ['an image has no such name', { imageNames: ['Corp'] }, 'imageName must have 3 to 64'],
  ['the prefix is no path', { parameterPrefix: 'golden' }, 'parameterPrefix must start with / and not end with it'],
  ['a key is an alias', { keyArns: ['arn:aws:kms:eu-central-1:222222222222:alias/images'] }, 'keyArns must be like arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab, of keys and not of aliases'],
  ['there is no image', { imageNames: [] }, 'imageNames must be 1 to 50, got 0; leave it out for the default'],
  ['there are more images than a policy has room for', { imageNames: many(51, index => `image-${index}`) }, 'imageNames must be 1 to 50, got 51'],
  ['there is no key', { keyArns: [] }, 'keyArns must be 1 to 50, got 0; leave it out for the default'],
  ['no role may come', { sourceRoleArns: [] }, 'sourceRoleArns must be 1 to 50, got 0; leave it out for the default'],
  ['a role is any', { sourceRoleArns: ['*'] }, "sourceRoleArns must be like arn:aws:iam::111111111111:role/web-*, got '*'"],
  ['a launch template has a name', { launchTemplateIds: ['web'] }, "launchTemplateIds must be ids like lt-0123456789abcdef0, got 'web'"],
])('a target account fails when %s', (_title, props, sentence) => expect(() => target(props)).toThrow(sentence));
