import { Bar, countsOf, Lane, lanesOf } from './bars';
import { BackupTier, PolicyPreview } from '../../src/snapshots/policy-preview';

const WIDTH = 960;
const LEFT = 216;
const RIGHT = 820;
const TOP = 84;
const ROW = 6;
/** Between a snapshot and the next one in its row. */
const BREAK = 2;
const LEAST_LANE = 32;
const GAP = 20;
const CHART = 120;

const STYLE = `  <style>
    .page { fill: #ffffff; }
    .grid { stroke: #d5dce4; }
    .bars { fill: none; stroke-width: 4; }
    .standard { stroke: #1f6fd0; }
    .archive { stroke: #c2691c; }
    .standard-area { fill: #1f6fd0; }
    .archive-area { fill: #c2691c; }
    text { fill: #14202e; font-size: 14px; }
    .name { font-weight: 600; }
    .small { font-size: 12px; fill: #4a5663; }
    .middle { text-anchor: middle; }
    .end { text-anchor: end; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; }
      .grid { stroke: #2b3642; }
      .standard { stroke: #6cb0ff; }
      .archive { stroke: #f0a35e; }
      .standard-area { fill: #6cb0ff; }
      .archive-area { fill: #f0a35e; }
      text { fill: #e8eef5; }
      .small { fill: #b3bfcc; }
    }
  </style>`;

/** The snapshots of one volume as an SVG: a bar for each, a lane for each schedule, and below them how many there are on each day. */
export function drawPreview(preview: PolicyPreview, title: string): string {
  const lanes = lanesOf(preview);
  const [standard, archived] = [countsOf(preview, BackupTier.STANDARD), countsOf(preview, BackupTier.ARCHIVE)];
  const x = scale(standard.length);
  const drawn: string[] = [];
  let y = TOP;
  for (const lane of lanes) {
    drawn.push(...drawLane(lane, y, x));
    y += laneHeight(lane) + GAP;
  }
  const height = y + CHART + 28;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc" font-family="-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif">`,
    `  <title id="title">${title}</title>`,
    `  <desc id="desc">${lanes.map(describe).join(' ')} The last day ends with ${last(standard)} in the standard tier and ${last(archived)} in the archive tier.</desc>`,
    STYLE,
    `  <rect class="page" width="${WIDTH}" height="${height}" rx="8"/>`,
    ...drawHead(title),
    ...drawMonths(preview, x, height - 20),
    ...drawn,
    ...drawCounts(standard, archived, y, x),
    '</svg>',
    '',
  ].join('\n');
}

function drawHead(title: string): string[] {
  return [
    text(24, 34, title, 'name'),
    '  <path class="bars standard" d="M640 30H668"/>', text(676, 34, 'standard tier', 'small'),
    '  <path class="bars archive" d="M776 30H804"/>', text(812, 34, 'archive tier', 'small'),
  ];
}

function drawMonths({ start, end }: PolicyPreview, x: (day: number) => number, bottom: number): string[] {
  const drawn: string[] = [];
  const month = new Date(start);
  for (; month < end; month.setUTCMonth(month.getUTCMonth() + 1)) {
    const at = x((month.getTime() - start.getTime()) / 86_400_000);
    drawn.push(`  <path class="grid" d="M${at} 56V${bottom}"/>`, text(at + 5, 68, month.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' }), 'small'));
  }
  return [...drawn, `  <path class="grid" d="M${RIGHT} 56V${bottom}"/>`, text(RIGHT + 14, 68, 'at the end', 'small')];
}

function drawLane(lane: Lane, top: number, x: (day: number) => number): string[] {
  const segments = (ends: (bar: Bar) => [number, number]) => lane.bars
    .map(bar => ({ bar, ends: ends(bar) }))
    .filter(({ ends: [from, to] }) => to > from)
    .map(({ bar, ends: [from, to] }) => `M${x(from)} ${top + bar.row * ROW + ROW / 2}H${round(x(to) - (to === bar.to && !bar.isOpen ? BREAK : 0))}`).join('');
  const path = (tier: string, d: string) => (d === '' ? [] : [`  <path class="bars ${tier}" d="${d}"/>`]);
  const [made, kept] = wordsFor(lane);
  return [
    text(24, top + 12, lane.schedule, 'name'),
    text(24, top + 28, `${made}, ${kept}`, 'small'),
    ...path('standard', segments(({ from, archived, to }) => [from, Math.min(archived, to)])),
    ...path('archive', segments(({ archived, to }) => [archived, to])),
    text(RIGHT + 14, top + 12, String(openIn(lane))),
  ];
}

function drawCounts(standard: readonly number[], archived: readonly number[], top: number, x: (day: number) => number): string[] {
  const most = Math.ceil(Math.max(...standard.map((count, day) => count + archived[day])) / 10) * 10;
  const bottom = top + CHART;
  const y = (count: number) => round(bottom - count / most * CHART);
  const area = (upper: readonly number[], lower: readonly number[]) =>
    `M${[...steps(upper, x, y), ...steps(lower, x, y).reverse()].join('L')}Z`;
  const total = standard.map((count, day) => count + archived[day]);
  const ticks = Array.from({ length: most / 10 + 1 }, (_, index) => index * 10);
  return [
    ...ticks.flatMap(count => [`  <path class="grid" d="M${LEFT} ${y(count)}H${RIGHT}"/>`, text(LEFT - 8, y(count) + 4, String(count), 'small end')]),
    text(24, top + 12, 'all', 'name'),
    text(24, top + 28, 'snapshots on each day', 'small'),
    `  <path class="standard-area" d="${area(standard, standard.map(() => 0))}"/>`,
    `  <path class="archive-area" d="${area(total, standard)}"/>`,
    text(RIGHT + 14, y(last(total)) + 4, String(last(total))),
  ];
}

/** From left to right, one level for each day. */
function steps(counts: readonly number[], x: (day: number) => number, y: (count: number) => number): string[] {
  return counts.flatMap((count, day) => (day > 0 && day < counts.length - 1 && counts[day - 1] === count && counts[day + 1] === count
    ? []
    : [`${x(day)} ${y(count)}`, `${x(day + 1)} ${y(count)}`]));
}

const describe = (lane: Lane) => `${lane.schedule}: ${wordsFor(lane).join(', ')}.`;

/** What the bars of a lane have in common. */
function wordsFor({ bars }: Lane): [string, string] {
  const [first] = bars;
  const made = `${bars.length} made`;
  const archived = Math.round(first.archived - first.from);
  if (first.archived < first.to) return [made, `archived after ${archived} day${archived === 1 ? '' : 's'}`];
  return [made, first.isOpen ? 'kept for longer' : `kept for ${Math.round(first.to - first.from)} days`];
}

function text(x: number, y: number, words: string, kind?: string): string {
  return `  <text${kind ? ` class="${kind}"` : ''} x="${x}" y="${y}">${words}</text>`;
}

const openIn = ({ bars }: Lane) => bars.filter(({ isOpen }) => isOpen).length;
const laneHeight = ({ rows }: Lane) => Math.max(rows * ROW, LEAST_LANE);
const scale = (days: number) => (day: number) => round(LEFT + day / days * (RIGHT - LEFT));
const round = (number: number) => Math.round(number * 10) / 10;
const last = (numbers: readonly number[]) => numbers[numbers.length - 1];
