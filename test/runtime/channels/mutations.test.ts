import { brokenCode } from './channel-code';
import { firstViolation } from './histories/series';
import { Mutation } from '../../support/mutation';

/** So many histories find each of these breaks; most are found within some tens. */
const HISTORIES = 3_000;

const MUTATIONS: readonly Mutation[] = [
  { title: 'it does not look whether an image is available', file: 'channels/image-check-plan.ts', from: "if (image.state !== 'available')", to: 'if (false)' },
  { title: 'it does not look whether images are encrypted', file: 'channels/image-check-plan.ts', from: 'if (!image.isEncrypted)', to: 'if (false)' },
  { title: 'it does not look whom images are shared with', file: 'channels/image-check-plan.ts', from: 'wanted.filter(each => !image.sharedWith.includes(each))', to: 'wanted.filter(() => false)' },
  { title: 'it does not protect what it points to', file: 'aws/ec2-release-images.ts', from: 'await this.ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId: imageId })).catch(fail);', to: '' },
  { title: 'it works while another verb does', file: 'channels/run-records.ts', from: 'lease && lease.until > world.now().getTime()', to: 'false' },
  { title: 'it lets go of what a channel had before', file: 'channels/release-plan.ts', from: '[release, previous, targetOf(ledger, name)?.id, ', to: '[release, ' },
  { title: 'it goes back to what another channel has rejected', file: 'channels/ledger.ts', from: '.find(({ id }) => !isRejected(ledger, id))', to: '.at(0)' },
  { title: 'it promotes what was rejected', file: 'channels/move-plan.ts', from: 'if (isRejected(ledger, release.id)) return', to: 'if (false) return' },
  { title: 'it forgets what it was rolled back from', file: 'channels/move-plan.ts', from: 'rejected: [...record.rejected, record.release],', to: 'rejected: record.rejected,' },
  { title: 'it takes the word of a write for what parameters say', file: 'channels/run-reconcile.ts', from: '({ region, name, imageId }) => parameters.in(region) && parameters.in(region)?.[name] !== imageId);', to: '({ region, channel }) => parameters.in(region) && found.channels[channel].pending.includes(region));' },
  { title: 'it does not go on with what was cut off', file: 'channels/run-pointers.ts', from: 'await world.parametersIn(region).write(name, imageId);', to: 'if (ledger.version % 3 > 0) await world.parametersIn(region).write(name, imageId);' },
  { title: 'it gives an architecture the image of another', file: 'channels/pointer-plan.ts', from: 'name: parameterNameOf(configuration, architecture, channel),', to: 'name: parameterNameOf(configuration, configuration.lines[0].architecture, channel),' },
  { title: 'it pins before it has written down what', file: 'channels/run-adoption.ts', from: 'const ledger = await writeWithLease(world, { ...found, joining: release, leaving });', to: 'const ledger = found;' },
  { title: 'it does not tell of what was cut off before it was told', file: 'channels/run-tell.ts', from: 'await world.announcements.moved({', to: 'if (ledger.version % 5 > 0) await world.announcements.moved({' },
  { title: 'it protects what it may not promote', file: 'channels/run-move.ts', from: 'const leased = await writeWithLease(world, found);', to: 'const leased = found;' },
  { title: 'it takes the pin of a build that another release has', file: 'channels/run-adoption.ts', from: '.filter(({ imageId }) => !keptImages.includes(imageId))', to: '' },
  { title: 'it leaves builds to the policy that retires by age', file: 'channels/run-adoption.ts', from: ', ...await pinBuilds(world, buildsOf([release]))];', to: '];' },
  { title: 'it brings what has baked, whatever the source has by now', file: 'channels/run-advance.ts', from: 'if (present !== release)', to: 'if (false)' },
  { title: 'it gives up what a hold is in the way of', file: 'channels/run-advance.ts', from: 'if (ledger.channels[channel]?.isHeld)', to: 'if (false)' },
  { title: 'it gives up when a Region is down', file: 'channels/run-move.ts', from: "isSeen(ledger.channels[channel].verb, release, views, world.configuration) ? 'refused' : 'later'", to: "'refused'" },
  { title: 'it asks for parameters that a deployment took away', file: 'channels/run-reconcile.ts', from: 'world.configuration.channels.map(({ name }) => name)', to: 'Object.keys(found.channels)' },
  { title: 'it asks for parameters of an architecture that a deployment took away', file: 'channels/pointer-plan.ts', from: '&& lines.some(line => line.architecture === architecture)', to: '' },
];

test.each(MUTATIONS.map(mutation => [mutation.title, mutation] as const))('the histories turn red when the function is broken: %s', async (_title, mutation) => {
  expect(await firstViolation(brokenCode(mutation), HISTORIES)).toMatch(/^history \d+: (\d|10): /);
}, 300_000);
