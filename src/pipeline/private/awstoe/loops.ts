import { isFields, shown, unknownKeys } from './findings';
import { holdsReference } from './references';

/** @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html */
const DELIMITERS = ['.', ',', ';', ':', '\n', '\t', ' ', '-', '_'];

/** What is wrong with the loop of a step. */
export function loopProblems(loop: unknown): string[] {
  if (!isFields(loop)) return [`loop must have for or forEach, got ${shown(loop)}`];
  const kinds = ['for', 'forEach'].filter(kind => loop[kind] !== undefined);
  if (kinds.length !== 1) return [`loop must have either for or forEach, got ${kinds.join(' and ') || 'neither'}`];
  return [
    ...unknownKeys(loop, ['name', 'for', 'forEach']).map(problem => `loop: ${problem}`),
    ...loop.for !== undefined ? countingProblems(loop.for) : listProblems(loop.forEach),
  ];
}

function countingProblems(bounds: unknown): string[] {
  if (!isFields(bounds)) return [`for must have start, end and updateBy, got ${shown(bounds)}`];
  const wrong = ['start', 'end', 'updateBy'].filter(name => !Number.isInteger(bounds[name]));
  if (wrong.length > 0) return wrong.map(name => `${name} of for must be a whole number, got ${shown(bounds[name])}`);
  const [start, end, updateBy] = [Number(bounds.start), Number(bounds.end), Number(bounds.updateBy)];
  const ends = updateBy !== 0 && Math.sign(end - start) * updateBy >= 0;
  return ends ? [] : [`for must come to an end: from ${start} by ${updateBy} it never gets to ${end}`];
}

function listProblems(list: unknown): string[] {
  if (Array.isArray(list)) {
    const texts = list.length > 0 && list.every(each => typeof each === 'string');
    return texts ? [] : ['forEach must be a list of texts, at least one: put what looks like a number in quotes'];
  }
  if (!isFields(list) || typeof list.list !== 'string') {
    return [`forEach must be a list of texts, or have a list and a delimiter, got ${shown(list)}`];
  }
  const { delimiter = ',' } = list;
  if (holdsReference(delimiter)) return ['delimiter of forEach must not have a reference in it'];
  return DELIMITERS.includes(String(delimiter)) ? []
    : [`delimiter of forEach must be one character of . , ; : - _ blank, tab and newline, got ${shown(delimiter)}`];
}

/** What a step's loop is called, if it has one. */
export const loopNames = (loop: unknown): string[] =>
  !isFields(loop) ? [] : ['loop', ...typeof loop.name === 'string' && loop.name !== '' ? [loop.name] : []];
