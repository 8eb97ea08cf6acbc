import type { Bytes, Crypto, Flash, Region } from '../../hal/hal';
import { Reason } from '../reason';
import { BLANK, Records, Size, TRIES, block } from './record';

/** Bytes of the hash that chains a record to the one before. */
const CHAIN = 16;
/** At the end of a sector: a word for the erasing of the next one that was begun, and one for when it was done. */
const MARKS = 8;
const MARK = new Uint8Array(4);
/** No record is shorter. */
const LEAST = 32;

/**
 * Append-only records in a ring of flash sectors of 2,048 bytes at least. Each has a number that rises by one, and ends with 16 bytes of
 * chain: the first half of the SHA-256 over its head, its content and the chain of the record before. The oldest sector is erased
 * ahead of need, when it is nearly its turn. What was appended before a power loss stays, whatever write or erasure it cuts.
 */
export class Ring {
  /** Number of the newest record; 0 where there is none. */
  last = 0;
  /** Numbers that `open` skipped because a sector that must have held records cannot be read. */
  skipped = 0;
  /** Number of the record that `read` found. */
  found = 0;
  private records: Records;
  private crypto: Crypto;
  /** Where the next record goes. */
  private sector = 0;
  private place = 0;
  /** Whether the sector behind is erased. */
  private ahead = false;
  private chain = new Uint8Array(32);
  private digest = new Uint8Array(32);
  /** Where the record lies that `read` found: −1 nowhere. */
  private cursor = -1;
  private cursorSector = 0;

  constructor(flash: Flash, crypto: Crypto, region: Region) {
    this.crypto = crypto;
    this.records = new Records(flash, region);
  }

  private find(sector: number, at: number): number {
    return this.records.find(at, this.records.end(sector) - MARKS);
  }

  /**
   * Finds the newest record, after which writing goes on, and finishes an erasure that power loss cut. FLASH_FAILED where the flash does not
   * answer, three times: then nothing is written, or it would be written over what is there.
   */
  open(): Reason {
    let reason: Reason = Reason.FLASH_FAILED;
    for (let tries = 0; tries < TRIES && reason === Reason.FLASH_FAILED; tries++) reason = this.scan();
    if (reason !== Reason.NONE) this.records.sectors = 0;
    return reason;
  }

  private scan(): Reason {
    const records = this.records;
    const flash = records.flash;
    const count = records.sectors;
    this.last = this.skipped = 0;
    this.cursor = -1;
    this.chain = new Uint8Array(32);
    records.failed = false;
    if (!(count > 0 && records.end(0) - records.start(0) >= 2 * Size.MOST)) return Reason.FLASH_REGION;
    for (let sector = 0; sector < count; sector++) {
      if (this.find(sector, records.start(sector)) >= 0 && records.number > this.last) {
        this.last = records.number;
        this.sector = sector;
      }
    }
    if (this.last === 0) {
      if (records.failed) return Reason.FLASH_FAILED;
      this.leave(count - 1);
    } else {
      let at = records.start(this.sector);
      while (this.find(this.sector, at) >= 0) {
        at = records.next;
        // Whole, and yet out of its order: its number is used up, and nothing is chained to it.
        if (!(records.number >= this.last)) continue;
        this.last = records.number;
        const from = at - 4 - CHAIN - (-records.length & 3);
        if (flash.read(from, this.chain, CHAIN) !== CHAIN) records.failed = true;
      }
      this.place = records.next;
      at = records.end(this.sector) - MARKS;
      const begun = records.word(at) !== BLANK;
      this.ahead = records.word(at + 4) !== BLANK;
      // Nothing is erased or skipped by what may have been read wrongly.
      if (records.failed) return Reason.FLASH_FAILED;
      if (this.ahead) {
        // The next sector was erased: unless it is blank, or begins with a record that was cut, there were records in it.
        const start = records.start(this.sector + 1);
        const lost = this.find(this.sector + 1, start) < 0 && records.next > start + Size.MOST;
        if (records.failed) return Reason.FLASH_FAILED;
        if (lost) {
          this.skipped = Math.ceil((records.next - start) / LEAST);
          this.last += this.skipped;
          this.leave(this.sector);
        }
      } else if (begun) this.eraseAhead();
    }
    return Reason.NONE;
  }

  /** Makes a sector full, so that the next record goes to an erased one. */
  private leave(sector: number): void {
    this.sector = sector % this.records.sectors;
    this.place = this.records.end(sector);
    this.ahead = false;
  }

  private eraseAhead(): void {
    const flash = this.records.flash;
    const end = this.records.end(this.sector) - MARKS;
    if (this.ahead) return;
    this.cursor = -1;
    // The marks may stand already, from an erasure that was cut or found wanting.
    flash.program(end, MARK, 4);
    this.ahead = flash.erase(this.records.start(this.sector + 1)) === true;
    if (this.ahead) flash.program(end + 4, MARK, 4);
  }

  /**
   * Appends the content of `length` bytes that stands in `block` behind the head; gives its number. −1 where the flash refuses: the rest of
   * that sector is given up, and a new sector that cannot be written is erased again, so that no more of the past is lost for it.
   */
  append(length: number): number {
    const records = this.records;
    const number = this.last + 1;
    const end = Size.HEAD + length + CHAIN;
    if (!(length > 0 && end <= Size.MOST - 4 && records.sectors > 0)) return -1;
    const size = records.frame(number, length + CHAIN);
    for (let i = 0; i < CHAIN; i++) block[end - CHAIN + i] = this.chain[i];
    const digest = this.digest;
    if (this.crypto.digest(block, end, digest) !== true) return -1;
    for (let i = 0; i < CHAIN; i++) block[end - CHAIN + i] = digest[i];
    if (!(this.place + size + 4 <= records.end(this.sector) - MARKS)) {
      this.eraseAhead();
      if (!this.ahead) return -1;
      this.sector = (this.sector + 1) % records.sectors;
      this.place = records.start(this.sector);
      this.ahead = false;
    }
    if (!records.write(this.place, this.place + Size.MOST, size)) {
      this.leave(this.sector + (this.place > records.start(this.sector) ? 0 : records.sectors - 1));
      return -1;
    }
    this.place = records.next;
    this.last = number;
    this.digest = this.chain;
    this.chain = digest;
    if (!(this.place + Size.MOST <= records.end(this.sector))) this.eraseAhead();
    return number;
  }

  /**
   * Copies the first readable record with at least this number, whole as it stands in flash, into `buffer`, which holds `Size.MOST`
   * bytes; gives its length and sets `found`; 0 where there is none.
   */
  read(number: number, buffer: Bytes): number {
    const records = this.records;
    const count = records.sectors;
    let sector = this.cursorSector;
    let at = this.cursor;
    if (!(at >= 0 && (number === this.found || number === this.found + 1))) {
      // The last sector that does not begin behind this number, else the oldest.
      at = -1;
      for (let i = 1; i <= count; i++) {
        const start = records.start(this.sector + i);
        if (this.find(this.sector + i, start) < 0) continue;
        if (at >= 0 && !(records.number <= number)) break;
        sector = this.sector + i;
        at = start;
      }
      if (at < 0) return 0;
    }
    for (;;) {
      const found = this.find(sector, at);
      at = records.next;
      if (found >= 0) {
        if (!(records.number >= number)) continue;
        this.found = records.number;
        this.cursor = found;
        this.cursorSector = sector;
        return records.flash.read(found, buffer, at - found);
      }
      if (sector % count === this.sector) return 0;
      at = records.start(++sector);
    }
  }
}
