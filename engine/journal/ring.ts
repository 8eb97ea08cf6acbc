import type { Bytes, Crypto, Flash, Region } from '../../hal/hal';
import { Reason } from '../reason';
import { Records, Size, block } from './record';

/** Bytes of the hash that chains a record to the one before. */
const CHAIN = 16;
/** At the end of a sector: the erasing of the next one was begun, and was done. */
const MARKS = 8;
/** No record is shorter. */
const LEAST = Size.FRAME + CHAIN + 4;

/**
 * Append-only records in a ring of flash sectors. Each has a number that rises by one, and ends with 16 bytes of chain: the first half of
 * the SHA-256 over its head, its content and the chain of the record before. The oldest sector is erased ahead of need, when it is
 * nearly its turn. What was appended before a power loss stays, whatever write or erasure it cuts.
 */
export class Ring {
  /** Number of the newest record; 0 where there is none. */
  last = 0;
  /** Numbers that `open` skipped because a sector that must have held records cannot be read. */
  skipped = 0;
  /** Number of the record that `read` found. */
  found = 0;
  private flash: Flash;
  private crypto: Crypto;
  private records: Records;
  private base: number;
  private size: number;
  private count = 0;
  private sector = 0;
  private next = 0;
  private ahead = false;
  private chain: number[] = [];
  private digest = new Uint8Array(32);
  /** Where `read` goes on: −1 nowhere. */
  private cursor = -1;
  private cursorSector = 0;

  constructor(flash: Flash, crypto: Crypto, region: Region) {
    this.flash = flash;
    this.crypto = crypto;
    this.records = new Records(flash);
    this.base = flash.regionStart(region);
    this.size = flash.sectorSize(region);
    this.count = Math.floor(flash.regionSize(region) / this.size);
  }

  private start(sector: number): number {
    return this.base + sector * this.size;
  }

  private end(sector: number): number {
    return this.start(sector + 1) - MARKS;
  }

  private following(): number {
    return (this.sector + 1) % this.count;
  }

  /** Finds the newest record, after which writing goes on, and finishes an erasure that power loss cut. */
  open(): Reason {
    const records = this.records;
    this.last = this.skipped = 0;
    this.cursor = -1;
    if (!(this.count >= 2 && this.base >= 0 && this.size >= 2 * Size.MOST)) return Reason.FLASH_REGION;
    this.sector = this.count - 1;
    for (let sector = 0; sector < this.count; sector++) {
      if (records.find(this.start(sector), this.end(sector)) >= 0 && records.number > this.last) {
        this.last = records.number;
        this.sector = sector;
      }
    }
    for (let i = 0; i < CHAIN; i++) this.chain[i] = 0;
    // Before the first record: full, so that writing begins with an erased sector.
    this.next = this.end(this.sector);
    this.ahead = false;
    if (this.last === 0) return Reason.NONE;
    let at = this.start(this.sector);
    for (;;) {
      const found = records.find(at, this.end(this.sector));
      at = records.next;
      if (found < 0) break;
      this.last = records.number;
      this.flash.read(at - 4 - CHAIN - (-records.length & 3), block, CHAIN);
      for (let i = 0; i < CHAIN; i++) this.chain[i] = block[i];
    }
    this.next = at;
    at = this.end(this.sector);
    this.ahead = this.flash.word(at + 4) !== 4294967295;
    if (this.flash.word(at) !== 4294967295 && !this.ahead) this.eraseAhead();
    // The next sector was erased: unless it is blank, or begins with one record that was cut, there were records in it.
    const start = this.start(this.following());
    if (
      this.ahead &&
      !(records.find(start, this.end(this.following())) >= 0 || records.next <= start + Size.MOST)
    ) {
      this.skipped = Math.ceil(this.size / LEAST);
      this.last += this.skipped;
      this.next = this.end(this.sector);
      this.ahead = false;
    }
    return Reason.NONE;
  }

  /** Erases the next sector; true where it is erased. */
  private eraseAhead(): boolean {
    const end = this.end(this.sector);
    if (this.ahead) return true;
    this.cursor = -1;
    // Both marks may stand there from an erasure that was cut or found wanting.
    this.mark(end);
    this.ahead = this.flash.erase(this.start(this.following())) === true;
    if (this.ahead) this.mark(end + 4);
    return this.ahead;
  }

  private mark(at: number): void {
    for (let i = 0; i < 4; i++) this.digest[i] = 0;
    this.flash.program(at, this.digest, 4);
  }

  /** Appends the content of `length` bytes that stands in `block` behind the head; gives its number, −1 where the flash refuses. */
  append(length: number): number {
    const records = this.records;
    const number = this.last + 1;
    let size = records.frame(number, length + CHAIN);
    if (!(length > 0 && size + 4 <= Size.MOST && this.count >= 2)) return -1;
    for (let i = 0; i < CHAIN; i++) block[Size.HEAD + length + i] = this.chain[i];
    if (this.crypto.digest(block, Size.HEAD + length + CHAIN, this.digest) !== true) return -1;
    const chain: number[] = [];
    for (let i = 0; i < CHAIN; i++) chain[i] = block[Size.HEAD + length + i] = this.digest[i];
    size = records.frame(number, length + CHAIN);
    let written = false;
    // A place that cannot be written ends its sector; where a new sector cannot be written, that one is erased again, and no other.
    for (let tries = 0; tries < 2 && !written; tries++) {
      if (!(this.next + size + 4 <= this.end(this.sector))) {
        if (!this.eraseAhead()) return -1;
        this.sector = this.following();
        this.next = this.start(this.sector);
        this.ahead = false;
      }
      written = records.write(this.next, size);
      if (!written && this.next === this.start(this.sector))
        this.sector = (this.sector + this.count - 1) % this.count;
      this.next = written ? records.next : this.end(this.sector);
    }
    if (!written) return -1;
    this.last = number;
    this.chain = chain;
    if (!(this.next + Size.MOST <= this.end(this.sector))) this.eraseAhead();
    return number;
  }

  /**
   * Copies the first readable record with at least this number, whole as it stands in flash, into `buffer`, which holds `Size.MOST`
   * bytes; gives its length and sets `found`; 0 where there is none.
   */
  read(number: number, buffer: Bytes): number {
    const records = this.records;
    let sector = this.cursorSector;
    let at = this.cursor;
    if (!(this.count >= 2)) return 0;
    if (!(at >= 0 && number === this.found + 1)) {
      at = -1;
      for (let i = 1; i <= this.count; i++) {
        const other = (this.sector + i) % this.count;
        if (records.find(this.start(other), this.end(other)) < 0) continue;
        if (at >= 0 && !(records.number <= number)) break;
        sector = other;
        at = this.start(other);
      }
      if (at < 0) return 0;
    }
    for (;;) {
      const found = records.find(at, this.end(sector));
      if (found >= 0) {
        at = records.next;
        if (!(records.number >= number)) continue;
        this.found = records.number;
        this.cursor = at;
        this.cursorSector = sector;
        return this.flash.read(found, buffer, at - found);
      }
      if (sector === this.sector) return 0;
      sector = (sector + 1) % this.count;
      at = this.start(sector);
    }
  }
}
