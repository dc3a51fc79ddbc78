/** A family of operating systems: it decides the shell, the package manager, how an image is patched and what is cleaned. */
export enum OsFamily {
  /** Amazon Linux 2023. Patched by moving to a release. */
  AMAZON_LINUX_2023 = 'AMAZON_LINUX_2023',
  /** Ubuntu Server. */
  UBUNTU = 'UBUNTU',
  /** Debian GNU/Linux. */
  DEBIAN = 'DEBIAN',
  /** Red Hat Enterprise Linux, and what is built like it. */
  RHEL = 'RHEL',
  /** SUSE Linux Enterprise Server. */
  SLES = 'SLES',
  /** Windows Server. */
  WINDOWS = 'WINDOWS',
}
