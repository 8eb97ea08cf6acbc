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
}
