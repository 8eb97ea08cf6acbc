// What must hold after every step of the pump, whatever is done to it: the screen does not lie about the motor, and the motor has a reason.
import type { Row } from '../hal/desktop/recorded-panel';
import { KeyCode, Motion, Style } from '../hal/hal';
import type { Bench } from './bench';
import type { Happening } from './bench/action';

/** ms for which a START press allows something (docs/supervisor.md). */
const PRESS_LASTS = 10_000;

const RATE = /(?:^|\s)(\d+(?:\.\d+)?) mL\/h/;

function rateIn(text: string): number | undefined {
  const found = RATE.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** Rates that the display says are running now: the large one, and the one that stays beside a question. */
function shownRates(rows: readonly Row[]): number[] {
  const large = rows.filter(({ style }) => style === Style.BIG).map(({ text }) => rateIn(text));
  return [...large, rateIn(rows[0]?.text ?? '')].filter((rate) => rate !== undefined);
}

export class Onlooker {
  /** What did not hold, the first time that each thing did not. */
  readonly faults: string[] = [];
  private readonly kinds = new Set<string>();
  /** Times that the motor began to turn. */
  starts = 0;
  private startAt = Number.NEGATIVE_INFINITY;
  private handsetAt = Number.NEGATIVE_INFINITY;
  private motion = Motion.HALTED;
  private haltedAt = 0;
  /** What the display says, read again after each change of it. */
  private readAt = -1;
  private training = false;
  private shown: number[] = [];

  /** To be told everything that happens. */
  readonly watcher = (at: number, happening: Happening): void => {
    if (happening.of === 'power') {
      this.motion = Motion.HALTED;
      this.startAt = this.handsetAt = Number.NEGATIVE_INFINITY;
      this.haltedAt = at;
    }
    if (happening.of !== 'key' || !happening.pressed) return;
    if (happening.key === KeyCode.START) this.startAt = at;
    if (happening.key === KeyCode.HANDSET) this.handsetAt = at;
  };

  readonly afterStep = (bench: Bench): void => {
    this.motor(bench);
    this.display(bench);
    for (const fault of bench.display.faults.splice(0))
      this.fault(bench, `the display cannot show: ${fault}`);
  };

  private motor(bench: Bench): void {
    const motion = bench.supervisor?.motion() ?? Motion.HALTED;
    const turns = bench.rate() > 0;
    if (turns && motion !== Motion.MOVING)
      this.fault(bench, 'the motor turns and the supervisor does not move it');
    if (motion === Motion.MOVING && this.motion !== Motion.MOVING) {
      this.starts++;
      const pressed = this.startAt >= this.haltedAt && bench.now - this.startAt <= PRESS_LASTS;
      const demanded = bench.now - this.handsetAt <= PRESS_LASTS;
      if (this.motion === Motion.HALTED && !pressed)
        this.fault(bench, 'the motor turns after a halt without a fresh press of START');
      if (this.startAt === Number.NEGATIVE_INFINITY && !demanded)
        this.fault(bench, 'the motor turns and nobody has pressed START since the pump was switched on');
    }
    if (motion === Motion.HALTED && this.motion !== Motion.HALTED) this.haltedAt = bench.now;
    this.motion = motion;
  }

  private display(bench: Bench): void {
    const rate = Math.round(bench.rate() * 1000) / 1000;
    if (bench.lamps().running !== rate > 0)
      this.fault(bench, `the lamp of the motor is ${rate > 0 ? 'off' : 'on'}`);
    this.read(bench);
    // Training shows what would run, says so in its banner, and turns nothing.
    if (this.training) {
      if (rate > 0) this.fault(bench, 'the motor turns in training');
      return;
    }
    const { shown } = this;
    if (rate > 0 && shown.length === 0)
      this.fault(bench, `the motor makes ${rate} mL/h and the display shows no rate`);
    const wrong = shown.find((value) => Math.abs(value - rate) > 1e-9);
    if (wrong !== undefined) this.fault(bench, `the display shows ${wrong} mL/h and the motor makes ${rate}`);
  }

  private read({ display }: Bench): void {
    if (display.changes === this.readAt) return;
    this.readAt = display.changes;
    const rows = display.rows();
    this.training = rows[0]?.text.includes('TRAINING') ?? false;
    this.shown = shownRates(rows);
  }

  private fault(bench: Bench, what: string): void {
    const kind = what.replace(/\d+(\.\d+)?/g, 'n');
    if (this.kinds.has(kind)) return;
    this.kinds.add(kind);
    const rows = [0, 1, 2, 5].map((row) => `"${bench.screen()[row]?.text.trimEnd() ?? ''}"`);
    this.faults.push(`at ${bench.now} ms: ${what}; rows 0, 1, 2 and 5 are ${rows.join(', ')}`);
  }
}
