/**
 * The hardware as the engine sees it: interfaces only. The engine takes types from here and nothing else from outside; a board or the
 * desktop implements them.
 */
import type { Bytes } from '../engine/library/cbor';

export type { Bytes } from '../engine/library/cbor';
export type { LibraryStorage } from '../engine/library/storage';

/** Signatures and digests: C on a pump (an interpreter would take seconds for a signature), Node's crypto on a desktop. */
export interface SignatureVerifier {
  /**
   * Pure Ed25519 (RFC 8032): whether `signature` (64 bytes) over the first `length` bytes of `message` was made with the private key
   * of `publicKey` (32 bytes). `false` for whatever cannot be judged.
   */
  verify(publicKey: Bytes, message: Bytes, length: number, signature: Bytes): boolean;
  /**
   * Writes the SHA-256 of `length` bytes at `offset` of the library storage into `digest` (32 bytes). `false`, with `digest` untouched,
   * where any of them lies outside or cannot be read.
   */
  sha256(offset: number, length: number, digest: Bytes): boolean;
}
