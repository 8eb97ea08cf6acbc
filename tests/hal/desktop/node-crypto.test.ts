import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { NodeCrypto } from '../../../hal/desktop/node-crypto';
import type { Bytes } from '../../../hal/hal';
import { suite } from '../../suite';

const test = suite('hal/desktop/node-crypto');

const STORAGE = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 31) & 0xff));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

// Blocks of 1,024 bytes are read.
for (const length of [0, 1, 1023, 1024, 1025, 2048, 2049, 2990]) {
  test(`DERS-HAL-012 ${length} bytes of the storage`, () => {
    const digest = new Uint8Array(32);
    assert.ok(new NodeCrypto(new MemoryStorage(STORAGE)).sha256(10, length, digest));
    assert.is(Buffer.from(digest).toString('hex'), sha256(STORAGE.subarray(10, 10 + length)));
  });
}

test('DERS-HAL-012 a storage that fails in the middle gives no digest', () => {
  class Failing extends MemoryStorage {
    override read(offset: number, buffer: Bytes, length: number): number {
      return offset < 1024 ? super.read(offset, buffer, length) : 0;
    }
  }
  const digest = new Uint8Array(32).fill(0xee);
  const crypto = new NodeCrypto(new Failing(STORAGE));
  assert.ok(crypto.sha256(0, 1024, new Uint8Array(32)));
  assert.is(crypto.sha256(0, 1025, digest), false);
  assert.ok(digest.every((byte) => byte === 0xee));
});

test('DERS-HAL-012 a digest has 32 bytes of room, or is not made', () => {
  const crypto = new NodeCrypto(new MemoryStorage(STORAGE));
  const small = new Uint8Array(31);
  assert.equal([crypto.sha256(0, 1, small), crypto.digest(STORAGE, 1, small)], [false, false]);
  assert.ok(small.every((byte) => byte === 0));
});

test.run();
