import { type Display, Style } from '../../hal/hal';

/** Rows of the display, and the characters of one. */
export const enum Row {
  STATUS = 0,
  /** The worst alarm, or a banner that stays. */
  ALARM = 1,
  TITLE = 2,
  CONTENT = 3,
  /** What the last key did not do, and why. */
  MESSAGE = 12,
  KEYS = 13,
  COUNT = 14,
  COLUMNS = 40,
}

/** A row of blanks. */
const BLANKS = '                                        ';

/** What stands on the display; only rows that change are sent to it. */
export class Screen {
  private display: Display;
  private styles: number[] = [];
  private texts: string[] = [];

  constructor(display: Display) {
    this.display = display;
  }

  row(row: number, style: Style, text: string): void {
    if (this.styles[row] === style && this.texts[row] === text) return;
    this.styles[row] = style;
    this.texts[row] = text;
    this.display.show(row, style, text.substring(0, Row.COLUMNS));
  }

  /** Rows one below the other; the first behind them. */
  rows(row: number, style: Style, texts: string[]): number {
    for (let i = 0; i < texts.length && row < Row.MESSAGE; i++) this.row(row++, style, texts[i]);
    return row;
  }

  /** What fits, the first ones first, at the left end of a row, and a text at its right end. */
  ends(row: number, style: Style, parts: string[], right: string): void {
    const room = Row.COLUMNS - right.length;
    let left = '';
    for (let i = 0; i < parts.length; i++) {
      const more = left + (left === '' || parts[i] === '' ? '' : ' ') + parts[i];
      if (more.length < room) left = more;
    }
    this.row(row, style, left + BLANKS.substring(left.length, room) + right);
  }

  blank(row: number, end: number): void {
    while (row < end) this.row(row++, Style.NORMAL, '');
  }
}

/**
 * Texts in lines of at most a row, broken at blanks, from the second line of each on set in by two. Nothing is cut: two long names may differ
 * at their ends.
 */
export function linesOf(texts: string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i++) {
    let text = texts[i];
    while (text.length > Row.COLUMNS) {
      const space = text.lastIndexOf(' ', Row.COLUMNS);
      const end = space > 2 ? space : Row.COLUMNS;
      lines.push(text.substring(0, end));
      text = '  ' + text.substring(space > 2 ? end + 1 : end);
    }
    lines.push(text);
  }
  return lines;
}
