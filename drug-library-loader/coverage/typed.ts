/** A number as a person types it: `coefficient × 10^exponent`, both whole, at most nine digits. */
export interface Typed {
  readonly coefficient: number;
  readonly exponent: number;
}

const MOST = 999_999_999;

/** The double next to it; for choosing and sorting, never for a limit. */
export function numberOf(typed: Typed): number {
  return Number(`${typed.coefficient}e${typed.exponent}`);
}

/** The value in so many significant digits. Throws a RangeError for what nobody can type (zero, negative, infinite). */
export function roundedTo(value: number, digits: number): Typed {
  if (!(value > 0 && value < 1e18)) throw new RangeError(`${value} is not a number that can be typed`);
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  const [whole, places = ''] = mantissa.split('.') as [string, string?];
  return shortest(Number(whole + places), Number(exponent) - places.length);
}

/** Drops trailing zeros, so that the fewest digits are typed. */
export function shortest(coefficient: number, exponent: number): Typed {
  const short = { coefficient, exponent };
  while (short.coefficient > 0 && short.coefficient % 10 === 0) {
    short.coefficient /= 10;
    short.exponent += 1;
  }
  return short;
}

/** `typed × over ÷ under`: exactly where nine digits hold it, else in four digits, as a person would round it. */
export function times(typed: Typed, over: number, under = 1): Typed {
  const product = typed.coefficient * over;
  if (product % under === 0 && product / under <= MOST * 10 ** 3) {
    const exact = shortest(product / under, typed.exponent);
    if (exact.coefficient <= MOST) return exact;
  }
  return roundedTo((numberOf(typed) * over) / under, 4);
}

/** A typeable number about the geometric middle of two, never outside them. */
export function middle(low: Typed, high: Typed): Typed {
  const [from, to] = [numberOf(low), numberOf(high)];
  // Below zero times anything lies nothing: a range from zero is taken from a tenth of its upper end.
  const wanted = Math.sqrt((from > 0 ? from : to / 10) * to);
  for (let digits = 2; digits <= 9 && wanted > 0; digits++) {
    const candidate = roundedTo(wanted, digits);
    if (numberOf(candidate) >= from && numberOf(candidate) <= to) return candidate;
  }
  return high;
}

/** Plain decimal text: a leading zero always, a trailing zero never. */
export function decimalText(coefficient: number, exponent: number): string {
  if (coefficient === 0) return '0';
  const shown = shortest(coefficient, exponent);
  const digits = String(shown.coefficient);
  if (shown.exponent >= 0) return digits + '0'.repeat(shown.exponent);
  const padded = digits.padStart(1 - shown.exponent, '0');
  return `${padded.slice(0, shown.exponent)}.${padded.slice(shown.exponent)}`;
}
