// Battery and mains. Energy in joules; all loads are constant between two changes, so a span is one multiplication.
import type { Conditions } from './conditions';
import type { PlantParameters } from './parameters';

/** J left after `ms`, in which `steps` steps were commanded. Below 0 means that it did not last. */
export function charged(
  energy: number,
  ms: number,
  steps: number,
  conditions: Conditions,
  parameters: PlantParameters,
): number {
  const seconds = ms / 1000;
  if (conditions.mains === 'on') {
    return Math.min(parameters.batteryCapacity, energy + parameters.chargePower * seconds);
  }
  return energy - parameters.idlePower * seconds - parameters.stepEnergy * steps;
}

/** Minutes that the charge would last at this rate in steps a second, mains or not. */
export function minutesLeft(energy: number, rate: number, parameters: PlantParameters): number {
  return Math.max(0, energy) / (parameters.idlePower + parameters.stepEnergy * rate) / 60;
}
