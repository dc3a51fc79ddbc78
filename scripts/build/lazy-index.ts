/**
 * Makes the compiled index load a module when one of its names is first used, as the CDK's own index does: who imports the package for
 * one construct does not wait for all of them, nor for the modules of the CDK behind them.
 */
import * as fs from 'fs';
import * as path from 'path';

const INDEX = path.resolve(__dirname, '../../lib/index.js');
const MODULE = /^var (\w+) = require\("(\.\/[^"]+)"\);$/gm;
const NAME = /return (\w+_\d+)\.(\w+);/g;

const eager = fs.readFileSync(INDEX, 'utf8');
const lazy = eager.replace(MODULE, 'var $1 = () => require("$2");').replace(NAME, 'return $1().$2;');
if (lazy === eager) throw new Error('lib/index.js does not look as TypeScript wrote it: scripts/build/lazy-index.ts has to learn the new form');
fs.writeFileSync(INDEX, lazy);
