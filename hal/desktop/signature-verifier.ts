import { type KeyObject, createHash, createPublicKey, verify } from 'node:crypto';
import type { Bytes, SignatureVerifier } from '../hal';

/** An Ed25519 public key from its 32 bytes. */
export function publicKeyOf(bytes: Uint8Array): KeyObject {
  const x = Buffer.from(bytes).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** Node's crypto over the bytes of one library storage. */
export class NodeSignatureVerifier implements SignatureVerifier {
  private readonly storage: Uint8Array;

  constructor(storage: Uint8Array) {
    this.storage = storage;
  }

  verify(publicKey: Bytes, message: Bytes, length: number, signature: Bytes): boolean {
    if (!(length >= 0 && length <= message.length && publicKey.length === 32 && signature.length === 64))
      return false;
    const signed = Buffer.from(message as Uint8Array).subarray(0, length);
    try {
      return verify(null, signed, publicKeyOf(publicKey as Uint8Array), Buffer.from(signature as Uint8Array));
    } catch {
      // Bytes that are no point of the curve: Node throws where the contract says "no".
      return false;
    }
  }

  sha256(offset: number, length: number, digest: Bytes): boolean {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.storage.length)) return false;
    const bytes = createHash('sha256')
      .update(this.storage.subarray(offset, offset + length))
      .digest();
    for (let i = 0; i < bytes.length; i++) digest[i] = bytes[i];
    return true;
  }
}
