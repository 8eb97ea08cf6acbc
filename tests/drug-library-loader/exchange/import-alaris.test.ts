// What a Guardrails report becomes: every row in the source or in the report, every number as it was typed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { compile } from '../../../drug-library-loader/compiler/compile';
import { importAlaris } from '../../../drug-library-loader/exchange/alaris/import';
import type { AlarisImport } from '../../../drug-library-loader/exchange/alaris/import';
import type { RowReport } from '../../../drug-library-loader/exchange/alaris/report';
import { reportMarkdown } from '../../../drug-library-loader/exchange/alaris/report';
import type { Tree } from '../../../drug-library-loader/exchange/from-rows';
import { writeSourceFolder } from '../../../drug-library-loader/exchange/source-folder';
import { readWorkbook } from '../../../drug-library-loader/exchange/workbook';
import { suite } from '../../suite';
import { runCommand } from '../run-command';
import { folderOf } from '../sample-source';
import { guardrailsSet } from './guardrails-set';
import {
  type RowOf,
  type SheetName,
  type TestSheet,
  custom,
  error,
  fixed,
  formula,
  number,
  rich,
  settingSheets,
  sheetOf,
  time,
  workbookBytes,
} from './guardrails-workbook';

const test = suite('drug-library-loader/exchange/alaris');
const TODAY = '2026-11-23';
const ADVISORIES: [string, string][] = [['In-line filter', 'Use an in-line filter.']];

async function imported(sheets: TestSheet[]): Promise<AlarisImport> {
  return importAlaris(await readWorkbook(await workbookBytes(sheets)), TODAY);
}

/** A continuous row that has nothing odd, with what a case changes in it. */
function drip(more: RowOf = {}): RowOf {
  return {
    Profile: 'Adult',
    'Drug Name': 'EXAMPLamine',
    ...fixed(400, 'mg', 250),
    'Module Availability': 'Pump',
    'Dosing Units': 'mcg/kg/min',
    'Dose Limits Soft Min': 2,
    'Dose Limits Soft Max': 20,
    'Dose Limits Hard Max': 50,
    'Dose Initial Value': 5,
    'Conc. Limit Units': 'n/a',
    ...more,
  };
}

function piggyback(more: RowOf = {}): RowOf {
  return {
    Profile: 'Adult',
    'Drug Name': 'exampleFLOX',
    ...fixed(500, 'mg', 100),
    'Available As': 'Primary and Secondary',
    'Dosing Units': 'mg',
    'Dose Limits Soft Min': 250,
    'Dose Limits Soft Max': 750,
    ...more,
  };
}

async function oneRow(name: SheetName, row: RowOf): Promise<{ entry?: Tree; report: RowReport }> {
  const { tree, report } = await imported([...settingSheets(ADVISORIES), sheetOf(name, [row])]);
  const area = (tree['care-areas'] as Record<string, Tree>).adult as Tree;
  const row3 = report.rows.find(({ sheet }) => sheet === name) as RowReport;
  return { entry: (area.entries as Tree[] | undefined)?.[0], report: row3 };
}

function at(entry: Tree | undefined, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Tree | undefined)?.[key], entry);
}

type Carried = [string, SheetName, RowOf, Record<string, unknown>];

const CONTINUOUS = 'ContBolus Non-Anesth Drugs';
const CARRIED: Carried[] = [
  [
    'amount and volume, never the rounded concentration',
    CONTINUOUS,
    drip(fixed(number('0.51000000000000001'), 'gram', 117)),
    { concentration: '0.51 g / 117 mL' },
  ],
  [
    'an amount that is a formula, by its stored result',
    CONTINUOUS,
    drip(fixed(formula('4*100', '400'), 'mg', 250)),
    { concentration: '400 mg / 250 mL' },
  ],
  [
    'a number at the 15 digits of its double',
    CONTINUOUS,
    drip({ 'Dose Limits Soft Min': number('2.0510000000000002') }),
    { 'continuous.dose.lower-soft': '2.051' },
  ],
  [
    'a number written with an exponent',
    CONTINUOUS,
    drip({ 'Dose Limits Soft Min': number('4.0000000000000001E-3') }),
    { 'continuous.dose.lower-soft': '0.004' },
  ],
  [
    'a number typed as text',
    CONTINUOUS,
    drip({ 'Dose Limits Hard Max': '50.5' }),
    { 'continuous.dose.upper-hard': '50.5' },
  ],
  [
    'blank, n/a and - - as none',
    CONTINUOUS,
    drip({ 'Dose Limits Soft Min': 'n/a', 'Dose Limits Soft Max': '- -', 'Dose Initial Value': ' ' }),
    { 'continuous.dose': { unit: 'mcg/kg/min', 'upper-hard': '50' } },
  ],
  [
    'rich text, its runs together',
    CONTINUOUS,
    drip({ 'Drug Name': rich('EXAMPL', 'amine') }),
    { drug: 'EXAMPLamine' },
  ],
  [
    'a text with runs of spaces',
    CONTINUOUS,
    drip({ 'Therapy Name': '  Septic   shock ' }),
    { therapy: 'Septic shock' },
  ],
  [
    'milliunit/min',
    CONTINUOUS,
    drip({ ...fixed(30, 'unit', 500), 'Dosing Units': 'milliunit/min' }),
    { 'continuous.dose.unit': 'milliunit/min', concentration: '30 unit / 500 mL' },
  ],
  [
    'nanogram/kg/min',
    CONTINUOUS,
    drip({ 'Dosing Units': 'nanogram/kg/min' }),
    { 'continuous.dose.unit': 'nanogram/kg/min' },
  ],
  [
    'gram',
    CONTINUOUS,
    drip({ ...fixed(40, 'gram', 1000), 'Dosing Units': 'gram/h' }),
    { 'continuous.dose.unit': 'g/h', concentration: '40 g / 1000 mL' },
  ],
  [
    'mEq',
    'Intermittent Drugs',
    piggyback({ ...fixed(20, 'mEq', 50), 'Dosing Units': 'mEq' }),
    { 'intermittent.dose.unit': 'mEq' },
  ],
  [
    'mmol/kg',
    'Intermittent Drugs',
    piggyback({ ...fixed(15, 'mmol', 250), 'Dosing Units': 'mmol/kg' }),
    { 'intermittent.dose.unit': 'mmol/kg' },
  ],
  [
    'mg/m2',
    'Intermittent Drugs',
    piggyback({ 'Dosing Units': 'mg/m2' }),
    { 'intermittent.dose.unit': 'mg/m2' },
  ],
  [
    'an epidural of 1 unit = 1 mL',
    CONTINUOUS,
    drip({ ...fixed(100, 'unit', 100), 'Dosing Units': 'unit/h' }),
    { concentration: '100 unit / 100 mL' },
  ],
  [
    'a custom concentration without a hard minimum',
    CONTINUOUS,
    drip({ ...custom('mg'), 'Conc. Limit Units': 'mg/mL', 'Conc. Limits Soft Max': 4 }),
    { 'concentration.custom': { unit: 'mg/mL', 'upper-soft': '4' } },
  ],
  [
    'a custom concentration with no limits at all',
    CONTINUOUS,
    drip({ ...custom('gram'), 'Conc. Limit Units': 'No' }),
    { 'concentration.custom': { unit: 'g/mL' } },
  ],
  [
    'a bolus with its rate',
    CONTINUOUS,
    drip({
      'Bolus Dose Units': 'mg',
      'Bolus Dose Limits Soft Max': 5,
      'Bolus Dose Limits Initial Value': 3,
      'Bolus Dose Admin. Rate Units': 'mg/min',
      'Bolus Dose Admin. Rate Limits Hard Max': 2,
    }),
    {
      'continuous.bolus': {
        dose: { unit: 'mg', initial: '3', 'upper-soft': '5' },
        rate: { unit: 'mg/min', 'upper-hard': '2' },
      },
    },
  ],
  [
    'hh:mm as text',
    'Intermittent Drugs',
    piggyback({ 'Duration Limits Hard Min': '01:45' }),
    { 'intermittent.duration': { unit: 'min', 'lower-hard': '105' } },
  ],
  [
    'hh:mm as a time in 1899',
    'Intermittent Drugs',
    piggyback({ 'Duration Limits Soft Max': time(2, 30) }),
    { 'intermittent.duration.upper-soft': '150' },
  ],
  [
    'more than a day as text',
    'Intermittent Drugs',
    piggyback({ 'Duration Limits Soft Max': '25:00' }),
    { 'intermittent.duration.upper-soft': '1500' },
  ],
  [
    'a day and an hour as a time',
    'Intermittent Drugs',
    piggyback({ 'Duration Limits Soft Max': time(25, 0) }),
    { 'intermittent.duration.upper-soft': '1500' },
  ],
  [
    'a duration as a bare fraction of a day',
    'Intermittent Drugs',
    piggyback({ 'Duration Initial Value': number('2.0833333333333332E-2') }),
    { 'intermittent.duration.initial': '30' },
  ],
  [
    'Primary Only',
    'Intermittent Drugs',
    piggyback({ 'Available As': 'Primary Only' }),
    { 'intermittent.available-as': ['primary'] },
  ],
  [
    'an advisory by its name',
    CONTINUOUS,
    drip({ 'Clinical Advisory': 'In-line filter' }),
    { advisories: ['in-line-filter'] },
  ],
  [
    'a fluid',
    'Fluids',
    {
      Profile: 'Adult',
      'Fluid Name': '.IVF + KCL',
      'Supports Secondary': 'N',
      'Rate Units': 'mL/h',
      'Rate Limits Soft Max': 500,
    },
    {
      concentration: 'none',
      fluid: { rate: { unit: 'mL/h', 'upper-soft': '500' }, 'supports-secondary': 'false' },
    },
  ],
  ['an anaesthesia row', 'ContBolus Anesth Drugs', drip(), { mode: 'anaesthesia' }],
  [
    'a PCA drug with the window of its profile',
    'PCA Drugs',
    {
      Profile: 'Adult',
      'Drug Name': 'exampliphone',
      ...fixed(30, 'mg', 30),
      'Dosing Units': 'mg',
      'Max Accumulated Dose Range Soft Max': 30,
      'Max Accumulated Dose Range Hard Max': 40,
      'PCA Dose Limits Initial Value': 1,
      'PCA Dose Limits Hard Max': 3,
      'Lock Out Interval Hard Min': 5,
      'Lock Out Interval Initial Value': 8,
      'Continuous Dose Limits Soft Max': 1,
      'Bolus Dose Limits Hard Max': 5,
      'Bolus Dose included in Accum Max Dose': 'Y',
      'Loading Dose Limits Hard Max': 5,
    },
    {
      pca: {
        demand: { unit: 'mg', initial: '1', 'upper-hard': '3' },
        lockout: { unit: 'min', 'lower-hard': '5', initial: '8' },
        basal: { unit: 'mg/h', 'upper-soft': '1' },
        'clinician-bolus': { unit: 'mg', 'upper-hard': '5' },
        loading: { unit: 'mg', 'upper-hard': '5' },
        accumulated: {
          window: '4 h',
          dose: { unit: 'mg', 'upper-soft': '30', 'upper-hard': '40' },
          counts: ['demand', 'basal', 'clinician-bolus'],
        },
      },
    },
  ],
];

for (const [name, sheet, row, expected] of CARRIED) {
  test(`DERS-LIB-230 A row is carried over exactly: ${name}`, async () => {
    const { entry, report } = await oneRow(sheet, row);
    assert.is(report.outcome, 'carried', report.reason);
    for (const [path, value] of Object.entries(expected)) {
      assert.equal(JSON.parse(JSON.stringify(at(entry, path) ?? null)), value, path);
    }
  });
}

const REFUSED: [string, SheetName, RowOf, RegExp][] = [
  [
    'a number with ten digits',
    CONTINUOUS,
    drip({ 'Dose Limits Soft Max': number('1234567891') }),
    /1234567891.*digits/,
  ],
  ['a number with a decimal comma', CONTINUOUS, drip({ 'Dose Limits Soft Max': '5,5' }), /5,5/],
  ['a negative number', CONTINUOUS, drip({ 'Dose Limits Soft Max': -5 }), /-5/],
  ['an error value', CONTINUOUS, drip({ 'Dose Limits Hard Max': error('#N/A') }), /#N\/A/],
  [
    'a limit that is a formula without a stored result',
    CONTINUOUS,
    drip({ 'Dose Limits Hard Max': formula('M3*2') }),
    /formula without a stored result/,
  ],
  ['a unit that the format does not have', CONTINUOUS, drip({ 'Dosing Units': 'puff/min' }), /puff\/min/],
  [
    'an amount where a dose per time should stand',
    CONTINUOUS,
    drip({ 'Dosing Units': 'mg' }),
    /amount per time/,
  ],
  ['half a concentration', CONTINUOUS, drip({ 'Diluent Volume': null }), /incomplete/],
  ['no drug', CONTINUOUS, drip({ 'Drug Name': null }), /no name/],
  ['no profile', CONTINUOUS, drip({ Profile: null }), /no profile/],
  ['no dosing unit', CONTINUOUS, drip({ 'Dosing Units': null }), /no dosing unit/],
  ['a bolus without a unit', CONTINUOUS, drip({ 'Bolus Dose Limits Soft Max': 5 }), /no unit/],
  ['a name longer than the format holds', CONTINUOUS, drip({ 'Drug Name': 'x'.repeat(81) }), /80 characters/],
  [
    'a calendar date as a duration',
    'Intermittent Drugs',
    piggyback({ 'Duration Limits Soft Max': new Date(Date.UTC(2024, 0, 1)) }),
    /duration/,
  ],
  [
    'seconds in a duration',
    'Intermittent Drugs',
    piggyback({ 'Duration Limits Soft Max': '00:30:20' }),
    /hours and minutes/,
  ],
  [
    'a rate unit other than mL/h',
    'Fluids',
    { Profile: 'Adult', 'Fluid Name': '.IVF', 'Rate Units': 'mL/min', 'Rate Limits Soft Max': 5 },
    /mL\/min/,
  ],
];

for (const [name, sheet, row, reason] of REFUSED) {
  test(`DERS-LIB-231 A row that cannot be carried whole is left out and named: ${name}`, async () => {
    const { entry, report } = await oneRow(sheet, row);
    assert.is(entry, undefined);
    assert.is(report.outcome, 'not carried');
    assert.match(report.reason ?? '', reason);
    assert.is(report.row, 3);
  });
}

const REMARKED: [string, SheetName, RowOf, RegExp][] = [
  ['a weight band in the therapy', CONTINUOUS, drip({ 'Therapy Name': 'pt weight >= 40 kg' }), /weight band/],
  [
    'a custom concentration without a floor',
    CONTINUOUS,
    drip({ ...custom('mg'), 'Conc. Limits Soft Max': 4 }),
    /without a hard minimum/,
  ],
  ['an advisory without a text', CONTINUOUS, drip({ 'Clinical Advisory': 'Ask the pharmacy' }), /no text/],
  [
    'limits beside a fixed concentration',
    CONTINUOUS,
    drip({ 'Conc. Limits Soft Max': 4 }),
    /fixed concentration/,
  ],
];

for (const [name, sheet, row, remark] of REMARKED) {
  test(`DERS-LIB-232 What of a row deserves a look is remarked: ${name}`, async () => {
    const { report } = await oneRow(sheet, row);
    assert.is(report.outcome, 'carried');
    assert.ok(
      report.remarks.some((text) => remark.test(text)),
      report.remarks.join('; '),
    );
  });
}

/** Rows that share drug and therapy, and only by the whole key are apart. */
const ALIKE = [
  drip({ ...fixed(4, 'mg', 250) }),
  drip({ ...fixed(8, 'mg', 500) }),
  drip({ 'Dosing Units': 'mg/h' }),
  drip({ 'Therapy Name': '.Standard' }),
  drip({ 'Therapy Name': '..Standard' }),
  drip({ ...custom('mg'), 'Conc. Limits Hard Min': 1 }),
  drip({ Profile: 'Pediatrics' }),
  drip(),
];

test('DERS-LIB-233 Entries that share drug and therapy get ids of their own that do not depend on the order of rows', async () => {
  const ids = async (rows: RowOf[]): Promise<string[]> => {
    const { report } = await imported([
      ...settingSheets(ADVISORIES),
      sheetOf(CONTINUOUS, rows),
      sheetOf('ContBolus Anesth Drugs', [drip()]),
    ]);
    return report.rows.filter(({ entry }) => entry).map(({ careArea, entry }) => `${careArea} ${entry}`);
  };
  const one = await ids(ALIKE);
  const other = await ids([...ALIKE].reverse());
  assert.is(new Set(one).size, ALIKE.length + 1);
  assert.equal([...one].sort(), [...other].sort());
});

test('DERS-LIB-234 The same key twice is carried twice, remarked, and named by the check', async () => {
  const { tree, report } = await imported([
    ...settingSheets(ADVISORIES),
    sheetOf(CONTINUOUS, [drip(), drip({ 'Dose Initial Value': 6 })]),
  ]);
  const folder = join(folderOf({}), 'library');
  writeSourceFolder(folder, tree, 'A test.');
  const [first, second] = report.rows.filter(({ sheet }) => sheet === CONTINUOUS);
  assert.is(second?.entry, `${first?.entry}-2`);
  assert.match(second?.remarks.join() ?? '', /row 3/);
  assert.ok(compile(folder).findings.some(({ code }) => code === 'duplicate-entry'));
});

test('DERS-LIB-235 The settings of a profile become those of its care area', async () => {
  const { tree } = await imported([...settingSheets(ADVISORIES), sheetOf(CONTINUOUS, [drip()])]);
  const { entries: _, ...nursery } = (tree['care-areas'] as Record<string, Tree>).nursery as Tree;
  assert.equal(JSON.parse(JSON.stringify(nursery)), {
    title: 'Nursery',
    weight: { 'upper-hard': '7 kg' },
    bsa: { 'upper-hard': '3 m2' },
    'basic-infusion': { text: 'This infusion selection DOES NOT have Guardrails Protection' },
    rate: { 'upper-hard': '25 mL/h' },
    vtbi: { 'upper-hard': '3000 mL' },
    kvo: '2 mL/h',
    occlusion: '525 mmHg',
  });
});

test('DERS-LIB-236 Columns and sheets that have no place in the library are listed', async () => {
  const { report } = await imported([...settingSheets(ADVISORIES), sheetOf(CONTINUOUS, [drip()])]);
  assert.ok(report.columns.some(({ heading }) => heading === 'Module Availability'));
  assert.ok(report.columns.some(({ heading }) => heading === 'Air In Line (microliter)'));
  assert.equal(report.sheets, [{ sheet: 'Syringe Config', rows: 5 }]);
  assert.match(reportMarkdown(report), /Syringe Config/);
});

for (const [name, bytes] of [
  ['a text file', Buffer.from('record,item\n')],
  ['nothing', Buffer.alloc(0)],
] as const) {
  test(`DERS-LIB-237 What is no workbook is refused: ${name}`, async () => {
    const file = join(folderOf({ 'set.xlsx': bytes }), 'set.xlsx');
    const result = await runCommand('import', '--from', 'alaris', file, '-o', `${file}-out`);
    assert.is(result.code, 2);
    assert.not(existsSync(`${file}-out`));
  });
}

test('DERS-LIB-237 A workbook that is no Guardrails report is refused', async () => {
  const folder = folderOf({});
  const file = join(folder, 'other.xlsx');
  writeFileSync(file, await workbookBytes([{ name: 'Sheet1', rows: [['a', 1]] }]));
  const result = await runCommand('import', '--from', 'alaris', file, '-o', join(folder, 'out'));
  assert.is(result.code, 2);
  assert.match(result.error, /no Guardrails data set report/);
});

test('DERS-LIB-238 A whole set is imported, checked, built, measured, compared and inspected', async () => {
  const folder = folderOf({});
  const path = (name: string) => join(folder, name);
  const sheets = guardrailsSet(1170);
  // One entry whose points are out of order, as real sets have them.
  const drips = sheets.find(({ name }) => name === CONTINUOUS) as TestSheet;
  const disordered = sheetOf(CONTINUOUS, [drip({ 'Drug Name': 'disorderine', 'Dose Limits Hard Max': 10 })])
    .rows[2];
  drips.rows.push(disordered as TestSheet['rows'][0]);
  writeFileSync(path('set.xlsx'), await workbookBytes(sheets));

  const imports = await runCommand(
    'import',
    '--from',
    'alaris',
    path('set.xlsx'),
    '-o',
    path('library'),
    '--json',
  );
  assert.is(imports.code, 0, imports.error + imports.out.slice(0, 500));
  const report = JSON.parse(imports.out) as { rows: RowReport[] };
  const drugRows = report.rows.filter(({ sheet }) => / Drugs$|^Fluids$/.test(sheet));
  assert.is(drugRows.length, 1171);
  assert.is(drugRows.filter(({ outcome }) => outcome === 'empty section').length, 5);
  assert.is(drugRows.filter(({ entry }) => entry).length, 1166);
  assert.match(readFileSync(path('library/report.md'), 'utf8'), /Every row of the workbook/);

  const check = await runCommand('check', path('library'), '--json');
  const checked = JSON.parse(check.out) as {
    entries: number;
    compiles: boolean;
    findings: { severity: string }[];
  };
  assert.is(check.code, 1);
  assert.is(checked.entries, 1166);
  assert.ok(checked.compiles);
  assert.not(checked.findings.some(({ severity }) => severity === 'fault'));

  const build = await runCommand('build', path('library'), '-o', path('draft.dlib'), '--json');
  assert.is((JSON.parse(build.out) as { draft: boolean }).draft, true);
  const coverage = await runCommand('coverage', path('library'), '--json', '--html', path('coverage.html'));
  const measured = JSON.parse(coverage.out) as { entries: number; leftOut: string[] };
  assert.is(measured.entries, 1165);
  assert.equal(measured.leftOut.length, 1);
  assert.match(measured.leftOut[0] ?? '', /disorderine/);
  assert.match(readFileSync(path('coverage.html'), 'utf8'), /disorderine/);
  assert.is((await runCommand('diff', path('library'), path('draft.dlib'))).code, 0);
  const inspect = await runCommand('inspect', path('draft.dlib'), '--json');
  assert.is((JSON.parse(inspect.out) as { entries: number }).entries, 1165);

  const again = await runCommand('import', '--from', 'alaris', path('set.xlsx'), '-o', path('library'));
  assert.is(again.code, 2, 'what a person may have edited is not written over');
});

const EMPTY = 'No drugs exist in this section';
const EMPTY_ROWS: [where: string, row: (string | number | null)[], outcome: string][] = [
  ['in the first column, alone', [EMPTY], 'empty section'],
  ['in the profile', [1, EMPTY], 'empty section'],
  ['as the drug, with a profile', [1, 'Adult', EMPTY], 'empty section'],
  ['as the drug, without a profile', [null, null, ` ${EMPTY.toUpperCase()} `], 'empty section'],
  ['with nothing in the other columns', [1, 'Adult', EMPTY, 'n/a', '- -', '', '-'], 'empty section'],
  ['beside a drug', [1, 'Adult', 'EXAMPLamine', EMPTY], 'not carried'],
  ['as the drug of a row with numbers', [1, 'Adult', EMPTY, null, 5, 'mg', 50, 'mL'], 'not carried'],
];
for (const [where, row, outcome] of EMPTY_ROWS)
  test(`DERS-LIB-231 an empty section says so, and hides no row: ${where}`, async () => {
    const { name, rows } = sheetOf('PCA Drugs', []);
    const { report } = await imported([...settingSheets(ADVISORIES), { name, rows: [...rows, row] }]);
    const drugs = report.rows.filter(({ sheet }) => sheet === 'PCA Drugs');
    assert.equal(
      drugs.map((each) => each.outcome),
      [outcome],
    );
  });

test.run();
