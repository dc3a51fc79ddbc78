import { IConstruct } from 'constructs';

/** What is wrong with a prop, as a sentence that starts with its name; nothing when it is fine. */
export type Problem = string | undefined;

/** Throws once, with every problem, under the path that the user wrote. */
export function assertProps(scope: IConstruct, ...problems: readonly (Problem | readonly Problem[])[]): void {
  const found = problems.flat().filter(problem => problem !== undefined);
  if (found.length > 0) throw new Error(`${scope.node.path}:\n${found.map(problem => `- ${problem}`).join('\n')}`);
}
