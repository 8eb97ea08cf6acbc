// The account of what a patient received: the largest window to the last quantum, and what a program commits towards it. Limits are
// demonstration data, not for clinical use.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { accumulatedPeak } from '../../../engine/dose/accumulated';
import { Key, check, infusionProgram, judgeProgram, outcome } from '../../../engine/index';
import { suite } from '../../suite';
import { type EntryLimits, limitRecords } from './limits';
import { BY_DOSE, FINE, PCA, PCA_PROGRAM, ask, given, inShort, limitsOf } from './questions';

const test = suite('engine/dose/accumulated');

const HOUR = 3600;
const DEMAND = 1;

// what, deliveries (from, until, quanta), committed at once, quanta an hour, largest of any window of an hour
const PEAKS: [string, [number, number, number][], number, number, number][] = [
  ['nothing at all', [], 0, 0, 0],
  ['what is committed at once', [], 7, 0, 7],
  ['what runs, by the end of the window', [], 0, 7, 7],
  ['one quantum an hour', [], 0, 1, 1],
  ['what is committed, and what runs', [], 7, 5, 12],
  ['a bolus of now', [[0, 0, 10]], 0, 0, 10],
  ['a bolus a second inside the window', [[3599, 3599, 10]], 0, 0, 10],
  ['a bolus as old as the window', [[3600, 3600, 10]], 0, 0, 10],
  ['a bolus a second older than the window', [[3601, 3601, 10]], 0, 0, 0],
  ['an infusion as old as the window', [[3600, 0, 3600]], 0, 0, 3600],
  ['an infusion of which a second is too old', [[3601, 0, 3601]], 0, 0, 3600],
  ['a share that does not end, rounded up', [[7200, 0, 3]], 0, 0, 2],
  ['a share of a third, rounded up', [[10_800, 0, 4]], 0, 0, 2],
  ['a share that ends', [[10_800, 0, 6]], 0, 0, 2],
  ['a share of an infusion that stopped in the window', [[5400, 1800, 10]], 0, 0, 5],
  ['a bolus just before it leaves the window, with what runs until then', [[3000, 3000, 10]], 0, 6, 11],
  ['what runs slowly, just before what was given begins to leave', [[1000, 0, 1000]], 0, 360, 1260],
  ['what runs fast, at the end of the window', [[1000, 0, 1000]], 0, 36_000, 36_000],
  [
    'two boluses, both inside',
    [
      [100, 100, 10],
      [200, 200, 20],
    ],
    0,
    0,
    30,
  ],
  [
    'two boluses, one too old',
    [
      [3700, 3700, 10],
      [200, 200, 20],
    ],
    0,
    0,
    20,
  ],
  ['large numbers, counted exactly', [[7200, 0, 8_999_999_999_999_999]], 0, 0, 4_500_000_000_000_000],
  ['the largest sum', [], 8_999_999_999_999_999, 0, 8_999_999_999_999_999],
  ['a sum that is too large', [], 9e15, 0, Number.NaN],
  ['a sum that is too large together', [[0, 0, 1]], 8_999_999_999_999_999, 0, Number.NaN],
  ['the oldest delivery', [[899_999_999, 899_999_999, 1]], 0, 0, 0],
  ['a delivery that is too old', [[900_000_000, 900_000_000, 1]], 0, 0, Number.NaN],
  ['the largest delivery', [[0, 0, 8_999_999_999_999_999]], 0, 0, 8_999_999_999_999_999],
  ['a delivery that is too large', [[0, 0, 9e15]], 0, 0, Number.NaN],
  ['a beginning that is no whole second', [[10.5, 10, 1]], 0, 0, Number.NaN],
  ['an end that is no whole second', [[11, 10.5, 1]], 0, 0, Number.NaN],
  ['an end before the beginning', [[10, 11, 1]], 0, 0, Number.NaN],
  ['an end that is still to come', [[10, -1, 1]], 0, 0, Number.NaN],
  ['a part of a quantum', [[10, 10, 0.5]], 0, 0, Number.NaN],
  ['less than nothing', [[10, 10, -1]], 0, 0, Number.NaN],
  ['nothing that was delivered', [[10, 10, 0]], 0, 0, 0],
];

for (const [what, deliveries, committed, perHour, peak] of PEAKS) {
  test(`DERS-DOSE-015 the largest window: ${what}`, () => {
    const delivered = deliveries.flatMap(([from, until, quanta]) => [DEMAND, from, until, quanta]);
    const found = accumulatedPeak(delivered, DEMAND, HOUR, committed, perHour);
    assert.ok(Object.is(found, peak), `${found} for ${peak}`);
  });
}

test('DERS-DOSE-015 a delivery of a kind that is not counted is not counted', () => {
  assert.is(accumulatedPeak([2, 0, 0, 10, 5, 0, 0, 20], DEMAND, HOUR, 0, 0), 20);
});

test('DERS-DOSE-015 no second of any window has more than the largest, which is rounded up by less than a quantum a delivery', () => {
  const delivery = fc.tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 100 }),
  );
  const cases = fc.tuple(fc.array(delivery, { maxLength: 4 }), fc.integer({ min: 0, max: 9 }), fc.nat(99));
  const window = 30;
  fc.assert(
    fc.property(cases, ([deliveries, committed, perSecond]) => {
      const ages = deliveries.map(([a, b, quanta]) => [Math.max(a, b), Math.min(a, b), quanta]);
      const delivered = ages.flatMap((age) => [DEMAND, ...age]);
      const peak = accumulatedPeak(delivered, DEMAND, window, committed, perSecond * HOUR);
      // Every share is whole in so many parts of a quantum.
      const parts = ages.reduce((all, [from, until]) => all * (from - until || 1), 1);
      let largest = 0;
      for (let end = 0; end <= window; end++) {
        let sum = (committed + perSecond * end) * parts;
        for (const [from, until, quanta] of ages) {
          const oldest = window - end;
          if (until > oldest) continue;
          const share = from <= oldest ? parts : (parts / (from - until)) * (oldest - until);
          sum += quanta * share;
        }
        largest = Math.max(largest, sum);
      }
      assert.ok(peak * parts >= largest, `${peak} is less than ${largest / parts}`);
      assert.ok(
        (peak - ages.length) * parts < largest || peak * parts === largest,
        `${peak} is more than ${largest / parts}`,
      );
    }),
    { numRuns: 2000 },
  );
});

// What a program commits

const counting = (kinds: string[], limits: EntryLimits['limits'], type = 'continuous'): EntryLimits => ({
  type,
  concentration: '1 mg/3 mL',
  limits,
  window: { seconds: HOUR, counts: kinds },
});

// upper hard limit in mg, typed bolus in mL of 1 mg/3 mL, answer
const THIRDS: [string, string, string][] = [
  ['0.333333334', '1', 'accept'],
  ['0.333333333', '1', 'refuse: accumulated-dose 304'],
  ['1', '3', 'accept'],
  ['0.999999999', '3', 'refuse: accumulated-dose 304'],
];

for (const [upperHard, volume, expected] of THIRDS) {
  test(`DERS-DOSE-015 a bolus of ${volume} mL, in whole quanta rounded up, against ${upperHard} mg`, () => {
    const limits = { 'bolus-dose': { unit: 'mL' }, 'accumulated-dose': { unit: 'mg', upperHard } };
    const program = { type: 'bolus', bolusDose: `${volume} mL`, bolusRate: '60 mL/h', running: '0 mL/h' };
    assert.is(ask(program, limitsOf(counting(['bolus'], limits))), expected);
  });
}

const DOSED = { dose: { unit: 'mg/h' }, 'bolus-dose': { unit: 'mg' } };
const FIVE = { ...DOSED, 'accumulated-dose': { unit: 'mg', upperHard: '5' } };
// what, kinds that are counted, program, answer
// biome-ignore format: one row a line
const COMMITTED: [string, string[], object, string][] = [
  ['a titration runs on at its new dose', ['basal'], { type: 'titration', dose: '6 mg/h', running: '1 mg/h' }, 'refuse: accumulated-dose 304 = 18'],
  ['and no longer at the dose before', ['basal'], { type: 'titration', dose: '1 mg/h', running: '6 mg/h' }, 'accept = 3'],
  ['a continuous dose runs on', ['basal'], { type: 'continuous', dose: '6 mg/h' }, 'refuse: accumulated-dose 304 = 18'],
  ['where it is counted', ['bolus'], { type: 'continuous', dose: '6 mg/h' }, 'accept = 18'],
  ['a bolus comes on top of what runs', ['basal', 'bolus'], { type: 'bolus', bolusDose: '3 mg', bolusRate: '60 mL/h', running: '2.1 mg/h' }, 'refuse: accumulated-dose 304'],
  ['up to the limit', ['basal', 'bolus'], { type: 'bolus', bolusDose: '3 mg', bolusRate: '60 mL/h', running: '2 mg/h' }, 'accept'],
  ['without what runs, nothing more is said', ['basal', 'bolus'], { type: 'bolus', bolusDose: '30 mg', bolusRate: '60 mL/h' }, 'refuse: running 109'],
];

for (const [what, kinds, program, expected] of COMMITTED) {
  test(`DERS-DOSE-015 committed: ${what}`, () =>
    assert.is(ask(program, limitsOf(counting(kinds, FIVE))), expected));
}

test('DERS-DOSE-015 an accumulated dose without its window cannot be judged', () => {
  const limits = limitRecords(limitsOf(PCA));
  assert.is(inShort(check(PCA_PROGRAM, limits)), 'accept');
  for (const nowhere of [0, -1, Number.NaN]) {
    (limits.entry as { at: number[] }).at[Key.WINDOW] = nowhere;
    assert.is(inShort(check(PCA_PROGRAM, limits)), 'refuse: accumulated-dose 501');
  }
});

// how many deliveries, answer
const MANY: [number, string][] = [
  [64, 'accept'],
  [65, 'refuse: accumulated-dose 501'],
];

for (const [count, expected] of MANY) {
  test(`DERS-DOSE-015 ${count} deliveries`, () => {
    const delivered = Array.from({ length: count }, (_, i) => given('demand', '0.1 mg', i));
    assert.is(ask({ ...PCA_PROGRAM, delivered }, limitsOf(PCA)), expected);
  });
}

test('DERS-DOSE-015 what was delivered in another kind of unit cannot be added up', () => {
  const delivered = [given('demand', '1 mg', 5), given('demand', '1 mmol', 5)];
  assert.is(ask({ ...PCA_PROGRAM, delivered }, limitsOf(PCA)), 'refuse: accumulated-dose 201');
});

test('DERS-DOSE-015 a delivery that ends after it began in time cannot be judged', () => {
  const program = infusionProgram({ ...PCA_PROGRAM, delivered: [given('demand', '1 mg', 5, 6)] });
  judgeProgram(program, limitRecords(limitsOf(PCA)), []);
  assert.is(outcome.findings[3], 501);
});

test('DERS-DOSE-015 an entry without an account has none', () => {
  const delivered = [given('demand', '1 mmol', 5)];
  assert.is(ask({ type: 'continuous', dose: '3 mg/h', delivered }, limitsOf(BY_DOSE, FINE)), 'accept = 3');
});

test.run();
