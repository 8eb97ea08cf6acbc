// Exact fractions: the same lowest terms on both sides of what a double carries.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fraction } from '../../../drug-library-loader/source/fraction';
import { decimalFraction, exactly } from '../../../drug-library-loader/source/quantity';
import { parseUnit } from '../../../engine/index';
import { suite } from '../../suite';

const test = suite('drug-library-loader/source/fraction');

function commonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : commonDivisor(b, a % b);
}

const LIMIT = 2n ** 53n;
const whole = fc.oneof(
  fc.bigInt({ min: 1n, max: 10_000n }),
  fc.bigInt({ min: LIMIT - 50n, max: LIMIT + 50n }),
  fc.bigInt({ min: 1n, max: 2n ** 120n }),
);

test('DERS-LIB-107 a fraction stands in lowest terms and has its value, below, at and above 2^53', () => {
  fc.assert(
    fc.property(whole, whole, whole, (a, b, factor) => {
      const { n, d } = fraction(a * factor, b * factor);
      assert.equal(n * b, d * a);
      assert.equal(commonDivisor(n, d), 1n);
    }),
  );
  assert.deepEqual(fraction(0n, LIMIT), { n: 0n, d: 1n });
  assert.throws(() => fraction(1n, 0n), RangeError);
});

test('DERS-LIB-107 a number is the same number after ten thousand others', () => {
  const unit = parseUnit('mcg/kg/min');
  const before = [decimalFraction('0.125'), exactly({ number: '0.125', unit })];
  for (let i = 1; i <= 10_001; i++) exactly({ number: `${i}`, unit });
  assert.deepEqual([decimalFraction('0.125'), exactly({ number: '0.125', unit })], before);
  assert.deepEqual(before[0], { n: 1n, d: 8n });
  assert.deepEqual(exactly({ number: '10001', unit }), fraction(10_001n * 60n, 1_000_000n));
});

test.run();
