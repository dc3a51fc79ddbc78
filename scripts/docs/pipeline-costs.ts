import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { censusOf, monthly, restTable } from './census';
import { channelCosts } from './channel-costs';
import { Price, PRICES } from './prices';
import { exact, sum, table, usd } from './tables';
import { GoldenAmiPipelineProps } from '../../src/pipeline/golden-ami-pipeline';

/** What nobody can read from a template. */
const ASSUMED = { daysKept: 90, daysBetweenBuilds: 7, gigabytesInImage: 3, logGigabytes: 0.01, monthsOfLogs: 13, reportsPerDay: 4 };

/** `docs/guides/pipeline-costs.md`, as a whole. */
export function pipelineCosts(): string {
  const census = censusOf();
  return `# What a pipeline costs

List prices in USD in us-east-1, without the free tier; other Regions differ. [Where they were read](#prices), and when, stands below. This page is written by \`npx tsx scripts/cost-table.ts\` from the template of

\`\`\`
new GoldenAmiPipeline(this, 'Al2023', {
  baseImage: BaseImage.amazonLinux2023(),
});
\`\`\`

- [At rest](#at-rest)
- [What is in no template](#what-is-in-no-template)
- [Channels](#channels)
- [What changes it](#what-changes-it)
- [Prices](#prices)

## At rest

Every resource, and what it costs a month when nothing is built: **${usd(monthly(census))} USD**.

${restTable(census)}

## What is in no template

What is reported, and what builds leave behind, a month. Assumed: a build every ${ASSUMED.daysBetweenBuilds} days, images of ${ASSUMED.gigabytesInImage} GB that are kept for ${ASSUMED.daysKept} days, in one Region, and ${ASSUMED.logGigabytes * 1000} MB of logs for each build.

${afterBuilds()}

A build itself takes an instance for the build and one for the test, with their volumes, for as long as they run, and a scan by Inspector where there is one. Amazon Linux is built when
there is a new base image only, so that there are fewer builds than assumed here.

## Channels

${channelCosts()}

## What changes it

At rest, a month:

${variants()}

One topic for several pipelines saves a key for each, and so does one key for their images. A key for images is kept when its stack is deleted, and costs as long as it is there.

## Prices

AWS's own pages have the prices that hold. A script fills them in there, and nobody here could run it. So each was read where the third column says, where it has stood since the date beside
it: mostly in the tests of Infracost, a tool that asks AWS's price list, for us-east-1. Look at AWS's page before you count on one.

${prices()}
`;
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
    ['with two channels', '`channels`', () => ({ channels: [{ name: 'canary' }, { name: 'stable' }] })],
    ['with a dashboard', '`dashboard`', () => ({ dashboard: true })],
    ['with a topic that there is', '`notifications`', stack => (
      { notifications: { topic: sns.Topic.fromTopicArn(stack, 'Topic', stack.formatArn({ service: 'sns', resource: 'images' })) } })],
  ];
  return table(['pipeline', 'prop', 'USD'], all.map(([what, prop, props]) => [what, prop, usd(monthly(censusOf(props)))]));
}

const prices = () => table(['USD', 'for', 'read in', 'since', 'AWS\'s page'], Object.values<Price>(PRICES).map(
  price => [exact(price.usd), price.unit, `[${price.read.what}](${price.read.url})`, price.read.since, `<${price.source}>`]));
