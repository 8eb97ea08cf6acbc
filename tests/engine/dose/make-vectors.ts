// Writes tests/vectors/dose-check.json: programs with the oracle's answers, drawn from a fixed seed. Run by hand when the rules change:
// node -r ts-node/register tests/engine/dose/make-vectors.ts
import { renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import type { InfusionProgram } from '../../../engine/index';
import { type Summary, summaryOfOracle } from './comparison';
import type { TestLimits } from './limits';
import { check, readLimits } from './oracle';
import { anyLimits, programsFor } from './programs';

export interface Vector {
  source: string;
  program: InfusionProgram;
  limits: TestLimits;
  expected: Summary;
}

const SEED = 20261123;
const LIMITS = 60;
const EACH = 5;

function vectors(): Vector[] {
  return fc.sample(anyLimits, { numRuns: LIMITS, seed: SEED }).flatMap((drawn, i) =>
    fc.sample(programsFor([drawn]), { numRuns: EACH, seed: SEED + i }).map(({ program }, n) => {
      // As JSON gives it: what cannot be written there is not part of a vector.
      const plain: InfusionProgram = JSON.parse(JSON.stringify(program));
      const limits: TestLimits = JSON.parse(JSON.stringify(drawn.limits));
      return {
        source: `oracle, seed ${SEED}, limits ${i}, program ${n}`,
        program: plain,
        limits,
        expected: summaryOfOracle(check(plain, readLimits(limits))),
      };
    }),
  );
}

if (require.main === module) {
  const target = resolve(__dirname, '../../vectors/dose-check.json');
  const rows = vectors().map((vector) => JSON.stringify(vector));
  writeFileSync(`${target}.part`, `[\n${rows.join(',\n')}\n]\n`);
  renameSync(`${target}.part`, target);
  console.log(`${rows.length} vectors`);
}
