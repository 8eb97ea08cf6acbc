import { Reason } from '../reason';

/** A non-negative decimal: `coefficient × 10^exponent`, both whole. A refused one has a NaN coefficient and a reason. */
export interface Decimal {
  readonly reason: number;
  readonly coefficient: number;
  readonly exponent: number;
}

// Looked up once: a global and its property cost more than the call.
export const NAN = Number.NaN;
export const floor = Math.floor;

/** Digits that a person may type for one number, and places after its point. */
const MAX_DIGITS = 9;
const MAX_PLACES = 12;

function refused(reason: Reason): Decimal {
  return { reason: reason, coefficient: NAN, exponent: 0 };
}

/**
 * Reads what a keypad or a library gives: digits, at most one point with a digit on both sides, no sign, no exponent,
 * no needless leading zero, at most nine digits after leading zeros and twelve places after the point. Anything else is refused with its reason: nothing
 * is dropped or corrected. Numbers of the caller's language are not text and are refused too.
 */
export function parseDecimal(text: unknown): Decimal {
  if (typeof text !== 'string') return refused(Reason.NOT_TEXT);
  const length = text.length;
  if (length === 0) return refused(Reason.EMPTY);
  let coefficient = 0;
  let digits = 0;
  let point = -1;
  for (let i = 0; i < length; i++) {
    const character = text.charCodeAt(i);
    if (character === 46) {
      if (point >= 0) return refused(Reason.TWO_POINTS);
      if (i === 0 || i === length - 1) return refused(Reason.NOT_A_DECIMAL);
      point = i;
    } else if (character >= 48 && character <= 57) {
      // "05" and "00.5" are slips of a finger, not numbers.
      if (i === 1 && text.charAt(0) === '0') return refused(Reason.NOT_A_DECIMAL);
      coefficient = coefficient * 10 + (character - 48);
      if (coefficient > 0) digits++;
      if (digits > MAX_DIGITS || i - point > MAX_PLACES) return refused(Reason.TOO_MANY_DIGITS);
    } else {
      return refused(
        i === 0 && (character === 45 || character === 43) ? Reason.SIGNED : Reason.NOT_A_DECIMAL,
      );
    }
  }
  return { reason: Reason.NONE, coefficient: coefficient, exponent: point < 0 ? 0 : point + 1 - length };
}

/** Plain text of `digits × 10^exponent`: a leading zero always, a trailing zero after the point never. */
export function placePoint(digits: string, exponent: number): string {
  if (exponent >= 0) {
    for (let i = 0; i < exponent && digits !== '0'; i++) digits += '0';
    return digits;
  }
  while (digits.length <= -exponent) digits = '0' + digits;
  const point = digits.length + exponent;
  let end = digits.length;
  while (digits.charAt(end - 1) === '0') end--;
  const whole = digits.substring(0, point);
  return end > point ? whole + '.' + digits.substring(point, end) : whole;
}
