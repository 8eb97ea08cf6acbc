// Ratios taken by themselves, at the ends of what they can hold: where doubles no longer tell, where limbs change their number, and where
// nothing can be told any more. What `check` makes of them is in ratio.test.ts.
import * as assert from 'uvu/assert';
import {
  POWERS,
  type Ratio,
  compare,
  compareRatios,
  estimate,
  exactText,
  isWhole,
  nearestSteps,
  newRatio,
  setRatio,
  settle,
  wholeSteps,
} from '../../../engine/number/ratio';
import { suite } from '../../suite';
import { type Rational, compare as asked, decimal, over as divided, rational, times } from './rational';

const test = suite('engine/number/ratio-boundaries');

/** A ratio of these factors above and below the line, times a power of ten. */
function ratioOf(over: number[], under: number[] = [], exponent = 0): Ratio {
  const ratio = newRatio();
  over.forEach((factor, i) => {
    ratio[i] = factor;
  });
  under.forEach((factor, i) => {
    ratio[5 + i] = factor;
  });
  ratio[9] = exponent;
  return ratio;
}

const sign = (value: number) => (value < 0 ? 'less' : value > 0 ? 'more' : value === 0 ? 'equal' : 'unknown');

test('DERS-NUM-005 a hundred powers of ten: exact to 10^22, and two roundings off at most after that', () => {
  assert.is(POWERS.length, 100);
  POWERS.forEach((power, i) => {
    const off = Math.abs(power / Number(`1e${i}`) - 1);
    assert.ok(off <= (i < 23 ? 0 : 2 ** -52), `10^${i} is ${off} off`);
  });
});

test('DERS-NUM-005 a ratio that is set anew keeps nothing of what it was', () => {
  const ratio = ratioOf([2, 3, 5, 7, 11], [13, 17, 19, 23], 29);
  setRatio(ratio, 4, 9, -2);
  assert.equal(ratio, ratioOf([4], [9], -2));
});

// value, whether it is whole
const WHOLE: [unknown, boolean][] = [
  [0, true],
  [1, true],
  [8_999_999_999_999_999, true],
  [9e15, false],
  [-1, false],
  [-9e15, false],
  [0.5, false],
  [4_503_599_627_370_495.5, false],
  [Number.NaN, false],
  [Number.POSITIVE_INFINITY, false],
  [undefined, false],
  [null, false],
  ['5', false],
];

for (const [value, whole] of WHOLE) {
  test(`DERS-NUM-005 ${typeof value} ${value} is ${whole ? 'a' : 'no'} factor`, () =>
    assert.is(isWhole(value as number), whole));
}

/** 10^21, and one less and one more, in factors; 10^21 is where a fourth limb begins. */
const E21 = [1e7, 1e7, 1e7];
const E21_LESS = [27 * 37 * 43 * 239 * 1933, 4649 * 10_838_689];
const E21_MORE = [49 * 11 * 13 * 127 * 2689, 459_691 * 909_091];
const PRIME = 999_999_937;

function product(factors: number[]): Rational {
  return rational(factors.reduce((all, factor) => all * BigInt(factor), 1n));
}

/** The value of a ratio, in BigInt. */
function rationalOf(ratio: Ratio): Rational {
  return times(divided(product(ratio.slice(0, 5)), product(ratio.slice(5, 9))), decimal(1, ratio[9]));
}

// what, factors above the line, below it, power of ten; coefficient and its power of ten; how the ratio stands to it
type Compared = [string, number[], number[], number, number, number, string];
const COMPARED: Compared[] = [
  ['more, where doubles hold both', [3, 5], [2], 0, 7, 0, 'more'],
  ['less, where doubles hold both', [3, 5], [2], 0, 8, 0, 'less'],
  ['equal, where doubles hold both', [15], [2], 0, 75, -1, 'equal'],
  ['zero and zero', [0], [], 0, 0, 0, 'equal'],
  ['zero and one', [0], [], 0, 1, 0, 'less'],
  ['equal, four limbs', E21, [], 0, 1e14, 7, 'equal'],
  ['one less, and a limb less', E21_LESS, [], 0, 1e14, 7, 'less'],
  ['one more, in as many limbs', E21_MORE, [], 0, 1e14, 7, 'more'],
  ['one less below the line', E21, E21_LESS, 0, 1, 0, 'more'],
  ['one more below the line', E21, E21_MORE, 0, 1, 0, 'less'],
  ['equal below the line', E21_LESS, E21_LESS, 0, 1, 0, 'equal'],
  ['one less, one power of ten above the line', E21_LESS, [], 1, 1e14, 8, 'less'],
  ['equal, six powers of ten apart', [PRIME, PRIME], [PRIME], 6, 999_999_937_000_000, 0, 'equal'],
  ['equal, seven powers of ten apart', [PRIME, PRIME], [PRIME, 10], 7, 999_999_937_000_000, 0, 'equal'],
  ['equal, eight powers of ten apart', [PRIME, PRIME], [PRIME, 100], 8, 999_999_937_000_000, 0, 'equal'],
  ['equal, thirty powers of ten above', [PRIME, 1], [1e15, 1e15], 30, PRIME, 0, 'equal'],
  ['equal, thirty powers of ten below', [PRIME, 1e15, 1e15], [1], -30, PRIME, 0, 'equal'],
  ['one in 10^30 less, thirty powers of ten above', E21_LESS, [1e15, 1e15], 30, 1e14, 7, 'less'],
  ['one in 10^21 more, thirty powers of ten below', [...E21_MORE, 1e15, 1e15], [], -30, 1e14, 7, 'more'],
  ['ninety-nine powers of ten above', [1], [], 99, 1e14, 0, 'more'],
  ['ninety-nine powers of ten below', [1], [], -99, 1, 0, 'less'],
];

for (const [what, over, under, exponent, coefficient, place, wanted] of COMPARED) {
  test(`DERS-NUM-005 compared exactly: ${what}`, () => {
    const ratio = ratioOf(over, under, exponent);
    assert.is(sign(compare(ratio, coefficient, place)), wanted);
    assert.is(sign(asked(rationalOf(ratio), decimal(coefficient, place))), wanted);
    const other = ratioOf([coefficient], [], place);
    assert.is(sign(compareRatios(ratio, other)), wanted, 'as two ratios');
    assert.is(sign(-compareRatios(other, ratio)), wanted, 'as two ratios, the other way round');
  });
}

// Equal products above 9·10^15, which only limbs tell, with one part that limbs cannot hold.
const BOTH = 1e21;
// what, ratio, factor on the left, on the right, power of ten
const NOT_TOLD: [string, Ratio, number, number, number][] = [
  ['a broken factor above the line', ratioOf([0.5]), 1, 1, 0],
  ['a broken factor below the line', ratioOf([1], [0.5]), 1, 1, 0],
  ['a broken factor in the last place below the line', ratioOf([1], [1, 1, 1, 1.5]), 1, 1, 0],
  ['a factor of 9·10^15', ratioOf([9e15]), 1, 1, 0],
  ['a negative factor', ratioOf([-1]), 1, 1, 0],
  ['a broken factor on the left', ratioOf([1]), 1.5, 1, 0],
  ['a broken factor on the right', ratioOf([1]), 1, 1.5, 0],
  ['a hundred powers of ten', ratioOf([1]), 1, 1, 100],
  ['a hundred powers of ten below', ratioOf([1]), 1, 1, -100],
  ['no power of ten', ratioOf([1]), 1, 1, Number.NaN],
];

for (const [what, ratio, left, right, shift] of NOT_TOLD) {
  test(`DERS-NUM-005 near each other and not to be told: ${what}`, () =>
    assert.is(sign(settle(BOTH, BOTH, ratio, left, right, shift)), 'unknown'));
  test(`DERS-NUM-005 far from each other, and told by doubles: ${what}`, () => {
    assert.is(sign(settle(BOTH, 2 * BOTH, ratio, left, right, shift)), 'less');
    assert.is(sign(settle(2 * BOTH, BOTH, ratio, left, right, shift)), 'more');
  });
}

for (const shift of [-99, 99]) {
  test(`DERS-NUM-005 ${shift} powers of ten can be told by limbs`, () =>
    assert.is(sign(settle(BOTH, BOTH, ratioOf([1]), 1, 1, shift)), shift > 0 ? 'more' : 'less'));
}

test('DERS-NUM-005 what is no number is neither less nor more', () => {
  for (const [left, right] of [
    [Number.NaN, 1],
    [1, Number.NaN],
    [Number.NaN, BOTH],
    [BOTH, Number.NaN],
  ])
    assert.is(sign(settle(left, right, ratioOf([0.5]), 1, 1, 0)), 'unknown');
});

// what, coefficient and power of ten of the ratio, coefficient that is too long for limbs, how the ratio stands to it
const TOO_LONG: [string, number, number, string][] = [
  ['three powers of ten above, far less', 1, 3, 'less'],
  ['sixteen powers of ten above, far more', 100, 16, 'more'],
  ['one power of ten below, far less', 1, -1, 'less'],
  ['one power of ten below, far more', 8e15, 3, 'more'],
  ['near', 9_005_000_000_000, 3, 'unknown'],
];

for (const [what, coefficient, exponent, wanted] of TOO_LONG) {
  test(`DERS-NUM-005 a coefficient that is too long for limbs is compared where doubles settle it: ${what}`, () =>
    assert.is(sign(compare(ratioOf([coefficient], [], exponent), 9_005_000_000_000_000, 0)), wanted));
}

// what, one ratio, the other
const NOT_COMPARED: [string, Ratio, Ratio][] = [
  ['a broken factor', ratioOf([0.5]), ratioOf([7])],
  ['a broken factor in the other', ratioOf([7]), ratioOf([0.5])],
  ['a denominator of zero', ratioOf([7]), ratioOf([1], [0])],
  ['nothing but zeros', ratioOf([7]), ratioOf([0, 0, 0, 0, 0], [0, 0, 0, 0])],
  ['a hundred powers of ten apart', ratioOf([1], [], 50), ratioOf([1], [], -50)],
  ['a hundred powers of ten the other way', ratioOf([1], [], -50), ratioOf([1], [], 50)],
  ['no power of ten', ratioOf([1], [], Number.NaN), ratioOf([1])],
];

for (const [what, one, other] of NOT_COMPARED) {
  test(`DERS-NUM-005 two ratios that cannot be compared: ${what}`, () =>
    assert.is(sign(compareRatios(one, other)), 'unknown'));
}

for (const [one, other, wanted] of [
  [50, -49, 'more'],
  [-50, 49, 'less'],
] as const) {
  test(`DERS-NUM-005 two ratios ninety-nine powers of ten apart: 10^${one} and 10^${other}`, () =>
    assert.is(sign(compareRatios(ratioOf([1], [], one), ratioOf([1], [], other))), wanted));
}

// Whole steps: what, ratio, width, its power of ten, how many fit
const STEPS: [string, Ratio, number, number, number][] = [
  ['one less than a multiple', ratioOf([29]), 10, 0, 2],
  ['a multiple', ratioOf([30]), 10, 0, 3],
  ['a width of a thousandth', ratioOf([1], [3]), 1, -3, 333],
  ['a width of a thousand', ratioOf([2999]), 1, 3, 2],
  ['a power of ten above the line', ratioOf([7], [], 3), 2, 0, 3500],
  ['none, of a large ratio', ratioOf([1e14], [1e14, 2]), 1, 0, 0],
  [
    'a double guesses one too few',
    ratioOf([256_157_609, 399_335, 856_588], [399_335, 856_588]),
    1,
    0,
    256_157_609,
  ],
  ['a double guesses one too many', ratioOf([999_999_937, 742_984_127], [999_000_000]), 1, 0, 743_727_807],
  ['the most that are counted', ratioOf([8_999_999_999_999_900]), 1, 0, 8_999_999_999_999_900],
  ['one more than are counted', ratioOf([8_999_999_999_999_901]), 1, 0, Number.NaN],
  ['the most of a width', ratioOf([8_999_999_999_990_099]), 100, 0, 89_999_999_999_900],
  ['one more of a width', ratioOf([8_999_999_999_990_100]), 100, 0, Number.NaN],
  ['more than limbs hold', ratioOf([3_000_000_000_001, 9001], [3]), 1, 0, Number.NaN],
  ['a width below zero', ratioOf([1e15]), -1, 0, Number.NaN],
  ['what is no number', ratioOf([Number.NaN]), 1, 0, Number.NaN],
];

for (const [what, ratio, width, place, wanted] of STEPS) {
  test(`DERS-NUM-006 whole steps: ${what}`, () =>
    assert.ok(Object.is(wholeSteps(ratio, width, place), wanted)));
}

// Nearest: what, ratio, width, its power of ten, how many
const NEAREST: [string, Ratio, number, number, number][] = [
  ['below a half', ratioOf([24_999]), 10_000, 0, 2],
  ['a half', ratioOf([25_000]), 10_000, 0, 3],
  ['above a half', ratioOf([25_001]), 10_000, 0, 3],
  ['a half of the first', ratioOf([1], [2]), 1, 0, 1],
  ['a third below a half of a tenth', ratioOf([1], [30]), 1, -1, 0],
  ['two thirds of a tenth', ratioOf([2], [30]), 1, -1, 1],
  ['a half of a wide step', ratioOf([1500], [], 2), 1, 5, 2],
  ['the most of a width', ratioOf([899_999_999_999_998]), 2, 0, 449_999_999_999_999],
  ['one more of a width', ratioOf([900_000_000_000_000]), 2, 0, Number.NaN],
  ['none of the widest', ratioOf([1]), 1_799_999_999_999_999, 0, 0],
  ['a width too wide to be halved', ratioOf([1]), 1_800_000_000_000_000, 0, Number.NaN],
];

for (const [what, ratio, width, place, wanted] of NEAREST) {
  test(`DERS-NUM-006 nearest step: ${what}`, () =>
    assert.ok(Object.is(nearestSteps(ratio, width, place), wanted)));
}

// ratio, its double
const ESTIMATED: [Ratio, number][] = [
  [ratioOf([3, 5, 7, 11, 13], [2, 2, 2, 2]), 15_015 / 16],
  [ratioOf([3], [4], 1), 7.5],
  [ratioOf([3], [4]), 0.75],
  [ratioOf([3], [4], -1), 0.075],
];

for (const [ratio, wanted] of ESTIMATED) {
  test(`DERS-NUM-006 about ${wanted}`, () => assert.ok(Math.abs(estimate(ratio) / wanted - 1) < 1e-15));
}

// ratio, as text
const TEXTS: [Ratio, string][] = [
  [ratioOf([0]), '0'],
  [ratioOf([5], [2]), '2.5'],
  [ratioOf([5], [8]), '0.625'],
  [ratioOf([3], [25]), '0.12'],
  [ratioOf([3], [20]), '0.15'],
  [ratioOf([10], [4, 25]), '0.1'],
  [ratioOf([50], [3]), '50/3'],
  [ratioOf([50, 7], [3, 7]), '50/3'],
  [ratioOf([10], [3, 7]), '10/21'],
  [ratioOf([1], [3], -2), '1/300'],
  [ratioOf([1], [3], 2), '100/3'],
  [ratioOf([7, 1e7], [], 7), '700000000000000'],
  [ratioOf([10_000_001, 10_000_001]), '100000020000001'],
  [ratioOf([1], [], -12), '0.000000000001'],
];

for (const [ratio, wanted] of TEXTS) {
  test(`DERS-NUM-004 ${JSON.stringify(ratio)} in words: ${wanted}`, () =>
    assert.is(exactText(ratio), wanted));
}

test.run();
