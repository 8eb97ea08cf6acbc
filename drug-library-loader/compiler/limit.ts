import { Basis, Kind, Quantity, Time, Unit, basisOf, kindOf, timeOf, unitText } from '../../engine/index';
import type { Findings, Subject } from '../source/finding';
import { compareFractions } from '../source/fraction';
import { type Place, type SourceMap, placeOf, textAt } from '../source/place';
import { decimalFraction, isMisread, readQuantityText } from '../source/quantity';
import { type Points, limitItems } from './limit-items';

/** A limit as the source gives it, its unit settled. */
export interface Limit {
  quantity: Quantity;
  /** Keys from the entry or care area down: `continuous.dose`. */
  name: string;
  place: Place;
  /** 0 where the source gives neither a unit nor a point: then nothing is encoded. */
  unit: number;
  points: Points;
  cap?: { number: string; unit: number };
  /** Points in order: only then can it be compiled. */
  ordered: boolean;
}

/** Source key of each point, in rising order. */
export const POINT_KEYS: [string, keyof Points][] = [
  ['lower-hard', 'lowerHard'],
  ['lower-soft', 'lowerSoft'],
  ['initial', 'initial'],
  ['upper-soft', 'upperSoft'],
  ['upper-hard', 'upperHard'],
];

function isDrug(unit: number): boolean {
  return kindOf(unit) >= Kind.MASS && kindOf(unit) <= Kind.ENERGY;
}

function isTimed(unit: number): boolean {
  return unit >= 16 && timeOf(unit) !== Time.NONE;
}

/** What the unit of each quantity counts, with an example for the message. */
const AMOUNT = {
  holds: (unit: number) => isDrug(unit) && !isTimed(unit) && basisOf(unit) !== Basis.MILLILITRE,
  form: 'an amount, such as mg, unit/kg or mL',
};
const AMOUNT_RATE = {
  holds: (unit: number) => isDrug(unit) && isTimed(unit),
  form: 'an amount per time, such as mcg/kg/min or mL/h',
};
const VOLUME_RATE = {
  holds: (unit: number) => unit === Unit.MILLILITRE_PER_HOUR,
  form: 'mL/h',
};
const VOLUME = { holds: (unit: number) => unit === Unit.MILLILITRE, form: 'mL' };
const DURATION = { holds: (unit: number) => kindOf(unit) === Kind.DURATION, form: 'min, h or day' };
const PER_CENT = { holds: (unit: number) => unit === Unit.PER_CENT, form: '%' };

const EXPECTED: Partial<Record<Quantity, { holds: (unit: number) => boolean; form: string }>> = {
  [Quantity.WEIGHT]: { holds: (unit) => kindOf(unit) === Kind.BODY_WEIGHT, form: 'kg or g' },
  [Quantity.BSA]: { holds: (unit) => unit === Unit.SQUARE_METRE, form: 'm2' },
  [Quantity.CONCENTRATION]: {
    holds: (unit) => isDrug(unit) && basisOf(unit) === Basis.MILLILITRE && kindOf(unit) !== Kind.VOLUME,
    form: 'an amount per mL, such as mg/mL',
  },
  [Quantity.RATE]: VOLUME_RATE,
  [Quantity.VTBI]: VOLUME,
  [Quantity.DURATION]: DURATION,
  [Quantity.DOSE_RATE]: AMOUNT_RATE,
  [Quantity.TITRATION_UP]: PER_CENT,
  [Quantity.TITRATION_DOWN]: PER_CENT,
  [Quantity.BOLUS_DOSE]: AMOUNT,
  [Quantity.BOLUS_RATE]: AMOUNT_RATE,
  [Quantity.BOLUS_DURATION]: DURATION,
  [Quantity.LOADING_DOSE]: AMOUNT,
  [Quantity.LOADING_RATE]: AMOUNT_RATE,
  [Quantity.LOADING_DURATION]: DURATION,
  [Quantity.ACCUMULATED_DOSE]: AMOUNT,
  [Quantity.DEMAND_DOSE]: AMOUNT,
  [Quantity.LOCKOUT]: DURATION,
  [Quantity.BASAL]: AMOUNT_RATE,
  [Quantity.CLINICIAN_BOLUS]: AMOUNT,
  [Quantity.STEP_DURATION]: DURATION,
  [Quantity.BASIC_RATE]: VOLUME_RATE,
  [Quantity.BASIC_VTBI]: VOLUME,
};

/** Units of a dose: per time in a continuous or multi-step entry, an amount in an intermittent one. */
export type DoseForm = 'amount' | 'amount-rate';

/**
 * Reads a limit; null, with findings, when a number or unit of it cannot be used. Points out of order are an error, not a fault: the
 * limit is returned, marked, so that the rest of the entry is still looked at.
 */
export function readLimit(
  map: SourceMap,
  quantity: Quantity,
  name: string,
  place: Place,
  subject: Subject,
  findings: Findings,
  doseForm: DoseForm = 'amount-rate',
): Limit | null {
  const bodyWeight = quantity === Quantity.WEIGHT;
  const expected =
    quantity === Quantity.DOSE ? (doseForm === 'amount' ? AMOUNT : AMOUNT_RATE) : EXPECTED[quantity];
  if (!expected) throw new Error(`no unit is expected for quantity ${quantity}`);
  const unitGiven = textAt(map, 'unit');
  const limit: Limit = { quantity, name, place, unit: 0, points: {}, ordered: true };
  const before = findings.list.length;
  if (unitGiven !== undefined && !POINT_KEYS.some(([key]) => key in map)) {
    const read = readQuantityText(`1 ${unitGiven}`, bodyWeight);
    if (isMisread(read)) findings.add(read.code, `${name}: ${read.message}`, placeOf(map, 'unit'), subject);
    else limit.unit = read.unit;
  }
  for (const [key, point] of POINT_KEYS) {
    const text = textAt(map, key);
    if (text === undefined) continue;
    const at = placeOf(map, key);
    const read = readQuantityText(text, bodyWeight, unitGiven);
    if (isMisread(read)) {
      findings.add(read.code, `${name} ${key}: ${read.message}`, at, subject);
    } else if (limit.unit !== 0 && read.unit !== limit.unit) {
      findings.add(
        'mixed-units',
        `${name} ${key} is in ${unitText(read.unit)}, the points before it are in ${unitText(limit.unit)}`,
        at,
        subject,
      );
    } else {
      limit.unit = read.unit;
      limit.points[point] = read.number;
    }
  }
  if (limit.unit !== 0 && !expected.holds(limit.unit)) {
    findings.add(
      'wrong-unit',
      `${name} is in ${unitText(limit.unit)}; expected here: ${expected.form}`,
      'unit' in map ? placeOf(map, 'unit') : place,
      subject,
    );
  }
  readCap(map, limit, subject, findings);
  if (findings.list.length > before) return null;
  limit.ordered = inOrder(map, limit, subject, findings);
  return limit.ordered && !fits(limit, subject, findings) ? null : limit;
}

function readCap(map: SourceMap, limit: Limit, subject: Subject, findings: Findings): void {
  const text = textAt(map, 'cap');
  if (text === undefined) return;
  const place = placeOf(map, 'cap');
  const read = readQuantityText(text, false);
  if (isMisread(read)) {
    findings.add(read.code, `${limit.name} cap: ${read.message}`, place, subject);
    return;
  }
  if (limit.unit === 0) return;
  const basis = isDrug(limit.unit) ? basisOf(limit.unit) : Basis.NONE;
  if (basis !== Basis.KILOGRAM && basis !== Basis.SQUARE_METRE) {
    findings.add('cap-not-needed', `${limit.name} is not by kg or m2 and has a cap`, place, subject);
  } else if (
    kindOf(read.unit) !== kindOf(limit.unit) ||
    basisOf(read.unit) !== Basis.NONE ||
    isTimed(read.unit) !== isTimed(limit.unit)
  ) {
    findings.add(
      'wrong-unit',
      `${limit.name} cap is in ${unitText(read.unit)}; expected is the same measure as ${unitText(limit.unit)}, but absolute`,
      place,
      subject,
    );
  } else limit.cap = { number: read.number, unit: read.unit };
}

function inOrder(map: SourceMap, limit: Limit, subject: Subject, findings: Findings): boolean {
  let below = '';
  let ordered = true;
  for (const [key, point] of POINT_KEYS) {
    const number = limit.points[point];
    if (number === undefined) continue;
    const previous = POINT_KEYS.find(([name]) => name === below)?.[1];
    const least = previous && limit.points[previous];
    if (least !== undefined && compareFractions(decimalFraction(number), decimalFraction(least)) < 0) {
      ordered = false;
      findings.add(
        'limits-out-of-order',
        `${limit.name}: ${key} ${number} is less than ${below} ${least} (${unitText(limit.unit)})`,
        placeOf(map, key),
        subject,
      );
    }
    below = key;
  }
  return ordered;
}

/** Whether the points can be written over one power of ten. */
function fits(limit: Limit, subject: Subject, findings: Findings): boolean {
  try {
    limitItems(limit.unit, limit.points);
    if (limit.cap) limitItems(limit.cap.unit, { upperHard: limit.cap.number });
    return true;
  } catch (error) {
    findings.add('does-not-fit', `${limit.name}: ${(error as Error).message}`, limit.place, subject);
    return false;
  }
}

/** The upper hard limit as number and unit: the point, not the cap. */
export function upperHard(limit: Limit | undefined): { number: string; unit: number } | undefined {
  const number = limit?.points.upperHard;
  return limit && number !== undefined ? { number, unit: limit.unit } : undefined;
}

export function lowerHard(limit: Limit | undefined): { number: string; unit: number } | undefined {
  const number = limit?.points.lowerHard;
  return limit && number !== undefined ? { number, unit: limit.unit } : undefined;
}
