import { judgeRate } from './continuous';
import { judgeEntered, judgeTyped } from './judge';
import { Quantity } from './limit';
import { type Scene, measureEntered, missing } from './measure';

/** Demand dose with its lockout, and a basal rate, a clinician bolus and a loading dose where they are entered. */
export function pca(scene: Scene): void {
  const given = scene.given;
  if (given & (1 << Quantity.DEMAND_DOSE)) {
    measureEntered(scene, Quantity.DEMAND_DOSE);
    judgeEntered(scene, Quantity.DEMAND_DOSE);
  } else missing(scene, Quantity.DEMAND_DOSE);
  if (given & (1 << Quantity.LOCKOUT)) judgeTyped(scene, Quantity.LOCKOUT);
  else missing(scene, Quantity.LOCKOUT);
  if (given & (1 << Quantity.CLINICIAN_BOLUS)) {
    measureEntered(scene, Quantity.CLINICIAN_BOLUS);
    judgeEntered(scene, Quantity.CLINICIAN_BOLUS);
  }
  if (given & (1 << Quantity.VTBI)) judgeTyped(scene, Quantity.VTBI);
  if (given & (1 << Quantity.BASAL)) {
    measureEntered(scene, Quantity.BASAL);
    judgeEntered(scene, Quantity.BASAL);
    judgeRate(scene);
  }
}
