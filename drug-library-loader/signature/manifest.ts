import { Library, type Manifest, Reason, contentsReason, reasonText } from '../../engine/index';
import { MemoryStorage } from '../../hal/desktop/memory-storage';
import { encodeCbor } from '../compiler/encode';
import { readMarks } from '../compiler/marks';
import { sha256 } from './digest';
import { Refusal } from './refusal';
import { type TrustFile, decodeTrust } from './trust';

/** Library id of a trust list: with a blank, so that no drug library can have it. */
export const TRUST_LIST_ID = 'trust list';

const FORMAT = 1;

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
