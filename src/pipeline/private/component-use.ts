import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { OsFamily } from '../os-family';

/** What an image is built for, as far as its components have to know. */
export interface BuildTarget {
  readonly osFamily: OsFamily;
  readonly architecture: ec2.InstanceArchitecture;
  /** The image's name: lower case, digits and hyphens. Components that are made for the image start with it. */
  readonly imageName: string;
}

export const isWindows = ({ osFamily }: Pick<BuildTarget, 'osFamily'>) => osFamily === OsFamily.WINDOWS;

/** A component in a recipe. */
export interface ComponentUse {
  readonly componentArn: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the role of the build instance needs for it: read what was uploaded, for instance. */
  readonly grantTo?: (instanceRole: iam.IRole) => void;
}
