import { Token } from 'aws-cdk-lib';
import { BuildTarget, isWindows } from './component-use';
import { SanitizeOptions } from '../sanitize-options';

/** What no glob may take: without it an image does not start, or nothing of the image would be looked at. */
const OF_THE_SYSTEM = {
  linux: [
    '/', '/bin', '/boot', '/dev', '/etc', '/etc/fstab', '/etc/passwd', '/home', '/lib', '/lib64', '/proc', '/root', '/run', '/sbin', '/sys', '/tmp', '/usr',
    '/usr/bin', '/usr/lib', '/usr/sbin', '/var', '/var/lib',
  ],
  windows: ['C:', 'C:/Windows', 'C:/Windows/System32', 'C:/Program Files', 'C:/ProgramData', 'C:/ProgramData/Amazon', 'C:/Users'],
} as const;

/** What `grep -E` takes for something else than who writes it means. */
const NOT_POSIX: readonly (readonly [RegExp, string])[] = [
  [/\(\?/, 'groups that start with (?'],
  [/\\[dDpP]/, '\\d, \\D and \\p: write [0-9]'],
  [/[*+?}][?+]/, 'lazy and possessive repetitions'],
  [/\\[nrtfvux0]/, 'escapes of characters, and it reads line by line'],
];

/** The verifier looks into the certificates of Windows, too. */
const CERTIFICATES = /^Cert:[\\/]LocalMachine[\\/]\w/i;

type Check = (text: string, target: BuildTarget) => string | undefined;

/** What is wrong with the options, as sentences that start with the prop. */
export function sanitizeProblems(options: SanitizeOptions | undefined, target: BuildTarget): string[] {
  const { removePaths = [], allowPaths = [], forbiddenPatterns = [] } = options ?? {};
  const under = (prop: string, list: readonly string[], check: Check) => list.flatMap((text, at) => {
    const problem = entryProblem(text) ?? check(text, target);
    return problem ? [`sanitize.${prop}[${at}] ${problem}`] : [];
  });
  return [
    ...under('removePaths', removePaths, globProblem),
    ...under('allowPaths', allowPaths, (glob, of) => (isWindows(of) && CERTIFICATES.test(glob) ? undefined : globProblem(glob, of))),
    ...under('forbiddenPatterns', forbiddenPatterns, patternProblem),
  ];
}

function entryProblem(text: string): string | undefined {
  if ([text, [text]].some(Token.isUnresolved)) return 'must be known at synthesis, got a token: it is written into a document in base64';
  return text === '' || /\p{Cc}/u.test(text) ? `must be a line of text, got ${JSON.stringify(text)}` : undefined;
}

function globProblem(glob: string, target: BuildTarget): string | undefined {
  const [start, example] = isWindows(target) ? [/^[A-Z]:[\\/]/i, 'C:\\Install'] : [/^\//, '/opt/install'];
  if (!start.test(glob)) return `must be the full path of what is meant, like ${example}, got '${glob}'`;
  const names = glob.replace(isWindows(target) ? /\\/g : /(?!)/, '/').split('/').slice(1);
  if (names.some(name => ['', '.', '..'].includes(name))) return `must be without empty names, . and .., and without a / at its end, got '${glob}'`;
  const taken = OF_THE_SYSTEM[isWindows(target) ? 'windows' : 'linux'].find(place => globExpression(glob, target).test(place));
  return taken ? `must not take ${taken}, which the system needs, got '${glob}'` : undefined;
}

function patternProblem(pattern: string, target: BuildTarget): string | undefined {
  const expression = pattern.replace(/^\(\?i\)/, '');
  const foreign = isWindows(target) ? undefined : NOT_POSIX.find(([sign]) => sign.test(expression));
  if (foreign) return `must be an extended regular expression of POSIX, which has no ${foreign[1]}, got '${pattern}'`;
  try {
    // Near enough to find what is unbalanced, and what matches everything.
    return new RegExp(expression).test('') ? `must not match an empty line, got '${pattern}'` : undefined;
  } catch (error) {
    return `must be a regular expression, got '${pattern}': ${(error as Error).message}`;
  }
}

/** As the scripts read it: `*` and `?` stay within a name, `**` goes into folders. */
export function globExpression(glob: string, target: Pick<BuildTarget, 'osFamily'>): RegExp {
  const slashes = isWindows(target) ? glob.replaceAll('\\', '/') : glob;
  const text = slashes.replace(/\*\*\/|\*\*|\*|\?|[^A-Za-z0-9_/]/g, part =>
    ({ '**/': '(.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[part] ?? `\\${part}`);
  return new RegExp(`^${text}$`, isWindows(target) ? 'i' : '');
}
