// `pump-sim serve`: a simulated pump of the demonstration hospital behind a web page on this computer.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { colours, say } from '../../drug-library-loader/cli/screen';
import { UsageError } from '../../drug-library-loader/cli/usage-error';
import { writeWhole } from '../../drug-library-loader/cli/whole-file';
import { ServicePort } from '../../drug-library-loader/service/service-port';
import { Refusal } from '../../drug-library-loader/signature/refusal';
import { NoLibrary } from '../demonstration';
import { BoardError, TARGETS, type Target, requireTarget } from '../target/board-process';
import { type BenchSession, STAFF_CODES } from './bench-session';
import { NOTICE } from './message';
import { Places } from './places';
import { type Panel, openPanel } from './server';

export interface ServeOptions {
  port: number;
  seed: number;
  library: string;
  volume: number;
  /** Port of the service cable. */
  cable: number;
  /** File for the recorded session. */
  trace?: string;
  /** Board whose firmware runs, emulated; the desktop's otherwise. */
  target?: Target;
}

/** The port that is tried first. */
export const PORT = 8024;

/** The same for the service cable. */
export const CABLE_PORT = 8023;

/** ms of simulated time in which the pump answers a frame. */
const ANSWER = 20;

/** The pump's service cable on a port of this computer, for `pump-service --pump`; another port where that one is in use. */
async function plugIn(
  pump: { session: BenchSession },
  port: number,
): Promise<{ cable: ServicePort; port: number }> {
  const cable = new ServicePort({
    take(frame) {
      const { bench } = pump.session;
      try {
        bench.takeAnswers();
        bench.act({ do: 'frame', hex: frame.toString('hex') });
        bench.advance(ANSWER);
      } catch (error) {
        // A board that is gone does not answer; the page tells it.
        if (!(error instanceof BoardError)) throw error;
      }
    },
    answers: () => pump.session.bench.takeAnswers(),
  });
  try {
    return { cable, port: await cable.listen(port) };
  } catch {
    return { cable, port: await cable.listen(0) };
  }
}

function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(/^\d+$/.test(text) && value >= low && value <= high))
      throw new InvalidArgumentError(`give a whole number from ${low} to ${high}`);
    return value;
  };
}

function placesOf(options: ServeOptions): Places {
  try {
    if (options.target !== undefined) requireTarget(options.target);
    return new Places({ ...options, trace: options.trace !== undefined });
  } catch (error) {
    if (error instanceof NoLibrary || error instanceof Refusal || error instanceof BoardError)
      throw new UsageError(error.message);
    throw error;
  }
}

/**
 * Builds the pump, serves its page and says where; resolves when it can be reached. Rejects with a UsageError where there is no such library
 * or no port can be had.
 */
export async function serve(options: ServeOptions, say: (line: string) => void): Promise<Panel> {
  const targets = placesOf(options);
  const { session } = targets;
  const { title, version } = session.library();
  const panel = await openPanel(session, {
    port: options.port,
    seed: options.seed,
    stepVolume: session.stepVolume,
    targets,
    onTaken: (port) => say(`Port ${port} is in use, trying ${port + 1}.`),
  });
  say(colours.bold(colours.yellow(`${NOTICE}.`)));
  say(`Pump ${session.serial}, library ${title} ${version}, signed with demonstration keys.`);
  if (options.target !== undefined) say(`Its firmware runs on ${options.target}, emulated, in lock-step.`);
  say(`Codes of the demonstration staff: ${STAFF_CODES.join(' and ')}`);
  say(`\n  ${colours.bold(panel.address)}\n`);
  const plug = await plugIn(targets, options.cable);
  say(`Service cable: pump-service status --pump 127.0.0.1:${plug.port}`);
  say('Open it in a browser on this computer. Ctrl+C ends the pump.');
  return {
    ...panel,
    close: async () => {
      await panel.close();
      await plug.cable.close();
      const trace = targets.session.trace();
      targets.session.close();
      if (options.trace === undefined || trace === undefined) return;
      writeWhole(options.trace, trace);
      say(`The session is in ${options.trace}: pump-sim replay ${options.trace}`);
    },
  };
}

export function register(program: Command): void {
  program
    .command('serve')
    .summary('the pump on a web page: screen, keys, alarms, and the world around it')
    .description(
      'Builds and signs the demonstration library, puts it into a simulated pump and serves its front panel on 127.0.0.1. Every page that is open shows the same pump. A port in use is said, and the next is taken.',
    )
    .option('--port <number>', 'first port to try; 0 lets the system choose', whole(0, 65535), PORT)
    .option('--seed <number>', 'which pump: the same seed is the same mechanism', whole(0, 2 ** 32 - 1), 1)
    .option(
      '--library <name>',
      'folder of a library source, or the name of a demonstration library',
      'demonstration-hospital',
    )
    .option('--cable <number>', 'port of the service cable', whole(0, 65535), CABLE_PORT)
    .option('--trace <file>', 'record the session; written when the pump ends')
    .addOption(
      new Option('--target <board>', "run this board's firmware in the emulator, in lock-step").choices(
        TARGETS,
      ),
    )
    .option('--volume <mL>', 'what hangs at the start', whole(0, 5000), 250)
    .addHelpText(
      'after',
      `
Examples:
  pump-sim serve
  pump-sim serve --target mps2-an386
  pump-sim serve --port 9000 --volume 100`,
    )
    .action(async (options: ServeOptions) => {
      const panel = await serve(options, say);
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => void panel.close().then(() => process.exit()));
    });
}
