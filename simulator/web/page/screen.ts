// The pump's screen: 14 rows of 40 columns, each in one style, as text that can be read aloud.
import { Style } from '../../../hal/hal';
import type { ScreenRow } from '../session';
import { byId, make, say } from './element';

export const ROWS = 14;
export const COLUMNS = 40;

const CLASSES: Record<Style, string> = {
  [Style.NORMAL]: 'normal',
  [Style.STATUS]: 'status',
  [Style.TITLE]: 'title',
  [Style.BIG]: 'big',
  [Style.SELECTED]: 'selected',
  [Style.FIELD]: 'field',
  [Style.DIM]: 'dim',
  [Style.CAUTION]: 'caution',
  [Style.DANGER]: 'danger',
  [Style.KEYS]: 'keys',
  [Style.BANNER]: 'banner',
};

/** Large figures are this many times as large, unless the text is too long. */
const LARGE = 1.9;

/** ms of quiet before a change is read aloud: a screen is built row by row. */
const QUIET = 350;

export class Screen {
  private readonly rows: HTMLElement[];
  private readonly known: ScreenRow[] = [];
  private readonly changed = new Set<number>();
  private timer = 0;

  constructor(private readonly element: HTMLElement) {
    this.rows = Array.from({ length: ROWS }, () => make('div', { class: 'row normal' }, make('span')));
    element.append(...this.rows);
  }

  show(changes: [number, ScreenRow][]): void {
    for (const [number, row] of changes) {
      const element = this.rows[number];
      if (!element) continue;
      this.known[number] = row;
      const big = row.style === Style.BIG;
      element.className = `row ${CLASSES[row.style] ?? 'normal'}${row.text.trim() === '' ? ' blank' : ''}`;
      element.style.setProperty(
        '--scale',
        String(big ? Math.max(1, Math.min(LARGE, COLUMNS / Math.max(1, row.text.trimEnd().length))) : 1),
      );
      say(element.firstElementChild as HTMLElement, row.text.slice(0, COLUMNS));
      // The clock of the status row would be read aloud each minute.
      if (number > 0) this.changed.add(number);
    }
    if (this.changed.size === 0) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.announce(), QUIET);
  }

  dark(off: boolean): void {
    this.element.classList.toggle('off', off);
  }

  private announce(): void {
    const rows = [...this.changed].sort((a, b) => a - b).map((number) => this.known[number]);
    this.changed.clear();
    const texts = (rows as ScreenRow[]).filter(({ text }) => text.trim() !== '');
    const urgent = texts.filter(({ style }) => style === Style.DANGER || style === Style.CAUTION);
    const calm = texts.filter((row) => !urgent.includes(row) && row.style !== Style.KEYS);
    if (urgent.length > 0) say(byId('announcer-urgent'), spoken(urgent));
    if (calm.length > 0) say(byId('announcer'), spoken(calm));
  }
}

function spoken(rows: ScreenRow[]): string {
  return rows
    .map(({ style, text }) => (style === Style.SELECTED ? `selected: ${text.trim()}` : text.trim()))
    .join('. ');
}
