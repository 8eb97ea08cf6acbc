// Limit records: what the reader of one refuses, byte by byte and rule by rule; what a pump's and an entry's record must have.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { encodeCbor, encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import {
  Bound,
  Key,
  Library,
  Quantity,
  Reason,
  type StoredRecord,
  contentsReason,
  decodeRecord,
  newRecord,
  parseUnit,
} from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { withRecord } from './parts';
import { PUMP, smallModel } from './sample';

const test = suite('engine/library/limit-record');

type Pairs = [number, number[]][];

const HEAD: Pairs[number] = [Key.HEAD, [1, 0, 7]];
const ML_PER_H = parseUnit('mL/h');
const RATE = (items: number[]): Pairs => [HEAD, [Quantity.RATE, items]];

/** Reads a record that lies between other bytes; whatever follows it must not matter. */
function read(bytes: Uint8Array, record: StoredRecord = newRecord()): Reason {
  const reasons = [0x00, 0xff, 0x18, 0xa1].map((other) => {
    const block = new Uint8Array(1100).fill(other);
    block.set(bytes);
    return decodeRecord(record, block, bytes.length);
  });
  // The codes of a record cut short may differ by what follows; whether it is taken may not.
  assert.is(
    new Set(reasons.map((reason) => reason === Reason.NONE)).size,
    1,
    `what follows decides: ${reasons}`,
  );
  if (reasons[0] !== Reason.NONE) assertEmpty(record);
  return decodeRecord(record, bytes, bytes.length);
}

/** A refused record has no keys, so nothing can be judged by it. */
function assertEmpty(record: StoredRecord): void {
  assert.is(record.count, 0);
  assert.ok(record.at.every((at) => !(at > 0)));
}

function readPairs(pairs: Pairs): Reason {
  return read(Uint8Array.from(encodeCbor(new Map(pairs))));
}

test('DERS-LIB-005 a record is found by its keys', () => {
  const record = newRecord();
  const pairs: Pairs = [
    HEAD,
    [Quantity.RATE, [ML_PER_H, -1, Bound.LOWER_HARD | Bound.UPPER_HARD, 1, 9990]],
    [Key.CAP + Quantity.DOSE, [parseUnit('mg/h'), 0, Bound.UPPER_HARD, 4000]],
    [Key.ADVISORIES, [3, 70000]],
    [Key.TOLERANCE, [0, 5]],
  ];
  assert.is(read(Uint8Array.from(encodeCbor(new Map(pairs))), record), Reason.NONE);
  assert.equal(
    record.keys.slice(0, record.count),
    pairs.map(([key]) => key),
  );
  for (const [key, items] of pairs) {
    const at = record.at[key];
    assert.ok(at > 0, 'a key that is there is never at 0');
    assert.equal(record.items.slice(at, at + 1 + items.length), [items.length, ...items]);
  }
  assert.is(record.at.filter((at) => at > 0).length, pairs.length);
});

test('DERS-LIB-005 nothing of one record is left in the next', () => {
  const record = newRecord();
  assert.is(read(Uint8Array.from(encodeCbor(new Map([HEAD, [Key.CLASS, [1]]]))), record), Reason.NONE);
  assert.is(read(Uint8Array.from(encodeCbor(new Map(RATE([ML_PER_H, 0, 0]))))), Reason.NONE);
  assert.is(read(Uint8Array.from(encodeCbor(new Map(RATE([ML_PER_H, 0, 0])))), record), Reason.NONE);
  assert.equal([record.at[Key.CLASS], record.keys.slice(0, record.count)], [0, [Key.HEAD, Quantity.RATE]]);
});

// The five points.

const BOUNDS = [Bound.LOWER_HARD, Bound.LOWER_SOFT, Bound.INITIAL, Bound.UPPER_SOFT, Bound.UPPER_HARD];
const NAMES = ['lower-hard', 'lower-soft', 'initial', 'upper-soft', 'upper-hard'];

for (let mask = 0; mask < 32; mask++) {
  const present = BOUNDS.map((_, i) => i).filter((i) => mask & BOUNDS[i]);
  const title = present.map((i) => NAMES[i]).join(', ') || 'none';
  const rising = present.map((i) => (i + 1) * 10);
  const limit = (points: number[]) => readPairs(RATE([ML_PER_H, 0, mask, ...points]));

  test(`DERS-LIB-005 points in order, or equal, are read: ${title}`, () => {
    assert.is(limit(rising), Reason.NONE);
    assert.is(limit(rising.map(() => 7)), Reason.NONE);
    assert.is(limit(rising.map(() => 0)), Reason.NONE);
    for (let i = 1; i < rising.length; i++) {
      assert.is(
        limit(rising.map((point, n) => (n === i ? rising[i - 1] : point)).sort((a, b) => a - b)),
        Reason.NONE,
      );
    }
  });

  for (let i = 1; i < present.length; i++) {
    test(`DERS-LIB-005 refused: ${NAMES[present[i - 1]]} above ${NAMES[present[i]]}, of ${title}`, () => {
      const swapped = rising.slice();
      [swapped[i - 1], swapped[i]] = [rising[i], rising[i - 1]];
      assert.is(limit(swapped), Reason.LIBRARY_LIMIT_ORDER);
      const oneMore = rising.slice();
      oneMore[i - 1] = rising[i] + 1;
      assert.is(limit(oneMore), Reason.LIBRARY_LIMIT_ORDER);
    });
  }

  test(`DERS-LIB-005 refused: a point too many or too few for ${title}`, () => {
    assert.is(limit([...rising, 60]), Reason.LIBRARY_TYPE);
    if (rising.length > 0) assert.is(limit(rising.slice(1)), Reason.LIBRARY_TYPE);
  });
}

// what, items of a rate limit, reason
const LIMITS: [string, number[], Reason][] = [
  ['nothing at all', [], Reason.LIBRARY_UNIT],
  ['a unit alone', [ML_PER_H], Reason.LIBRARY_UNIT],
  ['unit and exponent alone', [ML_PER_H, 0], Reason.LIBRARY_UNIT],
  ['no unit', [0, 0, 0], Reason.LIBRARY_UNIT],
  ['a unit that is none', [15, 0, 0], Reason.LIBRARY_UNIT],
  ['the first number behind the units', [320, 0, 0], Reason.LIBRARY_UNIT],
  ['a large number as unit', [100000, 0, 0], Reason.LIBRARY_UNIT],
  ['a negative unit', [-1, 0, 0], Reason.LIBRARY_UNIT],
  ['a unit and 2^32', [ML_PER_H + 2 ** 32, 0, 0], Reason.LIBRARY_UNIT],
  ['a unit below −2^32', [ML_PER_H - 2 ** 33, 0, 0], Reason.LIBRARY_UNIT],
  ['exponent −12', [ML_PER_H, -12, 0], Reason.NONE],
  ['exponent −13', [ML_PER_H, -13, 0], Reason.LIBRARY_TYPE],
  ['exponent 9', [ML_PER_H, 9, 0], Reason.NONE],
  ['exponent 10', [ML_PER_H, 10, 0], Reason.LIBRARY_TYPE],
  ['a mask of more than five points', [ML_PER_H, 0, 32, 1], Reason.LIBRARY_TYPE],
  ['all bits', [ML_PER_H, 0, 255, 1, 2, 3, 4, 5, 6, 7, 8], Reason.LIBRARY_TYPE],
  ['a negative mask', [ML_PER_H, 0, -1, 1, 2, 3, 4, 5], Reason.LIBRARY_TYPE],
  ['a mask of 2^32', [ML_PER_H, 0, 2 ** 32 + 1, 1], Reason.LIBRARY_TYPE],
  ['a negative point', [ML_PER_H, 0, Bound.LOWER_HARD, -1], Reason.LIBRARY_LIMIT_ORDER],
  ['the largest point', [ML_PER_H, 0, Bound.UPPER_HARD, 1e13], Reason.NONE],
  ['a point too large', [ML_PER_H, 0, Bound.UPPER_HARD, 1e13 + 1], Reason.LIBRARY_LIMIT_ORDER],
  ['a point far too large', [ML_PER_H, 0, Bound.UPPER_HARD, 2 ** 53 - 1], Reason.LIBRARY_LIMIT_ORDER],
];

for (const [why, items, reason] of LIMITS) {
  test(`DERS-LIB-005 ${reason === Reason.NONE ? 'read' : `refused (${reason})`}: ${why}`, () => {
    assert.is(readPairs(RATE(items)), reason);
    assert.is(readPairs([HEAD, [Key.CAP + Quantity.DOSE, items]]), reason, 'a cap is a limit too');
  });
}

// Keys that a record has (docs/formats/library.cddl); every other one is a limit or a rule that this engine would not apply.
const KNOWN = new Set<number>([
  ...Array.from({ length: 26 }, (_, key) => key),
  ...Array.from({ length: 25 }, (_, quantity) => Key.CAP + 1 + quantity),
  Key.ADVISORIES,
  Key.WINDOW,
  Key.KVO,
  Key.CLASS,
  Key.CODES,
  Key.AIR,
  Key.OCCLUSION,
  Key.BASIC_TEXT,
  Key.STEPS,
  Key.TOLERANCE,
]);

for (const [title, from, to] of [
  ['of no quantity', 26, 31],
  ['of the cap of nothing', 32, 32],
  ['of the cap of no quantity', 58, 63],
  ['of no rule', 64, 95],
  ['beyond the last', 96, 300],
] as [string, number, number][]) {
  test(`DERS-LIB-006 a key ${title} is refused`, () => {
    for (let key = from; key <= to; key++) {
      if (KNOWN.has(key)) continue;
      assert.is(readPairs([HEAD, [key, [ML_PER_H, 0, 0]]]), Reason.LIBRARY_KEY, `key ${key}`);
    }
  });
}

test('DERS-LIB-006 every key of the form is read', () => {
  for (const key of KNOWN)
    if (key > 0) assert.is(readPairs([HEAD, [key, [ML_PER_H, 0, 0]]]), Reason.NONE, `key ${key}`);
});

// 24 rising pairs, of which the limits have no points.
const LONG_KEYS = Array.from({ length: 24 }, (_, key) =>
  key === 0 ? '0080' : `${key.toString(16).padStart(2, '0')}8318b20000`,
);

// what, bytes, reason. a0 + n: map of n pairs; 80 + n: array of n items
const BYTES: [string, string, Reason][] = [
  ['an empty map', 'a0', Reason.NONE],
  ['a head', 'a10083010007', Reason.NONE],
  ['24 pairs', `b818${LONG_KEYS.join('')}`, Reason.NONE],

  ['not a map: a number', '00', Reason.LIBRARY_TYPE],
  ['not a map: an array', '80', Reason.LIBRARY_TYPE],
  ['not a map: a text', '60', Reason.LIBRARY_TYPE],
  ['not a map: a tag', 'c1a0', Reason.LIBRARY_TYPE],
  ['not a map: null', 'f6', Reason.LIBRARY_TYPE],
  ['a map of open length', 'bfff', Reason.CBOR_INDEFINITE],
  ['a map of a reserved form', 'bc00', Reason.LIBRARY_TYPE],
  ['a map of 23 pairs in a longer form', 'b817', Reason.CBOR_NOT_SHORTEST],
  ['a map with a two-byte count, as cbor-x writes objects', 'b900010080', Reason.LIBRARY_TYPE],

  ['a byte behind', 'a1008000', Reason.CBOR_TRAILING],
  ['a break behind', 'a10080ff', Reason.CBOR_TRAILING],
  ['a byte behind an empty map', 'a000', Reason.CBOR_TRAILING],

  ['a key in a longer form', 'a1180080', Reason.CBOR_NOT_SHORTEST],
  ['a key 23 in a longer form', 'a1181780', Reason.CBOR_NOT_SHORTEST],
  ['a two-byte key', 'a119010080', Reason.LIBRARY_KEY],
  ['a negative key', 'a12080', Reason.LIBRARY_KEY],
  ['a text as key', 'a1616180', Reason.LIBRARY_KEY],
  ['a key of open length', 'a11f80', Reason.LIBRARY_KEY],
  ['a key twice', 'a200800080', Reason.CBOR_DUPLICATE_KEY],
  ['a long key twice', 'a2184080184080', Reason.CBOR_DUPLICATE_KEY],
  ['falling keys', 'a21843800080', Reason.CBOR_KEY_ORDER],
  ['falling long keys', 'a2184380184080', Reason.CBOR_KEY_ORDER],

  ['a number instead of an array', 'a10000', Reason.LIBRARY_TYPE],
  ['a map instead of an array', 'a100a0', Reason.LIBRARY_TYPE],
  ['a text instead of an array', 'a10060', Reason.LIBRARY_TYPE],
  ['null instead of an array', 'a100f6', Reason.LIBRARY_TYPE],
  ['a float instead of an array', 'a100f93c00', Reason.LIBRARY_TYPE],
  ['an array of open length', 'a1009fff', Reason.CBOR_INDEFINITE],
  ['an array of a reserved form', 'a1009c', Reason.LIBRARY_TYPE],
  ['an array of 23 items in a longer form', `a1009817${'00'.repeat(23)}`, Reason.CBOR_NOT_SHORTEST],
  ['an array with a two-byte count', `a100990100${'00'.repeat(256)}`, Reason.LIBRARY_TYPE],
  ['an array of 24 items', `a1184098 18${'00'.repeat(24)}`, Reason.NONE],
  ['an array of 64 items', `a118409840${'00'.repeat(64)}`, Reason.NONE],
  ['an array of 65 items', `a118409841${'00'.repeat(65)}`, Reason.LIBRARY_KEY],

  [
    'items of each width',
    'a118408a17181818ff19010019ffff1a000100001affffffff1b00000001000000001b001fffffffffffff00',
    Reason.NONE,
  ],
  [
    'negative items of each width',
    'a1184088203718 18 38ff3901003affffffff3b00000001000000003b001ffffffffffffe',
    Reason.NONE,
  ],
  ['23 in one byte', 'a118408118 17', Reason.CBOR_NOT_SHORTEST],
  ['255 in two bytes', 'a11840811900ff', Reason.CBOR_NOT_SHORTEST],
  ['65535 in four bytes', 'a11840811a0000ffff', Reason.CBOR_NOT_SHORTEST],
  ['2^32 − 1 in eight bytes', 'a11840811b00000000ffffffff', Reason.CBOR_NOT_SHORTEST],
  ['−24 in one byte', 'a11840813817', Reason.CBOR_NOT_SHORTEST],
  ['−256 in two bytes', 'a11840813900ff', Reason.CBOR_NOT_SHORTEST],
  ['−65536 in four bytes', 'a11840813a0000ffff', Reason.CBOR_NOT_SHORTEST],
  ['−2^32 in eight bytes', 'a11840813b00000000ffffffff', Reason.CBOR_NOT_SHORTEST],
  ['2^53', 'a11840811b0020000000000000', Reason.CBOR_RANGE],
  ['2^64 − 1', 'a11840811bffffffffffffffff', Reason.CBOR_RANGE],
  ['−2^53 − 1', 'a11840813b0020000000000000', Reason.CBOR_RANGE],
  ['−2^64', 'a11840813bffffffffffffffff', Reason.CBOR_RANGE],
  ['an unsigned item of a reserved form', 'a11840811c', Reason.LIBRARY_TYPE],
  ['a negative item of a reserved form', 'a11840813e', Reason.LIBRARY_TYPE],
  ['an unsigned item of open length', 'a11840811f', Reason.CBOR_INDEFINITE],
  ['a negative item of open length', 'a11840813f', Reason.CBOR_INDEFINITE],
  ['bytes as item', 'a118408140', Reason.LIBRARY_TYPE],
  ['a text as item', 'a1184081616 1', Reason.LIBRARY_TYPE],
  ['an array as item', 'a118408180', Reason.LIBRARY_TYPE],
  ['a map as item', 'a1184081a0', Reason.LIBRARY_TYPE],
  ['a tag as item', 'a1184081c100', Reason.LIBRARY_TYPE],
  ['false as item', 'a1184081f4', Reason.LIBRARY_TYPE],
  ['null as item', 'a1184081f6', Reason.LIBRARY_TYPE],
  ['a float as item', 'a1184081f93c00', Reason.LIBRARY_TYPE],
  ['a break as item', 'a1184081ff', Reason.LIBRARY_TYPE],
];

for (const [why, hex, reason] of BYTES) {
  test(`DERS-LIB-006 ${reason === Reason.NONE ? 'read' : `refused (${reason})`}: ${why}`, () => {
    assert.is(read(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))), reason);
  });
}

// A record that ends too early is refused at the first thing that does not fit: the code may be that of what is missing.
const CUT: [string, string][] = [
  ['nothing', ''],
  ['no key', 'a1'],
  ['a key alone', 'a100'],
  ['an array without its items', 'a10083'],
  ['an item missing', 'a100830100'],
  ['half a number', 'a100811901'],
  ['seven bytes of a number', 'a100811b00000001000000'],
  ['a pair missing', 'a20080'],
];

for (const [why, hex] of CUT) {
  test(`DERS-LIB-006 refused, cut short: ${why}`, () => {
    assert.is.not(read(Uint8Array.from(Buffer.from(hex, 'hex'))), Reason.NONE);
  });
}

test('DERS-LIB-006 a record whose numbers go on behind its end is told as cut short', () => {
  for (const hex of ['a10083', 'a100830100', 'a100811901', 'a100811b00000001000000']) {
    const bytes = Buffer.from(hex, 'hex');
    const block = new Uint8Array(1100);
    block.set(bytes);
    assert.is(decodeRecord(newRecord(), block, bytes.length), Reason.CBOR_TRUNCATED, hex);
  }
});

test('DERS-LIB-006 a record cut at any byte is refused', () => {
  const model = smallModel();
  for (const { record } of [...model.entries, ...model.careAreas, { record: PUMP }]) {
    const whole = Uint8Array.from(encodeCbor(record));
    for (let length = 0; length < whole.length; length++) {
      assert.is.not(read(whole.subarray(0, length)), Reason.NONE, `${length} of ${whole.length} bytes`);
    }
    assert.is(read(whole), Reason.NONE);
  }
});

test('DERS-LIB-006 any bytes: a record with its points in order, or a refusal without one', () => {
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(
      0xa1,
      0xa2,
      0xb8,
      0x80,
      0x81,
      0x83,
      0x84,
      0x85,
      0x18,
      0x19,
      0x1b,
      0x20,
      0x38,
      0,
      1,
      2,
      3,
      4,
      7,
      16,
      0xb2,
    ),
  );
  const record = newRecord();
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 40 }), (list) => {
      if (read(Uint8Array.from(list), record) !== Reason.NONE) return;
      for (const key of record.keys
        .slice(0, record.count)
        .filter((number) => number > Key.HEAD && number < Key.ADVISORIES)) {
        const at = record.at[key];
        const points = record.items.slice(at + 4, at + 1 + record.items[at]);
        assert.equal(
          points,
          points.slice().sort((a, b) => a - b),
        );
      }
    }),
    { numRuns: 10000 },
  );
});

// What the pump's record must have: what is wrong, its pairs, reason.

const RANGE: Pairs[number] = [Quantity.RATE, [ML_PER_H, -1, Bound.LOWER_HARD | Bound.UPPER_HARD, 1, 9990]];
const STEP: Pairs[number] = [Key.STEPS, [-1, 1]];
const PUMPS: [string, Pairs, Reason][] = [
  ['range and one step', [RANGE, STEP], Reason.NONE],
  ['tiers', [RANGE, [Key.STEPS, [-2, 1000, 1, 10000, 10, 100]]], Reason.NONE],
  ['a tolerance', [RANGE, STEP, [Key.TOLERANCE, [-1, 25]]], Reason.NONE],
  ['a tolerance of nothing', [RANGE, STEP, [Key.TOLERANCE, [0, 0]]], Reason.NONE],
  ['nothing', [], Reason.LIBRARY_TYPE],
  ['no range', [STEP], Reason.LIBRARY_TYPE],
  ['no steps', [RANGE], Reason.LIBRARY_TYPE],
  [
    'a range in another unit',
    [[Quantity.RATE, [parseUnit('mL/min'), 0, 17, 1, 2]], STEP],
    Reason.LIBRARY_TYPE,
  ],
  [
    'a range without its lower end',
    [[Quantity.RATE, [ML_PER_H, 0, Bound.UPPER_HARD, 9]], STEP],
    Reason.LIBRARY_TYPE,
  ],
  [
    'a range without its upper end',
    [[Quantity.RATE, [ML_PER_H, 0, Bound.LOWER_HARD, 1]], STEP],
    Reason.LIBRARY_TYPE,
  ],
  ['a range with soft ends too', [[Quantity.RATE, [ML_PER_H, 0, 27, 1, 2, 3, 4]], STEP], Reason.LIBRARY_TYPE],
  ['a range upside down', [[Quantity.RATE, [ML_PER_H, 0, 17, 9, 1]], STEP], Reason.LIBRARY_LIMIT_ORDER],
  ['steps without a step', [RANGE, [Key.STEPS, [-1]]], Reason.LIBRARY_TYPE],
  ['steps without anything', [RANGE, [Key.STEPS, []]], Reason.LIBRARY_TYPE],
  ['a tier without a step above it', [RANGE, [Key.STEPS, [-1, 100, 1]]], Reason.LIBRARY_TYPE],
  ['a step of zero', [RANGE, [Key.STEPS, [-1, 0]]], Reason.LIBRARY_TYPE],
  ['a step of zero in a tier', [RANGE, [Key.STEPS, [-1, 100, 0, 1]]], Reason.LIBRARY_TYPE],
  ['a tier below zero', [RANGE, [Key.STEPS, [-1, 0, 1, 1]]], Reason.LIBRARY_TYPE],
  ['a negative step', [RANGE, [Key.STEPS, [-1, -1]]], Reason.LIBRARY_TYPE],
  ['the largest step', [RANGE, [Key.STEPS, [-1, 1000000]]], Reason.NONE],
  ['a step too large', [RANGE, [Key.STEPS, [-1, 1000001]]], Reason.LIBRARY_TYPE],
  ['a step exponent too small', [RANGE, [Key.STEPS, [-13, 1]]], Reason.LIBRARY_TYPE],
  ['a step exponent too large', [RANGE, [Key.STEPS, [10, 1]]], Reason.LIBRARY_TYPE],
  ['tiers that fall', [RANGE, [Key.STEPS, [-1, 200, 1, 100, 2, 10]]], Reason.LIBRARY_LIMIT_ORDER],
  ['tiers that are equal', [RANGE, [Key.STEPS, [-1, 100, 1, 100, 2, 10]]], Reason.LIBRARY_LIMIT_ORDER],
  [
    'the third tier falls',
    [RANGE, [Key.STEPS, [-1, 100, 1, 200, 2, 150, 3, 10]]],
    Reason.LIBRARY_LIMIT_ORDER,
  ],
  ['a tolerance alone', [RANGE, STEP, [Key.TOLERANCE, [5]]], Reason.LIBRARY_TYPE],
  ['a tolerance of three numbers', [RANGE, STEP, [Key.TOLERANCE, [0, 5, 5]]], Reason.LIBRARY_TYPE],
  ['a tolerance of a positive exponent', [RANGE, STEP, [Key.TOLERANCE, [1, 5]]], Reason.LIBRARY_TYPE],
  ['a tolerance of many places', [RANGE, STEP, [Key.TOLERANCE, [-5, 5]]], Reason.LIBRARY_TYPE],
  ['a negative tolerance', [RANGE, STEP, [Key.TOLERANCE, [0, -5]]], Reason.LIBRARY_TYPE],
  ['the largest tolerance', [RANGE, STEP, [Key.TOLERANCE, [-4, 1000000]]], Reason.NONE],
  ['a tolerance too large', [RANGE, STEP, [Key.TOLERANCE, [-4, 1000001]]], Reason.LIBRARY_TYPE],
];

const small = encodeLibrary(smallModel()).bytes;

function opened(bytes: Uint8Array): { library: Library; reason: Reason } {
  const library = new Library(new MemoryStorage(bytes));
  return { library, reason: library.open(0, bytes.length) };
}

for (const [why, pairs, reason] of PUMPS) {
  test(`DERS-LIB-007 the pump's record ${reason === Reason.NONE ? 'is taken' : `is refused (${reason})`}: ${why}`, () => {
    const { library, reason: found } = opened(withRecord(small, 'areaIndex', 0, encodeCbor(new Map(pairs))));
    assert.is(found, reason);
    assert.is(library.limits(1, -1) === null, reason !== Reason.NONE);
  });
}

// What an entry's record must have.

const MG = parseUnit('mg');
const TOTAL: Pairs[number] = [Quantity.ACCUMULATED_DOSE, [MG, 0, Bound.UPPER_HARD, 9]];
const ENTRIES: [string, Pairs, Reason][] = [
  ['a head', [HEAD], Reason.NONE],
  ['a head with a concentration', [[Key.HEAD, [1, 0, 7, MG, 0, 4, 250]]], Reason.NONE],
  ['a window', [HEAD, TOTAL, [Key.WINDOW, [14400, 31]]], Reason.NONE],
  ['nothing', [], Reason.LIBRARY_TYPE],
  ['no head', [TOTAL, [Key.WINDOW, [14400, 31]]], Reason.LIBRARY_TYPE],
  ['an empty head', [[Key.HEAD, []]], Reason.LIBRARY_TYPE],
  ['a head of two', [[Key.HEAD, [1, 0]]], Reason.LIBRARY_TYPE],
  ['a head of four', [[Key.HEAD, [1, 0, 7, MG]]], Reason.LIBRARY_TYPE],
  ['a head of six', [[Key.HEAD, [1, 0, 7, MG, 0, 4]]], Reason.LIBRARY_TYPE],
  ['a head of eight', [[Key.HEAD, [1, 0, 7, MG, 0, 4, 250, 1]]], Reason.LIBRARY_TYPE],
  ['no type', [[Key.HEAD, [0, 0, 7]]], Reason.LIBRARY_TYPE],
  ['the last type', [[Key.HEAD, [5, 0, 7]]], Reason.NONE],
  ['a type of a program, not of an entry', [[Key.HEAD, [6, 0, 7]]], Reason.LIBRARY_TYPE],
  ['a negative type', [[Key.HEAD, [-1, 0, 7]]], Reason.LIBRARY_TYPE],
  ['negative flags', [[Key.HEAD, [1, -1, 7]]], Reason.LIBRARY_TYPE],
  ['a negative id', [[Key.HEAD, [1, 0, -7]]], Reason.LIBRARY_TYPE],
  ['a concentration without unit', [[Key.HEAD, [1, 0, 7, 0, 0, 4, 250]]], Reason.LIBRARY_UNIT],
  ['a concentration of an unknown unit', [[Key.HEAD, [1, 0, 7, 999, 0, 4, 250]]], Reason.LIBRARY_UNIT],
  ['a concentration per hour', [[Key.HEAD, [1, 0, 7, MG + 2, 0, 4, 250]]], Reason.LIBRARY_UNIT],
  ['a concentration per kilogram', [[Key.HEAD, [1, 0, 7, MG + 4, 0, 4, 250]]], Reason.LIBRARY_UNIT],
  ['a concentration of time', [[Key.HEAD, [1, 0, 7, parseUnit('h'), 0, 4, 250]]], Reason.LIBRARY_UNIT],
  [
    'a concentration of body weight',
    [[Key.HEAD, [1, 0, 7, parseUnit('kg'), 0, 4, 250]]],
    Reason.LIBRARY_UNIT,
  ],
  ['a concentration of energy', [[Key.HEAD, [1, 0, 7, parseUnit('kcal'), 0, 4, 250]]], Reason.NONE],
  ['a concentration exponent too small', [[Key.HEAD, [1, 0, 7, MG, -13, 4, 250]]], Reason.LIBRARY_TYPE],
  ['a concentration exponent too large', [[Key.HEAD, [1, 0, 7, MG, 10, 4, 250]]], Reason.LIBRARY_TYPE],
  ['no amount', [[Key.HEAD, [1, 0, 7, MG, 0, 0, 250]]], Reason.LIBRARY_TYPE],
  ['a negative amount', [[Key.HEAD, [1, 0, 7, MG, 0, -4, 250]]], Reason.LIBRARY_TYPE],
  ['an amount too large', [[Key.HEAD, [1, 0, 7, MG, 0, 1e13 + 1, 250]]], Reason.LIBRARY_TYPE],
  ['no volume', [[Key.HEAD, [1, 0, 7, MG, 0, 4, 0]]], Reason.LIBRARY_TYPE],
  ['a negative volume', [[Key.HEAD, [1, 0, 7, MG, 0, 4, -250]]], Reason.LIBRARY_TYPE],
  ['a volume too large', [[Key.HEAD, [1, 0, 7, MG, 0, 4, 1e13 + 1]]], Reason.LIBRARY_TYPE],
  ['a window of a PCA entry', [[Key.HEAD, [3, 0, 7]], TOTAL, [Key.WINDOW, [14400, 31]]], Reason.NONE],
  [
    'a window of an intermittent entry',
    [[Key.HEAD, [2, 0, 7]], TOTAL, [Key.WINDOW, [14400, 31]]],
    Reason.LIBRARY_TYPE,
  ],
  ['a window of a fluid', [[Key.HEAD, [4, 0, 7]], TOTAL, [Key.WINDOW, [14400, 31]]], Reason.LIBRARY_TYPE],
  [
    'a window of a multi-step entry',
    [[Key.HEAD, [5, 0, 7]], TOTAL, [Key.WINDOW, [14400, 31]]],
    Reason.LIBRARY_TYPE,
  ],
  ['an accumulated dose without a window', [HEAD, TOTAL], Reason.LIBRARY_TYPE],
  ['a window without an accumulated dose', [HEAD, [Key.WINDOW, [14400, 31]]], Reason.LIBRARY_TYPE],
  ['a window of nothing', [HEAD, TOTAL, [Key.WINDOW, []]], Reason.LIBRARY_TYPE],
  ['a window that counts nothing', [HEAD, TOTAL, [Key.WINDOW, [14400, 0]]], Reason.LIBRARY_TYPE],
  ['a window without what it counts', [HEAD, TOTAL, [Key.WINDOW, [14400]]], Reason.LIBRARY_TYPE],
  ['a window of three numbers', [HEAD, TOTAL, [Key.WINDOW, [14400, 31, 1]]], Reason.LIBRARY_TYPE],
  ['a window of no time', [HEAD, TOTAL, [Key.WINDOW, [0, 31]]], Reason.LIBRARY_TYPE],
  ['a negative window', [HEAD, TOTAL, [Key.WINDOW, [-14400, 31]]], Reason.LIBRARY_TYPE],
  ['the longest window', [HEAD, TOTAL, [Key.WINDOW, [10000000, 31]]], Reason.NONE],
  ['a window too long', [HEAD, TOTAL, [Key.WINDOW, [10000001, 31]]], Reason.LIBRARY_TYPE],
  ['a window that counts what is unknown', [HEAD, TOTAL, [Key.WINDOW, [14400, 32]]], Reason.LIBRARY_TYPE],
];

for (const [why, pairs, reason] of ENTRIES) {
  test(`DERS-LIB-007 an entry's record ${reason === Reason.NONE ? 'is taken' : `is refused (${reason})`}: ${why}`, () => {
    const { library, reason: open } = opened(withRecord(small, 'entryIndex', 0, encodeCbor(new Map(pairs))));
    assert.is(open, Reason.NONE);
    const limits = library.limits(1, 0);
    assert.equal([limits === null, library.reason], [reason !== Reason.NONE, reason]);
    assert.is(contentsReason(library), reason, 'verify reads it too');
  });
}

test.run();
