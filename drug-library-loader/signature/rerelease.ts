import { Decoder } from 'cbor-x';
import { encodeCbor } from '../compiler/encode';
import { sectionsOf } from '../compiler/sections';
import { manifestOfLibrary } from './manifest';
import { Refusal } from './refusal';

export interface NewRelease {
  sequence: number;
  version?: string;
  /** yyyymmdd */
  effective?: number;
  reviewBy?: number;
}

// Keys of the head (docs/formats/library.cddl).
const HEAD = { version: 5, sequence: 6, effective: 7, reviewBy: 8 } as const;

const MAX_SEQUENCE = 999_999_999;

const decoder = new Decoder({ mapsAsObjects: false, useRecords: false });

/**
 * The same content as a new release, not signed yet: only the head changes. Throws a Refusal where the sequence does not rise, where
 * the dates contradict each other, or where the library is a draft.
 */
export function rerelease(library: Buffer, release: NewRelease): Buffer {
  const old = manifestOfLibrary(library);
  const { sequence } = release;
  if (!(Number.isInteger(sequence) && sequence > old.sequence && sequence <= MAX_SEQUENCE)) {
    throw new Refusal(
      'sequence',
      `the new sequence must be above that of the old release, ${old.sequence}, above every one in use, and at most ${MAX_SEQUENCE}`,
    );
  }
  const sections = sectionsOf(library);
  const head: Map<number, unknown> = decoder.decode(sections.head);
  if (!encodeCbor(head).equals(sections.head))
    throw new Refusal('not-a-library', 'the head of this library cannot be written again as it was');
  head.set(HEAD.sequence, release.sequence);
  if (release.version !== undefined) head.set(HEAD.version, release.version);
  if (release.effective !== undefined) head.set(HEAD.effective, release.effective);
  if (release.reviewBy !== undefined) head.set(HEAD.reviewBy, release.reviewBy);
  const bytes = encodeCbor([
    encodeCbor(head),
    sections.stringOffsets,
    sections.strings,
    sections.areaIndex,
    sections.entryIndex,
    sections.records,
    sections.ceilings,
  ]);
  const manifest = manifestOfLibrary(bytes);
  if (!(manifest.reviewBy > manifest.effective)) {
    throw new Refusal(
      'sequence',
      `review-by ${manifest.reviewBy} does not come after effective ${manifest.effective}`,
    );
  }
  return bytes;
}
