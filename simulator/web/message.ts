// What server and page say to each other: JSON both ways, but for a library file, which goes to the server as bytes.
import type { KeyCode, Tone } from '../../hal/hal';
import type { Conditions } from '../plant/conditions';
import type { FlowSample, TrumpetPoint } from '../plant/trumpet';
import type { Inspection, Installation, JournalRow, Lamps, LibraryStatus, ScreenRow } from './session';

/** Shown by every screen, plot and picture. */
export const NOTICE = 'Demonstration data, not for clinical use';

/** Simulated seconds a second; 0 is a pause. */
export const SPEEDS: readonly number[] = [0, 1, 60, 3600];

/** Steps of time by hand, in seconds. */
export const STEPS: readonly number[] = [1, 60, 600];

/** Spans that plots are kept for: how far apart samples stand and how long each is kept, in seconds. */
export const SPANS: readonly { name: string; every: number; keep: number }[] = [
  { name: '10 min', every: 1, keep: 600 },
  { name: '2 h', every: 10, keep: 7200 },
  { name: '24 h', every: 120, keep: 86_400 },
];

/** Time (s), flow commanded, flow true (mL/h), pressure before and behind the pump (mmHg), delivered and counted by the pump (mL). */
export type Sample = [number, number, number, number, number, number, number];

/** What is so in the world; the page draws it. */
export interface Scene {
  conditions: Readonly<Conditions>;
  delivered: number;
  flow: number;
  commanded: number;
  airDelivered: number;
  airInLine: number;
  reservoir: number;
  upstreamPressure: number;
  downstreamPressure: number;
  /** Millilitres that would leave if a downstream occlusion were lifted. */
  stored: number;
  stalled: boolean;
  /** 0 to 1. */
  battery: number;
  /** By the pump's own count; null while it is off. */
  counted: number | null;
}

export interface Time {
  /** ms of simulated time. */
  now: number;
  /** Seconds UTC since 1970 by the pump's clock; 0 unknown. */
  wall: number;
  speed: number;
  /** What the machine managed lately, simulated seconds a second of the wall, and what it was asked for. */
  reached: number;
  asked: number;
}

export interface Curves {
  /** Where the record comes from. */
  of: 'infusion' | 'bench';
  /** mL/h. */
  rate: number;
  /** Minutes recorded. */
  minutes: number;
  startUp: FlowSample[];
  /** Empty before the analysis period is over. */
  trumpet: TrumpetPoint[];
  /** Per cent, of the analysis period; null before it is over. */
  meanError: number | null;
}

/** Where a pump's firmware can run. */
export interface Place {
  /** As --target has it; `desktop` is this computer. */
  name: string;
  label: string;
  /** What is not there, with the command that makes it; absent where nothing is missing. */
  missing?: string;
}

/** From the server: only what changed, everything when a page has just come. */
export interface Update {
  about?: { serial: string; firmware: string; target: string };
  /** Where this pump could run, too. */
  places?: readonly Place[];
  /** Why the pump stands still, in a sentence; empty where it goes on. */
  standstill?: string;
  /** Row number and row. */
  screen?: [number, ScreenRow][];
  lamps?: Lamps;
  tones?: Tone[];
  scene?: Scene;
  time?: Time;
  /** To be added for each span; `whole` where they replace what is there. */
  samples?: { whole: boolean; spans: Sample[][] };
  /** Oldest first. */
  journal?: { whole: boolean; rows: JournalRow[] };
  inspection?: Inspection | null;
  library?: LibraryStatus;
  /** Keys held down by anybody. */
  held?: KeyCode[];
  /** Pages that look at this pump. */
  pages?: number;
  /** Answers, to the page that asked. */
  installed?: Installation;
  curves?: Curves;
  problem?: string;
  /** The `mark` of the last key whose effect this update shows. */
  mark?: number;
}

/** From a page. `mark` comes back with the screen that shows the key's effect. */
export type Command =
  | { do: 'press'; key: KeyCode; mark: number }
  | { do: 'release'; key: KeyCode }
  | { do: 'speed'; speed: number }
  | { do: 'step'; seconds: number }
  | { do: 'set'; changes: Partial<Conditions> }
  | { do: 'bubble'; volume: number; place: 'reservoir' | 'pump' }
  | { do: 'hang'; volume: number; container: 'bag' | 'bottle' }
  | { do: 'charge'; fraction: number }
  | { do: 'power'; on: boolean }
  | { do: 'target'; target: string }
  | { do: 'curves'; of: 'infusion' | 'bench'; rate: number };
