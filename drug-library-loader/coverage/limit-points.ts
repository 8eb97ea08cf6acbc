import { Bound, type LimitRecord } from '../../engine/index';
import { type Typed, numberOf } from './typed';

/** A limit of a compiled record, taken apart: its unit, and those of its five points that it has. */
export interface LimitPoints {
  unit: number;
  lowerHard?: Typed;
  lowerSoft?: Typed;
  initial?: Typed;
  upperSoft?: Typed;
  upperHard?: Typed;
}

export type PointName = Exclude<keyof LimitPoints, 'unit'>;

/** The points of a limit in rising order, with their bits and their names in a source. */
export const POINTS: readonly { name: PointName; bound: Bound; text: string }[] = [
  { name: 'lowerHard', bound: Bound.LOWER_HARD, text: 'lower-hard' },
  { name: 'lowerSoft', bound: Bound.LOWER_SOFT, text: 'lower-soft' },
  { name: 'initial', bound: Bound.INITIAL, text: 'initial' },
  { name: 'upperSoft', bound: Bound.UPPER_SOFT, text: 'upper-soft' },
  { name: 'upperHard', bound: Bound.UPPER_HARD, text: 'upper-hard' },
];

/** The limit at `key` of a record; `null` where there is none. */
export function limitPoints(record: LimitRecord | null, key: number): LimitPoints | null {
  const at = record === null ? 0 : record.at[key];
  if (record === null || !(at > 0)) return null;
  const { items } = record;
  const points: LimitPoints = { unit: items[at + 1] };
  let next = at + 4;
  for (const { name, bound } of POINTS) {
    if (items[at + 3] & bound) points[name] = { coefficient: items[next++], exponent: items[at + 2] };
  }
  return points;
}

/** What neither alerts nor stops: from the inner of the lower points to the inner of the upper ones. Either side may be open. */
export function acceptedRange(points: LimitPoints): { from?: Typed; to?: Typed } {
  return { from: points.lowerSoft ?? points.lowerHard, to: points.upperSoft ?? points.upperHard };
}

export function isAbove(a: Typed, b: Typed): boolean {
  return numberOf(a) > numberOf(b);
}
