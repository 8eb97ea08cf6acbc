// The events of tests/vectors/supervisor.json, as a person writes them, and what the answers must say.
//
//   hold START                        it was down at power-on
//   press START | release STOP        a debounced edge                     wait 1000     ms, one at a time
//   order MAIN 36000 10 KVO 1000      rate and volume of each part         late 1000     ms, and then a single tick
//     … ENTRY 0 SLOT 1 LOCKOUT 60     an entry of the library in a slot    encoder 90    per cent of the counts are seen
//   order-fields -1 0 0 …             the bare numbers                     creep 21      counts come by themselves
//   run MAIN 36000 5000               part, rate, lease                    unreadable 1  the storage fails, or does again
//   renew 5000 | stop | reset         the other calls                      turn 1000     ms of the motor that nobody ticks
//
// Behind `=` stands what must be so afterwards: an answer, a motion, a halt, microlitres of a part or in TOTAL, STEPS made.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Order } from '../../../hal/hal';
import type { CeilingEntry } from './ceiling-library';
import { namesOf } from './hal-names';
import { NO_ORDER, type Slots } from './supervisor-bench';

const ANSWERS = namesOf('Answer');
const MOTIONS = namesOf('Motion');
const HALTS = namesOf('Halt');
const PARTS = namesOf('Part');
const FIELDS = namesOf('Order');
const KEYS = namesOf('KeyCode');

interface VectorLibrary {
  /** The slot whose library it is; −1 for those that orders only point at. */
  slot: number;
  offset: number;
  entries: CeilingEntry[];
  /** Bytes of its records, which nobody reads. */
  records: number;
  hex: string;
}

export interface Vectors {
  source: string;
  /** Bytes of a storage, hexadecimal, from its first slot on; what lies before and behind is erased. */
  storage: { size: number; slots: Slots; libraries: VectorLibrary[] };
  cases: { title: string; events: string[] }[];
}

export const VECTORS: Vectors = JSON.parse(
  readFileSync(resolve(__dirname, '../../vectors/supervisor.json'), 'utf8'),
);

/** The storage that the vectors speak of. */
export function vectorStorage(): Buffer {
  const { size, libraries } = VECTORS.storage;
  const storage = Buffer.alloc(size, 0xff);
  for (const { offset, hex } of libraries) Buffer.from(hex, 'hex').copy(storage, offset);
  return storage;
}

function nameOf(names: Record<string, number>, name: string | undefined): number {
  const number = name === undefined ? undefined : names[name];
  if (typeof number !== 'number') throw new Error(`nobody knows the name "${name}"`);
  return number;
}

function orderLine(words: string[]): string {
  const order = [...NO_ORDER];
  const numbers = words.slice();
  while (numbers.length > 0) {
    const word = numbers.shift() as string;
    const next = () => {
      const text = numbers.shift();
      if (text === undefined) throw new Error(`"${word}" of the order lacks a number`);
      return Number(text);
    };
    if (word === 'SLOT' || word === 'ENTRY') {
      if (order[Order.SLOT] === -1) order[Order.SLOT] = 0;
      order[nameOf(FIELDS, word)] = next();
    } else if (word === 'KVO') order[Order.KVO_RATE] = next();
    else if (word in PARTS) {
      const field = nameOf(FIELDS, `${word}_RATE`);
      order[field] = next();
      order[field + 1] = next();
    } else order[nameOf(FIELDS, word)] = next();
  }
  const library = VECTORS.storage.libraries.find(({ slot }) => slot === order[Order.SLOT]);
  if (library && library.slot >= 0) {
    if (!words.includes('LIBRARY_OFFSET')) order[Order.LIBRARY_OFFSET] = library.offset;
    if (!words.includes('LIBRARY_LENGTH')) order[Order.LIBRARY_LENGTH] = library.hex.length / 2;
  }
  return `order ${order.join(' ')}`;
}

/** The line that the benches obey. */
export function lineOf(event: string): string {
  const [what, ...words] = (event.split('=')[0] as string).trim().split(' ');
  if (what === 'press' || what === 'release') {
    const [key, ...at] = words;
    return ['edge', nameOf(KEYS, key), what === 'press' ? 1 : 0, ...at].join(' ');
  }
  if (what === 'hold') return `hold ${nameOf(KEYS, words[0])}`;
  if (what === 'order') return orderLine(words);
  if (what === 'order-fields') return `order ${words.join(' ')}`.trim();
  if (what === 'run' && (words[0] as string) in PARTS) {
    return ['run', nameOf(PARTS, words[0]), ...words.slice(1)].join(' ');
  }
  return [what, ...words].join(' ');
}

const PLACES: Record<string, number> = { MAIN: 3, BOLUS: 4, DEMAND: 5, KVO: 6, TOTAL: 7, STEPS: 8 };

/** What of the expectation behind `=` the answer does not say; empty where it is met. */
export function unmet(event: string, answer: string): string {
  const is = answer.split(' ');
  const wanted = (event.split('=')[1] ?? '').trim().split(' ').filter(Boolean);
  for (let i = 0; i < wanted.length; i++) {
    const word = wanted[i] as string;
    let place: number;
    let number: number;
    if (word in PLACES) {
      place = PLACES[word] as number;
      number = Number(wanted[++i]);
    } else if (word in ANSWERS) [place, number] = [0, nameOf(ANSWERS, word)];
    else if (word in MOTIONS) [place, number] = [1, nameOf(MOTIONS, word)];
    else [place, number] = [2, nameOf(HALTS, word)];
    if (is[place] !== String(number)) return `${word} ${number} wanted, ${is[place]} in "${answer}"`;
  }
  return '';
}
