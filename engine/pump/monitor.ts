import { type Hal, Halt, Sensor } from '../../hal/hal';
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

/** Compares sensors and supervisor with what is meant to be, and tells the alarms. */
export class Monitor {
  private hal: Hal;
  private alarms: Alarms;
  private occlusion = OCCLUSION;
  private bubble = BUBBLE;
  private accumulated = ACCUMULATED;
  private windowStart = 0;
  private drops = 0;
  private total = 0;
  /** Air of the last 15 minutes that somebody took note of: the largest bubble, and all. */
  private knownBubble = 0;
  private knownAir = 0;
  /** Sensors that the pump once said to have: it has them from then on. */
  private had: boolean[] = [];

  constructor(hal: Hal, alarms: Alarms) {
    this.hal = hal;
    this.alarms = alarms;
    this.restart();
  }

  /** Takes the thresholds of a care area; those of the device where it has none. */
  thresholds(area: LimitRecord | null): void {
    const air = area ? area.at[Key.AIR] : 0;
    const occlusion = area ? area.at[Key.OCCLUSION] : 0;
    this.bubble = area && air > 0 ? area.items[air + 1] : BUBBLE;
    this.accumulated = area && air > 0 ? area.items[air + 2] : ACCUMULATED;
    this.occlusion = area && occlusion > 0 ? area.items[occlusion + 1] : OCCLUSION;
  }

  /** Drops are compared from now on. */
  private restart(): void {
    this.windowStart = this.alarms.now;
    this.drops = this.hal.sensors.read(Sensor.DROPS);
    this.total = this.hal.supervisor.total();
  }

  private has(sensor: Sensor): boolean {
    if (!this.had[sensor]) this.had[sensor] = this.hal.sensors.has(sensor);
    return this.had[sensor];
  }

  /** Somebody looked at the line: what drops and air said until now was taken note of. */
  looked(): void {
    const sensors = this.hal.sensors;
    this.restart();
    // Without the sum of all air a second bubble that is no larger would not be seen.
    if (!this.has(Sensor.AIR_ACCUMULATED)) return;
    this.knownBubble = sensors.read(Sensor.AIR_BUBBLE);
    this.knownAir = sensors.read(Sensor.AIR_ACCUMULATED) || 0;
  }

  /** `infusing`: an infusion is programmed and not ended by a person; `moving`: the motor is meant to turn; `handset`: it is needed. */
  step(infusing: boolean, moving: boolean, handset: boolean): void {
    const has = (sensor: Sensor) => this.has(sensor);
    const sensors = this.hal.sensors;
    const alarms = this.alarms;
    const halt = this.hal.supervisor.halt();
    let fault = false;
    /** Reads what the pump has; a sensor that cannot be read reads as what would alarm, and one of the line is a fault that stops. */
    function read(sensor: Sensor, bad: number, absent: number): number {
      if (!has(sensor)) return absent;
      const reading = sensors.read(sensor);
      if (!isNaN(reading)) return reading;
      if (sensor < Sensor.RESERVOIR_LOW) fault = true;
      return bad;
    }
    const pressure = read(Sensor.DOWNSTREAM_PRESSURE, this.occlusion, 0);
    alarms.set(Alarm.DOWNSTREAM_OCCLUSION, infusing && !(pressure < this.occlusion));
    const suction = read(Sensor.UPSTREAM_PRESSURE, UPSTREAM, 0);
    alarms.set(Alarm.UPSTREAM_OCCLUSION, moving && !(suction > UPSTREAM));
    const bubble = read(Sensor.AIR_BUBBLE, this.bubble, 0);
    const air = read(Sensor.AIR_ACCUMULATED, this.accumulated, 0);
    if (air < this.knownAir) this.knownAir = air;
    const known = bubble === this.knownBubble && air - this.knownAir < this.bubble;
    alarms.set(Alarm.AIR_BUBBLE, infusing && !(bubble < this.bubble || known));
    alarms.set(Alarm.AIR_ACCUMULATED, infusing && !(air - this.knownAir < this.accumulated));
    const door = read(Sensor.DOOR, 0, 1) === 1;
    const set = read(Sensor.SET_LOADED, 0, 1) === 1;
    alarms.set(Alarm.DOOR_OPEN, infusing && !door);
    alarms.set(Alarm.SET_MISSING, infusing && door && !set);
    alarms.set(Alarm.RESERVOIR_EMPTY, infusing && read(Sensor.RESERVOIR_EMPTY, 1, 0) === 1);
    alarms.set(Alarm.RESERVOIR_LOW, infusing && read(Sensor.RESERVOIR_LOW, 1, 0) === 1);
    alarms.set(Alarm.HANDSET_MISSING, handset && read(Sensor.HANDSET, 0, 1) !== 1);
    const mains = read(Sensor.MAINS, 0, 1) === 1;
    const minutes = read(Sensor.BATTERY_MINUTES, 0, 999);
    alarms.set(Alarm.MAINS_LOST, !mains);
    alarms.set(Alarm.BATTERY_LOW, !mains && !(minutes > BATTERY_LOW));
    alarms.set(Alarm.BATTERY_DEPLETED, !mains && !(minutes > BATTERY_DEPLETED));
    const squeezed = door && set;
    let free = read(Sensor.CLAMP, 0, 1) !== 1 && !squeezed;
    let little = halt === Halt.UNDER_DELIVERY;
    if (has(Sensor.DROPS)) {
      const drops = sensors.read(Sensor.DROPS);
      const fell = (drops - this.drops) * DROP;
      const moved = this.hal.supervisor.total() - this.total;
      const more = fell - moved > (SLACK > moved / 10 ? SLACK : moved / 10);
      if (isNaN(drops)) fault = true;
      // A line that is being filled outside the pump drips too.
      else if (!infusing && !squeezed) this.restart();
      else {
        // More drops than the motor accounts for: something flows by itself. Far fewer: it does not move what it should.
        free = free || more;
        little = little || (moved > 2 * SLACK && fell * 2 < moved);
        // A window lasts until it says something, so that slow infusions are compared too.
        if (!more && alarms.now - this.windowStart >= WINDOW && (moved > 2 * SLACK || fell > SLACK))
          this.restart();
      }
    }
    alarms.set(Alarm.FREE_FLOW, free);
    alarms.set(Alarm.OVER_DELIVERY, halt === Halt.OVER_DELIVERY);
    alarms.set(Alarm.UNDER_DELIVERY, little);
    alarms.set(Alarm.SENSOR_FAULT, infusing && fault);
  }
}
