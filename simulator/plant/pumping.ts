// What a turn of the mechanism moves: volume per step with the tolerance of this pump and set, and the ripple of a revolution.
import type { PlantParameters } from './parameters';
import type { Random } from './random';

export interface Pumping {
  /** Fraction by which the volume per step is off, the same for the life of this pump and set. */
  error: number;
  /** mL that the shaft moves on its way between two positions in steps, at rated pressures; `to` is not below `from`. */
  between(from: number, to: number): number;
}

/**
 * Flow per step is `v (1 + error) (1 + Σ aₖ cos(2πk s/N + φₖ))` at shaft position s; its integral is written out, so that a day's turning
 * costs as much as a step's.
 */
export function pumping(
  parameters: PlantParameters,
  random: Random,
  error = random.normal() * parameters.volumeTolerance,
): Pumping {
  const { stepsPerRevolution, stepVolume, cyclic } = parameters;
  const phases = cyclic.map(() => random.between(0, 2 * Math.PI));
  const ripple = (position: number) => {
    // Whole revolutions add nothing; without them the sine keeps its digits after millions of steps.
    const turn = (2 * Math.PI * (position % stepsPerRevolution)) / stepsPerRevolution;
    let steps = 0;
    for (let k = 0; k < cyclic.length; k++) {
      const harmonic = k + 1;
      steps +=
        (((cyclic[k] as number) * stepsPerRevolution) / (2 * Math.PI * harmonic)) *
        Math.sin(harmonic * turn + (phases[k] as number));
    }
    return steps;
  };
  return {
    error,
    between: (from, to) => stepVolume * (1 + error) * Math.max(0, to - from + ripple(to) - ripple(from)),
  };
}
