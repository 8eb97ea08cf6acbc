import { POWERS, setRatio } from '../number/ratio';
import { Reason } from '../reason';
import { addRate } from './deliverable-rate';
import {
  judge,
  judgeDerived,
  judgeEntered,
  judgeEverywhere,
  judgeInEntry,
  judgeTime,
  judgeTyped,
} from './judge';
import { EntryFlag, type LimitRecord, Most, Quantity } from './limit';
import {
  type Scene,
  express,
  measure,
  measureEntered,
  measured,
  missing,
  problem,
  timesDuration,
} from './measure';
import { Kind, Unit } from './unit';

/** The dose as typed, in the entry's unit, or what a typed rate or volume amounts to. */
export function judgeDose(scene: Scene, typed: boolean): void {
  if (typed) return judgeEntered(scene, Quantity.DOSE);
  judgeInEntry(scene, Quantity.DOSE);
}

/** Judges what is measured as the rate of the main infusion and keeps it for rounding; false where no rate follows. */
export function judgeRate(scene: Scene): boolean {
  judgeEverywhere(scene, Quantity.RATE);
  return express(scene, Quantity.RATE, Unit.MILLILITRE_PER_HOUR) && addRate(scene, Quantity.RATE);
}

/** Chooses what drives a continuous infusion as what is measured next: its dose, its rate, or its volume over its duration. */
export function measureSource(scene: Scene): void {
  const values = scene.typed;
  const given = scene.given;
  if (given & (1 << Quantity.DOSE)) measureEntered(scene, Quantity.DOSE);
  else if (given & (1 << Quantity.RATE)) measureEntered(scene, Quantity.RATE);
  else measure(scene, values, Quantity.VTBI * 3, values, Quantity.DURATION * 3);
}

/** Whether any limit stands on this quantity. */
function isLimited(scene: Scene, quantity: Quantity): boolean {
  const entry = scene.entryLimits as LimitRecord;
  const careArea = scene.areaLimits;
  return (
    entry.at[quantity] > 0 ||
    scene.pumpLimits.at[quantity] > 0 ||
    (careArea !== null && careArea.at[quantity] > 0)
  );
}

/**
 * By dose, by rate, or by a volume over a duration; with a volume or a duration beside a dose or rate. Without an entry the same,
 * against ceilings only.
 */
export function continuous(scene: Scene, flags: number): void {
  const given = scene.given;
  const byDose = (given & (1 << Quantity.DOSE)) !== 0;
  const byRate = (given & (1 << Quantity.RATE)) !== 0;
  const volume = (given & (1 << Quantity.VTBI)) !== 0;
  const duration = (given & (1 << Quantity.DURATION)) !== 0;
  const source = byDose ? Quantity.DOSE : Quantity.RATE;
  if (byDose || byRate ? (byDose && byRate) || (volume && duration) : !(volume && duration)) {
    if (byDose || byRate) return problem(scene, source, Reason.OVERDETERMINED);
    return missing(
      scene,
      scene.entryLimits !== null && scene.entryLimits.at[Quantity.DOSE] > 0 ? Quantity.DOSE : Quantity.RATE,
    );
  }
  if (flags & (byDose ? EntryFlag.BY_RATE_ONLY : EntryFlag.BY_DOSE_ONLY))
    problem(scene, source, Reason.NOT_ENTERED_THIS_WAY);
  measureSource(scene);
  judgeDose(scene, byDose);
  const follows = judgeRate(scene);
  if (volume) judgeTyped(scene, Quantity.VTBI);
  if (scene.entryLimits === null) {
    // Outside the library only ceilings are left, so the one on the volume may not be left out.
    if (!volume && !duration) missing(scene, Quantity.VTBI);
  } else if (duration) judgeTyped(scene, Quantity.DURATION);
  else if (volume && follows && isLimited(scene, Quantity.DURATION))
    judgeTime(scene, Quantity.VTBI, source, Quantity.DURATION);
  if (!volume && duration && follows) {
    measureEntered(scene, source);
    if (express(scene, Quantity.VTBI, Unit.MILLILITRE_PER_HOUR)) {
      timesDuration(scene, scene.typed, Quantity.DURATION * 3);
      judgeDerived(scene, Quantity.VTBI, Kind.VOLUME);
    }
  }
}

/** The change from the running dose or rate in per cent of it; from pause or zero only the entry's own range applies. */
export function titration(scene: Scene): void {
  const values = scene.typed;
  const given = scene.given;
  const running = Quantity.RUNNING * 3;
  const target = (given & (1 << Quantity.DOSE) ? Quantity.DOSE : Quantity.RATE) * 3;
  if (!(given & (1 << Quantity.RUNNING))) return missing(scene, Quantity.RUNNING);
  if (values[running] === 0) return;
  if (!(given & (1 << (target / 3))) || values[target + 2] !== values[running + 2]) {
    return problem(scene, Quantity.RUNNING, Reason.UNIT_NOT_IN_LIBRARY);
  }
  const exponent = values[target + 1] < values[running + 1] ? values[target + 1] : values[running + 1];
  const after = values[target] * POWERS[values[target + 1] - exponent];
  const before = values[running] * POWERS[values[running + 1] - exponent];
  const quantity = after > before ? Quantity.TITRATION_UP : Quantity.TITRATION_DOWN;
  if (!(after < Most.EXACT && before < Most.EXACT)) return problem(scene, quantity, Reason.CANNOT_JUDGE);
  const entry = scene.entryLimits as LimitRecord;
  const at = entry.at[quantity];
  if (!(at > 0)) return;
  if (entry.items[at + 1] !== Unit.PER_CENT) return problem(scene, quantity, Reason.KIND_MISMATCH);
  setRatio(scene.ratio, after > before ? after - before : before - after, before, 0);
  scene.ratio[1] = 100;
  measured(scene);
  judge(scene, entry, quantity, quantity);
}
