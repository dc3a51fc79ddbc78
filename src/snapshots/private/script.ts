import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { SnapshotScriptOptions } from '../snapshot-scripts';

/** A script as the user described it. */
export interface Script {
  readonly feature: 'SCRIPTS_VSS' | 'SCRIPTS_SAP_HANA' | 'SCRIPTS_DOCUMENT';
  /** What DLM calls it by: a word of its own, or a document's name or ARN. */
  readonly handler: string;
  /** Whether that is an ARN: of a document that another account shares. */
  readonly byArn?: boolean;
  /** The document, where the app makes it. */
  readonly document?: ssm.CfnDocument;
  /** When it is called. Windows VSS knows by itself. */
  readonly stages?: readonly ('PRE' | 'POST')[];
  readonly fallsBack: boolean;
  readonly options: SnapshotScriptOptions;
}
