import { Reason } from '../reason';
import { judgeDose, judgeRate } from './continuous';
import { withinTolerance } from './deliverable-rate';
import { judgeEverywhere, judgeInEntry, judgeTime, judgeTyped } from './judge';
import { Quantity } from './limit';
import { type Scene, express, measure, measureEntered, missing, problem } from './measure';
import { SCALES, Unit } from './unit';

/** A dose or a volume of it, over a duration or at a rate. */
export function intermittent(scene: Scene): void {
  const values = scene.typed;
  const given = scene.given;
  const byDose = (given & (1 << Quantity.DOSE)) !== 0;
  const volume = (given & (1 << Quantity.VTBI)) !== 0;
  const duration = (given & (1 << Quantity.DURATION)) !== 0;
  const byRate = (given & (1 << Quantity.RATE)) !== 0;
  if (duration && byRate) return problem(scene, Quantity.DURATION, Reason.OVERDETERMINED);
  if (!byDose && !volume) missing(scene, Quantity.DOSE);
  if (!duration && !byRate) missing(scene, Quantity.DURATION);
  if (!(byDose || volume) || !(duration || byRate)) return;
  const amount = byDose ? Quantity.DOSE : Quantity.VTBI;
  measureEntered(scene, amount);
  judgeDose(scene, byDose);
  if (byDose && volume) {
    measureEntered(scene, Quantity.DOSE);
    const at = Quantity.VTBI * 3;
    if (
      express(scene, Quantity.DOSE, Unit.MILLILITRE) &&
      !withinTolerance(
        scene.ratio,
        scene.pumpLimits,
        values[at],
        values[at + 1] + SCALES[values[at + 2] >> 4],
        0,
      )
    ) {
      problem(scene, Quantity.VTBI, Reason.DOSE_AND_VOLUME_DISAGREE);
    }
    // The volume is what runs, so the dose in it must hold as well.
    measureEntered(scene, Quantity.VTBI);
    judgeInEntry(scene, Quantity.DOSE);
  }
  const runs = volume ? Quantity.VTBI : Quantity.DOSE;
  measureEntered(scene, runs);
  judgeEverywhere(scene, Quantity.VTBI);
  if (byRate) measureEntered(scene, Quantity.RATE);
  else measure(scene, values, runs * 3, values, Quantity.DURATION * 3);
  judgeInEntry(scene, Quantity.DOSE_RATE);
  judgeRate(scene);
  if (duration) judgeTyped(scene, Quantity.DURATION);
  else judgeTime(scene, runs, Quantity.RATE, Quantity.DURATION);
}
