/**
 * A document of AWSTOE, which runs the components of Image Builder, as this library writes it. What users write is read by
 * `read-document.ts`, and may have more in it (loops, conditions).
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export interface ComponentDocument {
  readonly name?: string;
  readonly description?: string;
  readonly schemaVersion: '1.0';
  readonly phases: readonly ComponentPhase[];
}

/** When in an image's life: on the build instance (`build`, then `validate` of all components), or on a fresh one of the new image (`test`). */
export type PhaseName = 'build' | 'validate' | 'test';

export interface ComponentPhase {
  readonly name: PhaseName;
  readonly steps: readonly ComponentStep[];
}

interface StepBasics {
  /** Letters, digits, `_` and `-`; once in its phase. */
  readonly name: string;
  /** -1 for no limit; two hours unless it is given. */
  readonly timeoutSeconds?: number;
  readonly onFailure?: 'Abort' | 'Continue' | 'Ignore';
  readonly maxAttempts?: number;
}

/** The commands of a step are one script: what the first sets, the next sees. `{{ … }}` in them is AWSTOE's, whatever the shell says. */
export interface ScriptStep extends StepBasics {
  readonly action: 'ExecuteBash' | 'ExecutePowerShell';
  readonly inputs: { readonly commands: readonly string[] };
}

export interface RebootStep extends StepBasics {
  readonly action: 'Reboot';
  readonly inputs?: { readonly delaySeconds: number };
}

/** What Windows Update is told. Runs again until there is nothing left to install, and reboots where it has to. */
export interface UpdateStep extends StepBasics {
  readonly action: 'UpdateOS';
  readonly inputs?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
}

export type ComponentStep = ScriptStep | RebootStep | UpdateStep;
