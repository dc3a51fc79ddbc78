import { isDeepStrictEqual } from 'util';
import { Deployment } from './deployment';
import { serviceError } from './faults';
import { StackIdentity, StackResource } from './provisioning';
import { Fate, Removal, remove } from './removal';
import { Resolver } from './resolver';
import { StackServices } from './stack-services';
import { Template, Values } from './template';
import { UpdateRollback } from './update-rollback';
import { Timeline } from '../timeline';

export interface StackEvent {
  readonly at: number;
  readonly logicalId: string;
  readonly status: string;
  readonly physicalId?: string;
  readonly reason?: string;
  /** What the resource is brought to. */
  readonly properties?: Values;
}

/** A resource that CloudFormation let go without deleting it. */
export interface Relinquished {
  readonly resource: StackResource;
  readonly fate: Exclude<Fate, 'deleted'>;
}

/** The life of one stack. Each operation runs in virtual time and ends with the status that the stack then has. */
export class Stack {
  public status = 'REVIEW_IN_PROGRESS';
  public statusReason?: string;
  public readonly creationTime: Date;
  public lastUpdatedTime?: Date;
  public deletionTime?: Date;
  public readonly resources = new Map<string, StackResource>();
  public readonly events: StackEvent[] = [];
  public readonly relinquished: Relinquished[] = [];
  private resolver?: Resolver;
  private deployment?: Deployment;
  private operation: Promise<unknown> = Promise.resolve();
  private rollback?: UpdateRollback;
  private leftBehind: Removal[] = [];
  private readonly services: StackServices;

  constructor(
    public readonly identity: StackIdentity,
    private readonly timeline: Timeline,
    services: Omit<StackServices, 'note' | 'stack' | 'timeline'>,
    /** Resolves a template as of now. */
    private readonly resolverOf: (template: Template, parameters: { readonly [name: string]: string }) => Resolver,
  ) {
    this.creationTime = new Date(timeline.now());
    const note: StackServices['note'] = (logicalId, status, physicalId, reason, properties) =>
      this.events.push({ at: timeline.now(), logicalId, status, physicalId, reason, properties });
    const { habits } = services;
    this.services = {
      timeline, note, habits, stack: identity, provisioner: type => services.provisioner(type), inventId: logicalId => services.inventId(logicalId),
    };
  }

  public async create(template: Template, parameters: { readonly [name: string]: string } = {}): Promise<string> {
    return this.exclusively(['REVIEW_IN_PROGRESS'], async () => {
      this.resolver = this.resolved(template, parameters);
      this.enter('CREATE_IN_PROGRESS');
      if (await this.deploy(this.resolver)) return this.enter('CREATE_COMPLETE');
      if (this.status === 'DELETE_IN_PROGRESS') return this.status;
      this.enter('ROLLBACK_IN_PROGRESS', this.deployment?.failure);
      const gone = await this.removeAll('rollback', this.services.habits.deletionAttempts);
      return this.enter(gone ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED');
    });
  }

  public async update(template: Template, parameters: { readonly [name: string]: string } = {}): Promise<string> {
    return this.exclusively(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'], async () => {
      const old = this.resolver!;
      const wanted = this.resolved(template, parameters);
      refuseUnchanged(old, wanted);
      this.lastUpdatedTime = new Date(this.timeline.now());
      this.enter('UPDATE_IN_PROGRESS');
      const before = new Map(this.resources);
      if (!await this.deploy(wanted)) {
        this.rollback = new UpdateRollback(this.services, this.resources, old.template, this.deployment!);
        return this.rollBack(this.deployment?.failure);
      }
      this.resolver = wanted;
      const removals: Removal[] = [];
      for (const resource of before.values()) {
        const now = this.resources.get(resource.logicalId)!;
        if (!wanted.logicalIds.includes(resource.logicalId)) {
          removals.push({ resource, occasion: 'deletion' });
          this.resources.delete(resource.logicalId);
        } else if (now.physicalId !== resource.physicalId) {
          const UpdateReplacePolicy = now.declaration.UpdateReplacePolicy;
          removals.push({ resource: { ...resource, declaration: { ...resource.declaration, UpdateReplacePolicy } }, occasion: 'replacement' });
        }
      }
      return this.cleanUp('UPDATE_COMPLETE', removals);
    });
  }

  /** After UPDATE_ROLLBACK_FAILED. */
  public async continueUpdateRollback(): Promise<string> {
    return this.exclusively(['UPDATE_ROLLBACK_FAILED'], () => this.rollBack());
  }

  public async delete(): Promise<string> {
    if (this.status === 'CREATE_IN_PROGRESS') {
      this.enter('DELETE_IN_PROGRESS', 'User Initiated');
      this.deployment?.fail('Stack deletion was requested');
      await this.operation;
      return this.deleteAll();
    }
    const quiet = ['CREATE_COMPLETE', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED'];
    return this.exclusively(quiet, () => this.deleteAll());
  }

  /** CancelUpdateStack: an update under way is rolled back. */
  public cancelUpdate(): void {
    if (this.status !== 'UPDATE_IN_PROGRESS') throw validation('CancelUpdateStack cannot be called from current stack status');
    this.deployment?.fail('User Initiated');
  }

  private async exclusively(statuses: readonly string[], operate: () => Promise<string>): Promise<string> {
    if (!statuses.includes(this.status)) throw validation(`Stack:${this.identity.id} is in ${this.status} state and can not be updated.`);
    const operation = this.timeline.activity(operate);
    this.operation = operation;
    return operation;
  }

  private resolved(template: Template, parameters: { readonly [name: string]: string }): Resolver {
    try {
      return this.resolverOf(template, parameters);
    } catch (error) {
      throw validation((error as Error).message);
    }
  }

  private async deploy(resolver: Resolver): Promise<boolean> {
    this.deployment = new Deployment(this.services, this.resources, resolver);
    return this.deployment.run();
  }

  private async rollBack(reason?: string): Promise<string> {
    this.enter('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    if (!await this.rollback!.run()) return this.enter('UPDATE_ROLLBACK_FAILED');
    return this.cleanUp('UPDATE_ROLLBACK_COMPLETE', this.rollback!.removals);
  }

  private async cleanUp(result: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE', removals: readonly Removal[]): Promise<string> {
    this.enter(`${result}_CLEANUP_IN_PROGRESS`);
    this.relinquish(await remove(this.services, removals, this.services.habits.cleanUpAttempts));
    return this.enter(result);
  }

  private async deleteAll(): Promise<string> {
    const leftBehind = this.status === 'UPDATE_ROLLBACK_FAILED' ? this.rollback!.leftBehind : [];
    this.leftBehind.push(...leftBehind);
    this.enter('DELETE_IN_PROGRESS', 'User Initiated');
    const gone = await this.removeAll('deletion', this.services.habits.deletionAttempts);
    if (gone) this.deletionTime = new Date(this.timeline.now());
    return this.enter(gone ? 'DELETE_COMPLETE' : 'DELETE_FAILED');
  }

  private async removeAll(occasion: 'rollback' | 'deletion', attempts: number): Promise<boolean> {
    const removals = [...[...this.resources.values()].map(resource => ({ resource, occasion })), ...this.leftBehind];
    const fates = await remove(this.services, removals, attempts);
    const done = new Map([...fates].filter(([, fate]) => fate === 'deleted' || fate === 'retained'));
    for (const { resource } of done.keys()) {
      if (this.resources.get(resource.logicalId) === resource) this.resources.delete(resource.logicalId);
    }
    this.leftBehind = this.leftBehind.filter(removal => !done.has(removal));
    this.relinquish(done);
    return done.size === removals.length;
  }

  private relinquish(fates: ReadonlyMap<Removal, Fate>): void {
    for (const [{ resource }, fate] of fates) {
      if (fate !== 'deleted') this.relinquished.push({ resource, fate });
    }
  }

  private enter(status: string, reason?: string): string {
    this.status = status;
    this.statusReason = reason;
    this.services.note(this.identity.name, status, this.identity.id, reason);
    return status;
  }
}

const validation = (message: string): Error => serviceError('ValidationError', message);

function refuseUnchanged(old: Resolver, wanted: Resolver): void {
  if (isDeepStrictEqual(old.template, wanted.template) && old.sameParameters(wanted)) throw validation('No updates are to be performed.');
  for (const [logicalId, { Type }] of Object.entries(wanted.template.Resources)) {
    const before = old.template.Resources[logicalId]?.Type;
    if (before !== undefined && before !== Type) throw validation(`Update of resource type is not permitted: [${logicalId}]`);
  }
}
