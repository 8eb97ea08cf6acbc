import { POWERS, settle } from '../number/ratio';
import { Reason } from '../reason';
import { addCrossing } from './finding';
import { Bound, Key, type LimitRecord, Quantity } from './limit';
import { type Scene, dividedByRate, express, measureEntered, problem } from './measure';
import { Kind, SCALES, kindOf } from './unit';

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
  // Per minute is 60 per hour, but a minute is a 60th of one; the same for days.
  if (unit & 1) {
    const factor = unit & 2 ? 24 : 60;
    if (unit < 16 === factor > 24) left *= leftFactor = factor;
    else right *= rightFactor = factor;
  }
  if (shift >= 0) left *= POWERS[shift];
  else right *= POWERS[-shift];
  const last = at + items[at];
  let outside = Bound.NONE;
  let limit = 0;
  if (mask & (Bound.LOWER_HARD | Bound.LOWER_SOFT)) {
    // The inner of the lower points is the first, or the second of two.
    limit = items[(mask & 3) === 3 ? at + 5 : at + 4];
    const inner = right * limit;
    if (
      !(left < 1e14 && inner < 1e14
        ? left >= inner
        : settle(left, inner, ratio, leftFactor, rightFactor * limit, shift) >= 0)
    ) {
      outside = Bound.LOWER_SOFT;
      limit = items[at + 4];
      if (
        mask & Bound.LOWER_HARD &&
        !(settle(left, right * limit, ratio, leftFactor, rightFactor * limit, shift) >= 0)
      ) {
        outside = Bound.LOWER_HARD;
      }
    }
    if (mask & Bound.LOWER_HARD && !(left * 16 >= right * items[at + 4] * 17)) scene.near = true;
  }
  if (outside === Bound.NONE && mask & (Bound.UPPER_SOFT | Bound.UPPER_HARD)) {
    limit = items[(mask & 24) === 24 ? last - 1 : last];
    const inner = right * limit;
    if (
      !(left < 1e14 && inner < 1e14
        ? left <= inner
        : settle(left, inner, ratio, leftFactor, rightFactor * limit, shift) <= 0)
    ) {
      outside = Bound.UPPER_SOFT;
      limit = items[last];
      if (
        mask & Bound.UPPER_HARD &&
        !(settle(left, right * limit, ratio, leftFactor, rightFactor * limit, shift) <= 0)
      ) {
        outside = Bound.UPPER_HARD;
      }
    }
    if (mask & Bound.UPPER_HARD && !(left * 17 <= right * items[last] * 16)) scene.near = true;
  }
  if (outside !== Bound.NONE) addCrossing(scene, items, at, outside, quantity, key > Key.CAP ? 1 : 0);
}

/** Without an entry, a care area's ceilings for infusions outside the library stand in for its own limits. */
function basicKey(record: LimitRecord, key: number): number {
  // Of rate and volume alone: nothing else is judged there.
  const basic = key + (Quantity.BASIC_RATE - Quantity.RATE);
  return record.at[basic] > 0 ? basic : key;
}

/** Expresses what is measured in the unit of the limit at `key`, where the record has one, and judges it there. */
export function judgeMeasured(scene: Scene, record: LimitRecord, key: number, quantity: Quantity): void {
  const at = record.at[key];
  if (at > 0 && express(scene, quantity, record.items[at + 1])) judge(scene, record, key, quantity);
}

/** The same against the entry alone, and the cap it may have. */
export function judgeInEntry(scene: Scene, quantity: Quantity): void {
  const entry = scene.entryLimits;
  if (entry === null) return;
  if (entry.at[quantity] > 0) judgeMeasured(scene, entry, quantity, quantity);
  if (entry.at[Key.CAP + quantity] > 0) judgeMeasured(scene, entry, Key.CAP + quantity, quantity);
}

/** The same against care area and pump: limits at `key`, a finding of `quantity`. */
export function judgeCeilings(scene: Scene, key: number, quantity: Quantity): void {
  const careArea = scene.areaLimits;
  const pump = scene.pumpLimits;
  const free = scene.entryLimits === null;
  if (careArea !== null) {
    const areaKey = free ? basicKey(careArea, key) : key;
    if (careArea.at[areaKey] > 0) judgeMeasured(scene, careArea, areaKey, quantity);
  }
  if (free) key = basicKey(pump, key);
  if (pump.at[key] > 0) judgeMeasured(scene, pump, key, quantity);
}

/** The same against entry, care area and pump, in this order. */
export function judgeEverywhere(scene: Scene, quantity: Quantity): void {
  const entry = scene.entryLimits;
  if (entry !== null && entry.at[quantity] > 0) judgeMeasured(scene, entry, quantity, quantity);
  judgeCeilings(scene, quantity, quantity);
}

/** A quantity of the entry and its cap, entered in the very unit of the entry: no other unit is converted or guessed. */
export function judgeEntered(scene: Scene, quantity: Quantity): void {
  const entry = scene.entryLimits as LimitRecord;
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
  if (entry.at[Key.CAP + quantity] > 0) judgeMeasured(scene, entry, Key.CAP + quantity, quantity);
}

/** An entered quantity as it was typed, against entry, care area and pump. */
export function judgeTyped(scene: Scene, quantity: Quantity): void {
  measureEntered(scene, quantity);
  judgeEverywhere(scene, quantity);
}

/** Judges the ratio of the scene, a plain volume or duration, everywhere. */
export function judgeDerived(scene: Scene, quantity: Quantity, kind: Kind): void {
  judgeRatio(scene, scene.entryLimits, quantity, kind);
  judgeRatio(scene, scene.areaLimits, quantity, kind);
  judgeRatio(scene, scene.pumpLimits, quantity, kind);
}

function judgeRatio(scene: Scene, record: LimitRecord | null, quantity: Quantity, kind: Kind): void {
  if (record === null) return;
  const key = scene.entryLimits === null ? basicKey(record, quantity) : quantity;
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
  if (!express(scene, duration, scene.typed[rate * 3 + 2] & ~3)) return;
  dividedByRate(scene, scene.typed, rate * 3);
  judgeDerived(scene, duration, Kind.DURATION);
}
