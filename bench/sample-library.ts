import type { EntryModel, LibraryModel, RecordModel } from '../drug-library-loader/compiler/encode';
// A made-up library for measurements: numbers are random, names mean nothing, nothing in it is clinical.
import { limitItemsIn } from '../drug-library-loader/compiler/limit-items';
import { Key, ProgramType, Quantity, parseUnit } from '../engine/index';

export const CARE_AREAS = ['icu', 'ward', 'paediatrics', 'neonatal', 'oncology'];

/** The points of the continuous entries, as text, for whoever is compared with the engine. */
export interface SamplePoints {
  lowerHard: string;
  lowerSoft: string;
  initial: string;
  upperSoft: string;
  upperHard: string;
}

export const WEIGHT: SamplePoints = {
  lowerHard: '20',
  lowerSoft: '35',
  initial: '70',
  upperSoft: '150',
  upperHard: '300',
};

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

export function samplePoints(number: number): SamplePoints {
  const scale = 1 + Math.floor(random(number + 1)() * 50);
  const text = (factor: number) => String(Math.round(factor * scale * 100) / 100);
  return {
    lowerHard: text(0.05),
    lowerSoft: text(0.1),
    initial: text(0.5),
    upperSoft: text(1),
    upperHard: text(2),
  };
}

function entry(number: number): EntryModel {
  const record: RecordModel = new Map();
  record.set(Quantity.DOSE, limitItemsIn('mcg/kg/min', samplePoints(number)));
  record.set(Quantity.RATE, limitItemsIn('mL/h', { upperHard: '500' }));
  if (number % 3 === 0) {
    record.set(Quantity.BOLUS_DOSE, limitItemsIn('mcg/kg', { upperSoft: '80', upperHard: '100' }));
    record.set(Quantity.BOLUS_RATE, limitItemsIn('mL/h', { upperHard: '600' }));
  }
  return {
    careArea: CARE_AREAS[number % CARE_AREAS.length],
    id: `entry-${number}`,
    drug: `drug ${String(number % 900).padStart(3, '0')}`,
    therapy: number % 4 === 0 ? `therapy ${number % 13}` : undefined,
    anaesthesia: false,
    type: ProgramType.CONTINUOUS,
    flags: 0,
    concentration: [parseUnit('mg'), 0, 400 + (number % 7), 250],
    record,
    advisories: [],
    ceiling: { rate: 500000, volume: 3000000 },
  };
}

/** A library of so many continuous entries in five care areas. */
export function sampleLibrary(entries: number): LibraryModel {
  return {
    id: 'sample',
    title: 'Sample',
    organisation: 'Bench',
    version: '1',
    sequence: 1,
    effective: 20261201,
    reviewBy: 20270301,
    display: 'us',
    demonstration: true,
    notice: 'Made-up numbers for measurements.',
    pump: new Map<number, number[]>([
      [Quantity.RATE, limitItemsIn('mL/h', { lowerHard: '0.1', upperHard: '999' })],
      [Key.STEPS, [-1, 1000, 1, 10]],
      [Key.TOLERANCE, [0, 5]],
    ]),
    careAreas: CARE_AREAS.map((id) => ({
      id,
      title: id,
      weightInGrams: false,
      record: new Map([
        [Quantity.WEIGHT, limitItemsIn('kg', WEIGHT)],
        [Quantity.VTBI, limitItemsIn('mL', { upperHard: '3000' })],
      ]),
    })),
    entries: Array.from({ length: entries }, (_, number) => entry(number)),
  };
}
