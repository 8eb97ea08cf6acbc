import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { readWhole } from '../../cli/key-file';
import { colours, plural, say, sayJson } from '../../cli/screen';
import { UsageError } from '../../cli/usage-error';
import { writeWhole } from '../../cli/whole-file';
import { download } from '../download';
import { FORMATS, type Format, exportJournal } from '../export';
import { problemsOf, readJournalFile } from '../journal-file';
import { readJournal } from '../journal-image';
import { askStatus } from '../pump-status';
import { pseudonymsBy } from './pseudonym-option';
import { type PumpOptions, onPump, withPump } from './pump-option';

interface LogOptions extends PumpOptions {
  output?: string;
  training?: boolean;
}

interface ExportOptions {
  format: Format;
  output?: string;
  pump?: string;
  pseudonymKey?: string;
  training?: boolean;
}

export function register(program: Command): void {
  const log = withPump(program.command('log'))
    .summary('the event log of a pump, and its exports')
    .description(
      'Reads the event log of a pump over the service cable into a file, record by record as it stands in flash, with its chain. A file that is ' +
        'there is carried on from its last record.',
    )
    .option('-o, --output <file>', 'where to; the serial number of the pump and .journal unless told')
    .option('--training', 'the journal of training')
    .addHelpText(
      'after',
      `
Exit code: 0 good, 1 not whole (what is readable is there), 2 usage or no answer.

Examples:
  pump-service log --pump 127.0.0.1:7100
  pump-service log export SIM-0001.journal --format csv -o events.csv`,
    )
    .action((options: LogOptions) => onPump(options, (link) => fetchLog(link, options)));
  log
    .command('export')
    .summary('a journal as NDJSON, CSV or IHE messages')
    .description(
      'Writes the events of a journal in an open form (docs/formats/event-log.md). Patients and staff stand under pseudonyms. Everything readable is ' +
        'exported; what is missing is said.',
    )
    .argument('<journal>', 'file that "pump-service log" wrote, or a flash image')
    .addOption(
      new Option('-f, --format <format>', 'ihe-ipec: PCD-10 messages of HL7 2.6')
        .choices(FORMATS)
        .default('ndjson'),
    )
    .option('-o, --output <file>', 'write to a file')
    .option('--pump-name <name>', 'name of the pump in the export; that of the file unless told')
    .option(
      '--pseudonym-key <file>',
      'the same key gives the same pseudonyms; without one they are drawn anew',
    )
    .option('--training', 'of a whole flash, the journal of training')
    .addHelpText(
      'after',
      `
Exit code: 0 good, 1 the journal is not whole, 2 usage.

Examples:
  pump-service log export SIM-0001.journal | jq 'select(.event == "hard-stop")'
  pump-service log export SIM-0001.journal --format ihe-ipec -o deliveries.hl7`,
    )
    .action((path: string, options: ExportOptions & { pumpName?: string }) => exportLog(path, options));
}

function exportLog(path: string, options: ExportOptions & { pumpName?: string }): void {
  const journal = readJournalFile(path, pseudonymsBy(options.pseudonymKey), {
    pump: options.pumpName,
    training: options.training,
  });
  const { text, notes } = exportJournal(journal, options.format, new Date());
  if (options.output) writeWhole(options.output, text);
  else process.stdout.write(text);
  const problems = problemsOf(journal.content);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  for (const note of notes) say(colours.dim(note));
  if (!options.pseudonymKey)
    say(colours.dim('pseudonyms are drawn anew for each export: --pseudonym-key keeps them the same'));
  for (const problem of problems) say(colours.yellow(`${path}: ${problem}`));
  if (options.output)
    say(
      `${plural(journal.content.records.length, 'record')} of ${journal.pump} in ${colours.bold(options.output)}`,
    );
  if (problems.length > 0) process.exitCode = 1;
}

async function fetchLog(link: Parameters<typeof download>[0], options: LogOptions): Promise<void> {
  const { serial } = await askStatus(link);
  const path = options.output ?? `${serial}${options.training ? '.training' : ''}.journal`;
  const kept = existsSync(path) ? readWhole(path) : Buffer.alloc(0);
  const before = readJournal(kept);
  const last = before.records.at(-1)?.number ?? 0;
  if (kept.length > 0 && before.records.length === 0)
    throw new UsageError(`${path} is there and no journal: name another file with -o`);
  const parts: Buffer[] = [kept];
  let count = 0;
  const bar = process.stderr.isTTY && !options.json;
  // The last record again: its chain says whether the file is of this journal.
  await download(link, options.training ? 1 : 0, Math.max(last, 1), (records, newest) => {
    for (const record of records) if (record.readUInt32BE(4) > last) count += parts.push(record) > 0 ? 1 : 0;
    if (bar) process.stderr.write(`\r${count} new records, up to ${newest} `);
  });
  if (bar) process.stderr.write('\r\u001b[K');
  const whole = Buffer.concat(parts);
  const content = readJournal(whole);
  const problems = problemsOf(content);
  if (content.broken.includes(last + 1))
    throw new UsageError(`${path} is of another pump or another journal: name another file with -o`);
  if (count > 0) writeWhole(path, whole);
  if (options.json) sayJson({ path, serial, records: content.records.length, new: count, problems });
  else {
    say(`${colours.bold(path)}: ${plural(content.records.length, 'record')}, ${count} of them new`);
    for (const problem of problems) process.stderr.write(`${colours.yellow(problem)}\n`);
  }
  if (problems.length > 0) process.exitCode = 1;
}
