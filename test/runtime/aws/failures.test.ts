import { anError } from './a-client';
import { isDenied, isGoneError, isInUseError, toFailure } from '../../../src/runtime/aws/failures';
import { AwsFailure, Hope } from '../../../src/runtime/aws-failure';

const caught = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    return toFailure(error);
  }
};

test.each<[Hope, string, string, number | 'unreached']>([
  ['soon', 'a role that EC2 does not know everywhere yet', 'UnauthorizedOperation', 403],
  ['soon', 'a role that KMS does not know everywhere yet', 'AccessDeniedException', 400],
  ['soon', 'a role that CloudFormation does not know everywhere yet', 'AccessDenied', 403],
  ['soon', 'credentials that are too young', 'AuthFailure', 401],
  ['soon', 'a key that is still being made', 'KMSInvalidStateException', 400],
  ['soon', 'a key that KMS does not know everywhere yet', 'NotFoundException', 400],
  ['soon', 'an image that was just made', 'InvalidAMIID.NotFound', 400],
  ['soon', 'a snapshot that was just made', 'InvalidSnapshot.NotFound', 400],
  ['later', 'a throttle of EC2', 'RequestLimitExceeded', 503],
  ['later', 'a throttle of Step Functions', 'ThrottlingException', 400],
  ['later', 'a throttle by its status', 'SomethingNew', 429],
  ['later', 'an error on the side of AWS', 'SomethingNew', 500],
  ['later', 'a service that is not there', 'ServiceUnavailable', 503],
  ['later', 'a connection that broke', 'TimeoutError', 'unreached'],
  ['later', 'a host that is not found', 'Error', 'unreached'],
  ['later', 'snapshots that are still pending', 'PendingSnapshotLimitExceeded', 400],
  ['later', 'snapshot copies in progress', 'ConcurrentSnapshotLimitExceeded', 400],
  ['later', 'executions without number', 'ExecutionLimitExceeded', 400],
  ['later', 'tags that somebody else is changing', 'ConcurrentTagAccess', 400],
  ['later', 'a name that a dead image still has', 'InvalidAMIName.Duplicate', 400],
  ['later', 'a state that will change', 'IncorrectState', 400],
  ['never', 'a request that is wrong', 'InvalidParameterValue', 400],
  ['never', 'a source that EC2 does not copy', 'InvalidRequest', 400],
  ['never', 'a tag policy', 'TagPolicyViolation', 400],
  ['never', 'a token with other parameters', 'IdempotentParameterMismatch', 400],
  ['never', 'a quota of snapshots', 'SnapshotLimitExceeded', 400],
])('%s: %s', (hope, _title, code, status) => {
  const failure = toFailure(anError(code, 'the message', status));
  expect(failure).toBeInstanceOf(AwsFailure);
  expect(failure).toMatchObject({ hope, code, message: 'the message' });
});

test.each<[Hope, string]>([
  ['later', 'Too many AMI copies in progress for the destination Region'],
  ['later', 'You have exceeded the number of Concurrent snapshot copies allowed'],
  ['never', 'You have reached your quota of AMIs'],
])('%s: a limit that says "%s"', (hope, message) => expect(toFailure(anError('ResourceLimitExceeded', message)).hope).toBe(hope));

// What the SDK has retried in vain; these come with the status of a wrong request.
test.each([
  'BandwidthLimitExceeded', 'EC2ThrottledException', 'PriorRequestNotComplete', 'RequestThrottled', 'RequestThrottledException', 'SlowDown',
  'ThrottledException', 'Throttling', 'TooManyRequestsException', 'TransactionInProgressException',
])('later: a throttle by the name of %s', code => expect(toFailure(anError(code)).hope).toBe('later'));

test.each<[string, unknown, object]>([
  ['an error without a name', { message: 'odd' }, { code: 'UnknownError', message: 'odd' }],
  ['something that is no error', 'odd', { code: 'UnknownError', message: 'odd' }],
])('%s is a failure, too', (_title, error, expected) => expect(toFailure(error)).toMatchObject(expected));

test.each<[string, () => unknown]>([
  ['a field of nothing', () => (undefined as unknown as { field: string }).field],
  ['a date that is none', () => new Date(NaN).toISOString()],
])('never: a mistake of our own, like %s', (_title, mistake) => {
  expect(caught(mistake)).toMatchObject({ hope: 'never' });
});

test('a failure stays the one it is', () => {
  const failure = new AwsFailure('Code', 'message', 'never');
  expect(toFailure(failure)).toBe(failure);
});

test.each([
  ['InvalidAMIID.NotFound', true], ['InvalidAMIID.Unavailable', true], ['InvalidSnapshot.NotFound', true], ['InvalidAMIID.Malformed', false],
  ['InvalidSnapshot.InUse', false], ['NotFoundException', false],
])('%s means that it is gone: %s', (code, gone) => expect(isGoneError(anError(code))).toBe(gone));

test.each([['InvalidSnapshot.InUse', true], ['InvalidSnapshot.NotFound', false]])('%s means that it is in use: %s', (code, used) =>
  expect(isInUseError(anError(code))).toBe(used));

test.each([['UnauthorizedOperation', true], ['AuthFailure', false]])('%s means that a policy refuses it: %s', (code, refused) =>
  expect(isDenied(anError(code))).toBe(refused));
