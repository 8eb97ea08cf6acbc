// A scenario's pump while it is played: what steps act on and expectations look at.
import { ROWS, type Row } from '../../hal/desktop/recorded-panel';
import { Style } from '../../hal/hal';
import type { Bench } from '../bench';
import { Cable } from '../bench/cable';
import { JournalPage, type JournalRecord } from '../bench/journal-page';
import { digitOf, keyCode } from '../bench/key';
import { didYouMean } from './measure';
import { Failure, TimeOut } from './mistake';

/** Rows of the display (docs/pump.md). */
export const ROW = { STATUS: 0, ALARM: 1, TITLE: 2, MESSAGE: 12, KEYS: 13 } as const;

/** Keys that a list may need until its end is reached, at most. */
const LONGEST_LIST = 400;

/** ms of virtual time between two looks at the wall's clock. */
const SLICE = 600_000;

export class Stage {
  private readonly page: JournalPage;
  private readonly cable: Cable;
  /** Why the last library that was offered was refused; empty where it was taken, undefined where none was offered. */
  answered: string | undefined;
  private deliveredBase: number;
  private countedBase = 0;
  private records: JournalRecord[] = [];
  private readAt = -1;

  constructor(
    readonly bench: Bench,
    /** Folder from which files are named. */
    readonly folder: string,
    /** Wall time (ms of `performance.now`) at which playing ends. */
    private readonly deadline = Number.POSITIVE_INFINITY,
  ) {
    this.page = new JournalPage(bench.flash, bench.crypto);
    this.cable = new Cable(bench);
    this.deliveredBase = bench.truth().delivered;
  }

  /** Lets time pass; a TimeOut where the wall's time is used up. */
  pass(ms: number): void {
    const end = this.bench.now + ms;
    do {
      if (performance.now() > this.deadline) throw new TimeOut('the wall time for this scenario is used up');
      this.bench.advance(Math.min(SLICE, end - this.bench.now));
    } while (this.bench.now < end);
  }

  /** Volumes count from here. */
  countFromHere(): void {
    this.deliveredBase = this.bench.truth().delivered;
    this.countedBase = this.bench.on ? this.bench.counted() : 0;
  }

  /** The pump's own count begins again when it is switched on. */
  switchedOn(): void {
    this.countedBase = 0;
  }

  /** mL into the patient. */
  delivered(): number {
    return this.bench.truth().delivered - this.deliveredBase;
  }

  /** mL by the pump's own count. */
  counted(): number {
    return this.bench.counted() - this.countedBase;
  }

  rows(): readonly Row[] {
    return this.bench.screen();
  }

  selected(): number {
    return this.rows().findIndex(({ style }) => style === Style.SELECTED);
  }

  /** All records of the journal that can be read. */
  journal(): JournalRecord[] {
    const { operations } = this.bench.flash;
    if (operations !== this.readAt) {
      this.records = this.page.from(1);
      this.readAt = operations;
    }
    return this.records;
  }

  press(key: string, times = 1): void {
    for (let i = 0; i < times; i++) this.bench.tap(key);
  }

  /** Types digits and points. */
  type(text: string): void {
    for (const character of text) this.press(character === '.' ? 'POINT' : character);
  }

  /** Types a number into the field on the display, which must have this unit, and takes it. */
  enter(text: string, unit?: string): void {
    const field = this.rows()
      .find(({ style }) => style === Style.FIELD)
      ?.text.trim();
    if (field === undefined) throw new Failure('there is no field on the display to type into');
    if (unit !== undefined && !field.endsWith(` ${unit}`))
      throw new Failure(`the field is not in ${unit}: it shows "${field}"`);
    this.type(text);
    this.press('OK');
  }

  /** Presses the digits that carry the letters of a text. */
  search(text: string): void {
    for (const letter of text) {
      const digit = /\d/.test(letter) ? Number(letter) : digitOf(letter);
      if (digit < 0) throw new Failure(`no key carries "${letter}"`);
      this.press(String(digit));
    }
  }

  /** Moves the selection of the list to the row that begins with `text`, and takes it. */
  choose(text: string): void {
    const seen: string[] = [];
    let turned = false;
    for (let presses = 0; presses < LONGEST_LIST; presses++) {
      const at = this.selected();
      if (at < 0) throw new Failure(`there is no list on the display to choose "${text}" from`);
      const row = (this.rows()[at] as Row).text.trim();
      const target = this.find(text);
      if (at === target) {
        this.press('OK');
        return;
      }
      if (!seen.includes(row)) seen.push(row);
      const before = JSON.stringify(this.rows().slice(ROW.TITLE, ROW.MESSAGE));
      const up = target >= 0 ? target < at : turned;
      this.press(up ? 'UP' : 'DOWN');
      if (JSON.stringify(this.rows().slice(ROW.TITLE, ROW.MESSAGE)) !== before) continue;
      if (turned || target >= 0) break;
      turned = true;
    }
    throw new Failure(`the list has no "${text}"${didYouMean(text, seen)}; it has ${list(seen)}`);
  }

  /** The row of the list on display that is this text, or begins with it. */
  private find(text: string): number {
    const rows = this.rows().map((row, at) => ({ at, text: row.text.trim() }));
    const list = rows.slice(ROW.TITLE + 1, ROW.MESSAGE);
    const begins = (row: string) => row.startsWith(text) && !/[A-Za-z0-9]/.test(row.charAt(text.length));
    return (list.find((row) => row.text === text) ?? list.find((row) => begins(row.text)))?.at ?? -1;
  }

  hold(key: string): void {
    this.bench.press(key);
  }

  release(key: string): void {
    this.bench.release(key);
    this.bench.advance(100);
  }

  /** Sends a signed library over the service cable; a Failure where the pump does not take it. */
  install(signed: Uint8Array): void {
    this.offer(signed);
    if (this.answered !== '') throw new Failure(`the pump refuses the library: ${this.answered}`);
  }

  /** The same, whatever the pump answers. */
  offer(signed: Uint8Array): void {
    this.answered = this.cable.install(signed).text;
  }

  /** Whether the display shows a text, in one row or across rows that follow each other. */
  shows(text: string): boolean {
    const rows = this.rows().map((row) => row.text.trim());
    return rows.some((row) => row.includes(text)) || rows.join(' ').replace(/ +/g, ' ').includes(text);
  }

  /** The row nearest to a text, for a failure's message. */
  nearestRow(text: string): number {
    let best = -1;
    let most = 0;
    for (let at = 0; at < ROWS; at++) {
      const common = overlap((this.rows()[at] as Row).text, text);
      if (common > most) {
        most = common;
        best = at;
      }
    }
    return best;
  }

  stick(key: string, contact: 'open' | 'closed'): void {
    this.bench.act({ do: 'stick', key: keyCode(key), contact });
  }

  free(key: string): void {
    this.bench.act({ do: 'free', key: keyCode(key) });
  }
}

function list(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(', ');
}

/** How many pairs of neighbouring characters two texts share. */
function overlap(row: string, text: string): number {
  let common = 0;
  for (let i = 0; i + 1 < text.length; i++) if (row.includes(text.slice(i, i + 2))) common++;
  return common;
}
