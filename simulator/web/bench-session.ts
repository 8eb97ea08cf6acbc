import { splitSigned } from '../../drug-library-loader/signature/signed-file';
import type { Chosen } from '../../engine/pump/desk';
import { Pump } from '../../engine/pump/pump';
import { type Hal, type KeyCode, type Priority, Region } from '../../hal/hal';
// The simulated pump as the front panel shows it: a bench with the application, provisioned as a demonstration hospital would.
import { version } from '../../package.json';
import type { Bench } from '../bench';
import { DEMONSTRATION_STAFF } from '../bench/factory';
import { JournalPage } from '../bench/journal-page';
import { demonstrationTrustBytes, librarySource, signedDemonstration } from '../demonstration';
import { DEFAULT_SETUP, type Setup, benchOf } from '../setup';
import type { Target } from '../target/board-process';
import { emulated } from '../target/emulated-electronics';
import { TraceRecorder } from '../trace';
import { FlashView } from './flash-view';
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
  /** The board that its firmware runs on, emulated; this process where there is none. */
  target?: Target;
  /** What another pump left: this one goes on with it. */
  kept?: Kept;
}

/** What outlives a pump's electronics. */
export interface Kept {
  cells: Uint8Array;
  /** Seconds UTC; 0 unknown. */
  wall: number;
}

export class BenchSession implements Session {
  readonly bench: Bench;
  private pump: Pump | null = null;
  private chosen: Chosen | null = null;
  private readonly records: JournalPage;
  private readonly flash: FlashView;
  private readonly recorder: TraceRecorder | undefined;
  /** Checks that were made before the pump ran: the compiler of libraries checks too. */
  private readonly before: number;
  private readonly board: Target | undefined;

  /** Builds and signs the library; throws NoLibrary where that does not go, BoardError where the board does not start. */
  constructor({ seed, library, volume, trace, target, kept }: BenchSessionOptions) {
    const setup: Setup = {
      ...DEFAULT_SETUP,
      seed,
      volume,
      wall: kept?.wall ?? DEFAULT_SETUP.wall,
      trust: demonstrationTrustBytes().toString('base64'),
      library: signedDemonstration(librarySource(library)).toString('base64'),
    };
    this.recorder = trace ? new TraceRecorder('front panel', setup) : undefined;
    this.before = lastJudged()?.check ?? 0;
    this.board = target;
    const electronics = target === undefined ? undefined : emulated(target);
    this.bench = benchOf(setup, this.recorder?.watcher, {
      application: (hal) => this.application(hal),
      electronics,
    });
    if (kept !== undefined) this.bench.flash.cells.set(kept.cells);
    this.flash = new FlashView(this.bench.flash, this.bench.crypto);
    this.records = new JournalPage(this.flash.flash, this.bench.crypto);
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
    return this.board === undefined ? this.bench.firmware : `${this.board.split(':')[0]} ${version}`;
  }

  get target(): string {
    return this.board ?? 'desktop';
  }

  /** What its electronics leave when their power is cut now. */
  kept(): Kept {
    return { cells: Uint8Array.from(this.bench.flash.cells), wall: this.bench.wall() };
  }

  close(): void {
    this.bench.close();
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
    const { powered, alarm, audible, loudness, running, powerFailure } = this.bench.lamps();
    return { powered, alarm: alarm as Priority, audible, loudness, running, powerFailure };
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

  /** The journal that is written now: in training it is another one, as the pump's first row says. */
  private region(): Region {
    const training = /(^| )TRAINING /.test(this.screen()[0]?.text ?? '');
    return training ? Region.TRAINING_JOURNAL : Region.JOURNAL;
  }

  newest(): number {
    return this.flash.newest(this.region());
  }

  journal(seq: number, most: number): JournalRow[] {
    return this.records.from(Math.max(seq + 1, this.newest() - most + 1, 0), this.region()).map(journalRow);
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
    if (this.board !== undefined) return this.libraryOnBoard();
    const head = this.bench.on ? this.pump?.library()?.head : undefined;
    return {
      title: head?.title ?? '',
      version: head?.version ?? '',
      sequence: head?.sequence ?? 0,
      state: !this.bench.on ? 'the pump is off' : head ? 'in use' : 'no valid library',
    };
  }

  /** What is in the flash; whether the board uses it, its screen says. */
  private libraryOnBoard(): LibraryStatus {
    const kept = this.flash.library();
    const [status] = this.screen();
    const used = kept.version !== '' && status?.text.includes(kept.version);
    const none = status?.text.includes('no library');
    const state = !this.bench.on
      ? 'the pump is off'
      : used
        ? 'in use'
        : none
          ? 'no valid library'
          : 'in its flash';
    return { ...kept, state };
  }

  install(file: Uint8Array): Installation {
    if (!this.bench.on) return { accepted: false, code: 0, text: 'The pump is off' };
    const answer = installByLink(this.bench, file);
    const sequence = splitSigned(Buffer.from(file))?.manifest.sequence;
    const waits = answer.accepted && this.library().sequence !== sequence;
    return waits ? { ...answer, text: 'It waits for the day on which it takes effect.' } : answer;
  }
}
