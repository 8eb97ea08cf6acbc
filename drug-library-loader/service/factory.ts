import { crc32 } from 'node:zlib';
import { BANK_HEAD } from '../../engine/service/provision';

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32BE(value, i * 4));
  return bytes;
}

/** "PROV", before each bank. */
const MARK = 0x50524f56;

/**
 * What stands at the start of the trust region (docs/formats/service-link.md) when a pump leaves its maker: the first bank with the encoded
 * trust list and staff list, without signatures.
 */
export function provisioned(trust: Uint8Array, staff: Uint8Array = new Uint8Array(0)): Buffer {
  const staffAt = (BANK_HEAD + trust.length + 3) & ~3;
  const head = words(MARK, 1, BANK_HEAD, trust.length, staffAt, staff.length, crc32(staff, crc32(trust)));
  const bytes = Buffer.alloc(staffAt + staff.length, 0xff);
  bytes.set(Buffer.concat([head, words(crc32(head))]));
  bytes.set(trust, BANK_HEAD);
  bytes.set(staff, staffAt);
  return bytes;
}

/** The value of StateKey.LIBRARY with one library, of `length` bytes as a signed file, in slot A since `day` (yyyymmdd). */
export function libraryInSlotA(length: number, day: number): number[] {
  return [0, -1, 0, -1, length, 0, day, 0];
}

/** A person of the staff list: a number that stands for them, 12 bytes of salt, SHA-256 of salt and code. */
export interface StaffRow {
  person: number;
  salt: Uint8Array;
  hash: Uint8Array;
}

/** The staff list as a pump reads it (docs/formats/staff-list.md). */
export function encodeStaff(rows: readonly StaffRow[]): Buffer {
  const records = Buffer.concat(rows.flatMap(({ person, salt, hash }) => [words(person), salt, hash]));
  return Buffer.concat([words(rows.length, crc32(records)), records]);
}
