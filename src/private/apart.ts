import { Token } from 'aws-cdk-lib';

/** Whether two Regions, or accounts, are certainly not the same: of what is known at deployment only nobody knows. */
export const areApart = (one: string, other: string): boolean => ![one, other].some(Token.isUnresolved) && one !== other;
