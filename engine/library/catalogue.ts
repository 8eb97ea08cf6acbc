import { isConcentration } from '../dose/concentration';
import { PROGRAM_TYPE_NAMES, ProgramType, readConcentration } from '../dose/infusion-program';
import { Key, type LimitRecord, Quantity } from '../dose/limit';
import { Basis, basisOf, parseUnit, unitText } from '../dose/unit';
import { placePoint } from '../number/decimal';
import { Reason } from '../reason';
import type { EntryKey, Library } from './library';

export interface CareArea {
  number: number;
  id: string;
  title: string;
  /** Weight is entered in grams here (neonatal areas), in kilograms elsewhere. */
  weightInGrams: boolean;
}

export interface DrugName {
  drug: number;
  /** With tall-man letters, as the library spells it. */
  name: string;
}

/** One way of giving a drug, as a person chooses it. */
export interface EntryChoice {
  number: number;
  careArea: string;
  drug: string;
  therapy: string;
  type: string;
  anaesthesia: boolean;
  /** `400 mg/250 mL`, `custom`, or `none` for a drug dosed in mL. */
  concentration: string;
  /** Dosing unit; empty for an entry without a dose. */
  unit: string;
  weightBased: boolean;
  bsaBased: boolean;
}

/** What a person names; case does not matter. Absent: any. */
export interface EntryNames {
  careArea: string;
  drug: string;
  therapy?: string;
  anaesthesia?: boolean;
  /** `"400 mg/250 mL"` also finds an entry with a custom concentration where none has this one. */
  concentration?: string;
  unit?: string;
  type?: string;
}

export function fold(text: string): string {
  return text.toLowerCase();
}

/** Care areas of the library, in its order; those that cannot be read are left out. */
export function careAreas(library: Library): CareArea[] {
  const areas: CareArea[] = [];
  for (let number = 1; number <= library.head.careAreas; number++) {
    const limits = library.limits(number, -1);
    const record = limits && limits.careArea;
    const head = record ? record.at[Key.HEAD] : 0;
    if (!record || !(head > 0 && record.items[head] === 3)) continue;
    const id = library.text(record.items[head + 1]);
    const title = library.text(record.items[head + 2]);
    if (id === null || title === null) continue;
    areas.push({ number: number, id: id, title: title, weightInGrams: (record.items[head + 3] & 1) !== 0 });
  }
  return areas;
}

/** First drug of the library, in alphabetical order, that does not stand before the text. */
export function firstDrug(library: Library, prefix: string): number {
  let low = 0;
  let high = library.head.drugs;
  while (low < high) {
    const middle = (low + high) >> 1;
    const name = library.text(middle);
    if (name !== null && fold(name) < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keyDiffers(key: EntryKey, careArea: number, drug: number, anaesthesia: boolean): boolean {
  return key.careArea !== careArea || key.drug !== drug || key.anaesthesia !== anaesthesia;
}

/**
 * A page of a care area's drugs in alphabetical order: those that begin with `prefix` (case does not matter), after drug `after` (−1: from
 * the first), at most `count`.
 */
export function drugs(
  library: Library,
  careArea: number,
  anaesthesia: boolean,
  prefix: string,
  after: number,
  count: number,
): DrugName[] {
  const page: DrugName[] = [];
  const wanted = fold(prefix);
  let drug = Math.max(after + 1, firstDrug(library, wanted));
  while (page.length < count) {
    const key = library.key(library.firstFrom(careArea, drug, anaesthesia));
    if (key === null || key.careArea !== careArea) break;
    drug = key.drug + 1;
    if (key.anaesthesia !== anaesthesia) {
      // Another mode of this drug stands first; ask for the mode itself.
      const same = library.key(library.firstFrom(careArea, key.drug, anaesthesia));
      if (same === null || keyDiffers(same, careArea, key.drug, anaesthesia)) continue;
    }
    const name = library.text(key.drug);
    if (name === null || fold(name).substring(0, wanted.length) !== wanted) break;
    page.push({ drug: key.drug, name: name });
  }
  return page;
}

/** Concentration of an entry's record as text. */
export function concentrationText(entry: LimitRecord, uk: boolean): string {
  const items = entry.items;
  const head = entry.at[Key.HEAD];
  if (items[head] !== 7) return entry.at[Quantity.CONCENTRATION] > 0 ? 'custom' : 'none';
  const amount = placePoint(String(items[head + 6]), items[head + 5]);
  return (
    amount +
    ' ' +
    unitText(items[head + 4], uk) +
    '/' +
    placePoint(String(items[head + 7]), items[head + 5]) +
    ' mL'
  );
}

/** Unit of the quantity that an entry of this type is dosed by; 0 where it has none. */
export function dosingUnit(entry: LimitRecord): number {
  const items = entry.items;
  const type = items[entry.at[Key.HEAD] + 1];
  const at =
    entry.at[type === ProgramType.PCA ? Quantity.DEMAND_DOSE : Quantity.DOSE] || entry.at[Quantity.RATE];
  return at > 0 ? items[at + 1] : 0;
}

/** Whether any limit of the entry is by this basis, so that weight or body surface will be asked for. */
function usesBasis(entry: LimitRecord, basis: Basis): boolean {
  for (let key = 1; key < Key.ADVISORIES; key++) {
    const at = entry.at[key];
    if (at > 0 && basisOf(entry.items[at + 1]) === basis) return true;
  }
  return false;
}

/** Describes entry `number`; `null` where it cannot be read, with the library's `reason`. */
export function entryChoice(library: Library, number: number): EntryChoice | null {
  const key = library.key(number);
  const limits = key && library.limits(key.careArea, number);
  if (!key || !limits || !limits.entry || !limits.careArea) return null;
  const entry = limits.entry;
  const uk = library.head.uk;
  const unit = dosingUnit(entry);
  const area = library.text(limits.careArea.items[limits.careArea.at[Key.HEAD] + 1]);
  const drug = area === null ? null : library.text(key.drug);
  const therapy = drug === null ? null : key.therapy > 0 ? library.text(key.therapy - 1) : '';
  if (area === null || drug === null || therapy === null) return null;
  return {
    number: number,
    careArea: area,
    drug: drug,
    therapy: therapy,
    type: PROGRAM_TYPE_NAMES[entry.items[entry.at[Key.HEAD] + 1]],
    anaesthesia: key.anaesthesia,
    concentration: concentrationText(entry, uk),
    unit: unit > 0 ? unitText(unit, uk) : '',
    weightBased: usesBasis(entry, Basis.KILOGRAM),
    bsaBased: usesBasis(entry, Basis.SQUARE_METRE),
  };
}

/** Entries of a drug in a care area and mode, in the order of the library. */
export function entriesOf(
  library: Library,
  careArea: number,
  drug: number,
  anaesthesia: boolean,
): EntryChoice[] {
  const choices: EntryChoice[] = [];
  let number = library.firstFrom(careArea, drug, anaesthesia);
  let key = library.key(number);
  while (key !== null && !keyDiffers(key, careArea, drug, anaesthesia)) {
    const choice = entryChoice(library, number);
    if (choice !== null) choices.push(choice);
    key = library.key(++number);
  }
  return choices;
}

/**
 * Entries that fit what a person named: none, one, or several among which to choose (therapy, concentration or dosing unit). Care area and
 * drug are needed; a name that is not in the library gives an empty list and the library's `reason`.
 */
export function findEntries(library: Library, names: EntryNames): EntryChoice[] {
  const areas = careAreas(library);
  const typed = [0, 0, 0, 0, 0, 0];
  const readable = readConcentration(names.concentration, typed, 0) === Reason.NONE;
  const fitting: EntryChoice[] = [];
  const custom: EntryChoice[] = [];
  const drug = firstDrug(library, fold(names.drug));
  const name = library.text(drug);
  for (let i = 0; i < areas.length && name !== null && fold(name) === fold(names.drug); i++) {
    if (fold(areas[i].id) !== fold(names.careArea) && fold(areas[i].title) !== fold(names.careArea)) continue;
    const choices = entriesOf(library, areas[i].number, drug, names.anaesthesia === true);
    for (let n = 0; n < choices.length; n++) {
      const choice = choices[n];
      if (names.therapy !== undefined && fold(choice.therapy) !== fold(names.therapy)) continue;
      if (names.type !== undefined && choice.type !== names.type) continue;
      // Units are compared as units: micrograms are mcg.
      if (
        names.unit !== undefined &&
        (choice.unit === '' || parseUnit(choice.unit) !== parseUnit(names.unit))
      )
        continue;
      const limits = library.limits(areas[i].number, choice.number);
      if (!limits || !limits.entry) continue;
      if (names.concentration === undefined || (readable && isConcentration(limits.entry, typed, 0)))
        fitting.push(choice);
      else if (readable && choice.concentration === 'custom') custom.push(choice);
    }
  }
  const found = fitting.length > 0 ? fitting : custom;
  library.reason = found.length > 0 ? Reason.NONE : Reason.NOT_FOUND;
  return found;
}
