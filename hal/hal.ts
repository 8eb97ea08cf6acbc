/**
 * The hardware as the engine sees it: interfaces only. The engine takes types from here and nothing else from outside; a board or the
 * desktop implements them, and `tests/hal/conformance.ts` says whether it did. Every call takes and gives numbers, texts and byte arrays
 * alone, so that each is one native function in C. A call that fails answers with a refusal (false, −1, NaN, 0 bytes) and never throws.
 */
import type { Bytes } from '../engine/library/cbor';
import type { LibraryStorage } from '../engine/library/storage';

export type { Bytes } from '../engine/library/cbor';
export type { LibraryStorage } from '../engine/library/storage';

/** Signatures and digests: C on a pump (an interpreter would take seconds for a signature), Node's crypto on a desktop. */
export interface SignatureVerifier {
  /**
   * Pure Ed25519 (RFC 8032): whether `signature` (64 bytes) over the first `length` bytes of `message` was made with the private key
   * of `publicKey` (32 bytes). `false` for whatever cannot be judged.
   */
  verify(publicKey: Bytes, message: Bytes, length: number, signature: Bytes): boolean;
  /**
   * Writes the SHA-256 of `length` bytes at `offset` of the library storage into `digest` (32 bytes). `false`, with `digest` untouched,
   * where any of them lies outside or cannot be read.
   */
  sha256(offset: number, length: number, digest: Bytes): boolean;
}

/** What the gate is asked: 32-bit big-endian words at these bytes. */
export const enum Asked {
  /** 1 drug library, 2 trust list, 3 staff list: each is signed as something else. */
  KIND = 0,
  /** Where the signed file lies in the storage, and its bytes. */
  PLACE = 4,
  LENGTH = 8,
  /** yyyymmdd; both keys must be valid on it. */
  DAY = 12,
  /** 1 where demonstration keys are trusted; the hardware may still not. */
  DEMONSTRATION = 16,
  /** Where the trust list lies in the storage, and its bytes, 4,096 at most. */
  TRUST_PLACE = 20,
  TRUST_LENGTH = 24,
  /** From here on the record of highest sequences as the state store keeps it, 1,012 bytes at most: a CBOR array of organisation, library, sequence and digest (hexadecimal) of each. */
  HIGHEST = 28,
}

/** What the gate answers, in the same way; zeros where it does not come so far. */
export const enum Answered {
  /** `Gate.ACCEPTED`, or a reason. */
  RESULT = 0,
  /** Not yet effective, or past its review. */
  NOTICE = 4,
  /** Where the content lies in the storage, and its bytes; 0 unless accepted. */
  CONTENT = 8,
  /** Of the manifest, once it could be read, whatever the result. Two words. */
  SEQUENCE = 16,
  EFFECTIVE = 24,
  REVIEW_BY = 28,
  /** Texts: where the UTF-8 lies in the storage, and its bytes. */
  ORGANISATION = 32,
  LIBRARY = 40,
  VERSION = 48,
  /** SHA-256 of the content: eight words. */
  DIGEST = 56,
  SIZE = 88,
}

export const enum Gate {
  /** The one result that lets a signed file be used: far from 0, 1 and every reason. */
  ACCEPTED = 0x63c59a5d,
}

/**
 * The same, SHA-256 over memory (the chain of the journal, the codes of the staff list), and the gate before every signed file. On a pump the gate is C
 * that judges twice (docs/firmware.md); on a desktop it is the engine's own reader.
 */
export interface Crypto extends SignatureVerifier {
  /**
   * Judges the signed file that the first `length` bytes of `request` (`Asked`) name, by the rules of docs/formats/signed-library.md, and fills `answer`
   * (`Answered`). Gives its result: `Gate.ACCEPTED`, or the reason of the refusal; 641 for a request that is none.
   */
  accept(request: Bytes, length: number, answer: Bytes): number;
  /** Reads the trust list at `place`: 0 with organisation and sequence in `answer`, else 651. */
  readTrust(place: number, length: number, answer: Bytes): number;
  /**
   * Reads `count` limit records of the compiled library at `place`, `length` bytes long, from number `first` on (care areas in their order, then entries),
   * as an installation must: 0 where all are there and good, else the reason of the first that is not.
   */
  checkRecords(place: number, length: number, first: number, count: number): number;
  /** Writes the SHA-256 of the first `length` bytes into `digest` (32 bytes). `false`, with `digest` untouched, where there are fewer. */
  digest(bytes: Bytes, length: number, digest: Bytes): boolean;
}

/** Parts of the flash, each of whole erase sectors of one size. */
export const enum Region {
  SLOT_A = 0,
  SLOT_B = 1,
  /** Ring of journal records. */
  JOURNAL = 2,
  /** The same for what is done in training mode. */
  TRAINING_JOURNAL = 3,
  /** Small records that survive power loss: active slot, highest sequences, the running infusion. */
  STATE = 4,
  /** Trust list and staff list: provisioned, never written by the application but through a file that the current trust signs. */
  TRUST = 5,
  COUNT = 6,
}

/**
 * Flash. Erased bytes read 0xff. Offsets are those of the whole storage. `program` and `erase` are complete when they return;
 * power lost inside one of them leaves its bytes undefined, and no others.
 */
export interface Flash extends LibraryStorage {
  /** First byte of a region; −1 where the board has none. */
  regionStart(region: Region): number;
  /** Bytes of a region; 0 where the board has none. */
  regionSize(region: Region): number;
  sectorSize(region: Region): number;
  /** Erases the sector that begins at `offset`; false where none begins there or it fails. */
  erase(offset: number): boolean;
  /**
   * Writes erased bytes, once: `offset` and `length` are multiples of 4, at most 1,024 bytes a call, inside one region. False where the target is not erased
   * or not inside, and nothing is written then.
   */
  program(offset: number, bytes: Bytes, length: number): boolean;
}

export interface Clock {
  /** Whole ms since the pump was switched on; never runs back. */
  monotonic(): number;
  /** Whole seconds UTC since 1970; 0 where it is not known (battery of the clock empty, never set). */
  wall(): number;
  /** False where it cannot be set. */
  setWall(seconds: number): boolean;
}

/** Keys; digits are 0 to 9 and carry letters as on a telephone (2 ABC … 9 WXYZ). */
export const enum KeyCode {
  ZERO = 0,
  ONE = 1,
  TWO = 2,
  THREE = 3,
  FOUR = 4,
  FIVE = 5,
  SIX = 6,
  SEVEN = 7,
  EIGHT = 8,
  NINE = 9,
  POINT = 10,
  UP = 11,
  DOWN = 12,
  OK = 13,
  BACK = 14,
  START = 15,
  STOP = 16,
  /** Pauses the sound of alarms. */
  SILENCE = 17,
  BOLUS = 18,
  OPTIONS = 19,
  POWER = 20,
  /** Button of the PCA handset. */
  HANDSET = 21,
  COUNT = 22,
}

export interface Keypad {
  /** The next debounced edge: key × 2, plus 1 where it was pressed; −1 when there is none. Edges wait in the order of their time, 32 at most. */
  next(): number;
}

export const enum Style {
  NORMAL = 0,
  /** Row 0. */
  STATUS = 1,
  TITLE = 2,
  /** Large figures. */
  BIG = 3,
  SELECTED = 4,
  /** What is being typed. */
  FIELD = 5,
  DIM = 6,
  /** Soft limit, medium and low priority. */
  CAUTION = 7,
  /** Hard limit, high priority. */
  DANGER = 8,
  /** What the keys do now. */
  KEYS = 9,
  /** Training, outside the library, anaesthesia: stays. */
  BANNER = 10,
}

/** A text display of 14 rows of 40 columns. */
export interface Display {
  /** Shows a text of at most 40 characters in a row, the rest of which is cleared. */
  show(row: number, style: Style, text: string): void;
}

/** Priorities of IEC 60601-1-8. */
export const enum Priority {
  NONE = 0,
  LOW = 1,
  MEDIUM = 2,
  HIGH = 3,
}

export const enum Tone {
  /** A key was taken. */
  KEY = 1,
  /** A key was refused; the screen says why. */
  REFUSED = 2,
  /** Something wants attention, below the alarms. */
  REMINDER = 3,
}

export const enum Loudness {
  /** Still heard by who stands at the pump. */
  QUIET = 1,
  MIDDLE = 2,
  LOUD = 3,
}

export interface Signals {
  /** Lamp and, unless silent, burst of this priority until told otherwise; the hardware makes the patterns (IEC 60601-1-8). */
  alarm(priority: Priority, audible: boolean): void;
  beep(tone: Tone): void;
  /** How loud bursts and tones are from now on; the loudest since power-on, and for what is no loudness. */
  loudness(loudness: Loudness): void;
  /** Lamp that says whether the motor is meant to turn. */
  running(on: boolean): void;
}

export const enum Sensor {
  /** mmHg. */
  UPSTREAM_PRESSURE = 0,
  DOWNSTREAM_PRESSURE = 1,
  /** Microlitres: the largest bubble, and all air, of the last 15 minutes. */
  AIR_BUBBLE = 2,
  AIR_ACCUMULATED = 3,
  /** 1 closed. */
  DOOR = 4,
  /** 1 where the set sits where the mechanism squeezes it. */
  SET_LOADED = 5,
  /** 1 where the set's clamp against free flow is closed. */
  CLAMP = 6,
  /** Drops since the pump was switched on. */
  DROPS = 7,
  RESERVOIR_LOW = 8,
  RESERVOIR_EMPTY = 9,
  /** Per cent, and minutes at the present rate. */
  BATTERY = 10,
  BATTERY_MINUTES = 11,
  /** 1 present. */
  MAINS = 12,
  HANDSET = 13,
  COUNT = 14,
}

export interface Sensors {
  /** The reading; NaN where the pump has no such sensor or it cannot be read. */
  read(sensor: Sensor): number;
  /** Whether the pump has such a sensor. */
  has(sensor: Sensor): boolean;
}

/** What moves, under one order. */
export const enum Part {
  MAIN = 0,
  /** Bolus, loading dose, clinician bolus: asked for by START. */
  BOLUS = 1,
  /** A patient's demand: asked for by the handset. */
  DEMAND = 2,
  /** Keeping the vein open after the end. */
  KVO = 3,
}

/**
 * A delivery order, flat: what one START press allows until the next order. Rates are whole microlitres per hour, volumes whole microlitres,
 * 0 where the part is not allowed.
 */
export const enum Order {
  /** 0 SLOT_A, 1 SLOT_B, −1 outside the library. */
  SLOT = 0,
  /** Offset in the storage and length of the compiled library that the ceiling is read from. */
  LIBRARY_OFFSET = 1,
  LIBRARY_LENGTH = 2,
  /** Number of the entry; −1 outside the library. */
  ENTRY = 3,
  MAIN_RATE = 4,
  MAIN_VOLUME = 5,
  BOLUS_RATE = 6,
  BOLUS_VOLUME = 7,
  DEMAND_RATE = 8,
  /** Of one demand. */
  DEMAND_VOLUME = 9,
  /** Seconds from the start of one demand to the next. */
  LOCKOUT = 10,
  /** Never above the main rate. */
  KVO_RATE = 11,
  SIZE = 12,
}

/** Answer of the supervisor, numbers far apart; results start as refused. */
export const enum Answer {
  REFUSED = 0,
  /** No START (after a halt: none made since; for a demand: no press of the handset) of the last 10 seconds that is not used up. */
  NO_KEY = 1,
  /** Also a run above the ordered rate. */
  ABOVE_CEILING = 2,
  /** Or nothing of it is left. */
  NOT_ORDERED = 3,
  /** The press of the handset is used up. */
  LOCKED_OUT = 4,
  UNREADABLE = 5,
  TRIPPED = 6,
  ACCEPTED = 0x3c96a5,
}

export const enum Motion {
  /** Nothing may move until the next START. */
  HALTED = 0,
  /** Under an order, standing. */
  ARMED = 1,
  MOVING = 2,
}

/** Why nothing moves. */
export const enum Halt {
  NONE = 0,
  /** Nothing is ordered: since power-on, or since a trip was reset. */
  POWER_ON = 1,
  STOP_KEY = 2,
  APPLICATION = 3,
  /** The lease ran out: nobody renewed it. */
  LEASE = 4,
  /** The part's volume is delivered; still armed. */
  COMPLETE = 5,
  // The rest are trips: they stay until `reset`.
  /** Encoder behind the command: stalled, jammed or blind. */
  UNDER_DELIVERY = 6,
  /** Encoder ahead of the command, or moving without one. */
  OVER_DELIVERY = 7,
}

/**
 * The second channel between the application and the motor: C alone on a pump, its twin on the desktop. It sees START, STOP and the handset
 * itself, reads the entry's ceiling itself, and lets the motor turn only under an order, below the ceiling, and while the lease lasts.
 * Its rules: docs/supervisor.md.
 */
export interface Supervisor {
  /** Replaces the order. Wants a START of its own; motion goes on, if it was moving, within the new order. Volumes of the parts count from here. */
  order(order: number[]): Answer;
  /** Moves a part at `rate` (microlitres per hour, at most its ordered rate) until its volume is delivered or `lease` ms (at most 5,000) have passed. */
  run(part: Part, rate: number, lease: number): Answer;
  /** Gives what is moving another `lease` ms from now. */
  renew(lease: number): Answer;
  /** Halts. */
  stop(): void;
  /** Ends a trip when nothing has moved for a second; the order is gone, what was delivered stays known. */
  reset(): void;
  motion(): Motion;
  halt(): Halt;
  /** Whole microlitres of a part since its order, by the encoder, of all its demands together; −1 where there is no such part. */
  delivered(part: Part): number;
  /** Whole microlitres since the pump was switched on, by the encoder. */
  total(): number;
}

/** The service cable: whole frames, their checksum already checked. */
export interface Link {
  /** Copies the next frame into `buffer` and gives its length; 0 when there is none. */
  receive(buffer: Bytes): number;
  /** False where the line is not there or busy: the frame is not sent. */
  send(bytes: Bytes, length: number): boolean;
}

/** A pump, as one board or the desktop makes it. */
export interface Hal {
  /** Serial number, printable ASCII. */
  readonly serial: string;
  /** Version of the firmware or of the desktop program. */
  readonly firmware: string;
  /** Whether demonstration keys are trusted: never in a release build. */
  readonly demonstrationKeys: boolean;
  /** The fastest this mechanism turns, microlitres per hour. */
  readonly highestRate: number;
  readonly clock: Clock;
  readonly keypad: Keypad;
  readonly display: Display;
  readonly signals: Signals;
  readonly sensors: Sensors;
  readonly supervisor: Supervisor;
  readonly flash: Flash;
  readonly crypto: Crypto;
  readonly link: Link;
  /** Says that the application is alive; the hardware restarts it after 10 s without. */
  alive(): void;
  /** Switches the pump off. */
  off(): void;
}
