import type { SignatureVerifier } from '../../hal/hal';
import { Reason } from '../reason';
import { type Bytes, Major, type Tokens, decode, newTokens, textOf } from './cbor';
import type { LibraryHead } from './library';
import type { LibraryStorage } from './storage';

/** The one result that lets a signed file be used: far from 0, 1 and every reason, and made of two good signatures. */
export const enum Proof {
  ONE_SIGNATURE = 0x0d555555,
  VERIFIED = 0x1aaaaaaa,
}

/** A signed file carries one signature of each role, in this order. */
export const enum Role {
  AUTHOR = 1,
  APPROVER = 2,
}

export const enum KeyFlag {
  REVOKED = 1,
  DEMONSTRATION = 2,
}

/** Most bytes before the signed content: what is kept in memory while it is checked. */
const MAX_ENVELOPE = 1024;

// Shapes (docs/formats/signed-library.cddl), an item each: u unsigned, n negative, b bytes, t text, a array, m map, g tag; then its
// value, its length or its size, or * for any.
const COSE_SIGN = 'g98 a4 b0 m0 b* a2 a3 b* m0 b64 a3 b* m0 b64';
const HEADER = 'm3 u1 n-19 u4 b8 u15 m1 u6 u*';
const MANIFEST = 'm11 u1 t* u2 t* u3 t* u4 u* u5 u* u6 u* u7 u1 u8 u* u9 b32 u10 u* u11 u*';
const TRUST_LIST = 'm3 u1 t* u2 u* u3 m*';
const TRUSTED_KEY = 'b8 a6 b32 u* t* u* u* u*';

/** What is signed: its external data, so that a signature over one can never stand under the other. */
export const LIBRARY_CONTEXT = 'ders-drug-library/1';
export const TRUST_CONTEXT = 'ders-trust-list/1';

/** What the signatures cover. Dates are whole numbers, yyyymmdd. */
export interface Manifest {
  organisation: string;
  library: string;
  version: string;
  sequence: number;
  effective: number;
  reviewBy: number;
  /** Bytes of the content, and their SHA-256. */
  length: number;
  digest: Bytes;
  /** Errors of the source that a written waiver allows, and hard limits it widens against its base. */
  waivers: number;
  widened: number;
}

/** Which keys may sign for whom, read in place. One that is refused trusts no key. */
export interface TrustList {
  reason: Reason;
  organisation: string;
  sequence: number;
  readonly bytes: Bytes;
  readonly tokens: Tokens;
}

/** The highest release of one library that this pump has ever taken. */
export interface HighestSequence {
  organisation: string;
  library: string;
  sequence: number;
  digest: Bytes;
}

export interface Policy {
  trust: TrustList;
  verifier: SignatureVerifier;
  /** yyyymmdd; both keys must be valid on it. */
  today: number;
  /** Never true in a release build. */
  demonstrationKeys: boolean;
  highest: HighestSequence[];
}

/** A signed file after its check. Only `Proof.VERIFIED` lets the rest be used; before, it says how far the check came. */
export interface SignedFile {
  result: Reason | Proof;
  manifest: Manifest | null;
  /** Where the content lies in the storage; −1 unless verified. */
  offset: number;
  /** Not yet effective, or past its review: to be shown, not refused. */
  notice: Reason;
  /** Author, then approver: who they are, and the second since 1970 that each gives for the signature. */
  persons: string[];
  times: number[];
}

/** How many items of the shape stand at token `at`. */
function fits(tokens: Tokens, at: number, shape: string): number {
  const items = shape.split(' ');
  for (let i = 0; i < items.length; i++) {
    const type = 'unbtamg'.indexOf(items[i].charAt(0));
    if (tokens.types[at++] !== type) return i;
    if (type === Major.BYTES || type === Major.TEXT) at++;
    const value = items[i].slice(1);
    if (value !== '*' && String(tokens.values[at - 1]) !== value) return i;
  }
  return items.length;
}

function same(a: Bytes, aFrom: number, b: Bytes, bFrom: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aFrom + i] !== b[bFrom + i]) return false;
  return true;
}

function copy(target: Bytes, at: number, source: Bytes, from: number, length: number): number {
  for (let i = 0; i < length; i++) target[at + i] = source[from + i];
  return at + length;
}

/** Copies a byte string with its head, which stands right before it in its shortest form. */
function copyString(target: Bytes, at: number, source: Bytes, from: number, length: number): number {
  const head = length < 24 ? 1 : length < 256 ? 2 : 3;
  return copy(target, at, source, from - head, length + head);
}

function copyText(target: Bytes, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/**
 * Writes the Sig_structure of RFC 9052 section 4.4 for signature 0 or 1 of the COSE_Sign with the tokens `values`; returns its
 * length. The external data `context` has less than 24 characters.
 */
export function toBeSigned(
  message: Bytes,
  bytes: Bytes,
  values: number[],
  signature: number,
  context: string,
): number {
  let at = copyText(message, 0, '\x85iSignature');
  at = copyString(message, at, bytes, values[2], values[3]);
  at = copyString(message, at, bytes, values[9 + signature * 6], values[10 + signature * 6]);
  at = copyText(message, at, String.fromCharCode(0x40 + context.length) + context);
  return copyString(message, at, bytes, values[5], values[6]);
}

/** Reads the trust list in the first `length` bytes, which are kept. */
export function readTrustList(bytes: Bytes, length: number): TrustList {
  const tokens = newTokens();
  const values = tokens.values;
  const list: TrustList = { reason: Reason.TRUST_LIST, organisation: '', sequence: 0, bytes, tokens };
  if (decode(bytes, 0, length, tokens) !== Reason.NONE || fits(tokens, 0, TRUST_LIST) !== 7) return list;
  for (let key = 8; key < tokens.count; key += 11) {
    if (fits(tokens, key, TRUSTED_KEY) !== 8 || !(values[key + 10] < 4)) return list;
    if (!textOf(bytes, values[key + 6], values[key + 7])) return list;
  }
  list.organisation = textOf(bytes, values[2], values[3]) as string;
  list.sequence = values[5];
  if (list.organisation) list.reason = Reason.NONE;
  return list;
}

/** Why the protected header in `bytes[from … from + length − 1]` is not that of a signature. */
function headerReason(bytes: Bytes, from: number, length: number, tokens: Tokens): Reason {
  const reason = decode(bytes, from, from + length, tokens);
  if (reason !== Reason.NONE || fits(tokens, 0, HEADER) === 9) return reason;
  // Keys rise, so the critical ones (label 2) come first or behind the algorithm (label 1); a string has its length behind it.
  const { types, values } = tokens;
  const first = tokens.count > 1 && types[1] === Major.UNSIGNED ? values[1] : 0;
  const next = types[2] > Major.NEGATIVE ? 4 : 3;
  const follows =
    first === 1 && types[2] <= Major.TEXT && next < tokens.count && types[next] === Major.UNSIGNED;
  if (first === 2 || (follows && values[next] === 2)) return Reason.HEADER_CRITICAL;
  return first === 1 && !(types[2] === Major.NEGATIVE && values[2] === -19)
    ? Reason.HEADER_ALGORITHM
    : Reason.HEADER_LABEL;
}

/** Why the manifest in `bytes[from … from + length − 1]` cannot be read; else it stands in the file. */
function manifestReason(
  file: SignedFile,
  bytes: Bytes,
  from: number,
  length: number,
  tokens: Tokens,
): Reason {
  const reason = decode(bytes, from, from + length, tokens);
  if (reason !== Reason.NONE) return reason;
  const known = fits(tokens, 0, MANIFEST);
  if (known !== 23) return known === 14 ? Reason.LIBRARY_FORMAT : Reason.MANIFEST;
  const values = tokens.values;
  const organisation = textOf(bytes, values[2], values[3]);
  const library = textOf(bytes, values[5], values[6]);
  const version = textOf(bytes, values[8], values[9]);
  if (!organisation || !library || !version) return Reason.CBOR_TEXT;
  // It would end a text in C.
  if ((organisation + library + version).indexOf('\0') >= 0) return Reason.CBOR_TEXT;
  const digest: number[] = [];
  copy(digest, 0, bytes, values[21], 32);
  file.manifest = {
    organisation,
    library,
    version,
    sequence: values[11],
    effective: values[13],
    reviewBy: values[15],
    length: values[19],
    digest,
    waivers: values[24],
    widened: values[26],
  };
  return reason;
}

/** Everything, in order; the first that is wrong is the answer. */
function check(
  file: SignedFile,
  storage: LibraryStorage,
  offset: number,
  length: number,
  context: string,
  policy: Policy,
): Reason | Proof {
  const bytes = new Uint8Array(MAX_ENVELOPE);
  const message = new Uint8Array(MAX_ENVELOPE + 64);
  const outer = newTokens();
  const inner = newTokens();
  const values = outer.values;
  const trust = policy.trust;
  const trusted = trust.tokens.values;

  // Structure: all of it, before anything is believed. Bytes outside the storage cannot be read.
  let some = Math.min(length, MAX_ENVELOPE);
  if (storage.read(offset, bytes, some) !== some) return Reason.LIBRARY_UNREADABLE;
  let reason = decode(bytes, 0, some, outer);
  // Behind the COSE_Sign stands the content.
  if (reason !== Reason.CBOR_TRAILING) return reason || Reason.CBOR_TRUNCATED;
  const fitting = fits(outer, 0, COSE_SIGN);
  if (fitting === 2 && outer.types[2] === Major.BYTES)
    return headerReason(bytes, values[2], values[3], inner) || Reason.HEADER_LABEL;
  if (fitting === 3 || fitting === 8 || fitting === 12) return Reason.HEADER_UNPROTECTED;
  if (fitting === 5) return Reason.SIGNATURE_COUNT;
  if (fitting !== 14) return Reason.ENVELOPE_FORMAT;
  reason = manifestReason(file, bytes, values[5], values[6], inner);
  if (reason !== Reason.NONE) return reason;
  const manifest = file.manifest as Manifest;
  // The content stays in flash: its head is judged alone, and what it announces is then found missing.
  let at = values[18] + 64;
  some = Math.min(9, length - at);
  if (storage.read(offset + at, message, some) !== some) return Reason.LIBRARY_UNREADABLE;
  if (message[0] >> 5 !== Major.BYTES) return Reason.ENVELOPE_FORMAT;
  reason = decode(message, 0, some, inner);
  if (reason !== Reason.CBOR_TRUNCATED) return reason || Reason.ENVELOPE_FORMAT;
  let size = message[0] - 0x40;
  if (size > 23) {
    some = 1 << (size - 24);
    size = 0;
    for (let i = 1; i <= some; i++) size = size * 256 + message[i];
    at += some;
  }
  if (!(++at + size <= length)) return Reason.CBOR_TRUNCATED;
  if (at + size !== length) return Reason.CBOR_TRAILING;

  const ids: number[] = [];
  for (let i = 0; i < 2; i++) {
    reason = headerReason(bytes, values[9 + i * 6], values[10 + i * 6], inner);
    if (reason !== Reason.NONE) return reason;
    ids[i] = inner.values[4];
    file.times[i] = inner.values[9];
  }

  // Roles, persons, validity.
  if (trust.reason !== Reason.NONE) return trust.reason;
  const keys: number[] = [];
  for (let i = 0; i < 2; i++) {
    let key = 8;
    while (key < trust.tokens.count && !same(bytes, ids[i], trust.bytes, trusted[key], 8)) key += 11;
    if (!(key < trust.tokens.count)) return Reason.KEY_UNKNOWN;
    keys[i] = key;
    file.persons[i] = textOf(trust.bytes, trusted[key + 6], trusted[key + 7]) as string;
    if (trusted[key + 5] !== i + 1) return Reason.KEY_ROLE;
    const flags = trusted[key + 10];
    if ((flags & KeyFlag.REVOKED) !== 0) return Reason.KEY_REVOKED;
    if ((flags & KeyFlag.DEMONSTRATION) !== 0 && policy.demonstrationKeys !== true)
      return Reason.KEY_DEMONSTRATION;
    if (!(policy.today >= trusted[key + 8] && policy.today <= trusted[key + 9])) return Reason.KEY_VALIDITY;
  }
  if (file.persons[0] === file.persons[1]) return Reason.SAME_PERSON;

  // Signatures.
  const publicKey = new Uint8Array(32);
  const signature = new Uint8Array(64);
  let proof = 0;
  for (let i = 0; i < 2; i++) {
    copy(publicKey, 0, trust.bytes, trusted[keys[i] + 3], 32);
    copy(signature, 0, bytes, values[12 + i * 6], 64);
    some = toBeSigned(message, bytes, values, i, context);
    if (policy.verifier.verify(publicKey, message, some, signature) !== true) return Reason.SIGNATURE;
    proof += Proof.ONE_SIGNATURE;
  }

  // Organisation, sequence, length, digest.
  if (manifest.organisation !== trust.organisation) return Reason.ORGANISATION;
  for (let i = 0; i < policy.highest.length; i++) {
    const highest = policy.highest[i];
    if (highest.organisation !== manifest.organisation || highest.library !== manifest.library) continue;
    if (!(manifest.sequence >= highest.sequence)) return Reason.SEQUENCE_LOWER;
    if (manifest.sequence === highest.sequence && !same(manifest.digest, 0, highest.digest, 0, 32))
      return Reason.SEQUENCE_REUSED;
  }
  if (manifest.length !== size) return Reason.LENGTH;
  const digest = new Uint8Array(32);
  if (policy.verifier.sha256(offset + at, size, digest) !== true) return Reason.LIBRARY_UNREADABLE;
  if (!same(manifest.digest, 0, digest, 0, 32)) return Reason.DIGEST;
  if (!(manifest.effective <= policy.today)) file.notice = Reason.NOT_YET_EFFECTIVE;
  else if (!(policy.today <= manifest.reviewBy)) file.notice = Reason.PAST_REVIEW;
  file.offset = offset + at;
  return proof;
}

/**
 * Checks the signed file that lies at `offset` of the storage, `length` bytes long: structure; roles, persons and validity of the
 * keys; both signatures; organisation and sequence; length; digest. The first that is wrong is the result, in this order.
 */
export function verifySigned(
  storage: LibraryStorage,
  offset: number,
  length: number,
  context: string,
  policy: Policy,
): SignedFile {
  const file: SignedFile = {
    result: Reason.NOT_VERIFIED,
    manifest: null,
    offset: -1,
    notice: Reason.NONE,
    persons: [],
    times: [],
  };
  file.result = check(file, storage, offset, length, context, policy);
  return file;
}

/** Whether an opened library is the one that its manifest names. */
export function headReason(
  manifest: Omit<Manifest, 'length' | 'digest' | 'waivers' | 'widened'>,
  head: LibraryHead,
): Reason {
  return head.organisation === manifest.organisation &&
    head.id === manifest.library &&
    head.version === manifest.version &&
    head.sequence === manifest.sequence &&
    head.effective === manifest.effective &&
    head.reviewBy === manifest.reviewBy
    ? Reason.NONE
    : Reason.MANIFEST_HEAD;
}
