// What the compiled form costs: bytes an entry, and bytes read by one look-up.
import assert from 'node:assert/strict';
import { bytesAnEntry } from '../../../drug-library-loader/cli/inspect';
import { sectionsOf } from '../../../drug-library-loader/compiler/sections';
import { Library, type LibraryStorage, Reason, careAreas, check, findEntries } from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { searchRecords } from '../../../hal/desktop/record-search';
import { suite } from '../../suite';
import { hospitalSet } from '../hospital-set';
import { compileParts } from '../sample-source';

const test = suite('drug-library-loader/compiler/size');

/** Counts every byte that is looked at, those of a CRC-32 included. */
class CountingStorage implements LibraryStorage {
  readonly size: number;
  count = 0;
  private readonly inner: MemoryStorage;

  constructor(bytes: Uint8Array) {
    this.inner = new MemoryStorage(bytes);
    this.size = this.inner.size;
  }

  word(offset: number): number {
    this.count += 4;
    return this.inner.word(offset);
  }

  read(offset: number, buffer: Parameters<LibraryStorage['read']>[1], length: number): number {
    this.count += length;
    return this.inner.read(offset, buffer, length);
  }

  crc32(offset: number, length: number, start: number): number {
    this.count += length;
    return this.inner.crc32(offset, length, start);
  }

  search(offset: number, count: number, key0: number, key1: number): number {
    return searchRecords(this, offset, count, key0, key1);
  }
}

test('DERS-LIB-108 1,000 entries of a hospital mix take at most 60 bytes each, ceiling records apart', () => {
  const { bytes, compiled } = compileParts(hospitalSet(1000));
  assert.ok(bytes);
  assert.equal(compiled.length, 1000);
  const { entryIndex, ceilings } = sectionsOf(bytes);
  assert.equal(ceilings.length, 12_000);
  const places = new Set(compiled.map((_, i) => entryIndex.readUInt32BE(i * 16 + 8)));
  assert.ok(places.size >= 500, `only ${places.size} of 1,000 records are distinct: too easy`);
  const each = bytesAnEntry(bytes, compiled.length);
  assert.ok(each <= 60, `${each.toFixed(1)} bytes an entry`);
});

test('DERS-LIB-109 5,000 entries: opening and one look-up read less than 2 % of the file', () => {
  const { bytes, compiled } = compileParts(hospitalSet(5000));
  assert.ok(bytes);
  assert.equal(compiled.length, 5000);
  const storage = new CountingStorage(bytes);
  const library = new Library(storage);
  assert.equal(library.open(0, bytes.length), Reason.NONE);
  const middle = compiled[2500]?.model;
  assert.ok(middle);
  const area = careAreas(library).find(({ id }) => id === middle.careArea);
  const [entry] = findEntries(library, {
    careArea: middle.careArea,
    drug: middle.drug,
    therapy: middle.therapy ?? '',
  });
  assert.ok(area && entry);
  const verdict = check({ type: 'continuous', rate: '5 mL/h' }, library.limits(area.number, entry.number));
  assert.ok(verdict.findings.every(({ code }) => code !== Reason.LIMITS_MISSING));
  assert.ok(storage.count < bytes.length * 0.02, `${storage.count} of ${bytes.length} bytes were read`);
});

test.run();
