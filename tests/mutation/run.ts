// npm run test:mutation: StrykerJS over engine/number, engine/dose and engine/library, a file at a time. A run that was stopped goes on where
// it stood, as long as sources and tests are the same. Fails below 90 % killed, and where a survivor has no reason in
// docs/safety/mutation-survivors.yaml.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { parse } from 'yaml';
import { MUTATION } from '../../safety/depth';
import { writeFigures } from '../../safety/figures';
import { type Explained, type Mutant, type Report, mutantsOf, scoreOf, sorted } from './survivors';

const root = resolve(__dirname, '../..');
const kept = join(root, 'build/mutation');
const FOLDERS = ['number', 'dose', 'library'];
const LEAST = 90;
/** Files that are measured together, and measured again where a run is stopped among them. */
const TOGETHER = 6;

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => /\.(ts|mjs|json)$/.test(path))
    .sort();
}

const MUTATED = FOLDERS.flatMap((name) => filesIn(`engine/${name}`));

/** Of everything that the results of a folder depend on, by folder. */
function digests(): Map<string, string> {
  const words = [join(root, 'tests/mutation/suites.mjs'), 'digest', ...FOLDERS];
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error('the mutation suite cannot be put together');
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
}

const placeOf = (file: string) => join(kept, `${file.replaceAll('/', '-')}.json`);

function done(file: string, of: string): Report | undefined {
  const path = placeOf(file);
  if (!existsSync(path)) return undefined;
  const { digest: found, report } = JSON.parse(readFileSync(path, 'utf8'));
  return found === of ? report : undefined;
}

/** Measures files of one suite together: StrykerJS starts once for all of them. */
function measure(files: readonly string[], of: string): void {
  const words = [
    'run',
    'tests/mutation/stryker.config.json',
    '--mutate',
    files.join(','),
    '--logLevel',
    'error',
  ];
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, DERS_MUTATED: files[0] },
  });
  if (status !== 0) throw new Error(`StrykerJS ended with ${status} on ${files.join(', ')}`);
  const report: Report = JSON.parse(readFileSync(join(kept, 'report.json'), 'utf8'));
  for (const file of files) {
    // A file of types alone has nothing to change.
    const found = report.files[file] ?? { mutants: [] };
    const content = { digest: of, report: { files: { [file]: found } } };
    writeFileSync(`${placeOf(file)}.part`, JSON.stringify(content));
    renameSync(`${placeOf(file)}.part`, placeOf(file));
  }
}

function explained(): Explained[] {
  const path = join(root, 'docs/safety/mutation-survivors.yaml');
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')).survivors ?? []) : [];
}

/** In the form of a row, to be given a class and a reason. */
function tell(open: readonly Mutant[]): void {
  for (const { file, line, mutator, original, replacement } of open)
    console.log(
      `- { file: ${file}, was: ${JSON.stringify(original)}, becomes: ${JSON.stringify(replacement)} } # line ${line}, ${mutator}`,
    );
}

function main(): void {
  const program = new Command('npm run test:mutation --')
    .description('Changes the dose check in thousands of small ways, and says which changes no test notices.')
    .option('--file <path...>', 'only these files of engine/')
    .option('--report', 'what was measured so far, without measuring more')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse();
  const { file: wanted, report: only } = program.opts();
  const unknown = (wanted ?? []).filter((path: string) => !MUTATED.includes(path));
  if (unknown.length > 0) program.error(`${unknown} is not one of ${MUTATED.join(', ')}`);
  mkdirSync(kept, { recursive: true });
  const digestOf = digests();
  const files = MUTATED.filter((path) => wanted === undefined || wanted.includes(path));
  const mutants: Mutant[] = [];
  const measuredFiles: string[] = [];
  const byFile: Record<string, object> = {};
  const ofFile = (file: string) => digestOf.get(file.split('/')[1]) as string;
  for (let i = 0; i < files.length && !only; ) {
    const of = ofFile(files[i]);
    const left = files.slice(i).filter((file) => ofFile(file) === of && done(file, of) === undefined);
    const next = left.slice(0, TOGETHER);
    if (next.length === 0) i++;
    else {
      console.log(
        `${next.join(', ')} (${files.filter((file) => done(file, ofFile(file))).length} of ${files.length} done)`,
      );
      measure(next, of);
    }
  }
  files.forEach((file, i) => {
    const report = done(file, ofFile(file));
    if (report === undefined) return;
    measuredFiles.push(file);
    const own = mutantsOf(report, root);
    mutants.push(...own);
    const { score, killed, survived } = scoreOf(own);
    byFile[file] = { mutants: own.length, killed, score };
    console.log(
      `[${i + 1}/${files.length}] ${file.padEnd(36)} ${killed} noticed, ${survived} not: ${score} %`,
    );
  });
  const { open, explained: classes, unneeded } = sorted(mutants, explained(), measuredFiles);
  tell(open);
  for (const { file, was, becomes } of unneeded)
    console.log(
      `no longer needed in the list: ${file}, ${JSON.stringify(was)} as ${JSON.stringify(becomes)}`,
    );
  const whole = wanted === undefined && measuredFiles.length === MUTATED.length;
  const total = scoreOf(mutants);
  const listed = total.survived - open.length;
  console.log(
    `${measuredFiles.length} of ${MUTATED.length} files, ${mutants.length} mutants: ${total.killed} noticed (${total.score} %), ${total.survived} not, of which ${listed} with a reason (${Object.entries(
      classes,
    )
      .map(([of, count]) => `${of} ${count}`)
      .join(', ')})`,
  );
  const content = {
    files: measuredFiles.length,
    allFiles: MUTATED.length,
    mutants: mutants.length,
    ...total,
    explained: listed,
    classes,
    byFile,
  };
  if (measuredFiles.length > 0) writeFigures(MUTATION.name, content, whole);
  process.exitCode = open.length === 0 && total.score >= LEAST ? 0 : 1;
}

main();
