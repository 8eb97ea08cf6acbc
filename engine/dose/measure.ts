import { type Ratio, above, below, newRatio } from '../number/ratio';
import { Reason } from '../reason';
import { Field, Severity, addProblem } from './finding';
import { type LimitRecord, Quantity } from './limit';
import { Basis, FORMS, KINDS, Kind, SCALES, Time, timeOf } from './unit';

/** Everything one check works on; made once and used again, so that judging allocates next to nothing. */
export interface Scene {
  typed: number[];
  /** Quantities that were entered, usable and allowed, as bits. */
  given: number;
  entryLimits: LimitRecord | null;
  areaLimits: LimitRecord | null;
  pumpLimits: LimitRecord;
  /** Amount, exponent, unit, volume, exponent, unit; unit 0 where there is none. */
  strength: number[];
  confirmed: number[];
  findings: number[];
  /** Whether a hard limit was crossed, or met within a sixteenth, since this was last set to false. */
  near: boolean;
  /** Rates to deliver: quantity, step, coefficient and exponent of the rounded rate in mL/h, then the exact ratio. */
  rates: number[];
  /** Step of a multi-step program, from 1; 0 elsewhere. */
  step: number;
  /** What is being measured, see `measure`. */
  measured: number[];
  /** Unit that the ratio is a measure in, up to time and scale; −1 where it is something else. */
  expressed: number;
  /** The last measure expressed, and the doubles of its products above and below the line. */
  ratio: Ratio;
  left: number;
  right: number;
}

const NOWHERE: LimitRecord = { at: [], items: [] };

export function newScene(): Scene {
  return {
    typed: [],
    given: 0,
    entryLimits: null,
    areaLimits: null,
    pumpLimits: NOWHERE,
    strength: [0, 0, 0, 0, 0, 0],
    confirmed: [],
    findings: [],
    near: false,
    rates: [],
    step: 0,
    measured: [0, 0, 0, 0, 0, 0],
    expressed: -1,
    ratio: newRatio(),
    left: 0,
    right: 0,
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
  scene.expressed = -1;
}

/** Chooses an entered quantity as what is measured next. */
export function measureEntered(scene: Scene, quantity: Quantity): void {
  // Written out: a call of `measure` for each would cost as much again.
  const typed = scene.typed;
  const measured = scene.measured;
  measured[0] = typed[quantity * 3];
  measured[1] = typed[quantity * 3 + 1];
  measured[2] = typed[quantity * 3 + 2];
  measured[5] = 0;
  scene.expressed = -1;
}

/** Takes the ratio as it was made by hand, in base units and hours, for what is measured. */
export function measured(scene: Scene): void {
  scene.expressed = -1;
  scene.left = above(scene.ratio);
  scene.right = below(scene.ratio);
}

/** Kind that each quantity is entered in, plus 100 where it is per time; or any kind that a drug is dosed in, which a rate is per time. */
const enum Expected {
  DRUG = 50,
  DRUG_RATE = 51,
  RATE = 105,
}
// biome-ignore format: one row a group of quantities
const EXPECTED: number[] = [
  0, Kind.BODY_WEIGHT, Kind.BODY_SURFACE, 0, Expected.RATE, Kind.VOLUME, Kind.DURATION,
  Expected.DRUG, Expected.DRUG_RATE, 0, 0, Expected.DRUG, Expected.DRUG_RATE, Kind.DURATION,
  Expected.DRUG, Expected.DRUG_RATE, Kind.DURATION, 0, Expected.DRUG, Kind.DURATION, Expected.DRUG_RATE,
  Expected.DRUG, Kind.DURATION, 0, Expected.RATE, Kind.VOLUME, Expected.DRUG, Kind.VOLUME, Expected.DRUG,
];

/** Why three numbers at `values[at]` are not an entered quantity: a whole coefficient of one to nine digits, not zero, of the right kind. */
export function enteredReason(values: number[], at: number, quantity: Quantity): Reason {
  const coefficient = values[at];
  const exponent = values[at + 1];
  const unit = values[at + 2];
  const expected = EXPECTED[quantity];
  if (coefficient === 0 && quantity !== Quantity.RUNNING) return Reason.ZERO;
  // A text or `null` compares like a number; its difference from itself does not look like it.
  if (!(coefficient >= 0 && coefficient < 1e9 && coefficient - (coefficient % 1) === coefficient))
    return Reason.NOT_A_DECIMAL;
  if (!(exponent >= -12 && exponent <= 9 && exponent - (exponent % 1) === exponent))
    return Reason.NOT_A_DECIMAL;
  if (!(unit > 0 && unit < 320 && unit - (unit % 1) === unit && FORMS[unit >> 4] & (1 << (unit & 15))))
    return Reason.UNKNOWN_UNIT;
  const kind = KINDS[unit >> 4];
  // What a concentration is made of is plain, and so is every volume and duration; only doses and rates are by something.
  const plain =
    quantity >= Quantity.AMOUNT && quantity <= Quantity.DILUENT_VOLUME
      ? 15
      : expected < Expected.DRUG
        ? 12
        : 0;
  const fits =
    expected < Expected.DRUG || expected > Expected.DRUG_RATE
      ? kind + (unit >= 16 && unit & 3 ? 100 : 0) === expected
      : kind >= Kind.MASS && kind <= Kind.ENERGY && (expected === Expected.DRUG || (unit & 3) !== 0);
  return fits && !(unit & plain) && (unit & 12) !== 12 ? Reason.NONE : Reason.KIND_MISMATCH;
}

/** Whether the quantity was entered, usable, and belongs to the program. */
export function entered(scene: Scene, quantity: Quantity): boolean {
  return (scene.given & (1 << quantity)) !== 0;
}

export function problem(scene: Scene, quantity: Quantity, reason: Reason): void {
  addProblem(scene, Severity.PROBLEM, quantity, reason);
}

function refuse(scene: Scene, quantity: Quantity, reason: Reason): boolean {
  problem(scene, quantity, reason);
  return false;
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
  for (let i = 0; i < scene.findings.length; i += Field.SIZE) {
    if (scene.findings[i + Field.QUANTITY] === quantity) return;
  }
  problem(scene, quantity, Reason.MISSING);
}

/**
 * Expresses what is measured in the kind and basis of the unit `to`: multiplied or divided by weight, body surface and concentration as
 * needed, into `scene.ratio`, in base units and hours. False, with a problem, when a factor is missing or the kinds do not match.
 */
export function express(scene: Scene, quantity: Quantity, to: number): boolean {
  if (scene.expressed === to) return true;
  const from = scene.measured;
  const ratio = scene.ratio;
  const unit = from[2];
  const time = unit & 3;
  let timed = time !== Time.NONE;
  let numerator = from[0];
  let denominator = 1;
  // Per minute is 60 per hour, but a minute is a 60th of one; the same for days.
  if (unit < 16) {
    if (time === Time.MINUTE) denominator = 60;
    else if (time === Time.DAY) numerator *= 24;
  } else if (time === Time.MINUTE) numerator *= 60;
  else if (time === Time.DAY) denominator = 24;
  let over = 1;
  let exponent = from[1] + SCALES[unit >> 4];
  if (from[5] !== 0) {
    if (timed) return refuse(scene, quantity, Reason.KIND_MISMATCH);
    timed = true;
    over = timeOf(from[5]) === Time.DAY ? from[3] * 24 : from[3];
    if (timeOf(from[5]) === Time.MINUTE) numerator *= 60;
    exponent -= from[4];
  }
  if (timed !== ((to & 3) !== Time.NONE)) return refuse(scene, quantity, Reason.KIND_MISMATCH);
  ratio[0] = numerator;
  ratio[1] = ratio[2] = ratio[3] = ratio[4] = ratio[6] = ratio[7] = 1;
  ratio[5] = denominator;
  ratio[8] = over;
  ratio[9] = exponent;
  if (unit >> 2 !== to >> 2) {
    scene.expressed = -1;
    const by = (unit >> 2) & 3;
    const toBy = (to >> 2) & 3;
    if (by !== toBy) {
      if (by && !byBasis(scene, by, 1, 1)) return false;
      if (toBy && !byBasis(scene, toBy, 6, -1)) return false;
    }
    const kind = KINDS[unit >> 4];
    const toKind = KINDS[to >> 4];
    if (kind !== toKind && !byConcentration(scene, quantity, kind, toKind)) return false;
  }
  scene.left = ratio[0] * ratio[1] * ratio[2];
  scene.right = denominator * ratio[6] * ratio[7] * over;
  scene.expressed = to;
  return true;
}

/** Puts weight or body surface into a slot of the ratio. */
function byBasis(scene: Scene, basis: Basis, slot: number, sign: number): boolean {
  if (basis === Basis.MILLILITRE) return refuse(scene, Quantity.NONE, Reason.KIND_MISMATCH);
  const quantity = basis === Basis.KILOGRAM ? Quantity.WEIGHT : Quantity.BSA;
  const at = quantity * 3;
  const values = scene.typed;
  if (!entered(scene, quantity)) {
    return refuse(scene, quantity, basis === Basis.KILOGRAM ? Reason.WEIGHT_MISSING : Reason.BSA_MISSING);
  }
  scene.ratio[slot] = values[at];
  scene.ratio[9] += sign * (values[at + 1] + SCALES[values[at + 2] >> 4]);
  return true;
}

/** Turns a volume into the drug in it, or the drug into its volume. */
function byConcentration(scene: Scene, quantity: Quantity, from: Kind, to: Kind): boolean {
  const concentration = scene.strength;
  const ratio = scene.ratio;
  if (from !== Kind.VOLUME && to !== Kind.VOLUME) return refuse(scene, quantity, Reason.KIND_MISMATCH);
  if (concentration[2] === 0) return refuse(scene, Quantity.CONCENTRATION, Reason.CONCENTRATION_MISSING);
  if (KINDS[concentration[2] >> 4] !== (from === Kind.VOLUME ? to : from))
    return refuse(scene, quantity, Reason.KIND_MISMATCH);
  const exponent =
    concentration[1] + SCALES[concentration[2] >> 4] - concentration[4] - SCALES[concentration[5] >> 4];
  ratio[2] = concentration[from === Kind.VOLUME ? 0 : 3];
  ratio[7] = concentration[from === Kind.VOLUME ? 3 : 0];
  ratio[9] += from === Kind.VOLUME ? exponent : -exponent;
  return true;
}

/** Turns a rate in the ratio into the volume of a duration: three numbers at `values[at]`. */
export function timesDuration(scene: Scene, values: number[], at: number): void {
  const ratio = scene.ratio;
  const time = values[at + 2];
  ratio[3] = time === Time.DAY ? values[at] * 24 : values[at];
  if (time === Time.MINUTE) ratio[5] *= 60;
  ratio[9] += values[at + 1];
  measured(scene);
}

/** Divides an amount in the ratio by a rate of the same kind and basis, three numbers at `values[at]`: the time it takes, in hours. */
export function dividedByRate(scene: Scene, values: number[], at: number): void {
  const ratio = scene.ratio;
  const unit = values[at + 2];
  ratio[8] = timeOf(unit) === Time.MINUTE ? values[at] * 60 : values[at];
  if (timeOf(unit) === Time.DAY) ratio[0] *= 24;
  ratio[9] -= values[at + 1] + SCALES[unit >> 4];
  measured(scene);
}
