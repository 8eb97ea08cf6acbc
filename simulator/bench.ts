// A whole simulated pump: the plant, the desktop's hardware, the supervisor's twin and the application, in virtual time. The same seed and
// the same actions at the same times give the same bytes, however the time between is cut.
import { VirtualClock } from '../hal/desktop/clock';
import { Debouncer } from '../hal/desktop/keypad';
import { MemoryLink } from '../hal/desktop/memory-link';
import { NodeCrypto } from '../hal/desktop/node-crypto';
import { NodeFlash } from '../hal/desktop/node-flash';
import type { Row } from '../hal/desktop/recorded-panel';
import { type Hal, KeyCode, Loudness, Priority, type Sensor, type Tone } from '../hal/hal';
import { version } from '../package.json';
import {
  type Action,
  type Happening,
  type PlantAction,
  type PowerWhy,
  type Watcher,
  actOnPlant,
  isPlantAction,
} from './bench/action';
import {
  type Application,
  type BenchSupervisor,
  type Board,
  Electronics,
  type Powered,
} from './bench/electronics';
import { provisionLibrary, provisionTrust } from './bench/factory';
import { keyCode, keyOfContact } from './bench/key';
import { PlantMotor } from './bench/motor';
import { WatchedDisplay } from './bench/watched-panel';
import { HANDSET } from './plant/keypad';
import { Plant, type PlantOptions, type Truth } from './plant/plant';
import type { Sensors as PlantSensors } from './plant/sensors';

export type { Application } from './bench/electronics';

export interface BenchOptions {
  /** A 32-bit whole number. */
  seed?: number;
  plant?: Omit<PlantOptions, 'seed'>;
  /** Wall clock at the start, seconds UTC; 0 is a clock that was never set. */
  wall?: number;
  serial?: string;
  /** Its content survives the bench. */
  flash?: NodeFlash;
  /** Sensors that this pump does not have. */
  without?: readonly Sensor[];
  /** The pump's program; the pump's own unless told. */
  application?: (hal: Hal) => Application;
  /** What lives while there is power, where it is not the desktop's: an emulated board. */
  electronics?: (board: Board, held: Iterable<KeyCode>) => Powered;
  watcher?: Watcher;
  /** Looks on after each step of the application. */
  afterStep?: (bench: Bench) => void;
}

/** Monday, 7 December 2026, 8:00 UTC: the demonstration library is in effect. */
export const DEFAULT_WALL = Date.UTC(2026, 11, 7, 8) / 1000;

/** ms without a sign of life after which the hardware restarts the application. */
export const WATCHDOG = 10_000;

/** ms for which the power-failure alarm sounds on its own supply. */
export const POWER_FAILURE_ALARM = 180_000;

/** ms that the application may stay away at most. */
const LONGEST_WAIT = 2000;

/** ms for which a finger stays on a key, and off it before the next. */
const TAP = 100;

export interface Lamps {
  powered: boolean;
  alarm: Priority;
  audible: boolean;
  /** Of bursts and tones. */
  loudness: Loudness;
  running: boolean;
  /** The power-failure alarm sounds: the pump lost its supply while it was on. */
  powerFailure: boolean;
}

export class Bench {
  readonly plant: Plant;
  readonly flash: NodeFlash;
  readonly crypto: NodeCrypto;
  readonly clock: VirtualClock;
  readonly link = new MemoryLink();
  readonly serial: string;
  readonly firmware = `simulated pump ${version}`;
  readonly motor: PlantMotor;
  readonly display: WatchedDisplay;
  /** Times that the watchdog restarted the application. */
  restarts = 0;
  /** The last tone of the pump; 0 before the first. */
  lastTone: Tone | 0 = 0;
  private electronics: Powered | null = null;
  private readonly board: Board;
  private readonly options: BenchOptions;
  private readonly debouncer = new Debouncer((key, pressed) => this.edge(key, pressed));
  private edgesSeen = -1;
  private readonly held = new Set<KeyCode>();
  private failureUntil = 0;
  private sensed: PlantSensors | null = null;
  private sensedAt = -1;
  private tones: Tone[] = [];

  constructor(options: BenchOptions = {}) {
    this.options = options;
    this.plant = new Plant({ ...options.plant, seed: options.seed ?? 1 });
    this.flash = options.flash ?? new NodeFlash();
    this.crypto = new NodeCrypto(this.flash);
    this.clock = new VirtualClock(options.wall ?? DEFAULT_WALL);
    this.serial = options.serial ?? 'SIM-0001';
    this.display = new WatchedDisplay((happening) => this.tell(happening));
    this.motor = new PlantMotor(
      this.plant,
      (happening) => this.tell(happening),
      () => this.forget(),
    );
    const { serial, firmware, clock, display, flash, crypto, link, motor } = this;
    this.board = {
      ...{ serial, firmware, clock, display, flash, crypto, link, motor },
      without: options.without ?? [],
      sensors: () => this.sensors(),
      now: () => this.now,
      tell: (happening) => this.tell(happening),
      application: options.application,
    };
  }

  // ---- time

  /** ms since the plant began. */
  get now(): number {
    return this.plant.now;
  }

  /** Lets `ms` milliseconds pass: a whole number, 0 or more. */
  advance(ms: number): void {
    if (!(Number.isSafeInteger(ms) && ms >= 0))
      throw new RangeError(`cannot advance by ${ms} ms: give a whole number, 0 or more`);
    const target = this.now + ms;
    this.work();
    while (this.now < target) this.jump(target);
  }

  /** Lets time pass until something happens inside the pump, at most `ms`. */
  advanceToNext(ms: number): void {
    const target = this.now + ms;
    this.work();
    if (this.now < target) this.jump(target);
  }

  private jump(target: number): void {
    const pump = this.electronics;
    let next = Math.min(target, this.debouncer.nextEvent());
    if (pump !== null) {
      next = Math.min(
        next,
        pump.wake,
        pump.alive + WATCHDOG,
        this.switchedOn() + pump.supervisor.nextEvent(),
      );
    }
    const ms = Math.max(1, next - this.now);
    this.plant.advance(ms);
    this.clock.advance(ms);
    this.work();
  }

  /** Bench time of the pump's monotonic zero. */
  private switchedOn(): number {
    return this.now - this.clock.monotonic();
  }

  /** Everything that is due now, in the order in which the hardware has it. */
  private work(): void {
    if (this.electronics !== null && !this.plant.powered) this.down('power lost');
    // A board that debounces its keys itself has to have their edges before it looks at the time.
    if (this.electronics?.contact && this.debouncer.nextEvent() <= this.now) this.contacts();
    this.electronics?.supervisor.tick(this.clock.monotonic());
    if (this.debouncer.nextEvent() <= this.now) this.contacts();
    const pump = this.electronics;
    if (pump === null) return;
    if (pump.called || pump.wake <= this.now) this.step(pump);
    if (this.electronics === pump && pump.alive + WATCHDOG <= this.now) {
      this.restarts++;
      this.down('watchdog');
      this.up('watchdog');
    }
  }

  private step(pump: Powered): void {
    pump.called = false;
    const now = this.clock.monotonic();
    const wanted = pump.application.step();
    const wait = wanted - now;
    pump.wake = this.now + (wait <= LONGEST_WAIT ? Math.max(1, Math.floor(wait)) : LONGEST_WAIT);
    this.options.afterStep?.(this);
    this.after();
  }

  /** What the application did to its own power and to the cable. */
  private after(): void {
    for (let frame = this.link.take(); frame; frame = this.link.take()) {
      this.answers.push(frame);
      this.tell({ of: 'frame', hex: Buffer.from(frame).toString('hex') });
    }
    if (!this.flash.powered) this.down('power lost');
    else if (this.electronics?.off) this.down('switched off');
  }

  private readonly answers: Uint8Array[] = [];

  // ---- power

  get on(): boolean {
    return this.electronics !== null;
  }

  private up(why: PowerWhy): void {
    if (this.electronics !== null || !this.plant.powered) return;
    // A cut that is still to come stays: it may hit what is written at the start.
    if (!this.flash.powered) this.flash.powerOn();
    this.clock.powerOn();
    this.failureUntil = 0;
    this.tell({ of: 'power', on: true, why });
    const { electronics } = this.options;
    this.electronics = electronics?.(this.board, this.held) ?? new Electronics(this.board, this.held);
    this.electronics.application.start();
    this.after();
  }

  private down(why: PowerWhy): void {
    const pump = this.electronics;
    if (pump === null) return;
    this.electronics = null;
    pump.close?.();
    this.motor.stop();
    this.display.clear();
    pump.signals.alarm(Priority.NONE, false);
    pump.signals.running(false);
    this.tones = pump.signals.beeps.splice(0);
    if (why === 'power lost') this.failureUntil = this.now + POWER_FAILURE_ALARM;
    this.tell({ of: 'power', on: false, why });
  }

  /** Trust list in a pump's form, as the factory writes it. */
  installTrust(list: Uint8Array): void {
    provisionTrust(this.flash, list);
  }

  /** A signed library as the factory writes it; the pump reads it when it is switched on. */
  installLibrary(signed: Uint8Array): void {
    provisionLibrary(this.flash, signed);
  }

  /** Lets go of what is outside this process: an emulated board. The bench cannot be used afterwards. */
  close(): void {
    this.electronics?.close?.();
  }

  powerCut(): void {
    this.act({ do: 'power-cut' });
  }

  powerOn(): void {
    this.act({ do: 'power-on' });
  }

  // ---- what is done to it

  /** Does something to the pump or its world, now. RangeError or TypeError for what cannot be done; nothing has changed then. */
  act(action: Action): void {
    // What is refused did not happen; what happens because of it is told behind it.
    const refusable = isPlantAction(action);
    if (refusable) {
      actOnPlant(this.plant, action);
      this.contacts();
    }
    this.tell({ of: 'action', action });
    if (!refusable) this.perform(action);
    this.forget();
  }

  private perform(action: Exclude<Action, PlantAction>): void {
    if (action.do === 'power-cut') {
      if (action.operation !== undefined) this.flash.cutPower(action.operation);
      else this.down('power lost');
    } else if (action.do === 'power-on') this.up('switched on');
    else if (action.do === 'wall') {
      if (!this.clock.setWall(action.seconds)) this.clock.lose();
    } else if (action.do === 'frame') {
      this.link.deliver(Buffer.from(action.hex, 'hex'));
      if (this.electronics !== null) this.electronics.called = true;
    } else {
      for (let i = 0; i < action.count; i++) (this.flash.cells[action.offset + i] as number) ^= 0x10;
      this.electronics?.damaged?.(action.offset, action.count);
    }
  }

  /** A finger goes down on a key. */
  press(key: KeyCode | string): void {
    this.act({ do: 'press', key: keyCode(key) });
  }

  release(key: KeyCode | string): void {
    this.act({ do: 'release', key: keyCode(key) });
  }

  /** Presses and releases a key as a finger does: it takes 0.2 s. */
  tap(key: KeyCode | string, ms = TAP): void {
    this.press(key);
    this.advance(ms);
    this.release(key);
    this.advance(TAP);
  }

  /** Raw edges of the contacts go to the debouncer. */
  private contacts(): void {
    for (const { at, key, contact } of this.plant.keyEdges(this.edgesSeen)) {
      if (key !== HANDSET && !(keyOfContact(key) >= 0)) continue;
      this.electronics?.contact?.(keyOfContact(key), contact === 'closed', at - this.switchedOn());
      this.debouncer.edge(keyOfContact(key), contact === 'closed', at);
    }
    // An edge of this very millisecond may still come: it is asked for again.
    this.edgesSeen = this.now - 1;
    this.debouncer.tick(this.now);
  }

  /** A debounced edge: the supervisor first, by its own way. */
  private edge(key: KeyCode, pressed: boolean): void {
    if (pressed) this.held.add(key);
    else this.held.delete(key);
    this.tell({ of: 'key', key, pressed });
    const pump = this.electronics;
    if (pump === null) {
      if (key === KeyCode.POWER && pressed) this.up('switched on');
      return;
    }
    pump.supervisor.edge(key, pressed, this.clock.monotonic());
    pump.keypad.push(key, pressed);
    pump.called = true;
  }

  // ---- what can be seen of it

  /** The 14 rows of the display. */
  screen(): readonly Row[] {
    return this.display.rows();
  }

  lamps(): Lamps {
    const signals = this.electronics?.signals;
    return {
      powered: this.on,
      alarm: signals?.priority ?? Priority.NONE,
      audible: signals?.audible ?? false,
      loudness: signals?.level ?? Loudness.LOUD,
      running: signals?.moving ?? false,
      powerFailure: this.now < this.failureUntil,
    };
  }

  /** Tones since the last call. */
  takeTones(): Tone[] {
    return [...this.tones.splice(0), ...(this.electronics?.signals.beeps.splice(0) ?? [])];
  }

  /** Frames that the pump sent since the last call. */
  takeAnswers(): Uint8Array[] {
    return this.answers.splice(0);
  }

  /** The supervisor; null while the pump is off. */
  get supervisor(): BenchSupervisor | null {
    return this.electronics?.supervisor ?? null;
  }

  /** What is true. */
  truth(): Truth {
    return this.plant.truth();
  }

  /** mL/h that the motor is told to make now. */
  rate(): number {
    return this.motor.stepsPerSecond() * this.plant.parameters.stepVolume * 3600;
  }

  /** mL since power-on by the pump's own count; NaN while it is off. */
  counted(): number {
    return this.electronics === null ? Number.NaN : this.electronics.supervisor.total() / 1000;
  }

  /** Seconds UTC by the pump's clock; 0 where it is not known. */
  wall(): number {
    return this.clock.wall();
  }

  private sensors(): PlantSensors {
    if (this.sensed === null || this.sensedAt !== this.now) {
      this.sensed = this.plant.sensors();
      this.sensedAt = this.now;
    }
    return this.sensed;
  }

  private forget(): void {
    this.sensed = null;
  }

  private tell(happening: Happening): void {
    if (happening.of === 'tone') this.lastTone = happening.tone;
    this.options.watcher?.(this.now, happening);
  }
}
