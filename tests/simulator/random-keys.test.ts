// Random keys and random faults: no crash, no motion without a checked program and a START that the supervisor saw, no screen that lies
// about the rate. An ordinary run is short; DERS_LONG=1 makes a million presses.
import * as assert from 'uvu/assert';
import { VerdictCode, judgeProgram, outcome } from '../../engine/dose/check';
import { Field, Severity } from '../../engine/dose/finding';
import { Library } from '../../engine/index';
import type { Infusion } from '../../engine/pump/infusion';
import { Pump } from '../../engine/pump/pump';
import { KeyCode, Order, Style } from '../../hal/hal';
import { Bench } from '../../simulator/bench';
import { provisionLibrary, provisionStaff, provisionTrust } from '../../simulator/bench/factory';
import { KEY_NAMES } from '../../simulator/bench/key';
import { demonstrationTrustBytes, librarySource, signedDemonstration } from '../../simulator/demonstration';
import { Onlooker } from '../../simulator/onlooker';
import { type Random, random } from '../../simulator/plant/random';
import { suite } from '../suite';

const test = suite('simulator/random-keys');

const PRESSES = process.env.DERS_LONG ? 1_000_000 : 12_000;
/** Presses on one pump; then another one comes. */
const EACH = 2000;

const LIBRARY = signedDemonstration(librarySource('demonstration-hospital'));
const TRUST = demonstrationTrustBytes();

/** What the supervisor was last ordered to allow, as the twin keeps it. */
function orderOf(bench: Bench): readonly number[] | null {
  return (bench.supervisor as unknown as { ordered: readonly number[] | null } | null)?.ordered ?? null;
}

class Walk {
  readonly onlooker = new Onlooker();
  readonly bench: Bench;
  readonly faults: string[] = [];
  orders = 0;
  private readonly draw: Random;
  private pump: Pump | undefined;
  private ordered: readonly number[] | null = null;
  private last: string[] = [];

  constructor(seed: number) {
    this.draw = random(seed, 9);
    this.bench = new Bench({
      seed,
      plant: { volume: 500 },
      application: (hal) => {
        this.pump = new Pump(hal);
        return this.pump;
      },
      watcher: this.onlooker.watcher,
      afterStep: (bench) => {
        this.onlooker.afterStep(bench);
        this.verdict(bench);
      },
    });
    provisionTrust(this.bench.flash, TRUST);
    provisionLibrary(this.bench.flash, LIBRARY);
    provisionStaff(this.bench.flash);
    this.bench.powerOn();
  }

  private below(n: number): number {
    return Math.floor(this.draw.between(0, n));
  }

  private chance(share: number): boolean {
    return this.draw.between(0, 1) < share;
  }

  private one<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Behind every order stands a program that is judged, with what people confirmed, as possible. */
  private verdict(bench: Bench): void {
    const order = orderOf(bench);
    if (order === this.ordered) return;
    this.ordered = order;
    // Power that went in this very step takes the library with it.
    if (order === null || !bench.flash.powered) return;
    this.orders++;
    const why = this.unfounded(bench, order, this.pump?.delivery.infusion ?? null);
    if (why !== '') this.fault(`an order ${why}`);
  }

  private unfounded(bench: Bench, order: readonly number[], infusion: Infusion | null): string {
    if (infusion === null) return 'without an infusion';
    const { chosen, program, confirmed } = infusion;
    if (chosen.entry !== order[Order.ENTRY]) return 'for another entry';
    if (chosen.entry < 0) return '';
    const library = new Library(bench.flash);
    const [offset, length] = [order[Order.LIBRARY_OFFSET] as number, order[Order.LIBRARY_LENGTH] as number];
    if (library.open(offset, length) !== 0) return 'under a library that cannot be opened';
    const code = judgeProgram(program, library.limits(chosen.careArea, chosen.entry), confirmed);
    const { findings } = outcome;
    // Rounding beyond the tolerance is asked each time, and not kept as confirmed.
    const open = findings.filter((value, i) => i % Field.SIZE === 0 && value !== Severity.CONFIRMED);
    if (code === VerdictCode.ACCEPT || (code === VerdictCode.CONFIRM && !open.includes(Severity.HARD)))
      return '';
    return `for a program that is judged ${code}: ${findings.slice(0, Field.SIZE)}`;
  }

  private fault(what: string): void {
    if (this.faults.length < 5) this.faults.push(`at ${this.bench.now} ms: ${what}`);
  }

  private key(code: KeyCode): void {
    this.last.push(KEY_NAMES[code] as string);
    if (this.last.length > 40) this.last.shift();
    this.bench.tap(code, 40 + this.below(80));
  }

  /** A key as somebody would press it who half knows what to do. */
  private sensible(): KeyCode {
    const rows = this.bench.screen();
    const keys = rows[13]?.text ?? '';
    if (keys.includes('START') && this.chance(0.5)) return KeyCode.START;
    if (rows.some(({ style }) => style === Style.FIELD)) {
      const typed = rows.find(({ style }) => style === Style.FIELD)?.text ?? '';
      if (this.chance(0.15)) return KeyCode.UP;
      if (/\d_/.test(typed) && this.chance(0.5)) return KeyCode.OK;
      return this.chance(0.1) ? KeyCode.POINT : this.below(10);
    }
    if (rows.some(({ style }) => style === Style.SELECTED))
      return this.chance(0.55) ? KeyCode.OK : this.one([KeyCode.DOWN, KeyCode.DOWN, KeyCode.UP, 2, 3, 5, 6]);
    return this.one([
      KeyCode.OPTIONS,
      KeyCode.BOLUS,
      KeyCode.OK,
      KeyCode.START,
      KeyCode.SILENCE,
      KeyCode.HANDSET,
    ]);
  }

  private press(): void {
    // The staff's codes are known to everybody here.
    if ((this.bench.screen()[2]?.text ?? '').startsWith('SECOND PERSON') && this.chance(0.6)) {
      for (const digit of this.one(['2468', '1357'])) this.key(Number(digit));
      this.key(KeyCode.OK);
    } else this.key(this.chance(0.8) ? this.sensible() : this.below(KeyCode.COUNT));
  }

  private disturb(): void {
    const { bench } = this;
    const set = (changes: Parameters<typeof bench.plant.set>[0]) => bench.act({ do: 'set', changes });
    const key = this.below(KeyCode.COUNT);
    this.one<() => void>([
      () => set({ downstreamOcclusion: this.one([0, 0.5, 1]) }),
      () => set({ upstreamOcclusion: this.one([0, 0.9, 1]) }),
      () => bench.act({ do: 'bubble', volume: this.draw.between(0.01, 0.5), place: 'pump' }),
      () => set({ door: this.one(['open', 'closed']) }),
      () => set({ set: this.one(['loaded', 'misloaded', 'removed']) }),
      () => set({ motor: this.one(['sound', 'jammed']) }),
      () => set({ missedSteps: this.one([0, 0.02, 0.5]) }),
      () => set({ runaway: this.one([0, 1, 50]) }),
      () => set({ encoderSlip: this.one([0, 0.01, 1]) }),
      () => set({ mains: this.one(['on', 'lost']) }),
      () => set({ handset: this.one(['connected', 'unplugged']) }),
      () => bench.act({ do: 'charge', fraction: this.draw.between(0, 1) }),
      () =>
        bench.act({ do: 'hang', volume: this.one([0, 8, 50, 500]), container: this.one(['bag', 'bottle']) }),
      () => bench.act({ do: 'stick', key, contact: this.one(['open', 'closed']) }),
      () => bench.act({ do: 'free', key }),
      () => bench.act({ do: 'wall', seconds: this.one([0, 1_796_000_000, 1_830_000_000]) }),
      () => bench.powerCut(),
      () => bench.act({ do: 'power-cut', operation: 1 + this.below(20) }),
      () => bench.act({ do: 'frame', hex: this.one(['', '00', '830101', '83010100', 'ff'.repeat(40)]) }),
      () => bench.advance(this.below(20 * 60_000)),
    ])();
  }

  /** Everything sound again, so that the next presses come somewhere. */
  private mend(): void {
    const { bench } = this;
    bench.act({
      do: 'set',
      changes: {
        downstreamOcclusion: 0,
        upstreamOcclusion: 0,
        door: 'closed',
        set: 'loaded',
        motor: 'sound',
        missedSteps: 0,
        runaway: 0,
        encoderSlip: 0,
        mains: 'on',
        handset: 'connected',
      },
    });
    bench.act({ do: 'hang', volume: 500, container: 'bag' });
    for (let key = 0; key < KeyCode.COUNT; key++) bench.act({ do: 'free', key });
  }

  run(presses: number): void {
    for (let i = 0; i < presses; i++) {
      if (!this.bench.on) {
        this.mend();
        this.bench.powerOn();
      }
      this.press();
      if (this.chance(0.02)) this.disturb();
      if (this.chance(0.02)) this.mend();
      if (this.chance(0.1)) this.bench.advance(this.below(5000));
    }
  }

  story(): string {
    const screen = this.bench
      .screen()
      .map(({ text }) => text)
      .join('\n');
    return [...this.onlooker.faults, ...this.faults, `last keys: ${this.last.join(' ')}`, screen].join('\n');
  }
}

let starts = 0;
let orders = 0;

for (let first = 0, seed = 1; first < PRESSES; first += EACH, seed++) {
  test(`DERS-SIM-039 pump ${seed}: ${EACH} keys with faults`, () => {
    const walk = new Walk(seed);
    try {
      walk.run(EACH);
    } catch (error) {
      (error as Error).message += `\n${walk.story()}`;
      throw error;
    }
    starts += walk.onlooker.starts;
    orders += walk.orders;
    assert.equal([...walk.onlooker.faults, ...walk.faults], [], walk.story());
    assert.is(walk.bench.restarts, 0);
  });
}

test('DERS-SIM-039 the walks came somewhere: infusions were ordered, and the motor turned', () => {
  assert.ok(orders > PRESSES / 500, `${orders} orders`);
  assert.ok(starts > PRESSES / 500, `${starts} starts`);
});

test.run();
