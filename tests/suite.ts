// uvu's `suite` with a memory: every outcome is kept with the requirement ids in its title, and written out
// when the process ends, so that the safety file can say which test showed which requirement.
import { appendFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { suite as uvuSuite } from 'uvu';

export interface TestResult {
  file: string;
  suite: string;
  title: string;
  requirements: string[];
  result: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or how it failed. */
  reason?: string;
  ms: number;
}

type Body = () => void | Promise<void>;

interface Hook {
  (body: Body): void;
  each(body: Body): void;
}

export interface Suite {
  (title: string, body: Body): void;
  /** A test that cannot run here; `why` goes into the results. */
  skip(title: string, why: string): void;
  before: Hook;
  after: Hook;
  /** Queues the suite; call it once, at the end of the file. */
  run(): void;
}

const REQUIREMENT = /\b[A-Z]{2,5}-[A-Z]+-\d{3}\b/g;
const root = resolve(__dirname, '..');
const file = relative(root, process.argv[1] ?? '').replaceAll('\\', '/');
const results: TestResult[] = [];
const pending = new Set<TestResult>();

/** The requirement ids named in a title, each once, in the order of their appearance. */
export function requirementsOf(title: string): string[] {
  return [...new Set(title.match(REQUIREMENT) ?? [])];
}

function enlist(suite: string, title: string): TestResult {
  const known = results.some((other) => other.suite === suite && other.title === title);
  if (known) throw new Error(`two tests of ${suite} are named "${title}": give each row its own name`);
  const entry: TestResult = {
    file,
    suite,
    title,
    requirements: requirementsOf(title),
    result: 'failed',
    ms: 0,
  };
  results.push(entry);
  pending.add(entry);
  return entry;
}

function asError(thrown: unknown): Error {
  // uvu takes a thrown null or string for success.
  return thrown instanceof Error ? thrown : new Error(`thrown, and not an Error: ${String(thrown)}`);
}

async function record(entry: TestResult, body: Body): Promise<void> {
  const start = performance.now();
  try {
    await body();
    entry.result = 'passed';
  } catch (thrown) {
    const error = asError(thrown);
    entry.reason = error.message;
    throw error;
  } finally {
    entry.ms = Math.round((performance.now() - start) * 1000) / 1000;
    pending.delete(entry);
  }
}

/** A named group of tests, `suite('engine/dose/check')`; every test file has at least one. */
export function suite(name: string): Suite {
  const inner = uvuSuite(name);

  // uvu ends a suite without an error when a hook throws, so each failing hook is a failed result of its own.
  function watch(kind: string, body: Body): Body {
    return async () => {
      try {
        await body();
      } catch (thrown) {
        const error = asError(thrown);
        const title = `${kind} hook`;
        results.push({
          file,
          suite: name,
          title,
          requirements: [],
          result: 'failed',
          reason: error.message,
          ms: 0,
        });
        console.error(`${name}: ${title} failed\n${error.stack}`);
        throw error;
      }
    };
  }

  function hook(kind: 'before' | 'after'): Hook {
    const all = (body: Body) => inner[kind](watch(kind, body));
    return Object.assign(all, { each: (body: Body) => inner[kind].each(watch(`${kind} each`, body)) });
  }

  const test = (title: string, body: Body): void => {
    const entry = enlist(name, title);
    inner(title, () => record(entry, body));
  };
  const skip = (title: string, why: string): void => {
    const entry = enlist(name, title);
    entry.result = 'skipped';
    entry.reason = why;
    pending.delete(entry);
    inner.skip(title);
  };
  return Object.assign(test, { skip, before: hook('before'), after: hook('after'), run: () => inner.run() });
}

process.on('exit', () => {
  // A test that never ended has failed; what stands behind it was not reached.
  const [stopped, ...unreached] = pending;
  if (stopped) {
    stopped.reason = 'did not run to its end: the file stopped early, or does not call test.run()';
    console.error(`${stopped.suite}: "${stopped.title}" ${stopped.reason}`);
  }
  for (const entry of unreached) {
    entry.result = 'skipped';
    entry.reason = 'not reached: the file stopped before it';
  }
  if (results.some((entry) => entry.result === 'failed')) process.exitCode = 1;
  const target = process.env.DERS_TEST_RESULTS;
  if (target) appendFileSync(target, results.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
});
