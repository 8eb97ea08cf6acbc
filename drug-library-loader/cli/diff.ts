import type { Command } from 'commander';
import type { ChangeKind } from '../diff/change';
import { type LibraryDiff, diffOf } from '../diff/compare';
import { diffMarkdown } from '../diff/markdown';
import { diffPage } from '../diff/page';
import { HEADINGS, byKind, foldText, summaryText, titleOf, whereText } from '../diff/wording';
import { shortPath } from './findings-screen';
import { openLibrary } from './open-library';
import { colours, say, sayJson, sayNotice, table, wrapped } from './screen';
import { writeWhole } from './whole-file';

interface Options {
  json?: boolean;
  markdown?: boolean;
  html?: string;
}

export function register(program: Command): void {
  program
    .command('diff')
    .summary('what a reviewer must see between two libraries')
    .description(
      'Compares two libraries, each a source, a compiled or a signed file: limits widened and narrowed, units, safeguards, entries, ' +
        'concentrations, advisories, the settings of care areas and pump. Widened limits come first, with how many times wider they are.',
    )
    .argument('<a>', 'the library before')
    .argument('<b>', 'the library after')
    .option('--html <file>', 'write a page')
    .option('--markdown', 'as Markdown')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Entries are the same where their ids are, or else care area, mode, drug, therapy, concentration, unit and program type.
Where <b> is a source that extends another, the reason written beside a widened limit is shown.

Exit code: 0 no difference, 1 differences, 2 usage.

Examples:
  drug-library diff released/hospital-41.signed my-library
  drug-library diff drug-library-loader/libraries/demonstration-base drug-library-loader/libraries/demonstration-hospital
  drug-library diff old.dlib new.dlib --markdown > review.md
  drug-library diff old.dlib new.dlib --json | jq '.changes[] | select(.kind == "widened" and .hard)'`,
    )
    .action((a: string, b: string, options: Options) => {
      const [before, after] = [openLibrary(a), openLibrary(b)];
      const diff = diffOf(before.library, after.library, after.compilation?.widenings);
      if (options.html) writeWhole(options.html, diffPage(diff));
      if (options.json) sayJson(diff);
      else if (options.markdown) say(diffMarkdown(diff));
      else {
        sayDiff(diff);
        if (options.html) say(`\nThe page: ${colours.bold(shortPath(options.html))}`);
      }
      if (diff.changes.length > 0) process.exitCode = 1;
    });
}

const COLOURS: Partial<Record<ChangeKind, (text: string) => string>> = {
  widened: colours.red,
  'safeguard lowered': colours.red,
  'units changed': colours.yellow,
  'entry removed': colours.yellow,
  'entry added': colours.green,
  narrowed: colours.cyan,
  'safeguard raised': colours.cyan,
};

/** One side of a change; of an entry that came or went, with everything that it holds, a line each. */
function sideText(text: string, details: string[] | undefined): string {
  if (text === '' || !details) return text;
  return [text, ...details].map((line) => wrapped(line, '', 60)).join('\n');
}

function sayDiff(diff: LibraryDiff): void {
  sayNotice(diff);
  say(colours.bold(titleOf(diff)));
  say(summaryText(diff));
  for (const [kind, changes] of byKind(diff)) {
    const paint = COLOURS[kind] ?? ((text: string) => text);
    say(`\n${colours.bold(paint(HEADINGS[kind]))} ${colours.dim(`(${changes.length})`)}`);
    const rows = changes.map((change) => [
      whereText(change),
      change.hard ? colours.bold(change.what) : change.what,
      sideText(change.before, change.details) || colours.dim('–'),
      paint(sideText(change.after, change.details) || '–'),
      foldText(change),
    ]);
    say(table(['where', 'what', 'before', 'after', 'fold'], rows));
    const reasons = new Set(
      changes.flatMap(({ reason, what }) => (reason ? [`Reason for ${what}: ${reason}`] : [])),
    );
    for (const reason of reasons) say(colours.dim(wrapped(reason, '  ')));
  }
}
