// The parts of a program, and of the limits that it is checked against, one by one: bolus and loading dose, concentration, type. Limits
// are demonstration data, not for clinical use.
import * as assert from 'uvu/assert';
import { converted } from '../../../engine/dose/check';
import { Key } from '../../../engine/dose/limit';
import {
  Field,
  type Limits,
  Quantity,
  Reason,
  VerdictCode,
  check,
  infusionProgram,
  judgeProgram,
  newProgram,
  outcome,
  parseUnit,
} from '../../../engine/index';
import { suite } from '../../suite';
import { type EntryLimits, limitRecords } from './limits';
import { BY_DOSE, PCA, PCA_PROGRAM, ask, limitsOf } from './questions';

const test = suite('engine/dose/program-parts');

// Bolus and loading dose

const WITH_PARTS: EntryLimits = {
  ...BY_DOSE,
  limits: {
    ...BY_DOSE.limits,
    'bolus-dose': { unit: 'mg', upperHard: '10' },
    'loading-dose': { unit: 'mg', upperHard: '10' },
  },
};
const BOLUS = { bolusDose: '5 mg', bolusRate: '60 mL/h' };
const LOADING = { loadingDose: '5 mg', loadingRate: '60 mL/h' };
// what, program, answer
// biome-ignore format: one row a line
const PARTS: [string, object, string][] = [
  ['neither', { type: 'continuous', dose: '3 mg/h' }, 'accept = 3'],
  ['a bolus', { type: 'continuous', dose: '3 mg/h', ...BOLUS }, 'accept = 3'],
  ['a bolus without its amount', { type: 'continuous', dose: '3 mg/h', bolusRate: '60 mL/h' }, 'refuse: bolus-dose 109 = 3'],
  ['a bolus of a duration alone', { type: 'continuous', dose: '3 mg/h', bolusDuration: '5 min' }, 'refuse: bolus-dose 109 = 3'],
  ['a bolus by rate and duration', { type: 'continuous', dose: '3 mg/h', ...BOLUS, bolusDuration: '5 min' }, 'refuse: bolus-rate 110 = 3'],
  ['a bolus without a rate', { type: 'continuous', dose: '3 mg/h', bolusDose: '5 mg' }, 'refuse: bolus-rate 109 = 3'],
  ['a bolus alone', { type: 'bolus', ...BOLUS, running: '3 mg/h' }, 'accept'],
  ['a bolus alone, of nothing', { type: 'bolus', running: '3 mg/h' }, 'refuse: bolus-dose 109'],
  ['a bolus alone, of a rate', { type: 'bolus', bolusRate: '60 mL/h', running: '3 mg/h' }, 'refuse: bolus-dose 109'],
  ['a bolus alone, of zero', { type: 'bolus', bolusDose: '0 mg', bolusRate: '60 mL/h' }, 'refuse: bolus-dose 107'],
  ['a loading dose', { type: 'continuous', dose: '3 mg/h', ...LOADING }, 'accept = 3'],
  ['a loading dose without its amount', { type: 'continuous', dose: '3 mg/h', loadingRate: '60 mL/h' }, 'refuse: loading-dose 109 = 3'],
  ['a loading dose without a rate', { type: 'continuous', dose: '3 mg/h', loadingDose: '5 mg' }, 'refuse: loading-rate 109 = 3'],
  ['a loading dose by rate and duration', { type: 'continuous', dose: '3 mg/h', ...LOADING, loadingDuration: '5 min' }, 'refuse: loading-rate 110 = 3'],
  ['a loading dose alone', { type: 'loading', ...LOADING, running: '3 mg/h' }, 'accept'],
  ['a loading dose alone, of nothing', { type: 'loading', running: '3 mg/h' }, 'refuse: loading-dose 109'],
  ['a loading dose alone, of a duration', { type: 'loading', loadingDuration: '5 min' }, 'refuse: loading-dose 109'],
];

for (const [what, program, expected] of PARTS) {
  test(`DERS-DOSE-013 ${what}`, () => assert.is(ask(program, limitsOf(WITH_PARTS)), expected));
}

const PCA_LOADING: EntryLimits = {
  ...PCA,
  limits: { ...PCA.limits, 'loading-dose': { unit: 'mg', upperHard: '5' } },
};

test('DERS-DOSE-013 a loading dose of a PCA program needs no rate of its own, and is judged', () => {
  assert.is(ask({ ...PCA_PROGRAM, loadingDose: '5 mg' }, limitsOf(PCA_LOADING)), 'accept');
  assert.is(
    ask({ ...PCA_PROGRAM, loadingDose: '5.00000001 mg' }, limitsOf(PCA_LOADING)),
    'refuse: loading-dose 304',
  );
  assert.is(
    ask({ ...PCA_PROGRAM, loadingRate: '60 mL/h' }, limitsOf(PCA_LOADING)),
    'refuse: loading-dose 109',
  );
});

// Concentration: upper hard limit of a custom one in mg/mL, what was typed, answer

// biome-ignore format: one row a line
const CUSTOM: [string, string, string][] = [
  ['8', '4 mg/0.5 mL', 'accept'],
  ['7.99999999', '4 mg/0.5 mL', 'refuse: concentration 304'],
  ['8', '4 mg/500 microlitre', 'accept'],
  ['7.99999999', '4 mg/500 microlitre', 'refuse: concentration 304'],
  ['8', '4000 mcg/0.5 mL', 'accept'],
  ['7.99999999', '4000 mcg/0.5 mL', 'refuse: concentration 304'],
  ['8', '0.4 g/50 mL', 'accept'],
  ['7.99999999', '0.4 g/50 mL', 'refuse: concentration 304'],
  ['8', '4 mmol/0.5 mL', 'refuse: concentration 201'],
];

for (const [upperHard, concentration, expected] of CUSTOM) {
  test(`DERS-DOSE-016 ${concentration} against ${upperHard} mg/mL`, () => {
    const limits = limitsOf({
      type: 'continuous',
      limits: { concentration: { unit: 'mg/mL', upperHard }, rate: { unit: 'mL/h' } },
    });
    const [verdict] = ask({ type: 'continuous', rate: '3 mL/h', concentration }, limits).split(' = ');
    assert.is(verdict, expected);
  });
}

// what was typed against 1 mg/1 mL
const OWN: [string, string][] = [
  ['1 mg/1 mL', 'accept = 3'],
  ['1000 mcg/1 mL', 'accept = 3'],
  ['1 mg/1000 microlitre', 'accept = 3'],
  ['2 mg/2 mL', 'refuse: concentration 209 = 3'],
  ['1 mmol/1 mL', 'refuse: concentration 209 = 3'],
  ['1 mg/1.00000001 mL', 'refuse: concentration 209 = 3'],
  ['0.99999999 mg/1 mL', 'refuse: concentration 209 = 3'],
];

for (const [concentration, expected] of OWN) {
  test(`DERS-DOSE-016 ${concentration} typed for 1 mg/1 mL`, () => {
    assert.is(ask({ type: 'continuous', dose: '3 mg/h', concentration }, limitsOf(BY_DOSE)), expected);
  });
}

for (const [what, quantity, unit] of [
  ['an amount', Quantity.AMOUNT, 'mg'],
  ['a volume', Quantity.DILUENT_VOLUME, 'mL'],
] as const) {
  for (const [of, entry, reason] of [
    ['an entry with a concentration of its own', BY_DOSE, Reason.CONCENTRATION_NOT_IN_LIBRARY],
    [
      'an entry without one',
      { type: 'continuous', limits: { rate: { unit: 'mL/h' } } },
      Reason.CONCENTRATION_NOT_IN_LIBRARY,
    ],
    [
      'an entry of a custom one',
      { type: 'continuous', limits: { concentration: { unit: 'mg/mL' }, rate: { unit: 'mL/h' } } },
      Reason.MISSING,
    ],
  ] as [string, EntryLimits, Reason][]) {
    test(`DERS-DOSE-016 half a concentration, ${what} alone, is none: ${of}`, () => {
      const program = infusionProgram({ type: 'continuous', rate: '3 mL/h' });
      program.values.splice(quantity * 3, 3, 1, 0, parseUnit(unit));
      assert.is(judgeProgram(program, limitRecords(limitsOf(entry)), []), VerdictCode.REFUSE);
      assert.is(outcome.findings[Field.QUANTITY], Quantity.CONCENTRATION);
      assert.is(outcome.findings[Field.REASON], reason);
    });
  }
}

// Limits that lack a part: key, answer

for (const [what, key] of [
  ['range of rates', Quantity.RATE],
  ['steps', Key.STEPS],
] as const) {
  for (const nowhere of [0, -1, Number.NaN, undefined]) {
    test(`DERS-DOSE-002 a pump whose ${what} stand at ${nowhere} can judge nothing`, () => {
      const limits = limitRecords(limitsOf(BY_DOSE));
      (limits.pump as { at: (number | undefined)[] }).at[key] = nowhere;
      judgeProgram(infusionProgram({ type: 'continuous', dose: '3 mg/h' }), limits, []);
      assert.equal(outcome.findings.slice(0, 4), [0, Quantity.RATE, 0, Reason.LIMITS_MISSING]);
    });
  }
}

test('DERS-DOSE-002 no limits are missing limits, not a fault', () => {
  for (const limits of [null, undefined]) {
    const code = judgeProgram(newProgram(1), limits as null, []);
    assert.is(code, VerdictCode.REFUSE);
    assert.is(outcome.findings.length, Field.SIZE);
    assert.is(outcome.findings[Field.REASON], Reason.LIMITS_MISSING);
  }
});

// Types

const limits: Limits = limitRecords(limitsOf(BY_DOSE));

for (const type of ['1', 9, 10, 1.5, 0, -1, Number.NaN, null, undefined, true]) {
  test(`DERS-DOSE-020 ${typeof type} ${type} is a type of no program, not even of an empty one`, () => {
    assert.is(judgeProgram(newProgram(type as number), limits, []), VerdictCode.REFUSE);
    const reasons = outcome.findings.filter((_, i) => i % Field.SIZE === Field.REASON);
    assert.equal(reasons, [Reason.UNKNOWN_PROGRAM_TYPE]);
  });
}

// type of program that another type of entry was asked for
for (const [type, of, fields] of [
  ['multi-step', 'continuous', { steps: [{ dose: '3 mg/h', duration: '1 h' }] }],
  ['continuous', 'multi-step', { dose: '3 mg/h' }],
  ['fluid', 'continuous', { rate: '3 mL/h' }],
  ['intermittent', 'pca', { dose: '3 mg', duration: '1 h' }],
  ['titration', 'intermittent', { dose: '3 mg/h', running: '3 mg/h' }],
] as const) {
  test(`DERS-DOSE-020 a ${type} program of a ${of} entry`, () => {
    const { verdict, findings } = check(
      { type, ...fields } as Parameters<typeof check>[0],
      limitRecords(limitsOf({ ...BY_DOSE, type: of })),
    );
    assert.is(verdict, 'refuse');
    const about = findings.filter(({ quantity }) => quantity === 'program').map(({ code }) => code);
    assert.equal(about, [Reason.NOT_ALLOWED_BY_ENTRY]);
  });
}

// What a rate amounts to, with the concentration and the weight of the program judged last.

const WEIGHED: EntryLimits = {
  type: 'continuous',
  concentration: '400 mg/250 mL',
  limits: { dose: { unit: 'mcg/kg/min' } },
};

test('DERS-DOSE-007 a rate is converted with weight and concentration of the last program, and nothing is left of it', () => {
  const given = infusionProgram({ type: 'continuous', weight: '80 kg', dose: '5 mcg/kg/min' });
  assert.is(judgeProgram(given, limitRecords(limitsOf(WEIGHED)), []), VerdictCode.ACCEPT);
  const ratio = converted([15, 0, parseUnit('mL/h')], 0, parseUnit('mcg/kg/min')) as number[];
  // 15 mL/h of 1.6 mg/mL in 80 kg: 0.3 mg/kg/h, in grams and hours.
  const value = (ratio[0] * ratio[1] * ratio[2]) / (ratio[5] * ratio[6] * ratio[7] * ratio[8]);
  assert.ok(Math.abs((value * 10 ** ratio[9]) / 3e-4 - 1) < 1e-12);
  assert.is(converted([5, 0, parseUnit('mmol/h')], 0, parseUnit('mcg/kg/min')), null);
  assert.is(converted([5, 0, parseUnit('mL')], 0, parseUnit('mcg/kg/min')), null);
  assert.equal(outcome.findings, []);
});

test.run();
