// What the pump's electronics would read, which is not always what is.
import type { AirReading } from './air';

export interface Sensors {
  /** Whole counts of the shaft encoder. */
  encoder: number;
  /** mmHg before the pump, whole. */
  upstreamPressure: number;
  /** mmHg behind the pump, whole. */
  downstreamPressure: number;
  air: AirReading;
  door: 'closed' | 'open';
  /** Whether the set sits where the mechanism squeezes it. */
  set: boolean;
  clamp: 'closed' | 'open';
  /** Drops counted in the drip chamber. */
  drops: number;
  reservoirLow: boolean;
  reservoirEmpty: boolean;
  /** State of charge, 0 to 1. */
  battery: number;
  /** Minutes that the charge lasts at the present rate. */
  batteryMinutes: number;
  mains: boolean;
  handset: boolean;
  /** Whether the battery or mains feed the pump. */
  powered: boolean;
  /** Keys whose contact is closed. */
  keys: string[];
}

export type SensorName = Exclude<keyof Sensors, 'keys' | 'powered'>;

/** Readings that do not follow what is. */
export class Stuck {
  private readonly readings = new Map<SensorName, unknown>();

  /** TypeError for a sensor nobody knows, or a reading of another kind than `present`'s. */
  stick<N extends SensorName>(name: N, reading: Sensors[N], present: Sensors): void {
    if (!Object.hasOwn(present, name)) {
      throw new TypeError(`no sensor is named "${name}": use one of ${Object.keys(present).join(', ')}`);
    }
    if ((name as string) === 'keys') throw new TypeError('keys are stuck one by one: use stickKey');
    if ((name as string) === 'powered') throw new TypeError('power is no sensor: use mains and charge');
    if (typeof reading !== typeof present[name]) {
      throw new TypeError(`sensor ${name} reads ${typeof present[name]}, not ${typeof reading}`);
    }
    this.readings.set(name, reading);
  }

  free(name: SensorName): void {
    if (!this.readings.delete(name)) throw new RangeError(`sensor "${name}" is not stuck`);
  }

  /** What the sensor is stuck at; undefined where it is not. */
  reading<N extends SensorName>(name: N): Sensors[N] | undefined {
    return this.readings.get(name) as Sensors[N] | undefined;
  }

  over(sensors: Sensors): Sensors {
    return Object.assign(sensors, Object.fromEntries(this.readings));
  }
}
