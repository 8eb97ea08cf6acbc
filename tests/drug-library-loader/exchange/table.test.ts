// A library as a table, and back: everything that an entry can hold survives, and nothing that a spreadsheet does passes unseen.
// Demonstration data, not for clinical use.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { compile } from '../../../drug-library-loader/compiler/compile';
import { csvRows, csvText, guarded, unguarded } from '../../../drug-library-loader/exchange/csv-table';
import { fromRows } from '../../../drug-library-loader/exchange/from-rows';
import { writeSourceFolder } from '../../../drug-library-loader/exchange/source-folder';
import { type TableFormat, exportTable, importTable } from '../../../drug-library-loader/exchange/table';
import type { TableRow } from '../../../drug-library-loader/exchange/table-row';
import { decimalOf } from '../../../drug-library-loader/exchange/workbook';
import { cellText, xlsxBytes, xlsxRows } from '../../../drug-library-loader/exchange/xlsx-table';
import schema from '../../../drug-library-loader/source/library.schema.json';
import { suite } from '../../suite';
import { hospitalSet } from '../hospital-set';
import { runCommand } from '../run-command';
import { type Part, careArea, entry, folderOf, library, sourceFolder } from '../sample-source';
import { error, formula, workbookBytes } from './guardrails-workbook';

const test = suite('drug-library-loader/exchange/table');
const LIBRARIES = join(__dirname, '../../../drug-library-loader/libraries');
const FORMATS: TableFormat[] = ['csv', 'xlsx'];

/** Exports a source, imports the table into a new folder, and returns that. */
async function throughTable(source: string, format: TableFormat): Promise<string> {
  const folder = folderOf({});
  const table = join(folder, `table.${format}`);
  writeFileSync(table, (await exportTable(source, table, format)).bytes);
  const target = join(folder, 'library');
  const { tree, faults } = await importTable(table, target, format);
  assert.equal(faults, []);
  writeSourceFolder(target, tree ?? {}, 'From a table.');
  return target;
}

const LIMIT = { 'lower-hard': '1', 'lower-soft': '2', initial: '5', 'upper-soft': '20', 'upper-hard': '50' };

/** An entry of every program type with every key that the schema has. */
const FULL: Part[] = [
  {
    id: 'full-continuous',
    drug: 'FULLamine, "quoted"',
    therapy: '1/2 strength',
    class: '=1+1',
    'high-alert': 'true',
    'second-person': 'deferred',
    mode: 'anaesthesia',
    code: { dmd: '0012345', ehr: '1E5' },
    source: '00:30, "Table; 1", line\u2003two',
    waiver: '- -',
    concentration: ['400 mg / 250 mL', '800 mg / 250 mL'],
    patient: {
      weight: { 'lower-hard': '2 kg', 'upper-hard': '300 kg' },
      bsa: { 'upper-hard': '3 m2' },
    },
    rate: { 'upper-hard': '500 mL/h' },
    vtbi: { 'upper-hard': '1000 mL' },
    advisories: ['central-line'],
    continuous: {
      'enter-by': 'either',
      dose: { unit: 'mcg/kg/min', ...LIMIT, cap: '4000 mcg/min' },
      titration: { up: { 'upper-soft': '50 %' }, down: { 'upper-soft': '50 %' } },
      bolus: {
        dose: { unit: 'mg', ...LIMIT },
        rate: { unit: 'mg/min', ...LIMIT },
        duration: { unit: 'min', ...LIMIT },
      },
      loading: {
        dose: { unit: 'mg', ...LIMIT },
        rate: { unit: 'mg/min', ...LIMIT },
        duration: { unit: 'min', ...LIMIT },
      },
      accumulated: {
        window: '24 h',
        dose: { unit: 'mg', 'upper-hard': '900000' },
        counts: ['basal', 'bolus'],
      },
      kvo: '5 mL/h',
    },
  },
  {
    id: 'full-intermittent',
    drug: 'March 5',
    source: 'made up',
    concentration: { custom: { unit: 'mg/mL', ...LIMIT } },
    intermittent: {
      dose: { unit: 'mg/kg', cap: '2000 mg' },
      duration: { unit: 'min', ...LIMIT },
      'dose-rate': { unit: 'mg/kg/h', ...LIMIT },
      'available-as': ['secondary'],
    },
  },
  {
    id: 'full-pca',
    drug: 'PCAmine',
    source: 'made up',
    concentration: '50 mg / 50 mL',
    pca: {
      demand: { unit: 'mg', ...LIMIT },
      lockout: { unit: 'min', ...LIMIT },
      basal: { unit: 'mg/h', ...LIMIT },
      loading: { unit: 'mg', ...LIMIT },
      'clinician-bolus': { unit: 'mg', ...LIMIT },
      accumulated: {
        window: '4 h',
        dose: { unit: 'mg', 'upper-hard': '900000' },
        counts: ['demand', 'basal'],
      },
    },
  },
  {
    id: 'full-fluid',
    drug: 'TRUE',
    source: 'made up',
    concentration: 'none',
    fluid: { rate: { unit: 'mL/h', ...LIMIT }, 'supports-secondary': 'false' },
  },
  {
    id: 'full-multi-step',
    drug: 'STEPamine',
    source: 'made up',
    concentration: '100 mg / 100 mL',
    'multi-step': {
      'enter-by': 'dose',
      dose: { unit: 'mg/h', ...LIMIT },
      rate: { unit: 'mL/h', ...LIMIT },
      'step-duration': { unit: 'min', ...LIMIT },
      steps: '6',
    },
  },
];

const FULL_AREA: Part = {
  'weight-unit': 'kg',
  kvo: '5 mL/h',
  air: { bubble: '100 microlitre', accumulated: '250 microlitre' },
  occlusion: '525 mmHg',
  'basic-infusion': {
    rate: { 'upper-hard': '500 mL/h' },
    vtbi: { 'upper-hard': '1000 mL' },
    text: '@not checked',
  },
};

function fullSource(): string {
  return sourceFolder(library([], { 'care-areas': { 'adult-icu': careArea(FULL, FULL_AREA) } }));
}

/** Every key that stands anywhere in a value. */
function keysOf(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const member of value) keysOf(member, found);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inside] of Object.entries(value)) keysOf(inside, found.add(key));
  return found;
}

test('DERS-LIB-240 The source of these tests has every key of the schema', () => {
  const known = new Set<string>();
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(walk);
    else if (typeof part === 'object' && part !== null) {
      const { properties, ...rest } = part as { properties?: object };
      for (const [key, inside] of Object.entries(properties ?? {})) {
        known.add(key);
        walk(inside);
      }
      Object.values(rest).forEach(walk);
    }
  };
  walk(schema);
  const used = keysOf(library([], { 'care-areas': { 'adult-icu': careArea(FULL, FULL_AREA) } }));
  // A reason for widening and a base are shown with the demonstration hospital.
  assert.equal([...known].filter((key) => !used.has(key)).sort(), ['extends', 'widened']);
});

const SOURCES: [string, () => string][] = [
  ['the demonstration base', () => join(LIBRARIES, 'demonstration-base')],
  ['the demonstration hospital, which extends it', () => join(LIBRARIES, 'demonstration-hospital')],
  ['a library with every key there is', fullSource],
  ['a library of 400 entries', () => sourceFolder(hospitalSet(400))],
];

for (const [name, source] of SOURCES) {
  for (const format of FORMATS) {
    test(`DERS-LIB-241 Exported to ${format} and imported again, ${name} compiles to the same bytes`, async () => {
      const path = source();
      const before = compile(path);
      const after = compile(await throughTable(path, format));
      assert.equal(
        after.findings.filter(({ severity }) => severity === 'fault'),
        [],
      );
      assert.ok(before.bytes && after.bytes?.equals(before.bytes));
      const own = (each: typeof before) =>
        each.widenings.map(({ limit, from, to, reason }) => [limit, from, to, reason]);
      assert.equal(own(after), own(before));
    });
  }
}

test('DERS-LIB-241 What the compiled form does not hold survives too: sources, waivers, codes', async () => {
  const target = await throughTable(fullSource(), 'csv');
  const again = JSON.stringify(
    compile(target).entries.map(({ id, waiver, codes }) => ({ id, waiver: waiver?.reason, codes })),
  );
  assert.match(again, /"waiver":"- -","codes":\["dmd=0012345","ehr=1E5"\]/);
  assert.match(readFileSync(join(target, 'adult-icu.yaml'), 'utf8'), /00:30, "Table; 1", line two/);
});

test('DERS-LIB-242 Of a library that extends another, only what it says itself is written', async () => {
  const target = await throughTable(join(LIBRARIES, 'demonstration-hospital'), 'csv');
  assert.equal(readdirSync(target).sort(), [
    'library.yaml',
    'neonatal.yaml',
    'oncology.yaml',
    'paediatrics.yaml',
  ]);
  assert.match(readFileSync(join(target, 'paediatrics.yaml'), 'utf8'), /widened:/);
});

test('DERS-LIB-242 A point that the local library drops stays dropped', async () => {
  const base = sourceFolder(library([entry()]));
  const local = sourceFolder({
    ...library([]),
    extends: `../${basename(base)}`,
    'care-areas': {
      'adult-icu': {
        title: 'Adult ICU',
        entries: [{ id: 'examplamine', continuous: { dose: { 'upper-soft': 'none' } } }],
      },
    },
  });
  const before = compile(local);
  const after = compile(await throughTable(local, 'csv'));
  assert.ok(before.bytes && after.bytes?.equals(before.bytes));
});

/** What spreadsheet programs change when they open a CSV file, and what they leave alone. */
const GUARDED: [string, boolean][] = [
  ['=1+1', true],
  ['+44', true],
  ['-5', true],
  ['@SUM(A1)', true],
  ['1/2', true],
  ['00:30', true],
  ['0.375', true],
  ['1,5', true],
  ['007', true],
  ['5 %', true],
  ['1E5', true],
  ['2026-12-01', true],
  ['2026.11.1', true],
  ['Mar 5', true],
  ['march-5', true],
  ['5 Dec 2026', true],
  ['3 pm', true],
  ["'=1", true],
  ['0.375 mcg/kg/min', false],
  ['4 mg / 250 mL', false],
  ['7', false],
  ['999999999', false],
  ['heparin', false],
  ['marcaine', false],
  ['true', false],
  ['', false],
];

for (const [text, isGuarded] of GUARDED) {
  test(`DERS-LIB-243 In a CSV cell, "${text}" ${isGuarded ? 'stands behind an apostrophe' : 'stands as it is'}`, () => {
    assert.is(guarded(text), isGuarded ? `'${text}` : text);
    assert.is(unguarded(guarded(text)), text);
  });
}

test('DERS-LIB-243 Any text comes back from a cell as it was, and no cell begins a formula', () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^['=+@0-9:./ -]{0,8}$/));
  fc.assert(
    fc.property(texts, (text) => {
      assert.is(unguarded(guarded(text)), text);
      assert.not.match(guarded(text), /^[=+\-@\t\r]/);
    }),
  );
});

/** Any UTF-16 code units, halves of surrogate pairs among them, and what looks like an escape of a workbook. */
const ANY_UNIT = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('_', 'x', '_x', '0041', '_x005F_', '_x000D_', '&', '<', ']]>', ';', '"'),
  },
);
const WHOLE_UNIT = ANY_UNIT.filter((text) => !/\p{Cs}/u.test(text));

/** Tables of texts made of such units; `expected` is what a reader of cells makes of them. */
function textRows(unit: fc.Arbitrary<string>) {
  const text = fc.string({ unit, maxLength: 20 });
  const row = fc.record({
    record: fc.constant('library'),
    item: fc.constant('title'),
    value: text,
    reason: text,
  });
  return fc.array(row, { minLength: 1, maxLength: 5 });
}

function asRead(rows: TableRow[]): TableRow[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .map(([column, text]) => [column, text.trim().replace(/\s+/g, ' ')])
        .filter(([, text]) => text !== ''),
    ),
  );
}

test('DERS-LIB-244 A table of any texts comes back from CSV as it was', () => {
  fc.assert(
    fc.property(textRows(WHOLE_UNIT), (rows) => {
      assert.equal(
        csvRows(csvText(rows)).map(({ cells }) => cells),
        asRead(rows),
      );
    }),
    { numRuns: 300 },
  );
});

test('DERS-LIB-244 A table of any texts comes back from XLSX as it was', async () => {
  await fc.assert(
    fc.asyncProperty(textRows(ANY_UNIT), async (rows) => {
      assert.equal(
        (await xlsxRows(await xlsxBytes(rows))).map(({ cells }) => cells),
        asRead(rows),
      );
    }),
    { numRuns: 100 },
  );
});

/** What the writer of workbooks left out in silence, or its reader took for an escape. */
const IN_A_CELL: [string, string][] = [
  ['plain text: 5 µg, Schöck, 滴, 😀', 'plain text: 5 µg, Schöck, 滴, 😀'],
  ['a\u0001b', 'a_x0001_b'],
  ['a\rb', 'a_x000D_b'],
  ['a\tb\nc\u0085d', 'a\tb\nc\u0085d'],
  ['a\u007fb\u009f', 'a_x007F_b_x009F_'],
  ['a\ufffdb', 'a_xFFFD_b'],
  ['a\ufffeb\uffff', 'a_xFFFE_b_xFFFF_'],
  ['a\ufdd0b', 'a_xFDD0_b'],
  ['a\ud800b', 'a_xD800_b'],
  ['a\udc00b', 'a_xDC00_b'],
  ['a\u{1ffff}b', 'a_xD83F__xDFFF_b'],
  ['_x0041_', '_x005F_x0041_'],
  ['_x005F_x0041_', '_x005F_x005F_x005F_x0041_'],
  ['constructor', '_x0063_onstructor'],
  ['__proto__', '_x005F__proto__'],
  ['toString()', 'toString()'],
  ['_x00_ _X0041_ x0041_', '_x00_ _X0041_ x0041_'],
];

for (const [text, cell] of IN_A_CELL) {
  test(`DERS-LIB-244 In a workbook cell, ${JSON.stringify(text)} is ${JSON.stringify(cell)}`, async () => {
    assert.is(cellText(text), cell);
    const [row] = await xlsxRows(await xlsxBytes([{ record: 'library', item: 'title', value: text }]));
    assert.is(row?.cells.value, text.replace(/\s+/g, ' '));
  });
}

test('DERS-LIB-244 Half a surrogate pair, which UTF-8 cannot hold, is refused and not changed', () => {
  for (const half of ['\ud800', '\udfff', 'a\udc00b'])
    assert.throws(() => csvText([{ record: 'library', item: 'title', value: half }]), /row 2, value/);
  assert.match(csvText([{ record: 'library', item: 'title', value: '😀' }]), /😀/);
});

const HEAD = 'record,care-area,id,drug,concentration,item,unit,lower-hard,upper-hard,value,reason';
const GOOD = 'entry,icu,one,Examplamine,400 mg / 250 mL,continuous.dose,mg/h,1 mg/h,5 mg/h,,';

/** Tables with a fault, each with the row and column that must be named. */
const FAULTS: [string, string[], number, string][] = [
  ['a record nobody knows', ['drug,icu,one,,,dose,,,,x,'], 2, 'record'],
  ['no item', ['entry,icu,one,,,,,,,x,'], 2, 'item'],
  ['no care area', ['entry,,one,,,class,,,,x,'], 2, 'care-area'],
  ['no id', ['entry,icu,,,,class,,,,x,'], 2, 'id'],
  ['an id that is none', ['entry,icu,Jan 5,,,class,,,,x,'], 2, 'id'],
  ['a limit that became a date', [GOOD.replace('5 mg/h', '2026-05-01')], 2, 'upper-hard'],
  ['a limit with a decimal comma', [GOOD.replace('5 mg/h', '"0,5 mg/h"')], 2, 'upper-hard'],
  ['a limit in another unit than the row', [GOOD.replace('5 mg/h', '5 mcg/h')], 2, 'unit'],
  ['limits and a value', [GOOD.replace('5 mg/h,,', '5 mg/h,x,')], 2, 'value'],
  ['a reason beside a text', ['entry,icu,one,,,class,,,,x,because'], 2, 'reason'],
  ['the same item twice', [GOOD, GOOD], 3, 'item'],
  ['an item under a text', ['entry,icu,one,,,continuous,,,,x,', GOOD], 3, 'item'],
  [
    'a drug that differs within an entry',
    [GOOD, GOOD.replace('Examplamine', 'Other').replace('dose', 'bolus.dose')],
    3,
    'drug',
  ],
  ['custom without limits', [GOOD.replace('400 mg / 250 mL', 'custom')], 2, 'concentration'],
  [
    'limits of a concentration that is not custom',
    [GOOD, 'entry,icu,one,,,concentration.custom,mg/mL,1 mg/mL,,,'],
    3,
    'concentration',
  ],
  ['a direction turned round', ['entry,icu,one,,,class,,,,vaso\u202epressor,'], 2, 'value'],
  ['a character without width', ['entry,icu,one,Hep\u200barin,,class,,,,x,'], 2, 'drug'],
  ['a place where decoding failed', ['entry,icu,one,,,class,,,,5 \ufffdg,'], 2, 'value'],
  ['steps of the pump that are none', ['pump,,,,,rate.steps,,,,;,'], 2, 'value'],
];

for (const [name, lines, row, column] of FAULTS) {
  test(`DERS-LIB-245 A table with a fault is refused whole, and the fault named: ${name}`, async () => {
    const folder = folderOf({ 'table.csv': [HEAD, ...lines].join('\n') });
    const result = await runCommand(
      'import',
      '--from',
      'csv',
      join(folder, 'table.csv'),
      '-o',
      join(folder, 'out'),
      '--json',
    );
    assert.is(result.code, 1);
    const { faults } = JSON.parse(result.out) as { faults: { row: number; column: string }[] };
    assert.ok(
      faults.some((fault) => fault.row === row && fault.column === column),
      result.out,
    );
    assert.not(existsSync(join(folder, 'out')));
  });
}

const REFUSED: [string, string | Uint8Array, RegExp][] = [
  ['a heading nobody knows', 'record,item,uper-hard\n', /did you mean.*upper-hard/i],
  ['no heading "item"', 'record,value\n', /no column "item"/],
  ['a heading twice', 'record,item,item\n', /twice/],
  ['a cell under no heading', 'record,item\nlibrary,title,Example\n', /under no heading/],
  ['an open quote', 'record,item\n"library,title\n', /not a CSV table/],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x41]), /UTF-8/],
  ['an empty file', '', /empty/],
];

for (const [name, text, message] of REFUSED) {
  test(`DERS-LIB-246 What is no library table is refused: ${name}`, async () => {
    const folder = folderOf({ 'table.csv': text });
    const result = await runCommand(
      'import',
      '--from',
      'csv',
      join(folder, 'table.csv'),
      '-o',
      join(folder, 'out'),
    );
    assert.is(result.code, 2);
    assert.match(result.error, message);
  });
}

test('DERS-LIB-247 A table saved by a spreadsheet program of another country is read', () => {
  const [first] = csvRows('\ufeffRecord;Item;Value\r\nlibrary;demonstration;TRUE\r\n;;\r\n');
  assert.equal(first, { row: 2, cells: { record: 'library', item: 'demonstration', value: 'TRUE' } });
  const { tree, faults } = fromRows([first as { row: number; cells: TableRow }]);
  assert.equal(faults, []);
  assert.is(tree.demonstration, 'true');
});

const CELLS: [string, Parameters<typeof workbookBytes>[0][0]['rows'][0], RegExp][] = [
  ['a formula without a result', ['library', 'title', formula('A1&B1')], /formula without a stored result/],
  ['an error', ['library', 'title', error('#REF!')], /#REF!/],
  ['a time', ['library', 'title', new Date(Date.UTC(1899, 11, 30, 0, 30))], /date or time/],
];

for (const [name, row, message] of CELLS) {
  test(`DERS-LIB-248 A workbook cell that nobody can read is refused: ${name}`, async () => {
    const bytes = await workbookBytes([{ name: 'Library', rows: [['record', 'item', 'value'], row] }]);
    try {
      await xlsxRows(bytes);
      assert.unreachable();
    } catch (thrown) {
      assert.match((thrown as Error).message, message);
    }
  });
}

test('DERS-LIB-248 Numbers, dates and truth values typed over a text are taken as what they show', async () => {
  const bytes = await workbookBytes([
    {
      name: 'Library',
      rows: [
        ['record', 'item', 'value'],
        ['library', 'sequence', 8],
        ['library', 'effective', new Date(Date.UTC(2026, 11, 1))],
      ],
    },
  ]);
  assert.equal(
    (await xlsxRows(bytes)).map(({ cells }) => cells.value),
    ['8', '2026-12-01'],
  );
});

const NUMBERS: [string, string][] = [
  ['2.0510000000000002', '2.051'],
  ['4.0000000000000001E-3', '0.004'],
  ['0.10000000000000001', '0.1'],
  ['1E21', '1000000000000000000000'],
  ['-5', '-5'],
  ['0', '0'],
  ['123456789', '123456789'],
  ['1.0000000000000002', '1'],
];

for (const [stored, plain] of NUMBERS) {
  test(`DERS-LIB-249 The number stored as ${stored} is ${plain}`, () => {
    assert.is(decimalOf(stored), plain);
  });
}

test('DERS-LIB-250 What stands in the base and not in the table is named, unless the library is to stand alone', async () => {
  const folder = folderOf({});
  const table = join(folder, 'table.csv');
  const source = join(LIBRARIES, 'demonstration-hospital');
  const lines = (await exportTable(source, table, 'csv')).bytes.toString().split('\r\n');
  writeFileSync(table, lines.filter((line) => !line.includes(',norepinephrine-shock,')).join('\r\n'));
  const local = await runCommand('import', '--from', 'csv', table, '-o', join(folder, 'local'));
  assert.is(local.code, 1);
  assert.match(local.out, /norepinephrine-shock/);
  const alone = await runCommand(
    'import',
    '--from',
    'csv',
    table,
    '-o',
    join(folder, 'alone'),
    '--standalone',
  );
  assert.is(alone.code, 0);
  assert.not.match(readFileSync(join(folder, 'alone/library.yaml'), 'utf8'), /extends/);
});

test('DERS-LIB-250 A base library that is not where the table says is asked for, and can be named', async () => {
  const folder = folderOf({});
  const table = join(folder, 'table.csv');
  const text = (await exportTable(join(LIBRARIES, 'demonstration-hospital'), table, 'csv')).bytes.toString();
  writeFileSync(table, text.replace(/extends,(,*)[^,\r]+/, 'extends,$1../nowhere'));
  const missing = await runCommand('import', '--from', 'csv', table, '-o', join(folder, 'out'));
  assert.is(missing.code, 2);
  assert.match(missing.error, /--base/);
  const named = await runCommand(
    'import',
    '--from',
    'csv',
    table,
    '-o',
    join(folder, 'out'),
    '--base',
    join(LIBRARIES, 'demonstration-base'),
  );
  assert.is(named.code, 0);
  assert.ok(
    compile(join(folder, 'out')).bytes?.equals(
      compile(join(LIBRARIES, 'demonstration-hospital')).bytes as Buffer,
    ),
  );
});

test('DERS-LIB-251 The commands write a table and a source, and nothing over what is there', async () => {
  const folder = folderOf({});
  const table = join(folder, 'table.xlsx');
  const target = join(folder, 'out');
  assert.is((await runCommand('export', fullSource(), '--to', 'xlsx', '-o', table)).code, 0);
  const written = readFileSync(table);
  const again = await runCommand('export', fullSource(), '--to', 'xlsx', '-o', table);
  assert.match(again.error, /there already/);
  assert.is(again.code, 2);
  assert.ok(readFileSync(table).equals(written));
  const first = await runCommand('import', '--from', 'xlsx', table, '-o', target);
  assert.is(first.code, 0, first.error);
  assert.match(
    readFileSync(join(target, 'library.yaml'), 'utf8'),
    /^# Demonstration data, not for clinical use\./,
  );
  assert.is((await runCommand('import', '--from', 'xlsx', table, '-o', target)).code, 2);
  assert.is((await runCommand('export', join(folder, 'nowhere'), '--to', 'csv', '-o', table)).code, 2);
  assert.is((await runCommand('export', fullSource(), '--to', 'pdf', '-o', table)).code, 2);
});

test.run();
