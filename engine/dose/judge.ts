import { POWERS, above, below, settle } from '../number/ratio';
import { Reason } from '../reason';
import { addCrossing } from './finding';
import { Bound, Key, type LimitRecord, type Quantity } from './limit';
import { type Scene, dividedByRate, express, measureEntered, problem } from './measure';
import { Kind, kindOf, scaleOf, timeAbove, timeBelow } from './unit';

/**
 * Compares the ratio of the scene, already in the limit's kind and basis, with the five points at `key` of a record. Cross-multiplied
 * and exact; soft points first, because a value inside them is inside the hard ones too. A value that cannot be compared is outside.
 */
export function judge(scene: Scene, record: LimitRecord, key: number, quantity: Quantity): void {
  const at = record.at[key];
  if (at === 0) return;
  const items = record.items;
  const mask = items[at + 3];
  const unit = items[at + 1];
  const ratio = scene.ratio;
  const shift = ratio[9] - items[at + 2] - scaleOf(unit);
  const leftFactor = timeBelow(unit);
  const rightFactor = timeAbove(unit);
  let left = above(ratio) * leftFactor;
  let right = below(ratio) * rightFactor;
  if (shift >= 0) left *= POWERS[shift];
  else right *= POWERS[-shift];
  let outside = 0;
  // Points rise, so the first that holds on each side settles that side: soft before hard from either end.
  let point = at + 4;
  const lowerHard = mask & Bound.LOWER_HARD ? items[point++] : 0;
  const lowerSoft = mask & Bound.LOWER_SOFT ? items[point++] : lowerHard;
  if (mask & Bound.INITIAL) point++;
  if (mask & (Bound.LOWER_HARD | Bound.LOWER_SOFT)) {
    if (!(settle(left, right * lowerSoft, ratio, leftFactor, rightFactor * lowerSoft, shift) >= 0)) {
      outside = Bound.LOWER_SOFT;
      if (
        mask & Bound.LOWER_HARD &&
        !(settle(left, right * lowerHard, ratio, leftFactor, rightFactor * lowerHard, shift) >= 0)
      ) {
        outside = Bound.LOWER_HARD;
      }
    }
  }
  if (outside === 0 && mask & (Bound.UPPER_SOFT | Bound.UPPER_HARD)) {
    const upperHard = items[at + items[at]];
    const upperSoft = items[point];
    if (!(settle(left, right * upperSoft, ratio, leftFactor, rightFactor * upperSoft, shift) <= 0)) {
      outside = Bound.UPPER_SOFT;
      if (
        mask & Bound.UPPER_HARD &&
        !(settle(left, right * upperHard, ratio, leftFactor, rightFactor * upperHard, shift) <= 0)
      ) {
        outside = Bound.UPPER_HARD;
      }
    }
  }
  if (outside !== 0) cross(scene, record, key, quantity, outside);
}

const REASONS: { [bound: number]: Reason } = {
  1: Reason.BELOW_LOWER_HARD,
  2: Reason.BELOW_LOWER_SOFT,
  8: Reason.ABOVE_UPPER_SOFT,
  16: Reason.ABOVE_UPPER_HARD,
};

/** Coefficient of one bound of the limit at `at`. */
export function pointOf(items: number[], at: number, bound: Bound): number {
  let point = at + 4;
  for (let bit = 1; bit < bound; bit <<= 1) if (items[at + 3] & bit) point++;
  return items[point];
}

function cross(scene: Scene, record: LimitRecord, key: number, quantity: Quantity, bound: Bound): void {
  const items = record.items;
  const at = record.at[key];
  addCrossing(
    scene.findings,
    scene.confirmed,
    quantity,
    bound,
    REASONS[bound],
    scene.step,
    key >= Key.CAP && key < Key.ADVISORIES ? 1 : 0,
    items[at + 1],
    pointOf(items, at, bound),
    items[at + 2],
    scene.ratio,
  );
}

/** Expresses what is measured in the unit of the limit at `key` and judges it there. */
export function judgeMeasured(
  scene: Scene,
  record: LimitRecord | null,
  key: number,
  quantity: Quantity,
): void {
  if (record === null) return;
  const at = record.at[key];
  if (at > 0 && express(scene, quantity, record.items[at + 1])) judge(scene, record, key, quantity);
}

/** The same against entry, care area and pump, in this order. */
export function judgeEverywhere(scene: Scene, key: number, quantity: Quantity): void {
  judgeMeasured(scene, scene.entry, key, quantity);
  judgeMeasured(scene, scene.careArea, key, quantity);
  judgeMeasured(scene, scene.pump, key, quantity);
}

/** A quantity of the entry and its cap, entered in the very unit of the entry: no other unit is converted or guessed. */
export function judgeEntered(scene: Scene, quantity: Quantity): void {
  const entry = scene.entry as LimitRecord;
  const at = entry.at[quantity];
  if (!(at > 0)) return problem(scene, quantity, Reason.NOT_ALLOWED_BY_ENTRY);
  const unit = scene.measured[2];
  if (unit !== entry.items[at + 1]) {
    return problem(
      scene,
      quantity,
      kindOf(unit) === kindOf(entry.items[at + 1]) ? Reason.UNIT_NOT_IN_LIBRARY : Reason.KIND_MISMATCH,
    );
  }
  if (express(scene, quantity, unit)) judge(scene, entry, quantity, quantity);
  judgeMeasured(scene, entry, Key.CAP + quantity, quantity);
}

/** An entered quantity as it was typed, against entry, care area and pump. */
export function judgeTyped(scene: Scene, quantity: Quantity): void {
  measureEntered(scene, quantity);
  judgeEverywhere(scene, quantity, quantity);
}

/** Judges the ratio of the scene, a plain volume or duration, everywhere. */
export function judgeDerived(scene: Scene, quantity: Quantity, kind: Kind): void {
  const records = [scene.entry, scene.careArea, scene.pump];
  for (let i = 0; i < 3; i++) {
    const record = records[i];
    const at = record === null ? 0 : record.at[quantity];
    if (!(at > 0)) continue;
    const unit = (record as LimitRecord).items[at + 1];
    if (kindOf(unit) !== kind || (unit >= 16 && (unit & 15) !== 0))
      problem(scene, quantity, Reason.KIND_MISMATCH);
    else judge(scene, record as LimitRecord, quantity, quantity);
  }
}

/** Expresses `amount` (entered) over the entered rate of `rate` as a duration and judges it as `duration`. */
export function judgeTime(scene: Scene, amount: Quantity, rate: Quantity, duration: Quantity): void {
  measureEntered(scene, amount);
  if (!express(scene, duration, scene.values[rate * 3 + 2] & ~3)) return;
  dividedByRate(scene.ratio, scene.values, rate * 3);
  judgeDerived(scene, duration, Kind.DURATION);
}
