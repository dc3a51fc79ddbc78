import { ABROAD, CopyModel, ImageModel, Origin, PartsModel, Policy, StackModel, Way, WAY_NAMES } from './model';
import { Edit } from './plan';
import { HOME } from '../cloud';

/** What edits choose from. */
export interface Choices {
  readonly sources: readonly string[];
  readonly keys: readonly string[];
  readonly keysAbroad: readonly string[];
  readonly origins: { of(way: Way): readonly Origin[] };
}

type Completion = Pick<ImageModel, 'completion' | 'onTimeout' | 'timeoutMinutes'>;

const POLICIES: readonly Policy[] = ['Delete', 'RetainExceptOnCreate', 'Retain'];
const COMPLETIONS: readonly Completion[] = [
  { completion: 'IN_DEPLOY', onTimeout: 'FAIL', timeoutMinutes: 55 },
  { completion: 'IN_DEPLOY', onTimeout: 'CONTINUE', timeoutMinutes: 15 },
  { completion: 'PENDING', onTimeout: 'CONTINUE', timeoutMinutes: 10 },
];
/** What is made in steps is awaited, and given time enough where EC2 is calm. */
const AWAITED: readonly Completion[] = [55, 50, 45].map(timeoutMinutes => ({ ...COMPLETIONS[0], timeoutMinutes }));

const REGIONS = [[HOME.region], [HOME.region, ABROAD], [ABROAD]] as const;

const firstCopy = ({ sources, keys, keysAbroad }: Choices): CopyModel => ({
  sourceImageId: sources[0],
  encryptionKeyArn: keys[0],
  keyAbroadArn: keysAbroad[0],
  regions: REGIONS[0],
  prefix: 'web',
  description: 'description 0',
  tags: {},
  policy: 'Delete',
  ...COMPLETIONS[0],
});

const firstParts = ({ keys, origins }: Choices, way: Way): PartsModel => ({
  way,
  origin: origins.of(way)[0],
  encryptionKeyArn: keys[0],
  dataKeyArn: keys[1],
  prefix: 'parts',
  description: 'description 0',
  tags: {},
  policy: 'Delete',
  ...AWAITED[0],
});

/** So many things there are to choose from, but for ways. */
const ALTERNATIVES = 3;

export const firstModel = (choices: Choices): StackModel => ({ Web: firstCopy(choices) });

export function edited(model: StackModel, edit: Edit, choices: Choices): StackModel {
  const { copy, of } = edit;
  const value = edit.value % ALTERNATIVES;
  if (of === 'presence' && value === 0 && model[copy]) return { ...model, [copy]: undefined };
  if (copy === 'Parts') {
    const way = WAY_NAMES[edit.value];
    const current = model.Parts ?? firstParts(choices, way);
    const change = of === 'way' ? { way, origin: choices.origins.of(way)[0], ...AWAITED[0] } : changeOfParts(current, { ...edit, value }, choices);
    return { ...model, Parts: { ...current, ...change } };
  }
  const current = model[copy] ?? { ...firstCopy(choices), prefix: copy.toLowerCase() };
  return { ...model, [copy]: { ...current, ...changeOfCopy(edit, choices) } };
}

function changeOfCopy({ of, value }: Edit, { sources, keys, keysAbroad }: Choices): Partial<CopyModel> {
  switch (of) {
    case 'source': return { sourceImageId: sources[value % sources.length] };
    case 'key': return { encryptionKeyArn: keys[value % keys.length], keyAbroadArn: keysAbroad[value % keysAbroad.length] };
    case 'completion': return COMPLETIONS[value];
    case 'regions': return { regions: REGIONS[value] };
    default: return changeOfImage(of, value);
  }
}

function changeOfParts({ way }: PartsModel, { of, value }: Edit, { keys, origins }: Choices): Partial<PartsModel> {
  switch (of) {
    case 'source': return { origin: origins.of(way)[value % origins.of(way).length] };
    case 'key': return { encryptionKeyArn: keys[value % keys.length], dataKeyArn: keys[value === 2 ? 0 : 1] };
    case 'completion': return (way === 'of an instance, as it is' ? COMPLETIONS : AWAITED)[value];
    default: return changeOfImage(of, value);
  }
}

function changeOfImage(of: Edit['of'], value: number): Partial<ImageModel> {
  switch (of) {
    case 'prefix': return { prefix: `prefix-${value}` };
    case 'tags': return { tags: Object.fromEntries([['team', `team ${value}`], ['stage', 'test'], ['note', 'x']].slice(0, value + 1)) };
    case 'description': return { description: `description ${value}` };
    case 'policy': return { policy: POLICIES[value] };
    default: return {};
  }
}
