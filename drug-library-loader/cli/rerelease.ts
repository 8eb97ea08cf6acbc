import { join, parse } from 'node:path';
import type { Command } from 'commander';
import { rerelease } from '../signature/rerelease';
import { splitSigned } from '../signature/signed-file';
import { dayNumber } from '../signature/trust';
import { readWhole, refuseExisting } from './key-file';
import { sayNoticeOf } from './notice';
import { orRefuse } from './refusal-screen';
import { colours, grouped, say, sayJson } from './screen';
import { UsageError } from './usage-error';
import { writeWhole } from './whole-file';

interface Options {
  sequence: string;
  release?: string;
  effective?: string;
  reviewBy?: string;
  output?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('rerelease')
    .summary('old content as a new release, for going back on purpose')
    .description(
      'A pump never goes back to a lower sequence. To go back, release the old content again under a higher one: every entry stays byte ' +
        'for byte, only the head changes. The new file is not signed; author and approver sign it as any other.',
    )
    .argument('<file>', 'signed or compiled library to go back to')
    .requiredOption('--sequence <number>', 'of the new release, above every one in use')
    .option(
      '-o, --output <file>',
      'where to write the new release (default: beside the old one, with the sequence in its name)',
    )
    .option('--release <version>', 'what people see as its version (default: as it was)')
    .option('--effective <day>', 'first day in effect, as 2026-12-01 (default: as it was)')
    .option('--review-by <day>', 'when it is to be reviewed (default: as it was)')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Exit code: 0 written, 1 refused, 2 usage.

Examples:
  drug-library rerelease released/hospital-41.dlib --sequence 43 --release 2026.11.1-again -o hospital-43.dlib`,
    )
    .action((path: string, options: Options) =>
      orRefuse(options.json, () => {
        const file = readWhole(path);
        const sequence = Number(options.sequence);
        if (!/^\d{1,10}$/.test(options.sequence))
          throw new UsageError(`--sequence ${options.sequence} is not a whole number`);
        const output = options.output ?? beside(path, sequence);
        refuseExisting([output]);
        const bytes = rerelease(splitSigned(file)?.library ?? file, {
          sequence,
          version: options.release,
          effective: dayOption('--effective', options.effective),
          reviewBy: dayOption('--review-by', options.reviewBy),
        });
        writeWhole(output, bytes);
        if (options.json) sayJson({ output, bytes: bytes.length, sequence });
        else {
          sayNoticeOf(bytes);
          say(
            `${colours.bold(output)}: ${grouped(bytes.length)} bytes, sequence ${sequence}, not signed yet`,
          );
        }
      }),
    );
}

/** `released/hospital.dlib` becomes `released/hospital-43.dlib`. */
function beside(path: string, sequence: number): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${sequence}${ext}`);
}

function dayOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = dayNumber(text);
  if (Number.isNaN(day)) throw new UsageError(`${name} ${text} is not a day: write it as 2026-12-01`);
  return day;
}
