/**
 * The firmware's door to the engine: functions over plain numbers and texts, for ders.c. Lowered to ES5 and put behind dist/engine.js; both
 * become one bundle. Fields of a list stand one behind the other, each ended by U+0001. Written like the engine: what it allocates, a check pays.
 */
import type { EntryChoice, EntryKey, EntryNames, Library, LibraryStorage } from '../../engine/core';

declare const ders: typeof import('../../engine/core');
/** The natives of ders.c. */
declare const flash: LibraryStorage & { size: number; length(): number };

const program = ders.newProgram(0);
const values = program.values;
const key: EntryKey = { careArea: 0, drug: 0, therapy: 0, anaesthesia: false, variant: 0 };
const confirmed: number[] = [];
/** Where the last program left numbers. */
const used: number[] = [];
let library: Library;

function fields(all: (string | number | boolean)[]): string {
  let text = '';
  for (let i = 0; i < all.length; i++)
    text += `${all[i] === true ? 1 : all[i] || (all[i] === '' ? '' : 0)}\x01`;
  return text;
}

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
  for (let i = 0; i < used.length; i++) values[used[i]] = values[used[i] + 1] = values[used[i] + 2] = 0;
  used.length = program.steps.length = program.delivered.length = confirmed.length = 0;
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
    used.push(place);
    values[place] = given[at + 1];
    values[place + 1] = given[at + 2];
    values[place + 2] = given[at + 3];
    at += 4;
  }
  for (let i = 0; i < given[7]; i++) program.steps[i] = given[at++];
  for (let i = 0; i < given[8]; i++) program.delivered[i] = given[at++];
  for (let i = 0; i < given[9]; i++) confirmed[i] = given[at++];
  // Numbers that are too many or too few would go unseen.
  if (at !== given.length) return -501;
  return ders.judgeProgram(program, limits, confirmed);
}

export function ders_counts(): number[] {
  return [ders.outcome.findings.length, ders.outcome.rates.length];
}

export function ders_findings(from: number, count: number): number[] {
  return ders.outcome.findings.slice(from, from + count);
}

export function ders_rates(from: number, count: number): number[] {
  return ders.outcome.rates.slice(from, from + count);
}

export function ders_head(): string {
  const h = library.head;
  const numbers = [
    h.sequence,
    h.effective,
    h.reviewBy,
    h.careAreas,
    h.drugs,
    h.entries,
    h.uk,
    h.demonstration,
  ];
  return fields([h.id, h.title, h.organisation, h.version]) + fields(numbers);
}

export function ders_areas(from: number, count: number): string {
  const areas = ders.careAreas(library);
  let left = count;
  let text = '';
  for (let i = 0; i < areas.length && left > 0; i++) {
    const area = areas[i];
    if (!(area.number >= from)) continue;
    text += fields([area.number, area.weightInGrams, area.id, area.title]);
    left--;
  }
  return text;
}

export function ders_drugs(
  careArea: number,
  anaesthesia: number,
  prefix: string,
  after: number,
  count: number,
): string {
  const page = ders.drugs(library, careArea, anaesthesia === 1, prefix, after, count);
  let text = '';
  for (let i = 0; i < page.length; i++) text += fields([page[i].drug, page[i].name]);
  return text;
}

function entryFields(choices: EntryChoice[]): string {
  let text = '';
  for (let i = 0; i < choices.length; i++) {
    const c = choices[i];
    const k = library.key(c.number);
    if (k === null) continue;
    const type = ders.PROGRAM_TYPE_NAMES.indexOf(c.type);
    text += fields([
      k.careArea,
      k.anaesthesia,
      k.drug,
      k.therapy,
      k.variant,
      type,
      c.weightBased,
      c.bsaBased,
    ]);
    text += fields([c.drug, c.therapy, c.concentration, c.unit]);
  }
  return text;
}

export function ders_entries(careArea: number, drug: number, anaesthesia: number): string {
  return entryFields(ders.entriesOf(library, careArea, drug, anaesthesia === 1));
}

export function ders_find(
  careArea: string,
  drug: string,
  anaesthesia: number,
  therapy?: string,
  concentration?: string,
  unit?: string,
): string {
  const names: EntryNames = { careArea: careArea, drug: drug, anaesthesia: anaesthesia === 1 };
  names.therapy = therapy;
  names.concentration = concentration;
  names.unit = unit;
  return entryFields(ders.findEntries(library, names));
}

export function ders_read(text: string, bodyWeight: number): number[] {
  const into = [0, 0, 0, 0];
  into[3] = ders.readQuantity(text, into, 0, bodyWeight === 1);
  return into;
}

export const ders_text = ders.reasonText;
