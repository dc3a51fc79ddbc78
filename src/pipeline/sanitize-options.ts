/**
 * What is removed from an image, and what it must not have, beyond what always is. In globs `*` and `?` stay within a name, `**` goes into folders, a
 * folder stands for all that is in it, and every other character for itself. Lists must be known at synthesis.
 */
export interface SanitizeOptions {
  /**
   * Globs of files and folders to remove before the snapshot, as they are called in the image: `/opt/install/**`, or `C:\Install\**`. What lies behind a
   * symbolic link is not found. A glob that takes a folder of the system is refused.
   *
   * @default - what the library knows: credentials, keys, histories, identity, logs, temporary files
   */
  readonly removePaths?: string[];

  /**
   * Globs of what is neither removed nor reported, whatever it is. With `/etc/shadow`, passwords of accounts stay.
   *
   * @default - nothing is excepted, but files of packages that nobody changed
   */
  readonly allowPaths?: string[];

  /**
   * Regular expressions that no line of any file may match, packages' files included: extended ones of POSIX (`grep -E`) for Linux, those of .NET for
   * Windows. Case matters, unless one starts with `(?i)`. A finding tells which expression by its number, as the expression may be a secret itself.
   *
   * @default - the kinds of secret that the library knows
   */
  readonly forbiddenPatterns?: string[];

  /**
   * Remove the histories of shells and tools, caches of homes and temporary files, and fail when a history is left.
   *
   * @default true
   */
  readonly histories?: boolean;
}
