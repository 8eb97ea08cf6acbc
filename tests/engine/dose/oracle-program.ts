// The oracle's reading of programs and limits: texts to measures, and what cannot be read to findings.
import type { InfusionProgram } from '../../../engine/index';
import type { EntryLimits, Limit, LimitsByName, TestLimits } from './limits';
import {
  DOSED,
  Obstacle,
  type TypedMeasure,
  type Unit,
  readConcentration,
  readMeasure,
  readNumber,
  readUnit,
} from './oracle-measure';
import { Ratio } from './oracle-ratio';

export type FieldName = Exclude<keyof InfusionProgram, 'type' | 'concentration' | 'steps' | 'delivered'>;

type Role = 'weight' | 'bsa' | 'volume' | 'duration' | 'rate' | 'amount' | 'drug' | 'drug-rate';

/** Each field's quantity, and what it may count. */
export const FIELDS: Record<FieldName, [string, Role]> = {
  weight: ['weight', 'weight'],
  bsa: ['bsa', 'bsa'],
  dose: ['dose', 'drug'],
  rate: ['rate', 'rate'],
  volume: ['vtbi', 'volume'],
  duration: ['duration', 'duration'],
  bolusDose: ['bolus-dose', 'drug'],
  bolusRate: ['bolus-rate', 'drug-rate'],
  bolusDuration: ['bolus-duration', 'duration'],
  loadingDose: ['loading-dose', 'drug'],
  loadingRate: ['loading-rate', 'drug-rate'],
  loadingDuration: ['loading-duration', 'duration'],
  demandDose: ['demand-dose', 'drug'],
  lockout: ['lockout', 'duration'],
  basal: ['basal', 'drug-rate'],
  clinicianBolus: ['clinician-bolus', 'drug'],
  running: ['running', 'drug'],
};

const MAIN: FieldName[] = ['dose', 'rate', 'volume', 'duration'];
const BOLUS: FieldName[] = ['bolusDose', 'bolusRate', 'bolusDuration'];
const LOADING: FieldName[] = ['loadingDose', 'loadingRate', 'loadingDuration'];

/** The page's table of programs: entry type, and the fields that a type may hold beside patient and concentration. */
export const TYPES: Record<string, { entry: string; holds: string[] }> = {
  continuous: { entry: 'continuous', holds: [...MAIN, ...BOLUS, ...LOADING] },
  titration: { entry: 'continuous', holds: [...MAIN, 'running'] },
  fluid: { entry: 'fluid', holds: MAIN },
  intermittent: { entry: 'intermittent', holds: MAIN },
  'multi-step': { entry: 'multi-step', holds: ['steps'] },
  pca: { entry: 'pca', holds: ['demandDose', 'lockout', 'basal', 'clinicianBolus', 'volume', ...LOADING] },
  bolus: { entry: 'any', holds: [...BOLUS, 'running'] },
  loading: { entry: 'any', holds: [...LOADING, 'running'] },
};

/** Deliveries are counted in these powers of ten of the kind's base unit. */
export const QUANTA: Record<string, number> = {
  mass: -12,
  activity: -6,
  amount: -9,
  charge: -9,
  volume: -6,
  energy: -6,
};

export interface Step {
  /** Dose or rate: which of the two its unit decides. */
  what: TypedMeasure;
  long: TypedMeasure;
  longField: 'volume' | 'duration';
}

export interface Delivery {
  kind: string;
  unit: Unit;
  from: number;
  until: number;
  quanta: bigint;
}

export interface ReadProgram {
  type: string;
  fields: Partial<Record<FieldName, TypedMeasure>>;
  /** Half of it, where only half can be used. */
  concentration: { amount?: TypedMeasure; volume?: TypedMeasure };
  steps: Step[];
  delivered: Delivery[];
  /** Quantity and code of what cannot be read. */
  problems: [string, number][];
}

function fits({ unit }: TypedMeasure, role: Role): boolean {
  const { kind, basis, time } = unit;
  switch (role) {
    case 'weight':
      return kind === 'body weight';
    case 'bsa':
      return kind === 'body surface';
    case 'duration':
      return kind === 'duration';
    case 'volume':
      return kind === 'volume' && basis === '' && time === '';
    case 'rate':
      return kind === 'volume' && basis !== 'mL' && time !== '';
    case 'amount':
      return DOSED.includes(kind) && basis === '' && time === '';
    case 'drug':
      return DOSED.includes(kind) && basis !== 'mL';
    case 'drug-rate':
      return DOSED.includes(kind) && basis !== 'mL' && time !== '';
  }
}

/** Why a value that could be read cannot be used all the same; 0 where it can. */
export function unusable(measure: TypedMeasure, role: Role, mayBeZero = false): number {
  if (measure.coefficient === 0n && !mayBeZero) return 107;
  return fits(measure, role) ? 0 : 201;
}

function readStep(given: unknown): Step | number {
  const step = (given || {}) as Record<string, unknown>;
  if (Object.keys(step).some((name) => !['dose', 'rate', 'duration', 'volume'].includes(name))) return 113;
  const either = (one: unknown, other: unknown): TypedMeasure | number => {
    if (one === undefined && other === undefined) return 109;
    if (one !== undefined && other !== undefined) return 110;
    const measure = readMeasure(one ?? other);
    return measure instanceof Obstacle ? measure.code : measure;
  };
  const what = either(step.dose, step.rate);
  if (typeof what === 'number') return what;
  const long = either(step.volume, step.duration);
  if (typeof long === 'number') return long;
  if ((long.unit.kind === 'volume') !== (step.volume !== undefined)) return 201;
  return { what, long, longField: step.volume === undefined ? 'duration' : 'volume' };
}

function readDelivery(given: unknown): Delivery | number {
  const delivery = (given || {}) as Record<string, unknown>;
  const kind = String(delivery.kind);
  if (!['demand', 'basal', 'clinician-bolus', 'loading', 'bolus'].includes(kind)) return 113;
  const amount = readMeasure(delivery.amount);
  if (amount instanceof Obstacle) return amount.code;
  const { unit } = amount;
  if (!DOSED.includes(unit.kind) || unit.basis !== '' || unit.time !== '') return 201;
  const quantum = Ratio.decimal(1, QUANTA[unit.kind]);
  const quanta = amount.value.times(Ratio.decimal(1, unit.scale)).over(quantum).ceiling();
  return { kind, unit, quanta, from: delivery.from as number, until: delivery.until as number };
}

/** Reads a list up to its first bad member; the code of that one, or 0. */
function readList<T>(given: unknown, read: (member: unknown) => T | number, into: T[]): number {
  if (!Array.isArray(given)) return 106;
  for (const member of given) {
    const result = read(member);
    if (typeof result === 'number') return result;
    into.push(result);
  }
  return 0;
}

export function readProgram(given: InfusionProgram): ReadProgram {
  const read: ReadProgram = {
    type: typeof given.type === 'string' ? given.type : '',
    fields: {},
    concentration: {},
    steps: [],
    delivered: [],
    problems: [],
  };
  const say = (quantity: string, code: number) => {
    if (code !== 0) read.problems.push([quantity, code]);
  };
  for (const [name, text] of Object.entries(given)) {
    if (name === 'type' || text === undefined) continue;
    if (Object.hasOwn(FIELDS, name)) {
      const field = name as FieldName;
      const [quantity, role] = FIELDS[field];
      const measure = readMeasure(text, role === 'weight');
      if (measure instanceof Obstacle) say(quantity, measure.code);
      else read.fields[field] = measure;
    } else if (name === 'concentration') {
      const { amount, volume, obstacle } = readConcentration(text);
      read.concentration = { amount, volume };
      say('concentration', obstacle?.code ?? 0);
    } else if (name === 'steps') {
      const code = readList(text, readStep, read.steps);
      if (code !== 0) read.steps = [];
      say('steps', code);
    } else if (name === 'delivered') {
      say('accumulated-dose', readList(text, readDelivery, read.delivered));
    } else {
      say('program', 113);
    }
  }
  return read;
}

/** Five points in one unit, each optional. */
export interface PointSet {
  unit: Unit;
  lowerHard?: Ratio;
  lowerSoft?: Ratio;
  initial?: Ratio;
  upperSoft?: Ratio;
  upperHard?: Ratio;
}

export type PointSets = Record<string, PointSet | undefined>;

export interface LimitSets {
  pump: PointSets;
  careArea: PointSets;
  hasCareArea: boolean;
  entry?: EntryLimits;
  entryLimits: PointSets;
  caps: PointSets;
  fixed?: { amount: TypedMeasure; volume: TypedMeasure };
  /** As a part of one. */
  tolerance: Ratio;
  tiers: { below?: Ratio; step: Ratio }[];
  /** Decimal places of the last place that the steps share. */
  places: number;
}

function number(text: string): Ratio {
  const read = readNumber(text);
  if (read instanceof Obstacle) throw new RangeError(`"${text}" is not a number`);
  return Ratio.decimal(read.coefficient, read.exponent);
}

function placesOf(text = ''): number {
  return (text.split('.')[1] ?? '').replace(/0+$/, '').length;
}

function pointSets(limits: LimitsByName = {}): PointSets {
  const pointSet = ([name, { unit, ...points }]: [string, Limit]) => {
    const read = Object.entries(points).map(([point, text]) => [point, number(text)]);
    return [name, { unit: readUnit(unit, name === 'weight'), ...Object.fromEntries(read) }];
  };
  return Object.fromEntries(Object.entries(limits).map(pointSet));
}

/** Limits are read once for the many programs that are checked against them. */
export function readLimits({ pump, careArea, entry }: TestLimits): LimitSets {
  const { amount, volume } = readConcentration(entry?.concentration);
  if (entry?.concentration !== undefined && !volume)
    throw new RangeError(`"${entry.concentration}" is not a concentration`);
  return {
    pump: pointSets(pump.limits),
    careArea: pointSets(careArea?.limits),
    hasCareArea: careArea !== null,
    entry: entry ?? undefined,
    entryLimits: pointSets(entry?.limits),
    caps: pointSets(entry?.caps),
    fixed: amount && volume && { amount, volume },
    tolerance: number(pump.tolerance ?? '5').over(Ratio.of(100)),
    tiers: pump.steps.map(({ below, step }) => ({
      below: below === undefined ? undefined : number(below),
      step: number(step),
    })),
    places: Math.max(...pump.steps.flatMap(({ below, step }) => [placesOf(below), placesOf(step)])),
  };
}
