import { Kind, type LimitRecord, Quantity, Unit, kindOf } from '../../engine/index';
import { scaleOf } from '../source/quantity';
import { type LimitPoints, acceptedRange, limitPoints } from './limit-points';
import { type Typed, middle, numberOf, roundedTo } from './typed';

/** What is typed for the patient, in the unit of the care area. */
export interface UsualPatient {
  weight: Typed;
  weightUnit: number;
  bsa: Typed;
}

/** Where the limits leave a side open: an adult of 70 kg and 1.8 m², but never more than half of the largest patient allowed. */
const ADULT_WEIGHT = 70;
const ADULT_BSA = 1.8;

function inBaseUnits(typed: Typed, unit: number): Typed {
  return { coefficient: typed.coefficient, exponent: typed.exponent + scaleOf(unit) };
}

/** The inner ones of several lower and upper points, in kilograms or square metres. */
function band(all: (LimitPoints | null)[]): { from?: Typed; to?: Typed } {
  const result: { from?: Typed; to?: Typed } = {};
  for (const points of all) {
    if (points === null) continue;
    const { from, to } = acceptedRange(points);
    const low = from && inBaseUnits(from, points.unit);
    const high = to && inBaseUnits(to, points.unit);
    if (low && !(result.from && numberOf(result.from) >= numberOf(low))) result.from = low;
    if (high && !(result.to && numberOf(result.to) <= numberOf(high))) result.to = high;
  }
  return result;
}

function within({ from, to }: { from?: Typed; to?: Typed }, adult: number): Typed {
  if (from && to) return middle(from, to);
  const most = to ? Math.min(adult, numberOf(to) / 2) : adult;
  return from && numberOf(from) > most ? from : roundedTo(most, 2);
}

/**
 * The geometric middle of the soft band that entry and care area leave (a hard point where a side has no soft one): 77 kg for a band
 * of 30 to 200 kg. Taken once for each entry.
 */
export function usualPatient(entry: LimitRecord, careArea: LimitRecord | null): UsualPatient {
  const weights = [limitPoints(entry, Quantity.WEIGHT), limitPoints(careArea, Quantity.WEIGHT)];
  const surfaces = [limitPoints(entry, Quantity.BSA), limitPoints(careArea, Quantity.BSA)];
  const unit = weights.find((points) => points !== null && kindOf(points.unit) === Kind.BODY_WEIGHT)?.unit;
  const weightUnit = unit ?? Unit.KILOGRAM;
  const weight = within(band(weights), ADULT_WEIGHT);
  return {
    weight: { coefficient: weight.coefficient, exponent: weight.exponent - scaleOf(weightUnit) },
    weightUnit,
    bsa: within(band(surfaces), ADULT_BSA),
  };
}
