/**
 * What EC2 promises about images, snapshots, volumes, their tags and who may use them: each promise a sentence with its source, and a
 * program that keeps it or fails. Our simulator keeps them all, which `contract.test.ts` shows. Moto, an EC2 that others wrote, keeps
 * those without `moto`; for the others, `moto` says what it does instead, and `npm run e2e` checks that this is still so.
 */
import { apart, dryRuns } from './contract/accounts';
import { attributes } from './contract/attributes';
import type { Clause } from './contract/clause';
import { copyingImages } from './contract/copying-images';
import { copyingSnapshots } from './contract/copying-snapshots';
import { creatingImages } from './contract/creating-images';
import { deregistering, references } from './contract/deregistering';
import { describingImages } from './contract/describing-images';
import { encryptingCopies } from './contract/encrypting-copies';
import { registeringImages } from './contract/registering-images';
import { deprecating, disabling, protecting } from './contract/retiring';
import { sharingImages } from './contract/sharing-images';
import { sharingSnapshots } from './contract/sharing-snapshots';
import { snapshots } from './contract/snapshots';
import { tagging } from './contract/tagging';
import { volumes } from './contract/volumes';

export const CLAUSES: readonly Clause[] = [
  ...volumes, ...snapshots, ...copyingSnapshots, ...sharingSnapshots,
  ...registeringImages, ...creatingImages, ...copyingImages, ...encryptingCopies,
  ...describingImages, ...attributes, ...tagging, ...sharingImages,
  ...deprecating, ...disabling, ...protecting, ...deregistering, ...references,
  ...apart, ...dryRuns,
];
