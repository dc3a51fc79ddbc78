import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AT_REST } from './prices';
import { sum, table, usd } from './tables';
import { BaseImage } from '../../src/pipeline/base-image';
import { GoldenAmiPipeline, GoldenAmiPipelineProps } from '../../src/pipeline/golden-ami-pipeline';
import { withApp } from '../../test/support/with-app';

/** How many resources there are of each type. */
export type Census = ReadonlyMap<string, number>;

/** Of the pipeline of three lines, with these props besides. */
export function censusOf(propsIn: (stack: Stack) => Partial<GoldenAmiPipelineProps> = () => ({})): Census {
  return withApp(app => {
    const stack = new Stack(app, 'Images');
    new GoldenAmiPipeline(stack, 'Al2023', { baseImage: BaseImage.amazonLinux2023(), ...propsIn(stack) });
    const census = new Map<string, number>();
    const resources = Template.fromStack(stack).toJSON().Resources as Readonly<Record<string, { readonly Type: string }>>;
    Object.values(resources).forEach(({ Type }) => census.set(Type, (census.get(Type) ?? 0) + 1));
    return census;
  });
}

/** What there is more of. */
export const moreIn = (census: Census, than: Census): Census => new Map([...census]
  .map(([type, count]) => [type, count - (than.get(type) ?? 0)] as const)
  .filter(([, count]) => count !== 0));

/** What it costs a month when nothing happens. Throws for a type that nobody has looked up. */
export const monthly = (census: Census) => sum([...census].map(([type, count]) => count * rowOf(type).usd));

/** A row for each type, the dearest first. */
export function restTable(census: Census): string {
  const rows = [...census].map(([type, count]) => ({ type, count, cost: count * rowOf(type).usd, why: rowOf(type).why }))
    .sort((one, other) => other.cost - one.cost || one.type.localeCompare(other.type, 'en'));
  return table(['resource', 'how many', 'USD a month', 'why'], [
    ...rows.map(({ type, count, cost, why }) => [`\`${type}\``, String(count), usd(cost), why]),
    ['all of them', String(sum(rows.map(({ count }) => count))), usd(monthly(census)), ''],
  ]);
}

function rowOf(type: string) {
  if (!(type in AT_REST)) throw new Error(`scripts/docs/prices.ts must have a row for ${type}`);
  return AT_REST[type];
}
