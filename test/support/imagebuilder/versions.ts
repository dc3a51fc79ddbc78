import { invalid } from './errors';

const NODE = /^(\d+|x)$/;

/** Three numbers; in a reference or in a line of versions, `x` stands for any from some place on. */
export function assertVersion(version: string, { wildcards }: { readonly wildcards: boolean }): void {
  const nodes = version.split('.');
  const from = nodes.indexOf('x');
  const isVersion = nodes.length === 3 && nodes.every(node => NODE.test(node) && (node === 'x' || Number(node) < 2 ** 30));
  if (!isVersion || (from >= 0 && (!wildcards || nodes.slice(from).some(node => node !== 'x')))) {
    throw invalid(`The value supplied for parameter 'semanticVersion' is not valid. '${version}' is no version${wildcards ? '' : ' in numbers'}.`);
  }
}

/** The version that a new resource gets: as it was asked for, or the next one of its line, such as `1.0.x`. */
export function versionFor(wanted: string, taken: readonly string[]): string {
  if (!wanted.includes('x')) return wanted;
  const newest = newestOf(wanted, taken);
  const fixed = wanted.split('.').filter(node => node !== 'x').map(Number);
  if (!newest) return [...fixed, 0, 0, 0].slice(0, 3).join('.');
  const nodes = newest.split('.').map(Number);
  return [...nodes.slice(0, 2), nodes[2] + 1].join('.');
}

/** The newest version that a reference means. */
export function newestOf(reference: string, versions: readonly string[]): string | undefined {
  const nodes = reference.split('.');
  return versions.filter(version => version.split('.').every((node, index) => nodes[index] === 'x' || Number(nodes[index]) === Number(node)))
    .sort(byVersion).at(-1);
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map(version => version.split('.').map(Number));
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
