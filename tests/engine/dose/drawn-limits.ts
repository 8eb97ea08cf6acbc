/**
 * Limits by the hundred: entries of every type, kind of unit and basis, with and without each limit, with caps, custom concentrations and accumulated
 * doses, in care areas and on pumps of several kinds. They lie about what is usual for one drawn patient and rate. No number here means anything clinical.
 */
import type fc from 'fast-check';
import { Draws, anyDraws, concentrationOf, drawLimit } from './draws';
import type { CareAreaLimits, EntryLimits, Limit, LimitsByName, PumpLimits, TestLimits } from './limits';
import { MILLILITRE_PER_HOUR, Obstacle, type Patient, type Unit, express, readUnit } from './oracle-measure';
import { Ratio } from './oracle-ratio';

/** What limits are drawn about. */
export interface Usual {
  /** kg */
  weight: number;
  /** m2 */
  bsa: number;
  /** mL/h, mL or h, by quantity. */
  values: Record<string, number>;
}

export interface DrawnLimits {
  limits: TestLimits;
  usual: Usual;
}

interface Drug {
  substances: string[];
  concentrations: string[];
  /** The unit of a limit on a custom concentration. */
  perMillilitre: string;
}

const DRUGS: Drug[] = [
  {
    substances: ['mg', 'mcg'],
    concentrations: ['400 mg/250 mL', '450 mg/250 mL', '1 mg/1 mL', '0.05 g/50 mL', '3.3333 mg/7 mL'],
    perMillilitre: 'mg/mL',
  },
  {
    substances: ['nanogram', 'g'],
    concentrations: ['300 mcg/30 mL', '20 g/500 mL'],
    perMillilitre: 'mcg/mL',
  },
  {
    substances: ['unit', 'milliunit'],
    concentrations: ['100 unit/100 mL', '25000 unit/250 mL', '7 unit/3 mL'],
    perMillilitre: 'unit/mL',
  },
  {
    substances: ['unit', 'million unit'],
    concentrations: ['5 million unit/100 mL'],
    perMillilitre: 'million unit/mL',
  },
  {
    substances: ['mmol', 'micromol'],
    concentrations: ['20 mmol/100 mL', '15 mmol/250 mL'],
    perMillilitre: 'mmol/mL',
  },
  { substances: ['mEq'], concentrations: ['40 mEq/1000 mL', '20 mEq/50 mL'], perMillilitre: 'mEq/mL' },
  { substances: ['kcal'], concentrations: ['1 kcal/1 mL', '500 kcal/333 mL'], perMillilitre: 'kcal/mL' },
  // Dosed by volume: no concentration.
  { substances: ['mL', 'microlitre'], concentrations: [], perMillilitre: '' },
];

function drawUsual(draws: Draws): Usual {
  const rate = draws.pick([15.375, 80, 2.5, 50, 0.35]);
  return {
    weight: draws.pick([82, 10, 70, 3.5]),
    bsa: draws.pick([1.6, 0.25]),
    values: {
      ...{ rate, dose: rate, 'basic-rate': rate, vtbi: rate * 4, 'basic-vtbi': rate * 4, duration: 4 },
      ...{ 'dose-rate': rate, 'bolus-dose': 5, 'bolus-rate': rate * 2, 'bolus-duration': 2.5 / rate },
      ...{ 'loading-dose': 10, 'loading-rate': rate, 'loading-duration': 10 / rate, 'demand-dose': 1 },
      ...{ basal: rate, 'clinician-bolus': 2, lockout: 8 / 60, 'step-duration': 0.5 },
    },
  };
}

/** The unit's own number for what is usual, as a middle of limits: near enough. */
function inUnit(usual: number, unitText: string, patient: Patient): number {
  const unit = readUnit(unitText) as Unit;
  const from = { ...MILLILITRE_PER_HOUR, time: unit.time === '' ? ('' as const) : ('h' as const) };
  const hours: Unit = { ...from, kind: 'duration', substance: '', time: 'h' };
  const measure = { value: Ratio.fromNumber(usual), unit: unit.kind === 'duration' ? hours : from };
  const value = express(measure, unit, patient);
  if (value instanceof Obstacle) throw new RangeError(`no limits in ${unitText}`);
  return value.toNumber();
}

function drawPump(draws: Draws): PumpLimits {
  const pump: PumpLimits = {
    limits: {
      rate: draws.pick([
        { unit: 'mL/h', lowerHard: '0.1', upperHard: '999' },
        { unit: 'mL/h', lowerHard: '0.05', upperHard: '1200' },
        { unit: 'mL/h', lowerHard: '0', upperHard: '99.95' },
        { unit: 'mL/h', lowerHard: '1', upperHard: '1000.5' },
      ]),
    },
    steps: draws.pick([
      [{ below: '10', step: '0.01' }, { below: '100', step: '0.1' }, { step: '1' }],
      [{ step: '0.1' }],
      [{ step: '1' }],
      [{ below: '1', step: '0.001' }, { step: '0.25' }],
      [{ below: '20', step: '0.5' }, { step: '5' }],
    ]),
  };
  if (draws.once(3)) pump.limits.vtbi = { unit: 'mL', lowerHard: '0.1', upperHard: '9999' };
  if (draws.once(4)) pump.limits.duration = { unit: 'h', upperHard: '96' };
  if (draws.once(4)) pump.limits['bolus-duration'] = { unit: 'min', lowerHard: '0.5', upperSoft: '90' };
  if (draws.once(4)) pump.limits['basic-vtbi'] = drawLimit(draws, 'mL', 500, true);
  if (draws.once(4)) pump.limits['step-duration'] = { unit: 'day', upperHard: '2' };
  const tolerance = draws.pick([undefined, '5', '0', '2.5', '33.3333', '100']);
  if (tolerance !== undefined) pump.tolerance = tolerance;
  return pump;
}

function drawCareArea(draws: Draws, { weight, bsa, values }: Usual): CareAreaLimits {
  const limits: LimitsByName = {};
  const add = (name: string, units: string[], middle: (unit: string) => number) => {
    const unit = draws.pick(units);
    if (draws.below(3) > 0) limits[name] = drawLimit(draws, unit, middle(unit), true);
  };
  const usual = (name: string) => (unit: string) => inUnit(values[name], unit, {});
  add('weight', ['kg', 'kg', 'g'], (unit) => (unit === 'g' ? weight * 1000 : weight));
  add('bsa', ['m2'], () => bsa);
  add('rate', ['mL/h', 'mL/h', 'mL/min', 'microlitre/h'], usual('rate'));
  add('vtbi', ['mL', 'microlitre'], usual('vtbi'));
  add('duration', ['h', 'min', 'day'], usual('duration'));
  add('basic-rate', ['mL/h'], usual('basic-rate'));
  add('basic-vtbi', ['mL'], usual('basic-vtbi'));
  add('bolus-duration', ['min'], usual('bolus-duration'));
  add('loading-duration', ['h'], usual('loading-duration'));
  add('step-duration', ['min'], usual('step-duration'));
  return { limits };
}

const ENTRY_TYPES = ['continuous', 'intermittent', 'pca', 'fluid', 'multi-step', 'continuous'];
const COUNTS = ['basal', 'demand', 'bolus', 'clinician-bolus', 'loading'];

function drawEntry(draws: Draws, { weight, bsa, values }: Usual): EntryLimits {
  const type = draws.pick(ENTRY_TYPES);
  const drug = draws.pick(DRUGS);
  const concentration = drug.concentrations.length > 0 ? draws.pick(drug.concentrations) : undefined;
  const patient: Patient = {
    weight: Ratio.fromNumber(weight),
    bsa: Ratio.fromNumber(bsa),
    concentration: concentration === undefined ? undefined : concentrationOf(concentration),
  };
  const limits: LimitsByName = {};
  const caps: LimitsByName = {};
  const entry: EntryLimits = { type, limits, caps };
  if (concentration !== undefined && patient.concentration && draws.once(4)) {
    const unit = readUnit(drug.perMillilitre) as Unit;
    const middle = patient.concentration.perMillilitre.over(Ratio.decimal(1, unit.scale)).toNumber();
    limits.concentration = drawLimit(draws, drug.perMillilitre, middle);
  } else if (concentration !== undefined) entry.concentration = concentration;

  const basis = draws.pick(['', '/kg', '/kg', '/m2']);
  const substance = draws.pick(drug.substances);
  const capSubstance = draws.pick(drug.substances);
  const time = draws.pick(['/h', '/min', '/day']);
  const scaled = (name: string, unit: string, factor: number): Limit =>
    drawLimit(draws, unit, inUnit(values[name] * factor, unit, patient));
  /** A limit of a dose, with a cap where it goes by weight or surface. */
  const dosed = (name: string, timed: boolean, factor = 1, by = basis) => {
    limits[name] = scaled(name, `${substance}${by}${timed ? time : ''}`, factor);
    if (by === '' || draws.below(3) > 0) return;
    const unit = `${capSubstance}${timed ? draws.pick(['/h', '/min']) : ''}`;
    const { upperSoft, upperHard } = scaled(name, unit, factor);
    if (upperSoft || upperHard)
      caps[name] = { unit, ...(upperSoft && { upperSoft }), ...(upperHard && { upperHard }) };
  };
  const maybe = (name: string, units: string[], factor = 1) => {
    const unit = draws.pick(units);
    if (draws.once(2)) limits[name] = scaled(name, unit, factor);
  };

  if (draws.once(6)) limits.weight = drawLimit(draws, 'kg', weight);
  if (draws.once(6)) limits.bsa = drawLimit(draws, 'm2', bsa);
  // Intermittent: what the others infuse in an eighth of their usual time.
  const part = type === 'intermittent' ? 0.125 : 1;
  maybe('rate', ['mL/h', 'mL/h', 'mL/min', 'mL/kg/h']);
  maybe('vtbi', ['mL'], part);
  maybe('duration', ['h', 'min'], part);
  if (['continuous', 'fluid', 'multi-step'].includes(type) && draws.mostly(8)) dosed('dose', true);
  if (type === 'continuous' && draws.once(2)) {
    limits['titration-up'] = draws.pick<Limit>([
      { unit: '%', upperSoft: '50', upperHard: '100' },
      { unit: '%', upperSoft: '10', upperHard: '33.3' },
      { unit: '%', upperHard: '1000' },
    ]);
    limits['titration-down'] = { unit: '%', upperSoft: '20', upperHard: '50' };
  }
  if (type === 'multi-step') {
    maybe('step-duration', ['min', 'h']);
    if (draws.once(2)) limits.steps = { unit: 'step', lowerSoft: '2', upperSoft: '3', upperHard: '4' };
  }
  if (type === 'intermittent') {
    if (draws.mostly(8)) limits.dose = scaled('vtbi', `${substance}${basis}`, part);
    if (draws.once(2)) dosed('dose-rate', true, 1, draws.pick(['', basis]));
  }
  if (type === 'pca') {
    dosed('demand-dose', false);
    if (draws.mostly(4)) dosed('basal', true);
    if (draws.mostly(3)) dosed('clinician-bolus', false);
    maybe('lockout', ['min']);
  }
  for (const name of type === 'fluid' ? [] : ['bolus', 'loading']) {
    if (draws.once(3)) continue;
    dosed(`${name}-dose`, false);
    const rate = draws.below(4);
    if (rate === 1) dosed(`${name}-rate`, true);
    else if (rate === 2) limits[`${name}-rate`] = scaled(`${name}-rate`, 'mL/h', 1);
    maybe(`${name}-duration`, ['min']);
  }
  if (draws.once(3) && ['continuous', 'pca'].includes(type)) {
    const seconds = draws.pick([14400, 3600, 86400, 10, 7]);
    const unit = `${substance}${basis}`;
    limits['accumulated-dose'] = scaled('rate', `${unit}/h`, (1.5 * seconds) / 3600);
    limits['accumulated-dose'].unit = unit;
    const { upperHard } = scaled('vtbi', capSubstance, 2);
    if (basis !== '' && upperHard && draws.once(3))
      caps['accumulated-dose'] = { unit: capSubstance, upperHard };
    entry.window = { seconds, counts: COUNTS.filter((_, i) => i === 0 || draws.mostly(4)) };
  }
  if (draws.once(6)) entry.enteredBy = draws.pick(['dose', 'rate']);
  return entry;
}

function drawLimits(list: readonly number[]): DrawnLimits {
  const draws = new Draws(list);
  const usual = drawUsual(draws);
  const pump = drawPump(draws);
  const careArea = draws.once(12) ? null : drawCareArea(draws, usual);
  const entry = draws.once(10) ? null : drawEntry(draws, usual);
  return { limits: { pump, careArea, entry }, usual };
}

/** One in ten is outside the library. */
export const anyLimits: fc.Arbitrary<DrawnLimits> = anyDraws(240).map(drawLimits);
