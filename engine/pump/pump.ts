import { type Hal, Halt, Loudness, Part, Region } from '../../hal/hal';
import type { Limits } from '../dose/check';
import { newProgram } from '../dose/infusion-program';
import { type LimitRecord, Quantity } from '../dose/limit';
import { Detail, EventKind } from '../journal/event';
import { Journal } from '../journal/journal';
import { StateStore } from '../journal/state-store';
import type { Library } from '../library/library';
import { LibrarySlots } from '../service/library-slots';
import { List } from '../service/provision';
import { Service } from '../service/service';
import { askPatient } from './admission';
import { ALARMS, Alarm, Alarms, MotorAction } from './alarm';
import { chooseArea } from './choosing';
import { Delivery, Happened, RENEWAL } from './delivery';
import { type Chosen, Counter, type Desk } from './desk';
import { deviceLimits } from './device-limits';
import { Form } from './form';
import { type Infusion, type Programmed, infusionOf } from './infusion';
import { press } from './keys';
import { Memory } from './memory';
import { Monitor } from './monitor';
import { copyValue } from './options';
import { Patient } from './patient';
import { drawPump } from './pump-view';
import { Dialog } from './question';
import { Screen } from './screen';
import { askPump } from './settings';
import { REMOVE_CAUSE, chosenDetails, showSummary, takeRest } from './starting';
import { Tally } from './tally';
import { Watch } from './watch';
import { rateText } from './wording';

/** The pump: takes keys, sensors and time, and decides what is asked, shown, delivered and recorded. */
export class Pump implements Desk {
  hal: Hal;
  training = false;
  readonly dialog = new Dialog();
  readonly patient = new Patient();
  delivery: Delivery;
  readonly alarms: Alarms;
  journal: Journal;
  anaesthesia = false;
  on = false;
  /** ms of the pump's clock at this step. */
  now = 0;
  /** What is programmed, or was programmed last, and the number of its infusion while it is programmed; 0 when nothing is. */
  form: Form | null = null;
  programming = 0;
  /** Infusions that a second person still has to co-sign: number, who confirmed a limit of it, drug. */
  cosigning: (number | string)[] = [];
  /** Something to know of what runs. */
  note = '';
  /** What is said in the row for messages until the next key. */
  message = '';
  /** By `Counter`. */
  readonly counters: number[] = [0, 0, 0, 0];
  /** The patient in the pump's memory is the one at the pump. */
  patientKnown = false;
  journalFails = false;
  /** Minutes of local time from UTC. */
  zone = 0;
  /** Of the alarms. */
  soundLevel: Loudness = Loudness.LOUD;
  /** `home`, for whoever takes a function. */
  readonly leave: () => void = () => this.home();
  readonly state: StateStore;
  readonly libraries: LibrarySlots;
  readonly tally = new Tally(this);
  readonly watch = new Watch(this);
  readonly memory = new Memory(this);
  monitor: Monitor;
  /** The hardware with its motor, in training too. */
  readonly real: Hal;
  private screen: Screen;
  private service: Service;
  readonly journals: Journal[];
  /** `cosigning` of the other journal: of training in earnest, or the reverse. */
  otherSigning: (number | string)[] = [];
  /** The last infusion of this patient. */
  last: Infusion | null = null;

  constructor(hal: Hal) {
    this.hal = this.real = hal;
    this.screen = new Screen(hal.display);
    this.journals = [
      new Journal(hal.flash, hal.crypto, hal.clock, Region.JOURNAL),
      new Journal(hal.flash, hal.crypto, hal.clock, Region.TRAINING_JOURNAL),
    ];
    this.journal = this.journals[0];
    this.state = new StateStore(hal.flash, Region.STATE);
    this.alarms = new Alarms(hal.signals, (alarm, on) =>
      this.log(on ? EventKind.ALARM : EventKind.ALARM_CLEARED, [
        Detail.ALARM,
        alarm,
        Detail.PRIORITY,
        ALARMS[alarm][0],
        Detail.TEXT,
        ALARMS[alarm][4],
      ]),
    );
    this.delivery = new Delivery(hal);
    this.monitor = new Monitor(hal, this.alarms);
    this.libraries = new LibrarySlots(hal, this.state, this.journal);
    this.service = new Service(hal, this.journals[0], this.journals[1], this.libraries, this);
  }

  /** To be called once, when power is there. */
  start(): void {
    this.on = true;
    this.tick();
    this.watch.start();
    this.tally.until = this.now;
    this.journalFails = this.journal.open() !== 0;
    this.memory.fails = this.state.open() !== 0;
    const reason = this.libraries.open();
    const manifest = this.libraries.manifest;
    this.record(EventKind.POWER_ON, [Detail.TEXT, this.hal.firmware]);
    if (manifest) this.record(EventKind.LIBRARY_ACTIVE, [Detail.TEXT, manifest.version]);
    else this.record(EventKind.LIBRARY_REFUSED, [Detail.REASON, reason]);
    this.memory.recall();
    drawPump(this, this.screen);
  }

  /** From now on this infusion's library and thresholds hold. */
  holds(infusion: Infusion): void {
    const limits = this.limits(infusion.chosen);
    this.libraries.pin(infusion.chosen.slot);
    this.monitor.thresholds(limits ? limits.careArea : null);
  }

  /** The infusion that a program comes to, by the library it was chosen from; `null` where that refuses it or something is to be confirmed. */
  judged(programmed: Programmed): Infusion | null {
    return infusionOf(programmed, this.limits(programmed.chosen));
  }

  // What the parts of the application ask of the pump.

  library(): Library | null {
    return this.libraries.active;
  }

  slot(): number {
    return this.libraries.slot;
  }

  staff(): number {
    const provision = this.libraries.provision;
    return provision.length[List.STAFF] > 0 ? provision.offset[List.STAFF] : -1;
  }

  limits(chosen: Chosen): Limits | null {
    const library = this.libraries.inSlot(chosen.slot);
    const same = library !== null && library.head.sequence === chosen.sequence;
    const limits =
      library && same && chosen.careArea > 0 ? library.limits(chosen.careArea, chosen.entry) : null;
    // What the library cannot say leaves no patient without a pump.
    return limits || (chosen.entry < 0 ? deviceLimits(this.hal.highestRate) : null);
  }

  entry(chosen: Chosen): LimitRecord | null {
    const limits = this.limits(chosen);
    return limits ? limits.entry : null;
  }

  uk(): boolean {
    const library = this.libraries.active;
    return library !== null && library.head.uk;
  }

  record(kind: EventKind, details: (number | string)[]): void {
    const infusion = this.delivery.infusion;
    this.write(kind, details, this.programming || (infusion ? infusion.id : 0));
  }

  /** Records an event of what runs, whatever is being programmed. */
  log(kind: EventKind, details: (number | string)[]): void {
    const infusion = this.delivery.infusion;
    this.write(kind, details, infusion ? infusion.id : 0);
  }

  private write(kind: EventKind, details: (number | string)[], id: number): void {
    const infusion = this.delivery.infusion;
    let all = details.concat([Detail.PATIENT, this.patientKnown ? this.patient.id : 0]);
    if (id > 0) all = all.concat([Detail.INFUSION, id]);
    if (infusion && infusion.id === id) all = all.concat([Detail.SEGMENT, this.counters[Counter.SEGMENTS]]);
    this.journalFails = this.journal.write(kind, all) < 0;
  }

  nextAlert(): number {
    return ++this.counters[Counter.ALERTS];
  }

  infusing(): boolean {
    return this.delivery.infusion !== null;
  }

  /** Phase, rate (microlitres per hour), infused (microlitres), alarm (−1 none), training: what the service link tells of the pump. */
  figures(): (number | string)[] {
    const alarm = this.alarms.worst();
    return [
      this.delivery.phase,
      this.delivery.rate,
      this.delivery.total(),
      alarm < Alarm.TRAINING ? alarm : Alarm.NONE,
      this.training ? 1 : 0,
    ];
  }

  pumpOptions(): void {
    askPump(this);
  }

  /** Back to what runs, or to the choice of a care area where nothing does. */
  home(alert?: number): void {
    this.cancelled(alert);
    if (this.delivery.infusion) this.dialog.close();
    else this.choose();
  }

  cancelled(alert?: number): void {
    if (this.programming > 0) this.record(EventKind.CANCELLED, alert ? [Detail.ALERT, alert] : []);
    this.programming = 0;
  }

  /** From the care area on; what runs goes on meanwhile. */
  choose(): void {
    if (this.patientKnown) chooseArea(this);
    else askPatient(this);
  }

  lastProgram(): Chosen | null {
    const last = this.last;
    return last && this.limits(last.chosen) && last.chosen.slot === this.libraries.slot ? last.chosen : null;
  }

  begun(chosen: Chosen): void {
    this.cancelled();
    this.programming = ++this.counters[Counter.INFUSIONS];
    this.record(EventKind.PROGRAM_BEGUN, chosenDetails(chosen, chosen.type));
  }

  program(chosen: Chosen, again: boolean, back: () => void): void {
    const program = newProgram(chosen.type);
    const form = new Form(this, this.programming, chosen, program, []);
    const running = this.delivery.infusion;
    program.delivered = this.tally.of(chosen.drug);
    if (again && this.last) {
      for (let quantity = Quantity.WEIGHT as number; quantity <= Quantity.DILUENT_VOLUME; quantity++)
        if (quantity !== Quantity.VTBI) copyValue(this.last.program, quantity, program, quantity);
    }
    if (running) {
      // The way back into the library: what runs outside it is what is judged there, unless something else is typed.
      const rate = running.plan.rates[0];
      takeRest(this, program);
      copyValue(running.program, Quantity.RATE, program, Quantity.RATE);
      form.offer = (unit) => form.doseOf(rate, unit);
    }
    this.form = form;
    form.begin(() => {
      this.cancelled();
      back();
    });
  }

  summary(form: Form): void {
    showSummary(this, form);
  }

  /** Says something in the row for messages until the next key. */
  say(message: string): void {
    this.message = message;
  }

  /** A person looked at the line: ends the alarms whose cause is gone. False, and said, where one is left that stops the motor. */
  clear(): boolean {
    this.hal.supervisor.reset();
    this.monitor.looked();
    this.watch.sense();
    this.alarms.acknowledge(true);
    if (this.alarms.action() !== MotorAction.STOP) return true;
    this.say(REMOVE_CAUSE);
    return false;
  }

  pause(halt: Halt): void {
    this.delivery.pause(halt);
    this.paused();
  }

  private paused(): void {
    this.watch.pausedAt = this.now;
    this.memory.keep();
    this.log(EventKind.DELIVERY_PAUSED, [
      Detail.CODE,
      this.delivery.halt,
      Detail.DELIVERED,
      this.delivery.total(),
    ]);
  }

  /** Ends the infusion on a person's word. */
  end(): void {
    this.tally.take();
    this.log(EventKind.DELIVERY_STOPPED, [Detail.DELIVERED, this.delivery.total()]);
    this.last = this.delivery.infusion;
    this.delivery.end();
    this.note = '';
    this.memory.keep();
    this.libraries.pin(-1);
    this.alarms.acknowledge(true);
    this.home();
  }

  // Time.

  private tick(): void {
    this.now = this.alarms.now = this.hal.clock.monotonic();
  }

  /** Does what is due and says when it wants to be called again (ms of the monotonic clock). Never throws. */
  step(): number {
    this.tick();
    if (!this.on) return this.now + RENEWAL;
    const keypad = this.hal.keypad;
    for (let edge = keypad.next(); edge >= 0; edge = keypad.next()) {
      this.watch.edge(edge >> 1, (edge & 1) === 1);
      if (edge & 1) this.hal.signals.beep(press(this, edge >> 1));
    }
    if (!this.on) return this.now + RENEWAL;
    const more = this.service.poll();
    for (let what = this.delivery.step(); what !== Happened.NOTHING; what = this.delivery.step())
      this.happened(what);
    this.watch.step();
    this.alarms.step();
    drawPump(this, this.screen);
    this.hal.signals.running(this.delivery.moving() && !this.training);
    this.hal.alive();
    return this.now + (more ? 1 : this.delivery.due());
  }

  private happened(what: Happened): void {
    const delivery = this.delivery;
    if (what === Happened.HALTED) {
      this.paused();
      // A trip is an alarm of its own as long as it stands.
      if (delivery.halt !== Halt.STOP_KEY && delivery.halt < Halt.UNDER_DELIVERY)
        this.alarms.latch(Alarm.SUPERVISOR_TRIP);
      return;
    }
    this.memory.keep();
    if (what === Happened.COMPLETE)
      this.log(EventKind.DELIVERY_COMPLETE, [Detail.DELIVERED, delivery.total()]);
    else if (what === Happened.NEXT_STEP)
      this.log(EventKind.DELIVERY_CHANGED, [
        Detail.RATE,
        rateText(delivery.rate),
        Detail.CODE,
        delivery.current,
      ]);
    else
      this.log(EventKind.BOLUS_COMPLETE, [
        Detail.DELIVERED,
        delivery.given(what === Happened.BOLUS_COMPLETE ? Part.BOLUS : Part.DEMAND),
      ]);
  }
}
