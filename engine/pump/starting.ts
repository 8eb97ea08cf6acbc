import { Answer } from '../../hal/hal';
import { VerdictCode } from '../dose/check';
import { Delivery as Kind, type Program, ProgramType } from '../dose/infusion-program';
import { EntryFlag, Quantity } from '../dose/limit';
import { Unit } from '../dose/unit';
import { Detail, EventKind } from '../journal/event';
import { type Chosen, Counter } from './desk';
import type { Form } from './form';
import { type Infusion, orderOf } from './infusion';
import { askPerson } from './person';
import type { Pump } from './pump';
import { millilitres, rateText, timeText, valueText } from './wording';

export const REMOVE_CAUSE = 'Remove the cause of the alarm first';

/** What an answer of the supervisor says to a person. */
export function answerText(answer: Answer): string {
  if (answer === Answer.NO_KEY) return 'Press the START key again';
  if (answer === Answer.ABOVE_CEILING) return 'Stopped by the safety system: above limit';
  if (answer === Answer.LOCKED_OUT) return 'A demand dose runs: wait until it is in';
  if (answer === Answer.TRIPPED) return REMOVE_CAUSE;
  return 'The safety system does not allow it';
}

function entered(program: Program, quantity: Quantity): boolean {
  return program.values[quantity * 3 + 2] > 0;
}

/** Whether a program is given on top of what runs, which goes on behind it. */
function isExtra(program: Program): boolean {
  return program.type === ProgramType.BOLUS || entered(program, Quantity.CLINICIAN_BOLUS);
}

/** Makes what is left of the running infusion the volume of a program. */
export function takeRest(pump: Pump, program: Program): void {
  const at = Quantity.VTBI * 3;
  program.values[at] = pump.delivery.left();
  program.values[at + 1] = -3;
  program.values[at + 2] = Unit.MILLILITRE;
}

/** Whether a loading dose can still be put before what is programmed. */
function canLoad(pump: Pump, form: Form): boolean {
  const entry = pump.entry(form.chosen);
  return (
    entry !== null && entry.at[Quantity.LOADING_DOSE] > 0 && !entered(form.program, Quantity.LOADING_DOSE)
  );
}

/** A checked program, as it will run; START, and nothing else, begins it. */
export function showSummary(pump: Pump, form: Form): void {
  const chosen = form.chosen;
  const program = form.program;
  const running = pump.delivery.infusion;
  const changed = running !== null && running.id === form.id;
  const infusion = pump.judged(form);
  if (!infusion || (!isExtra(program) && !orderOf(infusion, 0, 0, 0, null))) {
    form.last();
    return pump.say('This pump cannot deliver that');
  }
  const plan = infusion.plan;
  const moves = plan.rates.length > 0 && plan.rates[0] > 0;
  const lines = [chosen.drug + ' ' + chosen.concentration]
    .concat(chosen.therapy !== '' ? [chosen.therapy] : [])
    .concat(form.lines(!moves));
  if (plan.bolusVolume > 0)
    lines.push(millilitres(plan.bolusVolume) + ' at once, at ' + rateText(plan.bolusRate));
  if (moves) {
    let seconds = 0;
    for (let i = 0; i < plan.rates.length; i++)
      seconds += ((plan.ends[i] - (i > 0 ? plan.ends[i - 1] : 0)) * 3600) / plan.rates[i];
    lines.push('Runs at ' + rateText(plan.rates[0]));
    lines.push(millilitres(plan.ends[plan.ends.length - 1]) + ' in ' + timeText(seconds));
  }
  const extra = isExtra(program);
  const ask = (second: number): void => {
    const start = (): void => begin(pump, form, second);
    const items = ['Start: press the START key', 'Cancel'];
    if (!changed && canLoad(pump, form)) items.push('Add a loading dose');
    pump.dialog.ask({
      title: (extra ? 'BOLUS: ' : changed ? 'CHANGE: ' : '') + 'CHECK, THEN START',
      lines: lines,
      items: items,
      answer: (index) => {
        if (index === 0) pump.say('Press the START key');
        else if (index === 1) pump.home();
        else form.change([Quantity.LOADING_DOSE, Quantity.LOADING_RATE], () => showSummary(pump, form));
      },
      back: () => form.last(),
      start: start,
    });
  };
  if (!(chosen.flags & EntryFlag.SECOND_PERSON_BEFORE)) return ask(0);
  askPerson(pump, EventKind.SECOND_PERSON, 'SECOND PERSON: TYPE YOUR CODE', lines, form.person, '', ask, () =>
    form.last(),
  );
}

/** Turns a checked program, judged once more, into an order; the supervisor must have seen START. */
function begin(pump: Pump, form: Form, second: number): void {
  const delivery = pump.delivery;
  const before = delivery.infusion;
  const chosen = form.chosen;
  const program = form.program;
  const changed = before !== null && before.id === form.id;
  const extra = isExtra(program);
  if (!pump.clear()) return;
  if (extra && !delivery.main()) return pump.say('No bolus now: nothing runs');
  program.delivered = pump.tally.of(chosen.drug);
  if (form.volumeIsRest) takeRest(pump, program);
  const infusion = pump.judged(form);
  // What was delivered meanwhile may have changed the answer.
  if (!infusion) return form.finish();
  const plan = infusion.plan;
  const bolus = plan.bolusVolume > 0 ? plan : null;
  // A container of patient-controlled analgesia is used up by every part.
  if (bolus && program.type === ProgramType.PCA && !(plan.bolusVolume <= plan.ends[0]))
    return pump.say('More than the container holds');
  const total = delivery.total();
  const dropped = delivery.bolusLeft();
  const place = pump.libraries.placeOf(chosen.slot);
  infusion.second = second;
  const answer =
    extra && before
      ? delivery.start(before, place, delivery.done(), bolus)
      : delivery.start(infusion, place, 0, bolus);
  if (answer !== Answer.ACCEPTED) return pump.say(answerText(answer));
  if (bolus)
    pump.tally.bolusKind = entered(program, Quantity.BOLUS_DOSE)
      ? Kind.BOLUS
      : extra
        ? Kind.CLINICIAN_BOLUS
        : Kind.LOADING;
  if (before && !changed) {
    // What is entered into the library takes the place of what runs outside it.
    const stopped = [Detail.INFUSION, before.id, Detail.DELIVERED, total, Detail.PATIENT, pump.patient.id];
    pump.journal.write(EventKind.DELIVERY_STOPPED, stopped);
  }
  if (extra && before) before.confirmed = form.confirmed;
  else pump.holds(infusion);
  // The supervisor counts anew, and so does the account of a new infusion.
  if (!changed) pump.tally.restart();
  pump.counters[Counter.SEGMENTS]++;
  measured(pump, program);
  pump.record(
    extra ? EventKind.BOLUS_STARTED : changed ? EventKind.DELIVERY_CHANGED : EventKind.DELIVERY_STARTED,
    startDetails(infusion, pump.uk()),
  );
  if (chosen.flags & EntryFlag.SECOND_PERSON_DEFERRED && !changed)
    pump.cosigning.push(form.id, form.person, chosen.drug);
  // A titration was judged as a change; from now on it is what runs. A loading dose is given once.
  if (program.type === ProgramType.TITRATION) program.type = ProgramType.CONTINUOUS;
  for (let quantity = Quantity.LOADING_DOSE as number; quantity <= Quantity.LOADING_DURATION; quantity++)
    program.values[quantity * 3 + 2] = 0;
  program.values[Quantity.RUNNING * 3 + 2] = 0;
  pump.note = dropped > 0 ? restText(dropped) : '';
  pump.programming = 0;
  pump.memory.keep();
  pump.dialog.close();
}

/** Says that what was left of a bolus is not given by itself. */
export function restText(volume: number): string {
  return 'The rest of the bolus is not given: ' + millilitres(volume);
}

/** Weight and surface of a program that was started are the patient's from now on. */
function measured(pump: Pump, program: Program): void {
  const measures = pump.patient.measures;
  for (let quantity = Quantity.WEIGHT as number; quantity <= Quantity.BSA; quantity++) {
    const at = quantity * 3;
    const old = valueText(measures, at, pump.uk());
    const now = valueText(program.values, at, pump.uk());
    if (now === '' || now === old) continue;
    if (old !== '')
      pump.record(EventKind.WEIGHT_CHANGED, [Detail.QUANTITY, quantity, Detail.OLD, old, Detail.NEW, now]);
    for (let i = at; i < at + 3; i++) measures[i] = program.values[i];
  }
}

/** What of a program says most about it. */
const DOSES = [Quantity.DEMAND_DOSE, Quantity.BOLUS_DOSE, Quantity.DOSE];

/** What was chosen, for the journal. */
export function chosenDetails(chosen: Chosen, type: number): (number | string)[] {
  return [
    Detail.CARE_AREA,
    chosen.area,
    Detail.DRUG,
    chosen.drug,
    Detail.THERAPY,
    chosen.therapy,
    Detail.CONCENTRATION,
    chosen.concentration,
    Detail.ENTRY,
    chosen.entry,
    Detail.ENTRY_ID,
    chosen.entryId,
    Detail.PROGRAM_TYPE,
    type,
  ];
}

function startDetails(infusion: Infusion, uk: boolean): (number | string)[] {
  const plan = infusion.plan;
  const values = infusion.program.values;
  let dose = '';
  for (let i = 0; i < DOSES.length && dose === ''; i++) dose = valueText(values, DOSES[i] * 3, uk);
  return chosenDetails(infusion.chosen, infusion.program.type).concat([
    Detail.VERDICT,
    infusion.verdict === VerdictCode.UNPROTECTED ? 3 : 2,
    Detail.DOSE,
    dose,
    Detail.RATE,
    rateText(plan.bolusRate || plan.rates[0]),
    Detail.VOLUME,
    millilitres(plan.bolusVolume || plan.ends[plan.ends.length - 1]),
    Detail.WEIGHT,
    valueText(values, Quantity.WEIGHT * 3, uk),
    Detail.PERSON,
    infusion.second,
  ]);
}
