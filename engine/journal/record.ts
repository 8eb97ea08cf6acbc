import type { Bytes, Flash, Region } from '../../hal/hal';

/** Sizes of a record: head, head and checksum, and the most that one programming of the flash takes. */
export const enum Size {
  HEAD = 8,
  FRAME = 12,
  MOST = 1024,
}

/** A word of erased flash. */
export const BLANK = 4294967295;

/** CRC-32 of `Size.MOST` erased bytes. */
const BLANK_CRC = 3090874356;

/** Times that a flash is asked which does not answer. */
export const TRIES = 3;

/** "JR", before every record. */
const MAGIC = 0x4a52;

/** The record being written or read: its body begins at `Size.HEAD`. One for all, since nothing here waits. */
export const block = new Uint8Array(Size.MOST);

/** CRC-32 (ISO-HDLC) of the first `length` bytes in memory, as `Flash.crc32` gives it for bytes in flash. */
export function crcOf(bytes: Bytes, length: number): number {
  let crc = -1;
  for (let i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Big-endian, 32 bits. */
export function putWord(bytes: Bytes, at: number, value: number): void {
  for (let shift = 24; shift >= 0; shift -= 8) bytes[at++] = (value >>> shift) & 255;
}

/**
 * Records in the sectors of a flash region, each written by one programming: "JR", length of the body (16 bits), a number (32 bits), the
 * body, zeros up to a multiple of 4, CRC-32 of all before. A record whose writing power loss cut is not found, and hides none that is.
 */
export class Records {
  /** Of the record found or written last: its number, the length of its body, and the first byte behind it. */
  number = 0;
  length = 0;
  next = 0;
  /** Sectors of the region; 0 where they are too few or too small to write in. */
  sectors = 0;
  /** The flash has not answered a read: what was not found may be there. Stays until it is set back. */
  failed = false;
  readonly flash: Flash;
  private base: number;
  private sectorSize: number;

  constructor(flash: Flash, region: Region) {
    this.flash = flash;
    this.base = flash.regionStart(region);
    this.sectorSize = flash.sectorSize(region);
    const sectors = Math.floor(flash.regionSize(region) / this.sectorSize);
    if (this.base >= 0 && sectors >= 2 && this.sectorSize >= Size.MOST) this.sectors = sectors;
  }

  /** Where the sector begins; the one behind the last begins again. */
  start(sector: number): number {
    return this.base + (sector % this.sectors) * this.sectorSize;
  }

  end(sector: number): number {
    return this.start(sector) + this.sectorSize;
  }

  /**
   * Where the first whole record at or behind `at` begins; −1 where none ends before `end`, and `next` is then where writing can go on:
   * a whole record's length of erased bytes, or all that are left.
   */
  find(at: number, end: number): number {
    const flash = this.flash;
    for (; at + Size.FRAME <= end; at += 4) {
      const word = this.word(at);
      if (word === BLANK) {
        const some = Math.min(Size.MOST, end - at);
        // At once where it can be: a start looks into every sector, and most of a new journal's are blank.
        if (some === Size.MOST && flash.crc32(at, some, 0) === BLANK_CRC) {
          this.next = at;
          return -1;
        }
        if (flash.read(at, block, some) !== some) {
          this.failed = true;
          break;
        }
        let i = 0;
        while (i < some && block[i] === 255) i++;
        if (i === some) {
          this.next = at;
          return -1;
        }
        at += i - (i % 4) - 4;
      } else if (word >>> 16 === MAGIC) {
        const length = word & 65535;
        const size = Size.HEAD + length + (-length & 3);
        // A failed read must not look like a good checksum.
        const inside = size < Size.MOST && at + size < end;
        const crc = inside ? flash.crc32(at, size, 0) : -1;
        if (inside && crc < 0) this.failed = true;
        if (crc >= 0 && crc === this.word(at + size)) {
          this.number = this.word(at + 4);
          this.length = length;
          this.next = at + size + 4;
          return at;
        }
      }
    }
    this.next = end;
    return -1;
  }

  /** As `Flash.word`, and keeps in mind where it fails. */
  word(at: number): number {
    const word = this.flash.word(at);
    if (!(word >= 0)) this.failed = true;
    return word;
  }

  /** Heads and pads the body of `length` bytes in `block`; gives the size of the record, without its checksum. */
  frame(number: number, length: number): number {
    putWord(block, 0, MAGIC * 65536 + length);
    putWord(block, 4, number);
    length += Size.HEAD;
    while (length % 4 !== 0) block[length++] = 0;
    return length;
  }

  /** Writes the framed record of `size` bytes at `at` and reads it back; false where it does not stand there or would end behind `end`. */
  write(at: number, end: number, size: number): boolean {
    const flash = this.flash;
    const crc = crcOf(block, size);
    putWord(block, size, crc);
    this.next = at + size + 4;
    return (
      this.next <= end &&
      flash.program(at, block, size + 4) === true &&
      flash.crc32(at, size, 0) === crc &&
      flash.word(at + size) === crc
    );
  }
}
