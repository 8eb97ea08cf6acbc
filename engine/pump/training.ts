import {
  Answer,
  type Clock,
  type Hal,
  Halt,
  Motion,
  Order,
  Part,
  Sensor,
  type Sensors,
  type Supervisor,
} from '../../hal/hal';

/** Stands for the supervisor in training: delivers nothing, and counts what would have been. */
class TrainingSupervisor implements Supervisor {
  private clock: Clock;
  private ordered: number[] | null = null;
  private state: Motion = Motion.HALTED;
  private why: Halt = Halt.POWER_ON;
  private part: Part = Part.MAIN;
  private rate = 0;
  private since = 0;
  private leaseEnd = 0;
  private parts: number[] = [0, 0, 0, 0];
  private sum = 0;
  private demandAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Moves the count up to now, or to where the part or the lease ends. */
  private count(): void {
    const now = this.clock.monotonic();
    if (this.state === Motion.MOVING && this.ordered) {
      const until = now < this.leaseEnd ? now : this.leaseEnd;
      const volume =
        this.part === Part.KVO ? Number.POSITIVE_INFINITY : this.ordered[Order.MAIN_VOLUME + 2 * this.part];
      const end =
        this.part === Part.DEMAND ? volume * Math.ceil((this.parts[this.part] + 1e-6) / volume) : volume;
      let more = (this.rate * (until - this.since)) / 3600000;
      const complete = this.parts[this.part] + more >= end;
      if (complete) more = end - this.parts[this.part];
      this.parts[this.part] += more;
      this.sum += more;
      if (complete) {
        this.state = Motion.ARMED;
        this.why = Halt.COMPLETE;
      } else if (!(now < this.leaseEnd)) {
        this.state = Motion.HALTED;
        this.why = Halt.LEASE;
      }
    }
    this.since = now;
  }

  order(order: number[]): Answer {
    this.count();
    this.ordered = order.slice();
    this.parts = [0, 0, 0, 0];
    if (this.state === Motion.HALTED) this.state = Motion.ARMED;
    return Answer.ACCEPTED;
  }

  run(part: Part, rate: number, lease: number): Answer {
    this.count();
    if (!this.ordered) return Answer.NOT_ORDERED;
    const now = this.clock.monotonic();
    if (part === Part.DEMAND) {
      if (!(now - this.demandAt >= this.ordered[Order.LOCKOUT] * 1000)) return Answer.LOCKED_OUT;
      this.demandAt = now;
    }
    this.part = part;
    this.rate = rate;
    this.leaseEnd = now + lease;
    this.state = Motion.MOVING;
    this.why = Halt.NONE;
    return Answer.ACCEPTED;
  }

  renew(lease: number): Answer {
    this.count();
    this.leaseEnd = this.since + lease;
    return Answer.ACCEPTED;
  }

  stop(): void {
    this.count();
    this.state = Motion.HALTED;
    this.why = Halt.APPLICATION;
  }

  reset(): void {}

  motion(): Motion {
    this.count();
    return this.state;
  }

  halt(): Halt {
    this.count();
    return this.why;
  }

  delivered(part: Part): number {
    this.count();
    return Math.floor(this.parts[part]);
  }

  total(): number {
    this.count();
    return Math.floor(this.sum);
  }
}

/** Nothing is wrong in training but what the pump's own supply says. */
function idealSensors(real: Sensors): Sensors {
  return {
    has: (sensor) => sensor >= Sensor.BATTERY && sensor <= Sensor.MAINS && real.has(sensor),
    read: (sensor) => real.read(sensor),
  };
}

/** The pump's hardware without its motor: what training mode runs on. */
export function trainingHal(hal: Hal): Hal {
  return {
    serial: hal.serial,
    firmware: hal.firmware,
    demonstrationKeys: hal.demonstrationKeys,
    highestRate: hal.highestRate,
    clock: hal.clock,
    keypad: hal.keypad,
    display: hal.display,
    signals: hal.signals,
    sensors: idealSensors(hal.sensors),
    supervisor: new TrainingSupervisor(hal.clock),
    flash: hal.flash,
    crypto: hal.crypto,
    link: hal.link,
    alive: () => hal.alive(),
    off: () => hal.off(),
  };
}
