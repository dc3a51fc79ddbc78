/** Writes docs/guides/pipeline-costs.md: npx tsx scripts/cost-table.ts */
import * as fs from 'fs';
import * as path from 'path';
import { pipelineCosts } from './docs/pipeline-costs';

fs.writeFileSync(path.resolve(__dirname, '../docs/guides/pipeline-costs.md'), pipelineCosts());
