/** Packs the verifier for Linux, which is too long for a component document. Run it after a change of the script; a test says when. */
import * as fs from 'fs';
import * as path from 'path';
import { gzipSync } from 'zlib';
import { plainScript } from '../../src/pipeline/private/seal-scripts';

const file = path.join(__dirname, '../../image-scripts/linux/verify.packed.sh');
const packed = gzipSync(plainScript('linux', 'verify'), { level: 9 }).toString('base64').replace(/.{1,130}/g, '$&\n');
fs.writeFileSync(file, `#!/usr/bin/env bash
# verify.sh of cdk-golden-ami with places.sh in it, as it does not fit here. To read it, give what is in quotes to: base64 -d | gzip -d
script=$(base64 -d <<< '
${packed}' | gzip -d) || exit 2
eval "$script"
`);
console.log(`${path.relative(process.cwd(), file)}: ${fs.statSync(file).size} bytes`);
