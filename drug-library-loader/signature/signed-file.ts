import { Major, type Manifest, Reason, type Tokens, decode, newTokens } from '../../engine/index';
import { fits, headerReason, manifestReason } from '../../engine/library/envelope';
import type { Signature } from './cose';

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

const SIGNATURE = ' a3 b* m0 b64';
const ENVELOPES = [1, 2].map((count) => `g98 a4 b0 m0 b* a${count}${SIGNATURE.repeat(count)}`);

// The last a Date can hold; a file may say more.
const LAST_SECOND = 8.64e12;

/** Takes a signed file apart, with one signature or both; `null` where the bytes are not of that form. */
export function splitSigned(bytes: Uint8Array): SignedParts | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const outer = newTokens();
  // The content follows, so something is left behind the first item.
  if (decode(file, 0, file.length, outer) !== Reason.CBOR_TRAILING) return null;
  const shape = ENVELOPES.find((text) => fits(outer, 0, text) === text.split(' ').length);
  if (shape === undefined) return null;
  const values = outer.values;
  const range = (token: number) => file.subarray(values[token], values[token] + values[token + 1]);

  const tokens = newTokens();
  const found: { manifest: Manifest | null } = { manifest: null };
  if (manifestReason(found, file, values[5], values[6], tokens) !== Reason.NONE || !found.manifest)
    return null;
  const signatures: Signature[] = [];
  for (let at = 8; at < 8 + values[7] * 6; at += 6) {
    if (headerReason(file, values[at + 1], values[at + 2], tokens) !== Reason.NONE) return null;
    signatures.push({
      header: range(at + 1),
      keyId: file.subarray(tokens.values[4], tokens.values[4] + 8).toString('hex'),
      at: new Date(Math.min(tokens.values[9], LAST_SECOND) * 1000),
      signature: range(at + 4),
    });
  }
  const library = contentOf(file, values[values[7] * 6 + 6] + 64, tokens);
  return library && { manifest: found.manifest, payload: range(5), library, signatures };
}

function contentOf(file: Buffer, from: number, tokens: Tokens): Buffer | null {
  if (decode(file, from, file.length, tokens) !== Reason.NONE) return null;
  if (tokens.types[0] !== Major.BYTES) return null;
  return file.subarray(tokens.values[0], file.length);
}
