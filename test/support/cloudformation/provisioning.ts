import { Referable, ResourceDeclaration, Values } from './template';

/** A resource that a stack has, or may have. */
export interface StackResource extends Referable {
  readonly logicalId: string;
  readonly declaration: ResourceDeclaration;
  /** Resolved. */
  readonly properties: Values;
  /** CloudFormation made this id up, because no answer told it one. */
  readonly invented?: boolean;
}

export type Result =
  | { readonly ok: true; readonly physicalId: string; readonly attributes: Values }
  /** Untouched: refused before anything happened to the resource. */
  | { readonly ok: false; readonly reason: string; readonly physicalId?: string; readonly untouched?: boolean };

/** Work on one resource. Cancelling ends the wait for it, not the work. */
export interface Attempt {
  readonly result: Promise<Result>;
  cancel(reason: string): void;
}

export interface Wanted {
  readonly logicalId: string;
  readonly declaration: ResourceDeclaration;
  readonly properties: Values;
}

/** Makes, changes and removes one kind of resources. */
export interface Provisioner {
  create(stack: StackIdentity, wanted: Wanted): Attempt;
  update(stack: StackIdentity, current: StackResource, wanted: Wanted): Attempt;
  delete(stack: StackIdentity, resource: StackResource): Attempt;
}

export interface StackIdentity {
  readonly name: string;
  readonly id: string;
}
