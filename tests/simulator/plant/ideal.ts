// A plant without scatter, so that hand-computed numbers can be expected of it.
import { REFERENCE_PUMP } from '../../../simulator/plant/parameters';
import { Plant, type PlantOptions } from '../../../simulator/plant/plant';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** No tolerance, no ripple, no slack; pressures do not change what a step moves. */
export function ideal(options: Partial<PlantOptions> = {}): Plant {
  return new Plant({
    seed: 1,
    volumeError: 0,
    ...options,
    parameters: {
      cyclic: [0],
      takeUpSteps: 0,
      fillPressure: 1e12,
      leakPressure: 1e12,
      ...options.parameters,
    },
  });
}

/** The reference pump at `rate` mL/h, settled for a minute. */
export function running(rate: number, options: Partial<PlantOptions> = {}): Plant {
  const plant = ideal(options);
  plant.run(plant.stepRate(rate));
  plant.advance(MINUTE);
  return plant;
}

export const DOWNSTREAM = REFERENCE_PUMP.downstreamCompliance;

/** Whether two numbers are within `tolerance`; a value that cannot be compared is not. */
export function near(actual: number, expected: number, tolerance: number): boolean {
  return Math.abs(actual - expected) <= tolerance;
}
