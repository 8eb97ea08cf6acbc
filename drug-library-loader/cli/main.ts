import { Command, CommanderError } from 'commander';
import { FaultySource } from './faulty-source';
import { sayFindings, summaryOf } from './findings-screen';
import { colours, say, sayNotice } from './screen';
import { UsageError } from './usage-error';

type Module = { register: (program: Command) => void };

/** In the order of the help. Only the one that is called is loaded: most of a short command's time is loading. */
const COMMANDS: Record<string, () => Promise<Module>> = {
  import: () => import('./import'),
  check: () => import('./check'),
  coverage: () => import('./coverage'),
  diff: () => import('./diff'),
  export: () => import('./export'),
  build: () => import('./build'),
  inspect: () => import('./inspect'),
  try: () => import('./try'),
  keys: () => import('./keys'),
  trust: () => import('./trust'),
  staff: () => import('./staff'),
  sign: () => import('./sign'),
  verify: () => import('./verify'),
  rerelease: () => import('./rerelease'),
};

async function commandLine(words: string[]): Promise<Command> {
  const program = new Command('drug-library')
    .description(
      "The drug library of an infusion pump: from a pharmacist's source to a signed file that a pump will trust.",
    )
    .showHelpAfterError('(--help explains the command)')
    .exitOverride()
    .addHelpText(
      'after',
      `
The way of a library:
  import --from alaris set.xlsx -o …   a source from what the hospital has
  check my-library                     what is wrong with the source, and what to do
  coverage my-library                  which slips of a finger it would stop
  diff released.signed my-library      what a reviewer must see
  build my-library -o my-library.dlib  the form a pump reads
  sign, verify                         author and approver
  try my-library.dlib …                what the pump would say

FILE is a source (folder or YAML file), a compiled or a signed library wherever it makes sense.
Exit code: 0 good, 1 findings, 2 usage. --json on every command for programs; NO_COLOR turns colours off.`,
    );
  const [name = ''] = words;
  const wanted = Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]] : Object.values(COMMANDS);
  for (const load of wanted) (await load()).register(program);
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
    } else if (error instanceof FaultySource) {
      const { compilation } = error;
      if (words.includes('--json'))
        say(JSON.stringify({ problem: error.message, findings: compilation.findings }, null, 2));
      else {
        sayNotice(compilation.head);
        sayFindings(compilation.findings);
        say(summaryOf(compilation));
        say(colours.red('It cannot be compiled yet: correct the faults first.'));
      }
      process.exitCode = 1;
    } else if (isSystemError(error)) {
      process.stderr.write(`${colours.red(systemMessage(error))}\n`);
      process.exitCode = 2;
    } else throw error;
  }
}

/** A refusal of the operating system: a folder that is a file, a full disk, a missing permission. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

function systemMessage({ code, path, syscall, message }: NodeJS.ErrnoException): string {
  const text = message.replace(/^[A-Z]+: /, '').replace(/, \w+( '.*)?$/, '');
  return path === undefined ? `${text} (${code}, ${syscall})` : `${path}: ${text} (${code})`;
}
