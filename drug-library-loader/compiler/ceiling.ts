import { Basis, Kind, ProgramType, Quantity, basisOf, kindOf } from '../../engine/index';
import {
  type Fraction,
  compareFractions,
  fraction,
  greatest,
  least,
  over,
  roundUp,
  times,
} from '../source/fraction';
import { decimalFraction, exactly, unitFactor } from '../source/quantity';
import type { SourceCareArea } from './care-area';
import type { Ceiling } from './encode';
import type { Concentration, SourceEntry } from './entry';
import { lowerHard, upperHard } from './limit';
import type { SourcePump } from './pump';

/** No hard limit bounds it: the largest number a ceiling record holds. */
export const UNBOUNDED = 2 ** 32 - 1;

const MICROLITRES = fraction(1000n);

/** A bound in mL or mL/h; undefined where nothing bounds it. */
type Bound = Fraction | undefined;

function lower(...bounds: Bound[]): Bound {
  return bounds.reduce((a, b) => (a === undefined ? b : b === undefined ? a : least(a, b)), undefined);
}

/** The higher of two ways to deliver: unbounded as soon as one of them is. */
function higher(...bounds: Bound[]): Bound {
  return bounds.reduce((a, b) => (a === undefined || b === undefined ? undefined : greatest(a, b)));
}

/** One entry with one of its concentrations, in its care area, on this pump. */
class Bounds {
  constructor(
    private readonly entry: SourceEntry,
    private readonly concentration: Concentration,
    private readonly area: SourceCareArea,
    private readonly pump: SourcePump,
  ) {}

  /** The heaviest or largest patient that entry and care area let pass, in kg or m². */
  private patient(basis: Basis): Bound {
    if (basis === Basis.NONE) return fraction(1n);
    const quantity = basis === Basis.KILOGRAM ? Quantity.WEIGHT : Quantity.BSA;
    const limits = [this.entry.limits.get(quantity), this.area.limits.get(quantity)].map(upperHard);
    return lower(...limits.map((limit) => limit && exactly(limit)));
  }

  /** Amount in one mL of the weakest concentration allowed, in base units. */
  private weakest(): Bound {
    const { concentration } = this;
    if (concentration.kind === 'none') return undefined;
    if (concentration.kind === 'custom') {
      const limit = lowerHard(concentration.limit);
      const strength = limit && exactly(limit);
      return strength && strength.n > 0n ? strength : undefined;
    }
    const amount = times(decimalFraction(concentration.amount), unitFactor(concentration.unit));
    return over(amount, decimalFraction(concentration.volume));
  }

  /** What a measure of the drug amounts to in mL (or mL/h) at most. */
  private inMillilitres(unit: number, number: string): Bound {
    const patient = this.patient(basisOf(unit));
    if (patient === undefined) return undefined;
    const amount = times(exactly({ number, unit }), patient);
    if (kindOf(unit) === Kind.VOLUME) return amount;
    const weakest = this.weakest();
    return weakest && over(amount, weakest);
  }

  /** The hard limit of a dose, and its cap, in mL or mL/h. */
  dose(quantity: Quantity): Bound {
    const limit = this.entry.limits.get(quantity);
    const hard = upperHard(limit);
    return lower(
      hard && this.inMillilitres(hard.unit, hard.number),
      limit?.cap && this.inMillilitres(limit.cap.unit, limit.cap.number),
    );
  }

  /** What a dose over its shortest duration allowed amounts to in mL/h: not a limit of its own, so rounding may pass it by a step. */
  private overShortest(volume: Bound, duration: Quantity): Bound {
    const shortest = lowerHard(this.entry.limits.get(duration));
    const hours = shortest && exactly(shortest);
    return volume && hours && hours.n > 0n ? this.toStep(over(volume, hours)) : undefined;
  }

  /** The highest rate that rounding can make of any rate up to this one. */
  private toStep(rate: Fraction): Fraction {
    let highest = fraction(0n);
    let from = fraction(0n);
    for (const { below, step } of this.pump.steps) {
      const size = decimalFraction(step);
      const end = below === undefined ? rate : least(rate, decimalFraction(below));
      if (compareFractions(from, rate) <= 0)
        highest = greatest(highest, times(fraction(roundUp(over(end, size))), size));
      if (below !== undefined) from = decimalFraction(below);
    }
    return highest;
  }

  /** Hard limits of care area and pump, which bind every rate. */
  outer(): Bound {
    return lower(exactlyOf(this.area, Quantity.RATE), decimalFraction(this.pump.max));
  }

  /** Dose and volume typed together may disagree by the rate tolerance, and the volume is what runs. */
  withTolerance(bound: Bound): Bound {
    const share = over(decimalFraction(this.pump.tolerance), fraction(100n));
    return bound && times(bound, fraction(share.n + share.d, share.d));
  }

  own(quantity: Quantity): Bound {
    const limit = upperHard(this.entry.limits.get(quantity));
    return limit && exactly(limit);
  }

  has(quantity: Quantity): boolean {
    return this.entry.limits.has(quantity);
  }

  get type(): ProgramType {
    return this.entry.type;
  }

  /** mL/h of the main infusion, and of whatever else the entry lets run. */
  rate(): Bound {
    const outer = this.outer();
    const rates: Bound[] = [];
    if (this.type === ProgramType.INTERMITTENT) {
      const doseRate = this.withTolerance(this.dose(Quantity.DOSE_RATE));
      const dose = this.withTolerance(this.dose(Quantity.DOSE));
      rates.push(lower(outer, this.own(Quantity.RATE), doseRate, this.overShortest(dose, Quantity.DURATION)));
    } else if (this.type === ProgramType.PCA) {
      // A demand dose and a clinician bolus have no rate of their own in the check.
      rates.push(outer);
    } else rates.push(lower(outer, this.own(Quantity.RATE), this.dose(Quantity.DOSE)));
    for (const [dose, rate, duration] of PARTS) {
      if (this.has(dose))
        rates.push(lower(outer, this.dose(rate), this.overShortest(this.dose(dose), duration)));
    }
    return higher(...rates);
  }

  /** mL of one program, bolus or loading dose. */
  volume(): Bound {
    const outer = exactlyOf(this.area, Quantity.VTBI);
    let main = lower(outer, this.own(Quantity.VTBI));
    if (this.type === ProgramType.INTERMITTENT)
      main = lower(main, this.withTolerance(this.dose(Quantity.DOSE)));
    const volumes: Bound[] = [main];
    for (const quantity of AMOUNTS) if (this.has(quantity)) volumes.push(this.dose(quantity));
    return higher(...volumes);
  }
}

/** Doses with a rate and a duration of their own: bolus and loading dose. */
const PARTS: [dose: Quantity, rate: Quantity, duration: Quantity][] = [
  [Quantity.BOLUS_DOSE, Quantity.BOLUS_RATE, Quantity.BOLUS_DURATION],
  [Quantity.LOADING_DOSE, Quantity.LOADING_RATE, Quantity.LOADING_DURATION],
];

/** Amounts that run beside the volume to be infused. */
const AMOUNTS = [Quantity.BOLUS_DOSE, Quantity.LOADING_DOSE, Quantity.DEMAND_DOSE, Quantity.CLINICIAN_BOLUS];

function exactlyOf(area: SourceCareArea, quantity: Quantity): Bound {
  const limit = upperHard(area.limits.get(quantity));
  return limit && exactly(limit);
}

function microlitres(bound: Bound): number {
  if (bound === undefined) return UNBOUNDED;
  const whole = roundUp(times(bound, MICROLITRES));
  return whole < BigInt(UNBOUNDED) ? Number(whole) : UNBOUNDED;
}

/**
 * The highest rate (microlitres per hour) and volume (microlitres) that the check can accept for an entry at this concentration: never
 * less, because the supervisor stops what is above; as little more as its hard limits allow. Hard limits alone count: a soft one can be
 * confirmed. A dose counts at the heaviest patient and the weakest concentration allowed; where one of these is open, it bounds nothing.
 */
export function ceilingOf(
  entry: SourceEntry,
  concentration: Concentration,
  area: SourceCareArea,
  pump: SourcePump,
): Ceiling {
  const bounds = new Bounds(entry, concentration, area, pump);
  return { rate: microlitres(bounds.rate()), volume: microlitres(bounds.volume()) };
}
