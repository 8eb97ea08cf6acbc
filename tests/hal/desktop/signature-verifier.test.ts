// Node's crypto behind the engine's contract: public vectors, and every argument that cannot be judged.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { NodeSignatureVerifier } from '../../../hal/desktop/signature-verifier';
import { suite } from '../../suite';

const test = suite('hal/desktop/signature-verifier');

const STORAGE = Buffer.from('abcdefgh');
const verifier = new NodeSignatureVerifier(STORAGE);
const bytes = (digits: string) => Buffer.from(digits, 'hex');

// RFC 8032 section 7.1, test 3
const PUBLIC = bytes('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025');
const MESSAGE = bytes('af82');
const SIGNATURE = bytes(
  '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
);

const ASKED: [string, boolean, Buffer, Buffer, number, Buffer][] = [
  ['the example of RFC 8032', true, PUBLIC, MESSAGE, 2, SIGNATURE],
  ['a message in a longer buffer', true, PUBLIC, Buffer.concat([MESSAGE, bytes('ffff')]), 2, SIGNATURE],
  ['a byte of the message too few', false, PUBLIC, MESSAGE, 1, SIGNATURE],
  ['a byte of the message too many', false, PUBLIC, Buffer.concat([MESSAGE, bytes('ff')]), 3, SIGNATURE],
  ['a length beyond the buffer', false, PUBLIC, MESSAGE, 3, SIGNATURE],
  ['a length below zero', false, PUBLIC, MESSAGE, -1, SIGNATURE],
  ['no length', false, PUBLIC, MESSAGE, Number.NaN, SIGNATURE],
  ['a signature of 63 bytes', false, PUBLIC, MESSAGE, 2, SIGNATURE.subarray(1)],
  ['no signature', false, PUBLIC, MESSAGE, 2, Buffer.alloc(0)],
  ['a public key of 31 bytes', false, PUBLIC.subarray(1), MESSAGE, 2, SIGNATURE],
  ['a public key that is no point', false, Buffer.alloc(32, 0x02), MESSAGE, 2, SIGNATURE],
];
for (const [why, expected, publicKey, message, length, signature] of ASKED) {
  test(`DERS-SIGN-013 ${expected ? 'good' : 'not good'}: ${why}`, () =>
    assert.is(verifier.verify(publicKey, message, length, signature), expected));
}

const RANGES: [number, number, string | null][] = [
  [0, 8, 'abcdefgh'],
  [2, 3, 'cde'],
  [8, 0, ''],
  [0, 9, null],
  [8, 1, null],
  [-1, 2, null],
  [0, -1, null],
  [Number.NaN, 1, null],
  [0, Number.NaN, null],
];
for (const [offset, length, text] of RANGES) {
  test(`DERS-SIGN-013 the digest of ${length} bytes at ${offset}: ${text === null ? 'none' : 'made'}`, () => {
    const digest = Buffer.alloc(32, 0xee);
    assert.is(verifier.sha256(offset, length, digest), text !== null);
    const expected = text === null ? Buffer.alloc(32, 0xee) : createHash('sha256').update(text).digest();
    assert.is(digest.toString('hex'), expected.toString('hex'));
  });
}

interface Group {
  publicKey: { pk: string };
  tests: { tcId: number; comment: string; msg: string; sig: string; result: 'valid' | 'invalid' }[];
}

const vectors = process.env.DERS_VECTORS ?? resolve(__dirname, '../../../../shared/vectors');
const path = join(vectors, 'wycheproof-ed25519.json');
const TITLE = "DERS-SIGN-013 Wycheproof's Ed25519 signatures are judged as they should be";
if (!existsSync(path)) test.skip(TITLE, 'the public vectors are not here (see DERS_VECTORS)');
else {
  test(TITLE, () => {
    const groups: Group[] = JSON.parse(readFileSync(path, 'utf8')).testGroups;
    const counts = { valid: 0, invalid: 0 };
    for (const { publicKey, tests } of groups) {
      for (const { tcId, comment, msg, sig, result } of tests) {
        const message = bytes(msg);
        const good = verifier.verify(bytes(publicKey.pk), message, message.length, bytes(sig));
        assert.is(good, result === 'valid', `${tcId}: ${comment}`);
        counts[result]++;
      }
    }
    assert.equal(counts, { valid: 88, invalid: 63 });
  });
}

test.run();
