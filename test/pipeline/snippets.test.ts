import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { FACTORY, SNIPPETS } from './snippets';

/** What each makes of Image Builder's, and what it warns of, by the id that acknowledges it. */
const MADE: Record<string, { pipelines: string[]; warned: string[] }> = {
  'hardened, patched, encrypted, tested, scheduled, published': { pipelines: ['factory-al2023-x86-64'], warned: ['defaultVpc'] },
  'own components, a network of yours, and a fleet that starts from the newest': { pipelines: ['factory-web-x86-64'], warned: [] },
  'Windows with STIG, on the second Wednesday of the month, with rules of yours for secrets': { pipelines: ['factory-win2025-x86-64'], warned: ['defaultVpc'] },
  'an account that images are copied to': { pipelines: [], warned: [] },
  'two architectures, three Regions, an organization, and an image on top of the image': {
    pipelines: ['corp-al2023-x86-64', 'corp-al2023-arm64', 'factory-shop-x86-64'],
    warned: ['defaultVpc', 'importedKey', 'replicaKey'],
  },
};

test.each(Object.entries(SNIPPETS))('%s', (title, write) => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Factory', { env: FACTORY });
  write(stack);
  const pipelines = Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::ImagePipeline'))
    .map(each => (each.Properties as { Name: string }).Name);
  const ids = Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .map(({ entry }) => /\[ack: .*\.(\w+)\]/.exec(entry.data as string)?.[1]);
  expect({ pipelines, warned: [...new Set(ids)].sort() }).toEqual(MADE[title]);
});
