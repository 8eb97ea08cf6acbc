import { crc32 } from 'node:zlib';
import type { Bytes, LibraryStorage } from '../../engine/index';
import { searchRecords } from './record-search';

/** A byte array as library storage: a file read into memory, or a test's bytes. Counts what is read of it. */
export class MemoryStorage implements LibraryStorage {
  readonly size: number;
  /** Bytes handed out by `word` and `read`. */
  bytesRead = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = bytes.length;
  }

  word(offset: number): number {
    if (!this.holds(offset, 4)) return -1;
    this.bytesRead += 4;
    return this.bytes.readUInt32BE(offset);
  }

  read(offset: number, buffer: Bytes, length: number): number {
    if (!(this.holds(offset, length) && length <= buffer.length)) return 0;
    this.bytesRead += length;
    (buffer as Uint8Array).set(this.bytes.subarray(offset, offset + length));
    return length;
  }

  crc32(offset: number, length: number, start: number): number {
    if (!(this.holds(offset, length) && Number.isInteger(start) && start >= 0 && start < 2 ** 32)) return -1;
    return crc32(this.bytes.subarray(offset, offset + length), start);
  }

  search(offset: number, count: number, key0: number, key1: number): number {
    return searchRecords(this, offset, count, key0, key1);
  }

  private holds(offset: number, length: number): boolean {
    return (
      Number.isInteger(offset) &&
      Number.isInteger(length) &&
      offset >= 0 &&
      length >= 0 &&
      offset + length <= this.size
    );
  }
}
