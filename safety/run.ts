// npm run safety: the safety file from docs/safety, docs/requirements.md, the last test run and the revision.
// Ends with 0 without a gap, 1 with gaps or results that cannot be used, 2 for wrong usage.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { billOfMaterials } from './bill-of-materials';
import { depthRows } from './depth';
import { type Case, type Gap, gapsOf } from './gaps';
import { htmlOf } from './html';
import { libraryControl } from './library-control';
import { markdownOf } from './markdown';
import type { Banner, Page } from './page';
import { hazardLog } from './pages/hazard-log';
import { libraryPage } from './pages/library-page';
import { gapsPage, overviewPage } from './pages/overview';
import { requirementList } from './pages/requirement-list';
import { safetyCasePage } from './pages/safety-case';
import { soupList } from './pages/soup-list';
import { testFilePage, testIndex } from './pages/test-pages';
import { outsidePage, traceMatrix } from './pages/trace-matrix';
import { byFile } from './pages/words';
import { readRequirements } from './requirement-table';
import { readHazards, readOutside, readSafetyCase, readSoup } from './source';
import { type TestRun, readTestRun } from './test-results';
import { importedPackages, readLock, versionsOf } from './third-party';
import { traceOf } from './trace';

const root = resolve(__dirname, '..');
const NOTICE =
  'Risks were judged by engineers and are to be judged again by a named clinical safety officer. Everything clinical is demonstration data, not for clinical use. No conformity with any standard is claimed.';

interface Revision {
  version: string;
  at: Date;
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
}

function revision(): Revision {
  const changed = git('status', '--porcelain') === '' ? '' : ', with changes that are not committed';
  return {
    version: `${git('rev-parse', '--short=12', 'HEAD')}${changed}`,
    at: new Date(git('log', '-1', '--format=%cI')),
  };
}

function testFilesOfTree(): string[] {
  return readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `tests/${name.replaceAll('\\', '/')}`)
    .sort();
}

function wholeCase(run: TestRun): Case {
  const folder = join(root, 'docs/safety');
  const hazards = readHazards(join(folder, 'hazards.yaml'));
  const { sources, requirements: outside } = readOutside(join(folder, 'requirements.yaml'));
  const requirements = readRequirements(readFileSync(join(root, 'docs/requirements.md'), 'utf8'));
  return {
    trace: traceOf(requirements, run.results, hazards, outside),
    hazards,
    sources,
    outside,
    soup: readSoup(join(folder, 'soup.yaml')),
    imported: importedPackages(root),
    safetyCase: readSafetyCase(join(folder, 'safety-case.yaml')),
    testFiles: testFilesOfTree(),
    testedFiles: [...new Set(run.results.map((result) => result.file))],
  };
}

async function pagesOf(whole: Case, run: TestRun, at: Revision, gaps: Gap[]): Promise<[Page[], string]> {
  const { trace, hazards, outside, sources } = whole;
  const locked = readLock(join(root, 'package-lock.json'));
  const items = versionsOf(whole.soup, locked, root);
  const bom = await billOfMaterials(items, locked, at);
  const files = byFile(run.results);
  const overview = {
    trace,
    hazards,
    outside,
    results: run.results,
    gaps,
    revision: at.version,
    at: run.at.toISOString(),
    depth: depthRows(),
  };
  const sourceOf = (file: string) => {
    const path = join(root, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : 'This file is no longer there.';
  };
  const pages = [
    overviewPage(overview),
    hazardLog(hazards, trace),
    requirementList(trace, files),
    traceMatrix(hazards, trace),
    safetyCasePage(whole.safetyCase, hazards, trace),
    outsidePage(outside, sources, trace),
    libraryPage(await libraryControl(root), trace),
    soupList(items, JSON.parse(bom).components.length),
    testIndex(files),
    ...[...files].map(([file, results]) => testFilePage(file, results, sourceOf(file), trace)),
    gapsPage(gaps),
  ];
  return [pages, bom];
}

/** The whole folder is made beside its place, and takes it at once. */
function write(folder: string, pages: Page[], bom: string, banner: Banner): void {
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  for (const page of pages) {
    for (const [ending, text] of [
      ['html', htmlOf(page, banner)],
      ['md', markdownOf(page, banner)],
    ] as const) {
      const path = join(part, `${page.name}.${ending}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  copyFileSync(join(__dirname, 'style.css'), join(part, 'style.css'));
  writeFileSync(join(part, 'bom.cdx.json'), bom);
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
}

function tellGaps(gaps: Gap[]): void {
  for (const gap of gaps) console.log(`${pc.red(gap.kind.padEnd(11))} ${gap.id.padEnd(14)} ${gap.what}`);
  console.log(
    gaps.length === 0 ? pc.green('no gap') : pc.red(`${gaps.length} ${gaps.length === 1 ? 'gap' : 'gaps'}`),
  );
}

async function main(): Promise<void> {
  const program = new Command('npm run safety --')
    .description('Makes the safety file under build/safety, and fails where it has gaps.')
    .option('--results <file>', 'test results', join(root, 'build/test-results.ndjson'))
    .option('--output <folder>', 'where the pages go', join(root, 'build/safety'))
    .option('--check', 'gaps alone, no pages')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse();
  const { results, output, check } = program.opts();
  const at = revision();
  const run = readTestRun(results, at.at);
  const whole = wholeCase(run);
  const gaps = gapsOf(whole);
  if (!check) {
    const [pages, bom] = await pagesOf(whole, run, at, gaps);
    write(resolve(output), pages, bom, { revision: at.version, at: run.at.toISOString(), notice: NOTICE });
    console.log(`${pages.length} pages: ${join(resolve(output), 'index.html')}`);
  }
  tellGaps(gaps);
  process.exitCode = gaps.length === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(`safety: ${error.message}`);
  process.exitCode = 1;
});
