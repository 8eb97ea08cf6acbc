// Limits that the hand-made tests ask by, and answers in one line. Demonstration data, not for clinical use.
import { type InfusionProgram, type Verdict, check } from '../../../engine/index';
import { type EntryLimits, type PumpLimits, type TestLimits, limitRecords } from './limits';

export const FINE: PumpLimits = {
  limits: { rate: { unit: 'mL/h', lowerHard: '0.1', upperHard: '999' } },
  steps: [{ below: '10', step: '0.01' }, { below: '100', step: '0.1' }, { step: '1' }],
};
export const TENTHS: PumpLimits = { ...FINE, steps: [{ step: '0.1' }] };
export const WHOLE: PumpLimits = { ...FINE, steps: [{ step: '1' }] };

export function limitsOf(
  entry: EntryLimits | null,
  pump = FINE,
  careArea: TestLimits['careArea'] = { limits: {} },
): TestLimits {
  return { pump, careArea, entry };
}

/** `confirm: dose 303; rate 402 = 0.2 of 0.15`: the verdict, its findings in order, and the rate with the exact one behind `of`. */
export function inShort({ verdict, findings, rate }: Verdict): string {
  const lines = findings.map(
    ({ quantity, step, code, bound, confirmed }) =>
      `${quantity}${step ? ` of step ${step}` : ''} ${code}${bound === 'cap' ? ' cap' : ''}${confirmed ? ' confirmed' : ''}`,
  );
  const found = lines.length > 0 ? `: ${lines.join('; ')}` : '';
  return `${verdict}${found}${rate ? ` = ${rate.value}${rate.exact === rate.value ? '' : ` of ${rate.exact}`}` : ''}`;
}

export function ask(
  program: Partial<InfusionProgram>,
  limits: TestLimits,
  before?: Partial<InfusionProgram>,
): string {
  const records = limitRecords(limits);
  const confirmed = before && check(before as InfusionProgram, records).confirmable;
  return inShort(check(program as InfusionProgram, records, confirmed));
}

export const POINTS = { lowerHard: '1', lowerSoft: '2', initial: '3', upperSoft: '4', upperHard: '5' };
export const BY_DOSE: EntryLimits = {
  type: 'continuous',
  concentration: '1 mg/1 mL',
  limits: { dose: { unit: 'mg/h', ...POINTS } },
};

// 11 mg in 4 hours of 1 mg/1 mL; one demand dose of 1 mg is reserved in it.
export const PCA: EntryLimits = {
  type: 'pca',
  concentration: '1 mg/1 mL',
  limits: {
    'demand-dose': { unit: 'mg', upperHard: '2' },
    basal: { unit: 'mg/h', upperHard: '5' },
    'clinician-bolus': { unit: 'mg', upperHard: '5' },
    'accumulated-dose': { unit: 'mg', upperHard: '11' },
  },
  window: { seconds: 14_400, counts: ['demand', 'basal', 'clinician-bolus'] },
};
export const PCA_PROGRAM = { type: 'pca', demandDose: '1 mg', lockout: '10 min' };
export const given = (kind: string, amount: string, from: number, until = from) => ({
  kind,
  amount,
  from,
  until,
});
