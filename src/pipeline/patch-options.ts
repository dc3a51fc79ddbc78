/** How the packages of the base image are brought up to date, which is the first thing that a build does. */
export interface PatchOptions {
  /**
   * The release of Amazon Linux 2023 to move to, like `2023.9.20251117`. Others have no releases to move to.
   *
   * @default - the newest when the image is built
   */
  readonly osRelease?: string;

  /**
   * What stays as it is: names of packages, on Windows numbers of updates (`KB5034439`). On Windows and with `dnf`, `*` stands for any text.
   *
   * @default - everything is brought up to date
   */
  readonly exclude?: string[];

  /**
   * Why nothing is brought up to date. With a reason, nothing is: the image has what its base has. The app shows a warning, which can be
   * acknowledged.
   *
   * @default - everything is brought up to date
   */
  readonly skippedBecause?: string;
}
