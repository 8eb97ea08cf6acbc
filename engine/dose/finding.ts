import { type Ratio, compareRatios } from '../number/ratio';
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
  LIMIT = 6,
  LIMIT_EXPONENT = 7,
  /** 1 when the limit is the cap of a dose by weight or body surface. */
  CAP = 8,
  RATIO = 9,
  SIZE = 19,
}

/** Position of the finding on this bound, or of this reason where no bound is crossed; −1 when there is none. */
function positionOf(
  findings: number[],
  quantity: number,
  bound: number,
  reason: number,
  step: number,
  cap: number,
): number {
  for (let i = 0; i < findings.length; i += Field.SIZE) {
    if (
      findings[i + Field.QUANTITY] === quantity &&
      findings[i + Field.BOUND] === bound &&
      findings[i + Field.REASON] === reason &&
      findings[i + Field.STEP] === step &&
      findings[i + Field.CAP] === cap
    ) {
      return i;
    }
  }
  return -1;
}

/** Adds what no limit decides; the same reason for the same quantity stands once. */
export function addProblem(
  scene: Scene,
  severity: Severity,
  quantity: Quantity,
  reason: Reason,
  ratio?: Ratio,
): void {
  const findings = scene.findings;
  // Patient and concentration are those of the whole program, not of a step.
  const step = quantity <= Quantity.CONCENTRATION ? 0 : scene.step;
  if (positionOf(findings, quantity, Bound.NONE, reason, step, 0) >= 0) return;
  findings.push(severity, quantity, Bound.NONE, reason, step, 0, 0, 0, 0);
  for (let i = 0; i < 10; i++) findings.push(ratio ? ratio[i] : 0);
}

/** Reason of a crossed bound. */
function reasonOf(bound: Bound): Reason {
  if (bound === Bound.LOWER_HARD) return Reason.BELOW_LOWER_HARD;
  if (bound === Bound.LOWER_SOFT) return Reason.BELOW_LOWER_SOFT;
  return bound === Bound.UPPER_SOFT ? Reason.ABOVE_UPPER_SOFT : Reason.ABOVE_UPPER_HARD;
}

/**
 * Adds that the ratio of the scene crosses a bound of the limit at `items[at]`. Entry, care area and pump are asked in this order, and one
 * bound of one quantity is reported once, by the most specific of them. A soft one that was confirmed before, with a value as bad or
 * worse, counts as confirmed.
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
  const ratio = scene.ratio;
  const reason = reasonOf(bound);
  const unit = items[at + 1];
  if (positionOf(findings, quantity, bound, reason, scene.step, cap) >= 0) return;
  let point = at + 4;
  for (let bit = 1; bit < bound; bit <<= 1) if (items[at + 3] & bit) point++;
  const limit = items[point];
  let severity = bound === Bound.LOWER_HARD || bound === Bound.UPPER_HARD ? Severity.HARD : Severity.SOFT;
  if (severity === Severity.SOFT) {
    const before = positionOf(confirmed, quantity, bound, reason, scene.step, cap);
    if (
      before >= 0 &&
      confirmed[before + Field.UNIT] === unit &&
      confirmed[before + Field.LIMIT] === limit &&
      confirmed[before + Field.LIMIT_EXPONENT] === items[at + 2]
    ) {
      const further = compareRatios(ratio, confirmed.slice(before + Field.RATIO, before + Field.SIZE));
      if (bound === Bound.UPPER_SOFT ? further <= 0 : further >= 0) severity = Severity.CONFIRMED;
    }
  }
  findings.push(severity, quantity, bound, reason, scene.step, unit, limit, items[at + 2], cap);
  for (let i = 0; i < 10; i++) findings.push(ratio[i]);
}
