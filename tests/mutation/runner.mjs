// Stryker's test runner for this project: the suite runs in this process, and stays loaded from one mutant to the next, so that a mutant
// costs milliseconds. Where a mutant acts while a file is loaded, that file is loaded anew with it; a kill counts only where the killing
// test passes again once the mutant is switched off: nothing that a mutant left in a module decides about the next one.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Script } from 'node:vm';
import { PluginKind, declareFactoryPlugin } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { counting, plain, suiteScripts, switches } from './bundle.mjs';
import { testFilesOf } from './suites.mjs';

const LEAST_HITS = 5_000;
/** Most mutants are killed by a test that takes less. */
const QUICK_MS = 3;
/** Milliseconds that a test may take, beside ten times its own: a mutant can run on and on where it is not visited itself. */
const MOST_MS = 2_000;
// A script can be stopped; a call cannot.
const TIMED = new Script('timedBody()', { filename: 'timed' });

/** Shared with the scripts: see `switches`. */
const S = switches();

/** What is made once in a sandbox, where a runner that takes the place of a stopped one finds it. */
async function kept(name, make) {
  const path = join(process.cwd(), name);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  const made = await make();
  writeFileSync(`${path}.part`, JSON.stringify(made));
  renameSync(`${path}.part`, path);
  return made;
}

/** One test file with the sources that it tests. */
class TestFile {
  /** The tests as they are loaded without a mutant, by id. */
  #warm;
  #require;
  #source;
  #script;

  constructor({ path, source }, require) {
    this.path = path;
    this.#source = source;
    this.#require = require;
  }

  #run(script) {
    const module = { exports: {} };
    script.runInThisContext()(this.#require, module, module.exports, S);
    return new Map(module.exports.collected.map(({ id, body }) => [id, body]));
  }

  #compiled(source) {
    return new Script(`(function (require, module, exports, S) {${source}\n})`, {
      filename: basename(this.path),
    });
  }

  /** The tests, by id, with sources that count the visits of each mutant. */
  counting() {
    return this.#run(this.#compiled(counting(this.#source)));
  }

  /** The tests, by id, with sources of their own. */
  load() {
    this.#script ??= this.#compiled(plain(this.#source));
    return this.#run(this.#script);
  }

  get warm() {
    this.#warm ??= this.load();
    return this.#warm;
  }

  forget() {
    this.#warm = undefined;
  }
}

export class EngineRunner {
  #files = [];
  /** Of each file, and of each of its tests: milliseconds without a mutant, and visits of each mutant. */
  #seen;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const root = process.cwd();
    const require = createRequire(join(root, 'package.json'));
    const scripts = await kept('mutation-scripts.json', () =>
      suiteScripts(root, testFilesOf(root, process.env.DERS_MUTATED)),
    );
    this.#files = scripts.map((script) => new TestFile(script, require));
  }

  async dryRun() {
    const results = [];
    const coverage = { static: {}, perTest: {} };
    const seen = {};
    for (const file of this.#files) {
      const loading = await this.#watched(() => file.counting());
      if (loading.failure) throw loading.failure;
      for (const [mutant, hits] of Object.entries(loading.hits))
        coverage.static[mutant] = (coverage.static[mutant] ?? 0) + hits;
      const tests = {};
      for (const [id, body] of loading.value) {
        const { failure, ms, hits } = await this.#watched(body);
        tests[id] = { ms, hits };
        coverage.perTest[id] = hits;
        const result = { id, name: id, timeSpentMs: ms };
        results.push(
          failure
            ? { ...result, status: TestStatus.Failed, failureMessage: String(failure.stack ?? failure) }
            : { ...result, status: TestStatus.Success },
        );
      }
      seen[file.path] = { ms: loading.ms, hits: loading.hits, tests };
    }
    await kept('mutation-seen.json', () => seen);
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage: coverage };
  }

  async #watched(body) {
    S.visits.fill(0);
    const start = performance.now();
    let value;
    let failure;
    try {
      value = await body();
    } catch (error) {
      failure = error;
    }
    const ms = performance.now() - start;
    const hits = {};
    S.visits.forEach((visits, mutant) => {
      if (visits > 0) hits[mutant] = visits;
    });
    return { value, failure, ms, hits };
  }

  /** Files of the mutated file's own name first, then those of its folder, then the quick ones. */
  #inOrder(mutated) {
    const rank = ({ path }) => {
      if (basename(path).startsWith(basename(mutated, '.ts'))) return 0;
      return basename(dirname(path)) === basename(dirname(mutated)) ? 1 : 2;
    };
    const ms = ({ path }) => this.#seen[path].ms;
    return [...this.#files].sort((one, other) => rank(one) - rank(other) || ms(one) - ms(other));
  }

  async mutantRun({ activeMutant, sandboxFileName }) {
    this.#seen ??= await kept('mutation-seen.json');
    const mutant = activeMutant.id;
    const files = this.#inOrder(sandboxFileName);
    let nrOfTests = 0;
    for (const how of ['quick', 'slow', 'loaded']) {
      for (const file of files) {
        const seen = this.#seen[file.path];
        const loaded = how === 'loaded';
        if (loaded && !seen.hits[mutant]) continue;
        const ids = Object.keys(seen.tests).filter(
          (id) =>
            loaded || (seen.tests[id].hits[mutant] && seen.tests[id].ms < QUICK_MS === (how === 'quick')),
        );
        if (ids.length === 0) continue;
        ids.sort((one, other) => seen.tests[one].ms - seen.tests[other].ms);
        nrOfTests += ids.length;
        const met = loaded ? await this.#loaded(file, ids, mutant) : await this.#warm(file, ids, mutant);
        if (!met) continue;
        if (met.endless) return { status: MutantRunStatus.Timeout, reason: 'runs on and on' };
        return {
          status: MutantRunStatus.Killed,
          killedBy: [met.id],
          failureMessage: String(met.error?.message ?? met.error),
          nrOfTests,
        };
      }
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  async #loaded(file, ids, mutant) {
    this.#activate(mutant, this.#seen[file.path].hits[mutant]);
    try {
      return await this.#first(file, ids, file.load(), mutant);
    } catch (error) {
      return { id: ids[0], error, endless: this.#isEndless() };
    } finally {
      this.#activate(undefined);
    }
  }

  async #warm(file, ids, mutant) {
    const met = await this.#first(file, ids, file.warm, mutant);
    if (!met || !(await this.#first(file, [met.id], file.warm, undefined))) return met;
    // Something was left behind, by this mutant or by one before: only what a file just loaded says counts.
    file.forget();
    const anew = await this.#first(file, ids, file.warm, mutant);
    file.forget();
    return anew;
  }

  /** Stops a mutant that is visited far more often than without it: it would run on and on. */
  #activate(mutant, hits = 0) {
    S.mutant = mutant === undefined ? -1 : Number(mutant);
    S.left = LEAST_HITS + 10 * hits;
  }

  #isEndless() {
    return S.mutant >= 0 && S.left < 0;
  }

  /** The first of these tests that fails. */
  async #first(file, ids, tests, mutant) {
    for (const id of ids) {
      const { ms, hits } = this.#seen[file.path].tests[id];
      this.#activate(mutant, hits[mutant]);
      globalThis.timedBody = tests.get(id);
      try {
        await TIMED.runInThisContext({ timeout: MOST_MS + Math.ceil(10 * ms) });
      } catch (error) {
        const endless = this.#isEndless() || error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
        this.#activate(undefined);
        return { id, error, endless };
      }
    }
    this.#activate(undefined);
    return undefined;
  }
}

function engineRunner() {
  return new EngineRunner();
}
engineRunner.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'engine', engineRunner)];
