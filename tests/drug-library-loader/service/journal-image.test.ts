// A journal read from an image: everything readable, what is missing, and the chain.
import { crc32 } from 'node:zlib';
import * as assert from 'uvu/assert';
import { journalRegion, readJournal, recordLength } from '../../../drug-library-loader/service/journal-image';
import { Detail, EventKind } from '../../../engine/journal/event';
import { Region } from '../../../hal/hal';
import { suite } from '../../suite';
import { SamplePump, sampleDay } from './sample-journal';

const test = suite('drug-library-loader/service/journal-image');

const SECTOR = 4096;

test('DERS-LOG-020 a whole flash, its journal’s region and records one behind the other read the same', () => {
  const pump = sampleDay();
  const whole = readJournal(journalRegion(pump.image()));
  assert.equal(
    whole.records.map(({ number }) => number),
    Array.from({ length: whole.records.length }, (_, i) => i + 1),
  );
  assert.is(whole.records.length, pump.journal.ring.last);
  assert.equal([whole.gaps, whole.broken, whole.unreadable], [[], [], []]);
  assert.equal(readJournal(journalRegion(pump.region())), whole);
  const records: Buffer[] = [];
  const buffer = Buffer.alloc(1024);
  for (let n = 1; n <= pump.journal.ring.last; n++)
    records.push(Buffer.from(buffer.subarray(0, pump.journal.read(n, buffer))));
  assert.equal(readJournal(journalRegion(Buffer.concat(records))), whole);
  assert.equal(readJournal(journalRegion(pump.image(), Region.TRAINING_JOURNAL)).records, []);
});

test('DERS-LOG-020 a record keeps kind, both times, library and details; the chain joins it to the one before', () => {
  const pump = new SamplePump();
  pump.record(EventKind.ALARM, [Detail.TEXT, 'µ', Detail.CODE, -3, Detail.DELIVERED, 2 ** 40]);
  const [record] = readJournal(pump.region()).records;
  assert.equal(record, {
    number: 1,
    kind: EventKind.ALARM,
    wall: 1796630401,
    monotonic: 1500,
    library: { sequence: 42, digest: '0102030405060708' },
    details: [Detail.TEXT, 'µ', Detail.CODE, -3, Detail.DELIVERED, 2 ** 40, Detail.PATIENT, 7],
    chained: true,
  });
});

test('DERS-LOG-021 a journal that has wrapped begins with its oldest record', () => {
  const pump = new SamplePump();
  for (let i = 0; i < 9000; i++) pump.record(EventKind.STATUS, [Detail.TEXT, 'x'.repeat(40)]);
  const { records, gaps, broken, unreadable } = readJournal(pump.region());
  assert.ok(records[0].number > 1);
  assert.is(records.at(-1)?.number, 9000);
  assert.is(records.length, 9000 - records[0].number + 1);
  assert.is(records[0].chained, undefined, 'the one before is gone');
  assert.ok(records.slice(1).every(({ chained }) => chained));
  assert.equal([gaps, broken, unreadable], [[], [], []]);
});

test('DERS-LOG-022 a damaged sector: all other records, and the gap', () => {
  const pump = new SamplePump();
  for (let i = 0; i < 300; i++) pump.record(EventKind.STATUS, [Detail.TEXT, 'x'.repeat(40)]);
  const bytes = Buffer.from(pump.region());
  const before = readJournal(bytes).records;
  bytes.fill(0x5a, SECTOR, 2 * SECTOR);
  const after = readJournal(bytes);
  assert.is(after.gaps.length, 1);
  const [gap] = after.gaps;
  assert.equal(
    after.records.map(({ number }) => number),
    before.map(({ number }) => number).filter((number) => number <= gap.after || number >= gap.before),
  );
  assert.equal(after.unreadable, [{ offset: SECTOR, bytes: SECTOR }]);
  assert.equal(after.broken, []);
});

test('DERS-LOG-022 any single byte changed: at most one record is lost, and that is seen', () => {
  const first = sampleDay()
    .region()
    .subarray(0, 2 * SECTOR);
  const good = readJournal(first);
  const used = Math.ceil(good.records.length * 120);
  for (let at = 0; at < used; at += 11) {
    const bytes = Buffer.from(first);
    bytes[at] ^= 0x10;
    const { records, gaps, unreadable } = readJournal(bytes);
    assert.ok(records.length >= good.records.length - 1, `byte ${at}`);
    if (
      records.length < good.records.length &&
      records.at(-1)?.number === good.records.length &&
      records[0].number === 1
    )
      assert.is(gaps.length, 1, `byte ${at}`);
    if (records.length < good.records.length) assert.ok(unreadable.length > 0, `byte ${at}`);
  }
});

test('DERS-LOG-022 a record that was changed, with a new checksum, is not joined by the chain', () => {
  const bytes = Buffer.from(sampleDay().region());
  const start = bytes.lastIndexOf('JR', bytes.indexOf('heparin'));
  const size = recordLength(bytes, start);
  bytes.write('HEPARIN', bytes.indexOf('heparin'));
  bytes.writeUInt32BE(crc32(bytes.subarray(start, start + size - 4)), start + size - 4);
  assert.equal(readJournal(bytes).broken, [bytes.readUInt32BE(start + 4)]);
});

test('DERS-LOG-022 no journal at all: nothing, and no error', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(3), Buffer.alloc(9000, 0xff), Buffer.alloc(9000, 0)])
    assert.equal(readJournal(bytes), { records: [], gaps: [], broken: [], unreadable: [] });
  const noise = readJournal(Buffer.alloc(9000, 0x4a));
  assert.equal(noise.records, []);
  assert.is(noise.unreadable.length, 1);
});

test.run();
