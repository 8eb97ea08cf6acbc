// Steps of a multi-step program and parts of a PCA program, each at its edges, and limits told per day. Limits are demonstration data, not
// for clinical use.
import * as assert from 'uvu/assert';
import { Reason, check } from '../../../engine/index';
import { suite } from '../../suite';
import { type EntryLimits, limitRecords } from './limits';
import { BY_DOSE, PCA, PCA_PROGRAM, ask, limitsOf } from './questions';

const test = suite('engine/dose/steps-and-demands');

const NOT_THIS_WAY = Reason.NOT_ENTERED_THIS_WAY;
const STEPPED: EntryLimits = { ...BY_DOSE, type: 'multi-step', limits: { dose: { unit: 'mg/h' } } };
const DOSE = { dose: '3 mg/h', duration: '1 h' };
const RATE = { rate: '3 mL/h', duration: '1 h' };
// what, how the entry is typed, steps, answer
// biome-ignore format: one row a line
const STEPS: [string, EntryLimits['enteredBy'], object[], string][] = [
  ['two alike', undefined, [DOSE, DOSE], 'accept = 3'],
  ['by rate where that is how', 'rate', [RATE, RATE], 'accept = 3'],
  ['by dose where that is how', 'dose', [DOSE, DOSE], 'accept = 3'],
  ['by dose where only a rate is typed', 'rate', [DOSE], `refuse: dose ${NOT_THIS_WAY} = 3`],
  ['by rate where only a dose is typed', 'dose', [RATE], `refuse: rate ${NOT_THIS_WAY} = 3`],
  ['a rate behind a dose', undefined, [DOSE, RATE], 'refuse: dose of step 2 201 = 3'],
  ['a dose behind a rate', undefined, [RATE, DOSE], 'refuse: rate of step 2 201 = 3'],
  ['minutes behind hours', undefined, [DOSE, { ...DOSE, duration: '30 min' }], 'refuse: step-duration of step 2 201 = 3'],
  ['a duration of zero', undefined, [{ ...DOSE, duration: '0 h' }], 'refuse: step-duration of step 1 107'],
  ['a dose of zero', undefined, [{ ...DOSE, dose: '0 mg/h' }], 'refuse: dose of step 1 107'],
  ['both of zero', undefined, [{ dose: '0 mg/h', duration: '0 h' }], 'refuse: dose of step 1 107; step-duration of step 1 107'],
  ['a duration of zero in the second', undefined, [DOSE, { ...DOSE, duration: '0 h' }], 'refuse: step-duration of step 2 107 = 3'],
];
for (const [what, enteredBy, steps, expected] of STEPS) {
  test(`DERS-DOSE-014 ${what}`, () => {
    const entry = enteredBy ? { ...STEPPED, enteredBy } : STEPPED;
    assert.is(ask({ type: 'multi-step', steps } as Parameters<typeof ask>[0], limitsOf(entry)), expected);
  });
}

const DEMANDS: EntryLimits = {
  ...PCA,
  limits: { ...PCA.limits, vtbi: { unit: 'mL', upperHard: '50' }, lockout: { unit: 'min', lowerHard: '5' } },
};
// what, fields, answer
const PARTS: [string, object, string][] = [
  ['a demand dose at its limit', { demandDose: '2 mg' }, 'accept'],
  ['a demand dose above its limit', { demandDose: '2.00000001 mg' }, 'refuse: demand-dose 304'],
  ['a demand dose in another unit', { demandDose: '2000 mcg' }, 'refuse: demand-dose 202'],
  ['a lockout at its limit', { lockout: '5 min' }, 'accept'],
  ['a lockout below its limit', { lockout: '4.99999999 min' }, 'refuse: lockout 301'],
  ['a clinician bolus at its limit', { clinicianBolus: '5 mg' }, 'accept'],
  ['a clinician bolus above its limit', { clinicianBolus: '5.00000001 mg' }, 'refuse: clinician-bolus 304'],
  ['a volume at its limit', { volume: '50 mL' }, 'accept'],
  ['a volume above its limit', { volume: '50.0000001 mL' }, 'refuse: vtbi 304'],
];
for (const [what, fields, expected] of PARTS)
  test(`DERS-DOSE-017 ${what}`, () =>
    assert.is(ask({ ...PCA_PROGRAM, ...fields }, limitsOf(DEMANDS)), expected));

// Per day: limit, program, entered, fold
const DAILY: [string, EntryLimits['limits'], object, string, string][] = [
  [
    'a duration',
    { duration: { unit: 'day', upperHard: '1' } },
    { rate: '3 mL/h', duration: '36 h' },
    '1.5',
    '1.5',
  ],
  ['a dose', { dose: { unit: 'mg/day', upperHard: '24' } }, { rate: '1.5 mL/h' }, '36', '1.5'],
];
for (const [what, limits, fields, entered, fold] of DAILY) {
  test(`DERS-TEXT-002 ${what} is told in the days of its limit`, () => {
    const entry = {
      type: 'continuous',
      concentration: '1 mg/1 mL',
      limits: { rate: { unit: 'mL/h' }, ...limits },
    };
    const { findings } = check({ type: 'continuous', ...fields }, limitRecords(limitsOf(entry)));
    assert.is(findings[0].entered, entered);
    assert.is(findings[0].fold, fold);
  });
}

test.run();
