import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ComponentSource, Parameters } from './component-source';
import { BuildTarget, ComponentUse } from './component-use';
import { managedProblems } from './managed-components';
import { Problem } from '../../private/props';

/** A component that others publish. */
export interface PublishedName {
  readonly owner: string;
  readonly name: string;
  readonly version: string;
}

/** A component that exists. */
export class ReferredSource implements ComponentSource {
  public static published(published: PublishedName, parameters?: Parameters): ReferredSource {
    const { owner, name, version } = published;
    return new ReferredSource(
      scope => Stack.of(scope).formatArn({ service: 'imagebuilder', account: owner, resource: 'component', resourceName: `${name}/${version}` }),
      owner === 'aws' ? name : undefined,
      parameters,
    );
  }

  public static arn(arn: string, parameters?: Parameters): ReferredSource {
    return new ReferredSource(() => arn, Token.isUnresolved(arn) ? undefined : MANAGED.exec(arn)?.[1], parameters);
  }

  private constructor(
    private readonly arnIn: (scope: Construct) => string,
    /** Of one that AWS publishes. */
    private readonly managedName: string | undefined,
    private readonly parameters: Parameters = {},
  ) {}

  public problems(target: BuildTarget): string[] {
    return this.managedName === undefined ? [] : managedProblems(this.managedName, this.parameters, target);
  }

  public bindIn(scope: Construct): ComponentUse {
    return { componentArn: this.arnIn(scope), parameters: this.parameters };
  }
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-imagerecipe-componentconfiguration.html */
const ARN = /^arn:aws[^:]*:imagebuilder:[^:]+:(?:\d{12}|aws(?:-[a-z-]+)?):component\/[a-z0-9_-]+\/([\dx.]+)(?:\/\d+)?$/;
const EXAMPLE = 'arn:aws:imagebuilder:eu-central-1:111111111111:component/edr-agent/1.x.x';
const MANAGED = /^arn:[^:]+:imagebuilder:[^:]+:aws:component\/([a-z0-9_-]+)\//;
const VERSION = /^(\d+\.\d+\.(\d+|x)|(\d+|x)\.x\.x)$/;

export function arnProblem(arn: string): Problem {
  if (Token.isUnresolved(arn)) return undefined;
  const version = ARN.exec(arn)?.[1];
  if (version !== undefined && VERSION.test(version)) return undefined;
  return `arn must be one of a component with its version, like ${EXAMPLE}, got '${arn}'`;
}

export function versionProblem(version: string | undefined): Problem {
  if (version === undefined || Token.isUnresolved(version) || VERSION.test(version)) return undefined;
  return `version must be three numbers like 1.2.3; x stands for the newest, and right of an x there can only be another; got '${version}'`;
}

export function marketplaceProblem(productId: string): Problem {
  if (Token.isUnresolved(productId) || /^[a-z0-9-]+$/.test(productId)) return undefined;
  return `productId must be the id of a product like prod-1234567890abcdef0, got '${productId}'`;
}
