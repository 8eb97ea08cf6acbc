import type { Hal } from '../../hal/hal';
import { VALUES } from '../dose/infusion-program';
import { StateKey } from '../journal/event';
import type { StateStore } from '../journal/state-store';
import type { Delivery } from './delivery';
import { Phase } from './delivery';
import type { Patient } from './patient';

/** An infusion as it is kept through a loss of power, in numbers alone: words come from the library again. */
export interface Kept {
  id: number;
  slot: number;
  careArea: number;
  entry: number;
  second: number;
  /** A second person still has to co-sign. */
  cosign: number;
  type: number;
  /** Microlitres of the plan that are in, and of each part. */
  done: number;
  given: number[];
  values: number[];
  steps: number[];
  confirmed: number[];
}

/** What the pump keeps through a loss of power: the infusion, the patient with what they were given, and its counters. */
export class Recollection {
  private state: StateStore;
  private hal: Hal;

  constructor(hal: Hal, state: StateStore) {
    this.hal = hal;
    this.state = state;
  }

  private put(key: StateKey, numbers: number[]): boolean {
    return this.state.keep(key, numbers);
  }

  /** The numbers kept under a key; empty where there are none. */
  private get(key: StateKey): number[] {
    const values = this.state.values(key);
    const numbers: number[] = [];
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== 'number') return [];
      numbers.push(value);
    }
    return numbers;
  }

  keepCounters(numbers: number[]): void {
    this.put(StateKey.COUNTERS, numbers);
  }

  counters(): number[] {
    return this.get(StateKey.COUNTERS);
  }

  /** False where it cannot be kept; a loss of power then ends the infusion. */
  keepInfusion(delivery: Delivery, cosign: boolean): boolean {
    const infusion = delivery.infusion;
    if (!infusion || delivery.phase === Phase.ENDED || delivery.phase === Phase.KVO)
      return this.put(StateKey.INFUSION, []);
    const program = infusion.program;
    const numbers = [
      infusion.id,
      infusion.slot,
      infusion.careArea,
      infusion.entry,
      infusion.second,
      cosign ? 1 : 0,
      program.type,
      delivery.done(),
      delivery.given(0),
      delivery.given(1),
      delivery.given(2),
      delivery.given(3),
      program.steps.length,
      infusion.confirmed.length,
    ];
    for (let i = 0; i < program.steps.length; i++) numbers.push(program.steps[i]);
    for (let i = 0; i < infusion.confirmed.length; i++) numbers.push(infusion.confirmed[i]);
    for (let at = 0; at < VALUES; at += 3) {
      if (program.values[at + 2] > 0)
        numbers.push(at, program.values[at], program.values[at + 1], program.values[at + 2]);
    }
    return this.put(StateKey.INFUSION, numbers);
  }

  infusion(): Kept | null {
    const numbers = this.get(StateKey.INFUSION);
    if (!(numbers.length >= 14)) return null;
    const steps = 14 + numbers[12];
    const confirmed = steps + numbers[13];
    const values: number[] = [];
    for (let i = 0; i < VALUES; i++) values[i] = 0;
    for (let i = confirmed; i + 3 < numbers.length; i += 4) {
      if (!(numbers[i] < VALUES)) return null;
      for (let n = 0; n < 3; n++) values[numbers[i] + n] = numbers[i + 1 + n];
    }
    return {
      id: numbers[0],
      slot: numbers[1],
      careArea: numbers[2],
      entry: numbers[3],
      second: numbers[4],
      cosign: numbers[5],
      type: numbers[6],
      done: numbers[7],
      given: numbers.slice(8, 12),
      steps: numbers.slice(14, steps),
      confirmed: numbers.slice(steps, confirmed),
      values: values,
    };
  }

  /** Patient, measures and accounts, with the ages of what was given. */
  keepPatient(patient: Patient): boolean {
    const now = this.hal.clock.monotonic();
    const numbers = [this.hal.clock.wall(), patient.id, patient.total];
    for (let i = 3; i < patient.measures.length; i++) numbers.push(patient.measures[i]);
    return this.put(StateKey.LOCKOUT, numbers.concat(patient.numbers(now)));
  }

  /** The patient of before the loss of power. Time that nobody measured did not pass: what was given counts as more recent than it is. */
  recallPatient(patient: Patient): void {
    const numbers = this.get(StateKey.LOCKOUT);
    if (!(numbers.length >= 9)) return;
    const wall = this.hal.clock.wall();
    const off = numbers[0] > 0 && wall >= numbers[0] ? (wall - numbers[0]) * 1000 : 0;
    patient.renew(numbers[1]);
    patient.total = numbers[2];
    for (let i = 0; i < 6; i++) patient.measures[3 + i] = numbers[3 + i];
    patient.recall(numbers, 9, this.hal.clock.monotonic() - off);
  }
}
