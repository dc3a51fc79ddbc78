import { Token } from 'aws-cdk-lib';
import { repeated } from './sentences';
import type { BackupTag } from '../../snapshot-target';

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/dlm-elements.html, and EC2's restrictions of tags */
export function tagFormProblems(prop: string, tags: readonly { readonly key: string; readonly value?: string }[], rule: string): string[] {
  return tags.flatMap(({ key, value }) => {
    const found: string[] = [];
    if (!Token.isUnresolved(key)) {
      if (key.length < 1 || key.length > 128) found.push(`${prop} must have keys of 1 to 128 characters, got '${key}' [${rule}]`);
      if (/[\\=]/.test(key)) found.push(`${prop} must have keys without \\ and =, got '${key}' [${rule}]`);
    }
    if (value !== undefined && !Token.isUnresolved(value) && value.length > 256) {
      found.push(`${prop} must have values of at most 256 characters, got ${value.length} for '${key}' [${rule}]`);
    }
    return found;
  });
}

/** Tags that are there more than once, as `key=value`. */
export const repeatedTags = (tags: readonly BackupTag[]): string[] => repeated(tags.map(({ key, value }) => `${key}=${value}`));

export const isSameTag = (one: BackupTag, other: BackupTag) => one.key === other.key && one.value === other.value;
