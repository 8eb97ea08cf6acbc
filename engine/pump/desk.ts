import type { Hal } from '../../hal/hal';
import type { Limits } from '../dose/check';
import type { LimitRecord } from '../dose/limit';
import type { EventKind } from '../journal/event';
import type { Library } from '../library/library';
import type { Delivery } from './delivery';
import type { Form } from './form';
import type { Patient } from './patient';
import type { Dialog } from './question';

/** What was chosen from the library, in its numbers and words; entry −1 outside it. */
export interface Chosen {
  slot: number;
  /** Of the library that its numbers belong to; 0 for none. */
  sequence: number;
  careArea: number;
  entry: number;
  /** CRC-32 of the entry's id in the source. */
  entryId: number;
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

/** What counts up over the life of the pump. */
export const enum Counter {
  PATIENTS = 0,
  INFUSIONS = 1,
  ALERTS = 2,
  /** Pieces of delivery between two orders. */
  SEGMENTS = 3,
}

export const UNREAD = 'The drug library cannot be read';

/** What the parts of the application need of each other. */
export interface Desk {
  readonly hal: Hal;
  readonly dialog: Dialog;
  readonly patient: Patient;
  readonly delivery: Delivery;
  /** Anaesthesia mode: a state of the pump that chooses among entries. */
  readonly anaesthesia: boolean;
  /** The library for the next programming; `null` where none is valid. */
  library(): Library | null;
  /** Its slot; −1 where there is none. */
  slot(): number;
  /** Where the staff list lies in the flash; −1 where there is none. */
  staff(): number;
  /** Says something in the row for messages until the next key. */
  say(message: string): void;
  /** Limits of what was chosen, in records that the next call uses again. */
  limits(chosen: Chosen): Limits | null;
  /** Its entry; `null` outside the library. */
  entry(chosen: Chosen): LimitRecord | null;
  /** Whether units are written as in the United Kingdom. */
  uk(): boolean;
  /** Records an event of what is being programmed, or of what runs. */
  record(kind: EventKind, details: (number | string)[]): void;
  /** Number of the next alert, for the journal. */
  nextAlert(): number;
  /** The last program of this patient that can still be taken up again; `null` where there is none. */
  lastProgram(): Chosen | null;
  /** Programming of an infusion begins: it gets its number. */
  begun(chosen: Chosen): void;
  /** It was given up, because of an alert where there is one. */
  cancelled(alert?: number): void;
  /** Asks for the values of what was chosen; `again`: those of the last program are there already; `back`: what was asked before. */
  program(chosen: Chosen, again: boolean, back: () => void): void;
  /** A program that nothing is left to confirm of, as it will run: START begins it. */
  summary(form: Form): void;
  /** What belongs to the pump and not to an infusion: modes, patient, clock. */
  pumpOptions(): void;
  /** `home`, for whoever takes a function. */
  readonly leave: () => void;
  /** Back to what the pump shows when nothing is asked; what was being programmed is cancelled, because of an alert where there is one. */
  home(alert?: number): void;
}
