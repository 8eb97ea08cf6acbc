import { crc32 } from 'node:zlib';
import { Library, type Manifest, Reason, contentsReason, reasonText } from '../../engine/index';
import { MemoryStorage } from '../../hal/desktop/memory-storage';
import { encodeCbor } from '../compiler/encode';
import { readMarks } from '../compiler/marks';
import { sectionsOf } from '../compiler/sections';
import { sha256 } from './digest';
import { Refusal } from './refusal';
import { type TrustFile, decodeTrust } from './trust';

/** Library id of a trust list: with a blank, so that no drug library can have it. */
export const TRUST_LIST_ID = 'trust list';

export const FORMAT = 1;

/** The engine never reads the ceiling records, the supervisor does: whether each is bound to its entry and undamaged. */
export function ceilingsHold(library: Buffer): boolean {
  const { entryIndex, ceilings } = sectionsOf(library);
  for (let at = 0, entry = 0; at < ceilings.length; at += 12, entry += 16) {
    const key = crc32(entryIndex.subarray(entry, entry + 8));
    if (crc32(ceilings.subarray(at, at + 8), key) !== ceilings.readUInt32BE(at + 8)) return false;
  }
  return true;
}

/** The manifest that belongs to a compiled library; throws a Refusal where the library cannot be read, or is a draft. */
export function manifestOfLibrary(bytes: Buffer): Manifest {
  const library = new Library(new MemoryStorage(bytes));
  const reason = library.open(0, bytes.length) || contentsReason(library);
  if (reason !== Reason.NONE) {
    throw new Refusal(
      'not-a-library',
      `this is not a compiled drug library that a pump can read (code ${reason}): ${reasonText(reason)}`,
    );
  }
  if (!ceilingsHold(bytes))
    throw new Refusal(
      'not-a-library',
      `a ceiling record is damaged (code ${Reason.LIBRARY_CRC}): build it again`,
    );
  const { draft, waivers, widened } = readMarks(bytes);
  if (draft) {
    throw new Refusal(
      'draft',
      'this library is a draft: correct the errors that "check" names, or waive them in writing, and build it again',
    );
  }
  const { organisation, id, version, sequence, effective, reviewBy } = library.head;
  return {
    organisation,
    library: id,
    version,
    sequence,
    effective,
    reviewBy,
    length: bytes.length,
    digest: sha256(bytes),
    waivers,
    widened,
  };
}

/** The manifest that belongs to a trust list in its CBOR form. A trust list has no dates of its own; its keys have. */
export function manifestOfTrust(bytes: Buffer): Manifest {
  const { organisation, sequence }: TrustFile = decodeTrust(bytes);
  return {
    organisation,
    library: TRUST_LIST_ID,
    version: String(sequence),
    sequence,
    effective: 0,
    reviewBy: 99991231,
    length: bytes.length,
    digest: sha256(bytes),
    waivers: 0,
    widened: 0,
  };
}

/** The manifest as it is signed (docs/formats/signed-library.cddl). */
export function encodeManifest(manifest: Manifest): Buffer {
  const values = [
    manifest.organisation,
    manifest.library,
    manifest.version,
    manifest.sequence,
    manifest.effective,
    manifest.reviewBy,
    FORMAT,
    manifest.length,
    Buffer.from(manifest.digest as Uint8Array),
    manifest.waivers,
    manifest.widened,
  ];
  return encodeCbor(new Map(values.map((value, i) => [i + 1, value])));
}
