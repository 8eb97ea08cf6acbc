// fast-check with fewer runs and one seed: the same short slice of every property for each mutant.
import real from 'fast-check';

export const RUNS = Number(process.env.DERS_MUTATION_RUNS ?? 60);
const SEED = 20_261_128;

function short(parameters: real.Parameters<never> | number | undefined) {
  const given = typeof parameters === 'number' ? { numRuns: parameters } : (parameters ?? {});
  return { ...given, seed: SEED, numRuns: Math.min(given.numRuns ?? RUNS, RUNS), endOnFailure: true };
}

// biome-ignore lint/suspicious/noExplicitAny: handed through as it came.
const assert = (property: any, parameters?: any) => real.assert(property, short(parameters));
// biome-ignore lint/suspicious/noExplicitAny: handed through as it came.
const sample = (generator: any, parameters?: any) => real.sample(generator, short(parameters));

export default { ...real, assert, sample };
