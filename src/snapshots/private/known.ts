import { Duration, Token } from 'aws-cdk-lib';

/** The value, unless it is known at deployment only: rules let such values pass. */
export const known = <T>(value: T | undefined): T | undefined => (Token.isUnresolved(value) ? undefined : value);

/** Whole days or parts of them, unless the length is known at deployment only. */
export const daysIn = (duration: Duration): number | undefined => (duration.isUnresolved() ? undefined : duration.toDays({ integral: false }));
