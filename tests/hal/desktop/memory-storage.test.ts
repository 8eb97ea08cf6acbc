// Library storage in memory: the contract of engine/library/storage.ts, as the Duktape host keeps it too.
import * as assert from 'uvu/assert';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';

const test = suite('hal/desktop/memory-storage');

const DIGITS = Buffer.from('123456789', 'ascii');
/** The nine digits in the middle of a longer buffer, whose other bytes are not part of the storage. */
const inside = () => new MemoryStorage(Buffer.from('xx123456789yyyyyy', 'ascii').subarray(2, 11));

// what, offset, word
const WORDS: [string, number, number][] = [
  ['a word is big-endian', 0, 0x31323334],
  ['a word at an odd offset', 3, 0x34353637],
  ['the last word', 5, 0x36373839],
  ['a word over the end', 6, -1],
  ['a word behind the end', 9, -1],
  ['a word far away', 2 ** 40, -1],
  ['a word before the start', -1, -1],
  ['a word at a broken offset', 0.5, -1],
  ['a word at a broken offset near the end', 5.5, -1],
  ['a word at NaN', Number.NaN, -1],
  ['a word at infinity', Number.POSITIVE_INFINITY, -1],
  ['a word at undefined', undefined as unknown as number, -1],
];

for (const [why, offset, word] of WORDS) {
  test(`DERS-LIB-024 ${why}: ${word}`, () => {
    assert.is(new MemoryStorage(DIGITS).word(offset), word);
    assert.is(inside().word(offset), word);
  });
}

test('DERS-LIB-024 a word with its highest bit is not negative', () => {
  assert.is(new MemoryStorage(Uint8Array.of(255, 255, 255, 255)).word(0), 0xffffffff);
  assert.is(new MemoryStorage(Uint8Array.of(128, 0, 0, 0)).word(0), 0x80000000);
});

// what, offset, length, most that may be answered
const BLOCKS: [string, number, number, number][] = [
  ['a block', 1, 4, 4],
  ['everything', 0, 9, 9],
  ['nothing', 0, 0, 0],
  ['nothing at the end', 9, 0, 0],
  ['a block over the end', 7, 4, 2],
  ['a block behind the end', 10, 1, 0],
  ['a block before the start', -1, 4, 0],
  ['a negative length', 0, -1, 0],
  ['a length of NaN', 0, Number.NaN, 0],
  ['an offset of NaN', Number.NaN, 4, 0],
  ['a broken offset', 0.5, 4, 0],
  ['a broken length', 0, 1.5, 0],
];

for (const [why, offset, length, most] of BLOCKS) {
  test(`DERS-LIB-024 ${why}: what is inside or less, and no other bytes`, () => {
    for (const storage of [new MemoryStorage(DIGITS), inside()]) {
      const buffer = new Uint8Array(12).fill(0xee);
      const copied = storage.read(offset, buffer, length);
      // Whole or short: a request that is not all inside may be answered with nothing.
      assert.ok(copied === most || copied === 0, String(copied));
      if (most === length) assert.is(copied, length);
      assert.equal([...buffer.subarray(0, copied)], [...DIGITS.subarray(offset, offset + copied)]);
      assert.ok(
        buffer.subarray(Math.max(copied, 0)).every((byte) => byte === 0xee),
        'nothing else is written',
      );
    }
  });
}

test('DERS-LIB-024 a buffer that is too small is never overrun', () => {
  const around = new Uint8Array(8).fill(0xee);
  const copied = new MemoryStorage(DIGITS).read(0, around.subarray(2, 6), 9);
  assert.ok(copied <= 4);
  assert.equal([around[0], around[1], around[6], around[7]], [0xee, 0xee, 0xee, 0xee]);
});

// what, offset, length, start, checksum
const CHECKSUMS: [string, number, number, number, number][] = [
  ["the standard's check value", 0, 9, 0, 0xcbf43926],
  ['nothing', 0, 0, 0, 0],
  ['nothing at the end', 9, 0, 7, 7],
  ['over the end', 1, 9, 0, -1],
  ['before the start', -1, 4, 0, -1],
  ['a negative length', 4, -1, 0, -1],
  ['an offset of NaN', Number.NaN, 4, 0, -1],
  ['a broken offset', 0.5, 4, 0, -1],
  ['continued from what was refused', 0, 9, -1, -1],
  ['continued from NaN', 0, 9, Number.NaN, -1],
  ['continued from a fraction', 0, 9, 0.5, -1],
  ['continued from 2^32', 0, 9, 2 ** 32, -1],
  ['continued from nothing', 0, 9, undefined as unknown as number, -1],
];

for (const [why, offset, length, start, checksum] of CHECKSUMS) {
  test(`DERS-LIB-024 a checksum, ${why}: ${checksum}`, () => {
    assert.is(new MemoryStorage(DIGITS).crc32(offset, length, start), checksum);
  });
}

test('DERS-LIB-024 a checksum in parts is that of the whole', () => {
  const storage = new MemoryStorage(DIGITS);
  for (let cut = 0; cut <= 9; cut++) {
    assert.is(storage.crc32(cut, 9 - cut, storage.crc32(0, cut, 0)), 0xcbf43926);
  }
});

test('DERS-LIB-024 what is read is counted, what is refused is not', () => {
  const storage = new MemoryStorage(DIGITS);
  const buffer = new Uint8Array(9);
  storage.word(0);
  storage.word(6);
  storage.read(0, buffer, 5);
  storage.read(9, buffer, 5);
  storage.crc32(0, 9, 0);
  assert.is(storage.bytesRead, 9);
});

/** Index records of 16 bytes, in the order of their first two words; before them a byte that is none of theirs. */
const KEYS: [number, number][] = [
  [1, 0],
  [1, 7],
  [5, 0],
  [5, 2],
  [0x80000000, 0xffffffff],
  [0xffffffff, 0],
];
const RECORDS = Buffer.alloc(1 + KEYS.length * 16, 0x5a);
KEYS.forEach(([key0, key1], i) => {
  RECORDS.writeUInt32BE(key0, 1 + i * 16);
  RECORDS.writeUInt32BE(key1, 5 + i * 16);
});

test('DERS-LIB-024 a search finds the first record that is not below its key, as reading one after the other does', () => {
  const storage = new MemoryStorage(RECORDS);
  const values = [0, 1, 2, 4, 5, 6, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff];
  for (let count = 0; count <= KEYS.length; count++) {
    for (const key0 of values) {
      for (const key1 of [0, 1, 2, 6, 7, 8, 0xfffffffe, 0xffffffff]) {
        const found = KEYS.slice(0, count).findIndex(([a, b]) => a > key0 || (a === key0 && b >= key1));
        assert.is(
          storage.search(1, count, key0, key1),
          found < 0 ? count : found,
          `${count} ${key0} ${key1}`,
        );
      }
    }
  }
});

test('DERS-LIB-024 a search in records that are not all inside is refused', () => {
  const storage = new MemoryStorage(RECORDS);
  for (const [offset, count] of [
    [2, KEYS.length],
    [1, KEYS.length + 1],
    [-1, 1],
    [0.5, 1],
    [1, -1],
    [1, 0.5],
    [Number.NaN, 1],
    [1, Number.NaN],
    [2 ** 40, 0],
  ] as const)
    assert.is(storage.search(offset, count, 1, 0), -1, `${offset} ${count}`);
});

test('DERS-LIB-024 empty storage has nothing to read', () => {
  const storage = new MemoryStorage(Buffer.alloc(0));
  assert.equal(
    [storage.size, storage.word(0), storage.read(0, new Uint8Array(1), 1), storage.crc32(0, 0, 0)],
    [0, -1, 0, 0],
  );
});

test('DERS-LIB-024 what changes in the bytes changes in the storage: it is a window, not a copy', () => {
  const bytes = Buffer.from(DIGITS);
  const storage = new MemoryStorage(bytes);
  bytes[0] = 0;
  assert.is(storage.word(0), 0x00323334);
});

test.run();
