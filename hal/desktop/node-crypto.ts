import { createHash } from 'node:crypto';
import type { Bytes, Crypto, LibraryStorage } from '../hal';
import { acceptRequest, recordsRequest, trustRequest } from './gate';
import { NodeSignatureVerifier } from './signature-verifier';

/** Bytes read from the storage at a time, as a pump would. */
const BLOCK = 1024;

/** Node's crypto as a pump has it: digests of memory, and of a storage that is read block by block. */
export class NodeCrypto extends NodeSignatureVerifier implements Crypto {
  private readonly library: LibraryStorage;

  constructor(storage: LibraryStorage) {
    super(new Uint8Array(0));
    this.library = storage;
  }

  override sha256(offset: number, length: number, digest: Bytes): boolean {
    if (!(Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0)) return false;
    if (!(offset + length <= this.library.size && digest.length >= 32)) return false;
    const hash = createHash('sha256');
    const block = new Uint8Array(BLOCK);
    for (let done = 0; done < length; done += BLOCK) {
      const part = Math.min(BLOCK, length - done);
      if (this.library.read(offset + done, block, part) !== part) return false;
      hash.update(block.subarray(0, part));
    }
    return fill(digest, hash.digest());
  }

  digest(bytes: Bytes, length: number, digest: Bytes): boolean {
    if (!(Number.isInteger(length) && length >= 0 && length <= bytes.length && digest.length >= 32))
      return false;
    const part = new Uint8Array(length);
    for (let i = 0; i < length; i++) part[i] = bytes[i] as number;
    return fill(digest, createHash('sha256').update(part).digest());
  }

  accept(request: Bytes, length: number, answer: Bytes): number {
    return acceptRequest(this.library, this, request, length, answer);
  }

  readTrust(place: number, length: number, answer: Bytes): number {
    return trustRequest(this.library, place, length, answer);
  }

  checkRecords(place: number, length: number, first: number, count: number): number {
    return recordsRequest(this.library, place, length, first, count);
  }
}

function fill(digest: Bytes, made: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) digest[i] = made[i] as number;
  return true;
}
