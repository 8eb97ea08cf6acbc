// The compiled library: what opens, what is refused and why, looking up by key, and how little is read for it.
import * as assert from 'uvu/assert';
import { encodeCbor, encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import {
  type EntryKey,
  Key,
  Library,
  Quantity,
  Reason,
  contentsReason,
  findEntries,
  parseUnit,
} from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { partsOf, resealed, withParts, withRecord } from './parts';
import { drugName, largeModel, openLibrary, sampleModel, smallModel } from './sample';
import { WatchedStorage } from './watched-storage';

const test = suite('engine/library/library');

const sample = encodeLibrary(sampleModel()).bytes;
const small = encodeLibrary(smallModel()).bytes;

function open(bytes: Uint8Array): { library: Library; reason: Reason } {
  const library = new Library(new MemoryStorage(bytes));
  return { library, reason: library.open(0, bytes.length) };
}

/** A library that is not open has nothing in it, whatever is asked. */
function assertClosed(library: Library): void {
  const { entries, careAreas, strings } = library.head;
  assert.equal([entries, careAreas, strings], [0, 0, 0]);
  assert.equal(
    [library.key(0), library.text(0), library.limits(1, 0), library.limits(1, -1)],
    [null, null, null, null],
  );
  assert.is(library.find({ careArea: 1, drug: 0, therapy: 0, anaesthesia: false, variant: 0 }), -1);
  assert.is(library.reason, Reason.NOT_FOUND);
}

test('DERS-LIB-008 a library says who it is and how much it holds', () => {
  const { library, reason } = open(sample);
  assert.is(reason, Reason.NONE);
  const { id, title, organisation, version, sequence, effective, reviewBy, uk, demonstration, notice } =
    library.head;
  const model = sampleModel();
  assert.equal(
    [id, title, organisation, version, sequence, effective, reviewBy, uk, demonstration, notice],
    [
      model.id,
      model.title,
      model.organisation,
      model.version,
      42,
      20261201,
      20270301,
      false,
      true,
      model.notice,
    ],
  );
  const { entries, careAreas, drugs, strings } = library.head;
  assert.equal([entries, careAreas, drugs], [model.entries.length, 3, 8]);
  assert.ok(strings > drugs);
  assert.is(contentsReason(library), Reason.NONE);
});

test('DERS-LIB-008 a library that was never opened, or did not open, has nothing in it', () => {
  const storage = new WatchedStorage(small);
  const library = new Library(storage);
  assert.is(library.reason, Reason.LIBRARY_UNREADABLE);
  assertClosed(library);
  assert.is(library.open(storage.start, storage.length), Reason.NONE);
  assert.ok(library.limits(1, 0) !== null);
  assert.is.not(library.open(storage.start, storage.length - 1), Reason.NONE);
  assertClosed(library);
});

test('DERS-LIB-008 a library is read where it lies, and nothing before or behind it', () => {
  const storage = new WatchedStorage(sample, 1000);
  const library = new Library(storage);
  assert.is(library.open(storage.start, storage.length), Reason.NONE);
  assert.is(contentsReason(library), Reason.NONE);
  assert.equal(storage.outside, []);
});

// offset, length of what is opened
const PLACES: [string, number, number][] = [
  ['a negative offset', -1, small.length],
  ['an offset behind the end', small.length + 1, 1],
  ['a length of zero', 0, 0],
  ['a negative length', 10, -5],
  ['a length beyond the end', 0, small.length + 1],
  ['an offset of NaN', Number.NaN, small.length],
  ['a length of NaN', 0, Number.NaN],
  ['a length without end', 0, Number.POSITIVE_INFINITY],
];

for (const [why, offset, length] of PLACES) {
  test(`DERS-LIB-008 refused before anything is read: ${why}`, () => {
    const storage = new MemoryStorage(small);
    const library = new Library(storage);
    assert.is(library.open(offset, length), Reason.LIBRARY_BOUNDS);
    assert.is(storage.bytesRead, 0);
    assertClosed(library);
  });
}

// The frame: what is changed, the whole library then, reason.

const parts = partsOf(small);
const heads = Object.values(parts).map(({ start, size }) => ({ start, size }));

function spliced(at: number, remove: number, insert: number[]): Buffer {
  return Buffer.concat([small.subarray(0, at), Buffer.from(insert), small.subarray(at + remove)]);
}

/** Offset and length of the head of a section's byte string. */
function headOf(section: number): [number, number] {
  const { start } = heads[section];
  const before = section === 0 ? 1 : heads[section - 1].start + heads[section - 1].size;
  return [before, start - before];
}

const [firstHead, firstHeadSize] = headOf(0);
const headSize = heads[0].size;
const FRAMES: [string, Uint8Array, Reason][] = [
  ['an array of six', spliced(0, 1, [0x86]), Reason.LIBRARY_FORMAT],
  ['an array of eight', spliced(0, 1, [0x88]), Reason.LIBRARY_FORMAT],
  ['an array of open length', spliced(0, 1, [0x9f]), Reason.LIBRARY_FORMAT],
  ['a longer head of the array', spliced(0, 1, [0x98, 7]), Reason.LIBRARY_FORMAT],
  ['a map', spliced(0, 1, [0xa7]), Reason.LIBRARY_FORMAT],
  ['a tag before it', spliced(0, 0, [0xc1]), Reason.LIBRARY_FORMAT],
  ['erased flash', Buffer.alloc(small.length, 0xff), Reason.LIBRARY_FORMAT],
  ['zeros', Buffer.alloc(small.length), Reason.LIBRARY_FORMAT],
  ['one byte', Buffer.of(0x87), Reason.LIBRARY_TYPE],
  ['a section of text', spliced(firstHead, 1, [0x78]), Reason.LIBRARY_TYPE],
  ['a section that is a number', spliced(firstHead, 1, [0x18]), Reason.LIBRARY_TYPE],
  ['a section that is an array', spliced(firstHead, 1, [0x98]), Reason.LIBRARY_TYPE],
  ['a section of open length', spliced(firstHead, 1, [0x5f]), Reason.LIBRARY_TYPE],
  ['a section of a reserved form', spliced(firstHead, 1, [0x5c]), Reason.LIBRARY_TYPE],
  [
    'an eight-byte length',
    spliced(firstHead, firstHeadSize, [0x5b, 0, 0, 0, 0, 0, 0, 0, headSize]),
    Reason.LIBRARY_TYPE,
  ],
  [
    'a two-byte length where one is enough',
    spliced(firstHead, firstHeadSize, [0x59, 0, headSize]),
    Reason.CBOR_NOT_SHORTEST,
  ],
  [
    'a four-byte length where one is enough',
    spliced(firstHead, firstHeadSize, [0x5a, 0, 0, 0, headSize]),
    Reason.CBOR_NOT_SHORTEST,
  ],
  [
    'a one-byte length where none is needed',
    spliced(firstHead, firstHeadSize, [0x58, 23]),
    Reason.CBOR_NOT_SHORTEST,
  ],
  ['a section beyond the end', spliced(firstHead, firstHeadSize, [0x59, 0xff, 0xff]), Reason.CBOR_TRUNCATED],
  [
    'a section of 4 GB',
    spliced(firstHead, firstHeadSize, [0x5a, 0xff, 0xff, 0xff, 0xff]),
    Reason.CBOR_TRUNCATED,
  ],
  ['a byte behind the last section', Buffer.concat([small, Buffer.of(0)]), Reason.CBOR_TRAILING],
  ['a second library behind it', Buffer.concat([small, small]), Reason.CBOR_TRAILING],
];

for (const [why, bytes, reason] of FRAMES) {
  test(`DERS-LIB-009 refused (${reason}): ${why}`, () => {
    const opened = open(bytes);
    assert.is(opened.reason, reason);
    assertClosed(opened.library);
  });
}

test('DERS-LIB-009 each section in turn: a longer head, another type, a byte missing', () => {
  for (let section = 0; section < 7; section++) {
    const [at, size] = headOf(section);
    const length = heads[section].size;
    const longer =
      length < 24
        ? [0x58, length]
        : length < 256
          ? [0x59, 0, length]
          : [0x5a, 0, 0, length >> 8, length & 255];
    assert.is(open(spliced(at, size, longer)).reason, Reason.CBOR_NOT_SHORTEST, `section ${section}`);
    assert.is(open(spliced(at, 1, [small[at] + 0x20])).reason, Reason.LIBRARY_TYPE, `section ${section}`);
    assert.is.not(open(spliced(heads[section].start, 1, [])).reason, Reason.NONE, `section ${section}`);
  }
});

function part(name: keyof typeof parts): Buffer {
  return small.subarray(parts[name].start, parts[name].start + parts[name].size);
}

const SECTIONS: [string, Parameters<typeof withParts>[1], Reason][] = [
  [
    'an entry index of a broken record',
    { entryIndex: part('entryIndex').subarray(1) },
    Reason.LIBRARY_BOUNDS,
  ],
  [
    'an area index of a broken record',
    { areaIndex: part('areaIndex').subarray(0, 15) },
    Reason.LIBRARY_BOUNDS,
  ],
  [
    'string offsets of a broken word',
    { stringOffsets: part('stringOffsets').subarray(3) },
    Reason.LIBRARY_BOUNDS,
  ],
  ['a ceiling too few', { ceilings: part('ceilings').subarray(12) }, Reason.LIBRARY_BOUNDS],
  [
    'a ceiling too many',
    { ceilings: Buffer.concat([part('ceilings'), Buffer.alloc(12)]) },
    Reason.LIBRARY_BOUNDS,
  ],
  ['no pump', { areaIndex: Buffer.alloc(0) }, Reason.LIBRARY_BOUNDS],
  ['256 records in the area index', { areaIndex: Buffer.alloc(256 * 16) }, Reason.LIBRARY_BOUNDS],
  ['a head too large for the block', { head: Buffer.alloc(1101) }, Reason.LIBRARY_BOUNDS],
  ['an empty head', { head: Buffer.alloc(0) }, Reason.CBOR_TRUNCATED],
  ['no records', { records: Buffer.alloc(0) }, Reason.LIBRARY_BOUNDS],
];

for (const [why, change, reason] of SECTIONS) {
  test(`DERS-LIB-009 refused (${reason}): ${why}`, () => {
    const opened = open(withParts(small, change));
    assert.is(opened.reason, reason);
    assertClosed(opened.library);
  });
}

// The head: key and value that are changed, or the whole of it.

const GOOD: [number, unknown][] = [
  [1, 1],
  [2, 'id'],
  [3, 'Title'],
  [4, 'Organisation'],
  [5, '1'],
  [6, 1],
  [7, 20261201],
  [8, 20270301],
  [9, 0],
  [10, 1],
  [11, 'Notice'],
  [12, 1],
];
const withHead = (pairs: [number, unknown][]) => open(withParts(small, { head: encodeCbor(new Map(pairs)) }));
const changed = (key: number, value: unknown) =>
  GOOD.map(([k, v]): [number, unknown] => [k, k === key ? value : v]);

const HEADS: [string, [number, unknown][], Reason][] = [
  ['as it should be', GOOD, Reason.NONE],
  [
    'with empty texts',
    [2, 3, 4, 5, 11].reduce(
      (head, key) => head.map(([k, v]): [number, unknown] => [k, k === key ? '' : v]),
      GOOD,
    ),
    Reason.NONE,
  ],
  ['a key missing', GOOD.slice(0, 11), Reason.LIBRARY_FORMAT],
  ['a key too many', [...GOOD, [13, 0]], Reason.LIBRARY_FORMAT],
  ['another key instead', [...GOOD.slice(0, 11), [13, 0]], Reason.LIBRARY_KEY],
  ['the first key missing', [...GOOD.slice(1), [13, 0]], Reason.LIBRARY_KEY],
  ['the format of tomorrow', changed(1, 2), Reason.LIBRARY_FORMAT],
  ['no format', changed(1, 0), Reason.LIBRARY_FORMAT],
  ['more drugs than texts', changed(12, 1000), Reason.LIBRARY_BOUNDS],
  ...GOOD.map(([key, value]): [string, [number, unknown][], Reason] => [
    `key ${key} of another type`,
    changed(key, typeof value === 'number' ? 'text' : 1),
    Reason.LIBRARY_TYPE,
  ]),
  ['a negative sequence', changed(6, -1), Reason.LIBRARY_TYPE],
  ['a list as title', changed(3, ['Title']), Reason.LIBRARY_TYPE],
  ['bytes as title', changed(3, Buffer.from('Title')), Reason.LIBRARY_TYPE],
];

for (const [why, pairs, reason] of HEADS) {
  test(`DERS-LIB-009 a head ${reason === Reason.NONE ? 'is taken' : `is refused (${reason})`}: ${why}`, () => {
    const opened = withHead(pairs);
    assert.is(opened.reason, reason);
    if (reason !== Reason.NONE) assertClosed(opened.library);
  });
}

for (const [why, head, reason] of [
  ['not a map', encodeCbor([1, 2]), Reason.LIBRARY_FORMAT],
  [
    'a text that is not UTF-8',
    Buffer.from(encodeCbor(new Map(GOOD)).toString('latin1').replace('Title', 'Tit\xffe'), 'latin1'),
    Reason.CBOR_TEXT,
  ],
  [
    'a text as key',
    encodeCbor(new Map<unknown, unknown>([...GOOD.slice(0, 11), ['a', 1]])),
    Reason.LIBRARY_KEY,
  ],
  ['a byte behind it', Buffer.concat([encodeCbor(new Map(GOOD)), Buffer.of(0)]), Reason.CBOR_TRAILING],
] as [string, Buffer, Reason][]) {
  test(`DERS-LIB-009 a head is refused (${reason}): ${why}`, () => {
    const opened = open(withParts(small, { head }));
    assert.is(opened.reason, reason);
    assertClosed(opened.library);
  });
}

// Looking up.

test('DERS-LIB-010 every entry is found by its key, with its own record', () => {
  const model = sampleModel();
  const { bytes, entries } = encodeLibrary(model);
  const { library } = open(bytes);
  entries.forEach((entry, number) => {
    const key = library.key(number) as EntryKey;
    assert.is(library.find(key), number);
    assert.is(library.reason, Reason.NONE);
    assert.is(library.text(key.drug), entry.drug);
    assert.is(key.therapy === 0 ? undefined : library.text(key.therapy - 1), entry.therapy);
    assert.is(key.anaesthesia, entry.anaesthesia);
    assert.is(model.careAreas[key.careArea - 1].id, entry.careArea);
    const limits = library.limits(key.careArea, number);
    assert.is(limits?.entry?.items[limits.entry.at[Key.HEAD] + 1], entry.type);
    for (const [quantity, items] of entry.record) {
      const at = limits?.entry?.at[quantity] as number;
      assert.equal(limits?.entry?.items.slice(at + 1, at + 1 + items.length), items);
    }
  });
});

test('DERS-LIB-010 a key that differs in any part is not found', () => {
  const { library } = open(sample);
  for (let number = 0; number < library.head.entries; number++) {
    const key = library.key(number) as EntryKey;
    const others: EntryKey[] = [
      { ...key, careArea: 0 },
      { ...key, careArea: 3 },
      { ...key, careArea: 200 },
      { ...key, drug: key.drug + 20 },
      { ...key, therapy: key.therapy + 1 },
      { ...key, therapy: 65535 },
      { ...key, variant: key.variant + 50 },
      { ...key, anaesthesia: !key.anaesthesia, variant: 9 },
      { ...key, drug: Number.NaN },
      { ...key, careArea: -1 },
      // What would run over into the next part of the key.
      { ...key, careArea: key.careArea - 1, drug: key.drug + 65536 },
      { ...key, therapy: key.therapy - 1, variant: key.variant + 65536 },
    ];
    for (const other of others) {
      assert.is(library.find(other), -1, JSON.stringify(other));
      assert.is(library.reason, Reason.NOT_FOUND);
    }
  }
});

test('DERS-LIB-010 an entry alone in its library is found, and its neighbours are not', () => {
  const model = smallModel();
  const library = openLibrary({ ...model, entries: model.entries.slice(0, 1) });
  const key = library.key(0) as EntryKey;
  assert.is(library.find(key), 0);
  assert.is(library.find({ ...key, variant: 1 }), -1);
  assert.is(library.find({ ...key, careArea: 0 }), -1);
});

test('DERS-LIB-010 a library without entries opens, and finds none', () => {
  const library = openLibrary({ ...smallModel(), entries: [] });
  assert.is(contentsReason(library), Reason.NONE);
  assert.is(library.find({ careArea: 1, drug: 0, therapy: 0, anaesthesia: false, variant: 0 }), -1);
  assert.is(library.firstFrom(1, 0, false), 0);
  assert.is(library.key(0), null);
  assert.ok(library.limits(1, -1)?.entry === null);
});

test('DERS-LIB-010 the first entry from a place on', () => {
  const { library } = open(sample);
  const keys = Array.from({ length: library.head.entries }, (_, number) => library.key(number) as EntryKey);
  const word = ({ careArea, drug, anaesthesia }: Partial<EntryKey>) =>
    (careArea as number) * 2 ** 24 + (drug as number) * 256 + (anaesthesia ? 1 : 0);
  for (let careArea = 0; careArea <= 4; careArea++) {
    for (let drug = 0; drug <= 9; drug++) {
      for (const anaesthesia of [false, true]) {
        const from = word({ careArea, drug, anaesthesia });
        const wanted = keys.findIndex((key) => word(key) >= from);
        assert.is(library.firstFrom(careArea, drug, anaesthesia), wanted < 0 ? keys.length : wanted);
      }
    }
  }
});

// care area, entry
const NO_LIMITS: [string, number, number][] = [
  ['no care area', 0, -1],
  ['a negative care area', -1, -1],
  ['a care area behind the last', 4, -1],
  ['a care area of NaN', Number.NaN, -1],
  ['an entry before the first', 1, -2],
  ['an entry behind the last', 1, 14],
  ['an entry of NaN', 1, Number.NaN],
  ['a part of an entry', 1, 0.5],
  ['an entry of another care area', 2, 0],
  ['an entry of the first in the second', 1, 13],
];

for (const [why, careArea, entry] of NO_LIMITS) {
  test(`DERS-LIB-010 no limits for ${why}`, () => {
    const { library } = open(sample);
    assert.is(library.limits(careArea, entry), null);
    assert.is(library.reason, Reason.NOT_FOUND);
  });
}

test('DERS-LIB-010 limits of an infusion outside the library are those of its care area and pump', () => {
  const { library } = open(sample);
  const limits = library.limits(1, -1);
  assert.is(limits?.entry, null);
  assert.ok((limits?.careArea?.at[Quantity.BASIC_RATE] as number) > 0);
  assert.ok((limits?.pump.at[Key.STEPS] as number) > 0);
  assert.is(library.reason, Reason.NONE);
});

test('DERS-LIB-010 limits of one care area are not those of the next', () => {
  const { library } = open(sample);
  const weights = [1, 2, 3, 1, 2].map((careArea) => {
    const area = library.limits(careArea, -1)?.careArea;
    const at = area?.at[Quantity.WEIGHT] as number;
    return at > 0 ? area?.items[at + 1] : 0;
  });
  const [kilograms, grams] = [parseUnit('kg'), parseUnit('g', true)];
  assert.equal(weights, [kilograms, grams, 0, kilograms, grams]);
});

test('DERS-LIB-010 two libraries side by side do not disturb each other', () => {
  const first = open(sample).library;
  const second = open(small).library;
  const limits = first.limits(1, 7);
  const before = JSON.stringify(limits);
  assert.is(contentsReason(second), Reason.NONE);
  assert.is(JSON.stringify(limits), before);
});

// Texts.

test('DERS-LIB-011 every text is read by its number, and none beside them', () => {
  const { library } = open(sample);
  const model = sampleModel();
  const texts = Array.from({ length: library.head.strings }, (_, id) => library.text(id));
  assert.ok(texts.every((text) => typeof text === 'string'));
  for (const { drug, therapy, advisories } of model.entries) {
    for (const text of [drug, ...(therapy ? [therapy] : []), ...advisories])
      assert.ok(texts.includes(text), text);
  }
  assert.is(new Set(texts).size, texts.length, 'each text stands once');
  for (const id of [-1, library.head.strings, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.is(library.text(id), null);
    assert.is(library.reason, Reason.NOT_FOUND);
  }
});

/** The small library with its texts as these bytes at these offsets. */
function withTexts(offsets: number[], bytes: number[] | Buffer): Library {
  const words = Buffer.alloc(offsets.length * 4);
  offsets.forEach((offset, i) => words.writeUInt32BE(offset, i * 4));
  const head = encodeCbor(new Map(GOOD));
  const { library, reason } = open(
    withParts(small, { head, stringOffsets: words, strings: Buffer.from(bytes) }),
  );
  assert.is(reason, Reason.NONE);
  return library;
}

const LONGEST = Buffer.concat([Buffer.of(0x79, 1097 >> 8, 1097 & 255), Buffer.alloc(1097, 0x61)]);
const TEXTS: [string, number[], number[] | Buffer, string | null, Reason][] = [
  ['a text', [0], [0x61, 0x61], 'a', Reason.NONE],
  ['an empty text', [0], [0x60], '', Reason.NONE],
  ['the longest text', [0], LONGEST, 'a'.repeat(1097), Reason.NONE],
  ['a text too long for the block', [0], Buffer.alloc(1101, 0x61), null, Reason.LIBRARY_BOUNDS],
  ['no bytes', [0, 0], [0x60], null, Reason.LIBRARY_BOUNDS],
  ['offsets that fall', [1, 0], [0x60, 0x60], null, Reason.LIBRARY_BOUNDS],
  ['an offset behind the end', [9], [0x60], null, Reason.LIBRARY_BOUNDS],
  ['a next offset behind the end', [0, 9], [0x60], null, Reason.LIBRARY_BOUNDS],
  ['a number', [0], [0x01], null, Reason.LIBRARY_TYPE],
  ['bytes', [0], [0x41, 0x61], null, Reason.LIBRARY_TYPE],
  ['an array', [0], [0x81, 0x60], null, Reason.LIBRARY_TYPE],
  ['a text cut short', [0], [0x62, 0x61], null, Reason.CBOR_TRUNCATED],
  ['a byte behind the text', [0], [0x61, 0x61, 0x61], null, Reason.CBOR_TRAILING],
  ['a longer head', [0], [0x78, 0x01, 0x61], null, Reason.CBOR_NOT_SHORTEST],
  ['not UTF-8', [0], [0x61, 0xff], null, Reason.CBOR_TEXT],
];

for (const [why, offsets, bytes, text, reason] of TEXTS) {
  test(`DERS-LIB-011 a text ${reason === Reason.NONE ? 'is read' : `is refused (${reason})`}: ${why}`, () => {
    const library = withTexts(offsets, bytes);
    assert.is(library.text(0), text);
    assert.is(library.reason, reason);
    if (reason !== Reason.NONE) assert.is(contentsReason(library), reason, 'verify reads every text');
  });
}

// Records: damaged, misplaced, out of order.

function patched(name: keyof typeof parts, at: number, words: number[], seal = true): Buffer {
  const bytes = Buffer.from(small);
  words.forEach((word, i) => bytes.writeUInt32BE(word, parts[name].start + at + i * 4));
  return seal ? resealed(bytes) : bytes;
}

function words(name: keyof typeof parts, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => small.readUInt32BE(parts[name].start + at + i * 4));
}

const [key0, key1] = words('entryIndex', 0, 2);
const [, , place] = words('entryIndex', 0, 3);
const end = parts.records.size;
const INDEX: [string, Buffer, Reason][] = [
  ['a place behind the records', patched('entryIndex', 8, [end * 1024 + 10]), Reason.LIBRARY_BOUNDS],
  ['a place over their end', patched('entryIndex', 8, [(end - 9) * 1024 + 10]), Reason.LIBRARY_BOUNDS],
  ['a place far away', patched('entryIndex', 8, [0xffffffff]), Reason.LIBRARY_BOUNDS],
  ['a record of no length', patched('entryIndex', 8, [place - (place % 1024)]), Reason.CBOR_TRUNCATED],
  [
    'a wrong checksum',
    patched('entryIndex', 12, [words('entryIndex', 12, 1)[0] ^ 1], false),
    Reason.LIBRARY_CRC,
  ],
  ['another drug than was sealed', patched('entryIndex', 0, [key0 + 256], false), Reason.LIBRARY_CRC],
  ['another variant than was sealed', patched('entryIndex', 4, [key1 + 1], false), Reason.LIBRARY_CRC],
  [
    'another place than was sealed',
    patched('entryIndex', 8, words('entryIndex', 24, 1), false),
    Reason.LIBRARY_CRC,
  ],
  ['another care area', patched('entryIndex', 0, [key0 + 2 ** 25]), Reason.NOT_FOUND],
];

for (const [why, bytes, reason] of INDEX) {
  test(`DERS-LIB-012 an entry is refused (${reason}): ${why}`, () => {
    const { library, reason: opened } = open(bytes);
    assert.is(opened, Reason.NONE);
    assert.is(library.limits(1, 0), null);
    if (reason === Reason.CBOR_TRUNCATED) assert.is.not(library.reason, Reason.NONE);
    else assert.is(library.reason, reason);
    assert.is.not(contentsReason(library), Reason.NONE);
    assert.ok(library.limits(1, -1) !== null, 'what is not damaged can still be used');
  });
}

test('DERS-LIB-012 a damaged care area takes its entries with it, and no other', () => {
  const { library } = open(withRecord(small, 'areaIndex', 1, Buffer.of(0xa1, 0x00)));
  assert.is(library.limits(1, 0), null);
  assert.is(library.limits(1, -1), null);
  assert.is(library.limits(1, 0), null, 'also when asked again');
  assert.ok(library.limits(2, library.firstFrom(2, 0, false)) !== null);
  assert.is.not(contentsReason(library), Reason.NONE);
});

test('DERS-LIB-012 limits after a care area that could not be read are those of the one that was asked for', () => {
  const { library } = open(withRecord(small, 'areaIndex', 2, Buffer.of(0xa1, 0x00)));
  const weights = () => {
    const area = library.limits(1, -1)?.careArea;
    return area?.items.slice(area.at[Quantity.WEIGHT], area.at[Quantity.WEIGHT] + 8);
  };
  const before = weights();
  assert.is(library.limits(2, -1), null);
  assert.equal(weights(), before);
  assert.ok((library.limits(1, 0)?.careArea?.at[Quantity.WEIGHT] as number) > 0);
});

// How little is read.

const large = new WatchedStorage(encodeLibrary(largeModel(5000)).bytes);
const LOG = Math.ceil(Math.log2(5001));

function openLarge(): Library {
  const library = new Library(large);
  large.reset();
  assert.is(library.open(large.start, large.length), Reason.NONE);
  return library;
}

test('DERS-LIB-013 opening reads the heads, the head section and the pump: blocks, not bytes', () => {
  openLarge();
  assert.ok(large.count('read') <= 1 + 7 + 1 + 1, `${large.count('read')} blocks`);
  assert.ok(large.count('word') <= 2);
  assert.ok(large.bytes < 1000, `${large.bytes} bytes`);
});

test('DERS-LIB-013 a look-up reads words for its probes and one block for the entry', () => {
  const library = openLarge();
  library.limits(1, -1);
  for (const number of [0, 1, 999, 2500, 4998, 4999]) {
    const key = library.key(number) as EntryKey;
    library.limits(key.careArea, -1);
    large.reset();
    assert.is(library.find(key), number);
    assert.is(large.count('read') + large.count('crc32'), 0, 'no block for a probe');
    assert.ok(large.count('word') <= 2 * LOG + 2, `${large.count('word')} words`);
    large.reset();
    assert.ok(library.limits(key.careArea, number) !== null);
    assert.is(large.count('read'), 1, 'one block an entry');
    assert.ok(large.count('word') <= 4, `${large.count('word')} words`);
    assert.ok(large.count('crc32') <= 2);
  }
});

test('DERS-LIB-013 a care area is read once; a fourth one further on takes its place', () => {
  const library = openLarge();
  const blocks = (careArea: number, number: number) => {
    large.reset();
    library.limits(careArea, number);
    return large.count('read');
  };
  const second = library.firstFrom(2, 0, false);
  assert.equal([blocks(1, -1), blocks(1, -1), blocks(1, 0), blocks(1, 1)], [1, 0, 1, 1]);
  assert.equal([blocks(2, second), blocks(2, second), blocks(1, 0), blocks(2, second)], [2, 1, 1, 1]);
  assert.equal([blocks(3, -1), blocks(2, -1), blocks(3, -1), blocks(1, 0)], [1, 0, 0, 1]);
  assert.ok(library.head.careAreas >= 5);
  assert.equal([blocks(4, -1), blocks(5, -1), blocks(1, -1), blocks(5, -1), blocks(2, -1)], [1, 1, 1, 1, 0]);
});

test('DERS-LIB-013 whatever was read before, the limits of a care area are its own', () => {
  const fresh = (careArea: number) => JSON.stringify(openLarge().limits(careArea, -1)?.careArea);
  const own = [1, 2, 3, 4, 5].map(fresh);
  assert.is(new Set(own).size, 5);
  const library = openLarge();
  for (const careArea of [1, 2, 1, 5, 3, 1, 5, 4, 2, 5, 1, 3, 1]) {
    large.reset();
    assert.is(JSON.stringify(library.limits(careArea, -1)?.careArea), own[careArea - 1]);
  }
});

test('DERS-LIB-013 opening and one look-up read less than 2 % of a library of 5,000 entries', () => {
  const library = openLarge();
  const key = library.key(3210) as EntryKey;
  assert.is(library.find(key), 3210);
  assert.ok(library.limits(key.careArea, 3210) !== null);
  assert.ok(large.bytes < large.length * 0.02, `${large.bytes} of ${large.length} bytes`);
  assert.equal(large.outside, []);
});

test('DERS-LIB-013 opening and one look-up by name read less than 2 % too', () => {
  const library = openLarge();
  const found = findEntries(library, {
    careArea: 'Area 3',
    drug: drugName(500),
    concentration: '4 mg/250 mL',
  });
  assert.is(found.length, 1);
  assert.ok(library.limits(3, found[0].number) !== null);
  assert.ok(large.bytes < large.length * 0.02, `${large.bytes} of ${large.length} bytes`);
  assert.equal(large.outside, []);
});

test.run();
