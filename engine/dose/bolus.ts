import { Reason } from '../reason';
import { addRate } from './deliverable-rate';
import { judgeCeilings, judgeEntered, judgeInEntry, judgeTime, judgeTyped } from './judge';
import { Quantity } from './limit';
import { type Scene, entered, express, measure, measureEntered, missing, problem } from './measure';
import { Unit } from './unit';

/** A bolus or a loading dose: its amount, its rate (typed, or from its duration) and its duration. */
export function dosePart(
  scene: Scene,
  dose: Quantity,
  rate: Quantity,
  duration: Quantity,
  rateOptional: boolean,
): void {
  const values = scene.typed;
  const byRate = entered(scene, rate);
  const byDuration = entered(scene, duration);
  if (!entered(scene, dose)) return missing(scene, dose);
  measureEntered(scene, dose);
  judgeEntered(scene, dose);
  if (byRate && byDuration) return problem(scene, rate, Reason.OVERDETERMINED);
  if (!byRate && !byDuration) {
    if (!rateOptional) missing(scene, rate);
    return;
  }
  if (byRate) measureEntered(scene, rate);
  else measure(scene, values, dose * 3, values, duration * 3);
  judgeInEntry(scene, rate);
  judgeCeilings(scene, Quantity.RATE, rate);
  if (express(scene, rate, Unit.MILLILITRE_PER_HOUR)) addRate(scene, rate);
  if (byDuration) judgeTyped(scene, duration);
  else judgeTime(scene, dose, rate, duration);
}
