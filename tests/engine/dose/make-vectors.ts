// Writes tests/vectors/dose-check.json: published cases, and programs drawn from a fixed seed, with the oracle's answers. Run by hand when the
// rules change: node -r ts-node/register tests/engine/dose/make-vectors.ts
import { renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import type { InfusionProgram } from '../../../engine/index';
import { type Summary, summaryOfOracle } from './comparison';
import type { EntryLimits, TestLimits } from './limits';
import { check, readLimits } from './oracle';
import { anyLimits, programsFor } from './programs';
import { TENTHS, limitsOf } from './questions';

export interface Vector {
  source: string;
  program: InfusionProgram;
  /** An earlier program of the same infusion, whose soft findings a person confirmed. */
  before?: InfusionProgram;
  limits: TestLimits;
  expected: Summary;
}

const SEED = 20261123;
const LIMITS = 74;
const EACH = 4;

const READ_BACK: EntryLimits = {
  type: 'continuous',
  concentration: '450 mg/250 mL',
  limits: { dose: { unit: 'mg/min', lowerSoft: '0.5', upperHard: '1' } },
};
const DOPAMINE: EntryLimits = {
  type: 'continuous',
  concentration: '400 mg/250 mL',
  limits: { dose: { unit: 'mcg/kg/min', lowerSoft: '2', upperSoft: '10', upperHard: '20' } },
};
const PLAIN: EntryLimits = { type: 'fluid', limits: {} };

/** Where it stands, program, entry: on a pump that steps by 0.1 mL/h. */
const PUBLISHED: [string, InfusionProgram, EntryLimits][] = [
  [
    '0.5 mg/min of 450 mg/250 mL against its soft minimum',
    { type: 'continuous', dose: '0.5 mg/min' },
    READ_BACK,
  ],
  ['0.498 mg/min, as a pump read it back', { type: 'continuous', rate: '16.6 mL/h' }, READ_BACK],
  [
    'DOPamine 400 mg/250 mL in 82 kg',
    { type: 'continuous', weight: '82 kg', dose: '5 mcg/kg/min' },
    DOPAMINE,
  ],
  ['a milligram for a microgram', { type: 'continuous', weight: '82 kg', dose: '5 mg/kg/min' }, DOPAMINE],
  ['dose table: 1.65 mL/h', { type: 'fluid', rate: '1.65 mL/h' }, PLAIN],
  ['dose table: 5.85 mL/h', { type: 'fluid', rate: '5.85 mL/h' }, PLAIN],
  ['0.15 mL/h at a step of 0.1', { type: 'fluid', rate: '0.15 mL/h' }, PLAIN],
];

function vector(
  source: string,
  limits: TestLimits,
  program: InfusionProgram,
  before?: InfusionProgram,
): Vector {
  // In a library there is always a care area.
  limits = { ...limits, careArea: limits.careArea ?? { limits: {} } };
  const sets = readLimits(limits);
  const confirmed = before && check(before, sets).confirmable;
  const expected = summaryOfOracle(check(program, sets, confirmed));
  return { source, program, before, limits, expected };
}

/** As JSON gives it: what cannot be written there is not part of a vector. */
function asJson<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

function vectors(): Vector[] {
  const published = PUBLISHED.map(([title, program, entry]) =>
    vector(
      `published case (docs/requirements.md, DERS-DOSE-004 to 009): ${title}`,
      limitsOf(entry, TENTHS),
      program,
    ),
  );
  const drawn = fc.sample(anyLimits, { numRuns: LIMITS, seed: SEED }).flatMap((each, i) =>
    fc.sample(programsFor([each]), { numRuns: EACH, seed: SEED + i }).map(({ program, before }, n) => {
      const source = `oracle, seed ${SEED}, limits ${i}, program ${n}`;
      return vector(source, asJson(each.limits), asJson(program), asJson(before));
    }),
  );
  return [...published, ...drawn];
}

if (require.main === module) {
  const target = resolve(__dirname, '../../vectors/dose-check.json');
  const rows = vectors().map((vector) => JSON.stringify(vector));
  writeFileSync(`${target}.part`, `[\n${rows.join(',\n')}\n]\n`);
  renameSync(`${target}.part`, target);
  console.log(
    `${rows.length} vectors; now run tests/drug-library-loader/service/link-vectors.ts, which sends them over the service cable`,
  );
}
