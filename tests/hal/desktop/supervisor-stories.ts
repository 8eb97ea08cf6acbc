// Stories for the supervisor: lines for the benches, drawn at random, with enough that is right in them to get far.
import fc from 'fast-check';
import { KeyCode } from '../../../hal/hal';
import { VECTORS } from './supervisor-script';

const pick = <T>(...values: T[]) => fc.constantFrom(...values);
const rate = fc.oneof(
  pick(0, 1, 1000, 36_000, 36_001, 360_000, 360_001, 1_200_000, 1_200_001),
  fc.integer({ min: 1, max: 1_300_000 }),
);
const volume = fc.oneof(pick(0, 1, 10, 50_000, 50_001), fc.integer({ min: 0, max: 200 }));
const wait = fc.oneof(
  pick(1, 19, 20, 999, 1000, 4999, 5000, 9999, 10_000, 10_001),
  fc.integer({ min: 1, max: 12_000 }),
);
const key = pick(KeyCode.START, KeyCode.START, KeyCode.START, KeyCode.STOP, KeyCode.HANDSET, KeyCode.OK);
const libraryOf = (slot: number) => VECTORS.storage.libraries[slot] as { offset: number; hex: string };

const order = fc
  .record({
    slot: pick(-1, -1, 0, 0, 1, 2),
    entry: pick(-1, 0, 0, 1, 2, 3, 4, 8, 9),
    parts: fc.array(fc.tuple(rate, volume), { minLength: 3, maxLength: 3 }),
    kept: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    lockout: pick(0, 1, 5, 20),
    kvo: pick(0, 0, 1, 1000),
    shift: pick(0, 0, 0, 0, 1),
  })
  .map(({ slot, entry, parts, kept, lockout, kvo, shift }) => {
    const { offset, hex } = libraryOf(slot === 1 ? 1 : 0);
    const numbers = parts.flatMap(([r, v], i) => (kept[i] ? [r, v] : [0, 0]));
    return [slot, offset + shift, hex.length / 2, slot < 0 ? -1 : entry, ...numbers, lockout, kvo];
  });

// An order that is good, so that stories get far.
const goodOrder = fc
  .tuple(fc.integer({ min: 1, max: 360_000 }), fc.integer({ min: 1, max: 500 }), pick(0, 1, 10), pick(-1, 0))
  .map(([r, v, lockout, slot]) => {
    const { offset, hex } = libraryOf(0);
    const demand = lockout > 0 ? [360_000, 20] : [0, 0];
    return [slot, offset, hex.length / 2, slot, r, v, 360_000, 30, ...demand, lockout, Math.min(r, 1000)];
  });

const line = fc.oneof(
  { weight: 6, arbitrary: wait.map((ms) => `wait ${ms}`) },
  { weight: 1, arbitrary: wait.map((ms) => `late ${ms}`) },
  { weight: 1, arbitrary: wait.map((ms) => `turn ${ms}`) },
  { weight: 6, arbitrary: fc.tuple(key, fc.boolean()).map(([k, on]) => `edge ${k} ${on ? 1 : 0}`) },
  { weight: 3, arbitrary: pick('edge 15 0\nedge 15 1', 'edge 21 0\nedge 21 1', 'edge 16 1\nedge 16 0') },
  { weight: 2, arbitrary: fc.tuple(key, fc.boolean()).map(([k, on]) => `contact ${k} ${on ? 1 : 0}`) },
  { weight: 2, arbitrary: order.map((numbers) => `order ${numbers.join(' ')}`) },
  {
    weight: 4,
    arbitrary: goodOrder.map(
      (numbers) => `edge 15 0\nedge 15 1\norder ${numbers.join(' ')}\nrun 0 ${numbers[4]} 5000`,
    ),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(pick(-1, 0, 0, 0, 1, 1, 2, 2, 3, 4), rate, pick(0, 1, 500, 5000, 5001, 0.5))
      .map(([p, r, l]) => `run ${p} ${r} ${l}`),
  },
  { weight: 3, arbitrary: pick(1, 5000, 5001).map((l) => `renew ${l}`) },
  { weight: 1, arbitrary: pick('stop', 'reset', 'unreadable 1', 'unreadable 0', 'hold 15', 'hold 16') },
  { weight: 1, arbitrary: pick('wait 1000\nreset') },
  { weight: 3, arbitrary: pick('edge 21 0\nedge 21 1\nrun 2 36000 5000') },
  { weight: 2, arbitrary: pick(0, 80, 94, 96, 100, 100, 106, 120, 300).map((p) => `encoder ${p}`) },
  { weight: 2, arbitrary: pick(-81, -21, -20, -1, 1, 20, 21, 80, 81).map((c) => `creep ${c}`) },
);

const story = fc
  .array(line, { minLength: 5, maxLength: 40 })
  .map((parts) => parts.flatMap((part) => part.split('\n')));

/** The same stories for the same seed. */
export function stories(count: number, seed: number): string[][] {
  return fc.sample(story, { numRuns: count, seed });
}
