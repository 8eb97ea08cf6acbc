import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { UsageError } from '../cli/usage-error';
import { cellsOf } from './header';
import { COLUMNS, type TableRow } from './table-row';

const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
/**
 * What a spreadsheet program does not leave as text when it opens a CSV file: formulas, numbers of any locale (a German one reads 0.375
 * as 375), dates, times, fractions, percentages, truth values. A number with its unit is left alone.
 */
const CHANGED = [
  /^[=+\-@\t\r]/,
  /^[\d.,:/\-\s%€$£¥]+$/,
  /^\d+([.,]\d+)?\s*e\s*[+-]?\d+$/i,
  /^\d{1,2}(:\d{1,2}){0,2}\s*[ap]\.?m?\.?$/i,
  new RegExp(`^${MONTH}[\\s./-]*\\d{1,4}$`, 'i'),
  new RegExp(`^\\d{1,4}[\\s./-]*${MONTH}([\\s./-]*\\d{1,4})?$`, 'i'),
];
const WHOLE = /^(0|[1-9]\d{0,8})$/;

/** The text as it may stand in a CSV cell: one that a spreadsheet program would change stands behind an apostrophe. */
export function guarded(text: string): string {
  const bare = text.replace(/^'+/, '');
  if (WHOLE.test(text) || !CHANGED.some((pattern) => pattern.test(bare))) return text;
  return `'${text}`;
}

/** Takes the apostrophe away again, and only there. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && guarded(cell.slice(1)) === cell ? cell.slice(1) : cell;
}

/**
 * The table as CSV (RFC 4180): UTF-8 with a byte order mark, by which spreadsheet programs know that it is. Throws a RangeError for half a
 * surrogate pair, which UTF-8 cannot hold.
 */
export function csvText(rows: TableRow[]): string {
  for (const [i, row] of rows.entries())
    for (const [column, text] of Object.entries(row))
      if (/\p{Cs}/u.test(text))
        throw new RangeError(`row ${i + 2}, ${column}: half a surrogate pair stands here`);
  return stringify(
    rows.map((row) => COLUMNS.map((column) => guarded(row[column] ?? ''))),
    { header: true, columns: [...COLUMNS], bom: true, record_delimiter: 'windows' },
  );
}

/** Rows of a CSV table with commas or semicolons. Throws a UsageError where it is not one. */
export function csvRows(text: string): { row: number; cells: TableRow }[] {
  const firstLine = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  const delimiter = firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',';
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return cellsOf(records.map(({ record, info }) => ({ row: info.lines, cells: record.map(unguarded) })));
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`this is not a CSV table: ${error.message}`);
    throw error;
  }
}
