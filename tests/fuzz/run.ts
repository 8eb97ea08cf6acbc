// npm run test:fuzz: every target for a while, in turn. What breaks a promise is kept under tests/fuzz/corpus, and the command fails.
import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { FUZZ } from '../../safety/depth';
import { writeFigures } from '../../safety/figures';
import { C_PARTS, fuzz } from './c-programs';
import { tryTarget } from './engine-fuzzer';
import { keep, keptInputs } from './kept';
import { TARGETS } from './targets';

/** Seconds of each target in the short form. */
const SHORT = 2;

interface Row {
  name: string;
  promise: string;
  seconds: number;
  runs: number;
  /** Places in the code that were reached, where the fuzzer counts them. */
  edges?: number;
  faults: number;
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 10_000)) throw new InvalidArgumentError('Give a number above 0.');
  return number;
}

function told(row: Row): string {
  const edges = row.edges === undefined ? '' : `, ${row.edges} places reached`;
  const outcome = row.faults === 0 ? 'held' : `BROKEN in ${row.faults} ways`;
  return `${row.name.padEnd(18)} ${String(row.runs).padStart(9)} inputs in ${row.seconds} s${edges}: ${outcome}`;
}

function keepFaults(name: string, faults: readonly { input: Buffer; problem: string }[]): void {
  for (const { input, problem } of faults)
    console.log(`${name}: kept as ${relative(process.cwd(), keep(name, input))}\n${problem}`);
}

async function engineRow(name: string, promise: string, seconds: number, seed: number): Promise<Row> {
  const { runs, faults } = await tryTarget(name, seed, seconds * 1000);
  keepFaults(name, faults);
  return { name, promise, seconds, runs, faults: faults.length };
}

async function main(): Promise<void> {
  const program = new Command('npm run test:fuzz --')
    .description('Tries any bytes on what takes bytes from outside, and says which promise did not hold.')
    .option('--minutes <number>', 'wall time for all targets together', positive)
    .option('--target <name...>', 'only these')
    .option('--seed <number>', 'the same inputs again (TypeScript targets)', Number, randomInt(2 ** 31))
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse();
  const { minutes, target: wanted, seed } = program.opts();
  const names = [...TARGETS, ...C_PARTS].map(({ name }) => name);
  const unknown = (wanted ?? []).filter((name: string) => !names.includes(name));
  if (unknown.length > 0) program.error(`there is no target ${unknown}: ${names.join(', ')}`);
  const chosen = names.filter((name) => wanted === undefined || wanted.includes(name));
  const seconds = minutes === undefined ? SHORT : Math.max(1, Math.round((minutes * 60) / chosen.length));
  console.log(`${chosen.length} targets, ${seconds} s each, seed ${seed}`);
  const rows: Row[] = [];
  for (const { name, promise } of TARGETS) {
    if (!chosen.includes(name)) continue;
    rows.push(await engineRow(name, promise, seconds, seed));
    console.log(told(rows.at(-1) as Row));
  }
  for (const part of C_PARTS) {
    if (!chosen.includes(part.name)) continue;
    const kept = keptInputs(part.name).map(({ bytes }) => bytes);
    const { runs, edges, crashes } = fuzz(part, kept, seconds, (seed % 2 ** 31) + 1);
    keepFaults(part.name, crashes);
    rows.push({ name: part.name, promise: part.promise, seconds, runs, edges, faults: crashes.length });
    console.log(told(rows.at(-1) as Row));
  }
  // A target that tried nothing has shown nothing.
  const idle = rows.filter(({ runs }) => !(runs > 0)).map(({ name }) => name);
  if (idle.length > 0) throw new Error(`no input was tried on ${idle.join(', ')}`);
  const faults = rows.reduce((sum, row) => sum + row.faults, 0);
  // A part of the targets says nothing about the whole.
  if (wanted === undefined)
    writeFigures(FUZZ.name, { seed, seconds: seconds * rows.length, targets: rows }, minutes !== undefined);
  console.log(faults === 0 ? 'every promise held' : `${faults} faults`);
  process.exitCode = faults === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(`fuzz: ${error.stack}`);
  process.exitCode = 1;
});
