import type { Manifest } from '../../engine/index';
import { ALGORITHM_ED25519, type Signature } from './cose';
import { type Item, Tagged, firstItemOf, itemOf } from './item';
import { FORMAT } from './manifest';

/** A signed file taken apart. Nothing is verified: that is verify.ts. */
export interface SignedParts {
  manifest: Manifest;
  /** The manifest as signed. */
  payload: Buffer;
  /** The content: the compiled library (or, of a signed trust list, that list). */
  library: Buffer;
  /** Author's, then approver's; one where the approver has not signed yet. */
  signatures: Signature[];
}

/** CBOR tag of COSE_Sign. */
const COSE_SIGN = 98;

// The last second a Date can hold; a file may say more.
const LAST_SECOND = 8.64e12;

/** Takes a signed file apart, with one signature or both; `null` where the bytes are not of that form. */
export function splitSigned(bytes: Uint8Array): SignedParts | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = firstItemOf(file);
  if (!(first?.item instanceof Tagged) || first.item.tag !== COSE_SIGN || !isArray(first.item.item, 4))
    return null;
  const [body, unprotectedBody, payload, signers] = first.item.item;
  if (!isBytes(body, 0) || !isEmpty(unprotectedBody) || !isBytes(payload)) return null;
  if (!isArray(signers, 1) && !isArray(signers, 2)) return null;
  const signatures = signers.map(signatureOf).filter((signature) => signature !== null);
  const manifest = manifestOf(itemOf(payload));
  const library = itemOf(first.rest);
  if (signatures.length < signers.length || !manifest || !isBytes(library)) return null;
  return { manifest, payload, library, signatures };
}

function signatureOf(item: Item): Signature | null {
  if (!isArray(item, 3)) return null;
  const [header, unprotectedHeader, signature] = item;
  if (!isBytes(header) || !isEmpty(unprotectedHeader) || !isBytes(signature, 64)) return null;
  const labels = itemOf(header);
  if (!(labels instanceof Map) || labels.size !== 3 || labels.get(1) !== ALGORITHM_ED25519) return null;
  const [keyId, claims] = [labels.get(4), labels.get(15)];
  if (!isBytes(keyId, 8) || !(claims instanceof Map) || claims.size !== 1) return null;
  const seconds = claims.get(6);
  if (typeof seconds !== 'number' || !(seconds >= 0)) return null;
  const at = new Date(Math.min(seconds, LAST_SECOND) * 1000);
  return { header, keyId: keyId.toString('hex'), at, signature };
}

function manifestOf(item: Item | null): Manifest | null {
  if (!(item instanceof Map) || item.size !== 11 || item.get(7) !== FORMAT) return null;
  const [organisation, library, version] = [1, 2, 3].map((key) => item.get(key));
  const [sequence, effective, reviewBy, length, waivers, widened] = [4, 5, 6, 8, 10, 11].map((key) =>
    item.get(key),
  );
  const digest = item.get(9);
  return isText(organisation) &&
    isText(library) &&
    isText(version) &&
    isCount(sequence) &&
    isCount(effective) &&
    isCount(reviewBy) &&
    isCount(length) &&
    isBytes(digest, 32) &&
    isCount(waivers) &&
    isCount(widened)
    ? { organisation, library, version, sequence, effective, reviewBy, length, digest, waivers, widened }
    : null;
}

function isBytes(item: Item | null | undefined, length?: number): item is Buffer {
  return Buffer.isBuffer(item) && (length === undefined || item.length === length);
}

function isArray(item: Item, length: number): item is Item[] {
  return Array.isArray(item) && item.length === length;
}

function isEmpty(item: Item): boolean {
  return item instanceof Map && item.size === 0;
}

function isText(item: Item | undefined): item is string {
  return typeof item === 'string' && item !== '';
}

function isCount(item: Item | undefined): item is number {
  return typeof item === 'number' && item >= 0;
}
