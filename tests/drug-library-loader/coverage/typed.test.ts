// Numbers as a person types them.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { decimalText, middle, numberOf, roundedTo, times } from '../../../drug-library-loader/coverage/typed';
import { parseDecimal } from '../../../engine/index';
import { suite } from '../../suite';

const test = suite('drug-library-loader/coverage/typed');

const TIMES: [string, number, number, string][] = [
  ['5', 10, 1, '50'],
  ['0.1', 1, 10, '0.01'],
  ['123456789', 2, 1, '246913578'],
  ['999999999', 10, 1, '9999999990'],
  ['999999999', 5, 1, '5000000000'],
  ['18', 1, 60, '0.3'],
  ['1', 1, 60, '0.01667'],
  ['0.000001', 1, 1000, '0.000000001'],
];

function typed(text: string) {
  const { coefficient, exponent } = parseDecimal(text);
  return { coefficient, exponent };
}

for (const [text, over, under, expected] of TIMES) {
  test(`DERS-LIB-214 ${text} × ${over} ÷ ${under} is typed as ${expected}`, () => {
    const { coefficient, exponent } = times(typed(text), over, under);
    assert.is(decimalText(coefficient, exponent), expected);
    assert.ok(coefficient <= 999_999_999);
  });
}

const MIDDLES: [string, string, string][] = [
  ['2', '32', '8'],
  ['30', '200', '77'],
  ['5', '5', '5'],
  ['0', '10', '3.2'],
  ['1.004', '1.006', '1.005'],
  ['999.5', '999.6', '999.5'],
];

for (const [from, to, expected] of MIDDLES) {
  test(`DERS-LIB-214 The middle of ${from} and ${to} is typed as ${expected}`, () => {
    const { coefficient, exponent } = middle(typed(from), typed(to));
    assert.is(decimalText(coefficient, exponent), expected);
  });
}

test('DERS-LIB-214 A middle lies inside, whatever the range', () => {
  const coefficient = fc.integer({ min: 1, max: 999_999_999 });
  const exponent = fc.integer({ min: -9, max: 3 });
  fc.assert(
    fc.property(coefficient, coefficient, exponent, (a, b, places) => {
      const low = { coefficient: Math.min(a, b), exponent: places };
      const high = { coefficient: Math.max(a, b), exponent: places };
      const between = numberOf(middle(low, high));
      assert.ok(between >= numberOf(low) && between <= numberOf(high));
    }),
  );
});

for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`DERS-LIB-214 ${value} cannot be typed`, () => {
    assert.throws(() => roundedTo(value, 2), /cannot be typed|not a number/);
  });
}

test.run();
