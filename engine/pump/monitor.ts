import { type Hal, Sensor } from '../../hal/hal';
import { Key, type LimitRecord } from '../dose/limit';
import { Alarm, type Alarms } from './alarm';

// Where the library says nothing: choices of this pump (docs/alarms.md).
const OCCLUSION = 525;
const BUBBLE = 100;
const ACCUMULATED = 250;
const UPSTREAM = -100;
/** Microlitres of a drop, and how far drops and motor may differ in a window before it is an alarm. */
const DROP = 50;
const WINDOW = 300000;
const SLACK = 1000;
/** Minutes of battery. */
const BATTERY_LOW = 30;
const BATTERY_DEPLETED = 10;

/** Compares the sensors with what is meant to be, and tells the alarms. */
export class Monitor {
  private hal: Hal;
  private alarms: Alarms;
  private occlusion = OCCLUSION;
  private bubble = BUBBLE;
  private accumulated = ACCUMULATED;
  private windowStart = 0;
  private drops = 0;
  private total = 0;

  constructor(hal: Hal, alarms: Alarms) {
    this.hal = hal;
    this.alarms = alarms;
    this.restart(0);
  }

  /** Takes the thresholds of a care area; those of the device where it has none. */
  thresholds(area: LimitRecord | null): void {
    const air = area ? area.at[Key.AIR] : 0;
    const occlusion = area ? area.at[Key.OCCLUSION] : 0;
    this.bubble = area && air > 0 ? area.items[air + 1] : BUBBLE;
    this.accumulated = area && air > 0 ? area.items[air + 2] : ACCUMULATED;
    this.occlusion = area && occlusion > 0 ? area.items[occlusion + 1] : OCCLUSION;
  }

  private restart(now: number): void {
    this.windowStart = now;
    this.drops = this.hal.sensors.read(Sensor.DROPS);
    this.total = this.hal.supervisor.total();
  }

  /** `infusing`: an infusion is programmed and not ended by a person; `moving`: the motor is meant to turn; `handset`: it is needed. */
  step(now: number, infusing: boolean, moving: boolean, handset: boolean): void {
    const sensors = this.hal.sensors;
    const alarms = this.alarms;
    let fault = false;
    /** Reads what the pump has; a sensor that cannot be read is a fault, and reads as what would alarm. */
    function read(sensor: Sensor, bad: number, absent: number): number {
      if (!sensors.has(sensor)) return absent;
      const reading = sensors.read(sensor);
      if (!isNaN(reading)) return reading;
      fault = true;
      return bad;
    }
    alarms.set(
      Alarm.DOWNSTREAM_OCCLUSION,
      infusing && !(read(Sensor.DOWNSTREAM_PRESSURE, this.occlusion, 0) < this.occlusion),
      now,
    );
    alarms.set(
      Alarm.UPSTREAM_OCCLUSION,
      moving && !(read(Sensor.UPSTREAM_PRESSURE, UPSTREAM, 0) > UPSTREAM),
      now,
    );
    alarms.set(Alarm.AIR_BUBBLE, infusing && !(read(Sensor.AIR_BUBBLE, this.bubble, 0) < this.bubble), now);
    alarms.set(
      Alarm.AIR_ACCUMULATED,
      infusing && !(read(Sensor.AIR_ACCUMULATED, this.accumulated, 0) < this.accumulated),
      now,
    );
    const door = read(Sensor.DOOR, 0, 1) === 1;
    const set = read(Sensor.SET_LOADED, 0, 1) === 1;
    alarms.set(Alarm.DOOR_OPEN, infusing && !door, now);
    alarms.set(Alarm.SET_MISSING, infusing && door && !set, now);
    alarms.set(Alarm.RESERVOIR_EMPTY, infusing && read(Sensor.RESERVOIR_EMPTY, 1, 0) === 1, now);
    alarms.set(Alarm.RESERVOIR_LOW, infusing && read(Sensor.RESERVOIR_LOW, 1, 0) === 1, now);
    alarms.set(Alarm.HANDSET_MISSING, handset && read(Sensor.HANDSET, 0, 1) !== 1, now);
    const mains = read(Sensor.MAINS, 0, 1) === 1;
    const minutes = read(Sensor.BATTERY_MINUTES, 0, 999);
    alarms.set(Alarm.MAINS_LOST, !mains, now);
    alarms.set(Alarm.BATTERY_LOW, !mains && !(minutes > BATTERY_LOW), now);
    alarms.set(Alarm.BATTERY_DEPLETED, !mains && !(minutes > BATTERY_DEPLETED), now);
    if (sensors.has(Sensor.DROPS)) this.compareDrops(now, read(Sensor.DROPS, 0, 0));
    alarms.set(Alarm.SENSOR_FAULT, infusing && fault, now);
  }

  /** More drops than the motor accounts for: free flow or too much; far fewer: too little. */
  private compareDrops(now: number, drops: number): void {
    const fell = (drops - this.drops) * DROP;
    const moved = this.hal.supervisor.total() - this.total;
    const far = SLACK > moved / 10 ? SLACK : moved / 10;
    const more = fell - moved > far;
    this.alarms.set(Alarm.FREE_FLOW, more, now);
    this.alarms.set(Alarm.UNDER_DELIVERY, moved > 2 * SLACK && fell * 2 < moved, now);
    // A window lasts until it says something, so that slow infusions are compared too.
    if (now - this.windowStart >= WINDOW && (moved > 2 * SLACK || fell > SLACK) && !more) this.restart(now);
  }
}
