// The pump's journal as a table, the newest record on top.
import type { JournalRow } from '../session';
import { make } from './element';
import { moment } from './figure';

/** Rows kept on the page; the pump keeps more. */
const MOST = 500;

export class JournalTable {
  private readonly body = make('tbody');
  private readonly empty = make('p', { class: 'quiet' }, 'Nothing is written yet.');

  constructor(element: HTMLElement) {
    const head = ['No.', 'Time (UTC)', 'Event', 'Details'].map((text) => make('th', { scope: 'col' }, text));
    element.append(
      make(
        'p',
        { class: 'quiet view-head' },
        'Written by the pump itself, each record chained to the one before. Newest first.',
      ),
      this.empty,
      make(
        'div',
        { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Journal' },
        make('table', { class: 'journal' }, make('thead', {}, make('tr', {}, ...head)), this.body),
      ),
    );
  }

  /** The heaviest of the rows that were added; "" for none. */
  take(whole: boolean, rows: JournalRow[]): JournalRow['weight'] | '' {
    if (whole) this.body.replaceChildren();
    for (const row of rows) this.body.prepend(this.row(row, !whole));
    while (this.body.childElementCount > MOST) this.body.lastElementChild?.remove();
    this.empty.hidden = this.body.childElementCount > 0;
    const weights = rows.map(({ weight }) => weight);
    return (['danger', 'caution', 'good', 'plain'] as const).find((weight) => weights.includes(weight)) ?? '';
  }

  private row({ seq, at, event, text, weight }: JournalRow, fresh: boolean): HTMLElement {
    return make(
      'tr',
      { class: `${weight}${fresh ? ' fresh' : ''}` },
      make('td', {}, String(seq)),
      make('td', { class: 'time' }, moment(at)),
      make('td', {}, make('b', {}, event)),
      make('td', {}, text),
    );
  }
}
