/** Draws docs/images/gfs-year.svg: npx tsx scripts/docs/gfs-calendar.ts */
import * as fs from 'fs';
import * as path from 'path';
import { gfsYear } from './gfs-year';

fs.writeFileSync(path.resolve(__dirname, '../../docs/images/gfs-year.svg'), gfsYear());
