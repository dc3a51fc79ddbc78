/** The specification of the contract, continued: what is answered, when, and to whom. */
import { Duration } from 'aws-cdk-lib';
import { aContract, again, done, laterTurnOf, withTime } from './a-contract';
import { aLab, answersTo, failing, REPEATING } from './a-lab';
import { anEvent, RESPONSE_URL, SECRET } from './an-event';
import { CopyCompletion } from '../../../src';
import { AwsFailure } from '../../../src/runtime/aws-failure';
import { COPY_RESOURCE_TYPE, OWNERSHIP_TAG, TURNS_DEADLINE_SECONDS, WAITER_RESOURCE_TYPE } from '../../../src/runtime/contract';
import { calm } from '../../support/ec2/rules';
import { LabOptions } from '../../support/lab';
import { copyOf } from '../copy/copy-lab';

describe('the answer', () => {
  test('line 14: each request is answered once, and when it is delivered again, in the same words', async () => {
    const { lab, wish } = aLab({ faults: REPEATING });
    await lab.deploy(copyOf(wish));
    await lab.deploy(copyOf({ ...wish, tags: { team: 'web' } }));
    await lab.destroy();
    await lab.timeline.run();
    expect(lab.cloud.inbox.requests.length).toBeGreaterThanOrEqual(5);
    for (const request of lab.cloud.inbox.requests) {
      const { RequestType, ResourceType } = request.event;
      expect(request.puts.filter(put => put.verdict === 'decided')).toHaveLength(1);
      // At once the execution is there already; later the copy; and after its deletion nothing is found, and nothing made.
      if (RequestType === 'Create' && ResourceType === COPY_RESOURCE_TYPE) expect(request.puts).toHaveLength(2);
      expect(new Set(request.puts.map(put => put.body)).size).toBe(1);
    }
  });

  test.each<[string, string]>([['control characters', '\u0007'], ['letters of four bytes', '😀'], ['quotes', '"'], ['line breaks', '\r\n']])(
    'line 14: however long the ids, a reason of %s fits', async (_title, character) => {
      const { handle, puts, answers } = aContract({ run: () => Promise.reject(new Error(character.repeat(10_000))) });
      const ids = { LogicalResourceId: 'L'.repeat(255), StackId: `${anEvent().StackId}`, PhysicalResourceId: 'p'.repeat(1024), RequestId: 'r'.repeat(128) };
      await handle(anEvent({ ...ids, RequestType: 'Update' }), withTime());
      expect(Buffer.byteLength(puts[0].body)).toBeLessThanOrEqual(4096);
      expect(answers()[0]).toMatchObject({ Status: 'FAILED', ...ids });
      expect(answers()[0].Reason?.length).toBeGreaterThanOrEqual(299);
    });

  test('line 14: data is small and flat', async () => {
    const { lab, wish, requestsFor } = aLab();
    await lab.deploy(copyOf(wish));
    const [request] = requestsFor(COPY_RESOURCE_TYPE);
    expect(answersTo(request)[0].Data).toEqual({ ImageId: lab.copies[0].imageId, RootDeviceName: '/dev/xvda' });
    expect(Buffer.byteLength(request.puts[0].body)).toBeLessThan(1024);
  });

  test('line 15: half a minute before Lambda ends the function, the turn is over', async () => {
    const alarms: number[] = [];
    const { handle, starts } = aContract({ run: () => new Promise<never>(() => undefined) }, {
      alarm: milliseconds => ({ rings: Promise.resolve(alarms.push(milliseconds)).then(() => undefined), cancel: () => undefined }),
    });
    expect(await handle(anEvent(), withTime(120_000))).toMatchObject({ do: 'again' });
    expect([alarms, starts.length]).toEqual([[90_000], 1]);
  });

  test.each<[string, LabOptions, string, number]>([
    ['EC2 has no place for in a quarter of an hour', { rules: { ...calm, limits: { ...calm.limits, imageCopiesInProgress: 0 } } }, COPY_RESOURCE_TYPE, TURNS_DEADLINE_SECONDS],
    ['EC2 does not finish in time', { rules: { ...calm, copyDuration: () => 3 * 3_600_000 } }, WAITER_RESOURCE_TYPE, 300],
  ])('line 15: a copy that %s fails in its own words, two minutes before CloudFormation gives up', async (_title, options, type, deadline) => {
    const { lab, wish, requestsFor } = aLab(options);
    expect(await lab.deploy(copyOf({ ...wish, completion: CopyCompletion.inDeploy({ timeout: Duration.minutes(5) }) }))).toBe('ROLLBACK_COMPLETE');
    const [{ event, sentAt, puts }] = requestsFor(type);
    const seconds = (puts[0].at - sentAt) / 1000;
    expect(puts.map(put => [put.verdict, JSON.parse(put.body).Status])).toEqual([['decided', 'FAILED']]);
    expect(seconds).toBeGreaterThanOrEqual(deadline);
    expect(seconds).toBeLessThan(deadline + 30);
    expect(Number(event.ResourceProperties.ServiceTimeout) - deadline).toBeGreaterThanOrEqual(120);
    expect(lab.left).toEqual([]);
  });
});

describe('the response URL', () => {
  // By the design, not in SSM: who may read parameters could read it there, too. See contract-template.test.ts for the state machine.
  test.each<[string, LabOptions]>([
    ['all goes well', {}],
    ['answers are refused for a while', { faults: failing('refused', 'PutObject', 12) }],
    ['the state machine cannot be started for a while', { faults: failing('refused', 'StartExecution', 30) }],
    ['the function dies', { faults: failing('crash-before', 'PutObject', 2) }],
    ['EC2 is broken', { faults: failing('refused', 'DescribeImages', 5) }],
  ])('line 16: is neither in a line of the log nor in an error, when %s', async (_title, options) => {
    const { lab, wish } = aLab(options);
    await lab.deploy(copyOf(wish));
    await lab.destroy();
    await lab.timeline.run();
    const told = JSON.stringify([lab.log, lab.cloud.lambda.events.map(event => event.attempts), lab.reasons()]);
    expect(lab.log.length).toBeGreaterThan(2);
    for (const secret of ['X-Amz-Signature', 'cloudformation-custom-resource-response']) expect(told).not.toContain(secret);
  });

  const ELSEWHERE = { ResponseURL: RESPONSE_URL.replace('amazonaws.com', 'amazonaws.com.example.com') };

  test('fails when it is not one of CloudFormation: nothing is done, nothing is sent there, and the error does not name it', async () => {
    const run = jest.fn(async () => done());
    const { handle, deeds, lines } = aContract({ run });
    const failure: Error = await handle(anEvent(ELSEWHERE), withTime()).catch(error => error);
    expect(failure.message).toBe('the response URL is not one of CloudFormation: no answer is sent');
    expect(String(failure.stack)).not.toContain(SECRET);
    expect([run.mock.calls, deeds, lines]).toEqual([[], [], []]);
  });

  // Who may invoke the function can play the state machine as well.
  test.each<[string, (event: object) => object]>([
    ['a further turn', event => laterTurnOf(event, 30)],
    ['the last word', event => ({ turnOf: event, giveUp: true })],
  ])('fails when it is not one of CloudFormation in %s', async (_title, call) => {
    const run = jest.fn(async () => done());
    const { handle, deeds } = aContract({ run });
    await expect(handle(call(anEvent(ELSEWHERE)), withTime())).rejects.toThrow('the response URL is not one of CloudFormation');
    expect([run.mock.calls, deeds]).toEqual([[], []]);
  });
});

describe('the request of another stack', () => {
  const FOREIGN = { StackId: 'arn:aws:cloudformation:eu-central-1:111111111111:stack/Others/1' };

  test.each<[string, (event: object) => object]>([['first', event => event], ['further', event => laterTurnOf(event, 30)]])(
    'fails, and nothing is done for it, in its %s turn', async (_title, call) => {
      const run = jest.fn(async () => done());
      const { handle, answers } = aContract({ run });
      await handle(call(anEvent(FOREIGN)), withTime());
      expect(run).not.toHaveBeenCalled();
      expect(answers()).toEqual([expect.objectContaining({
        ...FOREIGN, Status: 'FAILED', Reason: 'the ServiceToken belongs to another stack; every stack has a handler of its own', PhysicalResourceId: 'unknown:Web',
      })]);
    });
});

describe('life cycle', () => {
  // By the design, five tags; the construct's path and the token of lines before them are not among them.
  test('line 17: every image and snapshot that is made carries its tags from the call that makes it', async () => {
    const { lab, wish, requestsFor } = aLab();
    await lab.deploy(copyOf({ ...wish, tags: { team: 'web' } }));
    const [{ input }] = lab.calls('CopyImage');
    const { TagSpecifications } = input as { TagSpecifications: { ResourceType: string; Tags: { Key: string }[] }[] };
    const keys = ['team', ...Object.values(OWNERSHIP_TAG)];
    expect(TagSpecifications.map(each => [each.ResourceType, each.Tags.map(tag => tag.Key)])).toEqual([['image', keys], ['snapshot', keys]]);
    const made = [...lab.copies, ...lab.ec2.snapshots().filter(each => each.madeFor === lab.copies[0].imageId)];
    expect(made).toHaveLength(3);
    const { stackId, logicalId, source } = OWNERSHIP_TAG;
    const [{ event }] = requestsFor(COPY_RESOURCE_TYPE);
    for (const { tags } of made) {
      expect(tags).toMatchObject({ team: 'web', [stackId]: event.StackId, [logicalId]: event.LogicalResourceId, [source]: wish.source });
    }
  });

  // By the design, there is no switch for it: every request first looks for what was made for its wish.
  test('line 19: a Create takes the image that is there already', async () => {
    const { lab, wish, requestsFor } = aLab();
    await lab.deploy(copyOf(wish));
    const [{ event }] = requestsFor(COPY_RESOURCE_TYPE, 'Create');
    await lab.tagByHand(lab.copies[0].imageId, { seen: 'before' });
    const { record, answer } = lab.cloud.inbox.expect({ ...event, RequestId: 'later' }, 900);
    lab.cloud.lambda.deliver(event.ServiceToken, record.event);
    expect(await lab.cloud.during(answer)).toMatchObject({ ok: true, data: { ImageId: lab.copies[0].imageId } });
    expect(lab.calls('CopyImage')).toHaveLength(1);
  });
});

describe('operations', () => {
  test('line 21: a limit on copies in progress is waited for', async () => {
    const { lab, wish } = aLab();
    lab.ec2.inject({ action: 'CopyImage', fault: 'resource-limit', times: 3 });
    expect(await lab.deploy(copyOf(wish))).toBe('CREATE_COMPLETE');
    expect(lab.calls('CopyImage')).toHaveLength(4);
  });

  test('line 21: what the SDK has retried in vain is tried again by a further turn', async () => {
    const { handle, puts } = aContract({ run: () => Promise.reject(new AwsFailure('RequestLimitExceeded', 'Rate exceeded', 'later')) });
    expect(await handle(anEvent(), withTime())).toMatchObject({ do: 'again' });
    expect(puts).toEqual([]);
  });

  test('when the handler fails again and again, the last word is an answer', async () => {
    const { handle, answers } = aContract({ run: async () => again() });
    expect(await handle({ turnOf: anEvent(), giveUp: true }, withTime())).toEqual({ do: 'done', afterSeconds: 0, memo: {} });
    expect(answers()).toEqual([expect.objectContaining({
      Status: 'FAILED', Reason: 'the handler failed again and again; its log says why', PhysicalResourceId: 'unknown:Web',
    })]);
  });
});
