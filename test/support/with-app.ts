import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'aws-cdk-lib';

/** Lends an app whose cloud assembly is gone afterwards. The CDK would leave one in the temporary folder for each app. */
export function withApp<T>(use: (app: App) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'golden-ami-'));
  try {
    return use(new App({ analyticsReporting: false, outdir }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
