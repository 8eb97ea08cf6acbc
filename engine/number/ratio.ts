import { NAN, floor, placePoint } from './decimal';

/**
 * Exact non-negative ratios, kept as factors so that nothing is divided or rounded before a decision:
 * `r[0]·r[1]·r[2]·r[3]·r[4] / (r[5]·r[6]·r[7]·r[8]) × 10^r[9]`, every factor a whole number below 2^53.
 * Slot 4 stays 1 except while a percentage of the ratio is compared.
 */
export type Ratio = number[];

// Doubles hold whole numbers exactly below 2^53, a little above 9·10^15; below 10^14 Duktape even keeps them as integers.
/** Each side of a comparison gathers under 64 roundings of 2^-53; a gap wider than this settles it. */
const MARGIN = 1 / 70368744177664;
const BELOW = 1 - MARGIN;
const ABOVE = 1 + MARGIN;
const BASE = 10000000;

/** 10^0 … 10^99, exact to 10^22 and a few roundings off after that. */
export const POWERS: number[] = [1];
for (let i = 1; i < 100; i++) POWERS[i] = i < 23 ? POWERS[i - 1] * 10 : POWERS[i - 22] * 1e22;

/** A new ratio, equal to 1. */
export function newRatio(): Ratio {
  return [1, 1, 1, 1, 1, 1, 1, 1, 1, 0];
}

/** Makes the ratio `numerator / denominator × 10^exponent`. */
export function setRatio(ratio: Ratio, numerator: number, denominator: number, exponent: number): void {
  ratio[1] = ratio[2] = ratio[3] = ratio[4] = ratio[6] = ratio[7] = ratio[8] = 1;
  ratio[0] = numerator;
  ratio[5] = denominator;
  ratio[9] = exponent;
}

/** Appends the ten numbers of a ratio to a list. */
export function pushRatio(list: number[], r: Ratio): void {
  list.push(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9]);
}

/** The double next to the product above the line, without the power of ten. */
export function above(ratio: Ratio): number {
  return ratio[0] * ratio[1] * ratio[2] * ratio[3] * ratio[4];
}

/** The double next to the product below the line. */
export function below(ratio: Ratio): number {
  return ratio[5] * ratio[6] * ratio[7] * ratio[8];
}

function multiply(limbs: number[], factor: number): number[] {
  const result: number[] = [];
  for (let offset = 0; factor > 0; offset++) {
    const digit = factor % BASE;
    factor = floor(factor / BASE);
    let carry = 0;
    for (let i = 0; i < limbs.length || carry > 0; i++) {
      const sum = (result[offset + i] || 0) + (limbs[i] || 0) * digit + carry;
      carry = floor(sum / BASE);
      result[offset + i] = sum % BASE;
    }
  }
  return result;
}

/** `limbs` times the factors `from` … `to − 1` of a ratio, in limbs of 10^7, lowest first. */
function product(limbs: number[], ratio: Ratio, from: number, to: number): number[] {
  for (let i = from; i < to; i++) limbs = multiply(limbs, ratio[i]);
  return limbs;
}

function timesTen(limbs: number[], tens: number): number[] {
  for (; tens >= 7; tens -= 7) limbs = multiply(limbs, BASE);
  return tens > 0 ? multiply(limbs, POWERS[tens]) : limbs;
}

function compareLimbs(left: number[], right: number[]): number {
  if (left.length !== right.length) return left.length - right.length;
  for (let i = left.length - 1; i >= 0; i--) {
    if (left[i] !== right[i]) return left[i] - right[i];
  }
  return 0;
}

/** Whether it is a whole number below 9·10^15; a text or `null`, which compare like numbers, is none. */
export function isWhole(value: number): boolean {
  return value >= 0 && value < 9e15 && value - (value % 1) === value;
}

function isExact(ratio: Ratio): boolean {
  for (let i = 0; i < 9; i++) if (!isWhole(ratio[i])) return false;
  return true;
}

/**
 * Sign of `ratio × leftFactor × 10^shift` minus `rightFactor` (both with the ratio's own exponent already in `shift`), given
 * the doubles `left` and `right` of the two cross-multiplied products. NaN when a factor is not a whole number below 9·10^15.
 */
export function settle(
  left: number,
  right: number,
  ratio: Ratio,
  leftFactor: number,
  rightFactor: number,
  shift: number,
): number {
  if (left < 9e15 && right < 9e15) return left - right;
  if (left < right * BELOW) return -1;
  if (left > right * ABOVE) return 1;
  if (!isExact(ratio) || !isWhole(leftFactor) || !isWhole(rightFactor) || !(shift >= -99 && shift <= 99))
    return NAN;
  return compareLimbs(
    timesTen(product(multiply([1], leftFactor), ratio, 0, 5), shift),
    timesTen(product(multiply([1], rightFactor), ratio, 5, 9), -shift),
  );
}

/** Sign of `ratio − coefficient × 10^exponent`; NaN when that cannot be told. `coefficient` is whole and below 9·10^15. */
export function compare(ratio: Ratio, coefficient: number, exponent: number): number {
  const shift = ratio[9] - exponent;
  let left = above(ratio);
  let right = below(ratio) * coefficient;
  if (shift >= 0) left *= POWERS[shift];
  else right *= POWERS[-shift];
  return settle(left, right, ratio, 1, coefficient, shift);
}

/** Sign of `a − b`; NaN when a factor is not whole. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const shift = a[9] - b[9];
  if (!isExact(a) || !isExact(b) || !(below(b) > 0) || !(shift >= -99 && shift <= 99)) return NAN;
  let left = above(a) * below(b);
  let right = above(b) * below(a);
  if (shift >= 0) left *= POWERS[shift];
  else right *= POWERS[-shift];
  if (left < right * BELOW) return -1;
  if (left > right * ABOVE) return 1;
  return compareLimbs(
    timesTen(product(product([1], a, 0, 5), b, 5, 9), shift),
    timesTen(product(product([1], b, 0, 5), a, 5, 9), -shift),
  );
}

/** The ratio as a rounded double: a first guess for a quotient, never a decision. */
export function estimate(ratio: Ratio): number {
  const value = above(ratio) / below(ratio);
  return ratio[9] >= 0 ? value * POWERS[ratio[9]] : value / POWERS[-ratio[9]];
}

/** How many whole steps of `coefficient × 10^exponent` fit into the ratio; NaN when they cannot be counted exactly. */
export function wholeSteps(ratio: Ratio, coefficient: number, exponent: number): number {
  const shift = ratio[9] - exponent;
  let left = above(ratio);
  let right = below(ratio) * coefficient;
  if (shift >= 0) left *= POWERS[shift];
  else right *= POWERS[-shift];
  let steps = floor(left / right);
  // A quotient just below a whole number is further from it than a double rounds.
  if (left < 1e14) return steps;
  if (!(steps >= 0 && (steps + 99) * coefficient < 9e15)) return NAN;
  // The guess is a few steps off at most; the exact comparison puts it right.
  while (compare(ratio, steps * coefficient, exponent) < 0) steps--;
  while (compare(ratio, (steps + 1) * coefficient, exponent) >= 0) steps++;
  return steps;
}

/** The nearest number of steps, a half counted up; NaN when they cannot be counted exactly. */
export function nearestSteps(ratio: Ratio, coefficient: number, exponent: number): number {
  const steps = wholeSteps(ratio, coefficient, exponent);
  const half = (2 * steps + 1) * coefficient * 5;
  if (!(half < 9e15)) return NAN;
  return compare(ratio, half, exponent - 1) >= 0 ? steps + 1 : steps;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b > 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

function limbText(limbs: number[]): string {
  let text = limbs.length === 0 ? '0' : String(limbs[limbs.length - 1]);
  for (let i = limbs.length - 2; i >= 0; i--) text += String(limbs[i] + BASE).substring(1);
  return text;
}

function pushTens(factors: number[], count: number): void {
  for (let i = 0; i < count; i++) factors.push(10);
}

function multiplyAll(factors: number[], base: number, times: number): number[] {
  let limbs = [1];
  for (let i = 0; i < factors.length; i++) limbs = multiply(limbs, factors[i]);
  for (let i = 0; i < times; i++) limbs = multiply(limbs, base);
  return limbs;
}

/** The exact value: a decimal such as `15.375` where it ends, else a fraction in lowest terms such as `50/3`. */
export function exactText(ratio: Ratio): string {
  const over = ratio.slice(0, 5);
  const under = ratio.slice(5, 9);
  pushTens(over, ratio[9]);
  pushTens(under, -ratio[9]);
  // Pairs without a common divisor make products without one.
  for (let n = 0; n < over.length; n++) {
    for (let d = 0; d < under.length; d++) {
      const divisor = greatestCommonDivisor(over[n], under[d]);
      over[n] /= divisor;
      under[d] /= divisor;
    }
  }
  let twos = 0;
  let fives = 0;
  let rest = 1;
  for (let d = 0; d < under.length; d++) {
    let factor = under[d];
    for (; factor % 2 === 0; twos++) factor /= 2;
    for (; factor % 5 === 0; fives++) factor /= 5;
    rest *= factor;
  }
  if (rest !== 1) return limbText(multiplyAll(over, 1, 0)) + '/' + limbText(multiplyAll(under, 1, 0));
  const places = twos > fives ? twos : fives;
  const missing = twos > fives ? 5 : 2;
  return placePoint(limbText(multiplyAll(over, missing, Math.abs(twos - fives))), -places);
}
