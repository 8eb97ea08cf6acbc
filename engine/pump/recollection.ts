import type { Clock } from '../../hal/hal';
import { VALUES } from '../dose/infusion-program';
import { StateKey } from '../journal/event';
import type { StateStore } from '../journal/state-store';
import type { Delivery } from './delivery';
import { Phase } from './delivery';
import { MEASURES, type Patient } from './patient';

/** Numbers of a patient that surely fit into a value of the state store. */
const MOST_NUMBERS = 168;
/** Numbers before the lists of an infusion, and before the measures of a patient. */
const HEAD = 17;
const PATIENT_HEAD = 4;

/** An infusion as it is kept through a loss of power, in numbers alone: words come from the library again. */
export interface Kept {
  /** False where it cannot be read whole: what ran is not known. */
  whole: boolean;
  id: number;
  slot: number;
  careArea: number;
  entry: number;
  second: number;
  type: number;
  /** Microlitres of the plan that are in, and of each part. */
  done: number;
  given: number[];
  /** Microlitres per hour that ran, and microlitres that were to come: of the plan, and of a bolus. */
  rate: number;
  left: number;
  bolusLeft: number;
  /** Number of the infusion that a second person still has to co-sign; 0 none. */
  cosign: number;
  values: number[];
  steps: number[];
  confirmed: number[];
}

/** The numbers kept under a key, NaN for what is none; empty where there are none. */
export function numbersOf(state: StateStore, key: StateKey): number[] {
  const values = state.values(key);
  const numbers: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    numbers.push(typeof value === 'number' ? value : Number.NaN);
  }
  return numbers;
}

/** False where it cannot be kept; a loss of power then ends the infusion. */
export function keepInfusion(state: StateStore, delivery: Delivery, cosign: number): boolean {
  const infusion = delivery.infusion;
  if (!infusion || delivery.phase === Phase.ENDED || delivery.phase === Phase.KVO)
    return state.keep(StateKey.INFUSION, []);
  const program = infusion.program;
  const chosen = infusion.chosen;
  const numbers = [infusion.id, chosen.slot, chosen.careArea, chosen.entry, infusion.second, program.type];
  numbers.push(delivery.done(), delivery.given(0), delivery.given(1), delivery.given(2), delivery.given(3));
  numbers.push(infusion.plan.rates[delivery.current], delivery.left(), delivery.bolusLeft(), cosign);
  numbers.push(program.steps.length, infusion.confirmed.length);
  for (let at = 0; at < VALUES; at += 3) {
    if (program.values[at + 2] > 0)
      numbers.push(at, program.values[at], program.values[at + 1], program.values[at + 2]);
  }
  const all = numbers.concat(program.steps, infusion.confirmed);
  // What does not fit must not leave an older infusion in its place.
  const kept = state.keep(StateKey.INFUSION, all);
  if (!kept) state.keep(StateKey.INFUSION, [infusion.id]);
  return kept;
}

/** The infusion that ran when power was lost; `null` where none did. */
export function keptInfusion(state: StateStore): Kept | null {
  const numbers = numbersOf(state, StateKey.INFUSION);
  if (numbers.length === 0) return null;
  const confirmed = numbers.length - numbers[HEAD - 1];
  const steps = confirmed - numbers[HEAD - 2];
  const values: number[] = [];
  for (let i = 0; i < VALUES; i++) values[i] = 0;
  let at = HEAD;
  for (; at + 3 < steps && numbers[at] < VALUES; at += 4)
    for (let n = 0; n < 3; n++) values[numbers[at] + n] = numbers[at + 1 + n];
  return {
    whole: at === steps,
    id: numbers[0],
    slot: numbers[1],
    careArea: numbers[2],
    entry: numbers[3],
    second: numbers[4],
    type: numbers[5],
    done: numbers[6],
    given: numbers.slice(7, 11),
    rate: numbers[11],
    left: numbers[12],
    bolusLeft: numbers[13],
    cosign: numbers[14],
    steps: numbers.slice(steps, confirmed),
    confirmed: numbers.slice(confirmed),
    values: values,
  };
}

/** Patient, measures and accounts, with the ages of what was given. `wall` 0 says that nobody knows when this is kept. */
export function keepPatient(state: StateStore, now: number, wall: number, patient: Patient): boolean {
  let accounts = patient.numbers(now);
  while (accounts.length > MOST_NUMBERS && patient.shrink()) accounts = patient.numbers(now);
  const demand = patient.demandAt > Number.NEGATIVE_INFINITY ? now - patient.demandAt : -1;
  const numbers = [wall, patient.id, patient.total, demand].concat(patient.measures.slice(3), accounts);
  return state.keep(StateKey.LOCKOUT, numbers);
}

/**
 * The patient of before the loss of power. Time that nobody measured did not pass: what was given counts as more recent than it is, and a
 * lockout begins anew.
 */
export function recallPatient(state: StateStore, clock: Clock, patient: Patient): void {
  const numbers = numbersOf(state, StateKey.LOCKOUT);
  if (!(numbers.length >= PATIENT_HEAD + MEASURES)) return;
  const now = clock.monotonic();
  const wall = clock.wall();
  const known = numbers[0] > 0 && wall >= numbers[0];
  const then = known ? now - (wall - numbers[0]) * 1000 : now;
  patient.renew(numbers[1]);
  patient.total = numbers[2];
  if (numbers[3] >= 0) patient.demandAt = known ? then - numbers[3] : now;
  for (let i = 0; i < MEASURES; i++) patient.measures[3 + i] = numbers[PATIENT_HEAD + i];
  patient.recall(numbers, PATIENT_HEAD + MEASURES, then);
}
