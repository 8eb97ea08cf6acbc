import { NAN } from '../number/decimal';
import { compare, wholeSteps } from '../number/ratio';
import { Reason } from '../reason';
import { measureSource } from './continuous';
import { Delivery, MAX_DELIVERED, type Program, ProgramType, quantumOf } from './infusion-program';
import { judgeInEntry } from './judge';
import { Key, type LimitRecord, Quantity } from './limit';
import {
  type Scene,
  entered,
  express,
  hasProblem,
  measure,
  measureEntered,
  missing,
  problem,
} from './measure';
import { SCALES, Time, kindOf } from './unit';

/** Amounts and sums are counted below this, where doubles are whole. */
const MOST_QUANTA = 9e15;
/** In seconds; times the longest window of 10^7 s it is still counted exactly. */
const OLDEST = 9e8;

/** ⌈a·b/c⌉ for whole numbers, `a` below 9·10^15, `b` up to 10^7 and `c` below 9·10^8; 9·10^15 and more where that is the answer. */
function shareUp(a: number, b: number, c: number): number {
  const rest = a % c;
  const up = rest * b + c - 1;
  return ((a - rest) / c) * b + (up - (up % c)) / c;
}

/**
 * The largest amount, in quanta, of any window of `window` seconds that ends between now and one window from now: what was
 * delivered in it, plus what is committed (`committed` quanta at once, `perHour` quanta an hour from now on). Checking only
 * what was delivered lets a running basal pass the limit later: shown by formal analysis of a published PCA requirement.
 * A delivery counts by the part of it inside the window, rounded up to a quantum. NaN when a number is not whole or too large.
 */
export function accumulatedPeak(
  delivered: number[],
  counts: number,
  window: number,
  committed: number,
  perHour: number,
): number {
  const ends = [0, window];
  for (let i = 0; i < delivered.length; i += 4) {
    const from = delivered[i + 1];
    const until = delivered[i + 2];
    const amount = delivered[i + 3];
    // Whole numbers, as in `isWhole`: a call for each would cost as much as the rest.
    if (
      !(
        until >= 0 &&
        until - (until % 1) === until &&
        from >= until &&
        from < OLDEST &&
        from - (from % 1) === from &&
        amount >= 0 &&
        amount < MOST_QUANTA &&
        amount - (amount % 1) === amount
      )
    )
      return NAN;
    if (from < window) ends.push(window - from);
    if (until > 0 && until < window) ends.push(window - until);
  }
  let peak = 0;
  for (let n = 0; n < ends.length; n++) {
    const end = ends[n];
    let sum = committed + shareUp(perHour, end, 3600);
    for (let i = 0; i < delivered.length; i += 4) {
      const from = delivered[i + 1];
      const until = delivered[i + 2];
      const oldest = window - end;
      if ((delivered[i] & counts) === 0 || until > oldest) continue;
      sum += from <= oldest ? delivered[i + 3] : shareUp(delivered[i + 3], oldest - until, from - until);
    }
    if (!(sum < MOST_QUANTA)) return NAN;
    if (sum > peak) peak = sum;
  }
  return peak;
}

/** What a program commits at once towards an accumulated dose, and the bit it counts under. */
const COMMITTED: number[] = [
  Quantity.BOLUS_DOSE,
  Delivery.BOLUS,
  Quantity.LOADING_DOSE,
  Delivery.LOADING,
  Quantity.CLINICIAN_BOLUS,
  Delivery.CLINICIAN_BOLUS,
  Quantity.DEMAND_DOSE,
  Delivery.DEMAND,
];

/** ⌈the ratio of the scene in quanta⌉; NaN where that is too large to be counted. */
function quantaUp(scene: Scene, quantum: number): number {
  const whole = wholeSteps(scene.ratio, 1, quantum);
  const up = compare(scene.ratio, whole, quantum) === 0 ? whole : whole + 1;
  return up < MOST_QUANTA ? up : NAN;
}

/** Chooses what will run on as what is measured next; false where nothing does. */
function measureBasal(scene: Scene, type: ProgramType): boolean {
  if (type === ProgramType.CONTINUOUS || type === ProgramType.TITRATION) {
    measureSource(scene);
    return true;
  }
  const running = type === ProgramType.PCA ? Quantity.BASAL : Quantity.RUNNING;
  if (!entered(scene, running)) {
    // A bolus comes on top of what runs; that nothing runs must be said ("0 mL/h").
    if (running === Quantity.RUNNING) missing(scene, running);
    return false;
  }
  measureEntered(scene, running);
  return true;
}

/** What was delivered plus what this program commits, in every window from now on. */
export function accumulated(scene: Scene, program: Program): void {
  const entry = scene.entryLimits as LimitRecord;
  const at = entry.at[Quantity.ACCUMULATED_DOSE];
  const window = entry.at[Key.WINDOW];
  if (hasProblem(scene)) return;
  if (!(window > 0) || !(program.delivered.length <= 4 * MAX_DELIVERED))
    return problem(scene, Quantity.ACCUMULATED_DOSE, Reason.CANNOT_JUDGE);
  const counts = entry.items[window + 2];
  const unit = entry.items[at + 1] & ~15;
  const quantum = quantumOf(kindOf(unit));
  for (let i = 0; i < program.delivered.length; i += 4) {
    if (program.delivered[i] >> 8 !== kindOf(unit))
      return problem(scene, Quantity.ACCUMULATED_DOSE, Reason.KIND_MISMATCH);
  }
  let committed = 0;
  for (let i = 0; i < COMMITTED.length; i += 2) {
    const quantity = COMMITTED[i];
    if (!(counts & COMMITTED[i + 1]) || !entered(scene, quantity)) continue;
    measureEntered(scene, quantity);
    if (!express(scene, Quantity.ACCUMULATED_DOSE, unit)) return;
    committed += quantaUp(scene, quantum);
  }
  let perHour = 0;
  if (counts & Delivery.BASAL && measureBasal(scene, program.type)) {
    if (!express(scene, Quantity.ACCUMULATED_DOSE, unit | Time.HOUR)) return;
    perHour = quantaUp(scene, quantum);
  }
  if (hasProblem(scene)) return;
  const peak = accumulatedPeak(program.delivered, counts, entry.items[window + 1], committed, perHour);
  if (!(peak >= 0)) return problem(scene, Quantity.ACCUMULATED_DOSE, Reason.CANNOT_JUDGE);
  measure(scene, [peak, quantum - SCALES[unit >> 4], unit], 0);
  judgeInEntry(scene, Quantity.ACCUMULATED_DOSE);
}
