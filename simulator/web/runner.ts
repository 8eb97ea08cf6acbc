// Simulated time against the wall: how fast it passes, and the stops at which it is looked at.
import { SETTLE } from '../../hal/desktop/keypad';
import type { KeyCode } from '../../hal/hal';
import { REFERENCE_PUMP } from '../plant/parameters';
import { FlowRecorder } from './flow-record';
import { History } from './history';
import { SPEEDS } from './message';
import type { Session } from './session';

/** ms of simulated time after which a key is surely seen: its contact has bounced, rested, and is believed. */
export const KEY = REFERENCE_PUMP.bounce + SETTLE + 1;

/** Wall ms that may be made up for after the machine was busy; more is let go. */
const DEBT = 250;

/** Wall ms after which it is reckoned how fast time passed. */
const RECKONING = 500;

/** Wall ms that one call may work before it lets others in. */
const TURN = 40;

export class Runner {
  readonly history: History;
  readonly recorder = new FlowRecorder();
  private chosen = 1;
  private readonly down = new Set<KeyCode>();
  /** Simulated ms still to be run, with the fraction. */
  private owed = 0;
  /** Since the last reckoning: ms of the wall, simulated ms that were to pass, and that passed. */
  private made = { wall: 0, wanted: 0, simulated: 0 };
  private paces = { reached: 0, asked: 0 };

  /** `stepVolume`: mL of a motor step. `wallNow`: ms of the wall's time. */
  constructor(
    private readonly session: Session,
    stepVolume: number,
    private readonly wallNow: () => number = () => performance.now(),
  ) {
    this.history = new History(session.truth(), stepVolume);
    this.last = wallNow();
  }

  private last: number;

  get speed(): number {
    return this.chosen;
  }

  /** Simulated seconds a second of the wall that were reached lately. */
  get reached(): number {
    return this.paces.reached;
  }

  /** The same as it was asked for: while a key is held, less than the speed. */
  get asked(): number {
    return this.paces.asked;
  }

  get held(): readonly KeyCode[] {
    return [...this.down].sort((a, b) => a - b);
  }

  /** RangeError for a speed that is not offered. */
  set speed(speed: number) {
    if (!SPEEDS.includes(speed)) throw new RangeError(`speed ${speed}: use one of ${SPEEDS.join(', ')}`);
    this.tick();
    this.chosen = speed;
    this.owed = 0;
  }

  press(key: KeyCode): void {
    this.session.press(key);
    this.down.add(key);
    this.advance(KEY);
  }

  release(key: KeyCode): void {
    if (!this.down.delete(key)) return;
    this.session.release(key);
    this.advance(KEY);
  }

  /** Runs what the wall's time since the last call asks for. */
  tick(): void {
    const now = this.wallNow();
    const since = now - this.last;
    const passed = Math.min(DEBT, since);
    this.last = now;
    // A key held for a moment of the wall must not be held for an hour; and a key in a pause takes its time too.
    const speed = this.down.size > 0 ? 1 : this.chosen;
    this.owed += passed * speed;
    const before = this.session.now;
    const whole = Math.floor(this.owed);
    this.run(before + whole, now + TURN);
    this.owed -= this.session.now - before;
    // What one turn cannot run is not owed for ever: time then passes more slowly than asked for, and `reached` says so.
    if (this.owed > DEBT * speed) this.owed = DEBT * speed;
    const { made } = this;
    // All of the wall's time: what a slow board takes is not hidden.
    made.wall += since;
    made.wanted += since * speed;
    made.simulated += this.session.now - before;
    if (made.wall >= RECKONING) {
      this.paces = { reached: made.simulated / made.wall, asked: made.wanted / made.wall };
      this.made = { wall: 0, wanted: 0, simulated: 0 };
    }
  }

  /** Lets whole simulated milliseconds pass at once. */
  advance(ms: number): void {
    this.run(this.session.now + ms, Number.POSITIVE_INFINITY);
  }

  /** Runs to `target`, stopping wherever something is to be noted; gives up when the wall shows `until`. */
  private run(target: number, until: number): void {
    const { session, recorder, history } = this;
    // Seconds are what the shortest plot shows; a fast run looks less often.
    const grid = this.chosen > 60 && this.down.size === 0 ? 10_000 : 1000;
    while (session.now < target && this.wallNow() < until) {
      const stop = Math.min(target, session.now - (session.now % grid) + grid, recorder.due);
      session.advance(Math.max(1, stop - session.now));
      const truth = session.truth();
      recorder.note(session.now, truth.delivered, session.rate());
      if (session.now % grid === 0) history.note(truth, session.counted());
    }
  }
}
