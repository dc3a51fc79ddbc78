import * as fs from 'fs';
import * as path from 'path';
import { publicApi } from './public-api';

fs.writeFileSync(path.resolve(__dirname, '../../test/project/api.json'), `${JSON.stringify(publicApi(), undefined, 2)}\n`);
