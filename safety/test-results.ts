// The results of the last test run, as tests/run.ts writes them, a line a test.
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { TestResult } from '../tests/suite';

export interface TestRun {
  results: TestResult[];
  /** When the results were written. */
  at: Date;
}

/**
 * Throws when there are no results, or when they are older than the revision they are to speak for.
 * `committed` is the time of that revision.
 */
export function readTestRun(path: string, committed: Date): TestRun {
  if (!existsSync(path)) {
    throw new Error(`no test results at ${path}: run ./build.sh test (or npm test) first`);
  }
  const at = statSync(path).mtime;
  // Git keeps whole seconds.
  if (!(Math.floor(at.getTime() / 1000) >= Math.floor(committed.getTime() / 1000))) {
    throw new Error(
      `the test results at ${path} are of ${at.toISOString()}, older than the revision (${committed.toISOString()}): run ./build.sh test (or npm test) again`,
    );
  }
  const results = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line === '' ? [] : [resultOf(line, `${path}:${index + 1}`)]));
  if (results.length === 0)
    throw new Error(`${path} holds no result: run ./build.sh test (or npm test) again`);
  return { results, at };
}

function resultOf(line: string, where: string): TestResult {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error(`${where} is no JSON: ${(error as Error).message}`);
  }
  const result = value as TestResult;
  if (
    typeof result?.title !== 'string' ||
    typeof result.file !== 'string' ||
    !Array.isArray(result.requirements)
  ) {
    throw new Error(`${where} is no test result: file, title and requirements are wanted`);
  }
  return result;
}
