// The pump's journal as people read it: records decoded from the flash, whether the pump is on or off.
import { Decoder } from 'cbor-x';
import * as events from '../../engine/journal/event';
import { Size } from '../../engine/journal/record';
import { Ring } from '../../engine/journal/ring';
import { type Crypto, type Flash, Region } from '../../hal/hal';

export interface JournalRecord {
  number: number;
  /** Name of the EventKind; its number as text where nobody knows it. */
  kind: string;
  /** Seconds UTC, 0 unknown; ms of the pump's own clock. */
  wall: number;
  monotonic: number;
  /** Sequence of the library; 0 for none. */
  library: number;
  /** By the name of the Detail. */
  details: Record<string, number | string>;
}

type Names = Record<string, string | number>;

// Enums of the engine are constants for the compiler; what runs here keeps their names.
const { EventKind, Detail } = events as unknown as { EventKind: Names; Detail: Names };

const namesOf = (names: Names) => Object.keys(names).filter((name) => Number.isNaN(Number(name)));

export const KIND_NAMES: readonly string[] = namesOf(EventKind);
export const DETAIL_NAMES: readonly string[] = namesOf(Detail);

const decoder = new Decoder({ useRecords: false, mapsAsObjects: false });

/** Reads journals page by page as they grow. */
export class JournalPage {
  private readonly buffer = new Uint8Array(Size.MOST);

  constructor(
    private readonly flash: Flash,
    private readonly crypto: Crypto,
  ) {}

  /** Readable records with at least this number, oldest first. */
  from(number: number, region: Region = Region.JOURNAL): JournalRecord[] {
    const ring = new Ring(this.flash, this.crypto, region);
    ring.open();
    const records: JournalRecord[] = [];
    for (let next = number; next <= ring.last; next = ring.found + 1) {
      const length = ring.read(next, this.buffer);
      if (length === 0) break;
      records.push(this.record(ring.found, this.buffer.subarray(0, length)));
    }
    return records;
  }

  private record(number: number, bytes: Uint8Array): JournalRecord {
    const length = bytes[2] * 256 + bytes[3] - CHAIN;
    const [kind, wall, monotonic, library, , flat] = decoder.decode(
      Buffer.from(bytes.subarray(Size.HEAD, Size.HEAD + length)),
    );
    const details: Record<string, number | string> = {};
    for (let i = 0; i < flat.length; i += 2) details[String(Detail[flat[i]] ?? flat[i])] = flat[i + 1];
    return { number, kind: String(EventKind[kind] ?? kind), wall, monotonic, library, details };
  }
}

/** Bytes of the hash at the end of each record's body. */
const CHAIN = 16;
