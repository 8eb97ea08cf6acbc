import { NAN, floor } from '../number/decimal';
import { POWERS, type Ratio, above, below, compare, newRatio, settle } from '../number/ratio';
import { Reason } from '../reason';
import { Field, Severity, addProblem } from './finding';
import { ProgramType } from './infusion-program';
import { judgeCeilings, judgeInEntry } from './judge';
import { Key, type LimitRecord, Most, Quantity } from './limit';
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
  // Until it is rounded, the place of the exponent says whether a hard limit is near.
  const r = scene.ratio;
  // In one call, because each costs as much as all of the fields.
  scene.rates.push(
    quantity,
    scene.step,
    NAN,
    scene.near ? 1 : 0,
    r[0],
    r[1],
    r[2],
    r[3],
    r[4],
    r[5],
    r[6],
    r[7],
    r[8],
    r[9],
  );
  return true;
}

/** Whether anything refuses the program from finding `from` on. */
function refused(findings: number[], from: number): boolean {
  for (let i = from; i < findings.length; i += Field.SIZE) if (findings[i] <= Severity.HARD) return true;
  return false;
}

/** Judges the rounded rate by what the entry says of this quantity and its cap, where that is per time. */
function judgeTimed(scene: Scene, quantity: Quantity): void {
  const entry = scene.entryLimits;
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
  judgeCeilings(scene, Quantity.RATE, Quantity.NONE);
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
  const ratio = exact;
  const pump = scene.pumpLimits;
  const rates = scene.rates;
  const items = pump.items;
  const steps = pump.at[Key.STEPS];
  const last = steps + items[steps];
  const exponent = items[steps + 1];
  const alreadyRefused = refused(scene.findings, 0);
  // Limits by which a rounded rate is judged, but not the exact one: those of other types of entry.
  const entry = scene.entryLimits;
  const type = entry === null ? 0 : entry.items[entry.at[Key.HEAD] + 1];
  const allJudged =
    entry === null ||
    !(
      entry.at[type === ProgramType.PCA ? Quantity.DOSE : Quantity.BASAL] > 0 ||
      entry.at[type === ProgramType.INTERMITTENT ? Quantity.BASAL : Quantity.DOSE_RATE] > 0
    );
  for (let i = 0; i < rates.length; i += RateField.SIZE) {
    for (let n = 10, at = i + RateField.SIZE; n > 0; ) ratio[--n] = rates[--at];
    const quantity = rates[i + RateField.QUANTITY];
    // Everything is counted in the last place of the steps.
    const shift = ratio[9] - exponent;
    let left = above(ratio);
    let right = below(ratio);
    if (shift >= 0) left *= POWERS[shift];
    else right *= POWERS[-shift];
    let tier = steps + 2;
    while (tier < last && !(settle(left, right * items[tier], ratio, 1, items[tier], shift) < 0)) tier += 2;
    const step = items[tier < last ? tier + 1 : last];
    scene.step = rates[i + RateField.STEP];
    const unit = right * step;
    let whole = floor(left / unit);
    let count = NAN;
    let isWhole = false;
    if (left < 1e14) {
      // A quotient below a whole number is further from it than a double rounds, so all of this is exact.
      isWhole = left === whole * unit;
      count = 2 * left >= (2 * whole + 1) * unit ? whole + 1 : whole;
    } else if (whole * step < 2 * Most.EXACT) {
      // A first guess, which exact comparisons put right.
      while (settle(left, unit * whole, ratio, 1, whole * step, shift) < 0) whole--;
      while (settle(left, unit * (whole + 1), ratio, 1, (whole + 1) * step, shift) >= 0) whole++;
      isWhole = settle(left, unit * whole, ratio, 1, whole * step, shift) === 0;
      const halves = (2 * whole + 1) * step;
      count = settle(2 * left, right * halves, ratio, 2, halves, shift) >= 0 ? whole + 1 : whole;
    }
    let reason = Reason.CANNOT_JUDGE;
    if (count * step < Most.EXACT) reason = count > 0 ? Reason.NONE : Reason.RATE_ROUNDS_TO_ZERO;
    if (reason === Reason.NONE && !alreadyRefused && !isWhole) {
      // Rounding moves it by half a step, a 32nd of sixteen steps; no hard limit more than a 16th away is crossed by that.
      const far = whole >= 16 && allJudged && rates[i + RateField.EXPONENT] === 0;
      if (!far && !insideHard(scene, quantity, count * step, exponent)) {
        count = count === whole ? whole + 1 : whole;
        if (!(count > 0 && insideHard(scene, quantity, count * step, exponent)))
          reason = Reason.RATE_BETWEEN_STEPS;
      }
      if (reason === Reason.NONE && !withinTolerance(ratio, pump, count * step, exponent, whole)) {
        addProblem(scene, Severity.SOFT, quantity, Reason.RATE_ROUNDED_BEYOND_TOLERANCE, ratio);
      }
    }
    rates[i + RateField.EXPONENT] = exponent;
    if (reason === Reason.NONE) rates[i + RateField.COEFFICIENT] = count * step;
    else problem(scene, quantity, reason);
  }
  scene.step = 0;
}

/**
 * Whether the ratio × (100 ± tolerance) % encloses `coefficient × 10^exponent`; 5 % if the library says nothing. It does where the two are less than
 * one of so many steps apart and a step is that little; 0 where nothing is known of steps.
 */
export function withinTolerance(
  ratio: Ratio,
  pump: LimitRecord,
  coefficient: number,
  exponent: number,
  steps: number,
): boolean {
  const at = pump.at[Key.TOLERANCE];
  const hundred = 100 * POWERS[at > 0 ? -pump.items[at + 1] : 0];
  const tolerance = at > 0 ? pump.items[at + 2] : 5;
  if (steps * tolerance >= hundred) return true;
  ratio[4] = hundred + tolerance;
  const high = compare(ratio, coefficient * hundred, exponent);
  ratio[4] = hundred > tolerance ? hundred - tolerance : 0;
  const low = compare(ratio, coefficient * hundred, exponent);
  ratio[4] = 1;
  return high >= 0 && low <= 0;
}
