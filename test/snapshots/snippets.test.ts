import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SNIPPETS, SOURCE } from './snippets';

/** What the constructs of an app warn of, by the id that acknowledges it. */
const warned = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue())
  .map(({ entry }) => /\[ack: (.*)\]/.exec(entry.data as string)?.[1]);

test.each(Object.entries(SNIPPETS))('%s', (_title, write) => {
  const stack = new Stack(new App(), 'Backups', { env: SOURCE });
  write(stack);
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::DLM::LifecyclePolicy'));
  expect({ policies: policies.map(policy => policy.Properties), warned: warned(stack) }).toMatchSnapshot();
});
