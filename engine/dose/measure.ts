import { type Ratio, newRatio } from '../number/ratio';
import { Reason } from '../reason';
import { Field, Severity, addProblem } from './finding';
import { type LimitRecord, Quantity } from './limit';
import { Basis, Kind, Time, basisOf, isUnit, kindOf, scaleOf, timeAbove, timeBelow, timeOf } from './unit';

/** Everything one check works on; made once and used again, so that judging allocates nothing. */
export interface Scene {
  values: number[];
  entry: LimitRecord | null;
  careArea: LimitRecord | null;
  pump: LimitRecord;
  /** Amount, exponent, unit, volume, exponent, unit; unit 0 where there is none. */
  concentration: number[];
  confirmed: number[];
  findings: number[];
  /** Rates to deliver: quantity, step, coefficient and exponent of the rounded rate in mL/h, then the exact ratio. */
  rates: number[];
  /** Step of a multi-step program, from 1; 0 elsewhere. */
  step: number;
  /** The last measure expressed. */
  ratio: Ratio;
  /** What is being measured, see `measure`. */
  measured: number[];
}

const NOWHERE: LimitRecord = { at: [], items: [] };

export function newScene(): Scene {
  return {
    values: [],
    entry: null,
    careArea: null,
    pump: NOWHERE,
    concentration: [0, 0, 0, 0, 0, 0],
    confirmed: [],
    findings: [],
    rates: [],
    step: 0,
    ratio: newRatio(),
    measured: [0, 0, 0, 0, 0, 0],
  };
}

/** Chooses what is measured next: three numbers at `from[at]`, divided by the duration at `over[overAt]` where one is given. */
export function measure(scene: Scene, from: number[], at: number, over?: number[], overAt?: number): void {
  const measured = scene.measured;
  measured[0] = from[at];
  measured[1] = from[at + 1];
  measured[2] = from[at + 2];
  measured[5] = 0;
  if (over) {
    measured[3] = over[overAt as number];
    measured[4] = over[(overAt as number) + 1];
    measured[5] = over[(overAt as number) + 2];
  }
}

/** Kind that each quantity is entered in, plus 100 where it is per time; 50 for any kind that a drug is dosed in. */
const DRUG = 50;
const RATE = Kind.VOLUME + 100;
const EXPECTED: number[] = [
  0,
  Kind.BODY_WEIGHT,
  Kind.BODY_SURFACE,
  0,
  RATE,
  Kind.VOLUME,
  Kind.DURATION,
  DRUG,
  DRUG,
  0,
  0,
  DRUG,
  DRUG,
  Kind.DURATION,
  DRUG,
  DRUG,
  Kind.DURATION,
  0,
  DRUG,
  Kind.DURATION,
  DRUG,
  DRUG,
  Kind.DURATION,
  0,
  RATE,
  Kind.VOLUME,
  DRUG,
  Kind.VOLUME,
  DRUG,
];

/** The reason why three numbers at `values[at]` are not an entered quantity: whole coefficient of one to nine digits, not zero, right kind. */
export function enteredReason(values: number[], at: number, quantity: Quantity): Reason {
  const coefficient = values[at];
  const exponent = values[at + 1];
  const unit = values[at + 2];
  const expected = EXPECTED[quantity];
  if (coefficient === 0 && quantity !== Quantity.RUNNING) return Reason.ZERO;
  if (!(coefficient >= 0 && coefficient < 1e9 && coefficient % 1 === 0)) return Reason.NOT_A_DECIMAL;
  if (!(exponent >= -12 && exponent <= 9 && exponent % 1 === 0)) return Reason.NOT_A_DECIMAL;
  if (!isUnit(unit)) return Reason.UNKNOWN_UNIT;
  const kind = kindOf(unit);
  if (expected === DRUG) return kind >= Kind.MASS && kind <= Kind.ENERGY ? Reason.NONE : Reason.KIND_MISMATCH;
  return kind + (unit >= 16 && timeOf(unit) !== Time.NONE ? 100 : 0) === expected
    ? Reason.NONE
    : Reason.KIND_MISMATCH;
}

/** Whether the quantity was entered; what was entered wrongly becomes a problem and counts as not entered. */
export function entered(scene: Scene, quantity: Quantity): boolean {
  const at = quantity * 3;
  if (scene.values[at + 2] === 0) return false;
  const reason = enteredReason(scene.values, at, quantity);
  if (reason === Reason.NONE) return true;
  problem(scene, quantity, reason);
  return false;
}

export function problem(scene: Scene, quantity: Quantity, reason: Reason): void {
  addProblem(scene, Severity.PROBLEM, quantity, reason);
}

/** Whether something entered cannot be judged at all. */
export function hasProblem(scene: Scene): boolean {
  for (let i = 0; i < scene.findings.length; i += Field.SIZE) {
    if (scene.findings[i] === Severity.PROBLEM) return true;
  }
  return false;
}

/** Says that a value is missing, unless something is already said of that value. */
export function missing(scene: Scene, quantity: Quantity): void {
  for (let i = 0; i < scene.findings.length; i += Field.SIZE)
    if (scene.findings[i + Field.QUANTITY] === quantity) return;
  problem(scene, quantity, Reason.MISSING);
}

/** Chooses an entered quantity as what is measured next. */
export function measureEntered(scene: Scene, quantity: Quantity): void {
  measure(scene, scene.values, quantity * 3);
}

/**
 * Expresses what is measured in the kind and basis of the unit `to`: multiplied or divided by weight, body surface and concentration as
 * needed, into `scene.ratio`, in base units and hours. False, with a problem, when a factor is missing or the kinds do not match.
 */
export function express(scene: Scene, quantity: Quantity, to: number): boolean {
  const measured = scene.measured;
  const ratio = scene.ratio;
  const unit = measured[2];
  ratio[0] = measured[0] * timeAbove(unit);
  ratio[1] = ratio[2] = ratio[3] = ratio[4] = 1;
  ratio[5] = timeBelow(unit);
  ratio[6] = ratio[7] = ratio[8] = 1;
  let exponent = measured[1] + scaleOf(unit);
  let timed = timeOf(unit) !== Time.NONE;
  if (measured[5] !== 0) {
    if (timed) return refuse(scene, quantity, Reason.KIND_MISMATCH);
    timed = true;
    ratio[8] = measured[3] * timeAbove(measured[5]);
    ratio[0] *= timeBelow(measured[5]);
    exponent -= measured[4];
  }
  ratio[9] = exponent;
  if (timed !== (timeOf(to) !== Time.NONE)) return refuse(scene, quantity, Reason.KIND_MISMATCH);
  if (basisOf(unit) !== basisOf(to)) {
    if (!byBasis(scene, basisOf(unit), 1, 1) || !byBasis(scene, basisOf(to), 6, -1)) return false;
  }
  return kindOf(unit) === kindOf(to) || byConcentration(scene, quantity, kindOf(unit), kindOf(to));
}

function refuse(scene: Scene, quantity: Quantity, reason: Reason): boolean {
  problem(scene, quantity, reason);
  return false;
}

/** Puts weight or body surface into a slot of the ratio. */
function byBasis(scene: Scene, basis: Basis, slot: number, sign: number): boolean {
  if (basis === Basis.NONE) return true;
  const quantity = basis === Basis.KILOGRAM ? Quantity.WEIGHT : Quantity.BSA;
  const at = quantity * 3;
  const values = scene.values;
  if (values[at + 2] === 0 || enteredReason(values, at, quantity) !== Reason.NONE) {
    return refuse(scene, quantity, basis === Basis.KILOGRAM ? Reason.WEIGHT_MISSING : Reason.BSA_MISSING);
  }
  scene.ratio[slot] = values[at];
  scene.ratio[9] += sign * (values[at + 1] + scaleOf(values[at + 2]));
  return true;
}

/** Turns a volume into the drug in it, or the drug into its volume. */
function byConcentration(scene: Scene, quantity: Quantity, from: Kind, to: Kind): boolean {
  const concentration = scene.concentration;
  const ratio = scene.ratio;
  if (from !== Kind.VOLUME && to !== Kind.VOLUME) return refuse(scene, quantity, Reason.KIND_MISMATCH);
  if (concentration[2] === 0) return refuse(scene, Quantity.CONCENTRATION, Reason.CONCENTRATION_MISSING);
  const exponent =
    concentration[1] + scaleOf(concentration[2]) - concentration[4] - scaleOf(concentration[5]);
  if (kindOf(concentration[2]) !== (from === Kind.VOLUME ? to : from))
    return refuse(scene, quantity, Reason.KIND_MISMATCH);
  ratio[2] = concentration[from === Kind.VOLUME ? 0 : 3];
  ratio[7] = concentration[from === Kind.VOLUME ? 3 : 0];
  ratio[9] += from === Kind.VOLUME ? exponent : -exponent;
  return true;
}

/** Turns a rate in the ratio into the volume of a duration: three numbers at `values[at]`. */
export function timesDuration(ratio: Ratio, values: number[], at: number): void {
  ratio[3] = values[at] * timeAbove(values[at + 2]);
  ratio[5] *= timeBelow(values[at + 2]);
  ratio[9] += values[at + 1];
}

/** Divides an amount in the ratio by a rate of the same kind and basis, three numbers at `values[at]`: the time it takes, in hours. */
export function dividedByRate(ratio: Ratio, values: number[], at: number): void {
  const unit = values[at + 2];
  ratio[8] = values[at] * timeAbove(unit);
  ratio[0] *= timeBelow(unit);
  ratio[9] -= values[at + 1] + scaleOf(unit);
}
