// The known slips, replayed on small libraries whose answer can be told by hand. Demonstration data, not for clinical use.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openLibrary } from '../../../drug-library-loader/cli/open-library';
import { coveragePage, percent } from '../../../drug-library-loader/coverage/page';
import {
  type CoverageReport,
  type CoverageRow,
  caught,
  coverageOf,
  missing,
  sizeOf,
} from '../../../drug-library-loader/coverage/report';
import { Library } from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { hospitalSet } from '../hospital-set';
import { runCommand } from '../run-command';
import { type Part, careArea, compileParts, entry, folderOf, library, sourceFolder } from '../sample-source';

const test = suite('drug-library-loader/coverage');

function measured(entries: Part[], area: Part = {}): CoverageReport {
  const source = library([], { 'care-areas': { 'adult-icu': careArea(entries, area) } });
  const { bytes, findings } = compileParts(source);
  if (!bytes) throw new Error(findings.map(({ message }) => message).join('; '));
  const opened = new Library(new MemoryStorage(bytes));
  assert.is(opened.open(0, bytes.length), 0);
  return coverageOf(opened);
}

/** Outcomes of a row by slip, those that it does not have left out. */
function outcomes({ slips }: CoverageReport, row: CoverageRow | undefined): Record<string, string> {
  return Object.fromEntries(
    slips.map(({ id }, i) => [id, row?.outcomes[i] ?? '']).filter(([, found]) => found !== 'none'),
  );
}

const DOSE = { unit: 'mcg/kg/min', 'lower-soft': '2', initial: '5', 'upper-soft': '20', 'upper-hard': '50' };

function drip(dose: Part, more: Part = {}, continuous: Part = {}): Part {
  return entry({ continuous: { 'enter-by': 'either', dose, ...continuous }, ...more });
}

function intermittent(more: Part): Part {
  const { continuous: _, ...rest } = entry();
  return { ...rest, intermittent: more };
}

function fluid(rate: Part): Part {
  const { continuous: _, ...rest } = entry();
  return { ...rest, concentration: 'none', fluid: { rate } };
}

type Case = [string, Part, Record<string, string>];

// 72 kg (the middle of 35 and 150 kg), 1.6 mg/mL: 5 mcg/kg/min is 13.5 mL/h.
const CASES: Case[] = [
  [
    'a continuous dose with soft and hard limits',
    drip(DOSE),
    {
      x2: 'missed', // 10
      x5: 'alerted', // 25
      x10: 'alerted', // 50, at the hard limit
      x100: 'stopped',
      d10: 'alerted', // 0.5
      x1000: 'stopped',
      d1000: 'stopped', // 0.0135 mL/h rounds to zero
      x60: 'stopped',
      d60: 'alerted',
      'dose-as-rate': 'alerted', // 5 mL/h is 1.85 mcg/kg/min
      'day-volume-as-rate': 'stopped', // 324 mL/h is 120 mcg/kg/min
      weight: 'stopped', // 720 kg
    },
  ],
  [
    'a dose without an upper limit, which the range of the pump alone bounds',
    drip({ unit: 'mg/h', 'lower-soft': '2', initial: '16' }),
    {
      x2: 'missed',
      x5: 'missed',
      x10: 'missed', // 100 mL/h
      x100: 'stopped', // 1000 mL/h
      d10: 'alerted',
      x1000: 'stopped',
      x60: 'missed',
      d60: 'alerted',
      'dose-as-rate': 'missed',
      'day-volume-as-rate': 'missed',
    },
  ],
  [
    'a dose entered by dose alone',
    drip(DOSE, {}, { 'enter-by': 'dose' }),
    { 'dose-as-rate': 'stopped', 'day-volume-as-rate': 'stopped' },
  ],
  [
    'an intermittent dose with its duration',
    intermittent({
      dose: { unit: 'mg', 'lower-soft': '100', initial: '200', 'upper-soft': '400', 'upper-hard': '800' },
      duration: { 'lower-hard': '30 min', initial: '60 min', 'upper-soft': '120 min' },
    }),
    {
      x2: 'missed',
      x5: 'stopped',
      x10: 'stopped',
      d10: 'alerted',
      x100: 'stopped',
      x1000: 'stopped',
      'dose-as-rate': 'missed',
    },
  ],
  [
    'a fluid',
    fluid({ unit: 'mL/h', 'lower-soft': '10', initial: '80', 'upper-soft': '250', 'upper-hard': '500' }),
    {
      x2: 'missed',
      x5: 'alerted',
      x10: 'stopped',
      x100: 'stopped',
      d10: 'alerted',
      'day-volume-as-rate': 'stopped',
    },
  ],
  [
    'a custom concentration without a floor',
    drip(DOSE, { concentration: { custom: { unit: 'mg/mL', 'upper-hard': '4' } }, waiver: 'a test' }),
    { concentration: 'missed' },
  ],
  [
    'a custom concentration with a floor',
    drip(DOSE, { concentration: { custom: { unit: 'mg/mL', 'lower-hard': '1', 'upper-hard': '4' } } }),
    { concentration: 'stopped' },
  ],
  [
    'a multi-step dose',
    {
      ...intermittent({}),
      intermittent: undefined,
      'multi-step': {
        'enter-by': 'either',
        dose: { unit: 'mg/h', 'lower-soft': '5', initial: '10', 'upper-soft': '20', 'upper-hard': '40' },
        'step-duration': { initial: '60 min' },
        steps: '4',
      },
    },
    { x2: 'missed', x5: 'stopped', x10: 'stopped', d10: 'alerted', 'day-volume-as-rate': 'stopped' },
  ],
];

for (const [name, given, expected] of CASES) {
  test(`DERS-LIB-200 Each slip of ${name} is stopped, alerted or missed as the engine says`, () => {
    const report = measured([JSON.parse(JSON.stringify(given))]);
    const row = report.rows.find(({ main }) => main);
    assert.equal(row?.falseAlerts, []);
    const found = outcomes(report, row);
    for (const [slip, outcome] of Object.entries(expected)) assert.is(found[slip], outcome, slip);
  });
}

const ABSENT: [string, Part, string[]][] = [
  [
    'a dose in units of energy has no thousandfold neighbour',
    drip({ unit: 'kcal/h', initial: '5', 'upper-hard': '20' }, { concentration: '500 kcal / 500 mL' }),
    ['x1000', 'd1000', 'weight', 'concentration'],
  ],
  [
    'a plain amount has no time to mistake',
    intermittent({ dose: { unit: 'mg', initial: '200', 'upper-hard': '400' } }),
    ['x60', 'd60'],
  ],
  [
    'a fluid has neither unit nor patient',
    fluid({ unit: 'mL/h', initial: '80', 'upper-hard': '500' }),
    ['x1000', 'd1000', 'x60', 'd60', 'dose-as-rate', 'weight', 'concentration'],
  ],
  [
    'a dose that is the same number of mL/h',
    drip({ unit: 'mg/h', initial: '10', 'upper-hard': '50' }, { concentration: '100 mg / 100 mL' }),
    ['dose-as-rate'],
  ],
];

for (const [name, given, slips] of ABSENT) {
  test(`DERS-LIB-201 A slip that cannot be made is not counted: ${name}`, () => {
    const report = measured([given]);
    for (const slip of slips) assert.is(outcomes(report, report.rows[0])[slip], undefined, slip);
  });
}

const USUAL: [string, Part, string, string][] = [
  ['the initial value', drip(DOSE), '5 mcg/kg/min', 'initial'],
  [
    'else the geometric middle of the soft range',
    drip({ unit: 'mcg/kg/min', 'lower-soft': '2', 'upper-soft': '32' }),
    '8 mcg/kg/min',
    'range',
  ],
  [
    'a hard point where a side has no soft one',
    drip({ unit: 'mcg/kg/min', 'lower-soft': '2', 'upper-hard': '50' }),
    '10 mcg/kg/min',
    'range',
  ],
  [
    'a middle that two digits would put outside',
    drip({ unit: 'mcg/kg/min', 'lower-soft': '1.004', 'upper-soft': '1.006' }),
    '1.005 mcg/kg/min',
    'range',
  ],
  [
    'the cap where it binds: 360 mcg/min in 72 kg',
    drip({ ...DOSE, initial: '10', cap: '360 mcg/min' }),
    '5 mcg/kg/min',
    'cap',
  ],
  ['none where only one side is limited', drip({ unit: 'mcg/kg/min', 'upper-soft': '32' }), '', 'none'],
  [
    'the rate that gives the usual dose, of an entry by rate',
    drip({ unit: 'mg/h', initial: '40', 'upper-hard': '100' }, {}, { 'enter-by': 'rate' }),
    '25 mL/h',
    'initial',
  ],
];

for (const [name, given, usual, basis] of USUAL) {
  test(`DERS-LIB-202 The usual dose is ${name}`, () => {
    const [row] = measured([given]).rows;
    assert.is(row?.usual, usual);
    assert.is(row?.basis, basis);
  });
}

test('DERS-LIB-203 An entry without a usual dose misses every slip that it could have', () => {
  const report = measured([drip({ unit: 'mcg/kg/min', 'upper-soft': '32', 'upper-hard': '50' })]);
  assert.equal([...new Set(Object.values(outcomes(report, report.rows[0])))], ['missed']);
  assert.is(report.totals.withoutUsualDose, 1);
  assert.is(report.totals.usualDoses, 0);
});

const PATIENTS: [string, Part, Part, string][] = [
  ['the geometric middle of the soft band', {}, {}, '72 kg'],
  ['inside the band of the entry', {}, { patient: { weight: { 'lower-soft': '100 kg' } } }, '120 kg'],
  ['70 kg where the largest patient alone is given', { weight: { 'upper-hard': '500 kg' } }, {}, '70 kg'],
  ['half of the largest patient where that is small', { weight: { 'upper-hard': '7 kg' } }, {}, '3.5 kg'],
  [
    'in grams where weight is entered so',
    { 'weight-unit': 'g', weight: { 'lower-soft': '500 g', 'upper-soft': '5000 g' } },
    {},
    '1600 g',
  ],
];

for (const [name, area, more, patient] of PATIENTS) {
  test(`DERS-LIB-204 The usual patient is ${name}`, () => {
    assert.is(measured([drip(DOSE, more)], area).rows[0]?.patient, patient);
  });
}

test('DERS-LIB-205 Boluses, loading doses, basal rates and clinician boluses are rows of their own', () => {
  const bolus = {
    dose: { unit: 'mg', initial: '10', 'upper-hard': '20' },
    rate: { unit: 'mg/min', 'upper-hard': '20' },
  };
  const loading = {
    dose: { unit: 'mg', initial: '20', 'upper-hard': '40' },
    duration: { initial: '10 min' },
  };
  const { continuous: _, ...rest } = entry({ id: 'pump', drug: 'PUMPamine', concentration: '50 mg / 50 mL' });
  const pca = {
    demand: { unit: 'mg', initial: '1', 'upper-hard': '3' },
    lockout: { 'lower-hard': '5 min', initial: '8 min' },
    basal: { unit: 'mg/h', initial: '1', 'upper-hard': '3' },
    'clinician-bolus': { unit: 'mg', initial: '2', 'upper-hard': '5' },
    loading: { unit: 'mg', initial: '2', 'upper-hard': '5' },
    accumulated: { window: '4 h', dose: { unit: 'mg', 'upper-hard': '60' }, counts: ['demand', 'basal'] },
  };
  const report = measured([drip(DOSE, {}, { bolus, loading }), { ...rest, pca }]);
  assert.equal(
    report.rows.map(({ drug, part, main, usual }) => [drug, part, main, usual]),
    [
      ['EXAMPLamine', 'dose', true, '5 mcg/kg/min'],
      ['EXAMPLamine', 'bolus', false, '10 mg'],
      ['EXAMPLamine', 'loading dose', false, '20 mg'],
      ['PUMPamine', 'demand dose', true, '1 mg'],
      ['PUMPamine', 'basal rate', false, '1 mg/h'],
      ['PUMPamine', 'clinician bolus', false, '2 mg'],
      ['PUMPamine', 'loading dose', false, '2 mg'],
    ],
  );
  for (const row of report.rows) {
    assert.equal(row.falseAlerts, [], row.part);
    assert.is(outcomes(report, row).x10, row.part === 'dose' ? 'alerted' : 'stopped', row.part);
  }
});

test('DERS-LIB-206 A usual dose that alerts is a false alert, and its own alert is no credit', () => {
  // 5 mcg/kg/min in 72 kg is 13.5 mL/h, above this soft limit of the rate.
  const report = measured([drip(DOSE, { rate: { 'upper-soft': '10 mL/h' }, waiver: 'a test' })]);
  const [row] = report.rows;
  assert.is(row?.usualVerdict, 'alerted');
  assert.is(row?.falseAlerts.length, 1);
  assert.is(report.totals.falseAlerts, 1);
  assert.is(outcomes(report, row).x2, 'missed');
  assert.is(outcomes(report, row).x5, 'alerted');
});

test('DERS-LIB-206 A usual dose that is refused can show nothing: its slips count as missed', () => {
  const report = measured([drip(DOSE, { rate: { 'upper-hard': '10 mL/h' }, waiver: 'a test' })]);
  assert.is(report.rows[0]?.usualVerdict, 'refused');
  assert.equal([...new Set(Object.values(outcomes(report, report.rows[0])))], ['missed']);
});

test('DERS-LIB-207 The neighbouring concentration is the nearest of the same drug, the same therapy first', () => {
  const tight = { unit: 'mg/h', initial: '40', 'upper-hard': '50' };
  const report = measured([
    drip({ ...tight }, { id: 'weak', concentration: '400 mg / 250 mL' }),
    // From 40 mg/h the neighbour would be 12.5 mL/h; its own limit on the rate stops that.
    drip(
      { ...tight, initial: '10' },
      { id: 'strong', concentration: '800 mg / 250 mL', rate: { 'upper-hard': '10 mL/h' } },
    ),
    drip(
      { unit: 'mg/h', initial: '5', 'upper-hard': '9' },
      { id: 'other', therapy: 'Other', concentration: '500 mg / 250 mL' },
    ),
  ]);
  const found = (therapy: string, concentration: string) =>
    outcomes(
      report,
      report.rows.find((row) => row.therapy === therapy && row.concentration === concentration),
    ).concentration;
  assert.is(found('', '400 mg/250 mL'), 'stopped');
  assert.is(found('', '800 mg/250 mL'), 'missed');
  assert.is(found('Other', '500 mg/250 mL'), 'missed');
});

test('DERS-LIB-208 The totals are the sums of the rows', () => {
  const { bytes } = compileParts(hospitalSet(300));
  const opened = new Library(new MemoryStorage(bytes as Buffer));
  opened.open(0, (bytes as Buffer).length);
  let done = 0;
  const report = coverageOf(opened, (count) => {
    done = count;
  });
  const { totals, slips, rows } = report;
  assert.is(done, 300);
  slips.forEach(({ id }, i) => {
    for (const kind of ['stopped', 'alerted', 'missed'] as const)
      assert.is(
        totals.bySlip[id]?.[kind],
        rows.filter((row) => row.outcomes[i] === kind).length,
        `${id} ${kind}`,
      );
  });
  assert.is(
    sizeOf(totals.all),
    slips.reduce((sum, { id }) => sum + sizeOf(totals.bySlip[id] as typeof totals.all), 0),
  );
  assert.equal(totals.tenfold, totals.bySlip.x10);
  assert.is(missing(report, 'x10').length, totals.tenfold.missed);
  assert.is(totals.usualDoses + totals.withoutUsualDose, rows.length);
});

test('DERS-LIB-209 An entry that cannot be read is named and counts nowhere else', () => {
  const { bytes } = compileParts(library([entry()]));
  const damaged = Buffer.from(bytes as Buffer);
  const opened = new Library(new MemoryStorage(damaged));
  opened.open(0, damaged.length);
  // The last record before the ceilings is the entry's.
  damaged[damaged.length - 16] = (damaged[damaged.length - 16] as number) ^ 1;
  const report = coverageOf(opened);
  assert.is(report.unreadable.length, 1);
  assert.is(report.rows.length, 0);
});

const PERCENTS: [number, string][] = [
  [1, '100 %'],
  [0.9996, '99.9 %'],
  [0, '0 %'],
  [0.5, '50.0 %'],
  [0.0004, '0.0 %'],
];

for (const [share, text] of PERCENTS) {
  test(`DERS-LIB-210 A share of ${share} is written ${text}, never rounded up`, () => {
    assert.is(percent(share), text);
  });
}

test('DERS-LIB-211 The page is self-contained, says what it is, and takes no text for markup', () => {
  const report = measured([drip(DOSE, { therapy: '<script>alert(1)</script>' })]);
  const page = coveragePage(report, ['left <b>out</b>']);
  assert.not.match(page, /<script|src=|href="(?!#)|url\(|@import|https?:/);
  assert.match(page, /&#60;script&#62;/);
  assert.match(page, /left &#60;b&#62;out/);
  assert.match(page, /Demonstration data, not for clinical use/);
  assert.match(page, /<td class="c s">S<\/td>/);
  // Every sheet of a printed heat map says of which library it is, and that it is for demonstration.
  assert.match(
    page,
    /<tr class="printed"><th colspan="15">Demonstration data, not for clinical use\. Example library 1\.0, Adult ICU/,
  );
  assert.match(page, /<h3 id="adult-icu">Adult ICU<\/h3>/);
});

test('DERS-LIB-212 The command measures source, compiled and signed alike, and says by its exit code whether that is enough', async () => {
  const good = sourceFolder(library([drip(DOSE)]));
  const bad = sourceFolder(library([drip({ unit: 'mcg/kg/min', 'lower-soft': '2', initial: '5' })]));
  const folder = folderOf({});
  const page = join(folder, 'page.html');
  const file = join(folder, 'good.dlib');
  writeFileSync(file, openLibrary(good).bytes);
  const text = await runCommand('coverage', good, '--html', page);
  assert.is(text.code, 0);
  assert.match(text.out, /Demonstration data, not for clinical use/);
  assert.match(text.out, /100 % stopped or alerted/);
  assert.match(readFileSync(page, 'utf8'), /Error coverage/);
  const one = JSON.parse((await runCommand('coverage', good, '--json')).out);
  const two = JSON.parse((await runCommand('coverage', file, '--json')).out);
  assert.equal(one, two);
  const missed = await runCommand('coverage', bad);
  assert.is(missed.code, 1);
  assert.match(missed.out, /Tenfold doses that nothing stops/);
  assert.is((await runCommand('coverage', bad, '--at-least', '0')).code, 0);
  assert.is((await runCommand('coverage', bad, '--at-least', 'most')).code, 2);
});

test('DERS-LIB-213 The demonstration hospital stops or alerts at least 95 % of tenfold doses, and no usual dose alerts', () => {
  const path = join(__dirname, '../../../drug-library-loader/libraries/demonstration-hospital');
  const { totals, unreadable } = coverageOf(openLibrary(path).library);
  assert.ok(caught(totals.tenfold) >= 0.95, String(caught(totals.tenfold)));
  assert.is(totals.falseAlerts, 0);
  assert.equal(unreadable, []);
});

test.run();
