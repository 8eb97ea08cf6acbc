/** What can be limited or entered. The numbers are the keys of a compiled limit record (docs/formats/library.cddl). */
export const enum Quantity {
  NONE = 0,
  WEIGHT = 1,
  BSA = 2,
  CONCENTRATION = 3,
  RATE = 4,
  VTBI = 5,
  DURATION = 6,
  DOSE = 7,
  /** Amount per time of an intermittent dose. */
  DOSE_RATE = 8,
  TITRATION_UP = 9,
  TITRATION_DOWN = 10,
  BOLUS_DOSE = 11,
  BOLUS_RATE = 12,
  BOLUS_DURATION = 13,
  LOADING_DOSE = 14,
  LOADING_RATE = 15,
  LOADING_DURATION = 16,
  ACCUMULATED_DOSE = 17,
  DEMAND_DOSE = 18,
  LOCKOUT = 19,
  BASAL = 20,
  CLINICIAN_BOLUS = 21,
  STEP_DURATION = 22,
  STEPS = 23,
  BASIC_RATE = 24,
  BASIC_VTBI = 25,
  /** Amount and diluent volume of a custom concentration: entered, limited as CONCENTRATION. */
  AMOUNT = 26,
  DILUENT_VOLUME = 27,
  /** What is running now: the base of a titration, and what an accumulated dose must reserve. */
  RUNNING = 28,
}

/** Names as they stand in a verdict and in a library source. */
export const QUANTITY_NAMES: string[] = [
  'program',
  'weight',
  'bsa',
  'concentration',
  'rate',
  'vtbi',
  'duration',
  'dose',
  'dose-rate',
  'titration-up',
  'titration-down',
  'bolus-dose',
  'bolus-rate',
  'bolus-duration',
  'loading-dose',
  'loading-rate',
  'loading-duration',
  'accumulated-dose',
  'demand-dose',
  'lockout',
  'basal',
  'clinician-bolus',
  'step-duration',
  'steps',
  'basic-rate',
  'basic-vtbi',
  'amount',
  'diluent-volume',
  'running',
];

/** The five points of a limit, as bits of its mask and in their order. */
export const enum Bound {
  NONE = 0,
  LOWER_HARD = 1,
  LOWER_SOFT = 2,
  INITIAL = 4,
  UPPER_SOFT = 8,
  UPPER_HARD = 16,
}

/** Keys of a limit record beside the quantities. A cap on a quantity stands at `CAP + quantity`. */
export const enum Key {
  HEAD = 0,
  CAP = 32,
  ADVISORIES = 64,
  WINDOW = 65,
  KVO = 66,
  CLASS = 67,
  CODES = 68,
  AIR = 70,
  OCCLUSION = 71,
  BASIC_TEXT = 72,
  STEPS = 80,
  TOLERANCE = 81,
  END = 96,
}

/**
 * The limits of an entry, a care area or the pump, flat: `items[at[key]]` is the number of items of that key, which follow it;
 * `at[key]` is not above 0 where the key is absent. The items of a quantity are its unit, a shared exponent, a mask of bounds, and one
 * coefficient for each bound of the mask, in rising order.
 */
export interface LimitRecord {
  readonly at: number[];
  readonly items: number[];
}

/** Numbers that are too large to go on with. */
export const enum Most {
  /** Largest coefficient of a limit: times 60 it still is a whole double. */
  COEFFICIENT = 1e13,
  /** Sums and differences of entered numbers stay exact below this, even times 60. */
  EXACT = 1e14,
}

/** Bits of an entry's flags (docs/formats/library.cddl). */
export const enum EntryFlag {
  HIGH_ALERT = 1,
  SECOND_PERSON_BEFORE = 2,
  SECOND_PERSON_DEFERRED = 4,
  BY_RATE_ONLY = 8,
  BY_DOSE_ONLY = 16,
  ANAESTHESIA = 32,
  KVO_NONE = 64,
  SUPPORTS_SECONDARY = 128,
  AS_PRIMARY = 256,
  AS_SECONDARY = 512,
}
