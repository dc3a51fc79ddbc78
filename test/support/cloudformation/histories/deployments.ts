import { Engine, StackModel } from './model';
import { Operation } from './plan';
import { HOME } from '../cloud';
import { ResourceDeclaration, Template } from '../template';

/** The engine's template, with what else an operation puts into it. The number makes its sibling differ from the last one's. */
export function templateOf(engine: Engine, model: StackModel, operation: Operation, number: number): Template {
  const template = engine.template(model);
  const images = engine.images(model);
  const Resources: Record<string, ResourceDeclaration> = { ...template.Resources };
  if (operation.consumers) {
    // Instances of a stack are in its own Region.
    for (const { id, imageId } of images.filter(({ region }) => region === HOME.region)) {
      Resources[`${id}Instance`] = { Type: 'AWS::EC2::Instance', Properties: { ImageId: imageId } };
    }
  }
  if (operation.sibling) {
    const { seconds, fails, afterCopies } = operation.sibling;
    Resources.Sibling = {
      Type: 'Test::Sibling',
      Properties: {
        Seconds: seconds, FailOn: fails ? 'any' : 'never', Number: number, After: afterCopies ? images.map(({ imageId }) => imageId) : [],
      },
    };
  }
  return { ...template, Resources };
}
