// The CBOR reader: what it refuses, one row and one comment each (after QCBOR's table), what it reads, and that it reads nothing else.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { encodeCbor } from '../../../drug-library-loader/compiler/encode';
import { type Bytes, Major, Reason, type Tokens, decode, newTokens, textOf } from '../../../engine/index';
import { suite } from '../../suite';

const test = suite('engine/library/cbor');

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

class OutOfRange extends Error {}

/** Bytes between two others that must not be asked for: reading outside `from … to − 1` throws. Counts what is read. */
function guarded(bytes: Uint8Array): { bytes: Bytes; from: number; to: number; reads: () => number } {
  const from = 7;
  const to = from + bytes.length;
  let reads = 0;
  const target: Bytes = { length: to + 9 };
  const watched = new Proxy(target, {
    get(_, property) {
      const at = Number(property);
      if (!(Number.isInteger(at) && at >= from && at < to))
        throw new OutOfRange(`${String(property)} was read`);
      reads++;
      return bytes[at - from];
    },
    set(_, property) {
      throw new OutOfRange(`${String(property)} was written`);
    },
  });
  return { bytes: watched, from, to, reads: () => reads };
}

/** Decodes with guards on both sides; the work is bounded by the length: each byte once, and twice more in comparing keys. */
function decodeGuarded(bytes: Uint8Array, tokens: Tokens): Reason {
  const guard = guarded(bytes);
  const reason = decode(guard.bytes, guard.from, guard.to, tokens);
  assert.ok(guard.reads() <= bytes.length * 3, `${guard.reads()} reads of ${bytes.length} bytes`);
  return reason;
}

interface Tag {
  tag: number;
  of: unknown;
}

/** A text whose bytes are not UTF-8: `decode` finds its place, `textOf` refuses it. */
interface NotText {
  raw: Uint8Array;
}

/** What the tokens say, as plain values: a Map, an array, a number, a text, bytes, or a tag with what it is of. */
function meaning(tokens: Tokens, bytes: Uint8Array, from: number): unknown {
  const { types, values, count } = tokens;
  let next = 0;
  function item(): unknown {
    const type = types[next];
    const value = values[next++];
    if (type === Major.UNSIGNED || type === Major.NEGATIVE) return value;
    if (type === Major.BYTES || type === Major.TEXT) {
      assert.is(types[next], Major.LENGTH);
      const start = value - from;
      const part = bytes.subarray(start, start + values[next++]);
      if (type === Major.BYTES) return Uint8Array.from(part);
      return textOf(part, 0, part.length) ?? ({ raw: Uint8Array.from(part) } satisfies NotText);
    }
    if (type === Major.ARRAY) return Array.from({ length: value }, item);
    if (type === Major.MAP) return new Map(Array.from({ length: value }, () => [item(), item()]));
    assert.is(type, Major.TAG);
    return { tag: value, of: item() } satisfies Tag;
  }
  const read = item();
  assert.is(next, count, 'every token belongs to the item');
  return read;
}

function read(bytes: Uint8Array): unknown {
  const tokens = newTokens();
  assert.is(decodeGuarded(bytes, tokens), Reason.NONE);
  return meaning(tokens, bytes, 7);
}

// bytes, what they say
const WELL_FORMED: [string, unknown][] = [
  ['00', 0],
  ['17', 23],
  ['1818', 24],
  ['18ff', 255],
  ['190100', 256],
  ['19ffff', 65535],
  ['1a00010000', 65536],
  ['1affffffff', 4294967295],
  ['1b0000000100000000', 4294967296],
  ['1b001fffffffffffff', 9007199254740991],
  ['20', -1],
  ['37', -24],
  ['3818', -25],
  ['38ff', -256],
  ['390100', -257],
  ['3affffffff', -4294967296],
  ['3b0000000100000000', -4294967297],
  ['3b001ffffffffffffe', -9007199254740991],
  ['40', Uint8Array.of()],
  ['43010203', Uint8Array.of(1, 2, 3)],
  [`5818${'00'.repeat(24)}`, new Uint8Array(24)],
  ['60', ''],
  ['63616263', 'abc'],
  ['62c2b5', 'µ'],
  [`7818${'61'.repeat(24)}`, 'a'.repeat(24)],
  [`790100${'61'.repeat(256)}`, 'a'.repeat(256)],
  ['80', []],
  ['8101', [1]],
  ['83010203', [1, 2, 3]],
  ['8180', [[]]],
  ['82818001', [[[]], 1]],
  [`9818${'00'.repeat(24)}`, new Array(24).fill(0)],
  ['a0', new Map()],
  ['a10102', new Map([[1, 2]])],
  [
    'a2010203a0',
    new Map<number, unknown>([
      [1, 2],
      [3, new Map()],
    ]),
  ],
  // Order of keys: by their bytes, so short heads before long ones and numbers before texts.
  [
    'a417001818002000616100',
    new Map<unknown, number>([
      [23, 0],
      [24, 0],
      [-1, 0],
      ['a', 0],
    ]),
  ],
  [
    'a26161006162 00',
    new Map([
      ['a', 0],
      ['b', 0],
    ]),
  ],
  [
    'a2616200626161 00',
    new Map([
      ['b', 0],
      ['aa', 0],
    ]),
  ],
  ['c101', { tag: 1, of: 1 }],
  ['c48221196ab3', { tag: 4, of: [-2, 27315] }],
  ['d862 80', { tag: 98, of: [] }],
  ['c1c200', { tag: 1, of: { tag: 2, of: 0 } }],
  ['82c10102', [{ tag: 1, of: 1 }, 2]],
  ['a101c102', new Map([[1, { tag: 1, of: 2 }]])],
];

for (const [hex, value] of WELL_FORMED) {
  test(`DERS-LIB-001 read: ${hex.length > 40 ? `${hex.slice(0, 40)}…` : hex}`, () => {
    assert.equal(read(bytesOf(hex)), value);
  });
}

const nested = (levels: number, head: string, inside: string) => head.repeat(levels) + inside;

// what is wrong, bytes, reason
const MALFORMED: [string, string, Reason][] = [
  // Nothing, or not enough
  ['nothing at all', '', Reason.CBOR_TRUNCATED],
  ['1-byte argument missing', '18', Reason.CBOR_TRUNCATED],
  ['2-byte argument missing', '19', Reason.CBOR_TRUNCATED],
  ['2-byte argument half there', '1901', Reason.CBOR_TRUNCATED],
  ['4-byte argument one byte short', '1a000100', Reason.CBOR_TRUNCATED],
  ['8-byte argument one byte short', '1b00000001000000', Reason.CBOR_TRUNCATED],
  ['negative, argument missing', '38', Reason.CBOR_TRUNCATED],
  ['bytes, length missing', '58', Reason.CBOR_TRUNCATED],
  ['bytes, content missing', '41', Reason.CBOR_TRUNCATED],
  ['bytes, content one byte short', '430102', Reason.CBOR_TRUNCATED],
  ['bytes of 4 GB', '5affffffff00', Reason.CBOR_TRUNCATED],
  ['bytes of 2^53 − 1', '5b001fffffffffffff00', Reason.CBOR_TRUNCATED],
  ['text, content one byte short', '62c2', Reason.CBOR_TRUNCATED],
  ['text of 2^53 − 1 bytes', '7b001fffffffffffff61', Reason.CBOR_TRUNCATED],
  ['array, item missing', '81', Reason.CBOR_TRUNCATED],
  ['array, second item missing', '8201', Reason.CBOR_TRUNCATED],
  ['array of 2^32 − 1 items', '9affffffff00', Reason.CBOR_TRUNCATED],
  ['array of 2^53 − 1 items', '9b001fffffffffffff00', Reason.CBOR_TRUNCATED],
  ['array in an array, inner item missing', '8281', Reason.CBOR_TRUNCATED],
  ['map, key missing', 'a1', Reason.CBOR_TRUNCATED],
  ['map, value missing', 'a101', Reason.CBOR_TRUNCATED],
  ['map, second value missing', 'a2010203', Reason.CBOR_TRUNCATED],
  ['map of 2^53 − 1 pairs', 'bb001fffffffffffff0001', Reason.CBOR_TRUNCATED],
  ['map of 2^52 pairs', 'bb00100000000000000000', Reason.CBOR_TRUNCATED],
  ['tag without what it tags', 'c1', Reason.CBOR_TRUNCATED],
  ['tags without end', 'c1c1c1c1c1', Reason.CBOR_TRUNCATED],
  ['tag as the last item of an array', '8201c1', Reason.CBOR_TRUNCATED],
  ['tag as the last value of a map', 'a101c1', Reason.CBOR_TRUNCATED],

  // Longer than needed, at each width and for each type
  ['23 in one byte', '1817', Reason.CBOR_NOT_SHORTEST],
  ['0 in one byte', '1800', Reason.CBOR_NOT_SHORTEST],
  ['255 in two bytes', '1900ff', Reason.CBOR_NOT_SHORTEST],
  ['65535 in four bytes', '1a0000ffff', Reason.CBOR_NOT_SHORTEST],
  ['2^32 − 1 in eight bytes', '1b00000000ffffffff', Reason.CBOR_NOT_SHORTEST],
  ['−24 in one byte', '3817', Reason.CBOR_NOT_SHORTEST],
  ['−256 in two bytes', '3900ff', Reason.CBOR_NOT_SHORTEST],
  ['−65536 in four bytes', '3a0000ffff', Reason.CBOR_NOT_SHORTEST],
  ['−2^32 in eight bytes', '3b00000000ffffffff', Reason.CBOR_NOT_SHORTEST],
  ['length of bytes', '580100', Reason.CBOR_NOT_SHORTEST],
  ['length of a text', '78016100', Reason.CBOR_NOT_SHORTEST],
  ['length of an array', '980100', Reason.CBOR_NOT_SHORTEST],
  ['length of a map', 'b8010000', Reason.CBOR_NOT_SHORTEST],
  ['length of an empty map, as cbor-x writes objects', 'b90000', Reason.CBOR_NOT_SHORTEST],
  ['number of a tag', 'd80100', Reason.CBOR_NOT_SHORTEST],
  ['a key of a map', 'a1180000', Reason.CBOR_NOT_SHORTEST],

  // Lengths left open
  ['bytes', '5f4100ff', Reason.CBOR_INDEFINITE],
  ['text', '7f6161ff', Reason.CBOR_INDEFINITE],
  ['array', '9f00ff', Reason.CBOR_INDEFINITE],
  ['empty array', '9fff', Reason.CBOR_INDEFINITE],
  ['map', 'bf0000ff', Reason.CBOR_INDEFINITE],
  ['inside an array', '819f00ff', Reason.CBOR_INDEFINITE],
  ['as a key', 'a17f6161ff00', Reason.CBOR_INDEFINITE],
  ['a break alone', 'ff', Reason.CBOR_INDEFINITE],
  ['a break in an array', '81ff', Reason.CBOR_INDEFINITE],

  // Reserved additional information, for each type
  ...['1c', '1d', '1e', '3c', '3d', '3e', '5c', '5d', '5e', '7c', '7d', '7e'].map(reserved),
  ...['9c', '9d', '9e', 'bc', 'bd', 'be', 'dc', 'dd', 'de', 'fc', 'fd', 'fe'].map(reserved),
  ['unsigned of open length', '1f', Reason.CBOR_RESERVED],
  ['negative of open length', '3f', Reason.CBOR_RESERVED],
  ['tag of open length', 'df00', Reason.CBOR_RESERVED],

  // Types that a library does not have
  ['false', 'f4', Reason.CBOR_UNSUPPORTED],
  ['true', 'f5', Reason.CBOR_UNSUPPORTED],
  ['null', 'f6', Reason.CBOR_UNSUPPORTED],
  ['undefined', 'f7', Reason.CBOR_UNSUPPORTED],
  ['simple value 0', 'e0', Reason.CBOR_UNSUPPORTED],
  ['simple value 16', 'f0', Reason.CBOR_UNSUPPORTED],
  ['simple value 255', 'f8ff', Reason.CBOR_UNSUPPORTED],
  ['simple value 24, not well-formed', 'f818', Reason.CBOR_UNSUPPORTED],
  ['half-precision float', 'f93c00', Reason.CBOR_UNSUPPORTED],
  ['half-precision NaN', 'f97e00', Reason.CBOR_UNSUPPORTED],
  ['single-precision float', 'fa47c35000', Reason.CBOR_UNSUPPORTED],
  ['double-precision float', 'fb3ff199999999999a', Reason.CBOR_UNSUPPORTED],
  ['double-precision infinity', 'fb7ff0000000000000', Reason.CBOR_UNSUPPORTED],
  ['a float cut short', 'fb3ff1', Reason.CBOR_UNSUPPORTED],
  ['a float in an array', '8201f93c00', Reason.CBOR_UNSUPPORTED],
  ['null as a value', 'a101f6', Reason.CBOR_UNSUPPORTED],
  ['null as a key', 'a1f601', Reason.CBOR_UNSUPPORTED],
  ['an array as a key', 'a18001', Reason.CBOR_UNSUPPORTED],
  ['a map as a key', 'a1a001', Reason.CBOR_UNSUPPORTED],
  ['a tag as a key', 'a1c10101', Reason.CBOR_UNSUPPORTED],

  // Numbers that a double cannot hold
  ['2^53', '1b0020000000000000', Reason.CBOR_RANGE],
  ['2^64 − 1', '1bffffffffffffffff', Reason.CBOR_RANGE],
  ['−2^53 − 1', '3b0020000000000000', Reason.CBOR_RANGE],
  ['−2^64', '3bffffffffffffffff', Reason.CBOR_RANGE],
  ['bytes of 2^53', '5b0020000000000000', Reason.CBOR_RANGE],
  ['text of 2^64 − 1', '7bffffffffffffffff', Reason.CBOR_RANGE],
  ['array of 2^64 − 1', '9bffffffffffffffff', Reason.CBOR_RANGE],
  ['map of 2^63', 'bb8000000000000000', Reason.CBOR_RANGE],
  ['tag 2^64 − 1', 'dbffffffffffffffff00', Reason.CBOR_RANGE],

  // Nested: eight levels hold something, a ninth does not
  ['nine arrays', nested(9, '81', '00'), Reason.CBOR_TOO_DEEP],
  ['ten arrays', nested(10, '81', '00'), Reason.CBOR_TOO_DEEP],
  ['nine maps', nested(9, 'a100', '00'), Reason.CBOR_TOO_DEEP],
  ['a thousand arrays', nested(1000, '81', '00'), Reason.CBOR_TOO_DEEP],
  ['a thousand arrays without end', nested(1000, '81', ''), Reason.CBOR_TOO_DEEP],
  [
    'nine levels behind eight that were closed',
    `82${nested(7, '81', '00')}${nested(8, '81', '00')}`,
    Reason.CBOR_TOO_DEEP,
  ],
  ['tags do not hide levels', nested(9, 'c181', '00'), Reason.CBOR_TOO_DEEP],

  // Keys
  ['falling keys', 'a202000100', Reason.CBOR_KEY_ORDER],
  ['a long head before a short one', 'a218180017 00', Reason.CBOR_KEY_ORDER],
  ['a negative before a positive', 'a220000000', Reason.CBOR_KEY_ORDER],
  ['a text before a number', 'a261610001 00', Reason.CBOR_KEY_ORDER],
  ['texts out of order', 'a2616200616100', Reason.CBOR_KEY_ORDER],
  ['a longer text before a shorter, as RFC 7049 never had it', 'a262616100616200', Reason.CBOR_KEY_ORDER],
  ['the third key', 'a3010003000200', Reason.CBOR_KEY_ORDER],
  ['in a map in a map', 'a101a202000100', Reason.CBOR_KEY_ORDER],
  ['behind a map that was closed', 'a202a101000100', Reason.CBOR_KEY_ORDER],
  ['a number twice', 'a201000100', Reason.CBOR_DUPLICATE_KEY],
  ['zero twice', 'a200000000', Reason.CBOR_DUPLICATE_KEY],
  ['a negative twice', 'a220002000', Reason.CBOR_DUPLICATE_KEY],
  ['a text twice', 'a2616100616100', Reason.CBOR_DUPLICATE_KEY],
  ['empty texts', 'a260006000', Reason.CBOR_DUPLICATE_KEY],
  ['bytes twice', 'a2410000410000', Reason.CBOR_DUPLICATE_KEY],
  ['in a map in an array', '81a201000100', Reason.CBOR_DUPLICATE_KEY],
  ['after a map was a value', 'a201a101000100', Reason.CBOR_DUPLICATE_KEY],

  // More than one item
  ['two numbers', '0000', Reason.CBOR_TRAILING],
  ['a byte behind an array', '810100', Reason.CBOR_TRAILING],
  ['a break behind an array', '8101ff', Reason.CBOR_TRAILING],
  ['a byte behind an empty map', 'a000', Reason.CBOR_TRAILING],
  ['a byte behind a text', '616161', Reason.CBOR_TRAILING],
];

function reserved(head: string): [string, string, Reason] {
  return [`reserved head ${head}`, `${head}0000000000000000`, Reason.CBOR_RESERVED];
}

for (const [why, hex, reason] of MALFORMED) {
  test(`DERS-LIB-001 refused (${reason}): ${why}`, () => {
    const tokens = newTokens();
    const known = decodeGuarded(bytesOf(hex), tokens);
    // A break is a simple type, refused either as an open length or as a type that is not there.
    assert.is(known, why.startsWith('a break') && known === Reason.CBOR_UNSUPPORTED ? known : reason);
    assert.is(tokens.count, 0, 'nothing of it can be used');
  });
}

// levels that must be read
for (const [why, hex] of [
  ['eight arrays', nested(8, '81', '00')],
  ['seven arrays', nested(7, '81', '00')],
  ['eight maps', nested(8, 'a100', '00')],
  ['an empty array in eight', nested(8, '81', '80')],
  ['eight levels twice', `82${nested(7, '81', '00')}${nested(7, '81', '00')}`],
  ['eight levels of tags and arrays', nested(8, 'c181', '00')],
  ['a hundred tags', `${'c1'.repeat(100)}00`],
]) {
  test(`DERS-LIB-003 read: ${why}`, () => assert.is(decodeGuarded(bytesOf(hex), newTokens()), Reason.NONE));
}

// from, to
const RANGES: [string, number, number][] = [
  ['nothing of it', 0, 0],
  ['backwards', 2, 1],
  ['to NaN', 0, Number.NaN],
  ['from NaN', Number.NaN, 3],
];

for (const [why, from, to] of RANGES) {
  test(`DERS-LIB-002 a range that is none is refused: ${why}`, () => {
    let reads = 0;
    const watched = new Proxy({ length: 3 } as Bytes, {
      get(_, property) {
        // Arrays of 23 in arrays of 23: followed to their end that would be 10^11 items.
        if (++reads > 100) throw new OutOfRange('reads without end');
        return Number(property) < 8 || reads < 9 ? 0x97 : 0;
      },
    });
    assert.is.not(decode(watched, from, to, newTokens()), Reason.NONE);
    assert.ok(reads <= 3, `${reads} bytes were read`);
  });
}

test('DERS-LIB-002 every prefix of an item is refused, and read no further than it goes', () => {
  const whole = encodeCbor(
    new Map<number, unknown>([
      [1, 'text'],
      [2, [1, 300, 70000, 2 ** 40]],
      [30, new Map([['a', Buffer.alloc(30)]])],
    ]),
  );
  for (let length = 0; length < whole.length; length++) {
    assert.is(decodeGuarded(Uint8Array.from(whole.subarray(0, length)), newTokens()), Reason.CBOR_TRUNCATED);
  }
  assert.is(decodeGuarded(Uint8Array.from(whole), newTokens()), Reason.NONE);
});

const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  // Heads of containers and long arguments, over and over: what random bytes seldom are.
  fc
    .array(
      fc.constantFrom(
        0x81,
        0x82,
        0x9a,
        0x9b,
        0xa1,
        0xa2,
        0xb8,
        0xbb,
        0x00,
        0x01,
        0x18,
        0x1b,
        0x41,
        0x61,
        0x7b,
        0xc1,
        0xff,
      ),
      { maxLength: 40 },
    )
    .map((list) => Uint8Array.from(list)),
);

test('DERS-LIB-002 any bytes: an answer, in bounded work, and nothing outside them', () => {
  const tokens = newTokens();
  let accepted = 0;
  fc.assert(
    fc.property(hostile, (bytes) => {
      const reason = decodeGuarded(bytes, tokens);
      assert.ok(reason === Reason.NONE || (reason >= Reason.CBOR_TRUNCATED && reason <= Reason.CBOR_RANGE));
      if (reason !== Reason.NONE) return;
      accepted++;
      // What is read is the one deterministic form of what it says: encoding it again gives the same bytes.
      assert.equal(Uint8Array.from(encodeAgain(meaning(tokens, bytes, 7))), bytes);
    }),
    { numRuns: 20000 },
  );
  assert.ok(accepted > 100, `${accepted} items were accepted`);
});

/** Deterministic CBOR of the values above, written here a second time, without a library. */
function encodeAgain(value: unknown): number[] {
  function head(major: number, argument: bigint): number[] {
    const size =
      argument < 24n ? 0 : argument < 256n ? 1 : argument < 65536n ? 2 : argument < 2n ** 32n ? 4 : 8;
    const info = size === 0 ? Number(argument) : { 1: 24, 2: 25, 4: 26, 8: 27 }[size];
    const rest = Array.from({ length: size }, (_, i) =>
      Number((argument >> BigInt(8 * (size - 1 - i))) & 255n),
    );
    return [(major << 5) | (info as number), ...rest];
  }
  if (typeof value === 'number') return value < 0 ? head(1, -1n - BigInt(value)) : head(0, BigInt(value));
  if (value instanceof Uint8Array) return [...head(2, BigInt(value.length)), ...value];
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    return [...head(3, BigInt(bytes.length)), ...bytes];
  }
  if (Array.isArray(value)) return [...head(4, BigInt(value.length)), ...value.flatMap(encodeAgain)];
  if (value instanceof Map) {
    const pairs = [...value].map(([key, held]) => ({
      key: Buffer.from(encodeAgain(key)),
      held: encodeAgain(held),
    }));
    pairs.sort((a, b) => Buffer.compare(a.key, b.key));
    return [...head(5, BigInt(value.size)), ...pairs.flatMap(({ key, held }) => [...key, ...held])];
  }
  if ('raw' in (value as NotText))
    return [...head(3, BigInt((value as NotText).raw.length)), ...(value as NotText).raw];
  const { tag, of } = value as Tag;
  return [...head(6, BigInt(tag)), ...encodeAgain(of)];
}

const whole = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.maxSafeInteger(),
  fc.constantFrom(
    23,
    24,
    255,
    256,
    65535,
    65536,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
    -24,
    -25,
    -256,
    -257,
    -65536,
    -65537,
  ),
);
// The compiler's keys are those of records and heads; cbor-x would make floats of longer ones.
const shortKey = fc.integer({ min: -65537, max: 65537 });
const word = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 8 }));
const { value: structure } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 6 },
    whole,
    word,
    fc.uint8Array({ maxLength: 30 }),
    fc.array(tie('value'), { maxLength: 30 }),
    fc
      .uniqueArray(fc.tuple(fc.oneof(shortKey, word), tie('value')), {
        selector: ([key]) => key,
        maxLength: 6,
      })
      .map((pairs) => new Map(pairs as [unknown, unknown][])),
  ),
}));

/** Maps come back in the order of their encoded keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!(value instanceof Map)) return value;
  const pairs = [...value].sort(([a], [b]) =>
    Buffer.compare(Buffer.from(encodeAgain(a)), Buffer.from(encodeAgain(b))),
  );
  return new Map(pairs.map(([key, held]) => [key, sorted(held)]));
}

test('DERS-LIB-001 what the compiler encodes is read back as it was', () => {
  fc.assert(
    fc.property(structure, (value) => {
      const prepared = bytesAsBuffers(value);
      const bytes = Uint8Array.from(encodeCbor(prepared));
      assert.equal([...bytes], encodeAgain(value), 'cbor-x and this file write the same bytes');
      assert.equal(read(bytes), sorted(value));
    }),
    { numRuns: 2000 },
  );
});

/** cbor-x takes Buffers as byte strings. */
function bytesAsBuffers(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(bytesAsBuffers);
  if (value instanceof Map) return new Map([...value].map(([key, held]) => [key, bytesAsBuffers(held)]));
  return value;
}

test('DERS-LIB-001 tokens are used again: nothing of a longer item is left in a shorter one', () => {
  const tokens = newTokens();
  decode(bytesOf('8301020304'), 0, 4, tokens);
  assert.is(tokens.count, 4);
  assert.is(decode(bytesOf('07'), 0, 1, tokens), Reason.NONE);
  assert.is(tokens.count, 1);
  assert.equal([tokens.types[0], tokens.values[0]], [Major.UNSIGNED, 7]);
});

// Texts: what is not UTF-8, by RFC 3629
const NOT_UTF8: [string, string][] = [
  ['a continuation byte alone', '80'],
  ['a continuation byte behind a letter', '61bf'],
  ['2-byte lead at the end', 'c3'],
  ['2-byte lead before a letter', 'c361'],
  ['3-byte lead, one byte behind it', 'e282'],
  ['3-byte lead before a letter', 'e28261'],
  ['4-byte lead, two bytes behind it', 'f09f92'],
  ['4-byte lead before a letter', 'f09f9261'],
  ['overlong solidus, 2 bytes', 'c0af'],
  ['overlong zero, 2 bytes', 'c080'],
  ['overlong, last of 2 bytes', 'c1bf'],
  ['overlong solidus, 3 bytes', 'e080af'],
  ['overlong, last of 3 bytes', 'e09fbf'],
  ['overlong solidus, 4 bytes', 'f08080af'],
  ['overlong, last of 4 bytes', 'f08fbfbf'],
  ['first high surrogate', 'eda080'],
  ['last high surrogate', 'edafbf'],
  ['first low surrogate', 'edb080'],
  ['last low surrogate', 'edbfbf'],
  ['a pair of surrogates (CESU-8)', 'eda0bdedb2a9'],
  ['beyond U+10FFFF', 'f4908080'],
  ['a lead byte f5', 'f5808080'],
  ['a 5-byte form', 'f888808080'],
  ['a 6-byte form', 'fc8480808080'],
  ['fe', 'fe'],
  ['ff', 'ff'],
];

for (const [why, hex] of NOT_UTF8) {
  test(`DERS-LIB-004 not a text: ${why}`, () => {
    const guard = guarded(bytesOf(hex));
    assert.is(textOf(guard.bytes, guard.from, guard.to - guard.from), null);
  });
}

const TEXTS = [
  '',
  'a',
  '\0',
  '\u007f',
  '\u0080',
  'µ',
  '\u07ff',
  '\u0800',
  '€',
  '\ud7ff',
  '\ue000',
  '\ufeff',
  '\ufffd',
  '\uffff',
  '\u{10000}',
  '💉',
  '\u{10ffff}',
  'aµ€💉z',
];

for (const text of TEXTS) {
  const name = [...text].map((character) => `U+${character.codePointAt(0)?.toString(16)}`).join(' ');
  test(`DERS-LIB-004 a text: ${name || 'empty'}`, () => {
    const guard = guarded(Uint8Array.from(Buffer.from(text, 'utf8')));
    assert.is(textOf(guard.bytes, guard.from, guard.to - guard.from), text);
  });
}

test('DERS-LIB-004 any bytes are a text or not, as the decoder of the platform says', () => {
  const judge = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  function expected(bytes: Uint8Array): string | null {
    try {
      return judge.decode(bytes);
    } catch {
      return null;
    }
  }
  function same(bytes: Uint8Array): void {
    const guard = guarded(bytes);
    const text = textOf(guard.bytes, guard.from, bytes.length);
    if (text !== expected(bytes)) assert.is(text, expected(bytes), Buffer.from(bytes).toString('hex'));
  }
  // Every lead with every second byte, closed by continuation bytes; then random ones made of likely bytes.
  for (let lead = 0; lead < 256; lead++) {
    for (let second = 0x70; second < 0xd0; second++)
      for (const rest of [[], [0x80], [0xbf, 0xbf]]) same(Uint8Array.of(lead, second, ...rest));
  }
  const likely = fc.constantFrom(
    0x00,
    0x61,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xed,
    0xef,
    0xf0,
    0xf4,
    0xf5,
  );
  fc.assert(
    fc.property(fc.array(likely, { maxLength: 6 }), (list) => same(Uint8Array.from(list))),
    { numRuns: 10000 },
  );
});

// The examples of the RFC, where the vectors are present.

const RFC = join(
  process.env.DERS_VECTORS ?? resolve(__dirname, '../../../../shared/vectors'),
  'rfc8949-appendix-a.json',
);
const RFC_TITLE =
  'DERS-LIB-001 the examples of RFC 8949 appendix A: read where deterministic and of our types, else refused';

interface Example {
  hex: string;
  roundtrip: boolean;
  decoded?: unknown;
}

if (!existsSync(RFC)) test.skip(RFC_TITLE, 'the public vectors are not here (see DERS_VECTORS)');
else {
  test(RFC_TITLE, () => {
    const examples: Example[] = JSON.parse(readFileSync(RFC, 'utf8'));
    assert.ok(examples.length > 80);
    for (const { hex, roundtrip, decoded } of examples) {
      const tokens = newTokens();
      const bytes = bytesOf(hex);
      const reason = decodeGuarded(bytes, tokens);
      assert.is(reason, reasonOf(hex, roundtrip), hex);
      if (reason !== Reason.NONE || decoded === undefined) continue;
      const value = meaning(tokens, bytes, 7);
      // JSON has no tags: there the examples give what a tag makes of its content.
      if (!(value instanceof Object && 'tag' in value)) assert.equal(plain(value), decoded, hex);
    }
  });
}

/** Floats and simple values are not ours, 64-bit numbers too large; of the rest, those that do not come back the same are of open length. */
function reasonOf(hex: string, roundtrip: boolean): Reason {
  if (/^(e|f|c1f)/.test(hex)) return Reason.CBOR_UNSUPPORTED;
  if (/^[13]bffffffffffffffff$/.test(hex)) return Reason.CBOR_RANGE;
  return roundtrip ? Reason.NONE : Reason.CBOR_INDEFINITE;
}

/** Maps as the objects of JSON. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, held]) => [String(key), plain(held)]));
  return value;
}

test.run();
