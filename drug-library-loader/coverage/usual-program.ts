import {
  Basis,
  EntryFlag,
  Key,
  Kind,
  type LimitRecord,
  type Limits,
  type Program,
  ProgramType,
  Quantity,
  RateField,
  Unit,
  VerdictCode,
  basisOf,
  judgeProgram,
  kindOf,
  newProgram,
  outcome,
} from '../../engine/index';
import { approximately, over } from '../source/fraction';
import { scaleOf, unitFactor } from '../source/quantity';
import { type LimitPoints, acceptedRange, limitPoints } from './limit-points';
import { type Typed, middle, numberOf, roundedTo } from './typed';
import { usualPatient } from './usual-patient';

/** Where a usual dose came from: the library's initial value, the middle of its range, the cap where that binds, or nowhere. */
export type UsualBasis = 'initial' | 'range' | 'cap' | 'none';

/** One dose that a person types for an entry, in the program that it is usually typed in. */
export interface Part {
  name: string;
  /** The entry itself, not a bolus, loading dose or basal rate beside it. */
  main: boolean;
  quantity: Quantity;
  unit: number;
  usual: Typed | null;
  basis: UsualBasis;
  program: Program;
  /** Where the number stands: in the values of the program, or in its first step. */
  inSteps: boolean;
  /** Rate that follows from the usual program in mL/h; 0 where none does. */
  rate: number;
}

/** Minutes tried where an entry says nothing about a duration: the first that the engine accepts beside the usual dose. */
const DURATIONS = [60, 30, 15, 120, 240, 10, 5, 480, 2, 1, 720, 1440];
const LOCKOUTS = [10, 8, 6, 15, 20, 30, 60];

/** What is typed beside a dose: a duration, a rate, a lockout, a mixed concentration. */
interface Side {
  choices: Typed[];
  put(program: Program, typed: Typed): void;
}

function usualOf(points: LimitPoints | null): { usual: Typed | null; basis: UsualBasis } {
  if (points?.initial && points.initial.coefficient > 0) return { usual: points.initial, basis: 'initial' };
  const { from, to } = points ? acceptedRange(points) : {};
  if (from && to && to.coefficient > 0) return { usual: middle(from, to), basis: 'range' };
  return { usual: null, basis: 'none' };
}

/** A dose by weight or body surface as it is usually given to this patient: no more than its cap. */
function capped(
  { usual, basis }: { usual: Typed | null; basis: UsualBasis },
  points: LimitPoints | null,
  cap: LimitPoints | null,
  program: Program,
): { usual: Typed | null; basis: UsualBasis } {
  const most = cap?.upperHard;
  if (!usual || !points || !most) return { usual, basis };
  const at = (basisOf(points.unit) === Basis.KILOGRAM ? Quantity.WEIGHT : Quantity.BSA) * 3;
  const [coefficient, exponent, unit] = program.values.slice(at, at + 3) as [number, number, number];
  const patient = numberOf({ coefficient, exponent: exponent + scaleOf(unit) });
  const inUnit = approximately(over(unitFactor(cap.unit), unitFactor(points.unit)));
  const share = (numberOf(most) * inUnit) / patient;
  if (!(share < numberOf(usual))) return { usual, basis };
  const digits = 10 ** (2 - Math.floor(Math.log10(share)));
  return { usual: roundedTo(Math.floor(share * digits) / digits, 3), basis: 'cap' };
}

/** What is typed beside a dose, best first: the initial value alone, else the range, else values that people choose. */
function choicesOf(points: LimitPoints | null, fallback: number[]): Typed[] {
  if (points?.initial && points.initial.coefficient > 0) return [points.initial];
  const { from, to } = points ? acceptedRange(points) : {};
  if (from && to && to.coefficient > 0) return [middle(from, to), to, from];
  const inside = fallback
    .filter((value) => !(from && value < numberOf(from)) && !(to && value > numberOf(to)))
    .map((value) => roundedTo(value, 4));
  const point = from && from.coefficient > 0 ? from : to;
  return inside.length > 0 || !point ? inside : [point];
}

function durationSide(entry: LimitRecord, quantity: Quantity, minutes = DURATIONS): Side {
  const points = limitPoints(entry, quantity);
  const unit = points?.unit ?? Unit.MINUTE;
  const perUnit = unit === Unit.HOUR ? 60 : unit === Unit.MINUTE ? 1 : 1440;
  const choices = choicesOf(
    points,
    minutes.map((value) => value / perUnit),
  );
  if (quantity !== Quantity.STEP_DURATION)
    return { choices, put: (program, typed) => put(program, quantity, typed, unit) };
  return {
    choices,
    put(program, typed) {
      program.steps.splice(3, 3, typed.coefficient, typed.exponent, unit);
    },
  };
}

/** The rate of a bolus or loading dose where the entry says which is usual, else its duration. */
function administrationSide(entry: LimitRecord, rate: Quantity, duration: Quantity): Side {
  const points = limitPoints(entry, rate);
  if (points === null || usualOf(points).usual === null || limitPoints(entry, duration)?.initial)
    return durationSide(entry, duration);
  return { choices: choicesOf(points, []), put: (program, typed) => put(program, rate, typed, points.unit) };
}

/** An amount in 100 mL where the concentration is custom. */
function concentrationSide(entry: LimitRecord): Side | null {
  const points = limitPoints(entry, Quantity.CONCENTRATION);
  if (points === null) return null;
  return {
    choices: choicesOf(points, [1]),
    put(program, strength) {
      // The limit is per mL, so the amount in 100 mL is a hundredfold of it.
      put(program, Quantity.AMOUNT, { ...strength, exponent: strength.exponent + 2 }, points.unit & ~15);
      put(program, Quantity.DILUENT_VOLUME, { coefficient: 100, exponent: 0 }, Unit.MILLILITRE);
    },
  };
}

export function put(program: Program, quantity: Quantity, typed: Typed, unit: number): void {
  program.values[quantity * 3] = typed.coefficient;
  program.values[quantity * 3 + 1] = typed.exponent;
  program.values[quantity * 3 + 2] = unit;
}

/** Whether any limit of the entry is by this basis, so that weight or body surface is asked for. */
function asksFor(entry: LimitRecord, basis: Basis): boolean {
  for (let key = 1; key < Key.ADVISORIES; key++) {
    if (entry.at[key] > 0 && basisOf(entry.items[entry.at[key] + 1]) === basis) return true;
  }
  return false;
}

function programFor(type: number, limits: Limits): Program {
  const entry = limits.entry as LimitRecord;
  const program = newProgram(type);
  const patient = usualPatient(entry, limits.careArea);
  if (asksFor(entry, Basis.KILOGRAM)) put(program, Quantity.WEIGHT, patient.weight, patient.weightUnit);
  if (asksFor(entry, Basis.SQUARE_METRE)) put(program, Quantity.BSA, patient.bsa, Unit.SQUARE_METRE);
  return program;
}

/** Fills in what is typed beside the dose: the first combination that the engine accepts, else the first of all. */
function settle(part: Part, limits: Limits, beside: Side | null): Part {
  const sides = [concentrationSide(limits.entry as LimitRecord), beside].filter((side) => side !== null);
  const combinations = sides.reduce<Typed[][]>(
    (before, side) => before.flatMap((typed) => side.choices.map((choice) => [...typed, choice])),
    [[]],
  );
  const fill = (typed: Typed[]) => sides.forEach((side, i) => side.put(part.program, typed[i]));
  const accepted = combinations.find((typed) => {
    fill(typed);
    return part.usual !== null && judgeProgram(part.program, limits, []) === VerdictCode.ACCEPT;
  });
  if (!accepted) {
    fill(combinations[0]);
    judgeProgram(part.program, limits, []);
  }
  part.rate = exactRate();
  return part;
}

/** The first rate of the last check in mL/h, before rounding. */
function exactRate(): number {
  const { rates } = outcome;
  if (rates.length === 0) return 0;
  const [a, b, c, d, e, f, g, h, i, power] = rates.slice(RateField.RATIO, RateField.SIZE) as number[];
  return ((a * b * c * d * e) / (f * g * h * i)) * 10 ** power;
}

function partOf(name: string, main: boolean, quantity: Quantity, limits: Limits, type: number): Part {
  const points = limitPoints(limits.entry, quantity);
  const program = programFor(type, limits);
  const { usual, basis } = capped(
    usualOf(points),
    points,
    limitPoints(limits.entry, Key.CAP + quantity),
    program,
  );
  const part: Part = {
    name,
    main,
    quantity,
    unit: points?.unit ?? Unit.MILLILITRE_PER_HOUR,
    usual,
    basis,
    program,
    inSteps: type === ProgramType.MULTI_STEP,
    rate: 0,
  };
  const numbers = part.inSteps ? part.program.steps : part.program.values;
  const at = part.inSteps ? 0 : quantity * 3;
  numbers[at] = usual?.coefficient ?? 0;
  numbers[at + 1] = usual?.exponent ?? 0;
  numbers[at + 2] = part.unit;
  return part;
}

/** The dose where the entry has one to type, else the rate; a usual rate may follow from the usual dose. */
function mainPart(limits: Limits, type: number): Part {
  const entry = limits.entry as LimitRecord;
  const flags = entry.items[entry.at[Key.HEAD] + 2];
  const byDose = entry.at[Quantity.DOSE] > 0;
  const byRateOnly = (flags & EntryFlag.BY_RATE_ONLY) !== 0;
  const dose = byDose ? partOf('dose', true, Quantity.DOSE, limits, type) : null;
  if (dose && !byRateOnly && (dose.usual || flags & EntryFlag.BY_DOSE_ONLY)) return dose;
  const rate = partOf('rate', true, Quantity.RATE, limits, type);
  if (rate.usual || !dose) return rate;
  if (!byRateOnly || !dose.usual || dose.inSteps) return byRateOnly ? rate : dose;
  judgeProgram(dose.program, limits, []);
  if (!(exactRate() > 0)) return rate;
  rate.usual = roundedTo(exactRate(), 4);
  rate.basis = dose.basis;
  put(rate.program, Quantity.RATE, rate.usual, Unit.MILLILITRE_PER_HOUR);
  return rate;
}

/** A bolus and a loading dose of a continuous entry; the infusion runs on at its usual dose meanwhile. */
function doseParts(limits: Limits, main: Part): Part[] {
  const entry = limits.entry as LimitRecord;
  const parts: Part[] = [];
  const kinds = [
    ['bolus', ProgramType.BOLUS, Quantity.BOLUS_DOSE, Quantity.BOLUS_RATE, Quantity.BOLUS_DURATION],
    [
      'loading dose',
      ProgramType.LOADING,
      Quantity.LOADING_DOSE,
      Quantity.LOADING_RATE,
      Quantity.LOADING_DURATION,
    ],
  ] as const;
  for (const [name, type, quantity, rate, duration] of kinds) {
    if (!(entry.at[quantity] > 0)) continue;
    const part = partOf(name, false, quantity, limits, type);
    if (main.usual && !main.inSteps) put(part.program, Quantity.RUNNING, main.usual, main.unit);
    parts.push(settle(part, limits, administrationSide(entry, rate, duration)));
  }
  return parts;
}

/** Demand dose with its lockout; then the same with a basal rate, a clinician bolus and a loading dose, each a part of its own. */
function pcaParts(limits: Limits): Part[] {
  const entry = limits.entry as LimitRecord;
  const demand = settle(
    partOf('demand dose', true, Quantity.DEMAND_DOSE, limits, ProgramType.PCA),
    limits,
    durationSide(entry, Quantity.LOCKOUT, LOCKOUTS),
  );
  const parts = [demand];
  const kinds = [
    ['basal rate', Quantity.BASAL],
    ['clinician bolus', Quantity.CLINICIAN_BOLUS],
    ['loading dose', Quantity.LOADING_DOSE],
  ] as const;
  for (const [name, quantity] of kinds) {
    if (!(entry.at[quantity] > 0)) continue;
    const part = partOf(name, false, quantity, limits, ProgramType.PCA);
    for (const typed of [Quantity.DEMAND_DOSE, Quantity.LOCKOUT]) {
      for (let i = typed * 3; i < typed * 3 + 3; i++) part.program.values[i] = demand.program.values[i];
    }
    parts.push(settle(part, limits, null));
  }
  return parts;
}

/** Every dose that a person types for the entry of these limits, the main one first. */
export function usualParts(limits: Limits): Part[] {
  const entry = limits.entry as LimitRecord;
  const type = entry.items[entry.at[Key.HEAD] + 1];
  if (type === ProgramType.PCA) return pcaParts(limits);
  const main = mainPart(limits, type);
  if (type === ProgramType.INTERMITTENT) settle(main, limits, durationSide(entry, Quantity.DURATION));
  else if (type === ProgramType.MULTI_STEP) settle(main, limits, durationSide(entry, Quantity.STEP_DURATION));
  else settle(main, limits, null);
  return [main, ...(type === ProgramType.CONTINUOUS ? doseParts(limits, main) : [])];
}

/** Whether a dose of this unit has a thousandfold neighbour that is mistaken for it (mg and mcg, unit and milliunit). */
export function hasThousandfold(unit: number): boolean {
  const kind = kindOf(unit);
  return kind === Kind.MASS || kind === Kind.ACTIVITY || kind === Kind.AMOUNT;
}
