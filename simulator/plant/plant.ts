// The physical world of a large-volume pump with one channel and a PCA handset. It is driven by motor steps and by time, tells what the
// sensors would read and, beside it, what is true. It knows nothing of the engine, the pump application or the HAL.
//
// Time is cut into cells of a second. From the state at the last anchor (the start of a cell, a change from outside, an event) everything
// up to the next one is a function of time alone; asking and advancing never move the anchor, so it does not matter how a span is cut.
import { Air } from './air';
import { charged, minutesLeft } from './battery';
import { type Conditions, SOUND, changed } from './conditions';
import { type Contact, type Edge, HANDSET, Keypad } from './keypad';
import { type Motor, STANDING, later, stepped } from './motor';
import { type PlantParameters, parameters } from './parameters';
import { type Pumping, pumping } from './pumping';
import { random } from './random';
import { type Container, type Reservoir, gives, hung, remaining } from './reservoir';
import { type SensorName, type Sensors, Stuck } from './sensors';
import { clampClosed } from './set';
import { type Line, bagPressure, displaced, flow, flowed, patientPressure } from './tubing';

export interface PlantOptions {
  /** A 32-bit whole number; the same seed and the same calls give the same plant. */
  seed: number;
  parameters?: Partial<PlantParameters>;
  /** mL in the container that hangs at the start; 500 unless told. */
  volume?: number;
  container?: Container;
  /** Fraction by which the volume per step is off; drawn from the tolerance unless told. */
  volumeError?: number;
}

/** What is so. Volumes in mL, pressures in mmHg, flows in mL/h. */
export interface Truth {
  /** ms since the plant began. */
  time: number;
  /** Into the patient, air included. */
  delivered: number;
  /** Into the patient at this moment; below 0 when blood runs back into the line. */
  flow: number;
  airDelivered: number;
  largestBubbleDelivered: number;
  airInLine: number;
  /** Through the pump. */
  pumped: number;
  reservoir: number;
  /** In the line before the pump, its stretch included. */
  upstreamVolume: number;
  downstreamVolume: number;
  upstreamPressure: number;
  downstreamPressure: number;
  /** In all containers ever hung less those taken down, and the first filling of the line. */
  supplied: number;
  /** Air that a dry bottle gave. */
  airDrawn: number;
  /** mL that would leave into the patient if every occlusion downstream were lifted now and the motor stood. */
  stored: number;
  stepsCommanded: number;
  stepsMoved: number;
  /** The motor loses its steps to back pressure. */
  stalled: boolean;
  /** J. */
  charge: number;
}

interface Moment {
  motor: Motor;
  line: Line;
  charge: number;
}

/** What stops by itself, until something resets it. */
interface Ended {
  stalled: boolean;
  empty: boolean;
  depleted: boolean;
}

interface Event {
  at: number;
  moment: Moment;
  ended: Ended;
}

/** ms. Within a cell the mechanism's flow is taken as even. */
export const CELL = 1000;

/** Part of the stall pressure below which the motor moves again. */
const UNSTALL = 0.9;

/** A train that ends on a step has made it: the nudge is what its rounding may cost. */
function counted(motor: Motor): number {
  return Math.floor(motor.counts + 1e-6);
}

export class Plant {
  readonly parameters: Readonly<PlantParameters>;
  private readonly pumping: Pumping;
  private readonly air: Air;
  private readonly keypad: Keypad;
  private readonly stuck = new Stuck();
  private state: Readonly<Conditions> = SOUND;
  private reservoir: Reservoir;
  private supplied: number;
  private airDrawn = 0;
  private slack: number;
  private readonly takeUp: () => number;
  private stalled = false;
  private depleted = false;

  private anchor: Moment;
  private anchored = 0;
  private time = 0;
  private next: Event | undefined;

  constructor(options: PlantOptions) {
    const { seed, volume = 500, container = 'bag', volumeError } = options;
    const all = parameters(options.parameters);
    if (volumeError !== undefined && !(volumeError > -1 && volumeError < 1)) {
      throw new RangeError(`volumeError ${volumeError}: give a fraction between -1 and 1`);
    }
    this.parameters = all;
    this.pumping = pumping(all, random(seed, 0), volumeError);
    const slackness = random(seed, 1);
    this.takeUp = () => slackness.between(0, all.takeUpSteps);
    this.slack = this.takeUp();
    this.keypad = new Keypad(random(seed, 2), all.bounce);
    this.air = new Air(all.smallestBubble, all.airWindow);
    this.reservoir = hung(container, volume, 0);
    const line: Line = {
      upstreamPressure: bagPressure(SOUND),
      downstreamPressure: patientPressure(SOUND),
      drawn: 0,
      pumped: 0,
      delivered: 0,
    };
    this.supplied = volume + this.upstream(line) + this.downstream(line);
    this.filling = { pump: this.upstream(line), patient: this.upstream(line) + this.downstream(line) };
    this.anchor = { motor: STANDING, line, charge: all.batteryCapacity };
    if (volume === 0 && container === 'bottle') this.air.run(0);
  }

  /** mL that stood before the pump, and before the patient, at the start: where a plug is follows from it. */
  private readonly filling: { pump: number; patient: number };

  private upstream(line: Line): number {
    return this.parameters.upstreamVolume + this.parameters.upstreamCompliance * line.upstreamPressure;
  }

  private downstream(line: Line): number {
    return this.parameters.downstreamVolume + this.parameters.downstreamCompliance * line.downstreamPressure;
  }

  // ---- time

  /** ms since the plant began. */
  get now(): number {
    return this.time;
  }

  /** Lets `ms` milliseconds pass: a whole number, 0 or more. */
  advance(ms: number): void {
    if (!(Number.isSafeInteger(ms) && ms >= 0)) {
      throw new RangeError(`cannot advance by ${ms} ms: give a whole number, 0 or more`);
    }
    const target = this.time + ms;
    for (;;) {
      this.next ??= this.ahead();
      if (this.next.at > target) break;
      this.settle(this.next.moment, this.next.at, this.next.ended);
    }
    this.time = target;
  }

  /** The state `ms` after the anchor, nothing being changed meanwhile. */
  private after(ms: number): Moment {
    if (ms === 0) return this.anchor;
    const { motor, line, charge } = this.anchor;
    const moved = later(motor, ms, this.state, this.stalled || this.depleted, this.parameters.encoderCounts);
    const steps = moved.commanded - motor.commanded;
    return {
      motor: moved,
      line: flowed(
        line,
        ms,
        this.stroke(motor.moved, moved.moved),
        gives(this.reservoir),
        this.state,
        this.parameters,
      ),
      charge: charged(charge, ms, steps, this.state, this.parameters),
    };
  }

  /** mL at rated pressures between two shaft positions, the slack left out. */
  private stroke(from: number, to: number): number {
    const start = Math.max(from, this.slack);
    return to > start ? this.pumping.between(start, to) : 0;
  }

  private endings({ line, charge }: Moment): Ended {
    const limit = this.parameters.stallPressure * (this.stalled ? UNSTALL : 1);
    return {
      stalled: line.downstreamPressure >= limit,
      empty: this.reservoir.empty || remaining(this.reservoir, line.drawn) <= 0,
      depleted: this.depleted || charge <= 0,
    };
  }

  /** Whether something ends or resumes in this moment that had not at the anchor. */
  private turns(moment: Moment): boolean {
    const { stalled, empty, depleted } = this.endings(moment);
    return stalled !== this.stalled || empty !== this.reservoir.empty || depleted !== this.depleted;
  }

  /** The end of the cell, or the last whole millisecond before something ends or resumes. */
  private ahead(): Event {
    const span = CELL - (this.anchored % CELL);
    const whole = this.after(span);
    if (!this.turns(whole)) {
      return {
        at: this.anchored + span,
        moment: whole,
        ended: { stalled: this.stalled, empty: this.reservoir.empty, depleted: this.depleted },
      };
    }
    let before = 0;
    let turned = span;
    while (turned - before > 1) {
      const middle = (before + turned) >> 1;
      if (this.turns(this.after(middle))) turned = middle;
      else before = middle;
    }
    return {
      at: this.anchored + before,
      moment: this.after(before),
      ended: this.endings(this.after(turned)),
    };
  }

  private settle(moment: Moment, at: number, ended: Ended): void {
    const { line } = moment;
    this.air.commit(
      this.anchor.line.pumped - this.filling.pump,
      line.pumped - this.filling.pump,
      line.delivered - this.filling.patient,
      line.drawn,
      at,
    );
    this.anchor = moment;
    this.anchored = at;
    this.next = undefined;
    this.stalled = ended.stalled;
    this.depleted = ended.depleted;
    if (ended.empty && !this.reservoir.empty) {
      const { container } = this.reservoir;
      const volume = remaining(this.reservoir, line.drawn);
      this.reservoir = { container, volume, from: line.drawn, empty: true };
      if (container === 'bottle') this.air.run(line.drawn);
    }
  }

  /** The present becomes the anchor: whatever is changed from outside is changed here. */
  private intervene(): void {
    this.settle(this.after(this.time - this.anchored), this.time, {
      stalled: this.stalled,
      empty: this.reservoir.empty,
      depleted: this.depleted,
    });
  }

  // ---- motor

  /** `count` single steps at this moment; for more than a few use `run`, which takes its time. */
  step(count = 1): void {
    if (!(Number.isSafeInteger(count) && count >= 0)) {
      throw new RangeError(
        `cannot make ${count} steps: give a whole number, 0 or more; the pump turns one way`,
      );
    }
    this.intervene();
    const { motor, line, charge } = this.anchor;
    const held = this.stalled || this.depleted;
    const moved = stepped(motor, count, this.state, held, this.parameters.encoderCounts);
    const squeezed = this.state.door === 'closed' && this.state.set === 'loaded';
    const volume = squeezed ? this.stroke(motor.moved, moved.moved) : 0;
    const after: Moment = {
      motor: moved,
      line: displaced(line, volume, this.parameters),
      charge: charged(charge, 0, count, this.state, this.parameters),
    };
    this.settle(after, this.time, this.endings(after));
  }

  /** A train of `stepsPerSecond` from now on, ending by itself after `count` steps. It replaces the train that runs. */
  run(stepsPerSecond: number, count = Number.POSITIVE_INFINITY): void {
    if (!(stepsPerSecond >= 0 && stepsPerSecond <= 10_000)) {
      throw new RangeError(`cannot run at ${stepsPerSecond} steps/s: give a number from 0 to 10000`);
    }
    if (!(count >= 0)) throw new RangeError(`cannot run for ${count} steps: give 0 or more`);
    this.intervene();
    const { motor } = this.anchor;
    this.anchor = {
      ...this.anchor,
      motor: { ...motor, rate: stepsPerSecond, end: motor.commanded + (stepsPerSecond === 0 ? 0 : count) },
    };
  }

  stop(): void {
    this.run(0);
  }

  /** Steps a second that the reference mechanism is rated to need for `flow` mL/h. */
  stepRate(flow: number): number {
    return flow / 3600 / this.parameters.stepVolume;
  }

  // ---- knobs

  get conditions(): Readonly<Conditions> {
    return this.state;
  }

  /** Changes what is around and wrong; see `Conditions`. */
  set(changes: Partial<Conditions>): void {
    const next = changed(this.state, changes);
    this.intervene();
    const squeezed = (c: Conditions) => c.door === 'closed' && c.set === 'loaded';
    if (squeezed(next) && !squeezed(this.state)) this.slack = this.anchor.motor.moved + this.takeUp();
    if (next.mains === 'on') this.depleted = false;
    if (next.handset !== this.state.handset) {
      if (next.handset === 'connected') this.keypad.free(HANDSET, this.time);
      else this.keypad.stick(HANDSET, 'open', this.time);
    }
    this.state = next;
  }

  /** A bubble of `volume` mL, about to leave the container or to reach the pump. It takes the place of liquid. */
  bubble(volume: number, place: 'reservoir' | 'pump' = 'pump'): void {
    if (!(volume > 0 && volume <= 10))
      throw new RangeError(`bubble of ${volume} mL: give more than 0, up to 10`);
    if (place !== 'reservoir' && place !== 'pump') {
      throw new RangeError(`bubble at "${place}": give reservoir or pump`);
    }
    this.intervene();
    const { line } = this.anchor;
    this.air.insert(place === 'pump' ? line.pumped - this.filling.pump : line.drawn, volume);
  }

  /** Takes the container down and hangs another with `volume` mL. */
  hang(volume: number, container: Container = this.reservoir.container): void {
    const { drawn } = this.anchor.line;
    hung(container, volume, drawn);
    this.intervene();
    const { line } = this.anchor;
    if (this.reservoir.empty && this.reservoir.container === 'bottle') {
      this.airDrawn += line.drawn - this.reservoir.from;
      this.air.wet(line.drawn);
    }
    this.supplied += volume - remaining(this.reservoir, line.drawn);
    this.reservoir = hung(container, volume, line.drawn);
    if (volume === 0 && container === 'bottle') this.air.run(line.drawn);
  }

  /** Sets the battery's state of charge, 0 to 1. */
  charge(fraction: number): void {
    if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`charge ${fraction}: give 0 to 1`);
    this.intervene();
    this.anchor = { ...this.anchor, charge: fraction * this.parameters.batteryCapacity };
    this.depleted = this.state.mains === 'lost' && fraction === 0;
  }

  /** A finger goes down on the key; the contact bounces. */
  press(key: string): void {
    this.keypad.press(key, this.time);
  }

  release(key: string): void {
    this.keypad.release(key, this.time);
  }

  /** The key's contact stays as it is told, until `freeKey`. */
  stickKey(key: string, contact: Contact): void {
    this.keypad.stick(key, contact, this.time);
  }

  freeKey(key: string): void {
    this.keypad.free(key, this.time);
  }

  /** Contact edges after `from` and up to now, ms, at most a minute back: what a keypad interrupt would have seen. */
  keyEdges(from: number): Edge[] {
    return this.keypad.edges(from, this.time);
  }

  /** The sensor reads this from now on, or what it reads now, until `freeSensor`. */
  stickSensor<N extends SensorName>(name: N, reading?: Sensors[N]): void {
    const present = this.sensors();
    this.stuck.stick(name, reading ?? present[name], present);
  }

  freeSensor(name: SensorName): void {
    this.stuck.free(name);
  }

  // ---- answers

  private present(): Moment {
    return this.after(this.time - this.anchored);
  }

  /** Whether battery or mains feed the pump, as in `sensors`. */
  get powered(): boolean {
    return !this.depleted;
  }

  /** Steps commanded and encoder counts as in `truth` and `sensors`, for a driver that asks often. */
  shaft(): { commanded: number; encoder: number } {
    const motor = later(
      this.anchor.motor,
      this.time - this.anchored,
      this.state,
      this.stalled || this.depleted,
      this.parameters.encoderCounts,
    );
    return { commanded: motor.commanded, encoder: this.stuck.reading('encoder') ?? counted(motor) };
  }

  truth(): Truth {
    const { motor, line, charge } = this.present();
    const air = this.air.truth(line.delivered - this.filling.patient, line.drawn);
    const dry = this.reservoir.empty && this.reservoir.container === 'bottle';
    return {
      time: this.time,
      delivered: line.delivered,
      flow: flow(line, this.state, this.parameters),
      airDelivered: air.delivered,
      largestBubbleDelivered: air.largest,
      airInLine: air.inLine,
      pumped: line.pumped,
      reservoir: remaining(this.reservoir, line.drawn),
      upstreamVolume: this.upstream(line),
      downstreamVolume: this.downstream(line),
      upstreamPressure: line.upstreamPressure,
      downstreamPressure: line.downstreamPressure,
      supplied: this.supplied,
      airDrawn: this.airDrawn + (dry ? line.drawn - this.reservoir.from : 0),
      stored:
        this.parameters.downstreamCompliance *
        Math.max(0, line.downstreamPressure - patientPressure(this.state)),
      stepsCommanded: motor.commanded,
      stepsMoved: motor.moved,
      stalled: this.stalled,
      charge: Math.max(0, charge),
    };
  }

  sensors(): Sensors {
    const { motor, line, charge } = this.present();
    const all = this.parameters;
    const left = remaining(this.reservoir, line.drawn);
    const rate = motor.commanded < motor.end ? motor.rate : 0;
    // + 0 turns a rounded -0 into 0.
    const whole = (value: number) => Math.round(value) + 0;
    return this.stuck.over({
      encoder: counted(motor),
      upstreamPressure: whole(line.upstreamPressure),
      downstreamPressure: whole(line.downstreamPressure),
      air: this.air.reading(
        this.anchor.line.pumped - this.filling.pump,
        line.pumped - this.filling.pump,
        line.drawn,
        this.time,
      ),
      door: this.state.door,
      set: this.state.set === 'loaded',
      clamp: clampClosed(this.state) ? 'closed' : 'open',
      // Air makes no drops: what a dry bottle gave is left out.
      drops: Math.max(0, Math.floor(this.liquidDrawn(line) / all.dropVolume + 1e-9)),
      reservoirLow: left <= all.reservoirLow,
      reservoirEmpty: this.reservoir.empty,
      battery: Math.max(0, charge) / all.batteryCapacity,
      batteryMinutes: minutesLeft(charge, rate, all),
      mains: this.state.mains === 'on',
      handset: this.state.handset === 'connected',
      powered: !this.depleted,
      keys: this.keypad.closed(this.time),
    });
  }

  private liquidDrawn(line: Line): number {
    const dry = this.reservoir.empty && this.reservoir.container === 'bottle';
    return line.drawn - this.airDrawn - (dry ? line.drawn - this.reservoir.from : 0);
  }
}
