// Where the pump's firmware runs: this computer, or an emulated board; and what that costs in speed.
import type { Command, Place, Time } from '../message';
import { byId, make, say } from './element';
import { choice } from './world';

const DESKTOP = 'desktop';

export class PlacesView {
  private readonly card = byId('places');
  private readonly note = make('p', { class: 'quiet', id: 'places-note', 'aria-live': 'polite' });
  private switch: ReturnType<typeof choice<string>> | undefined;
  private names = '';
  private target = DESKTOP;
  private standstill = '';
  private missing = '';
  private time: Time | undefined;

  constructor(private readonly send: (command: Command) => void) {}

  show(places: readonly Place[]): void {
    this.card.hidden = places.length < 2;
    const names = places.map(({ name }) => name).join();
    if (names !== this.names) {
      this.names = names;
      this.switch = choice(
        'Firmware runs on',
        places.map(({ name, label }) => [name, label]),
        (target) => this.send({ do: 'target', target }),
      );
      this.card.replaceChildren(
        make('span', { class: 'control-title' }, 'Firmware runs on'),
        this.switch.element,
        this.note,
      );
    }
    this.missing = places.flatMap(({ missing }) => missing ?? []).join('; ');
    this.draw();
  }

  /** Where it runs now: also after a choice that could not be followed. */
  runsOn(target: string): void {
    this.target = target;
    this.draw();
  }

  standsStill(why: string): void {
    this.standstill = why;
    this.draw();
  }

  pace(time: Time): void {
    this.time = time;
    this.draw();
  }

  private draw(): void {
    this.switch?.show(this.target);
    this.note.classList.toggle('danger', this.standstill !== '');
    say(this.note, this.standstill || this.missing || this.words());
  }

  private words(): string {
    if (this.target === DESKTOP)
      return 'A change takes along what is in the flash; bag, line and time begin anew.';
    const { speed = 0, reached = 0, asked = 0 } = this.time ?? {};
    const board = 'A Cortex-M4F in the emulator, in lock-step.';
    if (!(speed > 0 && reached > 0)) return board;
    if (reached >= asked * 0.9) return `${board} It keeps ×${speed}.`;
    return `${board} Asked for ×${speed}, it reaches ×${pace(reached)}.`;
  }
}

function pace(reached: number): string {
  return reached < 10 ? reached.toFixed(1) : String(Math.round(reached));
}
