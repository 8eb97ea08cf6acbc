// The journal's ring of records: power cut in every program and erase, wrap, damage, worn flash, chain.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as assert from 'uvu/assert';
import { Reason } from '../../../engine/index';
import { Detail, EventKind } from '../../../engine/journal/event';
import { Journal } from '../../../engine/journal/journal';
import { Ring } from '../../../engine/journal/ring';
import { Region } from '../../../hal/hal';
import { suite } from '../../suite';
import { REMAINS, SetClock, WatchedFlash, nodeDigest } from './watched-flash';

const test = suite('engine/journal');
const SECTOR = 2048 + 512;

interface Read {
  number: number;
  raw: Buffer;
}

/** Where the journal's region begins: one sector behind each of two others. */
const BASE = 2 * SECTOR;

function newFlash(sectors: number, fill?: number): WatchedFlash {
  return new WatchedFlash(Region.JOURNAL, sectors, SECTOR, fill);
}

function open(flash: WatchedFlash): Journal {
  const journal = new Journal(flash, nodeDigest, new SetClock(), Region.JOURNAL);
  assert.is(journal.open(), Reason.NONE);
  return journal;
}

function readAll(journal: Journal, from = 0): Read[] {
  const buffer = Buffer.alloc(1024);
  const all: Read[] = [];
  for (let number = from; ; number = journal.ring.found + 1) {
    const length = journal.read(number, buffer);
    if (length === 0) return all;
    all.push({ number: journal.ring.found, raw: Buffer.from(buffer.subarray(0, length)) });
  }
}

function body(raw: Buffer): Buffer {
  return raw.subarray(8, 8 + raw.readUInt16BE(2) - 16);
}

function chainOf(raw: Buffer): Buffer {
  return raw.subarray(8 + raw.readUInt16BE(2) - 16, 8 + raw.readUInt16BE(2));
}

/** Each record by its own checksum, and by its chain where the one before it is there. */
function assertWhole(all: Read[]): void {
  all.forEach(({ number, raw }, i) => {
    assert.is(raw.readUInt32BE(4), number);
    assert.is(raw.readUInt32BE(raw.length - 4), crc32(raw.subarray(0, -4)));
    const before = i > 0 ? all[i - 1] : null;
    if (!(number === 1 || (before && before.number === number - 1))) return;
    const hashed = createHash('sha256').update(raw.subarray(0, 8)).update(body(raw));
    const chain = hashed.update(before ? chainOf(before.raw) : Buffer.alloc(16)).digest();
    assert.equal(chainOf(raw), chain.subarray(0, 16), `chain of ${number}`);
  });
}

/** Details of every length up to 300, so that records end everywhere. */
function write(journal: Journal, i: number): number {
  return journal.write(EventKind.STATUS, [Detail.CODE, i, Detail.TEXT, 'x'.repeat((i * 37) % 300)]);
}

test('DERS-LOG-001 power cut in every program and erase: the record is old or new, the chain holds, nothing before is lost', () => {
  for (const sectors of [2, 3]) {
    const whole = newFlash(sectors);
    const journal = open(whole);
    for (let i = 1; i <= 60; i++) assert.is(write(journal, i), i);
    const operations = whole.operations;
    assert.ok(whole.names.filter((name) => name.startsWith('erase')).length > sectors);
    for (const remains of REMAINS) {
      for (let cut = 1; cut <= operations; cut++) {
        const flash = newFlash(sectors);
        flash.cutPower(cut, remains);
        let written = 0;
        let oldest = 0;
        let done = 0;
        const before = open(flash);
        while (flash.powered && written < 60) {
          oldest = readAll(before)[0]?.number ?? 1;
          done = flash.names.length;
          write(before, written + 1);
          if (flash.powered) written++;
        }
        const what = `${sectors} sectors, ${remains}, operation ${cut} (${flash.names[cut - 1]})`;
        // An erasure begins with its mark; the next start finishes it.
        const erasing = flash.names.slice(done).some((name) => /^erase| 4$/.test(name));
        // Twice: a second start finds the same.
        for (let start = 0; start < 2; start++) {
          const again = open(flash.again());
          const all = readAll(again);
          assertWhole(all);
          const last = again.ring.last;
          assert.ok(last === written || last === written + 1, `${what}: ${written} written, then ${last}`);
          assert.is(all.at(-1)?.number ?? 0, last, what);
          assert.is(again.ring.skipped, 0, what);
          const kept = all.filter(({ number }) => number >= oldest).map(({ number }) => number);
          if (!erasing)
            assert.equal(
              kept,
              Array.from({ length: last - oldest + 1 }, (_, i) => oldest + i),
              what,
            );
          // Only the sector that was being erased may be gone, and it was the oldest.
          else assert.is(kept.length, last - (kept[0] ?? last + 1) + 1, what);
          assert.is(write(again, 1000), last + 1, what);
          assert.is(write(again, 1001), last + 2, what);
          const more = readAll(again);
          assertWhole(more);
          assert.is(more.at(-1)?.number, last + 2, what);
        }
        assert.ok(flash.othersUntouched, what);
      }
    }
  }
});

test('DERS-LOG-002 the ring wraps: the oldest sector goes, the numbers go on, at least all sectors but two are kept', () => {
  for (const sectors of [2, 5]) {
    const flash = newFlash(sectors);
    let journal = open(flash);
    for (let i = 1; i <= 500; i++) {
      if (i % 83 === 0) journal = open(flash);
      assert.is(write(journal, i), i);
      const all = readAll(journal);
      assertWhole(all);
      assert.is(all.at(-1)?.number, i);
      assert.is(all.length, i - all[0].number + 1);
    }
    const bytes = readAll(journal).reduce((sum, { raw }) => sum + raw.length, 0);
    assert.ok(bytes >= (sectors - 2) * (SECTOR - 1024), String(bytes));
  }
});

test('DERS-LOG-003 a damaged sector: everything readable is read, the gap shows, the newest stays the newest', () => {
  const flash = newFlash(4);
  const journal = open(flash);
  for (let i = 1; i <= 40; i++) write(journal, i);
  const all = readAll(journal);
  const last = flash.names.at(-1) as string;
  const head = Math.floor((Number(last.split(' ')[1]) - BASE) / SECTOR);
  for (let sector = 0; sector < 4; sector++) {
    const from = BASE + sector * SECTOR;
    const lost = new Set(
      all
        .filter(({ raw }) => flash.cells.subarray(from, from + SECTOR).includes(raw))
        .map(({ number }) => number),
    );
    for (const value of [0x00, 0x4a, 0x55]) {
      const damaged = flash.again();
      damaged.cells.fill(value, from, from + SECTOR);
      const again = open(damaged);
      const read = readAll(again).filter(({ number }) => number <= 40);
      assert.equal(
        read.map(({ number }) => number),
        all.map(({ number }) => number).filter((number) => !lost.has(number)),
      );
      assertWhole(readAll(again));
      // Numbers are never used twice, although the newest records are gone; how many may be is a record of its own.
      if (sector === head && lost.size > 0) {
        assert.ok(again.ring.skipped >= lost.size);
        assert.is(readAll(again).at(-1)?.number, again.ring.last);
        const [note] = readAll(again).slice(-1);
        assert.is(body(note.raw)[1], EventKind.RECORDS_LOST);
      }
      assert.ok(again.ring.last >= 40, `sector ${sector}`);
      const next = again.ring.last + 1;
      assert.is(write(again, 1), next);
      const third = open(damaged.again());
      assert.is(third.ring.last, next);
      assert.is(third.ring.skipped, 0);
    }
  }
});

test('DERS-LOG-003 one flipped bit anywhere: one record at most is missing', () => {
  const flash = newFlash(3);
  const journal = open(flash);
  for (let i = 1; i <= 20; i++) write(journal, i);
  const all = readAll(journal);
  for (let at = BASE; at < BASE + 3 * SECTOR; at += 7) {
    const damaged = flash.again();
    damaged.cells[at] ^= 1 << (at % 8);
    const read = readAll(open(damaged)).filter(({ number }) => number <= 20);
    assert.ok(read.length >= all.length - 1, `byte ${at}: ${read.length}`);
    assertWhole(read);
  }
});

test('DERS-LOG-002 a whole record that stands out of its order: no number is used twice, and the chain goes on from the newest', () => {
  const flash = newFlash(3);
  const journal = open(flash);
  for (let i = 1; i <= 4; i++) write(journal, i);
  const all = readAll(journal);
  const end = BASE + all.reduce((sum, { raw }) => sum + raw.length, 0);
  for (const { raw } of all) {
    const stray = flash.again();
    raw.copy(stray.cells, end);
    const again = open(stray);
    assert.is(again.ring.last, 4);
    assert.is(write(again, 5), 5);
    const read = readAll(open(stray.again()));
    assert.equal(
      read.map(({ number }) => number),
      [1, 2, 3, 4, 5],
    );
    assertWhole(read);
  }
});

test('DERS-LOG-004 flash that cannot be written: the record is refused, later the journal says how many were lost', () => {
  const flash = newFlash(3);
  const journal = open(flash);
  for (let i = 1; i <= 10; i++) write(journal, i);
  const before = readAll(journal);
  flash.worn = [0, flash.size];
  for (let i = 0; i < 50; i++) assert.is(write(journal, i), -1);
  const kept = readAll(journal);
  assert.equal(kept.at(-1), before.at(-1));
  // One sector may be given up looking for a better place; no more of the past.
  assert.ok(kept[0].number <= 7);
  flash.worn = null;
  assert.is(write(journal, 11), 12);
  const after = readAll(journal);
  assertWhole(after);
  const lost = body(after.at(-2)?.raw as Buffer);
  assert.is(lost[1], EventKind.RECORDS_LOST);
  assert.equal([...lost.subarray(-2)], [0x18, 50]);
});

test('DERS-LOG-004 a worn place: the record goes to the next sector', () => {
  const flash = newFlash(3);
  const journal = open(flash);
  write(journal, 1);
  flash.worn = [BASE + 300, BASE + SECTOR];
  for (let i = 2; i <= 12; i++) assert.is(write(journal, i), i);
  assert.equal(
    readAll(open(flash.again())).map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
});

test('DERS-LOG-004 a sector that cannot be erased: refused, the past stays', () => {
  const flash = newFlash(2);
  const journal = open(flash);
  for (let i = 1; i <= 4; i++) write(journal, i);
  flash.noErase = true;
  let i = 5;
  while (write(journal, i) > 0) i++;
  assert.is(readAll(journal)[0].number, 1);
  assert.is(readAll(journal).at(-1)?.number, i - 1);
});

test('DERS-LOG-005 no region, one sector or sectors too small: refused, and nothing is written', () => {
  for (const [sectors, size] of [
    [0, SECTOR],
    [1, SECTOR],
    [4, 1024],
  ]) {
    const flash = new WatchedFlash(Region.JOURNAL, sectors, size);
    const journal = new Journal(flash, nodeDigest, new SetClock(), Region.JOURNAL);
    assert.is(journal.open(), Reason.FLASH_REGION);
    if (sectors < 2) assert.is(journal.write(EventKind.POWER_ON, []), -1);
    if (sectors < 2) assert.is(journal.read(0, Buffer.alloc(1024)), 0);
  }
});

test('DERS-LOG-005 noise that was never erased: erased before it is used', () => {
  const flash = newFlash(3, 0x5a);
  const journal = open(flash);
  assert.is(write(journal, 1), 1);
  assert.is(write(journal, 2), 2);
  assert.equal(
    readAll(open(flash.again())).map(({ number }) => number),
    [1, 2],
  );
});

test('DERS-LOG-006 a record holds kind, both clocks, library and details in deterministic CBOR', () => {
  const flash = newFlash(2);
  const clock = new SetClock();
  clock.time = 65_000;
  const journal = new Journal(flash, nodeDigest, clock, Region.JOURNAL);
  journal.open();
  journal.setLibrary(42, [1, 2, 3, 4, 5, 6, 7, 8]);
  journal.write(EventKind.HARD_STOP, [
    Detail.DRUG,
    'µ€😀\ud800',
    Detail.DELIVERED,
    -1,
    Detail.CODE,
    Number.NaN,
  ]);
  const [record] = readAll(journal);
  const expected = [
    '86', // array of 6
    '1821', // 33
    '1a6b49d200', // 1,800,000,000
    '19fde8', // 65,000
    '182a', // 42
    '480102030405060708',
    '86', // array of 6
    '0b',
    '6ec2b5e282acefbfbdefbfbdefbfbd',
    '182d',
    '20',
    '183e',
    '634e614e',
  ];
  assert.is(body(record.raw).toString('hex'), expected.join(''));
});

test('DERS-LOG-006 numbers keep every digit up to 2^53, and what is no whole number is kept as its text', () => {
  const flash = newFlash(2);
  const journal = open(flash);
  const rows: [number, string][] = [
    [23, '17'],
    [24, '1818'],
    [255, '18ff'],
    [256, '190100'],
    [65535, '19ffff'],
    [65536, '1a00010000'],
    [4294967295, '1affffffff'],
    [4294967296, '1b0000000100000000'],
    [9007199254740991, '1b001fffffffffffff'],
    [-9007199254740991, '3b001ffffffffffffe'],
    [9007199254740992, `70${Buffer.from('9007199254740992').toString('hex')}`],
    [0.5, '63302e35'],
    [Number.POSITIVE_INFINITY, `68${Buffer.from('Infinity').toString('hex')}`],
  ];
  for (const [value, hex] of rows) {
    journal.write(EventKind.STATUS, [Detail.CODE, value]);
    const all = readAll(journal);
    const text = body(all[all.length - 1].raw).toString('hex');
    assert.is(text.slice(text.indexOf('82183e') + 6), hex, String(value));
  }
});

test('DERS-LOG-006 a record that is too long is refused and counted; the longest is not', () => {
  const flash = newFlash(2);
  const journal = open(flash);
  const room = 1024 - 12 - 16 - (1 + 1 + 5 + 1 + 1 + 1 + 1) - (2 + 3);
  assert.is(journal.write(EventKind.STATUS, [Detail.TEXT, 'x'.repeat(room)]), 1);
  assert.is(journal.write(EventKind.STATUS, [Detail.TEXT, 'x'.repeat(room + 1)]), -1);
  assert.is(journal.write(EventKind.STATUS, [Detail.TEXT, 'x'.repeat(70000)]), -1);
  // Each of the two is told before the next record that could be written.
  assert.is(journal.write(EventKind.STATUS, []), 4);
  assert.equal(
    readAll(journal).map(({ raw }) => body(raw)[1]),
    [EventKind.STATUS, EventKind.RECORDS_LOST, EventKind.RECORDS_LOST, EventKind.STATUS],
  );
});

test('DERS-LOG-005 a new journal opens without reading its sectors byte by byte; one byte that is not blank is seen', () => {
  const flash = newFlash(4, 0xff);
  const read = flash.read.bind(flash);
  let reads = 0;
  flash.read = (offset, buffer, length) => {
    reads++;
    return read(offset, buffer, length);
  };
  open(flash);
  assert.is(reads, 0);
  flash.cells[BASE + 1023] = 0xfe;
  open(flash);
  assert.ok(reads > 0);
});

test('DERS-LOG-007 reading from a number: that record or the next readable one; a wrap between two reads hides none that is there', () => {
  const flash = newFlash(3);
  const journal = open(flash);
  const buffer = Buffer.alloc(1024);
  assert.is(journal.read(0, buffer), 0);
  for (let i = 1; i <= 30; i++) write(journal, i);
  const [oldest] = readAll(journal);
  for (const from of [0, 1, oldest.number, 20, 30]) {
    assert.ok(journal.read(from, buffer) > 0);
    assert.is(journal.ring.found, Math.max(from, oldest.number));
  }
  assert.is(journal.read(31, buffer), 0);
  assert.ok(journal.read(0, buffer) > 0);
  for (let i = 31; i <= 60; i++) write(journal, i);
  const first = readAll(journal)[0].number;
  assert.ok(journal.read(oldest.number + 1, buffer) > 0);
  assert.is(journal.ring.found, first);
});

test('DERS-LOG-003 flash that cannot be read at its end: nothing is written over what may stand there', () => {
  const flash = newFlash(2);
  const journal = open(flash);
  for (let i = 1; i <= 3; i++) write(journal, i);
  const before = readAll(journal);
  const read = flash.read.bind(flash);
  const crc = flash.crc32.bind(flash);
  flash.read = (offset, buffer, length) => (length > 100 && offset > BASE ? 0 : read(offset, buffer, length));
  flash.crc32 = (offset, length, start) => (length > 100 && offset > BASE ? -1 : crc(offset, length, start));
  const again = new Journal(flash, nodeDigest, new SetClock(), Region.JOURNAL);
  assert.is(again.open(), Reason.FLASH_FAILED);
  const { operations } = flash;
  assert.is(write(again, 4), -1);
  assert.is(flash.operations, operations);
  flash.read = read;
  flash.crc32 = crc;
  assert.equal(readAll(open(flash)), before);
  assert.is(write(open(flash), 4), 4);
});

test('DERS-LOG-008 no digest, no record', () => {
  const flash = newFlash(2);
  const ring = new Ring(flash, { ...nodeDigest, digest: () => false }, Region.JOURNAL);
  ring.open();
  assert.is(ring.append(4), -1);
  assert.is(ring.append(0), -1);
  assert.is(flash.operations, 0);
});

test.run();
