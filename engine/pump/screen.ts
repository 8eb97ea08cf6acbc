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

  /** Text in as many rows as it takes, broken at blanks; the first row behind it. Nothing is cut: two long names may differ at their ends. */
  paragraph(row: number, style: Style, text: string): number {
    const lines = linesOf(text);
    for (let i = 0; i < lines.length && row < Row.MESSAGE; i++) this.row(row++, style, lines[i]);
    return row;
  }

  /** Two texts at the two ends of a row. */
  ends(row: number, style: Style, left: string, right: string): void {
    const room = Row.COLUMNS - right.length;
    left = left.substring(0, room > 0 ? room - 1 : 0);
    while (left.length < room) left += ' ';
    this.row(row, style, left + right);
  }

  blank(row: number, end: number): void {
    while (row < end) this.row(row++, Style.NORMAL, '');
  }
}

/** A text in lines of at most a row, broken at blanks, from the second on set in by two. */
export function linesOf(text: string): string[] {
  const lines: string[] = [];
  while (text.length > Row.COLUMNS) {
    const space = text.lastIndexOf(' ', Row.COLUMNS);
    const end = space > 2 ? space : Row.COLUMNS;
    lines.push(text.substring(0, end));
    text = '  ' + text.substring(space > 2 ? end + 1 : end);
  }
  lines.push(text);
  return lines;
}
