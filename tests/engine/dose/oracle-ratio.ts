/** An exact fraction of two BigInts, the denominator positive: the oracle's only kind of number. */
export class Ratio {
  static readonly ZERO = new Ratio(0n, 1n);
  static readonly ONE = new Ratio(1n, 1n);

  private constructor(
    readonly numerator: bigint,
    readonly denominator: bigint,
  ) {}

  static of(numerator: bigint | number, denominator: bigint | number = 1n): Ratio {
    const below = BigInt(denominator);
    if (below === 0n) throw new RangeError('a fraction over zero');
    return below < 0n ? new Ratio(-BigInt(numerator), -below) : new Ratio(BigInt(numerator), below);
  }

  /** coefficient × 10^exponent. */
  static decimal(coefficient: bigint | number, exponent: number): Ratio {
    return exponent < 0
      ? new Ratio(BigInt(coefficient), 10n ** BigInt(-exponent))
      : new Ratio(BigInt(coefficient) * 10n ** BigInt(exponent), 1n);
  }

  /** The very decimal that JavaScript prints for a number. */
  static fromNumber(value: number): Ratio {
    const [digits, exponent = '0'] = String(value).split('e');
    const [whole, places = ''] = digits.split('.');
    return Ratio.decimal(BigInt(whole + places), Number(exponent) - places.length);
  }

  plus(other: Ratio): Ratio {
    return new Ratio(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  minus(other: Ratio): Ratio {
    return this.plus(new Ratio(-other.numerator, other.denominator));
  }

  times(other: Ratio): Ratio {
    return new Ratio(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  over(other: Ratio): Ratio {
    return Ratio.of(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  magnitude(): Ratio {
    return this.numerator < 0n ? new Ratio(-this.numerator, this.denominator) : this;
  }

  /** −1, 0 or 1. */
  compare(other: Ratio): number {
    const difference = this.numerator * other.denominator - other.numerator * this.denominator;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** About this, for drawing test values; no decision rests on it. */
  toNumber(): number {
    return Number(this.numerator) / Number(this.denominator);
  }

  isZero(): boolean {
    return this.numerator === 0n;
  }

  floor(): bigint {
    const quotient = this.numerator / this.denominator;
    return this.numerator < 0n && quotient * this.denominator !== this.numerator ? quotient - 1n : quotient;
  }

  ceiling(): bigint {
    return -new Ratio(-this.numerator, this.denominator).floor();
  }

  /** The fraction in lowest terms. */
  reduced(): Ratio {
    let a = this.numerator < 0n ? -this.numerator : this.numerator;
    let b = this.denominator;
    while (b !== 0n) [a, b] = [b, a % b];
    return new Ratio(this.numerator / a, this.denominator / a);
  }

  /** A decimal such as `15.375` where it ends, else a fraction in lowest terms such as `50/3`. */
  text(): string {
    const { numerator, denominator } = this.reduced();
    let rest = denominator;
    let twos = 0n;
    let fives = 0n;
    for (; rest % 2n === 0n; rest /= 2n) twos++;
    for (; rest % 5n === 0n; rest /= 5n) fives++;
    if (rest !== 1n) return `${numerator}/${denominator}`;
    // 10^places is the first power of ten that the denominator divides.
    const places = twos > fives ? twos : fives;
    if (places === 0n) return String(numerator);
    const digits = String((numerator * 10n ** places) / denominator).padStart(Number(places) + 1, '0');
    return `${digits.slice(0, -Number(places))}.${digits.slice(-Number(places))}`;
  }
}
