import { Token } from 'aws-cdk-lib';
import { repeated, Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';

const MOST_POLICIES = 100;

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_CreateLifecyclePolicy.html, Description */
export function descriptionProblem(description: string | undefined): Problem {
  if (description === undefined || Token.isUnresolved(description) || /^[0-9A-Za-z _-]{1,500}$/.test(description)) return undefined;
  if (description.length > 500) return `description must have at most 500 characters, got ${description.length} [POL-01]`;
  return `description must have letters, digits, spaces, _ and - only, and one at least, got '${description}' [POL-01]`;
}

/** The tags of the policy itself, its stack's included: CloudFormation puts those on it, too. */
export function policyTagProblems(tags: Readonly<Record<string, string>>): string[] {
  return Object.entries(tags).flatMap(([key, value]) => {
    if (key.startsWith('aws:')) return [`the tag '${key}' is reserved: AWS keeps the keys that start with aws: [POL-06]`];
    if (key.length <= 128 && (Token.isUnresolved(value) || value.length <= 256)) return [];
    return [`the tag '${key}' is too long: a key has at most 128 characters, a value 256 [POL-06]`];
  });
}

/** The service's model is narrower than other services' tags. Whether it is enforced is not known, and tags of an app reach here. */
export function policyTagWarnings(tags: Readonly<Record<string, string>>): Warning[] {
  const odd = Object.keys(tags).filter(key => !Token.isUnresolved(key) && !/^[a-zA-Z+-=._:/]+$/.test(key));
  const count = Object.keys(tags).length;
  return warnings(
    odd.length > 0 && {
      topic: 'policyTagKeys',
      says: `the keys of the policy's tags should have letters, digits and + - = . _ : / only, as DLM's API says, got '${odd.join("', '")}'; `
        + 'keep them from the policy with Tags.of(policy).remove(…) if DLM refuses them [POL-06]',
    },
    count > 45 && { topic: 'policyTagCount', says: `a policy takes 45 tags, got ${count}, those of its stack included [POL-06]` },
  );
}

/** Custom policies of an account in a Region. */
export const policyCountWarnings = (count: number): Warning[] => warnings(count > MOST_POLICIES && {
  topic: 'policyCount',
  says: `an account has at most ${MOST_POLICIES} custom policies in a Region, and this is number ${count} of the app; ask AWS for more [POL-07]`,
});

/** @param existing the path of a default policy of the same kind in the same account and Region */
export const secondDefaultProblem = (existing: string | undefined): Problem => existing
  && `there can be one default policy of a kind in an account and Region, and ${existing} is it; configure that one [POL-07]`;

/** What a policy that does not run leaves undone. */
export function disabledWarnings(enabled: boolean | undefined, keepsByAge: boolean, restoresFast: boolean): Warning[] {
  if (enabled !== false) return [];
  return warnings(
    keepsByAge && {
      topic: 'disabledWithAge',
      says: 'enabled is false: backups that reach their age while the policy is disabled are kept for ever; look after them, or keep it enabled [POL-13]',
    },
    restoresFast && {
      topic: 'disabledWithFastRestore',
      says: 'enabled is false: fast restore stays on, and is billed, for the snapshots that have it; switch it off by hand [FSR-08]',
    },
  );
}

/** 12-digit accounts, told once each. */
export function accountProblems(prop: string, accounts: readonly string[], rule: string): string[] {
  const written = accounts.filter(account => !Token.isUnresolved(account));
  return [
    ...written.filter(account => !/^\d{12}$/.test(account)).map(account => (/^\d{9,11}$/.test(account)
      ? `${prop} must be ids of 12 digits, got '${account}': it has lost a leading zero; write it as '${account.padStart(12, '0')}' [${rule}]`
      : `${prop} must be ids of 12 digits, got '${account}' [${rule}]`)),
    ...repeated(written).map(account => `${prop} must name each account once, got ${account} again [${rule}]`),
  ];
}
