import type { Bytes, Clock, Crypto, Flash, Region } from '../../hal/hal';
import { Major } from '../library/cbor';
import type { Reason } from '../reason';
import { putBytes, putHead, putValue } from './cbor-writer';
import { Detail, EventKind } from './event';
import { Size, block } from './record';
import { Ring } from './ring';

/**
 * The event log: each record says what happened, when by both clocks, and under which library, in one CBOR array (docs/formats/event-log.md):
 * kind, wall clock (s), monotonic clock (ms), sequence of the library, first 8 bytes of its digest, and details, keys and values in turn.
 */
export class Journal {
  readonly ring: Ring;
  private clock: Clock;
  private sequence = 0;
  private digest: Bytes = [];
  private failed = 0;

  constructor(flash: Flash, crypto: Crypto, clock: Clock, region: Region) {
    this.clock = clock;
    this.ring = new Ring(flash, crypto, region);
  }

  /** Finds the end of the journal; what an unreadable sector held is the next record. */
  open(): Reason {
    const ring = this.ring;
    const reason = ring.open();
    this.failed = 0;
    if (ring.skipped > 0) {
      this.write(EventKind.RECORDS_LOST, [
        Detail.OLD,
        ring.last - ring.skipped,
        Detail.NEW,
        ring.last + 1,
        Detail.CODE,
        ring.skipped,
      ]);
    }
    return reason;
  }

  /** Library of the records that follow, by its sequence and SHA-256 (or the first 8 bytes of it); 0 and no bytes where there is none. */
  setLibrary(sequence: number, digest: Bytes): void {
    this.sequence = sequence;
    this.digest = digest;
  }

  /**
   * Records an event; `details` holds a `Detail` and its value in turn. Gives its number, −1 where it cannot be written: the next record
   * that can is then RECORDS_LOST with their count.
   */
  write(kind: EventKind, details: (number | string)[]): number {
    if (this.failed > 0 && this.append(EventKind.RECORDS_LOST, [Detail.CODE, this.failed]) > 0)
      this.failed = 0;
    let number = this.append(kind, details);
    // A worn place was given up: once more, in the next sector.
    if (number < 0) number = this.append(kind, details);
    if (number < 0) this.failed++;
    return number;
  }

  private append(kind: EventKind, details: (number | string)[]): number {
    const clock = this.clock;
    const before = [kind, clock.wall(), clock.monotonic(), this.sequence];
    let at = putHead(block, Size.HEAD, Major.ARRAY, 6);
    for (let i = 0; i < 4; i++) at = putValue(block, at, before[i]);
    at = putBytes(block, at, this.digest, Math.min(this.digest.length, 8));
    at = putHead(block, at, Major.ARRAY, details.length);
    for (let i = 0; i < details.length; i++) at = putValue(block, at, details[i]);
    return this.ring.append(at - Size.HEAD);
  }

  /** As `Ring.read`: the first readable record with at least this number, as it stands in flash. */
  read(number: number, buffer: Bytes): number {
    return this.ring.read(number, buffer);
  }
}
