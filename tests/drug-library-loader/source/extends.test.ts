// A local library over its base: what it takes over, adds, narrows, widens and drops.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { entryView } from '../../../drug-library-loader/cli/entry-view';
import { type Compilation, compile } from '../../../drug-library-loader/compiler/compile';
import { readMarks } from '../../../drug-library-loader/compiler/marks';
import { Library } from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { type Part, entry, folderOf, library } from '../sample-source';

const test = suite('drug-library-loader/source/extends');

const HEAD = {
  library: 'local',
  title: 'Local library',
  organisation: 'Example hospital',
  version: '3',
  sequence: '4',
  effective: '2026-12-01',
  'review-by': '2027-03-01',
  extends: '../base',
};

function compiled(base: Part, local: Part): Compilation {
  const folder = folderOf({
    'base/library.json': JSON.stringify(base, null, 1),
    'local/library.json': JSON.stringify({ ...HEAD, ...local }, null, 1),
  });
  return compile(join(folder, 'local'));
}

function inIcu(...entries: Part[]): Part {
  return { 'care-areas': { 'adult-icu': { entries } } };
}

function dose(points: Part): Part {
  return { id: 'examplamine', continuous: { dose: { unit: 'mcg/kg/min', ...points } } };
}

function viewOf({ bytes, findings }: Compilation, number = 0) {
  assert.ok(bytes, JSON.stringify(findings));
  const library = new Library(new MemoryStorage(bytes));
  library.open(0, bytes.length);
  return entryView(library, bytes, number);
}

test('DERS-LIB-104 what the local library does not name it takes over; its own head is its own', () => {
  const result = compiled(library(), {});
  assert.deepEqual(result.findings, []);
  const { head } = result;
  assert.deepEqual(
    [head?.id, head?.organisation, head?.sequence, head?.display, head?.demonstration],
    ['local', 'Example hospital', 4, 'us', true],
  );
  assert.equal(viewOf(result)?.drug, 'EXAMPLamine');
});

/** A base that cannot be read whole, and what is said of the local library beside that. */
const BROKEN: [string, Record<string, string>, string[]][] = [
  ['is not there', {}, ['extends-missing']],
  ['does not hold together', { 'base/library.json': '{' }, ['source-syntax']],
  [
    'holds one file that cannot be read',
    { 'base/library.json': JSON.stringify(library()), 'base/more.yaml': 'a: [' },
    ['source-syntax'],
  ],
];

for (const [name, base, codes] of BROKEN) {
  test(`DERS-LIB-102 of a library whose base ${name}, nothing is said to be missing; its own slips are named`, () => {
    const local = (entries: Part[]) =>
      compile(
        join(
          folderOf({
            ...base,
            'local/library.json': JSON.stringify({ ...HEAD, ...inIcu(...entries) }, null, 1),
          }),
          'local',
        ),
      );
    const good = local([dose({ 'upper-hard': '40' })]);
    assert.deepEqual([...new Set(good.findings.map(({ code }) => code))], codes);
    assert.equal(good.bytes, undefined);
    const slip = local([dose({ 'uper-hard': '40' })]);
    assert.ok(
      slip.findings.some(({ code, message }) => code === 'unknown-key' && message.includes('upper-hard')),
    );
  });
}

test('DERS-LIB-104 an entry is merged by its id, a limit point by point', () => {
  const result = compiled(library(), inIcu({ ...dose({ 'upper-hard': '40' }), therapy: 'Shock' }));
  const view = viewOf(result);
  assert.equal(view?.therapy, 'Shock');
  assert.deepEqual(view?.limits, [
    { quantity: 'dose', unit: 'mcg/kg/min', lowerSoft: '2', initial: '5', upperSoft: '20', upperHard: '40' },
  ]);
  assert.deepEqual(result.widenings, []);
});

test('DERS-LIB-104 new entries, advisories and care areas are added', () => {
  const local = {
    advisories: { local: 'Prepared by the pharmacy only.' },
    'care-areas': {
      'adult-icu': { entries: [entry({ id: 'new', therapy: 'New', advisories: ['local', 'central-line'] })] },
      ward: { title: 'Ward', entries: [] },
    },
  };
  const result = compiled(library(), local);
  assert.deepEqual(result.findings, []);
  assert.deepEqual(
    result.entries.map(({ id }) => id),
    ['examplamine', 'new'],
  );
  assert.deepEqual(
    result.careAreas.map(({ id }) => id),
    ['adult-icu', 'ward'],
  );
});

test('DERS-LIB-104 a list replaces a list', () => {
  const base = library([entry({ concentration: ['400 mg / 250 mL', '800 mg / 250 mL'] })]);
  const result = compiled(base, inIcu({ id: 'examplamine', concentration: '200 mg / 250 mL' }));
  assert.deepEqual(result.compiled.length, 1);
  assert.equal(viewOf(result)?.concentration, '200 mg/250 mL');
});

/** Base limits, what the local library says, and the widened limits that follow: name, from, to. */
const WIDENINGS: [title: string, base: Part, local: Part, widened: [string, string, string][]][] = [
  ['narrower from above', { 'upper-hard': '50' }, { 'upper-hard': '49.9' }, []],
  ['the same', { 'upper-hard': '50' }, { 'upper-hard': '50.0' }, []],
  [
    'wider above',
    { 'upper-hard': '50' },
    { 'upper-hard': '50.1' },
    [['continuous.dose upper-hard', '50 mcg/kg/min', '50.1 mcg/kg/min']],
  ],
  [
    'wider below',
    { 'lower-hard': '1' },
    { 'lower-hard': '0.9' },
    [['continuous.dose lower-hard', '1 mcg/kg/min', '0.9 mcg/kg/min']],
  ],
  ['narrower from below', { 'lower-hard': '1' }, { 'lower-hard': '1.1' }, []],
  [
    'dropped',
    { 'upper-hard': '50' },
    { 'upper-hard': 'none' },
    [['continuous.dose upper-hard', '50 mcg/kg/min', 'none']],
  ],
  [
    'a wider cap',
    { cap: '5 mg/min' },
    { cap: '301 mg/h' },
    [['continuous.dose cap', '5 mg/min', '301 mg/h']],
  ],
  ['the same cap in another unit', { cap: '5 mg/min' }, { cap: '300 mg/h' }, []],
  ['a wider soft limit', { 'upper-soft': '20' }, { 'upper-soft': '30' }, []],
  ['a soft limit dropped', { 'upper-soft': '20' }, { 'upper-soft': 'none' }, []],
  ['a hard limit added', {}, { 'upper-hard': '50' }, []],
];
for (const [title, base, local, widened] of WIDENINGS) {
  test(`DERS-LIB-104 hard limits: ${title}`, () => {
    const from = library([
      entry({ continuous: { 'enter-by': 'dose', dose: { unit: 'mcg/kg/min', ...base } } }),
    ]);
    const silent = compiled(from, inIcu(dose(local)));
    assert.deepEqual(
      silent.widenings.map(({ limit, from, to }) => [limit, from, to]),
      widened,
    );
    assert.equal(silent.draft, widened.length > 0);
    const spoken = compiled(from, inIcu(dose({ ...local, widened: 'agreed on 3 May' })));
    assert.equal(spoken.draft, false);
    assert.deepEqual(
      spoken.widenings.map(({ reason }) => reason),
      widened.map(() => 'agreed on 3 May'),
    );
    assert.equal(readMarks(spoken.bytes as Buffer).widened, widened.length);
  });
}

test('DERS-LIB-104 a limit of a care area and the range of the pump count as well', () => {
  const area = { 'care-areas': { 'adult-icu': { weight: { 'upper-hard': '301 kg' } } } };
  assert.deepEqual(
    compiled(library(), area).widenings.map(({ limit }) => limit),
    ['weight upper-hard'],
  );
  const pump = { pump: { rate: { max: '1000 mL/h' } } };
  assert.deepEqual(
    compiled(library(), pump).widenings.map(({ limit }) => limit),
    ['pump.rate max'],
  );
});

test('DERS-LIB-104 the reason is for one limit: another widened beside it needs its own', () => {
  const base = library([entry({ rate: { 'upper-hard': '50 mL/h' } })]);
  const local = { ...dose({ 'upper-hard': '60', widened: 'agreed' }), rate: { 'upper-hard': '60 mL/h' } };
  const result = compiled(base, inIcu(local));
  assert.deepEqual(
    result.widenings.map(({ limit, reason }) => [limit, reason]),
    [
      ['continuous.dose upper-hard', 'agreed'],
      ['rate upper-hard', ''],
    ],
  );
  assert.equal(result.draft, true);
});

test('DERS-LIB-104 findings name the file that the value stands in', () => {
  const result = compiled(
    library([entry({ vtbi: { 'upper-hard': '5 ml' } })]),
    inIcu(dose({ 'upper-hard': '5 l' })),
  );
  assert.deepEqual(
    result.findings.map(({ code, file }) => [code, file?.split('/').slice(-2).join('/')]),
    [
      ['unknown-unit', 'base/library.json'],
      ['unknown-unit', 'local/library.json'],
    ],
  );
});

test('DERS-LIB-104 a base may have a base; widened limits of all of them are counted', () => {
  const folder = folderOf({
    'base/library.json': JSON.stringify(library()),
    'middle/library.json': JSON.stringify({
      ...HEAD,
      library: 'middle',
      ...inIcu(dose({ 'upper-hard': '60', widened: 'a' })),
    }),
    'local/library.json': JSON.stringify({
      ...HEAD,
      extends: '../middle',
      ...inIcu(dose({ 'upper-hard': '70', widened: 'b' })),
    }),
  });
  const result = compile(join(folder, 'local'));
  assert.deepEqual(
    result.widenings.map(({ to, reason }) => [to, reason]),
    [
      ['60 mcg/kg/min', 'a'],
      ['70 mcg/kg/min', 'b'],
    ],
  );
});

test.run();
