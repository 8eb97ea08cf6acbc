// What the compiler makes of a source: the same bytes every time, records that say what the source says, marks in the head.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryView } from '../../../drug-library-loader/cli/entry-view';
import { compile } from '../../../drug-library-loader/compiler/compile';
import { MAX_WAIVERS, packMarks, readMarks, unpackMarks } from '../../../drug-library-loader/compiler/marks';
import { Library, Reason, contentsReason } from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { hospitalSet } from '../hospital-set';
import { type Part, careArea, compileParts, entry, folderOf, library, sourceFolder } from '../sample-source';

const test = suite('drug-library-loader/compiler/compile');

function bytesOf(source: Part): Buffer {
  const { bytes, findings } = compileParts(source);
  assert.ok(bytes, JSON.stringify(findings));
  return bytes;
}

function opened(bytes: Buffer): Library {
  const opened = new Library(new MemoryStorage(bytes));
  assert.equal(opened.open(0, bytes.length), Reason.NONE);
  assert.equal(contentsReason(opened), Reason.NONE);
  return opened;
}

/** The same map with its keys in another order, all the way down; lists keep theirs. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort((a, b) => {
    const of = (key: string) => createHash('md5').update(key).digest('hex');
    return of(a) < of(b) ? -1 : 1;
  });
  return Object.fromEntries(keys.map((key) => [key, shuffled((value as Part)[key])]));
}

test('DERS-LIB-107 the same source gives the same bytes, in whatever order its keys stand', () => {
  const source = hospitalSet(200);
  const bytes = bytesOf(source);
  assert.deepEqual(bytesOf(source), bytes);
  assert.notEqual(JSON.stringify(shuffled(source)), JSON.stringify(source));
  assert.deepEqual(bytesOf(shuffled(source) as Part), bytes);
});

test('DERS-LIB-107 the same source gives the same bytes, in whatever order its entries and files stand', () => {
  const entries = ['a', 'b', 'c'].map((id) => entry({ id, therapy: `T${id}` }));
  const bytes = bytesOf(library(entries));
  assert.deepEqual(bytesOf(library([...entries].reverse())), bytes);
  const { 'care-areas': areas, ...head } = library(entries);
  const folder = folderOf({
    'z.json': JSON.stringify(head),
    'a.yaml': `care-areas: ${JSON.stringify(areas)}`,
  });
  assert.deepEqual(compile(folder).bytes, bytes);
});

test('DERS-LIB-107 the place of a source on disk leaves no trace', () => {
  const folder = sourceFolder(library());
  const elsewhere = join(mkdtempSync(join(tmpdir(), 'ders-elsewhere-')), 'deeper');
  cpSync(folder, elsewhere, { recursive: true });
  assert.deepEqual(compile(elsewhere).bytes, compile(folder).bytes);
  rmSync(join(elsewhere, '..'), { recursive: true });
});

const DIFFERENT: [title: string, more: Part][] = [
  ['a limit', { continuous: { 'enter-by': 'dose', dose: { unit: 'mcg/kg/min', 'upper-hard': '51' } } }],
  ['the volume of a bag', { concentration: '400 mg / 251 mL' }],
  ['an id', { id: 'other' }],
  ['a flag', { 'high-alert': 'true' }],
  ['a class', { class: 'vasopressor' }],
  ['a code', { code: { dmd: '322236009' } }],
  ['an advisory', { advisories: ['central-line'] }],
  ['the keep-open rate', { continuous: { ...(entry().continuous as Part), kvo: 'none' } }],
];
for (const [title, more] of DIFFERENT) {
  test(`DERS-LIB-107 ${title} makes other bytes`, () => {
    assert.notDeepEqual(bytesOf(library([entry(more)])), bytesOf(library()));
  });
}

test('DERS-LIB-107 4 mg in 250 mL and 8 mg in 500 mL stay two entries, each with its own numbers', () => {
  const two = entry({ concentration: ['400 mg / 250 mL', '800 mg / 500 mL'] });
  const bytes = bytesOf(library([two]));
  const views = [0, 1].map((number) => entryView(opened(bytes), bytes, number));
  assert.deepEqual(
    views.map((view) => view?.concentration),
    ['400 mg/250 mL', '800 mg/500 mL'],
  );
});

const EVERYTHING = entry({
  drug: 'morphine',
  therapy: 'Pain',
  class: 'opioid',
  'high-alert': 'true',
  'second-person': 'deferred',
  code: { ehr: 'M1', dmd: '36' },
  advisories: ['central-line'],
  concentration: '50 mg / 50 mL',
  vtbi: { 'upper-soft': '50 mL' },
  continuous: undefined,
  pca: {
    demand: {
      unit: 'mcg/kg',
      'lower-soft': '5',
      initial: '15',
      'upper-soft': '20',
      'upper-hard': '30.5',
      cap: '2.5 mg',
    },
    lockout: { 'lower-hard': '5 min', 'upper-soft': '20 min' },
    basal: { unit: 'mcg/kg/h', 'upper-hard': '30' },
    'clinician-bolus': { unit: 'mcg/kg', 'upper-hard': '50' },
    loading: { unit: 'mcg/kg', 'upper-hard': '100' },
    accumulated: { window: '4 h', dose: { unit: 'mg', 'upper-hard': '40' }, counts: ['demand', 'loading'] },
  },
});

test('DERS-LIB-107 the compiled entry says what the source says', () => {
  const bytes = bytesOf(library([EVERYTHING]));
  const view = entryView(opened(bytes), bytes, 0);
  assert.ok(view);
  const { bytes: _, ceiling: __, ...said } = view;
  assert.deepEqual(said, {
    number: 0,
    careArea: 'adult-icu',
    drug: 'morphine',
    therapy: 'Pain',
    type: 'pca',
    mode: '',
    concentration: '50 mg/50 mL',
    dosingUnit: 'mcg/kg',
    flags: ['high-alert', 'second person deferred'],
    class: 'opioid',
    codes: ['dmd=36', 'ehr=M1'],
    advisories: ['Central line only.'],
    limits: [
      { quantity: 'vtbi', unit: 'mL', upperSoft: '50' },
      { quantity: 'loading-dose', unit: 'mcg/kg', upperHard: '100' },
      { quantity: 'accumulated-dose', unit: 'mg', upperHard: '40' },
      {
        quantity: 'demand-dose',
        unit: 'mcg/kg',
        lowerSoft: '5',
        initial: '15',
        upperSoft: '20',
        upperHard: '30.5',
        cap: '2.5 mg',
      },
      { quantity: 'lockout', unit: 'min', lowerHard: '5', upperSoft: '20' },
      { quantity: 'basal', unit: 'mcg/kg/h', upperHard: '30' },
      { quantity: 'clinician-bolus', unit: 'mcg/kg', upperHard: '50' },
    ],
    accumulated: { window: '4 h', counts: ['demand', 'loading'] },
  });
});

test('DERS-LIB-107 settings of a care area are whole numbers of their unit', () => {
  const area = careArea([], {
    kvo: '0.5 mL/h',
    air: { bubble: '0.1 mL', accumulated: '250 microlitre' },
    occlusion: '525 mmHg',
    'basic-infusion': { rate: { 'upper-hard': '500 mL/h' }, text: 'Not checked.' },
  });
  const [read] = compileParts(library([], { 'care-areas': { icu: area } })).careAreas;
  assert.ok(read);
  const settings = [66, 70, 71].map((key) => read.record.get(key));
  assert.deepEqual(settings, [[-1, 5], [100, 250], [525]]);
  assert.equal(read.basicText, 'Not checked.');
});

const CANNOT: [title: string, source: Part][] = [
  ['a misspelt key', library([entry({ theraphy: 'x' })])],
  ['an unknown unit', library([entry({ vtbi: { 'upper-hard': '5 ml' } })])],
  ['a head without a date', library([entry()], { effective: undefined })],
  ['an empty library', { ...library(), 'care-areas': {} }],
];
for (const [title, source] of CANNOT) {
  test(`DERS-LIB-106 ${title}: nothing is compiled`, () => {
    const { bytes, findings } = compileParts(source);
    assert.equal(bytes, undefined);
    assert.ok(findings.some(({ severity }) => severity === 'fault'));
  });
}

test('DERS-LIB-106 a draft says so in its head, with its waivers and widened limits', () => {
  const open = {
    continuous: { 'enter-by': 'dose', dose: { unit: 'mg/h', 'upper-soft': '20' } },
    'high-alert': 'true',
  };
  const draft = library([entry(open)]);
  const waived = library([entry({ ...open, waiver: 'agreed' })]);
  const plain = { demonstration: true, draft: false, waivers: 0, widened: 0 };
  assert.deepEqual(readMarks(bytesOf(library())), plain);
  assert.deepEqual(readMarks(bytesOf(library([entry()], { demonstration: 'false' }))), {
    ...plain,
    demonstration: false,
  });
  assert.deepEqual(readMarks(bytesOf(draft)), { ...plain, draft: true });
  assert.deepEqual(readMarks(bytesOf(waived)), { ...plain, waivers: 1 });
});

const MARKS = [
  { demonstration: false, draft: false, waivers: 0, widened: 0 },
  { demonstration: true, draft: true, waivers: MAX_WAIVERS, widened: 70_000 },
  { demonstration: true, draft: false, waivers: 1, widened: 2 },
];
for (const marks of MARKS) {
  test(`DERS-LIB-106 marks come back as they were: ${JSON.stringify(marks)}`, () => {
    assert.deepEqual(unpackMarks(packMarks(marks)), marks);
  });
}

test('DERS-LIB-106 more waivers than can be counted do not spill into the widened limits', () => {
  const packed = packMarks({ demonstration: false, draft: true, waivers: 5000, widened: 3 });
  assert.deepEqual(unpackMarks(packed), {
    demonstration: false,
    draft: true,
    waivers: MAX_WAIVERS,
    widened: 3,
  });
});

for (const [title, bytes] of [
  ['nothing', Buffer.alloc(0)],
  ['another array', Buffer.from([0x87, 0x01])],
  ['a cut head', bytesOf(library()).subarray(0, 40)],
] as const) {
  test(`DERS-LIB-106 no marks are read from ${title}`, () => {
    assert.throws(() => readMarks(bytes), RangeError);
  });
}

test.run();
