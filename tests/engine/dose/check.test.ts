// The check by hand: each row a program and what must come of it. Limits are demonstration data, not for clinical use.
import * as assert from 'uvu/assert';
import { encodeCbor } from '../../../drug-library-loader/compiler/encode';
import { limitItemsIn } from '../../../drug-library-loader/compiler/limit-items';
import {
  Field,
  type InfusionProgram,
  Key,
  VerdictCode,
  check,
  decodeRecord,
  infusionProgram,
  judgeProgram,
  newRecord,
} from '../../../engine/index';
import { suite } from '../../suite';
import { type EntryLimits, type Limit, type PumpLimits, type TestLimits, limitRecords } from './limits';
import { BY_DOSE, FINE, PCA, PCA_PROGRAM, POINTS, TENTHS, WHOLE, ask, given, limitsOf } from './questions';

const test = suite('engine/dose/check');

/** Requirement, what it shows, program, expected; limits stand above each table. */
type Row = [string, string, Partial<InfusionProgram>, string];

function table(limits: TestLimits, rows: Row[]): void {
  for (const [requirement, title, program, expected] of rows)
    test(`${requirement} ${title}`, () => assert.is(ask(program, limits), expected));
}

// Five points

const TEN_TO_ONE = { ...BY_DOSE, concentration: '10 mg/1 mL' };
const BOUNDARIES: [string, string][] = [
  ['0.999999999', 'refuse: dose 301'],
  ['1', 'confirm: dose 302'],
  ['1.00000001', 'confirm: dose 302'],
  ['1.99999999', 'confirm: dose 302'],
  ['2', 'accept'],
  ['2.00000001', 'accept'],
  ['2.99999999', 'accept'],
  ['3', 'accept'],
  ['3.00000001', 'accept'],
  ['3.99999999', 'accept'],
  ['4', 'accept'],
  ['4.00000001', 'confirm: dose 303'],
  ['4.99999999', 'confirm: dose 303'],
  ['5', 'confirm: dose 303'],
  ['5.00000001', 'refuse: dose 304'],
];
for (const [value, expected] of BOUNDARIES) {
  test(`DERS-DOSE-006 ${value} mg/h against 1, 2, 3, 4, 5 mg/h, typed as dose`, () =>
    assert.is(
      ask({ type: 'continuous', dose: `${value} mg/h` }, limitsOf(BY_DOSE)).split(' = ')[0],
      expected,
    ));
  test(`DERS-DOSE-006 ${value} mg/h against 1, 2, 3, 4, 5 mg/h, typed as rate`, () => {
    const answer = ask({ type: 'continuous', rate: `${value} mL/h` }, limitsOf(BY_DOSE));
    assert.is(answer.split(' = ')[0], expected);
  });
  test(`DERS-DOSE-006 a weight of ${value} kg against 1, 2, 3, 4, 5 kg`, () => {
    const careArea = { limits: { weight: { unit: 'kg', ...POINTS } } };
    const program = { type: 'continuous', dose: '3 mg/h', weight: `${value} kg` };
    const answer = ask(program, limitsOf(BY_DOSE, FINE, careArea));
    assert.is(answer.split(' = ')[0], expected.replace('dose', 'weight'));
  });
}

// One point alone bounds its own side and nothing else.
const ALONE: [string, string, string][] = [
  ['lowerHard', 'refuse: dose 301', 'accept'],
  ['lowerSoft', 'confirm: dose 302', 'accept'],
  ['initial', 'accept', 'accept'],
  ['upperSoft', 'accept', 'confirm: dose 303'],
  ['upperHard', 'accept', 'refuse: dose 304'],
];
for (const [point, below, above] of ALONE) {
  const limits = limitsOf({ ...BY_DOSE, limits: { dose: { unit: 'mg/h', [point]: '3' } } });
  const rows = [
    ['2.99999999', below],
    ['3', 'accept'],
    ['3.00000001', above],
  ];
  for (const [value, expected] of rows) {
    test(`DERS-DOSE-006 ${value} mg/h against ${point} of 3 mg/h alone`, () =>
      assert.is(ask({ type: 'continuous', dose: `${value} mg/h` }, limits).split(' = ')[0], expected));
  }
}

// Published cases

const HALF_MILLIGRAM = (points: object): EntryLimits => ({
  type: 'continuous',
  concentration: '450 mg/250 mL',
  limits: { dose: { unit: 'mg/min', ...points } },
});
// biome-ignore format: one row a line
table(limitsOf(HALF_MILLIGRAM({ lowerSoft: '0.5' }), TENTHS), [
  ['DERS-DOSE-004', 'published: 0.5 mg/min of 450 mg/250 mL is its soft minimum of 0.5, whatever the rounded rate reads back', { type: 'continuous', dose: '0.5 mg/min' }, 'accept = 16.7 of 50/3'],
  ['DERS-DOSE-004', 'the rate 16.6 mL/h comes to 0.498 mg/min, and that is what was typed', { type: 'continuous', rate: '16.6 mL/h' }, 'confirm: dose 302 = 16.6'],
  ['DERS-DOSE-004', 'one last digit below the soft minimum asks', { type: 'continuous', dose: '0.499999999 mg/min' }, 'confirm: dose 302 = 16.7 of 499999999/30000000'],
]);
// biome-ignore format: one row a line
table(limitsOf({ type: 'fluid', limits: {} }, TENTHS), [
  ['DERS-NUM-006', 'published tables: 1.65 mL/h is 1.7', { type: 'fluid', rate: '1.65 mL/h' }, 'accept = 1.7 of 1.65'],
  ['DERS-NUM-006', 'published tables: 5.85 mL/h is 5.9', { type: 'fluid', rate: '5.85 mL/h' }, 'accept = 5.9 of 5.85'],
  ['DERS-NUM-006', 'one last digit below a half goes down', { type: 'fluid', rate: '5.84999999 mL/h' }, 'accept = 5.8 of 5.84999999'],
  ['DERS-DOSE-009', '0.15 mL/h would be 0.2, a third more drug', { type: 'fluid', rate: '0.15 mL/h' }, 'confirm: rate 402 = 0.2 of 0.15'],
  ['DERS-DOSE-009', '1 mL/h typed as 0.952380953 is 5 % off, no more', { type: 'fluid', rate: '0.952380953 mL/h' }, 'accept = 1 of 0.952380953'],
  ['DERS-DOSE-009', 'one last digit further off asks', { type: 'fluid', rate: '0.952380952 mL/h' }, 'confirm: rate 402 = 1 of 0.952380952'],
]);
// biome-ignore format: one row a line
table(
  limitsOf(
    {
      type: 'continuous',
      concentration: '400 mg/250 mL',
      limits: { dose: { unit: 'mcg/kg/min', lowerSoft: '2', upperSoft: '10', upperHard: '20' } },
    },
    TENTHS,
  ),
  [
    ['DERS-DOSE-007', 'published: 5 mcg/kg/min of DOPamine 400 mg/250 mL in 82 kg', { type: 'continuous', weight: '82 kg', dose: '5 mcg/kg/min' }, 'accept = 15.4 of 15.375'],
    ['DERS-DOSE-007', 'the same from the rate', { type: 'continuous', weight: '82 kg', rate: '15.375 mL/h' }, 'accept = 15.4 of 15.375'],
    ['DERS-DOSE-007', 'the weight is missing', { type: 'continuous', dose: '5 mcg/kg/min' }, 'refuse: weight 206'],
    ['DERS-DOSE-007', 'the weight is zero', { type: 'continuous', weight: '0 kg', dose: '5 mcg/kg/min' }, 'refuse: weight 107; weight 206'],
    ['DERS-DOSE-007', 'the weight is in milligrams', { type: 'continuous', weight: '82 mg', dose: '5 mcg/kg/min' }, 'refuse: weight 201; weight 206'],
    ['DERS-DOSE-008', 'a milligram for a microgram', { type: 'continuous', weight: '82 kg', dose: '5 mg/kg/min' }, 'refuse: dose 202; rate 304 = 15375'],
    ['DERS-DOSE-008', 'a day for a minute', { type: 'continuous', weight: '82 kg', dose: '5 mcg/kg/day' }, 'refuse: rate 401; dose 202; rate 301'],
    ['DERS-DOSE-008', 'the kilogram forgotten', { type: 'continuous', weight: '82 kg', dose: '5 mcg/min' }, 'refuse: dose 202 = 0.2 of 0.1875'],
    ['DERS-DOSE-008', 'an amount where a rate belongs', { type: 'continuous', weight: '82 kg', dose: '5 mcg/kg' }, 'refuse: rate 201; dose 202'],
    ['DERS-UNIT-004', 'mmol never convert to mg', { type: 'continuous', weight: '82 kg', dose: '5 mmol/kg/min' }, 'refuse: rate 201; dose 201'],
    ['DERS-UNIT-004', 'units never convert to mg', { type: 'continuous', weight: '82 kg', dose: '5 unit/kg/min' }, 'refuse: rate 201; dose 201'],
    ['DERS-UNIT-004', 'mEq never convert to mg', { type: 'continuous', weight: '82 kg', dose: '5 mEq/kg/min' }, 'refuse: rate 201; dose 201'],
    ['DERS-DOSE-002', 'an unknown unit', { type: 'continuous', weight: '82 kg', dose: '5 gamma/min' }, 'refuse: dose 108'],
  ],
);
test('DERS-UNIT-004 mmol never convert to mEq', () => {
  const entry = {
    type: 'continuous',
    concentration: '20 mmol/100 mL',
    limits: { dose: { unit: 'mmol/h', upperHard: '20' } },
  };
  assert.is(ask({ type: 'continuous', dose: '10 mEq/h' }, limitsOf(entry)), 'refuse: rate 201; dose 201');
});

// The pump's rate

// biome-ignore format: one row a line
table(limitsOf({ type: 'fluid', limits: {} }, { ...WHOLE, limits: { rate: { unit: 'mL/h', lowerHard: '0', upperHard: '998.8' } } }), [
  ['DERS-DOSE-010', 'a rate that rounds to zero', { type: 'fluid', rate: '0.499999999 mL/h' }, 'refuse: rate 401'],
  ['DERS-DOSE-010', 'a half of the smallest step is that step, and far off', { type: 'fluid', rate: '0.5 mL/h' }, 'confirm: rate 402 = 1 of 0.5'],
  ['DERS-DOSE-010', 'the highest rate of the pump, and the step inside it', { type: 'fluid', rate: '998.8 mL/h' }, 'accept = 998 of 998.8'],
  ['DERS-DOSE-010', 'a rate above the range of the pump', { type: 'fluid', rate: '998.800001 mL/h' }, 'refuse: rate 304 = 999 of 998.800001'],
]);
// biome-ignore format: one row a line
table(limitsOf({ type: 'fluid', limits: {} }), [
  ['DERS-DOSE-010', 'a rate below the range of the pump', { type: 'fluid', rate: '0.0999999999 mL/h' }, 'refuse: rate 301 = 0.1 of 0.0999999999'],
  ['DERS-NUM-006', 'the tier is that of the exact rate: just below 10', { type: 'fluid', rate: '9.996 mL/h' }, 'accept = 10 of 9.996'],
  ['DERS-NUM-006', 'the tier is that of the exact rate: at 10', { type: 'fluid', rate: '10.06 mL/h' }, 'accept = 10.1 of 10.06'],
  ['DERS-NUM-006', 'the tier is that of the exact rate: above 100', { type: 'fluid', rate: '100.5 mL/h' }, 'accept = 101 of 100.5'],
]);

// Inward at hard limits: points, pump, typed dose in mg/min of 450 mg/250 mL, expected.
// biome-ignore format: one row a line
const INWARD: [string, object, PumpLimits, string, string][] = [
  ['at an upper hard limit the step below', { upperHard: '0.5' }, TENTHS, '0.5', 'accept = 16.6 of 50/3'],
  ['at a lower hard limit the step above', { lowerHard: '0.5' }, TENTHS, '0.5', 'accept = 16.7 of 50/3'],
  ['at a lower hard limit the step above, where the nearest is below', { lowerHard: '0.4992' }, TENTHS, '0.4992', 'accept = 16.7 of 16.64'],
  ['a soft limit turns nothing inward', { upperSoft: '0.5' }, TENTHS, '0.5', 'accept = 16.7 of 50/3'],
  ['no step between two hard limits', { lowerHard: '0.5', upperHard: '0.5' }, TENTHS, '0.5', 'refuse: rate 403'],
  ['inward, but beyond the tolerance', { upperHard: '0.0585' }, WHOLE, '0.0585', 'confirm: rate 402 = 1 of 1.95'],
  ['inward would be zero', { upperHard: '0.0297' }, WHOLE, '0.0297', 'refuse: rate 403'],
];
for (const [title, points, pump, dose, expected] of INWARD) {
  test(`DERS-NUM-007 ${title}: ${dose} mg/min`, () =>
    assert.is(
      ask({ type: 'continuous', dose: `${dose} mg/min` }, limitsOf(HALF_MILLIGRAM(points), pump)),
      expected,
    ));
}
test('DERS-NUM-007 a cap turns the rate inward as well', () => {
  const entry: EntryLimits = {
    type: 'continuous',
    concentration: '1 mg/1 mL',
    limits: { dose: { unit: 'mg/kg/h', upperHard: '1' } },
    caps: { dose: { unit: 'mg/h', upperHard: '7.66' } },
  };
  const program = { type: 'continuous', weight: '76.6 kg', dose: '0.1 mg/kg/h' };
  assert.is(ask(program, limitsOf(entry, TENTHS)), 'accept = 7.6 of 7.66');
  assert.is(
    ask({ ...program, weight: '76.7 kg' }, limitsOf(entry, TENTHS)),
    'refuse: dose 304 cap = 7.7 of 7.67',
  );
});

// Limits that stand in an entry of another type are not for what is typed there; a rounded rate keeps inside them all the same.
// biome-ignore format: one row a line
const STRANGE: [string, EntryLimits, Partial<InfusionProgram>][] = [
  ['a basal limit in a continuous entry', { type: 'continuous', limits: { dose: { unit: 'mg/h' }, basal: { unit: 'mg/h', upperHard: '16.67' } } }, { dose: '16.66 mg/h' }],
  ['a dose rate limit in a continuous entry', { type: 'continuous', limits: { dose: { unit: 'mg/h' }, 'dose-rate': { unit: 'mg/h', upperHard: '16.67' } } }, { dose: '16.66 mg/h' }],
  ['a basal limit in an intermittent entry', { type: 'intermittent', limits: { dose: { unit: 'mg' }, basal: { unit: 'mg/h', upperHard: '16.67' } } }, { dose: '16.66 mg', duration: '1 h' }],
  ['a dose limit in a PCA entry', { type: 'pca', limits: { 'demand-dose': { unit: 'mg' }, basal: { unit: 'mg/h' }, dose: { unit: 'mg/h', upperHard: '16.67' } } }, { demandDose: '1 mg', lockout: '1 h', basal: '16.66 mg/h' }],
];
for (const [title, entry, fields] of STRANGE) {
  test(`DERS-NUM-007 ${title}`, () => {
    const limits = limitsOf({ ...entry, concentration: '1 mg/1 mL' }, TENTHS);
    assert.is(ask({ type: entry.type, ...fields }, limits), 'accept = 16.6 of 16.66');
  });
}

// A limit a sixteenth away is far enough for a rate of sixteen steps: hard limits about 1.6 mL/h in steps of 0.1, and what comes of each.
for (const [side, from, to] of [
  ['upperHard', 1600, 1800],
  ['lowerHard', 1400, 1660],
] as const) {
  test(`DERS-NUM-007 every hundredth from 1.2 to 2.4 mL/h against every ${side} of a hundredth from ${from / 1000} to ${to / 1000} mL/h stays inside`, () => {
    for (let limit = from; limit <= to; limit += 10) {
      const limits = limitRecords(
        limitsOf({ type: 'fluid', limits: { rate: { unit: 'mL/h', [side]: String(limit / 1000) } } }, TENTHS),
      );
      for (let rate = 1200; rate <= 2400; rate += 10) {
        const inside = (steps: number) =>
          side === 'upperHard' ? steps * 100 <= limit : steps * 100 >= limit;
        const nearest = Math.floor((rate + 50) / 100);
        const other = nearest * 100 > rate ? nearest - 1 : nearest + 1;
        const refused = side === 'upperHard' ? rate > limit : rate < limit;
        const wanted = refused || inside(nearest) || rate % 100 === 0 ? nearest : other;
        const verdict = check({ type: 'fluid', rate: `${rate / 1000} mL/h` }, limits);
        assert.is(verdict.rate?.value, String(wanted / 10), `${rate} against ${limit}`);
        assert.is(verdict.verdict === 'refuse', refused, `${rate} against ${limit}`);
      }
    }
  });
}

test('DERS-NUM-007 a rate of a few steps is moved by more than a sixteenth', () => {
  const limits = limitsOf(
    { type: 'fluid', limits: { rate: { unit: 'mL/h', upperHard: '2.7' } } },
    { ...WHOLE, tolerance: '50' },
  );
  assert.is(ask({ type: 'fluid', rate: '2.5 mL/h' }, limits), 'accept = 2 of 2.5');
});

// What belongs together

// biome-ignore format: one row a line
table(
  limitsOf(
    {
      type: 'continuous',
      concentration: '1 mg/1 mL',
      limits: {
        dose: { unit: 'mg/h', upperHard: '50' },
        vtbi: { unit: 'mL', upperSoft: '100' },
        duration: { unit: 'h', lowerHard: '2', upperSoft: '24' },
      },
    },
    FINE,
    { limits: { rate: { unit: 'mL/h', upperSoft: '30', upperHard: '40' } } },
  ),
  [
    ['DERS-DOSE-005', 'nothing typed: no suggestion takes its place', { type: 'continuous' }, 'refuse: dose 109'],
    ['DERS-DOSE-002', 'a volume of zero', { type: 'continuous', dose: '5 mg/h', volume: '0 mL' }, 'refuse: vtbi 107 = 5'],
    ['DERS-DOSE-002', 'a dose of zero', { type: 'continuous', dose: '0 mg/h' }, 'refuse: dose 107'],
    ['DERS-DOSE-002', 'dose and rate', { type: 'continuous', dose: '5 mg/h', rate: '5 mL/h' }, 'refuse: dose 110'],
    ['DERS-DOSE-022', 'a dose typed in the rate field', { type: 'continuous', rate: '5 mg/h' }, 'refuse: rate 201; dose 109'],
    ['DERS-DOSE-022', "a day's volume typed as a rate", { type: 'continuous', rate: '240 mL/h' }, 'refuse: rate 304; dose 304 = 240'],
    ['DERS-DOSE-022', 'a tenfold slip', { type: 'continuous', dose: '500 mg/h' }, 'refuse: rate 304; dose 304 = 500'],
    ['DERS-DOSE-022', 'the time that a volume takes is judged', { type: 'continuous', dose: '30 mg/h', volume: '59.9999999 mL' }, 'refuse: duration 301 = 30'],
    ['DERS-DOSE-022', 'the volume that a time takes is judged', { type: 'continuous', dose: '5 mg/h', duration: '20.0000001 h' }, 'confirm: vtbi 303 = 5'],
    ['DERS-DOSE-022', 'a volume over a duration', { type: 'continuous', volume: '100 mL', duration: '3 h' }, 'confirm: rate 303 = 33.3 of 100/3'],
    ['DERS-DOSE-020', 'a field of another type of program', { type: 'continuous', dose: '5 mg/h', lockout: '10 min' }, 'refuse: lockout 113 = 5'],
    ['DERS-DOSE-020', 'a type of another entry', { type: 'pca', demandDose: '1 mg', lockout: '10 min' }, 'refuse: program 204'],
    ['DERS-DOSE-020', 'a type nobody knows', { type: 'drip' }, 'refuse: program 111'],
    ['DERS-DOSE-016', 'a typed concentration that is another one', { type: 'continuous', dose: '5 mg/h', concentration: '2 mg/2 mL' }, 'refuse: concentration 209 = 5'],
    ['DERS-DOSE-016', 'the same concentration in other units', { type: 'continuous', dose: '5 mg/h', concentration: '0.001 g/1000 microlitre' }, 'accept = 5'],
  ],
);
test('DERS-LIB-021 a bound crossed in entry, care area and pump is told once, other bounds beside it', () => {
  const careArea = { limits: { rate: { unit: 'mL/h', upperSoft: '10', upperHard: '20' } } };
  const entry = { ...BY_DOSE, limits: { rate: { unit: 'mL/h', upperSoft: '30' } } };
  assert.is(
    ask({ type: 'continuous', rate: '2000 mL/h' }, limitsOf(entry, FINE, careArea)),
    'refuse: rate 304; rate 303 = 2000',
  );
});
// biome-ignore format: one row a line
table(
  limitsOf({
    type: 'fluid',
    limits: {
      concentration: { unit: 'mg/mL', lowerHard: '1', upperHard: '2' },
      dose: { unit: 'mg/h', upperHard: '100' },
    },
  }),
  [
    ['DERS-DOSE-016', 'a custom concentration on its limit', { type: 'fluid', dose: '10 mg/h', concentration: '500 mg/250 mL' }, 'accept = 5'],
    ['DERS-DOSE-016', 'one last digit above it', { type: 'fluid', dose: '10 mg/h', concentration: '500.000001 mg/250 mL' }, 'refuse: concentration 304 = 5 of 2500000000/500000001'],
    ['DERS-DOSE-016', 'it is missing', { type: 'fluid', dose: '10 mg/h' }, 'refuse: concentration 109; concentration 208'],
    ['DERS-DOSE-016', 'no drug in it', { type: 'fluid', dose: '10 mg/h', concentration: '0 mg/250 mL' }, 'refuse: concentration 109; concentration 208; amount 107'],
    ['DERS-DOSE-016', 'no diluent', { type: 'fluid', dose: '10 mg/h', concentration: '500 mg/0 mL' }, 'refuse: concentration 109; concentration 208; diluent-volume 107'],
    ['DERS-DOSE-016', 'of another kind', { type: 'fluid', dose: '10 mg/h', concentration: '500 mmol/250 mL' }, 'refuse: concentration 201; concentration 208'],
  ],
);

// Titration, intermittent, bolus, multi-step, PCA

// biome-ignore format: one row a line
table(
  limitsOf({
    ...TEN_TO_ONE,
    limits: {
      dose: { unit: 'mg/h', upperHard: '100' },
      'titration-up': { unit: '%', upperSoft: '50', upperHard: '100' },
      'titration-down': { unit: '%', upperSoft: '50' },
    },
  }),
  [
    ['DERS-DOSE-011', 'half as much again', { type: 'titration', dose: '15 mg/h', running: '10 mg/h' }, 'accept = 1.5'],
    ['DERS-DOSE-011', 'one last digit more', { type: 'titration', dose: '15.0000001 mg/h', running: '10 mg/h' }, 'confirm: titration-up 303 = 1.5 of 1.50000001'],
    ['DERS-DOSE-011', 'twice as much', { type: 'titration', dose: '20 mg/h', running: '10 mg/h' }, 'confirm: titration-up 303 = 2'],
    ['DERS-DOSE-011', 'more than twice as much', { type: 'titration', dose: '20.0000001 mg/h', running: '10 mg/h' }, 'refuse: titration-up 304 = 2 of 2.00000001'],
    ['DERS-DOSE-011', 'a third of 33.3333333', { type: 'titration', dose: '11.1111111 mg/h', running: '33.3333333 mg/h' }, 'confirm: titration-down 303 = 1.11 of 1.11111111'],
    ['DERS-DOSE-011', 'half', { type: 'titration', dose: '5 mg/h', running: '10 mg/h' }, 'accept = 0.5'],
    ['DERS-DOSE-011', 'from pause', { type: 'titration', dose: '80 mg/h', running: '0 mL/h' }, 'accept = 8'],
    ['DERS-DOSE-011', 'in another unit than what runs', { type: 'titration', rate: '1 mL/h', running: '10 mg/h' }, 'refuse: running 202 = 1'],
    ['DERS-DOSE-011', 'what runs is not told', { type: 'titration', dose: '15 mg/h' }, 'refuse: running 109 = 1.5'],
  ],
);
// biome-ignore format: one row a line
table(
  limitsOf({
    type: 'intermittent',
    concentration: '10 mg/1 mL',
    limits: {
      dose: { unit: 'mg', upperSoft: '1050', upperHard: '2000' },
      'dose-rate': { unit: 'mg/min', upperHard: '20' },
      'bolus-dose': { unit: 'mg', upperHard: '50' },
    },
  }),
  [
    ['DERS-DOSE-012', 'a dose over a time', { type: 'intermittent', dose: '1000 mg', duration: '50 min' }, 'accept = 120'],
    ['DERS-DOSE-012', 'too fast by a last digit', { type: 'intermittent', dose: '1000 mg', duration: '49.9999999 min' }, 'refuse: dose-rate 304 = 120 of 60000000000/499999999'],
    ['DERS-DOSE-012', 'too fast as a rate', { type: 'intermittent', dose: '1000 mg', rate: '120.000001 mL/h' }, 'refuse: dose-rate 304 = 120 of 120.000001'],
    ['DERS-DOSE-012', 'volume beside dose, 5 % off', { type: 'intermittent', dose: '1000 mg', volume: '105 mL', duration: '60 min' }, 'accept = 105'],
    ['DERS-DOSE-012', 'volume beside dose, more than 5 % off', { type: 'intermittent', dose: '1000 mg', volume: '105.000001 mL', duration: '60 min' }, 'refuse: vtbi 112; dose 303 = 105 of 105.000001'],
    ['DERS-DOSE-012', 'the dose from a volume', { type: 'intermittent', volume: '105.000001 mL', duration: '60 min' }, 'confirm: dose 303 = 105 of 105.000001'],
    ['DERS-DOSE-012', 'no dose, no duration', { type: 'intermittent' }, 'refuse: duration 109; dose 109'],
  ],
);
// biome-ignore format: one row a line
table(
  limitsOf({
    ...TEN_TO_ONE,
    limits: {
      dose: { unit: 'mg/h', upperHard: '100' },
      'bolus-dose': { unit: 'mg', upperSoft: '20' },
      'bolus-rate': { unit: 'mg/min', upperHard: '10' },
      'bolus-duration': { unit: 'min', lowerSoft: '2' },
    },
  }),
  [
    ['DERS-DOSE-013', 'a bolus at its rate', { type: 'bolus', bolusDose: '20 mg', bolusRate: '10 mg/min' }, 'accept'],
    ['DERS-DOSE-013', 'too fast by a last digit', { type: 'bolus', bolusDose: '20 mg', bolusDuration: '1.99999999 min' }, 'refuse: bolus-rate 304; bolus-duration 302'],
    ['DERS-DOSE-013', 'without its dose', { type: 'bolus', bolusRate: '10 mg/min' }, 'refuse: bolus-dose 109'],
    ['DERS-DOSE-013', 'without its rate', { type: 'bolus', bolusDose: '20 mg' }, 'refuse: bolus-rate 109'],
    ['DERS-DOSE-013', 'a loading dose that the entry does not have', { type: 'loading', loadingDose: '20 mg', loadingRate: '10 mL/h' }, 'refuse: loading-dose 204'],
    ['DERS-DOSE-013', "the pump's maximum holds for a bolus", { type: 'bolus', bolusDose: '20 mg', bolusRate: '60000 mg/h' }, 'refuse: bolus-rate 304; bolus-duration 302'],
  ],
);
const stepped = (...steps: NonNullable<InfusionProgram['steps']>) => ({ type: 'multi-step', steps });
// biome-ignore format: one row a line
table(
  limitsOf({
    type: 'multi-step',
    concentration: '10 mg/1 mL',
    limits: {
      dose: { unit: 'mg/h', upperHard: '100' },
      vtbi: { unit: 'mL', upperSoft: '10' },
      steps: { unit: 'step', upperHard: '2' },
    },
  }),
  [
    ['DERS-DOSE-014', 'two steps', stepped({ dose: '50 mg/h', duration: '60 min' }, { dose: '100 mg/h', duration: '30 min' }), 'accept = 5'],
    ['DERS-DOSE-014', 'the sum of the volumes', stepped({ rate: '5 mL/h', duration: '60 min' }, { rate: '10 mL/h', duration: '30.0000001 min' }), 'confirm: vtbi 303 = 5'],
    ['DERS-DOSE-014', 'a step too high is named', stepped({ rate: '5 mL/h', volume: '1 mL' }, { rate: '10.0000001 mL/h', volume: '1 mL' }), 'refuse: dose of step 2 304 = 5'],
    ['DERS-DOSE-014', 'steps in two units', stepped({ dose: '50 mg/h', volume: '1 mL' }, { rate: '5 mL/h', volume: '1 mL' }), 'refuse: dose of step 2 201 = 5'],
    ['DERS-DOSE-014', 'a volume where a duration belongs', stepped({ rate: '5 mL/h', duration: '1 mL' }), 'refuse: steps 201'],
    ['DERS-DOSE-014', 'one step too many', stepped(...Array(3).fill({ rate: '5 mL/h', volume: '1 mL' })), 'refuse: steps 304 = 5'],
    ['DERS-DOSE-014', 'no steps', stepped(), 'refuse: steps 109'],
  ],
);

// Accumulated dose

const HOURS = 3600;
// biome-ignore format: one row a line
const ACCUMULATED: [string, Partial<InfusionProgram>, string][] = [
  ['nothing given yet: the basal of four hours is the limit', { basal: '2.5 mg/h' }, 'accept = 2.5'],
  ['nothing given yet: the basal of four hours is over it', { basal: '2.50000001 mg/h' }, 'refuse: accumulated-dose 304 = 2.5 of 2.50000001'],
  ['given now, and the basal to come', { basal: '1 mg/h', delivered: [given('demand', '6 mg', 0)] }, 'accept = 1'],
  ['given now, and a last digit more to come', { basal: '1.00000001 mg/h', delivered: [given('demand', '6 mg', 0)] }, 'refuse: accumulated-dose 304 = 1 of 1.00000001'],
  ['what was delivered is inside the limit, what is committed is not', { basal: '1 mg/h', delivered: [given('demand', '9 mg', 0)] }, 'refuse: accumulated-dose 304 = 1'],
  ['what was given leaves the window while the basal runs', { basal: '1 mg/h', delivered: [given('demand', '6.5 mg', 0.5 * HOURS)] }, 'accept = 1'],
  ['a bolus counts at once', { clinicianBolus: '2 mg', delivered: [given('demand', '8 mg', 0)] }, 'accept'],
  ['a bolus counts at once, a last digit over', { clinicianBolus: '2.00000001 mg', delivered: [given('demand', '8 mg', 0)] }, 'refuse: accumulated-dose 304'],
  ['given exactly one window ago still counts', { clinicianBolus: '1 mg', delivered: [given('demand', '9.00000001 mg', 4 * HOURS)] }, 'refuse: accumulated-dose 304'],
  ['given a second earlier no longer counts', { clinicianBolus: '1 mg', delivered: [given('demand', '9.00000001 mg', 4 * HOURS + 1)] }, 'accept'],
  ['of what ran across the edge, the part inside counts', { clinicianBolus: '5 mg', delivered: [given('basal', '10 mg', 6 * HOURS, 2 * HOURS)] }, 'accept'],
  ['of what ran across the edge, the part inside counts, rounded up', { clinicianBolus: '5 mg', delivered: [given('basal', '10.0000001 mg', 6 * HOURS, 2 * HOURS)] }, 'refuse: accumulated-dose 304'],
  ['a demand dose has its place in it', { delivered: [given('demand', '10 mg', 0)] }, 'accept'],
  ['a demand dose has no place in it', { delivered: [given('demand', '10.0000001 mg', 0)] }, 'refuse: accumulated-dose 304'],
  ['a kind that is not counted', { clinicianBolus: '5 mg', delivered: [given('loading', '50 mg', 0)] }, 'accept'],
  ['another kind of unit', { delivered: [given('demand', '1 unit', 0)] }, 'refuse: accumulated-dose 201'],
  ['an age that is not a number', { delivered: [given('demand', '1 mg', Number.NaN)] }, 'refuse: accumulated-dose 501'],
  ['an age that is infinite', { delivered: [given('demand', '1 mg', Number.POSITIVE_INFINITY)] }, 'refuse: accumulated-dose 501'],
  ['an age in the future', { delivered: [given('demand', '1 mg', -1)] }, 'refuse: accumulated-dose 501'],
  ['an age that is null, as JSON writes NaN', { delivered: [given('demand', '1 mg', 5, null as unknown as number)] }, 'refuse: accumulated-dose 501'],
  ['an age that is a text', { delivered: [given('demand', '1 mg', '5' as unknown as number, 0)] }, 'refuse: accumulated-dose 501'],
  ['sixty-four deliveries', { delivered: Array.from({ length: 64 }, () => given('demand', '0.15625 mg', 0)) }, 'accept'],
  ['sixty-five deliveries', { delivered: Array.from({ length: 65 }, () => given('demand', '0.1 mg', 0)) }, 'refuse: accumulated-dose 501'],
  ['as old as a delivery may be', { delivered: [given('demand', '1 mg', 899_999_999)] }, 'accept'],
  ['a second older', { delivered: [given('demand', '1 mg', 900_000_000)] }, 'refuse: accumulated-dose 501'],
  ['delivered over many years: what lies inside counts', { clinicianBolus: '5 mg', delivered: [given('basal', '4499.93299 g', 899_999_999, 4 * HOURS - 1000)] }, 'accept'],
  ['delivered over many years: what lies inside, a last digit over', { clinicianBolus: '5 mg', delivered: [given('basal', '4499.933 g', 899_999_999, 4 * HOURS - 1000)] }, 'refuse: accumulated-dose 304'],
  ['an amount that can be counted', { delivered: [given('loading', '8999.99999 g', 0)] }, 'accept'],
  ['an amount beyond counting, of a kind that is not counted', { delivered: [given('loading', '9000 g', 0)] }, 'refuse: accumulated-dose 501'],
  ['an amount far beyond counting', { delivered: [given('demand', '999999999 g', 1e8, 0)] }, 'refuse: accumulated-dose 501'],
  ['a running amount that can be counted', { basal: '2249999 mg/h' }, 'refuse: rate 304; accumulated-dose 304; basal 304 = 2249999'],
  ['a running amount beyond counting', { basal: '2250000 mg/h' }, 'refuse: accumulated-dose 501; rate 304; basal 304 = 2250000'],
  ['an amount at once beyond counting', { clinicianBolus: '9000000 mg' }, 'refuse: accumulated-dose 501; clinician-bolus 304'],
  ['a sum beyond counting', { clinicianBolus: '8000000 mg', delivered: [given('demand', '1000 g', 0)] }, 'refuse: accumulated-dose 501; clinician-bolus 304'],
  ['not skipped because a hard limit is crossed', { clinicianBolus: '6 mg', delivered: [given('demand', '8 mg', 0)] }, 'refuse: accumulated-dose 304; clinician-bolus 304'],
];
for (const [title, fields, expected] of ACCUMULATED) {
  test(`DERS-DOSE-015 ${title}`, () =>
    assert.is(ask({ ...PCA_PROGRAM, ...fields }, limitsOf(PCA)), expected));
}
// biome-ignore format: one row a line
table(limitsOf(PCA), [
  ['DERS-DOSE-017', 'a lockout is needed', { type: 'pca', demandDose: '1 mg' }, 'refuse: lockout 109'],
  ['DERS-DOSE-017', 'a demand dose is needed', { type: 'pca', lockout: '10 min' }, 'refuse: demand-dose 109'],
]);
test('DERS-DOSE-015 what runs is reserved when a bolus is given', () => {
  const entry: EntryLimits = {
    ...BY_DOSE,
    limits: {
      dose: { unit: 'mg/h', upperHard: '10' },
      'bolus-dose': { unit: 'mg', upperHard: '10' },
      'accumulated-dose': { unit: 'mg', upperHard: '10' },
    },
    window: { seconds: 14_400, counts: ['basal', 'bolus'] },
  };
  const program = { type: 'bolus', bolusDose: '2 mg', bolusRate: '1 mL/h' };
  assert.is(ask({ ...program, running: '2 mg/h' }, limitsOf(entry)), 'accept');
  assert.is(ask({ ...program, running: '2.00000001 mg/h' }, limitsOf(entry)), 'refuse: accumulated-dose 304');
  assert.is(ask({ ...program, running: '0 mL/h' }, limitsOf(entry)), 'accept');
  assert.is(ask(program, limitsOf(entry)), 'refuse: running 109');
});

// Confirmed before: typed then, typed now, expected.

const SOFT = limitsOf({
  ...BY_DOSE,
  limits: { dose: { unit: 'mg/h', lowerSoft: '2', upperSoft: '4', upperHard: '10' } },
});
// biome-ignore format: one row a line
const CONFIRMED: [string, string, string, string][] = [
  ['the same value', '5', '5', 'accept: dose 303 confirmed'],
  ['a value less far out', '5', '4.5', 'accept: dose 303 confirmed'],
  ['a value inside', '5', '3', 'accept'],
  ['a last digit further out', '5', '5.00000001', 'confirm: dose 303'],
  ['beyond the hard limit', '5', '11', 'refuse: dose 304'],
  ['out on the other side', '5', '1', 'confirm: dose 302'],
  ['below: the same value', '1', '1', 'accept: dose 302 confirmed'],
  ['below: a last digit further out', '1', '0.999999999', 'confirm: dose 302'],
  ['after a value that needed nothing', '3', '5', 'confirm: dose 303'],
];
for (const [title, then, now, expected] of CONFIRMED) {
  test(`DERS-DOSE-018 ${title}: ${then} mg/h confirmed, ${now} mg/h now`, () => {
    const program = (value: string) => ({ type: 'continuous', dose: `${value} mg/h` });
    assert.is(ask(program(now), SOFT, program(then)).split(' = ')[0], expected);
  });
}
/** A fluid by weight under a ceiling that knows no weight: 1 mL/kg/h in the entry, so many mL/h in its care area and on the pump. */
const twoCeilings = (area: Limit, pump = FINE) =>
  limitsOf({ type: 'fluid', limits: { rate: { unit: 'mL/kg/h', upperSoft: '1', upperHard: '9' } } }, pump, {
    limits: { rate: area },
  });
const HUNDRED: Limit = { unit: 'mL/h', upperSoft: '100' };
// What was confirmed, what is typed now, the care area's limit, expected: weight in kg, rate in mL/h.
// biome-ignore format: one row a line
const SEVERAL: [string, [number, string] | undefined, [number, string], Limit, string][] = [
  ['both are told', undefined, [100, '170'], HUNDRED, 'confirm: rate 303; rate 303'],
  ['both are confirmed at once', [100, '170'], [100, '170'], HUNDRED, 'accept: rate 303 confirmed; rate 303 confirmed'],
  ["the care area's is crossed for the first time, the entry's less than before", [50, '90'], [100, '170'], HUNDRED, 'confirm: rate 303; rate 303 confirmed'],
  ["the care area's is met, not crossed", [50, '90'], [99, '100'], HUNDRED, 'accept: rate 303 confirmed'],
  ["the care area's is crossed by a last digit", [50, '90'], [99, '100.000001'], HUNDRED, 'confirm: rate 303; rate 303 confirmed'],
  ["the entry's is crossed for the first time, the care area's as before", [200, '150'], [100, '150'], HUNDRED, 'confirm: rate 303; rate 303 confirmed'],
  ["the entry's is crossed further, the care area's as before", [140, '150'], [100, '150'], HUNDRED, 'confirm: rate 303; rate 303 confirmed'],
  ["the care area's is crossed further, the entry's as before", [100, '150'], [200, '300'], HUNDRED, 'confirm: rate 303; rate 303 confirmed'],
  ['a hard limit of the care area refuses all the same', [50, '90'], [100, '170'], { unit: 'mL/h', upperHard: '100' }, 'refuse: rate 304; rate 303 confirmed'],
];
for (const [title, then, now, area, expected] of SEVERAL) {
  test(`DERS-DOSE-018 soft limits of entry and care area: ${title}`, () => {
    const program = ([kg, rate]: [number, string]) => ({
      type: 'fluid',
      weight: `${kg} kg`,
      rate: `${rate} mL/h`,
    });
    assert.is(ask(program(now), twoCeilings(area), then && program(then)).split(' = ')[0], expected);
  });
}
test('DERS-DOSE-018 the soft limit of the pump is one of them', () => {
  const pump = { ...FINE, limits: { ...FINE.limits, vtbi: { unit: 'mL', upperSoft: '500' } } };
  const limits = limitsOf({ type: 'fluid', limits: { vtbi: { unit: 'mL/kg', upperSoft: '10' } } }, pump, {
    limits: { vtbi: { unit: 'mL', upperSoft: '450' } },
  });
  const program = (kg: number, mL: number) => ({
    type: 'fluid',
    rate: '9 mL/h',
    weight: `${kg} kg`,
    volume: `${mL} mL`,
  });
  assert.is(ask(program(40, 440), limits), 'confirm: vtbi 303 = 9');
  assert.is(ask(program(50, 500), limits, program(40, 440)), 'confirm: vtbi 303 = 9');
  assert.is(
    ask(program(50, 501), limits, program(40, 440)),
    'confirm: vtbi 303; vtbi 303; vtbi 303 confirmed = 9',
  );
});
test('DERS-DOSE-018 the same limit in entry and care area is told once', () => {
  const limits = limitsOf({ type: 'fluid', limits: { rate: HUNDRED } }, FINE, { limits: { rate: HUNDRED } });
  assert.is(ask({ type: 'fluid', rate: '170 mL/h' }, limits), 'confirm: rate 303 = 170');
});
test('DERS-DOSE-018 hard limits of entry, care area and pump on one bound are told once', () => {
  const limits = limitsOf({ type: 'fluid', limits: { rate: { unit: 'mL/h', upperHard: '100' } } }, FINE, {
    limits: { rate: { unit: 'mL/h', upperHard: '200' } },
  });
  assert.is(ask({ type: 'fluid', rate: '1000 mL/h' }, limits), 'refuse: rate 304 = 1000');
});
test('DERS-DOSE-018 a dose and the dose in its volume: the one that is further out is asked again', () => {
  const limits = limitsOf({
    type: 'intermittent',
    concentration: '1 mg/1 mL',
    limits: { dose: { unit: 'mg', upperSoft: '90' } },
  });
  const program = (dose: string, mL: string) => ({
    type: 'intermittent',
    dose: `${dose} mg`,
    volume: `${mL} mL`,
    duration: '1 h',
  });
  assert.is(ask(program('100', '100'), limits), 'confirm: dose 303 = 100');
  assert.is(ask(program('100', '105'), limits), 'confirm: dose 303; dose 303 = 105');
  assert.is(
    ask(program('100', '105'), limits, program('100', '105')),
    'accept: dose 303 confirmed; dose 303 confirmed = 105',
  );
  assert.is(
    ask(program('100', '101'), limits, program('100', '100')),
    'confirm: dose 303; dose 303 confirmed = 101',
  );
});
test('DERS-DOSE-018 the same limit written with another exponent is the same limit', () => {
  // The points of a limit share an exponent, so that a new edition with a finer hard limit writes the soft one anew.
  const limits = (upperHard: string) =>
    limitRecords(limitsOf({ ...BY_DOSE, limits: { dose: { unit: 'mg/h', upperSoft: '4', upperHard } } }));
  const program = { type: 'continuous', dose: '5 mg/h' };
  const hards = ['10', '10.5', '10.0000001'];
  for (const before of hards) {
    const { confirmable } = check(program, limits(before));
    for (const now of hards)
      assert.is(check(program, limits(now), confirmable).verdict, 'accept', `${before} and ${now}`);
  }
});
test('DERS-DOSE-018 a hard limit is never confirmed', () => {
  const program = { type: 'continuous', dose: '11 mg/h' };
  assert.is(ask(program, SOFT, program), 'refuse: dose 304 = 11');
});
for (const [title, confirmed] of [
  ['null', null],
  ['a number', 5],
  ['a list that ends early', [2, 7, 8]],
  ['a list of NaN', Array.from({ length: 19 }, () => Number.NaN)],
  ['a list of zeros', Array.from({ length: 19 }, () => 0)],
] as [string, unknown][]) {
  test(`DERS-DOSE-018 nothing is confirmed by ${title}`, () => {
    const verdict = check({ type: 'continuous', dose: '5 mg/h' }, limitRecords(SOFT), confirmed as number[]);
    assert.is.not(verdict.verdict, 'accept');
  });
}
test('DERS-DOSE-018 nothing is confirmed by a confirmation with NaN in it, wherever that stands', () => {
  const records = limitRecords(SOFT);
  const program = { type: 'continuous', dose: '5 mg/h' };
  const { confirmable } = check(program, records);
  assert.is(check(program, records, confirmable).verdict, 'accept');
  const accepted = confirmable.flatMap((_, i) => {
    const broken = confirmable.map((value, at) => (at === i ? Number.NaN : value));
    return check(program, records, broken).verdict === 'accept' ? [i] : [];
  });
  // The severity is told to people; nothing is compared with it.
  assert.equal(accepted, [Field.SEVERITY]);
});

// Outside the library

test('DERS-DOSE-019 without a care area nothing is judged outside the library', () => {
  const program = { type: 'fluid', rate: '100 mL/h', volume: '1000 mL' };
  assert.is(ask(program, limitsOf(null, FINE, null)), 'refuse: rate 502 = 100');
  assert.is(ask(program, limitsOf(null, FINE, { limits: {} })), 'unprotected = 100');
});

// biome-ignore format: one row a line
const OUTSIDE = limitsOf(null, FINE, {
  limits: {
    'basic-rate': { unit: 'mL/h', upperSoft: '100', upperHard: '200' },
    'basic-vtbi': { unit: 'mL', upperHard: '1000' },
    rate: { unit: 'mL/h', upperHard: '20' },
    weight: { unit: 'kg', upperHard: '200' },
  },
});
// biome-ignore format: one row a line
table(OUTSIDE, [
  ['DERS-DOSE-019', 'a rate and a volume within the ceilings', { type: 'fluid', rate: '100 mL/h', volume: '1000 mL' }, 'unprotected = 100'],
  ['DERS-DOSE-019', 'the soft ceiling', { type: 'continuous', rate: '100.000001 mL/h', volume: '1000 mL' }, 'confirm: rate 303 = 100 of 100.000001'],
  ['DERS-DOSE-019', 'the hard ceiling of the rate', { type: 'fluid', rate: '200.000001 mL/h', volume: '1000 mL' }, 'refuse: rate 304 = 200 of 200.000001'],
  ['DERS-DOSE-019', 'the hard ceiling of the volume', { type: 'fluid', rate: '100 mL/h', duration: '10.0000001 h' }, 'refuse: vtbi 304 = 100'],
  ['DERS-DOSE-019', 'without an end', { type: 'fluid', rate: '100 mL/h' }, 'refuse: vtbi 109 = 100'],
  ['DERS-DOSE-019', 'a dose cannot be checked', { type: 'fluid', dose: '5 mg/h', volume: '100 mL' }, 'refuse: rate 109; dose 203'],
  ['DERS-DOSE-019', 'other types of program', { type: 'pca', demandDose: '1 mg', lockout: '5 min' }, 'refuse: program 203; demand-dose 203; lockout 203'],
  ['DERS-DOSE-019', 'the weight all the same', { type: 'fluid', rate: '100 mL/h', volume: '1000 mL', weight: '201 kg' }, 'refuse: weight 304 = 100'],
]);

// What stays as it was, and what is told

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const held of Object.values(value)) deepFreeze(held);
  }
  return value;
}
test('DERS-TEXT-007 frozen arguments: the same answer, nothing written to them', () => {
  const program: InfusionProgram = {
    ...PCA_PROGRAM,
    basal: '3 mg/h',
    delivered: [given('demand', '4 mg', 20, 10)],
  };
  const plain = check(program, limitRecords(limitsOf(PCA)));
  const limits = deepFreeze(limitRecords(limitsOf(PCA)));
  assert.equal(check(deepFreeze(program), limits, deepFreeze(plain.confirmable)), plain);
  const flat = deepFreeze(infusionProgram(program));
  assert.is(judgeProgram(flat, limits, deepFreeze([])), VerdictCode.REFUSE);
});
test('DERS-DOSE-021 the rate that keeps a vein open is none of the check', () => {
  const plain = limitRecords(limitsOf(BY_DOSE));
  const record = new Map([[Key.KVO, limitItemsIn('mL/h', { initial: '500' })]]);
  const bytes = encodeCbor(record);
  const careArea = newRecord();
  assert.is(decodeRecord(careArea, bytes, bytes.length), 0);
  const program = { type: 'continuous', dose: '3 mg/h', volume: '100 mL' };
  assert.equal(check(program, { ...plain, careArea }), check(program, plain));
});
test('DERS-DOSE-023 each finding is told with its limit, its unit, a code and a sentence', () => {
  const { findings } = check(
    { type: 'continuous', dose: '6 mg/h', volume: 'x mL' },
    limitRecords(limitsOf(BY_DOSE)),
  );
  const [problem, crossing] = findings;
  assert.is(problem.code, 102);
  assert.is(crossing.code, 304);
  assert.equal(
    [crossing.entered, crossing.limit, crossing.unit, crossing.fold, crossing.bound],
    ['6', '5', 'mg/h', '1.2', 'upper-hard'],
  );
  assert.ok(findings.every(({ text }) => text.length > 10));
});

test.run();
