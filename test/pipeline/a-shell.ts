import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parse } from 'yaml';
import { GoldenComponent } from '../../src/pipeline/golden-component';
import { BuildTarget } from '../../src/pipeline/private/component-use';

interface Script {
  readonly phase: string;
  readonly step: string;
  readonly action: string;
  readonly text: string;
}

/** The scripts that a component brings to an instance, as Image Builder gets them. */
export function scriptsOf(component: GoldenComponent, target: BuildTarget): Script[] {
  const stack = new Stack(new App(), 'Stack');
  component._bindIn(stack, 'Component', target);
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::Component'));
  const text = resource.Properties.Data['Fn::Join']?.[1].map((part: unknown) => typeof part === 'string' ? part : 'token').join('') ?? resource.Properties.Data;
  return parse(text).phases.flatMap((phase: { name: string; steps: { name: string; action: string; inputs?: { commands?: string[] } }[] }) =>
    phase.steps.map(step => ({ phase: phase.name, step: step.name, action: step.action, text: step.inputs?.commands?.join('\n') ?? '' })));
}

const temporaries: string[] = [];
const temporary = (prefix: string) => {
  const path = mkdtempSync(join(tmpdir(), prefix));
  temporaries.push(path);
  return path;
};
afterAll(() => temporaries.forEach(path => rmSync(path, { recursive: true, force: true })));

/** A directory that stands for the root of an instance, and programs that stand for those that would change this machine. */
export class FakeRoot {
  public readonly path = temporary('root-');
  private readonly programs = temporary('bin-');

  public write(path: string, content: string, mode?: number) {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (mode !== undefined) chmodSync(file, mode);
  }

  public program(name: string, script: string) {
    writeFileSync(join(this.programs, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  /** As AWSTOE runs it: one file, by bash. */
  public run(script: string, more: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
      encoding: 'utf8',
      env: { PATH: `${this.programs}:${process.env.PATH}`, GOLDEN_AMI_ROOT: this.path, ...more },
    });
    return { status, output: `${stdout}${stderr}` };
  }
}
