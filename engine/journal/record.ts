import type { Bytes, Flash } from '../../hal/hal';

/** Sizes of a record: head, head and checksum, and the most that one programming of the flash takes. */
export const enum Size {
  HEAD = 8,
  FRAME = 12,
  MOST = 1024,
}

/** "JR", before every record. */
const MAGIC = 0x4a52;

/** The record being written or read: its body begins at `Size.HEAD`. One for all, since nothing here waits. */
export const block = new Uint8Array(Size.MOST);

/** CRC-32 (ISO-HDLC) of four bits at a time: one table row for each. */
const ROWS: number[] = [];

/** CRC-32 of the first `length` bytes in memory, as `Flash.crc32` gives it for bytes in flash. */
export function crcOf(bytes: Bytes, length: number): number {
  for (let row = ROWS.length; row < 16; row++) {
    let value = row;
    for (let bit = 0; bit < 4; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    ROWS[row] = value;
  }
  let crc = -1;
  for (let i = 0; i < length; i++) {
    crc = ROWS[(crc ^ bytes[i]) & 15] ^ (crc >>> 4);
    crc = ROWS[(crc ^ (bytes[i] >> 4)) & 15] ^ (crc >>> 4);
  }
  return ~crc >>> 0;
}

export function putWord(bytes: Bytes, at: number, value: number): void {
  for (let i = 3; i >= 0; i--) {
    bytes[at + i] = value % 256;
    value = Math.floor(value / 256);
  }
}

/**
 * Records in flash, each written by one programming: "JR", length of the body (16 bits), a number (32 bits), the body, zeros up to a
 * multiple of 4, CRC-32 of all before. A record whose writing power loss cut is not found, and hides none that is.
 */
export class Records {
  /** Of the record found or written last: its number, the length of its body, and the first byte behind it. */
  number = 0;
  length = 0;
  next = 0;
  private flash: Flash;

  constructor(flash: Flash) {
    this.flash = flash;
  }

  /**
   * Where the first whole record at or behind `at` begins; −1 where none ends before `end`, and `next` is then where writing can go on:
   * a whole record's length of erased bytes, or all that are left.
   */
  find(at: number, end: number): number {
    const flash = this.flash;
    for (; at + Size.FRAME <= end; at += 4) {
      const word = flash.word(at);
      if (word === 4294967295) {
        const some = Math.min(Size.MOST, end - at);
        if (flash.read(at, block, some) !== some) break;
        let i = 0;
        while (i < some && block[i] === 255) i++;
        if (i === some) {
          this.next = at;
          return -1;
        }
        at += i - (i % 4) - 4;
      } else if (word >>> 16 === MAGIC) {
        const length = word & 65535;
        const size = Size.FRAME + length + (-length & 3);
        // A failed read must not look like a good checksum.
        const crc = size <= Size.MOST && at + size <= end ? flash.crc32(at, size - 4, 0) : -1;
        if (crc >= 0 && crc === flash.word(at + size - 4)) {
          this.number = flash.word(at + 4);
          this.length = length;
          this.next = at + size;
          return at;
        }
      }
    }
    this.next = end;
    return -1;
  }

  /** Heads and pads the body of `length` bytes in `block`; gives the size of the record, without its checksum. */
  frame(number: number, length: number): number {
    putWord(block, 0, MAGIC * 65536 + length);
    putWord(block, 4, number);
    length += Size.HEAD;
    while (length % 4 !== 0) block[length++] = 0;
    return length;
  }

  /** Writes the framed record of `size` bytes at `at` and reads it back; where it does not stand there, false. */
  write(at: number, size: number): boolean {
    const flash = this.flash;
    const crc = crcOf(block, size);
    putWord(block, size, crc);
    if (flash.program(at, block, size + 4) !== true) return false;
    this.next = at + size + 4;
    return flash.crc32(at, size, 0) === crc && flash.word(at + size) === crc;
  }
}
