import { cdk } from 'projen';

/** `npm run <name>` for each. `npm test` is all that a change must pass; `.ci/run` adds the gates. */
export function addTasks(project: cdk.JsiiProject) {
  // jsii prints a banner on Node 20, which is supported here for as long as build images have it.
  project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
  project.compileTask.reset('jsii --fail-on-warnings');
  project.compileTask.exec('tsx scripts/build/lazy-index.ts');

  const samples = project.addTask('samples', {
    description: 'Compile the code in README.md and in every @example',
    exec: 'jsii-rosetta extract --strict',
  });
  const types = project.addTask('types', {
    description: 'Check the types of sources, tests, examples and scripts',
    exec: 'tsc --noEmit -p tsconfig.dev.json',
  });
  const unit = project.addTask('unit', {
    description: 'Run jest, which writes new snapshots, though not under CI; arguments are passed on',
    exec: 'jest',
    receiveArgs: true,
  });
  const simulate = script('simulate', 'scripts/simulate.ts', 'Drive random stack histories over the simulators');
  script('bench', 'scripts/bench/bench.ts', 'Run a benchmark, for example: npm run bench -- start-up');
  script('gates', 'scripts/gates/run.ts', 'Check the examples with cdk-nag, their policies, and the docs of every public name', ['bundle', 'compile']);
  script('lint-templates', 'scripts/gates/lint-templates.ts', 'Check the templates of the examples with cfn-lint, from PyPI', ['bundle']);
  script('lint-scripts', 'scripts/gates/lint-scripts.ts', 'Check the scripts that run in images with ShellCheck, from PyPI');
  script('proof', 'scripts/prove-scripts.ts', 'Run the sanitiser and the verifier on a Debian made by debootstrap');
  script('pack-scripts', 'scripts/build/pack-verify.ts', 'Pack the verifier of secrets for the documents of components');
  script('costs', 'scripts/cost-table.ts', 'Write what a pipeline costs at rest into its guide');
  script('draw', 'scripts/docs/gfs-calendar.ts', 'Draw the pictures of the docs that come from the code');
  script('api', 'scripts/gates/write-api.ts', 'Accept a change of the public API into test/project/api.json', ['bundle']);
  script('demo', 'scripts/demo.ts', 'Deploy, update and destroy an example on emulators, or on the simulators', ['bundle']);
  script('e2e', 'scripts/e2e.ts', 'Deploy for real, on emulators', ['bundle']);
  script('integ', 'scripts/integ.ts', 'Run an integration app in an account, or on an endpoint', ['bundle']);

  project.testTask.reset();
  project.testTask.description = 'Everything that a change must pass';
  [project.preCompileTask, project.compileTask, samples, types].forEach(task => project.testTask.spawn(task));
  project.testTask.spawn(project.tasks.tryFind('eslint')!);
  project.testTask.spawn(unit);
  project.testTask.spawn(simulate, { args: ['--histories', '2000', '--seed', '1'] });

  function script(name: string, file: string, description: string, before: string[] = []) {
    const steps = [...before.map(spawn => ({ spawn })), { exec: `tsx ${file}`, receiveArgs: true }];
    return project.addTask(name, { description, receiveArgs: true, steps });
  }
}
