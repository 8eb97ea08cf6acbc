// npm run test:model: the models of the supervisor (supervisor.pml, and rates.pml for parts and ceilings) searched whole by spin. Every property must hold; what must be possible must be
// found; and with a rule taken out, the property that rests on it must fail, so that the search is known to find such things.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Table from 'cli-table3';
import pc from 'picocolors';
import { SUPERVISOR_MODEL } from '../depth';
import { writeFigures } from '../figures';

const root = resolve(__dirname, '../..');
const FOLDER = join(root, 'build/model');
const ALL = 'all_of_them';
/** A search that is not done by then counts as no answer; states are kept to the last. */
const LIMIT_MS = 300_000;

/** Rules taken out of the model, and the property that must not hold then. */
const OF_SUPERVISOR: [rules: string, property: string][] = [
  ['ORDER_NEEDS_START', 'own_press'],
  ['RESUME_NEEDS_START', 'own_press'],
  ['PRESS_USED', 'own_press'],
  ['PRESS_ENDS', 'own_press'],
  ['HALT_TAKES_PRESS', 'own_press'],
  ['STOP_TAKES_PRESS', 'own_press'],
  ['STOP_HOLDS', 'own_press'],
  ['RESUME_NEEDS_START', 'started'],
  ['STOP_HALTS_IT', 'stop_halts'],
  ['LEASE_LASTS', 'lease_ends'],
  ['TRIPS', 'trip_holds'],
  ['TRIPS', 'strays_stopped'],
  ['MEMORY_CLEARED', 'trip_holds'],
  ['BEGIN_STOPS', 'power_loss'],
  ['VOLUME_COUNTED', 'volume_moved'],
  // The motor is given its steps, and the supervisor counts them: only without both more is delivered.
  ['VOLUME_COUNTED STEPS_GIVEN', 'volume_kept'],
];

const OF_RATES: [rules: string, property: string][] = [
  ['CEILING', 'below_ceiling'],
  ['UNREADABLE', 'readable'],
  ['KVO_BELOW', 'kvo_slower'],
  ['RUN_BELOW', 'as_ordered'],
  ['RUN_BELOW', 'below_ceiling'],
  ['LESSER_RATE', 'as_ordered'],
  ['LESSER_RATE', 'below_ceiling'],
  ['PART_ORDERED RUN_BELOW', 'kvo_slower'],
  ['COUNTS_STAY', 'volume_over_parts'],
  ['HANDSET_USED', 'demand_once'],
  ['DEMAND_ENDS', 'demand_once'],
  ['LOCKOUT_KEPT', 'locked_out'],
  ['LOCKOUT_STAYS', 'locked_out'],
  ['ORDER_LOST', 'under_order'],
  ['START_NEEDED', 'under_order'],
];

export interface Model {
  file: string;
  takenOut: [rules: string, property: string][];
}

export const MODELS: readonly Model[] = [
  { file: join(__dirname, 'supervisor.pml'), takenOut: OF_SUPERVISOR },
  { file: join(__dirname, 'rates.pml'), takenOut: OF_RATES },
];

export interface Search {
  holds: boolean;
  states: number;
  /** Steps of the longest way that was gone, or of the way to the fault. */
  depth: number;
}

export function hasSpin(): boolean {
  try {
    execFileSync('spin', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Properties of the model with the sentence that stands above each; those that must be found false begin with `never_`. */
export function propertiesOf({ file }: Model): Map<string, string> {
  const found = new Map<string, string>();
  let sentence = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const comment = /^\/\* ([A-Z].*) \*\/$/.exec(line);
    if (comment) sentence = comment[1];
    const name = /^ltl (\w+) \{/.exec(line);
    if (name && name[1] !== ALL) found.set(name[1], sentence);
  }
  return found;
}

/** The bits of rules, as the model numbers them. */
export function bitsOf(rules: string, { file }: Model): number {
  const model = readFileSync(file, 'utf8');
  return rules.split(' ').reduce((all, rule) => {
    const number = new RegExp(`^#define ${rule} (\\d+)$`, 'm').exec(model);
    if (!number) throw new Error(`${file} has no rule ${rule}`);
    return all | (1 << Number(number[1]));
  }, 0);
}

/** Makes the search program of the model; its path. */
export function verifier({ file }: Model): string {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const quiet = { cwd: FOLDER, encoding: 'utf8', stdio: 'pipe' } as const;
  const said = execFileSync('spin', ['-a', file], quiet);
  if (/error/i.test(said)) throw new Error(`spin does not read ${file}:\n${said}`);
  execFileSync('gcc', ['-O2', '-w', '-DSAFETY', '-DMEMLIM=1500', '-o', 'verifier', 'pan.c'], quiet);
  return join(FOLDER, 'verifier');
}

/** Searches the whole model, some rules of it taken out, for a state in which the property does not hold. */
export function search(property: string, without = 0): Search {
  const text = execFileSync(join(FOLDER, 'verifier'), ['-m300000', '-w20', '-N', property], {
    cwd: FOLDER,
    env: { ...process.env, DERS_WITHOUT: String(without) },
    encoding: 'utf8',
    timeout: LIMIT_MS,
    maxBuffer: 1 << 26,
    stdio: 'pipe',
  });
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  const errors = number(/errors: (\d+)/);
  // A search cut short finds nothing wrong, too.
  if (!(errors > 0) && !(errors === 0 && !/too small|out of memory|not completed/i.test(text)))
    throw new Error(`the search for ${property} did not come to its end:\n${text.slice(0, 2000)}`);
  const states = number(/(\d+) states, stored/);
  return { holds: errors === 0, states, depth: number(/depth reached (\d+)/) };
}

export interface ModelFigures {
  states: number;
  properties: number;
  possible: number;
  takenOut: number;
  seconds: number;
}

type Tell = (row: [string, string, boolean]) => void;

/** The whole check of all models; gives a line for each answer and whether all are as they must be. */
export function check(tell: Tell): ModelFigures & { good: boolean } {
  const start = performance.now();
  const parts = MODELS.map((model) => checkOne(model, tell));
  const sum = (of: (part: ModelFigures) => number) => parts.reduce((all, part) => all + of(part), 0);
  return {
    good: parts.every(({ good }) => good),
    states: sum(({ states }) => states),
    properties: sum(({ properties }) => properties),
    possible: sum(({ possible }) => possible),
    takenOut: sum(({ takenOut }) => takenOut),
    seconds: Math.round((performance.now() - start) / 1000),
  };
}

function checkOne(model: Model, tell: Tell): ModelFigures & { good: boolean } {
  const properties = propertiesOf(model);
  verifier(model);
  const names = [...properties.keys()];
  const all = search(ALL);
  let good = all.holds;
  let possible = 0;
  for (const name of names.filter((each) => !each.startsWith('never_'))) {
    // One search says it for all; where it fails, each is asked.
    const holds = all.holds || search(name).holds;
    tell([name, holds ? 'holds in every state' : 'DOES NOT HOLD', holds]);
  }
  for (const name of names.filter((each) => each.startsWith('never_'))) {
    const { holds, depth } = search(name);
    good &&= !holds;
    possible++;
    tell([name, holds ? 'NEVER HAPPENS' : `happens, found after ${depth} steps`, !holds]);
  }
  for (const [rules, name] of model.takenOut) {
    const { holds, states } = search(name, bitsOf(rules, model));
    good &&= !holds;
    tell([`${name} without ${rules}`, holds ? 'STILL HOLDS' : `fails, found among ${states} states`, !holds]);
  }
  return {
    good,
    states: all.states,
    properties: names.length - possible,
    possible,
    takenOut: model.takenOut.length,
    seconds: 0,
  };
}

function main(): void {
  if (!hasSpin()) throw new Error('spin is missing: ./build.sh test installs it on Debian (package spin)');
  const table = new Table({ head: ['Property', 'Verdict'] });
  const { good, ...figures } = check(([name, verdict, right]) => {
    if (process.stderr.isTTY) process.stderr.write('.');
    table.push([name, right ? verdict : pc.red(verdict)]);
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  console.log(table.toString());
  console.log(`${figures.states} states; ${good ? 'all as it must be' : 'NOT as it must be'}`);
  writeFigures(SUPERVISOR_MODEL.name, figures, false);
  if (!good) process.exitCode = 1;
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    console.error(`model: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
