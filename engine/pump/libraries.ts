import { type Hal, Region } from '../../hal/hal';
import { StateKey } from '../journal/event';
import type { StateStore } from '../journal/state-store';
import {
  LIBRARY_CONTEXT,
  type Manifest,
  Proof,
  type TrustList,
  headReason,
  readTrustList,
  verifySigned,
} from '../library/envelope';
import { Library } from '../library/library';
import { Reason } from '../reason';
import { dayOf } from './calendar';

/** Where a compiled library lies. */
export interface Place {
  offset: number;
  length: number;
}

const NOWHERE: Place = { offset: 0, length: 0 };

export class Libraries {
  active: Library | null = null;
  slot = -1;
  manifest: Manifest | null = null;
  private hal: Hal;
  private state: StateStore;
  private places: Place[] = [NOWHERE, NOWHERE];

  constructor(hal: Hal, state: StateStore) {
    this.hal = hal;
    this.state = state;
  }

  open(): Reason {
    const bytes = new Uint8Array(16);
    if (this.state.get(StateKey.LIBRARY, bytes) !== 5) return Reason.NOT_FOUND;
    const flash = this.hal.flash;
    const slot = bytes[0];
    const length = ((bytes[1] * 256 + bytes[2]) * 256 + bytes[3]) * 256 + bytes[4];
    const offset = flash.regionStart(slot === 0 ? Region.SLOT_A : Region.SLOT_B);
    const trust = this.trust();
    const file = verifySigned(flash, offset, length, LIBRARY_CONTEXT, {
      trust: trust,
      verifier: this.hal.crypto,
      today: dayOf(this.hal.clock.wall()),
      demonstrationKeys: this.hal.demonstrationKeys,
      highest: [],
    });
    if (file.result !== Proof.VERIFIED) return file.result as unknown as Reason;
    const manifest = file.manifest as Manifest;
    const library = new Library(flash);
    const reason = library.open(file.offset, manifest.length) || headReason(manifest, library.head);
    if (reason !== Reason.NONE) return reason;
    this.places[slot] = { offset: file.offset, length: manifest.length };
    this.active = library;
    this.slot = slot;
    this.manifest = manifest;
    return Reason.NONE;
  }

  private trust(): TrustList {
    const flash = this.hal.flash;
    const start = flash.regionStart(Region.TRUST);
    const length = flash.word(start);
    const bytes = new Uint8Array(length > 0 && length < 4096 ? length : 0);
    flash.read(start + 4, bytes, bytes.length);
    return readTrustList(bytes, bytes.length);
  }

  inSlot(slot: number): Library | null {
    return slot === this.slot ? this.active : null;
  }

  placeOf(slot: number): Place {
    return this.places[slot] || NOWHERE;
  }

  pin(_slot: number): void {}

  pastReview(): boolean {
    const manifest = this.manifest;
    const today = dayOf(this.hal.clock.wall());
    return manifest !== null && today > 0 && !(today <= manifest.reviewBy);
  }
}
