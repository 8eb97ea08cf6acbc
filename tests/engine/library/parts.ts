// The compiled form taken apart and put together again without the engine's reader, to make libraries that no compiler would.
import { crc32 } from 'node:zlib';
import { encodeCbor } from '../../../drug-library-loader/compiler/encode';

const NAMES = ['head', 'stringOffsets', 'strings', 'areaIndex', 'entryIndex', 'records', 'ceilings'] as const;
export type PartName = (typeof NAMES)[number];

export interface Part {
  /** Offset of the section's content in the library. */
  start: number;
  size: number;
}

/** Where each of the seven byte strings lies; the form is docs/formats/library.cddl. */
export function partsOf(library: Uint8Array): Record<PartName, Part> {
  const bytes = Buffer.from(library.buffer, library.byteOffset, library.length);
  let position = 1;
  const parts = NAMES.map((name): [PartName, Part] => {
    const info = bytes[position++] & 31;
    const extra = info < 24 ? 0 : 1 << (info - 24);
    const size = extra === 0 ? info : bytes.readUIntBE(position, extra);
    position += extra;
    const start = position;
    position += size;
    return [name, { start, size }];
  });
  if (position !== bytes.length) throw new Error('the sample is not a compiled library');
  return Object.fromEntries(parts) as Record<PartName, Part>;
}

/** The sections as bytes of their own, changed by name, joined again with the checksums of every record made good. */
export function withParts(library: Uint8Array, change: Partial<Record<PartName, Uint8Array>>): Buffer {
  const parts = partsOf(library);
  const sections = NAMES.map((name) =>
    Buffer.from(change[name] ?? library.subarray(parts[name].start, parts[name].start + parts[name].size)),
  );
  return resealed(encodeCbor(sections));
}

/** The library with its index checksums computed anew, in place: only the structure protects it then. */
export function resealed(library: Uint8Array): Buffer {
  const bytes = Buffer.from(library);
  const { areaIndex, entryIndex, records } = partsOf(bytes);
  for (const { start, size } of [areaIndex, entryIndex]) {
    for (let at = start; at + 16 <= start + size; at += 16) {
      const place = bytes.readUInt32BE(at + 8);
      const from = records.start + Math.floor(place / 1024);
      const to = from + (place % 1024);
      if (to > bytes.length) continue;
      bytes.writeUInt32BE(crc32(bytes.subarray(from, to), crc32(bytes.subarray(at, at + 12))), at + 12);
    }
  }
  return bytes;
}

/** The library with the record of entry `number` (or of area `number` of the area index) replaced. */
export function withRecord(
  library: Uint8Array,
  index: 'areaIndex' | 'entryIndex',
  number: number,
  record: Uint8Array,
): Buffer {
  const parts = partsOf(library);
  const bytes = Buffer.from(library);
  const part = (name: PartName) => bytes.subarray(parts[name].start, parts[name].start + parts[name].size);
  const changed = Buffer.from(part(index));
  changed.writeUInt32BE(parts.records.size * 1024 + record.length, number * 16 + 8);
  return withParts(bytes, { [index]: changed, records: Buffer.concat([part('records'), record]) });
}
