/**
 * Programs that love boundaries: on a point of a limit and one last digit beside it, on a half of the pump's step, with nine digits, with fields missing,
 * superfluous, unreadable or in another unit. No number here means anything clinical.
 */
import fc from 'fast-check';
import type { InfusionProgram } from '../../../engine/index';
import type { DrawnLimits } from './drawn-limits';
import { Draws, POINT_NAMES, anyDraw, anyDraws, concentrationOf, typed, typedNumber } from './draws';
import type { Limit, TestLimits } from './limits';
import {
  MILLILITRE_PER_HOUR,
  type Measure,
  Obstacle,
  type Patient,
  type Unit,
  express,
  readMeasure,
  readUnit,
} from './oracle-measure';
import { FIELDS, type FieldName } from './oracle-program';
import { Ratio } from './oracle-ratio';
import { OTHER_UNITS, UNREADABLE } from './slips';

export { type DrawnLimits, anyLimits } from './drawn-limits';

const DRAWS = 72;

type Loose = Record<string, unknown>;

const UNITS: Record<string, string[]> = {
  volume: ['mL', 'mL', 'microlitre'],
  duration: ['h', 'min', 'day'],
  bolusDuration: ['min', 'h'],
  loadingDuration: ['min', 'h'],
  lockout: ['min', 'h'],
  rate: ['mL/h', 'mL/h', 'mL/min', 'mL/kg/h', 'mL/day'],
  weight: ['kg', 'kg', 'kg', 'g'],
  bsa: ['m2'],
};

/** Ways to enter a part of a program; those behind the bar say too much or too little. */
interface Ways {
  good: string[];
  bad: string[];
}

const MAIN: Ways = {
  good: ['dose', 'rate', 'dose volume', 'rate volume', 'dose duration', 'rate duration', 'volume duration'],
  bad: ['dose rate', 'rate volume duration', 'dose volume duration', 'volume', 'duration', ''],
};
const OUTSIDE: Ways = {
  good: ['rate volume', 'rate duration', 'volume duration'],
  bad: ['rate', 'rate volume duration', 'dose', 'dose volume', 'volume', ''],
};
const INTERMITTENT: Ways = {
  good: [
    'dose duration',
    'dose rate',
    'volume duration',
    'volume rate',
    'dose volume duration',
    'dose volume rate',
  ],
  bad: ['dose duration rate', 'dose', 'duration', 'volume', ''],
};
const PART: Ways = {
  good: ['Dose Rate', 'Dose Duration'],
  bad: ['Dose Rate Duration', 'Dose', 'Rate', 'Rate Duration'],
};

const TYPES: Record<string, string[]> = {
  continuous: ['continuous', 'continuous', 'titration', 'bolus', 'loading'],
  pca: ['pca', 'pca', 'pca', 'bolus', 'loading'],
};
const ANY_TYPE = [
  ...['titration', 'bolus', 'loading', 'pca', 'multi-step', 'intermittent', 'fluid', 'continuous'],
  ...['drip', '', 'toString'],
];

/** One program being drawn: its patient and concentration are settled first, so that limits can be told in any unit. */
class Drawing {
  private draws: Draws;
  private limits: TestLimits;
  private program: Loose = {};
  private weight: string;
  private bsa: string;
  private concentration: string;
  private patient: Patient;

  constructor(
    private drawn: DrawnLimits,
    list: readonly number[],
  ) {
    const draws = new Draws(list);
    this.draws = draws;
    this.limits = drawn.limits;
    const { weight, bsa } = drawn.usual;
    this.weight = draws.pick([...Array<string>(5).fill(String(weight)), '82', '3.5', '123.456789']);
    this.bsa = draws.pick([String(bsa), '1.73']);
    this.concentration = this.drawConcentration();
    this.patient = {
      weight: readValue(`${this.weight} kg`),
      bsa: readValue(`${this.bsa} m2`),
      concentration: concentrationOf(this.limits.entry?.concentration ?? this.concentration),
    };
  }

  finished(): InfusionProgram {
    const { draws, program } = this;
    const { entry, careArea } = this.limits;
    const type = draws.once(40)
      ? draws.pick(ANY_TYPE)
      : draws.pick(entry ? (TYPES[entry.type] ?? [entry.type]) : ['fluid', 'continuous']);
    program.type = type;
    const all = Object.values({ ...entry?.limits, ...careArea?.limits });
    const needs = (basis: string) => all.some(({ unit }) => unit.includes(basis));
    if (needs('/kg') ? draws.mostly(40) : draws.once(3))
      program.weight = this.patientText('weight', this.weight);
    if (needs('/m2') ? draws.mostly(40) : draws.once(5)) program.bsa = this.patientText('bsa', this.bsa);
    if (entry?.limits.concentration ? draws.mostly(30) : draws.once(12))
      program.concentration = this.concentration;
    this.drawParts(type);
    if (draws.below(4) > 0 && (entry?.window || draws.once(30))) program.delivered = this.drawDelivered();
    if (draws.once(40)) {
      const field = draws.pick(Object.keys(FIELDS)) as FieldName;
      program[field] ??= this.text(field);
    }
    if (draws.once(150))
      program[draws.pick(['dosage', 'toString', 'steps', 'delivered'])] = draws.pick(['5 mg', 5, [], {}]);
    return program as unknown as InfusionProgram;
  }

  private drawParts(type: string): void {
    const { draws, program } = this;
    const { entry } = this.limits;
    switch (type) {
      case 'continuous':
      case 'titration':
      case 'fluid':
        this.enter(entry ? this.fitting(MAIN) : OUTSIDE);
        if (type === 'titration' && draws.mostly(20)) program.running = this.drawRunning();
        break;
      case 'intermittent':
        this.enter(INTERMITTENT);
        if (typeof program.dose === 'string' && program.volume !== undefined && draws.below(4) > 0)
          program.volume = this.volumeBeside(program.dose);
        break;
      case 'pca':
        this.enter({ good: ['demandDose lockout'], bad: ['demandDose', 'lockout', ''] });
        for (const field of ['basal', 'clinicianBolus', 'volume'] as const)
          if (draws.once(2) && (field === 'volume' || this.ownLimit(field) || draws.once(20)))
            program[field] = this.text(field);
        break;
      case 'multi-step':
        program.steps = this.drawSteps();
        break;
      case 'bolus':
      case 'loading':
        this.enter(PART, type);
        if (draws.once(2))
          program.running = this.value(
            this.ownLimit('basal')?.unit ?? this.ownLimit('dose')?.unit ?? 'mL/h',
            'rate',
          );
        break;
    }
    for (const part of ['bolus', 'loading'] as const) {
      const holds = type === 'continuous' || (type === 'pca' && part === 'loading');
      if (holds && draws.once(this.ownLimit(`${part}Dose`) ? 3 : 40)) this.enter(PART, part);
    }
  }

  /** Mostly in the way that the entry is entered. */
  private fitting(ways: Ways): Ways {
    const { entry } = this.limits;
    const byDose = entry?.enteredBy === 'dose' || (this.draws.once(2) && entry?.enteredBy !== 'rate');
    const possible = byDose && entry?.limits.dose !== undefined && this.draws.mostly(20);
    return { ...ways, good: ways.good.filter((way) => way.startsWith('dose') === possible) };
  }

  private enter(ways: Ways, part = ''): void {
    const fields = this.draws.pick(this.draws.once(20) ? ways.bad : ways.good);
    for (const field of fields.split(' ').filter((name) => name !== ''))
      this.program[part + field] = this.text((part + field) as FieldName);
  }

  private ownLimit(field: FieldName): Limit | undefined {
    return this.limits.entry?.limits[FIELDS[field][0]];
  }

  private text(field: FieldName): unknown {
    const { draws } = this;
    const slip = draws.below(120);
    if (slip === 119) return draws.pick(UNREADABLE);
    const [quantity, role] = FIELDS[field];
    if (slip === 118) return this.value(draws.pick(OTHER_UNITS), quantity);
    const own = role.startsWith('drug') ? this.ownLimit(field)?.unit : undefined;
    const unit = own ?? draws.pick(UNITS[field] ?? ['mL/h']);
    return slip === 117 ? `0 ${unit}` : this.value(unit, quantity);
  }

  /** A number for a quantity in a unit: usual, on a point of its own limits, on any point, on a half of a step, or of no meaning. */
  private value(unitText: string, quantity: string): string {
    const { draws } = this;
    const unit = readUnit(unitText);
    const way = draws.below(12);
    const target = !unit
      ? undefined
      : way < 7
        ? this.usual(quantity, unit)
        : way < 9
          ? this.point(unit, quantity)
          : way < 10
            ? this.point(unit)
            : way < 11
              ? this.halfStep(unit)
              : undefined;
    if (target && way < 7) return `${typed(target, draws.pick([3, 9, 2]))} ${unitText}`;
    if (target) return `${typed(target, draws.pick([9, 9, 4, 2]), draws.pick([0, 0, 1, -1]))} ${unitText}`;
    return `${typedNumber((draws.below(1000) + 1) / draws.pick([1, 10, 100]), 3)} ${unitText}`;
  }

  private usual(quantity: string, unit: Unit): Ratio | undefined {
    const { type } = this.limits.entry ?? { type: '' };
    // Intermittent entries are drawn about an eighth of the usual volume and time.
    const part = type === 'intermittent' && ['vtbi', 'duration', 'dose'].includes(quantity) ? 0.125 : 1;
    const usual = this.drawn.usual.values[type === 'intermittent' && quantity === 'dose' ? 'vtbi' : quantity];
    if (usual === undefined) return undefined;
    const value = usual * part * this.draws.pick([1, 1, 1.1, 0.9, 1.3]);
    const from: Unit =
      unit.kind === 'duration' ? (readUnit('h') as Unit) : { ...MILLILITRE_PER_HOUR, time: unit.time && 'h' };
    return here({ value: Ratio.fromNumber(value), unit: from }, unit, this.patient);
  }

  /** A point, of this quantity or of any, told in this unit. */
  private point(unit: Unit, quantity?: string): Ratio | undefined {
    const { pump, careArea, entry } = this.limits;
    const sets = [entry?.limits, careArea?.limits, pump.limits, entry?.caps].map((set) => set ?? {});
    for (let attempt = 0; attempt < 4; attempt++) {
      const set = this.draws.pick(sets);
      const name = quantity ?? this.draws.pick([...Object.keys(set), '']);
      const text = set[name]?.[this.draws.pick(POINT_NAMES)];
      const measure =
        text === undefined ? undefined : readMeasure(`${text} ${set[name].unit}`, name === 'weight');
      const value = measure && !(measure instanceof Obstacle) ? here(measure, unit, this.patient) : undefined;
      if (value) return value;
    }
    return undefined;
  }

  /** A rate in the middle of two of the pump's steps, told in this unit. */
  private halfStep(unit: Unit): Ratio | undefined {
    const tiers = this.limits.pump.steps;
    const i = this.draws.below(tiers.length);
    const step = readValue(`${tiers[i].step} mL`);
    const from =
      i === 0
        ? 0n
        : readValue(`${tiers[i - 1].below} mL`)
            .over(step)
            .floor();
    const to = readValue(`${tiers[i].below ?? 500} mL`)
      .over(step)
      .floor();
    const steps = from + BigInt(this.draws.below(Math.min(60, Number(to - from)) || 1));
    const rate = step.times(Ratio.of(2n * steps + 1n, 2));
    return here({ value: rate, unit: MILLILITRE_PER_HOUR }, unit, this.patient);
  }

  private patientText(field: 'weight' | 'bsa', nominal: string): unknown {
    const { draws } = this;
    if (draws.once(60)) return draws.pick([...UNREADABLE, '0 kg', '80 mg', '80000 mcg']);
    if (draws.below(8) === 7) return this.value(draws.pick(UNITS[field]), field);
    return `${nominal} ${UNITS[field][0]}`;
  }

  private drawConcentration(): string {
    const { draws } = this;
    const { entry } = this.limits;
    if (draws.once(15))
      return draws.pick([
        ...['0 mg/250 mL', '400 mg', '400 mg/0 mL', '5 kg/1 mL', '1 mg/1 mg', '1 mg /1 h', '1..2 mg/1 mL'],
        ...['400 mg/250', '/', '1 mmol/1 mL', '1 mg/h/1 mL', '400 mg/250 mL/h'],
      ]);
    if (entry?.concentration) return draws.mostly(3) ? entry.concentration : '400 mg/250 mL';
    const limit = entry?.limits.concentration;
    const substance = limit?.unit.replace('/mL', '') ?? 'mg';
    const points = limit ? POINT_NAMES.flatMap((name) => limit[name] ?? []) : [];
    if (points.length === 0) return `400 ${substance}/250 mL`;
    const volume = draws.pick([1, 10, 3, 250]);
    const amount = readValue(`${draws.pick(points)} ${substance}`).times(Ratio.of(volume));
    return `${typed(amount, 9, draws.pick([0, 0, 1, -1]))} ${substance} / ${volume} mL`;
  }

  /** What runs now: the new value times a plain factor, in its unit. */
  private drawRunning(): string {
    const { draws, program } = this;
    if (draws.once(15)) return draws.pick(['0 mL/h', '5 mL/h', '5 mg', '0 mg/h']);
    const [number, ...unit] = String(program.dose ?? program.rate ?? '10 mL/h').split(' ');
    const running = Number(number) * draws.pick([1, 0.8, 1.2, 2, 0.5, 1.01, 3]);
    return running > 0 && running < 1e8
      ? `${typedNumber(running, draws.pick([4, 9]))} ${unit.join(' ')}`
      : '0 mL/h';
  }

  /** The volume that a dose comes to, or as far off as a tolerance allows, or a digit more. */
  private volumeBeside(doseText: string): string {
    const { draws } = this;
    const dose = readMeasure(doseText);
    const volume = dose instanceof Obstacle ? undefined : here(dose, readUnit('mL') as Unit, this.patient);
    if (!volume) return '100 mL';
    const factor = draws.pick([1, 1.05, 0.95, 1.025, 2]);
    return `${typed(volume.times(Ratio.fromNumber(factor)), 9, draws.pick([0, 0, 1, -1]))} mL`;
  }

  private drawSteps(): unknown {
    const { draws } = this;
    if (draws.once(40))
      return draws.pick<unknown>(['two', null, [], [null], [{}], [{ dose: '1 mg/h', speed: '2' }], [5]]);
    const dose = this.ownLimit('dose');
    const byDose = dose !== undefined && draws.below(3) > 0;
    const what = byDose ? dose.unit : draws.pick(['mL/h', 'mL/h', 'mL/kg/h', 'mL/min']);
    const [longField, long] = draws.pick([
      ['duration', 'min'],
      ['duration', 'h'],
      ['volume', 'mL'],
    ]);
    return Array.from({ length: draws.pick([2, 3, 1, 4]) }, () => {
      const slip = draws.below(200);
      const whatField = byDose ? 'dose' : 'rate';
      const step: Loose = {
        [whatField]: this.value(slip === 199 ? draws.pick(OTHER_UNITS) : what, 'rate'),
        [longField]: this.value(
          slip === 198 ? draws.pick(OTHER_UNITS) : long,
          longField === 'volume' ? 'vtbi' : 'step-duration',
        ),
      };
      if (slip === 197) step[draws.pick(['dose', 'rate', 'volume', 'duration'])] = this.value(what, 'rate');
      if (slip === 196) step[longField] = draws.pick([...UNREADABLE, '0 min', '0 mL', undefined]);
      if (slip === 195) step[whatField] = draws.pick([...UNREADABLE, `0 ${what}`, undefined]);
      return step;
    });
  }

  private drawDelivered(): unknown {
    const { draws } = this;
    const { entry } = this.limits;
    if (draws.once(60))
      return draws.pick<unknown>([
        'all',
        null,
        [null],
        [{ kind: 'drip', amount: '1 mg', from: 1, until: 0 }],
      ]);
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
      const slip = draws.below(150);
      const [until, from] = [age(), age()].sort((a, b) => a - b);
      const point = this.point(readUnit(substance) as Unit, 'accumulated-dose');
      const share = point?.over(Ratio.of(draws.pick([3, 2, 1, 10, 100])));
      const amount = share ? typed(share, 9, draws.pick([0, 1, -1])) : String(draws.below(100));
      return {
        kind: draws.pick(['demand', 'basal', 'clinician-bolus', 'loading', 'bolus']),
        amount:
          slip === 149
            ? draws.pick([...UNREADABLE, '5 mmol', '5 kg', '5 mg/h', '5 min'])
            : `${amount} ${substance}`,
        from: slip === 148 ? draws.pick<unknown>([-1, 1.5, 1e9, Number.NaN, '5', undefined]) : from,
        until:
          slip === 147 ? draws.pick<unknown>([-1, 0.5, from + 1, Number.POSITIVE_INFINITY, null]) : until,
      };
    });
  }
}

function here(measure: Measure, unit: Unit, patient: Patient): Ratio | undefined {
  const value = express(measure, unit, patient);
  return value instanceof Obstacle ? undefined : value;
}

function readValue(text: string): Ratio {
  const measure = readMeasure(text);
  if (measure instanceof Obstacle) throw new RangeError(`"${text}" is not a quantity`);
  return measure.value;
}

export interface DrawnProgram {
  /** Which of the limits it is for. */
  index: number;
  program: InfusionProgram;
  /** An earlier one of the same infusion: what was soft in it, a person confirmed. */
  before?: InfusionProgram;
}

/** Programs for any of these limits; two of three come with an earlier one that differs by a draw, or not at all. */
export function programsFor(all: readonly DrawnLimits[]): fc.Arbitrary<DrawnProgram> {
  return fc
    .tuple(fc.noBias(fc.nat(all.length - 1)), anyDraws(DRAWS), anyDraw, anyDraw)
    .map(([index, list, change, draw]) => {
      const program = new Drawing(all[index], list).finished();
      if (change % 3 === 0) return { index, program };
      const other = list.slice();
      other[change % DRAWS] = draw;
      return { index, program, before: new Drawing(all[index], other).finished() };
    });
}
