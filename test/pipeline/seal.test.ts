import * as fs from 'fs';
import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import { parse } from 'yaml';
import { OsFamily } from '../../src/pipeline/os-family';
import { BuildTarget } from '../../src/pipeline/private/component-use';
import { proofTests, sealComponents } from '../../src/pipeline/private/seal';
import { globExpression, sanitizeProblems } from '../../src/pipeline/private/seal-problems';
import { plainScript } from '../../src/pipeline/private/seal-scripts';
import { SanitizeOptions } from '../../src/pipeline/sanitize-options';
import { GITHUB_TOKEN } from '../image-scripts/plants';
import { Tree } from '../image-scripts/tree';

const LINUX: BuildTarget = { osFamily: OsFamily.UBUNTU, architecture: ec2.InstanceArchitecture.X86_64, imageName: 'web' };
const WINDOWS: BuildTarget = { ...LINUX, osFamily: OsFamily.WINDOWS };

/** Lists with what a shell, a document and an expression could stumble over. */
const ODD: SanitizeOptions = {
  removePaths: ['/opt/it\'s "$HOME" `x` {{ a }}', '/srv/**/*.tar'],
  allowPaths: ['/opt/a b', '/opt/$(touch x)\\'],
  forbiddenPatterns: ['(?i)corp-(admin|root)-"pass\'word', '\\{\\{ x \\}\\}'],
  histories: false,
};

interface Rendered {
  readonly name: string;
  readonly data: string;
  readonly phases: { readonly name: string; readonly steps: { readonly action: string; readonly inputs: { readonly commands: string[] } }[] }[];
}

/** The documents as a recipe gets them: sanitiser, verifier, and verifier of the test stage. */
function rendered(options: SanitizeOptions | undefined, target: BuildTarget): Rendered[] {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  return [...sealComponents(options, target), ...proofTests(options, target)].map((component, at) => {
    expect(component._problems(target)).toEqual([]);
    component._bindIn(stack, `Component${at}`, target);
    const { data } = stack.node.findChild(`Component${at}`) as imagebuilder.CfnComponent;
    return { name: component.name, data: data!, phases: parse(data!).phases };
  });
}

const commandsOf = ({ phases }: Rendered) => phases[0].steps[0].inputs.commands.join('\n');

describe.each([['Linux', LINUX, 'ExecuteBash'], ['Windows', WINDOWS, 'ExecutePowerShell']] as const)('the seal of %s', (_name, target, action) => {
  test('is sanitized in build, verified in validate, and verified again in test', () => {
    const actionsOf = ({ phases }: Rendered) => phases.map(phase => [phase.name, phase.steps.map(step => step.action)]);
    const steps = rendered(undefined, target).map(document => [document.name, actionsOf(document)]);
    expect(steps).toEqual([
      ['sanitize', [['build', [action]]]], ['verify', [['validate', [action]]]], ['verify-fresh', [['test', [action]]]],
    ]);
  });

  test('fits into documents, with lists', () => {
    for (const { data } of rendered(ODD, target)) expect(data.length).toBeLessThanOrEqual(16_000);
  });

  test('has nothing in it that AWSTOE would take for its own', () => {
    for (const { data } of rendered(ODD, target)) expect(data).not.toMatch(/\{\{/);
  });

  test('does not say what it looks for, so that it is no finding itself', () => {
    for (const { data } of rendered(ODD, target)) expect(data).not.toMatch(/corp-/);
  });

  test('is the same every time', () => {
    expect(rendered(ODD, target)).toEqual(rendered(ODD, target));
  });
});

describe('what stands in the documents for Linux', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = new Tree();
  });
  afterEach(() => tree.remove());

  test('runs as the script does', () => {
    const [sanitize, verify, fresh] = rendered(undefined, LINUX).map(commandsOf);
    tree.write('/root/.bash_history', 'ls\n');
    tree.write('/opt/app/token', GITHUB_TOKEN);
    expect(tree.runText(verify).findings).toEqual(['[history] /root/.bash_history', '[github-token] /opt/app/token']);
    expect(tree.runText(sanitize)).toMatchObject({ status: 0, output: 'removed [history] /root/.bash_history\nSANITIZED\n' });
    expect(tree.runText(verify)).toMatchObject({ status: 1, findings: ['[github-token] /opt/app/token'] });
    // The secret was made since the machine started; one that is older came with the image.
    fs.utimesSync(tree.at('/root/.bashrc'), 0, 0);
    expect(tree.runText(fresh)).toMatchObject({ status: 0, findings: [] });
    fs.utimesSync(tree.at('/opt/app/token'), 0, 0);
    expect(tree.runText(fresh)).toMatchObject({ status: 1, findings: ['[github-token] /opt/app/token'] });
  });

  test('gives lists on as they were written', () => {
    const [sanitize, verify] = rendered(ODD, LINUX).map(commandsOf);
    tree.write('/opt/it\'s "$HOME" `x` {{ a }}/file', 'x');
    tree.write('/opt/a b/token', GITHUB_TOKEN);
    tree.write('/opt/$(touch x)\\', GITHUB_TOKEN);
    tree.write('/opt/config', 'CORP-root-"pass\'word\n');
    tree.write('/opt/template', '{{ x }}\n');
    tree.write('/root/.bash_history', 'ls\n');
    tree.runText(sanitize);
    expect(tree.has('/opt/it\'s "$HOME" `x` {{ a }}')).toBe(false);
    expect(tree.has('/root/.bash_history')).toBe(true);
    expect(tree.runText(verify).findings).toEqual(['[forbidden-pattern-1] /opt/config', '[forbidden-pattern-2] /opt/template']);
  });

  test('keeps the file that it runs from', () => {
    tree.write('/tmp/other/file', 'x');
    tree.runText(commandsOf(rendered(undefined, LINUX)[0]));
    expect(fs.readdirSync(tree.at('/tmp')).sort()).toEqual(['perform_cleanup', 'step']);
  });

  test('has the sanitizer in plain text', () => {
    expect(commandsOf(rendered(undefined, LINUX)[0])).toBe(`set -- "$@"\n${plainScript('linux', 'sanitize')}`);
  });
});

test('what stands in the documents for Windows is the script, with its lists behind it', () => {
  const texts = rendered({ allowPaths: ['C:\\a\'b'], histories: false }, WINDOWS).map(commandsOf);
  const list = '@([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(\'QzpcYSdi\')))';
  expect(texts[0]).toBe(`& {\n${plainScript('windows', 'sanitize')}\n} -Allow ${list} -KeepHistories`);
  expect(texts[1]).toBe(`& {\n${plainScript('windows', 'verify')}\n} -Phase validate -Allow ${list} -KeepHistories`);
  expect(texts[2]).toContain('} -Phase test -Allow');
});

describe('sanitize', () => {
  const token = new CfnParameter(new Stack(), 'Token').valueAsString;

  test.each<[says: string, options: SanitizeOptions, target?: BuildTarget]>([
    ['sanitize.removePaths[0] must be the full path of what is meant, like /opt/install, got \'opt/x\'', { removePaths: ['opt/x'] }],
    ['sanitize.removePaths[0] must be the full path of what is meant, like C:\\Install, got \'/opt/x\'', { removePaths: ['/opt/x'] }, WINDOWS],
    ['sanitize.removePaths[1] must be a line of text, got ""', { removePaths: ['/opt/x', ''] }],
    ['sanitize.allowPaths[0] must be a line of text, got "/opt/a\\nb"', { allowPaths: ['/opt/a\nb'] }],
    ['sanitize.removePaths[0] must be known at synthesis, got a token: it is written into a document in base64', { removePaths: [Fn.join('/', ['/opt', token])] }],
    ['sanitize.removePaths[0] must be without empty names, . and .., and without a / at its end, got \'/opt/x/\'', { removePaths: ['/opt/x/'] }],
    ['sanitize.removePaths[0] must be without empty names, . and .., and without a / at its end, got \'/opt/../etc\'', { removePaths: ['/opt/../etc'] }],
    ['sanitize.removePaths[0] must not take /, which the system needs, got \'/*\'', { removePaths: ['/*'] }],
    ['sanitize.removePaths[0] must not take /, which the system needs, got \'/**\'', { removePaths: ['/**'] }],
    ['sanitize.removePaths[0] must not take /etc, which the system needs, got \'/etc\'', { removePaths: ['/etc'] }],
    ['sanitize.removePaths[0] must not take /etc/fstab, which the system needs, got \'/etc/*\'', { removePaths: ['/etc/*'] }],
    ['sanitize.removePaths[0] must not take C:/Windows, which the system needs, got \'c:\\windows\'', { removePaths: ['c:\\windows'] }, WINDOWS],
    ['sanitize.allowPaths[0] must not take /home, which the system needs, got \'/hom?\'', { allowPaths: ['/hom?'] }],
    ['sanitize.forbiddenPatterns[0] must not match an empty line, got \'(?i)x*\'', { forbiddenPatterns: ['(?i)x*'] }],
    ['sanitize.forbiddenPatterns[0] must be a regular expression, got \'a(b\': Invalid regular expression: /a(b/: Unterminated group', { forbiddenPatterns: ['a(b'] }],
    ['sanitize.forbiddenPatterns[0] must be an extended regular expression of POSIX, which has no \\d, \\D and \\p: write [0-9], got \'\\d+\'', { forbiddenPatterns: ['\\d+'] }],
    ['sanitize.forbiddenPatterns[0] must be an extended regular expression of POSIX, which has no groups that start with (?, got \'a(?=b)\'', { forbiddenPatterns: ['a(?=b)'] }],
    ['sanitize.forbiddenPatterns[0] must be an extended regular expression of POSIX, which has no lazy and possessive repetitions, got \'a.*?b\'', { forbiddenPatterns: ['a.*?b'] }],
  ])('fails when %s', (says, options, target = LINUX) => {
    expect(sanitizeProblems(options, target)).toEqual([says]);
  });

  test('takes what it says it takes', () => {
    expect(sanitizeProblems(undefined, LINUX)).toEqual([]);
    expect(sanitizeProblems(ODD, LINUX)).toEqual([]);
    expect(sanitizeProblems({ removePaths: ['C:\\Install\\**'], allowPaths: ['D:/data', 'Cert:/LocalMachine/My/*'], forbiddenPatterns: ['(?i)corp\\d+(?=x)'] }, WINDOWS)).toEqual([]);
  });
});

test('globs mean the same at synth as in the scripts', () => {
  const tree = new Tree();
  const globs = ['/opt/*', '/opt/**', '/opt/**/x', '/opt/a?', '/opt/[a]+(b).{c}', '/opt/^\\$', '/opt/a/**', '/opt/**a'];
  const files = ['/opt/x', '/opt/ab', '/opt/abc', '/opt/[a]+(b).{c}', '/opt/^\\$', '/opt/a/x', '/opt/a/b/x', '/opt/b/a'];
  for (const glob of globs) {
    for (const file of files) tree.write(file, 'x');
    tree.sanitize('--remove', glob);
    const expression = globExpression(glob, LINUX);
    const gone = files.filter(file => file.split('/').some((_, at, parts) => at > 1 && expression.test(parts.slice(0, at + 1).join('/'))));
    expect([glob, files.filter(file => !tree.has(file))]).toEqual([glob, gone]);
  }
  tree.remove();
});
