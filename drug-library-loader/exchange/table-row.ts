/**
 * The columns of a library as a plain table (docs/formats/library-table.md): one row an item, which is a limit or a text, so that every
 * limit of every drug can be filtered, sorted and read side by side.
 */
export const COLUMNS = [
  'record',
  'care-area',
  'id',
  'drug',
  'therapy',
  'mode',
  'concentration',
  'item',
  'unit',
  'lower-hard',
  'lower-soft',
  'initial',
  'upper-soft',
  'upper-hard',
  'cap',
  'value',
  'reason',
] as const;

export type Column = (typeof COLUMNS)[number];

export type TableRow = Partial<Record<Column, string>>;

export const POINT_COLUMNS = ['lower-hard', 'lower-soft', 'initial', 'upper-soft', 'upper-hard'] as const;

/** Something in a table or workbook that cannot be used. Rows count from 1, as a spreadsheet shows them. */
export interface RowFault {
  row: number;
  column?: string;
  message: string;
}
