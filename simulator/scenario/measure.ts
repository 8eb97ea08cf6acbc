// Numbers with units as people write them in a scenario: `2 h 30 min`, `0.1 mL`, `5 %`.
import { nearest } from '../../drug-library-loader/source/suggestion';
import type { Word } from './word';

export type Dimension = 'duration' | 'volume' | 'rate' | 'pressure' | 'share' | 'length' | 'steps';

/** Each unit as a factor of what the plant reckons in: ms, mL, mL/h, mmHg, a fraction of 1, m, steps/s. */
const UNITS: Record<Dimension, Record<string, number>> = {
  duration: {
    ms: 1,
    s: 1000,
    second: 1000,
    seconds: 1000,
    min: 60_000,
    minute: 60_000,
    minutes: 60_000,
    h: 3_600_000,
    hour: 3_600_000,
    hours: 3_600_000,
    day: 86_400_000,
    days: 86_400_000,
  },
  volume: { mL: 1, microlitre: 0.001, L: 1000 },
  rate: { 'mL/h': 1 },
  pressure: { mmHg: 1 },
  share: { '%': 0.01 },
  length: { m: 1, cm: 0.01 },
  steps: { 'steps/s': 1 },
};

/** Units that people write and nobody here reads, with what is meant. */
const SLIPS: Record<string, string> = {
  ml: 'mL',
  cc: 'mL',
  µl: 'microlitre',
  μl: 'microlitre',
  ul: 'microlitre',
  l: 'L',
  'ml/hr': 'mL/h',
  'ml/h': 'mL/h',
  sec: 's',
  secs: 's',
  mins: 'min',
  hr: 'h',
  hrs: 'h',
  percent: '%',
  mmhg: 'mmHg',
};

const NUMBER = /^(-?\d+(?:\.\d+)?)(.*)$/;

export interface Taken<T> {
  value: T;
  /** Index of the word behind it. */
  next: number;
  /** Why it could not take more, where it came further than that. */
  further?: NotTaken;
}

export interface NotTaken {
  /** What was expected, and what stands there instead. */
  problem: string;
  /** Index of the word that does not fit. */
  at: number;
}

export const isTaken = <T>(result: Taken<T> | NotTaken): result is Taken<T> => 'next' in result;

/** `found "x"`, or that the line ends. */
export function found(words: readonly Word[], at: number): string {
  const word = words[at];
  return word === undefined ? 'the line ends' : `found "${word.text}"`;
}

const letters = (word: string) => [...word.toLowerCase()].sort().join('');

export function didYouMean(text: string, candidates: readonly string[]): string {
  // Two letters changed round count as two slips, and are the commonest of all.
  const meant =
    nearest(text, candidates) ?? candidates.find((candidate) => letters(candidate) === letters(text));
  return meant === undefined ? '' : `. Did you mean "${meant}"?`;
}

function unknownUnit(dimension: Dimension, unit: string): string {
  const known = Object.keys(UNITS[dimension]);
  const slip = SLIPS[unit.toLowerCase()];
  const hint =
    slip !== undefined && known.includes(slip) ? `. Did you mean "${slip}"?` : didYouMean(unit, known);
  return `"${unit}" is no unit of a ${dimension}: use ${known.join(', ')}${hint}`;
}

/** One number with its unit, in one word or two. */
export function takeMeasure(
  words: readonly Word[],
  at: number,
  dimension: Dimension,
): Taken<number> | NotTaken {
  const parts = NUMBER.exec(words[at]?.quoted === false ? (words[at] as Word).text : '');
  if (parts === null) return { problem: `expected a ${dimension}, ${found(words, at)}`, at };
  const together = parts[2] !== '';
  const unit = together ? (parts[2] as string) : (words[at + 1]?.text ?? '');
  const where = together ? at : at + 1;
  if (unit === '') {
    const known = Object.keys(UNITS[dimension]).join(', ');
    return { problem: `the unit is missing behind ${parts[1]}: use ${known}`, at: where };
  }
  const factor = UNITS[dimension][unit];
  if (factor === undefined) return { problem: unknownUnit(dimension, unit), at: where };
  return { value: Number(parts[1]) * factor, next: where + 1 };
}

/** A duration in whole ms; parts add up: `1 h 30 min`. */
export function takeDuration(words: readonly Word[], at: number): Taken<number> | NotTaken {
  const first = takeMeasure(words, at, 'duration');
  if (!isTaken(first)) return first;
  let { value, next } = first;
  // A number of something else may stand behind it: `every 6 min 20 times`.
  for (let more = takeMeasure(words, next, 'duration'); isTaken(more); ) {
    value += more.value;
    next = more.next;
    more = takeMeasure(words, next, 'duration');
  }
  if (!(Number.isInteger(Math.round(value)) && value >= 0))
    return { problem: `a duration is 0 or more, not ${words[at]?.text}`, at };
  return { value: Math.round(value), next };
}

const SAYS: Record<Dimension, [string, number, number]> = {
  duration: ['s', 0.001, 1],
  volume: ['mL', 1, 3],
  rate: ['mL/h', 1, 2],
  pressure: ['mmHg', 1, 0],
  share: ['%', 100, 1],
  length: ['m', 1, 2],
  steps: ['steps/s', 1, 1],
};

/** A value as a person reads it. */
export function measureText(value: number, dimension: Dimension): string {
  const [unit, factor, places] = SAYS[dimension];
  return `${Number((value * factor).toFixed(places))} ${unit}`;
}
