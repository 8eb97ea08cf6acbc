// Rates to the motor's step where doubles no longer count exactly, at hard limits a step away, and at the tolerance. Limits are
// demonstration data, not for clinical use.
import * as assert from 'uvu/assert';
import { withinTolerance } from '../../../engine/dose/deliverable-rate';
import {
  Bound,
  Key,
  type LimitRecord,
  Quantity,
  Reason,
  type Verdict,
  check,
  parseUnit,
} from '../../../engine/index';
import { newRatio } from '../../../engine/number/ratio';
import { suite } from '../../suite';
import { storedRecord } from '../library/sample';
import { halfUp, rational, text, times } from '../number/rational';
import { type EntryLimits, type PumpLimits, limitRecords } from './limits';
import { FINE, TENTHS, WHOLE, ask, limitsOf } from './questions';

const test = suite('engine/dose/deliverable-rate');

// Large products. What, dose in mcg/kg/min, weight in kg, mg, mL, step in thousandths of mL/h
const LARGE: [string, number, number, number, number, number][] = [
  ['a rest of one', 259_580, 5619, 500_113, 132_723, 1],
  ['a rest of one, guessed one step too low', 55_771, 79_743, 294_179, 558_073, 1],
  ['one short of a step', 240_533, 5619, 500_113, 132_723, 1],
  ['one short of a step, guessed one step too high', 196_482, 38_274, 969_877, 298_861, 1],
  ['on a step', 73_187_178, 42_528, 671_442, 291_117, 1],
  ['on a step, guessed one too low', 900_931_115, 53_602, 900_931_115, 426_892, 1],
  ['on a step of three', 480_045_592, 2159, 751_010, 526_800, 3],
  ['on a step of three, guessed one too low', 109_363_474, 16_808, 962_142, 728_559, 3],
  ['a half and a hair', 129_790, 5619, 500_113, 132_723, 1],
  ['a hair below a half', 370_323, 5619, 500_113, 132_723, 1],
  ['a half', 100_000_001, 99_999, 8, 1, 1],
  ['a half of steps of three', 100_000_001, 99_999, 40, 1, 3],
  ['the last product that one double tells', 166_666_666, 10_000, 7, 1, 1],
  ['a product that one double does not tell', 166_666_667, 10_000, 7, 1, 1],
];

function large(dose: number, weight: number, amount: number, volume: number, step: number): Verdict {
  const pump = storedRecord(
    new Map<number, number[]>([
      [Quantity.RATE, [parseUnit('mL/h'), 0, Bound.UPPER_HARD, 1e13]],
      [Key.STEPS, [-3, step]],
      [Key.TOLERANCE, [0, 100]],
    ]),
  );
  const entry = storedRecord(
    new Map<number, number[]>([
      [Key.HEAD, [1, 0, 0, parseUnit('mg'), 0, amount, volume]],
      [Quantity.DOSE, [parseUnit('mcg/kg/min'), 0, 0]],
    ]),
  );
  const program = { type: 'continuous', dose: `${dose} mcg/kg/min`, weight: `${weight} kg` };
  return check(program, { entry, careArea: null, pump });
}

for (const [what, dose, weight, amount, volume, step] of LARGE) {
  test(`DERS-NUM-006 to its step in whole numbers: ${what}`, () => {
    const { rate } = large(dose, weight, amount, volume, step);
    const product = BigInt(dose) * BigInt(weight) * 60n * BigInt(volume);
    const steps = halfUp(rational(product, BigInt(amount) * BigInt(step)));
    assert.is(rate?.value, text(times(rational(steps), rational(BigInt(step), 1000n))));
    assert.is(rate?.exact, text(rational(product, BigInt(amount) * 1000n)));
  });
}

// Millions of litres an hour. Dose in mcg/kg/min for 100,000 kg of 6 mg/1 mL, step in thousandths of mL/h, rate or reason
const MOST: [number, number, string | Reason][] = [
  [99_999_999, 1, '99999999000'],
  [100_000_000, 1, Reason.CANNOT_JUDGE],
  [100_000_001, 1, Reason.CANNOT_JUDGE],
  [200_000_000, 1, Reason.CANNOT_JUDGE],
  [999_999_999, 1, Reason.CANNOT_JUDGE],
  [99_999_999, 4, '99999999000'],
  [100_000_000, 4, Reason.CANNOT_JUDGE],
  [200_000_000, 4, Reason.CANNOT_JUDGE],
];

for (const [dose, step, expected] of MOST) {
  test(`DERS-PROG-008 ${dose} mcg/kg/min is ${expected === Reason.CANNOT_JUDGE ? 'more' : 'no more'} than can be counted in steps of ${step}`, () => {
    const { rate, findings } = large(dose, 100_000, 6, 1, step);
    if (typeof expected === 'string') assert.is(rate?.value, expected);
    else
      assert.equal(
        findings.map(({ code }) => code),
        [expected],
      );
  });
}

// Tiers that do not begin on a step of their own.
const ODD: PumpLimits = { ...FINE, steps: [{ below: '10.05', step: '0.01' }, { step: '0.1' }] };
for (const [given, expected] of [
  ['10.04', 'accept = 10.04'],
  ['10.04999', 'accept = 10.05 of 10.04999'],
  ['10.05', 'accept = 10.1 of 10.05'],
  ['10.05001', 'accept = 10.1 of 10.05001'],
]) {
  test(`DERS-NUM-006 the tier of ${given} mL/h, where the finer one ends at 10.05`, () =>
    assert.is(
      ask({ type: 'fluid', rate: `${given} mL/h` }, limitsOf({ type: 'fluid', limits: {} }, ODD)),
      expected,
    ));
}

// Limits of other types of entry keep a rounded rate inside them; what was typed on a step is none of theirs.
// biome-ignore format: one row a line
const STRANGE: [string, EntryLimits['limits'], string, string][] = [
  ['a basal limit alone', { rate: { unit: 'mL/h' }, basal: { unit: 'mg/h', upperHard: '16.67' } }, '16.66', 'accept = 16.6 of 16.66'],
  ['a limit on the dose rate alone', { rate: { unit: 'mL/h' }, 'dose-rate': { unit: 'mg/h', upperHard: '16.67' } }, '16.66', 'accept = 16.6 of 16.66'],
  ['none', { rate: { unit: 'mL/h' } }, '16.66', 'accept = 16.7 of 16.66'],
  ['a basal limit below what was typed on a step', { rate: { unit: 'mL/h' }, basal: { unit: 'mg/h', upperHard: '16.55' } }, '16.6', 'accept = 16.6'],
  ['a basal limit of an amount', { rate: { unit: 'mL/h' }, basal: { unit: 'mg', upperHard: '1' } }, '16.66', 'accept = 16.7 of 16.66'],
];
for (const [title, limits, rate, expected] of STRANGE) {
  test(`DERS-NUM-007 in an entry by rate: ${title}`, () => {
    const entry = { type: 'continuous', concentration: '1 mg/1 mL', limits };
    assert.is(ask({ type: 'continuous', rate: `${rate} mL/h` }, limitsOf(entry, TENTHS)), expected);
  });
}

test('DERS-NUM-007 limits of the running dose are not those of a bolus rate', () => {
  const entry: EntryLimits = {
    type: 'continuous',
    concentration: '1 mg/1 mL',
    limits: { dose: { unit: 'mg/h', upperHard: '5' }, 'bolus-dose': { unit: 'mg' } },
  };
  const program = { type: 'continuous', dose: '3 mg/h', bolusDose: '1 mg', bolusRate: '10.5 mL/h' };
  const verdict = check(program, limitRecords(limitsOf(entry, WHOLE)));
  assert.is(verdict.verdict, 'accept');
  assert.is(verdict.bolusRate?.value, '11');
});

test('DERS-DOSE-010 a rate that rounds to zero is told as that, also where limits on both sides leave no step', () => {
  const pump: PumpLimits = { limits: { rate: { unit: 'mL/h', upperHard: '999' } }, steps: [{ step: '0.1' }] };
  const limits = { rate: { unit: 'mL/h', lowerHard: '0.03', upperHard: '0.05' } };
  assert.is(
    ask({ type: 'fluid', rate: '0.04 mL/h' }, limitsOf({ type: 'fluid', limits }, pump)),
    'refuse: rate 401',
  );
  assert.is(
    ask({ type: 'fluid', rate: '0.05 mL/h' }, limitsOf({ type: 'fluid', limits }, pump)),
    'refuse: rate 403',
  );
});

// Tolerance

function tolerant(items: number[] | undefined): LimitRecord {
  const model = new Map<number, number[]>([[Quantity.RATE, [parseUnit('mL/h'), -1, Bound.UPPER_HARD, 9990]]]);
  return storedRecord(items ? model.set(Key.TOLERANCE, items) : model);
}

// tolerance as it stands in a library, exact, rounded in thousandths, within
const TOLERANCES: [string, number[] | undefined, number, number, boolean][] = [
  ['none', undefined, 20, 21_000, true],
  ['none', undefined, 20, 21_001, false],
  ['none', undefined, 20, 19_000, true],
  ['none', undefined, 20, 18_999, false],
  ['2.5 %', [-1, 25], 20, 20_500, true],
  ['2.5 %', [-1, 25], 20, 20_501, false],
  ['2.5 %', [-1, 25], 20, 19_500, true],
  ['2.5 %', [-1, 25], 20, 19_499, false],
  ['10 %', [0, 10], 20, 22_000, true],
  ['10 %', [0, 10], 20, 22_001, false],
  ['10 %', [0, 10], 20, 18_000, true],
  ['10 %', [0, 10], 20, 17_999, false],
  ['100 %', [0, 100], 20, 40_000, true],
  ['100 %', [0, 100], 20, 40_001, false],
  ['100 %', [0, 100], 20, 1, true],
  ['150 %', [0, 150], 20, 50_000, true],
  ['150 %', [0, 150], 20, 1, true],
];
for (const [what, items, exact, rounded, within] of TOLERANCES) {
  test(`DERS-DOSE-009 ${rounded / 1000} is ${within ? 'within' : 'beyond'} a tolerance of ${what} of ${exact}`, () => {
    const ratio = newRatio();
    ratio[0] = exact;
    assert.is(withinTolerance(ratio, tolerant(items), rounded, -3, 0), within);
    assert.is(ratio[4], 1, 'the ratio is left as it was');
  });
}

test('DERS-DOSE-009 where a step is less than the tolerance, no step is beyond it', () => {
  const ratio = newRatio();
  ratio[0] = 20;
  assert.is(withinTolerance(ratio, tolerant(undefined), 21_000, -3, 20), true);
  assert.is(withinTolerance(ratio, tolerant(undefined), 22_000, -3, 19), false);
});

test.run();
