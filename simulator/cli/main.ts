import { Command, CommanderError } from 'commander';
import { colours } from '../../drug-library-loader/cli/screen';
import { UsageError } from '../../drug-library-loader/cli/usage-error';

type Module = { register: (program: Command) => void };

/** In the order of the help. Only the one that is called is loaded. */
const COMMANDS: Record<string, () => Promise<Module>> = {
  run: () => import('./run'),
  replay: () => import('./replay'),
  steps: () => import('./steps'),
  train: () => import('./train'),
  serve: () => import('../web/serve'),
};

async function commandLine(words: string[]): Promise<Command> {
  const program = new Command('pump-sim')
    .description('A whole infusion pump on a desk: keys, screen, motor, line and patient, in virtual time.')
    .showHelpAfterError('(--help explains the command)')
    .exitOverride()
    .addHelpText(
      'after',
      `
  run simulator/scenarios/*.yaml   plays scenarios and says which did not go as expected
  replay session.ndjson            runs a recorded session again and finds the first difference
  steps                            what a scenario may say
  train tenfold-slip               an exercise that scores itself
  serve                            the pump on a web page

Demonstration data, not for clinical use. Exit code: 0 good, 1 not as expected, 2 usage, 3 a time-out. NO_COLOR turns colours off.`,
    );
  const [name = ''] = words;
  const wanted = Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]] : Object.values(COMMANDS);
  for (const load of wanted) (await (load as () => Promise<Module>)()).register(program);
  return program;
}

export async function main(words: string[]): Promise<void> {
  try {
    await (await commandLine(words)).parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof UsageError) {
      process.stderr.write(`${colours.red(error.message)}\n`);
      process.exitCode = 2;
    } else throw error;
  }
}
