// A library cut at every byte, and with every byte changed in turn, in several ways, with its checksums left as they were and made good
// again. After each change everything that can be asked is asked: it is refused, or read as another well-formed library.
import * as assert from 'uvu/assert';
import { encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import {
  Key,
  Library,
  type LimitRecord,
  type Limits,
  Reason,
  careAreas,
  check,
  contentsReason,
  drugs,
  entriesOf,
  entryChoice,
  findEntries,
  isUnit,
} from '../../../engine/index';
import { suite } from '../../suite';
import { partsOf, resealed } from './parts';
import { smallModel } from './sample';
import { WatchedStorage } from './watched-storage';

const test = suite('engine/library/damage');

const whole = encodeLibrary(smallModel()).bytes;
const MASKS = [0x01, 0x80, 0xff];

const PROGRAMS = [
  { type: 'continuous', dose: '0.1 mcg/kg/min', weight: '80 kg', volume: '50 mL' },
  {
    type: 'pca',
    demandDose: '1 mg',
    lockout: '10 min',
    basal: '1 mg/h',
    delivered: [{ kind: 'demand', amount: '3 mg', from: 600, until: 600 }],
  },
  { type: 'continuous', rate: '10 mL/h', volume: '50 mL' },
];
const VERDICTS = ['accept', 'confirm', 'refuse', 'unprotected'];

/** Every limit of a record is one: a unit, a mask, a point for each of its bits, in order. */
function assertInOrder(record: LimitRecord): void {
  for (let key = 1; key < Key.ADVISORIES; key++) {
    const at = record.at[key];
    if (!(at > 0)) continue;
    const [count, unit, exponent, mask] = record.items.slice(at, at + 4);
    const points = record.items.slice(at + 4, at + 1 + count);
    assert.ok(isUnit(unit), `key ${key} has unit ${unit}`);
    assert.ok(exponent >= -12 && exponent <= 9 && mask >= 0 && mask < 32);
    assert.is(points.length, mask.toString(2).replaceAll('0', '').length);
    for (let i = 0; i < points.length; i++)
      assert.ok(points[i] >= (i === 0 ? 0 : points[i - 1]), `key ${key}: ${points}`);
  }
}

/** Everything of a record that is there, by key. */
function contentOf(record: LimitRecord | null): string {
  if (record === null) return 'none';
  return JSON.stringify(
    record.at.map((at) => (at > 0 ? record.items.slice(at, at + 1 + record.items[at]) : 0)),
  );
}

function contents(limits: Limits): string[] {
  return [limits.entry, limits.careArea, limits.pump].map(contentOf);
}

interface Walk {
  reason: Reason;
  verified: Reason;
  /** Limits that could be read, by care area and entry. */
  limits: Map<string, string[]>;
}

/** Asks everything there is to ask, and checks what must hold of any answer. */
function walk(bytes: Uint8Array): Walk {
  const storage = new WatchedStorage(bytes, 32);
  const library = new Library(storage);
  const read: Walk['limits'] = new Map();
  const reason = library.open(storage.start, storage.length);
  const verified = contentsReason(library);
  const { entries, careAreas: areas, strings } = library.head;
  if (reason !== Reason.NONE) assert.equal([entries, areas, strings], [0, 0, 0]);
  assert.ok(entries * 16 + areas * 16 + strings * 4 <= bytes.length, 'no more than fits is counted');
  for (let id = 0; id <= strings; id++) library.text(id);
  const listed = careAreas(library);
  for (let careArea = 0; careArea <= areas + 1; careArea++) {
    for (const anaesthesia of [false, true]) {
      let after = -1;
      for (;;) {
        const [next] = drugs(library, careArea, anaesthesia, '', after, 1);
        if (next === undefined) break;
        assert.ok(next.drug > after, 'a list goes on');
        after = next.drug;
        entriesOf(library, careArea, after, anaesthesia);
      }
    }
    judge(library, careArea, -1, read);
  }
  for (let number = -1; number <= entries; number++) {
    const choice = entryChoice(library, number);
    const key = library.key(number);
    assert.is(key === null, number < 0 || number >= entries);
    if (key !== null) {
      judge(library, key.careArea, number, read);
      library.find(key);
    }
    if (choice !== null)
      findEntries(library, { careArea: choice.careArea, drug: choice.drug, unit: choice.unit });
  }
  for (const { id } of listed)
    findEntries(library, { careArea: id, drug: 'demoPRESSin', concentration: '4 mg/250 mL' });
  if (storage.outside.length > 0) assert.equal(storage.outside, []);
  return { reason, verified, limits: read };
}

function judge(library: Library, careArea: number, number: number, read: Walk['limits']): void {
  const limits = library.limits(careArea, number);
  for (const program of PROGRAMS) {
    const { verdict, findings } = check(program, limits);
    assert.ok(VERDICTS.includes(verdict));
    if (limits === null) assert.is(verdict, 'refuse');
    if (verdict === 'refuse' || verdict === 'confirm') assert.ok(findings.length > 0);
  }
  if (limits === null) return;
  for (const record of [limits.entry, limits.careArea, limits.pump])
    if (record !== null) assertInOrder(record);
  read.set(`${careArea}/${number}`, contents(limits));
}

const intact = walk(whole);

test('DERS-LIB-019 the library is well-formed before it is damaged', () => {
  assert.equal([intact.reason, intact.verified], [Reason.NONE, Reason.NONE]);
  assert.is(intact.limits.size, 4 + 2);
});

test('DERS-LIB-019 cut at every byte: refused, whether storage ends there or goes on', () => {
  for (let length = 0; length < whole.length; length++) {
    assert.is.not(walk(whole.subarray(0, length)).reason, Reason.NONE, `${length} bytes`);
    const storage = new WatchedStorage(whole);
    const library = new Library(storage);
    assert.is.not(library.open(storage.start, length), Reason.NONE, `${length} bytes of a longer storage`);
    const reaching = storage.calls.filter((call) => call.offset + call.length > storage.start + length);
    assert.equal(reaching, [], 'nothing behind the cut is read');
  }
});

test('DERS-LIB-019 cut at the front, or one byte lost anywhere: refused', () => {
  for (let at = 0; at < whole.length; at++) {
    if (at > 0) assert.is.not(walk(whole.subarray(at)).reason, Reason.NONE, `from byte ${at}`);
    const lost = Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)]);
    assert.is.not(walk(lost).reason, Reason.NONE, `without byte ${at}`);
  }
});

for (const mask of MASKS) {
  const name = `0x${mask.toString(16).padStart(2, '0')}`;

  test(`DERS-LIB-019 each byte changed by ${name}: refused, or every limit that can still be read is the one it was`, () => {
    let refused = 0;
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= mask;
      const { reason, limits } = walk(bytes);
      if (reason !== Reason.NONE) refused++;
      for (const [place, records] of limits)
        assert.equal(records, intact.limits.get(place), `byte ${at}, limits ${place}`);
    }
    assert.ok(refused > 50 && refused < whole.length, `${refused} refused at once`);
  });

  test(`DERS-LIB-019 each byte changed by ${name}, checksums made good: refused, or another well-formed library`, () => {
    let readable = 0;
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= mask;
      const { reason, verified } = walk(sealedAgain(bytes));
      if (reason === Reason.NONE && verified === Reason.NONE) readable++;
    }
    assert.ok(readable > 10 && readable < whole.length, `${readable} read as another library`);
  });
}

/** Where the frame itself is damaged there is nothing to seal. */
function sealedAgain(bytes: Buffer): Buffer {
  try {
    return resealed(bytes);
  } catch {
    return bytes;
  }
}

test('DERS-LIB-019 a change that verify does not see is one of content, never of the frame', () => {
  const { head, strings, areaIndex, entryIndex, records, ceilings } = partsOf(whole);
  const within = [head, strings, areaIndex, entryIndex, records, ceilings];
  for (let at = 0; at < whole.length; at++) {
    const bytes = Buffer.from(whole);
    bytes[at] ^= 0x01;
    const { reason, verified } = walk(sealedAgain(bytes));
    if (reason !== Reason.NONE || verified !== Reason.NONE) continue;
    assert.ok(
      within.some(({ start, size }) => at >= start && at < start + size),
      `byte ${at} is of the frame`,
    );
  }
});

test.run();
