// The least that infuses: outside the library, at one rate, from START on. It stands in for the pump where only the bench is tested.
import { Answer, type Hal, KeyCode, Motion, Part, Priority, Sensor, Style, Tone } from '../../hal/hal';
import type { Application } from '../../simulator/bench';

export const RATE = 25_000;

export class StandIn implements Application {
  readonly keys: number[] = [];
  alive = true;
  /** Monotonic time of the last sign of life. */
  signedAt = 0;

  constructor(
    private readonly hal: Hal,
    private readonly volume = 2_000_000,
  ) {}

  start(): void {
    this.hal.display.show(0, Style.STATUS, `on at ${this.hal.clock.wall()}`);
    this.hal.display.show(2, Style.TITLE, 'Ready');
  }

  step(): number {
    const { clock, keypad, supervisor, display, signals, sensors } = this.hal;
    const now = clock.monotonic();
    if (this.alive) {
      this.hal.alive();
      this.signedAt = now;
    }
    for (let edge = keypad.next(); edge >= 0; edge = keypad.next()) {
      this.keys.push(edge);
      signals.beep(Tone.KEY);
      if (edge === KeyCode.START * 2 + 1) {
        const order = [-1, 0, 0, -1, RATE, this.volume, 0, 0, 0, 0, 0, 0];
        if (supervisor.order(order) === Answer.ACCEPTED) supervisor.run(Part.MAIN, RATE, 5000);
      } else if (edge === KeyCode.POWER * 2 + 1) this.hal.off();
    }
    const moves = supervisor.motion() === Motion.MOVING;
    if (moves) supervisor.renew(5000);
    const occluded = sensors.read(Sensor.DOWNSTREAM_PRESSURE) > 500;
    if (occluded) supervisor.stop();
    signals.alarm(occluded ? Priority.HIGH : Priority.NONE, true);
    signals.running(moves);
    display.show(3, Style.BIG, `${(supervisor.delivered(Part.MAIN) / 1000).toFixed(1)} mL`);
    display.show(4, Style.NORMAL, `Battery ${sensors.read(Sensor.BATTERY)} %`);
    return now + 2000;
  }
}
