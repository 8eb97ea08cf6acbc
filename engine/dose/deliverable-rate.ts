import { POWERS, type Ratio, compare, nearestSteps, newRatio, wholeSteps } from '../number/ratio';
import { Reason } from '../reason';
import { Field, Severity, addProblem } from './finding';
import { judgeInEntry, judgeMeasured } from './judge';
import { Key, type LimitRecord, MAX_EXACT, Quantity } from './limit';
import { type Scene, measure, problem } from './measure';
import { Unit, timeOf } from './unit';

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

/** Keeps the exact rate (mL/h, in the ratio of the scene) to be rounded once everything is judged. */
export function addRate(scene: Scene, quantity: Quantity): true {
  const rates = scene.rates;
  const ratio = scene.ratio;
  const at = rates.length;
  rates[at] = quantity;
  rates[at + RateField.STEP] = scene.step;
  rates[at + RateField.COEFFICIENT] = Number.NaN;
  rates[at + RateField.EXPONENT] = 0;
  for (let i = 0; i < 10; i++) rates[at + RateField.RATIO + i] = ratio[i];
  return true;
}

/** Whether anything refuses the program from finding `from` on. */
function refused(findings: number[], from: number): boolean {
  for (let i = from; i < findings.length; i += Field.SIZE) if (findings[i] <= Severity.HARD) return true;
  return false;
}

/** Judges the rounded rate by what the entry says of this quantity and its cap, where that is per time. */
function judgeTimed(scene: Scene, quantity: Quantity): void {
  const entry = scene.entry;
  const at = entry === null ? 0 : entry.at[quantity];
  if (at > 0 && timeOf((entry as LimitRecord).items[at + 1])) judgeInEntry(scene, quantity);
}

/** Whether the rounded rate is inside every hard limit on the rate, and on the doses per time that follow from it. */
function insideHard(scene: Scene, quantity: Quantity, coefficient: number, exponent: number): boolean {
  const findings = scene.findings;
  const count = findings.length;
  rounded[0] = coefficient;
  rounded[1] = exponent;
  measure(scene, rounded, 0);
  judgeTimed(scene, quantity);
  if (quantity === Quantity.RATE) {
    judgeTimed(scene, Quantity.DOSE);
    judgeTimed(scene, Quantity.DOSE_RATE);
    judgeTimed(scene, Quantity.BASAL);
  }
  judgeMeasured(scene, scene.careArea, Quantity.RATE, Quantity.NONE);
  judgeMeasured(scene, scene.pump, Quantity.RATE, Quantity.NONE);
  const inside = !refused(findings, count);
  findings.length = count;
  return inside;
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
  const exponent = pump.items[steps + 1];
  const alreadyRefused = refused(scene.findings, 0);
  for (let i = 0; i < rates.length; i += RateField.SIZE) {
    for (let n = 0; n < 10; n++) exact[n] = rates[i + RateField.RATIO + n];
    const quantity = rates[i + RateField.QUANTITY];
    let tier = steps + 2;
    while (tier < last && !(compare(exact, pump.items[tier], exponent) < 0)) tier += 2;
    const step = pump.items[tier < last ? tier + 1 : last];
    scene.step = rates[i + RateField.STEP];
    let count = nearestSteps(exact, step, exponent);
    let reason = Reason.CANNOT_JUDGE;
    if (count * step < MAX_EXACT) reason = count > 0 ? Reason.NONE : Reason.RATE_ROUNDS_TO_ZERO;
    if (reason === Reason.NONE && !alreadyRefused && compare(exact, count * step, exponent) !== 0) {
      if (!insideHard(scene, quantity, count * step, exponent)) {
        const whole = wholeSteps(exact, step, exponent);
        count = count === whole ? whole + 1 : whole;
        if (!(count > 0 && insideHard(scene, quantity, count * step, exponent)))
          reason = Reason.RATE_BETWEEN_STEPS;
      }
      if (reason === Reason.NONE && !withinTolerance(exact, pump, count * step, exponent)) {
        addProblem(scene, Severity.SOFT, quantity, Reason.RATE_ROUNDED_BEYOND_TOLERANCE, exact);
      }
    }
    if (reason !== Reason.NONE) {
      problem(scene, quantity, reason);
      continue;
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
  const hundred = 100 * POWERS[at > 0 ? -pump.items[at + 1] : 0];
  const tolerance = at > 0 ? pump.items[at + 2] : 5;
  ratio[4] = hundred + tolerance;
  const high = compare(ratio, coefficient * hundred, exponent);
  ratio[4] = hundred > tolerance ? hundred - tolerance : 0;
  const low = compare(ratio, coefficient * hundred, exponent);
  ratio[4] = 1;
  return high >= 0 && low <= 0;
}
