import { RecordedDisplay, RecordedSignals } from '../../hal/desktop/recorded-panel';
// Display and signals that remember what they show, and tell each change.
import type { Loudness, Priority, Style, Tone } from '../../hal/hal';
import type { Happening } from './action';

type Tell = (happening: Happening) => void;

export class WatchedDisplay extends RecordedDisplay {
  constructor(private readonly tell: Tell) {
    super();
  }

  override show(row: number, style: Style, text: string): void {
    const { changes } = this;
    super.show(row, style, text);
    if (this.changes !== changes) this.tell({ of: 'row', row, style, text });
  }
}

export class WatchedSignals extends RecordedSignals {
  constructor(private readonly tell: Tell) {
    super();
  }

  override alarm(priority: Priority, audible: boolean): void {
    const { changes } = this;
    super.alarm(priority, audible);
    if (this.changes !== changes) this.tell({ of: 'alarm', priority: this.priority, audible: this.audible });
  }

  override beep(tone: Tone): void {
    super.beep(tone);
    this.tell({ of: 'tone', tone });
  }

  override loudness(loudness: Loudness): void {
    const { changes } = this;
    super.loudness(loudness);
    if (this.changes !== changes) this.tell({ of: 'loudness', level: this.level });
  }

  override running(on: boolean): void {
    const { changes } = this;
    super.running(on);
    if (this.changes !== changes) this.tell({ of: 'lamp', on });
  }
}
