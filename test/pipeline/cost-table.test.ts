import * as fs from 'fs';
import * as path from 'path';
import { censusOf, monthly } from '../../scripts/docs/census';
import { channelCensus } from '../../scripts/docs/channel-costs';
import { pipelineCosts } from '../../scripts/docs/pipeline-costs';
import { AT_REST } from '../../scripts/docs/prices';

test('docs/guides/pipeline-costs.md is what the template and the prices say: npx tsx scripts/cost-table.ts', () => {
  expect(pipelineCosts()).toBe(fs.readFileSync(path.resolve(__dirname, '../../docs/guides/pipeline-costs.md'), 'utf8'));
});

test('the README says the same', () => {
  const [pipeline, channels] = [censusOf(), channelCensus()].map(census => monthly(census).toFixed(2));
  expect(fs.readFileSync(path.resolve(__dirname, '../../README.md'), 'utf8')).toContain(`A pipeline costs ${pipeline} USD a month at rest, and two channels ${channels} more`);
});

test('a resource that nobody has looked up stops the page', () => {
  expect(() => monthly(new Map([['AWS::KMS::Key', 1], ['AWS::EC2::NatGateway', 1]]))).toThrow('scripts/docs/prices.ts must have a row for AWS::EC2::NatGateway');
});

test('each resource counts as often as it is there', () => {
  expect(monthly(new Map([['AWS::KMS::Key', 2], ['AWS::CloudWatch::Alarm', 3], ['AWS::IAM::Role', 9]]))).toBeCloseTo(2.3);
});

test('every row is of something that a pipeline has', () => {
  const census = censusOf(() => ({ dashboard: true, channels: [{ name: 'stable' }] }));
  expect(Object.keys(AT_REST).filter(type => !census.has(type))).toEqual([]);
});
