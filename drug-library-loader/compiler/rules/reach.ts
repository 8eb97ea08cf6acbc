import { Basis, Kind, Quantity, basisOf, kindOf, timeOf, unitText } from '../../../engine/index';
import {
  type Fraction,
  approximately,
  compareFractions,
  fraction,
  greatest,
  least,
  over,
  times,
} from '../../source/fraction';
import { decimalFraction, exactly } from '../../source/quantity';
import type { SourceCareArea } from '../care-area';
import type { Concentration, SourceEntry } from '../entry';
import { type Limit, lowerHard, upperHard } from '../limit';
import { type RuleBook, subjectOf } from './rule-book';

/** Limits that ask too late, or never. */
export function checkReach(book: RuleBook): void {
  for (const entry of book.entries) {
    for (const limit of limitsOf(entry)) farApart(limit, subjectOf(entry), book);
    neverFires(entry, book);
  }
  for (const area of book.careAreas.values())
    for (const limit of area.limits.values()) farApart(limit, { careArea: area.id }, book);
}

function limitsOf(entry: SourceEntry): Limit[] {
  const custom = entry.concentrations.flatMap((each) => (each.kind === 'custom' ? [each.limit] : []));
  return [...entry.limits.values(), ...custom];
}

const HUNDRED = fraction(100n);

function farApart(limit: Limit, subject: { careArea: string; entry?: string }, { findings }: RuleBook): void {
  const { lowerSoft, upperSoft } = limit.points;
  if (lowerSoft === undefined || upperSoft === undefined) return;
  const low = decimalFraction(lowerSoft);
  const high = decimalFraction(upperSoft);
  if (low.n === 0n || compareFractions(high, times(low, HUNDRED)) <= 0) return;
  const unit = unitText(limit.unit);
  findings.add(
    'soft-limits-far-apart',
    `${limit.name}: from ${lowerSoft} to ${upperSoft} ${unit} is ${Math.floor(approximately(over(high, low)))}-fold`,
    limit.place,
    subject,
  );
}

/** Amount per mL in base units: weakest and strongest that the entry allows; undefined where a custom one is open. */
function strength(entry: SourceEntry, end: 'weakest' | 'strongest'): Fraction | undefined {
  let found: Fraction | undefined;
  for (const concentration of entry.concentrations) {
    const one = strengthOf(concentration, end);
    if (one === undefined) return undefined;
    found = found === undefined ? one : end === 'weakest' ? least(found, one) : greatest(found, one);
  }
  return found;
}

function strengthOf(concentration: Concentration, end: 'weakest' | 'strongest'): Fraction | undefined {
  if (concentration.kind === 'none') return fraction(1n);
  if (concentration.kind === 'custom') {
    const point = (end === 'weakest' ? lowerHard : upperHard)(concentration.limit);
    return point && exactly(point);
  }
  const amount = exactly({ number: concentration.amount, unit: concentration.unit });
  return over(amount, decimalFraction(concentration.volume));
}

/** Lightest or heaviest patient by hard limits, in kg or m². */
function patient(
  entry: SourceEntry,
  area: SourceCareArea | undefined,
  basis: Basis,
  end: 'least' | 'most',
): Fraction | undefined {
  if (basis === Basis.NONE) return fraction(1n);
  const quantity = basis === Basis.KILOGRAM ? Quantity.WEIGHT : Quantity.BSA;
  const points = [entry.limits.get(quantity), area?.limits.get(quantity)]
    .map(end === 'least' ? lowerHard : upperHard)
    .flatMap((point) => (point ? [exactly(point)] : []));
  return points.length === 0 ? undefined : points.reduce(end === 'least' ? greatest : least);
}

function neverFires(entry: SourceEntry, { careAreas, pump, findings }: RuleBook): void {
  if (!pump) return;
  const area = careAreas.get(entry.careArea);
  for (const quantity of [Quantity.DOSE, Quantity.BASAL]) {
    const limit = entry.limits.get(quantity);
    if (!limit || limit.unit < 16 || timeOf(limit.unit) === 0) continue;
    const byVolume = kindOf(limit.unit) === Kind.VOLUME;
    const reach = (rate: string, end: 'weakest' | 'strongest', weight: 'least' | 'most') => {
      const per = byVolume ? fraction(1n) : strength(entry, end);
      const body = patient(entry, area, basisOf(limit.unit), weight);
      return per && body && body.n > 0n ? over(times(decimalFraction(rate), per), body) : undefined;
    };
    const most = reach(pump.max, 'strongest', 'least');
    const fewest = reach(pump.min, 'weakest', 'most');
    const points = [
      ['lower-hard', limit.points.lowerHard],
      ['lower-soft', limit.points.lowerSoft],
      ['upper-soft', limit.points.upperSoft],
      ['upper-hard', limit.points.upperHard],
    ] as const;
    for (const [name, number] of points) {
      if (number === undefined) continue;
      const point = exactly({ number, unit: limit.unit });
      const upper = name.startsWith('upper');
      const idle = upper
        ? most && compareFractions(most, point) <= 0
        : point.n > 0n && fewest && compareFractions(fewest, point) >= 0;
      if (!idle) continue;
      const end = upper ? `even ${pump.max} mL/h of the strongest` : `even ${pump.min} mL/h of the weakest`;
      findings.add(
        'limit-never-fires',
        `${limit.name} ${name} ${number} ${unitText(limit.unit)} can never be crossed: ${end} concentration in the ` +
          `${upper ? 'lightest' : 'heaviest'} patient stays inside`,
        limit.place,
        subjectOf(entry),
      );
    }
  }
}
