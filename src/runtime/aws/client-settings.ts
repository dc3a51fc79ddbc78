/**
 * How long the clients of a handler try. The SDK ends a request that takes too long only when `throwOnRequestTimeout` says so; else it
 * writes a warning, and the function hangs until its own time is over.
 */

/** For what a request cannot do without. EC2 looks through all launch templates in one call, and that takes its time. */
export const PATIENT = {
  maxAttempts: 10,
  retryMode: 'adaptive',
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

/** For what is asked in passing: in a network without a way there, it must not take long to find out. */
export const BRIEF = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
