import { readFileSync, statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { DEMONSTRATION_NOTICE } from '../compiler/head';
import { type AlarisImport, importAlaris } from '../exchange/alaris/import';
import { countsOf, reportMarkdown } from '../exchange/alaris/report';
import { writeSourceFolder } from '../exchange/source-folder';
import { type TableFormat, importTable } from '../exchange/table';
import { readWorkbook } from '../exchange/workbook';
import { shortPath } from './findings-screen';
import { colours, grouped, plural, say, sayJson, sayNotice, table } from './screen';
import { UsageError } from './usage-error';

interface Options {
  from: 'alaris' | TableFormat;
  output: string;
  base?: string;
  standalone?: boolean;
  json?: boolean;
}

const SHOWN = 20;

export function register(program: Command): void {
  program
    .command('import')
    .summary('a source from a BD Alaris Guardrails report, or from a table')
    .description(
      'Writes a library source, a folder of YAML files, from a BD Alaris Guardrails data set report (.xlsx), or from a table that "export" ' +
        'wrote or that has its columns. What could not be carried over is listed; nothing is dropped silently.',
    )
    .argument('<file>', 'the workbook or table')
    .addOption(
      new Option('--from <format>', 'alaris, csv or xlsx')
        .choices(['alaris', 'csv', 'xlsx'])
        .makeOptionMandatory(),
    )
    .requiredOption('-o, --output <folder>', 'new folder for the source')
    .option('--base <source>', 'where the base library of a table is, if not where the table says')
    .option('--standalone', 'from a table: a library of its own, extending nothing')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
From a Guardrails report every row ends either in the source or in report.md beside it, with the reason; a row is carried whole or not
at all. From a table nothing is written unless all of it is right.

Exit code: 0 everything carried over, 1 something was not, 2 usage.

Examples:
  drug-library import --from alaris "Data set.xlsx" -o my-library
  drug-library check my-library
  drug-library coverage my-library
  drug-library import --from xlsx reviewed.xlsx -o my-library-2

docs/formats/library-table.md explains the table and the report.`,
    )
    .action(async (file: string, options: Options) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      if (!stat?.isFile()) throw new UsageError(`there is no file ${file}`);
      if (options.from === 'alaris') await fromAlaris(file, options);
      else await fromTable(file, options.from, options);
    });
}

async function fromAlaris(file: string, options: Options): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const imported = importAlaris(await readWorkbook(readFileSync(file)), today);
  const { dataSet } = imported.report;
  const comment = `From the Guardrails data set ${dataSet.name} (${dataSet.id}) of ${dataSet.hospital}. report.md says what was not carried over.`;
  writeSourceFolder(options.output, imported.tree, comment, { 'report.md': reportMarkdown(imported.report) });
  if (options.json)
    sayJson({ output: options.output, counts: countsOf(imported.report), ...imported.report });
  else sayAlaris(imported, options.output);
  if (imported.report.rows.some(({ outcome }) => outcome === 'not carried')) process.exitCode = 1;
}

function sayAlaris({ report }: AlarisImport, output: string): void {
  say(
    `${colours.bold(report.dataSet.name)}  ${colours.dim(`${report.dataSet.hospital} · ${report.dataSet.status} · ${report.dataSet.id}`)}\n`,
  );
  const counts = countsOf(report);
  const sum = (of: (count: (typeof counts)[number]) => number) =>
    grouped(counts.reduce((all, count) => all + of(count), 0));
  const rows = counts.map((count) => [
    count.sheet,
    grouped(count.rows),
    grouped(count.carried),
    grouped(count.remarked),
    count.notCarried > 0 ? colours.red(grouped(count.notCarried)) : '0',
    grouped(count.empty),
  ]);
  rows.push([
    colours.bold('total'),
    sum(({ rows: all }) => all),
    sum(({ carried }) => carried),
    sum(({ remarked }) => remarked),
    sum(({ notCarried }) => notCarried),
    sum(({ empty }) => empty),
  ]);
  say(table(['sheet', 'rows', 'carried', 'with remarks', 'not carried', 'empty section'], rows));
  const notCarried = report.rows.filter(({ outcome }) => outcome === 'not carried');
  if (notCarried.length > 0) {
    say(`\n${colours.bold('Not carried over')}`);
    const shown = notCarried.slice(0, SHOWN);
    say(
      table(
        ['sheet', 'row', 'profile', 'drug', 'why'],
        shown.map(({ sheet, row, profile, drug, reason }) => [
          sheet,
          String(row),
          profile,
          drug,
          reason ?? '',
        ]),
      ),
    );
    if (notCarried.length > SHOWN)
      say(colours.dim(`… and ${grouped(notCarried.length - SHOWN)} more in report.md`));
  }
  say(`\n${colours.bold('Chosen, because the workbook does not say it')}`);
  for (const text of report.assumptions) say(`  ${text}`);
  const unread = plural(report.columns.length, 'column');
  say(
    `\n${unread} and ${plural(report.sheets.length, 'sheet')} have no place in the library: see report.md.`,
  );
  say(
    `The source is in ${colours.bold(shortPath(output))}. Next: drug-library check, drug-library coverage.`,
  );
}

async function fromTable(file: string, format: TableFormat, options: Options): Promise<void> {
  const { base, standalone } = options;
  const imported = await importTable(file, options.output, format, { base, standalone });
  if (imported.tree) {
    const demonstration = imported.demonstration ? `${DEMONSTRATION_NOTICE}\n` : '';
    writeSourceFolder(
      options.output,
      imported.tree,
      `${demonstration}From a table. "drug-library check" holds it against every rule.`,
    );
  }
  const { tree, ...report } = imported;
  if (options.json) {
    sayJson({ output: tree ? options.output : null, ...report });
    if (!tree) process.exitCode = 1;
    return;
  }
  sayNotice(imported);
  if (tree) {
    say(`${plural(report.rows, 'row')}, ${plural(report.entries, 'entry', 'entries')}`);
    say(`The source is in ${colours.bold(shortPath(options.output))}. Next: drug-library check.`);
  } else {
    const rows = report.faults.map(({ row, column, message }) => [
      row > 0 ? String(row) : '',
      column ?? '',
      message,
    ]);
    say(table(['row', 'column', 'what is wrong'], rows));
    say(colours.red(`\nNothing was written: ${plural(report.faults.length, 'fault')} in the table.`));
  }
  if (!tree) process.exitCode = 1;
}
