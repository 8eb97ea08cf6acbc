import { POWERS, compare, wholeSteps } from '../number/ratio';
import { Reason } from '../reason';
import { accumulatedPeak } from './accumulated';
import { addRate, roundRates, withinTolerance } from './deliverable-rate';
import { Field, Severity, addProblem } from './finding';
import { Delivery, MAX_DELIVERED, type Program, ProgramType, VALUES, quantumOf } from './infusion-program';
import { judge, judgeEntered, judgeEverywhere, judgeMeasured } from './judge';
import { Key, type LimitRecord, Quantity } from './limit';
import {
  type Scene,
  dividedByRate,
  entered,
  enteredReason,
  express,
  measure,
  newScene,
  problem,
  timesDuration,
} from './measure';
import { Kind, Time, Unit, kindOf, scaleOf } from './unit';

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

/** Bits of an entry's flags (docs/formats/library.cddl). */
export const enum EntryFlag {
  HIGH_ALERT = 1,
  SECOND_PERSON_BEFORE = 2,
  SECOND_PERSON_DEFERRED = 4,
  BY_RATE_ONLY = 8,
  BY_DOSE_ONLY = 16,
  ANAESTHESIA = 32,
  KVO_NONE = 64,
  SUPPORTS_SECONDARY = 128,
  AS_PRIMARY = 256,
  AS_SECONDARY = 512,
}

/** Sums and differences of entered numbers stay exact below this, even times 60. */
const MAX_EXACT = 1e14;

/** What a program commits at once towards an accumulated dose, and the bit it counts under. */
const COMMITTED = [
  Quantity.BOLUS_DOSE,
  Delivery.BOLUS,
  Quantity.LOADING_DOSE,
  Delivery.LOADING,
  Quantity.CLINICIAN_BOLUS,
  Delivery.CLINICIAN_BOLUS,
];

/** Quantities that each type of program may hold, as bits; what else was typed is refused, never ignored. */
const PATIENT = bits([Quantity.WEIGHT, Quantity.BSA, Quantity.AMOUNT, Quantity.DILUENT_VOLUME]);
const BOLUS = bits([Quantity.BOLUS_DOSE, Quantity.BOLUS_RATE, Quantity.BOLUS_DURATION]);
const LOADING = bits([Quantity.LOADING_DOSE, Quantity.LOADING_RATE, Quantity.LOADING_DURATION]);
const MAIN = bits([Quantity.DOSE, Quantity.RATE, Quantity.VTBI, Quantity.DURATION]);
const RUNNING = bits([Quantity.RUNNING]);
const ALLOWED: number[] = [
  0,
  PATIENT | MAIN | BOLUS | LOADING,
  PATIENT | MAIN,
  PATIENT |
    LOADING |
    bits([Quantity.DEMAND_DOSE, Quantity.LOCKOUT, Quantity.BASAL, Quantity.CLINICIAN_BOLUS, Quantity.VTBI]),
  PATIENT | MAIN,
  PATIENT,
  PATIENT | MAIN | RUNNING,
  PATIENT | BOLUS | RUNNING,
  PATIENT | LOADING | RUNNING,
];

function bits(quantities: Quantity[]): number {
  let mask = 0;
  for (let i = 0; i < quantities.length; i++) mask |= 1 << quantities[i];
  return mask;
}

const scene: Scene = newScene();

/** The findings and rates of the last check, flat; `dose/verdict.ts` puts them into words. */
export const outcome: { readonly findings: number[]; readonly rates: number[] } = scene;

/**
 * Judges an infusion program. Pure arithmetic on what was typed: never throws, never changes its arguments, same answer every time.
 * `confirmed` holds soft findings confirmed earlier in this infusion (flat, as in `outcome.findings`). Whatever cannot be judged is refused.
 */
export function judgeProgram(program: Program, limits: Limits, confirmed: number[]): VerdictCode {
  const findings = scene.findings;
  findings.length = scene.rates.length = 0;
  try {
    scene.values = program.values;
    scene.entry = limits.entry;
    scene.careArea = limits.careArea;
    scene.pump = limits.pump;
    scene.confirmed = confirmed;
    scene.step = 0;
    judgeParts(program);
    roundRates(scene);
  } catch (_) {
    addProblem(findings, Severity.PROBLEM, Quantity.NONE, Reason.CANNOT_JUDGE, 0);
  }
  let worst: number = Severity.CONFIRMED;
  for (let i = 0; i < findings.length; i += Field.SIZE) if (!(findings[i] >= worst)) worst = findings[i];
  if (worst === Severity.CONFIRMED)
    return scene.entry === null ? VerdictCode.UNPROTECTED : VerdictCode.ACCEPT;
  return worst === Severity.SOFT ? VerdictCode.CONFIRM : VerdictCode.REFUSE;
}

function judgeParts(program: Program): void {
  const problems = program.problems;
  for (let i = 0; i < problems.length; i += 2) problem(scene, problems[i], problems[i + 1]);
  if (!(scene.pump.at[Quantity.RATE] > 0 && scene.pump.at[Key.STEPS] > 0))
    problem(scene, Quantity.RATE, Reason.LIMITS_MISSING);
  const allowed = ALLOWED[program.type];
  for (let quantity = 1; quantity * 3 < VALUES; quantity++) {
    if (!(scene.values[quantity * 3 + 2] === 0) && !((allowed >> quantity) & 1))
      problem(scene, quantity, Reason.UNKNOWN_FIELD);
  }
  if (program.steps.length > 0 && program.type !== ProgramType.MULTI_STEP)
    problem(scene, Quantity.STEPS, Reason.UNKNOWN_FIELD);
  if (scene.entry === null) return unprotected(program.type);
  const head = scene.entry.at[Key.HEAD];
  const entryType = scene.entry.items[head + 1];
  const flags = scene.entry.items[head + 2];
  judgePatient();
  judgeConcentration(scene.entry, head);
  switch (program.type) {
    case ProgramType.CONTINUOUS:
    case ProgramType.TITRATION:
    case ProgramType.FLUID:
      if (entryType !== (program.type === ProgramType.FLUID ? ProgramType.FLUID : ProgramType.CONTINUOUS))
        return wrongType();
      continuous(flags);
      if (program.type === ProgramType.TITRATION) titration();
      break;
    case ProgramType.INTERMITTENT:
      if (entryType !== ProgramType.INTERMITTENT) return wrongType();
      intermittent();
      break;
    case ProgramType.MULTI_STEP:
      if (entryType !== ProgramType.MULTI_STEP) return wrongType();
      multiStep(program.steps, flags);
      break;
    case ProgramType.PCA:
      if (entryType !== ProgramType.PCA) return wrongType();
      pca();
      break;
    case ProgramType.BOLUS:
    case ProgramType.LOADING:
      if (
        scene.values[
          (program.type === ProgramType.BOLUS ? Quantity.BOLUS_DOSE : Quantity.LOADING_DOSE) * 3 + 2
        ] === 0
      ) {
        missing(program.type === ProgramType.BOLUS ? Quantity.BOLUS_DOSE : Quantity.LOADING_DOSE);
      }
      break;
    default:
      problem(scene, Quantity.NONE, Reason.UNKNOWN_PROGRAM_TYPE);
  }
  dosePart(Quantity.BOLUS_DOSE, Quantity.BOLUS_RATE, Quantity.BOLUS_DURATION, false);
  dosePart(
    Quantity.LOADING_DOSE,
    Quantity.LOADING_RATE,
    Quantity.LOADING_DURATION,
    program.type === ProgramType.PCA,
  );
  accumulated(program);
}

function wrongType(): void {
  problem(scene, Quantity.NONE, Reason.NOT_ALLOWED_BY_ENTRY);
}

/** Says that a value is missing, unless something is already said of that value. */
function missing(quantity: Quantity): void {
  for (let i = 0; i < scene.findings.length; i += Field.SIZE)
    if (scene.findings[i + Field.QUANTITY] === quantity) return;
  problem(scene, quantity, Reason.MISSING);
}

function measureEntered(quantity: Quantity): void {
  measure(scene, scene.values, quantity * 3);
}

function judgePatient(): void {
  for (let quantity = Quantity.WEIGHT; quantity <= Quantity.BSA; quantity++) {
    if (!entered(scene, quantity)) continue;
    measureEntered(quantity);
    judgeMeasured(scene, scene.entry, quantity, quantity);
    judgeMeasured(scene, scene.careArea, quantity, quantity);
  }
}

/** The entry's own concentration, or the custom one that was typed, judged as amount over volume. */
function judgeConcentration(entry: LimitRecord, head: number): void {
  const concentration = scene.concentration;
  const values = scene.values;
  const items = entry.items;
  const amount = Quantity.AMOUNT * 3;
  const typed = values[amount + 2] !== 0 || values[amount + 5] !== 0;
  const complete = entered(scene, Quantity.AMOUNT) && entered(scene, Quantity.DILUENT_VOLUME);
  concentration[2] = 0;
  if (items[head] === 7) {
    concentration[0] = items[head + 6];
    concentration[1] = concentration[4] = items[head + 5];
    concentration[2] = items[head + 4];
    concentration[3] = items[head + 7];
    concentration[5] = Unit.MILLILITRE;
    if (typed && !(complete && sameAmount(amount, 0) && sameAmount(amount + 3, 3))) {
      problem(scene, Quantity.CONCENTRATION, Reason.CONCENTRATION_NOT_IN_LIBRARY);
    }
    return;
  }
  const custom = entry.at[Quantity.CONCENTRATION];
  if (!(custom > 0)) {
    if (typed) problem(scene, Quantity.CONCENTRATION, Reason.CONCENTRATION_NOT_IN_LIBRARY);
    return;
  }
  if (!complete) return missing(Quantity.CONCENTRATION);
  if (kindOf(values[amount + 2]) !== kindOf(items[custom + 1]))
    return problem(scene, Quantity.CONCENTRATION, Reason.KIND_MISMATCH);
  for (let i = 0; i < 6; i++) concentration[i] = values[amount + i];
  const ratio = scene.ratio;
  for (let i = 0; i < 9; i++) ratio[i] = 1;
  ratio[0] = values[amount];
  ratio[5] = values[amount + 3];
  ratio[9] =
    values[amount + 1] + scaleOf(values[amount + 2]) - values[amount + 4] - scaleOf(values[amount + 5]);
  judge(scene, entry, Quantity.CONCENTRATION, Quantity.CONCENTRATION);
}

/** Whether what was typed at `values[at]` is the very amount at `concentration[part]`. */
function sameAmount(at: number, part: number): boolean {
  const concentration = scene.concentration;
  const unit = concentration[part + 2];
  measure(scene, scene.values, at);
  return (
    kindOf(scene.measured[2]) === kindOf(unit) &&
    express(scene, Quantity.CONCENTRATION, unit) &&
    compare(scene.ratio, concentration[part], concentration[part + 1] + scaleOf(unit)) === 0
  );
}

/** Judges the ratio of the scene, a plain volume or duration, everywhere. */
function judgeDerived(quantity: Quantity, kind: Kind): void {
  const records = [scene.entry, scene.careArea, scene.pump];
  for (let i = 0; i < 3; i++) {
    const record = records[i];
    const at = record === null ? 0 : record.at[quantity];
    if (!(at > 0)) continue;
    const unit = (record as LimitRecord).items[at + 1];
    if (kindOf(unit) !== kind || (unit >= 16 && (unit & 15) !== 0))
      problem(scene, quantity, Reason.KIND_MISMATCH);
    else judge(scene, record as LimitRecord, quantity, quantity);
  }
}

/** Expresses `amount` (entered) over the entered rate of `rate` as a duration and judges it as `duration`. */
function judgeTime(amount: Quantity, rate: Quantity, duration: Quantity): void {
  measureEntered(amount);
  if (!express(scene, duration, scene.values[rate * 3 + 2] & ~3)) return;
  dividedByRate(scene.ratio, scene.values, rate * 3);
  judgeDerived(duration, Kind.DURATION);
}

/** The dose as typed, in the entry's unit, or what a typed rate or volume amounts to. */
function judgeDose(typed: boolean): void {
  if (typed) return judgeEntered(scene, Quantity.DOSE);
  judgeMeasured(scene, scene.entry, Quantity.DOSE, Quantity.DOSE);
  judgeMeasured(scene, scene.entry, Key.CAP + Quantity.DOSE, Quantity.DOSE);
}

/** Judges what is measured as the rate of the main infusion and keeps it for rounding. */
function judgeRate(): void {
  judgeEverywhere(scene, Quantity.RATE, Quantity.RATE);
  if (express(scene, Quantity.RATE, Unit.MILLILITRE_PER_HOUR)) addRate(scene, Quantity.RATE);
}

function judgeTyped(quantity: Quantity): void {
  measureEntered(quantity);
  judgeEverywhere(scene, quantity, quantity);
}

/** By dose, by rate, or by a volume over a duration; with a volume or a duration beside a dose or rate. */
function continuous(flags: number): void {
  const byDose = entered(scene, Quantity.DOSE);
  const byRate = entered(scene, Quantity.RATE);
  const volume = entered(scene, Quantity.VTBI);
  const duration = entered(scene, Quantity.DURATION);
  if ((byDose && byRate) || ((byDose || byRate) && volume && duration)) {
    return problem(scene, byDose ? Quantity.DOSE : Quantity.RATE, Reason.OVERDETERMINED);
  }
  if (!byDose && !byRate && !(volume && duration))
    return missing((scene.entry as LimitRecord).at[Quantity.DOSE] > 0 ? Quantity.DOSE : Quantity.RATE);
  if (flags & (byDose ? EntryFlag.BY_RATE_ONLY : EntryFlag.BY_DOSE_ONLY)) {
    problem(scene, byDose ? Quantity.DOSE : Quantity.RATE, Reason.NOT_ENTERED_THIS_WAY);
  }
  measureRunning(byDose, byRate);
  judgeDose(byDose);
  judgeRate();
  const source = byDose ? Quantity.DOSE : Quantity.RATE;
  if (volume) judgeTyped(Quantity.VTBI);
  if (duration) judgeTyped(Quantity.DURATION);
  if (volume && !duration) judgeTime(Quantity.VTBI, source, Quantity.DURATION);
  if (duration && !volume) {
    measureEntered(source);
    if (express(scene, Quantity.VTBI, Unit.MILLILITRE_PER_HOUR)) {
      timesDuration(scene.ratio, scene.values, Quantity.DURATION * 3);
      judgeDerived(Quantity.VTBI, Kind.VOLUME);
    }
  }
}

function measureRunning(byDose: boolean, byRate: boolean): void {
  if (byDose || byRate) measureEntered(byDose ? Quantity.DOSE : Quantity.RATE);
  else measure(scene, scene.values, Quantity.VTBI * 3, scene.values, Quantity.DURATION * 3);
}

/** The change from the running dose or rate in per cent of it; from pause or zero only the entry's own range applies. */
function titration(): void {
  const values = scene.values;
  const running = Quantity.RUNNING * 3;
  const target = (values[Quantity.DOSE * 3 + 2] !== 0 ? Quantity.DOSE : Quantity.RATE) * 3;
  if (!entered(scene, Quantity.RUNNING)) return missing(Quantity.RUNNING);
  if (values[target + 2] !== values[running + 2])
    return problem(scene, Quantity.RUNNING, Reason.UNIT_NOT_IN_LIBRARY);
  if (values[running] === 0) return;
  const exponent = Math.min(values[target + 1], values[running + 1]);
  const after = values[target] * POWERS[values[target + 1] - exponent];
  const before = values[running] * POWERS[values[running + 1] - exponent];
  const quantity = after > before ? Quantity.TITRATION_UP : Quantity.TITRATION_DOWN;
  if (!(after < MAX_EXACT && before < MAX_EXACT)) return problem(scene, quantity, Reason.CANNOT_JUDGE);
  const ratio = scene.ratio;
  for (let i = 0; i < 9; i++) ratio[i] = 1;
  ratio[0] = Math.abs(after - before);
  ratio[1] = 100;
  ratio[5] = before;
  ratio[9] = 0;
  judge(scene, scene.entry as LimitRecord, quantity, quantity);
}

/** A dose or a volume of it, over a duration or at a rate. */
function intermittent(): void {
  const values = scene.values;
  const byDose = entered(scene, Quantity.DOSE);
  const volume = entered(scene, Quantity.VTBI);
  const duration = entered(scene, Quantity.DURATION);
  const byRate = entered(scene, Quantity.RATE);
  if (duration && byRate) return problem(scene, Quantity.DURATION, Reason.OVERDETERMINED);
  if (!byDose && !volume) missing(Quantity.DOSE);
  if (!duration && !byRate) missing(Quantity.DURATION);
  if (!(byDose || volume) || !(duration || byRate)) return;
  const amount = byDose ? Quantity.DOSE : Quantity.VTBI;
  measureEntered(amount);
  judgeDose(byDose);
  if (byDose && volume) {
    measureEntered(Quantity.DOSE);
    const at = Quantity.VTBI * 3;
    if (
      express(scene, Quantity.DOSE, Unit.MILLILITRE) &&
      !withinTolerance(scene.ratio, scene.pump, values[at], values[at + 1] + scaleOf(values[at + 2]))
    ) {
      problem(scene, Quantity.VTBI, Reason.DOSE_AND_VOLUME_DISAGREE);
    }
  }
  measureEntered(volume ? Quantity.VTBI : Quantity.DOSE);
  judgeEverywhere(scene, Quantity.VTBI, Quantity.VTBI);
  if (byRate) measureEntered(Quantity.RATE);
  else measure(scene, values, amount * 3, values, Quantity.DURATION * 3);
  judgeMeasured(scene, scene.entry, Quantity.DOSE_RATE, Quantity.DOSE_RATE);
  if (!byRate && volume) measure(scene, values, Quantity.VTBI * 3, values, Quantity.DURATION * 3);
  judgeRate();
  if (duration) judgeTyped(Quantity.DURATION);
  else judgeTime(volume ? Quantity.VTBI : Quantity.DOSE, Quantity.RATE, Quantity.DURATION);
}

/** Each step as an infusion of its own, then the volume and the duration of all. */
function multiStep(steps: number[], flags: number): void {
  const entry = scene.entry as LimitRecord;
  const count = steps.length / 6;
  const ratio = scene.ratio;
  if (!(count > 0)) return missing(Quantity.STEPS);
  for (let i = 0; i < 9; i++) ratio[i] = 1;
  ratio[0] = count;
  ratio[9] = 0;
  judge(scene, entry, Quantity.STEPS, Quantity.STEPS);
  const dose = entry.at[Quantity.DOSE];
  const byDose = dose > 0 && steps[2] === entry.items[dose + 1];
  const what = byDose ? Quantity.DOSE : Quantity.RATE;
  const byVolume = kindOf(steps[5]) === Kind.VOLUME;
  const long = byVolume ? Quantity.VTBI : Quantity.STEP_DURATION;
  if (flags & (byDose ? EntryFlag.BY_RATE_ONLY : EntryFlag.BY_DOSE_ONLY))
    problem(scene, what, Reason.NOT_ENTERED_THIS_WAY);
  // Smallest exponents, so that the steps add up as whole numbers.
  let whatExponent = 9;
  let longExponent = 9;
  for (let at = 0; at < steps.length; at += 6) {
    scene.step = at / 6 + 1;
    const whatReason = steps[at + 2] === steps[2] ? enteredReason(steps, at, what) : Reason.KIND_MISMATCH;
    const longReason = steps[at + 5] === steps[5] ? enteredReason(steps, at + 3, long) : Reason.KIND_MISMATCH;
    if (whatReason !== Reason.NONE) problem(scene, what, whatReason);
    if (longReason !== Reason.NONE) problem(scene, long, longReason);
    if (whatReason !== Reason.NONE || longReason !== Reason.NONE) {
      scene.step = 0;
      return;
    }
    whatExponent = Math.min(whatExponent, steps[at + 1]);
    longExponent = Math.min(longExponent, steps[at + 4]);
    measure(scene, steps, at);
    judgeDose(byDose);
    judgeRate();
    measure(scene, steps, at + 3);
    if (!byVolume) {
      judgeMeasured(scene, entry, Quantity.STEP_DURATION, Quantity.STEP_DURATION);
    } else if (express(scene, Quantity.STEP_DURATION, steps[at + 2] & ~3)) {
      dividedByRate(ratio, steps, at);
      judgeDerived(Quantity.STEP_DURATION, Kind.DURATION);
    }
  }
  scene.step = 0;
  let volume = 0;
  let time = 0;
  for (let at = 0; at < steps.length; at += 6) {
    const share = steps[at + 3] * POWERS[steps[at + 4] - longExponent];
    time += share;
    volume += byVolume ? share : share * steps[at] * POWERS[steps[at + 1] - whatExponent];
  }
  if (!(volume < MAX_EXACT && time < MAX_EXACT)) return problem(scene, Quantity.VTBI, Reason.CANNOT_JUDGE);
  if (byVolume) {
    measure(scene, [volume, longExponent, steps[5]], 0);
    return judgeEverywhere(scene, Quantity.VTBI, Quantity.VTBI);
  }
  measure(scene, [time, longExponent, steps[5]], 0);
  judgeEverywhere(scene, Quantity.DURATION, Quantity.DURATION);
  measure(scene, [volume, whatExponent + longExponent, steps[2]], 0);
  if (express(scene, Quantity.VTBI, Unit.MILLILITRE_PER_HOUR)) {
    timesDuration(ratio, [1, 0, steps[5]], 0);
    judgeDerived(Quantity.VTBI, Kind.VOLUME);
  }
}

/** Demand dose with its lockout, and a basal rate, a clinician bolus and a loading dose where they are entered. */
function pca(): void {
  if (entered(scene, Quantity.DEMAND_DOSE)) {
    measureEntered(Quantity.DEMAND_DOSE);
    judgeEntered(scene, Quantity.DEMAND_DOSE);
  } else missing(Quantity.DEMAND_DOSE);
  if (entered(scene, Quantity.LOCKOUT)) judgeTyped(Quantity.LOCKOUT);
  else missing(Quantity.LOCKOUT);
  if (entered(scene, Quantity.CLINICIAN_BOLUS)) {
    measureEntered(Quantity.CLINICIAN_BOLUS);
    judgeEntered(scene, Quantity.CLINICIAN_BOLUS);
  }
  if (entered(scene, Quantity.VTBI)) judgeTyped(Quantity.VTBI);
  if (entered(scene, Quantity.BASAL)) {
    measureEntered(Quantity.BASAL);
    judgeEntered(scene, Quantity.BASAL);
    judgeRate();
  }
}

/** A bolus or a loading dose: its amount, its rate (typed, or from its duration) and its duration. */
function dosePart(dose: Quantity, rate: Quantity, duration: Quantity, rateOptional: boolean): void {
  const values = scene.values;
  const byRate = entered(scene, rate);
  const byDuration = entered(scene, duration);
  if (!entered(scene, dose)) {
    if (byRate || byDuration) missing(dose);
    return;
  }
  measureEntered(dose);
  judgeEntered(scene, dose);
  if (byRate && byDuration) return problem(scene, rate, Reason.OVERDETERMINED);
  if (!byRate && !byDuration) {
    if (!rateOptional) missing(rate);
    return;
  }
  if (byRate) measureEntered(rate);
  else measure(scene, values, dose * 3, values, duration * 3);
  judgeMeasured(scene, scene.entry, rate, rate);
  judgeMeasured(scene, scene.careArea, Quantity.RATE, rate);
  judgeMeasured(scene, scene.pump, Quantity.RATE, rate);
  if (express(scene, rate, Unit.MILLILITRE_PER_HOUR)) addRate(scene, rate);
  if (byDuration) judgeTyped(duration);
  else judgeTime(dose, rate, duration);
}

/** ⌈the ratio of the scene in quanta⌉. */
function quantaUp(quantum: number): number {
  const whole = wholeSteps(scene.ratio, 1, quantum);
  return compare(scene.ratio, whole, quantum) === 0 ? whole : whole + 1;
}

/** What was delivered plus what this program commits, in every window from now on. */
function accumulated(program: Program): void {
  const entry = scene.entry as LimitRecord;
  const values = scene.values;
  const at = entry.at[Quantity.ACCUMULATED_DOSE];
  const window = entry.at[Key.WINDOW];
  if (!(at > 0)) return;
  if (!(window > 0) || !(program.delivered.length <= 4 * MAX_DELIVERED))
    return problem(scene, Quantity.ACCUMULATED_DOSE, Reason.CANNOT_JUDGE);
  const counts = entry.items[window + 2];
  const unit = entry.items[at + 1] & ~15;
  const quantum = quantumOf(kindOf(unit));
  for (let i = 0; i < program.delivered.length; i += 4) {
    if (program.delivered[i] >> 8 !== kindOf(unit))
      return problem(scene, Quantity.ACCUMULATED_DOSE, Reason.KIND_MISMATCH);
  }
  let committed = 0;
  for (let i = 0; i < COMMITTED.length; i += 2) {
    const quantity = COMMITTED[i];
    if (!(counts & COMMITTED[i + 1]) || values[quantity * 3 + 2] === 0) continue;
    measureEntered(quantity);
    if (!express(scene, Quantity.ACCUMULATED_DOSE, unit)) return;
    committed += quantaUp(quantum);
  }
  let perHour = 0;
  const running =
    program.type === ProgramType.PCA
      ? Quantity.BASAL
      : program.type >= ProgramType.BOLUS
        ? Quantity.RUNNING
        : values[Quantity.DOSE * 3 + 2] !== 0
          ? Quantity.DOSE
          : Quantity.RATE;
  const overTime =
    program.type < ProgramType.BOLUS && program.type !== ProgramType.PCA && values[running * 3 + 2] === 0;
  if (counts & Delivery.BASAL && (overTime || values[running * 3 + 2] !== 0)) {
    if (overTime) measureRunning(false, false);
    else measureEntered(running);
    if (!express(scene, Quantity.ACCUMULATED_DOSE, unit | Time.HOUR)) return;
    perHour = quantaUp(quantum);
  }
  const peak = accumulatedPeak(program.delivered, counts, entry.items[window + 1], committed, perHour);
  if (!(peak >= 0)) return problem(scene, Quantity.ACCUMULATED_DOSE, Reason.CANNOT_JUDGE);
  measure(scene, [peak, quantum - scaleOf(unit), unit], 0);
  judgeMeasured(scene, entry, Quantity.ACCUMULATED_DOSE, Quantity.ACCUMULATED_DOSE);
  judgeMeasured(scene, entry, Key.CAP + Quantity.ACCUMULATED_DOSE, Quantity.ACCUMULATED_DOSE);
}

/** Outside the library: a rate in mL/h, or a volume over a duration, against the ceilings of care area and pump. */
function unprotected(type: ProgramType): void {
  if (type !== ProgramType.CONTINUOUS && type !== ProgramType.FLUID)
    return problem(scene, Quantity.NONE, Reason.NOT_IN_LIBRARY);
  const careArea = scene.careArea;
  const byRate = entered(scene, Quantity.RATE);
  const volume = entered(scene, Quantity.VTBI);
  const duration = entered(scene, Quantity.DURATION);
  if (byRate && volume && duration) return problem(scene, Quantity.RATE, Reason.OVERDETERMINED);
  if (!byRate && !(volume && duration)) return missing(Quantity.RATE);
  measureRunning(false, byRate);
  if (careArea !== null && careArea.at[Quantity.BASIC_RATE] > 0)
    judgeMeasured(scene, careArea, Quantity.BASIC_RATE, Quantity.RATE);
  else judgeMeasured(scene, careArea, Quantity.RATE, Quantity.RATE);
  judgeMeasured(scene, scene.pump, Quantity.RATE, Quantity.RATE);
  if (express(scene, Quantity.RATE, Unit.MILLILITRE_PER_HOUR)) addRate(scene, Quantity.RATE);
  if (duration && !volume) {
    timesDuration(scene.ratio, scene.values, Quantity.DURATION * 3);
  } else if (volume) {
    measureEntered(Quantity.VTBI);
    if (!express(scene, Quantity.VTBI, Unit.MILLILITRE)) return;
  } else return;
  const records = [careArea, scene.pump];
  for (let i = 0; i < 2; i++) {
    const record = records[i];
    if (record === null) continue;
    judge(
      scene,
      record,
      record.at[Quantity.BASIC_VTBI] > 0 ? Quantity.BASIC_VTBI : Quantity.VTBI,
      Quantity.VTBI,
    );
  }
}
