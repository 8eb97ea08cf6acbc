/**
 * The firmware's door to the engine: functions over plain numbers and texts, for ders.c. Lowered to ES5 and put behind dist/engine.js; both
 * become one bundle. Written like the engine: what it allocates, a check pays; each function is paid in heap.
 */
import type { EntryKey, EntryNames, Library, LibraryStorage } from '../../engine/core';

declare const ders: typeof import('../../engine/core');
/** The natives of ders.c. */
declare const flash: LibraryStorage & { size: number; length(): number };

const program = ders.newProgram(0);
const values = program.values;
const key: EntryKey = { careArea: 0, drug: 0, therapy: 0, anaesthesia: false, variant: 0 };
/** Copying nothing would cost as much as copying ten numbers. */
const nothing: number[] = [];
/** Where the last program left numbers, in the first `places` of these. */
const used: number[] = [];
let places = 0;
let library: Library;

/** Opens the library that a verified file holds; it must be the one that the file's manifest names. */
export function ders_start(
  offset: number,
  length: number,
  organisation: string,
  id: string,
  version: string,
  sequence: number,
  effective: number,
  reviewBy: number,
): number {
  flash.size = flash.length();
  library = new ders.Library(flash);
  if (library.open(offset, length) !== 0) return library.reason;
  const head = library.head;
  return head.organisation === organisation &&
    head.id === id &&
    head.version === version &&
    head.sequence === sequence &&
    head.effective === effective &&
    head.reviewBy === reviewBy
    ? 0
    : 666;
}

/**
 * `given`: care area (with 256 for outside the library), drug, therapy, anaesthesia, variant, type, then how many numbers of quantities, steps,
 * deliveries and confirmations follow, and these. The answer is the verdict, or the negative reason why there are no limits to judge by.
 */
export function ders_judge(given: number[]): number {
  const outside = given[0] >= 256;
  let number = -1;
  let at = 10;
  for (let i = 0; i < places; i++) values[used[i]] = values[used[i] + 1] = values[used[i] + 2] = 0;
  places = 0;
  key.careArea = outside ? given[0] - 256 : given[0];
  if (!outside) {
    key.drug = given[1];
    key.therapy = given[2];
    key.anaesthesia = given[3] === 1;
    key.variant = given[4];
    number = library.find(key);
    if (!(number >= 0)) return -library.reason;
  }
  const limits = library.limits(key.careArea, number);
  if (limits === null) return -library.reason;
  program.type = given[5];
  const end = at + given[6];
  while (at < end) {
    const place = given[at] * 3;
    used[places++] = place;
    values[place] = given[at + 1];
    values[place + 1] = given[at + 2];
    values[place + 2] = given[at + 3];
    at += 4;
  }
  const steps = at + given[7];
  const delivered = steps + given[8];
  program.steps = steps > at ? given.slice(at, steps) : nothing;
  program.delivered = delivered > steps ? given.slice(steps, delivered) : nothing;
  at = delivered + given[9];
  const confirmed = at > delivered ? given.slice(delivered, at) : nothing;
  // Numbers that are too many or too few would go unseen.
  if (at !== given.length) return -501;
  return ders.judgeProgram(program, limits, confirmed);
}

/**
 * Of the last program's findings `count` numbers from `from` on, then the first four of each of its first `rates` rates, then how many numbers
 * of findings there are in all.
 */
export function ders_outcome(from: number, count: number, rates: number): number[] {
  const all = ders.outcome.rates;
  const some = ders.outcome.findings.slice(from, from + count);
  for (let i = 0; i < all.length && i < 14 * rates; i += 14)
    some.push(all[i], all[i + 1], all[i + 2], all[i + 3]);
  some.push(ders.outcome.findings.length);
  return some;
}

// What `ders_list` lists; a transpiled enum would be an object in the pump's heap.
const HEAD = 0;
const AREAS = 1;
const DRUGS = 2;
const FIND = 4;

/**
 * A list as text: its items' fields one behind the other, each ended by U+0001; the items say what they are made of by how many fields they
 * have. One function for all lists: each function costs a pump three hundred bytes.
 */
export function ders_list(
  list: number,
  a: unknown,
  b: unknown,
  c: unknown,
  therapy?: string,
  concentration?: string,
  unit?: string,
): string {
  const items: unknown[] = [];
  if (list === HEAD) {
    const h = library.head;
    items.push(h.id, h.title, h.organisation, h.version, h.sequence, h.effective, h.reviewBy);
    items.push(h.careAreas, h.drugs, h.entries, +h.uk, +h.demonstration);
  } else if (list === AREAS) {
    const areas = ders.careAreas(library);
    for (let i = (a as number) - 1; i < areas.length && i < (a as number) - 1 + (b as number); i++)
      items.push(areas[i].number, +areas[i].weightInGrams, areas[i].id, areas[i].title);
  } else if (list === DRUGS) {
    const page = ders.drugs(library, a as number, b === 1, therapy as string, c as number, +(unit as string));
    for (let i = 0; i < page.length; i++) items.push(page[i].drug, page[i].name);
  } else {
    const names = { careArea: a as string, drug: b as string, anaesthesia: c === 1 } as EntryNames;
    names.therapy = therapy;
    names.concentration = concentration;
    names.unit = unit;
    const choices =
      list === FIND
        ? ders.findEntries(library, names)
        : ders.entriesOf(library, a as number, b as number, c === 1);
    for (let i = 0; i < choices.length; i++) {
      const e = choices[i];
      const k = library.key(e.number);
      if (k === null) continue;
      items.push(k.careArea, +k.anaesthesia, k.drug, k.therapy, k.variant);
      items.push(ders.PROGRAM_TYPE_NAMES.indexOf(e.type), +e.weightBased, +e.bsaBased);
      items.push(e.drug, e.therapy, e.concentration, e.unit);
    }
  }
  items.push('');
  return items.join('\x01');
}

export function ders_read(text: string, bodyWeight: number): number[] {
  const into = [0, 0, 0, 0];
  into[3] = ders.readQuantity(text, into, 0, bodyWeight === 1);
  return into;
}

export const ders_text = ders.reasonText;
