import { Left } from './left';

interface Found {
  readonly problems: readonly string[];
  readonly left: readonly Left[];
}

/** The last words, and whether all is well. */
export function verdict({ problems, left }: Found): { lines: string[]; ok: boolean } {
  const unexplained = left.filter(({ why }) => why === undefined).map(({ what, id }) => `${what} ${id}`);
  return {
    lines: [
      ...problems.map(problem => `wrong: ${problem}`),
      unexplained.length === 0 ? 'nothing unexplained is left' : `unexplained: ${unexplained.join(', ')}`,
    ],
    ok: problems.length === 0 && unexplained.length === 0,
  };
}
