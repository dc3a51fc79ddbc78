import { exampleApp, exampleNames, Resource, templatesOf } from '../scripts/gates/examples';

/** What somebody who deploys the example gets. Hashes of assets change with every build. */
function outline(resources: Record<string, Resource>) {
  return Object.fromEntries(Object.entries(resources).map(([id, { Type, Properties, DeletionPolicy, UpdateReplacePolicy }]) => [id, {
    Type,
    ...(DeletionPolicy && { DeletionPolicy }),
    ...(UpdateReplacePolicy && { UpdateReplacePolicy }),
    ...(Type.startsWith('Custom::') && { Properties }),
  }]));
}

const withoutHashes = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replace(/[0-9a-f]{64}/g, '<hash>'));

test('there are examples', () => expect(exampleNames()).not.toEqual([]));

test.each(exampleNames())('examples/%s.ts synthesizes', name => {
  const templates = [...templatesOf(exampleApp(name))].map(([stack, template]) => [stack, withoutHashes(outline(template.Resources ?? {}))]);
  expect(Object.fromEntries(templates)).toMatchSnapshot();
});
