import type { Ratio } from '../number/ratio';
import { Reason } from '../reason';
import { accumulated } from './accumulated';
import { dosePart } from './bolus';
import { judgeConcentration } from './concentration';
import { continuous, titration } from './continuous';
import { roundRates } from './deliverable-rate';
import { Field, Severity, addProblem } from './finding';
import { type Program, ProgramType, VALUES } from './infusion-program';
import { intermittent } from './intermittent';
import { judgeMeasured } from './judge';
import { Key, type LimitRecord, Quantity } from './limit';
import { type Scene, enteredReason, express, measure, measureEntered, newScene, problem } from './measure';
import { multiStep } from './multi-step';
import { pca } from './pca';

/** The outcome as numbers far apart, so that no cleared or half-written memory reads as *accept*. */
export const enum VerdictCode {
  REFUSE = 0,
  CONFIRM = 0x2c5a96,
  UNPROTECTED = 0x5a963c,
  ACCEPT = 0x9635c5,
}

/** What a program is checked against. No entry: an infusion outside the library, against ceilings only. */
export interface Limits {
  entry: LimitRecord | null;
  careArea: LimitRecord | null;
  pump: LimitRecord;
}

/** Quantities that each type of program may hold, as bits; what else was typed is refused, never ignored. */
const PATIENT =
  (1 << Quantity.WEIGHT) | (1 << Quantity.BSA) | (1 << Quantity.AMOUNT) | (1 << Quantity.DILUENT_VOLUME);
const BOLUS = (1 << Quantity.BOLUS_DOSE) | (1 << Quantity.BOLUS_RATE) | (1 << Quantity.BOLUS_DURATION);
const LOADING =
  (1 << Quantity.LOADING_DOSE) | (1 << Quantity.LOADING_RATE) | (1 << Quantity.LOADING_DURATION);
const UNPROTECTED = PATIENT | (1 << Quantity.RATE) | (1 << Quantity.VTBI) | (1 << Quantity.DURATION);
const MAIN = UNPROTECTED | (1 << Quantity.DOSE);
const RUNNING = 1 << Quantity.RUNNING;
const DEMAND = (1 << Quantity.DEMAND_DOSE) | (1 << Quantity.LOCKOUT) | (1 << Quantity.VTBI);
const PCA = PATIENT | DEMAND | (1 << Quantity.BASAL) | (1 << Quantity.CLINICIAN_BOLUS) | LOADING;
const HOLDS: number[] = [
  PATIENT,
  MAIN | BOLUS | LOADING,
  MAIN,
  PCA,
  MAIN,
  PATIENT,
  MAIN | RUNNING,
  PATIENT | BOLUS | RUNNING,
  PATIENT | LOADING | RUNNING,
];

const stage: Scene = newScene();

/** The findings and rates of the last check, flat; `dose/verdict.ts` puts them into words. */
export const outcome: { readonly findings: number[]; readonly rates: number[] } = stage;

/**
 * Judges an infusion program. Pure arithmetic on what was typed: never throws, never changes its arguments, same answer every time.
 * `confirmed` holds soft findings confirmed earlier in this infusion (flat, as in `outcome.findings`). Whatever cannot be judged is refused.
 */
export function judgeProgram(program: Program, limits: Limits | null, confirmed: number[]): VerdictCode {
  const findings = stage.findings;
  findings.length = stage.rates.length = stage.step = 0;
  if (!limits) {
    addProblem(stage, Severity.PROBLEM, Quantity.NONE, Reason.LIMITS_MISSING);
    return VerdictCode.REFUSE;
  }
  try {
    stage.typed = program.values;
    stage.entryLimits = limits.entry;
    stage.areaLimits = limits.careArea;
    stage.pumpLimits = limits.pump;
    stage.confirmed = confirmed;
    judgeParts(stage, program);
    roundRates(stage);
  } catch (_) {
    addProblem(stage, Severity.PROBLEM, Quantity.NONE, Reason.CANNOT_JUDGE);
  }
  let worst: number = Severity.CONFIRMED;
  for (let i = 0; i < findings.length; i += Field.SIZE) if (!(findings[i] >= worst)) worst = findings[i];
  if (worst === Severity.CONFIRMED)
    return stage.entryLimits === null ? VerdictCode.UNPROTECTED : VerdictCode.ACCEPT;
  return worst === Severity.SOFT ? VerdictCode.CONFIRM : VerdictCode.REFUSE;
}

/**
 * What three numbers at `from[at]` amount to in the kind and basis of `unit`, with the weight, surface and concentration of the last judged
 * program: a ratio in base units and hours that the next call uses again; `null` where it cannot be told.
 */
export function converted(from: number[], at: number, unit: number): Ratio | null {
  const count = stage.findings.length;
  measure(stage, from, at);
  const known = express(stage, Quantity.NONE, unit);
  stage.findings.length = count;
  return known ? stage.ratio : null;
}

function judgeParts(scene: Scene, program: Program): void {
  const entry = scene.entryLimits;
  const pump = scene.pumpLimits;
  const problems = program.problems;
  for (let i = 0; i < problems.length; i += 2) problem(scene, problems[i], problems[i + 1]);
  // Outside the library ceilings are all there is: those of the care area may not be missing.
  const hasCeilings = entry !== null || scene.areaLimits !== null;
  if (!(hasCeilings && pump.at[Quantity.RATE] > 0 && pump.at[Key.STEPS] > 0))
    problem(scene, Quantity.RATE, Reason.LIMITS_MISSING);
  const allowed = entry === null ? UNPROTECTED : HOLDS[program.type];
  const values = scene.typed;
  let given = 0;
  for (let unit = 5; unit < VALUES; unit += 3) {
    if (values[unit] === 0) continue;
    const quantity = (unit - 2) / 3;
    const reason =
      (allowed >> quantity) & 1
        ? enteredReason(values, unit - 2, quantity)
        : entry === null
          ? Reason.NOT_IN_LIBRARY
          : Reason.UNKNOWN_FIELD;
    if (reason === Reason.NONE) given |= 1 << quantity;
    else problem(scene, quantity, reason);
  }
  scene.given = given;
  scene.near = false;
  scene.strength[2] = 0;
  judgePatient(scene);
  if (program.steps.length > 0 && (entry === null || program.type !== ProgramType.MULTI_STEP)) {
    problem(scene, Quantity.STEPS, entry === null ? Reason.NOT_IN_LIBRARY : Reason.UNKNOWN_FIELD);
  }
  if (entry === null) {
    if (program.type === ProgramType.CONTINUOUS || program.type === ProgramType.FLUID)
      return continuous(scene, 0);
    return problem(scene, Quantity.NONE, Reason.NOT_IN_LIBRARY);
  }
  const head = entry.at[Key.HEAD];
  const flags = entry.items[head + 2];
  judgeConcentration(scene, entry, head);
  const type = program.type === ProgramType.TITRATION ? ProgramType.CONTINUOUS : program.type;
  if (typeof type !== 'number' || !(type > ProgramType.NONE && HOLDS[type] > 0)) {
    return problem(scene, Quantity.NONE, Reason.UNKNOWN_PROGRAM_TYPE);
  }
  if (type <= ProgramType.MULTI_STEP && type !== entry.items[head + 1]) {
    return problem(scene, Quantity.NONE, Reason.NOT_ALLOWED_BY_ENTRY);
  }
  if (type === ProgramType.CONTINUOUS || type === ProgramType.FLUID) continuous(scene, flags);
  else if (type === ProgramType.INTERMITTENT) intermittent(scene);
  else if (type === ProgramType.MULTI_STEP) multiStep(scene, program.steps, flags);
  else if (type === ProgramType.PCA) pca(scene);
  if (program.type === ProgramType.TITRATION) titration(scene);
  if (type === ProgramType.BOLUS || given & BOLUS)
    dosePart(scene, Quantity.BOLUS_DOSE, Quantity.BOLUS_RATE, Quantity.BOLUS_DURATION, false);
  if (type === ProgramType.LOADING || given & LOADING) {
    const rateOptional = type === ProgramType.PCA;
    dosePart(scene, Quantity.LOADING_DOSE, Quantity.LOADING_RATE, Quantity.LOADING_DURATION, rateOptional);
  }
  if (entry.at[Quantity.ACCUMULATED_DOSE] > 0) accumulated(scene, program);
}

function judgePatient(scene: Scene): void {
  const entry = scene.entryLimits;
  const careArea = scene.areaLimits;
  for (let quantity = Quantity.WEIGHT; quantity <= Quantity.BSA; quantity++) {
    if (!(scene.given & (1 << quantity))) continue;
    measureEntered(scene, quantity);
    if (entry !== null) judgeMeasured(scene, entry, quantity, quantity);
    if (careArea !== null && careArea.at[quantity] > 0) judgeMeasured(scene, careArea, quantity, quantity);
  }
}
