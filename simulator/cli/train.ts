import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { colours, say } from '../../drug-library-loader/cli/screen';
import { UsageError } from '../../drug-library-loader/cli/usage-error';
import { screenBox } from '../scenario/report';
import type { Stage } from '../scenario/stage';
import { type Exercise, type Score, begin, exercises, perform, scoreOf } from '../training/exercise';

interface Options {
  answer?: string;
  json?: boolean;
}

/** One letter a key, where a whole word would be too much to type. */
const SHORT: Record<string, string> = {
  '': 'press OK',
  u: 'press UP',
  d: 'press DOWN',
  b: 'press BACK',
  o: 'press OPTIONS',
  s: 'press START',
  x: 'press STOP',
  m: 'press SILENCE',
};

export function register(program: Command): void {
  program
    .command('train')
    .summary('exercises that score themselves')
    .description(
      'You program the pump; what it recorded and does afterwards is scored, with reasons. Without a name the exercises are listed.',
    )
    .argument('[exercise]', 'its name or number')
    .option('--answer <file>', 'an attempt, a step a line (pump-sim steps)')
    .option('--json', 'the score as JSON')
    .addHelpText(
      'after',
      `
Keys, each with Enter: digits and point type them; nothing but Enter is OK; u UP, d DOWN, b BACK, o OPTIONS, s START, x STOP, m SILENCE. Any step of a
scenario works too: choose "Adult ICU", enter 80 kg, advance 10 min. "done" ends the exercise and scores it.

Exit code: 0 all points, 1 fewer, 2 usage. Demonstration data, not for clinical use.`,
    )
    .action((name: string | undefined, options: Options) => train(name, options));
}

function find(all: readonly Exercise[], name: string): Exercise {
  const found = all.find((each, i) => each.name === name || String(i + 1) === name);
  if (!found)
    throw new UsageError(`there is no exercise "${name}": ${all.map((each) => each.name).join(', ')}`);
  return found;
}

async function train(name: string | undefined, { answer, json }: Options): Promise<void> {
  const all = exercises();
  if (name === undefined) {
    say(json ? JSON.stringify(all.map(({ name, title, task }) => ({ name, title, task }))) : list(all));
    return;
  }
  const exercise = find(all, name);
  const lines = answer === undefined ? undefined : linesOf(answer);
  const stage = begin(exercise);
  try {
    if (lines === undefined) await byHand(exercise, stage);
    else lines.forEach((line, i) => attempt(stage, line, `${answer}:${i + 1}`));
    const score = scoreOf(exercise, stage);
    say(
      json
        ? JSON.stringify({ exercise: exercise.name, ...score, lesson: exercise.lesson })
        : told(exercise, score),
    );
    process.exitCode = score.points === score.most ? 0 : 1;
  } finally {
    stage.bench.close();
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function attempt(stage: Stage, line: string, where: string): void {
  try {
    perform(stage, line);
  } catch (error) {
    throw new UsageError(`${where}: ${line.trim()}\n${(error as Error).message}`);
  }
}

function list(all: readonly Exercise[]): string {
  return all
    .map(({ name, title }, i) => `${String(i + 1).padStart(2)}  ${name.padEnd(24)} ${title}`)
    .join('\n');
}

async function byHand(exercise: Exercise, stage: Stage): Promise<void> {
  say(
    `${colours.bold(exercise.title)}\n${exercise.task}\n${colours.dim('Demonstration data, not for clinical use. "done" ends, --help names the keys.')}`,
  );
  say(screenBox(stage.rows()));
  for await (const line of createInterface({ input: process.stdin })) {
    const word = line.trim();
    if (word === 'done') return;
    try {
      if (/^[\d.]+$/.test(word)) stage.type(word);
      else perform(stage, SHORT[word] ?? word);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      say(colours.red(error.message));
    }
    say(screenBox(stage.rows()));
  }
}

function told(exercise: Exercise, { points, most, reasons }: Score): string {
  const paint = points === most ? colours.green : colours.red;
  return [
    paint(`${exercise.title}: ${points} of ${most} points`),
    ...reasons.map(({ points, most, why }) => `  ${points}/${most}  ${why}`),
    colours.bold(exercise.lesson),
  ].join('\n');
}
