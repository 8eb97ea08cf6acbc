import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { type Library, careAreas, entryChoice } from '../../engine/index';
import { sectionsOf } from '../compiler/sections';
import { nearest } from '../source/suggestion';
import { type EntryView, entriesWithId, entryText, entryView, limitTable, limitViews } from './entry-view';
import { type OpenedLibrary, openLibrary } from './open-library';
import { colours, grouped, plural, say, sayJson, sayNotice, table } from './screen';
import { UsageError } from './usage-error';

interface Options {
  entry?: string;
  careArea?: string;
  drug?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('inspect')
    .summary('what a library holds: head, counts, bytes, any entry in full')
    .description(
      'Shows the head of a source, a compiled or a signed library, its entries by care area and program type and the bytes an entry takes; ' +
        'with --entry, or with --care-area and --drug, the entries themselves in full, from the compiled bytes.',
    )
    .argument('<file>', 'source, compiled or signed library')
    .option('--entry <id>', "entries with this id of the source ('heparin-vte')")
    .option('--care-area <name>', 'only this care area')
    .option('--drug <name>', 'entries of this drug in full')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Bytes an entry: all bytes of the library but the ceiling records, shared by its entries; the target is 60.

Exit code: 0 shown, 2 usage, or no library that can be read.

Examples:
  drug-library inspect hospital.dlib
  drug-library inspect hospital.dlib --drug heparin
  drug-library inspect hospital.dlib --care-area paediatrics --drug vancomycin --json
  drug-library inspect drug-library-loader/libraries/demonstration-base --entry norepinephrine-shock`,
    )
    .action((file: string, options: Options) => {
      const opened = openLibrary(file);
      const entries = wanted(opened, options);
      if (options.json) sayJson({ ...headReport(opened), ...(entries ? { entryDetails: entries } : {}) });
      else {
        sayNotice(opened.library.head);
        if (entries) for (const view of entries) say(`\n${entryText(view)}`);
        else sayHead(opened, options.careArea);
      }
    });
}

/** Entries to show in full; undefined where the head was asked for. Throws a UsageError where there is none. */
function wanted(opened: OpenedLibrary, options: Options): EntryView[] | undefined {
  const { library, bytes } = opened;
  const { entry, careArea, drug } = options;
  if (careArea !== undefined) areaId(library, careArea);
  if (entry === undefined && drug === undefined) return undefined;
  const numbers =
    entry === undefined
      ? Array.from({ length: library.head.entries }, (_, number) => number)
      : entriesWithId(library, entry);
  const id = careArea === undefined ? undefined : areaId(library, careArea);
  const drugs = new Set<string>();
  const views = numbers.flatMap((number) => {
    const choice = entryChoice(library, number);
    if (!choice || (id !== undefined && choice.careArea !== id)) return [];
    drugs.add(choice.drug);
    if (drug !== undefined && choice.drug.toLowerCase() !== drug.toLowerCase()) return [];
    const view = entryView(library, bytes, number);
    return view ? [view] : [];
  });
  if (views.length > 0) return views;
  const meant = drug === undefined ? undefined : nearest(drug, drugs);
  const what = entry === undefined ? `drug "${drug}"` : `entry "${entry}"`;
  throw new UsageError(
    `there is no ${what} ${id === undefined ? 'in this library' : `in ${id}`}${meant ? `; did you mean "${meant}"?` : ''}`,
  );
}

/** Id of the care area with this id or title. Throws a UsageError that names those there are. */
export function areaId(library: Library, name: string): string {
  const areas = careAreas(library);
  const found = areas.find(({ id, title }) =>
    [id, title].some((each) => each.toLowerCase() === name.toLowerCase()),
  );
  if (found) return found.id;
  const meant = nearest(
    name,
    areas.flatMap(({ id, title }) => [id, title]),
  );
  throw new UsageError(
    `there is no care area "${name}"${meant ? `; did you mean "${meant}"?` : ''} Care areas: ${areas.map(({ id }) => id).join(', ')}`,
  );
}

const TYPES = ['continuous', 'intermittent', 'pca', 'fluid', 'multi-step'];

interface AreaCount {
  id: string;
  title: string;
  types: Record<string, number>;
  entries: number;
}

function countsOf(library: Library): AreaCount[] {
  const areas = careAreas(library).map(({ id, title }) => ({
    id,
    title,
    types: Object.fromEntries(TYPES.map((type) => [type, 0])) as Record<string, number>,
    entries: 0,
  }));
  const byId = new Map(areas.map((area) => [area.id, area]));
  for (let number = 0; number < library.head.entries; number++) {
    const choice = entryChoice(library, number);
    const area = choice && byId.get(choice.careArea);
    if (!choice || !area) continue;
    area.entries++;
    area.types[choice.type] = (area.types[choice.type] ?? 0) + 1;
  }
  return areas;
}

function dateText(date: number): string {
  const text = String(date);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}

/** Bytes that each entry takes, ceiling records apart. */
export function bytesAnEntry(bytes: Uint8Array, entries: number): number {
  return (bytes.length - sectionsOf(bytes).ceilings.length) / entries;
}

function headReport(opened: OpenedLibrary): object {
  const { library, bytes, marks, kind } = opened;
  const { head } = library;
  return {
    kind,
    library: head.id,
    title: head.title,
    organisation: head.organisation,
    version: head.version,
    sequence: head.sequence,
    effective: dateText(head.effective),
    reviewBy: dateText(head.reviewBy),
    display: head.uk ? 'uk' : 'us',
    demonstration: head.demonstration,
    notice: head.notice,
    draft: marks.draft,
    waivers: marks.waivers,
    widened: marks.widened,
    bytes: bytes.length,
    bytesAnEntry: Number(bytesAnEntry(bytes, head.entries).toFixed(1)),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    entries: head.entries,
    careAreas: countsOf(library),
    ...(opened.signed ? { signatures: signersOf(opened) } : {}),
  };
}

/** Who signed, as the file says; whether it is true, `verify` says. */
function signersOf({ signed }: OpenedLibrary): { role: string; keyId: string; at: string }[] {
  const roles = ['author', 'approver'];
  return (signed?.signatures ?? []).map(({ keyId, at }, i) => ({
    role: roles[i] as string,
    keyId,
    at: at.toISOString(),
  }));
}

function sayHead(opened: OpenedLibrary, careArea: string | undefined): void {
  const { library, bytes, marks, kind } = opened;
  const { head } = library;
  const row = (name: string, text: string) => say(`  ${colours.dim(name.padEnd(14))} ${text}`);
  say(`${colours.bold(head.title)}  ${colours.dim(`${head.id} · ${kind}`)}`);
  row('organisation', head.organisation);
  row('version', `${head.version}, sequence ${head.sequence}`);
  row('valid', `from ${dateText(head.effective)}, review by ${dateText(head.reviewBy)}`);
  row('display', head.uk ? 'uk (micrograms, units)' : 'us (mcg, unit)');
  if (marks.draft) row('state', colours.yellow('draft: can be tried and inspected, not signed'));
  row('waivers', grouped(marks.waivers));
  row('widened', `${plural(marks.widened, 'hard limit')} wider than in the base library`);
  row(
    'bytes',
    `${grouped(bytes.length)}, ${bytesAnEntry(bytes, head.entries).toFixed(1)} an entry without its ceiling record`,
  );
  row('SHA-256', createHash('sha256').update(bytes).digest('hex'));
  for (const { role, keyId, at } of signersOf(opened)) row(role, `key ${keyId}, ${at}`);
  if (opened.signed) row('', colours.dim('signatures are not checked here: drug-library verify'));
  say();
  const id = careArea === undefined ? undefined : areaId(library, careArea);
  const areas = countsOf(library).filter((area) => id === undefined || area.id === id);
  const rows = areas.map((area) => [
    area.id,
    area.title,
    ...TYPES.map((type) => count(area.types[type] ?? 0)),
    colours.bold(count(area.entries)),
  ]);
  if (areas.length > 1) {
    const sum = (of: (area: AreaCount) => number) => areas.reduce((total, area) => total + of(area), 0);
    rows.push([
      '',
      colours.bold('total'),
      ...TYPES.map((type) => count(sum((area) => area.types[type] ?? 0))),
      colours.bold(count(sum((area) => area.entries))),
    ]);
  }
  say(table(['care area', 'title', ...TYPES, 'entries'], rows));
  if (id === undefined) return;
  const number = careAreas(library).find((area) => area.id === id)?.number ?? 0;
  const limits = library.limits(number, -1)?.careArea;
  if (limits) say(`\n${limitTable(limitViews(limits, head.uk))}`);
}

function count(value: number): string {
  return value === 0 ? colours.dim('–') : grouped(value);
}
