import { createHash } from 'node:crypto';
import { Reason, parseDecimal, parseUnit, reasonText } from '../../../engine/index';
import { type Cell, type Sheet, isNumberCell, isUnknownCell } from '../workbook';

/** Row of the headings, counted from 0; the data follow. */
const HEADINGS = 1;

/**
 * A heading by its meaning: without what stands in brackets, punctuation and the word "limits", in lower case. A bare "Soft Max" belongs
 * to the group of the heading before it.
 */
function canonical(heading: string, group: string): string {
  const plain = heading
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[.:]/g, ' ')
    .toLowerCase()
    .replace(/\b(limits?|range)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /^((hard|soft) (min|max)|initial value)$/.test(plain) ? `${group} ${plain}` : plain;
}

function groupOf(heading: string): string {
  return heading.replace(/ ?((hard|soft) (min|max)|initial value|units?)$/, '');
}

/** What a cell says where it is no use; `none` stands for a blank cell, `n/a` and `- -`. */
export class CellFault extends Error {
  override readonly name = 'CellFault';
}

const NOTHING = /^(|n\/a|-( ?-)*)$/i;

/** One row of a sheet, its cells found by the meaning of their headings. Every method throws a CellFault for what cannot be used. */
export class SheetRow {
  constructor(
    /** As a spreadsheet counts it, from 1. */
    readonly row: number,
    private readonly cells: Cell[],
    private readonly columns: Map<string, number>,
    private readonly used: Set<number>,
  ) {}

  private cell(...names: string[]): Cell {
    for (const name of names) {
      const column = this.columns.get(name);
      if (column === undefined) continue;
      this.used.add(column);
      const cell = this.cells[column] ?? null;
      if (isUnknownCell(cell))
        throw new CellFault(
          `"${name}" holds the ${cell.unknown}: correct it, and save the workbook in a spreadsheet program`,
        );
      if (typeof cell !== 'string') return cell;
      const text = cell
        // A control character parts words (line breaks are among them); what has no width stands inside one.
        .replace(/\p{Cc}/gu, ' ')
        .replace(/[\p{Cf}\p{NChar}]/gu, '')
        .replace(/\s+/g, ' ')
        .trim();
      return text === '' ? null : text;
    }
    return null;
  }

  /** The text, or undefined where there is none. */
  text(...names: string[]): string | undefined {
    const cell = this.cell(...names);
    if (cell === null) return undefined;
    if (cell instanceof Date) throw new CellFault(`"${names[0]}" holds a date`);
    const text = isNumberCell(cell) ? cell.number : String(cell);
    return NOTHING.test(text) ? undefined : text;
  }

  /** Whether the row says only this, in whatever column, beside what the named columns hold. */
  saysOnly(phrase: RegExp, ...beside: string[]): boolean {
    const isPhrase = (cell: Cell) => typeof cell === 'string' && phrase.test(cell.trim());
    const isNothing = (cell: Cell) =>
      cell === null || (typeof cell === 'string' && NOTHING.test(cell.trim()));
    const others = new Set(beside.map((name) => this.columns.get(name)));
    return (
      this.cells.some(isPhrase) &&
      this.cells.every((cell, column) => isNothing(cell) || isPhrase(cell) || others.has(column))
    );
  }

  /** Whether `- -` stands here: a concentration that is mixed by hand. */
  isDashed(...names: string[]): boolean {
    const cell = this.cell(...names);
    return typeof cell === 'string' && /^-( ?-)+$/.test(cell);
  }

  /** A plain decimal of at most nine digits, or undefined where there is none. */
  number(...names: string[]): string | undefined {
    const text = this.text(...names);
    if (text === undefined) return undefined;
    const { reason } = parseDecimal(text);
    if (reason !== Reason.NONE) throw new CellFault(`"${names[0]}" is ${text}: ${reasonText(reason)}`);
    return text;
  }

  /** A duration in whole minutes from `hh:mm`, whether text, time or fraction of a day; undefined where there is none. */
  minutes(...names: string[]): string | undefined {
    const cell = this.cell(...names);
    if (cell instanceof Date) return wholeMinutes((cell.getTime() - epochOf(cell)) / 60_000, names[0]);
    const text = this.text(...names);
    if (text === undefined) return undefined;
    if (cell !== null && isNumberCell(cell)) return wholeMinutes(Number(text) * 1440, names[0]);
    const parts = /^(\d{1,3}):([0-5]\d)(?::00)?$/.exec(text);
    if (!parts) throw new CellFault(`"${names[0]}" is ${text}, not hours and minutes`);
    return String(Number(parts[1]) * 60 + Number(parts[2]));
  }

  /** A unit of the library format for `gram`, `mL`, `unit/kg/hr` …; undefined where there is none. */
  unit(...names: string[]): string | undefined {
    const text = this.text(...names);
    return text === undefined ? undefined : unitOf(text, names[0]);
  }
}

function wholeMinutes(minutes: number, name: string): string {
  const whole = Math.round(minutes);
  // Ten days: a calendar date in the cell is no duration. A time of day is a binary fraction, so it is off by less than a second.
  if (!(whole >= 0 && whole <= 14_400 && Math.abs(minutes - whole) < 1 / 60))
    throw new CellFault(`"${name}" is not a duration in whole minutes`);
  return String(whole);
}

/** Midnight of day 0: 1899-12-30, or 1904-01-01 where the workbook counts from there. */
function epochOf(date: Date): number {
  return date.getUTCFullYear() === 1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
}

const UNIT_WORDS: Record<string, string> = {
  gram: 'g',
  grams: 'g',
  gm: 'g',
  units: 'unit',
  milliunits: 'milliunit',
  nanograms: 'nanogram',
  microgram: 'mcg',
  micrograms: 'mcg',
  'million units': 'million unit',
  meq: 'mEq',
  ml: 'mL',
  'm²': 'm2',
  hr: 'h',
  hour: 'h',
  minute: 'min',
};

/** Throws a CellFault for a unit that the library format does not have. */
export function unitOf(text: string, name: string): string {
  const unit = text
    .split('/')
    .map((part) => part.trim())
    .map((part) => UNIT_WORDS[part.toLowerCase()] ?? part)
    .join('/');
  if (parseUnit(unit) === 0)
    throw new CellFault(`"${name}" is in "${text}", which the library format does not have`);
  return unit;
}

/** A sheet of the report: a title, headings in the second row, data below. */
export class ReportSheet {
  readonly columns = new Map<string, number>();
  readonly rows: SheetRow[] = [];
  private readonly headings: string[];
  private readonly used = new Set<number>();
  private readonly cells: Cell[][];

  constructor(readonly sheet: Sheet) {
    this.headings = Array.from(sheet.rows[HEADINGS] ?? [], (cell) =>
      typeof cell === 'string' ? cell.replace(/\s+/g, ' ').trim() : '',
    );
    let group = '';
    this.headings.forEach((heading, column) => {
      const name = canonical(heading, group);
      group = groupOf(name);
      if (name !== '' && !this.columns.has(name)) this.columns.set(name, column);
    });
    this.cells = sheet.rows.slice(HEADINGS + 1);
    this.cells.forEach((cells, i) => {
      if (cells.some((cell) => cell !== null && cell !== ''))
        this.rows.push(new SheetRow(HEADINGS + 2 + i, cells, this.columns, this.used));
    });
  }

  /** Headings that nothing was read from, with how many cells hold something and what they hold most often. */
  unread(): { heading: string; cells: number; examples: string[] }[] {
    return this.headings.flatMap((heading, column) => {
      if (heading === '' || this.used.has(column)) return [];
      const texts = this.cells
        .map((cells) => cells[column] ?? null)
        .filter((cell) => cell !== null && cell !== '')
        .map((cell) =>
          isNumberCell(cell) ? cell.number : cell instanceof Date ? cell.toISOString() : String(cell),
        );
      if (texts.length === 0) return [];
      return [{ heading, cells: texts.length, examples: mostFrequent(texts) }];
    });
  }

  /** Says that a column is known and not wanted. */
  ignore(...names: string[]): void {
    for (const name of names) {
      const column = this.columns.get(name);
      if (column !== undefined) this.used.add(column);
    }
  }
}

function mostFrequent(texts: string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([text, count]) => `${text.slice(0, 40)} (${count})`);
}

/** First hexadecimal digits of a text's SHA-256. */
export function shortHash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
