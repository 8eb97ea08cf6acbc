// A pump without its application: desktop flash, crypto and clock, and the parts that the service link talks to.
import { libraryInSlotA, provisioned } from '../../../drug-library-loader/service/factory';
import { encodeTrust } from '../../../drug-library-loader/signature/trust';
import { StateKey } from '../../../engine/journal/event';
import { Journal } from '../../../engine/journal/journal';
import { StateStore } from '../../../engine/journal/state-store';
import { LibrarySlots } from '../../../engine/service/library-slots';
import { VirtualClock } from '../../../hal/desktop/clock';
import { MemoryLink } from '../../../hal/desktop/memory-link';
import { NodeCrypto } from '../../../hal/desktop/node-crypto';
import { NodeFlash } from '../../../hal/desktop/node-flash';
import { type Hal, Region } from '../../../hal/hal';
import { TRUST } from '../../drug-library-loader/signature/people';

/** Small sectors, so that every transfer crosses some. */
export const LAYOUT = [
  { size: 8192, sector: 2048 },
  { size: 8192, sector: 2048 },
  { size: 8192, sector: 2048 },
  { size: 4096, sector: 2048 },
  { size: 4096, sector: 2048 },
  { size: 8192, sector: 2048 },
];

/** 23 November 2026, 12:00 UTC: the keys of `people` are valid. */
export const WALL = 1_795_435_200;

export function newFlash(): NodeFlash {
  const flash = new NodeFlash({ layout: LAYOUT });
  fill(flash, Region.TRUST, provisioned(encodeTrust(TRUST)));
  return flash;
}

export function fill(flash: NodeFlash, region: Region, bytes: Buffer): void {
  bytes.copy(flash.cells, flash.regionStart(region));
}

export interface Parts {
  hal: Hal;
  flash: NodeFlash;
  clock: VirtualClock;
  link: MemoryLink;
  state: StateStore;
  journal: Journal;
  training: Journal;
  slots: LibrarySlots;
}

/** The parts as after power-on, opened. */
export function powerOn(flash: NodeFlash, clock = new VirtualClock(WALL), more: Partial<Hal> = {}): Parts {
  const crypto = new NodeCrypto(flash);
  const link = new MemoryLink();
  const hal = {
    serial: 'T-1',
    firmware: 'test 1',
    demonstrationKeys: false,
    flash,
    clock,
    crypto,
    link,
    ...more,
  } as unknown as Hal;
  const journal = new Journal(flash, crypto, clock, Region.JOURNAL);
  const training = new Journal(flash, crypto, clock, Region.TRAINING_JOURNAL);
  const state = new StateStore(flash, Region.STATE);
  journal.open();
  training.open();
  state.open();
  const slots = new LibrarySlots(hal, state, journal);
  slots.open();
  return { hal, flash, clock, link, state, journal, training, slots };
}

/** A pump that left its maker with this library in slot A. */
export function withLibrary(signed: Buffer, day = 20261123): NodeFlash {
  const flash = newFlash();
  fill(flash, Region.SLOT_A, signed);
  const state = new StateStore(flash, Region.STATE);
  state.open();
  state.keep(StateKey.LIBRARY, libraryInSlotA(signed.length, day));
  return flash;
}
