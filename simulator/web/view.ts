// What the pages have been shown of the pump, so that only what changed is sent.
import type { KeyCode } from '../../hal/hal';
import type { Scene, Update } from './message';
import type { Runner } from './runner';
import type { ScreenRow, Session } from './session';

/** Journal records that a page that has just come is sent. */
const JOURNAL_ROWS = 500;

/** The same in fewer digits: what a drawing shows. */
function shown(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function sceneOf(session: Session): Scene {
  const truth = session.truth();
  const counted = session.counted();
  return {
    conditions: session.conditions(),
    delivered: shown(truth.delivered),
    flow: shown(truth.flow),
    commanded: shown(session.rate()),
    airDelivered: shown(truth.airDelivered),
    airInLine: shown(truth.airInLine),
    reservoir: shown(truth.reservoir),
    upstreamPressure: shown(truth.upstreamPressure),
    downstreamPressure: shown(truth.downstreamPressure),
    stored: shown(truth.stored),
    stalled: truth.stalled,
    battery: shown(session.battery()),
    counted: Number.isFinite(counted) ? shown(counted) : null,
  };
}

export class View {
  private rows: ScreenRow[] = [];
  private told = new Map<keyof Update, string>();
  private journalTold = -1;
  private checkTold: number | undefined;

  constructor(
    private readonly session: Session,
    private readonly runner: Runner,
  ) {}

  private time() {
    const { session, runner } = this;
    return {
      now: session.now,
      wall: session.wall(),
      speed: runner.speed,
      reached: runner.reached,
      asked: runner.asked,
    };
  }

  /** Everything, for a page that has just come; nothing of it counts as told to the others. */
  whole(): Update {
    const { session, runner } = this;
    const rows = session.screen().map((row, number): [number, ScreenRow] => [number, row]);
    return {
      about: { serial: session.serial, firmware: session.firmware, target: session.target },
      screen: rows,
      lamps: session.lamps(),
      scene: sceneOf(session),
      time: this.time(),
      samples: { whole: true, spans: runner.history.whole() },
      journal: { whole: true, rows: session.journal(-1, JOURNAL_ROWS) },
      inspection: session.inspection(),
      library: session.library(),
      held: [...runner.held],
    };
  }

  /** What the keys and lamps changed: small, sent at once. */
  quick(): Update | undefined {
    const update: Update = {};
    const changed: [number, ScreenRow][] = [];
    this.session.screen().forEach((row, number) => {
      const known = this.rows[number];
      if (known && known.text === row.text && known.style === row.style) return;
      this.rows[number] = { ...row };
      changed.push([number, row]);
    });
    if (changed.length > 0) update.screen = changed;
    const tones = this.session.takeTones();
    if (tones.length > 0) update.tones = tones;
    this.put(update, 'lamps', this.session.lamps());
    this.put(update, 'held', [...this.runner.held] as KeyCode[]);
    const inspection = this.session.inspection();
    if (inspection?.check !== this.checkTold) {
      this.checkTold = inspection?.check;
      update.inspection = inspection;
    }
    this.addJournal(update);
    return Object.keys(update).length > 0 ? update : undefined;
  }

  /** The rest: drawing, time, plots. */
  slow(): Update | undefined {
    const update: Update = {};
    this.put(update, 'scene', sceneOf(this.session));
    this.put(update, 'time', this.time());
    this.put(update, 'library', this.session.library());
    const spans = this.runner.history.fresh();
    if (spans) update.samples = { whole: false, spans };
    return Object.keys(update).length > 0 ? update : undefined;
  }

  private addJournal(update: Update): void {
    const newest = this.session.newest();
    if (newest === this.journalTold) return;
    // Numbers that run back are those of another ring: of another pump, or after it was erased.
    const whole = newest < this.journalTold;
    const rows = this.session.journal(whole ? -1 : this.journalTold, JOURNAL_ROWS);
    this.journalTold = newest;
    update.journal = { whole, rows };
  }

  private put<K extends keyof Update>(update: Update, name: K, value: Update[K]): void {
    const text = JSON.stringify(value);
    if (this.told.get(name) === text) return;
    this.told.set(name, text);
    update[name] = value;
  }
}
