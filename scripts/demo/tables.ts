import Table, { HorizontalTableRow, TableConstructorOptions } from 'cli-table3';
import { VENDOR } from './embedded/account';
import { Facts, StepFacts } from './facts';
import { ImageFacts } from './image-facts';
import { Left } from './left';

/** What the demo found, for people. */
export function tablesOf({ source, copy, keyArn, steps, left }: Facts): string {
  const parts = source && copy
    ? [titled('The base image and its copy, volume by volume', volumes(source, copy, keyArn)), titled('Their tags', tags(source, copy))]
    : [];
  return [...parts, titled('What each step did', history(steps)), titled('What is left in the end, and why', remains(left))].join('\n\n');
}

export const titled = (title: string, table: string) => `${title}\n${table}`;

export function drawn(head: string[], rows: HorizontalTableRow[], options: Omit<TableConstructorOptions, 'head'> = {}): string {
  const table = new Table({ head, wordWrap: true, style: { head: [], border: [] }, ...options });
  table.push(...rows);
  return table.toString();
}

/** No line between rows. */
const dense = { style: { head: [], border: [], compact: true } };

const ownerOf = (account: string) => `${account}, ${account === VENDOR ? 'a vendor' : 'you'}`;

function volumes(source: ImageFacts, copy: ImageFacts, stackKey: string | undefined): string {
  const keyOf = (keyArn: string | undefined) => keyArn ? `…${keyArn.slice(-12)}, ${keyArn === stackKey ? "the stack's own" : 'another'}` : 'none';
  const rowsOf = (role: string, image: ImageFacts): HorizontalTableRow[] => image.volumes.map(volume => [
    role, volume.device, `${volume.sizeGiB} GiB`, volume.snapshotId, volume.encrypted ? 'yes' : 'no', keyOf(volume.keyArn), ownerOf(volume.owner),
  ]);
  const headOf = (role: string, { imageId, name, owner }: ImageFacts) => `${role}  ${imageId}  ${name}, owned by ${ownerOf(owner)}\n`;
  return headOf('base', source) + headOf('copy', copy) + drawn(
    ['of', 'device', 'size', 'snapshot', 'encrypted', 'key', 'owner'], [...rowsOf('base', source), ...rowsOf('copy', copy)],
    { ...dense, colAligns: ['left', 'left', 'right'] });
}

function tags(source: ImageFacts, copy: ImageFacts): string {
  const bearers = [[source], source.volumes, [copy], copy.volumes];
  const keys = [...new Set(bearers.flatMap(bearer => bearer.flatMap(each => Object.keys(each.tags))))];
  // Ours last: they are for the handler.
  keys.sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')) || a.localeCompare(b));
  const valueOn = (bearer: readonly { readonly tags: ImageFacts['tags'] }[], key: string) =>
    [...new Set(bearer.map(each => shortened(each.tags[key] ?? '-')))].join(' or ');
  return drawn(['tag', 'base', 'base snapshots', 'copy', 'copy snapshots'], keys.map(key => [key, ...bearers.map(bearer => valueOn(bearer, key))]), dense);
}

const shortened = (text: string) => text.length <= 21 ? text : `${text.slice(0, 8)}…${text.slice(-12)}`;

const history = (steps: readonly StepFacts[]) => drawn(
  ['step', 'stack status', 'minutes', "the handler's calls to EC2", 'what came of it'],
  steps.map(({ title, status, minutes, ec2Calls, outcome }) => [title, status, minutes.toFixed(1), callsIn(ec2Calls), outcome]),
  { colWidths: [24, 17, 9, 30, 41], colAligns: ['left', 'left', 'right'] });

const callsIn = (ec2Calls: StepFacts['ec2Calls']) => ec2Calls === undefined ? 'nobody sees them here' :
  Object.entries(ec2Calls).sort(([, a], [, b]) => b - a).map(([action, count]) => `${count}×${action}`).join(', ');

export function remains(left: readonly Left[]): string {
  const whyOf = ({ why }: Left) => why ?? 'NOTHING EXPLAINS IT';
  const kinds = new Map(left.map(each => [`${each.what} ${whyOf(each)}`, each]));
  return drawn(['what', 'which', 'why'], [...kinds.values()].map(kind => [
    kind.what,
    left.filter(each => each.what === kind.what && whyOf(each) === whyOf(kind)).map(({ id }) => withoutArn(id)).join('\n'),
    whyOf(kind),
  ]), { colWidths: [21, 46, 54] });
}

const withoutArn = (id: string) => id.startsWith('arn:') ? id.slice(id.lastIndexOf(':') + 1) : id;
