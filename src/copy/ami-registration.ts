/** What processors an image is for. */
export enum AmiArchitecture {
  /** 64 bits of Intel and AMD. */
  X86_64 = 'x86_64',
  /** 64 bits of ARM, like Graviton. */
  ARM_64 = 'arm64',
  /** 32 bits of Intel and AMD. */
  I386 = 'i386',
  /** A Mac with an Intel processor. */
  X86_64_MAC = 'x86_64_mac',
  /** A Mac with Apple silicon. */
  ARM_64_MAC = 'arm64_mac',
}

/** How instances of an image share their host. */
export enum AmiVirtualization {
  /** Hardware virtual machine: all that EC2 offers today. */
  HVM = 'hvm',
  /** Paravirtual: for instance types of former generations. */
  PARAVIRTUAL = 'paravirtual',
}

/** The firmware that instances of an image start with. */
export enum AmiBootMode {
  /** BIOS, as machines had it before UEFI. */
  LEGACY_BIOS = 'legacy-bios',
  /** UEFI, on instance types that have it. */
  UEFI = 'uefi',
  /** UEFI where the instance type has it, BIOS elsewhere. */
  UEFI_PREFERRED = 'uefi-preferred',
}

/**
 * What an image says besides its volumes. A snapshot does not know it, and EC2's own defaults are those of 2006: say what the system on
 * the root volume was made for.
 */
export interface AmiRegistrationOptions {
  /**
   * What processors the system on the root volume is for.
   *
   * @default AmiArchitecture.X86_64
   */
  readonly architecture?: AmiArchitecture;

  /**
   * The device name of the root volume: what the system on it expects, mostly `/dev/xvda` or `/dev/sda1`.
   *
   * @default '/dev/xvda'
   */
  readonly rootDeviceName?: string;

  /**
   * How instances share their host.
   *
   * @default AmiVirtualization.HVM
   */
  readonly virtualizationType?: AmiVirtualization;

  /**
   * Whether the system has a driver for the Elastic Network Adapter, which all current instance types need. For HVM only.
   *
   * @default - true for HVM, false for PARAVIRTUAL
   */
  readonly enaSupport?: boolean;

  /**
   * Whether the system has a driver for the Intel 82599 network interface, which some older instance types have. For HVM only. EC2 cannot take it back.
   *
   * @default false
   */
  readonly sriovNetSupport?: boolean;

  /**
   * The firmware. `arm64` knows UEFI only.
   *
   * @default - that of the instance type
   */
  readonly bootMode?: AmiBootMode;

  /**
   * Whether instances have a NitroTPM, in version 2.0. It needs the boot mode `UEFI`, and can be said at registration only.
   *
   * @default false
   */
  readonly tpmSupport?: boolean;

  /**
   * The variable store of UEFI, which holds the keys of Secure Boot, in Base64: what `aws ec2 get-instance-uefi-data` says. It needs a boot mode of UEFI.
   *
   * @default - an empty store
   */
  readonly uefiData?: string;

  /**
   * The kernel, like `aki-0123456789abcdef0`. For PARAVIRTUAL only.
   *
   * @default - the one that EC2 chooses
   */
  readonly kernelId?: string;

  /**
   * The RAM disk, like `ari-0123456789abcdef0`. For PARAVIRTUAL only.
   *
   * @default - no RAM disk
   */
  readonly ramdiskId?: string;
}
