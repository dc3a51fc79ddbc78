import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AT_REST, PRICES, PRICES_OF } from './prices';
import { BaseImage } from '../../src/pipeline/base-image';
import { GoldenAmiPipeline, GoldenAmiPipelineProps } from '../../src/pipeline/golden-ami-pipeline';
import { withApp } from '../../test/support/with-app';

/** What nobody can read from a template. */
const ASSUMED = { daysKept: 90, daysBetweenBuilds: 7, gigabytesInImage: 3, logGigabytes: 0.01, monthsOfLogs: 13, reportsPerDay: 4 };

/** How many resources there are of each type. */
export function censusOf(propsIn: (stack: Stack) => Partial<GoldenAmiPipelineProps> = () => ({})): ReadonlyMap<string, number> {
  return withApp(app => {
    const stack = new Stack(app, 'Images');
    new GoldenAmiPipeline(stack, 'Al2023', { baseImage: BaseImage.amazonLinux2023(), ...propsIn(stack) });
    const census = new Map<string, number>();
    const resources = Template.fromStack(stack).toJSON().Resources as Readonly<Record<string, { readonly Type: string }>>;
    Object.values(resources).forEach(({ Type }) => census.set(Type, (census.get(Type) ?? 0) + 1));
    return census;
  });
}

/** What it costs a month when nothing happens. Throws for a type that nobody has looked up. */
export const monthly = (census: ReadonlyMap<string, number>) => sum([...census].map(([type, count]) => count * rowOf(type).usd));

function rowOf(type: string) {
  if (!(type in AT_REST)) throw new Error(`scripts/docs/prices.ts must have a row for ${type}`);
  return AT_REST[type];
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0);
const usd = (amount: number) => amount.toFixed(2);

/** `docs/guides/pipeline-costs.md`, as a whole. */
export function pipelineCosts(): string {
  const census = censusOf();
  return `# What a pipeline costs

List prices in USD in us-east-1, as of ${PRICES_OF}, without the free tier; other Regions differ. This page is written by \`npx tsx scripts/cost-table.ts\` from the template of

\`\`\`
new GoldenAmiPipeline(this, 'Al2023', {
  baseImage: BaseImage.amazonLinux2023(),
});
\`\`\`

- [At rest](#at-rest)
- [What is in no template](#what-is-in-no-template)
- [What changes it](#what-changes-it)
- [Prices](#prices)

## At rest

Every resource, and what it costs a month when nothing is built: **${usd(monthly(census))} USD**.

${atRest(census)}

## What is in no template

What is reported, and what builds leave behind, a month. Assumed: a build every ${ASSUMED.daysBetweenBuilds} days, images of ${ASSUMED.gigabytesInImage} GB that are kept for ${ASSUMED.daysKept} days, in one Region, and ${ASSUMED.logGigabytes * 1000} MB of logs for each build.

${afterBuilds()}

A build itself takes an instance for the build and one for the test, with their volumes, for as long as they run, and a scan by Inspector where there is one. Amazon Linux is built when
there is a new base image only, so that there are fewer builds than assumed here.

## What changes it

At rest, a month:

${variants()}

One topic for several pipelines saves a key for each, and so does one key for their images. A key for images is kept when its stack is deleted, and costs as long as it is there.

## Prices

${prices()}
`;
}

function atRest(census: ReadonlyMap<string, number>): string {
  const rows = [...census].map(([type, count]) => ({ type, count, cost: count * rowOf(type).usd, why: rowOf(type).why }))
    .sort((one, other) => other.cost - one.cost || one.type.localeCompare(other.type, 'en'));
  return table(['resource', 'how many', 'USD a month', 'why'], [
    ...rows.map(({ type, count, cost, why }) => [`\`${type}\``, String(count), usd(cost), why]),
    ['all of them', String(sum(rows.map(({ count }) => count))), usd(sum(rows.map(({ cost }) => cost))), ''],
  ]);
}

function afterBuilds(): string {
  const images = Math.ceil(ASSUMED.daysKept / ASSUMED.daysBetweenBuilds);
  const logs = ASSUMED.logGigabytes * 365 / 12 / ASSUMED.daysBetweenBuilds;
  const costs: readonly (readonly [string, number, string])[] = [
    ['snapshots', images * ASSUMED.gigabytesInImage * PRICES.snapshot.usd, `${images} images; again for each Region and each account that gets copies`],
    ['the age of the image, as a metric', PRICES.metric.usd * ASSUMED.reportsPerDay / 24, `reported in ${ASSUMED.reportsPerDay} hours of a day`],
    ['logs', logs * (PRICES.logs.usd + ASSUMED.monthsOfLogs * PRICES.keptLogs.usd), `written, and kept for ${ASSUMED.monthsOfLogs} months`],
  ];
  return table(['what', 'USD a month', 'why'], [
    ...costs.map(([what, cost, why]) => [what, usd(cost), why]),
    ['all of it', usd(sum(costs.map(([, cost]) => cost))), ''],
  ]);
}

function variants(): string {
  const all: readonly (readonly [string, string, (stack: Stack) => Partial<GoldenAmiPipelineProps>])[] = [
    ['the three lines', '', () => ({})],
    ['for Arm as well', '`architectures`', () => ({ architectures: [ec2.InstanceArchitecture.X86_64, ec2.InstanceArchitecture.ARM_64] })],
    ['with a dashboard', '`dashboard`', () => ({ dashboard: true })],
    ['with a topic that there is', '`notifications`', stack => (
      { notifications: { topic: sns.Topic.fromTopicArn(stack, 'Topic', stack.formatArn({ service: 'sns', resource: 'images' })) } })],
  ];
  return table(['pipeline', 'prop', 'USD'], all.map(([what, prop, props]) => [what, prop, usd(monthly(censusOf(props)))]));
}

const prices = () => table(['USD', 'for', 'source'], Object.values(PRICES).map(price => [usd(price.usd), price.unit, `<${price.source}>`]));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
