import { BuildFacts, PipelineFacts, StepFacts } from './facts';
import { drawn, remains, titled } from '../tables';

/** What the demo of the pipeline found, for people. */
export function pipelineTables({ builds, steps, left }: PipelineFacts): string {
  return [titled('The builds, and where their images are', releases(builds)), titled('What each step did', history(steps)), titled('What is left in the end, and why', remains(left))].join('\n\n');
}

const releases = (builds: readonly BuildFacts[]) => drawn(
  ['build', 'status', 'Region', 'image', 'key', 'candidate'],
  builds.flatMap(({ release, status, findings, images }) => (images.length === 0
    ? [[release, status, '-', findings.join('\n'), '-', 'no']]
    : images.map(({ region, imageId, keyArn, isCandidate }, index) =>
      [index === 0 ? release : '', index === 0 ? status : '', region, imageId, keyArn ? `…${keyArn.slice(-12)}` : 'none', isCandidate ? 'yes' : 'no']))),
  { wordWrap: false });

const history = (steps: readonly StepFacts[]) => drawn(
  ['step', 'status', 'minutes', 'what came of it'], steps.map(({ title, status, minutes, outcome }) => [title, status, minutes.toFixed(1), outcome]),
  { colWidths: [30, 18, 9, 64], colAligns: ['left', 'left', 'right'] });
