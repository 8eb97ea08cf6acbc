import { EXACT, POWERS, settle } from '../number/ratio';
import { Reason } from '../reason';
import { addCrossing } from './finding';
import { Bound, Key, type LimitRecord, Quantity } from './limit';
import { type Scene, dividedByRate, express, measureEntered, problem } from './measure';
import { Kind, SCALES, kindOf, timeAbove, timeBelow } from './unit';

/**
 * Compares the ratio of the scene, already in the limit's kind and basis, with the five points at `key` of a record. Cross-multiplied
 * and exact; soft points first, because a value inside them is inside the hard ones too. A value that cannot be compared is outside.
 */
export function judge(scene: Scene, record: LimitRecord, key: number, quantity: Quantity): void {
  const items = record.items;
  const at = record.at[key];
  const unit = items[at + 1];
  const mask = items[at + 3];
  const ratio = scene.ratio;
  const shift = ratio[9] - items[at + 2] - SCALES[unit >> 4];
  let left = scene.left;
  let right = scene.right;
  let leftFactor = 1;
  let rightFactor = 1;
  if ((unit & 3) % 2 === 1) {
    leftFactor = timeBelow(unit);
    rightFactor = timeAbove(unit);
    left *= leftFactor;
    right *= rightFactor;
  }
  if (shift >= 0) left *= POWERS[shift];
  else right *= POWERS[-shift];
  let outside = Bound.NONE;
  let point = at + 4;
  const lowerHard = mask & Bound.LOWER_HARD ? items[point++] : 0;
  const lowerSoft = mask & Bound.LOWER_SOFT ? items[point++] : lowerHard;
  if (mask & Bound.INITIAL) point++;
  if (mask & (Bound.LOWER_HARD | Bound.LOWER_SOFT)) {
    const soft = right * lowerSoft;
    if (
      !(left < EXACT && soft < EXACT
        ? left >= soft
        : settle(left, soft, ratio, leftFactor, rightFactor * lowerSoft, shift) >= 0)
    ) {
      outside = Bound.LOWER_SOFT;
      if (
        mask & Bound.LOWER_HARD &&
        !(settle(left, right * lowerHard, ratio, leftFactor, rightFactor * lowerHard, shift) >= 0)
      ) {
        outside = Bound.LOWER_HARD;
      }
    }
  }
  if (outside === Bound.NONE && mask & (Bound.UPPER_SOFT | Bound.UPPER_HARD)) {
    const upperSoft = items[point];
    const soft = right * upperSoft;
    if (
      !(left < EXACT && soft < EXACT
        ? left <= soft
        : settle(left, soft, ratio, leftFactor, rightFactor * upperSoft, shift) <= 0)
    ) {
      const upperHard = items[at + items[at]];
      outside = Bound.UPPER_SOFT;
      if (
        mask & Bound.UPPER_HARD &&
        !(settle(left, right * upperHard, ratio, leftFactor, rightFactor * upperHard, shift) <= 0)
      ) {
        outside = Bound.UPPER_HARD;
      }
    }
  }
  if (outside !== Bound.NONE)
    addCrossing(scene, items, at, outside, quantity, key >= Key.CAP && key < Key.ADVISORIES ? 1 : 0);
}

/** Without an entry, a care area's ceilings for infusions outside the library stand in for its own limits. */
function basicKey(record: LimitRecord, key: number): number {
  const basic =
    key === Quantity.RATE ? Quantity.BASIC_RATE : key === Quantity.VTBI ? Quantity.BASIC_VTBI : key;
  return record.at[basic] > 0 ? basic : key;
}

/** Expresses what is measured in the unit of the limit at `key`, where the record has one, and judges it there. */
export function judgeMeasured(
  scene: Scene,
  record: LimitRecord | null,
  key: number,
  quantity: Quantity,
): void {
  if (record === null) return;
  if (scene.entry === null) key = basicKey(record, key);
  const at = record.at[key];
  if (at > 0 && express(scene, quantity, record.items[at + 1])) judge(scene, record, key, quantity);
}

/** The same against the entry alone, and the cap it may have. */
export function judgeInEntry(scene: Scene, quantity: Quantity): void {
  judgeMeasured(scene, scene.entry, quantity, quantity);
  judgeMeasured(scene, scene.entry, Key.CAP + quantity, quantity);
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
  const limit = entry.items[at + 1];
  if (unit !== limit) {
    return problem(
      scene,
      quantity,
      kindOf(unit) === kindOf(limit) ? Reason.UNIT_NOT_IN_LIBRARY : Reason.KIND_MISMATCH,
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
  judgeRatio(scene, scene.entry, quantity, kind);
  judgeRatio(scene, scene.careArea, quantity, kind);
  judgeRatio(scene, scene.pump, quantity, kind);
}

function judgeRatio(scene: Scene, record: LimitRecord | null, quantity: Quantity, kind: Kind): void {
  if (record === null) return;
  const key = scene.entry === null ? basicKey(record, quantity) : quantity;
  const at = record.at[key];
  if (!(at > 0)) return;
  const unit = record.items[at + 1];
  if (kindOf(unit) !== kind || (unit >= 16 && (unit & 15) !== 0))
    problem(scene, quantity, Reason.KIND_MISMATCH);
  else judge(scene, record, key, quantity);
}

/** Expresses `amount` (entered) over the entered rate of `rate` as a duration and judges it as `duration`. */
export function judgeTime(scene: Scene, amount: Quantity, rate: Quantity, duration: Quantity): void {
  measureEntered(scene, amount);
  if (!express(scene, duration, scene.values[rate * 3 + 2] & ~3)) return;
  dividedByRate(scene, scene.values, rate * 3);
  judgeDerived(scene, duration, Kind.DURATION);
}
