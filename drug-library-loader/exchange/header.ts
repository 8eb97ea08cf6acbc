import { UsageError } from '../cli/usage-error';
import { didYouMean, nearest } from '../source/suggestion';
import { COLUMNS, type Column, type TableRow } from './table-row';

/** Gives the cells of each row the names of the first one. Throws a UsageError for a heading nobody knows: nothing is dropped in silence. */
export function cellsOf(lines: { row: number; cells: string[] }[]): { row: number; cells: TableRow }[] {
  const [head, ...rest] = lines;
  if (!head) throw new UsageError('the table is empty');
  const columns = head.cells.map((cell) => cell.trim().toLowerCase());
  while (columns.length > 0 && columns[columns.length - 1] === '') columns.pop();
  for (const column of columns) {
    if (!(COLUMNS as readonly string[]).includes(column)) {
      throw new UsageError(
        `there is no column "${column}" in a library table.${didYouMean(nearest(column, [...COLUMNS]))} Columns: ${COLUMNS.join(', ')}`,
      );
    }
  }
  for (const column of ['record', 'item']) {
    if (!columns.includes(column))
      throw new UsageError(`the table has no column "${column}" (docs/formats/library-table.md)`);
  }
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice) throw new UsageError(`the column "${twice}" stands twice`);
  return rest
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ row, cells }) => {
      const named: TableRow = {};
      cells.forEach((cell, i) => {
        const text = cell.trim().replace(/\s+/g, ' ');
        if (text === '') return;
        const column = columns[i] as Column | undefined;
        if (!column) throw new UsageError(`row ${row} has "${text}" under no heading`);
        named[column] = text;
      });
      return { row, cells: named };
    });
}
