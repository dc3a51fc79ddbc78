import { GoldenComponent } from './golden-component';
import { OsFamily } from './os-family';
import { awsCliDocument, cloudWatchConfigDocument, readsParameter, ssmAgentDocument } from './private/agents';
import { BuildTarget, isWindows } from './private/component-use';
import { parameterNameProblem } from '../private/names';

/** An agent or a tool that an image has, installed before the image's own components. */
export class BuildAgent {
  /** The agent of Systems Manager. It starts with every instance of the image. */
  public static ssm(): BuildAgent {
    return new BuildAgent('ssm', target => [GoldenComponent._ofDocument('ssm-agent', ssmAgentDocument(target))]);
  }

  /**
   * The CloudWatch agent, by AWS's own component, in its newest version.
   *
   * With a configuration it starts with every instance of the image. The configuration is read at the build: another value is in the next
   * image. Without one the agent is installed, and who launches an instance configures it.
   *
   * Throws when the name cannot be one of a parameter.
   *
   * @param configParameterName the parameter in the pipeline's account and Region that has the agent's configuration; a plain String
   */
  public static cloudWatch(configParameterName?: string): BuildAgent {
    const problem = parameterNameProblem('configParameterName', configParameterName);
    if (problem) throw new Error(problem);
    return new BuildAgent('cloudwatch', target => [
      GoldenComponent.managed(isWindows(target) ? 'amazon-cloudwatch-agent-windows' : 'amazon-cloudwatch-agent-linux'),
      ...configParameterName === undefined ? [] : [GoldenComponent._ofDocument(
        'cloudwatch-agent-config', cloudWatchConfigDocument(target, configParameterName), readsParameter(configParameterName))],
    ]);
  }

  /** The AWS CLI, version 2. Amazon Linux 2023 brings it along, so that there it is only proven. */
  public static awsCli(): BuildAgent {
    return new BuildAgent('aws-cli', target => {
      if (target.osFamily === OsFamily.AMAZON_LINUX_2023) return [GoldenComponent._ofDocument('aws-cli', awsCliDocument(target))];
      return [GoldenComponent.managed(isWindows(target) ? 'aws-cli-version-2-windows' : 'aws-cli-version-2-linux')];
    });
  }

  /**
   * Any other.
   *
   * @param component what installs it
   */
  public static component(component: GoldenComponent): BuildAgent {
    return new BuildAgent(component.name, () => [component]);
  }

  private constructor(
    /** What it is called in messages. */
    public readonly name: string,
    /** @internal */ public readonly _componentsFor: (target: BuildTarget) => readonly GoldenComponent[],
  ) {}
}
