import { Command, CommanderError } from 'commander';
import { colours } from '../../cli/screen';
import { UsageError } from '../../cli/usage-error';

type Module = { register: (program: Command) => void };

/** In the order of the help. Only the one that is called is loaded. */
const COMMANDS: Record<string, () => Promise<Module>> = {
  status: () => import('./status'),
  install: () => import('./install'),
  log: () => import('./log'),
  report: () => import('./report'),
  watch: () => import('./watch'),
  'self-test': () => import('./self-test'),
  'set-clock': () => import('./set-clock'),
};

async function commandLine(words: string[]): Promise<Command> {
  const program = new Command('pump-service')
    .description(
      'Infusion pumps in service: install a library, read the status, keep and evaluate the event log.',
    )
    .showHelpAfterError('(--help explains the command)')
    .exitOverride()
    .addHelpText(
      'after',
      `
  status --pump ADDRESS            what the pump is, and which library it holds
  install hospital.dlib --pump …   a signed library, trust list or staff list; goes on where it was cut
  log --pump … -o pump.journal     the event log, as the pump keeps it
  log export pump.journal          the same as NDJSON, CSV or IHE messages
  report *.journal -o report.html  library compliance, alerts, overrides
  watch, self-test, set-clock

ADDRESS is host:port, or a serial port (/dev/ttyACM0, COM3); PUMP_ADDRESS stands for --pump.
Exit code: 0 good, 1 refused or not whole, 2 usage or no answer. --json for programs; NO_COLOR turns colours off.`,
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
    else if (error instanceof UsageError || isSystemError(error)) {
      process.stderr.write(`${colours.red(error.message)}\n`);
      process.exitCode = 2;
    } else throw error;
  }
}

/** A refusal of the operating system: no such port, nobody listens, a full disk. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
