// The wording of a verdict: fold, what was entered, units, order, rates. What is judged is another file's matter.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { explain } from '../../../engine/dose/verdict';
import {
  Bound,
  Field,
  type Finding,
  type InfusionProgram,
  Key,
  type Limits,
  Quantity,
  Reason,
  type StoredRecord,
  check,
  judgeProgram,
  newProgram,
  parseUnit,
  reasonText,
} from '../../../engine/index';
import { suite } from '../../suite';
import { PUMP, type Rows, recordModel, storedRecord } from '../library/sample';
import { type Rational, decimal, floor, over, rational, text, typed } from '../number/rational';

const test = suite('engine/dose/verdict');

const pump = storedRecord(PUMP);
const MG = parseUnit('mg');

function entryOf(rows: Rows, head: number[] = [1, 0, 0, MG, 0, 1, 1]): StoredRecord {
  return storedRecord(recordModel(rows, [[Key.HEAD, head]]));
}

function limitsOf(rows: Rows, head?: number[]): Limits {
  return { entry: entryOf(rows, head), careArea: null, pump };
}

/** The finding of a dose in mg/h, against a limit of one point. */
function doseFinding(dose: string, point: Record<string, string>, uk = false): Finding {
  const { findings } = check(
    { type: 'continuous', dose: `${dose} mg/h` },
    limitsOf([[Quantity.DOSE, 'mg/h', point]]),
    [],
    uk,
  );
  return findings.find(({ quantity, bound }) => quantity === 'dose' && bound !== undefined) as Finding;
}

// entered, bound, limit, fold: two digits, away from 1
const FOLDS: [string, string, string, string][] = [
  ['50', 'upperHard', '5', '10'],
  ['5.01', 'upperHard', '5', '1.1'],
  ['5.00000001', 'upperHard', '5', '1.1'],
  ['5.5', 'upperHard', '5', '1.1'],
  ['5.51', 'upperHard', '5', '1.2'],
  ['9.95', 'upperHard', '1', '10'],
  ['9.9', 'upperHard', '1', '9.9'],
  ['99.1', 'upperHard', '1', '100'],
  ['100', 'upperHard', '1', '100'],
  ['101', 'upperHard', '1', '110'],
  ['1234', 'upperHard', '1', '1300'],
  ['999999999', 'upperHard', '1', '1000000000'],
  ['999999999', 'upperSoft', '0.000000001', '1000000000000000000'],
  ['4.99', 'lowerHard', '5', '0.99'],
  ['4.99999999', 'lowerHard', '5', '0.99'],
  ['2.5', 'lowerHard', '5', '0.5'],
  ['1', 'lowerHard', '3', '0.33'],
  ['0.1', 'lowerSoft', '1', '0.1'],
  ['0.0999', 'lowerSoft', '1', '0.099'],
  ['1', 'lowerSoft', '999999', '0.000001'],
];

for (const [dose, bound, limit, fold] of FOLDS) {
  test(`DERS-TEXT-001 ${dose} against ${bound} ${limit} is ${fold} fold`, () => {
    assert.is(doseFinding(dose, { [bound]: limit }).fold, fold);
  });
}

test('DERS-TEXT-001 there is no fold of a limit of zero', () => {
  const finding = doseFinding('5', { upperHard: '0' });
  assert.is(finding.limit, '0');
  assert.not.ok('fold' in finding);
});

/** A positive value in so many digits, no finer than 10^-12, up or down where it does not end. */
function rounded(value: Rational, digits: number, up: boolean): string {
  let place = -12;
  while (floor(over(value, decimal(1, place))) >= 10n ** BigInt(digits)) place++;
  const exact = over(value, decimal(1, place));
  const whole = floor(exact) + (up && exact.d !== 1n ? 1n : 0n);
  return text(place < 0 ? rational(whole, 10n ** BigInt(-place)) : rational(whole * 10n ** BigInt(place)));
}

const nineDigits = fc.integer({ min: 1, max: 999999999 });
const places = fc.integer({ min: 0, max: 6 });

test('DERS-TEXT-001 the fold of any crossed limit has two digits, is rounded away from 1 and never reads 1', () => {
  fc.assert(
    fc.property(
      nineDigits,
      places,
      fc.oneof(nineDigits, fc.integer({ min: 1, max: 99 })),
      places,
      (a, i, b, j) => {
        const dose = decimal(a, -i);
        const limit = decimal(b, -j);
        const fold = over(dose, limit);
        if (fold.n === fold.d) return;
        const above = fold.n > fold.d;
        const found = doseFinding(typed(a, i), { [above ? 'upperHard' : 'lowerHard']: typed(b, j) });
        assert.is(found.fold, rounded(fold, 2, above));
        assert.ok(above ? Number(found.fold) > 1 : Number(found.fold) < 1);
      },
    ),
    { numRuns: 5000 },
  );
});

test('DERS-TEXT-001 one last digit beside the limit is told as 1.1 or 0.99', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 999999998 }), places, (coefficient, place) => {
      const limit = typed(coefficient, place);
      assert.is(doseFinding(typed(coefficient + 1, place), { upperHard: limit }).fold, '1.1');
      assert.is(doseFinding(typed(coefficient - 1, place), { lowerHard: limit }).fold, '0.99');
    }),
    { numRuns: 1000 },
  );
});

// What was entered, in the limit's unit: rate in mL/h of a drug with so many mg in so many mL, seen as mg/h.
const ENTERED: [string, number, number, string, string, string][] = [
  ['exact', 1, 1, '5', 'upperHard', '5'],
  ['exact with places', 1, 1, '5.25', 'upperHard', '5.25'],
  ['exact without its trailing zeros', 1, 1, '5.2500', 'upperHard', '5.25'],
  ['exact to the ninth digit', 1, 1, '5.12345678', 'upperHard', '5.12345678'],
  ['exact in a smaller unit', 1, 8, '1', 'upperHard', '0.125'],
  ['nine digits of whole numbers', 1, 1, '123456789', 'upperHard', '123456789'],
  ['a third, away from the limit above', 1, 3, '1', 'upperHard', '0.3334'],
  ['a third, away from the limit below', 1, 3, '1', 'lowerHard', '0.3333'],
  ['fifty thirds', 1, 3, '50', 'upperHard', '16.67'],
  ['fifty thirds from below', 1, 3, '50', 'lowerHard', '16.66'],
  ['too many digits, up', 123456789, 100000000, '1.2345678', 'upperHard', '1.525'],
  ['too many digits, down', 123456789, 100000000, '1.2345678', 'lowerHard', '1.524'],
  ['large and endless', 1, 3, '999999998', 'upperHard', '333400000'],
  ['rounded up into a new digit', 99999, 30000, '3', 'upperHard', '9.9999'],
  ['rounded up to a power of ten', 999999, 700000, '7.0000001', 'upperHard', '10'],
];

for (const [why, amount, volume, rate, bound, wanted] of ENTERED) {
  test(`DERS-TEXT-002 entered is told ${why}`, () => {
    const point = bound === 'upperHard' ? '0' : '999999999';
    const limits = limitsOf([[Quantity.DOSE, 'mg/h', { [bound]: point }]], [1, 0, 0, MG, 0, amount, volume]);
    const { findings } = check({ type: 'continuous', rate: `${rate} mL/h` }, limits);
    assert.is(findings.find(({ quantity }) => quantity === 'dose')?.entered, wanted);
  });
}

test('DERS-TEXT-002 a change of nothing is told as 0', () => {
  const limits = limitsOf([
    [Quantity.TITRATION_DOWN, '%', { lowerHard: '10' }],
    [Quantity.DOSE, 'mg/h', {}],
  ]);
  const { findings } = check({ type: 'titration', dose: '5 mg/h', running: '5 mg/h' }, limits);
  assert.equal(
    findings.map(({ quantity, entered, fold, unit }) => [quantity, entered, fold, unit]),
    [['titration-down', '0', '0', '%']],
  );
});

test('DERS-TEXT-002 what was entered never reads as the limit itself or as inside it', () => {
  fc.assert(
    fc.property(nineDigits, places, nineDigits, nineDigits, (a, i, amount, volume) => {
      const value = over(over(decimal(a, -i), rational(BigInt(volume))), decimal(1, 0));
      const dose = rational(value.n * BigInt(amount), value.d);
      for (const [bound, above] of [
        ['upperHard', true],
        ['lowerHard', false],
      ] as [string, boolean][]) {
        const exponent = -6;
        const steps = floor(over(dose, decimal(1, exponent)));
        const limit = Number(above ? steps : steps + 1n);
        if (limit > 1e13 || over(dose, decimal(1, exponent)).d === 1n) continue;
        const mask = above ? Bound.UPPER_HARD : Bound.LOWER_HARD;
        const entry = storedRecord(
          new Map<number, number[]>([
            [Key.HEAD, [1, 0, 0, MG, 0, amount, volume]],
            [Quantity.DOSE, [parseUnit('mg/h'), exponent, mask, limit]],
          ]),
        );
        const { findings } = check(
          { type: 'continuous', rate: `${typed(a, i)} mL/h` },
          { entry, careArea: null, pump },
        );
        const found = findings.find(({ quantity }) => quantity === 'dose');
        const exact = text(dose);
        const short = !exact.includes('/') && exact.length <= 10;
        assert.is(found?.entered, short ? exact : rounded(dose, 4, above), `${bound} ${limit}`);
      }
    }),
    { numRuns: 2000 },
  );
});

// unit of the limit, as ISMP writes it, as the BNF writes it
const DISPLAYS: [string, string, string][] = [
  ['mcg/kg/min', 'mcg/kg/min', 'micrograms/kg/min'],
  ['nanogram/kg/min', 'nanogram/kg/min', 'nanograms/kg/min'],
  ['unit/h', 'unit/h', 'units/h'],
  ['milliunit/min', 'milliunit/min', 'milliunits/min'],
  ['million unit/day', 'million unit/day', 'million units/day'],
  ['mg/m2/h', 'mg/m2/h', 'mg/m2/h'],
  ['mmol/h', 'mmol/h', 'mmol/h'],
];

for (const [unit, us, uk] of DISPLAYS) {
  test(`DERS-TEXT-003 ${unit} for people: "${us}", and "${uk}" in a uk display`, () => {
    const head = [1, 0, 0, parseUnit(unit.split('/')[0]), 0, 1, 1];
    const limits = limitsOf([[Quantity.DOSE, unit, { upperHard: '1' }]], head);
    const program = { type: 'continuous', dose: `2 ${unit}`, weight: '1 kg', bsa: '1 m2' };
    const unitOf = (display?: boolean) => check(program, limits, [], display).findings[0].unit;
    assert.equal([unitOf(), unitOf(false), unitOf(true)], [us, us, uk]);
    assert.is(check({ ...program, dose: `2 ${uk}` }, limits).findings[0].unit, us, 'either may be typed');
  });
}

test('DERS-TEXT-003 only `true` asks for the uk display', () => {
  const limits = limitsOf([[Quantity.DOSE, 'mcg/h', { upperHard: '1' }]]);
  const { findings } = check(
    { type: 'continuous', dose: '2000 mcg/h' },
    limits,
    [],
    'no' as unknown as boolean,
  );
  assert.is(findings[0].unit, 'mcg/h');
});

// limit as the library writes it, as it is told
const LIMITS: [string, string][] = [
  ['5', '5'],
  ['0.5', '0.5'],
  ['0.50', '0.5'],
  ['10', '10'],
  ['1000', '1000'],
  ['0.000000000001', '0.000000000001'],
];

for (const [written, told] of LIMITS) {
  test(`DERS-TEXT-004 a limit of ${written} is told as ${told}: a leading zero always, a trailing zero never`, () => {
    assert.is(doseFinding('999999999', { upperHard: written }).limit, told);
  });
}

test('DERS-TEXT-005 a crossed limit is told with everything that a person needs', () => {
  assert.equal(doseFinding('6', { upperHard: '5' }), {
    quantity: 'dose',
    severity: 'hard',
    code: Reason.ABOVE_UPPER_HARD,
    text: reasonText(Reason.ABOVE_UPPER_HARD),
    ihe: 9024,
    bound: 'upper-hard',
    entered: '6',
    limit: '5',
    unit: 'mg/h',
    fold: '1.2',
  });
  assert.equal(doseFinding('4', { lowerSoft: '5' }), {
    quantity: 'dose',
    severity: 'soft',
    code: Reason.BELOW_LOWER_SOFT,
    text: reasonText(Reason.BELOW_LOWER_SOFT),
    bound: 'lower-soft',
    entered: '4',
    limit: '5',
    unit: 'mg/h',
    fold: '0.8',
  });
});

// program with a problem, finding: what was typed is said where it can be said
const PROBLEMS: [string, InfusionProgram, Partial<Finding>][] = [
  [
    'zero',
    { type: 'continuous', dose: '0.00 mg/h' },
    { quantity: 'dose', code: Reason.ZERO, entered: '0', unit: 'mg/h', ihe: 9004 },
  ],
  [
    'another unit',
    { type: 'continuous', dose: '5.10 g/h' },
    { quantity: 'dose', code: Reason.UNIT_NOT_IN_LIBRARY, entered: '5.1', unit: 'g/h', ihe: 9009 },
  ],
  [
    'not a number',
    { type: 'continuous', dose: 'five mg/h' },
    { quantity: 'dose', code: Reason.NOT_A_DECIMAL },
  ],
  [
    'an unknown unit',
    { type: 'continuous', dose: '5 mgs' },
    { quantity: 'dose', code: Reason.UNKNOWN_UNIT, ihe: 9008 },
  ],
  [
    'an unknown field',
    { type: 'continuous', x: '5 mg' } as InfusionProgram,
    { quantity: 'program', code: Reason.UNKNOWN_FIELD },
  ],
  ['an unknown type', { type: 'drip' }, { quantity: 'program', code: Reason.UNKNOWN_PROGRAM_TYPE }],
];

for (const [why, program, wanted] of PROBLEMS) {
  test(`DERS-TEXT-005 a problem is told with what was typed: ${why}`, () => {
    const { findings, verdict } = check(program, limitsOf([[Quantity.DOSE, 'mg/h', {}]]));
    const finding = findings.find(({ code }) => code === wanted.code);
    assert.equal(finding, { severity: 'hard', text: reasonText(wanted.code as Reason), ...wanted });
    assert.is(verdict, 'refuse');
  });
}

test('DERS-TEXT-005 a rate off by more than the tolerance is told as the exact rate', () => {
  const limits = limitsOf([[Quantity.DOSE, 'mg/h', {}]], [1, 0, 0, MG, 0, 3, 1]);
  const verdict = check({ type: 'continuous', dose: '0.041 mg/h' }, limits);
  assert.is(verdict.verdict, 'confirm');
  assert.equal(verdict.rate, { value: '0.01', unit: 'mL/h', exact: '41/3000' });
  assert.equal(verdict.findings, [
    {
      quantity: 'rate',
      severity: 'soft',
      code: Reason.RATE_ROUNDED_BEYOND_TOLERANCE,
      text: reasonText(Reason.RATE_ROUNDED_BEYOND_TOLERANCE),
      entered: '41/3000',
      unit: 'mL/h',
    },
  ]);
});

test('DERS-TEXT-006 findings stand worst first, then in the order of quantities', () => {
  const limits = limitsOf([
    [Quantity.WEIGHT, 'kg', { upperSoft: '1' }],
    [Quantity.RATE, 'mL/h', { upperHard: '1' }],
    [Quantity.VTBI, 'mL', { upperSoft: '1' }],
    [Quantity.DOSE, 'mg/h', { upperHard: '1' }],
  ]);
  const { findings } = check(
    { type: 'continuous', dose: '9 mg/h', weight: '9 kg', volume: '9 mL', bsa: '0 m2' },
    limits,
  );
  assert.equal(
    findings.map(({ quantity, severity, code }) => [quantity, severity, code]),
    [
      ['bsa', 'hard', Reason.ZERO],
      ['rate', 'hard', Reason.ABOVE_UPPER_HARD],
      ['dose', 'hard', Reason.ABOVE_UPPER_HARD],
      ['weight', 'soft', Reason.ABOVE_UPPER_SOFT],
      ['vtbi', 'soft', Reason.ABOVE_UPPER_SOFT],
    ],
  );
});

test('DERS-TEXT-006 each rate is told in its place, and none that cannot be delivered', () => {
  const parts: Rows = [
    [Quantity.DOSE, 'mg/h', {}],
    [Quantity.BOLUS_DOSE, 'mg', {}],
    [Quantity.LOADING_DOSE, 'mg', {}],
  ];
  const all = check(
    {
      type: 'continuous',
      dose: '1 mg/h',
      bolusDose: '1 mg',
      bolusDuration: '3 min',
      loadingDose: '2 mg',
      loadingRate: '7.77 mL/h',
    },
    limitsOf(parts),
  );
  assert.equal(
    [all.rate?.value, all.bolusRate?.value, all.loadingRate?.value, all.stepRates],
    ['1', '20', '7.77', undefined],
  );
  const none = check({ type: 'continuous', dose: '0.001 mg/h' }, limitsOf(parts));
  assert.not.ok('rate' in none || 'bolusRate' in none || 'loadingRate' in none || 'stepRates' in none);
});

test('DERS-TEXT-006 each step is told by its number, with its own rate', () => {
  const limits = limitsOf([[Quantity.RATE, 'mL/h', { upperHard: '50' }]], [5, 0, 0]);
  const steps = ['10', '60', '20'].map((rate) => ({ rate: `${rate} mL/h`, duration: '1 h' }));
  const verdict = check({ type: 'multi-step', steps }, limits);
  assert.equal(
    verdict.findings.map(({ quantity, step, entered }) => [quantity, step, entered]),
    [['rate', 2, '60']],
  );
  assert.equal(
    verdict.stepRates?.map(({ value }) => value),
    ['10', '60', '20'],
  );
  assert.is(verdict.rate?.value, '10');
});

test('DERS-TEXT-007 the same question has the same answer, whatever was asked between', () => {
  const limits = limitsOf([[Quantity.DOSE, 'mg/h', { upperSoft: '5', upperHard: '50' }]]);
  const program = { type: 'continuous', dose: '6 mg/h', volume: '7 mL' };
  const first = JSON.stringify(check(program, limits));
  check({ type: 'multi-step', steps: [] }, limits);
  check({ type: 'bolus' }, null);
  check({ type: 'continuous', dose: '600 mg/h' }, limits);
  assert.is(JSON.stringify(check(program, limits)), first);
});

test('DERS-TEXT-007 nothing that was given is changed', () => {
  const entry = entryOf([[Quantity.DOSE, 'mg/h', { upperSoft: '5', upperHard: '50' }]]);
  const program = Object.freeze({ type: 'continuous', dose: '6 mg/h', volume: '7 mL' });
  const { confirmable } = check(program, { entry, careArea: null, pump });
  for (const part of [entry.at, entry.items, pump.at, pump.items, confirmable]) Object.freeze(part);
  const limits = Object.freeze({ entry: Object.freeze(entry), careArea: null, pump: Object.freeze(pump) });
  assert.is(check(program, limits, confirmable).verdict, 'accept');
});

test('DERS-TEXT-007 one verdict does not change when the next is made', () => {
  const limits = limitsOf([[Quantity.DOSE, 'mg/h', { upperSoft: '5' }]]);
  const verdict = check({ type: 'continuous', dose: '6 mg/h' }, limits);
  const before = JSON.stringify(verdict);
  check({ type: 'continuous', dose: '7 mg/h' }, limits);
  assert.is(JSON.stringify(verdict), before);
});

// Hard and soft points of dose and volume, what of them can be confirmed
for (const [title, dose, volume, quantities] of [
  ['a soft limit', { upperSoft: '5' }, {}, [Quantity.DOSE]],
  ['a hard limit', { upperHard: '5' }, {}, []],
  ['a soft and a hard limit', { upperSoft: '5' }, { upperHard: '6' }, [Quantity.DOSE]],
  ['a hard and a soft limit', { upperHard: '5' }, { upperSoft: '6' }, [Quantity.VTBI]],
] as [string, Record<string, string>, Record<string, string>, number[]][]) {
  test(`DERS-DOSE-018 of ${title} only what is soft can be confirmed`, () => {
    const limits = limitsOf([
      [Quantity.VTBI, 'mL', volume],
      [Quantity.DOSE, 'mg/h', dose],
    ]);
    const { confirmable } = check({ type: 'continuous', dose: '6 mg/h', volume: '7 mL' }, limits);
    assert.equal(
      confirmable.filter((_, i) => i % Field.SIZE === Field.QUANTITY),
      quantities,
    );
  });
}

for (const value of [Number.NaN, -5, Number.NEGATIVE_INFINITY]) {
  test(`DERS-TEXT-005 ${value} in the flat form is not told as what was entered`, () => {
    const program = newProgram(1);
    program.values.splice(Quantity.DOSE * 3, 3, value, 0, parseUnit('mg/h'));
    const code = judgeProgram(program, limitsOf([[Quantity.DOSE, 'mg/h', {}]]), []);
    const { findings } = explain(code, program, false);
    const told = findings.find(({ quantity }) => quantity === 'dose') as Finding;
    assert.is(told.code, Reason.NOT_A_DECIMAL);
    assert.is(told.entered, undefined);
    assert.is(told.unit, undefined);
  });
}

test.run();
