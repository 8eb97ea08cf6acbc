import { Key } from '../dose/limit';
import { Basis, Kind, basisOf, kindOf, timeOf } from '../dose/unit';
import { Reason } from '../reason';
import { careAreas, fold } from './catalogue';
import type { Library } from './library';
import type { StoredRecord } from './limit-record';

/** Form of the unit of each quantity's limit, one letter a quantity: see `isInForm`. */
const FORMS = '.wscrvtdfppaftaftaatfatnrv';

/** Whether a unit has the form that a letter stands for, so that a value can be compared with a limit in it. */
function isInForm(letter: string, unit: number): boolean {
  const kind = kindOf(unit);
  const basis = basisOf(unit);
  const timed = unit >= 16 && timeOf(unit) > 0;
  const isDrug = kind >= Kind.MASS && kind <= Kind.ENERGY;
  if (letter === 'w') return kind === Kind.BODY_WEIGHT;
  if (letter === 's') return kind === Kind.BODY_SURFACE;
  if (letter === 't') return kind === Kind.DURATION;
  if (letter === 'p') return kind === Kind.PER_CENT;
  if (letter === 'n') return kind === Kind.COUNT;
  if (letter === 'c') return isDrug && kind !== Kind.VOLUME && basis === Basis.MILLILITRE;
  if (!isDrug || basis === Basis.MILLILITRE) return false;
  // r: volume per time; v: plain volume; a: amount; f: amount per time; d: either
  if (letter === 'r') return kind === Kind.VOLUME && timed;
  if (letter === 'v') return kind === Kind.VOLUME && !timed && basis === Basis.NONE;
  return letter === 'd' || (letter === 'f') === timed;
}

/** Whether every limit of the record, and every cap, is in a unit of its form, and every text that it names is in the table. */
function recordReason(library: Library, record: StoredRecord): Reason {
  const items = record.items;
  for (let i = 0; i < record.count; i++) {
    const key = record.keys[i];
    const at = record.at[key];
    if (key > Key.HEAD && key < Key.ADVISORIES) {
      const unit = items[at + 1];
      const inForm = isInForm(FORMS.charAt(key & 31), unit);
      if (!(inForm && (key < Key.CAP || basisOf(unit) === Basis.NONE))) return Reason.LIBRARY_UNIT;
    } else if (key === Key.ADVISORIES || key === Key.CLASS || key === Key.CODES) {
      for (let n = 1; n <= items[at]; n++)
        if (!(items[at + n] >= 0 && items[at + n] < library.head.strings)) return Reason.NOT_FOUND;
    }
  }
  return Reason.NONE;
}

/** Reads `count` texts from `first` on. A search for drugs needs them in order; of names that differ in case alone it finds the first. */
function textsReason(library: Library, first: number, count: number): Reason {
  const drugs = library.head.drugs;
  let before = '';
  for (let id = first > 0 && first < drugs ? first - 1 : first; id < first + count; id++) {
    const text = library.text(id);
    if (text === null) return library.reason;
    const name = id < drugs ? fold(text) : '';
    if (id < drugs && !(before <= name)) return Reason.LIBRARY_INDEX_ORDER;
    before = name;
  }
  return Reason.NONE;
}

function areaReason(library: Library, area: number): Reason {
  const limits = library.limits(area, -1);
  if (limits === null) return library.reason;
  return (
    recordReason(library, limits.careArea as StoredRecord) ||
    recordReason(library, limits.pump as StoredRecord)
  );
}

function entryReason(library: Library, number: number): Reason {
  const key = library.key(number);
  if (key === null) return library.reason;
  if (!(key.drug < library.head.drugs && key.therapy <= library.head.strings)) return Reason.LIBRARY_BOUNDS;
  if (library.find(key) !== number) return Reason.LIBRARY_INDEX_ORDER;
  const limits = library.limits(key.careArea, number);
  const entry = limits && limits.entry;
  if (!entry) return library.reason;
  return recordReason(library, entry as StoredRecord);
}

/** Parts before the records: the texts, and the names of the care areas as one. */
export function namesOf(library: Library): number {
  return library.head.strings + 1;
}

/** Parts of the library: names, then a record of each care area and of each entry. */
export function partsOf(library: Library): number {
  return namesOf(library) + library.head.careAreas + library.head.entries;
}

/** Reads at most `count` parts before the records, from `first` on. Texts come before the records that name them. */
export function namesReason(library: Library, first: number, count: number): Reason {
  const head = library.head;
  const texts = Math.min(count, head.strings - first);
  const reason = textsReason(library, first, texts);
  if (reason !== Reason.NONE || !(texts < count)) return reason;
  return careAreas(library).length === head.careAreas ? Reason.NONE : Reason.LIBRARY_TYPE;
}

/** Reads the record of one care area, or of one entry by its own key; numbers go on from areas to entries. */
export function recordPartReason(library: Library, number: number): Reason {
  const areas = library.head.careAreas;
  return number < areas ? areaReason(library, number + 1) : entryReason(library, number - areas);
}

/** Reads everything once, as an installation must. A look-up checks what it reads anyway. */
export function contentsReason(library: Library): Reason {
  let reason = namesReason(library, 0, namesOf(library));
  const records = library.head.careAreas + library.head.entries;
  for (let number = 0; number < records && reason === Reason.NONE; number++)
    reason = recordPartReason(library, number);
  return reason;
}
