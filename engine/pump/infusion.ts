import { Order } from '../../hal/hal';
import { type Limits, VerdictCode, converted, judgeProgram, outcome } from '../dose/check';
import { RateField } from '../dose/deliverable-rate';
import { type Program, ProgramType, quantumOf } from '../dose/infusion-program';
import { Bound, EntryFlag, Key, type LimitRecord, Quantity } from '../dose/limit';
import { SCALES, Unit, kindOf } from '../dose/unit';
import { inUnit } from '../dose/verdict';
import { dosingUnit } from '../library/catalogue';
import { POWERS, type Ratio, compare, estimate, nearestSteps, wholeSteps } from '../number/ratio';
import { unsettled } from './alert';
import type { Chosen } from './desk';

const MICROLITRE = 19 * 16;
/** A demand dose runs at this rate at most (microlitres per hour): a choice of this pump, the check has no limit for it. */
const DEMAND_RATE = 60000;

/** An infusion as it was programmed. */
export interface Programmed {
  /** Counts up over the life of the pump. */
  id: number;
  chosen: Chosen;
  program: Program;
  /** Soft findings that a person confirmed. */
  confirmed: number[];
}

/** The same, judged; plain data, so that it can be kept through a loss of power. */
export interface Infusion extends Programmed {
  verdict: VerdictCode;
  plan: Plan;
  /** Who checked it before the start; 0 nobody. */
  second: number;
  /** What a dose is counted in, and what a microlitre holds, as a ratio in base units. */
  unit: number;
  content: Ratio;
}

/** What the motor is to do: whole microlitres per hour and microlitres. */
export interface Plan {
  /** One a step; a plain infusion has one. */
  rates: number[];
  /** Where each step ends, counted from the start. */
  ends: number[];
  /** Bolus, loading dose or clinician bolus, given first. */
  bolusRate: number;
  bolusVolume: number;
  demandVolume: number;
  demandRate: number;
  /** Seconds. */
  lockout: number;
  kvo: number;
}

/** Whole microlitres that three numbers at `from[at]` are under the last judged program; NaN where that cannot be told. */
export function microlitres(from: number[], at: number): number {
  const ratio = converted(from, at, MICROLITRE);
  return ratio ? nearestSteps(inUnit(ratio, 0, MICROLITRE), 1, 0) : NaN;
}

/** Three numbers in the smallest steps of the HAL: whole ones below a thousandth are none. */
function thousandths(coefficient: number, exponent: number): number {
  return exponent < -3 ? coefficient / POWERS[-3 - exponent] : coefficient * POWERS[exponent + 3];
}

/** Whole seconds of a duration, rounded down. */
export function seconds(values: number[], at: number): number {
  const unit = values[at + 2];
  const each = unit === Unit.HOUR ? 3600 : unit === Unit.MINUTE ? 60 : 86400;
  return Math.floor(thousandths(values[at] * each, values[at + 1]) / 1000);
}

/** The rate kept by the last check for this quantity and step, in microlitres per hour; 0 where there is none. */
function keptRate(quantity: Quantity, step: number): number {
  const rates = outcome.rates;
  for (let i = 0; i < rates.length; i += RateField.SIZE) {
    if (rates[i] === quantity && rates[i + RateField.STEP] === step)
      return thousandths(rates[i + RateField.COEFFICIENT], rates[i + RateField.EXPONENT]);
  }
  return 0;
}

/** Upper hard limit on the rate of care area or pump in microlitres per hour; no bound where there is none. */
function highestRate(record: LimitRecord | null): number {
  const at = record ? record.at[Quantity.RATE] : 0;
  return record && at > 0 && record.items[at + 3] & Bound.UPPER_HARD
    ? Math.floor(thousandths(record.items[at + record.items[at]], record.items[at + 2]))
    : DEMAND_RATE;
}

/** The keep-open rate in microlitres per hour, never above the one that runs; 0 where the entry says none. */
function keepOpenRate(limits: Limits, running: number): number {
  const entry = limits.entry;
  if (entry && entry.items[entry.at[Key.HEAD] + 2] & EntryFlag.KVO_NONE) return 0;
  const record = entry && entry.at[Key.KVO] > 0 ? entry : limits.careArea;
  const at = record ? record.at[Key.KVO] : 0;
  if (!record || !(at > 0)) return 0;
  return Math.min(running, Math.floor(thousandths(record.items[at + 2], record.items[at + 1])));
}

/** Plan of the program that was judged last, against these limits. Numbers that cannot be told are NaN, and nothing takes such a plan. */
function planOf(program: Program, limits: Limits): Plan {
  const values = program.values;
  const type = program.type;
  const pca = type === ProgramType.PCA;
  const plan: Plan = {
    rates: [],
    ends: [],
    bolusRate: 0,
    bolusVolume: 0,
    demandVolume: 0,
    demandRate: 0,
    lockout: 0,
    kvo: 0,
  };
  function entered(quantity: Quantity): boolean {
    return values[quantity * 3 + 2] > 0;
  }
  function during(rate: number, from: number[], at: number): number {
    return Math.floor((rate * seconds(from, at)) / 3600);
  }
  if (type === ProgramType.MULTI_STEP) {
    const steps = program.steps;
    let end = 0;
    for (let at = 0; at < steps.length; at += 6) {
      const rate = keptRate(Quantity.RATE, at / 6 + 1);
      end += steps[at + 5] < 16 ? during(rate, steps, at + 3) : microlitres(steps, at + 3);
      plan.rates.push(rate);
      plan.ends.push(end);
    }
  } else if (type !== ProgramType.BOLUS && type !== ProgramType.LOADING) {
    const rate = keptRate(Quantity.RATE, 0);
    plan.rates.push(rate);
    plan.ends.push(
      entered(Quantity.VTBI)
        ? microlitres(values, Quantity.VTBI * 3)
        : type === ProgramType.INTERMITTENT
          ? microlitres(values, Quantity.DOSE * 3)
          : during(rate, values, Quantity.DURATION * 3),
    );
    if (!pca) plan.kvo = keepOpenRate(limits, rate);
  }
  if (pca) {
    plan.demandVolume = microlitres(values, Quantity.DEMAND_DOSE * 3);
    plan.demandRate = Math.min(DEMAND_RATE, highestRate(limits.careArea), highestRate(limits.pump));
    plan.lockout = seconds(values, Quantity.LOCKOUT * 3);
  } else if (plan.rates.length > 1) plan.kvo = keepOpenRate(limits, plan.rates[plan.rates.length - 1]);
  const bolus = entered(Quantity.BOLUS_DOSE);
  const dose = bolus
    ? Quantity.BOLUS_DOSE
    : entered(Quantity.CLINICIAN_BOLUS)
      ? Quantity.CLINICIAN_BOLUS
      : Quantity.LOADING_DOSE;
  if (entered(dose)) {
    plan.bolusVolume = microlitres(values, dose * 3);
    plan.bolusRate = keptRate(bolus ? Quantity.BOLUS_RATE : Quantity.LOADING_RATE, 0) || plan.demandRate;
  }
  return plan;
}

/**
 * The infusion that a program comes to, judged against these limits; `null` where they refuse it, or a person has yet to confirm something.
 */
export function infusionOf(programmed: Programmed, limits: Limits | null): Infusion | null {
  const program = programmed.program;
  const confirmed = programmed.confirmed;
  const code = judgeProgram(program, limits, confirmed);
  if (!limits || code === VerdictCode.REFUSE || unsettled(-1, confirmed) >= 0) return null;
  const plan = planOf(program, limits);
  let unit = limits.entry ? dosingUnit(limits.entry) & ~15 : 0;
  let ratio = unit > 0 ? converted([1, 0, MICROLITRE], 0, unit) : null;
  if (!ratio) {
    unit = Unit.MILLILITRE;
    ratio = converted([1, 0, MICROLITRE], 0, unit);
  }
  return {
    id: programmed.id,
    chosen: programmed.chosen,
    program: program,
    confirmed: confirmed,
    verdict: code === VerdictCode.UNPROTECTED ? code : VerdictCode.ACCEPT,
    plan: plan,
    second: 0,
    unit: unit,
    content: (ratio as Ratio).slice(),
  };
}

/** Whole quanta of an accumulated dose in a volume (microlitres), a share of one counted as one. */
export function quantaOf(infusion: Infusion, volume: number): number {
  const ratio = infusion.content.slice();
  const quantum = quantumOf(kindOf(infusion.unit));
  ratio[0] = volume;
  const whole = wholeSteps(ratio, 1, quantum);
  return compare(ratio, whole, quantum) > 0 ? whole + 1 : whole;
}

/** About what a volume (microlitres) holds, in the infusion's unit. */
export function contentOf(infusion: Infusion, volume: number): number {
  const scale = SCALES[infusion.unit >> 4];
  return (volume * estimate(infusion.content) * POWERS[12]) / POWERS[12 + scale];
}

/**
 * The order that lets the motor do the plan from `done` microlitres on, with a bolus where one is given. Only an accepted or unprotected
 * verdict makes one; `null` also for a plan that cannot be delivered.
 */
export function orderOf(
  infusion: Infusion,
  offset: number,
  length: number,
  done: number,
  bolus: Plan | null,
): number[] | null {
  const code = infusion.verdict;
  if (code !== VerdictCode.ACCEPT && code !== VerdictCode.UNPROTECTED) return null;
  const plan = infusion.plan;
  let highest = 0;
  for (let i = 0; i < plan.rates.length; i++) if (!(plan.rates[i] <= highest)) highest = plan.rates[i];
  const outside = infusion.chosen.entry < 0;
  const order: number[] = [];
  order[Order.SLOT] = outside ? -1 : infusion.chosen.slot;
  order[Order.LIBRARY_OFFSET] = outside ? 0 : offset;
  order[Order.LIBRARY_LENGTH] = outside ? 0 : length;
  order[Order.ENTRY] = infusion.chosen.entry;
  order[Order.MAIN_RATE] = highest;
  order[Order.MAIN_VOLUME] = highest > 0 ? plan.ends[plan.ends.length - 1] - done : 0;
  order[Order.BOLUS_RATE] = bolus ? bolus.bolusRate : 0;
  order[Order.BOLUS_VOLUME] = bolus ? bolus.bolusVolume : 0;
  order[Order.DEMAND_RATE] = plan.demandRate;
  order[Order.DEMAND_VOLUME] = plan.demandVolume;
  order[Order.LOCKOUT] = plan.lockout;
  order[Order.KVO_RATE] = plan.kvo;
  for (let i = 0; i < Order.SIZE; i++) if (!(order[i] === Math.floor(order[i]))) return null;
  for (let i = Order.MAIN_RATE as number; i < Order.LOCKOUT; i += 2)
    if (!(order[i] > 0 === order[i + 1] > 0)) return null;
  return order;
}
