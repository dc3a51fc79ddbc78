import { ABROAD, COPY_IDS, CopyModel, Engine, Policy, StackModel } from './model';
import { Edit, Operation } from './plan';
import { HOME } from '../cloud';
import { ResourceDeclaration, Template } from '../template';

/** What edits choose from. */
export interface Choices {
  readonly sources: readonly string[];
  readonly keys: readonly string[];
  readonly keysAbroad: readonly string[];
}

const POLICIES: readonly Policy[] = ['Delete', 'RetainExceptOnCreate', 'Retain'];
const COMPLETIONS: readonly Pick<CopyModel, 'completion' | 'onTimeout' | 'timeoutMinutes'>[] = [
  { completion: 'IN_DEPLOY', onTimeout: 'FAIL', timeoutMinutes: 55 },
  { completion: 'IN_DEPLOY', onTimeout: 'CONTINUE', timeoutMinutes: 15 },
  { completion: 'PENDING', onTimeout: 'CONTINUE', timeoutMinutes: 10 },
];

const REGIONS = [[HOME.region], [HOME.region, ABROAD], [ABROAD]] as const;

export const firstModel = ({ sources, keys, keysAbroad }: Choices): StackModel => ({
  Web: {
    sourceImageId: sources[0],
    encryptionKeyArn: keys[0],
    keyAbroadArn: keysAbroad[0],
    regions: REGIONS[0],
    prefix: 'web',
    description: 'description 0',
    tags: {},
    policy: 'Delete',
    ...COMPLETIONS[0],
  },
});

export function edited(model: StackModel, { copy, of, value }: Edit, choices: Choices): StackModel {
  const current = model[copy] ?? { ...firstModel(choices).Web!, prefix: copy.toLowerCase() };
  if (of === 'presence') return { ...model, [copy]: value > 0 || !model[copy] ? current : undefined };
  return { ...model, [copy]: { ...current, ...change(of, value, choices) } };
}

function change(of: Exclude<Edit['of'], 'presence'>, value: number, { sources, keys, keysAbroad }: Choices): Partial<CopyModel> {
  switch (of) {
    case 'source': return { sourceImageId: sources[value % sources.length] };
    case 'key': return { encryptionKeyArn: keys[value % keys.length], keyAbroadArn: keysAbroad[value % keysAbroad.length] };
    case 'prefix': return { prefix: `prefix-${value}` };
    case 'tags': return { tags: Object.fromEntries([['team', `team ${value}`], ['stage', 'test'], ['note', 'x']].slice(0, value + 1)) };
    case 'description': return { description: `description ${value}` };
    case 'policy': return { policy: POLICIES[value] };
    case 'completion': return COMPLETIONS[value];
    case 'regions': return { regions: REGIONS[value] };
  }
}

/** The engine's template, with what else an operation puts into it. The number makes its sibling differ from the last one's. */
export function templateOf(engine: Engine, model: StackModel, operation: Operation, number: number): Template {
  const template = engine.template(model);
  const images = COPY_IDS.flatMap(id => model[id]?.regions.map(region => ({ id, region, imageId: engine.imageId(id, region) })) ?? []);
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
