import { Debouncer } from '../../../hal/desktop/keypad';
// The twin on a motor that makes whole steps, driven by the same lines as tests/hal/firmware/supervisor_host.c and answering the same.
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import {
  REFERENCE_MECHANISM,
  type RawMotor,
  type SupervisorParameters,
  SupervisorTwin,
} from '../../../hal/desktop/supervisor';
import { type Bytes, type KeyCode, Order, type Part } from '../../../hal/hal';

const TICKS_PER_HOUR = 3_600_000;

/** Step generator of hal/firmware/supervisor_steps.c, asked every ms, and an encoder that can be made to lie. */
export class StepMotor implements RawMotor {
  made = 0;
  /** Counts seen of those that the steps make, per cent. */
  percent = 100;
  /** Counts that come by themselves. */
  crept = 0;
  private turned = 0;
  private stepsPerHour = 0;
  private left = 0;
  private phase = 0;

  constructor(private readonly countsPerStep: number) {}

  run(stepsPerSecond: number, count: number): void {
    if (this.left === 0) this.phase = 0;
    this.stepsPerHour = Math.round(stepsPerSecond * 3600);
    this.left = count;
  }

  stop(): void {
    this.left = 0;
    this.phase = 0;
  }

  commanded(): number {
    return this.made;
  }

  encoder(): number {
    return Math.trunc(this.turned / 100) + this.crept;
  }

  tick(): void {
    if (!(this.left > 0)) return;
    this.phase += this.stepsPerHour;
    if (this.phase < TICKS_PER_HOUR) return;
    this.phase -= TICKS_PER_HOUR;
    this.left--;
    this.made++;
    this.turned += this.percent * this.countsPerStep;
  }
}

class FailingStorage extends MemoryStorage {
  unreadable = false;

  override word(offset: number): number {
    return this.unreadable ? -1 : super.word(offset);
  }

  override read(offset: number, buffer: Bytes, length: number): number {
    return this.unreadable ? 0 : super.read(offset, buffer, length);
  }

  override crc32(offset: number, length: number, start: number): number {
    return this.unreadable ? -1 : super.crc32(offset, length, start);
  }
}

export type Slots = [number, number][];

export class SupervisorBench {
  readonly motor: StepMotor;
  readonly twin: SupervisorTwin;
  now = 0;
  private readonly storage: FailingStorage;
  private readonly keys: Debouncer;
  private told = '';

  constructor(
    storage: Uint8Array,
    slots: Slots,
    /** Time in jumps, as a desktop's host moves it, instead of every ms. */
    private readonly jumps = false,
    mechanism: SupervisorParameters = REFERENCE_MECHANISM,
  ) {
    this.motor = new StepMotor(mechanism.countsPerStep);
    this.storage = new FailingStorage(storage);
    this.twin = new SupervisorTwin(this.motor, this.storage, { ...mechanism, slots });
    this.keys = new Debouncer((key, pressed, at) => {
      this.twin.edge(key, pressed, at);
      this.told += `${key}${pressed ? '+' : '-'}@${at} `;
    });
  }

  private turn(ms: number): void {
    for (let i = 0; i < ms; i++) this.motor.tick();
    this.now += ms;
  }

  private wait(ms: number): void {
    const end = this.now + ms;
    while (this.now < end) {
      const next = this.jumps ? Math.min(end, this.twin.nextEvent(), this.keys.nextEvent()) : this.now + 1;
      this.turn(next - this.now);
      this.keys.tick(this.now);
      this.twin.tick(this.now);
    }
  }

  /** Obeys a line and says how things are: answer, motion, halt, delivered by part, total, steps, ms to the next tick. */
  obey(line: string): string {
    const [what, ...words] = line.split(' ');
    const n = words.map(Number);
    const [a, b, c] = n as [number, number, number];
    let answer = '-';
    this.told = '';
    if (what === 'wait') this.wait(a);
    else if (what === 'late') {
      this.turn(a);
      this.twin.tick(this.now);
    } else if (what === 'turn') this.turn(a);
    else if (what === 'tick') this.twin.tick(a);
    else if (what === 'edge') this.twin.edge(a as KeyCode, b !== 0, n.length > 2 ? c : this.now);
    else if (what === 'contact') this.keys.edge(a as KeyCode, b !== 0, this.now);
    else if (what === 'hold') {
      this.twin.hold(a as KeyCode);
      this.keys.hold(a as KeyCode);
    } else if (what === 'encoder') this.motor.percent = a;
    else if (what === 'creep') this.motor.crept += a;
    else if (what === 'unreadable') this.storage.unreadable = a !== 0;
    else if (what === 'order') answer = String(this.twin.order(n));
    else if (what === 'run') answer = String(this.twin.run(a as Part, b, c));
    else if (what === 'renew') answer = String(this.twin.renew(a));
    else if (what === 'stop') this.twin.stop();
    else if (what === 'reset') this.twin.reset();
    else throw new Error(`the bench does not know "${line}"`);
    const parts = [0, 1, 2, 3].map((part) => this.twin.delivered(part as Part)).join(' ');
    const { motor, twin } = this;
    return `${this.told}${answer} ${twin.motion()} ${twin.halt()} ${parts} ${twin.total()} ${motor.made} ${twin.nextEvent() - this.now}`;
  }
}

/** An order outside the library, in the order of its fields. */
export const NO_ORDER: readonly number[] = Object.freeze(
  Array.from({ length: Order.SIZE }, (_, field) => (field === Order.SLOT || field === Order.ENTRY ? -1 : 0)),
);
