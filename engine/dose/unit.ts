/**
 * Units as one small number: `substance × 16 + basis × 4 + time`. A substance belongs to a kind; kinds never convert
 * into each other. Within a kind units differ by a power of ten, so conversion is exact.
 */

/** Kinds of what a quantity counts. */
export const enum Kind {
  DURATION = 0,
  MASS = 1,
  ACTIVITY = 2,
  AMOUNT = 3,
  CHARGE = 4,
  VOLUME = 5,
  ENERGY = 6,
  BODY_WEIGHT = 7,
  BODY_SURFACE = 8,
  PER_CENT = 9,
  COUNT = 10,
  PRESSURE = 11,
}

export const enum Basis {
  NONE = 0,
  KILOGRAM = 1,
  SQUARE_METRE = 2,
  /** Only in a concentration. */
  MILLILITRE = 3,
}

export const enum Time {
  NONE = 0,
  MINUTE = 1,
  HOUR = 2,
  DAY = 3,
}

/** Unit codes that the check itself names. */
export const enum Unit {
  MILLILITRE = 11 * 16,
  MILLILITRE_PER_HOUR = 11 * 16 + 2,
  KILOGRAM = 13 * 16,
  SQUARE_METRE = 14 * 16,
  PER_CENT = 15 * 16,
  HOUR = 2,
  MINUTE = 1,
}

/** One row a substance, by code: text, text in a `uk` display, kind, power of ten relative to the kind's base unit. */
type Row = [string, string, Kind, number];

const SUBSTANCES: Row[] = [
  ['', '', Kind.DURATION, 0],
  ['g', 'g', Kind.MASS, 0],
  ['mg', 'mg', Kind.MASS, -3],
  ['mcg', 'micrograms', Kind.MASS, -6],
  ['nanogram', 'nanograms', Kind.MASS, -9],
  ['unit', 'units', Kind.ACTIVITY, 0],
  ['milliunit', 'milliunits', Kind.ACTIVITY, -3],
  ['million unit', 'million units', Kind.ACTIVITY, 6],
  ['mmol', 'mmol', Kind.AMOUNT, -3],
  ['micromol', 'micromol', Kind.AMOUNT, -6],
  ['mEq', 'mEq', Kind.CHARGE, -3],
  ['mL', 'mL', Kind.VOLUME, 0],
  ['kcal', 'kcal', Kind.ENERGY, 0],
  ['kg', 'kg', Kind.BODY_WEIGHT, 0],
  ['m2', 'm²', Kind.BODY_SURFACE, 0],
  ['%', '%', Kind.PER_CENT, 0],
  // Body weight in grams (neonatal areas): a gram of the patient is never a gram of a drug.
  ['g', 'g', Kind.BODY_WEIGHT, -3],
  ['step', 'steps', Kind.COUNT, 0],
  ['mmHg', 'mmHg', Kind.PRESSURE, 0],
  ['microlitre', 'microlitres', Kind.VOLUME, -3],
];

/** Power of ten of each substance relative to its kind's base unit (g, unit, mol, Eq, mL, kcal, kg, m²), and its kind. */
export const SCALES: number[] = [];
export const KINDS: Kind[] = [];

const BASES = ['', '/kg', '/m2', '/mL'];
const TIMES = ['', 'min', 'h', 'day'];

export function basisOf(unit: number): Basis {
  return (unit >> 2) & 3;
}

export function timeOf(unit: number): Time {
  return unit & 3;
}

export function kindOf(unit: number): Kind {
  return KINDS[unit >> 4];
}

/** Whole factor above the line that turns the unit's time into hours: per minute is 60 per hour, a day is 24 hours. */
export function timeAbove(unit: number): number {
  return unit < 16 ? ((unit & 3) === Time.DAY ? 24 : 1) : (unit & 3) === Time.MINUTE ? 60 : 1;
}

/** Whole factor below the line that turns the unit's time into hours. */
export function timeBelow(unit: number): number {
  return unit < 16 ? ((unit & 3) === Time.MINUTE ? 60 : 1) : (unit & 3) === Time.DAY ? 24 : 1;
}

/** Power of ten of the unit relative to its kind's base unit. */
export function scaleOf(unit: number): number {
  return SCALES[unit >> 4];
}

/** Which low four bits a substance may have, one bit each: times without a basis for durations, none for what a patient is measured in. */
export const FORMS: number[] = [];
for (let code = 0; code < SUBSTANCES.length; code++) {
  const kind = SUBSTANCES[code][2];
  KINDS[code] = kind;
  SCALES[code] = SUBSTANCES[code][3];
  // A concentration (bit 12: per mL) has no time.
  FORMS[code] = kind === Kind.DURATION ? 0xe : kind <= Kind.ENERGY ? 0x1fff : 1;
}

/** Whether the number is a unit code that makes sense: a known substance, a duration with a time, a basis only under a drug. */
export function isUnit(unit: number): boolean {
  return unit > 0 && unit < 320 && unit % 1 === 0 && (FORMS[unit >> 4] & (1 << (unit & 15))) !== 0;
}

/**
 * Reads a unit such as `mcg/kg/min`, `mL/h`, `mg/mL` or `min`; 0 when there is no such unit. Plurals of the `uk` display are read
 * too. `bodyWeight` says that a bare `g` is a gram of the patient.
 */
export function parseUnit(text: string, bodyWeight?: boolean): number {
  const parts = text.split('/');
  const last = parts.length - 1;
  const time = TIMES.indexOf(parts[last]);
  if (last === 0 && time > 0) return time;
  let unit = 0;
  for (let code = 1; code < SUBSTANCES.length && unit === 0; code++) {
    const row = SUBSTANCES[code];
    if (parts[0] === row[0] || parts[0] === row[1]) unit = code * 16;
  }
  if (unit === 16 && bodyWeight) unit = 16 * 16;
  const middle = last > 0 && time > 0 ? last - 1 : last;
  const basis = middle === 1 ? BASES.indexOf('/' + parts[1]) : middle;
  if (last !== middle) unit += time;
  return basis >= 0 && middle < 2 && unit > 15 && isUnit(unit + basis * 4) ? unit + basis * 4 : 0;
}

/** The unit as text: `us` as ISMP asks (mcg, unit), `uk` as the BNF asks (micrograms, units in full). */
export function unitText(unit: number, uk?: boolean): string {
  const time = TIMES[timeOf(unit)];
  if (unit < 16) return time;
  return SUBSTANCES[unit >> 4][uk ? 1 : 0] + BASES[basisOf(unit)] + (time && '/' + time);
}
