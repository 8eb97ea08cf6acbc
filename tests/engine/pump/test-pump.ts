// The pump on ideal hardware: a motor that makes exactly what it is told, sensors that read what a test says, virtual time.
import * as assert from 'uvu/assert';
import { Pump } from '../../../engine/pump/pump';
import { VirtualClock } from '../../../hal/desktop/clock';
import { QueueKeypad } from '../../../hal/desktop/keypad';
import { MemoryLink } from '../../../hal/desktop/memory-link';
import { NodeCrypto } from '../../../hal/desktop/node-crypto';
import { NodeFlash } from '../../../hal/desktop/node-flash';
import { RecordedDisplay, RecordedSignals } from '../../../hal/desktop/recorded-panel';
import { REFERENCE_MECHANISM, type RawMotor, SupervisorTwin } from '../../../hal/desktop/supervisor';
import { type Hal, KeyCode, Region, Sensor, Style, type Supervisor, type Tone } from '../../../hal/hal';
import { provisionLibrary, provisionStaff, provisionTrust } from '../../../simulator/bench/factory';
import { JournalPage, type JournalRecord } from '../../../simulator/bench/journal-page';
import { demonstrationTrustBytes } from '../../../simulator/demonstration';
import { signedOfTests } from './pump-library';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Monday, 7 December 2026, 8:00 UTC. */
export const WALL = 1_796_630_400;

/** Whole steps, at once and exactly as told. */
class IdealMotor implements RawMotor {
  /** The shaft does not turn. */
  jammed = false;
  /** Counts that nobody commanded. */
  crept = 0;
  private made = 0;
  private turned = 0;
  private rate = 0;
  private left = 0;
  private begun = 0;

  constructor(private readonly now: () => number) {}

  private count(): number {
    return Math.min(this.left, Math.floor((this.rate * (this.now() - this.begun)) / 1000 + 1e-6));
  }

  private settle(): void {
    const count = this.count();
    this.made += count;
    if (!this.jammed) this.turned += count;
    this.left = 0;
  }

  run(stepsPerSecond: number, count: number): void {
    this.settle();
    this.rate = stepsPerSecond;
    this.left = count;
    this.begun = this.now();
  }

  stop(): void {
    this.settle();
  }

  commanded(): number {
    return this.made + this.count();
  }

  encoder(): number {
    return 2 * (this.turned + (this.jammed ? 0 : this.count())) + this.crept;
  }

  /** Holds the shaft from now on, or lets it go. */
  jam(on: boolean): void {
    const left = this.left - this.count();
    const { rate } = this;
    this.settle();
    this.jammed = on;
    this.run(rate, left);
  }
}

/** What sensors read on a sound pump. */
const SOUND: Record<number, number> = {
  [Sensor.UPSTREAM_PRESSURE]: 30,
  [Sensor.DOWNSTREAM_PRESSURE]: 10,
  [Sensor.AIR_BUBBLE]: 0,
  [Sensor.AIR_ACCUMULATED]: 0,
  [Sensor.DOOR]: 1,
  [Sensor.SET_LOADED]: 1,
  [Sensor.CLAMP]: 0,
  [Sensor.RESERVOIR_LOW]: 0,
  [Sensor.RESERVOIR_EMPTY]: 0,
  [Sensor.BATTERY]: 100,
  [Sensor.BATTERY_MINUTES]: 240,
  [Sensor.MAINS]: 1,
  [Sensor.HANDSET]: 1,
};

const LETTERS = '22233344455566677778889999';
const signed = new Map<number, Buffer>();

/** Flash as a pump leaves the factory with, with a library where one is given. */
export function factoryFlash(library = true): NodeFlash {
  const flash = new NodeFlash();
  provisionTrust(flash, demonstrationTrustBytes());
  provisionStaff(flash);
  if (library) {
    if (!signed.has(0)) signed.set(0, signedOfTests());
    provisionLibrary(flash, signed.get(0) as Buffer);
  }
  return flash;
}

let provisioned: Buffer | undefined;

/** The same, made once and copied. */
function newFlash(library: boolean): NodeFlash {
  if (!library) return factoryFlash(false);
  provisioned ??= Buffer.from(factoryFlash().cells);
  const flash = new NodeFlash();
  provisioned.copy(flash.cells);
  return flash;
}

export interface TestPumpOptions {
  library?: boolean;
  flash?: NodeFlash;
  /** Sensors that this pump does not have. */
  without?: Sensor[];
  wall?: number;
  /** Stands between the application and its hardware. */
  around?: (hal: Hal) => Hal;
}

export class TestPump {
  readonly clock: VirtualClock;
  readonly flash: NodeFlash;
  readonly crypto: NodeCrypto;
  readonly link = new MemoryLink();
  readonly motor: IdealMotor;
  /** What sensors read; NaN cannot be read. */
  readonly sensors: Record<number, number> = { ...SOUND };
  /** Drops fall as the motor turns, unless a test says how many fell. */
  drops: number | null = null;
  pump!: Pump;
  supervisor!: SupervisorTwin;
  display = new RecordedDisplay();
  signals = new RecordedSignals();
  on = false;
  /** Microlitres delivered since the test began, by the shaft. */
  private readonly journal: JournalPage;
  private keypad = new QueueKeypad();
  private wake = 0;
  private passed = 0;
  private off = false;

  constructor(private readonly options: TestPumpOptions = {}) {
    this.clock = new VirtualClock(options.wall ?? WALL);
    this.flash = options.flash ?? newFlash(options.library ?? true);
    this.crypto = new NodeCrypto(this.flash);
    this.journal = new JournalPage(this.flash, this.crypto);
    this.motor = new IdealMotor(() => this.passed);
    this.powerOn();
  }

  /** `held`: keys that are down already. */
  powerOn(held: KeyCode[] = []): this {
    const absent = this.options.without ?? [];
    this.flash.powerOn();
    this.clock.powerOn();
    this.display = new RecordedDisplay();
    this.signals = new RecordedSignals();
    this.keypad = new QueueKeypad();
    this.supervisor = new SupervisorTwin(this.motor, this.flash, {
      ...REFERENCE_MECHANISM,
      slots: [Region.SLOT_A, Region.SLOT_B].map(
        (slot) => [this.flash.regionStart(slot), this.flash.regionSize(slot)] as const,
      ),
    });
    const first = this.motor.encoder();
    const hal: Hal = {
      serial: 'TEST-1',
      firmware: 'test 1.0',
      demonstrationKeys: true,
      highestRate: REFERENCE_MECHANISM.highestRate,
      clock: this.clock,
      keypad: this.keypad,
      display: this.display,
      signals: this.signals,
      sensors: {
        has: (sensor) => !absent.includes(sensor),
        read: (sensor) => {
          if (absent.includes(sensor)) return Number.NaN;
          if (sensor !== Sensor.DROPS) return this.sensors[sensor] as number;
          return this.drops ?? Math.floor((this.motor.encoder() - first) / 4 / 50);
        },
      },
      supervisor: this.supervisor as Supervisor,
      flash: this.flash,
      crypto: this.crypto,
      link: this.link,
      alive: () => {},
      off: () => {
        this.off = true;
      },
    };
    for (const key of held) this.keypad.push(key, true);
    this.on = true;
    this.off = false;
    this.pump = new Pump(this.options.around?.(hal) ?? hal);
    this.pump.start();
    this.step();
    return this;
  }

  /** All power is gone at once. */
  cut(): this {
    this.on = false;
    this.motor.stop();
    return this;
  }

  private step(): void {
    if (!this.on) return;
    this.wake = this.pump.step();
    if (!this.flash.powered) this.cut();
    else if (this.off) this.cut();
  }

  /** Lets time pass, and the pump do what is due in it. */
  advance(ms: number): this {
    const end = this.passed + ms;
    while (this.passed < end) {
      const now = this.clock.monotonic();
      const next = this.on ? Math.min(this.wake, this.supervisor.nextEvent()) - now : end - this.passed;
      const jump = Math.min(end - this.passed, Math.max(1, Math.ceil(next)));
      this.passed += jump;
      this.clock.advance(jump);
      if (!this.on) continue;
      this.supervisor.tick(this.clock.monotonic());
      if (this.clock.monotonic() >= this.wake) this.step();
    }
    return this;
  }

  press(key: KeyCode): this {
    if (!this.on) return this;
    this.supervisor.edge(key, true, this.clock.monotonic());
    this.keypad.push(key, true);
    this.step();
    return this;
  }

  release(key: KeyCode): this {
    if (!this.on) return this;
    this.supervisor.edge(key, false, this.clock.monotonic());
    this.keypad.push(key, false);
    this.step();
    return this;
  }

  /** Presses and releases keys, one after the other; it takes 0.1 s each. */
  key(...keys: KeyCode[]): this {
    for (const key of keys) this.press(key).advance(50).release(key).advance(50);
    return this;
  }

  /** Digits and points, as they are typed. */
  type(text: string): this {
    for (const character of text)
      this.key(character === '.' ? KeyCode.POINT : (Number(character) as KeyCode));
    return this;
  }

  /** The keys of a number, and OK. */
  enter(text: string): this {
    return this.type(text).key(KeyCode.OK);
  }

  /** The keys of letters. */
  search(letters: string): this {
    for (const letter of letters.toLowerCase())
      this.key(Number(LETTERS[letter.charCodeAt(0) - 97]) as KeyCode);
    return this;
  }

  /** The highlighted answer, in one line. */
  selected(): string {
    const rows = this.display.rows().filter(({ style }) => style === Style.SELECTED);
    return rows.map(({ text }) => text.trim()).join(' ');
  }

  /** Goes to the answer that contains the text and takes it. */
  choose(text: string): this {
    for (let n = 0; n < 120 && !this.selected().includes(text); n++) {
      const before = this.selected();
      this.key(before === 'Next page' ? KeyCode.OK : KeyCode.DOWN);
      if (this.message() !== '') break;
    }
    assert.ok(this.selected().includes(text), `no answer "${text}":\n${this.picture()}`);
    return this.key(KeyCode.OK);
  }

  row(row: number): string {
    return (this.display.rows()[row]?.text ?? '').trim();
  }

  /** Row 2 without the number of the page. */
  title(): string {
    return this.row(2).replace(/ +\d+\/\d+$/, '');
  }

  message(): string {
    return this.row(12);
  }

  /** Rows 3 to 11. */
  content(): string {
    return this.display
      .rows()
      .slice(3, 12)
      .map(({ text }) => text.trim())
      .filter((text) => text !== '')
      .join('\n');
  }

  picture(): string {
    return this.display
      .rows()
      .map(({ text }) => `|${text.padEnd(40)}|`)
      .join('\n');
  }

  /** Tones since the last call. */
  tones(): Tone[] {
    return this.signals.beeps.splice(0);
  }

  /** Records of some kinds, oldest first; all without any. */
  records(...kinds: string[]): JournalRecord[] {
    return this.journal.from(1).filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
  }

  last(kind: string): JournalRecord['details'] {
    const [last] = this.records(kind).slice(-1);
    assert.ok(last, `no ${kind} in the journal`);
    return last?.details ?? {};
  }

  trainingRecords(): JournalRecord[] {
    return this.journal.from(1, Region.TRAINING_JOURNAL);
  }

  /** mL/h that the motor makes now. */
  rate(): number {
    return this.pump.delivery.rate / 1000;
  }

  /** Microlitres that the shaft moved since the test began. */
  moved(): number {
    return Math.floor(this.motor.encoder() / 4);
  }

  shows(text: string): this {
    const all = this.display
      .rows()
      .map((row) => row.text.trim())
      .join(' ');
    assert.ok(all.includes(text), `"${text}" is not shown:\n${this.picture()}`);
    return this;
  }

  /** A new patient in the adult area. */
  adult(): this {
    return this.choose('Yes').choose('Adult ICU');
  }

  /** From the list of drugs to the first value that is typed. */
  drug(name: string, ...choices: string[]): this {
    this.choose(name);
    for (const choice of choices) this.choose(choice);
    // A pump that hears no key stays where it is.
    for (let n = 0; n < 50 && this.title().startsWith('ADVICE'); n++) this.choose(this.selected());
    return this;
  }

  /** Reads on to the end where there is more to read, and presses START. */
  start(): this {
    for (let n = 0; n < 50 && this.selected() === 'Next page'; n++) this.key(KeyCode.OK);
    this.key(KeyCode.START);
    return this;
  }

  /** EXAMPLamine 5 mcg/kg/min for 80 kg (15 mL/h), so many mL, running. */
  examplamine(volume = '250'): this {
    return this.adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('5').enter(volume).start();
  }

  /** SALine at so many mL/h, so many mL, running. */
  saline(rate = '100', volume = '500'): this {
    return this.adult().drug('SALine').enter(rate).enter(volume).start();
  }

  /** PAINkill without a limit in 4 hours: 1 mg (1 mL) every so many minutes, with a basal rate where one is given. */
  pca(basal = '', volume = '30', lockout = '5', therapy = 'Without a limit'): this {
    this.adult().drug('PAINkill', therapy, '30 mg/30 mL').enter('1').enter(lockout);
    return this.enter(basal).enter(volume).start();
  }
}

/** A pump that is switched on, with its first question. */
export function testPump(options: TestPumpOptions = {}): TestPump {
  return new TestPump(options);
}
