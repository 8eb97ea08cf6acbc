import type { LibraryStorage } from '../hal';

/** Rate in whole microlitres per hour, volume in whole microlitres. */
export interface Ceiling {
  readonly rate: number;
  readonly volume: number;
}

/** Word of a ceiling record that no hard limit bounds. */
export const UNBOUNDED = 0xffffffff;

// Sections of a compiled library (docs/formats/library.cddl).
const SECTIONS = 7;
const ENTRY_INDEX = 4;
const CEILINGS = 6;
const INDEX_RECORD = 16;
const CEILING_RECORD = 12;

/** Where the seven byte strings lie, from their heads alone; null where they do not fill the library exactly. */
function sectionsOf(storage: LibraryStorage, offset: number, length: number): number[][] | null {
  const head = new Uint8Array(1);
  const end = offset + length;
  let position = offset;
  const next = (): number => {
    const inside = position < end && storage.read(position++, head, 1) === 1;
    return inside ? (head[0] as number) : Number.NaN;
  };
  if (next() !== 0x80 + SECTIONS) return null;
  const sections: number[][] = [];
  for (let section = 0; section < SECTIONS; section++) {
    const info = next() - 0x40;
    // Lengths of 8 bytes, indefinite ones and other types are no library.
    if (!(info >= 0 && info <= 26)) return null;
    let size = info < 24 ? info : 0;
    if (info >= 24) for (let i = 0; i < 1 << (info - 24); i++) size = size * 256 + next();
    if (!(position + size <= end)) return null;
    sections.push([position, size]);
    position += size;
  }
  return position === end ? sections : null;
}

/**
 * The ceiling record of entry `number` of the library that lies at `offset`, as the supervisor reads it: by itself, without the engine.
 * Null where it is not there, cannot be read, or its CRC-32 does not hold.
 */
export function readCeiling(
  storage: LibraryStorage,
  offset: number,
  length: number,
  number: number,
): Ceiling | null {
  if (!(Number.isInteger(offset) && Number.isInteger(length) && Number.isInteger(number))) return null;
  if (!(offset >= 0 && length > 0 && offset + length <= storage.size)) return null;
  const sections = sectionsOf(storage, offset, length);
  if (sections === null) return null;
  const [index, indexSize] = sections[ENTRY_INDEX] as [number, number];
  const [ceilings, ceilingsSize] = sections[CEILINGS] as [number, number];
  const entries = indexSize / INDEX_RECORD;
  if (!(Number.isInteger(entries) && ceilingsSize === entries * CEILING_RECORD)) return null;
  if (!(number >= 0 && number < entries)) return null;
  const at = ceilings + number * CEILING_RECORD;
  const key = storage.crc32(index + number * INDEX_RECORD, 8, 0);
  const crc = key >= 0 ? storage.crc32(at, 8, key) : -1;
  // Two failed reads must not look like two equal checksums.
  if (!(crc >= 0 && crc === storage.word(at + 8))) return null;
  const rate = storage.word(at);
  const volume = storage.word(at + 4);
  return rate >= 0 && volume >= 0 ? { rate, volume } : null;
}
