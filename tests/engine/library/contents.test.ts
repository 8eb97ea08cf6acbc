// Reading a whole library once, as an installation does: what is refused then, although a look-up might never have met it.
import * as assert from 'uvu/assert';
import { encodeCbor, encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import {
  Key,
  Library,
  QUANTITY_NAMES,
  Quantity,
  Reason,
  contentsReason,
  parseUnit,
} from '../../../engine/index';
import { namesReason, recordPartReason } from '../../../engine/library/contents';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { partsOf, resealed, withParts, withRecord } from './parts';
import { largeModel, openLibrary, sampleModel, smallModel } from './sample';
import { WatchedStorage } from './watched-storage';

const test = suite('engine/library/contents');

const sample = encodeLibrary(sampleModel()).bytes;
const small = encodeLibrary(smallModel()).bytes;
const parts = partsOf(small);

function opened(bytes: Uint8Array): Library {
  const library = new Library(new MemoryStorage(bytes));
  assert.is(library.open(0, bytes.length), Reason.NONE);
  return library;
}

test('DERS-LIB-025 a well-formed library is taken, whatever its size', () => {
  for (const model of [sampleModel(), smallModel(), { ...smallModel(), entries: [] }, largeModel(200)]) {
    assert.is(contentsReason(openLibrary(model)), Reason.NONE);
  }
});

/** Words of the entry index. */
function words(at: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => small.readUInt32BE(parts.entryIndex.start + at + i * 4));
}

const [key0, key1] = words(0, 2);
const SWAPPED: [string, number[], number[], Reason][] = [
  ['two entries the wrong way round', words(16, 2), words(0, 2), Reason.LIBRARY_INDEX_ORDER],
  ['the same key twice', words(0, 2), words(0, 2), Reason.LIBRARY_INDEX_ORDER],
  ['the second word falls', [key0, key1 + 5], [key0, key1 + 4], Reason.LIBRARY_INDEX_ORDER],
  ['a drug that is no drug', [key0, key1], [2 ** 24 + 60000 * 256, 0], Reason.LIBRARY_BOUNDS],
  ['a therapy that is no text', [key0, key1], [key0, 60000 * 65536], Reason.LIBRARY_BOUNDS],
];

for (const [why, first, second, reason] of SWAPPED) {
  test(`DERS-LIB-025 refused (${reason}): ${why}`, () => {
    const bytes = Buffer.from(small);
    [first, second].forEach((pair, i) =>
      pair.forEach((word, n) => bytes.writeUInt32BE(word, parts.entryIndex.start + i * 16 + n * 4)),
    );
    assert.is(contentsReason(opened(resealed(bytes))), reason);
  });
}

const NO_HEAD = encodeCbor(new Map([[Quantity.RATE, [parseUnit('mL/h'), 0, 0]]]));

test('DERS-LIB-025 refused: a care area without a name', () => {
  const library = opened(withRecord(small, 'areaIndex', 1, NO_HEAD));
  assert.is.not(contentsReason(library), Reason.NONE);
});

test('DERS-LIB-025 refused: a care area whose name is no text', () => {
  for (const head of [[60000, 1, 0], [1, 60000, 0], [-1, 1, 0], [1], [1, 2, 0, 0]]) {
    const library = opened(withRecord(small, 'areaIndex', 1, encodeCbor(new Map([[Key.HEAD, head]]))));
    assert.is.not(contentsReason(library), Reason.NONE, JSON.stringify(head));
  }
});

// What each limit may be in, and what it may not: a unit that nothing could be compared in is refused at installation, not at the bedside.
// biome-ignore format: one row a line
const UNITS: [Quantity[], string, string][] = [
  [[Quantity.WEIGHT], 'kg', 'g m2 mL min %'],
  [[Quantity.BSA], 'm2', 'kg mL %'],
  [[Quantity.CONCENTRATION], 'mg/mL unit/mL mmol/mL', 'mg mg/kg mg/h mL mL/mL kg %'],
  [[Quantity.RATE, Quantity.BASIC_RATE], 'mL/h mL/min microlitre/h mL/kg/h', 'mL mg/h mg mL/mL h %'],
  [[Quantity.VTBI, Quantity.BASIC_VTBI], 'mL microlitre', 'mL/kg mL/h mg mL/mL h %'],
  [[Quantity.DURATION, Quantity.BOLUS_DURATION, Quantity.LOADING_DURATION, Quantity.LOCKOUT, Quantity.STEP_DURATION], 'min h day', 'mL mL/h mg %'],
  [[Quantity.DOSE], 'mg mg/h mcg/kg/min unit/m2/day mL mL/kg/h', 'mg/mL h kg m2 %'],
  [[Quantity.DOSE_RATE, Quantity.BOLUS_RATE, Quantity.LOADING_RATE, Quantity.BASAL], 'mg/h mcg/kg/min mL/h', 'mg mL mg/mL h kg %'],
  [[Quantity.BOLUS_DOSE, Quantity.LOADING_DOSE, Quantity.ACCUMULATED_DOSE, Quantity.DEMAND_DOSE, Quantity.CLINICIAN_BOLUS], 'mg mcg/kg unit/m2 mL', 'mg/h mg/mL h kg %'],
  [[Quantity.TITRATION_UP, Quantity.TITRATION_DOWN], '%', 'mg mg/h h step'],
  [[Quantity.STEPS], 'step', '% mg h'],
];

function inUnit(index: 'entryIndex' | 'areaIndex', number: number, key: number, unit: string): Reason {
  const limits: [number, number[]][] = [
    [Key.HEAD, index === 'entryIndex' ? [1, 0, 7] : [1, 2, 0]],
    [key, [parseUnit(unit, key === Quantity.WEIGHT && unit !== 'g'), 0, 0]],
  ];
  if ((key & 31) === Quantity.ACCUMULATED_DOSE) {
    limits.push([Key.WINDOW, [3600, 31]]);
    if (key > 31) limits.unshift([Quantity.ACCUMULATED_DOSE, [parseUnit('mg/kg'), 0, 0]]);
  }
  const record = encodeCbor(new Map(limits.sort(([a], [b]) => a - b)));
  return contentsReason(opened(withRecord(small, index, number, record)));
}

for (const [quantities, right, wrong] of UNITS) {
  for (const quantity of quantities) {
    test(`DERS-LIB-025 a limit on ${QUANTITY_NAMES[quantity]} is in ${right}, not in ${wrong}`, () => {
      for (const [index, number] of [
        ['entryIndex', 0],
        ['areaIndex', 1],
      ] as const) {
        for (const unit of right.split(' '))
          assert.is(inUnit(index, number, quantity, unit), Reason.NONE, unit);
        for (const unit of wrong.split(' '))
          assert.is(inUnit(index, number, quantity, unit), Reason.LIBRARY_UNIT, unit);
      }
    });
  }
}

test('DERS-LIB-025 a cap is in the same form as the limit beside it, and absolute', () => {
  for (const [quantity, unit, expected] of [
    [Quantity.DOSE, 'mg/h', Reason.NONE],
    [Quantity.DOSE, 'mg/kg/h', Reason.LIBRARY_UNIT],
    [Quantity.DOSE, 'h', Reason.LIBRARY_UNIT],
    [Quantity.BOLUS_DOSE, 'mg', Reason.NONE],
    [Quantity.BOLUS_DOSE, 'mg/m2', Reason.LIBRARY_UNIT],
    [Quantity.BOLUS_DOSE, 'mg/h', Reason.LIBRARY_UNIT],
    [Quantity.ACCUMULATED_DOSE, 'mg', Reason.NONE],
    [Quantity.ACCUMULATED_DOSE, 'mg/kg', Reason.LIBRARY_UNIT],
  ] as [Quantity, string, Reason][])
    assert.is(
      inUnit('entryIndex', 0, Key.CAP + quantity, unit),
      expected,
      `${QUANTITY_NAMES[quantity]} ${unit}`,
    );
});

test('DERS-LIB-025 the limits of the pump are looked at too', () => {
  const rate = [parseUnit('mL/h'), 0, 17, 1, 999];
  for (const [unit, expected] of [
    ['mL', Reason.NONE],
    ['mg', Reason.LIBRARY_UNIT],
  ] as [string, Reason][]) {
    const record = encodeCbor(
      new Map<number, number[]>([
        [Quantity.RATE, rate],
        [Quantity.VTBI, [parseUnit(unit), 0, 0]],
        [Key.STEPS, [0, 1]],
      ]),
    );
    assert.is(contentsReason(opened(withRecord(small, 'areaIndex', 0, record))), expected, unit);
  }
});

test('DERS-LIB-025 refused: an entry whose advisory, class or code is no text', () => {
  for (const key of [Key.ADVISORIES, Key.CLASS, Key.CODES]) {
    for (const id of [60000, -1]) {
      const record = encodeCbor(
        new Map([
          [Key.HEAD, [1, 0, 7]],
          [key, [id]],
        ] as [number, number[]][]),
      );
      const library = opened(withRecord(small, 'entryIndex', 0, record));
      assert.is.not(contentsReason(library), Reason.NONE, `key ${key}`);
    }
  }
});

test('DERS-LIB-025 refused: drugs out of alphabetical order, which no search would find', () => {
  const model = smallModel();
  const names = ['Demo AA', 'demo bb', 'Demo CC', 'demo dd'];
  const { bytes } = encodeLibrary({
    ...model,
    entries: model.entries.map((entry, i) => ({ ...entry, drug: names[i] })),
  });
  const { start, size } = partsOf(bytes).strings;
  const strings = bytes.subarray(start, start + size).toString('latin1');
  const swapped = strings.replace('demo bb', '*').replace('Demo CC', 'demo bb').replace('*', 'Demo CC');
  const library = opened(withParts(bytes, { strings: Buffer.from(swapped, 'latin1') }));
  assert.is(contentsReason(opened(bytes)), Reason.NONE);
  assert.is.not(contentsReason(library), Reason.NONE);
  // In pieces, as an installation does: also where the two stand in different ones.
  const at = [0, 1, 2, 3].filter((first) => namesReason(library, first, 1) === Reason.LIBRARY_INDEX_ORDER);
  assert.equal(at, [2]);
});

test('DERS-LIB-025 every byte of records, indexes and texts is read, and nothing outside', () => {
  const storage = new WatchedStorage(sample);
  const library = new Library(storage);
  library.open(storage.start, storage.length);
  assert.is(contentsReason(library), Reason.NONE);
  const seen = new Uint8Array(sample.length);
  for (const { offset, length } of storage.calls)
    seen.fill(1, offset - storage.start, offset - storage.start + length);
  const { strings, stringOffsets, areaIndex, entryIndex, records, head } = partsOf(sample);
  for (const { start, size } of [strings, stringOffsets, areaIndex, entryIndex, records, head]) {
    // The pump's index record has no key to read.
    const from = start === areaIndex.start ? start + 8 : start;
    const unread = seen.subarray(from, start + size).findIndex((was) => was === 0);
    assert.is(unread, -1, `byte ${unread} of the section at ${start} was never read`);
  }
  assert.equal(storage.outside, []);
});

// A library in which something is wrong, and storage that fails while it is looked for: the fault must not hide the damage.

const press = Buffer.from(small);
press[press.indexOf('demoPHINE')] = 0xff;
const turned = Buffer.from(small);
turned.set(small.subarray(parts.entryIndex.start, parts.entryIndex.start + 8), parts.entryIndex.start + 16);
turned.set(small.subarray(parts.entryIndex.start + 16, parts.entryIndex.start + 24), parts.entryIndex.start);
const spoilt = Buffer.from(small);
spoilt[parts.records.start + parts.records.size - 1] ^= 1;
const DAMAGED: [string, Buffer][] = [
  ['a text', press],
  ['the order of the index', resealed(turned)],
  ['a record', spoilt],
  ['the name of a care area', withRecord(small, 'areaIndex', 1, NO_HEAD)],
];

for (const [what, bytes] of DAMAGED) {
  test(`DERS-LIB-025 damage of ${what} is not hidden by storage that fails at any call, once or twice`, () => {
    const storage = new WatchedStorage(bytes);
    const library = new Library(storage);
    library.open(storage.start, storage.length);
    storage.reset();
    assert.is.not(contentsReason(library), Reason.NONE);
    const calls = storage.calls.length;
    for (let first = 1; first <= calls; first++) {
      for (const second of [first, first + 1, first + 2, first + 3]) {
        storage.reset((call) => call === first || call === second);
        assert.is.not(contentsReason(library), Reason.NONE, `calls ${first} and ${second} failed`);
      }
    }
  });
}

test('DERS-LIB-025 a care area that can no longer be read is found, whatever was read before', () => {
  const storage = new WatchedStorage(encodeLibrary(largeModel(50)).bytes);
  const library = new Library(storage);
  assert.is(library.open(storage.start, storage.length), Reason.NONE);
  const { strings, careAreas } = library.head;
  assert.is(careAreas, 5);
  assert.is(namesReason(library, strings, 1), Reason.NONE);
  storage.reset(() => true);
  // The names of all areas were read; of the limits some are still in memory, never those of the first.
  assert.is.not(recordPartReason(library, 0), Reason.NONE);
});

test.run();
