import { Provisioner, StackIdentity } from './provisioning';
import { Values } from './template';
import { Timeline } from '../timeline';

/** What CloudFormation is seen to do now one way, now another, or what its documentation leaves open. */
export interface Habits {
  /**
   * How the rollback of an update returns to a custom resource that was replaced: by an Update from new to old that may answer the old id,
   * or straight to the old one. Either way the new one is deleted in the clean-up.
   */
  readonly rollback: 'update-back' | 'switch-back';
  /** How long work under way is still waited for after another resource failed. */
  readonly cancelAfterSeconds: number;
  /** How often a deletion is tried: in a clean-up, after which the resource is left behind; and in the deletion of a stack. */
  readonly cleanUpAttempts: number;
  readonly deletionAttempts: number;
}

export const USUAL_HABITS: Habits = { rollback: 'update-back', cancelAfterSeconds: 5, cleanUpAttempts: 3, deletionAttempts: 1 };

/** What the parts of an operation need of the stack, and of the world. */
export interface StackServices {
  readonly timeline: Timeline;
  readonly habits: Habits;
  readonly stack: StackIdentity;
  provisioner(type: string): Provisioner;
  inventId(logicalId: string): string;
  note(logicalId: string, status: string, physicalId?: string, reason?: string, properties?: Values): void;
}
