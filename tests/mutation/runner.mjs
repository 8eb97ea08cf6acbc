// Stryker's test runner for this project: the suite runs in this process, so that a mutant costs milliseconds.
// Every mutant gets the scripts loaded anew: nothing that a mutant left in a module reaches the next one.
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Script } from 'node:vm';
import { PluginKind, declareFactoryPlugin } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { suiteScripts } from './bundle.mjs';

const LEAST_HITS = 20_000;
const FOLDERS = ['number', 'dose', 'library'];

globalThis.__stryker__ ??= {};
const context = globalThis.__stryker__;

function testFiles(root) {
  return FOLDERS.flatMap((name) =>
    readdirSync(join(root, 'tests', 'engine', name))
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => join(root, 'tests', 'engine', name, file)),
  );
}

export class EngineRunner {
  #files = [];
  #require;
  /** Milliseconds of each test, and of loading each file, without a mutant: what is quick is asked first. */
  #ms = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const root = process.cwd();
    this.#require = createRequire(join(root, 'package.json'));
    const scripts = await this.#scripts(root);
    this.#files = scripts.map(({ path, source }) => ({
      path,
      script: new Script(`(function (require, module, exports) {${source}\n})`, { filename: basename(path) }),
      ids: new Set(),
    }));
    // Here, as a runner that takes the place of one that was stopped makes no dry run.
    for (const file of this.#files) {
      const start = performance.now();
      for (const { id } of this.#load(file)) file.ids.add(id);
      this.#ms.set(file, performance.now() - start);
    }
  }

  /** Made once in a sandbox: a runner that takes the place of a stopped one finds them. */
  async #scripts(root) {
    const kept = join(root, 'mutation-scripts.json');
    if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
    const scripts = await suiteScripts(root, testFiles(root));
    writeFileSync(`${kept}.part`, JSON.stringify(scripts));
    renameSync(`${kept}.part`, kept);
    return scripts;
  }

  #load(file) {
    const module = { exports: {} };
    file.script.runInThisContext()(this.#require, module, module.exports);
    return module.exports.collected;
  }

  async dryRun() {
    context.activeMutant = undefined;
    context.mutantCoverage = undefined;
    context.currentTestId = undefined;
    const tests = [];
    for (const file of this.#files) {
      for (const test of this.#load(file)) tests.push(await this.#watched(test));
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage };
  }

  async #watched({ id, body }) {
    context.currentTestId = id;
    const start = performance.now();
    let failure;
    try {
      await body();
    } catch (error) {
      failure = error;
    }
    context.currentTestId = undefined;
    const timeSpentMs = performance.now() - start;
    this.#ms.set(id, timeSpentMs);
    return failure
      ? {
          id,
          name: id,
          timeSpentMs,
          status: TestStatus.Failed,
          failureMessage: String(failure.stack ?? failure),
        }
      : { id, name: id, timeSpentMs, status: TestStatus.Success };
  }

  /** Files that hold a wanted test: those of the mutated file's own name first, then its folder's, then the quick ones. */
  #inOrder(mutated, wanted) {
    const rank = ({ path }) => {
      if (basename(path, '.test.ts') === basename(mutated, '.ts')) return 0;
      return basename(dirname(path)) === basename(dirname(mutated)) ? 1 : 2;
    };
    return this.#files
      .filter(({ ids }) => !wanted || [...ids].some((id) => wanted.has(id)))
      .sort((one, other) => rank(one) - rank(other) || this.#ms.get(one) - this.#ms.get(other));
  }

  async mutantRun({ testFilter, hitLimit, activeMutant, sandboxFileName }) {
    context.activeMutant = activeMutant.id;
    // Stryker allows a hundred times the visits of a run without a mutant, which are seconds in arithmetic: five times are enough.
    const most = hitLimit ? Math.max(LEAST_HITS, hitLimit / 20) : undefined;
    context.hitCount = most ? 0 : undefined;
    context.hitLimit = most;
    const wanted = testFilter && new Set(testFilter);
    const time = ({ id }) => this.#ms.get(id) ?? 0;
    let nrOfTests = 0;
    for (const file of this.#inOrder(sandboxFileName, wanted)) {
      let doing = 'loading';
      try {
        const tests = this.#load(file).filter(({ id }) => !wanted || wanted.has(id));
        for (const { id, body } of tests.sort((one, other) => time(one) - time(other))) {
          doing = id;
          nrOfTests++;
          await body();
        }
      } catch (error) {
        if (most && context.hitCount > most)
          return { status: MutantRunStatus.Timeout, reason: 'runs on and on' };
        const failureMessage = String(error?.message ?? error);
        return { status: MutantRunStatus.Killed, killedBy: [doing], failureMessage, nrOfTests };
      }
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }
}

function engineRunner() {
  return new EngineRunner();
}
engineRunner.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'engine', engineRunner)];
