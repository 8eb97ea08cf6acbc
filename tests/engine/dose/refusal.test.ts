// Bad input: whatever cannot be judged is refused with its reason, and never thrown at. Limits are demonstration data, not for clinical use.
import * as assert from 'uvu/assert';
import { encodeCbor } from '../../../drug-library-loader/compiler/encode';
import { limitItemsIn } from '../../../drug-library-loader/compiler/limit-items';
import {
  Field,
  type InfusionProgram,
  type LimitRecord,
  type Limits,
  type Program,
  Quantity,
  Reason,
  VerdictCode,
  check,
  decodeRecord,
  infusionProgram,
  judgeProgram,
  newRecord,
  outcome,
} from '../../../engine/index';
import { suite } from '../../suite';
import { limitRecords } from './limits';
import { BY_DOSE, FINE, PCA, PCA_PROGRAM, given, limitsOf } from './questions';

const test = suite('engine/dose/refusal');

// Bad input: every slip in every field is refused, with its reason, and never thrown at.

const SLIPS: [string, unknown, number][] = [
  ['empty text', '', 101],
  ['two decimal points', '1.2.3 mg', 103],
  ['ten digits', '1234567890 mg', 104],
  ['ten digits behind the point', '1.234567891 mg', 104],
  ['a negative', '-5 mg', 105],
  ['a plus', '+5 mg', 105],
  ['no number', 'mg', 102],
  ['a needless zero', '05 mg', 102],
  ['an exponent', '5e1 mg', 102],
  ['NaN in words', 'NaN mg', 102],
  ['infinity in words', 'Infinity mg', 102],
  ['an unknown unit', '5 mgs', 108],
  ['no unit', '5', 108],
  ['NaN', Number.NaN, 106],
  ['infinity', Number.POSITIVE_INFINITY, 106],
  ['a number', 5, 106],
  ['null', null, 106],
  ['an object', {}, 106],
];
const FIELDS: [keyof InfusionProgram, string][] = [
  ['weight', 'weight'],
  ['bsa', 'bsa'],
  ['concentration', 'concentration'],
  ['dose', 'dose'],
  ['rate', 'rate'],
  ['volume', 'vtbi'],
  ['duration', 'duration'],
  ['bolusDose', 'bolus-dose'],
  ['loadingRate', 'loading-rate'],
];
for (const [title, slip, code] of SLIPS) {
  test(`DERS-DOSE-002 ${title} is refused in every field`, () => {
    for (const [field, quantity] of FIELDS) {
      const program = { type: 'continuous', dose: '3 mg/h', [field]: slip } as unknown as InfusionProgram;
      const { verdict, findings } = check(program, limitRecords(limitsOf(BY_DOSE)));
      assert.is(verdict, 'refuse', field);
      assert.ok(
        findings.some((found) => found.quantity === quantity && found.code === code),
        `${field}: ${code}`,
      );
    }
  });
}

// The flat form: [coefficient, exponent, unit] of a quantity, each number of them spoilt in turn.

const FLAT_LIMITS = limitsOf(
  {
    type: 'continuous',
    concentration: '400 mg/250 mL',
    limits: { dose: { unit: 'mcg/kg/min', upperSoft: '10', upperHard: '20' } },
  },
  FINE,
  { limits: { weight: { unit: 'kg', upperSoft: '200' }, vtbi: { unit: 'mL', upperHard: '1000' } } },
);
const FLAT_PROGRAM = { type: 'continuous', weight: '82 kg', dose: '5 mcg/kg/min', volume: '100 mL' };
const SPOILT: [string, unknown][] = [
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['minus infinity', Number.NEGATIVE_INFINITY],
  ['a negative', -13],
  ['a fraction', 2.5],
  ['2^53', 2 ** 53],
  ['10^9', 1e9],
  ['undefined', undefined],
  ['null, as JSON writes NaN', null],
  ['a text', '5'],
  ['a truth', true],
  ['an object', {}],
];
test('DERS-DOSE-003 the flat program that is spoilt below is accepted as it is', () =>
  assert.is(judgeProgram(infusionProgram(FLAT_PROGRAM), limitRecords(FLAT_LIMITS), []), VerdictCode.ACCEPT));
for (const [title, value] of SPOILT) {
  test(`DERS-DOSE-003 ${title} in the flat form is refused, wherever it stands`, () => {
    const wrong: string[] = [];
    for (const quantity of [Quantity.WEIGHT, Quantity.DOSE, Quantity.VTBI]) {
      for (const [slot, name] of ['coefficient', 'exponent', 'unit'].entries()) {
        const program = infusionProgram(FLAT_PROGRAM);
        (program.values as unknown[])[quantity * 3 + slot] = value;
        const answer = judgeProgram(program, limitRecords(FLAT_LIMITS), []);
        if (answer !== VerdictCode.REFUSE) wrong.push(`${name} of quantity ${quantity}: ${answer}`);
      }
    }
    assert.equal(wrong, []);
  });
}
for (const [coefficient, exponent, usable] of [
  [1, 9, true],
  [1, 10, false],
  [1, -12, true],
  [1, -13, false],
  [999_999_999, 0, true],
  [1_000_000_000, 0, false],
] as const) {
  test(`DERS-DOSE-003 ${coefficient} × 10^${exponent} in the flat form is ${usable ? 'a' : 'no'} number`, () => {
    const program = infusionProgram(FLAT_PROGRAM);
    program.values.splice(Quantity.VTBI * 3, 2, coefficient, exponent);
    judgeProgram(program, limitRecords(FLAT_LIMITS), []);
    const { findings } = outcome;
    const said = findings.some((code, i) => i % Field.SIZE === Field.REASON && code === Reason.NOT_A_DECIMAL);
    assert.is(said, !usable);
  });
}
test('DERS-DOSE-003 a flat delivery is refused, whichever of its numbers is spoilt', () => {
  const delivered = [given('demand', '1 mg', 20, 10)];
  const wrong: string[] = [];
  for (const [title, value] of SPOILT) {
    for (const [slot, name] of ['kind', 'from', 'until', 'quanta'].entries()) {
      // Whole numbers from 0 that a delivery may have.
      if (name === 'quanta' && value === 1e9) continue;
      const program = infusionProgram({ ...PCA_PROGRAM, delivered });
      (program.delivered as unknown[])[slot] = value;
      const answer = judgeProgram(program, limitRecords(limitsOf(PCA)), []);
      if (answer !== VerdictCode.REFUSE) wrong.push(`${name} ${title}: ${answer}`);
    }
  }
  assert.equal(wrong, []);
});
// biome-ignore format: one row a line
const BROKEN: [string, Partial<Record<keyof Program, unknown>>][] = [
  ['a type nobody knows', { type: 9 }],
  ['a type of NaN', { type: Number.NaN }],
  ['a type in words', { type: 'continuous' }],
  ['no values', { values: undefined }],
  ['values that end early', { values: [0, 0, 0, 82, 0, 208] }],
  ['problems of NaN', { problems: [Number.NaN, Number.NaN] }],
  ['a problem alone', { problems: [7, 102] }],
];
for (const [title, part] of BROKEN) {
  test(`DERS-DOSE-003 a flat program with ${title} is refused`, () => {
    const program = { ...infusionProgram(FLAT_PROGRAM), ...part } as Program;
    assert.is(judgeProgram(program, limitRecords(FLAT_LIMITS), []), VerdictCode.REFUSE);
  });
}

// Limits that are not there, throw, or are out of order

function throwing<T extends object>(target: T): T {
  return new Proxy(target, {
    get() {
      throw new Error('read back');
    },
  });
}
const records = (): Limits => limitRecords(limitsOf(BY_DOSE));
// biome-ignore format: one row a line
const NO_LIMITS: [string, unknown][] = [
  ['null', null],
  ['undefined', undefined],
  ['an empty object', {}],
  ['neither an entry nor a care area', { ...records(), entry: null, careArea: null }],
  ['a text', 'limits'],
  ['limits that throw at every look', throwing({})],
  ['an entry that throws', { ...records(), entry: throwing({}) }],
  ['items that throw', { ...records(), entry: { ...records().entry, items: throwing([]) } }],
  ['a care area that throws', { ...records(), careArea: throwing({}) }],
  ['a pump that throws', { ...records(), pump: throwing({}) }],
  ['no pump', { ...records(), pump: null }],
  ['a pump without a rate', { ...records(), pump: newRecord() }],
  ['an entry that was refused at reading', { ...records(), entry: newRecord() }],
];
for (const [title, limits] of NO_LIMITS) {
  test(`DERS-DOSE-002 limits: ${title}`, () => {
    const program = { type: 'continuous', dose: '3 mg/h' };
    const { verdict, findings } = check(program, limits as Limits);
    assert.is(verdict, 'refuse');
    assert.ok(findings.length > 0);
    assert.is(judgeProgram(infusionProgram(program), limits as Limits, []), VerdictCode.REFUSE);
  });
}
for (const [point, expected] of [
  ['lowerHard', 'refuse'],
  ['lowerSoft', 'confirm'],
  ['upperSoft', 'confirm'],
  ['upperHard', 'refuse'],
]) {
  test(`DERS-DOSE-003 a ${point} that is NaN when it is compared is crossed by every value`, () => {
    const limits = limitRecords(limitsOf({ ...BY_DOSE, limits: { dose: { unit: 'mg/h', [point]: '3' } } }));
    const { at, items } = limits.entry as LimitRecord;
    items[at[Quantity.DOSE] + 4] = Number.NaN;
    for (const dose of ['0.5 mg/h', '3 mg/h', '999 mg/h'])
      assert.is(check({ type: 'continuous', dose }, limits).verdict, expected, dose);
  });
}
test('DERS-DOSE-002 a program that throws when it is read is refused', () => {
  const { verdict, findings } = check(throwing({}) as InfusionProgram, records());
  assert.is(verdict, 'refuse');
  assert.ok(findings.length > 0);
});
for (const [title, first, second] of [
  ['lower soft below lower hard', 'lowerHard', 'lowerSoft'],
  ['initial below lower soft', 'lowerSoft', 'initial'],
  ['upper soft below initial', 'initial', 'upperSoft'],
  ['upper hard below upper soft', 'upperSoft', 'upperHard'],
  ['upper hard below lower hard', 'lowerHard', 'upperHard'],
]) {
  test(`DERS-DOSE-002 a limit out of order is refused where it is read: ${title}`, () => {
    const bytes = encodeCbor(
      new Map([[Quantity.DOSE, limitItemsIn('mg/h', { [first]: '2', [second]: '1.99999999' })]]),
    );
    const record = newRecord();
    assert.is(decodeRecord(record, bytes, bytes.length), Reason.LIBRARY_LIMIT_ORDER);
    assert.is(record.at[Quantity.DOSE], 0, 'nothing is left to judge by');
  });
}

test.run();
