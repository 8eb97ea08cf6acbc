import type { Bytes, Flash, Region } from '../../hal/hal';
import { Major, decode, newTokens, textOf } from '../library/cbor';
import { Reason } from '../reason';
import { putHead, putValue } from './cbor-writer';
import { StateKey } from './event';
import { Records, Size, TRIES, block } from './record';

/** Place of a sector's head: a record without a body whose number is the sector's generation. */
const HEAD = 16;

/**
 * The latest value of a few keys. Values are appended to a sector; when it is full, the latest ones are copied to the next, which becomes
 * the valid one with its head, written last. A power loss leaves each value old or new. A value that can no longer be read counts as
 * one whose writing was cut: after a start the one before it holds.
 */
export class StateStore {
  private records: Records;
  private sector = 0;
  private generation = 0;
  /** Where the next value goes, and where the latest of each key lies. */
  private place = 0;
  private places: number[] = [];
  /** Whether the last value that was asked for is there and could not be read. */
  unread = false;
  /** Nothing is written over what could not be read. */
  private closed = true;

  constructor(flash: Flash, region: Region) {
    this.records = new Records(flash, region);
  }

  /**
   * Finds the values. Changes nothing in flash. FLASH_FAILED where the flash does not answer, three times: then there are no values, and none
   * are written over those that may be there.
   */
  open(): Reason {
    let reason: Reason = Reason.FLASH_FAILED;
    for (let tries = 0; tries < TRIES && reason === Reason.FLASH_FAILED; tries++) reason = this.scan();
    this.closed = reason !== Reason.NONE;
    if (this.closed) this.places = [];
    return reason;
  }

  private scan(): Reason {
    const records = this.records;
    this.generation = 0;
    this.places = [];
    records.failed = false;
    for (let sector = 0; sector < records.sectors; sector++) {
      const start = records.start(sector);
      if (records.find(start, start + HEAD) >= 0 && records.number > this.generation) {
        this.generation = records.number;
        this.sector = sector;
      }
    }
    if (!(records.sectors > 0)) return Reason.FLASH_REGION;
    const end = records.end(this.sector);
    records.next = records.start(this.sector) + HEAD;
    // Before the first value: full, so that writing begins with an erased sector.
    if (this.generation === 0) records.next = end;
    for (;;) {
      const at = records.find(records.next, end);
      if (at < 0) break;
      this.places[records.number] = at;
    }
    this.place = records.next;
    return records.failed ? Reason.FLASH_FAILED : Reason.NONE;
  }

  /** Copies the value into `buffer` and gives its length; 0 where there is none that can be read whole, and `unread` where there is one. */
  get(key: StateKey, buffer: Bytes): number {
    const records = this.records;
    const at = this.places[key];
    this.unread = at >= 0;
    if (!(at >= 0 && records.find(at, at + Size.MOST) === at)) return 0;
    const length = records.length;
    if (records.flash.read(at + Size.HEAD, buffer, length) !== length) records.failed = true;
    else this.unread = false;
    return this.unread ? 0 : length;
  }

  /** Keeps a value of at most 1,012 bytes; false where it cannot, and the old value holds then. */
  put(key: StateKey, bytes: Bytes, length: number): boolean {
    const records = this.records;
    if (!(length >= 0 && length <= Size.MOST - Size.FRAME && key > 0 && key < StateKey.COUNT && !this.closed))
      return false;
    if (this.write(this.places, key, bytes, length, this.place, records.end(this.sector))) {
      this.place = records.next;
      return true;
    }
    // Full, or worn: all latest values to the next sector.
    const start = records.start(this.sector + 1);
    const end = records.end(this.sector + 1);
    const places: number[] = [];
    const value = new Uint8Array(Size.MOST);
    let to = start + HEAD;
    this.place = records.end(this.sector);
    if (records.flash.erase(start) !== true) return false;
    records.failed = false;
    for (let other = 1; other < StateKey.COUNT; other++) {
      const size = other === key ? length : this.get(other, value);
      // What does not answer now may be read the next time, in the old sector.
      if (records.failed) return false;
      if (size === 0) continue;
      if (!this.write(places, other, other === key ? bytes : value, size, to, end)) return false;
      to = records.next;
    }
    if (!records.write(start, end, records.frame(this.generation + 1, 0))) return false;
    this.generation++;
    this.sector = (this.sector + 1) % records.sectors;
    this.places = places;
    this.place = to;
    return true;
  }

  /** Keeps whole numbers and texts, as one CBOR array; false where they do not fit or cannot be written. */
  keep(key: StateKey, values: (number | string)[]): boolean {
    const bytes = new Uint8Array(Size.MOST);
    let at = putHead(bytes, 0, Major.ARRAY, values.length);
    for (let i = 0; i < values.length; i++) at = putValue(bytes, at, values[i]);
    return this.put(key, bytes, at);
  }

  /** What `keep` kept; empty where there is nothing that can be read whole. */
  values(key: StateKey): (number | string)[] {
    const bytes = new Uint8Array(Size.MOST);
    const tokens = newTokens();
    const values: (number | string)[] = [];
    if (decode(bytes, 0, this.get(key, bytes), tokens) !== Reason.NONE) return values;
    for (let i = 1; i < tokens.count; i++) {
      if (tokens.types[i] === Major.TEXT)
        values.push(String(textOf(bytes, tokens.values[i], tokens.values[++i])));
      else values.push(tokens.values[i]);
    }
    return values;
  }

  private write(
    places: number[],
    key: number,
    bytes: Bytes,
    length: number,
    at: number,
    end: number,
  ): boolean {
    for (let i = 0; i < length; i++) block[Size.HEAD + i] = bytes[i];
    if (!this.records.write(at, end, this.records.frame(key, length))) return false;
    places[key] = at;
    return true;
  }
}
