import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Token } from 'aws-cdk-lib';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import * as s3Assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { lengthProblem, nameInImage } from './component-name';
import { ComponentSource, Parameters } from './component-source';
import { BuildTarget, ComponentUse, isWindows } from './component-use';
import { componentVersion } from './component-version';

/** A document, and what a recipe gives to it. */
export interface WrittenComponent {
  readonly name: string;
  readonly description?: string;
  readonly phases: readonly string[];
  readonly parameters?: Parameters;
  /** The YAML of it. */
  readonly text: () => string;
  /** What is wrong with it, apart from its name and length. */
  readonly problems?: (target: BuildTarget) => string[];
  /** What its steps need, beside the document itself. */
  readonly grantTo?: ComponentUse['grantTo'];
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html, data */
const LONGEST_INLINE = 16_000;

/** A component of the stack's own. */
export class DocumentSource implements ComponentSource {
  public readonly phases: readonly string[];
  private rendered?: string;

  constructor(private readonly written: WrittenComponent) {
    this.phases = written.phases;
  }

  public problems(target: BuildTarget): string[] {
    const { text } = this;
    return [
      lengthProblem(target, this.written.name),
      text.length > LONGEST_INLINE && Token.isUnresolved(text)
        ? `${this.written.name} must have at most ${LONGEST_INLINE} characters, got ${text.length}: a longer one is uploaded, and nothing that is `
          + 'known at deployment alone can be in what is uploaded. Give it in parameters'
        : undefined,
      ...this.written.problems?.(target) ?? [],
    ].filter(problem => problem !== undefined);
  }

  public bindIn(scope: Construct, id: string, target: BuildTarget): ComponentUse {
    const { description, parameters = {}, grantTo } = this.written;
    const content = { name: nameInImage(target, this.written.name), platform: platformOf(target), description, text: this.text };
    const asset = content.text.length > LONGEST_INLINE ? uploaded(scope, `${id}Document`, content.text) : undefined;
    const component = new imagebuilder.CfnComponent(scope, id, {
      name: content.name,
      platform: content.platform,
      description,
      version: componentVersion(scope, id, content),
      ...asset ? { uri: asset.s3ObjectUrl } : { data: content.text },
    });
    return {
      componentArn: component.attrArn,
      parameters,
      grantTo: role => {
        asset?.grantRead(role);
        grantTo?.(role);
      },
    };
  }

  private get text(): string {
    return this.rendered ??= this.written.text();
  }
}

export const platformOf = (target: BuildTarget) => isWindows(target) ? 'Windows' : 'Linux';

/** The asset stages a copy at once, unless the app has switched that off: then it is this file. */
function uploaded(scope: Construct, id: string, text: string): s3Assets.Asset {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-golden-ami-'));
  const path = join(folder, 'document.yaml');
  writeFileSync(path, text);
  const asset = new s3Assets.Asset(scope, id, { path });
  if (asset.assetPath !== path) rmSync(folder, { recursive: true });
  return asset;
}
