import {
  Kind,
  Reason,
  Unit,
  kindOf,
  parseDecimal,
  parseUnit,
  reasonText,
  timeOf,
  unitText,
} from '../../engine/index';
import { type Fraction, fraction, powerOfTen, times } from './fraction';
import { didYouMean, nearestUnit } from './suggestion';

/** A plain decimal as typed, and the code of its unit. */
export interface Quantity {
  number: string;
  unit: number;
}

/** What is wrong with a text that should be a quantity, in words for the source's author. */
export interface Misread {
  code: 'wrong-number' | 'unknown-unit';
  message: string;
}

export function isMisread(value: Quantity | Misread): value is Misread {
  return 'code' in value;
}

/** Reads "5 mcg/kg/min"; with `unit`, also a bare number in that unit. `bodyWeight`: a g is a gram of the patient. */
export function readQuantityText(text: string, bodyWeight: boolean, unit?: string): Quantity | Misread {
  const space = text.indexOf(' ');
  const number = space < 0 ? text : text.substring(0, space);
  const unitText = space < 0 ? unit : text.substring(space + 1);
  const decimal = parseDecimal(number);
  if (decimal.reason !== Reason.NONE) {
    return { code: 'wrong-number', message: `"${text}": ${reasonText(decimal.reason)}` };
  }
  if (unitText === undefined || unitText === '') {
    return { code: 'unknown-unit', message: `"${text}" has no unit` };
  }
  const code = parseUnit(unitText, bodyWeight);
  if (code === 0) {
    return {
      code: 'unknown-unit',
      message: `"${unitText}" is not a unit.${didYouMean(nearestUnit(unitText))}`,
    };
  }
  return { number, unit: code };
}

/** A library says the same few numbers over and over. */
const KNOWN = 10_000;
const exacts = new Map<string, Fraction>();
const decimals = new Map<string, Fraction>();

function once(known: Map<string, Fraction>, key: string, work: () => Fraction): Fraction {
  let value = known.get(key);
  if (!value) {
    if (known.size >= KNOWN) known.clear();
    value = work();
    known.set(key, value);
  }
  return value;
}

/** The number exactly, in the base unit of its kind and, where it is per time, per hour; durations in hours. */
export function exactly({ number, unit }: Quantity): Fraction {
  return once(exacts, `${number} ${unit}`, () => times(decimalFraction(number), unitFactor(unit)));
}

export function decimalFraction(text: string): Fraction {
  return once(decimals, text, () => {
    const decimal = parseDecimal(text);
    return times(fraction(BigInt(decimal.coefficient)), powerOfTen(decimal.exponent));
  });
}

/** Powers of ten of the units whose kind has several, by their names; every other unit is the base of its kind. */
const SCALES: Record<string, number> = {
  mg: -3,
  mcg: -6,
  nanogram: -9,
  milliunit: -3,
  'million unit': 6,
  mmol: -3,
  micromol: -6,
  mEq: -3,
  microlitre: -3,
};

/** Power of ten of a unit's substance relative to the base unit of its kind (g, unit, mol, Eq, mL, kcal, kg, m²). */
export function scaleOf(unit: number): number {
  const substance = unit & ~15;
  if (kindOf(unit) === Kind.BODY_WEIGHT) return substance === Unit.KILOGRAM ? 0 : -3;
  return SCALES[unitText(substance)] ?? 0;
}

const factors = new Map<number, Fraction>();

/** What one of this unit is in base units and hours. Worked out once for each: a library asks for it tens of thousands of times. */
export function unitFactor(unit: number): Fraction {
  let factor = factors.get(unit);
  if (!factor) {
    factor = factorOf(unit);
    factors.set(unit, factor);
  }
  return factor;
}

function factorOf(unit: number): Fraction {
  const scale = powerOfTen(scaleOf(unit));
  const time = timeOf(unit);
  if (unit < 16) return time === 1 ? fraction(1n, 60n) : time === 3 ? fraction(24n) : fraction(1n);
  return time === 1 ? times(scale, fraction(60n)) : time === 3 ? times(scale, fraction(1n, 24n)) : scale;
}

/** Whether two units count the same thing: kind, basis, and whether per time. */
export function sameMeasure(a: number, b: number): boolean {
  if (kindOf(a) !== kindOf(b)) return false;
  if (a < 16 || b < 16) return true;
  return ((a >> 2) & 3) === ((b >> 2) & 3) && timeOf(a) > 0 === timeOf(b) > 0;
}
