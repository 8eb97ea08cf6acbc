// What is around and wrong with the pump, as ordinary state: a fault is a value here like the height of the bag.

export interface Conditions {
  /** Part of the upstream tube's diameter that is closed, 0 (open) to 1 (full occlusion). */
  upstreamOcclusion: number;
  /** The same between pump and patient. */
  downstreamOcclusion: number;
  door: 'closed' | 'open';
  /** `misloaded`: the set sits in the pump, but the mechanism does not squeeze it. */
  set: 'loaded' | 'misloaded' | 'removed';
  /** The set's own clamp against free flow: closes by itself, or is held open. */
  clamp: 'automatic' | 'open';
  /** m of the liquid's surface above the pump. */
  bagHeight: number;
  /** m of the patient above the pump. */
  patientHeight: number;
  /** mmHg in the vein. */
  venousPressure: number;
  motor: 'sound' | 'jammed';
  /** Part of the commanded steps that the motor does not make, 0 to 1. */
  missedSteps: number;
  /** Steps a second that nobody commanded. */
  runaway: number;
  /** Part of the encoder's counts that get lost, 0 to 1 (dead). */
  encoderSlip: number;
  mains: 'on' | 'lost';
  handset: 'connected' | 'unplugged';
}

export const SOUND: Readonly<Conditions> = Object.freeze({
  upstreamOcclusion: 0,
  downstreamOcclusion: 0,
  door: 'closed',
  set: 'loaded',
  clamp: 'automatic',
  bagHeight: 0.5,
  patientHeight: 0,
  venousPressure: 10,
  motor: 'sound',
  missedSteps: 0,
  runaway: 0,
  encoderSlip: 0,
  mains: 'on',
  handset: 'connected',
});

/** Lowest and highest value, or the words allowed. */
const RANGES: { [K in keyof Conditions]: Conditions[K] extends number ? [number, number] : Conditions[K][] } =
  {
    upstreamOcclusion: [0, 1],
    downstreamOcclusion: [0, 1],
    door: ['closed', 'open'],
    set: ['loaded', 'misloaded', 'removed'],
    clamp: ['automatic', 'open'],
    bagHeight: [-2, 2],
    patientHeight: [-2, 2],
    venousPressure: [-20, 300],
    motor: ['sound', 'jammed'],
    missedSteps: [0, 1],
    runaway: [0, 1000],
    encoderSlip: [0, 1],
    mains: ['on', 'lost'],
    handset: ['connected', 'unplugged'],
  };

function rangeOf(name: string): readonly unknown[] {
  if (!Object.hasOwn(RANGES, name)) {
    throw new TypeError(`no condition is named "${name}": use one of ${Object.keys(RANGES).join(', ')}`);
  }
  return RANGES[name as keyof Conditions];
}

/** `old` with `changes`. TypeError for a name nobody knows, RangeError for a value outside its range or not among its words. */
export function changed(old: Readonly<Conditions>, changes: Partial<Conditions>): Readonly<Conditions> {
  for (const [name, value] of Object.entries(changes)) {
    const range = rangeOf(name);
    if (typeof range[0] === 'number') {
      const [low, high] = range as [number, number];
      if (!(typeof value === 'number' && value >= low && value <= high)) {
        throw new RangeError(`condition ${name} is ${value}: give a number from ${low} to ${high}`);
      }
    } else if (!range.includes(value)) {
      throw new RangeError(`condition ${name} is ${value}: give one of ${range.join(', ')}`);
    }
  }
  return Object.freeze({ ...old, ...changes });
}
