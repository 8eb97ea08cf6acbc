// The gate of hal/hal.ts on a desktop: the engine's reader of signed libraries, asked and answered in bytes. hal/firmware/accept_request.c is the
// same in C; one set of vectors holds the two together.
import {
  LIBRARY_CONTEXT,
  Library,
  Major,
  type Policy,
  Proof,
  Reason,
  TRUST_CONTEXT,
  decode,
  newTokens,
  readTrustList,
  textOf,
  verifySigned,
} from '../../engine/index';
import { recordPartReason } from '../../engine/library/contents';
import { STAFF_CONTEXT } from '../../engine/service/provision';
import { Answered, Asked, type Bytes, Gate, type LibraryStorage, type SignatureVerifier } from '../hal';

const CONTEXTS = [LIBRARY_CONTEXT, TRUST_CONTEXT, STAFF_CONTEXT];
const MOST_HIGHEST = 1012;
const MOST_LIBRARIES = 16;
const MOST_TRUST = 4096;
/** Before the content of a signed file. */
const MOST_ENVELOPE = 1024;
const WORD = 2 ** 32;

function wordAt(bytes: Bytes, at: number): number {
  return Buffer.from([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] as number[]).readUInt32BE();
}

function putWord(bytes: Bytes, at: number, word: number): void {
  for (let i = 3, rest = word; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[at + i] = rest % 256;
}

function putSequence(bytes: Bytes, sequence: number): void {
  putWord(bytes, Answered.SEQUENCE, Math.floor(sequence / WORD));
  putWord(bytes, Answered.SEQUENCE + 4, sequence % WORD);
}

/** The record of highest sequences in the request; null where it is not one. */
function highestIn(request: Bytes, length: number): Policy['highest'] | null {
  if (length === Asked.HIGHEST) return [];
  const tokens = newTokens();
  const { types, values } = tokens;
  if (!(length - Asked.HIGHEST <= MOST_HIGHEST)) return null;
  if (decode(request, Asked.HIGHEST, length, tokens) !== Reason.NONE) return null;
  const wanted = [
    Major.TEXT,
    Major.LENGTH,
    Major.TEXT,
    Major.LENGTH,
    Major.UNSIGNED,
    Major.TEXT,
    Major.LENGTH,
  ];
  const count = (tokens.count - 1) / wanted.length;
  const fits = (at: number) => types[at] === wanted[(at - 1) % wanted.length];
  if (types[0] !== Major.ARRAY || values[0] !== count * 4 || !(count <= MOST_LIBRARIES)) return null;
  for (let at = 1; at < tokens.count; at++) if (!fits(at)) return null;
  const all: Policy['highest'] = [];
  for (let at = 1; at < tokens.count; at += wanted.length) {
    const text = (place: number) =>
      String(textOf(request, values[at + place] as number, values[at + place + 1] as number));
    const [organisation, library, digest] = [text(0), text(2), text(5)];
    if (!/^[0-9a-f]{64}$/.test(digest) || `${organisation}${library}`.includes('\0')) return null;
    const sequence = values[at + 4] as number;
    all.push({ organisation, library, sequence, digest: Buffer.from(digest, 'hex') });
  }
  return all;
}

/** The bytes of a trust list; none where it does not lie in the storage, or is too long. */
function trustAt(storage: LibraryStorage, place: number, length: number): Uint8Array {
  const there = Number.isInteger(place) && Number.isInteger(length) && place >= 0 && length >= 0;
  if (!(there && length <= MOST_TRUST)) return new Uint8Array(0);
  const bytes = new Uint8Array(length);
  return storage.read(place, bytes, length) === length ? bytes : new Uint8Array(0);
}

/** Where the texts of the manifest lie in a file whose structure is known to be good. */
function putTexts(storage: LibraryStorage, place: number, length: number, answer: Bytes): void {
  const bytes = new Uint8Array(Math.min(length, MOST_ENVELOPE));
  const outer = newTokens();
  const inner = newTokens();
  storage.read(place, bytes, bytes.length);
  decode(bytes, 0, bytes.length, outer);
  const from = outer.values[5] as number;
  decode(bytes, from, from + (outer.values[6] as number), inner);
  [Answered.ORGANISATION, Answered.LIBRARY, Answered.VERSION].forEach((at, text) => {
    putWord(answer, at, place + (inner.values[2 + text * 3] as number));
    putWord(answer, at + 4, inner.values[3 + text * 3] as number);
  });
}

export function acceptRequest(
  storage: LibraryStorage,
  verifier: SignatureVerifier,
  request: Bytes,
  length: number,
  answer: Bytes,
): number {
  if (!(answer.length >= Answered.SIZE)) return Reason.NOT_VERIFIED;
  for (let i = 0; i < Answered.SIZE; i++) answer[i] = 0;
  putWord(answer, Answered.RESULT, Reason.NOT_VERIFIED);
  if (!(Number.isInteger(length) && length >= Asked.HIGHEST && length <= request.length))
    return Reason.NOT_VERIFIED;
  const context = CONTEXTS[wordAt(request, Asked.KIND) - 1];
  const highest = highestIn(request, length);
  if (context === undefined || highest === null) return Reason.NOT_VERIFIED;
  const place = wordAt(request, Asked.PLACE);
  const size = wordAt(request, Asked.LENGTH);
  const trust = trustAt(storage, wordAt(request, Asked.TRUST_PLACE), wordAt(request, Asked.TRUST_LENGTH));
  const file = verifySigned(storage, place, size, context, {
    trust: readTrustList(trust, trust.length),
    verifier,
    today: wordAt(request, Asked.DAY),
    demonstrationKeys: wordAt(request, Asked.DEMONSTRATION) === 1,
    highest,
  });
  const { manifest } = file;
  if (manifest) {
    putSequence(answer, manifest.sequence);
    putWord(answer, Answered.EFFECTIVE, Math.min(manifest.effective, WORD - 1));
    putWord(answer, Answered.REVIEW_BY, Math.min(manifest.reviewBy, WORD - 1));
    putTexts(storage, place, size, answer);
    for (let i = 0; i < 32; i++) answer[Answered.DIGEST + i] = manifest.digest[i] as number;
  }
  const good = file.result === Proof.VERIFIED && manifest !== null;
  if (good) {
    putWord(answer, Answered.NOTICE, file.notice);
    putWord(answer, Answered.CONTENT, file.offset);
    putWord(answer, Answered.CONTENT + 4, manifest.length);
  }
  const result = good ? Gate.ACCEPTED : (file.result as number);
  putWord(answer, Answered.RESULT, result);
  return result;
}

export function trustRequest(storage: LibraryStorage, place: number, length: number, answer: Bytes): number {
  if (!(answer.length >= Answered.SIZE)) return Reason.TRUST_LIST;
  const bytes = trustAt(storage, place, length);
  const list = readTrustList(bytes, bytes.length);
  for (let i = 0; i < Answered.SIZE; i++) answer[i] = 0;
  putWord(answer, Answered.RESULT, list.reason);
  if (list.reason !== Reason.NONE) return list.reason;
  putWord(answer, Answered.ORGANISATION, place + (list.tokens.values[2] as number));
  putWord(answer, Answered.ORGANISATION + 4, list.tokens.values[3] as number);
  putSequence(answer, list.sequence);
  return list.reason;
}

export function recordsRequest(
  storage: LibraryStorage,
  place: number,
  length: number,
  first: number,
  count: number,
): number {
  const library = new Library(storage);
  let reason = library.open(place, length);
  const end = library.head.careAreas + library.head.entries;
  if (reason !== Reason.NONE) return reason;
  if (
    !(Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 0 && first + count <= end)
  )
    return Reason.NOT_FOUND;
  for (let number = first; number < first + count && reason === Reason.NONE; number++)
    reason = recordPartReason(library, number);
  return reason;
}
