import { compare, newRatio, setRatio } from '../number/ratio';
import { Reason } from '../reason';
import { judge } from './judge';
import { Key, type LimitRecord, Quantity } from './limit';
import { type Scene, measured, missing, problem } from './measure';
import { Basis, SCALES, Unit, basisOf, kindOf } from './unit';

/** The entry's own concentration, or the custom one that was typed, judged as amount over volume. */
export function judgeConcentration(scene: Scene, entry: LimitRecord, head: number): void {
  const concentration = scene.strength;
  const values = scene.typed;
  const items = entry.items;
  const amount = Quantity.AMOUNT * 3;
  const both = (1 << Quantity.AMOUNT) | (1 << Quantity.DILUENT_VOLUME);
  const typed = values[amount + 2] !== 0 || values[amount + 5] !== 0;
  const complete = (scene.given & both) === both;
  if (items[head] === 7) {
    concentration[0] = items[head + 6];
    concentration[1] = concentration[4] = items[head + 5];
    concentration[2] = items[head + 4];
    concentration[3] = items[head + 7];
    concentration[5] = Unit.MILLILITRE;
    if (typed && !(complete && isConcentration(entry, values, amount))) {
      problem(scene, Quantity.CONCENTRATION, Reason.CONCENTRATION_NOT_IN_LIBRARY);
    }
    return;
  }
  const custom = entry.at[Quantity.CONCENTRATION];
  if (!(custom > 0)) {
    if (typed) problem(scene, Quantity.CONCENTRATION, Reason.CONCENTRATION_NOT_IN_LIBRARY);
    return;
  }
  if (!complete) return missing(scene, Quantity.CONCENTRATION);
  const limit = items[custom + 1];
  if (kindOf(values[amount + 2]) !== kindOf(limit) || basisOf(limit) !== Basis.MILLILITRE)
    return problem(scene, Quantity.CONCENTRATION, Reason.KIND_MISMATCH);
  for (let i = 0; i < 6; i++) concentration[i] = values[amount + i];
  setRatio(
    scene.ratio,
    values[amount],
    values[amount + 3],
    values[amount + 1] +
      SCALES[values[amount + 2] >> 4] -
      values[amount + 4] -
      SCALES[values[amount + 5] >> 4],
  );
  measured(scene);
  judge(scene, entry, Quantity.CONCENTRATION, Quantity.CONCENTRATION);
}

/** Whether `value × 10^exponent` of a unit is what three numbers at `values[at]` say. */
function isAmount(values: number[], at: number, value: number, exponent: number, unit: number): boolean {
  const ratio = newRatio();
  ratio[0] = values[at];
  ratio[9] = values[at + 1] + SCALES[values[at + 2] >> 4];
  return (
    !(values[at + 2] & 15) &&
    kindOf(values[at + 2]) === kindOf(unit) &&
    compare(ratio, value, exponent + SCALES[unit >> 4]) === 0
  );
}

/** Whether six numbers at `values[at]` are the entry's own amount in its own volume: 4 mg/250 mL is not 8 mg/500 mL. */
export function isConcentration(entry: LimitRecord, values: number[], at: number): boolean {
  const items = entry.items;
  const head = entry.at[Key.HEAD];
  return (
    items[head] === 7 &&
    isAmount(values, at, items[head + 6], items[head + 5], items[head + 4]) &&
    isAmount(values, at + 3, items[head + 7], items[head + 5], Unit.MILLILITRE)
  );
}
