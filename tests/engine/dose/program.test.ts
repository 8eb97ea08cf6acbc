// A program as numbers, the form that a firmware fills itself: nothing has read it before, so nothing in it can be trusted.
import * as assert from 'uvu/assert';
import {
  Delivery,
  Field,
  Key,
  type Limits,
  type Program,
  ProgramType,
  QUANTITY_NAMES,
  Quantity,
  Reason,
  Severity,
  VerdictCode,
  check,
  infusionProgram,
  judgeProgram,
  newProgram,
  outcome,
  parseUnit,
} from '../../../engine/index';
import { suite } from '../../suite';
import { PUMP, type Rows, recordModel, storedRecord } from '../library/sample';

const test = suite('engine/dose/program');

const MG = parseUnit('mg');
const MG_PER_H = parseUnit('mg/h');
const pump = storedRecord(PUMP);

function limitsOf(rows: Rows, type = 1, more: [number, number[]][] = []): Limits {
  const entry = storedRecord(recordModel(rows, [[Key.HEAD, [type, 0, 0, MG, 0, 1, 1]], ...more]));
  return { entry, careArea: null, pump };
}

const LIMITS = limitsOf([[Quantity.DOSE, 'mg/h', { upperHard: '50' }]]);

function dosed(coefficient: unknown, exponent: unknown, unit: unknown): Program {
  const program = newProgram(ProgramType.CONTINUOUS);
  program.values.splice(Quantity.DOSE * 3, 3, coefficient as number, exponent as number, unit as number);
  return program;
}

/** Reason of each finding, with its quantity. */
function reasons(): [string, Reason][] {
  const found: [string, Reason][] = [];
  for (let at = 0; at < outcome.findings.length; at += Field.SIZE) {
    const { [at + Field.QUANTITY]: quantity, [at + Field.REASON]: reason } = outcome.findings;
    found.push([QUANTITY_NAMES[quantity], reason]);
  }
  return found;
}

test('DERS-PROG-007 numbers that are in order are judged like the text they stand for', () => {
  const program = dosed(125, -1, MG_PER_H);
  assert.is(judgeProgram(program, LIMITS, []), VerdictCode.ACCEPT);
  assert.equal(outcome.findings, []);
  assert.equal(program, infusionProgram({ type: 'continuous', dose: '12.5 mg/h' }));
});

// what, coefficient, exponent, unit, reason
const VALUES: [string, unknown, unknown, unknown, Reason][] = [
  ['a coefficient of zero', 0, 0, MG_PER_H, Reason.ZERO],
  ['a negative coefficient', -5, 0, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['a coefficient of NaN', Number.NaN, 0, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['an infinite coefficient', Number.POSITIVE_INFINITY, 0, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['a negative infinity', Number.NEGATIVE_INFINITY, 0, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['a broken coefficient', 5.5, 0, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['ten digits', 1000000000, 0, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['an undefined coefficient', undefined, 0, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['an exponent below −12', 5, -13, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['an exponent above 9', 5, 10, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['a broken exponent', 5, 0.5, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['an exponent of NaN', 5, Number.NaN, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['an undefined exponent', 5, undefined, MG_PER_H, Reason.NOT_A_DECIMAL],
  ['a unit that is none', 5, 0, 999, Reason.UNKNOWN_UNIT],
  ['a negative unit', 5, 0, -1, Reason.UNKNOWN_UNIT],
  ['a broken unit', 5, 0, MG_PER_H + 0.5, Reason.UNKNOWN_UNIT],
  ['a unit of NaN', 5, 0, Number.NaN, Reason.UNKNOWN_UNIT],
  ['a unit and 2^32', 5, 0, MG_PER_H + 2 ** 32, Reason.UNKNOWN_UNIT],
  ['a unit of time', 5, 0, parseUnit('h'), Reason.KIND_MISMATCH],
];

for (const [why, coefficient, exponent, unit, reason] of VALUES) {
  test(`DERS-PROG-007 refused (${reason}): ${why}`, () => {
    assert.is(judgeProgram(dosed(coefficient, exponent, unit), LIMITS, []), VerdictCode.REFUSE);
    assert.equal(reasons(), [['dose', reason]]);
    assert.equal(outcome.rates, []);
  });
}

test('DERS-PROG-007 a running dose may be zero, and nothing else', () => {
  for (let quantity = 1; quantity < QUANTITY_NAMES.length; quantity++) {
    const program = newProgram(ProgramType.TITRATION);
    program.values.splice(quantity * 3, 3, 0, 0, MG_PER_H);
    assert.is(judgeProgram(program, LIMITS, []), VerdictCode.REFUSE);
    const said = reasons().some(
      ([name, reason]) => name === QUANTITY_NAMES[quantity] && reason === Reason.ZERO,
    );
    const held = [
      Quantity.WEIGHT,
      Quantity.BSA,
      Quantity.DOSE,
      Quantity.RATE,
      Quantity.VTBI,
      Quantity.DURATION,
    ];
    if (held.includes(quantity)) assert.ok(said, QUANTITY_NAMES[quantity]);
    if (quantity === Quantity.RUNNING) assert.not.ok(said);
  }
});

// what is broken, program and limits
const BROKEN: [string, unknown, unknown][] = [
  ['no program', null, LIMITS],
  ['an undefined program', undefined, LIMITS],
  ['a program without values', { type: 1, steps: [], delivered: [], problems: [] }, LIMITS],
  ['a program with too few values', { ...newProgram(1), values: [] }, LIMITS],
  ['a program without steps', { ...newProgram(1), steps: undefined }, LIMITS],
  [
    'a program without deliveries',
    { ...dosed(5, 0, MG_PER_H), delivered: null },
    limitsOf(
      [
        [Quantity.DOSE, 'mg/h', {}],
        [Quantity.ACCUMULATED_DOSE, 'mg', { upperHard: '9' }],
      ],
      1,
      [[Key.WINDOW, [3600, 31]]],
    ),
  ],
  ['a program without problems', { ...newProgram(1), problems: undefined }, LIMITS],
  ['no limits', dosed(5, 0, MG_PER_H), null],
  ['undefined limits', dosed(5, 0, MG_PER_H), undefined],
  ['empty limits', dosed(5, 0, MG_PER_H), {}],
  ['limits without a pump', dosed(5, 0, MG_PER_H), { ...LIMITS, pump: null }],
  ['a pump without records', dosed(5, 0, MG_PER_H), { ...LIMITS, pump: {} }],
  ['a pump without limits', dosed(5, 0, MG_PER_H), { ...LIMITS, pump: storedRecord(recordModel([])) }],
  ['an entry without records', dosed(5, 0, MG_PER_H), { ...LIMITS, entry: {} }],
  ['an entry without a head', dosed(5, 0, MG_PER_H), { ...LIMITS, entry: storedRecord(recordModel([])) }],
  ['an undefined entry', dosed(5, 0, MG_PER_H), { ...LIMITS, entry: undefined }],
  ['a care area without records', dosed(5, 0, MG_PER_H), { ...LIMITS, careArea: {} }],
  [
    'confirmations that throw',
    dosed(60, 0, MG_PER_H),
    limitsOf([[Quantity.DOSE, 'mg/h', { upperSoft: '5' }]]),
  ],
];

for (const [why, program, limits] of BROKEN) {
  test(`DERS-PROG-007 refused, not thrown at: ${why}`, () => {
    const confirmed = why.startsWith('confirmations')
      ? (new Proxy([], { get: () => assert.unreachable('not to be read') }) as number[])
      : [];
    assert.is(judgeProgram(program as Program, limits as Limits, confirmed), VerdictCode.REFUSE);
    const severities = outcome.findings.filter((_, i) => i % Field.SIZE === 0);
    assert.ok(severities.includes(Severity.PROBLEM));
  });
}

test('DERS-PROG-007 what went wrong in one judgement is gone in the next', () => {
  judgeProgram(null as unknown as Program, LIMITS, []);
  assert.is(judgeProgram(dosed(5, 0, MG_PER_H), LIMITS, []), VerdictCode.ACCEPT);
  assert.equal(outcome.findings, []);
});

test('DERS-PROG-007 a type of no program is refused', () => {
  for (const type of [0, 9, -1, 1.5, Number.NaN, 2 ** 32 + 1, undefined]) {
    const program = { ...dosed(5, 0, MG_PER_H), type: type as number };
    assert.is(judgeProgram(program, LIMITS, []), VerdictCode.REFUSE, String(type));
  }
});

test('DERS-PROG-007 results are far from zero, from one and from each other', () => {
  const codes = [VerdictCode.REFUSE, VerdictCode.CONFIRM, VerdictCode.UNPROTECTED, VerdictCode.ACCEPT];
  const bits = (value: number) => value.toString(2).replaceAll('0', '').length;
  for (const a of codes) for (const b of codes) if (a !== b) assert.ok(bits(a ^ b) >= 8);
  assert.is(VerdictCode.REFUSE, 0);
});

// Numbers far apart, of which the sum or difference is no longer exact.
const FAR: [string, string, string][] = [
  ['the new dose', '999999999 mg/h', '0.000000000001 mg/h'],
  ['the running dose', '0.000000000001 mg/h', '999999999 mg/h'],
];

for (const [why, dose, running] of FAR) {
  test(`DERS-PROG-008 a titration that cannot be counted exactly is refused: ${why} is too large`, () => {
    const limits = limitsOf([[Quantity.DOSE, 'mg/h', {}]]);
    const { verdict, findings } = check({ type: 'titration', dose, running }, limits);
    assert.is(verdict, 'refuse');
    assert.ok(findings.some(({ code }) => code === Reason.CANNOT_JUDGE));
  });
}

test('DERS-PROG-008 a titration of a dose without a limit on its change is not limited', () => {
  const limits = limitsOf([[Quantity.DOSE, 'mg/h', {}]]);
  for (const dose of ['1 mg/h', '5 mg/h', '500 mg/h']) {
    assert.is(check({ type: 'titration', dose, running: '5 mg/h' }, limits).verdict, 'accept');
  }
});

test('DERS-PROG-008 what runs on in another kind of unit cannot be added up', () => {
  const rows: Rows = [
    [Quantity.DOSE, 'mg/h', {}],
    [Quantity.BOLUS_DOSE, 'mg', {}],
    [Quantity.ACCUMULATED_DOSE, 'mg', { upperHard: '100' }],
  ];
  const limits = limitsOf(rows, 1, [[Key.WINDOW, [3600, Delivery.BASAL | Delivery.BOLUS]]]);
  const bolus = { type: 'bolus', bolusDose: '5 mg', bolusRate: '60 mL/h' };
  assert.is(check({ ...bolus, running: '5 mg/h' }, limits).verdict, 'accept');
  const { verdict, findings } = check({ ...bolus, running: '5 mmol/h' }, limits);
  assert.is(verdict, 'refuse');
  assert.equal(
    findings.map(({ quantity, code }) => [quantity, code]),
    [['accumulated-dose', Reason.KIND_MISMATCH]],
  );
});

test('DERS-PROG-008 ninety-nine steps can be judged, a hundred cannot', () => {
  const limits = limitsOf([[Quantity.RATE, 'mL/h', { upperHard: '500' }]], 5);
  const steps = (count: number) =>
    Array.from({ length: count }, () => ({ rate: '5 mL/h', duration: '1 min' }));
  assert.is(check({ type: 'multi-step', steps: steps(99) }, limits).verdict, 'accept');
  const { verdict, findings } = check({ type: 'multi-step', steps: steps(100) }, limits);
  assert.is(verdict, 'refuse');
  assert.equal(
    findings.map(({ quantity, code }) => [quantity, code]),
    [['steps', Reason.CANNOT_JUDGE]],
  );
});

test('DERS-PROG-008 steps outside the library are refused as such', () => {
  const step = { rate: '5 mL/h', duration: '1 h' };
  for (const type of ['multi-step', 'continuous']) {
    const { verdict, findings } = check({ type, steps: [step] }, { entry: null, careArea: null, pump });
    assert.is(verdict, 'refuse');
    assert.ok(findings.some(({ quantity, code }) => quantity === 'steps' && code === Reason.NOT_IN_LIBRARY));
  }
});

test('DERS-PROG-008 steps in a program of another type are refused as what does not belong there', () => {
  const program = { type: 'continuous', dose: '5 mg/h', steps: [{ rate: '5 mL/h', duration: '1 h' }] };
  const { verdict, findings } = check(program, LIMITS);
  assert.is(verdict, 'refuse');
  assert.equal(
    findings.map(({ quantity, code }) => [quantity, code]),
    [['steps', Reason.UNKNOWN_FIELD]],
  );
});

test('DERS-PROG-008 what is counted per mL is a concentration, and never a dose by something else', () => {
  const limits = limitsOf([[Quantity.DOSE, 'mg/mL', { upperHard: '100' }]], ProgramType.INTERMITTENT);
  for (const amount of [{ dose: '5 mg/mL' }, { dose: '5 mg' }, { volume: '50 mL' }]) {
    const { verdict, findings } = check({ type: 'intermittent', ...amount, duration: '1 h' }, limits);
    assert.is(verdict, 'refuse');
    assert.ok(
      findings.some(({ code }) => code === Reason.KIND_MISMATCH || code === Reason.UNIT_NOT_IN_LIBRARY),
    );
  }
});

test.run();
