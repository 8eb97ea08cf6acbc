// Judging by the points of a limit where products pass what doubles hold, and by limits that stand where they are not for. Limits are
// demonstration data, not for clinical use.
import * as assert from 'uvu/assert';
import { Bound, Key, Quantity, check, parseUnit } from '../../../engine/index';
import { suite } from '../../suite';
import { storedRecord } from '../library/sample';
import type { EntryLimits } from './limits';
import { BY_DOSE, FINE, ask, limitsOf } from './questions';

const test = suite('engine/dose/judge');

// 9,999,991 kg of a patient, so that weight and minutes cancel and products have more than sixteen digits.
const WEIGHT = 9_999_991;
const RATE = 999_999_937;
const LOWER = Bound.LOWER_HARD | Bound.LOWER_SOFT;
const UPPER = Bound.UPPER_SOFT | Bound.UPPER_HARD;

// what, mask, hard and soft points as they stand in the record, bounds crossed
const FAR_OUT: [string, number, number[], string[]][] = [
  ['on the lower soft limit', LOWER, [RATE - 1, RATE], []],
  ['on the lower hard limit, below the soft one', LOWER, [RATE, RATE + 1], ['lower-soft']],
  ['below both lower limits', LOWER, [RATE + 1, RATE + 2], ['lower-hard']],
  ['below the soft one of two that are one', LOWER, [RATE + 1, RATE + 1], ['lower-hard']],
  ['on the upper soft limit', UPPER, [RATE, RATE + 1], []],
  ['on the upper hard limit, above the soft one', UPPER, [RATE - 1, RATE], ['upper-soft']],
  ['above both upper limits', UPPER, [RATE - 2, RATE - 1], ['upper-hard']],
  ['above the soft one of two that are one', UPPER, [RATE - 1, RATE - 1], ['upper-hard']],
];
for (const [what, mask, points, bounds] of FAR_OUT) {
  for (const unit of ['mcg/kg/min', 'mcg/kg/h', 'mcg/kg/day']) {
    test(`DERS-NUM-005 beyond doubles, in ${unit}: ${what}`, () => {
      const per = { 'mcg/kg/min': 60, 'mcg/kg/h': 1, 'mcg/kg/day': 24 }[unit] as number;
      // So many milligrams a litre that the dose has the digits of the rate.
      const amount = unit === 'mcg/kg/day' ? WEIGHT : WEIGHT * per;
      const value = unit === 'mcg/kg/day' ? points.map((point) => point * per) : points;
      const pump = storedRecord(
        new Map<number, number[]>([
          [Quantity.RATE, [parseUnit('mL/h'), 0, Bound.UPPER_HARD, 1e13]],
          [Key.STEPS, [-3, 1]],
        ]),
      );
      const entry = storedRecord(
        new Map<number, number[]>([
          [Key.HEAD, [1, 0, 0, parseUnit('mg'), 0, amount, 1000]],
          [Quantity.DOSE, [parseUnit(unit), 0, mask, ...value]],
        ]),
      );
      const program = { type: 'continuous', rate: `${RATE} mL/h`, weight: `${WEIGHT} kg` };
      const { findings } = check(program, { entry, careArea: null, pump });
      const of = findings.filter(({ quantity }) => quantity === 'dose');
      assert.equal(
        of.map(({ bound }) => bound),
        bounds,
      );
    });
  }
}

test('DERS-DOSE-019 ceilings for infusions outside the library are none of an entry', () => {
  const basic = {
    'basic-rate': { unit: 'mL/h', upperHard: '1' },
    'basic-vtbi': { unit: 'mL', upperHard: '1' },
  };
  const pump = { ...FINE, limits: { ...FINE.limits, ...basic } };
  const program = { type: 'continuous', dose: '3 mg/h', volume: '30 mL' };
  assert.is(ask(program, limitsOf(BY_DOSE, pump, { limits: basic })), 'accept = 3');
  const free = { type: 'fluid', rate: '3 mL/h', volume: '30 mL' };
  assert.is(ask(free, limitsOf(null, pump)), 'refuse: rate 304; vtbi 304 = 3');
});

// A limit in a unit that what follows from a program is not in, program, answer
const STRANGE: [string, EntryLimits['limits'], object, string][] = [
  [
    'a volume by rate',
    { vtbi: { unit: 'mL/h', upperHard: '999' } },
    { duration: '1 h' },
    'refuse: vtbi 201 = 3',
  ],
  [
    'a volume in time',
    { vtbi: { unit: 'h', upperHard: '999' } },
    { duration: '1 h' },
    'refuse: vtbi 201 = 3',
  ],
  ['a volume in mg', { vtbi: { unit: 'mg', upperHard: '999' } }, { duration: '1 h' }, 'refuse: vtbi 201 = 3'],
  [
    'a duration in mL',
    { duration: { unit: 'mL', upperHard: '999' } },
    { volume: '3 mL' },
    'refuse: duration 201 = 3',
  ],
  ['a duration in its unit', { duration: { unit: 'day', upperHard: '1' } }, { volume: '3 mL' }, 'accept = 3'],
  ['a volume in its unit', { vtbi: { unit: 'mL', upperHard: '3' } }, { duration: '1 h' }, 'accept = 3'],
];
for (const [what, limits, fields, expected] of STRANGE) {
  test(`DERS-DOSE-003 a limit on ${what}`, () => {
    const entry = { ...BY_DOSE, limits: { ...BY_DOSE.limits, ...limits } };
    assert.is(ask({ type: 'continuous', dose: '3 mg/h', ...fields }, limitsOf(entry)), expected);
  });
}

test.run();
