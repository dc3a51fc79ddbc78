/** What an image is besides what is on its volumes: all that RegisterImage has to be told for it to boot, and to be billed, as the other does. */
export interface Blueprint {
  readonly registration: Registration;
  readonly mappings: readonly Mapping[];
  /** Absent: nobody knows what it would be. */
  readonly billing?: Billing;
}

export interface Registration {
  readonly architecture: string;
  readonly rootDeviceName: string;
  readonly virtualizationType: string;
  readonly enaSupport: boolean;
  readonly bootMode?: string;
  readonly tpmSupport?: string;
  readonly imdsSupport?: string;
  readonly uefiData?: string;
  readonly sriovNetSupport?: string;
  readonly kernelId?: string;
  readonly ramdiskId?: string;
}

/** An entry of the block device map: a volume, a disk of the host, or the word that there is none. */
export interface Mapping {
  readonly device: string;
  readonly volume?: VolumeMapping;
  /** `ephemeral0` and so on. */
  readonly virtualName?: string;
  readonly noDevice?: string;
}

export interface VolumeMapping {
  /** Absent: it begins empty. */
  readonly snapshotId?: string;
  readonly sizeGiB?: number;
  readonly type?: string;
  readonly iops?: number;
  readonly throughput?: number;
  readonly deleteOnTermination?: boolean;
  /** Of a volume that begins empty; others are encrypted as their snapshot is. */
  readonly encrypted?: boolean;
}

/** Who is paid for the use of the image, and how much. */
export interface Billing {
  readonly platformDetails?: string;
  readonly usageOperation?: string;
  readonly productCodes: readonly string[];
}

/** Linux, and nothing else on the bill. */
const PLAIN_USE = 'RunInstances';

/** Whether its use costs more than the machine: Windows, Red Hat, SUSE, Ubuntu Pro, or something of AWS Marketplace. */
export const isBilled = ({ usageOperation = PLAIN_USE, productCodes }: Billing) => usageOperation !== PLAIN_USE || productCodes.length > 0;

/** The volumes that are made of a snapshot. */
export const snapshotsOf = ({ mappings }: Blueprint) =>
  mappings.flatMap(({ device, volume }) => (volume?.snapshotId ? [{ device, snapshotId: volume.snapshotId }] : []));

/** The same with other snapshots behind its devices. */
export const withSnapshots = (blueprint: Blueprint, snapshotIds: ReadonlyMap<string, string>): Blueprint => ({
  ...blueprint,
  mappings: blueprint.mappings.map(mapping => {
    const snapshotId = snapshotIds.get(mapping.device);
    return snapshotId === undefined ? mapping : { ...mapping, volume: { ...mapping.volume, snapshotId } };
  }),
});

/** What an image lacks of a blueprint, or has too much, a sentence each. Which snapshots there are, and that they are encrypted, is meant to differ. */
export function differencesFrom(wanted: Blueprint, actual: Blueprint): string[] {
  const facts = ({ registration, mappings, billing }: Blueprint): Facts => [
    ...Object.entries(registration),
    ...mappings.flatMap(({ device, volume, ...rest }) =>
      Object.entries({ ...rest, ...volume && { ...volume, snapshotId: undefined, encrypted: volume.snapshotId ? undefined : volume.encrypted } })
        .map(([key, value]): Facts[number] => [`${key} of ${device}`, value])),
    ...mappings.map(({ device }): Facts[number] => [`mapping of ${device}`, 'there']),
    ...Object.entries(wanted.billing && billing ? billing : {}).map(([key, value]): Facts[number] => [key, String(value)]),
  ];
  const [wants, has] = [wanted, actual].map(each => new Map(facts(each).filter(([, value]) => isSaid(value))));
  const say = (value: unknown) => (isSaid(value) ? `'${value}'` : 'nothing');
  return [...new Set([...wants.keys(), ...has.keys()])]
    .filter(key => wants.get(key) !== has.get(key))
    .map(key => `${key} is ${say(has.get(key))} instead of ${say(wants.get(key))}`);
}

type Facts = (readonly [string, unknown])[];

/** EC2 leaves out what is not so. */
const isSaid = (value: unknown) => value !== undefined && value !== '' && value !== false;
