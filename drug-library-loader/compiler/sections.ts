/** The seven byte strings of a compiled library (docs/formats/library.cddl). */
export interface Sections {
  head: Buffer;
  stringOffsets: Buffer;
  strings: Buffer;
  areaIndex: Buffer;
  entryIndex: Buffer;
  records: Buffer;
  ceilings: Buffer;
}

const NAMES = ['head', 'stringOffsets', 'strings', 'areaIndex', 'entryIndex', 'records', 'ceilings'] as const;

/** Takes a compiled library apart; throws a RangeError where the bytes are not one. The engine judges them, this does not. */
export function sectionsOf(bytes: Uint8Array): Sections {
  const library = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (library[0] !== 0x80 + NAMES.length) throw new RangeError('this is not a compiled drug library');
  const sections: Partial<Sections> = {};
  let at = 1;
  for (const name of NAMES) {
    const info = (library[at] ?? 0) - 0x40;
    const size = info >= 0 && info < 24 ? 0 : info >= 24 && info <= 26 ? 1 << (info - 24) : -1;
    if (size < 0 || at + 1 + size > library.length)
      throw new RangeError('this is not a compiled drug library');
    const length = size === 0 ? info : library.readUIntBE(at + 1, size);
    at += 1 + size;
    if (at + length > library.length) throw new RangeError('the drug library ends too early');
    sections[name] = library.subarray(at, at + length);
    at += length;
  }
  return sections as Sections;
}
