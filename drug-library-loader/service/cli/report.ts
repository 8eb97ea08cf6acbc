import type { Command } from 'commander';
import { colours, plural, say, sayJson, table } from '../../cli/screen';
import { writeWhole } from '../../cli/whole-file';
import { type Evaluation, type Tally, alertsPer100, evaluate } from '../evaluation';
import { problemsOf, readJournalFile } from '../journal-file';
import { complianceText, reportPage, share } from '../report-page';
import { drawPlots } from '../report-plots';
import { pseudonymsBy } from './pseudonym-option';

interface Options {
  output?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('report')
    .summary('library compliance, alerts and what was done about them')
    .description(
      'The usual evaluation of a dose error reduction system, from the journals of any number of pumps: library compliance, alerts for each ' +
        '100 infusions, shares of overrides, new values and cancellations, hard stops with their fold, by drug and care area.',
    )
    .argument('<journals...>', 'files that "pump-service log" wrote, or flash images')
    .option('-o, --output <file>', 'write one HTML page with plots')
    .option('--json', 'for programs: all figures')
    .addHelpText(
      'after',
      `
Exit code: 0 good, 1 a journal is not whole (the figures count what could be read), 2 usage.

Examples:
  pump-service report SIM-0001.journal
  pump-service report journals/* -o report.html`,
    )
    .action(async (paths: string[], options: Options) => {
      const pseudonyms = pseudonymsBy(undefined);
      const journals = paths.map((path) => readJournalFile(path, pseudonyms));
      const evaluation = evaluate(journals.flatMap(({ events }) => events));
      const short = journals
        .map(({ path, content }) => ({ journal: path, problems: problemsOf(content) }))
        .filter(({ problems }) => problems.length > 0);
      if (options.output)
        writeWhole(options.output, reportPage(evaluation, await drawPlots(evaluation), short));
      if (options.json) sayJson({ ...evaluation, shortfalls: short });
      else sayEvaluation(evaluation, options.output);
      for (const { journal, problems } of short)
        for (const problem of problems) process.stderr.write(`${colours.yellow(`${journal}: ${problem}`)}\n`);
      if (short.length > 0) process.exitCode = 1;
    });
}

function row(tally: Tally): string[] {
  const alerts = tally.soft + tally.hard;
  const per = alertsPer100(tally);
  return [
    tally.name,
    String(tally.checked),
    String(tally.outside),
    String(tally.soft),
    String(tally.hard),
    Number.isNaN(per) ? '–' : per.toFixed(1),
    share(tally.softOutcomes.overridden, tally.soft),
    share(tally.outcomes.reprogrammed, alerts),
    share(tally.outcomes.cancelled, alerts),
  ];
}

function sayEvaluation({ total, byDrug, byCareArea, pumps, from, until }: Evaluation, page?: string): void {
  const head = [
    '',
    'checked',
    'outside',
    'soft',
    'hard',
    'per 100',
    'overridden',
    'reprogrammed',
    'cancelled',
  ];
  say(
    `${colours.bold(`Library compliance: ${complianceText(total)}`)}  ${colours.dim(`${plural(pumps.length, 'pump')}, ${from?.slice(0, 10) ?? 'unknown'} to ${until?.slice(0, 10) ?? 'unknown'}`)}\n`,
  );
  say(table(head, [row(total), ...byCareArea.map(row)]));
  say();
  say(table(['drug', ...head.slice(1)], byDrug.map(row)));
  if (page) say(`\nThe page: ${colours.bold(page)}`);
}
