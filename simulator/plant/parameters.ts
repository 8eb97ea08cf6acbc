// What the plant is made of. Each number's source, or that it is a modelling choice, stands in docs/plant.md.

export interface PlantParameters {
  /** Full steps to a revolution of the mechanism. */
  stepsPerRevolution: number;
  /** mL that one step is rated to move; what a pump's software reckons with. */
  stepVolume: number;
  /** Standard deviation of the volume per step from pump and set to pump and set, as a fraction; cut at three of them. */
  volumeTolerance: number;
  /** Flow variation over a revolution, as fractions of the mean: the revolution itself, its 2nd and 3rd harmonic. Sum below 1. */
  cyclic: readonly number[];
  /** Steps of slack taken up after a set is loaded or the door closed, at most. */
  takeUpSteps: number;
  /** Encoder counts to a step. */
  encoderCounts: number;
  /** mmHg at the outlet at which the motor loses its steps. */
  stallPressure: number;
  /** mmHg below the rated inlet pressure at which the tube no longer fills at all. */
  fillPressure: number;
  /** mmHg above the rated outlet pressure at which all would leak back; set by the loss per mmHg. */
  leakPressure: number;

  /** mL/mmHg from the bag to the pump. */
  upstreamCompliance: number;
  /** mL/mmHg from the pump to the patient. */
  downstreamCompliance: number;
  /** mmHg for 1 mL/h, from the bag to the pump. */
  upstreamResistance: number;
  /** mmHg for 1 mL/h, from the pump through the catheter. */
  downstreamResistance: number;
  /** mmHg for 1 mL/h through the pump's segment when nothing squeezes it. */
  openResistance: number;
  /** mL in the unstretched line, bag to pump. */
  upstreamVolume: number;
  /** mL in the unstretched line, pump to patient. */
  downstreamVolume: number;

  /** mL of the smallest bubble that the detector sees. */
  smallestBubble: number;
  /** ms over which passed air is added up. */
  airWindow: number;
  /** mL in the container at which its low switch closes. */
  reservoirLow: number;
  /** mL of a drop in the chamber. */
  dropVolume: number;

  /** J that the full battery holds. */
  batteryCapacity: number;
  /** W drawn by everything but the motor. */
  idlePower: number;
  /** J a commanded step. */
  stepEnergy: number;
  /** W into the battery on mains. */
  chargePower: number;

  /** ms for which a key's contact bounces, at most. */
  bounce: number;
}

export const REFERENCE_PUMP: Readonly<PlantParameters> = Object.freeze({
  stepsPerRevolution: 200,
  stepVolume: 0.0005,
  volumeTolerance: 0.015,
  cyclic: Object.freeze([0.2, 0.08, 0.04]),
  takeUpSteps: 40,
  encoderCounts: 2,
  stallPressure: 1500,
  fillPressure: 700,
  leakPressure: 3000,

  upstreamCompliance: 0.0005,
  downstreamCompliance: 0.001,
  upstreamResistance: 0.004,
  downstreamResistance: 0.015,
  openResistance: 0.0005,
  upstreamVolume: 10,
  downstreamVolume: 9,

  smallestBubble: 0.01,
  airWindow: 15 * 60_000,
  reservoirLow: 10,
  dropVolume: 0.05,

  batteryCapacity: 72_000,
  idlePower: 3,
  stepEnergy: 0.05,
  chargePower: 6,

  bounce: 5,
});

/** The reference pump with some numbers changed. RangeError for a number that is not one, or not positive. */
export function parameters(changes: Partial<PlantParameters> = {}): Readonly<PlantParameters> {
  const all: PlantParameters = { ...REFERENCE_PUMP, ...changes };
  const mayBeZero = new Set(['volumeTolerance', 'takeUpSteps', 'stepEnergy', 'bounce']);
  for (const [name, value] of Object.entries(all)) {
    if (!(name in REFERENCE_PUMP)) throw new TypeError(`no plant parameter is named "${name}"`);
    if (name === 'cyclic') continue;
    if (!(Number.isFinite(value) && (value > 0 || (value === 0 && mayBeZero.has(name))))) {
      throw new RangeError(`plant parameter ${name} is ${value}: give a positive number`);
    }
  }
  if (!(all.cyclic.reduce((sum, part) => sum + Math.abs(part), 0) < 1)) {
    throw new RangeError(
      `plant parameter cyclic is [${all.cyclic}]: its parts add up to 1 or more, so flow would turn round`,
    );
  }
  return Object.freeze(all);
}
