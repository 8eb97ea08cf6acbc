import { Reason } from '../reason';
import { measureSource } from './continuous';
import { addRate } from './deliverable-rate';
import { ProgramType } from './infusion-program';
import { judge, judgeMeasured } from './judge';
import { Quantity } from './limit';
import { type Scene, entered, express, measureEntered, missing, problem, timesDuration } from './measure';
import { Unit } from './unit';

/** Outside the library: a rate in mL/h, or a volume over a duration, against the ceilings of care area and pump. */
export function unprotected(scene: Scene, type: ProgramType): void {
  if (type !== ProgramType.CONTINUOUS && type !== ProgramType.FLUID)
    return problem(scene, Quantity.NONE, Reason.NOT_IN_LIBRARY);
  const careArea = scene.careArea;
  const byRate = entered(scene, Quantity.RATE);
  const volume = entered(scene, Quantity.VTBI);
  const duration = entered(scene, Quantity.DURATION);
  if (byRate && volume && duration) return problem(scene, Quantity.RATE, Reason.OVERDETERMINED);
  if (!byRate && !(volume && duration)) return missing(scene, Quantity.RATE);
  measureSource(scene, false, byRate);
  if (careArea !== null && careArea.at[Quantity.BASIC_RATE] > 0)
    judgeMeasured(scene, careArea, Quantity.BASIC_RATE, Quantity.RATE);
  else judgeMeasured(scene, careArea, Quantity.RATE, Quantity.RATE);
  judgeMeasured(scene, scene.pump, Quantity.RATE, Quantity.RATE);
  if (express(scene, Quantity.RATE, Unit.MILLILITRE_PER_HOUR)) addRate(scene, Quantity.RATE);
  if (duration && !volume) {
    timesDuration(scene.ratio, scene.values, Quantity.DURATION * 3);
  } else if (volume) {
    measureEntered(scene, Quantity.VTBI);
    if (!express(scene, Quantity.VTBI, Unit.MILLILITRE)) return;
  } else return;
  const records = [careArea, scene.pump];
  for (let i = 0; i < 2; i++) {
    const record = records[i];
    if (record === null) continue;
    judge(
      scene,
      record,
      record.at[Quantity.BASIC_VTBI] > 0 ? Quantity.BASIC_VTBI : Quantity.VTBI,
      Quantity.VTBI,
    );
  }
}
