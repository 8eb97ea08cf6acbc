// What tests draw limits and programs with: numbers spent one by one, and decimals as a person could type them.
import fc from 'fast-check';
import type { Limit } from './limits';
import { type Patient, readConcentration } from './oracle-measure';
import { Ratio } from './oracle-ratio';

const LARGEST = 0x3fffffff;

/** A list of whole numbers, spent one by one; zeros when it is empty. A 0 takes the first, plainest choice, so that fast-check can shrink. */
export class Draws {
  private next = 0;

  constructor(private draws: readonly number[]) {}

  below(count: number): number {
    return (this.draws[this.next++] ?? 0) % count;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** True once in `count` draws, and never for a draw of 0. */
  once(count: number): boolean {
    return this.below(count) === count - 1;
  }

  /** False once in `count` draws, and never for a draw of 0. */
  mostly(count: number): boolean {
    return !this.once(count);
  }
}

export const anyDraw = fc.noBias(fc.nat(LARGEST));

export function anyDraws(count: number): fc.Arbitrary<number[]> {
  return fc.noBias(fc.array(fc.nat(LARGEST), { minLength: count, maxLength: count, size: 'max' }));
}

/**
 * A value as a person could type it: rounded to so many digits, then moved by `nudge` of its last place. At most nine digits and twelve places,
 * above zero; far too large or small values become ones that can be typed.
 */
export function typed(value: Ratio, digits: number, nudge = 0): string {
  const size = value.toNumber();
  if (!(size >= 1e-11 && size < 9.9e8)) return size >= 1 ? '987654321' : '0.00000000001';
  const places = Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
  const steps = value.times(Ratio.decimal(1, places)).plus(Ratio.of(1, 2)).floor() + BigInt(nudge);
  const text = Ratio.decimal(steps > 0n ? steps : 1n, -places).text();
  return text.replace('.', '').replace(/^0+/, '').length > 9 ? typed(value, digits - 1, nudge) : text;
}

export function typedNumber(value: number, digits: number): string {
  return typed(Ratio.fromNumber(value), digits);
}

export const POINT_NAMES = ['lowerHard', 'lowerSoft', 'initial', 'upperSoft', 'upperHard'] as const;

/** Points about a middle of 1. */
const NARROW = [
  [0.5, 0.8, 1, 1.25, 1.6],
  [0.1, 0.2, 1, 2, 4],
  [0.99, 1, 1, 1, 1.01],
  [0, 0.05, 1, 10, 25],
  [1, 1, 1, 1, 1],
];
const WIDE = [
  [0.01, 0.05, 1, 8, 20],
  [0, 0.5, 1, 3, 50],
];
const MASKS = [0b11111, 0b11111, 0b11011, 0b10000, 0b01000, 0b11000, 0b10001, 0b00010, 0b01010, 0b00000];

/** A limit about `middle`, with as many digits as drawn; its points share their last place. */
export function drawLimit(draws: Draws, unit: string, middle: number, wide = false): Limit {
  const spread = draws.pick(wide ? [...WIDE, ...WIDE, ...NARROW] : NARROW);
  const mask = draws.pick(MASKS);
  const digits = draws.pick([2, 2, 3, 1, 5, 7]);
  const places = Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(middle))));
  const limit: Limit = { unit };
  POINT_NAMES.forEach((name, i) => {
    const value = Math.min(Math.round(middle * spread[i] * 10 ** places), 10 ** Math.min(9 + places, 13) - 1);
    const text = Ratio.decimal(value, -places).text();
    const fits = text.replace('.', '').replace(/^0+/, '').length <= 9;
    if ((mask >> i) % 2 === 1 && fits) limit[name] = text;
  });
  return limit;
}

export function concentrationOf(text: string): Patient['concentration'] {
  const { amount, volume } = readConcentration(text);
  if (!amount || !volume || amount.value.isZero() || volume.value.isZero()) return undefined;
  const perMillilitre = amount.value.times(Ratio.decimal(1, amount.unit.scale)).over(volume.value);
  return { kind: amount.unit.kind, perMillilitre };
}
