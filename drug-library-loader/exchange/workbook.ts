import { strFromU8, unzipSync } from 'fflate';
import readWorkbookFile from 'read-excel-file/node';
import { UsageError } from '../cli/usage-error';

/** A number as the workbook has it, at the 15 digits that a double carries: 2.0510000000000002 is 2.051. */
export interface NumberCell {
  number: string;
}

/** A cell that holds something nobody knows: a formula without a stored result, or an error such as #N/A. */
export interface UnknownCell {
  unknown: string;
}

export type Cell = string | boolean | Date | NumberCell | UnknownCell | null;

export interface Sheet {
  name: string;
  rows: Cell[][];
}

const MAX_FILE = 64_000_000;
const MAX_UNPACKED = 400_000_000;

export function isNumberCell(cell: Cell): cell is NumberCell {
  return typeof cell === 'object' && cell !== null && 'number' in cell;
}

export function isUnknownCell(cell: Cell): cell is UnknownCell {
  return typeof cell === 'object' && cell !== null && 'unknown' in cell;
}

/** Plain decimal text of a number in a sheet's XML (`4.0000000000000001E-3` is 0.004); the text itself where it is no number. */
export function decimalOf(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const [mantissa, power] = value.toExponential(14).split('e') as [string, string];
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '').replace(/0+$/, '') || '0';
  const exponent = Number(power) - digits.length + 1;
  if (digits === '0') return '0';
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** Reads every sheet of an .xlsx workbook. Throws a UsageError where it is none, or larger than any library. */
export async function readWorkbook(bytes: Buffer): Promise<Sheet[]> {
  if (!(bytes.length <= MAX_FILE)) throw new UsageError('the workbook is larger than 64 MB');
  try {
    const unknown = unknownCells(bytes);
    const sheets = await readWorkbookFile<NumberCell>(bytes, {
      trim: false,
      parseNumber: (text: string) => ({ number: decimalOf(text) }),
    });
    return sheets.map(({ sheet, data }) => {
      const rows = data as Cell[][];
      for (const { row, column, what } of unknown.get(sheet) ?? []) {
        while (rows.length <= row) rows.push([]);
        (rows[row] as Cell[])[column] = { unknown: what };
      }
      return { name: sheet, rows };
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`this is not an .xlsx workbook that can be read: ${(error as Error).message}`);
  }
}

const ATTRIBUTE = (name: string) => new RegExp(`\\b${name}="([^"]*)"`);

function attribute(tag: string, name: string): string {
  return ATTRIBUTE(name).exec(tag)?.[1] ?? '';
}

function unescaped(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(\w+);/g, (whole, name: string) => names[name] ?? whole);
}

interface Place {
  row: number;
  column: number;
}

/**
 * Cells with a formula and no stored result, or with an error value, by sheet: the reader gives them as empty, and an empty cell means
 * "no limit". Rows and columns count from 0.
 */
function unknownCells(bytes: Buffer): Map<string, (Place & { what: string })[]> {
  let total = 0;
  const files = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      total += originalSize;
      if (!(total <= MAX_UNPACKED)) throw new UsageError('the workbook unpacks to more than 400 MB');
      return /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(name);
    },
  });
  const text = (name: string) => (files[name] ? strFromU8(files[name]) : '');
  const targets = new Map<string, string>();
  for (const [tag] of text('xl/_rels/workbook.xml.rels').matchAll(/<Relationship\b[^>]*>/g))
    targets.set(attribute(tag, 'Id'), attribute(tag, 'Target'));
  const found = new Map<string, (Place & { what: string })[]>();
  for (const [tag] of text('xl/workbook.xml').matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)) {
    const target = (targets.get(attribute(tag, '\\w+:id')) ?? '').replace(/^(\/xl\/|\/|\.\/)/, '');
    const cells = [...text(`xl/${target}`).matchAll(/<(?:\w+:)?c\b([^>]*[^/>])>(.*?)<\/(?:\w+:)?c>/gs)];
    const unknown = cells.flatMap(([, tagText, inside]) => {
      const what = unknownIn(attribute(tagText, 't'), inside);
      return what === '' ? [] : [{ ...placeOf(attribute(tagText, 'r')), what }];
    });
    found.set(unescaped(attribute(tag, 'name')), unknown);
  }
  return found;
}

function unknownIn(type: string, inside: string): string {
  const value = /<(?:\w+:)?v>([^<]+)/.exec(inside)?.[1];
  if (type === 'e') return `error value ${value ?? ''}`.trim();
  const hasFormula = /<(?:\w+:)?f\b/.test(inside);
  // A formula whose result is the empty text is as good as an empty cell.
  return hasFormula && value === undefined && type !== 'str' ? 'formula without a stored result' : '';
}

/** `C7` as row 6 and column 2. */
function placeOf(reference: string): { row: number; column: number } {
  const [, letters = '', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(reference) ?? [];
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(digits) - 1, column: column - 1 };
}
