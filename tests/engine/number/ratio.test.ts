// Exact ratios through the door: what `check` says of rates and limits, against fractions in BigInt. Every number has nine
// digits or stands on a limit, on a tie of the rounding, or one in 10^17 beside it.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import {
  Bound,
  Field,
  type Finding,
  Key,
  type Limits,
  Quantity,
  Reason,
  type StoredRecord,
  check,
  judgeProgram,
  newProgram,
  outcome,
  parseUnit,
} from '../../../engine/index';
import { estimate, nearestSteps } from '../../../engine/number/ratio';
import { suite } from '../../suite';
import { storedRecord } from '../library/sample';
import {
  type Rational,
  compare,
  decimal,
  floor,
  halfUp,
  over,
  rational,
  text,
  times,
  typed,
} from './rational';

const test = suite('engine/number/ratio');

const ML_PER_H = parseUnit('mL/h');
const MG = parseUnit('mg');
const MCG_PER_KG_MIN = parseUnit('mcg/kg/min');
const CONTINUOUS = 1;
const FLUID = 4;
const ALL = Bound.LOWER_HARD | Bound.LOWER_SOFT | Bound.UPPER_SOFT | Bound.UPPER_HARD;

function pumpOf(exponent: number, steps: number[]): StoredRecord {
  return storedRecord(
    new Map<number, number[]>([
      [Quantity.RATE, [ML_PER_H, 0, Bound.UPPER_HARD, 1e13]],
      [Key.STEPS, [exponent, ...steps]],
      [Key.TOLERANCE, [0, 100]],
    ]),
  );
}

function limitsOf(pump: StoredRecord, head: number[], key: number, items: number[]): Limits {
  const entry = storedRecord(
    new Map<number, number[]>([
      [Key.HEAD, head],
      [key, items],
    ]),
  );
  return { entry, careArea: null, pump };
}

const FINE = pumpOf(-3, [1]);
const TIERED = pumpOf(-2, [1000, 1, 10000, 10, 100]);
const TENTHS = pumpOf(-1, [1]);

/** A whole number of at most nine digits, often a bad one to be: long, round, or prime. */
const nineDigits = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 999999999 }) },
  { weight: 2, arbitrary: fc.integer({ min: 999999000, max: 999999999 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 3, 7, 9, 10, 16, 1000, 99999999, 999999937, 536870912, 387420489),
  },
);
const places = (max: number) => fc.integer({ min: 0, max });

// Rates: dose × weight × 60 ÷ concentration, never rounded on the way.

const programs = fc.record({
  dose: nineDigits,
  dosePlaces: places(9),
  weight: nineDigits,
  weightPlaces: places(9),
  amount: nineDigits,
  volume: nineDigits,
});

test('DERS-NUM-004 a rate from nine-digit dose, weight and concentration is the exact fraction, and its rounding too', () => {
  let fractions = 0;
  let decimals = 0;
  fc.assert(
    fc.property(programs, ({ dose, dosePlaces, weight, weightPlaces, amount, volume }) => {
      const limits = limitsOf(FINE, [CONTINUOUS, 0, 0, MG, 0, amount, volume], Quantity.DOSE, [
        MCG_PER_KG_MIN,
        0,
        0,
      ]);
      const verdict = check(
        {
          type: 'continuous',
          dose: `${typed(dose, dosePlaces)} mcg/kg/min`,
          weight: `${typed(weight, weightPlaces)} kg`,
        },
        limits,
      );
      const perHour = times(decimal(dose, -dosePlaces), decimal(weight, -weightPlaces), rational(60n));
      const exact = over(times(perHour, rational(BigInt(volume))), decimal(amount, 3));
      const steps = halfUp(times(exact, rational(1000n)));
      if (steps === 0n || steps >= 10n ** 14n) {
        const code = steps === 0n ? Reason.RATE_ROUNDS_TO_ZERO : Reason.CANNOT_JUDGE;
        assert.is(verdict.rate, undefined);
        assert.ok(verdict.findings.some((finding) => finding.code === code));
        assert.is(verdict.verdict, 'refuse');
        return;
      }
      assert.equal(verdict.rate, { value: text(rational(steps, 1000n)), unit: 'mL/h', exact: text(exact) });
      if (text(exact).includes('/')) fractions++;
      else decimals++;
    }),
    { numRuns: 10000 },
  );
  assert.ok(fractions > 3000 && decimals > 300, `${fractions} fractions and ${decimals} decimals were tried`);
});

// why, program, exact rate in mL/h
const EXACT: [string, Record<string, string>, string, string][] = [
  ['a third', { dose: '0.5 mg/min', concentration: '450 mg/250 mL' }, '50/3', '16.667'],
  [
    'a decimal',
    { dose: '5 mcg/kg/min', weight: '82 kg', concentration: '400 mg/250 mL' },
    '15.375',
    '15.375',
  ],
  ['a whole number', { dose: '1 mg/min', concentration: '60 mg/1 mL' }, '1', '1'],
  ['a trailing zero that goes', { rate: '1.50 mL/h' }, '1.5', '1.5'],
  ['twelve places that stay', { rate: '1000.00001 mL/h' }, '1000.00001', '1000'],
  ['a volume over a duration', { volume: '100 mL', duration: '7 min' }, '6000/7', '857.143'],
  ['days', { volume: '1 mL', duration: '1 day' }, '1/24', '0.042'],
];

for (const [why, given, exact, value] of EXACT) {
  test(`DERS-NUM-004 ${why}: ${Object.values(given).join(', ')} is ${exact} mL/h`, () => {
    const { concentration, ...program } = given;
    const [amount, volume] = (concentration ?? '1 mg/1 mL')
      .split('/')
      .map((part) => Number(part.split(' ')[0]));
    const unit = parseUnit(program.dose?.split(' ')[1] ?? 'mg/h');
    const head = [CONTINUOUS, 0, 0, MG, 0, amount, volume];
    const verdict = check(
      { type: 'continuous', ...program },
      limitsOf(FINE, head, Quantity.DOSE, [unit, 0, 0]),
    );
    assert.equal(verdict.rate, { value, unit: 'mL/h', exact });
  });
}

// Comparisons: a limit of the dose against a rate that was typed.

/** What the dose is, in mcg/kg/min, when a rate in mL/h was typed. */
function doseOf(rate: Rational, amount: Rational, volume: Rational, weight: Rational): Rational {
  return over(times(rate, amount, rational(1000n)), times(volume, weight, rational(60n)));
}

function doseFindings(
  rate: string,
  weight: string,
  concentration: number[],
  exponent: number,
  mask: number,
  points: number[],
): Finding[] {
  const items = [MCG_PER_KG_MIN, exponent, mask, ...points];
  const limits = limitsOf(FINE, [CONTINUOUS, 0, 0, MG, ...concentration], Quantity.DOSE, items);
  const program = { type: 'continuous', rate: `${rate} mL/h`, weight: `${weight} kg` };
  const { findings } = check(program, limits);
  return findings.filter(({ quantity }) => quantity === 'dose');
}

function crossed(...given: Parameters<typeof doseFindings>): string[] {
  return doseFindings(...given).map(({ bound }) => bound ?? '');
}

/** The bounds of a limit of one point that a value crosses, asked of BigInt. */
function expected(value: Rational, coefficient: number | bigint, exponent: number, bound: Bound): string[] {
  const sign = compare(value, decimal(coefficient, exponent));
  if (bound === Bound.LOWER_HARD) return sign < 0 ? ['lower-hard'] : [];
  return sign > 0 ? ['upper-hard'] : [];
}

function assertJudged(
  rate: [number, number],
  weight: [number, number],
  amount: number,
  volume: number,
  limit: [number, number],
): void {
  const value = doseOf(
    decimal(rate[0], -rate[1]),
    rational(BigInt(amount)),
    rational(BigInt(volume)),
    decimal(weight[0], -weight[1]),
  );
  for (const bound of [Bound.LOWER_HARD, Bound.UPPER_HARD]) {
    const [coefficient, exponent] = limit;
    assert.equal(
      crossed(typed(...rate), typed(...weight), [0, amount, volume], exponent, bound, [coefficient]),
      expected(value, coefficient, exponent, bound),
      `${typed(...rate)} mL/h of ${amount} mg/${volume} mL at ${typed(...weight)} kg, limit ${coefficient}e${exponent}`,
    );
  }
}

test('DERS-NUM-005 a value between two neighbouring limits of thirteen digits is told from both', () => {
  const cases = fc.tuple(nineDigits, places(6), nineDigits, places(6), nineDigits, nineDigits);
  fc.assert(
    fc.property(cases, ([rate, ratePlaces, weight, weightPlaces, amount, volume]) => {
      const value = doseOf(
        decimal(rate, -ratePlaces),
        rational(BigInt(amount)),
        rational(BigInt(volume)),
        decimal(weight, -weightPlaces),
      );
      // The finest exponent that a limit may have and still be a coefficient of at most 10^13 − 1.
      let exponent = -12;
      while (floor(over(value, decimal(1, exponent))) >= 10n ** 13n - 1n) exponent++;
      if (exponent > 9) return;
      const below = Number(floor(over(value, decimal(1, exponent))));
      for (const coefficient of [below, below + 1]) {
        assertJudged([rate, ratePlaces], [weight, weightPlaces], amount, volume, [coefficient, exponent]);
      }
    }),
    { numRuns: 5000 },
  );
});

/** x with a·x ≡ 1 (mod m), where there is one. */
function inverse(a: bigint, m: bigint): bigint | undefined {
  let [r0, r1, s0, s1] = [m, a % m, 0n, 1n];
  while (r1 > 0n) {
    const quotient = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - quotient * r1, s1, s0 - quotient * s1];
  }
  return r0 === 1n ? ((s0 % m) + m) % m : undefined;
}

test('DERS-NUM-005 products that differ by one in 10^17 are told apart, and equal ones are equal', () => {
  let closest = 0n;
  const cases = fc.tuple(
    fc.integer({ min: 100000000, max: 999999999 }),
    fc.integer({ min: 1000, max: 3999 }),
    fc.integer({ min: 1000, max: 3999 }),
  );
  fc.assert(
    fc.property(cases, ([amount, volume, weight]) => {
      // dose × 10^-3 = rate·amount ÷ (volume·weight·60): choose the rate so that the division leaves a rest of exactly one.
      const divisor = BigInt(volume) * BigInt(weight) * 60n;
      const rate = inverse(BigInt(amount), divisor);
      if (rate === undefined || rate === 0n || rate > 999999999n) return;
      const product = rate * BigInt(amount);
      const limit = Number((product - 1n) / divisor);
      // Above its limit by 1/divisor, in the cross-multiplied form: `product` against `product − 1`.
      assertJudged([Number(rate), 0], [weight, 0], amount, volume, [limit, 3]);
      assertJudged([Number(rate), 0], [weight, 0], amount, volume, [limit + 1, 3]);
      // The other side: a rest of divisor − 1, one short of the limit.
      const short = divisor - rate;
      if (short > 0n && short <= 999999999n) {
        const next = Number((short * BigInt(amount) + 1n) / divisor);
        assertJudged([Number(short), 0], [weight, 0], amount, volume, [next, 3]);
      }
      if (product > closest) closest = product;
    }),
    { numRuns: 5000 },
  );
  assert.ok(closest > 10n ** 17n, `the closest pair was one in ${closest}`);
});

test('DERS-NUM-006 a rate that differs from a step or from a half of one by one in 10^17 is rounded as what it is', () => {
  let [wholes, halves] = [0, 0];
  const cases = fc.tuple(
    fc.constantFrom(999999937, 899999963, 314159257, 27182813, 100000007),
    fc.integer({ min: 10000, max: 999999 }),
    fc.integer({ min: 1000, max: 99999 }),
    fc.constantFrom(0, 1, -1, 0.5, -0.5),
  );
  fc.assert(
    fc.property(cases, ([amount, volume, weight, rest]) => {
      // In thousandths of mL/h: dose·weight·60·volume ÷ amount. The dose is chosen so that the division leaves this rest.
      const factor = BigInt(volume) * BigInt(weight) * 60n;
      const modulus = BigInt(amount);
      const one = inverse(factor % modulus, modulus);
      if (one === undefined) return;
      const wanted =
        rest === 0 ? 0n : Math.abs(rest) === 1 ? BigInt(rest) : (modulus + (rest > 0 ? 1n : -1n)) / 2n;
      const dose = (((one * wanted) % modulus) + modulus) % modulus || modulus;
      const limits = limitsOf(FINE, [CONTINUOUS, 0, 0, MG, 0, amount, volume], Quantity.DOSE, [
        MCG_PER_KG_MIN,
        0,
        0,
      ]);
      const { rate } = check(
        { type: 'continuous', dose: `${dose} mcg/kg/min`, weight: `${weight} kg` },
        limits,
      );
      const exact = rational(dose * factor, modulus);
      if (halfUp(exact) >= 10n ** 14n) return;
      if (Number.isInteger(rest)) wholes++;
      else halves++;
      assert.is(rate?.value, text(rational(halfUp(exact), 1000n)));
    }),
    { numRuns: 5000 },
  );
  assert.ok(wholes > 1000 && halves > 500, `${wholes} beside a step, ${halves} beside a half`);
});

// how far from the limit, rate in mL/h, weight in kg, mg, mL, limit × 10^3 (found by inverses: the products differ by one)
const HAIR: [string, bigint][] = [
  ['above', 1n],
  ['below', -1n],
];

for (const [side, rest] of HAIR) {
  test(`DERS-TEXT-001 a value ${side} its limit by less than a double can tell is not told as equal to it`, () => {
    let told = 0;
    for (let amount = 899999963; told < 200; amount -= 6) {
      const [volume, weight] = [3989n, 3001n];
      const divisor = volume * weight * 60n;
      const one = inverse(BigInt(amount), divisor);
      if (one === undefined) continue;
      const rate = rest > 0n ? one : divisor - one;
      if (rate > 999999999n) continue;
      const limit = Number((rate * BigInt(amount) - rest) / divisor);
      const bound = side === 'above' ? Bound.UPPER_HARD : Bound.LOWER_HARD;
      const concentration = [0, amount, Number(volume)];
      const [finding] = doseFindings(String(rate), String(weight), concentration, 3, bound, [limit]);
      assert.is(finding.fold, side === 'above' ? '1.1' : '0.99');
      // Four digits, away from the limit: the value lies beside limit × 10^3 by a hair.
      const place = 10 ** (String(limit).length - 4);
      const digits = side === 'above' ? Math.floor(limit / place) + 1 : Math.ceil(limit / place) - 1;
      assert.is(finding.entered, `${digits * place}000`);
      told++;
    }
  });
}

test('DERS-NUM-005 a value equal to its limit is inside, whatever the factors', () => {
  const cases = fc.tuple(nineDigits, places(6), fc.integer({ min: 1, max: 9999999 }), places(8));
  fc.assert(
    fc.property(cases, ([rate, ratePlaces, weight, tens]) => {
      // 60 mg for each kilogram in 10^tens mL: weight and minutes cancel, and the dose has the digits of the rate.
      const concentration = [0, weight * 60, 10 ** tens];
      const exponent = 3 - tens - ratePlaces;
      if (exponent < -12) return;
      const mask = Bound.LOWER_HARD | Bound.UPPER_HARD;
      assert.equal(
        crossed(typed(rate, ratePlaces), String(weight), concentration, exponent, mask, [rate, rate]),
        [],
      );
    }),
    { numRuns: 2000 },
  );
});

// typed rate in mL/h, what a pump with steps of 0.01 below 10, 0.1 below 100 and 1 above delivers
const TIES: [string, string][] = [
  ['0.005', '0.01'],
  ['0.014999999', '0.01'],
  ['0.015', '0.02'],
  ['1.005', '1.01'],
  ['1.00499999', '1'],
  ['8.345', '8.35'],
  ['9.994999', '9.99'],
  ['9.995', '10'],
  ['9.99999999', '10'],
  ['10.04', '10'],
  ['10.05', '10.1'],
  ['16.6666667', '16.7'],
  ['99.94', '99.9'],
  ['99.95', '100'],
  ['100', '100'],
  ['100.499999', '100'],
  ['100.5', '101'],
  ['999.5', '1000'],
  ['123456.5', '123457'],
  ['999999999', '999999999'],
];

for (const [given, value] of TIES) {
  test(`DERS-NUM-006 half up to the step of its tier: ${given} mL/h becomes ${value}`, () => {
    const limits = limitsOf(TIERED, [FLUID, 0, 0], Quantity.RATE, [ML_PER_H, 0, 0]);
    const verdict = check({ type: 'fluid', rate: `${given} mL/h` }, limits);
    assert.is(verdict.rate?.value, value);
    assert.is(verdict.verdict, 'accept');
  });
}

// The two that binary rounding gets wrong.
for (const [given, value] of [
  ['1.65', '1.7'],
  ['5.85', '5.9'],
]) {
  test(`DERS-NUM-006 half up where a binary double would go down: ${given} mL/h becomes ${value}`, () => {
    const limits = limitsOf(TENTHS, [FLUID, 0, 0], Quantity.RATE, [ML_PER_H, 0, 0]);
    assert.is(check({ type: 'fluid', rate: `${given} mL/h` }, limits).rate?.value, value);
  });
}

// why, typed rate, lower-hard, upper-hard (tenths of mL/h in steps of 0.1), rate or the code of its refusal
const INWARD: [string, string, string, string, string | Reason][] = [
  ['equal to the upper limit, rounds down inside it', '16.65', '0', '16.65', '16.6'],
  ['below the upper limit, half up would cross it', '16.66', '0', '16.67', '16.6'],
  ['half up stays inside', '16.65', '0', '16.7', '16.7'],
  ['equal to the lower limit, rounds up inside it', '16.64', '16.64', '20', '16.7'],
  ['above the lower limit, down would cross it', '16.64', '16.61', '20', '16.7'],
  ['down stays inside', '16.64', '16.6', '20', '16.6'],
  ['no step between the limits', '16.65', '16.63', '16.67', Reason.RATE_BETWEEN_STEPS],
  ['inward would be zero', '0.06', '0', '0.07', Reason.RATE_BETWEEN_STEPS],
  ['on a step is never moved', '16.6', '16.6', '16.6', '16.6'],
];

for (const [why, given, lower, upper, outcome] of INWARD) {
  test(`DERS-NUM-007 never across a hard limit: ${why}`, () => {
    const hundredths = (value: string) => Math.round(Number(value) * 100);
    const mask = Bound.LOWER_HARD | Bound.UPPER_HARD;
    const items = [ML_PER_H, -2, mask, hundredths(lower), hundredths(upper)];
    const verdict = check(
      { type: 'fluid', rate: `${given} mL/h` },
      limitsOf(TENTHS, [FLUID, 0, 0], Quantity.RATE, items),
    );
    if (typeof outcome === 'string') assert.is(verdict.rate?.value, outcome);
    else {
      assert.equal(verdict.rate, undefined);
      assert.equal(
        verdict.findings.map(({ code }) => code),
        [outcome],
      );
    }
  });
}

test('DERS-NUM-007 rounding of any rate between any limits: nearest inside, else the other side, else refused', () => {
  const small = fc.integer({ min: 1, max: 400000 });
  const cases = fc.tuple(
    small,
    fc.integer({ min: 0, max: 2000 }),
    fc.integer({ min: 0, max: 2000 }),
    fc.constantFrom(1, 2, 5, 25),
  );
  fc.assert(
    fc.property(cases, ([rate, under, above, step]) => {
      // All in thousandths of mL/h; the step in hundredths.
      const lower = Math.max(0, rate - under);
      const upper = rate + above;
      const mask = Bound.LOWER_HARD | Bound.UPPER_HARD;
      const limits = limitsOf(pumpOf(-2, [step]), [FLUID, 0, 0], Quantity.RATE, [
        ML_PER_H,
        -3,
        mask,
        lower,
        upper,
      ]);
      const verdict = check({ type: 'fluid', rate: `${typed(rate, 3)} mL/h` }, limits);
      const width = BigInt(step) * 10n;
      const nearest = halfUp(rational(BigInt(rate), width));
      const down = BigInt(rate) / width;
      const other = nearest === down ? down + 1n : down;
      const fits = (count: bigint) =>
        count > 0n && count * width >= BigInt(lower) && count * width <= BigInt(upper);
      const wanted = nearest === 0n ? undefined : [nearest, other].find(fits);
      assert.is(
        verdict.rate?.value,
        wanted === undefined ? undefined : text(rational(wanted * width, 1000n)),
      );
      if (wanted === undefined) assert.is(verdict.verdict, 'refuse');
    }),
    { numRuns: 3000 },
  );
});

// why, points in 10^-3 mL/h, typed, bounds crossed
const NEIGHBOURS: [string, string, string[]][] = [
  ['below by the last of nine digits', '0.999999999', ['lower-hard']],
  ['on the lower hard limit', '1', []],
  ['on the upper hard limit', '100000', []],
  ['above by the last of nine digits', '100000.001', ['upper-hard']],
];

for (const [why, given, bounds] of NEIGHBOURS) {
  test(`DERS-NUM-005 ${why}: ${given} mL/h`, () => {
    const items = [ML_PER_H, 0, ALL, 1, 1, 100000, 100000];
    const limits = limitsOf(FINE, [FLUID, 0, 0], Quantity.RATE, items);
    const { findings } = check({ type: 'fluid', rate: `${given} mL/h` }, limits);
    assert.equal(
      findings.map(({ bound }) => bound),
      bounds,
    );
  });
}

// rate in mL/h, exponent of the concentration, mg, mL, a limit's exponent
const EXTREMES: [string, number, number, number, number][] = [
  ['0.000000000001', 9, 999999999, 1, -12],
  ['0.000000000001', -12, 1, 999999999, -12],
  ['999999999', -12, 999999999, 1, 9],
  ['999999999', 9, 1, 999999999, 9],
];

for (const [rate, exponent, amount, volume, limitExponent] of EXTREMES) {
  for (const coefficient of [0, 1, 1e13]) {
    test(`DERS-NUM-005 at the ends of the ranges: ${rate} mL/h of ${amount} mg/${volume} mL against ${coefficient} × 10^${limitExponent}`, () => {
      const perHour = rate === '999999999' ? decimal(999999999, 0) : decimal(1, -12);
      const value = doseOf(perHour, decimal(amount, exponent), decimal(volume, exponent), rational(1n));
      for (const bound of [Bound.LOWER_HARD, Bound.UPPER_HARD]) {
        assert.equal(
          crossed(rate, '1', [exponent, amount, volume], limitExponent, bound, [coefficient]),
          expected(value, coefficient, limitExponent, bound),
        );
      }
    });
  }
}

// The powers of ten of a custom concentration add up; beyond 10^60 the doubles give way to limbs.
const APART: [string, string, string][] = [
  ['a picogram rate against millions of grams', '0.000000000001 nanogram/0.000000001 mL', 'lower-hard'],
  ['millions of grams against a nanogram limit', '999999999 g/0.000000000001 mL', 'upper-hard'],
];

for (const [why, concentration, bound] of APART) {
  test(`DERS-NUM-005 factors very far apart: ${why}`, () => {
    const upper = bound === 'upper-hard';
    const entry = storedRecord(
      new Map<number, number[]>([
        [Key.HEAD, [CONTINUOUS, 0, 0]],
        [Quantity.CONCENTRATION, [parseUnit('mg/mL'), 0, 0]],
        [
          Quantity.DOSE,
          upper
            ? [parseUnit('nanogram/kg/min'), -12, Bound.UPPER_HARD, 1]
            : [parseUnit('g/kg/min'), 9, Bound.LOWER_HARD, 1e13],
        ],
      ]),
    );
    const program = {
      type: 'continuous',
      rate: upper ? '999999999 mL/h' : '0.000000000001 mL/h',
      weight: upper ? '0.000000001 kg' : '999999999 kg',
      concentration,
    };
    const { findings } = check(program, { entry, careArea: null, pump: FINE });
    assert.ok(findings.some((finding) => finding.quantity === 'dose' && finding.bound === bound));
  });
}

test('DERS-NUM-004 powers of ten from every field at once: a rate far below all steps rounds to zero', () => {
  const entry = storedRecord(
    new Map<number, number[]>([
      [Key.HEAD, [2, 0, 0]],
      [Quantity.CONCENTRATION, [parseUnit('g/mL'), 0, 0]],
      [Quantity.DOSE, [parseUnit('nanogram/kg'), 0, 0]],
    ]),
  );
  const program = newProgram(2);
  const fill = (quantity: Quantity, exponent: number, unit: string) => {
    [1, exponent, parseUnit(unit, true)].forEach((value, i) => {
      program.values[quantity * 3 + i] = value;
    });
  };
  fill(Quantity.DOSE, -12, 'nanogram/kg');
  fill(Quantity.WEIGHT, -12, 'g');
  fill(Quantity.DILUENT_VOLUME, -12, 'microlitre');
  for (const exponent of [-3, -2, -1, 0, 9]) {
    fill(Quantity.AMOUNT, exponent, 'mg');
    for (const longer of [-3, -2, -1, 0, 9]) {
      fill(Quantity.DURATION, longer, 'h');
      judgeProgram(program, { entry, careArea: null, pump: FINE }, []);
      const reasons = outcome.findings.filter((_, i) => i % Field.SIZE === Field.REASON);
      assert.equal(reasons, [Reason.RATE_ROUNDS_TO_ZERO], `${exponent} and ${longer}`);
    }
  }
});

// What the pump counts with.

test('DERS-NUM-006 steps of any width and place: the nearest number of them, a half up, or none where they are too many', () => {
  let tooMany = 0;
  const cases = fc.tuple(
    nineDigits,
    nineDigits,
    nineDigits,
    fc.integer({ min: 1, max: 999 }),
    fc.integer({ min: -9, max: 9 }),
  );
  fc.assert(
    fc.property(cases, ([a, b, c, step, exponent]) => {
      const ratio = [a, b, 1, 1, 1, c, 1, 1, 1, 0];
      const exact = over(rational(BigInt(a) * BigInt(b), BigInt(c)), decimal(step, exponent));
      const steps = halfUp(exact);
      const counted = nearestSteps(ratio, step, exponent);
      if (Number.isNaN(counted)) {
        tooMany++;
        assert.ok(steps * BigInt(step) > 8n * 10n ** 14n, `${steps} steps of ${step}`);
      } else assert.is(BigInt(counted), steps);
    }),
    { numRuns: 5000 },
  );
  assert.ok(tooMany > 50, `${tooMany} were too many`);
});

test('DERS-NUM-006 a ratio as a double is as near as doubles are', () => {
  fc.assert(
    fc.property(
      nineDigits,
      nineDigits,
      nineDigits,
      fc.integer({ min: -30, max: 30 }),
      (a, b, c, exponent) => {
        const value = estimate([a, b, 1, 1, 1, c, 1, 1, 1, exponent]);
        const wanted = (a / c) * b * Number(`1e${exponent}`);
        assert.ok(Math.abs(value / wanted - 1) < 1e-14, `${value} for ${wanted}`);
      },
    ),
    { numRuns: 1000 },
  );
});

test.run();
