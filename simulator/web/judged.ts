// What the engine judged last, seen from outside: each call of the check in this process is looked at, and none is changed.
import * as check from '../../engine/dose/check';
import type { Program } from '../../engine/dose/infusion-program';

export interface Judged {
  /** Rises by one with each check. */
  check: number;
  code: check.VerdictCode;
  program: Program;
  limits: check.Limits | null;
  confirmed: number[];
}

const judge = check.judgeProgram;
let last: Judged | null = null;

/** The last check; `null` before the first. */
export function lastJudged(): Judged | null {
  return last;
}

// A module compiled to CommonJS looks up what it calls in the exports of the other, so each call passes here.
(check as { judgeProgram: typeof judge }).judgeProgram = (program, limits, confirmed) => {
  const code = judge(program, limits, confirmed);
  // The engine uses its records again for the next entry: what is to be shown is copied now.
  const copies = structuredClone({ program, limits, confirmed });
  last = { check: (last?.check ?? 0) + 1, code, ...copies };
  return code;
};
