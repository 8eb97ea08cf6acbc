import { Part, Style } from '../../hal/hal';
import { type Program, ProgramType, newProgram } from '../dose/infusion-program';
import { Quantity } from '../dose/limit';
import { Unit } from '../dose/unit';
import { Alarm } from './alarm';
import { secondOf } from './calendar';
import { Phase } from './delivery';
import type { Chosen } from './desk';
import { Form } from './form';
import type { Infusion } from './infusion';
import type { Pump } from './pump';

/** Quantities that belong to the patient and the bag, taken over into every further program of an infusion. */
const KEPT = [Quantity.WEIGHT, Quantity.BSA, Quantity.AMOUNT, Quantity.DILUENT_VOLUME];

function copyValues(from: Program, into: Program, quantities: number[]): void {
  for (let i = 0; i < quantities.length; i++) {
    for (let n = 0; n < 3; n++) into.values[quantities[i] * 3 + n] = from.values[quantities[i] * 3 + n];
  }
}

/** What can be done beside starting and stopping: changes of what runs, boluses, the pump's own modes. */
export class Options {
  private pump: Pump;

  constructor(pump: Pump) {
    this.pump = pump;
  }

  /** Only while an infusion is there and nothing is asked. */
  ask(): void {
    const pump = this.pump;
    const infusion = pump.delivery.infusion as Infusion;
    const type = infusion.program.type;
    const busy = pump.delivery.part === Part.BOLUS && pump.delivery.phase === Phase.RUNNING;
    const ended = busy || pump.delivery.phase === Phase.ENDED || pump.delivery.phase === Phase.KVO;
    const items: string[] = [];
    const actions: (() => void)[] = [];
    function offer(item: string, action: () => void): void {
      items.push(item);
      actions.push(action);
    }
    if (!ended && (type === ProgramType.CONTINUOUS || type === ProgramType.FLUID)) {
      offer('Change the dose or rate', () => this.change(infusion, [Quantity.DOSE]));
      if (infusion.chosen.weightBased) offer('Change the weight', () => this.weight(infusion));
    }
    if (!ended && type === ProgramType.PCA) offer('Change the program', () => this.change(infusion, []));
    if (!busy && type !== ProgramType.MULTI_STEP && type !== ProgramType.INTERMITTENT)
      offer('Volume to be infused', () => this.volume(infusion));
    if (this.canBolus(infusion)) offer('Bolus', () => this.bolus());
    if (pump.alarms.caused(Alarm.COSIGNATURE)) offer('Co-sign', () => pump.cosign());
    if (infusion.entry < 0) offer('Enter it into the drug library', () => this.reenter());
    offer('End the infusion', () => this.askEnd());
    pump.dialog.ask({
      title: 'Options',
      lines: [infusion.drug + ' ' + infusion.concentration],
      style: Style.NORMAL,
      items: items,
      answer: (index) => actions[index](),
      back: () => pump.home(),
    });
  }

  /** What belongs to the pump and not to an infusion. */
  askPump(): void {
    const pump = this.pump;
    const done = (): void => pump.home();
    pump.dialog.ask({
      title: 'Pump',
      lines: pump.status(),
      style: Style.DIM,
      items: [
        pump.anaesthesia ? 'End anaesthesia mode' : 'Anaesthesia mode',
        pump.training ? 'End training' : 'Training: nothing is delivered',
        'New patient',
        'Set the clock',
      ],
      answer: (index) => {
        if (index === 0) {
          pump.anaesthesia = !pump.anaesthesia;
          done();
        } else if (index === 1) pump.train(!pump.training);
        else if (index === 2) pump.askPatient();
        else this.askDay('');
      },
      back: done,
    });
  }

  private askDay(hint: string): void {
    this.askClock('Date, UTC: year month day', hint, 8, (day) => {
      this.askClock('Time, UTC: hours minutes', '', 4, (time) => {
        const seconds = secondOf(+day, +time);
        if (!(seconds > 0)) return this.askDay('There is no such day or time: ' + day + ' ' + time);
        if (!this.pump.setClock(seconds)) return this.askDay('The clock cannot be set');
        this.pump.home();
      });
    });
  }

  private askClock(title: string, hint: string, digits: number, then: (text: string) => void): void {
    const ask = (line: string): void =>
      this.pump.dialog.ask({
        title: title,
        lines: line === '' ? [] : [line],
        style: Style.NORMAL,
        unit: '',
        answer: (_, text) => (text.length === digits ? then(text) : ask('Type ' + digits + ' digits')),
        back: () => this.pump.home(),
      });
    ask(hint);
  }

  askEnd(): void {
    const pump = this.pump;
    pump.dialog.ask({
      title: 'End the infusion?',
      lines: [(pump.delivery.infusion as Infusion).drug],
      style: Style.NORMAL,
      items: ['No', 'Yes, end it'],
      answer: (index) => (index === 1 ? pump.end() : pump.home()),
      back: () => pump.home(),
    });
  }

  /** The infusion's program again, with what is left of its volume, to be changed and judged as a change. */
  private again(infusion: Infusion, type: number): Program {
    const pump = this.pump;
    const program = newProgram(type);
    for (let i = 0; i < program.values.length; i++) program.values[i] = infusion.program.values[i];
    for (let quantity = Quantity.BOLUS_DOSE as number; quantity <= Quantity.LOADING_DURATION; quantity++)
      program.values[quantity * 3 + 2] = 0;
    program.values[Quantity.DURATION * 3 + 2] = 0;
    program.values[Quantity.RUNNING * 3 + 2] = 0;
    const at = Quantity.VTBI * 3;
    program.values[at] = Math.floor(pump.delivery.left());
    program.values[at + 1] = -3;
    program.values[at + 2] = Unit.MILLILITRE;
    program.delivered = pump.patient.delivered(infusion.drug, pump.hal.clock.monotonic());
    return program;
  }

  private form(infusion: Infusion, program: Program, title: string, id: number): Form {
    const form: Form = new Form(
      this.pump,
      infusion.chosen,
      program,
      infusion.confirmed.slice(),
      () => this.pump.summary(form, title, id),
      () => this.pump.home(),
    );
    return form;
  }

  private change(infusion: Infusion, fields: number[]): void {
    const continuous = infusion.program.type === ProgramType.CONTINUOUS && infusion.entry >= 0;
    const program = this.again(infusion, continuous ? ProgramType.TITRATION : infusion.program.type);
    const driver = program.values[Quantity.DOSE * 3 + 2] > 0 ? Quantity.DOSE : Quantity.RATE;
    if (continuous) {
      const at = Quantity.RUNNING * 3;
      for (let n = 0; n < 3; n++) program.values[at + n] = program.values[driver * 3 + n];
      // From pause the entry's whole range applies.
      if (!this.pump.delivery.moving()) program.values[at] = 0;
    }
    const asked = fields.length > 0 ? [driver] : [Quantity.DEMAND_DOSE, Quantity.LOCKOUT, Quantity.BASAL];
    this.form(infusion, program, 'CHANGE: CHECK, THEN START', infusion.id).change(asked);
  }

  private volume(infusion: Infusion): void {
    const program = this.again(infusion, infusion.program.type);
    this.form(infusion, program, 'CHANGE: CHECK, THEN START', infusion.id).change([Quantity.VTBI]);
  }

  /** A weight changed while a dose by weight runs: the dose stays, and the rate follows; or the dose is typed anew. */
  private weight(infusion: Infusion): void {
    const pump = this.pump;
    pump.dialog.ask({
      title: 'Change the weight',
      lines: ['What stays? The rate stays if you type the dose that it is now.'],
      style: Style.NORMAL,
      items: ['The dose stays, the rate changes', 'I type the dose as well'],
      answer: (index) => {
        const program = this.again(infusion, infusion.program.type);
        program.values[Quantity.WEIGHT * 3 + 2] = 0;
        const fields = index === 0 ? [Quantity.WEIGHT] : [Quantity.WEIGHT, Quantity.DOSE];
        this.form(infusion, program, 'NEW WEIGHT: CHECK, THEN START', infusion.id).change(fields);
      },
      back: () => pump.home(),
    });
  }

  private reenter(): void {
    this.pump.choose();
  }

  private canBolus(infusion: Infusion): boolean {
    const limits = this.pump.limits(infusion.chosen);
    const entry = limits ? limits.entry : null;
    if (!entry || this.pump.delivery.phase !== Phase.RUNNING || this.pump.delivery.part === Part.BOLUS)
      return false;
    return (
      entry.at[infusion.program.type === ProgramType.PCA ? Quantity.CLINICIAN_BOLUS : Quantity.BOLUS_DOSE] > 0
    );
  }

  /** False where none can be given now. */
  bolus(): boolean {
    const pump = this.pump;
    const infusion = pump.delivery.infusion;
    if (!infusion || !this.canBolus(infusion)) return false;
    if (infusion.program.type === ProgramType.PCA) {
      const program = this.again(infusion, ProgramType.PCA);
      this.form(infusion, program, 'BOLUS: CHECK, THEN START', infusion.id).change([
        Quantity.CLINICIAN_BOLUS,
      ]);
      return true;
    }
    const program = newProgram(ProgramType.BOLUS);
    const values = infusion.program.values;
    copyValues(infusion.program, program, KEPT);
    const driver = values[Quantity.DOSE * 3 + 2] > 0 ? Quantity.DOSE : Quantity.RATE;
    for (let n = 0; n < 3; n++) program.values[Quantity.RUNNING * 3 + n] = values[driver * 3 + n];
    program.delivered = pump.patient.delivered(infusion.drug, pump.hal.clock.monotonic());
    this.form(infusion, program, 'BOLUS: CHECK, THEN START', infusion.id).change([
      Quantity.BOLUS_DOSE,
      Quantity.BOLUS_RATE,
    ]);
    return true;
  }

  /** Whether a loading dose can still be put before what is programmed. */
  canLoad(chosen: Chosen, program: Program): boolean {
    const limits = this.pump.limits(chosen);
    const entry = limits ? limits.entry : null;
    return (
      entry !== null &&
      entry.at[Quantity.LOADING_DOSE] > 0 &&
      program.values[Quantity.LOADING_DOSE * 3 + 2] === 0
    );
  }

  addLoading(form: Form): void {
    form.change([Quantity.LOADING_DOSE, Quantity.LOADING_RATE]);
  }
}
