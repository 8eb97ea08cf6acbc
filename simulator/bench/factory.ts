import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { StateKey } from '../../engine/journal/event';
import { StateStore } from '../../engine/journal/state-store';
// What stands in the flash of a pump as it leaves the factory: the trust list, and a library in its first slot.
import type { NodeFlash } from '../../hal/desktop/node-flash';
import { Region } from '../../hal/hal';

const BLOCK = 1024;

/** Erases a region and writes the bytes at its start. RangeError where they do not fit. */
function fill(flash: NodeFlash, region: Region, bytes: Uint8Array): void {
  const start = flash.regionStart(region);
  if (!(bytes.length <= flash.regionSize(region)))
    throw new RangeError(
      `${bytes.length} bytes do not fit into the ${flash.regionSize(region)} of this region`,
    );
  for (let at = 0; at < flash.regionSize(region); at += flash.sectorSize(region)) flash.erase(start + at);
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const part = Buffer.alloc((Math.min(BLOCK, bytes.length - at) + 3) & ~3, 0xff);
    part.set(bytes.subarray(at, at + BLOCK));
    flash.program(start + at, part, part.length);
  }
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The encoded trust list, behind its length. */
export function provisionTrust(flash: NodeFlash, list: Uint8Array): void {
  fill(flash, Region.TRUST, Buffer.concat([word(list.length), list]));
}

/** A signed library in slot A, in use. The pump verifies it when it starts. */
export function provisionLibrary(flash: NodeFlash, signed: Uint8Array): void {
  fill(flash, Region.SLOT_A, signed);
  const state = new StateStore(flash, Region.STATE);
  state.open();
  if (!state.put(StateKey.LIBRARY, Buffer.concat([Buffer.of(0), word(signed.length)]), 5))
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

/** The staff list as salted hashes, in the second half of the region of the trust list (docs/formats/staff-list.md). */
export function provisionStaff(flash: NodeFlash, people: readonly StaffMember[] = DEMONSTRATION_STAFF): void {
  const rows = people.map(({ person, code }) => {
    const salt = createHash('sha256').update(`demonstration salt ${person}`).digest().subarray(0, 12);
    const hash = createHash('sha256').update(salt).update(code, 'ascii').digest();
    return Buffer.concat([word(person), salt, hash]);
  });
  const records = Buffer.concat(rows);
  const list = Buffer.concat([word(people.length), word(crc32(records)), records]);
  const start = flash.regionStart(Region.TRUST) + flash.regionSize(Region.TRUST) / 2;
  for (let at = start; at < start + list.length; at += flash.sectorSize(Region.TRUST)) flash.erase(at);
  if (!flash.program(start, list, list.length)) throw new Error('the staff list cannot be written');
}
