// What may stand in the places of a step: keys, texts, quantities, names of events.
import { DETAIL_NAMES, KIND_NAMES } from '../bench/journal-page';
import { KEY_NAMES } from '../bench/key';
import {
  type Dimension,
  type NotTaken,
  type Taken,
  didYouMean,
  found,
  isTaken,
  measureText,
  takeDuration,
  takeMeasure,
} from './measure';
import type { Slot } from './pattern';
import type { Word } from './word';

/** Whether a value is as expected, and in words what was expected. */
export interface Comparison {
  says: string;
  holds: (value: number) => boolean;
}

type Result<T> = Taken<T> | NotTaken;

function plain(words: readonly Word[], at: number): string | undefined {
  const word = words[at];
  return word === undefined || word.quoted ? undefined : word.text;
}

function named(what: string, names: readonly string[]): Slot {
  return (words, at) => {
    const text = plain(words, at);
    if (text !== undefined && names.includes(text)) return { value: text, next: at + 1 };
    const hint = text === undefined ? '' : didYouMean(text, names);
    return { problem: `expected ${what}, ${found(words, at)}${hint}`, at };
  };
}

function text(words: readonly Word[], at: number): Result<string> {
  const word = words[at];
  if (word?.quoted) return { value: word.text, next: at + 1 };
  return { problem: `expected a text in quotes, ${found(words, at)}`, at };
}

/** A file or name of a library, in quotes or without blanks. */
function file(words: readonly Word[], at: number): Result<string> {
  const word = words[at];
  if (word === undefined) return { problem: 'a name is missing at the end of the line', at };
  return { value: word.text, next: at + 1 };
}

function numberLike(form: RegExp, what: string): Slot {
  return (words, at) => {
    const typed = plain(words, at);
    if (typed !== undefined && form.test(typed)) return { value: typed, next: at + 1 };
    return { problem: `expected ${what}, ${found(words, at)}`, at };
  };
}

/** A unit as the display shows it: the rest of the line. */
function unit(words: readonly Word[], at: number): Result<string> {
  const rest = words.slice(at);
  if (rest.length === 0 || rest.some(({ quoted }) => quoted))
    return { problem: `expected the unit of the field, ${found(words, at)}`, at };
  return { value: rest.map(({ text }) => text).join(' '), next: words.length };
}

function count(words: readonly Word[], at: number): Result<number> {
  const result = numberLike(/^\d{1,6}$/, 'a whole number')(words, at);
  return isTaken(result) ? { value: Number(result.value), next: result.next } : result;
}

/** `15 mL ± 5 %`, `15 mL ± 0.2 mL`, `15 mL`, `above 3 mL`, `below`, `at least`, `at most`, `between 1 mL and 2 mL`. */
function comparison(dimension: Dimension): Slot {
  const say = (value: number) => measureText(value, dimension);
  return (words, at): Result<Comparison> => {
    const first = plain(words, at);
    const bound = (from: number, holds: (value: number, limit: number) => boolean, says: string) => {
      const limit = takeMeasure(words, from, dimension);
      if (!isTaken(limit)) return limit;
      return {
        value: {
          says: `${says} ${say(limit.value)}`,
          holds: (value: number) => holds(value, limit.value),
        },
        next: limit.next,
      };
    };
    if (first === 'above') return bound(at + 1, (value, limit) => value > limit, first);
    if (first === 'below') return bound(at + 1, (value, limit) => value < limit, first);
    if (first === 'at' && plain(words, at + 1) === 'least')
      return bound(at + 2, (value, limit) => value >= limit, 'at least');
    if (first === 'at' && plain(words, at + 1) === 'most')
      return bound(at + 2, (value, limit) => value <= limit, 'at most');
    if (first === 'between') return between(words, at + 1, dimension);
    const value = takeMeasure(words, at, dimension);
    if (!isTaken(value)) return value;
    const sign = plain(words, value.next);
    if (sign !== '±' && sign !== '+-') return exactly(value, dimension);
    const share = takeMeasure(words, value.next + 1, 'share');
    const width = isTaken(share) ? share : takeMeasure(words, value.next + 1, dimension);
    if (!isTaken(width)) return width;
    const far = isTaken(share) ? Math.abs(value.value) * share.value : width.value;
    const far2 = isTaken(share) ? measureText(share.value, 'share') : say(far);
    return {
      value: {
        says: `${say(value.value)} ± ${far2}`,
        holds: (actual) => Math.abs(actual - value.value) <= far + 1e-9,
      },
      next: width.next,
    };
  };
}

function between(words: readonly Word[], at: number, dimension: Dimension): Result<Comparison> {
  const low = takeMeasure(words, at, dimension);
  if (!isTaken(low)) return low;
  if (plain(words, low.next) !== 'and')
    return { problem: `expected "and", ${found(words, low.next)}`, at: low.next };
  const high = takeMeasure(words, low.next + 1, dimension);
  if (!isTaken(high)) return high;
  return {
    value: {
      says: `between ${measureText(low.value, dimension)} and ${measureText(high.value, dimension)}`,
      holds: (value) => value >= low.value && value <= high.value,
    },
    next: high.next,
  };
}

function exactly({ value, next }: Taken<number>, dimension: Dimension): Result<Comparison> {
  return {
    value: { says: measureText(value, dimension), holds: (actual) => Math.abs(actual - value) <= 1e-6 },
    next,
  };
}

/** Detail of a journal record and its value: `ENTERED "5 mg"`, `CODE 2`. */
function detail(words: readonly Word[], at: number): Result<[string, string]> {
  const name = named('the name of a detail', DETAIL_NAMES)(words, at);
  if (!isTaken(name)) return name;
  const value = words[name.next];
  if (value === undefined) return { problem: `the value of ${name.value} is missing`, at: name.next };
  return { value: [name.value as string, value.text], next: name.next + 1 };
}

const DIMENSIONS: Dimension[] = ['volume', 'rate', 'pressure', 'share', 'length', 'steps'];

/** By the name that a pattern uses. */
export const SLOTS: Record<string, Slot> = {
  key: named('a key', KEY_NAMES),
  text,
  file,
  count,
  unit,
  /** Keys 0 to 9 and the point, as they are typed. */
  typed: numberLike(/^[\d.]+$/, 'what is typed: digits and a point'),
  plain: numberLike(/^-?\d+(\.\d+)?$/, 'a number'),
  duration: takeDuration,
  kind: named('the kind of a journal record', KIND_NAMES),
  detail,
  ...Object.fromEntries(
    DIMENSIONS.map((dimension) => [dimension, (words, at) => takeMeasure(words, at, dimension)] as const),
  ),
  ...Object.fromEntries(DIMENSIONS.map((dimension) => [`${dimension}?`, comparison(dimension)] as const)),
};
