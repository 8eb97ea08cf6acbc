import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { colours, plural, say } from '../../drug-library-loader/cli/screen';
import { UsageError } from '../../drug-library-loader/cli/usage-error';
import { writeWhole } from '../../drug-library-loader/cli/whole-file';
import { junit } from '../scenario/junit';
import { type Played, play } from '../scenario/play';
import { report, screenBox, span } from '../scenario/report';
import { Mistakes, type Scenario, readScenario } from '../scenario/scenario';
import { TARGETS, type Target } from '../target/board-process';
import { checkTarget } from './check-target';

interface Options {
  junit?: string;
  trace?: string;
  seed?: number;
  screen?: boolean;
  timeout: number;
  target?: Target;
}

const TIMED_OUT = 3;

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!(Number.isInteger(number) && number >= low && number <= high))
      throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
    return number;
  };
}

export function register(program: Command): void {
  program
    .command('run')
    .summary('play scenarios')
    .description(
      'Plays each scenario on a pump of its own, in virtual time, and says what did not go as expected, with the display drawn. A folder stands for all *.yaml in it.',
    )
    .argument('<scenario...>', 'YAML files, or folders of them')
    .option('--junit <file>', 'write the results in the form that build servers read')
    .option(
      '--trace <file>',
      'record the session, a JSON line an event; with several scenarios a folder for them',
    )
    .option('--seed <number>', 'another pump than the scenario says', wholeNumber(-(2 ** 31), 2 ** 31 - 1))
    .option('--screen', 'draw the display at the end of each scenario')
    .addOption(
      new Option('--target <board>', "on this board's firmware in the emulator, in lock-step").choices(
        TARGETS,
      ),
    )
    .option('--timeout <seconds>', 'wall time that one scenario may take', wholeNumber(1, 86_400), 60)
    .addHelpText(
      'after',
      `
Exit code: 0 all went as expected, 1 one did not, 2 usage (a scenario that cannot be read), 3 a time-out and nothing worse.

Examples:
  pump-sim run simulator/scenarios
  pump-sim run my-case.yaml --trace my-case.ndjson
  pump-sim run simulator/scenarios/continuous-normal-run.yaml --target mps2-an386

How a scenario is written: docs/scenarios.md, and pump-sim steps.`,
    )
    .action((names: string[], options: Options) => run(names, options));
}

function filesOf(name: string): string[] {
  const stat = statSync(name, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`there is no scenario ${name}`);
  if (!stat.isDirectory()) return [name];
  const files = readdirSync(name)
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  if (files.length === 0) throw new UsageError(`there is no scenario (*.yaml) in the folder ${name}`);
  return files.map((file) => join(name, file));
}

/** All of them, before any is played: a slip in the last one is told at once. */
function scenariosOf(names: string[]): Scenario[] {
  const problems: string[] = [];
  const scenarios: Scenario[] = [];
  for (const file of names.flatMap(filesOf)) {
    try {
      scenarios.push(readScenario(file));
    } catch (error) {
      problems.push((error as Error).message);
      if (!(error instanceof Mistakes)) break;
    }
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return scenarios;
}

function run(names: string[], options: Options): void {
  const scenarios = scenariosOf(names);
  if (options.target !== undefined) checkTarget(options.target);
  const all: Played[] = [];
  for (const scenario of scenarios) {
    const played = play(scenario, {
      timeout: options.timeout * 1000,
      trace: options.trace !== undefined,
      seed: options.seed,
      target: options.target,
    });
    say(report(played, colours));
    if (options.screen && played.outcome === 'passed') say(screenBox(played.screen));
    if (options.trace !== undefined && played.trace !== undefined) {
      writeWhole(traceFile(options.trace, scenario, scenarios.length), played.trace);
      // Sessions are long, and all of them together longer.
      played.trace = undefined;
    }
    all.push(played);
  }
  if (options.junit !== undefined) writeWhole(options.junit, junit(all));
  conclude(all);
}

function traceFile(name: string, scenario: Scenario, count: number): string {
  if (count === 1) return name;
  mkdirSync(name, { recursive: true });
  return join(name, `${basename(scenario.file, '.yaml')}.ndjson`);
}

function conclude(all: readonly Played[]): void {
  const count = (outcome: Played['outcome']) => all.filter((played) => played.outcome === outcome).length;
  const [passed, failed, late] = [count('passed'), count('failed'), count('timed out')];
  const sum = (of: (played: Played) => number) => all.reduce((total, played) => total + of(played), 0);
  const times = `${span(sum(({ virtual }) => virtual))} of virtual time in ${span(sum(({ wall }) => wall))}`;
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (late > 0) parts.push(`${late} timed out`);
  const paint = failed + late > 0 ? colours.red : colours.green;
  say(`${plural(all.length, 'scenario')}: ${paint(parts.join(', '))}; ${times}`);
  process.exitCode = failed > 0 ? 1 : late > 0 ? TIMED_OUT : 0;
}
