import { Order } from '../../hal/hal';
import { type Limits, VerdictCode, converted, judgeProgram, outcome } from '../dose/check';
import { RateField } from '../dose/deliverable-rate';
import { type Program, ProgramType, quantumOf } from '../dose/infusion-program';
import { EntryFlag, Key, Quantity } from '../dose/limit';
import { Unit, kindOf } from '../dose/unit';
import { inUnit } from '../dose/verdict';
import { POWERS, estimate, nearestSteps } from '../number/ratio';
import type { Chosen } from './desk';

const MICROLITRE = 19 * 16;
/** A demand dose runs at this rate (microlitres per hour): a choice of this pump, the check has no limit for it. */
const DEMAND_RATE = 60000;

/** An infusion as it was programmed and judged; plain data, so that it can be kept through a loss of power. */
export interface Infusion {
  /** Counts up over the life of the pump. */
  id: number;
  slot: number;
  careArea: number;
  /** −1 outside the library. */
  entry: number;
  area: string;
  drug: string;
  therapy: string;
  concentration: string;
  /** High alert, second person …: `EntryFlag`. */
  flags: number;
  program: Program;
  /** Soft findings that a person confirmed. */
  confirmed: number[];
  verdict: VerdictCode;
  plan: Plan;
  chosen: Chosen;
  /** Who checked it before the start; 0 nobody. */
  second: number;
  quanta: Quanta;
}

/** What a microlitre holds, in the quanta that accumulated doses are counted in, and their kind. */
export interface Quanta {
  kind: number;
  perMicrolitre: number;
}

/** What the motor is to do: whole microlitres per hour and microlitres. */
export interface Plan {
  /** One a step; a plain infusion has one. */
  rates: number[];
  /** Where each step ends, counted from the start. */
  ends: number[];
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
  return ratio ? nearestSteps(inUnit(ratio, 0, MICROLITRE), 1, 0) : Number.NaN;
}

/** Whole seconds of a duration, rounded down. */
export function seconds(values: number[], at: number): number {
  const unit = values[at + 2];
  const each = unit === Unit.HOUR ? 3600 : unit === Unit.MINUTE ? 60 : 86400;
  const exponent = values[at + 1];
  const whole = values[at] * each;
  return Math.floor(exponent < 0 ? whole / POWERS[-exponent] : whole * POWERS[exponent]);
}

/** The rate kept by the last check for this quantity and step, in microlitres per hour; 0 where there is none. */
function keptRate(quantity: Quantity, step: number): number {
  const rates = outcome.rates;
  for (let i = 0; i < rates.length; i += RateField.SIZE) {
    if (rates[i] !== quantity || rates[i + RateField.STEP] !== step) continue;
    const exponent = rates[i + RateField.EXPONENT] + 3;
    const coefficient = rates[i + RateField.COEFFICIENT];
    const rate = exponent < 0 ? coefficient / POWERS[-exponent] : coefficient * POWERS[exponent];
    // Finer than a microlitre per hour is not delivered, and not rounded either.
    return Math.floor(rate) === rate ? rate : Number.NaN;
  }
  return 0;
}

/** Of the program that was judged last. A share of a quantum too much, never too little. */
export function quantaIn(program: Program, limits: Limits): Quanta {
  const entry = limits.entry;
  const head = entry ? entry.at[Key.HEAD] : 0;
  const fixed = entry && entry.items[head] === 7 ? entry.items[head + 4] : 0;
  const unit = fixed || program.values[Quantity.AMOUNT * 3 + 2] || Unit.MILLILITRE;
  const ratio = converted([1, 0, MICROLITRE], 0, unit);
  const kind = kindOf(unit);
  return {
    kind: kind,
    perMicrolitre: ratio
      ? (estimate(ratio) / POWERS[12]) * POWERS[12 - quantumOf(kind)] * 1.000000001
      : Number.NaN,
  };
}

function exponentOf(record: number[], at: number): number {
  return record[at + 2] * POWERS[record[at + 1] + 3 > 0 ? record[at + 1] + 3 : 0];
}

/** The keep-open rate in microlitres per hour, never above the one that runs; 0 where the entry says none. */
function keepOpenRate(limits: Limits, running: number): number {
  const entry = limits.entry;
  if (entry && entry.items[entry.at[Key.HEAD] + 2] & EntryFlag.KVO_NONE) return 0;
  const record = entry && entry.at[Key.KVO] > 0 ? entry : limits.careArea;
  const at = record ? record.at[Key.KVO] : 0;
  if (!record || !(at > 0)) return 0;
  const rate = exponentOf(record.items, at);
  return rate <= running ? rate : running;
}

/** Plan of the program that was judged last, against these limits. Numbers that cannot be told are NaN, and nothing takes such a plan. */
export function planOf(program: Program, limits: Limits): Plan {
  const values = program.values;
  const type = program.type;
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
  if (type === ProgramType.MULTI_STEP) {
    let end = 0;
    for (let step = 0; step * 6 < program.steps.length; step++) {
      const rate = keptRate(Quantity.RATE, step + 1);
      const length = step * 6 + 3;
      end +=
        program.steps[length + 2] < 16
          ? Math.floor((rate * seconds(program.steps, length)) / 3600)
          : microlitres(program.steps, length);
      plan.rates.push(rate);
      plan.ends.push(end);
    }
  } else if (type !== ProgramType.BOLUS && type !== ProgramType.LOADING) {
    const rate = keptRate(Quantity.RATE, 0);
    const amount =
      values[Quantity.VTBI * 3 + 2] > 0
        ? Quantity.VTBI
        : type === ProgramType.INTERMITTENT
          ? Quantity.DOSE
          : Quantity.NONE;
    plan.rates.push(rate);
    plan.ends.push(
      amount !== Quantity.NONE
        ? microlitres(values, amount * 3)
        : Math.floor((rate * seconds(values, Quantity.DURATION * 3)) / 3600),
    );
  }
  if (type === ProgramType.PCA) {
    plan.demandVolume = microlitres(values, Quantity.DEMAND_DOSE * 3);
    plan.demandRate = DEMAND_RATE;
    plan.lockout = seconds(values, Quantity.LOCKOUT * 3);
  }
  const bolus = type === ProgramType.BOLUS || values[Quantity.BOLUS_DOSE * 3 + 2] > 0;
  const dose = bolus ? Quantity.BOLUS_DOSE : Quantity.LOADING_DOSE;
  if (values[dose * 3 + 2] > 0) {
    plan.bolusVolume = microlitres(values, dose * 3);
    plan.bolusRate =
      keptRate(bolus ? Quantity.BOLUS_RATE : Quantity.LOADING_RATE, 0) ||
      (type === ProgramType.PCA ? DEMAND_RATE : 0);
  }
  if (type !== ProgramType.PCA && plan.rates.length > 0)
    plan.kvo = keepOpenRate(limits, plan.rates[plan.rates.length - 1]);
  return plan;
}

/** The order that lets the motor do the plan from `done` microlitres on. Only an accepted, confirmed or unprotected verdict makes one. */
export function orderOf(infusion: Infusion, offset: number, length: number, done: number): number[] | null {
  const code = infusion.verdict;
  if (code !== VerdictCode.ACCEPT && code !== VerdictCode.UNPROTECTED) return null;
  const plan = infusion.plan;
  const order: number[] = [];
  for (let i = 0; i < Order.SIZE; i++) order[i] = 0;
  let highest = 0;
  for (let i = 0; i < plan.rates.length; i++) if (!(plan.rates[i] <= highest)) highest = plan.rates[i];
  order[Order.SLOT] = infusion.entry < 0 ? -1 : infusion.slot;
  order[Order.LIBRARY_OFFSET] = offset;
  order[Order.LIBRARY_LENGTH] = length;
  order[Order.ENTRY] = infusion.entry;
  order[Order.MAIN_RATE] = highest;
  order[Order.MAIN_VOLUME] = highest > 0 ? plan.ends[plan.ends.length - 1] - done : 0;
  order[Order.BOLUS_RATE] = plan.bolusRate;
  order[Order.BOLUS_VOLUME] = plan.bolusVolume;
  order[Order.DEMAND_RATE] = plan.demandRate;
  order[Order.DEMAND_VOLUME] = plan.demandVolume;
  order[Order.LOCKOUT] = plan.lockout;
  order[Order.KVO_RATE] = plan.kvo;
  for (let i = 0; i < Order.SIZE; i++) if (!(order[i] === Math.floor(order[i]))) return null;
  return order;
}

/** Judges an infusion's program again and takes its plan. */
export function judgeAgain(infusion: Infusion, limits: Limits | null): VerdictCode {
  infusion.verdict = judgeProgram(infusion.program, limits, infusion.confirmed);
  if (limits && infusion.verdict !== VerdictCode.REFUSE) infusion.plan = planOf(infusion.program, limits);
  return infusion.verdict;
}
