import {
  Answer,
  type Hal,
  Halt,
  KeyCode,
  Loudness,
  Part,
  Priority,
  Region,
  Sensor,
  Style,
  Tone,
} from '../../hal/hal';
import { type Limits, VerdictCode, judgeProgram, outcome } from '../dose/check';
import { Field } from '../dose/finding';
import { Delivery as Kind, ProgramType, newProgram } from '../dose/infusion-program';
import { Quantity } from '../dose/limit';
import { kindOf } from '../dose/unit';
import { Detail, EventKind, StateKey } from '../journal/event';
import { Journal } from '../journal/journal';
import { StateStore } from '../journal/state-store';
import { entryChoice } from '../library/catalogue';
import type { Library } from '../library/library';
import { LibrarySlots } from '../service/library-slots';
import { List } from '../service/provision';
import { Service } from '../service/service';
import { ALARMS, Alarm, Alarms, MotorAction } from './alarm';
import { dayText, timeOfDay } from './calendar';
import { OUTSIDE, chooseArea, chosenOf, goOutside, outside } from './choosing';
import { Delivery, Happened, Phase, RENEWAL } from './delivery';
import type { Chosen, Desk } from './desk';
import { deviceLimits } from './device-limits';
import { Form } from './form';
import { type Infusion, infusionOf, quantaOf } from './infusion';
import { Monitor } from './monitor';
import { askEnd, askOptions, askPump, copyValue, giveBolus } from './options';
import { Patient } from './patient';
import { Dialog } from './question';
import {
  type Kept,
  keepDelivered,
  keepInfusion,
  keepPatient,
  keptInfusion,
  numbersOf,
  recallPatient,
} from './recollection';
import { drawRunning, motionText } from './running-view';
import { Row, Screen } from './screen';
import { answerText, restText, showSummary, takeRest } from './starting';
import { trainingHal } from './training';
import { millilitres, rateText } from './wording';

/** ms without a key after which programming counts as left unfinished, and a pause as long. */
const UNFINISHED = 60000;
const PAUSED_LONG = 120000;
/** ms between reminders that nothing is checked, and between totals in the journal. */
const REMINDER = 900000;
const STATUS = 3600000;
/** ms after which all that runs is kept again. */
const KEEP = 300000;
/** Microlitres, a drop, and ms after which what is in is kept again: so much of it a loss of power can forget. */
const KEEP_VOLUME = 50;
const KEEP_DELIVERED = 5000;
/** Seconds before the end at which it is near. */
const NEAR_END = 600;
/** ms after which a key that is held counts as stuck. */
const STUCK = 30000;
/** Alarms that stop the motor, and ms in which they are one too many. */
const STOPS = 3;
const REPEATED = 600000;
/** ms by which the wall clock may differ from the pump's own before it was set. */
const DRIFT = 2000;

/** What counts up over the life of the pump. */
const enum Counter {
  PATIENTS = 0,
  INFUSIONS = 1,
  ALERTS = 2,
}

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
  /** Number of the piece of delivery between two orders. */
  segment = 0;
  bolusKind: Kind = Kind.BOLUS;
  /** Microlitres of each part that are in the patient's account. */
  accounted: number[] = [0, 0, 0, 0];
  /** Minutes of local time from UTC. */
  zone = 0;
  /** Of the alarms. */
  soundLevel: Loudness = Loudness.LOUD;
  /** `home`, for whoever takes a function. */
  readonly leave: () => void = () => this.home();
  readonly state: StateStore;
  readonly libraries: LibrarySlots;
  private real: Hal;
  private screen: Screen;
  private monitor: Monitor;
  private service: Service;
  private journals: Journal[];
  /** The patient in the pump's memory is the one at the pump. */
  private patientKnown = false;
  /** `cosigning` of the other journal: of training in earnest, or the reverse. */
  private otherSigning: (number | string)[] = [];
  private last: Infusion | null = null;
  private counters: number[] = [0, 0, 0];
  private lastKept = 0;
  private lastDelivered = 0;
  private keptTotal = 0;
  private lastKey = 0;
  private lastStatus = 0;
  private lastReminder = 0;
  private pausedSince = 0;
  private accountedAt = 0;
  /** ms since when each key is down; NaN where it is not. */
  private downAt: number[] = [];
  private message = '';
  /** Moments at which an alarm stopped the motor. */
  private stops: number[] = [];
  private journalFails = false;
  private stateFails = false;
  private wallDrift = 0;

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
    this.tick();
    const now = this.now;
    const state = this.state;
    const keypad = this.hal.keypad;
    this.on = true;
    // A key that is down already was not pressed for anything that will be asked.
    for (let edge = keypad.next(); edge >= 0; edge = keypad.next())
      this.downAt[edge >> 1] = edge & 1 ? now - STUCK : Number.NaN;
    this.journalFails = this.journal.open() !== 0;
    this.stateFails = state.open() !== 0;
    const reason = this.libraries.open();
    const manifest = this.libraries.manifest;
    this.record(EventKind.POWER_ON, [Detail.TEXT, this.hal.firmware]);
    if (manifest) this.record(EventKind.LIBRARY_ACTIVE, [Detail.TEXT, manifest.version]);
    else this.record(EventKind.LIBRARY_REFUSED, [Detail.REASON, reason]);
    this.lastKey = this.lastStatus = this.lastReminder = this.accountedAt = now;
    const counters = numbersOf(state, StateKey.COUNTERS);
    for (let i = 0; i < 3; i++) this.counters[i] = counters[i] || 0;
    this.segment = counters[3] || 0;
    const settings = numbersOf(state, StateKey.SETTINGS);
    this.zone = settings[0] || 0;
    this.soundLevel = settings[1] || Loudness.LOUD;
    this.hal.signals.loudness(this.soundLevel);
    recallPatient(state, this.hal.clock, this.patient);
    this.cosigning = state.values(StateKey.COSIGNATURES);
    const kept = keptInfusion(state);
    if (kept && this.restored(kept)) this.alarms.latch(Alarm.POWER_FAILED);
    else {
      this.libraries.pin(-1);
      if (kept) {
        this.alarms.latch(Alarm.INFUSION_LOST);
        state.keep(StateKey.INFUSION, []);
      }
      this.askPatient(
        kept
          ? kept.whole
            ? 'It ran at ' + rateText(kept.rate) + ', ' + millilitres(kept.left) + ' to come'
            : 'What ran cannot be read'
          : this.patient.id !== this.counters[Counter.PATIENTS]
            ? 'What the last patient was given is lost'
            : '',
      );
    }
    this.draw();
  }

  /** Takes up the infusion that ran when power was lost, after it was judged again by the library it was checked with. */
  private restored(kept: Kept): boolean {
    const library = this.libraries.inSlot(kept.slot);
    const choice = kept.entry >= 0 && library ? entryChoice(library, kept.entry) : null;
    if (!kept.whole || (kept.entry >= 0 && !choice)) return false;
    const chosen =
      choice && library
        ? chosenOf(choice, kept.slot, kept.careArea, library)
        : outside(kept.careArea, kept.slot, library);
    const program = newProgram(kept.type);
    program.values = kept.values;
    program.steps = kept.steps;
    const infusion = infusionOf(kept.id, chosen, program, this.limits(chosen), kept.confirmed);
    if (!infusion) return false;
    infusion.second = kept.second;
    this.patientKnown = true;
    this.delivery.restore(infusion, kept.given, kept.done);
    this.accounted = kept.accounted;
    this.bolusKind = kept.bolusKind;
    this.account();
    this.pausedSince = this.now;
    if (kept.bolusLeft > 0) this.note = restText(kept.bolusLeft);
    this.holds(infusion);
    return true;
  }

  /** From now on this infusion's library and thresholds hold. */
  holds(infusion: Infusion): void {
    const limits = this.limits(infusion.chosen);
    this.libraries.pin(infusion.chosen.slot);
    this.monitor.thresholds(limits ? limits.careArea : null);
  }

  /** Keeps what a loss of power must not take. */
  keep(): void {
    this.lastKept = this.now;
    this.account();
    if (this.training) return;
    const wall = this.hal.clock.wall();
    // Each is tried, whatever becomes of the others.
    const counters = this.state.keep(StateKey.COUNTERS, this.counters.concat([this.segment]));
    const signatures = this.state.keep(StateKey.COSIGNATURES, this.cosigning);
    const infusion = keepInfusion(this.state, this.delivery, this.bolusKind);
    const patient = keepPatient(this.state, this.now, wall, this.patient);
    this.wallDrift = wall * 1000 - this.now;
    this.stateFails = !(counters && signatures && infusion && patient);
    this.keptTotal = this.delivery.total();
  }

  askPatient(hint?: string): void {
    const known = this.patient.id > 0;
    this.patientKnown = false;
    this.dialog.ask({
      title: 'New patient?',
      idle: true,
      lines: hint ? [hint] : [],
      items: (known ? ['Yes: forget the last one', 'No: same patient'] : ['Yes']).concat([OUTSIDE]),
      answer: (index) => {
        // Who cannot wait is infused without a word about the patient; that is asked when the library is to be used.
        if (index > (known ? 1 : 0)) return goOutside(this, this.libraries.slot, () => this.askPatient(hint));
        if (index === 0) {
          this.patient.renew(++this.counters[Counter.PATIENTS]);
          this.last = null;
          // What runs already was given to this patient.
          this.accounted = [0, 0, 0, 0];
        }
        this.patientKnown = true;
        this.record(index === 0 ? EventKind.NEW_PATIENT : EventKind.SAME_PATIENT, []);
        this.keep();
        this.choose();
      },
      back: this.delivery.infusion ? this.leave : undefined,
    });
  }

  /** Training, or the real thing again: another patient, another journal, and no motor. Only while nothing is programmed. */
  train(on: boolean): void {
    // The real patient is kept, and taken up again afterwards.
    this.keep();
    this.record(EventKind.TRAINING, [Detail.NEW, on ? 1 : 0]);
    this.training = on;
    this.hal = on ? trainingHal(this.real) : this.real;
    this.journal = this.journals[on ? 1 : 0];
    this.journal.open();
    const manifest = this.libraries.manifest;
    if (manifest) this.journal.setLibrary(manifest.sequence, manifest.digest);
    this.record(EventKind.TRAINING, [Detail.NEW, on ? 1 : 0]);
    this.delivery = new Delivery(this.hal);
    this.monitor = new Monitor(this.hal, this.alarms);
    this.last = null;
    // Who has to co-sign in earnest still has to afterwards.
    const signing = this.otherSigning;
    this.otherSigning = this.cosigning;
    this.cosigning = signing;
    this.patient.renew(0);
    if (!on) recallPatient(this.state, this.hal.clock, this.patient);
    this.askPatient();
  }

  // What the parts of the application ask of the pump.

  library(): Library | null {
    return this.libraries.active;
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

  uk(): boolean {
    const library = this.libraries.active;
    return library !== null && library.head.uk;
  }

  record(kind: EventKind, details: (number | string)[]): void {
    const infusion = this.delivery.infusion;
    this.write(kind, details, this.programming || (infusion ? infusion.id : 0));
  }

  /** Records an event of what runs, whatever is being programmed. */
  private log(kind: EventKind, details: (number | string)[]): void {
    const infusion = this.delivery.infusion;
    this.write(kind, details, infusion ? infusion.id : 0);
  }

  private write(kind: EventKind, details: (number | string)[], id: number): void {
    const infusion = this.delivery.infusion;
    let all = details.concat([Detail.PATIENT, this.patientKnown ? this.patient.id : 0]);
    if (id > 0) all = all.concat([Detail.INFUSION, id]);
    if (infusion && infusion.id === id) all = all.concat([Detail.SEGMENT, this.segment]);
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
    if (this.patientKnown) chooseArea(this, this.libraries.slot);
    else this.askPatient();
  }

  lastProgram(): Chosen | null {
    const last = this.last;
    return last && this.limits(last.chosen) && last.chosen.slot === this.libraries.slot ? last.chosen : null;
  }

  begun(chosen: Chosen): void {
    this.cancelled();
    this.programming = ++this.counters[Counter.INFUSIONS];
    this.record(EventKind.PROGRAM_BEGUN, [
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
      chosen.type,
    ]);
  }

  program(chosen: Chosen, again: boolean, back: () => void): void {
    const program = newProgram(chosen.type);
    const form = new Form(this, this.programming, chosen, program, []);
    const running = this.delivery.infusion;
    program.delivered = this.delivered(chosen.drug);
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

  /** Whether a loading dose can still be put before what is programmed. */
  canLoad(form: Form): boolean {
    const limits = this.limits(form.chosen);
    const entry = limits ? limits.entry : null;
    return (
      entry !== null &&
      entry.at[Quantity.LOADING_DOSE] > 0 &&
      form.program.values[Quantity.LOADING_DOSE * 3 + 2] === 0
    );
  }

  /** Says something in the row for messages until the next key. */
  say(message: string): void {
    this.message = message;
  }

  // Keys.

  private edge(key: number, pressed: boolean): void {
    this.downAt[key] = pressed ? this.now : Number.NaN;
    if (!pressed) return;
    // A patient who presses the handset programs nothing.
    if (key !== KeyCode.HANDSET) this.lastKey = this.now;
    this.message = '';
    let tone = Tone.KEY;
    if (key === KeyCode.SILENCE) this.silence();
    else if (key === KeyCode.STOP) this.stopKey();
    else if (key === KeyCode.START) this.startKey();
    else if (key === KeyCode.HANDSET) this.handset();
    else if (key === KeyCode.POWER) this.powerKey();
    else if (this.dialog.question) tone = this.dialog.press(key);
    else if (key === KeyCode.OPTIONS) askOptions(this);
    else if (key === KeyCode.OK) this.acknowledge();
    else if (key !== KeyCode.BOLUS) this.say('This key does nothing here');
    else if (!giveBolus(this)) this.say('No bolus now');
    // A patient is not told by a tone whether the dose is given.
    this.hal.signals.beep(this.message === '' || key === KeyCode.HANDSET ? tone : Tone.REFUSED);
  }

  /** Pauses the sound; pressed once more, ends the alarms whose cause is gone. */
  private silence(): void {
    if (this.alarms.paused()) this.acknowledge();
    else if (this.alarms.pause()) this.log(EventKind.ALARM_PAUSED, []);
    else this.say('No alarm to silence');
  }

  private acknowledge(): void {
    if (!this.alarms.acknowledge(false))
      this.say(this.alarms.count() > 0 ? 'The cause of the alarm is there' : 'No alarm to end');
  }

  /** A person looked at the line: ends the alarms whose cause is gone. False where one is left that stops the motor. */
  clear(): boolean {
    this.hal.supervisor.reset();
    this.monitor.looked();
    this.sense();
    this.alarms.acknowledge(true);
    return this.alarms.action() !== MotorAction.STOP;
  }

  /** The supervisor has halted the motor already; this says so. Pressed again, it asks whether to end the infusion. */
  private stopKey(): void {
    const phase = this.delivery.phase;
    if (phase === Phase.RUNNING || phase === Phase.KVO) this.pause(Halt.STOP_KEY);
    else if (phase !== Phase.NONE && !this.dialog.question) askEnd(this);
    else this.say('Nothing runs');
  }

  private pause(halt: Halt): void {
    this.delivery.pause(halt);
    this.paused();
  }

  private paused(): void {
    this.pausedSince = this.now;
    this.keep();
    this.log(EventKind.DELIVERY_PAUSED, [
      Detail.CODE,
      this.delivery.halt,
      Detail.DELIVERED,
      this.delivery.total(),
    ]);
  }

  private startKey(): void {
    const delivery = this.delivery;
    const infusion = delivery.infusion;
    const question = this.dialog.question;
    if (question && question.start && !this.dialog.reading()) return question.start();
    if (question)
      return this.say(question.start ? 'Read on with OK first' : 'Finish or leave this question first');
    if (!infusion || delivery.phase !== Phase.PAUSED) return this.say('Nothing to start here');
    if (!this.clear()) return this.say('Remove the cause of the alarm first');
    // What was given is no reason against going on: it was reckoned with when this was started, and nothing came on top since.
    const program = infusion.program;
    const delivered = program.delivered;
    program.delivered = [];
    const again = infusionOf(
      infusion.id,
      infusion.chosen,
      program,
      this.limits(infusion.chosen),
      infusion.confirmed,
    );
    program.delivered = delivered;
    if (!again) return this.say('The library does not allow it any more');
    const rest = delivery.bolusLeft();
    const answer = delivery.resume(this.libraries.placeOf(infusion.chosen.slot));
    if (answer !== Answer.ACCEPTED) return this.say(answerText(answer));
    if (rest > 0 && delivery.part !== Part.BOLUS) this.note = restText(rest);
    this.log(EventKind.DELIVERY_RESUMED, [Detail.DELIVERED, delivery.total()]);
  }

  /** A patient asks for a demand dose: judged anew, with all that was given. Nothing but its delivery says that it is given. */
  private handset(): void {
    const delivery = this.delivery;
    const infusion = delivery.infusion;
    const alarms = this.alarms;
    if (!infusion || infusion.program.type !== ProgramType.PCA) return this.say('No dose on demand here');
    const now = this.now;
    let answer = Answer.REFUSED;
    if (!delivery.main() || alarms.active(Alarm.HANDSET_MISSING) || alarms.action() === MotorAction.STOP)
      answer = Answer.NOT_ORDERED;
    else if (!(now - this.patient.demandAt >= infusion.plan.lockout * 1000)) answer = Answer.LOCKED_OUT;
    else {
      infusion.program.delivered = this.delivered(infusion.chosen.drug);
      const code = judgeProgram(infusion.program, this.limits(infusion.chosen), infusion.confirmed);
      if (code === VerdictCode.ACCEPT) answer = delivery.demand();
      else if (outcome.findings[Field.QUANTITY] === Quantity.ACCUMULATED_DOSE)
        alarms.latch(Alarm.MAXIMUM_DOSE);
    }
    const given = answer === Answer.ACCEPTED;
    this.log(given ? EventKind.DEMAND_GIVEN : EventKind.DEMAND_REFUSED, [Detail.CODE, answer]);
    if (!given) return this.say(answer === Answer.LOCKED_OUT ? 'Demand refused: too soon' : 'Demand refused');
    this.patient.demandAt = now;
    this.keep();
  }

  private powerKey(): void {
    const before = this.dialog.question;
    const back = (): void => (before ? this.dialog.ask(before) : this.home());
    if (this.delivery.infusion) return this.say('End the infusion before switching off');
    this.dialog.ask({
      title: 'Switch off?',
      lines: [],
      items: ['No', 'Yes, switch off'],
      answer: (index) => {
        if (index === 0) return back();
        this.cancelled();
        this.record(EventKind.POWER_OFF, []);
        this.on = false;
        this.alarms.off();
        this.hal.off();
      },
      back: back,
    });
  }

  /** Sets the wall clock (seconds UTC); never while something runs. */
  setClock(seconds: number): boolean {
    const clock = this.hal.clock;
    const old = clock.wall();
    if (this.delivery.infusion) return false;
    // Should power be lost between, nobody knows how old what was given is.
    keepPatient(this.state, this.now, 0, this.patient);
    const set = clock.setWall(seconds);
    if (set) this.record(EventKind.CLOCK_SET, [Detail.OLD, old, Detail.NEW, seconds]);
    this.keep();
    return set;
  }

  /** Version, dates and origin of the library, and the pump's own. */
  status(): string[] {
    const manifest = this.libraries.manifest;
    const lines = ['Pump ' + this.real.serial + ', ' + this.real.firmware];
    if (!manifest) return lines.concat(['No valid drug library']);
    return lines.concat([
      manifest.organisation + ': ' + manifest.library,
      'Version ' + manifest.version + ', release ' + manifest.sequence,
      'Valid from ' + dayText(manifest.effective) + ', review by ' + dayText(manifest.reviewBy),
      'This patient so far: ' + millilitres(this.patient.total),
    ]);
  }

  /** Ends the infusion on a person's word. */
  end(): void {
    this.account();
    this.log(EventKind.DELIVERY_STOPPED, [Detail.DELIVERED, this.delivery.total()]);
    this.last = this.delivery.infusion;
    this.delivery.end();
    this.note = '';
    this.keep();
    this.libraries.pin(-1);
    this.alarms.acknowledge(true);
    this.home();
  }

  /** Adds to the patient's account what each part gave since the last time. */
  account(): void {
    const infusion = this.delivery.infusion;
    const now = this.now;
    if (infusion) {
      const kinds = [Kind.BASAL, this.bolusKind, Kind.DEMAND, Kind.BASAL];
      for (let part = 0; part < 4; part++) {
        const given = this.delivery.given(part);
        const more = given - this.accounted[part];
        if (!(more > 0)) continue;
        this.accounted[part] = given;
        this.patient.total += more;
        this.patient.gave(
          infusion.chosen.drug,
          kindOf(infusion.unit) * 256 + kinds[part],
          this.accountedAt,
          now,
          quantaOf(infusion, more),
        );
      }
    }
    this.accountedAt = now;
  }

  /** What the check is told of a drug, up to now. */
  delivered(drug: string): number[] {
    this.account();
    return this.patient.delivered(drug, this.now);
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
    for (let edge = keypad.next(); edge >= 0; edge = keypad.next()) this.edge(edge >> 1, (edge & 1) === 1);
    if (!this.on) return this.now + RENEWAL;
    const more = this.service.poll();
    for (let what = this.delivery.step(); what !== Happened.NOTHING; what = this.delivery.step())
      this.happened(what);
    this.watch();
    this.alarms.step();
    this.draw();
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
    this.keep();
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

  /** Tells the alarms what sensors and supervisor say. */
  private sense(): void {
    const infusion = this.delivery.infusion;
    this.monitor.step(
      infusion !== null,
      this.delivery.moving(),
      infusion !== null && infusion.program.type === ProgramType.PCA,
    );
  }

  private watch(): void {
    const now = this.now;
    const delivery = this.delivery;
    const alarms = this.alarms;
    const infusion = delivery.infusion;
    const question = this.dialog.question;
    const library = this.libraries.active;
    const moving = delivery.moving();
    const outsideNow = infusion !== null && infusion.chosen.entry < 0;
    this.sense();
    const running = delivery.phase === Phase.RUNNING || delivery.phase === Phase.KVO;
    if (running && alarms.action() === MotorAction.STOP) {
      this.pause(Halt.APPLICATION);
      this.stops.push(now);
      while (now - this.stops[0] > REPEATED) this.stops.shift();
      // After three of them in ten minutes somebody must look at the line, not at the key.
      if (this.stops.length >= STOPS) alarms.latch(Alarm.REPEATED_ALARMS);
    }
    const phase = delivery.phase;
    alarms.set(Alarm.END_OF_INFUSION, phase === Phase.ENDED || phase === Phase.KVO);
    if (alarms.action() === MotorAction.KVO && delivery.keepOpen())
      this.log(EventKind.KVO_STARTED, [Detail.RATE, rateText(delivery.rate)]);
    const seconds = delivery.main() ? delivery.secondsLeft() : 0;
    alarms.set(
      Alarm.NEAR_END,
      (seconds > 0 && seconds <= NEAR_END) ||
        (infusion !== null && delivery.main() && delivery.left() < infusion.plan.demandVolume),
    );
    alarms.set(Alarm.PAUSED_LONG, phase === Phase.PAUSED && now - this.pausedSince >= PAUSED_LONG);
    alarms.set(Alarm.UNFINISHED, question !== null && !question.idle && now - this.lastKey >= UNFINISHED);
    let stuck = false;
    for (let key = 0; key < KeyCode.COUNT; key++) if (now - this.downAt[key] >= STUCK) stuck = true;
    alarms.set(Alarm.KEY_STUCK, stuck);
    alarms.set(Alarm.COSIGNATURE, this.cosigning.length > 0);
    alarms.set(Alarm.LIBRARY_MISSING, library === null);
    alarms.set(Alarm.LIBRARY_PAST_REVIEW, this.libraries.pastReview());
    alarms.set(Alarm.TRAINING, this.training);
    alarms.set(
      Alarm.UNCHECKED,
      outsideNow || (this.programming > 0 && this.form !== null && this.form.chosen.entry < 0),
    );
    alarms.set(Alarm.ANAESTHESIA, this.anaesthesia);
    alarms.set(Alarm.DEMONSTRATION, library !== null && library.head.demonstration);
    if (!outsideNow || !moving) this.lastReminder = now;
    else if (now - this.lastReminder >= REMINDER) {
      this.lastReminder = now;
      alarms.latch(Alarm.OUTSIDE_LIBRARY);
      this.hal.signals.beep(Tone.REMINDER);
    }
    if (moving && now - this.lastStatus >= STATUS) {
      this.lastStatus = now;
      this.account();
      this.log(EventKind.STATUS, [Detail.DELIVERED, delivery.total(), Detail.RATE, rateText(delivery.rate)]);
    }
    const drift = this.hal.clock.wall() * 1000 - now - this.wallDrift;
    if ((moving && now - this.lastKept >= KEEP) || !(Math.abs(drift) < DRIFT)) this.keep();
    else if (
      running &&
      !this.training &&
      now - this.lastDelivered >= KEEP_DELIVERED &&
      delivery.total() - this.keptTotal >= KEEP_VOLUME
    ) {
      this.lastDelivered = now;
      this.keptTotal = delivery.total();
      if (!keepDelivered(this.state, delivery)) this.stateFails = true;
    }
    alarms.set(Alarm.JOURNAL_FAULT, this.journalFails || this.stateFails);
  }

  // The screen.

  private draw(): void {
    const screen = this.screen;
    const delivery = this.delivery;
    const infusion = delivery.infusion;
    const sensors = this.hal.sensors;
    const manifest = this.libraries.manifest;
    const question = this.dialog.question;
    const alarms = this.alarms;
    const wall = this.hal.clock.wall();
    const alarm = alarms.worst();
    const priority = alarm < 0 ? Priority.NONE : alarms.priority(alarm);
    const more = alarms.count() - 1;
    // What must be seen whatever alarms and questions there are, the rate before all; what does not fit beside it at the right end is left out.
    const parts: string[] = [];
    if (infusion && question) parts.push(delivery.moving() ? rateText(delivery.rate) : motionText(delivery));
    if (this.training) parts.push('TRAINING');
    if (alarms.active(Alarm.UNCHECKED)) parts.push('UNCHECKED');
    if (this.anaesthesia) parts.push('ANAESTHESIA');
    const most = Row.COLUMNS - 1 - parts.join(' ').length;
    const silent = alarms.paused() ? 'SILENT ' : '';
    const power =
      !sensors.has(Sensor.MAINS) || sensors.read(Sensor.MAINS) === 1
        ? 'mains'
        : 'battery ' + sensors.read(Sensor.BATTERY) + ' %';
    let right = silent + power + ' ' + (wall > 0 ? timeOfDay(wall + this.zone * 60) : '--:--');
    if (right.length > most) right = silent + power;
    if (right.length > most) right = power;
    if (right.length > most) right = '';
    parts.push(infusion ? infusion.chosen.area : '-', manifest ? manifest.version : 'no library');
    screen.ends(Row.STATUS, Style.STATUS, parts, right);
    screen.row(
      Row.ALARM,
      priority === Priority.HIGH ? Style.DANGER : priority === Priority.NONE ? Style.BANNER : Style.CAUTION,
      (alarm < 0 ? '' : ALARMS[alarm][4]) + (priority > Priority.NONE && more > 0 ? ' +' + more : ''),
    );
    if (question) this.dialog.draw(screen);
    else if (infusion) drawRunning(screen, delivery, this.uk(), this.note);
    if (this.message !== '') screen.row(Row.MESSAGE, Style.CAUTION, this.message);
    else if (!question) screen.row(Row.MESSAGE, Style.NORMAL, '');
    this.hal.signals.running(delivery.moving() && !this.training);
  }
}
