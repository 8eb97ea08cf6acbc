// Runs test files, each in a process of its own, and collects what they report.
//
//   run.ts [--coverage] [file or folder …]      all of tests/ when nothing is named
//
// The merged results go to $DERS_TEST_RESULTS or build/test-results.ndjson. With --coverage the tests under
// tests/engine are measured, and an uncovered branch of engine/ counts as a failure.
// The last line is always `N passed, N failed` with `, N skipped` where some were.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { coverageHolds } from './coverage';
import type { TestResult } from './suite';

const root = resolve(__dirname, '..');
const build = join(root, 'build');
const AT_ONCE = 2;
const FILE_LIMIT_MS = 600_000;

interface FileReport {
  file: string;
  results: TestResult[];
  output: string;
  /** What went wrong with the file as a whole, beside its tests. */
  fault?: string;
  ms: number;
}

function testFiles(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })) throw new Error(`no test file or folder at ${path}`);
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(path, name))
    .sort();
}

function readResults(path: string): TestResult[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function faultOf(results: TestResult[], code: number | null, signal: string | null): string | undefined {
  if (signal) return `was stopped by ${signal}`;
  if (results.some((entry) => entry.result === 'failed')) return undefined;
  if (code !== 0) return `ended with exit code ${code}, although no test failed`;
  if (results.length === 0) return 'reported no test';
  return undefined;
}

function runFile(path: string, resultsPath: string, coverageFolder: string | undefined): Promise<FileReport> {
  const start = performance.now();
  const env: NodeJS.ProcessEnv = { ...process.env, DERS_TEST_RESULTS: resultsPath };
  if (coverageFolder) env.NODE_V8_COVERAGE = coverageFolder;
  const child = spawn(process.execPath, ['-r', 'ts-node/register', path], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: FILE_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => {
      const results = readResults(resultsPath);
      done({
        file: relative(root, path),
        results,
        output: Buffer.concat(output).toString('utf8'),
        fault: faultOf(results, code, signal),
        ms: performance.now() - start,
      });
    });
  });
}

function count(results: TestResult[], result: TestResult['result']): number {
  return results.filter((entry) => entry.result === result).length;
}

function summary(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function failuresOf(report: FileReport): number {
  return count(report.results, 'failed') + (report.fault ? 1 : 0);
}

function row(report: FileReport, done: number, total: number): string {
  const failed = failuresOf(report);
  const counts = summary(count(report.results, 'passed'), failed, count(report.results, 'skipped'));
  const progress = `[${String(done).padStart(String(total).length)}/${total}]`;
  const seconds = `${(report.ms / 1000).toFixed(1)} s`;
  return `${progress} ${failed > 0 ? 'FAIL' : 'ok  '} ${report.file.padEnd(48)} ${seconds.padStart(7)}  ${counts}`;
}

async function runAll(files: string[], coverageFolder: string | undefined): Promise<FileReport[]> {
  const parts = join(build, `test-results-${process.pid}`);
  mkdirSync(parts, { recursive: true });
  const reports: FileReport[] = [];
  let next = 0;
  let done = 0;
  async function worker(): Promise<void> {
    while (next < files.length) {
      const index = next++;
      const path = files[index] as string;
      const measured = relative(root, path).startsWith(join('tests', 'engine')) ? coverageFolder : undefined;
      const report = await runFile(path, join(parts, `${index}.ndjson`), measured);
      reports[index] = report;
      done += 1;
      console.log(row(report, done, files.length));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  rmSync(parts, { recursive: true });
  return reports;
}

function writeResults(reports: FileReport[]): void {
  const path = process.env.DERS_TEST_RESULTS ?? join(build, 'test-results.ndjson');
  mkdirSync(dirname(path), { recursive: true });
  const lines = reports.flatMap((report) => report.results).map((entry) => `${JSON.stringify(entry)}\n`);
  writeFileSync(`${path}.part`, lines.join(''));
  renameSync(`${path}.part`, path);
}

async function main(): Promise<number> {
  const named = process.argv.slice(2).filter((argument) => argument !== '--coverage');
  const coverageFolder = process.argv.includes('--coverage') ? join(build, 'coverage', 'raw') : undefined;
  const files = (named.length > 0 ? named : [join(root, 'tests')]).flatMap((path) =>
    testFiles(resolve(path)),
  );
  if (coverageFolder) rmSync(coverageFolder, { recursive: true, force: true });

  const reports = await runAll([...new Set(files)], coverageFolder);
  writeResults(reports);

  for (const report of reports.filter((each) => failuresOf(each) > 0)) {
    console.log(
      `\n──── ${report.file}${report.fault ? `: ${report.fault}` : ''}\n${report.output.trimEnd()}`,
    );
  }
  let failed = reports.reduce((sum, report) => sum + failuresOf(report), 0);
  if (files.length === 0) {
    console.log('no test file found');
    failed += 1;
  }
  if (coverageFolder && !coverageHolds()) {
    console.log('coverage of engine/ is below the limits above: this counts as one failure');
    failed += 1;
  }
  const results = reports.flatMap((report) => report.results);
  console.log(`\n${summary(count(results, 'passed'), failed, count(results, 'skipped'))}`);
  return failed > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(`the test run itself failed: ${error.message}\n\n0 passed, 1 failed`);
    process.exitCode = 1;
  },
);
