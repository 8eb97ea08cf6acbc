import { type Ratio, compareRatios } from '../number/ratio';
import type { Reason } from '../reason';
import { Bound, type Quantity } from './limit';

/** Ranks of a finding: what cannot be judged, a hard limit, a soft limit, a soft limit confirmed before. */
export const enum Severity {
  PROBLEM = 0,
  HARD = 1,
  SOFT = 2,
  CONFIRMED = 3,
}

/** A finding is fifteen numbers plus the ten of the exact value, one after the other in one array. */
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

function sameLimit(
  findings: number[],
  i: number,
  quantity: number,
  bound: number,
  step: number,
  cap: number,
): boolean {
  return (
    findings[i + Field.QUANTITY] === quantity &&
    findings[i + Field.BOUND] === bound &&
    findings[i + Field.STEP] === step &&
    findings[i + Field.CAP] === cap
  );
}

/** Adds what no limit decides; the same reason for the same quantity stands once. */
export function addProblem(
  findings: number[],
  severity: Severity,
  quantity: Quantity,
  reason: Reason,
  step: number,
  ratio?: Ratio,
): void {
  for (let i = 0; i < findings.length; i += Field.SIZE) {
    if (findings[i + Field.REASON] === reason && sameLimit(findings, i, quantity, Bound.NONE, step, 0))
      return;
  }
  findings.push(severity, quantity, Bound.NONE, reason, step, 0, 0, 0, 0);
  for (let i = 0; i < 10; i++) findings.push(ratio ? ratio[i] : 0);
}

/**
 * Adds a crossed limit. Entry, care area and pump are asked in this order, and one bound of one quantity is reported once, by
 * the most specific of them. A soft one that was confirmed before, with a value as bad or worse, counts as confirmed.
 */
export function addCrossing(
  findings: number[],
  confirmed: number[],
  quantity: Quantity,
  bound: Bound,
  reason: Reason,
  step: number,
  cap: number,
  unit: number,
  limit: number,
  exponent: number,
  ratio: Ratio,
): void {
  for (let i = 0; i < findings.length; i += Field.SIZE) {
    if (sameLimit(findings, i, quantity, bound, step, cap)) return;
  }
  let severity = bound === Bound.LOWER_HARD || bound === Bound.UPPER_HARD ? Severity.HARD : Severity.SOFT;
  for (let i = 0; severity === Severity.SOFT && i < confirmed.length; i += Field.SIZE) {
    if (sameLimit(confirmed, i, quantity, bound, step, cap) && confirmed[i + Field.UNIT] === unit) {
      const worse = compareRatios(ratio, confirmed.slice(i + Field.RATIO, i + Field.SIZE));
      if (bound === Bound.UPPER_SOFT ? worse <= 0 : worse >= 0) severity = Severity.CONFIRMED;
    }
  }
  findings.push(severity, quantity, bound, reason, step, unit, limit, exponent, cap);
  for (let i = 0; i < 10; i++) findings.push(ratio[i]);
}
