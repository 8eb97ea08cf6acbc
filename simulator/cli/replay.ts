import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { colours, say } from '../../drug-library-loader/cli/screen';
import { UsageError } from '../../drug-library-loader/cli/usage-error';
import { span } from '../scenario/report';
import { TARGETS, type Target } from '../target/board-process';
import { emulated } from '../target/emulated-electronics';
import { NoTrace, type Replayed, replay } from '../trace';
import { checkTarget } from './check-target';

export function register(program: Command): void {
  program
    .command('replay')
    .summary('run a recorded session again')
    .description(
      'Runs a session again that "run --trace" or the front panel recorded: the same pump, the same keys at the same times. Says whether the pump did the same, or where it first did something else.',
    )
    .argument('<trace>', 'file of the session (NDJSON)')
    .addOption(
      new Option(
        '--target <board>',
        "on this board's firmware in the emulator, in lock-step; the name of the firmware is no difference then",
      ).choices(TARGETS),
    )
    .addHelpText('after', '\nExit code: 0 the same, 1 a difference, 2 usage.')
    .action((file: string, { target }: { target?: Target }) => {
      if (target !== undefined) checkTarget(target);
      const { title, lines, virtual, difference } = replayed(file, target);
      say(`${colours.bold(title)}: ${span(virtual)} of virtual time, ${lines} lines`);
      if (difference === undefined) {
        say(colours.green('The pump did the same.'));
        return;
      }
      say(colours.red(`The first difference is in line ${difference.line}:`));
      say(`  recorded  ${difference.recorded ?? '(the record ends)'}`);
      say(`  now       ${difference.now ?? '(the pump did nothing more)'}`);
      process.exitCode = 1;
    });
}

function replayed(file: string, target?: Target): Replayed {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    return replay(text, target === undefined ? undefined : emulated(target));
  } catch (error) {
    if (error instanceof NoTrace) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
