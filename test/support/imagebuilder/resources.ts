/** What an account has in Image Builder: the API's own words and forms, as far as a build needs them. The rest is kept as it came. */
export type Tags = Readonly<Record<string, string>>;

/** Who asks, and where. */
export interface Caller {
  readonly account: string;
  readonly region: string;
}

export interface Resource {
  readonly arn: string;
  /** As it was given: the ARN has it in lower case. */
  readonly name: string;
  /** Nobody changes them in place but the tagging calls. */
  tags: Tags;
}

export interface Component extends Resource {
  readonly version: string;
  readonly data?: string;
  readonly uri?: string;
}

export interface ComponentConfiguration {
  readonly componentArn: string;
  readonly parameters?: readonly { readonly name: string; readonly value: readonly string[] }[];
}

export interface BlockDevice {
  readonly deviceName?: string;
  readonly noDevice?: string;
  readonly ebs?: {
    readonly encrypted?: boolean;
    readonly kmsKeyId?: string;
    readonly volumeSize?: number;
    readonly volumeType?: string;
    readonly iops?: number;
    readonly throughput?: number;
    readonly deleteOnTermination?: boolean;
  };
}

export interface Recipe extends Resource {
  readonly version: string;
  readonly parentImage: string;
  readonly components?: readonly ComponentConfiguration[];
  readonly blockDeviceMappings?: readonly BlockDevice[];
  readonly amiTags?: Tags;
}

export interface Distribution {
  readonly region: string;
  readonly amiDistributionConfiguration?: {
    readonly name?: string;
    readonly description?: string;
    readonly kmsKeyId?: string;
    readonly amiTags?: Tags;
    readonly targetAccountIds?: readonly string[];
    readonly launchPermission?: {
      readonly userIds?: readonly string[];
      readonly userGroups?: readonly string[];
      readonly organizationArns?: readonly string[];
      readonly organizationalUnitArns?: readonly string[];
    };
  };
  readonly ssmParameterConfigurations?: readonly { readonly parameterName: string; readonly amiAccountId?: string; readonly dataType?: string }[];
  readonly [output: string]: unknown;
}

export interface DistributionConfiguration extends Resource {
  readonly distributions: readonly Distribution[];
}

/** What a pipeline and an image that is made without one have in common. */
export interface Order {
  readonly imageRecipeArn: string;
  readonly infrastructureConfigurationArn: string;
  readonly distributionConfigurationArn?: string;
  readonly imageTestsConfiguration?: { readonly imageTestsEnabled?: boolean };
  readonly imageScanningConfiguration?: {
    readonly imageScanningEnabled?: boolean;
    readonly imageScanningTypes?: readonly string[];
    readonly scanResultCondition?: { readonly maximumSeverityLabel: Severity };
  };
  readonly executionRole?: string;
}

export interface Pipeline extends Resource, Order {
  status: 'ENABLED' | 'DISABLED';
  readonly schedule?: { readonly scheduleExpression?: string; readonly autoDisablePolicy?: { readonly failureCount: number } };
  readonly imageTags?: Tags;
  /** Of scheduled builds. */
  consecutiveFailures: number;
  dateLastRun?: string;
  lastRunStatus?: Status;
}

export type Status = 'PENDING' | 'BUILDING' | 'TESTING' | 'DISTRIBUTING' | 'INTEGRATING' | 'AVAILABLE' | 'CANCELLED' | 'FAILED';

export type Severity = 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH';

export interface Ami {
  readonly region: string;
  readonly accountId: string;
  readonly image: string;
  readonly name: string;
  readonly description?: string;
  readonly state: { readonly status: 'AVAILABLE' };
}

/** Where a build failed, in the component that did. */
export interface ComponentFailure {
  readonly componentArn: string;
  readonly phaseName: string;
  readonly stepName: string;
  readonly action: string;
  readonly errorMessage: string;
}

export interface Image extends Resource {
  /** With the number of the build: `1.0.7/1`. */
  readonly version: string;
  readonly caller: Caller;
  readonly order: Order;
  readonly recipe: Recipe;
  readonly distributions: readonly Distribution[];
  /** By which it was made, unless it was made without one. */
  readonly pipeline?: Pick<Pipeline, 'arn' | 'name'>;
  readonly buildType: 'USER_INITIATED' | 'SCHEDULED';
  readonly dateCreated: string;
  state: { readonly status: Status; readonly reason?: string; readonly failureContext?: object };
  scanState?: { readonly status: string; readonly reason?: string };
  amis: Ami[];
}

export const ENDED: readonly Status[] = ['AVAILABLE', 'CANCELLED', 'FAILED'];
