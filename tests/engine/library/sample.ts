// Libraries to test with. Demonstration data, not for clinical use: the drugs do not exist and the numbers mean nothing.
import {
  type EntryModel,
  type LibraryModel,
  type RecordModel,
  encodeCbor,
  encodeLibrary,
} from '../../../drug-library-loader/compiler/encode';
import { limitItemsIn } from '../../../drug-library-loader/compiler/limit-items';
import {
  Delivery,
  EntryFlag,
  Key,
  Library,
  ProgramType,
  Quantity,
  type StoredRecord,
  decodeRecord,
  newRecord,
} from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';

type Points = Parameters<typeof limitItemsIn>[1];

/** Rows of a limit record: key, unit, points. */
export type Rows = [key: number, unit: string, points: Points][];

export function recordModel(rows: Rows, more: [number, number[]][] = []): RecordModel {
  const limits = rows.map(([key, unit, points]): [number, number[]] => [
    key,
    limitItemsIn(unit, points, key === Quantity.WEIGHT),
  ]);
  return new Map([...limits, ...more]);
}

/** The record as the engine reads it from its encoded form. */
export function storedRecord(model: RecordModel): StoredRecord {
  const record = newRecord();
  const bytes = encodeCbor(model);
  const reason = decodeRecord(record, bytes, bytes.length);
  if (reason !== 0) throw new Error(`the sample record is refused: ${reason}`);
  return record;
}

/** Steps of 0.01 mL/h below 10, 0.1 below 100, 1 above; 0.01 to 9999 mL/h. */
export const PUMP = recordModel(
  [[Quantity.RATE, 'mL/h', { lowerHard: '0.01', upperHard: '9999' }]],
  [
    [Key.STEPS, [-2, 1000, 1, 10000, 10, 100]],
    [Key.TOLERANCE, [0, 5]],
  ],
);

function entry(
  careArea: string,
  id: string,
  drug: string,
  type: number,
  record: RecordModel,
  more: Partial<EntryModel> = {},
): EntryModel {
  return {
    careArea,
    id,
    drug,
    anaesthesia: false,
    type,
    flags: 0,
    record,
    advisories: [],
    ceiling: { rate: 999000, volume: 1000000 },
    ...more,
  };
}

// unit code, exponent, amount, volume
const MG = 2 * 16;
const G = 1 * 16;
export const FOUR_IN_250: [number, number, number, number] = [MG, 0, 4, 250];
const EIGHT_IN_250: [number, number, number, number] = [MG, 0, 8, 250];

function continuous(unit: string): RecordModel {
  return recordModel([
    [
      Quantity.DOSE,
      unit,
      { lowerHard: '0.01', lowerSoft: '0.05', initial: '0.1', upperSoft: '1', upperHard: '2' },
    ],
    [Quantity.BOLUS_DOSE, unit.replace('/min', ''), { upperHard: '1' }],
    [Quantity.BOLUS_RATE, 'mL/h', { upperHard: '100' }],
  ]);
}

const CUSTOM = recordModel([
  [Quantity.CONCENTRATION, 'mg/mL', { lowerHard: '0.01', upperHard: '0.1' }],
  [Quantity.DOSE, 'mcg/kg/min', { upperHard: '2' }],
]);
const INTERMITTENT = recordModel([
  [Quantity.DOSE, 'mg', { lowerSoft: '500', upperHard: '2000' }],
  [Quantity.DURATION, 'min', { lowerHard: '15' }],
]);
const PCA = recordModel(
  [
    [Quantity.DEMAND_DOSE, 'mg', { upperSoft: '2', upperHard: '5' }],
    [Quantity.LOCKOUT, 'min', { lowerHard: '5' }],
    [Quantity.BASAL, 'mg/h', { upperHard: '2' }],
    [Quantity.ACCUMULATED_DOSE, 'mg', { upperHard: '30' }],
  ],
  [[Key.WINDOW, [14400, Delivery.DEMAND | Delivery.BASAL | Delivery.LOADING]]],
);
const FLUID = recordModel([[Quantity.RATE, 'mL/h', { initial: '100', upperSoft: '500', upperHard: '999' }]]);
const STEPS = recordModel([
  [Quantity.RATE, 'mL/h', { upperHard: '300' }],
  [Quantity.STEPS, 'step', { lowerHard: '2', upperHard: '10' }],
]);
const BY_SURFACE = recordModel([
  [Quantity.DOSE, 'mg/m2', { upperHard: '100' }],
  [Quantity.DURATION, 'min', { lowerHard: '30' }],
  [Quantity.BSA, 'm2', { lowerHard: '0.5', upperHard: '3' }],
]);
const LIPID = recordModel([[Quantity.DOSE, 'g/kg/day', { upperHard: '4' }]]);

const SHOCK = { therapy: 'Shock', concentration: FOUR_IN_250 };

/** Every kind of entry, in three care areas; `demoPRESSin` in many forms, so that each way of telling entries apart is needed. */
export function sampleModel(): LibraryModel {
  return {
    id: 'sample',
    title: 'Sample',
    organisation: 'Example Trust',
    version: '2026.11.1',
    sequence: 42,
    effective: 20261201,
    reviewBy: 20270301,
    display: 'us',
    demonstration: true,
    notice: 'Demonstration data, not for clinical use.',
    pump: PUMP,
    careAreas: [
      {
        id: 'adult-icu',
        title: 'Adult ICU',
        weightInGrams: false,
        record: recordModel([
          [Quantity.WEIGHT, 'kg', { lowerHard: '20', lowerSoft: '35', upperSoft: '150', upperHard: '300' }],
          [Quantity.RATE, 'mL/h', { upperHard: '999' }],
          [Quantity.BASIC_RATE, 'mL/h', { upperHard: '500' }],
        ]),
        basicText: 'This infusion is not checked by the drug library.',
      },
      {
        id: 'neonatal',
        title: 'Neonatal unit',
        weightInGrams: true,
        record: recordModel([[Quantity.WEIGHT, 'g', { lowerHard: '300', upperHard: '6000' }]]),
      },
      { id: 'empty', title: 'A care area without entries', weightInGrams: false, record: recordModel([]) },
    ],
    entries: [
      entry('adult-icu', 'press-4', 'demoPRESSin', ProgramType.CONTINUOUS, continuous('mcg/kg/min'), {
        ...SHOCK,
        flags: EntryFlag.HIGH_ALERT | EntryFlag.BY_DOSE_ONLY,
        advisories: ['Central line only.'],
        drugClass: 'demonstration class',
        codes: ['X-1'],
      }),
      entry('adult-icu', 'press-8', 'demoPRESSin', ProgramType.CONTINUOUS, continuous('mcg/kg/min'), {
        ...SHOCK,
        concentration: EIGHT_IN_250,
      }),
      entry(
        'adult-icu',
        'press-4-plain',
        'demoPRESSin',
        ProgramType.CONTINUOUS,
        continuous('mcg/min'),
        SHOCK,
      ),
      entry('adult-icu', 'press-custom', 'demoPRESSin', ProgramType.CONTINUOUS, CUSTOM, { therapy: 'Shock' }),
      entry('adult-icu', 'press-once', 'demoPRESSin', ProgramType.INTERMITTENT, INTERMITTENT, {
        concentration: FOUR_IN_250,
      }),
      entry('adult-icu', 'press-anaes', 'demoPRESSin', ProgramType.CONTINUOUS, continuous('mcg/kg/min'), {
        ...SHOCK,
        anaesthesia: true,
      }),
      entry('adult-icu', 'cillin', 'demoCILLin', ProgramType.INTERMITTENT, INTERMITTENT, {
        concentration: [MG, 0, 2000, 50],
      }),
      entry('adult-icu', 'phine', 'demoPHINE', ProgramType.PCA, PCA, { concentration: [MG, 0, 50, 50] }),
      entry('adult-icu', 'flurane', 'demoFLURane', ProgramType.CONTINUOUS, continuous('mg/min'), {
        anaesthesia: true,
        concentration: [MG, 0, 500, 50],
      }),
      entry('adult-icu', 'saline', 'saline demonstration 0.9%', ProgramType.FLUID, FLUID),
      entry('adult-icu', 'cycle', 'Zeta cycle', ProgramType.MULTI_STEP, STEPS),
      entry('adult-icu', 'platin', 'DEMOplatin', ProgramType.INTERMITTENT, BY_SURFACE, {
        concentration: [MG, 0, 100, 500],
      }),
      entry('neonatal', 'press-neo', 'demoPRESSin', ProgramType.CONTINUOUS, continuous('nanogram/kg/min'), {
        concentration: [MG, -1, 5, 500],
      }),
      entry('neonatal', 'lipid', 'demo lipid µ €', ProgramType.CONTINUOUS, LIPID, {
        concentration: [G, 0, 20, 100],
      }),
    ],
  };
}

/** Two care areas and four entries: small enough to change every byte of it in turn. */
export function smallModel(): LibraryModel {
  const model = sampleModel();
  const ids = ['press-4', 'press-anaes', 'phine', 'lipid'];
  return {
    ...model,
    title: 'S',
    organisation: 'T',
    notice: 'Demonstration.',
    careAreas: model.careAreas.slice(0, 2),
    entries: model.entries.filter(({ id }) => ids.includes(id)),
  };
}

/** Drugs named alike, `entries` of them in five care areas, with a few shapes of limits. */
export function largeModel(entries: number): LibraryModel {
  const model = sampleModel();
  const record = continuous('mcg/kg/min');
  const areas = [1, 2, 3, 4, 5].map((n) => ({ ...model.careAreas[0], id: `area-${n}`, title: `Area ${n}` }));
  return {
    ...model,
    careAreas: areas,
    entries: Array.from({ length: entries }, (_, i) =>
      entry(
        `area-${(i % 5) + 1}`,
        `entry-${i}`,
        drugName(Math.floor(i / 5)),
        ProgramType.CONTINUOUS,
        record,
        {
          concentration: [MG, 0, (i % 7) + 1, 250],
        },
      ),
    ),
  };
}

/** Name of the n-th drug of the large library. */
export function drugName(n: number): string {
  return `demoDRUG ${String(n).padStart(4, '0')}`;
}

export function openLibrary(model: LibraryModel): Library {
  const { bytes } = encodeLibrary(model);
  const library = new Library(new MemoryStorage(bytes));
  const reason = library.open(0, bytes.length);
  if (reason !== 0) throw new Error(`the sample library is refused: ${reason}`);
  return library;
}
