import type { Clock } from '../hal';

const MOST_SECONDS = 2 ** 32 - 1;

function isWall(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= MOST_SECONDS;
}

/** A clock that stands until it is told how much time has passed. */
export class VirtualClock implements Clock {
  /** ms since it was made, the pump on or off. */
  private passed = 0;
  private switchedOn = 0;
  /** Seconds UTC at `passed` 0; undefined where nobody has set them. */
  private origin: number | undefined;

  /** `wall` in seconds UTC; 0 is an unset clock. */
  constructor(
    wall = 0,
    /** Whether the application may set it. */
    readonly settable = true,
  ) {
    this.origin = isWall(wall) ? wall : undefined;
  }

  /** Lets whole ms pass. */
  advance(ms: number): void {
    if (!(Number.isSafeInteger(ms) && ms >= 0)) {
      throw new RangeError(`cannot advance a clock by ${ms} ms: give a whole number, 0 or more`);
    }
    this.passed += ms;
  }

  /** The pump is switched on now: monotonic time begins again, wall time has gone on. */
  powerOn(): void {
    this.switchedOn = this.passed;
  }

  /** The clock's own battery is empty: wall time is lost. */
  lose(): void {
    this.origin = undefined;
  }

  monotonic(): number {
    return this.passed - this.switchedOn;
  }

  wall(): number {
    return this.origin === undefined ? 0 : this.origin + Math.floor(this.passed / 1000);
  }

  setWall(seconds: number): boolean {
    if (!(this.settable && isWall(seconds))) return false;
    this.origin = seconds - Math.floor(this.passed / 1000);
    return true;
  }
}

/** The computer's own time. Setting it moves what the pump reads, not the computer's clock. */
export class RealClock implements Clock {
  private switchedOn = performance.now();
  private last = 0;
  private correction = 0;

  powerOn(): void {
    this.switchedOn = performance.now();
    this.last = 0;
  }

  monotonic(): number {
    this.last = Math.max(this.last, Math.floor(performance.now() - this.switchedOn));
    return this.last;
  }

  wall(): number {
    return Math.max(0, Math.floor(Date.now() / 1000) + this.correction);
  }

  setWall(seconds: number): boolean {
    if (!isWall(seconds)) return false;
    this.correction = seconds - Math.floor(Date.now() / 1000);
    return true;
  }
}
