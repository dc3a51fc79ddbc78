import { GoldenComponent } from './golden-component';
import { BuildTarget, isWindows } from './private/component-use';

/** What is tried on a fresh instance of the new image. One that fails keeps the image from being distributed. */
export class GoldenTest {
  /** That the instance starts, by AWS's own component. The pipeline's built-in tests look at more. */
  public static simpleBoot(): GoldenTest {
    return GoldenTest.managed('simple-boot-test');
  }

  /** That the instance starts again, by AWS's own component. */
  public static reboot(): GoldenTest {
    return GoldenTest.managed('reboot-test');
  }

  /**
   * Commands for bash, on Linux, as root. They are one script, which ends with the first that fails; then the image is not distributed.
   *
   * Throws when the name cannot be one, or there are no commands.
   *
   * @param name lower case letters, digits and hyphens; the image's name comes before it
   * @param commands at least one
   */
  public static shell(name: string, commands: string[]): GoldenTest {
    return GoldenTest.of(GoldenComponent._ofCommands(name, 'ExecuteBash', 'test', commands));
  }

  /**
   * Commands for PowerShell, on Windows, as SYSTEM. They are one script, which ends with the first cmdlet that fails; look at
   * `$LASTEXITCODE` after a program.
   *
   * Throws when the name cannot be one, or there are no commands.
   *
   * @param name lower case letters, digits and hyphens; the image's name comes before it
   * @param commands at least one
   */
  public static powershell(name: string, commands: string[]): GoldenTest {
    return GoldenTest.of(GoldenComponent._ofCommands(name, 'ExecutePowerShell', 'test', commands));
  }

  /**
   * A component with a phase `test`. If it has others they are run, too: Image Builder makes no difference between components for the
   * build and for tests.
   *
   * Throws when the component is known to have no such phase.
   *
   * @param component the component
   */
  public static component(component: GoldenComponent): GoldenTest {
    if (component._phases && !component._phases.includes('test')) {
      throw new Error(`component must have a phase test, and ${component.name} has ${component._phases.join(', ') || 'none'}`);
    }
    return GoldenTest.of(component);
  }

  private static of(component: GoldenComponent): GoldenTest {
    return new GoldenTest(component.name, () => component);
  }

  private static managed(name: string): GoldenTest {
    return new GoldenTest(name, target => GoldenComponent.managed(`${name}-${isWindows(target) ? 'windows' : 'linux'}`));
  }

  private constructor(
    /** What it is called in messages. */
    public readonly name: string,
    /** @internal */ public readonly _componentFor: (target: BuildTarget) => GoldenComponent,
  ) {}
}
