import type { Hal } from '../../hal/hal';
import { judgeProgram, outcome } from '../dose/check';
import { RateField } from '../dose/deliverable-rate';
import { Field } from '../dose/finding';
import { newProgram } from '../dose/infusion-program';
import { putBytes, putHead, putValue } from '../journal/cbor-writer';
import { Detail, EventKind } from '../journal/event';
import type { Journal } from '../journal/journal';
import { block } from '../journal/record';
import { Major, decode, newTokens } from '../library/cbor';
import { type StoredRecord, decodeRecord, newRecord } from '../library/limit-record';
import { Reason } from '../reason';
import { BLOCK, type LibrarySlots, hexOf } from './library-slots';

/** What can be asked (docs/formats/service-link.md). */
export const enum Message {
  STATUS = 1,
  BEGIN = 2,
  BLOCK = 3,
  COMMIT = 4,
  JOURNAL = 5,
  TIME = 6,
  SELF_TEST = 7,
  /** Published vectors: an Ed25519 signature, a SHA-256, a program against limits. */
  VERIFY = 8,
  DIGEST = 9,
  CHECK = 10,
}

/** What each message consists of: array, id, message, then u whole number, b bytes. CHECK has five arrays of numbers behind these. */
const SHAPES = ['', 'auu', 'auuuub', 'auuub', 'auu', 'auuuu', 'auuu', 'auu', 'auubbb', 'auub', 'auubbbu'];

export const PROTOCOL = 1;
/** Longest frame, either way. */
export const FRAME = 1280;
/** Frames answered at once, so that a flood does not keep the pump from its work. */
const AT_ONCE = 4;
/** 1 January 2020: an earlier clock is a mistake. */
const EARLIEST = 1577836800;

/** What the application tells the service link. */
export interface Serviced {
  infusing(): boolean;
  /** Whole numbers and texts at the end of the status: state, counters. */
  figures(): (number | string)[];
}

/** Answers the service cable. Whatever arrives, every frame gets one answer, and nothing that infuses is touched. */
export class Service {
  private hal: Hal;
  private journals: Journal[];
  private slots: LibrarySlots;
  private pump: Serviced;
  private frame = new Uint8Array(FRAME);
  private tokens = newTokens();
  /** Of the message: its numbers, for bytes where they begin and how many. */
  private given: number[] = [];

  constructor(hal: Hal, journal: Journal, training: Journal, slots: LibrarySlots, pump: Serviced) {
    this.hal = hal;
    this.journals = [journal, training];
    this.slots = slots;
    this.pump = pump;
  }

  /** Answers what has arrived and does a small piece of the slots' work; true where more work is to be done soon. */
  poll(): boolean {
    for (let n = 0; n < AT_ONCE; n++) {
      const length = this.hal.link.receive(this.frame);
      if (!(length > 0)) break;
      this.answer(length);
    }
    return this.slots.work();
  }

  private answer(length: number): void {
    const tokens = this.tokens;
    const given = this.given;
    let shape = '';
    given.length = 0;
    if (decode(this.frame, 0, length, tokens) === Reason.NONE) {
      for (let i = 0; i < tokens.count; i++) {
        const type = tokens.types[i];
        given.push(tokens.values[i]);
        if (type !== Major.LENGTH) shape += 'unbtamg'.charAt(type);
      }
    }
    const message = given[2];
    if (shape.slice(0, 3) !== 'auu') given[1] = given[2] = 0;
    const wanted = SHAPES[message];
    if (!wanted || (message === Message.CHECK ? shape.slice(0, wanted.length) : shape) !== wanted) {
      return this.reply(Reason.MESSAGE, []);
    }
    if (message === Message.JOURNAL) return this.readJournal();
    if (message >= Message.TIME && this.pump.infusing()) return this.reply(Reason.INFUSING, []);
    return this.do(message);
  }

  private do(message: Message): void {
    const slots = this.slots;
    const given = this.given;
    const frame = this.frame;
    const crypto = this.hal.crypto;
    const digest = new Uint8Array(32);
    if (message === Message.STATUS) return this.reply(Reason.NONE, this.status());
    if (message === Message.BEGIN)
      return this.transferred(slots.begin(given[3], given[4], hexOf(this.bytes(5))));
    if (message === Message.BLOCK) return this.transferred(slots.write(given[3], frame, given[4], given[5]));
    if (message === Message.COMMIT) return this.transferred(slots.commit());
    if (message === Message.TIME) return this.setTime(given[3]);
    if (message === Message.SELF_TEST) return this.selfTest(digest);
    if (message === Message.CHECK) return this.check();
    if (message === Message.DIGEST) {
      const done = crypto.digest(this.bytes(3), given[4], digest);
      return this.reply(done === true ? Reason.NONE : Reason.CANNOT_JUDGE, [hexOf(digest)]);
    }
    const good = crypto.verify(this.bytes(3), this.bytes(5), given[6], this.bytes(7));
    return this.reply(Reason.NONE, [good === true ? 1 : 0]);
  }

  private transferred(reason: Reason): void {
    this.reply(reason, [this.slots.received, this.slots.part]);
  }

  /** A copy of the bytes that stand at `at` of what was given. */
  private bytes(at: number): Uint8Array {
    const from = this.given[at];
    const bytes = new Uint8Array(this.given[at + 1]);
    bytes.set(this.frame.subarray(from, from + bytes.length));
    return bytes;
  }

  private send(length: number): void {
    if (length <= FRAME) this.hal.link.send(this.frame, length);
    else this.reply(Reason.TOO_LARGE, []);
  }

  private reply(reason: Reason, values: (number | string)[]): void {
    let at = putHead(this.frame, 0, Major.ARRAY, 3 + values.length);
    values = [this.given[1], this.given[2], reason as number | string].concat(values);
    for (let i = 0; i < values.length; i++) at = putValue(this.frame, at, values[i]);
    this.send(at);
  }

  private status(): (number | string)[] {
    const hal = this.hal;
    const slots = this.slots;
    const manifest = slots.manifest;
    const trust = slots.trust();
    const library: (number | string)[] = manifest
      ? [
          manifest.organisation,
          manifest.library,
          manifest.version,
          manifest.sequence,
          manifest.effective,
          manifest.reviewBy,
          hexOf(manifest.digest),
        ]
      : ['', '', '', 0, 0, 0, ''];
    const values: (number | string)[] = [
      PROTOCOL,
      hal.serial,
      hal.firmware,
      hal.clock.wall(),
      hal.clock.monotonic(),
    ];
    return values.concat(
      [this.pump.infusing() ? 1 : 0],
      library,
      [slots.slot, slots.reason, slots.waiting, slots.effective, slots.pinned],
      [slots.kind, slots.length, slots.digest, slots.received, slots.part, BLOCK],
      [trust.organisation, trust.sequence],
      [this.journals[0].ring.last, this.journals[1].ring.last],
      this.pump.figures(),
    );
  }

  /** As many records as fit, each as it stands in flash, from a number on. */
  private readJournal(): void {
    const journal = this.journals[this.given[3] === 1 ? 1 : 0];
    const frame = this.frame;
    let number = this.given[4];
    const values = [this.given[1], this.given[2], Reason.NONE, journal.ring.last];
    // With less than 24 items the head is one byte, written last.
    let at = 1;
    let count = 4;
    for (let i = 0; i < count; i++) at = putValue(frame, at, values[i]);
    const record = new Uint8Array(BLOCK);
    while (count < 23) {
      const size = journal.read(number, record);
      if (!(size > 0 && at + size + 3 <= FRAME)) break;
      at = putBytes(frame, at, record, size);
      number = journal.ring.found + 1;
      count++;
    }
    putHead(frame, 0, Major.ARRAY, count);
    this.send(at);
  }

  private setTime(seconds: number): void {
    const old = this.hal.clock.wall();
    const set = seconds >= EARLIEST && seconds < 4294967296 && this.hal.clock.setWall(seconds) === true;
    if (set) this.journals[0].write(EventKind.CLOCK_SET, [Detail.OLD, old, Detail.NEW, seconds]);
    this.reply(set ? Reason.NONE : Reason.CLOCK, [this.hal.clock.wall()]);
  }

  /** The example "abc" of FIPS 180-4, the library once more from its signatures on, and a record written and read back. */
  private selfTest(digest: Uint8Array): void {
    for (let i = 0; i < 3; i++) block[i] = 97 + i;
    const hashed =
      this.hal.crypto.digest(block, 3, digest) === true && hexOf(digest).slice(0, 16) === 'ba7816bf8f01cfea';
    const library = this.slots.verifyAgain();
    const journal = this.journals[0];
    const number = journal.write(EventKind.SELF_TEST, [Detail.REASON, library]);
    const kept =
      number > 0 && journal.read(number, new Uint8Array(BLOCK)) > 0 && journal.ring.found === number;
    this.reply(Reason.NONE, [
      hashed ? Reason.NONE : Reason.DIGEST,
      library,
      kept ? Reason.NONE : Reason.FLASH_FAILED,
      this.slots.trust().reason,
    ]);
  }

  /** Judges a program by limit records that came with it, as the check of an entry does. */
  private check(): void {
    const given = this.given;
    const limits: StoredRecord[] = [];
    let reason: Reason = Reason.NONE;
    for (let i = 0; i < 3; i++) {
      limits[i] = newRecord();
      const bytes = this.bytes(3 + i * 2);
      if (bytes.length > 0) reason = reason || decodeRecord(limits[i], bytes, bytes.length);
    }
    const program = newProgram(given[9]);
    const arrays: number[][] = [];
    let at = 10;
    while (arrays.length < 5 && given[at] >= 0) {
      const count = given[at];
      arrays.push(given.slice(at + 1, at + 1 + count));
      at += count + 1;
    }
    if (arrays.length < 5 || at !== given.length) reason = Reason.MESSAGE;
    if (reason !== Reason.NONE) return this.reply(reason, []);
    program.values = arrays[0];
    program.steps = arrays[1];
    program.delivered = arrays[2];
    program.problems = arrays[3];
    const verdict = judgeProgram(
      program,
      { pump: limits[0], careArea: given[6] > 0 ? limits[1] : null, entry: given[8] > 0 ? limits[2] : null },
      arrays[4],
    );
    let values: number[] = [verdict, outcome.findings.length / Field.SIZE];
    for (let i = 0; i < outcome.findings.length; i += Field.SIZE)
      values = values.concat(outcome.findings.slice(i, i + Field.RATIO));
    for (let i = 0; i < outcome.rates.length; i += RateField.SIZE)
      values = values.concat(outcome.rates.slice(i, i + RateField.RATIO));
    this.reply(Reason.NONE, values);
  }
}
