// Each type of program at its edges: what belongs together, what is missing, and what is too large to be counted. Limits are demonstration
// data, not for clinical use.
import * as assert from 'uvu/assert';
import {
  Field,
  type InfusionProgram,
  ProgramType,
  Quantity,
  Reason,
  VerdictCode,
  check,
  infusionProgram,
  judgeProgram,
  newProgram,
  outcome,
  parseUnit,
  readConcentration,
} from '../../../engine/index';
import { suite } from '../../suite';
import { type EntryLimits, limitRecords } from './limits';
import { BY_DOSE, FINE, ask, limitsOf } from './questions';

const test = suite('engine/dose/program-types');

// Continuous

const DOSE = { type: 'continuous', dose: '3 mg/h' };
const RATE = { type: 'continuous', rate: '3 mL/h' };
const LONG = limitsOf(BY_DOSE, {
  ...FINE,
  limits: { ...FINE.limits, duration: { unit: 'h', upperHard: '24' } },
});
// biome-ignore format: one row a line
const CONTINUOUS: [string, object, string][] = [
  ['a dose, a volume and a duration', { ...DOSE, volume: '3 mL', duration: '1 h' }, 'refuse: dose 110'],
  ['a rate, a volume and a duration', { ...RATE, volume: '3 mL', duration: '1 h' }, 'refuse: rate 110'],
  ['a dose and a rate', { ...DOSE, ...RATE }, 'refuse: dose 110'],
  ['a volume and a duration', { type: 'continuous', volume: '3 mL', duration: '1 h' }, 'accept = 3'],
  ['a volume alone', { type: 'continuous', volume: '3 mL' }, 'refuse: dose 109'],
  ['a duration alone', { type: 'continuous', duration: '1 h' }, 'refuse: dose 109'],
  ["a volume that takes as long as the pump's limit", { ...DOSE, volume: '72 mL' }, 'accept = 3'],
  ["a volume that takes longer than the pump's limit", { ...DOSE, volume: '72.0000001 mL' }, 'refuse: duration 304 = 3'],
];
for (const [what, program, expected] of CONTINUOUS)
  test(`DERS-DOSE-020 continuous: ${what}`, () => assert.is(ask(program, LONG), expected));

// Titration

const STEPPED: EntryLimits = {
  type: 'continuous',
  concentration: '1 mg/1 mL',
  limits: {
    dose: { unit: 'mg/h' },
    'titration-up': { unit: '%', upperHard: '20' },
    'titration-down': { unit: '%', upperHard: '30' },
  },
};
// new dose, running dose, answer
const TITRATED: [string, string, string][] = [
  ['1.5', '1.25', 'accept = 1.5'],
  ['1.50000001', '1.25', 'refuse: titration-up 304 = 1.5 of 1.50000001'],
  ['3', '2.5', 'accept = 3'],
  ['3.00000001', '2.5', 'refuse: titration-up 304 = 3 of 3.00000001'],
  ['1.75', '2.5', 'accept = 1.75'],
  ['1.74999999', '2.5', 'refuse: titration-down 304 = 1.75 of 1.74999999'],
  ['7', '10', 'accept = 7'],
  ['6.9', '10', 'refuse: titration-down 304 = 6.9'],
  ['2.5', '2.5', 'accept = 2.5'],
  ['9', '0', 'accept = 9'],
];
for (const [dose, running, expected] of TITRATED) {
  test(`DERS-DOSE-011 from ${running} to ${dose} mg/h, 20 % up and 30 % down`, () => {
    const program = { type: 'titration', dose: `${dose} mg/h`, running: `${running} mg/h` };
    assert.is(ask(program, limitsOf(STEPPED)), expected);
  });
}

// Coefficient and power of ten of the new and of the running dose: counted below 10^14 parts of the finer one
for (const [dose, running, quantity, counted] of [
  [[1, 8], [1, -5], Quantity.TITRATION_UP, true],
  [[1, 9], [1, -5], Quantity.TITRATION_UP, false],
  [[1, -5], [1, 8], Quantity.TITRATION_DOWN, true],
  [[1, -5], [1, 9], Quantity.TITRATION_DOWN, false],
] as const) {
  test(`DERS-PROG-008 a titration from 10^${running[1]} to 10^${dose[1]} is ${counted ? '' : 'not '}counted`, () => {
    const program = newProgram(ProgramType.TITRATION);
    program.values.splice(Quantity.DOSE * 3, 3, ...dose, parseUnit('mg/h'));
    program.values.splice(Quantity.RUNNING * 3, 3, ...running, parseUnit('mg/h'));
    judgeProgram(program, limitRecords(limitsOf(STEPPED)), []);
    const said: number[][] = [];
    for (let at = 0; at < outcome.findings.length; at += Field.SIZE)
      said.push([outcome.findings[at + Field.QUANTITY], outcome.findings[at + Field.REASON]]);
    const about = said.filter(([of, reason]) => of === quantity && reason === Reason.CANNOT_JUDGE);
    assert.is(about.length, counted ? 0 : 1);
  });
}

// Intermittent

const BY_AMOUNT: EntryLimits = {
  type: 'intermittent',
  concentration: '1 mg/1 mL',
  limits: { dose: { unit: 'mg', upperHard: '10' } },
};
const HOUR = { duration: '1 h' };
// biome-ignore format: one row a line
const INTERMITTENT: [string, object, string][] = [
  ['a dose over a duration', { dose: '3 mg', ...HOUR }, 'accept = 3'],
  ['a dose at a rate', { dose: '3 mg', rate: '3 mL/h' }, 'accept = 3'],
  ['a dose, a duration and a rate', { dose: '3 mg', ...HOUR, rate: '3 mL/h' }, 'refuse: duration 110'],
  ['a dose alone', { dose: '3 mg' }, 'refuse: duration 109'],
  ['a volume alone', { volume: '3 mL' }, 'refuse: duration 109'],
  ['a duration alone', HOUR, 'refuse: dose 109'],
  ['a rate alone', { rate: '3 mL/h' }, 'refuse: dose 109'],
  ['nothing', {}, 'refuse: duration 109; dose 109'],
  ['a dose in its volume', { dose: '3 mg', volume: '3 mL', ...HOUR }, 'accept = 3'],
  ['a dose in its volume of a fraction', { dose: '3.5 mg', volume: '3.5 mL', ...HOUR }, 'accept = 3.5'],
  ['a dose in its volume in microlitres', { dose: '3.5 mg', volume: '3500 microlitre', ...HOUR }, 'accept = 3.5'],
  ['a dose in a thousandth of its volume', { dose: '3.5 mg', volume: '3.5 microlitre', ...HOUR }, 'refuse: rate 401; vtbi 112; rate 301'],
  ['a dose in a volume within the tolerance', { dose: '4 mg', volume: '3.8 mL', ...HOUR }, 'accept = 3.8'],
  ['a dose in a volume beyond the tolerance', { dose: '4 mg', volume: '3.79999999 mL', ...HOUR }, 'refuse: vtbi 112 = 3.8 of 3.79999999'],
];
for (const [what, fields, expected] of INTERMITTENT)
  test(`DERS-DOSE-012 ${what}`, () =>
    assert.is(ask({ type: 'intermittent', ...fields }, limitsOf(BY_AMOUNT)), expected));

// Multi-step

test('DERS-DOSE-014 a concentration that no step has is missing once, and not of a step', () => {
  const entry: EntryLimits = { type: 'multi-step', limits: { dose: { unit: 'mg/h' } } };
  const step = { dose: '3 mg/h', duration: '1 h' };
  assert.is(
    ask({ type: 'multi-step', steps: [step, step] }, limitsOf(entry)),
    `refuse: concentration ${Reason.CONCENTRATION_MISSING}`,
  );
});

// Reading

const UNKNOWN_IN_STEP = ['overdose', 'doses', 'rates', 'berate', 'durations', 'volumes', 'x', 'Dose', ''];
for (const name of UNKNOWN_IN_STEP) {
  test(`DERS-PROG-004 "${name}" is no field of a step`, () => {
    const steps = [{ dose: '3 mg/h', duration: '1 h', [name]: '5 mg/h' }];
    assert.equal(infusionProgram({ type: 'multi-step', steps }).problems, [
      Quantity.STEPS,
      Reason.UNKNOWN_FIELD,
    ]);
  });
}

test('DERS-PROG-006 a field that throws when it is read refuses what was read before it', () => {
  const program = {
    ...DOSE,
    get weight(): string {
      throw new Error('not to be read');
    },
  };
  assert.equal(infusionProgram(program).problems, [Quantity.NONE, Reason.CANNOT_JUDGE]);
  assert.is(check(program as InfusionProgram, limitRecords(limitsOf(BY_DOSE))).verdict, 'refuse');
});

test('DERS-PROG-006 a new program holds nothing, and no more than its quantities', () => {
  const { values, ...rest } = newProgram(1);
  assert.equal(rest, { type: 1, steps: [], delivered: [], problems: [] });
  assert.equal(
    values,
    Array.from({ length: 87 }, () => 0),
  );
});

// text, reason
const padded = (length: number) => `400 mg${' '.repeat(length - '400 mg/250 mL'.length)}/250 mL`;
const CONCENTRATIONS: [string, string, Reason][] = [
  ['no blank', '400 mg/250 mL', Reason.NONE],
  ['a blank on each side', '400 mg / 250 mL', Reason.NONE],
  ['several blanks on each side', '400 mg   /   250 mL', Reason.NONE],
  ['sixty-four characters', padded(64), Reason.NONE],
  ['sixty-five characters', padded(65), Reason.NOT_TEXT],
  ['nothing before the slash', '/250 mL', Reason.EMPTY],
];
for (const [what, text, reason] of CONCENTRATIONS) {
  test(`DERS-PROG-002 a concentration with ${what}`, () => {
    const values = [0, 0, 0, 0, 0, 0];
    assert.is(readConcentration(text, values, 0), reason);
    if (reason === Reason.NONE) assert.equal(values, [400, 0, parseUnit('mg'), 250, 0, parseUnit('mL')]);
  });
}

test('DERS-DOSE-023 every part of a finding is a number, also of one without a value', () => {
  const code = judgeProgram(infusionProgram({ type: 'continuous' }), limitRecords(limitsOf(BY_DOSE)), []);
  assert.is(code, VerdictCode.REFUSE);
  assert.is(outcome.findings.length, Field.SIZE);
  assert.ok(outcome.findings.every((value) => Number.isInteger(value)));
});

test.run();
