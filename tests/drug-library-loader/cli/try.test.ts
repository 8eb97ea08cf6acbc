// `try`: what the pump would say, from a source or from compiled bytes, for people and for programs.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { suite } from '../../suite';
import { runCommand } from '../run-command';
import { type Part, careArea, entry, folderOf, library, sourceFolder } from '../sample-source';

const test = suite('drug-library-loader/cli/try');

const { continuous: _, ...PLAIN } = entry();

const ENTRIES: Part[] = [
  entry({
    concentration: ['400 mg / 250 mL', '800 mg / 250 mL'],
    therapy: 'Shock',
    advisories: ['central-line'],
  }),
  entry({ id: 'two-units-a', drug: 'twoUNITamine' }),
  entry({
    id: 'two-units-b',
    drug: 'twoUNITamine',
    continuous: { 'enter-by': 'either', dose: { unit: 'mg/h', 'upper-hard': '50' } },
  }),
  entry({ id: 'anaes', drug: 'anaesthol', mode: 'anaesthesia' }),
  entry({
    id: 'bolus',
    drug: 'bolusin',
    concentration: '25000 unit / 250 mL',
    continuous: {
      'enter-by': 'dose',
      dose: { unit: 'unit/kg/h', initial: '18', 'upper-hard': '40' },
      bolus: {
        dose: { unit: 'unit/kg', 'upper-hard': '80' },
        rate: { unit: 'unit/kg/min', 'upper-hard': '40' },
      },
      loading: { dose: { unit: 'unit/kg', 'upper-hard': '80' }, duration: { 'lower-hard': '2 min' } },
      titration: { up: { 'upper-soft': '50 %' } },
    },
  }),
  {
    ...PLAIN,
    id: 'custom',
    drug: 'customab',
    concentration: { custom: { unit: 'mg/mL', 'lower-hard': '1', 'upper-hard': '4' } },
    intermittent: { dose: { unit: 'mg', 'upper-hard': '500' }, duration: { 'lower-hard': '30 min' } },
  },
  {
    ...PLAIN,
    id: 'pca',
    drug: 'morphexample',
    concentration: '50 mg / 50 mL',
    pca: { demand: { unit: 'mg', 'upper-hard': '3' }, lockout: { 'lower-hard': '5 min' } },
  },
  {
    ...PLAIN,
    id: 'steps',
    drug: 'stepwise',
    concentration: '900 mg / 500 mL',
    'multi-step': { 'enter-by': 'dose', dose: { unit: 'mg/min', 'upper-hard': '1.5' }, steps: '2' },
  },
];

const AREA = { 'basic-infusion': { rate: { 'upper-hard': '500 mL/h' } } };
const SOURCE = sourceFolder(
  library([], {
    'care-areas': { 'adult-icu': careArea(ENTRIES, AREA), ward: careArea([], { title: 'Ward' }) },
  }),
);
const COMPILED = join(folderOf({}), 'example.dlib');
test.before(async () => assert.equal((await runCommand('build', SOURCE, '-o', COMPILED)).code, 0));

const ICU = ['--care-area', 'adult-icu'];
const SHOCK = [...ICU, '--drug', 'examplamine', '--concentration', '400 mg/250 mL', '--weight', '82 kg'];
const BOLUSIN = [...ICU, '--drug', 'bolusin', '--weight', '80 kg'];

/** Words, exit code, verdict, then code and bound of each finding. */
const ROWS: [title: string, words: string[], code: number, verdict: string, findings: [number, string?][]][] =
  [
    ['a usual dose', [...SHOCK, '--dose', '5 mcg/kg/min'], 0, 'accept', []],
    [
      'the care area by its title, the drug in any case',
      [...['--care-area', 'ADULT ICU'], ...SHOCK.slice(2), '--dose', '5 mcg/kg/min'],
      0,
      'accept',
      [],
    ],
    ['above the soft limit', [...SHOCK, '--dose', '21 mcg/kg/min'], 1, 'confirm', [[303, 'upper-soft']]],
    ['above the hard limit', [...SHOCK, '--dose', '51 mcg/kg/min'], 1, 'refuse', [[304, 'upper-hard']]],
    ['by a rate and a volume', [...SHOCK, '--dose', '5 mcg/kg/min', '--volume', '250 mL'], 0, 'accept', []],
    ['another unit of the same kind', [...SHOCK, '--dose', '0.005 mg/kg/min'], 1, 'refuse', [[202]]],
    ['no weight', [...SHOCK.slice(0, 6), '--dose', '5 mcg/kg/min'], 1, 'refuse', [[206]]],
    ['a number that is none', [...SHOCK, '--dose', '5.0.1 mcg/kg/min'], 1, 'refuse', [[103]]],
    [
      'a chosen dosing unit',
      [...ICU, '--drug', 'twounitamine', '--unit', 'mg/h', '--dose', '5 mg/h'],
      0,
      'accept',
      [],
    ],
    [
      'the anaesthesia mode',
      [...ICU, '--drug', 'anaesthol', '--mode', 'anaesthesia', '--weight', '82 kg', '--dose', '5 mcg/kg/min'],
      0,
      'accept',
      [],
    ],
    [
      'a bolus alone',
      [...BOLUSIN, '--bolus', '40 unit/kg', '--bolus-rate', '5 unit/kg/min'],
      0,
      'accept',
      [],
    ],
    [
      'a bolus too large',
      [...BOLUSIN, '--bolus', '90 unit/kg', '--bolus-rate', '5 unit/kg/min'],
      1,
      'refuse',
      [[304, 'upper-hard']],
    ],
    [
      'a loading dose alone',
      [...BOLUSIN, '--loading', '80 unit/kg', '--loading-duration', '10 min'],
      0,
      'accept',
      [],
    ],
    [
      'a titration',
      [...BOLUSIN, '--dose', '30 unit/kg/h', '--running', '18 unit/kg/h'],
      1,
      'confirm',
      [[303, 'upper-soft']],
    ],
    [
      'a custom concentration',
      [
        ...ICU,
        '--drug',
        'customab',
        '--concentration',
        '200 mg/100 mL',
        '--dose',
        '200 mg',
        '--duration',
        '60 min',
      ],
      0,
      'accept',
      [],
    ],
    [
      'a custom concentration too thin',
      [
        ...ICU,
        '--drug',
        'customab',
        '--concentration',
        '20 mg/100 mL',
        '--dose',
        '20 mg',
        '--duration',
        '60 min',
      ],
      1,
      'refuse',
      [[301, 'lower-hard']],
    ],
    [
      'a PCA program',
      [...ICU, '--drug', 'morphexample', '--demand', '1 mg', '--lockout', '8 min'],
      0,
      'accept',
      [],
    ],
    [
      'steps',
      [...ICU, '--drug', 'stepwise', '--step', '1 mg/min, 6 h', '--step', '0.5 mg/min, 18 h'],
      0,
      'accept',
      [],
    ],
    [
      'a step too many',
      [
        ...ICU,
        '--drug',
        'stepwise',
        ...['1', '1.4', '0.5'].flatMap((dose) => ['--step', `${dose} mg/min, 1 h`]),
      ],
      1,
      'refuse',
      [[304, 'upper-hard']],
    ],
    ['outside the library', [...ICU, '--rate', '120 mL/h', '--volume', '500 mL'], 0, 'unprotected', []],
    [
      'outside the library, above its ceiling',
      [...ICU, '--rate', '501 mL/h', '--volume', '500 mL'],
      1,
      'refuse',
      [[304, 'upper-hard']],
    ],
    ['outside the library, by dose', [...ICU, '--dose', '5 mg/h'], 1, 'refuse', [[109], [203]]],
  ];
for (const [title, words, code, verdict, findings] of ROWS) {
  for (const [kind, file] of [
    ['source', SOURCE],
    ['compiled', COMPILED],
  ] as const) {
    test(`DERS-LIB-113 ${title} (${kind})`, async () => {
      const result = await runCommand('try', file, ...words, '--json');
      const said = JSON.parse(result.out);
      assert.equal(said.verdict, verdict, result.out);
      const found = said.findings.map(({ code, bound }: { code: number; bound?: string }) => [
        code,
        ...(bound ? [bound] : []),
      ]);
      const sorted = (list: unknown[]) => list.map((each) => JSON.stringify(each)).sort();
      assert.deepEqual(sorted(found), sorted(findings));
      assert.equal(result.code, code);
    });
  }
}

test('DERS-LIB-113 the JSON is the verdict of the engine: what was crossed, by how much, and the rate with its exact value', async () => {
  const { out } = await runCommand('try', COMPILED, ...SHOCK, '--dose', '60 mcg/kg/min', '--json');
  const { verdict, findings, rate, confirmable } = JSON.parse(out);
  assert.equal(verdict, 'refuse');
  assert.equal(findings.length, 1);
  const { quantity, bound, severity, entered, limit, unit, fold, code } = findings[0];
  assert.deepEqual(
    { quantity, bound, severity, entered, limit, unit, fold, code },
    {
      quantity: 'dose',
      bound: 'upper-hard',
      severity: 'hard',
      entered: '60',
      limit: '50',
      unit: 'mcg/kg/min',
      fold: '1.2',
      code: 304,
    },
  );
  assert.deepEqual(rate, { value: '185', unit: 'mL/h', exact: '184.5' });
  assert.equal(confirmable, undefined);
});

test('DERS-LIB-113 a rate whose decimal does not end is given as a fraction', async () => {
  const { out } = await runCommand(
    'try',
    COMPILED,
    ...ICU,
    '--drug',
    'stepwise',
    '--step',
    '0.5 mg/min, 1 h',
    '--json',
  );
  const { value, unit, exact } = JSON.parse(out).rate;
  assert.deepEqual([value, unit, exact], ['16.7', 'mL/h', '50/3']);
});

const CHOICES: [title: string, words: string[], says: RegExp, choices: number][] = [
  [
    'several dosing units',
    [...ICU, '--drug', 'twounitamine', '--dose', '5 mg/h'],
    /2 entries fit; choose one by --unit/,
    2,
  ],
  [
    'several concentrations',
    [...ICU, '--drug', 'examplamine', '--dose', '5 mcg/kg/min'],
    /2 entries fit; choose one by --concentration/,
    2,
  ],
  [
    'a concentration that is not there',
    [...ICU, '--drug', 'examplamine', '--concentration', '4 mg/250 mL'],
    /no entry of examplamine in adult-icu is 4 mg\/250 mL/,
    2,
  ],
  [
    'a therapy that is not there',
    [...ICU, '--drug', 'bolusin', '--therapy', 'x'],
    /no entry of bolusin in adult-icu is x/,
    1,
  ],
  [
    'a drug that is not there',
    [...ICU, '--drug', 'bolusine'],
    /there is no bolusine in adult-icu; did you mean "bolusin"\?/,
    0,
  ],
  ['a drug of the other mode', [...ICU, '--drug', 'anaesthol'], /it is there with --mode anaesthesia/, 0],
];
for (const [title, words, says, count] of CHOICES) {
  test(`DERS-LIB-113 ${title}: listed, exit 2, and never accepted`, async () => {
    const human = await runCommand('try', COMPILED, ...words);
    assert.equal(human.code, 2);
    assert.match(human.out, says);
    const { out, code } = await runCommand('try', COMPILED, ...words, '--json');
    const said = JSON.parse(out);
    assert.deepEqual([code, said.verdict, said.choices?.length ?? 0], [2, 'refuse', count]);
    assert.match(said.problem, says);
  });
}

const USAGE: [title: string, words: string[], says: RegExp][] = [
  ['no care area', ['--drug', 'bolusin'], /name a care area: adult-icu, ward/],
  ['an unknown care area', ['--care-area', 'icu'], /there is no care area "icu"/],
  ['an unknown mode', [...ICU, '--drug', 'bolusin', '--mode', 'surgery'], /there is no mode "surgery"/],
  ['half a step', [...ICU, '--drug', 'stepwise', '--step', '1 mg/min'], /is not a step/],
  ['a program file beside words', [...ICU, '--program', 'x.json'], /--program stands alone/],
  ['a program file that is not there', ['--program', '/nowhere.json'], /cannot be read as JSON/],
  [
    'a program that is a number',
    ['--program', join(folderOf({ 'p.json': '[5]' }), 'p.json')],
    /a program is an object/,
  ],
];
for (const [title, words, says] of USAGE) {
  test(`DERS-LIB-115 try: ${title} ends with 2`, async () => {
    const { code, error } = await runCommand('try', COMPILED, ...words);
    assert.equal(code, 2);
    assert.match(error, says);
  });
}

test('DERS-LIB-113 --program takes one program or an array, with either spelling of the names', async () => {
  const one = {
    careArea: 'adult-icu',
    drug: 'bolusin',
    weight: '80 kg',
    bolusDose: '40 unit/kg',
    bolusRate: '5 unit/kg/min',
  };
  const same = {
    'care-area': 'adult-icu',
    drug: 'bolusin',
    weight: '80 kg',
    bolus: '40 unit/kg',
    'bolus-rate': '5 unit/kg/min',
  };
  const unknown = { ...one, bolusDoze: '4 unit/kg' };
  const folder = folderOf({
    'one.json': JSON.stringify(one),
    'many.json': JSON.stringify([one, same, unknown]),
  });
  const single = await runCommand('try', COMPILED, '--program', join(folder, 'one.json'), '--json');
  assert.deepEqual([single.code, JSON.parse(single.out).verdict], [0, 'accept']);
  const many = await runCommand('try', COMPILED, '--program', join(folder, 'many.json'), '--json');
  const verdicts = JSON.parse(many.out).map(({ verdict }: { verdict: string }) => verdict);
  assert.deepEqual([many.code, verdicts], [1, ['accept', 'accept', 'refuse']]);
});

test('DERS-LIB-113 the screen shows verdict, finding, rate, advisory and what the library is', async () => {
  const { out } = await runCommand('try', COMPILED, ...SHOCK, '--dose', '60 mcg/kg/min');
  assert.ok(out.startsWith('Demonstration data, not for clinical use.'));
  for (const part of [
    'EXAMPLamine, Shock, 400 mg/250 mL',
    ' REFUSE ',
    'upper-hard',
    '× 1.2',
    '304',
    '185 mL/h',
    'Central line only.',
  ])
    assert.ok(out.includes(part), `${part} is missing in\n${out}`);
});

test('DERS-LIB-113 the demonstration hospital answers', async () => {
  const hospital = resolve(__dirname, '../../../drug-library-loader/libraries/demonstration-hospital');
  const words = [
    ...ICU,
    '--drug',
    'dopamine',
    '--concentration',
    '400 mg/250 mL',
    '--weight',
    '82 kg',
    '--dose',
    '5 mcg/kg/min',
  ];
  const { code, out } = await runCommand('try', hospital, ...words, '--json');
  assert.equal(code, 0, out);
  assert.deepEqual(JSON.parse(out).rate, { value: '15.4', unit: 'mL/h', exact: '15.375' });
});

test.run();
