import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { coveragePage, percent } from '../coverage/page';
import { type CoverageReport, caught, coverageOf, missing, nameOf, sizeOf } from '../coverage/report';
import { TENFOLD } from '../coverage/slip';
import { shortPath } from './findings-screen';
import { type OpenedLibrary, openLibrary } from './open-library';
import { colours, grouped, plural, say, sayJson, sayNotice, table } from './screen';
import { UsageError } from './usage-error';
import { writeWhole } from './whole-file';

interface Options {
  json?: boolean;
  html?: string;
  atLeast: string;
  all?: boolean;
}

/** Names shown of each list unless `--all` asks for all of them. */
const SHOWN = 20;
/** From here on a bar shows how far it is. */
const MANY_ENTRIES = 500;

export function register(program: Command): void {
  program
    .command('coverage')
    .summary('which slips of a finger the library would stop')
    .description(
      'Replays known slips (twofold to hundredfold, mg for mcg, per hour for per minute, dose in the rate field, tenfold weight …) from ' +
        'the usual dose of every entry through the engine that the pump runs, and says which are stopped, alerted or missed.',
    )
    .argument('<file>', 'source, compiled or signed library')
    .option('--html <file>', 'write a page with a heat map, for a committee')
    .option('--json', 'for programs: every dose with every slip')
    .option('--all', 'name every miss')
    .option('--at-least <percent>', 'share of tenfold doses to be stopped or alerted for exit code 0', '95')
    .addHelpText(
      'after',
      `
stopped   a hard limit or a guard refuses it
alerted   a soft limit asks for a confirmation
missed    nothing is said

Exit code: 0 at least 95 % of tenfold doses caught and no false alert on a usual dose, 1 less, 2 usage.

Examples:
  drug-library coverage drug-library-loader/libraries/demonstration-hospital
  drug-library coverage hospital.signed --html coverage.html
  drug-library coverage my-library --json | jq '.totals.tenfold'

docs/coverage.md says how it is measured.`,
    )
    .action((file: string, options: Options) => {
      const wanted = Number(options.atLeast);
      if (!(wanted >= 0 && wanted <= 100))
        throw new UsageError(`--at-least ${options.atLeast}: give a percentage from 0 to 100`);
      const opened = openLibrary(file);
      const report = measured(opened);
      const leftOut = leftOutOf(opened);
      if (options.html) writeWhole(options.html, coveragePage(report, leftOut));
      if (options.json) sayJson({ ...report, leftOut });
      else {
        sayReport(report, leftOut, options.all === true ? Number.POSITIVE_INFINITY : SHOWN);
        if (options.html) say(`\nThe page for the committee: ${colours.bold(shortPath(options.html))}`);
      }
      const good = caught(report.totals.tenfold) * 100 >= wanted && report.totals.falseAlerts === 0;
      if (!good || leftOut.length > 0 || report.unreadable.length > 0) process.exitCode = 1;
    });
}

/** Entries of a source whose limits are out of order: they are in no compiled library, so nothing can be said of them. */
function leftOutOf({ compilation }: OpenedLibrary): string[] {
  return (compilation?.leftOut ?? []).map(({ careArea, id }) => `${id} (${careArea})`);
}

function measured({ library }: OpenedLibrary): CoverageReport {
  const { entries } = library.head;
  if (!process.stderr.isTTY || entries < MANY_ENTRIES) return coverageOf(library);
  const bar = new SingleBar(
    { format: 'replaying slips {bar} {value}/{total} entries', hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(entries, 0);
  const report = coverageOf(library, (done) => {
    if (done % 50 === 0 || done === entries) bar.update(done);
  });
  bar.stop();
  return report;
}

function sayReport(report: CoverageReport, leftOut: string[], shown: number): void {
  const { library, totals } = report;
  sayNotice(library);
  say(
    `${colours.bold(`Error coverage of ${library.title}`)}  ${colours.dim(`${library.id} ${library.version}`)}`,
  );
  say(
    `${plural(report.entries, 'entry', 'entries')}, ${plural(report.rows.length, 'dose')} with boluses, loading doses and basal rates\n`,
  );
  const rows = report.slips.map(({ id, short, text }) => {
    const tally = totals.bySlip[id];
    const share = sizeOf(tally) === 0 ? '–' : percent(caught(tally));
    return [
      id === TENFOLD ? colours.bold(short) : short,
      colours.cyan(grouped(tally.stopped)),
      colours.yellow(grouped(tally.alerted)),
      tally.missed > 0 ? colours.red(grouped(tally.missed)) : '0',
      share,
      colours.dim(text),
    ];
  });
  say(table(['slip', 'stopped', 'alerted', 'missed', 'caught', ''], rows));
  const { tenfold } = totals;
  const hard = sizeOf(tenfold) === 0 ? 1 : tenfold.stopped / sizeOf(tenfold);
  say(
    `\n${colours.bold('Tenfold doses')}: ${percent(caught(tenfold))} stopped or alerted, ${percent(hard)} stopped by a hard limit`,
  );
  say(
    `${colours.bold('Usual doses')}: ${plural(totals.falseAlerts, 'false alert')} on ${grouped(totals.usualDoses)}`,
  );
  sayNames(
    'Tenfold doses that nothing stops',
    missing(report, TENFOLD).map((row) => `${nameOf(row)}: ${row.usual || 'no usual dose'}`),
    shown,
  );
  const alerting = report.rows.filter((row) => row.falseAlerts.length > 0);
  sayNames(
    'Usual doses that alert',
    alerting.map((row) => `${nameOf(row)}: ${row.usual}. ${row.falseAlerts.join('; ')}`),
    shown,
  );
  const without = report.rows.filter((row) => row.usualVerdict === 'none');
  sayNames(
    'Without a usual dose (no initial value and no range), counted as missed',
    without.map(nameOf),
    shown,
  );
  sayNames('Not in the compiled library, because limits are out of order; not measured', leftOut, shown);
  sayNames(
    'Cannot be read',
    report.unreadable.map(({ entry, reason }) => `entry ${entry}: ${reason}`),
    shown,
  );
}

function sayNames(title: string, names: string[], shown: number): void {
  if (names.length === 0) return;
  say(`\n${colours.bold(title)} ${colours.dim(`(${grouped(names.length)})`)}`);
  for (const name of names.slice(0, shown)) say(`  ${name}`);
  if (names.length > shown)
    say(colours.dim(`  … and ${grouped(names.length - shown)} more: --all, --json or --html`));
}
