import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Decoder } from 'cbor-x';
import { REFERENCE_LAYOUT } from '../../hal/desktop/node-flash';
import { Region } from '../../hal/hal';

/** A record as it stands in a journal (docs/formats/event-log.md). */
export interface JournalRecord {
  number: number;
  kind: number;
  /** Seconds UTC since 1970; 0 where the pump did not know. */
  wall: number;
  /** ms since the pump was switched on. */
  monotonic: number;
  library: { sequence: number; digest: string };
  /** Key and value in turn. */
  details: (number | string)[];
  /** Whether the chain joins it to the record before; undefined where that one is not there. */
  chained?: boolean;
}

/** Numbers that are missing between two records that are there. */
export interface Gap {
  after: number;
  before: number;
}

export interface JournalContent {
  /** By number, each once. */
  records: JournalRecord[];
  gaps: Gap[];
  /** Numbers of records that the chain does not join to the one before. */
  broken: number[];
  /** Places (offsets in the file) that hold something and no record: torn by a loss of power, or damaged. */
  unreadable: { offset: number; bytes: number }[];
}

const MAGIC = 0x4a52;
const HEAD = 8;
const CHAIN = 16;
const MOST = 1024;
/** Places this near each other count as one. */
const NEAR = 64;

const decoder = new Decoder({ useRecords: false, mapsAsObjects: false });

/** Bytes of the record at `offset`; 0 where none begins there. */
export function recordLength(bytes: Buffer, offset: number): number {
  if (offset + HEAD + CHAIN + 4 > bytes.length || bytes.readUInt16BE(offset) !== MAGIC) return 0;
  const body = bytes.readUInt16BE(offset + 2);
  const size = (HEAD + body + 3) & ~3;
  if (body < CHAIN || size + 4 > MOST || offset + size + 4 > bytes.length) return 0;
  return crc32(bytes.subarray(offset, offset + size)) === bytes.readUInt32BE(offset + size) ? size + 4 : 0;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The event in a whole record; undefined where its content is none. */
function decodeRecord(raw: Buffer): JournalRecord | undefined {
  let items: unknown;
  try {
    items = decoder.decode(raw.subarray(HEAD, HEAD + raw.readUInt16BE(2) - CHAIN));
  } catch {
    return undefined;
  }
  if (!Array.isArray(items) || items.length !== 6) return undefined;
  const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
  const [kind, wall, monotonic, sequence] = items.map(plain);
  const [digest, flat] = items.slice(4);
  if (![kind, wall, monotonic, sequence].every(isCount) || !(digest instanceof Uint8Array)) return undefined;
  if (!Array.isArray(flat) || flat.length % 2 !== 0) return undefined;
  const details = flat.map(plain);
  if (!details.every((value) => typeof value === 'string' || Number.isSafeInteger(value))) return undefined;
  return {
    number: raw.readUInt32BE(4),
    kind: kind as number,
    wall: wall as number,
    monotonic: monotonic as number,
    library: { sequence: sequence as number, digest: Buffer.from(digest).toString('hex') },
    details: details as (number | string)[],
  };
}

function chainOf(raw: Buffer): Buffer {
  const end = HEAD + raw.readUInt16BE(2);
  return raw.subarray(end - CHAIN, end);
}

function isChained(raw: Buffer, before: Buffer): boolean {
  const content = raw.subarray(0, HEAD + raw.readUInt16BE(2) - CHAIN);
  const hash = createHash('sha256').update(content).update(before).digest();
  return hash.subarray(0, CHAIN).equals(chainOf(raw));
}

/** Blank flash, and the marks at the end of a sector, which are zeros. */
function isSilent(bytes: Buffer, offset: number): boolean {
  const word = bytes.readUInt32BE(offset);
  return word === 0xffffffff || word === 0;
}

/** Of a whole flash of the reference layout the region of a journal; any other file is one. */
export function journalRegion(bytes: Buffer, region: Region = Region.JOURNAL): Buffer {
  const sizes = REFERENCE_LAYOUT.map(({ size }) => size);
  if (bytes.length !== sizes.reduce((sum, size) => sum + size, 0)) return bytes;
  const start = sizes.slice(0, region).reduce((sum, size) => sum + size, 0);
  return bytes.subarray(start, start + (sizes[region] as number));
}

/**
 * Everything readable in a journal: the region of a flash, or records one behind the other. Records are found by their own checksum, wherever
 * they stand; what is missing and what is not joined by the chain is told.
 */
export function readJournal(bytes: Buffer): JournalContent {
  const found = new Map<number, { raw: Buffer; record: JournalRecord }>();
  const unreadable: JournalContent['unreadable'] = [];
  for (let offset = 0; offset + 4 <= bytes.length; ) {
    const length = recordLength(bytes, offset);
    const raw = bytes.subarray(offset, offset + length);
    const record = length > 0 ? decodeRecord(raw) : undefined;
    if (record) found.set(record.number, { raw, record });
    if (!record && !isSilent(bytes, offset)) {
      const last = unreadable.at(-1);
      const step = Math.max(length, 4);
      if (last && offset - last.offset - last.bytes < NEAR) last.bytes = offset + step - last.offset;
      else unreadable.push({ offset, bytes: step });
    }
    offset += Math.max(length, 4);
  }
  const all = [...found.values()].sort((a, b) => a.record.number - b.record.number);
  const gaps: Gap[] = [];
  const broken: number[] = [];
  all.forEach(({ raw, record }, i) => {
    const before = all[i - 1];
    if (before && before.record.number !== record.number - 1)
      gaps.push({ after: before.record.number, before: record.number });
    else if (before || record.number === 1) {
      record.chained = isChained(raw, before ? chainOf(before.raw) : Buffer.alloc(CHAIN));
      if (!record.chained) broken.push(record.number);
    }
  });
  return { records: all.map(({ record }) => record), gaps, broken, unreadable };
}
