// Five-point scales: each limit of entry, care area and pump that the program touches, with the value that was entered. The engine itself
// measures: a copy of the limit with an upper hard limit of zero makes it say what the value is, in that limit's unit.
import { type Limits, judgeProgram } from '../../../engine/dose/check';
import type { Program } from '../../../engine/dose/infusion-program';
import { Bound, type LimitRecord, QUANTITY_NAMES } from '../../../engine/dose/limit';
import { unitText } from '../../../engine/dose/unit';
import { type Finding, explain } from '../../../engine/dose/verdict';
import { placePoint } from '../../../engine/number/decimal';
import type { Inspection } from '../session';

export type Source = 'entry' | 'care area' | 'pump';

export type PointName = 'lower-hard' | 'lower-soft' | 'initial' | 'upper-soft' | 'upper-hard';

export interface Point {
  name: PointName;
  text: string;
  /** For drawing alone. */
  value: number;
}

export interface Scale {
  quantity: string;
  source: Source;
  unit: string;
  /** In rising order. */
  points: Point[];
  /** As the engine tells it; absent where the program says nothing of this quantity. */
  entered?: string;
  /** The bound that is crossed; absent where none is. */
  crossed?: PointName;
  /** Step of a multi-step program, from 1. */
  step?: number;
}

const POINTS: [Bound, PointName][] = [
  [Bound.LOWER_HARD, 'lower-hard'],
  [Bound.LOWER_SOFT, 'lower-soft'],
  [Bound.INITIAL, 'initial'],
  [Bound.UPPER_SOFT, 'upper-soft'],
  [Bound.UPPER_HARD, 'upper-hard'],
];

/** Quantities end here; behind them stand caps and other keys. */
const QUANTITIES = QUANTITY_NAMES.length;

function copyOf(record: LimitRecord): LimitRecord {
  return { at: record.at.slice(), items: record.items.slice() };
}

/** The record with each of its limits a single upper hard one of zero. */
function probe(record: LimitRecord): LimitRecord {
  const copy = copyOf(record);
  for (let quantity = 1; quantity < QUANTITIES; quantity++) {
    const at = copy.at[quantity] as number;
    if (!(at > 0)) continue;
    const place = copy.items.length;
    copy.items.push(4, copy.items[at + 1] as number, 0, Bound.UPPER_HARD, 0);
    copy.at[quantity] = place;
  }
  return copy;
}

/** The record without any limit of a quantity. */
function bare(record: LimitRecord): LimitRecord {
  const copy = copyOf(record);
  for (let key = 1; key < 64; key++) copy.at[key] = 0;
  return copy;
}

/** What the engine says of the program under these limits, nothing being confirmed. */
function findings(program: Program, limits: Limits, uk: boolean): Finding[] {
  return explain(judgeProgram(program, limits, []), program, uk).findings;
}

/** Limits in which only one source has limits of quantities. */
function alone(limits: Limits, source: Source, record: LimitRecord): Limits {
  const { entry, pump } = limits;
  if (source === 'entry') return { entry: record, careArea: null, pump };
  const without = entry && bare(entry);
  if (source === 'care area') return { entry: without, careArea: record, pump };
  return { entry: without, careArea: null, pump: record };
}

function pointsOf(record: LimitRecord, at: number): Point[] {
  const exponent = record.items[at + 2] as number;
  const mask = record.items[at + 3] as number;
  let place = at + 4;
  return POINTS.flatMap(([bound, name]) => {
    if (!(mask & bound)) return [];
    const coefficient = record.items[place++] as number;
    return [{ name, text: placePoint(String(coefficient), exponent), value: coefficient * 10 ** exponent }];
  });
}

/** The worst first: hard before soft. */
function crossedBy(found: Finding[], quantity: string, step: number | undefined): PointName | undefined {
  const own = found.filter((each) => each.quantity === quantity && each.step === step && each.bound);
  return own.map(({ bound }) => bound).find((bound) => POINTS.some(([, name]) => name === bound)) as
    | PointName
    | undefined;
}

/** All scales of the last check, those with a value first. */
export function scalesOf({ limits, program, uk }: Inspection): Scale[] {
  if (!limits) return [];
  const sources: [Source, LimitRecord | null][] = [
    ['entry', limits.entry],
    ['care area', limits.careArea],
    ['pump', limits.pump],
  ];
  const scales: Scale[] = [];
  for (const [source, record] of sources) {
    if (!record) continue;
    const told = findings(program, alone(limits, source, record), uk);
    const measured = findings(program, alone(limits, source, probe(record)), uk).filter(
      ({ bound }) => bound === 'upper-hard',
    );
    for (let quantity = 1; quantity < QUANTITIES; quantity++) {
      const at = record.at[quantity] as number;
      if (!(at > 0)) continue;
      const name = QUANTITY_NAMES[quantity] as string;
      const scale: Scale = {
        quantity: name,
        source,
        unit: unitText(record.items[at + 1] as number, uk),
        points: pointsOf(record, at),
      };
      if (scale.points.length === 0) continue;
      const values = measured.filter((each) => each.quantity === name);
      if (values.length === 0) scales.push(scale);
      for (const { entered, step } of values) {
        const crossed = crossedBy(told, name, step);
        scales.push({
          ...scale,
          entered,
          ...(crossed === undefined ? {} : { crossed }),
          ...(step === undefined ? {} : { step }),
        });
      }
    }
  }
  const weight = ({ entered, crossed }: Scale) =>
    entered === undefined ? 3 : crossed === undefined ? 2 : crossed.endsWith('hard') ? 0 : 1;
  return scales.sort((a, b) => weight(a) - weight(b));
}

export type Zone = 'hard' | 'soft' | 'inside';

/** What lies left of the first point, between the points, and right of the last: as many as points, and one. */
export function zonesOf(points: readonly Point[]): Zone[] {
  const names = points.map(({ name }) => name);
  return Array.from({ length: points.length + 1 }, (_, gap) => {
    const left = names.slice(0, gap);
    const right = names.slice(gap);
    if (right.includes('lower-hard') || left.includes('upper-hard')) return 'hard';
    if (right.includes('lower-soft') || left.includes('upper-soft')) return 'soft';
    return 'inside';
  });
}

/**
 * Where a value stands on a scale whose points are drawn at equal distances: 0 is the left end, 1 the right. Between two points it stands
 * by its logarithm, where both are above zero; right of the last the whole gap is a tenfold value.
 */
export function placeOn(points: readonly Point[], value: number): number {
  const gaps = points.length + 1;
  const gap = points.filter((point) => value > point.value).length;
  const low = points[gap - 1]?.value;
  const high = points[gap]?.value;
  const equal = points.findIndex((point) => point.value === value);
  if (equal >= 0) return (equal + 1) / gaps;
  let part = 0.5;
  if (low === undefined) part = high !== undefined && high > 0 ? Math.max(0, value / high) : 0;
  else if (high === undefined) part = low > 0 ? Math.min(1, Math.log10(value / low)) : 1;
  else if (low > 0) part = Math.log(value / low) / Math.log(high / low);
  else part = (value - low) / (high - low);
  return (gap + Math.min(0.98, Math.max(0.02, part))) / gaps;
}
