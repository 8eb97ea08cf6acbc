import writeWorkbook from 'write-excel-file/node';
import { UsageError } from '../cli/usage-error';
import { cellsOf } from './header';
import { COLUMNS, type Column, type TableRow } from './table-row';
import { type Cell, isNumberCell, isUnknownCell, readWorkbook } from './workbook';

const WIDTHS: Partial<Record<Column, number>> = {
  id: 28,
  drug: 24,
  therapy: 26,
  concentration: 24,
  item: 26,
  value: 60,
  reason: 40,
};
const FILLS: Partial<Record<Column, string>> = {
  'lower-hard': '#f6d5cf',
  'lower-soft': '#fbeecb',
  initial: '#d9ead9',
  'upper-soft': '#fbeecb',
  'upper-hard': '#f6d5cf',
  cap: '#f6d5cf',
};

/** What XML 1.0 cannot hold or advises against; the writer would leave it out in silence. */
const NOT_IN_XML = /[^\P{Cc}\t\n\r\x85]|[\r\p{Cs}\p{NChar}\ufffd]/gu;

/** `_xHHHH_` for each code unit (ECMA-376 part 1, 22.9.2.19). */
function escaped(characters: string): string {
  return Array.from(
    { length: characters.length },
    (_, i) => `_x${characters.charCodeAt(i).toString(16).toUpperCase().padStart(4, '0')}_`,
  ).join('');
}

/** The text as a cell holds it: escapes for what XML cannot, and for a `_` that would begin one. */
export function cellText(text: string): string {
  const cell = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, escaped).replace(NOT_IN_XML, escaped);
  // The writer looks texts up in a plain object, where `constructor` and `__proto__` stand before any are put there.
  return cell in Object.prototype ? escaped(cell.charAt(0)) + cell.slice(1) : cell;
}

/** The table as an .xlsx workbook. Every cell is text by type and by format, so that typing in it changes nothing else. */
export async function xlsxBytes(rows: TableRow[]): Promise<Buffer> {
  const head = COLUMNS.map((column) => ({
    value: column,
    type: String,
    fontWeight: 'bold' as const,
    backgroundColor: FILLS[column] ?? '#e4e8ec',
  }));
  const body = rows.map((row) =>
    COLUMNS.map((column) => {
      const value = row[column];
      if (value === undefined || value === '') return null;
      return {
        value: cellText(value),
        type: String,
        format: '@',
        wrap: column === 'value' || column === 'reason',
        alignVertical: 'top' as const,
      };
    }),
  );
  return await writeWorkbook([head, ...body], {
    sheet: 'Library',
    columns: COLUMNS.map((column) => ({ width: WIDTHS[column] ?? 14 })),
    stickyRowsCount: 1,
    stickyColumnsCount: 4,
  }).toBuffer();
}

/** Rows of the first sheet. Throws a UsageError where the workbook is no library table. */
export async function xlsxRows(bytes: Buffer): Promise<{ row: number; cells: TableRow }[]> {
  const [sheet] = await readWorkbook(bytes);
  if (!sheet) throw new UsageError('the workbook has no sheet');
  return cellsOf(
    sheet.rows.map((cells, i) => ({
      row: i + 1,
      cells: Array.from(cells, (cell) => textOf(cell ?? null, i + 1)),
    })),
  );
}

/** A cell as text: what a person typed over may have become a number, a truth value or a date. */
function textOf(cell: Cell, row: number): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return String(cell);
  if (isNumberCell(cell)) return cell.number;
  if (isUnknownCell(cell))
    throw new UsageError(
      `row ${row} holds the ${cell.unknown}: correct it, and save the workbook in a spreadsheet program`,
    );
  const day = cell.toISOString();
  if (day.endsWith('T00:00:00.000Z') && cell.getUTCFullYear() > 1999) return day.slice(0, 10);
  throw new UsageError(
    `row ${row} holds a date or time where a text should stand: write it as text, such as 2026-12-01 or 30 min`,
  );
}
