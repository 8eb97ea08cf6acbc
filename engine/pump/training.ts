import {
  Answer,
  type Clock,
  type Hal,
  Halt,
  Motion,
  Order,
  Part,
  Sensor,
  type Supervisor,
} from '../../hal/hal';
import { Detail, EventKind } from '../journal/event';
import { askPatient } from './admission';
import { Delivery } from './delivery';
import { Monitor } from './monitor';
import type { Pump } from './pump';
import { recallPatient } from './recollection';

/** Stands for the supervisor in training: delivers nothing, and counts what would have been. */
function trainingSupervisor(clock: Clock): Supervisor {
  let ordered: number[] | null = null;
  let state: Motion = Motion.HALTED;
  let why: Halt = Halt.POWER_ON;
  let running: Part = Part.MAIN;
  let speed = 0;
  let since = 0;
  let leaseEnd = 0;
  /** Of each part, and where the running part ends. */
  let parts = [0, 0, 0, 0];
  let end = 0;
  let sum = 0;
  let demandAt = -Infinity;

  /** Moves the count up to now, or to where the part or the lease ends. */
  function count(): void {
    const now = clock.monotonic();
    if (state === Motion.MOVING) {
      const left = end - parts[running];
      let more = (speed * (Math.min(now, leaseEnd) - since)) / 3600000;
      if (more >= left) {
        more = left;
        state = Motion.ARMED;
        why = Halt.COMPLETE;
      } else if (!(now < leaseEnd)) {
        state = Motion.HALTED;
        why = Halt.LEASE;
      }
      parts[running] += more;
      sum += more;
    }
    since = now;
  }

  return {
    order: (order) => {
      count();
      ordered = order.slice();
      parts = [0, 0, 0, 0];
      // What moved stands until the next `run`.
      state = Motion.ARMED;
      why = Halt.NONE;
      return Answer.ACCEPTED;
    },
    run: (part, rate, lease) => {
      count();
      if (!ordered) return Answer.NOT_ORDERED;
      if (part === Part.DEMAND) {
        if (!(since - demandAt >= ordered[Order.LOCKOUT] * 1000)) return Answer.LOCKED_OUT;
        demandAt = since;
      }
      const volume = ordered[Order.MAIN_VOLUME + 2 * part];
      end = part === Part.KVO ? Infinity : part === Part.DEMAND ? parts[part] + volume : volume;
      running = part;
      speed = rate;
      leaseEnd = since + lease;
      state = Motion.MOVING;
      why = Halt.NONE;
      return Answer.ACCEPTED;
    },
    renew: (lease) => {
      count();
      leaseEnd = since + lease;
      return Answer.ACCEPTED;
    },
    stop: () => {
      count();
      state = Motion.HALTED;
      why = Halt.APPLICATION;
    },
    reset: () => {},
    motion: () => {
      count();
      return state;
    },
    halt: () => {
      count();
      return why;
    },
    delivered: (part) => {
      count();
      return Math.floor(parts[part]);
    },
    total: () => {
      count();
      return Math.floor(sum);
    },
  };
}

/** The pump's hardware without its motor: what training mode runs on. Of its sensors only those of its supply are believed. */
export function trainingHal(hal: Hal): Hal {
  const training = Object.create(hal);
  training.sensors = {
    has: (sensor: Sensor) => sensor >= Sensor.BATTERY && sensor <= Sensor.MAINS && hal.sensors.has(sensor),
    read: (sensor: Sensor) => hal.sensors.read(sensor),
  };
  training.supervisor = trainingSupervisor(hal.clock);
  return training;
}

/** Training, or the real thing again: another patient, another journal, and no motor. Only while nothing is programmed. */
export function train(pump: Pump, on: boolean): void {
  // The real patient is kept, and taken up again afterwards.
  pump.memory.keep();
  pump.record(EventKind.TRAINING, [Detail.NEW, on ? 1 : 0]);
  pump.training = on;
  pump.hal = on ? trainingHal(pump.real) : pump.real;
  pump.journal = pump.journals[on ? 1 : 0];
  pump.journal.open();
  const manifest = pump.libraries.manifest;
  if (manifest) pump.journal.setLibrary(manifest.sequence, manifest.digest);
  pump.record(EventKind.TRAINING, [Detail.NEW, on ? 1 : 0]);
  pump.delivery = new Delivery(pump.hal);
  pump.monitor = new Monitor(pump.hal, pump.alarms);
  pump.last = null;
  // Who has to co-sign in earnest still has to afterwards.
  const signing = pump.otherSigning;
  pump.otherSigning = pump.cosigning;
  pump.cosigning = signing;
  pump.patient.renew(0);
  if (!on) recallPatient(pump.state, pump.hal.clock, pump.patient);
  askPatient(pump);
}
