import { builtInTests } from './built-in-tests';
import { BuildTarget } from './component-use';
import { patchComponents, patchProblems } from './patching';
import { proofTests, sealComponents } from './seal';
import { sanitizeProblems } from './seal-problems';
import { Problem } from '../../private/props';
import { BuildAgent } from '../build-agent';
import { GoldenComponent } from '../golden-component';
import { GoldenTest } from '../golden-test';
import { Hardening } from '../hardening';
import { PatchOptions } from '../patch-options';
import { SanitizeOptions } from '../sanitize-options';

/** @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-recipes.html */
const MOST_COMPONENTS = 20;

/** The props that components come from. */
export interface ChainOptions {
  readonly patching?: PatchOptions;
  readonly agents?: BuildAgent[];
  readonly components?: GoldenComponent[];
  readonly hardening?: Hardening;
  readonly sanitize?: SanitizeOptions;
  readonly tests?: GoldenTest[];
}

/** A component of the chain, and the prop that it comes from. */
interface Link {
  readonly prop: string;
  readonly component: GoldenComponent;
}

/** All that is done to the images of one architecture. */
export interface Chain {
  readonly target: BuildTarget;
  readonly links: readonly Link[];
  /** Of the props that components are made of. */
  readonly problems: readonly string[];
}

/**
 * Patched first, so that agents and own components find what they need; hardened after them, as hardening may forbid what they do; sealed last, as
 * nothing may leave anything behind after that.
 */
export function chainOf(options: ChainOptions, target: BuildTarget): Chain {
  const { agents = [BuildAgent.ssm(), BuildAgent.cloudWatch()], components = [], hardening = Hardening.baseline(), tests = [] } = options;
  const each = (prop: string, list: readonly GoldenComponent[]) => list.map(component => ({ prop, component }));
  return {
    target,
    problems: [...patchProblems(options.patching, target), ...sanitizeProblems(options.sanitize, target)],
    links: [
      ...each('patching', patchComponents(options.patching, target)),
      ...each('agents', agents.flatMap(agent => agent._componentsFor(target))),
      ...each('components', components),
      ...each('hardening', hardening._componentsFor(target)),
      ...each('sanitize', [...sealComponents(options.sanitize, target), ...proofTests(options.sanitize, target)]),
      ...each('tests', [...builtInTests(target), ...tests.map(test => test._componentFor(target))]),
    ],
  };
}

export function chainProblems({ target, links, problems }: Chain): Problem[] {
  // In ARNs they are lower case, with hyphens.
  const names = links.map(({ component }) => component.name.toLowerCase().replace(/[ _]/g, '-'));
  const again = links.filter((_, index) => names.indexOf(names[index]) < index);
  return [
    ...problems,
    ...links.flatMap(({ prop, component }) => component._problems(target).map(problem => `${prop}: ${component.name}: ${problem}`)),
    ...again.map(({ prop, component }) => `${prop} must not have '${component.name}', which the image has already: a recipe takes a component once`),
    links.length <= MOST_COMPONENTS
      ? undefined
      : `components must leave room: an image takes ${MOST_COMPONENTS} with those of agents, hardening, sealing and tests, got ${links.length}; merge some of yours`,
  ];
}
