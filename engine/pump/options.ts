import { Part } from '../../hal/hal';
import { type Program, ProgramType, newProgram } from '../dose/infusion-program';
import { EntryFlag, Quantity } from '../dose/limit';
import { Detail, EventKind } from '../journal/event';
import { Phase } from './delivery';
import { Form } from './form';
import type { Infusion } from './infusion';
import { askPerson } from './person';
import type { Pump } from './pump';
import { takeRest } from './starting';
import { nameOf } from './wording';

/** Quantities that belong to the patient and the bag, taken over into every further program of an infusion. */
const KEPT = [Quantity.WEIGHT, Quantity.BSA, Quantity.AMOUNT, Quantity.DILUENT_VOLUME];

export function copyValue(from: Program, quantity: Quantity, into: Program, target: Quantity): void {
  for (let n = 0; n < 3; n++) into.values[target * 3 + n] = from.values[quantity * 3 + n];
}

/** A list of what can be done, each with its action. */
export function askActions(
  pump: Pump,
  title: string,
  lines: string[],
  actions: ([string, () => void] | false)[],
): void {
  const items: string[] = [];
  const done: (() => void)[] = [];
  for (let i = 0; i < actions.length; i++) {
    const action = actions[i];
    if (!action) continue;
    items.push(action[0]);
    done.push(action[1]);
  }
  pump.dialog.ask({
    title: title,
    lines: lines,
    items: items,
    answer: (index) => done[index](),
    back: pump.leave,
  });
}

/** What can be done with what runs, beside starting and stopping. */
export function askOptions(pump: Pump): void {
  const infusion = pump.delivery.infusion as Infusion;
  const chosen = infusion.chosen;
  const type = infusion.program.type;
  const phase = pump.delivery.phase;
  const busy = phase === Phase.RUNNING && pump.delivery.part === Part.BOLUS;
  const goesOn = !busy && phase !== Phase.ENDED && phase !== Phase.KVO;
  const pca = type === ProgramType.PCA;
  const changes = goesOn && (pca || type === ProgramType.CONTINUOUS || type === ProgramType.FLUID);
  askActions(
    pump,
    'Options',
    [chosen.drug + ' ' + chosen.concentration],
    [
      changes && [pca ? 'Change the program' : 'Change the dose or rate', () => change(pump, infusion)],
      changes && chosen.weightBased && ['Change the weight', () => changeWeight(pump, infusion)],
      !busy &&
        type !== ProgramType.MULTI_STEP &&
        type !== ProgramType.INTERMITTENT && [
          nameOf(Quantity.VTBI),
          () => formOf(pump, infusion, again(pump, infusion, type)).change([Quantity.VTBI], pump.leave),
        ],
      canBolus(pump, infusion) && ['Bolus', () => giveBolus(pump)],
      cosigning(pump),
      chosen.entry < 0 && ['Enter it into the drug library', () => pump.choose()],
      ['End the infusion', () => askEnd(pump)],
    ],
  );
}

export function cosigning(pump: Pump): [string, () => void] | false {
  return pump.cosigning.length > 0 && ['Co-sign', () => cosign(pump)];
}

/** A second person signs for a start that could not wait for them: the one longest ago. */
function cosign(pump: Pump): void {
  const signing = pump.cosigning;
  askPerson(
    pump,
    EventKind.SECOND_PERSON,
    'CO-SIGN: TYPE YOUR CODE',
    [String(signing[2]), 'Infusion ' + signing[0]],
    +signing[1],
    '',
    (person) => {
      pump.record(EventKind.COSIGNED, [Detail.PERSON, person, Detail.CODE, signing[0]]);
      signing.splice(0, 3);
      pump.memory.keep();
      pump.home();
    },
    pump.leave,
  );
}

export function askEnd(pump: Pump): void {
  askActions(
    pump,
    'End the infusion?',
    [(pump.delivery.infusion as Infusion).chosen.drug],
    [
      ['No', pump.leave],
      ['Yes, end it', () => pump.end()],
    ],
  );
}

/** The infusion's program once more, with what is left of its volume, to be changed and judged as a change. */
function again(pump: Pump, infusion: Infusion, type: number): Program {
  const program = newProgram(type);
  for (let i = 0; i < program.values.length; i++) program.values[i] = infusion.program.values[i];
  program.values[Quantity.DURATION * 3 + 2] = 0;
  takeRest(pump, program);
  program.delivered = pump.tally.of(infusion.chosen.drug);
  return program;
}

/** The form that changes what runs, or gives something on top of it. */
function formOf(pump: Pump, infusion: Infusion, program: Program): Form {
  const form = new Form(pump, infusion.id, infusion.chosen, program, infusion.confirmed.slice());
  pump.programming = infusion.id;
  pump.form = form;
  form.volumeIsRest = program.type !== ProgramType.BOLUS;
  return form;
}

/** What a program runs by. */
function driverOf(program: Program): Quantity {
  return program.values[Quantity.DOSE * 3 + 2] > 0 ? Quantity.DOSE : Quantity.RATE;
}

function change(pump: Pump, infusion: Infusion): void {
  const pca = infusion.program.type === ProgramType.PCA;
  const titrated = infusion.program.type === ProgramType.CONTINUOUS && infusion.chosen.entry >= 0;
  const program = again(pump, infusion, titrated ? ProgramType.TITRATION : infusion.program.type);
  const driver = driverOf(program);
  if (titrated) {
    copyValue(program, driver, program, Quantity.RUNNING);
    // From pause the entry's whole range applies.
    if (!pump.delivery.moving()) program.values[Quantity.RUNNING * 3] = 0;
  }
  formOf(pump, infusion, program).change(
    pca ? [Quantity.DEMAND_DOSE, Quantity.LOCKOUT, Quantity.BASAL] : [driver],
    pump.leave,
  );
}

/**
 * A weight changed while something by weight runs: the dose stays and the rate follows, or the rate stays and the dose that it then is is
 * offered, to be taken over by a key of its own.
 */
function changeWeight(pump: Pump, infusion: Infusion): void {
  const program = again(pump, infusion, infusion.program.type);
  const form = formOf(pump, infusion, program);
  const entry = pump.entry(infusion.chosen);
  const at = entry ? entry.at[Quantity.DOSE] : 0;
  const rate = infusion.plan.rates[0];
  const byDose = driverOf(program) === Quantity.DOSE;
  // Told while the old weight still holds.
  const before = entry && at > 0 ? form.doseOf(rate, entry.items[at + 1]) : '';
  program.values[Quantity.WEIGHT * 3 + 2] = 0;
  const stay = (): void => form.change([Quantity.WEIGHT], pump.leave);
  const anew = (offer: (unit: number) => string): void => {
    program.values[Quantity.RATE * 3 + 2] = program.values[Quantity.DOSE * 3 + 2] = 0;
    form.offer = offer;
    form.change([Quantity.WEIGHT, Quantity.DOSE], pump.leave);
  };
  if (before === '' || infusion.chosen.flags & EntryFlag.BY_RATE_ONLY) return stay();
  askActions(
    pump,
    'Change the weight: what stays?',
    [],
    [
      ['The dose stays, the rate changes', () => (byDose ? stay() : anew(() => before))],
      ['The rate stays, the dose changes', () => (byDose ? anew((unit) => form.doseOf(rate, unit)) : stay())],
    ],
  );
}

/** Whether a bolus can be given now. */
function canBolus(pump: Pump, infusion: Infusion): boolean {
  const entry = pump.entry(infusion.chosen);
  const dose = infusion.program.type === ProgramType.PCA ? Quantity.CLINICIAN_BOLUS : Quantity.BOLUS_DOSE;
  return entry !== null && pump.delivery.main() && entry.at[dose] > 0;
}

/** Asks for a bolus on top of what runs; false where none can be given now. */
export function giveBolus(pump: Pump): boolean {
  const infusion = pump.delivery.infusion;
  if (!infusion || !canBolus(pump, infusion)) return false;
  if (infusion.program.type === ProgramType.PCA) {
    formOf(pump, infusion, again(pump, infusion, ProgramType.PCA)).change(
      [Quantity.CLINICIAN_BOLUS],
      pump.leave,
    );
    return true;
  }
  const program = newProgram(ProgramType.BOLUS);
  for (let i = 0; i < KEPT.length; i++) copyValue(infusion.program, KEPT[i], program, KEPT[i]);
  copyValue(infusion.program, driverOf(infusion.program), program, Quantity.RUNNING);
  program.delivered = pump.tally.of(infusion.chosen.drug);
  formOf(pump, infusion, program).change([Quantity.BOLUS_DOSE, Quantity.BOLUS_RATE], pump.leave);
  return true;
}
