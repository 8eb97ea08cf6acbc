/**
 * Limits and programs by the thousand, drawn where a check goes wrong if it can: on a point of a limit and one last digit beside it, on a half of
 * the pump's step, with nine digits, with fields missing, superfluous, unreadable or in another unit. No number here means anything clinical.
 *
 * Everything is built from a list of draws, so that fast-check can shrink it: a draw of 0 takes the first, plainest choice.
 */
import fc from 'fast-check';
import type { InfusionProgram } from '../../../engine/index';
import type { EntryLimits, Limit, LimitsByName, PumpLimits, TestLimits } from './limits';
import {
  MILLILITRE_PER_HOUR,
  type Measure,
  Obstacle,
  type Patient,
  type Unit,
  express,
  readConcentration,
  readMeasure,
  readUnit,
} from './oracle-measure';
import { Ratio } from './oracle-ratio';

const DRAWS = 72;

/** A list of whole numbers, spent one by one; zeros when it is empty. */
class Draws {
  private next = 0;

  constructor(private draws: readonly number[]) {}

  below(count: number): number {
    return (this.draws[this.next++] ?? 0) % count;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** True once in `count` draws, and never for a draw of 0. */
  once(count: number): boolean {
    return this.below(count) === count - 1;
  }
}

const drawList = fc.noBias(fc.array(fc.nat(0x3fffffff), { minLength: DRAWS, maxLength: DRAWS, size: 'max' }));

/** Plain text of a number to so many significant digits. */
export function plainText(value: number, digits: number): string {
  const [, whole, places = '', exponent] = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(
    value.toExponential(Math.max(0, digits - 1)),
  ) as RegExpExecArray;
  const figures = BigInt(whole + places);
  const power = Number(exponent) - places.length;
  return trimmed(Ratio.decimal(figures, Math.max(power, -12)).text());
}

function trimmed(text: string): string {
  return text.includes('/') ? '1' : text;
}

function concentrationOf(text: string): Patient['concentration'] {
  const { amount, volume } = readConcentration(text);
  if (!amount || !volume || amount.value.isZero() || volume.value.isZero()) return undefined;
  const perMillilitre = amount.value.times(Ratio.decimal(1, amount.unit.scale)).over(volume.value);
  return { kind: amount.unit.kind, perMillilitre };
}

// Limits

interface Drug {
  /** Substance of a plain amount, and others of its kind. */
  substances: string[];
  concentration: string[];
  /** The unit of a limit on a custom concentration. */
  perMillilitre: string;
}

const DRUGS: Drug[] = [
  {
    substances: ['mg', 'mcg', 'g', 'nanogram'],
    concentration: [
      '400 mg/250 mL',
      '450 mg/250 mL',
      '1 mg/1 mL',
      '0.05 g/50 mL',
      '3.3333 mg/7 mL',
      '300 mcg/30 mL',
    ],
    perMillilitre: 'mg/mL',
  },
  {
    substances: ['unit', 'milliunit', 'million unit'],
    concentration: ['100 unit/100 mL', '25000 unit/250 mL', '7 unit/3 mL'],
    perMillilitre: 'unit/mL',
  },
  {
    substances: ['mmol', 'micromol'],
    concentration: ['20 mmol/100 mL', '15 mmol/250 mL'],
    perMillilitre: 'mmol/mL',
  },
  { substances: ['mEq'], concentration: ['40 mEq/1000 mL', '20 mEq/50 mL'], perMillilitre: 'mEq/mL' },
  { substances: ['mL', 'microlitre'], concentration: [], perMillilitre: '' },
  { substances: ['kcal'], concentration: ['1 kcal/1 mL', '500 kcal/333 mL'], perMillilitre: 'kcal/mL' },
];

const POINT_NAMES = ['lowerHard', 'lowerSoft', 'initial', 'upperSoft', 'upperHard'] as const;
const SPREADS = [
  [0.1, 0.2, 1, 2, 4],
  [0.5, 0.8, 1, 1.25, 1.6],
  [0.99, 1, 1, 1, 1.01],
  [0, 0.05, 1, 10, 25],
  [1, 1, 1, 1, 1],
];
const MASKS = [0b11111, 0b11111, 0b11011, 0b10000, 0b01000, 0b11000, 0b10001, 0b00010, 0b01010, 0b00000];

/** Points about `middle`, as many digits as drawn; all of them share their last place, so that they fit one exponent. */
function drawPoints(draws: Draws, unit: string, middle: number): Limit {
  const spread = draws.pick(SPREADS);
  const mask = draws.pick(MASKS);
  const digits = draws.pick([2, 2, 3, 1, 5, 7]);
  const limit: Limit = { unit };
  const places = Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(middle))));
  POINT_NAMES.forEach((name, i) => {
    if ((mask >> i) % 2 === 1)
      limit[name] = trimmed(
        Ratio.decimal(BigInt(Math.round(middle * spread[i] * 10 ** places)), -places).text(),
      );
  });
  return limit;
}

/** A nominal patient: the middle of limits by weight and body surface. */
const WEIGHTS = [10, 82, 3.5, 70];
const BSA = 1.6;

/** The unit's own number for so many mL/h (or mL), as a middle of limits: near enough. */
function inUnit(millilitres: number, unit: Unit, patient: Patient): number {
  const measure: Measure = {
    value: Ratio.of(Math.round(millilitres * 1000), 1000),
    unit: unit.time === '' ? { ...MILLILITRE_PER_HOUR, time: '' } : MILLILITRE_PER_HOUR,
  };
  const value = express(measure, unit, patient);
  if (value instanceof Obstacle) throw new RangeError(`no limits in ${unit.substance}`);
  return Number(value.numerator) / Number(value.denominator);
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
  if (draws.once(4)) pump.limits['basic-vtbi'] = drawPoints(draws, 'mL', 500);
  if (draws.once(4)) pump.limits['step-duration'] = { unit: 'day', upperHard: '2' };
  const tolerance = draws.pick([undefined, '5', '0', '2.5', '33.3333', '100']);
  if (tolerance !== undefined) pump.tolerance = tolerance;
  return pump;
}

function drawCareArea(draws: Draws, weight: number, rate: number): { limits: LimitsByName } {
  const limits: LimitsByName = {};
  const maybe = (name: string, unit: string, middle: number) => {
    if (draws.below(3) > 0) limits[name] = drawPoints(draws, unit, middle);
  };
  maybe('weight', draws.pick(['kg', 'kg', 'g']), weight);
  if (limits.weight?.unit === 'g') limits.weight = drawPoints(draws, 'g', weight * 1000);
  maybe('bsa', 'm2', BSA);
  maybe('rate', draws.pick(['mL/h', 'mL/h', 'mL/min', 'microlitre/h']), rate);
  maybe('vtbi', draws.pick(['mL', 'microlitre']), rate * 4);
  maybe('duration', 'h', 4);
  maybe('basic-rate', 'mL/h', rate);
  maybe('basic-vtbi', 'mL', rate * 4);
  maybe('bolus-duration', 'min', 6);
  maybe('step-duration', 'min', 60);
  return { limits };
}

const TYPES_OF_ENTRY = ['continuous', 'continuous', 'intermittent', 'pca', 'fluid', 'multi-step'];

function drawEntry(draws: Draws, weight: number, rate: number): EntryLimits {
  const type = draws.pick(TYPES_OF_ENTRY);
  const drug = draws.pick(DRUGS);
  const text = drug.concentration.length > 0 ? draws.pick(drug.concentration) : undefined;
  const custom = text !== undefined && draws.once(4);
  const entry: EntryLimits = { type, limits: {}, caps: {} };
  const patient: Patient = { weight: Ratio.of(weight * 10, 10), bsa: Ratio.of(16, 10) };
  if (text !== undefined) {
    patient.concentration = concentrationOf(text);
    if (patient.concentration && custom) {
      const { perMillilitre } = patient.concentration;
      const inLimit = perMillilitre.over(Ratio.decimal(1, readUnit(drug.perMillilitre)?.scale ?? 0));
      const middle = Number(inLimit.numerator) / Number(inLimit.denominator);
      entry.limits.concentration = drawPoints(draws, drug.perMillilitre, middle);
    } else entry.concentration = text;
  }
  const basis = draws.pick(['', '/kg', '/kg', '/m2']);
  const substance = draws.pick(drug.substances.slice(0, 2));
  const plainUnit = draws.pick(drug.substances.slice(0, 2));
  const time = draws.pick(['/h', '/min', '/day']);
  /** A limit whose middle is what so many mL/h, or mL, come to; with a cap where it goes by weight or surface. */
  const limit = (name: string, millilitres: number, timed: boolean, by = basis) => {
    const unit = `${substance}${by}${timed ? time : ''}`;
    entry.limits[name] = drawPoints(draws, unit, inUnit(millilitres, readUnit(unit) as Unit, patient));
    if (by !== '' && draws.once(3)) {
      const capUnit = `${plainUnit}${timed ? draws.pick(['/h', '/min']) : ''}`;
      const cap = drawPoints(draws, capUnit, inUnit(millilitres, readUnit(capUnit) as Unit, patient));
      const { upperSoft, upperHard } = cap;
      const points = { ...(upperSoft && { upperSoft }), ...(upperHard && { upperHard }) };
      if (upperSoft || upperHard) entry.caps = { ...entry.caps, [name]: { unit: capUnit, ...points } };
    }
  };
  const maybe = (name: string, unit: string, middle: number, often = 2) => {
    if (draws.below(often) > 0) entry.limits[name] = drawPoints(draws, unit, middle);
  };
  if (draws.once(4)) maybe('weight', 'kg', weight);
  if (draws.once(6)) maybe('bsa', 'm2', BSA);
  maybe('rate', draws.pick(['mL/h', 'mL/h', 'mL/min', 'mL/kg/h']), rate);
  if (entry.limits.rate?.unit === 'mL/kg/h') entry.limits.rate = drawPoints(draws, 'mL/kg/h', rate / weight);
  maybe('vtbi', 'mL', type === 'intermittent' ? rate / 2 : rate * 4);
  maybe('duration', draws.pick(['h', 'min']), 2);
  switch (type) {
    case 'continuous':
    case 'fluid':
    case 'multi-step':
      if (draws.below(8) < 7) limit('dose', rate, true);
      if (type === 'continuous' && draws.once(2)) {
        const change = { unit: '%', upperSoft: '50', upperHard: draws.pick(['100', '200', '33.3']) };
        if (change.upperHard === '33.3') change.upperSoft = '10';
        entry.limits['titration-up'] = change;
        entry.limits['titration-down'] = { unit: '%', upperSoft: '20', upperHard: '50' };
      }
      if (type === 'multi-step') {
        maybe('step-duration', draws.pick(['min', 'h']), 30);
        maybe('steps', 'step', 2);
      }
      break;
    case 'intermittent':
      if (draws.below(8) < 7) limit('dose', rate / 2, false);
      if (draws.once(2)) limit('dose-rate', rate, true, draws.pick(['', basis]));
      break;
    case 'pca':
      limit('demand-dose', 1, false);
      if (draws.below(4) > 0) limit('basal', rate / 8, true);
      if (draws.below(3) > 0) limit('clinician-bolus', 2, false);
      maybe('lockout', 'min', 8, 3);
      break;
  }
  if (draws.below(3) > 0 && type !== 'fluid') {
    limit('bolus-dose', 5, false);
    if (draws.once(2)) limit('bolus-rate', rate * 2, true);
    else if (draws.once(2)) entry.limits['bolus-rate'] = drawPoints(draws, 'mL/h', rate * 2);
    maybe('bolus-duration', 'min', 6);
  }
  if (draws.below(3) > 0 && type !== 'fluid') {
    limit('loading-dose', 10, false);
    if (draws.once(2)) limit('loading-rate', rate, true);
    maybe('loading-duration', 'min', 20);
  }
  if (draws.once(3) && ['continuous', 'pca'].includes(type)) {
    limit('accumulated-dose', rate * 4, false);
    const counts = ['basal', 'demand', 'bolus', 'clinician-bolus', 'loading'];
    entry.window = {
      seconds: draws.pick([14400, 3600, 86400, 10, 7]),
      counts: counts.filter((_, i) => draws.below(4) < 3 || i === 0),
    };
  }
  if (draws.once(6)) entry.enteredBy = draws.pick(['dose', 'rate']);
  return entry;
}

export function drawLimits(list: readonly number[]): TestLimits {
  const draws = new Draws(list);
  const weight = draws.pick(WEIGHTS);
  const rate = draws.pick([15.375, 100, 2.5, 0.35, 50]);
  return {
    pump: drawPump(draws),
    entry: draws.once(12) ? null : drawEntry(draws, weight, rate),
    careArea: draws.once(12) ? null : drawCareArea(draws, weight, rate),
  };
}

/** Entries of every type with care areas and pumps; one in twelve is outside the library. */
export const anyLimits: fc.Arbitrary<TestLimits> = fc
  .noBias(fc.array(fc.nat(0x3fffffff), { minLength: 240, maxLength: 240, size: 'max' }))
  .map(drawLimits);

// Programs

const UNREADABLE: unknown[] = [
  ...[
    '',
    ' ',
    '1.2.3 mg',
    '..5 mL',
    '1234567890 mg',
    '0.1234567891 mg',
    '0.0000000000001 mg',
    '-5 mg',
    '+5 mL/h',
  ],
  ...[
    '5',
    '5 ',
    '5  mg',
    '5mg',
    '5 furlong',
    '5 mg/fortnight',
    '5 mg/h/kg',
    '05 mg',
    '.5 mg',
    '5. mg',
    '1e3 mg',
  ],
  ...['NaN mL/h', 'Infinity mL/h', '5 MG', '5 toString', '٥ mg', '1,5 mg', 'mg'],
  ...[5, Number.NaN, Number.POSITIVE_INFINITY, null, true, {}, ['5 mg']],
];
const OTHER_UNITS = [
  ...[
    'mg',
    'mcg',
    'mg/h',
    'mcg/kg/min',
    'mg/kg/h',
    'mg/m2/h',
    'unit/h',
    'milliunit/kg/min',
    'mmol/h',
    'mEq/h',
  ],
  ...[
    'mL/h',
    'mL',
    'mL/kg/h',
    'mL/min',
    'microlitre',
    'kcal/h',
    'kg',
    'g',
    'm2',
    'min',
    'h',
    'day',
    '%',
    'mmHg',
  ],
  ...['step', 'micrograms', 'units/h', 'mg/mL'],
];

/** What a limit's points, and halves of the pump's steps, come to in a unit. */
class Surroundings {
  private points: Measure[];
  private tiers: { step: Ratio; from: number; to: number }[];

  constructor(
    readonly limits: TestLimits,
    readonly patient: Patient,
  ) {
    const { pump, careArea, entry } = limits;
    this.points = [pump.limits, careArea?.limits, entry?.limits, entry?.caps].flatMap((set) =>
      Object.entries(set ?? {}).flatMap(([name, { unit, ...points }]) =>
        Object.values(points).flatMap((text) => {
          const measure = text === undefined ? undefined : readMeasure(`${text} ${unit}`, name === 'weight');
          return measure && !(measure instanceof Obstacle) ? [measure] : [];
        }),
      ),
    );
    let from = 0;
    this.tiers = pump.steps.map(({ below, step }) => {
      const tier = { step: (readMeasure(`${step} mL`) as Measure).value, from, to: Number(below ?? 999) };
      from = tier.to;
      return tier;
    });
  }

  /** Tries a few points for one that can be told in this unit. */
  point(draws: Draws, unit: Unit): Ratio | undefined {
    for (let attempt = 0; attempt < 4 && this.points.length > 0; attempt++) {
      const value = express(draws.pick(this.points), unit, this.patient);
      if (!(value instanceof Obstacle)) return value;
    }
    return undefined;
  }

  /** A rate in the middle of two of the pump's steps. */
  tie(draws: Draws, unit: Unit): Ratio | undefined {
    const { step, from, to } = draws.pick(this.tiers);
    const size = Number(step.numerator) / Number(step.denominator);
    const first = Math.round(from / size);
    const steps = first + draws.below(Math.max(1, Math.min(40, Math.round(to / size) - first)));
    const value = express(
      { value: step.times(Ratio.of(2 * steps + 1, 2)), unit: MILLILITRE_PER_HOUR },
      unit,
      this.patient,
    );
    return value instanceof Obstacle ? undefined : value;
  }
}

/** The value as a person could type it: to at most nine digits, moved by so many of the last of them. */
function typed(value: Ratio, digits: number, nudge: number): string {
  const size = Number(value.numerator) / Number(value.denominator);
  if (!(size > 1e-10 && size < 9.9e8)) return plainText(Math.min(Math.max(size, 1e-9), 1e8) || 1, 3);
  const places = Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
  const scaled = value.times(Ratio.decimal(1, places));
  const nearest = scaled.plus(Ratio.of(1, 2)).floor() + BigInt(nudge);
  const text = Ratio.decimal(nearest > 0n ? nearest : 1n, -places).text();
  return text.replace('.', '').replace(/^0+/, '').length > 9 ? typed(value, digits - 1, nudge) : text;
}

const UNIT_OF_FIELD: Record<string, string[]> = {
  volume: ['mL', 'mL', 'microlitre'],
  duration: ['h', 'min', 'day'],
  bolusDuration: ['min', 'h'],
  loadingDuration: ['min', 'h'],
  lockout: ['min'],
  rate: ['mL/h', 'mL/h', 'mL/min', 'mL/kg/h', 'mL/day'],
};

const QUANTITY_OF_FIELD: Record<string, string> = {
  dose: 'dose',
  bolusDose: 'bolus-dose',
  bolusRate: 'bolus-rate',
  loadingDose: 'loading-dose',
  loadingRate: 'loading-rate',
  demandDose: 'demand-dose',
  basal: 'basal',
  clinicianBolus: 'clinician-bolus',
};

/** Ways to enter a part of a program; the last ones say too much or too little. */
const MAIN_WAYS = [
  'dose',
  'dose',
  'rate',
  'dose volume',
  'rate volume',
  'dose duration',
  'rate duration',
  'volume duration',
  'dose rate',
  'rate volume duration',
  'volume',
  '',
];
const INTERMITTENT_WAYS = [
  'dose duration',
  'dose rate',
  'volume duration',
  'volume rate',
  'dose volume duration',
  'dose volume rate',
  'dose duration rate',
  'dose',
  'duration',
  '',
];
const PART_WAYS = ['Dose Rate', 'Dose Duration', 'Dose Rate Duration', 'Dose', 'Rate', 'Rate Duration'];

type Loose = Record<string, unknown>;

export function drawProgram(limits: TestLimits, list: readonly number[]): InfusionProgram {
  const draws = new Draws(list);
  const { entry } = limits;
  const program: Loose = {};
  const weight = draws.pick(['82', '10', '70', '3.5', '0.9', '123.456789']);
  const bsa = draws.pick(['1.6', '2', '0.25', '1.73']);
  const concentration = drawConcentration(draws, limits);
  const patient: Patient = {
    weight: (readMeasure(`${weight} kg`) as Measure).value,
    bsa: (readMeasure(`${bsa} m2`) as Measure).value,
    concentration: concentrationOf(entry?.concentration ?? concentration),
  };
  const around = new Surroundings(limits, patient);

  const value = (unitText: string): string => {
    const unit = readUnit(unitText);
    const way = draws.below(8);
    const target = !unit
      ? undefined
      : way < 5
        ? around.point(draws, unit)
        : way < 7 && unit.time !== '' && unit.kind !== 'duration'
          ? around.tie(draws, unit)
          : undefined;
    if (!target)
      return `${plainText((draws.below(1000) + 1) / draws.pick([1, 10, 100]), draws.pick([2, 9]))} ${unitText}`;
    return `${typed(target, draws.pick([9, 9, 4, 2]), draws.pick([0, 0, 1, -1]))} ${unitText}`;
  };
  const text = (field: string): unknown => {
    const slip = draws.below(60);
    if (slip === 59) return draws.pick(UNREADABLE);
    if (slip === 58) return value(draws.pick(OTHER_UNITS));
    const units = UNIT_OF_FIELD[field];
    const unit = entry?.limits[QUANTITY_OF_FIELD[field]]?.unit ?? (units ? draws.pick(units) : 'mL/h');
    if (slip === 57) return `0 ${unit}`;
    return value(unit);
  };
  const enter = (fields: string, part = '') => {
    for (const field of fields.split(' ').filter((name) => name !== ''))
      program[part + field] = text(part + field);
  };

  const entryTypes: Record<string, string[]> = {
    continuous: ['continuous', 'continuous', 'titration', 'bolus', 'loading'],
    pca: ['pca', 'pca', 'pca', 'bolus', 'loading'],
  };
  const types = entry ? (entryTypes[entry.type] ?? [entry.type]) : ['continuous', 'fluid'];
  const type = draws.once(40)
    ? draws.pick([
        'titration',
        'bolus',
        'loading',
        'pca',
        'multi-step',
        'intermittent',
        'fluid',
        'continuous',
        'drip',
        '',
      ])
    : draws.pick(types);
  program.type = type;
  const needs = (basis: string) =>
    Object.values({ ...entry?.limits, ...limits.careArea?.limits }).some(({ unit }) => unit.includes(basis));
  if (needs('/kg') ? !draws.once(30) : draws.once(3))
    program.weight = draws.once(8) ? value('kg') : `${weight} kg`;
  if (needs('/m2') ? !draws.once(30) : draws.once(5)) program.bsa = draws.once(8) ? value('m2') : `${bsa} m2`;
  if (program.weight !== undefined && draws.once(40))
    program.weight = draws.pick([...UNREADABLE, '0 kg', '3500 g', '80 mg']);
  if (entry?.limits.concentration ? !draws.once(20) : draws.once(12)) program.concentration = concentration;

  switch (type) {
    case 'continuous':
    case 'titration':
    case 'fluid': {
      const ways = entry ? MAIN_WAYS : ['rate volume', 'rate duration', 'volume duration', ...MAIN_WAYS];
      enter(draws.once(6) ? draws.pick(ways) : draws.pick(ways.slice(0, 8)));
      if (type === 'titration') {
        const now = String(program.dose ?? program.rate ?? '10 mL/h').split(' ');
        const factor = draws.pick([1, 2, 0.5, 1.5, 0.8, 1.01, 3]);
        const base = Number(now[0]) * factor;
        if (!draws.once(20))
          program.running =
            base > 0 && base < 1e8 ? `${plainText(base, draws.pick([4, 9]))} ${now[1]}` : '0 mL/h';
        if (draws.once(12)) program.running = draws.pick(['0 mL/h', '5 mL/h', '5 mg', '0 mg/h']);
      }
      if (type === 'continuous' && draws.once(4)) enter(draws.pick(PART_WAYS), 'bolus');
      if (type === 'continuous' && draws.once(4)) enter(draws.pick(PART_WAYS), 'loading');
      break;
    }
    case 'intermittent':
      enter(draws.once(6) ? draws.pick(INTERMITTENT_WAYS) : draws.pick(INTERMITTENT_WAYS.slice(0, 6)));
      if (typeof program.dose === 'string' && program.volume !== undefined && draws.below(3) > 0) {
        const dose = readMeasure(program.dose);
        const volume = dose instanceof Obstacle ? dose : express(dose, readUnit('mL') as Unit, patient);
        const factor = draws.pick([
          Ratio.ONE,
          Ratio.of(105, 100),
          Ratio.of(95, 100),
          Ratio.of(1025, 1000),
          Ratio.of(2),
        ]);
        if (!(volume instanceof Obstacle))
          program.volume = `${typed(volume.times(factor), 9, draws.pick([0, 0, 1, -1]))} mL`;
      }
      break;
    case 'pca':
      enter('demandDose lockout');
      if (draws.below(3) > 0) enter('basal');
      if (draws.below(3) > 1) enter('clinicianBolus');
      if (draws.below(3) > 1) enter('volume');
      if (draws.once(4)) enter(draws.pick(['Dose', ...PART_WAYS]), 'loading');
      if (draws.once(20)) delete program[draws.pick(['demandDose', 'lockout'])];
      break;
    case 'multi-step':
      program.steps = drawSteps(draws, limits, value);
      break;
    case 'bolus':
    case 'loading':
      enter(draws.once(6) ? draws.pick(PART_WAYS) : draws.pick(PART_WAYS.slice(0, 2)), type);
      if (draws.once(2))
        program.running = value(entry?.limits.basal?.unit ?? entry?.limits.dose?.unit ?? 'mL/h');
      break;
  }
  if ((entry?.window || draws.once(30)) && draws.below(4) > 0)
    program.delivered = drawDelivered(draws, limits, around);
  if (draws.once(40)) {
    const field = draws.pick([
      ...Object.keys(QUANTITY_OF_FIELD),
      ...Object.keys(UNIT_OF_FIELD),
      'running',
      'bsa',
    ]);
    program[field] ??= text(field);
  }
  if (draws.once(200))
    program[draws.pick(['dosage', 'toString', 'steps', 'delivered'])] = draws.pick(['5 mg', 5, [], {}]);
  return program as unknown as InfusionProgram;
}

function drawConcentration(draws: Draws, { entry }: TestLimits): string {
  const limit = entry?.limits.concentration;
  const points = limit ? POINT_NAMES.flatMap((name) => limit[name] ?? []) : [];
  const way = draws.below(12);
  if (way === 11)
    return draws.pick([
      '0 mg/250 mL',
      '400 mg',
      '400 mg/0 mL',
      '5 kg/1 mL',
      '1 mg/1 mg',
      '1 mg /1 h',
      '1..2 mg/1 mL',
      '400 mg/250',
      '/',
      '1 mmol/1 mL',
      '1 mg/h/1 mL',
    ]);
  if (entry?.concentration) return way < 8 ? entry.concentration : '400 mg/250 mL';
  const substance = limit?.unit.replace('/mL', '') ?? 'mg';
  if (points.length === 0 || way > 8) return `400 ${substance}/250 mL`;
  const point = readMeasure(`${draws.pick(points)} ${substance}`) as Measure;
  const volume = draws.pick([1, 10, 3, 250]);
  return `${typed(point.value.times(Ratio.of(volume)), 9, draws.pick([0, 0, 1, -1]))} ${substance} / ${volume} mL`;
}

function drawSteps(draws: Draws, { entry }: TestLimits, value: (unit: string) => string): unknown {
  if (draws.once(40))
    return draws.pick<unknown>(['two', null, [], [null], [{}], [{ dose: '1 mg/h', speed: '2' }]]);
  const doseUnit = entry?.limits.dose?.unit;
  const byDose = doseUnit !== undefined && draws.below(3) > 0;
  const what = byDose ? doseUnit : draws.pick(['mL/h', 'mL/h', 'mL/kg/h', 'mL/min']);
  const [field, long] = draws.pick([
    ['duration', 'min'],
    ['duration', 'h'],
    ['volume', 'mL'],
  ]);
  const count = draws.pick([2, 3, 1, 4]);
  return Array.from({ length: count }, () => {
    const slip = draws.below(100);
    const step: Loose = {
      [byDose ? 'dose' : 'rate']: value(slip === 99 ? draws.pick(OTHER_UNITS) : what),
      [field]: value(slip === 98 ? draws.pick(OTHER_UNITS) : long),
    };
    if (slip === 97) step[draws.pick(['dose', 'rate', 'volume', 'duration'])] = value(what);
    if (slip === 96) step[field] = draws.pick([...UNREADABLE, '0 min', undefined]);
    if (slip === 95) step[byDose ? 'dose' : 'rate'] = draws.pick([...UNREADABLE, `0 ${what}`, undefined]);
    return step;
  });
}

function drawDelivered(draws: Draws, { entry }: TestLimits, around: Surroundings): unknown {
  if (draws.once(60))
    return draws.pick<unknown>(['all', null, [null], [{ kind: 'drip', amount: '1 mg', from: 1, until: 0 }]]);
  const length = entry?.window?.seconds ?? 3600;
  const substance = entry?.limits['accumulated-dose']?.unit.split('/')[0] ?? 'mg';
  const age = () =>
    draws.pick([
      0,
      length,
      length - 1,
      length + 1,
      Math.floor(length / 2),
      1,
      length * 2,
      draws.below(length),
    ]);
  const count = draws.once(60) ? draws.pick([64, 65]) : draws.below(4);
  return Array.from({ length: count }, () => {
    const slip = draws.below(120);
    const point = around.point(draws, readUnit(substance) as Unit);
    const ages = [age(), age()].sort((a, b) => a - b);
    return {
      kind: draws.pick(['demand', 'basal', 'clinician-bolus', 'loading', 'bolus']),
      amount:
        slip === 119
          ? draws.pick([...UNREADABLE, '5 mmol', '5 kg', '5 mg/h', '5 min'])
          : point && draws.below(3) > 0
            ? `${typed(point.over(Ratio.of(draws.pick([1, 2, 3]))), 9, draws.pick([0, 1, -1]))} ${substance}`
            : `${draws.below(100)} ${substance}`,
      from: slip === 118 ? draws.pick<unknown>([-1, 1.5, 1e9, Number.NaN, '5', undefined]) : ages[1],
      until:
        slip === 117 ? draws.pick<unknown>([-1, 0.5, ages[1] + 1, Number.POSITIVE_INFINITY, null]) : ages[0],
    };
  });
}

/** A program for these limits, and the one before it, whose soft findings a person confirmed: alike but for a draw or two. */
export function programsFor(
  limits: TestLimits,
): fc.Arbitrary<{ program: InfusionProgram; before?: InfusionProgram }> {
  return fc.tuple(drawList, fc.nat(0x3fffffff), fc.nat(0x3fffffff)).map(([list, change, draw]) => {
    const program = drawProgram(limits, list);
    if (change % 3 === 0) return { program };
    const other = list.slice();
    other[change % DRAWS] = draw;
    return { program, before: drawProgram(limits, other) };
  });
}
