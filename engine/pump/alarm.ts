import { Priority, type Signals } from '../../hal/hal';

/** Alarm conditions, the worst first where priorities are equal. Rows of `ALARMS`. */
export const enum Alarm {
  NONE = -1,
  FREE_FLOW = 0,
  OVER_DELIVERY = 1,
  UNDER_DELIVERY = 2,
  DOWNSTREAM_OCCLUSION = 3,
  UPSTREAM_OCCLUSION = 4,
  AIR_BUBBLE = 5,
  AIR_ACCUMULATED = 6,
  DOOR_OPEN = 7,
  SET_MISSING = 8,
  RESERVOIR_EMPTY = 9,
  SENSOR_FAULT = 10,
  SUPERVISOR_TRIP = 11,
  BATTERY_DEPLETED = 12,
  POWER_FAILED = 13,
  INFUSION_LOST = 14,
  BATTERY_LOW = 15,
  END_OF_INFUSION = 16,
  COSIGNATURE = 17,
  LIBRARY_MISSING = 18,
  HANDSET_MISSING = 19,
  REPEATED_ALARMS = 20,
  PAUSED_LONG = 21,
  KEY_STUCK = 22,
  JOURNAL_FAULT = 23,
  RESERVOIR_LOW = 24,
  MAINS_LOST = 25,
  NEAR_END = 26,
  UNFINISHED = 27,
  OUTSIDE_LIBRARY = 28,
  LIBRARY_PAST_REVIEW = 29,
  MAXIMUM_DOSE = 30,
  // Banners: shown where no alarm is, without lamp or sound, and not recorded as alarms.
  TRAINING = 31,
  UNCHECKED = 32,
  ANAESTHESIA = 33,
  DEMONSTRATION = 34,
  COUNT = 35,
}

/** What the motor does. */
export const enum MotorAction {
  GO_ON = 0,
  /** The rate that keeps the vein open, where the entry or the care area has one; else it stops. */
  KVO = 1,
  STOP = 2,
}

/**
 * Priority, what the motor does, whether it stays until a person takes note of it although its cause is gone, minutes after which it becomes one
 * priority worse while nobody reacts (0 never), text. Priorities after the definitions of IEC 60601-1-8 (how soon harm may come, and how bad);
 * which condition has which is this pump's choice (docs/alarms.md).
 */
type AlarmRow = [Priority, MotorAction, boolean, number, string];

// biome-ignore format: a table
export const ALARMS: AlarmRow[] = [
  [Priority.HIGH, MotorAction.STOP, true, 0, 'FREE FLOW: CLOSE THE CLAMP'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'TOO MUCH DELIVERED'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'TOO LITTLE DELIVERED'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'OCCLUSION BELOW THE PUMP'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'OCCLUSION ABOVE THE PUMP'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'AIR BUBBLE IN LINE'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'TOO MUCH AIR IN 15 MINUTES'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'DOOR OPEN'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'SET NOT LOADED'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'CONTAINER EMPTY'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'SENSOR FAULT'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'STOPPED BY THE SAFETY SYSTEM'],
  [Priority.HIGH, MotorAction.GO_ON, false, 0, 'BATTERY NEARLY EMPTY: CONNECT MAINS'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'POWER FAILED: INFUSION STOPPED'],
  [Priority.HIGH, MotorAction.STOP, true, 0, 'INFUSION LOST: PROGRAM IT AGAIN'],
  [Priority.MEDIUM, MotorAction.GO_ON, false, 0, 'BATTERY LOW: CONNECT MAINS'],
  [Priority.MEDIUM, MotorAction.KVO, false, 5, 'INFUSION COMPLETE'],
  [Priority.MEDIUM, MotorAction.GO_ON, false, 15, 'SECOND PERSON MUST CO-SIGN'],
  [Priority.MEDIUM, MotorAction.GO_ON, false, 0, 'NO VALID DRUG LIBRARY'],
  [Priority.MEDIUM, MotorAction.GO_ON, false, 0, 'HANDSET NOT CONNECTED'],
  [Priority.MEDIUM, MotorAction.GO_ON, true, 0, 'STOPPED 3 TIMES IN 10 MIN: CHECK LINE'],
  [Priority.MEDIUM, MotorAction.GO_ON, false, 5, 'PAUSED: PATIENT WITHOUT INFUSION'],
  [Priority.MEDIUM, MotorAction.GO_ON, false, 0, 'A KEY IS STUCK'],
  [Priority.MEDIUM, MotorAction.GO_ON, false, 0, 'EVENTS CANNOT BE RECORDED'],
  [Priority.LOW, MotorAction.GO_ON, false, 0, 'CONTAINER NEARLY EMPTY'],
  [Priority.LOW, MotorAction.GO_ON, false, 0, 'RUNNING ON BATTERY'],
  [Priority.LOW, MotorAction.GO_ON, false, 0, 'INFUSION NEARLY COMPLETE'],
  [Priority.LOW, MotorAction.GO_ON, false, 2, 'PROGRAMMING NOT FINISHED'],
  [Priority.LOW, MotorAction.GO_ON, true, 0, 'NOTE: NOTHING CHECKS THIS INFUSION'],
  [Priority.LOW, MotorAction.GO_ON, false, 0, 'DRUG LIBRARY PAST ITS REVIEW'],
  [Priority.LOW, MotorAction.GO_ON, true, 0, 'DEMAND REFUSED: MAXIMUM DOSE REACHED'],
  [Priority.NONE, MotorAction.GO_ON, false, 0, 'TRAINING: NOTHING IS DELIVERED'],
  [Priority.NONE, MotorAction.GO_ON, false, 0, 'NOT CHECKED BY THE DRUG LIBRARY'],
  [Priority.NONE, MotorAction.GO_ON, false, 0, 'ANAESTHESIA MODE'],
  [Priority.NONE, MotorAction.GO_ON, false, 0, 'Demonstration data: not for clinical use'],
];

/** The sound may be paused this long (ms). */
export const AUDIO_PAUSE = 120000;

/** Which alarms are there. A cause that comes or goes is told by `set`; who is to hear of changes gives `changed`. */
export class Alarms {
  /** ms of the pump's clock, set by whoever tells causes. */
  now = 0;
  private signals: Signals;
  private changed: (alarm: Alarm, on: boolean) => void;
  private present: boolean[] = [];
  private latched: boolean[] = [];
  /** Those that are active, in their order. */
  private there: Alarm[] = [];
  private since: number[] = [];
  private pausedUntil = 0;
  private last = Priority.NONE;

  constructor(signals: Signals, changed: (alarm: Alarm, on: boolean) => void) {
    this.signals = signals;
    this.changed = changed;
  }

  /** Says whether the cause of an alarm is there. A new alarm ends a pause of the sound. */
  set(alarm: Alarm, on: boolean): void {
    // Told at each step: what is as it was costs nothing.
    if (this.present[alarm] === on) return;
    const was = this.active(alarm);
    const row = ALARMS[alarm];
    this.present[alarm] = on;
    if (on) this.latched[alarm] = row[2];
    if (this.active(alarm) === was) return;
    this.gather();
    this.since[alarm] = this.now;
    if (row[0] === Priority.NONE) return;
    if (on) this.pausedUntil = 0;
    this.changed(alarm, on);
  }

  private gather(): void {
    this.there = [];
    for (let alarm = 0; alarm < Alarm.COUNT; alarm++) if (this.active(alarm)) this.there.push(alarm);
  }

  /** For what happens at one moment: stays until somebody takes note of it. */
  latch(alarm: Alarm): void {
    this.set(alarm, true);
    this.set(alarm, false);
  }

  active(alarm: Alarm): boolean {
    return this.present[alarm] === true || this.latched[alarm] === true;
  }

  /** A person took note: alarms whose cause is gone end; those alone that stop the motor where that is asked for. False where none does. */
  acknowledge(stopping: boolean): boolean {
    let any = false;
    for (let alarm = 0; alarm < Alarm.COUNT; alarm++) {
      if (this.latched[alarm] !== true || this.present[alarm] === true) continue;
      if (stopping && ALARMS[alarm][1] !== MotorAction.STOP) continue;
      this.latched[alarm] = false;
      any = true;
      this.gather();
      this.changed(alarm, false);
    }
    return any;
  }

  /** Silence for 120 s at most; false where there is nothing to silence. */
  pause(): boolean {
    if (this.count() === 0) return false;
    this.pausedUntil = this.now + AUDIO_PAUSE;
    return true;
  }

  paused(): boolean {
    return this.now < this.pausedUntil;
  }

  priority(alarm: Alarm): Priority {
    const row = ALARMS[alarm];
    const worse = row[3] > 0 && this.now - this.since[alarm] >= row[3] * 60000 && row[0] < Priority.HIGH;
    return worse ? row[0] + 1 : row[0];
  }

  /** The worst alarm or banner. */
  worst(): Alarm {
    const there = this.there;
    let worst = there.length > 0 ? there[0] : Alarm.NONE;
    for (let i = 1; i < there.length; i++)
      if (this.priority(there[i]) > this.priority(worst)) worst = there[i];
    return worst;
  }

  /** How many alarms there are. */
  count(): number {
    let count = 0;
    while (count < this.there.length && this.there[count] < Alarm.TRAINING) count++;
    return count;
  }

  /** What the motor has to do for all that is there. */
  action(): MotorAction {
    const there = this.there;
    let action = MotorAction.GO_ON;
    for (let i = 0; i < there.length; i++) if (ALARMS[there[i]][1] > action) action = ALARMS[there[i]][1];
    return action;
  }

  /** The pump is switched off: nothing is left. */
  off(): void {
    this.present = [];
    this.latched = [];
    this.there = [];
    this.step();
  }

  /** Gives lamp and sound what is due. What becomes worse while its sound is paused is heard. */
  step(): void {
    const worst = this.worst();
    const priority = worst < 0 ? Priority.NONE : this.priority(worst);
    if (priority > this.last) this.pausedUntil = 0;
    this.last = priority;
    this.signals.alarm(priority, !this.paused());
  }
}
