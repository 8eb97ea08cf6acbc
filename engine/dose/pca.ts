import { judgeRate } from './continuous';
import { judgeEntered, judgeTyped } from './judge';
import { Quantity } from './limit';
import { type Scene, entered, measureEntered, missing } from './measure';

/** Demand dose with its lockout, and a basal rate, a clinician bolus and a loading dose where they are entered. */
export function pca(scene: Scene): void {
  if (entered(scene, Quantity.DEMAND_DOSE)) {
    measureEntered(scene, Quantity.DEMAND_DOSE);
    judgeEntered(scene, Quantity.DEMAND_DOSE);
  } else missing(scene, Quantity.DEMAND_DOSE);
  if (entered(scene, Quantity.LOCKOUT)) judgeTyped(scene, Quantity.LOCKOUT);
  else missing(scene, Quantity.LOCKOUT);
  if (entered(scene, Quantity.CLINICIAN_BOLUS)) {
    measureEntered(scene, Quantity.CLINICIAN_BOLUS);
    judgeEntered(scene, Quantity.CLINICIAN_BOLUS);
  }
  if (entered(scene, Quantity.VTBI)) judgeTyped(scene, Quantity.VTBI);
  if (entered(scene, Quantity.BASAL)) {
    measureEntered(scene, Quantity.BASAL);
    judgeEntered(scene, Quantity.BASAL);
    judgeRate(scene);
  }
}
