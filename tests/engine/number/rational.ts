// Rational arithmetic in BigInt, made for the tests alone: it shares no line and no method with engine/number.

/** A fraction in lowest terms with a positive denominator. */
export interface Rational {
  n: bigint;
  d: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

export function rational(n: bigint, d = 1n): Rational {
  const divisor = gcd(n < 0n ? -n : n, d);
  return { n: n / divisor, d: d / divisor };
}

/** `coefficient × 10^exponent` */
export function decimal(coefficient: number | bigint, exponent: number): Rational {
  const power = 10n ** BigInt(Math.abs(exponent));
  return exponent < 0 ? rational(BigInt(coefficient), power) : rational(BigInt(coefficient) * power);
}

export function times(...factors: Rational[]): Rational {
  return factors.reduce((a, b) => rational(a.n * b.n, a.d * b.d), rational(1n));
}

export function over(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n);
}

/** Negative, zero or positive, like a − b. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function floor(a: Rational): bigint {
  return a.n / a.d;
}

/** To the nearest whole number, a half upwards. */
export function halfUp(a: Rational): bigint {
  return (2n * a.n + a.d) / (2n * a.d);
}

/** A plain decimal where it ends, else `n/d`. */
export function text(a: Rational): string {
  let places = 0;
  let rest = a.d;
  let scaled = a.n;
  while (rest !== 1n && (rest % 2n === 0n || rest % 5n === 0n)) {
    places++;
    scaled *= 10n;
    const divisor = gcd(scaled, rest);
    scaled /= divisor;
    rest /= divisor;
  }
  if (rest !== 1n) return `${a.n}/${a.d}`;
  const digits = String(scaled).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** How a person types `coefficient × 10^-places`. */
export function typed(coefficient: number | bigint, places: number): string {
  const digits = String(coefficient).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
