import { Answer, type Hal, Halt, KeyCode, Part, Priority, Region, Sensor, Style, Tone } from '../../hal/hal';
import { type Limits, VerdictCode, judgeProgram } from '../dose/check';
import { Delivery as Kind, ProgramType, newProgram } from '../dose/infusion-program';
import { EntryFlag, Quantity } from '../dose/limit';
import { Detail, EventKind } from '../journal/event';
import { Journal } from '../journal/journal';
import { StateStore } from '../journal/state-store';
import { entryChoice } from '../library/catalogue';
import type { Library } from '../library/library';
import { LibrarySlots } from '../service/library-slots';
import { List } from '../service/provision';
import { ALARMS, Alarm, Alarms } from './alarm';
import { Choosing, chosenOf, outside } from './choosing';
import { Delivery, Happened, Phase, RENEWAL } from './delivery';
import type { Chosen, Desk } from './desk';
import { deviceLimits } from './device-limits';
import { Form } from './form';
import { type Infusion, planOf, quantaIn } from './infusion';
import { Monitor } from './monitor';
import { Options } from './options';
import { Patient } from './patient';
import { Dialog } from './question';
import { type Kept, Recollection } from './recollection';
import { drawRunning } from './running-view';
import { Row, Screen } from './screen';
import { askSecond } from './second-person';
import { trainingHal } from './training';
import { millilitres, timeText, valueText } from './wording';

/** ms without a key after which programming counts as left unfinished, and a pause as long. */
const UNFINISHED = 60000;
const PAUSED_LONG = 120000;
/** ms between reminders that nothing is checked, and between totals in the journal. */
const REMINDER = 900000;
const STATUS = 3600000;
/** ms after which what runs is kept again: so much of it a loss of power can forget. */
const KEEP = 60000;
/** Seconds before the end at which it is near. */
const NEAR_END = 600;
/** Lines of a summary that fit above its answers. */
const SUMMARY_LINES = 7;
/** ms after which a key that is held counts as stuck. */
const STUCK = 30000;
/** ms in which three alarms that stop the motor are one too many. */
const REPEATED = 600000;

/** The pump: takes keys, sensors and time, and decides what is asked, shown, delivered and recorded. */
export class Pump implements Desk {
  hal: Hal;
  training = false;
  /** What was judged last, for whoever shows limits beside the pump. */
  form: Form | null = null;
  readonly dialog = new Dialog();
  readonly patient = new Patient();
  delivery: Delivery;
  readonly alarms: Alarms;
  journal: Journal;
  anaesthesia = false;
  on = false;
  private real: Hal;
  private screen: Screen;
  private monitor: Monitor;
  private state: StateStore;
  private libraries: LibrarySlots;
  private recollection: Recollection;
  private options: Options;
  private alerts = 0;
  private infusions = 0;
  private segment = 0;
  private patients = 0;
  private lastKept = 0;
  private lastKey = 0;
  private lastStatus = 0;
  private lastReminder = 0;
  private pausedSince = 0;
  private keyDown = -1;
  private keyDownAt = 0;
  private message = '';
  private stops: number[] = [];
  private notices = 0;
  /** What START does while a checked program waits for it. */
  private ready: (() => void) | null = null;
  private bolusKind: Kind = Kind.BOLUS;
  private accounted: number[] = [0, 0, 0, 0];
  private accountedAt = 0;

  constructor(hal: Hal) {
    this.hal = this.real = hal;
    this.screen = new Screen(hal.display);
    this.journal = new Journal(hal.flash, hal.crypto, hal.clock, Region.JOURNAL);
    this.state = new StateStore(hal.flash, Region.STATE);
    this.alarms = new Alarms(hal.signals, (alarm, on) => this.alarmChanged(alarm, on));
    this.delivery = new Delivery(hal);
    this.monitor = new Monitor(hal, this.alarms);
    this.libraries = new LibrarySlots(hal, this.state, this.journal);
    this.recollection = new Recollection(hal, this.state);
    this.options = new Options(this);
  }

  /** To be called once, when power is there. */
  start(): void {
    const now = this.hal.clock.monotonic();
    this.on = true;
    const journalReason = this.journal.open();
    this.state.open();
    const reason = this.libraries.open();
    this.record(EventKind.POWER_ON, [Detail.TEXT, this.hal.firmware]);
    this.alarms.set(Alarm.JOURNAL_FAULT, journalReason !== 0, now);
    this.alarms.set(Alarm.LIBRARY_MISSING, this.libraries.active === null, now);
    const manifest = this.libraries.manifest;
    if (manifest) {
      this.journal.setLibrary(manifest.sequence, manifest.digest);
      this.record(EventKind.LIBRARY_ACTIVE, [Detail.TEXT, manifest.version]);
    } else this.record(EventKind.LIBRARY_REFUSED, [Detail.REASON, reason]);
    this.lastKey = this.lastStatus = this.lastReminder = this.lastKept = this.accountedAt = now;
    const counters = this.recollection.counters();
    this.infusions = counters[0] || 0;
    this.alerts = counters[1] || 0;
    this.segment = counters[2] || 0;
    this.patients = counters[3] || 0;
    this.recollection.recallPatient(this.patient);
    const kept = this.recollection.infusion();
    if (!kept) this.askPatient();
    else if (this.restored(kept)) {
      this.alarms.set(Alarm.POWER_FAILED, true, now);
      this.alarms.set(Alarm.POWER_FAILED, false, now);
      this.alarms.set(Alarm.COSIGNATURE, kept.cosign === 1, now);
    } else {
      this.alarms.set(Alarm.INFUSION_LOST, true, now);
      this.alarms.set(Alarm.INFUSION_LOST, false, now);
      this.recollection.keepInfusion(this.delivery, false);
      this.askPatient();
    }
    this.draw(now);
  }

  /** Takes up the infusion that ran when power was lost, after it was judged again by the library it was checked with. */
  private restored(kept: Kept): boolean {
    const library = this.libraries.inSlot(kept.slot);
    const choice = kept.entry >= 0 && library ? entryChoice(library, kept.entry) : null;
    const chosen = choice
      ? chosenOf(choice, kept.slot, kept.careArea, library)
      : outside(kept.careArea, '-', kept.slot);
    if (kept.entry >= 0 && !choice) return false;
    const program = newProgram(kept.type);
    program.values = kept.values;
    program.steps = kept.steps;
    program.delivered = this.patient.delivered(chosen.drug, this.hal.clock.monotonic());
    const form = new Form(
      this,
      chosen,
      program,
      kept.confirmed,
      () => {},
      () => {},
    );
    const infusion = this.infusionOf(form, kept.id);
    if (!infusion) return false;
    infusion.second = kept.second;
    this.delivery.restore(infusion, kept.given, kept.done);
    this.accounted = kept.given.slice();
    this.pausedSince = this.hal.clock.monotonic();
    return true;
  }

  /** Keeps what a loss of power must not take. */
  private keep(): void {
    if (this.training) return;
    this.lastKept = this.hal.clock.monotonic();
    this.recollection.keepCounters([this.infusions, this.alerts, this.segment, this.patients]);
    const kept = this.recollection.keepInfusion(this.delivery, this.alarms.caused(Alarm.COSIGNATURE));
    if (!this.recollection.keepPatient(this.patient) || !kept)
      this.alarms.set(Alarm.JOURNAL_FAULT, true, this.lastKept);
  }

  askPatient(): void {
    const known = this.patient.id > 0;
    this.dialog.ask({
      title: 'New patient?',
      idle: true,
      lines: [],
      style: Style.NORMAL,
      items: known ? ['Yes: forget the last one', 'No: same patient'] : ['Yes'],
      answer: (index) => {
        if (index === 0) {
          this.patient.renew(++this.patients);
          this.delivery.end();
        }
        this.record(index === 0 ? EventKind.NEW_PATIENT : EventKind.SAME_PATIENT, []);
        this.keep();
        this.home();
      },
    });
  }

  /** Training, or the real thing again: another patient, another journal, and no motor. Only while nothing is programmed. */
  train(on: boolean): void {
    this.record(EventKind.TRAINING, [Detail.NEW, on ? 1 : 0]);
    // The real patient is kept, and taken up again afterwards.
    this.keep();
    this.training = on;
    this.hal = on ? trainingHal(this.real) : this.real;
    this.journal = new Journal(
      this.hal.flash,
      this.hal.crypto,
      this.hal.clock,
      on ? Region.TRAINING_JOURNAL : Region.JOURNAL,
    );
    this.journal.open();
    if (this.libraries.manifest)
      this.journal.setLibrary(this.libraries.manifest.sequence, this.libraries.manifest.digest);
    this.record(EventKind.TRAINING, [Detail.NEW, on ? 1 : 0]);
    this.delivery = new Delivery(this.hal);
    this.monitor = new Monitor(this.hal, this.alarms);
    this.patient.renew(0);
    if (!on) this.recollection.recallPatient(this.patient);
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
    if (chosen.careArea === 0) return chosen.entry < 0 ? deviceLimits(this.hal.highestRate) : null;
    const library = this.libraries.inSlot(chosen.slot);
    return library ? library.limits(chosen.careArea, chosen.entry) : null;
  }

  uk(): boolean {
    const library = this.libraries.active;
    return library !== null && library.head.uk;
  }

  record(kind: EventKind, details: (number | string)[]): void {
    const all = details.slice();
    all.push(Detail.PATIENT, this.patient.id);
    const infusion = this.delivery.infusion;
    if (infusion) all.push(Detail.INFUSION, infusion.id, Detail.SEGMENT, this.segment);
    if (this.journal.write(kind, all) < 0)
      this.alarms.set(Alarm.JOURNAL_FAULT, true, this.hal.clock.monotonic());
  }

  nextAlert(): number {
    return ++this.alerts;
  }

  infusing(): boolean {
    return this.delivery.infusion !== null;
  }

  pumpOptions(): void {
    this.options.askPump();
  }

  /** Back to what runs, or to the choice of a care area where nothing does. */
  home(): void {
    this.ready = null;
    if (this.delivery.infusion) this.dialog.close();
    else this.choose();
  }

  /** From the care area on; what runs goes on meanwhile. */
  choose(): void {
    new Choosing(this, this.libraries.slot, (chosen) => this.program(chosen)).begin();
  }

  /** Says something in the row for messages until the next key. */
  say(message: string): void {
    this.message = message;
  }

  // Programming.

  private program(chosen: Chosen): void {
    const program = newProgram(chosen.type);
    program.delivered = this.patient.delivered(chosen.drug, this.hal.clock.monotonic());
    const form: Form = new Form(
      this,
      chosen,
      program,
      [],
      () => this.summary(form, 'CHECK, THEN START', ++this.infusions),
      () => this.home(),
    );
    this.form = form;
    form.begin();
  }

  /** A checked program, as it will run; START, and nothing else, begins it. */
  summary(form: Form, title: string, id: number): void {
    const chosen = form.chosen;
    const infusion = this.infusionOf(form, id);
    if (!infusion) return this.home();
    const plan = infusion.plan;
    const lines = [chosen.drug + ' ' + chosen.concentration];
    if (chosen.therapy !== '') lines.push(chosen.therapy);
    const typed = form.lines();
    for (let i = 0; i < typed.length; i++) lines.push(typed[i]);
    const rate = plan.bolusRate > 0 ? plan.bolusRate : plan.rates[0];
    if (rate > 0) lines.push('Runs at ' + millilitres(rate) + ' mL/h');
    if (plan.rates.length > 0 && plan.rates[0] > 0) {
      let seconds = 0;
      for (let i = 0; i < plan.rates.length; i++)
        seconds += ((plan.ends[i] - (i > 0 ? plan.ends[i - 1] : 0)) * 3600) / plan.rates[i];
      lines.push(millilitres(plan.ends[plan.ends.length - 1]) + ' mL in ' + timeText(seconds));
    }
    const extra = form.program.type === ProgramType.BOLUS || form.program.type === ProgramType.LOADING;
    const loading =
      !extra &&
      id !== (this.delivery.infusion ? this.delivery.infusion.id : 0) &&
      this.options.canLoad(chosen, form.program);
    const items = ['Start: press the START key', 'Cancel'];
    if (loading) items.push('Add a loading dose');
    // What does not fit on one screen is read page by page before START works.
    const page = (from: number): void => {
      const last = lines.length - from <= SUMMARY_LINES;
      this.dialog.ask({
        title: title,
        lines: lines.slice(from, from + SUMMARY_LINES),
        style: Style.NORMAL,
        items: last ? items : ['Next page', 'Cancel'],
        answer: (index) => {
          if (index === 1) this.cancel();
          else if (!last) page(from + SUMMARY_LINES);
          else if (index === 0) this.say('Press the START key');
          else this.options.addLoading(form);
        },
        back: () => this.cancel(),
      });
      this.ready = last ? () => this.begin(infusion, extra) : null;
    };
    if (chosen.flags & EntryFlag.SECOND_PERSON_BEFORE && infusion.second === 0) {
      return askSecond(
        this,
        'SECOND PERSON: TYPE YOUR CODE',
        lines.slice(0, SUMMARY_LINES),
        (person) => {
          infusion.second = person;
          page(0);
        },
        () => this.cancel(),
      );
    }
    page(0);
  }

  /** What a form came to, judged once more; `null` where it is not accepted. */
  private infusionOf(form: Form, id: number): Infusion | null {
    const chosen = form.chosen;
    const limits = this.limits(chosen);
    const code = judgeProgram(form.program, limits, form.confirmed);
    if (!limits || !form.settled(code)) return null;
    return {
      id: id,
      slot: chosen.slot,
      careArea: chosen.careArea,
      entry: chosen.entry,
      area: chosen.area,
      drug: chosen.drug,
      therapy: chosen.therapy,
      concentration: chosen.concentration,
      flags: chosen.flags,
      chosen: chosen,
      second: 0,
      program: form.program,
      confirmed: form.confirmed,
      verdict: code === VerdictCode.CONFIRM ? VerdictCode.ACCEPT : code,
      plan: planOf(form.program, limits),
      quanta: quantaIn(form.program, limits),
    };
  }

  private cancel(): void {
    this.record(EventKind.CANCELLED, []);
    this.home();
  }

  /** Turns a checked program into an order; the supervisor must have seen START. */
  private begin(infusion: Infusion, extra: boolean): void {
    const delivery = this.delivery;
    const before = delivery.infusion;
    const changed = before !== null && before.id === infusion.id;
    if (this.alarms.stops()) return this.say('Clear the alarm first');
    this.account();
    // What is entered into the library takes the place of what runs outside it.
    const replaced = before !== null && !changed ? before : null;
    const total = delivery.total();
    const place = this.libraries.placeOf(infusion.slot);
    const answer = extra
      ? delivery.bolus(infusion, place.offset, place.length)
      : delivery.start(infusion, place.offset, place.length, 0);
    if (answer !== Answer.ACCEPTED) return this.say(answerText(answer));
    const type = infusion.program.type;
    if (extra || infusion.plan.bolusVolume > 0)
      this.bolusKind =
        type === ProgramType.BOLUS
          ? Kind.BOLUS
          : type === ProgramType.PCA && extra
            ? Kind.CLINICIAN_BOLUS
            : Kind.LOADING;
    if (!extra) {
      // A titration was judged as a change; from now on it is what runs.
      if (type === ProgramType.TITRATION) infusion.program.type = ProgramType.CONTINUOUS;
      this.libraries.pin(infusion.slot);
      const limits = this.limits(infusion.chosen);
      this.monitor.thresholds(limits ? limits.careArea : null);
    }
    if (replaced)
      this.journal.write(EventKind.DELIVERY_STOPPED, [
        Detail.INFUSION,
        replaced.id,
        Detail.DELIVERED,
        total,
        Detail.PATIENT,
        this.patient.id,
      ]);
    // The supervisor counts anew, and so does the account of a new infusion.
    if (!changed && !extra) this.accounted = [0, 0, 0, 0];
    this.segment++;
    this.recordStart(
      extra ? EventKind.BOLUS_STARTED : changed ? EventKind.DELIVERY_CHANGED : EventKind.DELIVERY_STARTED,
      infusion,
    );
    if (infusion.flags & EntryFlag.SECOND_PERSON_DEFERRED && !changed)
      this.alarms.set(Alarm.COSIGNATURE, true, this.hal.clock.monotonic());
    if (!extra) {
      // A loading dose is given once; what is judged again after a loss of power no longer holds it.
      infusion.plan.bolusRate = infusion.plan.bolusVolume = 0;
      for (let quantity = Quantity.LOADING_DOSE as number; quantity <= Quantity.LOADING_DURATION; quantity++)
        infusion.program.values[quantity * 3 + 2] = 0;
    }
    this.keep();
    this.ready = null;
    this.dialog.close();
  }

  private recordStart(kind: EventKind, infusion: Infusion): void {
    const values = infusion.program.values;
    const uk = this.uk();
    this.record(kind, [
      Detail.CARE_AREA,
      infusion.area,
      Detail.DRUG,
      infusion.drug,
      Detail.THERAPY,
      infusion.therapy,
      Detail.CONCENTRATION,
      infusion.concentration,
      Detail.ENTRY,
      infusion.entry,
      Detail.PROGRAM_TYPE,
      infusion.program.type,
      Detail.VERDICT,
      infusion.verdict === VerdictCode.UNPROTECTED ? 3 : 2,
      Detail.DOSE,
      valueText(values, doseOf(infusion) * 3, uk),
      Detail.RATE,
      millilitres(infusion.plan.bolusRate || infusion.plan.rates[0]) + ' mL/h',
      Detail.VOLUME,
      millilitres(infusion.plan.bolusVolume || infusion.plan.ends[infusion.plan.ends.length - 1]) + ' mL',
      Detail.WEIGHT,
      valueText(values, 3, uk),
    ]);
  }

  // Keys.

  private edge(key: number, pressed: boolean, now: number): void {
    if (!pressed) {
      if (this.keyDown === key) this.keyDown = -1;
      return;
    }
    this.keyDown = key;
    this.keyDownAt = this.lastKey = now;
    this.message = '';
    let tone = Tone.KEY;
    if (key === KeyCode.SILENCE) {
      if (this.alarms.pause(now)) this.record(EventKind.ALARM_PAUSED, []);
      else tone = this.refuse('No alarm to silence');
    } else if (key === KeyCode.STOP) this.stopKey();
    else if (key === KeyCode.START) tone = this.startKey();
    else if (key === KeyCode.HANDSET) tone = this.handset();
    else if (key === KeyCode.POWER) tone = this.powerKey();
    else if (this.dialog.question) tone = this.dialog.press(key);
    else if (key === KeyCode.OPTIONS) this.options.ask();
    else if (key === KeyCode.BOLUS) tone = this.options.bolus() ? Tone.KEY : this.refuse('No bolus now');
    else if (key === KeyCode.OK) this.alarms.acknowledge();
    else tone = this.refuse('This key does nothing here');
    this.hal.signals.beep(tone);
  }

  private refuse(message: string): Tone {
    this.message = message;
    return Tone.REFUSED;
  }

  /** The supervisor has halted the motor already; this says so. Pressed again, it asks whether to end the infusion. */
  private stopKey(): void {
    const phase = this.delivery.phase;
    if (phase === Phase.RUNNING || phase === Phase.KVO) return this.paused(Halt.STOP_KEY);
    if (phase !== Phase.NONE && !this.dialog.question) this.options.askEnd();
  }

  private paused(halt: Halt): void {
    this.delivery.pause();
    this.delivery.halt = halt;
    this.pausedSince = this.hal.clock.monotonic();
    this.account();
    this.keep();
    this.record(EventKind.DELIVERY_PAUSED, [Detail.CODE, halt, Detail.DELIVERED, this.delivery.total()]);
  }

  private startKey(): Tone {
    const delivery = this.delivery;
    const now = this.hal.clock.monotonic();
    if (this.ready) {
      this.ready();
      return this.message === '' ? Tone.KEY : Tone.REFUSED;
    }
    if (this.dialog.question || delivery.phase !== Phase.PAUSED) return this.refuse('Nothing to start here');
    this.alarms.acknowledge();
    this.hal.supervisor.reset();
    if (this.alarms.stops()) return this.refuse('Remove the cause of the alarm first');
    const place = this.libraries.placeOf((delivery.infusion as Infusion).slot);
    const answer = delivery.resume(place.offset, place.length);
    if (answer !== Answer.ACCEPTED) return this.refuse(answerText(answer));
    this.alarms.set(Alarm.PAUSED_LONG, false, now);
    this.record(EventKind.DELIVERY_RESUMED, [Detail.DELIVERED, delivery.total()]);
    return Tone.KEY;
  }

  /** A patient asks for a demand dose: judged anew, with all that was given. */
  private handset(): Tone {
    const delivery = this.delivery;
    const infusion = delivery.infusion;
    if (!infusion || infusion.program.type !== ProgramType.PCA || delivery.phase !== Phase.RUNNING)
      return Tone.REFUSED;
    this.account();
    infusion.program.delivered = this.patient.delivered(infusion.drug, this.hal.clock.monotonic());
    const code = judgeProgram(infusion.program, this.limits(infusion.chosen), infusion.confirmed);
    const answer = code === VerdictCode.ACCEPT ? delivery.demand() : Answer.REFUSED;
    const given = answer === Answer.ACCEPTED;
    this.record(given ? EventKind.DEMAND_GIVEN : EventKind.DEMAND_REFUSED, [Detail.CODE, answer]);
    // A patient is not told by a tone whether the demand was too early.
    return Tone.KEY;
  }

  private powerKey(): Tone {
    if (this.delivery.phase !== Phase.NONE) return this.refuse('End the infusion before switching off');
    this.dialog.ask({
      title: 'Switch off?',
      lines: [],
      style: Style.NORMAL,
      items: ['No', 'Yes, switch off'],
      answer: (index) => {
        if (index === 0) return this.home();
        this.record(EventKind.POWER_OFF, []);
        this.on = false;
        this.alarms.off();
        this.hal.off();
      },
      back: () => this.home(),
    });
    return Tone.KEY;
  }

  /** A second person signs for a start that could not wait for them. */
  cosign(): void {
    askSecond(
      this,
      'CO-SIGN: TYPE YOUR CODE',
      [this.delivery.infusion ? this.delivery.infusion.drug : ''],
      (person) => {
        this.alarms.set(Alarm.COSIGNATURE, false, this.hal.clock.monotonic());
        this.record(EventKind.COSIGNED, [Detail.PERSON, person]);
        this.keep();
        this.home();
      },
      () => this.home(),
    );
  }

  /** Sets the wall clock (seconds UTC); never while something runs. */
  setClock(seconds: number): boolean {
    const old = this.hal.clock.wall();
    if (this.delivery.infusion || !this.hal.clock.setWall(seconds)) return false;
    this.record(EventKind.CLOCK_SET, [Detail.OLD, old, Detail.NEW, seconds]);
    return true;
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
    ]);
  }

  /** Ends the infusion on a person's word. */
  end(): void {
    this.account();
    this.record(EventKind.DELIVERY_STOPPED, [Detail.DELIVERED, this.delivery.total()]);
    this.delivery.end();
    this.keep();
    this.libraries.pin(-1);
    const now = this.hal.clock.monotonic();
    this.alarms.set(Alarm.END_OF_INFUSION, false, now);
    this.alarms.set(Alarm.NEAR_END, false, now);
    this.alarms.set(Alarm.PAUSED_LONG, false, now);
    this.alarms.set(Alarm.COSIGNATURE, false, now);
    this.alarms.acknowledge();
    this.home();
  }

  private alarmChanged(alarm: Alarm, on: boolean): void {
    this.record(on ? EventKind.ALARM : EventKind.ALARM_CLEARED, [
      Detail.ALARM,
      alarm,
      Detail.PRIORITY,
      ALARMS[alarm][0],
      Detail.TEXT,
      ALARMS[alarm][4],
    ]);
  }

  /** Adds to the patient's account what each part gave since the last time. */
  private account(): void {
    const infusion = this.delivery.infusion;
    const now = this.hal.clock.monotonic();
    if (infusion) {
      const kinds = [Kind.BASAL, this.bolusKind, Kind.DEMAND, Kind.BASAL];
      for (let part = 0; part < 4; part++) {
        const given = this.delivery.given(part);
        const more = given - this.accounted[part];
        if (!(more > 0)) continue;
        this.accounted[part] = given;
        this.patient.total += more;
        this.patient.gave(
          infusion.drug,
          infusion.quanta.kind * 256 + kinds[part],
          this.accountedAt,
          now,
          Math.ceil(more * infusion.quanta.perMicrolitre),
        );
      }
    }
    this.accountedAt = now;
  }

  // Time.

  /** Does what is due and says when it wants to be called again (ms of the monotonic clock). Never throws. */
  step(): number {
    const now = this.hal.clock.monotonic();
    if (!this.on) return now + RENEWAL;
    const keypad = this.hal.keypad;
    for (let edge = keypad.next(); edge >= 0; edge = keypad.next())
      this.edge(edge >> 1, (edge & 1) === 1, now);
    let more = false;
    if (this.on) {
      more = this.libraries.work();
      this.happened(this.delivery.step());
      this.watch(now);
      this.alarms.step(now);
      this.draw(now);
      this.hal.alive();
    }
    return now + (more ? 1 : this.delivery.due());
  }

  private happened(what: Happened): void {
    const delivery = this.delivery;
    const now = this.hal.clock.monotonic();
    if (what === Happened.HALTED) {
      const halt = delivery.halt;
      this.pausedSince = now;
      this.account();
      this.record(EventKind.DELIVERY_PAUSED, [Detail.CODE, halt, Detail.DELIVERED, delivery.total()]);
      if (halt === Halt.OVER_DELIVERY) this.alarms.set(Alarm.OVER_DELIVERY, true, now);
      else if (halt === Halt.UNDER_DELIVERY) this.alarms.set(Alarm.UNDER_DELIVERY, true, now);
      else if (halt !== Halt.STOP_KEY) this.alarms.set(Alarm.SUPERVISOR_TRIP, true, now);
    } else if (what === Happened.BOLUS_COMPLETE || what === Happened.DEMAND_COMPLETE) {
      this.account();
      this.record(EventKind.BOLUS_COMPLETE, [
        Detail.DELIVERED,
        delivery.given(what === Happened.BOLUS_COMPLETE ? Part.BOLUS : Part.DEMAND),
      ]);
    } else if (what === Happened.COMPLETE) {
      this.account();
      this.record(EventKind.DELIVERY_COMPLETE, [Detail.DELIVERED, delivery.total()]);
      this.keep();
      this.alarms.set(Alarm.END_OF_INFUSION, true, now);
      if (delivery.phase === Phase.KVO)
        this.record(EventKind.KVO_STARTED, [Detail.RATE, millilitres(delivery.rate) + ' mL/h']);
    }
  }

  private watch(now: number): void {
    const delivery = this.delivery;
    const alarms = this.alarms;
    const phase = delivery.phase;
    const infusion = delivery.infusion;
    const infusing = infusion !== null && phase !== Phase.NONE;
    this.monitor.step(
      now,
      infusing,
      delivery.moving(),
      infusion !== null && infusion.program.type === ProgramType.PCA,
    );
    if (delivery.moving() && alarms.stops()) {
      this.paused(Halt.APPLICATION);
      this.stops.push(now);
      while (this.stops.length > 0 && now - this.stops[0] > REPEATED) this.stops.shift();
      // After three of them in ten minutes somebody must look at the line, not at the key.
      if (this.stops.length >= 3) {
        alarms.set(Alarm.REPEATED_ALARMS, true, now);
        alarms.set(Alarm.REPEATED_ALARMS, false, now);
      }
    }
    const seconds = phase === Phase.RUNNING ? delivery.secondsLeft() : 0;
    alarms.set(Alarm.NEAR_END, seconds > 0 && seconds <= NEAR_END && delivery.part === Part.MAIN, now);
    alarms.set(Alarm.PAUSED_LONG, phase === Phase.PAUSED && now - this.pausedSince >= PAUSED_LONG, now);
    alarms.set(
      Alarm.UNFINISHED,
      this.dialog.question !== null && !this.dialog.question.idle && now - this.lastKey >= UNFINISHED,
      now,
    );
    alarms.set(Alarm.KEY_STUCK, this.keyDown >= 0 && now - this.keyDownAt >= STUCK, now);
    alarms.set(Alarm.LIBRARY_MISSING, this.libraries.active === null, now);
    alarms.set(Alarm.LIBRARY_PAST_REVIEW, this.libraries.pastReview(), now);
    if (!infusion) return;
    if (infusion.entry < 0 && delivery.moving()) {
      if (now - this.lastReminder >= REMINDER) {
        this.lastReminder = now;
        this.notices++;
        this.hal.signals.beep(Tone.REMINDER);
      }
    }
    if (delivery.moving() && now - this.lastKept >= KEEP) {
      this.account();
      this.keep();
    }
    if (now - this.lastStatus >= STATUS) {
      this.lastStatus = now;
      this.account();
      this.record(EventKind.STATUS, [
        Detail.DELIVERED,
        delivery.total(),
        Detail.RATE,
        millilitres(delivery.rate) + ' mL/h',
      ]);
    }
  }

  // The screen.

  private draw(now: number): void {
    const screen = this.screen;
    const infusion = this.delivery.infusion;
    const sensors = this.hal.sensors;
    const manifest = this.libraries.manifest;
    const power =
      sensors.read(Sensor.MAINS) === 1 ? 'mains' : 'battery ' + sensors.read(Sensor.BATTERY) + ' %';
    screen.ends(
      Row.STATUS,
      Style.STATUS,
      this.mode() +
        (infusion ? infusion.area : '') +
        (manifest ? '  lib ' + manifest.version : '  no library'),
      power,
    );
    const alarm = this.alarms.worst(now);
    if (alarm >= 0) {
      const text = ALARMS[alarm][4] + (this.alarms.paused(now) ? ' (silent)' : '');
      screen.row(
        Row.ALARM,
        this.alarms.priority(alarm, now) === Priority.HIGH ? Style.DANGER : Style.CAUTION,
        text,
      );
    } else screen.row(Row.ALARM, Style.BANNER, this.banner());
    if (this.dialog.question) this.dialog.draw(screen);
    else if (infusion) drawRunning(screen, this.delivery, this.uk());
    if (this.message !== '') screen.row(Row.MESSAGE, Style.CAUTION, this.message);
    else if (!this.dialog.question) screen.row(Row.MESSAGE, Style.NORMAL, '');
    this.hal.signals.running(this.delivery.moving() && !this.training);
  }

  /** What must be seen all the time, whatever alarms there are. */
  private mode(): string {
    const infusion = this.delivery.infusion;
    return (
      (this.training ? 'TRAINING ' : '') +
      (infusion && infusion.entry < 0 ? 'UNCHECKED ' : '') +
      (this.anaesthesia ? 'ANAESTHESIA ' : '')
    );
  }

  private banner(): string {
    const infusion = this.delivery.infusion;
    if (this.training) return 'TRAINING: NOTHING IS DELIVERED';
    if (infusion && infusion.entry < 0) return 'NOT CHECKED BY THE DRUG LIBRARY';
    if (this.anaesthesia) return 'ANAESTHESIA MODE';
    const library = this.libraries.active;
    return library && library.head.demonstration ? 'Demonstration data: not for clinical use' : '';
  }
}

function dayText(day: number): string {
  const text = String(day);
  return text.substring(0, 4) + '-' + text.substring(4, 6) + '-' + text.substring(6);
}

function doseOf(infusion: Infusion): number {
  const type = infusion.program.type;
  return type === ProgramType.PCA
    ? 18
    : type === ProgramType.BOLUS
      ? 11
      : type === ProgramType.LOADING
        ? 14
        : 7;
}

function answerText(answer: Answer): string {
  if (answer === Answer.NO_KEY) return 'Press the START key again';
  if (answer === Answer.ABOVE_CEILING) return 'Stopped by the safety system: above limit';
  if (answer === Answer.TRIPPED) return 'Clear the alarm first';
  return 'The safety system does not allow it';
}
