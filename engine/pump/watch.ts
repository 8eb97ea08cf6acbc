import { Halt, KeyCode, Tone } from '../../hal/hal';
import { ProgramType } from '../dose/infusion-program';
import { Detail, EventKind } from '../journal/event';
import { Alarm, MotorAction } from './alarm';
import { Phase } from './delivery';
import type { Pump } from './pump';
import { rateText } from './wording';

/** ms without a key after which programming counts as left unfinished, and a pause as long. */
const UNFINISHED = 60000;
const PAUSED_LONG = 120000;
/** ms between reminders that nothing is checked, and between totals in the journal. */
const REMINDER = 900000;
const STATUS = 3600000;
/** Seconds before the end at which it is near. */
const NEAR_END = 600;
/** ms after which a key that is held counts as stuck. */
const STUCK = 30000;
/** Alarms that stop the motor, and ms in which they are one too many. */
const STOPS = 3;
const REPEATED = 600000;

/** Looks after what comes with time, and tells the alarms what sensors, supervisor and clock say. */
export class Watch {
  private pump: Pump;
  /** ms when a key was pressed, totals were recorded, and a reminder came. */
  private keyAt = 0;
  private statusAt = 0;
  private reminderAt = 0;
  pausedAt = 0;
  /** ms since when each key is down; NaN where it is not. */
  private downAt: number[] = [];
  /** Moments at which an alarm stopped the motor. */
  private stops: number[] = [];

  constructor(pump: Pump) {
    this.pump = pump;
  }

  /** Power has come. A key that is down already was not pressed for anything that will be asked. */
  start(): void {
    const now = this.pump.now;
    const keypad = this.pump.hal.keypad;
    this.keyAt = this.statusAt = this.reminderAt = this.pausedAt = now;
    for (let edge = keypad.next(); edge >= 0; edge = keypad.next())
      this.downAt[edge >> 1] = edge & 1 ? now - STUCK : NaN;
  }

  /** A key went down, or up. */
  edge(key: KeyCode, down: boolean): void {
    this.downAt[key] = down ? this.pump.now : NaN;
    // A patient who presses the handset programs nothing.
    if (down && key !== KeyCode.HANDSET) this.keyAt = this.pump.now;
  }

  /** Tells the alarms what sensors and supervisor say. */
  sense(): void {
    const pump = this.pump;
    const infusion = pump.delivery.infusion;
    pump.monitor.step(
      infusion !== null,
      pump.delivery.moving(),
      infusion !== null && infusion.program.type === ProgramType.PCA,
    );
  }

  step(): void {
    const pump = this.pump;
    const now = pump.now;
    const delivery = pump.delivery;
    const alarms = pump.alarms;
    const infusion = delivery.infusion;
    const question = pump.dialog.question;
    const library = pump.libraries.active;
    const moving = delivery.moving();
    this.sense();
    if (delivery.runs() && alarms.action() === MotorAction.STOP) {
      const stops = this.stops;
      pump.pause(Halt.APPLICATION);
      stops.push(now);
      while (now - stops[0] > REPEATED) stops.shift();
      // After three of them in ten minutes somebody must look at the line, not at the key.
      if (stops.length >= STOPS) alarms.latch(Alarm.REPEATED_ALARMS);
    }
    const phase = delivery.phase;
    alarms.set(Alarm.END_OF_INFUSION, phase === Phase.ENDED || phase === Phase.KVO);
    if (alarms.action() === MotorAction.KVO && delivery.keepOpen())
      pump.log(EventKind.KVO_STARTED, [Detail.RATE, rateText(delivery.rate)]);
    const seconds = delivery.main() ? delivery.secondsLeft() : 0;
    alarms.set(
      Alarm.NEAR_END,
      (seconds > 0 && seconds <= NEAR_END) ||
        (infusion !== null && delivery.main() && delivery.left() < infusion.plan.demandVolume),
    );
    alarms.set(Alarm.PAUSED_LONG, phase === Phase.PAUSED && now - this.pausedAt >= PAUSED_LONG);
    alarms.set(Alarm.UNFINISHED, question !== null && !question.idle && now - this.keyAt >= UNFINISHED);
    let stuck = false;
    for (let key = 0; key < KeyCode.COUNT; key++) if (now - this.downAt[key] >= STUCK) stuck = true;
    alarms.set(Alarm.KEY_STUCK, stuck);
    alarms.set(Alarm.COSIGNATURE, pump.cosigning.length > 0);
    alarms.set(Alarm.LIBRARY_MISSING, library === null);
    alarms.set(Alarm.LIBRARY_PAST_REVIEW, pump.libraries.pastReview());
    alarms.set(Alarm.TRAINING, pump.training);
    const unchecked = infusion !== null && infusion.chosen.entry < 0;
    const form = pump.form;
    alarms.set(
      Alarm.UNCHECKED,
      unchecked || (pump.programming > 0 && form !== null && form.chosen.entry < 0),
    );
    alarms.set(Alarm.ANAESTHESIA, pump.anaesthesia);
    alarms.set(Alarm.DEMONSTRATION, library !== null && library.head.demonstration);
    if (!unchecked || !moving) this.reminderAt = now;
    else if (now - this.reminderAt >= REMINDER) {
      this.reminderAt = now;
      alarms.latch(Alarm.OUTSIDE_LIBRARY);
      pump.hal.signals.beep(Tone.REMINDER);
    }
    if (moving && now - this.statusAt >= STATUS) {
      this.statusAt = now;
      pump.tally.take();
      const total = delivery.total();
      pump.log(EventKind.STATUS, [Detail.DELIVERED, total, Detail.RATE, rateText(delivery.rate)]);
    }
    pump.memory.step();
    alarms.set(Alarm.JOURNAL_FAULT, pump.journalFails || pump.memory.fails);
  }
}
