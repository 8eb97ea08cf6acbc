import { compare } from '../number/ratio';
import { Reason } from '../reason';
import { judge } from './judge';
import { type LimitRecord, Quantity } from './limit';
import { type Scene, entered, express, measure, missing, problem } from './measure';
import { Unit, kindOf, scaleOf } from './unit';

/** The entry's own concentration, or the custom one that was typed, judged as amount over volume. */
export function judgeConcentration(scene: Scene, entry: LimitRecord, head: number): void {
  const concentration = scene.concentration;
  const values = scene.values;
  const items = entry.items;
  const amount = Quantity.AMOUNT * 3;
  const typed = values[amount + 2] !== 0 || values[amount + 5] !== 0;
  const complete = entered(scene, Quantity.AMOUNT) && entered(scene, Quantity.DILUENT_VOLUME);
  concentration[2] = 0;
  if (items[head] === 7) {
    concentration[0] = items[head + 6];
    concentration[1] = concentration[4] = items[head + 5];
    concentration[2] = items[head + 4];
    concentration[3] = items[head + 7];
    concentration[5] = Unit.MILLILITRE;
    if (typed && !(complete && sameAmount(scene, amount, 0) && sameAmount(scene, amount + 3, 3))) {
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
  if (kindOf(values[amount + 2]) !== kindOf(items[custom + 1]))
    return problem(scene, Quantity.CONCENTRATION, Reason.KIND_MISMATCH);
  for (let i = 0; i < 6; i++) concentration[i] = values[amount + i];
  const ratio = scene.ratio;
  for (let i = 0; i < 9; i++) ratio[i] = 1;
  ratio[0] = values[amount];
  ratio[5] = values[amount + 3];
  ratio[9] =
    values[amount + 1] + scaleOf(values[amount + 2]) - values[amount + 4] - scaleOf(values[amount + 5]);
  judge(scene, entry, Quantity.CONCENTRATION, Quantity.CONCENTRATION);
}

/** Whether what was typed at `values[at]` is the very amount at `concentration[part]`. */
function sameAmount(scene: Scene, at: number, part: number): boolean {
  const concentration = scene.concentration;
  const unit = concentration[part + 2];
  measure(scene, scene.values, at);
  return (
    kindOf(scene.measured[2]) === kindOf(unit) &&
    express(scene, Quantity.CONCENTRATION, unit) &&
    compare(scene.ratio, concentration[part], concentration[part + 1] + scaleOf(unit)) === 0
  );
}
