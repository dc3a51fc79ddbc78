/**
 * The instances of builds, as far as their files go: a folder with what a small Linux has. The steps of the seal run there, as they stand in
 * the deployed documents, told that the folder is their root. No other step ever runs, for it would take this machine for its own: what it
 * does is unknown here, but for what is said to be left on the next instance.
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { phasesOf, Step } from './document';
import type { Component, ComponentFailure, Image } from './resources';
import type { PhaseName, Workbench } from './workbench';

const SEAL = /-(?:sanitize|verify|verify-fresh)$/;
/** As a step begins that can be told more than it is called with. */
const TAKES_MORE = /^set -- (?:[^\n]*\\\n)*[^\n]*"\$@"\n/;
/** So much later is the start of a fresh instance that whatever came with the image is older. */
const LATER_SECONDS = 3600;

/** A machine that was built on: it has an identity, traces of the build, and nothing that a sanitizer does not know. */
const FILES: Readonly<Record<string, string>> = {
  'etc/os-release': 'ID="amzn"\nVERSION_ID="2023"\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nec2-user:x:1000:1000::/home/ec2-user:/bin/bash\n',
  'etc/shadow': 'root:*LOCK*:20000::::::\nec2-user:!!:20000:0:99999:7:::\n',
  'etc/machine-id': 'f00dfeedf00dfeedf00dfeedf00dfeed\n',
  'etc/ssh/ssh_host_ed25519_key': '-----BEGIN OPENSSH PRIVATE KEY-----\nof this machine\n-----END OPENSSH PRIVATE KEY-----\n',
  'root/.bash_history': 'dnf upgrade\n',
  'home/ec2-user/.ssh/authorized_keys': 'ssh-ed25519 AAAA of the builder\n',
  'var/lib/cloud/instances/i-0123456789abcdef0/user-data.txt': '#!/bin/bash\n',
  'var/log/cloud-init.log': 'started\n',
  'opt/app/settings.ini': 'region = eu-central-1\n',
  'tmp/perform_cleanup': '',
};

export interface Spill {
  /** Of the image that is built. */
  readonly name: string;
  /** Without a slash at its beginning. */
  readonly file: string;
  readonly content: string;
}

export class FakeRoot implements Workbench {
  /** What the scripts have printed so far. */
  public readonly lines: { readonly image: string; readonly line: string }[] = [];
  /** By the ARNs of images. */
  private readonly roots = new Map<string, string>();
  private spills: Spill[] = [];

  /** The folder gets a folder for each instance. */
  constructor(private readonly folder: string) {}

  /** What an installer leaves on the next instance on which the image is built. */
  public leave(spill: Spill): void {
    this.spills.push(spill);
  }

  public async run(phase: PhaseName, image: Image, components: readonly (Component | string)[]): Promise<ComponentFailure | undefined> {
    if (phase === 'build') this.roots.set(image.arn, this.launch(image));
    for (const component of components) {
      if (typeof component === 'string' || !SEAL.test(component.name)) continue;
      const steps = phasesOf(component).filter(({ name }) => name === phase).flatMap(each => each.steps);
      const failed = steps.find(step => !this.succeeds(image, phase, step));
      if (failed) return { componentArn: component.arn, phaseName: phase, stepName: failed.name, action: failed.action, errorMessage: 'exit status 1' };
    }
    return undefined;
  }

  private launch({ name }: Image): string {
    const root = fs.mkdtempSync(path.join(this.folder, 'root-'));
    const left = this.spills.filter(spill => spill.name === name).map(({ file, content }): [string, string] => [file, content]);
    this.spills = this.spills.filter(spill => spill.name !== name);
    for (const [file, content] of [...Object.entries(FILES), ...left]) {
      fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      fs.writeFileSync(path.join(root, file), content);
    }
    return root;
  }

  private succeeds(image: Image, phase: PhaseName, { action, inputs }: Step): boolean {
    const { commands = [] } = (inputs ?? {}) as { readonly commands?: readonly string[] };
    if (action !== 'ExecuteBash' || !TAKES_MORE.test(commands[0])) throw new Error('the seal has a step that cannot be told its root');
    const script = path.join(fs.mkdtempSync(path.join(this.folder, 'step-')), 'step.sh');
    fs.writeFileSync(script, commands.join('\n'));
    const booted = phase === 'test' ? ['--booted', String(Math.floor(Date.now() / 1000) + LATER_SECONDS)] : [];
    // Virtual time would go on beside a process that is waited for.
    const { stdout, stderr, status } = spawnSync('bash', [script, '--root', this.roots.get(image.arn)!, ...booted], { encoding: 'utf8' });
    `${stdout}${stderr}`.split('\n').filter(line => line !== '').forEach(line => this.lines.push({ image: image.arn, line }));
    return status === 0;
  }
}
