// Time: how fast it passes, steps by hand, and the clocks.
import { type Command, SPEEDS, STEPS, type Time } from '../message';
import { byId, make, say } from './element';
import { moment, span } from './figure';
import { choice } from './world';

const NAMES: Record<number, string> = { 0: 'Pause', 1: '×1', 60: '×60', 3600: '×3600' };

function stepName(seconds: number): string {
  return seconds < 60 ? `+${seconds} s` : `+${seconds / 60} min`;
}

export class Clock {
  private readonly speeds: ReturnType<typeof choice<number>>;

  constructor(send: (command: Command) => void) {
    this.speeds = choice<number>(
      'Speed of time',
      SPEEDS.map((speed) => [speed, NAMES[speed] ?? `×${speed}`]),
      (speed) => send({ do: 'speed', speed }),
    );
    byId('speeds').replaceWith(this.speeds.element);
    for (const seconds of STEPS)
      byId('steps').append(
        make(
          'button',
          { type: 'button', class: 'tool', click: () => send({ do: 'step', seconds }) },
          stepName(seconds),
        ),
      );
  }

  show({ now, wall, speed, reached, asked }: Time): void {
    say(byId('clock'), span(now));
    // A machine that cannot follow must not look as if it did.
    const slow =
      speed > 0 && reached > 0 && reached < asked * 0.8
        ? `, this computer reaches ×${reached < 10 ? reached.toFixed(1) : Math.round(reached)}`
        : '';
    byId('clock').title = `Clock of the pump: ${moment(wall)} UTC${slow}`;
    byId('clock').classList.toggle('slow', slow !== '');
    this.speeds.show(speed);
  }
}
