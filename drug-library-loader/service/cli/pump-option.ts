import type { Command } from 'commander';
import { colours, sayJson } from '../../cli/screen';
import { UsageError } from '../../cli/usage-error';
import { PumpLink, PumpRefusal } from '../pump-link';
import { openWire } from '../wire';

export interface PumpOptions {
  pump?: string;
  timeout: string;
  json?: boolean;
}

/** Adds what every command wants that talks to a pump. */
export function withPump(command: Command): Command {
  return command
    .option('-p, --pump <address>', 'host:port, or a serial port (/dev/ttyACM0, /dev/ttyUSB0@57600, COM3)')
    .option('--timeout <seconds>', 'how long to wait for an answer', '3')
    .option('--json', 'for programs');
}

/** Opens the cable, does something, and closes it; a refusal of the pump is a message and exit code 1. */
export async function onPump(options: PumpOptions, act: (link: PumpLink) => Promise<void>): Promise<void> {
  const address = options.pump ?? process.env.PUMP_ADDRESS;
  if (!address) throw new UsageError('which pump? Give --pump host:port, or --pump with a serial port');
  const seconds = Number(options.timeout);
  if (!(seconds > 0 && seconds <= 3600))
    throw new UsageError(`--timeout ${options.timeout}: give seconds, more than 0`);
  const link = new PumpLink(await openWire(address), { timeout: seconds * 1000 });
  try {
    await act(link);
  } catch (error) {
    if (!(error instanceof PumpRefusal)) throw error;
    if (options.json) sayJson({ refused: error.reason, text: error.message });
    else process.stderr.write(`${colours.red(`The pump refuses: ${error.message}`)}\n`);
    const advice = ADVICE[error.reason];
    if (advice && !options.json) process.stderr.write(`${advice}\n`);
    process.exitCode = 1;
  } finally {
    link.close();
  }
}

/** What to do about a refusal. */
const ADVICE: Record<number, string> = {
  641: 'The file is not signed in the agreed form: sign it with "drug-library sign".',
  652: 'The pump does not know who signed: is it the trust list of these pumps? "pump-service status" names the one it has.',
  655: 'This pump refuses demonstration keys: sign with the keys of your organisation.',
  656: 'A key is not valid on the day of the pump’s clock: set the clock, or sign with another key.',
  662: 'The pump had a later release before. To go back on purpose, "drug-library rerelease" writes the old content as a new release.',
  663: 'This sequence was used for another content: build with a higher sequence.',
  683: 'An infusion still runs from the other slot: install when it has ended.',
  684: 'End the infusion first.',
  687: 'The pump has no room for a file of this size.',
  688: 'The pump takes a time from 2020 on, and only where its clock can be set.',
};
