import {
  POWERS,
  type Ratio,
  above,
  below,
  compare,
  nearestSteps,
  newRatio,
  settle,
  wholeSteps,
} from '../number/ratio';
import { Reason } from '../reason';
import { Field, Severity, addProblem } from './finding';
import { Bound, Key, type LimitRecord, Quantity } from './limit';
import { type Scene, express, measure, problem } from './measure';
import { Time, Unit, scaleOf, timeAbove, timeBelow, timeOf } from './unit';

/** A rate is fourteen numbers: quantity, step, coefficient, exponent, then the ten of the exact ratio. */
export const enum RateField {
  QUANTITY = 0,
  STEP = 1,
  COEFFICIENT = 2,
  EXPONENT = 3,
  RATIO = 4,
  SIZE = 14,
}

const exact: Ratio = newRatio();
const rounded = [0, 0, Unit.MILLILITRE_PER_HOUR as number];

/** Limits of the entry that bind the rate of each quantity. */
const MAIN = [
  Quantity.RATE,
  Quantity.DOSE,
  Key.CAP + Quantity.DOSE,
  Quantity.DOSE_RATE,
  Quantity.BASAL,
  Key.CAP + Quantity.BASAL,
];
const BOLUS = [Quantity.BOLUS_RATE];
const LOADING = [Quantity.LOADING_RATE];

/** Keeps the exact rate (mL/h, in the ratio of the scene) to be rounded once everything is judged. */
export function addRate(scene: Scene, quantity: Quantity): void {
  scene.rates.push(quantity, scene.step, Number.NaN, 0);
  for (let i = 0; i < 10; i++) scene.rates.push(scene.ratio[i]);
}

function insideHard(scene: Scene, record: LimitRecord | null, key: number): boolean {
  const at = record === null ? 0 : record.at[key];
  if (!(at > 0)) return true;
  const items = (record as LimitRecord).items;
  const unit = items[at + 1];
  const mask = items[at + 3];
  if (timeOf(unit) === Time.NONE || !(mask & (Bound.LOWER_HARD | Bound.UPPER_HARD))) return true;
  measure(scene, rounded, 0);
  if (!express(scene, Quantity.RATE, unit)) return false;
  const ratio = scene.ratio;
  const shift = ratio[9] - items[at + 2] - scaleOf(unit);
  const leftFactor = timeBelow(unit);
  const rightFactor = timeAbove(unit);
  let left = above(ratio) * leftFactor;
  let right = below(ratio) * rightFactor;
  if (shift >= 0) left *= POWERS[shift];
  else right *= POWERS[-shift];
  const lower = items[at + 4];
  if (
    mask & Bound.LOWER_HARD &&
    !(settle(left, right * lower, ratio, leftFactor, rightFactor * lower, shift) >= 0)
  )
    return false;
  const upper = items[at + items[at]];
  return (
    !(mask & Bound.UPPER_HARD) ||
    settle(left, right * upper, ratio, leftFactor, rightFactor * upper, shift) <= 0
  );
}

function insideAllHard(scene: Scene, quantity: Quantity, coefficient: number, exponent: number): boolean {
  const keys = quantity === Quantity.BOLUS_RATE ? BOLUS : quantity === Quantity.LOADING_RATE ? LOADING : MAIN;
  rounded[0] = coefficient;
  rounded[1] = exponent;
  for (let i = 0; i < keys.length; i++) if (!insideHard(scene, scene.entry, keys[i])) return false;
  return (
    insideHard(scene, scene.careArea, scene.entry === null ? Quantity.BASIC_RATE : Quantity.RATE) &&
    insideHard(scene, scene.pump, Quantity.RATE)
  );
}

function refused(findings: number[]): boolean {
  for (let i = 0; i < findings.length; i += Field.SIZE) if (findings[i] <= Severity.HARD) return true;
  return false;
}

/**
 * Rounds each kept rate to what the motor can do: half up to the pump's step at that rate, but never across a hard limit (there
 * the step on the other side is taken, and refused if that crosses one too). A rate that rounds to zero is refused; one that is
 * off by more than the library's tolerance (5 % if it says nothing) is a soft finding. A program refused anyway keeps the nearest step.
 */
export function roundRates(scene: Scene): void {
  const pump = scene.pump;
  const rates = scene.rates;
  const steps = pump.at[Key.STEPS];
  const last = steps + pump.items[steps];
  const alreadyRefused = refused(scene.findings);
  for (let i = 0; i < rates.length; i += RateField.SIZE) {
    for (let n = 0; n < 10; n++) exact[n] = rates[i + RateField.RATIO + n];
    const quantity = rates[i + RateField.QUANTITY];
    const exponent = pump.items[steps + 1];
    let tier = steps + 2;
    while (tier < last && !(compare(exact, pump.items[tier], exponent) < 0)) tier += 2;
    const step = pump.items[tier < last ? tier + 1 : last];
    scene.step = rates[i + RateField.STEP];
    let count = nearestSteps(exact, step, exponent);
    if (!(count > 0)) {
      problem(scene, quantity, count === 0 ? Reason.RATE_ROUNDS_TO_ZERO : Reason.CANNOT_JUDGE);
      continue;
    }
    if (!alreadyRefused && compare(exact, count * step, exponent) !== 0) {
      if (!insideAllHard(scene, quantity, count * step, exponent)) {
        const whole = wholeSteps(exact, step, exponent);
        count = count === whole ? whole + 1 : whole;
        if (!(count > 0 && insideAllHard(scene, quantity, count * step, exponent))) {
          problem(scene, quantity, Reason.RATE_BETWEEN_STEPS);
          continue;
        }
      }
      if (!withinTolerance(exact, pump, count * step, exponent)) {
        addProblem(
          scene.findings,
          Severity.SOFT,
          quantity,
          Reason.RATE_ROUNDED_BEYOND_TOLERANCE,
          scene.step,
          exact,
        );
      }
    }
    rates[i + RateField.COEFFICIENT] = count * step;
    rates[i + RateField.EXPONENT] = exponent;
  }
  scene.step = 0;
}

/** Whether the ratio × (100 ± tolerance) % encloses `coefficient × 10^exponent`; 5 % if the library says nothing. */
export function withinTolerance(
  ratio: Ratio,
  pump: LimitRecord,
  coefficient: number,
  exponent: number,
): boolean {
  const at = pump.at[Key.TOLERANCE];
  const places = at > 0 ? -pump.items[at + 1] : 0;
  const hundred = 100 * POWERS[places];
  const tolerance = at > 0 ? pump.items[at + 2] : 5;
  ratio[4] = hundred + tolerance;
  const high = compare(ratio, coefficient * hundred, exponent);
  ratio[4] = hundred > tolerance ? hundred - tolerance : 0;
  const low = compare(ratio, coefficient * hundred, exponent);
  ratio[4] = 1;
  return high >= 0 && low <= 0;
}
