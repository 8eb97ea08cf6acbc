import type { Bytes, Flash, Region } from '../../hal/hal';
import { Reason } from '../reason';
import { StateKey } from './event';
import { Records, Size, block } from './record';

/** Place of a sector's head: a record without a body whose number is the sector's generation. */
const HEAD = 16;

/**
 * The latest value of a few keys. Values are appended to a sector; when it is full, the latest ones are copied to the next, which becomes
 * the valid one with its head, written last. A power loss leaves each value old or new. A value that can no longer be read counts as
 * one whose writing was cut: the one before it holds.
 */
export class StateStore {
  private flash: Flash;
  private records: Records;
  private base: number;
  private size: number;
  private count = 0;
  private sector = 0;
  private generation = 0;
  private next = 0;
  private places: number[] = [];

  constructor(flash: Flash, region: Region) {
    this.flash = flash;
    this.records = new Records(flash);
    this.base = flash.regionStart(region);
    this.size = flash.sectorSize(region);
    this.count = Math.floor(flash.regionSize(region) / this.size);
  }

  /** Finds the values. Changes nothing in flash. */
  open(): Reason {
    const records = this.records;
    if (!(this.count >= 2 && this.base >= 0 && this.size > HEAD)) return Reason.FLASH_REGION;
    this.generation = 0;
    this.places = [];
    // Before the first value: full, so that writing begins with an erased sector.
    this.sector = this.count - 1;
    this.next = this.base + this.count * this.size;
    for (let sector = 0; sector < this.count; sector++) {
      const start = this.base + sector * this.size;
      if (records.find(start, start + HEAD) >= 0 && records.number > this.generation) {
        this.generation = records.number;
        this.sector = sector;
      }
    }
    if (this.generation === 0) return Reason.NONE;
    const end = this.base + (this.sector + 1) * this.size;
    let at = records.find(end - this.size + HEAD, end);
    while (at >= 0) {
      this.places[records.number] = at;
      at = records.find(records.next, end);
    }
    this.next = records.next;
    return Reason.NONE;
  }

  /** Copies the value into `buffer` and gives its length; 0 where there is none that can be read whole. */
  get(key: StateKey, buffer: Bytes): number {
    const at = this.places[key];
    if (!(at >= 0 && this.records.find(at, at + Size.MOST) === at)) return 0;
    return this.flash.read(at + Size.HEAD, buffer, this.records.length);
  }

  /** Keeps a value of at most 1,012 bytes; false where it cannot, and the old value holds then. */
  put(key: StateKey, bytes: Bytes, length: number): boolean {
    const records = this.records;
    const at = this.next;
    if (
      !(length >= 0 && length <= Size.MOST - Size.FRAME && key > 0 && key < StateKey.COUNT && this.count >= 2)
    )
      return false;
    if (this.write(at, this.base + (this.sector + 1) * this.size, key, bytes, length)) {
      this.next = records.next;
      this.places[key] = at;
      return true;
    }
    // Full, or worn: to the next sector.
    const sector = (this.sector + 1) % this.count;
    const start = this.base + sector * this.size;
    const end = start + this.size;
    const places: number[] = [];
    this.next = this.base + (this.sector + 1) * this.size;
    if (this.flash.erase(start) !== true) return false;
    const value = new Uint8Array(Size.MOST);
    let to = start + HEAD;
    for (let other = 1; other < StateKey.COUNT; other++) {
      const size = other === key ? length : this.get(other, value);
      if (size === 0) continue;
      if (!this.write(to, end, other, other === key ? bytes : value, size)) return false;
      places[other] = to;
      to = records.next;
    }
    if (!records.write(start, records.frame(this.generation + 1, 0))) return false;
    this.generation++;
    this.sector = sector;
    this.places = places;
    this.next = to;
    return true;
  }

  private write(at: number, end: number, key: number, bytes: Bytes, length: number): boolean {
    for (let i = 0; i < length; i++) block[Size.HEAD + i] = bytes[i];
    const size = this.records.frame(key, length);
    return at + size + 4 <= end && this.records.write(at, size);
  }
}
