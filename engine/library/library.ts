import type { Limits } from '../dose/check';
import { Reason } from '../reason';
import { Major, type Tokens, decode, newTokens, textOf } from './cbor';
import { type StoredRecord, decodeRecord, entryReason, newRecord, pumpReason } from './limit-record';
import type { LibraryStorage } from './storage';

/** Sections of a compiled library, in order: an array of seven byte strings (docs/formats/library.cddl). */
const enum Section {
  HEAD = 0,
  STRING_OFFSETS = 1,
  STRINGS = 2,
  AREA_INDEX = 3,
  ENTRY_INDEX = 4,
  RECORDS = 5,
  CEILINGS = 6,
  COUNT = 7,
}

const FORMAT = 1;
const INDEX_RECORD = 16;
const CEILING_RECORD = 12;
const MAX_BLOCK = 1100;
/** A pump asks for one care area again and again; its screens go through a few. */
const KEPT_AREAS = 4;

/** What the library says of itself; counts of zero where none is open. Dates are whole numbers, yyyymmdd. */
export interface LibraryHead {
  id: string;
  title: string;
  organisation: string;
  version: string;
  sequence: number;
  effective: number;
  reviewBy: number;
  uk: boolean;
  demonstration: boolean;
  notice: string;
  drugs: number;
  strings: number;
  careAreas: number;
  entries: number;
}

/** What tells entries apart before their limits are read; numbers are ids of this library. */
export interface EntryKey {
  careArea: number;
  drug: number;
  /** 0 where the entry has no therapy, else the id of its text plus one. */
  therapy: number;
  anaesthesia: boolean;
  /** Number of the entry among those of the same care area, mode, drug and therapy. */
  variant: number;
}

/**
 * A compiled drug library, read in place: opening reads its head, a look-up one search of the index and one block for
 * the entry. Nothing is kept but the records in use. Every method answers with a reason or a refusal, never with a throw.
 */
export class Library {
  head: LibraryHead = headOf([], [], 0, 0, 0);
  /** Why the last call failed. */
  reason: Reason = Reason.LIBRARY_UNREADABLE;
  private storage: LibraryStorage;
  private starts: number[] = [];
  private sizes: number[] = [];
  private block = new Uint8Array(MAX_BLOCK);
  private tokens: Tokens = newTokens();
  private pumpRecord: StoredRecord = newRecord();
  /** Records of care areas asked for, each in the place that its number gives it, and which one is in there. */
  private areas: StoredRecord[] = [];
  private areaNumbers: number[] = [];
  private entryRecord: StoredRecord = newRecord();

  constructor(storage: LibraryStorage) {
    this.storage = storage;
  }

  /** Opens the compiled library that lies at `offset`, `length` bytes long. Signature and digest are checked before, not here. */
  open(offset: number, length: number): Reason {
    this.areaNumbers.length = 0;
    this.head = headOf([], [], 0, 0, 0);
    this.reason = this.openSections(offset, length);
    if (this.reason === Reason.NONE) this.reason = this.readHead();
    if (this.reason === Reason.NONE) this.reason = this.load(Section.AREA_INDEX, 0, this.pumpRecord);
    if (this.reason === Reason.NONE) this.reason = pumpReason(this.pumpRecord);
    // Made here, so that no check waits for it.
    while (this.areas.length < KEPT_AREAS) this.areas.push(newRecord());
    if (this.reason !== Reason.NONE) this.head = headOf([], [], 0, 0, 0);
    return this.reason;
  }

  private openSections(offset: number, length: number): Reason {
    const buffer = this.block;
    const end = offset + length;
    if (!(offset >= 0 && length > 0 && end <= this.storage.size)) return Reason.LIBRARY_BOUNDS;
    if (this.storage.read(offset, buffer, 1) !== 1) return Reason.LIBRARY_UNREADABLE;
    if (buffer[0] !== 0x80 + Section.COUNT) return Reason.LIBRARY_FORMAT;
    let position = offset + 1;
    for (let section = 0; section < Section.COUNT; section++) {
      const want = Math.min(9, end - position);
      if (this.storage.read(position, buffer, want) !== want) return Reason.LIBRARY_UNREADABLE;
      // The string itself stays in flash, so the head is read as that of the shortest string it could be.
      const info = buffer[0] - 0x40;
      const extra = info < 24 ? 0 : info <= 26 ? 1 << (info - 24) : 9;
      if (!(info >= 0 && extra < 9)) return Reason.LIBRARY_TYPE;
      if (!(want > extra)) return Reason.CBOR_TRUNCATED;
      let size = extra === 0 ? info : 0;
      for (let i = 1; i <= extra; i++) size = size * 256 + buffer[i];
      if (extra > 0 && !(size >= (extra === 1 ? 24 : extra === 2 ? 256 : 65536)))
        return Reason.CBOR_NOT_SHORTEST;
      position += 1 + extra;
      if (!(position + size <= end)) return Reason.CBOR_TRUNCATED;
      this.starts[section] = position;
      this.sizes[section] = size;
      position += size;
    }
    return position === end ? Reason.NONE : Reason.CBOR_TRAILING;
  }

  private readHead(): Reason {
    const size = this.sizes;
    const entries = size[Section.ENTRY_INDEX] / INDEX_RECORD;
    const areas = size[Section.AREA_INDEX] / INDEX_RECORD;
    const strings = size[Section.STRING_OFFSETS] / 4;
    if (entries % 1 !== 0 || areas % 1 !== 0 || strings % 1 !== 0) return Reason.LIBRARY_BOUNDS;
    if (size[Section.CEILINGS] !== entries * CEILING_RECORD || !(areas > 0 && areas < 256))
      return Reason.LIBRARY_BOUNDS;
    if (!(size[Section.HEAD] <= MAX_BLOCK)) return Reason.LIBRARY_BOUNDS;
    if (this.storage.read(this.starts[Section.HEAD], this.block, size[Section.HEAD]) !== size[Section.HEAD]) {
      return Reason.LIBRARY_UNREADABLE;
    }
    const tokens = this.tokens;
    const reason = decode(this.block, 0, size[Section.HEAD], tokens);
    if (reason !== Reason.NONE) return reason;
    const types = tokens.types;
    const values = tokens.values;
    // format, id, title, organisation, version, sequence, effective, review-by, display, flags, notice, drugs: keys 1 … 12
    if (types[0] !== Major.MAP || values[0] !== 12) return Reason.LIBRARY_FORMAT;
    const texts: string[] = [];
    const numbers: number[] = [];
    let i = 1;
    for (let key = 1; key <= 12; key++) {
      if (types[i] !== Major.UNSIGNED || values[i] !== key) return Reason.LIBRARY_KEY;
      const isText = (key >= 2 && key <= 5) || key === 11;
      if (types[i + 1] !== (isText ? Major.TEXT : Major.UNSIGNED)) return Reason.LIBRARY_TYPE;
      if (isText) {
        const text = textOf(this.block, values[i + 1], values[i + 2]);
        if (text === null) return Reason.CBOR_TEXT;
        texts[key] = text;
        i++;
      } else numbers[key] = values[i + 1];
      i += 2;
    }
    if (numbers[1] !== FORMAT) return Reason.LIBRARY_FORMAT;
    if (!(numbers[12] <= strings)) return Reason.LIBRARY_BOUNDS;
    this.head = headOf(texts, numbers, strings, areas - 1, entries);
    return Reason.NONE;
  }

  /** Reads record `number` of an index: one block, its CRC-32 over key, place and content checked first. */
  private load(section: Section, number: number, record: StoredRecord): Reason {
    const storage = this.storage;
    const at = this.starts[section] + number * INDEX_RECORD;
    const place = storage.word(at + 8);
    const length = place & 1023;
    const offset = this.starts[Section.RECORDS] + (place >>> 10);
    if (!(place >= 0 && offset + length <= this.starts[Section.RECORDS] + this.sizes[Section.RECORDS]))
      return Reason.LIBRARY_BOUNDS;
    const crc = storage.crc32(offset, length, storage.crc32(at, 12, 0));
    // Two failed reads must not look like two equal checksums.
    if (!(crc >= 0 && crc === storage.word(at + 12))) return Reason.LIBRARY_CRC;
    if (storage.read(offset, this.block, length) !== length) return Reason.LIBRARY_UNREADABLE;
    return decodeRecord(record, this.block, length);
  }

  /** Text `id` of the string table; `null` with `reason` where it cannot be read. */
  text(id: number): string | null {
    const storage = this.storage;
    const at = this.starts[Section.STRING_OFFSETS] + id * 4;
    if (!(id >= 0 && id < this.head.strings)) return this.refuse(Reason.NOT_FOUND);
    const from = storage.word(at);
    const to = id + 1 < this.head.strings ? storage.word(at + 4) : this.sizes[Section.STRINGS];
    const length = to - from;
    if (!(from >= 0 && length > 0 && length <= MAX_BLOCK && to <= this.sizes[Section.STRINGS])) {
      return this.refuse(Reason.LIBRARY_BOUNDS);
    }
    if (storage.read(this.starts[Section.STRINGS] + from, this.block, length) !== length) {
      return this.refuse(Reason.LIBRARY_UNREADABLE);
    }
    const reason = decode(this.block, 0, length, this.tokens);
    if (reason !== Reason.NONE) return this.refuse(reason);
    if (this.tokens.types[0] !== Major.TEXT) return this.refuse(Reason.LIBRARY_TYPE);
    const text = textOf(this.block, this.tokens.values[0], this.tokens.values[1]);
    this.reason = text === null ? Reason.CBOR_TEXT : Reason.NONE;
    return text;
  }

  private refuse(reason: Reason): null {
    this.reason = reason;
    return null;
  }

  /** Number of the entry with this key, or −1. */
  find(key: EntryKey): number {
    const key0 = keyWord(key.careArea, key.drug, key.anaesthesia);
    const key1 = key.therapy * 65536 + key.variant;
    const index = this.starts[Section.ENTRY_INDEX];
    const number = this.storage.search(index, this.head.entries, key0, key1);
    const at = index + number * INDEX_RECORD;
    const found =
      key.drug < 65536 &&
      key.variant < 65536 &&
      number >= 0 &&
      number < this.head.entries &&
      this.storage.word(at) === key0 &&
      this.storage.word(at + 4) === key1;
    this.reason = found ? Reason.NONE : Reason.NOT_FOUND;
    return found ? number : -1;
  }

  /** Number of the first entry that does not stand before this care area, drug and mode: the library is in this order. */
  firstFrom(careArea: number, drug: number, anaesthesia: boolean): number {
    const key = keyWord(careArea, drug, anaesthesia);
    return this.storage.search(this.starts[Section.ENTRY_INDEX], this.head.entries, key, 0);
  }

  /** Key of entry `number`; `null` outside the library. */
  key(number: number): EntryKey | null {
    if (!(number >= 0 && number < this.head.entries)) return this.refuse(Reason.NOT_FOUND);
    const at = this.starts[Section.ENTRY_INDEX] + number * INDEX_RECORD;
    const key0 = this.storage.word(at);
    const key1 = this.storage.word(at + 4);
    if (!(key0 >= 0 && key1 >= 0)) return this.refuse(Reason.LIBRARY_UNREADABLE);
    return {
      careArea: key0 >>> 24,
      drug: (key0 >>> 8) & 65535,
      therapy: key1 >>> 16,
      anaesthesia: (key0 & 255) !== 0,
      variant: key1 & 65535,
    };
  }

  /**
   * Limits of entry `number` (−1: none, an infusion outside the library) in a care area, in records that the next call uses again;
   * `null` with `reason` when anything of them is unreadable. The check then has nothing to accept by.
   */
  limits(careArea: number, number: number): Limits | null {
    if (
      !(
        careArea > 0 &&
        careArea <= this.head.careAreas &&
        number >= -1 &&
        number < this.head.entries &&
        number % 1 === 0
      )
    ) {
      return this.refuse(Reason.NOT_FOUND);
    }
    const areas = this.areas;
    const place = careArea % KEPT_AREAS;
    if (this.areaNumbers[place] !== careArea) {
      this.areaNumbers[place] = -1;
      this.reason = this.load(Section.AREA_INDEX, careArea, areas[place]);
      if (this.reason !== Reason.NONE) return null;
      this.areaNumbers[place] = careArea;
    }
    if (number >= 0) {
      const index = this.starts[Section.ENTRY_INDEX] + number * INDEX_RECORD;
      // There are fewer care areas than the 255 that a failed read comes to.
      if (this.storage.word(index) >>> 24 !== careArea) return this.refuse(Reason.NOT_FOUND);
      this.reason = this.load(Section.ENTRY_INDEX, number, this.entryRecord);
      if (this.reason === Reason.NONE) this.reason = entryReason(this.entryRecord);
      if (this.reason !== Reason.NONE) return null;
    }
    this.reason = Reason.NONE;
    return {
      entry: number < 0 ? null : this.entryRecord,
      careArea: areas[place],
      pump: this.pumpRecord,
    };
  }
}

function keyWord(careArea: number, drug: number, anaesthesia: boolean): number {
  return careArea * 16777216 + drug * 256 + (anaesthesia ? 1 : 0);
}

function headOf(
  texts: string[],
  numbers: number[],
  strings: number,
  careAreas: number,
  entries: number,
): LibraryHead {
  return {
    id: texts[2],
    title: texts[3],
    organisation: texts[4],
    version: texts[5],
    sequence: numbers[6],
    effective: numbers[7],
    reviewBy: numbers[8],
    uk: numbers[9] === 1,
    demonstration: (numbers[10] & 1) !== 0,
    notice: texts[11],
    drugs: numbers[12],
    strings: strings,
    careAreas: careAreas,
    entries: entries,
  };
}
