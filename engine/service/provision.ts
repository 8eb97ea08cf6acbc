import type { Flash } from '../../hal/hal';
import { TRIES, block, crcOf, putWord } from '../journal/record';
import { Reason } from '../reason';

/** What a signed staff list is signed as. */
export const STAFF_CONTEXT = 'ders-staff-list/1';

/** The lists of a pump, in this order in a bank. */
export const enum List {
  TRUST = 0,
  STAFF = 1,
}

/** Words of a bank's head: mark, generation, place and length of each list, CRC-32 of both, CRC-32 of the words before. */
const enum Word {
  MARK = 0,
  GENERATION = 4,
  LISTS = 8,
  CONTENT = 24,
  HEAD = 28,
  SIZE = 32,
}

/** "PROV". */
const MARK = 0x50524f56;
/** Where a bank's first list may begin: a signed file is received behind the head. */
export const BANK_HEAD = 1024;
/** Longest trust list that a gate reads. */
const MOST_TRUST = 4096;

/**
 * Trust list and staff list, in two banks, halves of their region: the one with the highest generation holds. A new list is received into
 * the other bank, the list that stays is copied behind it, and the head is written last.
 */
export class Provision {
  /** Where each list lies in the flash; length 0 where there is none. */
  offset: number[] = [0, 0];
  length: number[] = [0, 0];
  /** First byte and size of the bank not in use. */
  spare = 0;
  size = 0;
  private flash: Flash;
  private base: number;
  private sector: number;
  private generation = 0;
  private closed = false;

  constructor(flash: Flash) {
    this.flash = flash;
    // Region.TRUST
    this.base = flash.regionStart(5);
    this.sector = flash.sectorSize(5);
    const size = flash.regionSize(5) / 2;
    this.size = size > 0 ? size - (size % this.sector) : 0;
  }

  /**
   * Finds the lists. Changes nothing in flash. Where it does not answer, three times, there are none, and neither bank is erased: an older
   * list must not take the place of one that cannot be read.
   */
  open(): void {
    let read = false;
    for (let tries = 0; tries < TRIES && !read; tries++) read = this.scan();
    this.closed = !read;
    if (!read) this.length = [0, 0];
  }

  private scan(): boolean {
    const flash = this.flash;
    let read = true;
    function word(at: number): number {
      const found = flash.word(at);
      read = read && found >= 0;
      return found;
    }
    this.generation = 0;
    this.spare = this.base;
    this.length = [0, 0];
    if (!(this.size > 0)) return true;
    for (let bank = 0; bank < 2; bank++) {
      const start = this.base + bank * this.size;
      const crc = flash.crc32(start, Word.HEAD, 0);
      const generation = word(start + Word.GENERATION);
      read = read && crc >= 0;
      if (!(crc >= 0 && crc === word(start + Word.HEAD))) continue;
      if (word(start) !== MARK || !(generation > this.generation)) continue;
      const offset: number[] = [];
      const length: number[] = [];
      let content = 0;
      for (let list = 0; list < 2; list++) {
        offset[list] = start + word(start + Word.LISTS + list * 8);
        length[list] = word(start + Word.LISTS + list * 8 + 4);
        if (offset[list] + length[list] > start + this.size) content = -1;
        if (content >= 0) {
          content = flash.crc32(offset[list], length[list], content);
          read = read && content >= 0;
        }
      }
      if (!(content >= 0 && content === word(start + Word.CONTENT))) continue;
      this.generation = generation;
      this.offset = offset;
      this.length = length;
      this.spare = this.base + (1 - bank) * this.size;
    }
    return read;
  }

  /** Erases the bank not in use, to receive a signed file at `spare + BANK_HEAD`. */
  erase(): boolean {
    let good = this.size > 0 && !this.closed;
    for (let at = 0; at < this.size && good; at += this.sector)
      good = this.flash.erase(this.spare + at) === true;
    return good;
  }

  /** Takes the bytes at `offset` of the bank not in use as the list; what is free of the bank begins at `free`, a multiple of 4. */
  replace(list: List, offset: number, length: number, free: number): Reason {
    const flash = this.flash;
    const other = list === List.TRUST ? List.STAFF : List.TRUST;
    const size = this.length[other];
    if (list === List.TRUST && !(length <= MOST_TRUST)) return Reason.TOO_LARGE;
    if (!(free + size + 3 <= this.spare + this.size)) return Reason.TOO_LARGE;
    for (let done = 0; done < size; done += block.length) {
      const some = Math.min(block.length, size - done);
      if (flash.read(this.offset[other] + done, block, some) !== some) return Reason.LIBRARY_UNREADABLE;
      if (flash.program(free + done, block, some + (-some & 3)) !== true) return Reason.FLASH_FAILED;
    }
    putWord(block, Word.MARK, MARK);
    putWord(block, Word.GENERATION, this.generation + 1);
    let content = 0;
    for (let i = 0; i < 2; i++) {
      const at = i === list ? offset : free;
      const bytes = i === list ? length : size;
      putWord(block, Word.LISTS + i * 8, at - this.spare);
      putWord(block, Word.LISTS + i * 8 + 4, bytes);
      if (content >= 0) content = flash.crc32(at, bytes, content);
    }
    putWord(block, Word.CONTENT, content);
    putWord(block, Word.HEAD, crcOf(block, Word.HEAD));
    const written = flash.program(this.spare, block, Word.SIZE) === true;
    this.open();
    return written && content >= 0 && this.offset[list] === offset ? Reason.NONE : Reason.FLASH_FAILED;
  }
}
