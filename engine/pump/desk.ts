import type { Hal } from '../../hal/hal';
import type { Limits } from '../dose/check';
import type { EventKind } from '../journal/event';
import type { Library } from '../library/library';
import type { Patient } from './patient';
import type { Dialog } from './question';

/** What was chosen from the library, in its numbers and words; entry −1 outside it. */
export interface Chosen {
  slot: number;
  careArea: number;
  entry: number;
  area: string;
  drug: string;
  therapy: string;
  concentration: string;
  /** Program type of the entry. */
  type: number;
  /** `EntryFlag`. */
  flags: number;
  weightBased: boolean;
  bsaBased: boolean;
  weightInGrams: boolean;
}

/** What the parts of the application need of each other. */
export interface Desk {
  readonly hal: Hal;
  readonly dialog: Dialog;
  readonly patient: Patient;
  readonly anaesthesia: boolean;
  /** The library for the next programming; `null` where none is valid. */
  library(): Library | null;
  /** Where the staff list lies in the flash; −1 where there is none. */
  staff(): number;
  /** Limits of what was chosen, in records that the next call uses again. */
  limits(chosen: Chosen): Limits | null;
  /** Whether units are written as in the United Kingdom. */
  uk(): boolean;
  record(kind: EventKind, details: (number | string)[]): void;
  /** Number of the next alert, for the journal. */
  nextAlert(): number;
  infusing(): boolean;
  /** What belongs to the pump and not to an infusion: modes, patient, clock. */
  pumpOptions(): void;
  /** Back to what the pump shows when nothing is asked. */
  home(): void;
}
