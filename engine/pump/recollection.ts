import { type Clock, Part } from '../../hal/hal';
import { type Delivery as Kind, ProgramType, VALUES } from '../dose/infusion-program';
import { StateKey } from '../journal/event';
import type { StateStore } from '../journal/state-store';
import type { Delivery } from './delivery';
import { Phase } from './delivery';
import type { Infusion } from './infusion';
import { MEASURES, type Patient } from './patient';

/** Numbers of a patient that surely fit into a value of the state store. */
const MOST_NUMBERS = 168;
/** Numbers before the lists of an infusion, and before the measures of a patient. */
const HEAD = 17;
/** Parts of a delivery. */
const PARTS = 4;
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
  /** What of `given` stands in the patient's account already. */
  accounted: number[];
  /** Microlitres per hour that ran, and microlitres that were to come: of the plan, and of a bolus. */
  rate: number;
  left: number;
  bolusLeft: number;
  bolusKind: Kind;
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
    numbers.push(typeof value === 'number' ? value : NaN);
  }
  return numbers;
}

/** False where it cannot be kept; a loss of power then ends the infusion. */
export function keepInfusion(state: StateStore, delivery: Delivery, bolusKind: Kind): boolean {
  const infusion = delivery.infusion;
  if (!infusion || delivery.phase === Phase.ENDED || delivery.phase === Phase.KVO)
    return state.keep(StateKey.INFUSION, []);
  const program = infusion.program;
  const chosen = infusion.chosen;
  const numbers = [infusion.id, chosen.slot, chosen.careArea, chosen.entry, infusion.second, program.type];
  numbers.push(delivery.done());
  for (let part = 0; part < PARTS; part++) numbers.push(delivery.given(part));
  numbers.push(infusion.plan.rates[delivery.current], delivery.left(), delivery.bolusLeft(), bolusKind);
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

/** Keeps how much of the infusion is in: little, so that it can be done often. */
export function keepDelivered(state: StateStore, delivery: Delivery): boolean {
  const numbers = [(delivery.infusion as Infusion).id];
  for (let part = 0; part < PARTS; part++) numbers.push(delivery.given(part));
  return state.keep(StateKey.DELIVERED, numbers);
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
  const accounted = numbers.slice(7, 7 + PARTS);
  const given = accounted.slice();
  // What came in since all of this was kept.
  const delivered = numbersOf(state, StateKey.DELIVERED);
  let more = 0;
  for (let part = 0; part < PARTS && delivered[0] === numbers[0]; part++) {
    if (!(delivered[part + 1] > given[part])) continue;
    if (part === Part.MAIN || numbers[5] === ProgramType.PCA) more += delivered[part + 1] - given[part];
    given[part] = delivered[part + 1];
  }
  return {
    whole: at === steps,
    id: numbers[0],
    slot: numbers[1],
    careArea: numbers[2],
    entry: numbers[3],
    second: numbers[4],
    type: numbers[5],
    done: numbers[6] + more,
    given: given,
    accounted: accounted,
    rate: numbers[11],
    left: numbers[12] - more,
    bolusKind: numbers[14],
    bolusLeft: numbers[13] - given[Part.BOLUS] + accounted[Part.BOLUS],
    steps: numbers.slice(steps, confirmed),
    confirmed: numbers.slice(confirmed),
    values: values,
  };
}

/** Patient, measures and accounts, with the ages of what was given. `wall` 0 says that nobody knows when this is kept. */
export function keepPatient(state: StateStore, now: number, wall: number, patient: Patient): boolean {
  let accounts = patient.numbers(now);
  while (accounts.length > MOST_NUMBERS && patient.shrink()) accounts = patient.numbers(now);
  const demand = patient.demandAt > -Infinity ? now - patient.demandAt : -1;
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
