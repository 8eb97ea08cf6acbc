import { POWERS, setRatio } from '../number/ratio';
import { Reason } from '../reason';
import { judgeDose, judgeRate } from './continuous';
import { judge, judgeDerived, judgeEverywhere, judgeMeasured } from './judge';
import { EntryFlag, type LimitRecord, Most, Quantity } from './limit';
import {
  type Scene,
  dividedByRate,
  enteredReason,
  express,
  measure,
  measured,
  missing,
  problem,
  timesDuration,
} from './measure';
import { Kind, Unit, kindOf } from './unit';

/** Steps that one program may have. */
const MAX_STEPS = 99;

/** Each step as an infusion of its own, then the volume and the duration of all. */
export function multiStep(scene: Scene, steps: number[], flags: number): void {
  const entry = scene.entryLimits as LimitRecord;
  const count = steps.length / 6;
  if (!(count > 0)) return missing(scene, Quantity.STEPS);
  if (!(count <= MAX_STEPS)) return problem(scene, Quantity.STEPS, Reason.CANNOT_JUDGE);
  setRatio(scene.ratio, count, 1, 0);
  measured(scene);
  if (entry.at[Quantity.STEPS] > 0) judge(scene, entry, Quantity.STEPS, Quantity.STEPS);
  const dose = entry.at[Quantity.DOSE];
  const byDose = dose > 0 && steps[2] === entry.items[dose + 1];
  const what = byDose ? Quantity.DOSE : Quantity.RATE;
  const byVolume = kindOf(steps[5]) === Kind.VOLUME;
  const long = byVolume ? Quantity.VTBI : Quantity.STEP_DURATION;
  if (flags & (byDose ? EntryFlag.BY_RATE_ONLY : EntryFlag.BY_DOSE_ONLY))
    problem(scene, what, Reason.NOT_ENTERED_THIS_WAY);
  // Smallest exponents, so that the steps add up as whole numbers.
  let whatExponent = 9;
  let longExponent = 9;
  for (let at = 0; at < steps.length; at += 6) {
    scene.step = at / 6 + 1;
    scene.near = false;
    const whatReason = steps[at + 2] === steps[2] ? enteredReason(steps, at, what) : Reason.KIND_MISMATCH;
    const longReason = steps[at + 5] === steps[5] ? enteredReason(steps, at + 3, long) : Reason.KIND_MISMATCH;
    if (whatReason !== Reason.NONE) problem(scene, what, whatReason);
    if (longReason !== Reason.NONE) problem(scene, long, longReason);
    if (whatReason !== Reason.NONE || longReason !== Reason.NONE) {
      scene.step = 0;
      return;
    }
    if (steps[at + 1] < whatExponent) whatExponent = steps[at + 1];
    if (steps[at + 4] < longExponent) longExponent = steps[at + 4];
    measure(scene, steps, at);
    judgeDose(scene, byDose);
    judgeRate(scene);
    measure(scene, steps, at + 3);
    if (!byVolume) {
      if (entry.at[Quantity.STEP_DURATION] > 0)
        judgeMeasured(scene, entry, Quantity.STEP_DURATION, Quantity.STEP_DURATION);
    } else if (express(scene, Quantity.STEP_DURATION, steps[at + 2] & ~3)) {
      dividedByRate(scene, steps, at);
      judgeDerived(scene, Quantity.STEP_DURATION, Kind.DURATION);
    }
  }
  scene.step = 0;
  let volume = 0;
  let time = 0;
  for (let at = 0; at < steps.length; at += 6) {
    const share = steps[at + 3] * POWERS[steps[at + 4] - longExponent];
    time += share;
    volume += byVolume ? share : share * steps[at] * POWERS[steps[at + 1] - whatExponent];
  }
  if (!(volume < Most.EXACT && time < Most.EXACT)) return problem(scene, Quantity.VTBI, Reason.CANNOT_JUDGE);
  if (byVolume) {
    measure(scene, [volume, longExponent, steps[5]], 0);
    return judgeEverywhere(scene, Quantity.VTBI);
  }
  measure(scene, [time, longExponent, steps[5]], 0);
  judgeEverywhere(scene, Quantity.DURATION);
  measure(scene, [volume, whatExponent + longExponent, steps[2]], 0);
  if (express(scene, Quantity.VTBI, Unit.MILLILITRE_PER_HOUR)) {
    timesDuration(scene, [1, 0, steps[5]], 0);
    judgeDerived(scene, Quantity.VTBI, Kind.VOLUME);
  }
}
