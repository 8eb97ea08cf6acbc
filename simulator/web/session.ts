// What the front panel needs of a simulated pump, so that the page and its server are built and tested apart from the pump.
import type { Limits } from '../../engine/dose/check';
import type { Program } from '../../engine/dose/infusion-program';
import type { KeyCode, Loudness, Priority, Style, Tone } from '../../hal/hal';
import type { Conditions } from '../plant/conditions';
import type { Truth } from '../plant/plant';
import type { Container } from '../plant/reservoir';

export interface ScreenRow {
  style: Style;
  /** At most 40 characters. */
  text: string;
}

export interface Lamps {
  /** Whether the electronics have power and run. */
  powered: boolean;
  alarm: Priority;
  /** Whether the alarm sounds. */
  audible: boolean;
  loudness: Loudness;
  running: boolean;
  /** The power-failure alarm sounds, on a supply of its own. */
  powerFailure: boolean;
}

/** A journal record in words. */
export interface JournalRow {
  seq: number;
  /** Seconds UTC since 1970 by the pump's clock; 0 where it is not known. */
  at: number;
  /** What happened, such as "Soft override". */
  event: string;
  /** Its details in words. */
  text: string;
  weight: 'plain' | 'caution' | 'danger' | 'good';
}

/** The last check that the pump made, as numbers: the page judges it again and says so should the answers differ. */
export interface Inspection {
  /** Rises by one with each check. */
  check: number;
  /** The pump's answer, a VerdictCode. */
  code: number;
  program: Program;
  limits: Limits | null;
  confirmed: number[];
  /** Spelling of units. */
  uk: boolean;
  careArea: string;
  /** Drug, therapy and concentration; "" outside the library. */
  entry: string;
}

export interface Installation {
  accepted: boolean;
  /** A Reason of the engine; 0 where accepted. */
  code: number;
  text: string;
}

export interface LibraryStatus {
  title: string;
  version: string;
  sequence: number;
  /** What the pump says of it: in use, waiting, none … */
  state: string;
}

/** One simulated pump and the world around it. Times are ms of simulated time. */
export interface Session {
  readonly serial: string;
  readonly firmware: string;
  /** Where its firmware runs: `desktop`, or a board. */
  readonly target: string;
  readonly now: number;
  /** Seconds UTC since 1970 by the pump's clock; 0 where it is not known. */
  wall(): number;
  /** Lets whole milliseconds pass. */
  advance(ms: number): void;

  press(key: KeyCode): void;
  release(key: KeyCode): void;

  screen(): readonly ScreenRow[];
  lamps(): Lamps;
  /** Tones since the last call. */
  takeTones(): Tone[];

  truth(): Truth;
  conditions(): Readonly<Conditions>;
  /** 0 to 1. */
  battery(): number;
  /** mL/h that the motor is told to make now. */
  rate(): number;
  /** mL since power-on by the pump's own count; NaN while it is off. */
  counted(): number;

  set(changes: Partial<Conditions>): void;
  bubble(volume: number, place: 'reservoir' | 'pump'): void;
  hang(volume: number, container: Container): void;
  charge(fraction: number): void;
  powerCut(): void;
  powerOn(): void;

  /** Newest record's number; −1 where there is none. */
  newest(): number;
  /** Records after `seq`, the last `most` of them, oldest first. */
  journal(seq: number, most: number): JournalRow[];
  inspection(): Inspection | null;
  library(): LibraryStatus;
  /** Through the pump's own way of installation. */
  install(file: Uint8Array): Installation;
  /** Lets go of what is outside this process; it cannot be used afterwards. */
  close(): void;
}
