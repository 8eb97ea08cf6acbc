import { type Display, Loudness, Priority, type Signals, Style, Tone } from '../hal';

export const ROWS = 14;
export const COLUMNS = 40;

export interface Row {
  readonly style: Style;
  readonly text: string;
}

const BLANK: Row = Object.freeze({ style: Style.NORMAL, text: '' });

/** A display that remembers what it shows. */
export class RecordedDisplay implements Display {
  /** Rises whenever a row changes what it shows. */
  changes = 0;
  /** What was shown against the contract: a row that is not there, a text too long. */
  readonly faults: string[] = [];
  private readonly shown: Row[] = new Array(ROWS).fill(BLANK);

  show(row: number, style: Style, text: string): void {
    const there =
      Number.isInteger(row) && row >= 0 && row < ROWS && style >= Style.NORMAL && style <= Style.BANNER;
    if (!there || text.length > COLUMNS) this.faults.push(`row ${row}, style ${style}: "${text}"`);
    if (!there) return;
    const next = Object.freeze({ style, text: text.slice(0, COLUMNS) });
    const last = this.shown[row] as Row;
    if (last.style === next.style && last.text === next.text) return;
    this.shown[row] = next;
    this.changes++;
  }

  /** The 14 rows as they stand now. */
  rows(): Row[] {
    return this.shown.slice();
  }

  /** Power is gone. */
  clear(): void {
    for (let row = 0; row < ROWS; row++) this.show(row, BLANK.style, BLANK.text);
  }
}

/** Lamps and sounder that remember. */
export class RecordedSignals implements Signals {
  priority = Priority.NONE;
  audible = false;
  level = Loudness.LOUD;
  /** Lamp of the motor. */
  moving = false;
  /** Tones since it was made, oldest first, 1,000 at most. */
  readonly beeps: Tone[] = [];
  /** Rises whenever a lamp or the alarm changes, and with each tone. */
  changes = 0;

  alarm(priority: Priority, audible: boolean): void {
    // A priority nobody knows is shown as the highest.
    const known = priority >= Priority.NONE && priority <= Priority.HIGH ? priority : Priority.HIGH;
    const sounds = audible && known !== Priority.NONE;
    if (known === this.priority && sounds === this.audible) return;
    this.priority = known;
    this.audible = sounds;
    this.changes++;
  }

  beep(tone: Tone): void {
    this.beeps.push(tone >= Tone.KEY && tone <= Tone.REMINDER ? tone : Tone.REFUSED);
    if (this.beeps.length > 1000) this.beeps.shift();
    this.changes++;
  }

  loudness(loudness: Loudness): void {
    const known = loudness >= Loudness.QUIET && loudness <= Loudness.LOUD ? loudness : Loudness.LOUD;
    if (known === this.level) return;
    this.level = known;
    this.changes++;
  }

  running(on: boolean): void {
    if (on === this.moving) return;
    this.moving = on;
    this.changes++;
  }
}
