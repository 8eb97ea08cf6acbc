// Signing a library: what comes out, in whose order, and everything that is refused.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { encodeCbor } from '../../../drug-library-loader/compiler/encode';
import { signedStructure } from '../../../drug-library-loader/signature/cose';
import type { SigningKey } from '../../../drug-library-loader/signature/keys';
import { Refusal, type RefusalCode } from '../../../drug-library-loader/signature/refusal';
import { rerelease } from '../../../drug-library-loader/signature/rerelease';
import { type SigningOptions, signLibrary } from '../../../drug-library-loader/signature/sign';
import { splitSigned } from '../../../drug-library-loader/signature/signed-file';
import { LIBRARY_CONTEXT, decode, newTokens } from '../../../engine/index';
import { toBeSigned } from '../../../engine/library/envelope';
import { suite } from '../../suite';
import { entry } from '../sample-source';
import {
  APPROVER,
  AT,
  AUTHOR,
  DEMO_APPROVER,
  DEMO_AUTHOR,
  LIBRARY,
  SAME_PERSON,
  SECOND_AUTHOR,
  STRANGER,
  TRUST,
  compiled,
  signedByBoth,
  trustWith,
} from './people';

const test = suite('drug-library-loader/signature/sign');

const OPTIONS: SigningOptions = { trust: TRUST, at: AT };
const BY_AUTHOR = signLibrary(LIBRARY, AUTHOR, OPTIONS);
const BY_BOTH = signedByBoth();

function assertRefusal(code: RefusalCode, action: () => unknown): void {
  try {
    action();
  } catch (error) {
    assert.instance(error, Refusal, String(error));
    assert.is((error as Refusal).code, code, (error as Refusal).message);
    return;
  }
  assert.unreachable(`nothing was refused; expected ${code}`);
}

test('DERS-SIGN-020 the author signs, then the approver; the library stays as it was built', () => {
  const first = splitSigned(BY_AUTHOR);
  const both = splitSigned(BY_BOTH);
  assert.equal(
    first?.signatures.map(({ keyId }) => keyId),
    [AUTHOR.id],
  );
  assert.equal(
    both?.signatures.map(({ keyId }) => keyId),
    [AUTHOR.id, APPROVER.id],
  );
  assert.ok(both?.library.equals(LIBRARY));
  assert.ok(both?.payload.equals(first?.payload as Buffer));
  assert.equal(
    both?.signatures.map(({ at }) => at.getTime()),
    [AT.getTime(), AT.getTime()],
  );
});

test('DERS-SIGN-020 the same keys at the same time give the same bytes', () => {
  assert.ok(signedByBoth().equals(BY_BOTH));
});

test('DERS-SIGN-020 the manifest counts waivers and widened limits as the library does', () => {
  const waived = compiled({}, [
    entry({
      'high-alert': 'true',
      continuous: { 'enter-by': 'dose', dose: { unit: 'mcg/kg/min', 'upper-soft': '20' } },
      waiver: 'agreed',
    }),
  ]);
  const manifest = splitSigned(signLibrary(waived, AUTHOR, OPTIONS))?.manifest;
  assert.is(manifest?.waivers, 1);
  assert.is(manifest?.widened, 0);
});

const DRAFT = compiled({}, [
  entry({
    'high-alert': 'true',
    continuous: { 'enter-by': 'dose', dose: { unit: 'mcg/kg/min', 'upper-soft': '20' } },
  }),
]);
const DEMONSTRATION = compiled({
  demonstration: 'true',
  notice: 'Demonstration data, not for clinical use.',
});

/** A file whose library is another one, under the signature of the author. */
function withLibrary(other: Buffer): Buffer {
  return Buffer.concat([BY_AUTHOR.subarray(0, BY_AUTHOR.indexOf(LIBRARY) - 3), encodeCbor(other)]);
}

function flipped(file: Buffer, at: number): Buffer {
  const copy = Buffer.from(file);
  copy[at] ^= 1;
  return copy;
}

const LATER = new Date('2028-01-01T12:00:00');

const REFUSED: [string, RefusalCode, Buffer, SigningKey, Partial<SigningOptions>?][] = [
  ['a draft', 'draft', DRAFT, AUTHOR],
  ['nothing', 'not-a-library', Buffer.alloc(0), AUTHOR],
  ['a text', 'not-a-library', Buffer.from('library: example'), AUTHOR],
  ['a library with a damaged ceiling', 'not-a-library', flipped(LIBRARY, LIBRARY.length - 1), AUTHOR],
  ['a library with a damaged entry', 'not-a-library', flipped(LIBRARY, LIBRARY.length - 14), AUTHOR],
  ['a library cut short', 'not-a-library', LIBRARY.subarray(0, -1), AUTHOR],
  ['a demonstration library under a real key', 'demonstration', DEMONSTRATION, AUTHOR],
  ['a real library under a demonstration key', 'demonstration', LIBRARY, DEMO_AUTHOR],
  ['a real library, by its demonstration approver', 'demonstration', BY_AUTHOR, DEMO_APPROVER],
  ['the author twice', 'signed-already', BY_AUTHOR, AUTHOR],
  ['a second author', 'signed-already', BY_AUTHOR, SECOND_AUTHOR],
  ['an author after both', 'signed-already', BY_BOTH, AUTHOR],
  ['an approver after both', 'signed-already', BY_BOTH, APPROVER],
  ['an approver before the author', 'role', LIBRARY, APPROVER],
  ['the same person in both roles', 'same-person', BY_AUTHOR, SAME_PERSON],
  ['an approver without a trust list', 'no-trust-list', BY_AUTHOR, APPROVER, { trust: undefined }],
  ['a key that is not in the trust list', 'not-trusted', BY_AUTHOR, STRANGER],
  [
    'an author who is not in the trust list',
    'not-trusted',
    BY_AUTHOR,
    APPROVER,
    { trust: { ...TRUST, keys: TRUST.keys.filter(({ id }) => id !== AUTHOR.id) } },
  ],
  [
    'a key listed for another role',
    'not-trusted',
    LIBRARY,
    AUTHOR,
    { trust: trustWith(AUTHOR.id, { role: 'approver' }) },
  ],
  [
    'a key listed for another person',
    'not-trusted',
    LIBRARY,
    AUTHOR,
    { trust: trustWith(AUTHOR.id, { person: 'p-7' }) },
  ],
  [
    'an own key that is revoked',
    'not-trusted',
    LIBRARY,
    AUTHOR,
    { trust: trustWith(AUTHOR.id, { revoked: 'lost' }) },
  ],
  ['an own key that is over', 'not-trusted', LIBRARY, AUTHOR, { at: LATER }],
  [
    "an author's key that is revoked",
    'not-trusted',
    BY_AUTHOR,
    APPROVER,
    { trust: trustWith(AUTHOR.id, { revoked: 'lost' }) },
  ],
  [
    "an author's key that is over",
    'not-trusted',
    BY_AUTHOR,
    APPROVER,
    { trust: trustWith(AUTHOR.id, { until: '2026-11-22' }) },
  ],
  [
    'a first signature that is not an author’s',
    'role',
    BY_AUTHOR,
    APPROVER,
    { trust: trustWith(AUTHOR.id, { role: 'approver' }) },
  ],
  ['another organisation', 'organisation', compiled({ organisation: 'Other' }), AUTHOR],
  [
    'a library changed since the author signed',
    'changed',
    withLibrary(compiled({ title: 'Other' })),
    APPROVER,
  ],
  [
    'a release number changed since the author signed',
    'changed',
    withLibrary(compiled({ sequence: '8' })),
    APPROVER,
  ],
  [
    "a changed author's signature",
    'wrong-signature',
    flipped(BY_AUTHOR, BY_AUTHOR.indexOf(splitSigned(BY_AUTHOR)?.signatures[0].signature as Buffer)),
    APPROVER,
  ],
  [
    "a changed time of the author's signature",
    'wrong-signature',
    flipped(BY_AUTHOR, BY_AUTHOR.indexOf(Buffer.from('a1061a', 'hex')) + 6),
    APPROVER,
  ],
  [
    'names that do not fit',
    'too-long',
    rerelease(LIBRARY, { sequence: 8, version: 'x'.repeat(800) }),
    AUTHOR,
    { trust: undefined },
  ],
];
for (const [why, code, file, key, options] of REFUSED) {
  test(`DERS-SIGN-021 not signed (${code}): ${why}`, () =>
    assertRefusal(code, () => signLibrary(file, key, { ...OPTIONS, ...options })));
}

test('DERS-SIGN-020 a demonstration library is signed by demonstration keys', () => {
  assert.is(splitSigned(signedByBoth(DEMONSTRATION, DEMO_AUTHOR, DEMO_APPROVER))?.signatures.length, 2);
});

test('DERS-SIGN-021 with one bit changed, what the author signed is not approved', () => {
  const end = BY_AUTHOR.indexOf(LIBRARY);
  for (let at = 0; at < BY_AUTHOR.length; at += at < end ? 1 : 23) {
    try {
      signLibrary(flipped(BY_AUTHOR, at), APPROVER, OPTIONS);
    } catch (error) {
      assert.instance(error, Refusal, `byte ${at}: ${error}`);
      continue;
    }
    assert.unreachable(`byte ${at} was changed, and the approver signed`);
  }
});

test('DERS-SIGN-004 engine and loader agree on what is signed', () => {
  const tokens = newTokens();
  decode(BY_BOTH, 0, BY_BOTH.length, tokens);
  const parts = splitSigned(BY_BOTH);
  assert.is(parts?.signatures.length, 2);
  parts?.signatures.forEach(({ header }, i) => {
    const message = new Uint8Array(1024);
    const length = toBeSigned(message, BY_BOTH, tokens.values, i, LIBRARY_CONTEXT);
    const expected = signedStructure(Buffer.alloc(0), header, LIBRARY_CONTEXT, parts.payload);
    assert.is(Buffer.from(message.subarray(0, length)).toString('hex'), expected.toString('hex'));
  });
});

const vectors = process.env.DERS_VECTORS ?? resolve(__dirname, '../../../../shared/vectors');
const hex = (digits: string) => Buffer.from(digits, 'hex');

const SIGN = 'DERS-SIGN-004 the loader signs the structure of the COSE example with several signers';
const signPath = join(vectors, 'cose-sign-eddsa-01.json');
if (!existsSync(signPath)) test.skip(SIGN, 'the public vectors are not here (see DERS_VECTORS)');
else {
  test(SIGN, () => {
    const example = JSON.parse(readFileSync(signPath, 'utf8'));
    const payload = Buffer.from(example.input.plaintext);
    const structure = signedStructure(hex('a10300'), hex('a10127'), '', payload);
    assert.is(structure.toString('hex').toUpperCase(), example.intermediates.signers[0].ToBeSign_hex);
  });
}

const SIGN1 = 'DERS-SIGN-004 the loader encodes the structure of the COSE example with one signer';
const sign1Path = join(vectors, 'cose-sign1-eddsa-sig-01.json');
if (!existsSync(sign1Path)) test.skip(SIGN1, 'the public vectors are not here (see DERS_VECTORS)');
else {
  test(SIGN1, () => {
    const example = JSON.parse(readFileSync(sign1Path, 'utf8'));
    const payload = Buffer.from(example.input.plaintext);
    const structure = encodeCbor(['Signature1', hex('a201270300'), Buffer.alloc(0), payload]);
    assert.is(structure.toString('hex').toUpperCase(), example.intermediates.ToBeSign_hex);
  });
}

test.run();
