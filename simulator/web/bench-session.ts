// The simulated pump as the front panel shows it: a bench with the application, provisioned as a demonstration hospital would.
import { splitSigned } from '../../drug-library-loader/signature/signed-file';
import type { Chosen } from '../../engine/pump/desk';
import { Pump } from '../../engine/pump/pump';
import { type Hal, type KeyCode, type Priority, Region } from '../../hal/hal';
import type { Bench } from '../bench';
import { DEMONSTRATION_STAFF } from '../bench/factory';
import { JournalPage } from '../bench/journal-page';
import { demonstrationTrustBytes, librarySource, signedDemonstration } from '../demonstration';
import { DEFAULT_SETUP, type Setup, benchOf } from '../setup';
import { TraceRecorder } from '../trace';
import { journalRow } from './journal-words';
import { lastJudged } from './judged';
import { installByLink } from './link-installation';
import type {
  Inspection,
  Installation,
  JournalRow,
  Lamps,
  LibraryStatus,
  ScreenRow,
  Session,
} from './session';

/** Codes that the second person types, for whoever tries the demonstration. */
export const STAFF_CODES: readonly string[] = DEMONSTRATION_STAFF.map(({ code }) => code);

export interface BenchSessionOptions {
  seed: number;
  /** Name or folder of the library's source. */
  library: string;
  /** mL in the bag. */
  volume: number;
  /** Whether the session is recorded, to be run again by `pump-sim replay`. */
  trace?: boolean;
}

export class BenchSession implements Session {
  readonly bench: Bench;
  private pump: Pump | null = null;
  private chosen: Chosen | null = null;
  private readonly records: JournalPage;
  private readonly recorder: TraceRecorder | undefined;
  /** Checks that were made before the pump ran: the compiler of libraries checks too. */
  private readonly before: number;
  /** Of the journal when the pump was last on. */
  private lastRecord = -1;

  /** Builds and signs the library; throws NoLibrary where that does not go. */
  constructor({ seed, library, volume, trace }: BenchSessionOptions) {
    const setup: Setup = {
      ...DEFAULT_SETUP,
      seed,
      volume,
      trust: demonstrationTrustBytes().toString('base64'),
      library: signedDemonstration(librarySource(library)).toString('base64'),
    };
    this.recorder = trace ? new TraceRecorder('front panel', setup) : undefined;
    this.before = lastJudged()?.check ?? 0;
    this.bench = benchOf(setup, this.recorder?.watcher, {
      application: (hal) => this.application(hal),
    });
    this.records = new JournalPage(this.bench.flash, this.bench.crypto);
    this.bench.powerOn();
    this.bench.advance(1);
  }

  /** The recorded session up to now, where it is recorded. */
  trace(): string | undefined {
    this.recorder?.finish(this.bench);
    return this.recorder?.text();
  }

  private application(hal: Hal): Pump {
    const pump = new Pump(hal);
    const limits = pump.limits.bind(pump);
    // Each check asks for the limits of what was chosen first.
    pump.limits = (chosen) => {
      this.chosen = chosen;
      return limits(chosen);
    };
    this.pump = pump;
    return pump;
  }

  get serial(): string {
    return this.bench.serial;
  }

  get firmware(): string {
    return this.bench.firmware;
  }

  get now(): number {
    return this.bench.now;
  }

  get stepVolume(): number {
    return this.bench.plant.parameters.stepVolume;
  }

  wall(): number {
    return this.bench.wall();
  }

  advance(ms: number): void {
    this.bench.advance(ms);
  }

  press(key: KeyCode): void {
    this.bench.press(key);
  }

  release(key: KeyCode): void {
    this.bench.release(key);
  }

  screen(): readonly ScreenRow[] {
    return this.bench.screen();
  }

  lamps(): Lamps {
    const { powered, alarm, audible, running, powerFailure } = this.bench.lamps();
    return { powered, alarm: alarm as Priority, audible, running, powerFailure };
  }

  takeTones() {
    return this.bench.takeTones();
  }

  truth() {
    return this.bench.truth();
  }

  conditions() {
    return this.bench.plant.conditions;
  }

  battery(): number {
    return this.bench.plant.sensors().battery;
  }

  rate(): number {
    return this.bench.rate();
  }

  counted(): number {
    return this.bench.counted();
  }

  set(changes: Parameters<Session['set']>[0]): void {
    this.bench.act({ do: 'set', changes });
  }

  bubble(volume: number, place: 'reservoir' | 'pump'): void {
    this.bench.act({ do: 'bubble', volume, place });
  }

  hang(volume: number, container: 'bag' | 'bottle'): void {
    this.bench.act({ do: 'hang', volume, container });
  }

  charge(fraction: number): void {
    this.bench.act({ do: 'charge', fraction });
  }

  powerCut(): void {
    this.bench.powerCut();
  }

  powerOn(): void {
    this.bench.powerOn();
  }

  newest(): number {
    if (this.bench.on && this.pump) this.lastRecord = this.pump.journal.ring.last;
    return this.lastRecord;
  }

  journal(seq: number, most: number): JournalRow[] {
    const region = this.pump?.training ? Region.TRAINING_JOURNAL : Region.JOURNAL;
    return this.records.from(Math.max(seq + 1, this.newest() - most + 1, 0), region).map(journalRow);
  }

  inspection(): Inspection | null {
    const judged = lastJudged();
    if (!judged || judged.check <= this.before || !this.pump) return null;
    const { chosen } = this;
    const names = chosen ? [chosen.drug, chosen.therapy, chosen.concentration] : [];
    return {
      ...judged,
      uk: this.pump.uk(),
      careArea: chosen?.area ?? '',
      entry: chosen && chosen.entry >= 0 ? names.filter((name) => name !== '').join(', ') : '',
    };
  }

  library(): LibraryStatus {
    const head = this.bench.on ? this.pump?.library()?.head : undefined;
    return {
      title: head?.title ?? '',
      version: head?.version ?? '',
      sequence: head?.sequence ?? 0,
      state: !this.bench.on ? 'the pump is off' : head ? 'in use' : 'no valid library',
    };
  }

  install(file: Uint8Array): Installation {
    if (!this.bench.on) return { accepted: false, code: 0, text: 'The pump is off' };
    const answer = installByLink(this.bench, file);
    const sequence = splitSigned(Buffer.from(file))?.manifest.sequence;
    const waits = answer.accepted && this.pump?.library()?.head.sequence !== sequence;
    return waits ? { ...answer, text: 'It waits for the day on which it takes effect.' } : answer;
  }
}
