import { encodeCbor } from '../compiler/encode';

/** Ed25519 (RFC 9864). The older −8 leaves the curve open, and every pump refuses it. */
export const ALGORITHM_ED25519 = -19;

/** One COSE_Signature: its protected header as signed, and what stands in it. */
export interface Signature {
  header: Buffer;
  /** First 8 bytes of the public key's SHA-256, in hexadecimal. */
  keyId: string;
  /** When the signer's computer says it was signed. */
  at: Date;
  signature: Buffer;
}

/** Protected header of one signature: algorithm, key id, and the time as the CWT claim `iat` (RFC 9597). */
export function signatureHeader(keyId: string, at: Date): Buffer {
  return encodeCbor(
    new Map<number, unknown>([
      [1, ALGORITHM_ED25519],
      [4, Buffer.from(keyId, 'hex')],
      [15, new Map([[6, Math.floor(at.getTime() / 1000)]])],
    ]),
  );
}

/**
 * What one signature covers: the Sig_structure of RFC 9052 section 4.4. Written apart from the engine's, so that each is a check of
 * the other.
 */
export function signedStructure(body: Buffer, header: Buffer, context: string, payload: Buffer): Buffer {
  return encodeCbor(['Signature', body, header, Buffer.from(context, 'ascii'), payload]);
}

/** The whole file: COSE_Sign (tag 98) over the manifest, then the content as a byte string. */
export function envelope(manifest: Buffer, signatures: Signature[], content: Buffer): Buffer {
  const signers = signatures.map(({ header, signature }) => [header, new Map(), signature]);
  const sign = encodeCbor([Buffer.alloc(0), new Map(), manifest, signers]);
  return Buffer.concat([Buffer.from([0xd8, 0x62]), sign, encodeCbor(content)]);
}
