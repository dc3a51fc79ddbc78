import { CopyImageCommand, DeregisterImageCommand, DescribeImageReferencesCommand, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { runHistory } from './history';
import { CopyModel, Engine, FunctionWorld } from './model';
import { Incident, Operation, Plan } from './plan';
import { openDoors } from '../doors';
import { Handler } from '../lambda';
import { ResourceEvent } from '../response-inbox';
import { Values } from '../template';

/** What the handler of these tests does wrong. */
type Flaw =
  | 'answers twice' | 'answers at length' | 'answers for another request' | 'never answers' | 'answers otherwise when asked again' | 'renames on delete'
  | 'leaves images' | 'copies twice' | 'replaces for tags' | 'removes at update' | 'takes what is not ours' | 'looks for no users' | 'removes what is retained'
  | 'refuses for nothing';

const SOURCE = 'base 0';
const REPLACING = ['SourceImageId', 'Prefix'];

/** A handler as small as one can be that keeps the invariants in quiet times, and a flaw of it. */
function engineWith(flaw?: Flaw): Engine {
  const has = (other: Flaw) => flaw === other;
  const code = ({ sandbox, backends }: FunctionWorld): Handler => {
    const { ec2, put } = openDoors(sandbox, backends);
    const send = <T>(command: { input: object }) => ec2.send(command) as Promise<T>;

    const copy = async ({ StackId, LogicalResourceId, ResourceProperties: { SourceImageId, Prefix } }: ResourceEvent, again = ''): Promise<string> => {
      const job = `${StackId}|${LogicalResourceId}|${String(SourceImageId)}|${String(Prefix)}`;
      const name = `${String(Prefix)} ${StackId.slice(-12)}${again}`;
      const Tags = [{ Key: 'owner', Value: StackId }, { Key: 'job', Value: job.slice(0, 250) }];
      const { ImageId } = await send<{ ImageId: string }>(new CopyImageCommand({
        Name: name, SourceImageId: String(SourceImageId), SourceRegion: 'eu-central-1', ClientToken: name.slice(-60), TagSpecifications: [{ ResourceType: 'image', Tags }],
      }));
      return ImageId;
    };
    const idOf = (name: string) => send<{ Images: { ImageId: string }[] }>(new DescribeImagesCommand({ Filters: [{ Name: 'name', Values: [name] }] }))
      .then(({ Images: [image] }) => image.ImageId);
    const remove = (ImageId: string) => send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));

    async function act(event: ResourceEvent): Promise<{ id: string; Status?: string; Reason?: string }> {
      const { RequestType, PhysicalResourceId: id = '', ResourceProperties: now, OldResourceProperties: old } = event;
      if (has('refuses for nothing') && id) return { id, Status: 'FAILED', Reason: 'no' };
      if (RequestType !== 'Delete') {
        const replaces = REPLACING.some(name => now[name] !== old?.[name]) || has('replaces for tags');
        if (has('removes at update') && id) await remove(id);
        const made = RequestType === 'Update' && !replaces ? id : await copy(event, has('replaces for tags') ? ` ${event.RequestId}` : '');
        if (has('copies twice')) await copy(event, ' again');
        if (has('removes what is retained') && RequestType === 'Update' && id !== made) await remove(id);
        return { id: made };
      }
      if (has('leaves images')) return { id };
      const { ImageReferences: users } = await send<{ ImageReferences: unknown[] }>(new DescribeImageReferencesCommand({
        ImageIds: [id], ResourceTypes: [{ ResourceType: 'ec2:Instance', ResourceTypeOptions: [{ OptionName: 'state-name', OptionValues: ['running'] }] }],
      }));
      if (users.length > 0 && !has('looks for no users')) return { id, Status: 'FAILED', Reason: 'in use' };
      await remove(has('takes what is not ours') ? await idOf(SOURCE) : id);
      return { id };
    }

    return async input => {
      const event = input as ResourceEvent;
      const { StackId, RequestId, LogicalResourceId, RequestType } = event;
      if (has('never answers') && RequestType === 'Delete') return;
      const { id, Status = 'SUCCESS', Reason } = await act(event);
      const answer = (more: Values) => put(event.ResponseURL, JSON.stringify({
        Status,
        Reason,
        StackId,
        LogicalResourceId,
        PhysicalResourceId: has('renames on delete') && RequestType === 'Delete' ? 'other' : id,
        RequestId: has('answers for another request') ? 'other' : RequestId,
        ...more,
      }));
      await answer(has('answers at length') ? { Data: { text: 'x'.repeat(5000) } } : {});
      if (has('answers twice')) await answer({});
      if (has('answers otherwise when asked again')) await answer({ Status: 'FAILED', Reason: 'asked again' });
    };
  };
  const resource = ({ sourceImageId, prefix, tags, policy }: CopyModel) => ({
    Type: 'Custom::Copy',
    Properties: { ServiceToken: { 'Fn::GetAtt': ['Handler', 'Arn'] }, ServiceTimeout: 60, SourceImageId: sourceImageId, Prefix: prefix, Tags: tags },
    DeletionPolicy: policy,
    UpdateReplacePolicy: policy === 'Delete' ? 'Delete' : 'Retain',
  });
  return {
    name: 'tiny',
    template: ({ Web, Db }) => ({
      Resources: {
        Handler: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 60 } }, ...(Web && { Web: resource(Web) }), ...(Db && { Db: resource(Db) }),
      },
    }),
    images: () => [],
    functions: { Handler: code },
    replacementProperties: { 'Custom::Copy': REPLACING },
    jobTag: 'job',
    ownerTag: 'owner',
  };
}

const deploy = (edits: Operation['edits'] = [], incidents: readonly Incident[] = []): Operation =>
  ({ do: 'deploy', stack: 0, edits, consumers: false, incidents, hurried: false });
const destroy: Operation = { ...deploy(), do: 'destroy' };
const edit = (of: Operation['edits'][number]['of'], value: number): Operation['edits'] => [{ copy: 'Web', of, value }];
const planOf = (...operations: Operation[]): Plan => ({
  seed: 1,
  ec2: 'calm',
  operations,
  faults: [],
  redeliveries: [],
  finallyDestroyed: false,
  habits: { rollback: 'update-back', cancelAfterSeconds: 5, cleanUpAttempts: 3, deletionAttempts: 1 },
});

const wholeLife = planOf(deploy(), deploy(edit('tags', 1)), deploy(edit('prefix', 1)), destroy);
const used = planOf(deploy(), deploy(edit('tags', 1), [{ afterSeconds: 3600, what: 'instance launched', pick: 0 }]), destroy);
const rolledBack = planOf(deploy(), { ...deploy(edit('prefix', 1)), sibling: { seconds: 1200, fails: true, afterCopies: false } });
const retained = planOf(deploy(edit('policy', 1)), deploy(edit('prefix', 1)));

test.each([['whole life', wholeLife], ['life in use', used], ['life with a rollback', rolledBack], ['life of what is retained', retained]])('a %s in quiet times violates nothing', async (_title, plan) => {
  expect((await runHistory(plan, engineWith())).violations).toEqual([]);
});

test.each<[Flaw, Plan, RegExp]>([
  ['answers twice', wholeLife, /^i: Create of Web .* answered twice by one invocation/],
  ['answers otherwise when asked again', wholeLife, /^i: Create of Web .* was answered SUCCESS .*, and FAILED/],
  ['answers at length', wholeLife, /^i\/ii: .* Response object is too long/],
  ['answers for another request', wholeLife, /^i\/ii: .* StackId, RequestId or LogicalResourceId/],
  ['never answers', wholeLife, /^i: Delete of Web .* was not answered in time/],
  ['leaves images', wholeLife, /^iii: ami-\w+ .* is left, and nothing explains it/],
  ['removes at update', wholeLife, /^iii: ami-\w+ is gone, though Images \(UPDATE_COMPLETE\) has it/],
  ['copies twice', wholeLife, /^iv: ami-\w+ and ami-\w+ are both alive/],
  ['takes what is not ours', wholeLife, /^v: ami-\w+ was deregistered, which is not ours/],
  ['takes what is not ours', wholeLife, /^v: ami-\w+ is gone, which is not ours/],
  ['looks for no users', used, /^v: ami-\w+ was deregistered while i-\w+ used it/],
  ['removes what is retained', retained, /^v: ami-\w+ was deregistered although its stack has it/],
  ['replaces for tags', wholeLife, /^vi: Update of Web .* although nothing asked for another resource/],
  ['replaces for tags', rolledBack, /^vi: the rollback of Images has not given ami-\w+ back/],
  ['renames on delete', wholeLife, /^vi: Delete of Web .* was answered with another id/],
  ['refuses for nothing', wholeLife, /^vii: nothing disturbed the deployment of Images, and it ended in UPDATE_ROLLBACK_FAILED: .* no$/],
])('a handler that %s is found out', async (flaw, plan, expected) => {
  expect((await runHistory(plan, engineWith(flaw))).violations).toContainEqual(expect.stringMatching(expected));
});
