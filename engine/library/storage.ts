import type { Bytes } from './cbor';

/**
 * Where a library lies: flash on a pump, a file on a desktop. Offsets and lengths are bytes from the start of the storage.
 * Implementations answer requests outside it with −1 or a short count, never with other bytes.
 */
export interface LibraryStorage {
  readonly size: number;
  /** Unsigned 32-bit big-endian word at any offset; −1 outside. */
  word(offset: number): number;
  /** Copies `length` bytes to the start of `buffer`; returns how many were copied. */
  read(offset: number, buffer: Bytes, length: number): number;
  /** CRC-32 (ISO-HDLC, as in zlib) of a range, continued from `start` (0 at first), as an unsigned number; −1 outside. */
  crc32(offset: number, length: number, start: number): number;
  /**
   * Number of the first of `count` index records (16 bytes each, from `offset` on, in order) whose first two words are not below `key0`, `key1`;
   * `count` where there is none, −1 where one of them lies outside. One call instead of one a probe (docs/decisions/0012).
   */
  search(offset: number, count: number, key0: number, key1: number): number;
}
