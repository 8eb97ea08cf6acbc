// Limits as tests write them (texts with units), and as the engine reads them (limit records, a compiled library).
import {
  type EntryModel,
  type LibraryModel,
  type RecordModel,
  encodeCbor,
} from '../../../drug-library-loader/compiler/encode';
import { type Points, limitItemsIn, shareExponent } from '../../../drug-library-loader/compiler/limit-items';
import {
  DELIVERY_NAMES,
  EntryFlag,
  Key,
  type LimitRecord,
  type Limits,
  PROGRAM_TYPE_NAMES,
  QUANTITY_NAMES,
  decodeRecord,
  newRecord,
  parseUnit,
} from '../../../engine/index';

export interface Limit extends Points {
  unit: string;
}

/** Limits by the names of `QUANTITY_NAMES`. */
export type LimitsByName = Record<string, Limit>;

export interface PumpLimits {
  limits: LimitsByName;
  /** In mL/h; the last has no `below`. */
  steps: { below?: string; step: string }[];
  /** Per cent. */
  tolerance?: string;
}

export interface CareAreaLimits {
  weightInGrams?: boolean;
  limits: LimitsByName;
}

export interface EntryLimits {
  type: string;
  /** Absent: by either. */
  enteredBy?: 'dose' | 'rate';
  /** `400 mg/250 mL`; absent: custom where `limits` has one for it, else dosed by volume. */
  concentration?: string;
  limits: LimitsByName;
  caps?: LimitsByName;
  /** What an accumulated dose runs over: its length, and the kinds of delivery it counts. */
  window?: { seconds: number; counts: string[] };
}

/** What a program is checked against, for people; no entry: outside the library. */
export interface TestLimits {
  pump: PumpLimits;
  careArea: CareAreaLimits | null;
  entry: EntryLimits | null;
}

function addLimits(record: RecordModel, limits: LimitsByName | undefined, offset: number): RecordModel {
  for (const [name, { unit, ...points }] of Object.entries(limits ?? {})) {
    const quantity = QUANTITY_NAMES.indexOf(name);
    if (quantity <= 0) throw new RangeError(`"${name}" is not a quantity`);
    record.set(offset + quantity, limitItemsIn(unit, points, name === 'weight'));
  }
  return record;
}

export function pumpRecord(pump: PumpLimits): RecordModel {
  const record = addLimits(new Map(), pump.limits, 0);
  const { exponent, coefficients } = shareExponent(
    pump.steps.flatMap(({ below, step }) => (below === undefined ? [step] : [below, step])),
  );
  record.set(Key.STEPS, [exponent, ...coefficients]);
  if (pump.tolerance !== undefined) {
    const tolerance = shareExponent([pump.tolerance]);
    record.set(Key.TOLERANCE, [tolerance.exponent, ...tolerance.coefficients]);
  }
  return record;
}

export function careAreaRecord(careArea: CareAreaLimits): RecordModel {
  return addLimits(new Map(), careArea.limits, 0);
}

/** The entry for `encodeLibrary`, which adds its head. */
export function entryModel(entry: EntryLimits, careArea: string, id: string): EntryModel {
  const record = addLimits(addLimits(new Map(), entry.limits, 0), entry.caps, Key.CAP);
  if (entry.window) {
    const counts = entry.window.counts.reduce((mask, name) => mask | (1 << DELIVERY_NAMES.indexOf(name)), 0);
    record.set(Key.WINDOW, [entry.window.seconds, counts]);
  }
  let concentration: EntryModel['concentration'];
  if (entry.concentration !== undefined) {
    const parts = /^(\S+) (.+)\/(\S+) mL$/.exec(entry.concentration);
    if (!parts) throw new RangeError(`"${entry.concentration}" is not a concentration`);
    const { exponent, coefficients } = shareExponent([parts[1], parts[3]]);
    concentration = [parseUnit(parts[2]), exponent, coefficients[0], coefficients[1]];
  }
  return {
    careArea,
    id,
    drug: id,
    anaesthesia: false,
    type: PROGRAM_TYPE_NAMES.indexOf(entry.type),
    flags:
      entry.enteredBy === 'rate'
        ? EntryFlag.BY_RATE_ONLY
        : entry.enteredBy === 'dose'
          ? EntryFlag.BY_DOSE_ONLY
          : 0,
    concentration,
    record,
    advisories: [],
    ceiling: { rate: 999_000, volume: 9_999_000 },
  };
}

function stored(record: RecordModel, head: number[]): LimitRecord {
  const bytes = encodeCbor(new Map([...record, [Key.HEAD, head]]));
  const decoded = newRecord();
  const reason = decodeRecord(decoded, bytes, bytes.length);
  if (reason !== 0) throw new RangeError(`a limit record is refused with ${reason}`);
  return decoded;
}

/** The same limits as the engine reads them from a library. */
export function limitRecords(limits: TestLimits): Limits {
  const { pump, careArea, entry } = limits;
  const model = entry && entryModel(entry, '', 'test');
  return {
    pump: stored(pumpRecord(pump), []),
    careArea: careArea && stored(careAreaRecord(careArea), [0, 0, careArea.weightInGrams ? 1 : 0]),
    entry: model && stored(model.record, [model.type, model.flags, 0, ...(model.concentration ?? [])]),
  };
}

/** One library for all limits that share a pump; care areas and entries are numbered from 1 and 0, in this order. */
export function libraryModel(limits: TestLimits[]): LibraryModel {
  const areas = [...new Set(limits.map(({ careArea }) => JSON.stringify(careArea)))];
  const areaId = (careArea: CareAreaLimits | null) =>
    `area ${String(areas.indexOf(JSON.stringify(careArea))).padStart(3, '0')}`;
  return {
    id: 'test',
    title: 'Test library',
    organisation: 'Test',
    version: '1',
    sequence: 1,
    effective: 20260101,
    reviewBy: 20270101,
    display: 'us',
    demonstration: true,
    notice: 'Demonstration data, not for clinical use.',
    pump: pumpRecord(limits[0].pump),
    careAreas: areas.map((text) => {
      const careArea: CareAreaLimits | null = JSON.parse(text);
      return {
        id: areaId(careArea),
        title: areaId(careArea),
        weightInGrams: careArea?.weightInGrams ?? false,
        record: careArea ? careAreaRecord(careArea) : new Map(),
      };
    }),
    entries: limits.flatMap(({ careArea, entry }, i) =>
      entry ? [entryModel(entry, areaId(careArea), `entry ${String(i).padStart(4, '0')}`)] : [],
    ),
  };
}
