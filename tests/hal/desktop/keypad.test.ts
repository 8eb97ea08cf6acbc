import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Debouncer, QueueKeypad } from '../../../hal/desktop/keypad';
import { KeyCode } from '../../../hal/hal';
import { Plant } from '../../../simulator/plant/plant';
import { suite } from '../../suite';

const test = suite('hal/desktop/keypad');

test('DERS-HAL-008 a full queue keeps the oldest 32 and counts what it lost', () => {
  const keypad = new QueueKeypad();
  for (let i = 0; i < 34; i++) assert.is(keypad.push(i % 10, true), i < 32);
  assert.is(keypad.lost, 2);
  for (let i = 0; i < 32; i++) assert.is(keypad.next(), (i % 10) * 2 + 1);
  assert.is(keypad.next(), -1);
  assert.ok(keypad.push(KeyCode.HANDSET, false));
  assert.is(keypad.next(), KeyCode.HANDSET * 2);
});

for (const key of [-1, KeyCode.COUNT, 0.5, Number.NaN]) {
  test(`DERS-HAL-008 there is no key ${key}`, () => {
    assert.throws(() => new QueueKeypad().push(key, true), /key/);
  });
}

const [ONE, TWO] = [1, 2] as number[] as [KeyCode, KeyCode];

/** Edges told, as "key+@ms" and "key-@ms". */
function debounced(): { edges: string[]; debouncer: Debouncer } {
  const edges: string[] = [];
  const debouncer = new Debouncer((key, pressed, at) => edges.push(`${key}${pressed ? '+' : '-'}@${at}`));
  return { edges, debouncer };
}

// title, raw edges as [key, closed, ms], edges told, by 1000 ms
const STORIES: [string, [number, boolean, number][], string][] = [
  ['nothing', [], ''],
  ['a clean press', [[1, true, 100]], '1+@120'],
  [
    'a press and a release',
    [
      [1, true, 100],
      [1, false, 200],
    ],
    '1+@120 1-@220',
  ],
  [
    'a contact closed for 19 ms is none',
    [
      [1, true, 100],
      [1, false, 119],
    ],
    '',
  ],
  [
    'a contact closed for 20 ms is a press',
    [
      [1, true, 100],
      [1, false, 120],
    ],
    '1+@120 1-@140',
  ],
  [
    'it counts from the last bounce',
    [
      [1, true, 100],
      [1, false, 101],
      [1, true, 119],
    ],
    '1+@139',
  ],
  [
    'a bounce at the end is no second press',
    [
      [1, true, 100],
      [1, false, 200],
      [1, true, 201],
      [1, false, 202],
    ],
    '1+@120 1-@222',
  ],
  [
    'keys by time, then by number',
    [
      [3, true, 100],
      [2, true, 101],
      [1, true, 101],
    ],
    '3+@120 1+@121 2+@121',
  ],
  [
    'an edge told twice',
    [
      [1, true, 100],
      [1, true, 110],
    ],
    '1+@120',
  ],
  ['a contact that opens without having been closed', [[1, false, 100]], ''],
];
for (const [title, raw, told] of STORIES) {
  test(`DERS-HAL-009 ${title}: ${told || 'no edge'}`, () => {
    // Asked every ms, or once at the end: the same edges.
    for (const often of [true, false]) {
      const { edges, debouncer } = debounced();
      let now = 0;
      for (const [key, closed, at] of raw) {
        for (; often && now < at; now++) debouncer.tick(now);
        debouncer.edge(key, closed, at);
      }
      for (; often && now < 1000; now++) debouncer.tick(now);
      debouncer.tick(1000);
      assert.is(edges.join(' '), told);
    }
  });
}

test('DERS-HAL-009 it says when it wants to be asked', () => {
  const { edges, debouncer } = debounced();
  assert.is(debouncer.nextEvent(), Number.POSITIVE_INFINITY);
  debouncer.edge(ONE, true, 100);
  debouncer.edge(TWO, true, 105);
  assert.is(debouncer.nextEvent(), 120);
  debouncer.tick(120);
  assert.is(debouncer.nextEvent(), 125);
  debouncer.tick(125);
  assert.is(debouncer.nextEvent(), Number.POSITIVE_INFINITY);
  assert.equal(edges, ['1+@120', '2+@125']);
});

test('DERS-HAL-009 a contact that is closed at power-on is told when it opens', () => {
  const { edges, debouncer } = debounced();
  debouncer.hold(ONE);
  debouncer.edge(ONE, true, 10);
  debouncer.tick(100);
  debouncer.edge(ONE, false, 200);
  debouncer.tick(300);
  assert.equal(edges, ['1-@220']);
});

test('DERS-HAL-009 whatever the contacts do, edges of a key alternate and are 20 ms apart', () => {
  const raw = fc.array(fc.tuple(fc.nat(2), fc.boolean(), fc.nat(30)), { maxLength: 60 });
  fc.assert(
    fc.property(raw, (story) => {
      const last = new Map<number, [boolean, number]>();
      const debouncer = new Debouncer((key, pressed, at) => {
        const [was, when] = last.get(key) ?? [false, Number.NEGATIVE_INFINITY];
        assert.ok(pressed !== was && at - when >= 20, `${key} ${pressed} at ${at}`);
        last.set(key, [pressed, at]);
      });
      let now = 0;
      const contacts = new Map<number, boolean>();
      for (const [key, closed, ms] of story) {
        now += ms;
        debouncer.edge(key, closed, now);
        contacts.set(key, closed);
      }
      debouncer.tick(now + 20);
      for (const [key, closed] of contacts) assert.is(last.get(key)?.[0] ?? false, closed);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('DERS-HAL-009 on the simulated pump each press is one press, however its contact bounces', () => {
  const plant = new Plant({ seed: 3 });
  const { edges, debouncer } = debounced();
  let seen = -1;
  const pass = (ms: number) => {
    plant.advance(ms);
    for (const { key, contact, at } of plant.keyEdges(seen))
      debouncer.edge(Number(key), contact === 'closed', at);
    // A key may still be pressed in this very millisecond.
    seen = plant.now - 1;
    debouncer.tick(plant.now);
  };
  for (let i = 0; i < 50; i++) {
    plant.press('5');
    pass(100);
    plant.release('5');
    pass(100);
  }
  assert.is(edges.length, 100);
  edges.forEach((edge, i) => assert.match(edge, i % 2 === 0 ? /^5\+/ : /^5-/));
});

test.run();
