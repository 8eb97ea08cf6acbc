// What stands in the flash of a pump as it leaves the factory: trust list, staff list, and a library in its first slot.
import { createHash } from 'node:crypto';
import { encodeStaff } from '../../drug-library-loader/service/factory';
import { StateKey } from '../../engine/journal/event';
import { StateStore } from '../../engine/journal/state-store';
import { BANK_HEAD, List, Provision } from '../../engine/service/provision';
import type { NodeFlash } from '../../hal/desktop/node-flash';
import { Region } from '../../hal/hal';

const BLOCK = 1024;

/** The day on which the factory installs, yyyymmdd: the demonstration keys are valid on it. */
const INSTALLED = 20261101;

/** Programs bytes where the flash is erased; the first place behind them. */
function write(flash: NodeFlash, start: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const part = Buffer.alloc((Math.min(BLOCK, bytes.length - at) + 3) & ~3, 0xff);
    part.set(bytes.subarray(at, at + BLOCK));
    if (!flash.program(start + at, part, part.length))
      throw new RangeError(`flash cannot be written at ${start + at}: is it erased, and large enough?`);
  }
  return start + ((bytes.length + 3) & ~3);
}

function provide(flash: NodeFlash, list: List, bytes: Uint8Array): void {
  const provision = new Provision(flash);
  provision.open();
  provision.erase();
  const start = provision.spare + BANK_HEAD;
  const reason = provision.replace(list, start, bytes.length, write(flash, start, bytes));
  if (reason !== 0) throw new RangeError(`a list of ${bytes.length} bytes cannot be kept: reason ${reason}`);
}

/** The encoded trust list. */
export function provisionTrust(flash: NodeFlash, list: Uint8Array): void {
  provide(flash, List.TRUST, list);
}

/** A signed library in slot A, in use. The pump verifies it when it starts. */
export function provisionLibrary(flash: NodeFlash, signed: Uint8Array): void {
  const start = flash.regionStart(Region.SLOT_A);
  if (!(signed.length <= flash.regionSize(Region.SLOT_A)))
    throw new RangeError(
      `${signed.length} bytes do not fit into a slot of ${flash.regionSize(Region.SLOT_A)}`,
    );
  for (let at = 0; at < signed.length; at += flash.sectorSize(Region.SLOT_A)) flash.erase(start + at);
  write(flash, start, signed);
  const state = new StateStore(flash, Region.STATE);
  state.open();
  if (!state.keep(StateKey.LIBRARY, [0, -1, 0, -1, signed.length, 0, INSTALLED, 0]))
    throw new Error('the state of the pump cannot be written');
}

/** A person of the staff list: a number that stands for them, and their code. */
export interface StaffMember {
  person: number;
  code: string;
}

/** Demonstration staff, whose codes everybody knows. */
export const DEMONSTRATION_STAFF: readonly StaffMember[] = [
  { person: 101, code: '2468' },
  { person: 102, code: '1357' },
];

/** The staff list as salted hashes (docs/formats/staff-list.md). */
export function provisionStaff(flash: NodeFlash, people: readonly StaffMember[] = DEMONSTRATION_STAFF): void {
  const rows = people.map(({ person, code }) => {
    const salt = createHash('sha256').update(`demonstration salt ${person}`).digest().subarray(0, 12);
    const hash = createHash('sha256').update(salt).update(code, 'ascii').digest();
    return { person, salt, hash };
  });
  provide(flash, List.STAFF, encodeStaff(rows));
}
