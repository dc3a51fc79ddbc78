import { javascript } from 'projen';

/** Folders that every feature may use. */
export const FOUNDATIONS = ['ami', 'private'];
/** Features do not know each other. */
export const FEATURES = ['snapshots', 'copy', 'sharing', 'retirement'];
/** These put features together, follow, watch or check them, but for what is private to them. */
export const OVERVIEWS = ['pipeline', 'channels', 'monitoring', 'guards'];

const CONSTRUCT_FOLDERS = [...FOUNDATIONS, ...FEATURES, ...OVERVIEWS];
const JOINS_BOTH = 'src/runtime/**/*.lambda.ts';

const SDK = {
  group: ['@aws-sdk/*', '@smithy/*'],
  message: 'Only src/runtime/aws and *.lambda.ts speak to AWS; everything else knows a port.',
};
const CDK = {
  group: ['aws-cdk-lib', 'aws-cdk-lib/**', 'constructs', '@aws-cdk/**'],
  message: 'What runs in AWS never imports a construct.',
};

const EFFECTS = {
  group: ['**/run-*', '**/*-handler', '**/log', 'node:*'],
  allowTypeImports: true,
  message: 'A plan is data in, data out: it acts on nothing, and tells nobody.',
};

/** Who may import whom, and what a handler may do. A test lints wrong lines to see that each rule can fail. */
export function holdTheLines(eslint: javascript.Eslint) {
  eslint.config.noInlineConfig = true;
  eslint.addRules({
    '@typescript-eslint/no-explicit-any': 'error',
    '@typescript-eslint/ban-ts-comment': 'error',
    'import/no-restricted-paths': ['error', { zones: [...runtimeZones(), ...constructZones()] }],
  });
  eslint.allowDevDeps('src/runtime/aws/**');
  eslint.allowDevDeps(JOINS_BOTH);
  restrictPackages(eslint);
  restrictSyntax(eslint);
}

function runtimeZones() {
  return [
    zone('src/runtime', 'src', ['./runtime'], 'What runs in AWS never imports from the synth side.'),
    zone('src/!(runtime)/**', 'src/runtime', ['./contract.ts', './channels/channel-contract.ts'], 'Of the run time, constructs know its contracts alone.'),
    zone('src/index.ts', 'src/runtime', [], 'Nothing of the run time is public.'),
    zone('src/runtime/!(aws)/**/!(*.lambda).ts', 'src/runtime/aws', [], 'Only *.lambda.ts joins the decisions with AWS.'),
    zone('src/runtime/*.ts', 'src/runtime/aws', [], 'Only *.lambda.ts joins the decisions with AWS.'),
    zone('src', 'src/**/*.lambda.ts', [], 'An entry is imported by nobody.'),
  ];
}

function constructZones() {
  const knows = (folder: string, others: string[]) => zone(
    `src/${folder}`, 'src', [folder, 'runtime', ...others].map(name => `./${name}`),
    `src/${folder} may import ${others.join(', ') || 'nothing else'}; and nobody imports src/index.ts.`);
  return [
    knows('private', []),
    knows('ami', ['private']),
    ...FEATURES.map(feature => knows(feature, FOUNDATIONS)),
    ...OVERVIEWS.map(overview => knows(overview, CONSTRUCT_FOLDERS.filter(folder => folder !== overview))),
    ...CONSTRUCT_FOLDERS.map(owner =>
      zone(`src/!(${owner})/**`, `src/${owner}/private`, [], `src/${owner}/private serves src/${owner} alone.`)),
    zone('src/index.ts', 'src/**/private/**', [], 'What is private is not public.'),
  ];
}

function restrictPackages(eslint: javascript.Eslint) {
  const mayNot = (files: string[], patterns: object[]) =>
    eslint.addOverride({ files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } });
  // The last match wins.
  mayNot(['src/**/*.ts'], [SDK]);
  mayNot(['src/runtime/**/*.ts'], [SDK, CDK]);
  mayNot(['src/runtime/**/*-plan.ts'], [SDK, CDK, EFFECTS]);
  mayNot(['src/runtime/aws/**/*.ts', JOINS_BOTH], [CDK]);
}

function restrictSyntax(eslint: javascript.Eslint) {
  const refuse = (files: string, refusals: object[], excludedFiles?: string[]) =>
    eslint.addOverride({ files: [files], excludedFiles, rules: { 'no-restricted-syntax': ['error', ...refusals] } });
  const world = [
    refusal('MemberExpression[object.name="process"][property.name="env"]', 'Only *.lambda.ts reads the environment.'),
    refusal('MemberExpression[object.name="Date"][property.name="now"]', 'Only *.lambda.ts reads the clock; take a Date or a clock.'),
    refusal('NewExpression[callee.name="Date"][arguments.length=0]', 'Only *.lambda.ts reads the clock; take a Date or a clock.'),
  ];
  const lazily = refusal('ImportExpression', 'A handler is one bundle: import at the top.');

  refuse('src/index.ts', [refusal('ExportAllDeclaration', 'The public API is a list of names: export each.')]);
  refuse('src/runtime/**/*.ts', [lazily]);
  refuse('src/runtime/**/*.ts', [lazily, ...world], [JOINS_BOTH]);
  refuse('src/runtime/{contract,channels/channel-contract}.ts', [refusal('ImportDeclaration', 'Both programs use the contract, so it imports nothing.')]);
}

const zone = (target: string, from: string, except: string[], message: string) =>
  ({ target: `./${target}`, from: `./${from}`, ...(except.length > 0 && { except }), message });

const refusal = (selector: string, message: string) => ({ selector, message });
