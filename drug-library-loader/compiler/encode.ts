import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Encoder } from 'cbor-x';
import { Key, Quantity } from '../../engine/index';
import { packMarks } from './marks';

/** A limit record: key (a quantity, a cap, or one of `Key`) to its whole numbers. */
export type RecordModel = Map<number, number[]>;

export interface CareAreaModel {
  id: string;
  title: string;
  weightInGrams: boolean;
  record: RecordModel;
  basicText?: string;
}

export interface EntryModel {
  careArea: string;
  /** Stable over releases; stored as a hash. */
  id: string;
  drug: string;
  therapy?: string;
  anaesthesia: boolean;
  /** Type, flags: the first items of the record's head. */
  type: number;
  flags: number;
  /** Unit, exponent, amount, volume; absent for a custom concentration or none. */
  concentration?: [number, number, number, number];
  record: RecordModel;
  advisories: string[];
  drugClass?: string;
  /** Codes of other systems, each with its text. */
  codes?: string[];
  ceiling: Ceiling;
}

/** What the supervisor lets the motor do for this entry at most: whole microlitres per hour and whole microlitres. */
export interface Ceiling {
  rate: number;
  volume: number;
}

export interface LibraryModel {
  id: string;
  title: string;
  organisation: string;
  version: string;
  sequence: number;
  /** yyyymmdd */
  effective: number;
  reviewBy: number;
  display: 'us' | 'uk';
  demonstration: boolean;
  /** With unwaived errors; the counts of waived errors and of widened hard limits. See marks.ts. */
  draft?: boolean;
  waivers?: number;
  widened?: number;
  notice: string;
  pump: RecordModel;
  careAreas: CareAreaModel[];
  entries: EntryModel[];
}

const MAX_RECORD = 1023;
const MAX_RECORDS = 2 ** 22;
/** What the pump reads at once: the head, or one text. */
const MAX_BLOCK = 1100;

const encoder = new Encoder({
  useRecords: false,
  mapsAsObjects: false,
  variableMapSize: true,
  tagUint8Array: false,
});

/** Numbers from 2^32 on as BigInt: cbor-x writes them as floats otherwise. */
function whole(value: number): number | bigint {
  return Math.abs(value) >= 2 ** 32 ? BigInt(value) : value;
}

/** A whole number from zero on: as a key it sorts by value as it does by its bytes. */
function isCount(key: unknown): key is number {
  return typeof key === 'number' && Number.isSafeInteger(key) && key >= 0;
}

/** Deterministic CBOR (RFC 8949 section 4.2.1) of maps with whole-number keys, arrays, whole numbers, texts and bytes. */
export function encodeCbor(value: unknown): Buffer {
  function prepare(item: unknown): unknown {
    if (typeof item === 'number') return whole(item);
    if (Array.isArray(item)) return item.map(prepare);
    if (item instanceof Map) {
      const sorted = [...item].sort(([a], [b]) =>
        isCount(a) && isCount(b) ? a - b : Buffer.compare(encodeCbor(a), encodeCbor(b)),
      );
      return new Map(sorted.map(([key, held]) => [key, prepare(held)]));
    }
    return item;
  }
  return Buffer.from(encoder.encode(prepare(value)));
}

/** Stable 32-bit number of an entry id: the first four bytes of its SHA-256. */
export function entryIdHash(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0);
}

/** Texts of the library, each once: drugs first, in alphabetical order without regard to case, then the rest. */
class StringTable {
  readonly texts: string[];
  readonly drugs: number;
  private ids = new Map<string, number>();

  constructor(drugs: Iterable<string>, others: Iterable<string>) {
    const folded = [...new Set(drugs)].map((text) => ({ text, key: text.toLowerCase() }));
    folded.sort((a, b) => compareText(a.key, b.key) || compareText(a.text, b.text));
    const names = folded.map(({ text }) => text);
    const known = new Set(names);
    const rest = [...new Set(others)].filter((text) => !known.has(text)).sort(compareText);
    this.drugs = names.length;
    this.texts = [...names, ...rest];
    this.texts.forEach((text, id) => this.ids.set(text, id));
  }

  id(text: string): number {
    const id = this.ids.get(text);
    if (id === undefined) throw new Error(`"${text}" is not in the string table`);
    return id;
  }
}

/** By UTF-16 code units: the same on every machine and in every locale, and the order the reader searches in. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Identical records are stored once: the index keeps key and place apart from content. */
class RecordPool {
  private chunks: Buffer[] = [];
  private places = new Map<string, number>();
  private size = 0;

  /** Offset × 1024 + length. */
  place(bytes: Buffer, what: string): number {
    if (bytes.length > MAX_RECORD) {
      throw new RangeError(`${what} takes ${bytes.length} bytes; one record may have ${MAX_RECORD}`);
    }
    const text = bytes.toString('latin1');
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.size * 1024 + bytes.length;
      this.places.set(text, place);
      this.chunks.push(bytes);
      this.size += bytes.length;
      if (this.size >= MAX_RECORDS)
        throw new RangeError(`the library has more than ${MAX_RECORDS} bytes of records`);
    }
    return place;
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

function indexRecord(key0: number, key1: number, place: number, record: Buffer): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(key0, 0);
  bytes.writeUInt32BE(key1, 4);
  bytes.writeUInt32BE(place, 8);
  bytes.writeUInt32BE(crc32(record, crc32(bytes.subarray(0, 12))), 12);
  return bytes;
}

function ceilingRecord(ceiling: Ceiling, index: Buffer): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(ceiling.rate, 0);
  bytes.writeUInt32BE(ceiling.volume, 4);
  // Bound to its entry: key words, then rate and volume.
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8), crc32(index.subarray(0, 8))), 8);
  return bytes;
}

function entryRecord(entry: EntryModel, strings: StringTable): Buffer {
  const record = new Map(entry.record);
  record.set(Key.HEAD, [entry.type, entry.flags, entryIdHash(entry.id), ...(entry.concentration ?? [])]);
  if (entry.advisories.length > 0)
    record.set(
      Key.ADVISORIES,
      entry.advisories.map((text) => strings.id(text)),
    );
  if (entry.drugClass !== undefined) record.set(Key.CLASS, [strings.id(entry.drugClass)]);
  if (entry.codes && entry.codes.length > 0)
    record.set(
      Key.CODES,
      entry.codes.map((text) => strings.id(text)),
    );
  return encodeCbor(record);
}

/** Order of entries within one drug, therapy and mode: type, then dosing unit, then concentration. */
function variantOrder(entry: EntryModel): number[] {
  const limit =
    entry.record.get(Quantity.DOSE) ??
    entry.record.get(Quantity.DEMAND_DOSE) ??
    entry.record.get(Quantity.RATE);
  const [unit, exponent, amount, volume] = entry.concentration ?? [0, 0, 0, 0];
  return [entry.type, limit?.[0] ?? 0, unit, amount * 10 ** exponent, volume * 10 ** exponent];
}

function compareNumbers(a: number[], b: number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

export interface CompiledLibrary {
  bytes: Buffer;
  /** Source entry of each compiled entry, in the order of the index. */
  entries: EntryModel[];
}

/**
 * Encodes a library into the compiled form that docs/formats/library.cddl describes: the same model gives the same bytes, on any
 * machine. Throws a RangeError that names the entry when something does not fit; nothing else is checked here.
 */
export function encodeLibrary(model: LibraryModel): CompiledLibrary {
  const strings = new StringTable(
    model.entries.map((entry) => entry.drug),
    [
      ...model.careAreas.flatMap((area) => [
        area.id,
        area.title,
        ...(area.basicText ? [area.basicText] : []),
      ]),
      ...model.entries.flatMap((entry) => [
        ...(entry.therapy ? [entry.therapy] : []),
        ...entry.advisories,
        ...(entry.drugClass ? [entry.drugClass] : []),
        ...(entry.codes ?? []),
      ]),
    ],
  );
  if (model.careAreas.length > 254) throw new RangeError('a library has at most 254 care areas');
  if (strings.texts.length > 65535) throw new RangeError('a library has at most 65,535 different texts');
  const pool = new RecordPool();
  const pumpRecord = encodeCbor(model.pump);
  const areaIndex = [indexRecord(0, 0, pool.place(pumpRecord, 'the pump'), pumpRecord)];
  model.careAreas.forEach((area, i) => {
    const record = new Map(area.record);
    record.set(Key.HEAD, [strings.id(area.id), strings.id(area.title), area.weightInGrams ? 1 : 0]);
    if (area.basicText) record.set(Key.BASIC_TEXT, [strings.id(area.basicText)]);
    const bytes = encodeCbor(record);
    areaIndex.push(indexRecord(i + 1, 0, pool.place(bytes, `care area ${area.id}`), bytes));
  });

  const numbers = new Map(model.careAreas.map((area, i) => [area.id, i + 1]));
  const keyed = model.entries.map((entry) => {
    const careArea = numbers.get(entry.careArea);
    if (careArea === undefined)
      throw new RangeError(`entry ${entry.id}: there is no care area ${entry.careArea}`);
    const key0 = careArea * 2 ** 24 + strings.id(entry.drug) * 256 + (entry.anaesthesia ? 1 : 0);
    const therapy = entry.therapy ? strings.id(entry.therapy) + 1 : 0;
    return { entry, key: [key0, therapy, ...variantOrder(entry)] };
  });
  keyed.sort((a, b) => compareNumbers(a.key, b.key) || compareText(a.entry.id, b.entry.id));

  const index: Buffer[] = [];
  const ceilings: Buffer[] = [];
  let variant = 0;
  keyed.forEach(({ entry, key }, i) => {
    const previous = keyed[i - 1]?.key;
    variant = previous && previous[0] === key[0] && previous[1] === key[1] ? variant + 1 : 0;
    const bytes = entryRecord(entry, strings);
    const record = indexRecord(
      key[0],
      key[1] * 65536 + variant,
      pool.place(bytes, `entry ${entry.id}`),
      bytes,
    );
    index.push(record);
    ceilings.push(ceilingRecord(entry.ceiling, record));
  });

  const texts = strings.texts.map((text) => encodeCbor(text));
  const offsets = Buffer.alloc(texts.length * 4);
  let offset = 0;
  texts.forEach((text, i) => {
    if (text.length > MAX_BLOCK)
      throw new RangeError(`a text takes more than ${MAX_BLOCK} bytes: "${strings.texts[i].slice(0, 40)}…"`);
    offsets.writeUInt32BE(offset, i * 4);
    offset += text.length;
  });
  const head = new Map<number, unknown>([
    [1, 1],
    [2, model.id],
    [3, model.title],
    [4, model.organisation],
    [5, model.version],
    [6, model.sequence],
    [7, model.effective],
    [8, model.reviewBy],
    [9, model.display === 'uk' ? 1 : 0],
    [10, packMarks({ draft: false, waivers: 0, widened: 0, ...model })],
    [11, model.notice],
    [12, strings.drugs],
  ]);
  const headBytes = encodeCbor(head);
  if (headBytes.length > MAX_BLOCK) {
    throw new RangeError(
      `title, organisation, version and notice take ${headBytes.length} bytes together with the rest of the head; it may have ${MAX_BLOCK}`,
    );
  }
  const sections = [
    headBytes,
    offsets,
    Buffer.concat(texts),
    Buffer.concat(areaIndex),
    Buffer.concat(index),
    pool.bytes(),
    Buffer.concat(ceilings),
  ];
  return { bytes: encodeCbor(sections), entries: keyed.map(({ entry }) => entry) };
}
