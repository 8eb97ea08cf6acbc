import { newProgram } from '../dose/infusion-program';
import { StateKey } from '../journal/event';
import { entryChoice } from '../library/catalogue';
import { askPatient } from './admission';
import { Alarm } from './alarm';
import { chosenOf, outside } from './choosing';
import { Phase } from './delivery';
import type { Pump } from './pump';
import {
  type Kept,
  keepDelivered,
  keepInfusion,
  keepPatient,
  keptInfusion,
  numbersOf,
  recallPatient,
} from './recollection';
import { restText } from './starting';
import { millilitres, rateText } from './wording';

/** ms after which all that runs is kept again. */
const KEEP = 300000;
/** Microlitres, a drop, and ms after which what is in is kept again: so much of it a loss of power can forget. */
const KEEP_VOLUME = 50;
const KEEP_DELIVERED = 5000;
/** ms by which the wall clock may differ from the pump's own before it was set. */
const DRIFT = 2000;

/** What a loss of power must not take: kept while the pump is on, and taken up again when it is switched on. */
export class Memory {
  /** Something could not be kept. */
  fails = false;
  private pump: Pump;
  /** ms when all was kept, and what is in; microlitres that were. */
  private all = 0;
  private part = 0;
  private total = 0;
  /** Wall clock in ms less the pump's own, when all was kept. */
  private drift = 0;

  constructor(pump: Pump) {
    this.pump = pump;
  }

  /** Keeps everything. */
  keep(): void {
    const pump = this.pump;
    const state = pump.state;
    const delivery = pump.delivery;
    const wall = pump.hal.clock.wall();
    this.all = pump.now;
    pump.tally.take();
    if (pump.training) return;
    this.total = delivery.total();
    this.drift = wall * 1000 - pump.now;
    // Each is tried, whatever becomes of the others.
    const counters = state.keep(StateKey.COUNTERS, pump.counters);
    const signatures = state.keep(StateKey.COSIGNATURES, pump.cosigning);
    const infusion = keepInfusion(state, delivery, pump.tally.bolusKind);
    this.fails = !(keepPatient(state, pump.now, wall, pump.patient) && counters && signatures && infusion);
  }

  /** Keeps what is due. */
  step(): void {
    const pump = this.pump;
    const delivery = pump.delivery;
    const now = pump.now;
    const drift = pump.hal.clock.wall() * 1000 - now - this.drift;
    if ((delivery.moving() && now - this.all >= KEEP) || !(Math.abs(drift) < DRIFT)) return this.keep();
    const more = delivery.total() - this.total;
    if (delivery.phase !== Phase.RUNNING || pump.training) return;
    if (!(now - this.part >= KEEP_DELIVERED && more >= KEEP_VOLUME)) return;
    this.part = now;
    this.total += more;
    if (!keepDelivered(pump.state, delivery)) this.fails = true;
  }

  /** Takes up what was kept, and asks what has to be asked. */
  recall(): void {
    const pump = this.pump;
    const state = pump.state;
    const settings = numbersOf(state, StateKey.SETTINGS);
    const counters = numbersOf(state, StateKey.COUNTERS);
    for (let i = 0; i < pump.counters.length; i++) pump.counters[i] = counters[i] || 0;
    pump.zone = settings[0] || 0;
    pump.soundLevel = settings[1] || pump.soundLevel;
    pump.hal.signals.loudness(pump.soundLevel);
    pump.cosigning = state.values(StateKey.COSIGNATURES);
    recallPatient(state, pump.hal.clock, pump.patient);
    const kept = keptInfusion(state);
    if (kept && this.restored(kept)) return pump.alarms.latch(Alarm.POWER_FAILED);
    pump.libraries.pin(-1);
    let hint = pump.patient.id === pump.counters[0] ? '' : 'What the last patient was given is lost';
    if (kept) {
      pump.alarms.latch(Alarm.INFUSION_LOST);
      state.keep(StateKey.INFUSION, []);
      hint = kept.whole
        ? 'It ran at ' + rateText(kept.rate) + ', ' + millilitres(kept.left) + ' to come'
        : 'What ran cannot be read';
    }
    askPatient(pump, hint);
  }

  /** Takes up the infusion that ran when power was lost, after it was judged again by the library it was checked with. */
  private restored(kept: Kept): boolean {
    const pump = this.pump;
    const library = pump.libraries.inSlot(kept.slot);
    const choice = kept.entry >= 0 && library ? entryChoice(library, kept.entry) : null;
    if (!kept.whole || (kept.entry >= 0 && !choice)) return false;
    const chosen =
      choice && library
        ? chosenOf(choice, kept.slot, kept.careArea, library)
        : outside(kept.careArea, kept.slot, library);
    const program = newProgram(kept.type);
    program.values = kept.values;
    program.steps = kept.steps;
    const infusion = pump.judged({
      id: kept.id,
      chosen: chosen,
      program: program,
      confirmed: kept.confirmed,
    });
    if (!infusion) return false;
    infusion.second = kept.second;
    pump.patientKnown = true;
    pump.delivery.restore(infusion, kept.given, kept.done);
    pump.tally.parts = kept.accounted;
    pump.tally.bolusKind = kept.bolusKind;
    pump.tally.take();
    if (kept.bolusLeft > 0) pump.note = restText(kept.bolusLeft);
    pump.holds(infusion);
    return true;
  }
}
