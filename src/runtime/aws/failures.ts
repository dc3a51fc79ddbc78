import { AwsFailure, Hope } from '../aws-failure';

/** What is there no more, or not yet, in EC2's several ways to say it. */
const GONE = /^Invalid(AMIID|Snapshot|Volume)\.(NotFound|Unavailable)$/;

/** For a role or an object that AWS does not see everywhere yet. */
const SOON = [
  'UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'AuthFailure', 'InvalidAMIID.NotFound', 'InvalidSnapshot.NotFound',
  'KMSInvalidStateException', 'NotFoundException', 'UnrecognizedClientException',
];

/** Too many calls, in the words of one service or another. */
const THROTTLED = /thrott|BandwidthLimitExceeded|PriorRequestNotComplete|RequestLimitExceeded|SlowDown|TooManyRequests|TransactionInProgress/i;

/** A limit on what runs at once, a name or state that changes with time, and whatever the SDK has retried in vain. */
const LATER = [
  'ConcurrentSnapshotLimitExceeded', 'ConcurrentTagAccess', 'ExecutionLimitExceeded', 'IncorrectState', 'InternalError', 'InternalFailure',
  'InvalidAMIName.Duplicate',
  'InvalidState', 'PendingSnapshotLimitExceeded', 'SnapshotCreationPerVolumeRateExceeded', 'RequestLimitExceeded', 'RequestTimeout', 'ServiceUnavailable', 'ThrottlingException',
  'TimeoutError', 'TooManyUpdates', 'Unavailable',
];

/** A quota is a limit that waiting does not lift; EC2 tells both by one code. */
const isMomentary = (message: string) => /in progress|concurrent/i.test(message);

export function toFailure(error: unknown): AwsFailure {
  if (error instanceof AwsFailure) return error;
  if (error instanceof TypeError || error instanceof RangeError) return new AwsFailure(error.name, error.message, 'never');
  const { name, message, status } = read(error);
  return new AwsFailure(name, message, hopeOf(name, message, status));
}

function hopeOf(code: string, message: string, status: number | undefined): Hope {
  if (SOON.includes(code)) return 'soon';
  if (code === 'ResourceLimitExceeded') return isMomentary(message) ? 'later' : 'never';
  return LATER.includes(code) || THROTTLED.test(code) || status === undefined || status >= 500 || status === 429 ? 'later' : 'never';
}

/** An answer has a status; without one the call never came back. */
function read(error: unknown): { name: string; message: string; status: number | undefined } {
  const { name, message, $metadata } = error as { name?: string; message?: string; $metadata?: { httpStatusCode?: number } };
  return { name: name ?? 'UnknownError', message: message ?? String(error), status: $metadata?.httpStatusCode };
}

/** Too many calls at this moment: another one a minute later gets its answer. */
export const isThrottled = (error: unknown) => THROTTLED.test(read(error).name);
export const isGoneError = (error: unknown) => GONE.test(read(error).name);
export const isInUseError = (error: unknown) => read(error).name === 'InvalidSnapshot.InUse';
export const isDenied = (error: unknown) => read(error).name === 'UnauthorizedOperation';
