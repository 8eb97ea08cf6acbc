import { POWERS, type Ratio, compareRatios, pushRatio } from '../number/ratio';
import { Reason } from '../reason';
import { Bound, Quantity } from './limit';
import type { Scene } from './measure';

/** Ranks of a finding: what cannot be judged, a hard limit, a soft limit, a soft limit confirmed before. */
export const enum Severity {
  PROBLEM = 0,
  HARD = 1,
  SOFT = 2,
  CONFIRMED = 3,
}

/** A finding is nine numbers plus the ten of the exact value, one after the other in one array. */
export const enum Field {
  SEVERITY = 0,
  QUANTITY = 1,
  BOUND = 2,
  REASON = 3,
  /** Step of a multi-step program, from 1; 0 elsewhere. */
  STEP = 4,
  /** Unit of the limit; 0 where there is none. */
  UNIT = 5,
  /** 1 when the limit is the cap of a dose by weight or body surface. */
  CAP = 6,
  LIMIT = 7,
  LIMIT_EXPONENT = 8,
  RATIO = 9,
  SIZE = 19,
}

/** Whether the finding at `at` says what another of the list says: the same quantity, bound, reason and step, and of a limit its cap. */
function isSame(one: number[], i: number, findings: number[], at: number): boolean {
  for (let field = Field.QUANTITY; field <= Field.STEP; field++)
    if (one[i + field] !== findings[at + field]) return false;
  return one[i + Field.CAP] === findings[at + Field.CAP];
}

/** Drops the last finding, at `at`, where one before it says the same. */
function dropRepeated(findings: number[], at: number): void {
  for (let i = 0; i < at; i += Field.SIZE) if (isSame(findings, i, findings, at)) findings.length = at;
}

const NONE: Ratio = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** Adds what no limit decides; the same reason for the same quantity stands once. */
export function addProblem(
  scene: Scene,
  severity: Severity,
  quantity: Quantity,
  reason: Reason,
  ratio?: Ratio,
): void {
  const findings = scene.findings;
  const at = findings.length;
  // Patient and concentration are those of the whole program, not of a step.
  const step = quantity <= Quantity.CONCENTRATION ? 0 : scene.step;
  findings.push(severity, quantity, Bound.NONE, reason, step, 0, 0, 0, 0);
  pushRatio(findings, ratio || NONE);
  dropRepeated(findings, at);
}

/** Reason of a crossed bound. */
function reasonOf(bound: Bound): Reason {
  if (bound === Bound.LOWER_HARD) return Reason.BELOW_LOWER_HARD;
  if (bound === Bound.LOWER_SOFT) return Reason.BELOW_LOWER_SOFT;
  return bound === Bound.UPPER_SOFT ? Reason.ABOVE_UPPER_SOFT : Reason.ABOVE_UPPER_HARD;
}

/** Whether `a × 10^i` is `b × 10^j`: a limit is the same number however it is written. */
function isEqual(a: number, i: number, b: number, j: number): boolean {
  return i >= j ? a * POWERS[i - j] === b : b * POWERS[j - i] === a;
}

/** Whether the first `end` numbers of a list hold a crossing of the same limit as the finding at `at`, as far out or further. */
function covers(list: number[], end: number, scene: Scene, at: number): boolean {
  const findings = scene.findings;
  for (let i = 0; i < end; i += Field.SIZE) {
    if (
      isSame(list, i, findings, at) &&
      list[i + Field.UNIT] === findings[at + Field.UNIT] &&
      isEqual(
        list[i + Field.LIMIT],
        list[i + Field.LIMIT_EXPONENT],
        findings[at + Field.LIMIT],
        findings[at + Field.LIMIT_EXPONENT],
      )
    ) {
      const further = compareRatios(scene.ratio, list.slice(i + Field.RATIO, i + Field.SIZE));
      if (findings[at + Field.BOUND] === Bound.UPPER_SOFT ? further <= 0 : further >= 0) return true;
    }
  }
  return false;
}

/**
 * Adds that the ratio of the scene crosses a bound of the limit at `items[at]`. Entry, care area and pump are asked in this order; a hard bound of
 * a quantity is reported once, by the most specific of them, a soft one by each, because each is confirmed on its own. A soft limit that was
 * confirmed before, with a value as bad or worse, counts as confirmed.
 */
export function addCrossing(
  scene: Scene,
  items: number[],
  at: number,
  bound: Bound,
  quantity: Quantity,
  cap: number,
): void {
  const findings = scene.findings;
  const confirmed = scene.confirmed;
  const last = findings.length;
  const hard = bound === Bound.LOWER_HARD || bound === Bound.UPPER_HARD;
  let point = at + 4;
  for (let bit = 1; bit < bound; bit <<= 1) if (items[at + 3] & bit) point++;
  // In one call, because each costs as much as all of the fields.
  findings.push(
    hard ? Severity.HARD : Severity.SOFT,
    quantity,
    bound,
    reasonOf(bound),
    scene.step,
    items[at + 1],
    cap,
    items[point],
    items[at + 2],
  );
  pushRatio(findings, scene.ratio);
  if (hard) dropRepeated(findings, last);
  else if (covers(findings, last, scene, last)) findings.length = last;
  else if (confirmed.length > 0 && covers(confirmed, confirmed.length, scene, last))
    findings[last] = Severity.CONFIRMED;
}
