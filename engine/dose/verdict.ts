import { placePoint } from '../number/decimal';
import { type Ratio, compare, exactText, newRatio, wholeSteps } from '../number/ratio';
import { Reason } from '../reason';
import { iheCode, reasonText } from '../reason-text';
import { type Limits, VerdictCode, judgeProgram, outcome } from './check';
import { RateField } from './deliverable-rate';
import { Field, Severity } from './finding';
import { type InfusionProgram, type Program, infusionProgram } from './infusion-program';
import { Bound, QUANTITY_NAMES, Quantity } from './limit';
import { SCALES, timeAbove, timeBelow, unitText } from './unit';

export interface Finding {
  /** Name as in `QUANTITY_NAMES`; `program` for the program as a whole. */
  quantity: string;
  /** `lower-hard`, `lower-soft`, `upper-soft`, `upper-hard`, `cap`; absent where no limit is crossed. */
  bound?: string;
  severity: 'hard' | 'soft';
  /** In the limit's unit; exact up to nine digits, else four digits rounded away from the limit. */
  entered?: string;
  limit?: string;
  unit?: string;
  /** entered ÷ limit, two digits, rounded away from 1; absent for a limit of zero. */
  fold?: string;
  code: number;
  /** Code of the IHE PCD infusion verification table, where it has one. */
  ihe?: number;
  text: string;
  /** Step of a multi-step program, from 1. */
  step?: number;
  /** This soft limit was confirmed before, with a value as bad or worse. */
  confirmed?: true;
}

export interface DeliverableRate {
  /** What the motor will do. */
  value: string;
  unit: 'mL/h';
  /** Step of a multi-step program, from 1. */
  step?: number;
  /** What it was rounded from: a decimal, or a fraction such as `50/3` where the decimal does not end. */
  exact: string;
}

export interface Verdict {
  verdict: 'accept' | 'confirm' | 'refuse' | 'unprotected';
  /** One for each limit crossed or problem found, worst first. */
  findings: Finding[];
  /** Absent where no rate follows from the program (a PCA program without a basal rate, or values missing). */
  rate?: DeliverableRate;
  bolusRate?: DeliverableRate;
  loadingRate?: DeliverableRate;
  /** Rates of a multi-step program. */
  stepRates?: DeliverableRate[];
  /** The soft findings as numbers: to be kept once a person confirmed them, and given to the next check of the same infusion. */
  confirmable: number[];
}

const BOUND_NAMES: { [bound: number]: string } = {
  1: 'lower-hard',
  2: 'lower-soft',
  8: 'upper-soft',
  16: 'upper-hard',
};

/** The ratio over `coefficient × 10^exponent` in so many digits, rounded up or down where it does not end. */
function digitsOf(ratio: Ratio, coefficient: number, exponent: number, digits: number, up: boolean): string {
  let place = -12;
  let whole = wholeSteps(ratio, coefficient, exponent + place);
  const most = digits === 2 ? 100 : 10000;
  while (!(whole < most) && place < 30) whole = wholeSteps(ratio, coefficient, exponent + ++place);
  if (up && compare(ratio, whole * coefficient, exponent + place) !== 0) whole++;
  return placePoint(String(whole), place);
}

/** The exact value in a unit: base units and hours become that unit's. */
export function inUnit(numbers: number[], at: number, unit: number): Ratio {
  const ratio = newRatio();
  for (let i = 0; i < 10; i++) ratio[i] = numbers[at + i];
  ratio[4] = timeBelow(unit);
  ratio[5] *= timeAbove(unit);
  ratio[9] -= SCALES[unit >> 4];
  return ratio;
}

/** Puts one finding of the outcome into words. */
export function finding(flat: number[], at: number, program: Program, uk: boolean): Finding {
  const quantity = flat[at + Field.QUANTITY];
  const bound = flat[at + Field.BOUND];
  const unit = flat[at + Field.UNIT];
  const reason = flat[at + Field.REASON];
  const found: Finding = {
    quantity: QUANTITY_NAMES[quantity],
    severity: flat[at] <= Severity.HARD ? 'hard' : 'soft',
    code: reason,
    text: reasonText(reason),
  };
  if (iheCode(reason) > 0) found.ihe = iheCode(reason);
  if (flat[at + Field.STEP] > 0) found.step = flat[at + Field.STEP];
  if (flat[at] === Severity.CONFIRMED) found.confirmed = true;
  if (bound !== Bound.NONE) {
    const ratio = inUnit(flat, at + Field.RATIO, unit);
    const limit = flat[at + Field.LIMIT];
    const exponent = flat[at + Field.LIMIT_EXPONENT];
    const above = bound >= Bound.UPPER_SOFT;
    const exact = exactText(ratio);
    found.bound = flat[at + Field.CAP] ? 'cap' : BOUND_NAMES[bound];
    found.entered = exact.indexOf('/') < 0 && exact.length <= 10 ? exact : digitsOf(ratio, 1, 0, 4, above);
    found.limit = placePoint(String(limit), exponent);
    found.unit = unitText(unit, uk);
    if (limit > 0) found.fold = digitsOf(ratio, limit, exponent, 2, above);
  } else if (reason === Reason.RATE_ROUNDED_BEYOND_TOLERANCE) {
    found.entered = exactText(inUnit(flat, at + Field.RATIO, 0));
    found.unit = 'mL/h';
  } else {
    const value = program.values[quantity * 3];
    const typed = program.values[quantity * 3 + 2];
    if (typed > 0 && value >= 0) {
      found.entered = placePoint(String(value), program.values[quantity * 3 + 1]);
      found.unit = unitText(typed, uk);
    }
  }
  return found;
}

/** Puts the outcome of the last `judgeProgram` into words. */
export function explain(code: VerdictCode, program: Program, uk: boolean): Verdict {
  const flat = outcome.findings;
  const rates = outcome.rates;
  const verdict: Verdict = {
    verdict:
      code === VerdictCode.ACCEPT
        ? 'accept'
        : code === VerdictCode.CONFIRM
          ? 'confirm'
          : code === VerdictCode.UNPROTECTED
            ? 'unprotected'
            : 'refuse',
    findings: [],
    confirmable: [],
  };
  const order: number[] = [];
  for (let at = 0; at < flat.length; at += Field.SIZE) {
    order.push(at);
    if (flat[at] >= Severity.SOFT)
      for (let i = 0; i < Field.SIZE; i++) verdict.confirmable.push(flat[at + i]);
  }
  // A total order: a sort need not be stable in every runtime.
  order.sort((a, b) => flat[a] - flat[b] || flat[a + Field.QUANTITY] - flat[b + Field.QUANTITY] || a - b);
  for (let i = 0; i < order.length; i++) verdict.findings.push(finding(flat, order[i], program, uk));
  for (let at = 0; at < rates.length; at += RateField.SIZE) {
    const coefficient = rates[at + RateField.COEFFICIENT];
    if (!(coefficient > 0)) continue;
    const rate: DeliverableRate = {
      value: placePoint(String(coefficient), rates[at + RateField.EXPONENT]),
      unit: 'mL/h',
      exact: exactText(inUnit(rates, at + RateField.RATIO, 0)),
    };
    const quantity = rates[at + RateField.QUANTITY];
    const step = rates[at + RateField.STEP];
    if (quantity === Quantity.BOLUS_RATE) verdict.bolusRate = rate;
    else if (quantity === Quantity.LOADING_RATE) verdict.loadingRate = rate;
    else if (!(step > 1)) verdict.rate = rate;
    if (step > 0) {
      rate.step = step;
      if (!verdict.stepRates) verdict.stepRates = [];
      verdict.stepRates.push(rate);
    }
  }
  return verdict;
}

/**
 * Checks an infusion program against limits. Never throws and never changes its arguments; whatever cannot be judged is refused.
 * `confirmed` holds the `confirmable` of verdicts that a person confirmed within this infusion: such a soft limit is not asked again
 * while the value is no worse. `uk` chooses the wording of units.
 */
export function check(
  program: InfusionProgram,
  limits: Limits | null,
  confirmed?: number[],
  uk?: boolean,
): Verdict {
  const numbers = infusionProgram(program);
  return explain(judgeProgram(numbers, limits, confirmed || []), numbers, uk === true);
}
