// What a reviewer must see between two libraries. Demonstration data, not for clinical use.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as assert from 'uvu/assert';
import { openLibrary } from '../../../drug-library-loader/cli/open-library';
import type { Change } from '../../../drug-library-loader/diff/change';
import { type LibraryDiff, diffOf } from '../../../drug-library-loader/diff/compare';
import { diffMarkdown } from '../../../drug-library-loader/diff/markdown';
import { diffPage } from '../../../drug-library-loader/diff/page';
import { suite } from '../../suite';
import { runCommand } from '../run-command';
import { type Part, careArea, entry, folderOf, library, sourceFolder } from '../sample-source';

const test = suite('drug-library-loader/diff');

const DOSE = { unit: 'mcg/kg/min', 'lower-soft': '2', initial: '5', 'upper-soft': '20', 'upper-hard': '50' };

function source(entries: Part[], area: Part = {}, more: Part = {}): string {
  return sourceFolder(library([], { 'care-areas': { 'adult-icu': careArea(entries, area) }, ...more }));
}

function drip(dose: Part, more: Part = {}, continuous: Part = {}): Part {
  return entry({ continuous: { 'enter-by': 'dose', dose, ...continuous }, ...more });
}

function compared(before: string, after: string): LibraryDiff {
  const [a, b] = [openLibrary(before), openLibrary(after)];
  return diffOf(a.library, b.library, b.compilation?.widenings);
}

type Expected = Pick<Change, 'kind' | 'what' | 'before' | 'after'> & { fold?: number };
type Case = [string, Part, Expected[]];

function one(kind: Change['kind'], what: string, before: string, after: string, fold?: number): Expected[] {
  return [{ kind, what, before, after, ...(fold === undefined ? {} : { fold }) }];
}

/** What each change to the entry `drip(DOSE)` must be told as. */
const CASES: Case[] = [
  [
    'an upper hard limit raised',
    drip({ ...DOSE, 'upper-hard': '75' }),
    one('widened', 'dose upper-hard', '50 mcg/kg/min', '75 mcg/kg/min', 1.5),
  ],
  [
    'an upper hard limit lowered',
    drip({ ...DOSE, 'upper-hard': '25' }),
    one('narrowed', 'dose upper-hard', '50 mcg/kg/min', '25 mcg/kg/min', 2),
  ],
  [
    'an upper hard limit dropped',
    drip({ ...DOSE, 'upper-hard': undefined }),
    one('widened', 'dose upper-hard', '50 mcg/kg/min', ''),
  ],
  [
    'an upper soft limit raised',
    drip({ ...DOSE, 'upper-soft': '21' }),
    one('widened', 'dose upper-soft', '20 mcg/kg/min', '21 mcg/kg/min', 1.05),
  ],
  [
    'a lower soft limit lowered',
    drip({ ...DOSE, 'lower-soft': '1' }),
    one('widened', 'dose lower-soft', '2 mcg/kg/min', '1 mcg/kg/min', 2),
  ],
  [
    'a lower soft limit raised',
    drip({ ...DOSE, 'lower-soft': '3' }),
    one('narrowed', 'dose lower-soft', '2 mcg/kg/min', '3 mcg/kg/min', 1.5),
  ],
  [
    'a lower soft limit dropped',
    drip({ ...DOSE, 'lower-soft': undefined }),
    one('widened', 'dose lower-soft', '2 mcg/kg/min', ''),
  ],
  [
    'a lower hard limit added',
    drip({ ...DOSE, 'lower-hard': '1' }),
    one('narrowed', 'dose lower-hard', '', '1 mcg/kg/min'),
  ],
  [
    'a limit that changed by less than three digits can tell',
    drip({ ...DOSE, 'upper-hard': '50.001' }),
    one('widened', 'dose upper-hard', '50 mcg/kg/min', '50.001 mcg/kg/min', 1.01),
  ],
  [
    'an initial value',
    drip({ ...DOSE, initial: '10' }),
    one('initial value', 'dose initial', '5 mcg/kg/min', '10 mcg/kg/min', 2),
  ],
  ['a cap added', drip({ ...DOSE, cap: '2000 mcg/min' }), one('narrowed', 'dose cap', '', '2000 mcg/min')],
  [
    'a whole limit added',
    drip(DOSE, { rate: { 'upper-hard': '100 mL/h' } }),
    one('narrowed', 'rate upper-hard', '', '100 mL/h'),
  ],
  [
    'a unit of the same measure, its limits with it',
    drip({
      unit: 'mg/kg/min',
      'lower-soft': '0.002',
      initial: '0.005',
      'upper-soft': '0.02',
      'upper-hard': '0.05',
    }),
    one(
      'units changed',
      'dose unit',
      'mcg/kg/min, lower-soft 2, initial 5, upper-soft 20, upper-hard 50',
      'mg/kg/min, lower-soft 0.002, initial 0.005, upper-soft 0.02, upper-hard 0.05',
    ),
  ],
  [
    'a unit per hour instead of per minute, the number left',
    drip({ unit: 'mcg/kg/h', 'upper-hard': '50' }),
    [
      { kind: 'widened', what: 'dose lower-soft', before: '2 mcg/kg/min', after: '' },
      { kind: 'widened', what: 'dose upper-soft', before: '20 mcg/kg/min', after: '' },
      {
        kind: 'units changed',
        what: 'dose unit',
        before: 'mcg/kg/min, lower-soft 2, initial 5, upper-soft 20, upper-hard 50',
        after: 'mcg/kg/h, upper-hard 50',
      },
      { kind: 'narrowed', what: 'dose upper-hard', before: '50 mcg/kg/min', after: '50 mcg/kg/h', fold: 60 },
      { kind: 'initial value', what: 'dose initial', before: '5 mcg/kg/min', after: '' },
    ],
  ],
  [
    'a thousandfold slip of the unit, the numbers left',
    drip({ unit: 'mg/kg/min', 'upper-hard': '50' }, {}, {}),
    [
      {
        kind: 'widened',
        what: 'dose upper-hard',
        before: '50 mcg/kg/min',
        after: '50 mg/kg/min',
        fold: 1000,
      },
      { kind: 'widened', what: 'dose lower-soft', before: '2 mcg/kg/min', after: '' },
      { kind: 'widened', what: 'dose upper-soft', before: '20 mcg/kg/min', after: '' },
      {
        kind: 'units changed',
        what: 'dose unit',
        before: 'mcg/kg/min, lower-soft 2, initial 5, upper-soft 20, upper-hard 50',
        after: 'mg/kg/min, upper-hard 50',
      },
      { kind: 'initial value', what: 'dose initial', before: '5 mcg/kg/min', after: '' },
    ],
  ],
  [
    'high alert taken away',
    drip(DOSE, { 'high-alert': undefined }),
    one('safeguard lowered', 'high-alert', 'yes', 'no'),
  ],
  [
    'the second person later',
    drip(DOSE, { 'second-person': 'deferred' }),
    one('safeguard lowered', 'second-person', 'before', 'deferred'),
  ],
  ['how it is entered', drip(DOSE, {}, { 'enter-by': 'either' }), one('other', 'enter-by', 'dose', 'either')],
  ['keep-vein-open', drip(DOSE, {}, { kvo: 'none' }), one('other', 'kvo', '', 'none')],
  [
    'the concentration',
    drip(DOSE, { concentration: '800 mg / 250 mL' }),
    one('concentration', 'concentration', '400 mg/250 mL', '800 mg/250 mL'),
  ],
  ['the therapy', drip(DOSE, { therapy: 'Shock' }), one('other', 'therapy', '', 'Shock')],
  [
    'an advisory',
    drip(DOSE, { advisories: ['central-line'] }),
    one('advisory', 'advisory', '', 'Central line only.'),
  ],
  ['the class', drip(DOSE, { class: 'vasopressor' }), one('other', 'class', '', 'vasopressor')],
  [
    'another entry',
    drip(DOSE, { id: 'other', drug: 'OTHERamine' }),
    [
      { kind: 'entry removed', what: 'continuous', before: 'mcg/kg/min', after: '' },
      { kind: 'entry added', what: 'continuous', before: '', after: 'mcg/kg/min' },
    ],
  ],
];

const SAFE: Part = { 'high-alert': 'true', 'second-person': 'before' };

for (const [name, after, expected] of CASES) {
  test(`DERS-LIB-220 A reviewer is told of ${name}`, () => {
    const { changes } = compared(source([drip(DOSE, SAFE)]), source([{ ...SAFE, ...after }]));
    assert.equal(
      changes.map(({ kind, what, before, after: now, fold }) => ({
        kind,
        what,
        before,
        after: now,
        ...(fold === undefined ? {} : { fold }),
      })),
      expected,
    );
  });
}

const ELSEWHERE: [string, Part, Part, Expected[]][] = [
  [
    'a limit of the care area',
    { rate: { 'upper-hard': '500 mL/h' } },
    {},
    one('narrowed', 'rate upper-hard', '999 mL/h', '500 mL/h', 2),
  ],
  ['keep-vein-open of the care area', { kvo: '5 mL/h' }, {}, one('other', 'kvo', '', '5 mL/h')],
  [
    'the text of the unprotected infusion',
    { 'basic-infusion': { text: 'Not checked.' } },
    {},
    one('other', 'basic-infusion.text', '', 'Not checked.'),
  ],
  [
    'the title of the library',
    {},
    { title: 'Another title' },
    one('release', 'title', 'Example library', 'Another title'),
  ],
  [
    'the range of the pump',
    {},
    {
      pump: {
        rate: {
          min: '0.1 mL/h',
          max: '1200 mL/h',
          steps: [{ below: '100 mL/h', step: '0.1 mL/h' }, { step: '1 mL/h' }],
        },
        'rate-tolerance': '5 %',
      },
    },
    one('widened', 'rate upper-hard', '999 mL/h', '1200 mL/h', 1.21),
  ],
];

for (const [name, area, more, expected] of ELSEWHERE) {
  test(`DERS-LIB-221 A reviewer is told of ${name}`, () => {
    const { changes } = compared(source([entry()]), source([entry()], area, more));
    assert.equal(
      changes.map(({ kind, what, before, after, fold }) => ({
        kind,
        what,
        before,
        after,
        ...(fold === undefined ? {} : { fold }),
      })),
      expected,
    );
  });
}

test('DERS-LIB-222 Entries with several concentrations pair by concentration, and the same keys without ids in common pair too', () => {
  const before = source([drip(DOSE, { concentration: ['400 mg / 250 mL', '800 mg / 250 mL'] })]);
  const after = source([
    drip(DOSE, { id: 'renamed-a', concentration: '800 mg / 250 mL' }),
    drip({ ...DOSE, 'upper-hard': '60' }, { id: 'renamed-b', concentration: '400 mg / 250 mL' }),
  ]);
  const { changes } = compared(before, after);
  assert.equal(
    changes.map(({ kind, entry: name }) => [kind, name]),
    [['widened', 'EXAMPLamine · 400 mg/250 mL']],
  );
});

test('DERS-LIB-223 Widened limits come first: hard before soft, dropped before moved, far before near', () => {
  const before = [
    drip(DOSE),
    drip(DOSE, { id: 'b', drug: 'bRAVO' }),
    drip(DOSE, { id: 'c', drug: 'cHARLIE' }),
  ];
  const after = [
    drip({ ...DOSE, 'upper-soft': '40', 'upper-hard': '60' }),
    drip({ ...DOSE, 'upper-hard': undefined }, { id: 'b', drug: 'bRAVO' }),
    drip({ ...DOSE, initial: '6', 'upper-hard': '100' }, { id: 'c', drug: 'cHARLIE' }),
  ];
  const { changes, counts } = compared(source(before), source(after));
  assert.equal(
    changes.map(({ kind, what, fold }) => [kind, what, fold]),
    [
      ['widened', 'dose upper-hard', undefined],
      ['widened', 'dose upper-hard', 2],
      ['widened', 'dose upper-hard', 1.2],
      ['widened', 'dose upper-soft', 2],
      ['initial value', 'dose initial', 1.2],
    ],
  );
  assert.equal(counts, { widened: 4, 'initial value': 1 });
});

test('DERS-LIB-224 The written reason for a widened limit is shown', () => {
  const libraries = join(__dirname, '../../../drug-library-loader/libraries');
  const { changes } = compared(
    join(libraries, 'demonstration-base'),
    join(libraries, 'demonstration-hospital'),
  );
  const widened = changes.filter(({ kind, hard }) => kind === 'widened' && hard);
  assert.ok(widened.length > 0);
  assert.ok(widened.every(({ reason }) => reason && reason.length > 20));
});

test('DERS-LIB-224 So is that for a wider range of the pump', () => {
  const pump = (max: string, widened?: string) => ({
    rate: {
      min: '0.1 mL/h',
      max,
      steps: [{ below: '100 mL/h', step: '0.1 mL/h' }, { step: '1 mL/h' }],
      widened,
    },
  });
  const base = source([entry()], {}, { pump: pump('500 mL/h') });
  const local = sourceFolder({
    ...library([]),
    'care-areas': undefined,
    extends: `../${basename(base)}`,
    pump: pump('800 mL/h', 'Other pumps.'),
  });
  const change = compared(base, local).changes.find(({ careArea: area }) => area === 'pump');
  assert.is(change?.reason, 'Other pumps.');
});

const FORMATS: [string, (diff: LibraryDiff) => string, RegExp[]][] = [
  ['page', diffPage, [/&#60;b&#62;/, /1\.5×/, /Demonstration data, not for clinical use/, /<!doctype html>/]],
  ['Markdown', diffMarkdown, [/\\<b\\>/, /1\.5×/, /Demonstration data, not for clinical use/, /\| where \|/]],
];

for (const [name, write, expected] of FORMATS) {
  test(`DERS-LIB-225 The ${name} stands by itself, says what it is, and takes no text for markup`, () => {
    const text = write(
      compared(
        source([drip(DOSE)]),
        source([drip({ ...DOSE, 'upper-hard': '75' }, { therapy: '<b>x</b>' })]),
      ),
    );
    for (const pattern of expected) assert.match(text, pattern);
    assert.not.match(text, /<b>x|<script|src=|href="(?!#)|https?:/);
  });
}

test('DERS-LIB-220 Of an entry that came or went a reviewer sees every limit and safeguard', async () => {
  const before = source([drip(DOSE)]);
  const other = drip(
    { ...DOSE, cap: '2000 mcg/min' },
    { id: 'other', drug: 'OTHERamine', ...SAFE, advisories: ['central-line'] },
  );
  const after = source([drip(DOSE), other]);
  const added = compared(before, after);
  const details = [
    'dose: mcg/kg/min, lower-soft 2, initial 5, upper-soft 20, upper-hard 50',
    'dose cap: 2000 mcg/min',
    'high-alert',
    'second-person: before',
    'enter-by: dose',
    'advisory: Central line only.',
  ];
  assert.equal(
    added.changes.map((change) => change.details),
    [details],
  );
  assert.equal(
    compared(after, before).changes.map((change) => change.details),
    [details],
  );
  for (const line of details) {
    assert.ok(diffPage(added).includes(`<li>${line}</li>`), line);
    assert.ok(diffMarkdown(added).includes(line), line);
  }
  assert.match((await runCommand('diff', before, after)).out, /upper-hard 50/);
  assert.match(diffPage(added), /<b>1 entry added<\/b>/);
});

test('DERS-LIB-226 The command compares sources, compiled and signed files; 0 no difference, 1 differences, 2 usage', async () => {
  const before = source([drip(DOSE)]);
  const after = source([drip({ ...DOSE, 'upper-hard': '75' })]);
  const folder = folderOf({});
  const file = join(folder, 'before.dlib');
  const page = join(folder, 'page.html');
  writeFileSync(file, openLibrary(before).bytes);
  const same = await runCommand('diff', before, file);
  assert.is(same.code, 0);
  assert.match(same.out, /No difference/);
  const text = await runCommand('diff', file, after, '--html', page);
  assert.is(text.code, 1);
  assert.match(text.out, /Limits widened or dropped/);
  assert.match(text.out, /Demonstration data, not for clinical use/);
  assert.match(readFileSync(page, 'utf8'), /What changed/);
  assert.match((await runCommand('diff', file, after, '--markdown')).out, /^# /);
  const json = JSON.parse((await runCommand('diff', file, after, '--json')).out) as LibraryDiff;
  assert.is(json.changes.length, 1);
  assert.is((await runCommand('diff', before, join(folder, 'nowhere'))).code, 2);
});

test.run();
