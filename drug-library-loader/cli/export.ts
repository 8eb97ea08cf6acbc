import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type TableFormat, exportTable } from '../exchange/table';
import { shortPath } from './findings-screen';
import { refuseExisting } from './key-file';
import { colours, grouped, say, sayJson, sayNotice } from './screen';
import { writeWhole } from './whole-file';

export function register(program: Command): void {
  program
    .command('export')
    .summary('a source as a table, for review in a spreadsheet')
    .description(
      'Writes a library source as one table, a row for each limit and each text, with what it inherits from a base library. Importing the ' +
        'table again gives the same compiled bytes.',
    )
    .argument('<source>', 'folder or file of the source')
    .addOption(new Option('--to <format>', 'csv or xlsx').choices(['csv', 'xlsx']).makeOptionMandatory())
    .option(
      '-o, --output <file>',
      'where to write the table (default: named after the source, in this folder)',
    )
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
A cell holds a number with its unit ("0.1 mcg/kg/min"), so that no spreadsheet program takes it for another number or a date. In a CSV
file, texts that one would change (1/2, 00:30, =…) stand behind an apostrophe, which importing takes away.
docs/formats/library-table.md explains the columns. A file that is there is not written over.

Exit code: 0 written, 1 the source has faults, 2 usage.

Examples:
  drug-library export drug-library-loader/libraries/demonstration-base --to xlsx -o base.xlsx
  drug-library export my-library --to csv -o my-library.csv
  drug-library import --from csv my-library.csv -o my-library-2`,
    )
    .action(async (source: string, options: { to: TableFormat; output?: string; json?: boolean }) => {
      const output =
        options.output ?? `${basename(resolve(source)).replace(/\.(yaml|yml|json)$/, '')}.${options.to}`;
      // A table that somebody has reviewed in a spreadsheet may lie there.
      refuseExisting([output]);
      const { bytes, ...library } = await exportTable(source, output, options.to);
      writeWhole(output, bytes);
      if (options.json) sayJson({ output, bytes: bytes.length, ...library });
      else {
        sayNotice(library);
        say(`${colours.bold(shortPath(output))}: ${grouped(bytes.length)} bytes`);
      }
    });
}
