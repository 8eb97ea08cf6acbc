import {
  Field,
  type Limits,
  type Program,
  Severity,
  VerdictCode,
  judgeProgram,
  outcome,
} from '../../engine/index';
import { SLIPS } from './slip';
import type { Part } from './usual-program';

/** What became of a slip: refused, asked about, or let through; `none` where the dose has no such slip. */
export type Outcome = 'stopped' | 'alerted' | 'missed' | 'none';

/** What the engine says of the usual dose itself. */
export interface UsualVerdict {
  verdict: 'accepted' | 'alerted' | 'refused';
  /** Quantity, bound and reason of each finding of the last check, one number each. */
  findings: Set<number>;
}

function findingsNow(worst: Severity): Set<number> {
  const found = new Set<number>();
  const flat = outcome.findings;
  for (let i = 0; i < flat.length; i += Field.SIZE) {
    if (flat[i + Field.SEVERITY] <= worst) {
      found.add(
        (flat[i + Field.QUANTITY] * 64 + flat[i + Field.BOUND] * 2 + flat[i + Field.CAP]) * 1024 +
          flat[i + Field.REASON],
      );
    }
  }
  return found;
}

/** Judges the usual program as it stands; its findings stay in the engine's `outcome` for whoever wants to name them. */
export function judgeUsual(program: Program, limits: Limits): UsualVerdict {
  const code = judgeProgram(program, limits, []);
  const verdict =
    code === VerdictCode.ACCEPT ? 'accepted' : code === VerdictCode.CONFIRM ? 'alerted' : 'refused';
  return { verdict, findings: findingsNow(Severity.SOFT) };
}

/**
 * Judges a program with a slip in it. Where the usual program already alerts, only what is new counts: an alert that is always there
 * tells nobody of a slip.
 */
export function judgeSlip(program: Program, limits: Limits, usual: UsualVerdict): Outcome {
  if (usual.verdict === 'refused') return 'missed';
  const code = judgeProgram(program, limits, []);
  if (code === VerdictCode.ACCEPT) return 'missed';
  if (code !== VerdictCode.CONFIRM) return 'stopped';
  if (usual.verdict === 'accepted') return 'alerted';
  for (const finding of findingsNow(Severity.SOFT)) if (!usual.findings.has(finding)) return 'alerted';
  return 'missed';
}

export function copyOf(program: Program): Program {
  return {
    type: program.type,
    values: program.values.slice(),
    steps: program.steps.slice(),
    delivered: [],
    problems: [],
  };
}

/** Replays every slip on a part of an entry; a part without a usual dose misses all that it could have. */
export function replay(part: Part, limits: Limits, usual: UsualVerdict): Outcome[] {
  return SLIPS.map((slip) => {
    const program = copyOf(part.program);
    const typed = part.usual ? part : { ...part, usual: { coefficient: 1, exponent: 0 } };
    if (!limits.entry || !slip.apply(program, typed, limits.entry)) return 'none';
    return part.usual ? judgeSlip(program, limits, usual) : 'missed';
  });
}
