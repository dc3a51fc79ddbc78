import { App, Aspects, Stage } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * What cdk-nag's AwsSolutions rules, and the constructs themselves, have to say against an app. Errors and warnings
 * alike; what is suppressed with a reason is not said.
 */
export function nagFindings(app: App): string[] {
  // Neither an Aspect nor a forced synthesis reaches into a stage, so each gets its own; the app, which holds them, comes last.
  const stages = app.node.findAll().filter(Stage.isStage).reverse();
  stages.forEach(stage => Aspects.of(stage).add(new AwsSolutionsChecks()));
  stages.forEach(stage => stage.synth({ force: true }));
  return app.synth().stacksRecursively
    .flatMap(stack => stack.messages)
    .filter(message => message.level !== 'info')
    .map(message => `${message.id}: ${message.entry.data}`);
}
