import type { Bytes, Flash, Hal } from '../../hal/hal';
import { Detail, EventKind, StateKey } from '../journal/event';
import type { Journal } from '../journal/journal';
import { block } from '../journal/record';
import type { StateStore } from '../journal/state-store';
import { namesOf, namesReason, partsOf } from '../library/contents';
import { headReason } from '../library/envelope';
import { Library } from '../library/library';
import { Reason } from '../reason';
import { type AcceptedFile, type Manifest, type TrustHead, acceptFile, trustHead } from './accepted-file';
import { dayOf } from './day';
import { BANK_HEAD, List, Provision } from './provision';

/** What can be received, as `Asked.KIND` numbers it; the last two are the lists, in their order. */
export const enum FileKind {
  LIBRARY = 1,
  TRUST = 2,
  STAFF = 3,
}

/** Library ids that the lists are signed under. */
const LIST_IDS = ['', '', 'trust list', 'staff list'];

/** Bytes of a block, but for the last. */
export const BLOCK = 1024;
/** Names, and records, of a library read in one piece of work; bytes checked in one, and ms between two of those. */
const NAMES = 32;
const RECORDS = 256;
const PIECE = 4096;
const PAUSE = 1000;
/** Bytes of a person in the staff list (docs/formats/staff-list.md). */
const PERSON = 48;

/** Where a compiled library lies. */
export interface Place {
  offset: number;
  length: number;
}

/** A slot, 0 or 1: the region of its number. */
interface Slot {
  /** Bytes of its signed file, 0 where there is none, and the day on which it was installed. */
  bytes: number;
  day: number;
  /** Once verified, with the CRC-32 that the file then had. */
  library: Library | null;
  manifest: Manifest | null;
  place: Place;
  crc: number;
}

function newSlot(bytes: number, day: number): Slot {
  return {
    bytes: bytes,
    day: day,
    library: null,
    manifest: null,
    place: { offset: 0, length: 0 },
    crc: 0,
  };
}

export function hexOf(bytes: Bytes): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += (256 + bytes[i]).toString(16).slice(1);
  return text;
}

/**
 * The two slots for libraries: which is in use, which an infusion still needs, and how the next file comes in. Receiving goes to the free
 * slot; a library becomes the active one by one write of the state store. Nothing is used that the gate (`Crypto.accept`) did not accept.
 */
export class LibrarySlots {
  /** The library of the next programming and its slot; `null` and −1, with `reason`, where there is none. */
  active: Library | null = null;
  manifest: Manifest | null = null;
  slot = -1;
  reason: Reason = Reason.NOT_FOUND;
  /** Rises whenever the active library changes, comes or goes. */
  changes = 0;
  /** Slot of a library that is not in effect yet, and the day on which it will be; −1 none. */
  waiting = -1;
  effective = 0;
  /** Slot that an infusion was checked against; −1 none. */
  pinned = -1;
  readonly provision: Provision;
  /** What is being received, its bytes, its SHA-256 as the sender says, and how much of it is here; kind 0: nothing. */
  kind = 0;
  length = 0;
  digest = '';
  received = 0;
  /** Parts that were read of the library being checked; −1: none is. */
  part = -1;
  private hal: Hal;
  private flash: Flash;
  private state: StateStore;
  private journal: Journal;
  private slots: Slot[] = [newSlot(0, 0), newSlot(0, 0)];
  private chosen = -1;
  private target = 0;
  private candidate: Library;
  private file: AcceptedFile | null = null;
  /** Day on which that file was accepted: it is verified by no other one later. */
  private day = 0;
  private result: Reason = Reason.TRANSFER;
  /** Slot, place, CRC-32 so far and time of the check in the background. */
  private looked = 0;
  private lookedAt = 0;
  private lookedCrc = 0;
  private lookedTime = 0;

  constructor(hal: Hal, state: StateStore, journal: Journal) {
    this.hal = hal;
    this.flash = hal.flash;
    this.state = state;
    this.journal = journal;
    this.candidate = new Library(hal.flash);
    this.provision = new Provision(hal.flash);
  }

  /** At power-on: verifies the active slot, and one that an infusion was checked against. */
  open(): Reason {
    const state = this.state.values(StateKey.LIBRARY) as number[];
    const transfer = this.state.values(StateKey.TRANSFER);
    this.provision.open();
    if (state.length === 8) {
      this.chosen = state[0];
      this.waiting = state[1];
      this.effective = state[2];
      this.pinned = state[3];
      this.slots = [newSlot(state[4], state[6]), newSlot(state[5], state[7])];
      if (this.pinned !== this.chosen) this.load(this.pinned);
    }
    if (transfer.length === 4) {
      this.kind = FileKind.LIBRARY;
      this.target = transfer[0] as number;
      this.length = transfer[1] as number;
      this.received = transfer[2] as number;
      this.digest = String(transfer[3]);
    }
    this.use();
    return this.reason;
  }

  /** The trust list; one that trusts nobody where there is none. */
  trust(): TrustHead {
    const { offset, length } = this.provision;
    return trustHead(this.hal, offset[List.TRUST], length[List.TRUST]);
  }

  private accept(
    kind: number,
    start: number,
    length: number,
    day: number,
    highest: StateStore | null,
  ): AcceptedFile {
    const lists = this.provision;
    const trust = [lists.offset[List.TRUST], lists.length[List.TRUST]];
    return acceptFile(this.hal, kind, start, length, day, trust, highest);
  }

  /** Verifies what stands in a slot, by the day on which it was installed. Where it fails, an infusion keeps what it has. */
  private load(number: number): Reason {
    const slot = this.slots[number];
    const start = this.flash.regionStart(number);
    if (!slot || !(slot.bytes > 0)) return Reason.NOT_FOUND;
    const file = this.accept(FileKind.LIBRARY, start, slot.bytes, slot.day, null);
    const manifest = file.manifest;
    if (file.reason !== Reason.NONE || !manifest) return file.reason;
    const library = new Library(this.flash);
    const reason = library.open(file.offset, file.length) || headReason(manifest, library.head);
    if (reason !== Reason.NONE) return reason;
    slot.library = library;
    slot.manifest = manifest;
    slot.place = { offset: file.offset, length: file.length };
    slot.crc = this.flash.crc32(start, slot.bytes, 0);
    return reason;
  }

  /** Makes the chosen slot the active one, if what stands in it is good. */
  private use(): void {
    const slot = this.slots[this.chosen];
    this.reason = this.load(this.chosen);
    const good = this.reason === Reason.NONE;
    const manifest = good ? slot.manifest : null;
    this.active = good ? slot.library : null;
    this.manifest = manifest;
    this.slot = good ? this.chosen : -1;
    this.changes++;
    this.journal.setLibrary(manifest ? manifest.sequence : 0, manifest ? manifest.digest : []);
  }

  /** Verifies the active library once more. */
  verifyAgain(): Reason {
    this.use();
    return this.reason;
  }

  /** The library of a slot that is active or pinned; `null` where none was verified. */
  inSlot(number: number): Library | null {
    const slot = this.slots[number];
    return slot ? slot.library : null;
  }

  placeOf(number: number): Place {
    return (this.slots[number] || newSlot(0, 0)).place;
  }

  /** Says which slot the running infusion was checked against: nothing is received into it, over restarts too, until −1 says that it ended. */
  pin(number: number): void {
    const before = this.slots[this.pinned];
    if (number === this.pinned) return;
    if (before && this.pinned !== this.slot) before.library = null;
    this.pinned = number;
    this.save();
  }

  /** Whether the active library's day of review is behind us. */
  pastReview(): boolean {
    const today = dayOf(this.hal.clock.wall());
    return this.manifest !== null && today > 0 && !(today <= this.manifest.reviewBy);
  }

  private save(): boolean {
    const a = this.slots[0];
    const b = this.slots[1];
    const values = [this.chosen, this.waiting, this.effective, this.pinned, a.bytes, b.bytes, a.day, b.day];
    return this.state.keep(StateKey.LIBRARY, values);
  }

  /** First byte of what is received. */
  private start(): number {
    return this.kind === FileKind.LIBRARY
      ? this.flash.regionStart(this.target)
      : this.provision.spare + BANK_HEAD;
  }

  /** Begins to receive a file, or goes on with one of the same length and SHA-256 (as hexadecimal text): `received` says from where. */
  begin(kind: number, length: number, digest: string): Reason {
    const isList = kind !== FileKind.LIBRARY;
    const slots = this.slots;
    // Never the slot in use, nor one that an infusion needs; the chosen one only where what stands in it is good for nothing.
    let target = this.chosen === 0 ? 1 : 0;
    if (target === this.pinned && this.slot < 0) target = 1 - target;
    const room = isList ? this.provision.size - BANK_HEAD : this.flash.regionSize(target);
    if (!(kind > 0 && kind <= FileKind.STAFF)) return Reason.MESSAGE;
    if (this.part >= 0) return Reason.IN_PROGRESS;
    if (!isList && this.pinned === target) return Reason.SLOTS_HELD;
    if (!(length > 0 && length <= room)) return Reason.TOO_LARGE;
    if (
      !isList &&
      this.kind === kind &&
      this.target === target &&
      this.length === length &&
      this.digest === digest
    )
      return Reason.NONE;
    this.kind = 0;
    if (isList && !this.provision.erase()) return Reason.FLASH_FAILED;
    if (!isList && slots[target].bytes > 0) {
      slots[target] = newSlot(0, 0);
      if (this.waiting === target) this.waiting = -1;
      if (!this.save()) return Reason.FLASH_FAILED;
    }
    this.kind = kind;
    this.target = target;
    this.length = length;
    this.digest = digest;
    this.received = 0;
    return Reason.NONE;
  }

  /** Takes the block of `length` bytes at `from` of `bytes` that belongs at `offset` of the file; one that is here already is good. */
  write(offset: number, bytes: Uint8Array, from: number, length: number): Reason {
    const end = offset + length;
    const at = this.start() + offset;
    const sector = this.flash.sectorSize(this.target);
    if (this.kind === 0 || this.part >= 0) return Reason.TRANSFER;
    if (end <= this.received) return Reason.NONE;
    if (!(offset === this.received && end <= this.length && (length === BLOCK || end === this.length)))
      return Reason.TRANSFER;
    // After a loss of power it goes on from the last sector begun.
    let good = true;
    if (this.kind === FileKind.LIBRARY && offset % sector === 0) {
      good = this.state.keep(StateKey.TRANSFER, [this.target, this.length, offset, this.digest]);
      good = good && this.flash.erase(at) === true;
    }
    block.set(bytes.subarray(from, from + length));
    for (let i = length; i < BLOCK; i++) block[i] = 0;
    if (!(good && this.flash.program(at, block, length + (-length & 3)) === true)) {
      if (this.kind === FileKind.LIBRARY) this.received -= this.received % sector;
      else this.kind = 0;
      return Reason.FLASH_FAILED;
    }
    this.received = end;
    return Reason.NONE;
  }

  /** Judges the file that was received: IN_PROGRESS while the parts of a library are being read, then its result as often as one asks. */
  commit(): Reason {
    if (this.kind === 0) return this.result;
    if (this.part >= 0) return Reason.IN_PROGRESS;
    if (this.received !== this.length) return Reason.TRANSFER;
    this.day = dayOf(this.hal.clock.wall());
    const file = this.accept(this.kind, this.start(), this.length, this.day, this.state);
    const manifest = file.manifest;
    this.file = file;
    if (file.reason !== Reason.NONE || !manifest) return this.finish(file.reason);
    if (this.kind !== FileKind.LIBRARY) return this.finish(this.takeList(file, manifest));
    const reason = this.candidate.open(file.offset, file.length) || headReason(manifest, this.candidate.head);
    if (reason !== Reason.NONE) return this.finish(reason);
    this.part = 0;
    return Reason.IN_PROGRESS;
  }

  private finish(reason: Reason): Reason {
    const manifest = this.file && this.file.manifest;
    const good = reason === Reason.NONE;
    const library = this.kind === FileKind.LIBRARY;
    const details: (number | string)[] = [Detail.REASON, reason, Detail.CODE, this.kind];
    if (manifest) details.push(Detail.TEXT, manifest.version, Detail.NEW, manifest.sequence);
    this.kind = 0;
    this.part = -1;
    this.file = null;
    this.result = reason;
    if (library) this.state.keep(StateKey.TRANSFER, []);
    this.journal.write(
      library
        ? good
          ? EventKind.LIBRARY_INSTALLED
          : EventKind.LIBRARY_REFUSED
        : good
          ? EventKind.TRUST_INSTALLED
          : EventKind.TRUST_REFUSED,
      details,
    );
    return reason;
  }

  /** Keeps the sequence of what was accepted, so that nothing older is taken again. */
  private remember(manifest: Manifest): boolean {
    const values = this.state.values(StateKey.HIGHEST);
    let at = 0;
    if (this.state.unread) return false;
    while (
      at < values.length &&
      !(values[at] === manifest.organisation && values[at + 1] === manifest.library)
    )
      at += 4;
    values[at] = manifest.organisation;
    values[at + 1] = manifest.library;
    values[at + 2] = manifest.sequence;
    values[at + 3] = hexOf(manifest.digest);
    return this.state.keep(StateKey.HIGHEST, values);
  }

  private takeList(file: AcceptedFile, manifest: Manifest): Reason {
    const flash = this.flash;
    const list = this.kind === FileKind.TRUST ? List.TRUST : List.STAFF;
    const length = file.length;
    if (manifest.library !== LIST_IDS[this.kind]) return Reason.MANIFEST_HEAD;
    if (list === List.TRUST) {
      const next = trustHead(this.hal, file.offset, length);
      if (next.reason !== Reason.NONE) return next.reason;
      if (next.organisation !== manifest.organisation || next.sequence !== manifest.sequence)
        return Reason.MANIFEST_HEAD;
      // The list that came with the pump is in no record of highest sequences.
      if (!(next.sequence > this.trust().sequence)) return Reason.SEQUENCE_LOWER;
    } else if (
      length !== 8 + flash.word(file.offset) * PERSON ||
      flash.crc32(file.offset + 8, length - 8, 0) !== flash.word(file.offset + 4)
    )
      return Reason.LENGTH;
    if (!this.remember(manifest)) return Reason.FLASH_FAILED;
    const end = this.start() + this.length;
    const reason = this.provision.replace(list, file.offset, length, end + (-end & 3));
    // Whose key is revoked may no longer be the signer of what is programmed next.
    if (reason === Reason.NONE && list === List.TRUST) this.use();
    return reason;
  }

  /** The library that was received has been read as a whole: one write makes it the active one, or the one that waits for its day. */
  private take(file: AcceptedFile, manifest: Manifest): Reason {
    const before = [this.chosen, this.waiting];
    const target = this.target;
    const later = file.notice === Reason.NOT_YET_EFFECTIVE;
    if (!this.remember(manifest)) return Reason.FLASH_FAILED;
    this.slots[target] = newSlot(this.length, this.day);
    this.effective = manifest.effective;
    this.waiting = later ? target : -1;
    if (!later) this.chosen = target;
    if (this.save()) {
      if (!later) this.change(before[0]);
      return Reason.NONE;
    }
    this.chosen = before[0];
    this.waiting = before[1];
    this.slots[target] = newSlot(0, 0);
    return Reason.FLASH_FAILED;
  }

  /** The active slot is another one now. */
  private change(before: number): void {
    const slot = this.slots[before];
    this.use();
    if (slot && this.pinned !== before) slot.library = null;
    this.journal.write(
      this.active ? EventKind.LIBRARY_ACTIVE : EventKind.LIBRARY_REFUSED,
      this.manifest ? [Detail.TEXT, this.manifest.version] : [Detail.REASON, this.reason],
    );
  }

  /** Reads some more parts of the library being checked: names here, records in one call. */
  private readOn(file: AcceptedFile): Reason {
    const library = this.candidate;
    const names = namesOf(library);
    const isName = this.part < names;
    const first = this.part;
    const some = Math.min(isName ? NAMES : RECORDS, (isName ? names : partsOf(library)) - first);
    this.part += some;
    if (isName) return namesReason(library, first, some);
    const reason = this.hal.crypto.checkRecords(file.offset, file.length, first - names, some);
    return reason >= 0 ? reason : Reason.LIBRARY_UNREADABLE;
  }

  /** Does a small piece of what is to be done; true where more of it is to be done at once. */
  work(): boolean {
    const file = this.file;
    if (this.part >= 0 && file && file.manifest) {
      const reason = this.readOn(file);
      if (reason === Reason.NONE && this.part < partsOf(this.candidate)) return true;
      this.finish(reason === Reason.NONE ? this.take(file, file.manifest) : reason);
      return false;
    }
    const now = this.hal.clock.monotonic();
    if (!(now - this.lookedTime >= PAUSE)) return false;
    this.lookedTime = now;
    const before = this.chosen;
    if (this.waiting >= 0 && dayOf(this.hal.clock.wall()) >= this.effective) {
      this.chosen = this.waiting;
      this.waiting = -1;
      if (this.save()) this.change(before);
      else {
        this.waiting = this.chosen;
        this.chosen = before;
      }
    }
    this.look();
    return false;
  }

  /** Reads on in a library in use, and verifies it again where it is not what it was. */
  private look(): void {
    const slot = this.slots[this.looked];
    const some = Math.min(PIECE, slot.bytes - this.lookedAt);
    let good = slot.library !== null;
    if (good) {
      this.lookedCrc = this.flash.crc32(
        this.flash.regionStart(this.looked) + this.lookedAt,
        some,
        this.lookedCrc,
      );
      this.lookedAt += some;
      good = this.lookedCrc >= 0;
      if (good && this.lookedAt < slot.bytes) return;
      if (!(good && this.lookedCrc === slot.crc)) {
        slot.library = null;
        if (this.looked === this.slot) {
          this.use();
          if (!this.active) this.change(-1);
        } else this.load(this.looked);
      }
    }
    this.looked = 1 - this.looked;
    this.lookedAt = this.lookedCrc = 0;
  }
}
