import * as fs from 'fs';
import * as path from 'path';
import { Assembly, undocumentedNames } from './documented';
import { exampleApp, exampleNames, templatesOf } from './examples';
import { nagFindings } from './nag';
import { policyFindings } from './policies';

async function main() {
  const examples = exampleNames();
  if (examples.length === 0) throw new Error('examples/ holds no example to check');
  const assembly = JSON.parse(fs.readFileSync(path.resolve(__dirname, '../../.jsii'), 'utf8')) as Assembly;

  const gates: [name: string, findings: string[]][] = [];
  for (const example of examples) {
    const app = exampleApp(example);
    const templates = [...templatesOf(app).values()];
    gates.push([`examples/${example}.ts: no policy is broader than it has to be`, (await Promise.all(templates.map(policyFindings))).flat()]);
    gates.push([`examples/${example}.ts: cdk-nag (AwsSolutions) has nothing to say`, nagFindings(app)]);
  }
  gates.push(['API.md: every public name has a sentence', undocumentedNames(assembly)]);

  for (const [name, findings] of gates) {
    console.log(`${findings.length === 0 ? 'passed' : 'FAILED'}  ${name}`);
    findings.forEach(finding => console.log(`        - ${finding.trim().replace(/\n/g, '\n          ')}`));
  }
  const failed = gates.filter(([, findings]) => findings.length > 0).length;
  console.log(`gates: ${gates.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

void main();
