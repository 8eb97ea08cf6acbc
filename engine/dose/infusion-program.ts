import { NAN, parseDecimal } from '../number/decimal';
import { Reason } from '../reason';
import { Quantity } from './limit';
import { Kind, SCALES, kindOf, parseUnit } from './unit';

export const enum ProgramType {
  NONE = 0,
  CONTINUOUS = 1,
  INTERMITTENT = 2,
  PCA = 3,
  FLUID = 4,
  MULTI_STEP = 5,
  /** Parts of a continuous or PCA entry: the types above are also the types of a library entry, these are not. */
  TITRATION = 6,
  BOLUS = 7,
  LOADING = 8,
}

export const PROGRAM_TYPE_NAMES: string[] = [
  '',
  'continuous',
  'intermittent',
  'pca',
  'fluid',
  'multi-step',
  'titration',
  'bolus',
  'loading',
];

/** What counts towards an accumulated dose, as bits. */
export const enum Delivery {
  DEMAND = 1,
  BASAL = 2,
  CLINICIAN_BOLUS = 4,
  LOADING = 8,
  BOLUS = 16,
}

export const DELIVERY_NAMES: string[] = ['demand', 'basal', 'clinician-bolus', 'loading', 'bolus'];

/**
 * An infusion program as a person or a JSON file gives it. Quantities are text with their unit: `"5 mcg/kg/min"`, `"15 mL/h"`,
 * `"82 kg"`, `"30 min"`; numbers are plain decimals of at most nine digits.
 */
export interface InfusionProgram {
  type: string;
  weight?: string;
  /** Body surface area, entered in m2, never calculated. */
  bsa?: string;
  /** Only where the library entry asks for a custom one: `"400 mg/250 mL"`. */
  concentration?: string;
  dose?: string;
  rate?: string;
  /** Volume to be infused. */
  volume?: string;
  duration?: string;
  bolusDose?: string;
  bolusRate?: string;
  bolusDuration?: string;
  loadingDose?: string;
  loadingRate?: string;
  loadingDuration?: string;
  demandDose?: string;
  lockout?: string;
  basal?: string;
  clinicianBolus?: string;
  /** What is running now (dose or rate; "0 …" from pause): the base of a titration, and reserved in an accumulated dose. */
  running?: string;
  /** Multi-step: each step has `dose` or `rate`, and `duration` or `volume`; the same two in every step. */
  steps?: { dose?: string; rate?: string; duration?: string; volume?: string }[];
  /** What this patient received of this drug: an amount delivered evenly between two ages in seconds (`from` ≥ `until` ≥ 0). */
  delivered?: { kind: string; amount: string; from: number; until: number }[];
}

/**
 * The same program as numbers, the form a firmware fills: `values[3q … 3q+2]` are coefficient, exponent and unit of quantity
 * `q` (unit 0: not entered); six numbers a step (what runs, how long); four a delivery (kind of unit × 256 + kind of
 * delivery as a bit, from, until, quanta); pairs
 * of quantity and reason for what could not be read.
 */
export interface Program {
  type: number;
  values: number[];
  steps: number[];
  delivered: number[];
  problems: number[];
}

export const VALUES = 29 * 3;
export const MAX_DELIVERED = 64;

/** Amounts delivered are counted in quanta of 10^n of the kind's base unit (a picogram, a microunit, a nanolitre …). */
const QUANTUM: number[] = [0, -12, -6, -9, -9, -6, -6];

export function quantumOf(kind: Kind): number {
  return QUANTUM[kind];
}

const FIELDS: { [name: string]: Quantity } = {
  weight: Quantity.WEIGHT,
  bsa: Quantity.BSA,
  rate: Quantity.RATE,
  volume: Quantity.VTBI,
  duration: Quantity.DURATION,
  dose: Quantity.DOSE,
  bolusDose: Quantity.BOLUS_DOSE,
  bolusRate: Quantity.BOLUS_RATE,
  bolusDuration: Quantity.BOLUS_DURATION,
  loadingDose: Quantity.LOADING_DOSE,
  loadingRate: Quantity.LOADING_RATE,
  loadingDuration: Quantity.LOADING_DURATION,
  demandDose: Quantity.DEMAND_DOSE,
  lockout: Quantity.LOCKOUT,
  basal: Quantity.BASAL,
  clinicianBolus: Quantity.CLINICIAN_BOLUS,
  running: Quantity.RUNNING,
};

export function newProgram(type: number): Program {
  const values: number[] = [];
  for (let i = 0; i < VALUES; i++) values[i] = 0;
  return { type: type, values: values, steps: [], delivered: [], problems: [] };
}

const hasOwn = Object.prototype.hasOwnProperty;

/** A property of its own: what an object inherits was not typed. */
function own(from: unknown, name: string): unknown {
  const object = Object(from);
  return hasOwn.call(object, name) ? object[name] : undefined;
}

/** Reads `"5 mcg/kg/min"` into three numbers at `into[at]`; the reason when it cannot. */
export function readQuantity(text: unknown, into: number[], at: number, bodyWeight?: boolean): Reason {
  if (typeof text !== 'string') return Reason.NOT_TEXT;
  const space = text.indexOf(' ');
  const number = parseDecimal(space < 0 ? text : text.substring(0, space));
  if (number.reason !== Reason.NONE) return number.reason;
  const unit = space < 0 ? 0 : parseUnit(text.substring(space + 1), bodyWeight);
  if (unit === 0) return Reason.UNKNOWN_UNIT;
  into[at] = number.coefficient;
  into[at + 1] = number.exponent;
  into[at + 2] = unit;
  return Reason.NONE;
}

/** Reads `"400 mg/250 mL"` (spaces around the slash allowed) into six numbers at `into[at]`. */
export function readConcentration(text: unknown, into: number[], at: number): Reason {
  // Trimming a long text of blanks would take quadratic time.
  if (typeof text !== 'string' || text.length > 64) return Reason.NOT_TEXT;
  const slash = text.indexOf('/');
  const amount = readQuantity(
    text.substring(0, slash < 0 ? text.length : slash).replace(/ +$/, ''),
    into,
    at,
  );
  if (amount !== Reason.NONE) return amount;
  return slash < 0
    ? Reason.MISSING
    : readQuantity(text.substring(slash + 1).replace(/^ +/, ''), into, at + 3);
}

/** Reads the one of two fields that a step has. */
function readEither(one: unknown, other: unknown, into: number[], at: number): Reason {
  if (one === undefined) return other === undefined ? Reason.MISSING : readQuantity(other, into, at);
  return other === undefined ? readQuantity(one, into, at) : Reason.OVERDETERMINED;
}

function readSteps(steps: unknown, program: Program): Reason {
  let reason = Array.isArray(steps) ? Reason.NONE : Reason.NOT_TEXT;
  for (let i = 0; reason === Reason.NONE && i < (steps as unknown[]).length; i++) {
    const step = Object((steps as unknown[])[i]);
    for (const name in step) {
      if (hasOwn.call(step, name) && !/^(dose|rate|duration|volume)$/.test(name))
        reason = Reason.UNKNOWN_FIELD;
    }
    const volume = own(step, 'volume');
    reason = reason || readEither(own(step, 'dose'), own(step, 'rate'), program.steps, i * 6);
    reason = reason || readEither(own(step, 'duration'), volume, program.steps, i * 6 + 3);
    const isVolume = kindOf(program.steps[i * 6 + 5]) === Kind.VOLUME;
    if (isVolume !== (volume !== undefined)) reason = reason || Reason.KIND_MISMATCH;
  }
  if (reason !== Reason.NONE) program.steps.length = 0;
  return reason;
}

function readDelivered(deliveries: unknown, program: Program): Reason {
  if (!Array.isArray(deliveries)) return Reason.NOT_TEXT;
  const amount = [0, 0, 0];
  for (let i = 0; i < deliveries.length; i++) {
    const kind = DELIVERY_NAMES.indexOf(own(deliveries[i], 'kind') as string);
    if (kind < 0) return Reason.UNKNOWN_FIELD;
    const reason = readQuantity(own(deliveries[i], 'amount'), amount, 0);
    if (reason !== Reason.NONE) return reason;
    if (!(kindOf(amount[2]) <= Kind.ENERGY) || (amount[2] & 15) !== 0) return Reason.KIND_MISMATCH;
    const shift = amount[1] + SCALES[amount[2] >> 4] - quantumOf(kindOf(amount[2]));
    let quanta = amount[0];
    for (let n = 0; n < shift; n++) quanta *= 10;
    for (let n = shift; n < 0; n++) quanta = Math.ceil(quanta / 10);
    // JSON turns what is no number into null, which compares like 0.
    const from = own(deliveries[i], 'from');
    const until = own(deliveries[i], 'until');
    program.delivered.push(
      kindOf(amount[2]) * 256 + (1 << kind),
      typeof from === 'number' ? from : NAN,
      typeof until === 'number' ? until : NAN,
      quanta,
    );
  }
  return Reason.NONE;
}

/**
 * Turns a program as a person gives it into numbers. Never throws: what cannot be read (a field nobody knows, a number that
 * is not one, a unit nobody knows) becomes a problem of the program, and the check refuses a program with problems.
 */
export function infusionProgram(input: InfusionProgram): Program {
  const given: { [name: string]: unknown } = Object(input);
  const program = newProgram(ProgramType.NONE);
  try {
    readFields(given, program);
  } catch (_) {
    program.problems.push(Quantity.NONE, Reason.CANNOT_JUDGE);
  }
  return program;
}

function readFields(given: { [name: string]: unknown }, program: Program): void {
  const type = own(given, 'type');
  program.type = typeof type === 'string' ? Math.max(PROGRAM_TYPE_NAMES.indexOf(type), 0) : 0;
  for (const name in given) {
    const text = own(given, name);
    let quantity = Quantity.NONE;
    let reason = Reason.UNKNOWN_FIELD;
    if (name === 'type' || text === undefined) {
      reason = Reason.NONE;
    } else if (hasOwn.call(FIELDS, name)) {
      quantity = FIELDS[name];
      reason = readQuantity(text, program.values, quantity * 3, quantity === Quantity.WEIGHT);
    } else if (name === 'concentration') {
      quantity = Quantity.CONCENTRATION;
      reason = readConcentration(text, program.values, Quantity.AMOUNT * 3);
    } else if (name === 'steps') {
      quantity = Quantity.STEPS;
      reason = readSteps(text, program);
    } else if (name === 'delivered') {
      quantity = Quantity.ACCUMULATED_DOSE;
      reason = readDelivered(text, program);
    }
    if (reason !== Reason.NONE) program.problems.push(quantity, reason);
  }
}
