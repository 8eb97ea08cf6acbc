// Air in the line. Liquid and air move as plugs, first in, first out: what entered when the line had drawn n mL stands at the detector when
// n plus the line's filling up to there has passed the pump. So a bubble is an interval of n, and travelling costs nothing.

export interface Bubble {
  start: number;
  end: number;
}

/** What an air-in-line detector behind the pump reports. Volumes in mL. */
export interface AirReading {
  /** Air at the detector now. */
  present: boolean;
  /** Of the bubble at the detector, what has passed already. */
  bubble: number;
  /** Largest single bubble, or part of one, that passed within the window. */
  largest: number;
  /** All air that passed within the window. */
  accumulated: number;
  /** All air that ever passed. */
  passed: number;
}

interface Passing {
  at: number;
  volume: number;
  /** Of the bubble it belongs to, what had passed by then. */
  bubble: number;
}

/** mL that a place in the line is rounded by after a day's volumes, and more. */
const ROUNDING = 1e-9;

function overlap({ start, end }: Bubble, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(start, from));
}

export class Air {
  private bubbles: Bubble[] = [];
  private history: Passing[] = [];
  private passed = 0;
  private gone = { volume: 0, largest: 0 };
  /** Where a dry bottle began to give air. */
  private dry: number | undefined;

  constructor(
    private readonly smallest: number,
    private readonly window: number,
  ) {}

  /** Turns `volume` mL of liquid from `start` on into air; behind the bubble that is there already. */
  insert(start: number, volume: number): void {
    let from = start;
    let index = this.bubbles.findIndex(({ end }) => end >= from);
    if (index < 0) index = this.bubbles.length;
    let to = from + volume;
    let count = 0;
    // What it touches becomes one bubble with it, none of the air being lost.
    for (let next = this.bubbles[index]; next && next.start <= to; next = this.bubbles[index + ++count]) {
      to += next.end - Math.max(from, next.start);
      from = Math.min(from, next.start);
    }
    this.bubbles.splice(index, count, { start: from, end: to });
  }

  /** From `drawn` on the line draws air, until `wet`. */
  run(drawn: number): void {
    this.dry = drawn;
  }

  /** A new container is hung when the line has drawn `drawn` mL. */
  wet(drawn: number): void {
    if (this.dry !== undefined && drawn > this.dry) this.insert(this.dry, drawn - this.dry);
    this.dry = undefined;
  }

  private all(drawn: number): Bubble[] {
    return this.dry === undefined || !(drawn > this.dry)
      ? this.bubbles
      : [...this.bubbles, { start: this.dry, end: drawn }];
  }

  private visible({ start, end }: Bubble): boolean {
    return end - start >= this.smallest - ROUNDING;
  }

  private passings(from: number, to: number, drawn: number, at: number): Passing[] {
    return this.all(drawn)
      .filter((bubble) => this.visible(bubble) && overlap(bubble, from, to) > 0)
      .map((bubble) => ({
        at,
        volume: overlap(bubble, from, to),
        bubble: Math.min(bubble.end, to) - bubble.start,
      }));
  }

  /** Keeps what passed the detector, from `from` to `to`, up to the time `at`; lets go what reached the patient. */
  commit(from: number, to: number, patient: number, drawn: number, at: number): void {
    if (this.bubbles.length === 0 && this.dry === undefined && this.history.length === 0) return;
    for (const passing of this.passings(from, to, drawn, at)) {
      this.passed += passing.volume;
      this.history.push(passing);
    }
    while (this.history[0] && this.history[0].at <= at - this.window) this.history.shift();
    // A millilitre beyond, because liquid can come back a little.
    while (this.bubbles[0] && this.bubbles[0].end < patient - 1) {
      const bubble = this.bubbles.shift() as Bubble;
      this.gone.volume += bubble.end - bubble.start;
      this.gone.largest = Math.max(this.gone.largest, bubble.end - bubble.start);
    }
  }

  /** The detector at the time `at`, `from` being its place at the last commit and `to` now. */
  reading(from: number, to: number, drawn: number, at: number): AirReading {
    const now = this.passings(from, to, drawn, at);
    const recent = [...this.history.filter((passing) => passing.at > at - this.window), ...now];
    const here = this.all(drawn).find(
      (bubble) => bubble.start < to && to <= bubble.end && this.visible(bubble),
    );
    return {
      present: here !== undefined,
      bubble: here ? to - here.start : 0,
      largest: recent.reduce((most, { bubble }) => Math.max(most, bubble), 0),
      accumulated: recent.reduce((sum, { volume }) => sum + volume, 0),
      passed: now.reduce((sum, { volume }) => sum + volume, this.passed),
    };
  }

  /** mL of air delivered, the largest bubble of it, and mL still in the line, when liquid from `patient` on is in the line. */
  truth(patient: number, drawn: number): { delivered: number; largest: number; inLine: number } {
    let { volume: delivered, largest } = this.gone;
    let inLine = 0;
    for (const bubble of this.all(drawn)) {
      const out = overlap(bubble, Number.NEGATIVE_INFINITY, patient);
      delivered += out;
      largest = Math.max(largest, out);
      inLine += overlap(bubble, patient, drawn);
    }
    return { delivered, largest, inLine };
  }
}
