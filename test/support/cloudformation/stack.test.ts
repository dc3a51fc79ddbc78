import { Cloud, CloudOptions } from './cloud';
import { ResourceEvent } from './response-inbox';
import { Sandbox } from './sandbox';
import { ResourceDeclaration, Template, Values } from './template';
import { Random } from '../random';
import { Timeline } from '../timeline';

/** What the function under these tests is told to do with an event. */
interface Reply {
  readonly after?: number;
  readonly fail?: string;
  readonly id?: string;
  readonly silent?: boolean;
  readonly data?: Values;
}
type Script = (event: ResourceEvent) => Reply;

function cloudWith(script: Script, options: Partial<CloudOptions> = {}) {
  const timeline = new Timeline(0);
  const seen: string[] = [];
  const events: ResourceEvent[] = [];
  const handle = (sandbox: Sandbox) => async (input: unknown) => {
    const event = input as ResourceEvent;
    events.push(event);
    seen.push([event.RequestType, event.LogicalResourceId, event.PhysicalResourceId].filter(Boolean).join(' '));
    const { after = 1, fail, id, silent, data } = script(event);
    await sandbox.sleep(after * 1000);
    if (silent) return;
    const { StackId, RequestId, LogicalResourceId } = event;
    cloud.inbox.put(event.ResponseURL, JSON.stringify({
      Status: fail ? 'FAILED' : 'SUCCESS',
      Reason: fail,
      Data: data,
      StackId,
      RequestId,
      LogicalResourceId,
      PhysicalResourceId: id ?? event.PhysicalResourceId ?? `${LogicalResourceId}-1`,
    }), sandbox.context.awsRequestId);
  };
  const cloud: Cloud = new Cloud({ timeline, random: new Random(7), codeOf: id => id === 'Handler' ? handle : undefined, ...options });
  return { cloud, stack: cloud.cloudFormation.stack('Images'), seen, events };
}

const handler: ResourceDeclaration = { Type: 'AWS::Lambda::Function', Properties: { Timeout: 900 } };
const thing = (properties: Values = {}, more: Partial<ResourceDeclaration> = {}): ResourceDeclaration =>
  ({ Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['Handler', 'Arn'] }, ...properties }, ...more });
const sibling = (properties: Values = {}): ResourceDeclaration => ({ Type: 'Test::Sibling', Properties: properties });
const template = (resources: Template['Resources']): Template => ({ Resources: { Handler: handler, ...resources } });
const after = (...logicalIds: string[]) => ({ DependsOn: logicalIds });

describe('creation', () => {
  test('makes each resource after what it needs, and passes attributes and text on', async () => {
    const { cloud, stack, events } = cloudWith(() => ({ data: { Size: 5 } }));
    const status = await cloud.during(stack.create(template({
      B: thing({ size: { 'Fn::GetAtt': ['A', 'Size'] }, flag: true, id: { Ref: 'A' } }), A: thing(),
    })));
    expect(status).toBe('CREATE_COMPLETE');
    expect(events.map(event => event.LogicalResourceId)).toEqual(['A', 'B']);
    expect(events[1]).toMatchObject({
      RequestType: 'Create',
      StackId: stack.identity.id,
      ResourceType: 'Custom::Thing',
      ResourceProperties: { size: '5', flag: 'true', id: 'A-1', ServiceToken: events[1].ServiceToken },
    });
    expect(events[1].PhysicalResourceId).toBeUndefined();
  });

  test('rolled back: a failed resource is deleted under the id that it answered, dependents first', async () => {
    const { cloud, stack, seen } = cloudWith(event => event.LogicalResourceId === 'B' && event.RequestType === 'Create' ? { fail: 'no', id: 'B-partial' } : {});
    expect(await cloud.during(stack.create(template({ A: thing(), B: thing({}, after('A')) })))).toBe('ROLLBACK_COMPLETE');
    expect(seen).toEqual(['Create A', 'Create B', 'Delete B B-partial', 'Delete A A-1']);
    expect(stack.resources.size).toBe(0);
  });

  test('rolled back while a function still works: its resource is deleted under an invented id, and its answer comes too late', async () => {
    const { cloud, stack, seen, events } = cloudWith(event => event.RequestType === 'Create' ? { after: 60 } : {});
    expect(await cloud.during(stack.create(template({ A: thing(), S: sibling({ Seconds: 10, FailOn: 'create' }) })))).toBe('ROLLBACK_COMPLETE');
    expect(seen).toEqual(['Create A', expect.stringMatching(/^Delete A Images-A-[0-9A-F]{12}$/)]);
    await cloud.timeline.run();
    expect(cloud.inbox.requests.map(({ endedBy, puts }) => [endedBy, puts.map(put => put.verdict)])).toEqual([
      ['cancellation', ['late']], ['answer', ['decided']],
    ]);
    expect(events[1].RequestId).not.toBe(events[0].RequestId);
  });

  test('an answer that comes before the cancellation still gives the id', async () => {
    const { cloud, stack, seen } = cloudWith(event => event.RequestType === 'Create' ? { after: 10 } : {});
    await cloud.during(stack.create(template({ A: thing(), S: sibling({ Seconds: 8, FailOn: 'create' }) })));
    expect(seen).toEqual(['Create A', 'Delete A A-1']);
  });

  test('a function that stays silent fails its resource at the service timeout', async () => {
    const { cloud, stack, seen } = cloudWith(event => ({ silent: event.RequestType === 'Create' }));
    await cloud.during(stack.create(template({ A: thing({ ServiceTimeout: 30 }) })));
    expect(seen[1]).toMatch(/^Delete A Images-A-/);
    expect(stack.events.find(({ status }) => status === 'CREATE_FAILED')).toMatchObject({ at: 32_000, reason: expect.stringContaining('did not receive a response') });
  });

  test.each([
    ['Delete', ['Create A', 'Delete A A-1']],
    ['RetainExceptOnCreate', ['Create A', 'Delete A A-1']],
    ['Retain', ['Create A']],
  ])('rolled back under DeletionPolicy %s', async (DeletionPolicy, expected) => {
    const { cloud, stack, seen } = cloudWith(() => ({}));
    await cloud.during(stack.create(template({ A: thing({}, { DeletionPolicy }), S: { ...sibling({ FailOn: 'create' }), ...after('A') } })));
    expect(seen).toEqual(expected);
    expect(stack.relinquished.map(({ fate }) => fate)).toEqual(DeletionPolicy === 'Retain' ? ['retained'] : []);
  });

  test('a failed deletion leaves the rollback failed, and the stack can be deleted again', async () => {
    let refusals = 1;
    const { cloud, stack, seen } = cloudWith(event => event.RequestType === 'Delete' && refusals-- > 0 ? { fail: 'in use' } : {});
    const broken = template({ A: thing(), S: { ...sibling({ FailOn: 'create' }), ...after('A') } });
    expect(await cloud.during(stack.create(broken))).toBe('ROLLBACK_FAILED');
    expect([...stack.resources.keys()]).toEqual(['Handler', 'A']);
    expect(await cloud.during(stack.delete())).toBe('DELETE_COMPLETE');
    expect(seen).toEqual(['Create A', 'Delete A A-1', 'Delete A A-1']);
  });

  test('a deletion asked for during the creation stops it', async () => {
    const { cloud, stack, seen } = cloudWith(event => event.RequestType === 'Create' ? { after: 100 } : {});
    const created = stack.create(template({ A: thing(), B: thing({}, after('A')) }));
    const deleted = cloud.timeline.sleep(50_000).then(() => stack.delete());
    expect(await cloud.during(Promise.all([created, deleted]))).toEqual(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
    expect(seen).toEqual(['Create A', expect.stringMatching(/^Delete A Images-A-/)]);
  });
});

describe('an update', () => {
  const deployed = async (script: Script, resources: Template['Resources'], options: Partial<CloudOptions> = {}) => {
    const world = cloudWith(script, options);
    expect(await world.cloud.during(world.stack.create(template(resources)))).toBe('CREATE_COMPLETE');
    world.seen.length = world.events.length = 0;
    return world;
  };

  test('asks only for what changed, with old and new properties', async () => {
    const { cloud, stack, events } = await deployed(() => ({}), { A: thing({ v: 1 }), B: thing({ v: 1 }) });
    expect(await cloud.during(stack.update(template({ A: thing({ v: 2 }), B: thing({ v: '1' }) })))).toBe('UPDATE_COMPLETE');
    expect(events).toEqual([expect.objectContaining({
      RequestType: 'Update', PhysicalResourceId: 'A-1', ResourceProperties: expect.objectContaining({ v: '2' }), OldResourceProperties: expect.objectContaining({ v: '1' }),
    })]);
  });

  test('refuses to do nothing', async () => {
    const { cloud, stack } = await deployed(() => ({}), { A: thing() });
    await expect(cloud.during(stack.update(template({ A: thing() })))).rejects.toThrow('No updates are to be performed.');
  });

  test('does not move a resource to another function', async () => {
    const { cloud, stack, seen } = await deployed(() => ({}), { A: thing() });
    expect(await cloud.during(stack.update(template({ A: thing({ ServiceToken: 'arn:other' }) })))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.events.find(({ status }) => status === 'UPDATE_FAILED')?.reason).toBe('Modifying service token is not allowed.');
    expect(seen).toEqual([]);
  });

  test('another physical id means a replacement: the old one is deleted in the clean-up, with its own properties', async () => {
    const { cloud, stack, seen, events } = await deployed(({ RequestType }) => RequestType === 'Update' ? { id: 'A-2' } : {}, { A: thing({ v: 1 }), B: thing({ of: { Ref: 'A' } }) });
    await cloud.during(stack.update(template({ A: thing({ v: 2 }), B: thing({ of: { Ref: 'A' } }) })));
    expect(seen).toEqual(['Update A A-1', 'Update B B-1', 'Delete B B-1', 'Delete A A-1']);
    expect(events[3].ResourceProperties).toMatchObject({ v: '1' });
    expect(stack.events.slice(-8).map(({ status }) => status)).toContain('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  });

  test('UpdateReplacePolicy keeps the replaced one, and only the new template counts', async () => {
    const { cloud, stack, seen } = await deployed(({ RequestType }) => RequestType === 'Update' ? { id: 'A-2' } : {}, { A: thing({ v: 1 }) });
    await cloud.during(stack.update(template({ A: thing({ v: 2 }, { UpdateReplacePolicy: 'Retain' }) })));
    expect(seen).toEqual(['Update A A-1']);
    expect(stack.relinquished).toEqual([{ fate: 'retained', resource: expect.objectContaining({ physicalId: 'A-1' }) }]);
  });

  test.each([['Delete', ['Delete A A-1']], ['Retain', []], ['RetainExceptOnCreate', []]])(
    'takes a resource out of the template under DeletionPolicy %s', async (DeletionPolicy, expected) => {
      const { cloud, stack, seen } = await deployed(() => ({}), { A: thing({}, { DeletionPolicy }) });
      await cloud.during(stack.update(template({ S: sibling() })));
      expect(seen).toEqual(expected);
      expect(stack.resources.has('A')).toBe(false);
    });

  test('a deletion that fails in the clean-up is tried three times and then left', async () => {
    const { cloud, stack, seen } = await deployed(({ RequestType }) => RequestType === 'Delete' ? { fail: 'in use' } : {}, { A: thing() });
    expect(await cloud.during(stack.update(template({ S: sibling() })))).toBe('UPDATE_COMPLETE');
    expect(seen).toEqual(['Delete A A-1', 'Delete A A-1', 'Delete A A-1']);
    expect(stack.relinquished).toEqual([{ fate: 'failed', resource: expect.objectContaining({ physicalId: 'A-1' }) }]);
  });

  test('a taken-out resource is deleted after the policies of its function changed', async () => {
    const { cloud, stack } = await deployed(() => ({}), { A: thing(), P: { Type: 'AWS::IAM::Policy', Properties: { statements: 2 } } });
    await cloud.during(stack.update(template({ P: { Type: 'AWS::IAM::Policy', Properties: { statements: 1 } } })));
    const at = (logicalId: string, status: string) => stack.events.findIndex(event => event.logicalId === logicalId && event.status === status);
    expect(at('A', 'DELETE_IN_PROGRESS')).toBeGreaterThan(at('P', 'UPDATE_COMPLETE'));
  });

  describe('that fails', () => {
    const failing = { S: { ...sibling({ v: 2, FailOn: 'update' }), ...after('A') } };
    const before = { A: thing({ v: 1 }), S: sibling() };

    test('brings a changed resource back with the properties exchanged, under a new request', async () => {
      const { cloud, stack, events } = await deployed(() => ({}), before);
      expect(await cloud.during(stack.update(template({ A: thing({ v: 2 }), ...failing })))).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(events.map(event => [event.RequestType, event.OldResourceProperties?.v, event.ResourceProperties.v]))
        .toEqual([['Update', '1', '2'], ['Update', '2', '1']]);
      expect(events[0].RequestId).not.toBe(events[1].RequestId);
      expect(await cloud.during(stack.update(template({ A: thing({ v: 3 }), S: sibling() })))).toBe('UPDATE_COMPLETE');
    });

    const replacing: Script = ({ RequestType, ResourceProperties }) => RequestType === 'Update' ? { id: `A-${String(ResourceProperties.v)}` } : {};

    test('asks a replaced resource back, and deletes the new one in the clean-up', async () => {
      const { cloud, stack, seen } = await deployed(replacing, before);
      await cloud.during(stack.update(template({ A: thing({ v: 2 }), ...failing })));
      expect(seen).toEqual(['Update A A-1', 'Update A A-2', 'Delete A A-2']);
      expect(stack.resources.get('A')?.physicalId).toBe('A-1');
    });

    test('or goes straight back to the old one', async () => {
      const { cloud, stack, seen } = await deployed(replacing, before, { habits: { rollback: 'switch-back' } });
      await cloud.during(stack.update(template({ A: thing({ v: 2 }), ...failing })));
      expect(seen).toEqual(['Update A A-1', 'Delete A A-2']);
      expect(stack.resources.get('A')).toMatchObject({ physicalId: 'A-1', properties: { v: 1 } });
    });

    test('keeps the old id of a resource whose answer never came', async () => {
      const { cloud, stack, seen } = await deployed(({ ResourceProperties: { v } }) => v === '2' ? { after: 500, id: 'A-2' } : {}, before);
      await cloud.during(stack.update(template({ A: thing({ v: 2 }), S: sibling({ v: 2, FailOn: 'update' }) })));
      expect(seen).toEqual(['Update A A-1', 'Update A A-1']);
      expect(stack.resources.get('A')?.physicalId).toBe('A-1');
    });

    test('deletes what it had created, also when that retains except on create', async () => {
      const { cloud, stack, seen } = await deployed(() => ({}), { S: sibling() });
      await cloud.during(stack.update(template({ A: thing({}, { DeletionPolicy: 'RetainExceptOnCreate' }), ...failing })));
      expect(seen).toEqual(['Create A', 'Delete A A-1']);
      expect(stack.resources.has('A')).toBe(false);
    });

    test('twice: the rollback can be continued, or everything deleted', async () => {
      let refusals = 1;
      const script: Script = event => event.ResourceProperties.v === '1' && event.RequestType === 'Update' && refusals-- > 0 ? { fail: 'not now' } : replacing(event);
      const continued = await deployed(script, before);
      expect(await continued.cloud.during(continued.stack.update(template({ A: thing({ v: 2 }), ...failing })))).toBe('UPDATE_ROLLBACK_FAILED');
      expect(await continued.cloud.during(continued.stack.continueUpdateRollback())).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(continued.seen).toEqual(['Update A A-1', 'Update A A-2', 'Update A A-2', 'Delete A A-2']);

      refusals = 1;
      const deleted = await deployed(script, before);
      await deleted.cloud.during(deleted.stack.update(template({ A: thing({ v: 2 }), ...failing })));
      expect(await deleted.cloud.during(deleted.stack.delete())).toBe('DELETE_COMPLETE');
      expect(deleted.seen).toEqual(['Update A A-1', 'Update A A-2', 'Delete A A-2', 'Delete A A-1']);
    });

    test('by being cancelled', async () => {
      const { cloud, stack, seen } = await deployed(({ ResourceProperties: { v } }) => v === '2' ? { after: 500 } : {}, before);
      cloud.timeline.after(20_000, () => stack.cancelUpdate());
      expect(await cloud.during(stack.update(template({ A: thing({ v: 2 }), S: sibling() })))).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(seen).toEqual(['Update A A-1', 'Update A A-1']);
    });
  });
});

describe('deletion of a stack', () => {
  test('skips what is retained, and a failed deletion keeps what it needs', async () => {
    let refused = false;
    const { cloud, stack, seen } = cloudWith(event => {
      const fail = event.LogicalResourceId === 'B' && event.RequestType === 'Delete' && !refused;
      refused ||= fail;
      return fail ? { fail: 'in use by i-1' } : {};
    });
    await cloud.during(stack.create(template({ A: thing(), B: thing({}, after('A')), C: thing({}, { DeletionPolicy: 'RetainExceptOnCreate' }) })));
    seen.length = 0;
    expect(await cloud.during(stack.delete())).toBe('DELETE_FAILED');
    expect(seen).toEqual(['Delete B B-1']);
    expect(cloud.cloudFormation.describeStacks({ StackName: 'Images' }).Stacks[0].StackStatus).toBe('DELETE_FAILED');
    expect(await cloud.during(stack.delete())).toBe('DELETE_COMPLETE');
    expect(seen).toEqual(['Delete B B-1', 'Delete B B-1', 'Delete A A-1']);
    expect(stack.relinquished.map(({ resource, fate }) => [resource.physicalId, fate])).toEqual([['C-1', 'retained']]);
  });

  test('frees the name, and the ARN still tells what became of the stack', async () => {
    const { cloud, stack } = cloudWith(() => ({}));
    await cloud.during(stack.create(template({ A: thing() })));
    await cloud.during(stack.delete());
    expect(() => cloud.cloudFormation.describeStacks({ StackName: 'Images' })).toThrow('does not exist');
    expect(cloud.cloudFormation.describeStacks({ StackName: stack.identity.id }).Stacks[0].StackStatus).toBe('DELETE_COMPLETE');
    expect(cloud.cloudFormation.stack('Images').identity.id).not.toBe(stack.identity.id);
  });
});

test('events tell, newest first, what a resource was brought to: by a rollback, what it was before', async () => {
  const { cloud, stack } = cloudWith(() => ({}));
  await cloud.during(stack.create(template({ A: thing({ v: 1 }) })));
  await cloud.during(stack.update(template({ A: thing({ v: 2 }), S: { ...sibling({ FailOn: 'any' }), ...after('A') } })));
  const { StackEvents, NextToken } = cloud.cloudFormation.describeStackEvents({ StackName: stack.identity.id });
  const told = StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId === 'A')
    .map(({ ResourceStatus, ResourceProperties = '{}' }) => [ResourceStatus, (JSON.parse(ResourceProperties) as Values).v]);
  expect([told, NextToken]).toEqual([[
    ['UPDATE_COMPLETE', '1'], ['UPDATE_IN_PROGRESS', '1'], ['UPDATE_COMPLETE', '2'], ['UPDATE_IN_PROGRESS', '2'], ['CREATE_COMPLETE', '1'], ['CREATE_IN_PROGRESS', '1'],
  ], undefined]);
  expect(cloud.cloudFormation.describeStackEvents({ StackName: stack.identity.id, NextToken: '2' }).StackEvents).toEqual(StackEvents.slice(2));
});
