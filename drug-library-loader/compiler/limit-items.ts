import { Bound, parseDecimal, parseUnit } from '../../engine/index';

/** The five points of a limit as plain decimals, in the unit given beside them. */
export interface Points {
  lowerHard?: string;
  lowerSoft?: string;
  initial?: string;
  upperSoft?: string;
  upperHard?: string;
}

const ORDER: [keyof Points, Bound][] = [
  ['lowerHard', Bound.LOWER_HARD],
  ['lowerSoft', Bound.LOWER_SOFT],
  ['initial', Bound.INITIAL],
  ['upperSoft', Bound.UPPER_SOFT],
  ['upperHard', Bound.UPPER_HARD],
];

/** Decimals as whole numbers over one shared power of ten, the largest that carries all of them exactly. */
export function shareExponent(texts: string[]): { exponent: number; coefficients: number[] } {
  const decimals = texts.map((text) => {
    const decimal = parseDecimal(text);
    if (decimal.reason !== 0) throw new RangeError(`"${text}" is not a plain decimal of at most nine digits`);
    // A trailing zero carries nothing: 50 over 1 is 5 over 10^-1 … stored as few bytes as possible, never above 10^0.
    let { coefficient, exponent } = decimal;
    while (exponent < 0 && coefficient % 10 === 0) {
      coefficient /= 10;
      exponent++;
    }
    return { coefficient, exponent };
  });
  const exponent = Math.min(0, ...decimals.map((decimal) => decimal.exponent));
  const coefficients = decimals.map((decimal) => decimal.coefficient * 10 ** (decimal.exponent - exponent));
  const tooLarge = coefficients.findIndex((coefficient) => !(coefficient <= 1e13));
  if (tooLarge >= 0) {
    throw new RangeError(`"${texts[tooLarge]}" cannot stand beside a limit with ${-exponent} decimal places`);
  }
  return { exponent, coefficients };
}

/** Items of a quantity in a limit record: unit, shared exponent, mask of bounds, one coefficient a bound. */
export function limitItems(unit: number, points: Points): number[] {
  const given = ORDER.filter(([name]) => points[name] !== undefined);
  const { exponent, coefficients } = shareExponent(given.map(([name]) => points[name] as string));
  return [unit, exponent, given.reduce((mask, [, bound]) => mask | bound, 0), ...coefficients];
}

/** The same with the unit as text, for people and tests. */
export function limitItemsIn(unit: string, points: Points, bodyWeight = false): number[] {
  const code = parseUnit(unit, bodyWeight);
  if (code === 0) throw new RangeError(`"${unit}" is not a unit`);
  return limitItems(code, points);
}
