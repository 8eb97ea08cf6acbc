/** An exact non-negative number: n ÷ d, in lowest terms. Node has whole numbers of any size; the pump has not. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** Numbers up to here are divided as doubles, many times faster and just as exactly. */
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function gcd(a: bigint, b: bigint): bigint {
  if (a <= SAFE && b <= SAFE) {
    let [x, y] = [Number(a), Number(b)];
    while (y !== 0) [x, y] = [y, x % y];
    return BigInt(x);
  }
  return b === 0n ? a : gcd(b, a % b);
}

/** Throws a RangeError when `d` is zero. */
export function fraction(n: bigint, d = 1n): Fraction {
  if (d === 0n) throw new RangeError(`${n}/0 is not a number`);
  const common = gcd(n, d);
  return { n: n / common, d: d / common };
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

export function over(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d, a.d * b.n);
}

/** Below zero, zero or above zero as a is below, equal to or above b. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function least(a: Fraction, b: Fraction): Fraction {
  return compareFractions(a, b) <= 0 ? a : b;
}

export function greatest(a: Fraction, b: Fraction): Fraction {
  return compareFractions(a, b) >= 0 ? a : b;
}

export function powerOfTen(exponent: number): Fraction {
  const power = 10n ** BigInt(Math.abs(exponent));
  return exponent < 0 ? { n: 1n, d: power } : { n: power, d: 1n };
}

/** The smallest whole number that is not below it. */
export function roundUp(a: Fraction): bigint {
  return (a.n + a.d - 1n) / a.d;
}

/** For messages and for choosing a middle, never for a decision. */
export function approximately(a: Fraction): number {
  return Number(a.n) / Number(a.d);
}
