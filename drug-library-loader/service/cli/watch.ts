import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { colours, say } from '../../cli/screen';
import { UsageError } from '../../cli/usage-error';
import { download } from '../download';
import { type EventRecord, eventRecord } from '../event-record';
import { readJournal } from '../journal-image';
import { askStatus } from '../pump-status';
import { pseudonymsBy } from './pseudonym-option';
import { type PumpOptions, onPump, withPump } from './pump-option';

interface Options extends PumpOptions {
  every: string;
  for?: string;
}

export function register(program: Command): void {
  withPump(program.command('watch'))
    .summary('events as they happen')
    .description(
      'Prints the events of the pump as it records them, until interrupted; with --json one a line, as "log export" writes them.',
    )
    .option('--every <seconds>', 'how often to ask', '1')
    .option('--for <seconds>', 'end after so long')
    .action((options: Options) => {
      const every = Number(options.every);
      const limit = options.for === undefined ? Number.POSITIVE_INFINITY : Number(options.for);
      if (!(every > 0 && limit > 0)) throw new UsageError('--every and --for want seconds, more than 0');
      return onPump(options, async (link) => {
        const status = await askStatus(link);
        const pseudonyms = pseudonymsBy(undefined);
        let next = status.journal + 1;
        if (!options.json) say(colours.dim(`${status.serial}, from record ${next} on; Ctrl-C ends`));
        for (const end = Date.now() + limit * 1000; Date.now() < end; await wait(every * 1000)) {
          await download(link, 0, next, (records) => {
            for (const record of readJournal(Buffer.concat(records)).records) {
              const event = eventRecord(record, status.serial, pseudonyms);
              say(options.json ? JSON.stringify(event) : lineOf(event));
              next = record.number + 1;
            }
          });
        }
      });
    });
}

const SAID = [
  'careArea',
  'drug',
  'rate',
  'dose',
  'volume',
  'entered',
  'limit',
  'text',
  'reasonText',
  'overrideReasonText',
] as const;

function lineOf(event: EventRecord): string {
  const more = SAID.map((name) => event[name]).filter((value) => value !== undefined);
  const time = event.time?.slice(11, 19) ?? `+${event.uptime.toFixed(1)} s`;
  return `${colours.dim(`${String(event.number).padStart(6)}  ${time}`)}  ${event.event.padEnd(22)} ${more.join(' · ')}`;
}
