// What is a number: the whole grammar by rows, then against a regular expression and BigInt.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Reason, parseDecimal } from '../../../engine/index';
import { placePoint } from '../../../engine/number/decimal';
import { suite } from '../../suite';
import { typed } from './rational';

const test = suite('engine/number/decimal');

// text, coefficient, exponent
const ACCEPTED: [string, number, number][] = [
  ['0', 0, 0],
  ['5', 5, 0],
  ['10', 10, 0],
  ['100000000', 100000000, 0],
  ['999999999', 999999999, 0],
  ['0.5', 5, -1],
  ['1.65', 165, -2],
  ['5.85', 585, -2],
  ['10.01', 1001, -2],
  // What was typed is kept as typed, trailing zeros included: they are digits.
  ['1.50', 150, -2],
  ['1.00000000', 100000000, -8],
  ['0.0', 0, -1],
  ['0.000', 0, -3],
  ['123456.789', 123456789, -3],
  ['0.999999999', 999999999, -9],
  // Digits count from the first that is not zero.
  ['0.000999999999', 999999999, -12],
  ['0.000000000001', 1, -12],
  ['0.000000000000', 0, -12],
];

for (const [text, coefficient, exponent] of ACCEPTED) {
  test(`DERS-NUM-001 "${text}" is ${coefficient} × 10^${exponent}`, () => {
    assert.equal(parseDecimal(text), { reason: Reason.NONE, coefficient, exponent });
  });
}

// why it is not a number, text, reason
const REFUSED: [string, string, Reason][] = [
  ['nothing', '', Reason.EMPTY],
  ['two points', '1.2.3', Reason.TWO_POINTS],
  ['two points together', '1..2', Reason.TWO_POINTS],
  ['two points, one at the end', '1.2.', Reason.TWO_POINTS],
  ['ten digits', '1234567890', Reason.TOO_MANY_DIGITS],
  ['ten digits around a point', '12345.67890', Reason.TOO_MANY_DIGITS],
  ['ten digits behind zeros', '0.01234567891', Reason.TOO_MANY_DIGITS],
  ['ten digits, the last a zero', '1.000000000', Reason.TOO_MANY_DIGITS],
  ['thirteen places', '0.0000000000001', Reason.TOO_MANY_DIGITS],
  ['thirteen places of zeros', '0.0000000000000', Reason.TOO_MANY_DIGITS],
  ['a negative number', '-5', Reason.SIGNED],
  ['a negative fraction', '-0.5', Reason.SIGNED],
  ['a negative zero', '-0', Reason.SIGNED],
  ['a plus sign', '+5', Reason.SIGNED],
  ['a sign alone', '-', Reason.SIGNED],
  ['a sign behind the number', '5-', Reason.NOT_A_DECIMAL],
  ['a sign inside', '1-5', Reason.NOT_A_DECIMAL],
  ['a minus that is not ASCII', '\u22125', Reason.NOT_A_DECIMAL],
  ['no digit before the point', '.5', Reason.NOT_A_DECIMAL],
  ['no digit behind the point', '5.', Reason.NOT_A_DECIMAL],
  ['a point alone', '.', Reason.NOT_A_DECIMAL],
  ['points alone', '..', Reason.NOT_A_DECIMAL],
  ['a leading zero', '05', Reason.NOT_A_DECIMAL],
  ['two leading zeros', '00.5', Reason.NOT_A_DECIMAL],
  ['two zeros', '00', Reason.NOT_A_DECIMAL],
  ['an exponent', '1e5', Reason.NOT_A_DECIMAL],
  ['a negative exponent', '1e-5', Reason.NOT_A_DECIMAL],
  ['a comma', '1,5', Reason.NOT_A_DECIMAL],
  ['grouped thousands', '1,000', Reason.NOT_A_DECIMAL],
  ['an apostrophe', "1'000", Reason.NOT_A_DECIMAL],
  ['an underscore', '1_000', Reason.NOT_A_DECIMAL],
  ['a fraction', '1/2', Reason.NOT_A_DECIMAL],
  ['a vulgar fraction', '\u00bd', Reason.NOT_A_DECIMAL],
  ['a space before', ' 5', Reason.NOT_A_DECIMAL],
  ['a space behind', '5 ', Reason.NOT_A_DECIMAL],
  ['a space inside', '1 5', Reason.NOT_A_DECIMAL],
  ['a space alone', ' ', Reason.NOT_A_DECIMAL],
  ['a line end', '5\n', Reason.NOT_A_DECIMAL],
  ['a zero character', '5\0', Reason.NOT_A_DECIMAL],
  ['hexadecimal', '0x10', Reason.NOT_A_DECIMAL],
  ['octal', '0o7', Reason.NOT_A_DECIMAL],
  ['a letter O', '1O', Reason.NOT_A_DECIMAL],
  ['NaN as text', 'NaN', Reason.NOT_A_DECIMAL],
  ['infinity as text', 'Infinity', Reason.NOT_A_DECIMAL],
  ['negative infinity as text', '-Infinity', Reason.SIGNED],
  ['digits of another script', '\u0665', Reason.NOT_A_DECIMAL],
  ['full-width digits', '\uff15', Reason.NOT_A_DECIMAL],
  ['the character before 0', '1/', Reason.NOT_A_DECIMAL],
  ['the character behind 9', '1:', Reason.NOT_A_DECIMAL],
  ['a unit', '5 mL', Reason.NOT_A_DECIMAL],
  ['a very long text', '9'.repeat(100000), Reason.TOO_MANY_DIGITS],
];

function assertRefused(given: unknown, reason: Reason): void {
  const { coefficient, exponent, ...rest } = parseDecimal(given);
  assert.equal(rest, { reason });
  assert.ok(Number.isNaN(coefficient), 'a refused number must not be usable');
  assert.is(exponent, 0);
}

for (const [why, text, reason] of REFUSED) {
  test(`DERS-NUM-001 refused: ${why}`, () => assertRefused(text, reason));
}

const NOT_TEXT: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 5],
  ['zero', 0],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['negative infinity', Number.NEGATIVE_INFINITY],
  ['a boolean', true],
  ['a BigInt', 5n],
  ['a symbol', Symbol('5')],
  ['a text object', Object('5')],
  ['an array of one text', ['5']],
  ['an object that says it is text', { toString: () => '5', length: 1, charCodeAt: () => 53 }],
  ['a function', () => '5'],
];

for (const [what, given] of NOT_TEXT) {
  test(`DERS-NUM-002 not text, and refused: ${what}`, () => assertRefused(given, Reason.NOT_TEXT));
}

// digits, power of ten, text
const PLACED: [string, number, string][] = [
  ['0', 0, '0'],
  ['0', 3, '0'],
  ['0', -3, '0'],
  ['5', 0, '5'],
  ['5', 3, '5000'],
  ['50', -1, '5'],
  ['5', -1, '0.5'],
  ['15', -1, '1.5'],
  ['150', -2, '1.5'],
  ['100', -2, '1'],
  ['1000', -2, '10'],
  ['105', -2, '1.05'],
  ['5', -3, '0.005'],
];

for (const [digits, exponent, wanted] of PLACED) {
  test(`DERS-TEXT-004 ${digits} × 10^${exponent} is told as ${wanted}`, () =>
    assert.is(placePoint(digits, exponent), wanted));
}

const GRAMMAR = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/** The grammar of docs/dose-check.md, said a second time. */
function isNumber(text: string): boolean {
  const places = text.split('.')[1] ?? '';
  return GRAMMAR.test(text) && places.length <= 12 && text.replace('.', '').replace(/^0+/, '').length <= 9;
}

function assertSame(text: string): void {
  const read = parseDecimal(text);
  assert.is(read.reason === Reason.NONE, isNumber(text), JSON.stringify(text));
  if (read.reason !== Reason.NONE) return assertRefused(text, read.reason);
  assert.is(read.exponent, -(text.split('.')[1] ?? '').length);
  assert.is(BigInt(read.coefficient), BigInt(text.replace('.', '')));
}

test('DERS-NUM-001 texts of digits, points and signs are read by the grammar, and by nothing wider', () => {
  const character = fc.constantFrom(...'00012345678999...-+e, ');
  fc.assert(fc.property(fc.string({ unit: character, maxLength: 16 }), assertSame), { numRuns: 20000 });
});

test('DERS-NUM-001 any text at all is read or refused, never thrown at', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 12 }), assertSame), { numRuns: 5000 });
});

test('DERS-NUM-003 every number of nine digits and twelve places is kept to the last digit', () => {
  const digits = fc.oneof(fc.integer({ min: 0, max: 999999999 }), fc.constantFrom(999999999, 100000000, 1));
  const places = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(digits, places, (coefficient, exponent) => {
      assert.equal(parseDecimal(typed(coefficient, exponent)), {
        reason: Reason.NONE,
        coefficient,
        exponent: exponent === 0 ? 0 : -exponent,
      });
    }),
    { numRuns: 20000 },
  );
});

test.run();
