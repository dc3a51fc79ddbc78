import type { Component, ComponentFailure, Image } from './resources';

/** The phases of components: two on the instance that becomes the image, one on an instance that is launched from it. */
export type PhaseName = 'build' | 'validate' | 'test';

/** The instances of builds: what the components do to their files, if that matters. */
export interface Workbench {
  /** Runs a phase of the components, which are ours or, by their ARN, others'. The answer: what failed. */
  run(phase: PhaseName, image: Image, components: readonly (Component | string)[]): Promise<ComponentFailure | undefined>;
}

/** Where nobody looks at files. */
export const idle: Workbench = { run: async () => undefined };
