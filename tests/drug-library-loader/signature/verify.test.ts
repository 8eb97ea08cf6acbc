import { sign } from 'node:crypto';
// Verifying as a pump does, taking a signed file apart, and releasing old content again.
import * as assert from 'uvu/assert';
import { sectionsOf } from '../../../drug-library-loader/compiler/sections';
import {
  type Signature,
  envelope,
  signatureHeader,
  signedStructure,
} from '../../../drug-library-loader/signature/cose';
import { sha256 } from '../../../drug-library-loader/signature/digest';
import { encodeManifest, manifestOfLibrary } from '../../../drug-library-loader/signature/manifest';
import { Refusal } from '../../../drug-library-loader/signature/refusal';
import { rerelease } from '../../../drug-library-loader/signature/rerelease';
import { signLibrary } from '../../../drug-library-loader/signature/sign';
import { splitSigned } from '../../../drug-library-loader/signature/signed-file';
import { type VerifyOptions, verifyLibrary } from '../../../drug-library-loader/signature/verify';
import { LIBRARY_CONTEXT, Reason, reasonText } from '../../../engine/index';
import { suite } from '../../suite';
import {
  APPROVER,
  AT,
  AUTHOR,
  DEMO_APPROVER,
  DEMO_AUTHOR,
  LIBRARY,
  ORGANISATION,
  TRUST,
  compiled,
  signedByBoth,
  trustWith,
} from './people';

const test = suite('drug-library-loader/signature/verify');

const SIGNED = signedByBoth();
const OPTIONS: VerifyOptions = { trust: TRUST, at: AT };
const DEMONSTRATION = signedByBoth(
  compiled({ demonstration: 'true', notice: 'Demonstration data, not for clinical use.' }),
  DEMO_AUTHOR,
  DEMO_APPROVER,
);

test('DERS-SIGN-022 verify says who signed what, and when', () => {
  const verification = verifyLibrary(SIGNED, { ...OPTIONS, release: true });
  assert.is(verification.accepted, true, verification.text);
  assert.is(verification.code, 0);
  const { manifest, signers } = verification;
  assert.equal(
    [manifest?.organisation, manifest?.library, manifest?.version, manifest?.sequence, manifest?.length],
    [ORGANISATION, 'example', '1.0', 7, LIBRARY.length],
  );
  assert.is(Buffer.from(manifest?.digest as number[]).toString('hex'), sha256(LIBRARY).toString('hex'));
  const at = AT.toISOString().replace('.000', '');
  assert.equal(
    signers.map(({ role, person, keyId, at }) => ({ role, person, keyId, at })),
    [
      { role: 'author', person: 'p-1', keyId: AUTHOR.id, at },
      { role: 'approver', person: 'p-2', keyId: APPROVER.id, at },
    ],
  );
  assert.is(verification.notice?.code, Reason.NOT_YET_EFFECTIVE);
});

/** Signs by hand whatever manifest stands over the library. */
function signedOver(library: Buffer, manifest: Buffer): Buffer {
  const signatures = [AUTHOR, APPROVER].map((key) => {
    const header = signatureHeader(key.id, AT);
    const structure = signedStructure(Buffer.alloc(0), header, LIBRARY_CONTEXT, manifest);
    return { header, keyId: key.id, at: AT, signature: sign(null, structure, key.privateKey) };
  });
  return envelope(manifest, signatures, library);
}

const MANIFEST = manifestOfLibrary(LIBRARY);
const DAMAGED = Buffer.from(LIBRARY);
DAMAGED[DAMAGED.length - 1] ^= 1;
const NO_LIBRARY = Buffer.from('not a drug library, but signed');

const CASES: [string, Reason, Buffer, Partial<VerifyOptions>?][] = [
  ['signed by both', Reason.NONE, SIGNED],
  ['signed by the author alone', Reason.SIGNATURE_COUNT, signLibrary(LIBRARY, AUTHOR, OPTIONS)],
  ['not signed', Reason.CBOR_TRUNCATED, LIBRARY.subarray(0, 100)],
  ['demonstration keys on a demonstration pump', Reason.NONE, DEMONSTRATION],
  [
    'demonstration keys on a pump in clinical use',
    Reason.KEY_DEMONSTRATION,
    DEMONSTRATION,
    { release: true },
  ],
  ['a revoked key', Reason.KEY_REVOKED, SIGNED, { trust: trustWith(APPROVER.id, { revoked: 'left' }) }],
  [
    'a revoked key in a list that holds no other of that role',
    Reason.KEY_REVOKED,
    SIGNED,
    {
      trust: {
        ...TRUST,
        keys: TRUST.keys
          .filter(({ id }) => id === AUTHOR.id || id === APPROVER.id)
          .map((key) => (key.id === APPROVER.id ? { ...key, revoked: 'left' } : key)),
      },
    },
  ],
  ['a list that holds nobody', Reason.KEY_UNKNOWN, SIGNED, { trust: { ...TRUST, keys: [] } }],
  ['a key not valid on that day', Reason.KEY_VALIDITY, SIGNED, { at: new Date('2028-01-01T12:00:00') }],
  ['another organisation', Reason.ORGANISATION, SIGNED, { trust: { ...TRUST, organisation: 'Other' } }],
  ['a higher sequence was there', Reason.SEQUENCE_LOWER, SIGNED, { highest: { sequence: 8 } }],
  [
    'the same sequence, the same library',
    Reason.NONE,
    SIGNED,
    { highest: { sequence: 7, digest: sha256(LIBRARY) } },
  ],
  [
    'the same sequence, another library',
    Reason.SEQUENCE_REUSED,
    SIGNED,
    { highest: { sequence: 7, digest: sha256(SIGNED) } },
  ],
  ['the same sequence, digest not given', Reason.NONE, SIGNED, { highest: { sequence: 7 } }],
  ['a lower sequence was there', Reason.NONE, SIGNED, { highest: { sequence: 6 } }],
  ['a byte appended', Reason.CBOR_TRAILING, Buffer.concat([SIGNED, Buffer.of(0)])],
  [
    'signed by others than their tool: another version in the manifest',
    Reason.MANIFEST_HEAD,
    signedOver(LIBRARY, encodeManifest({ ...MANIFEST, version: '9' })),
  ],
  [
    'signed by others than their tool: a damaged ceiling',
    Reason.LIBRARY_CRC,
    signedOver(DAMAGED, encodeManifest({ ...MANIFEST, digest: sha256(DAMAGED) })),
  ],
  [
    'signed by others than their tool: no library',
    Reason.LIBRARY_FORMAT,
    signedOver(
      NO_LIBRARY,
      encodeManifest({ ...MANIFEST, length: NO_LIBRARY.length, digest: sha256(NO_LIBRARY) }),
    ),
  ],
];
for (const [why, code, file, options] of CASES) {
  test(`DERS-SIGN-022 ${code === Reason.NONE ? 'taken' : `refused (${code})`}: ${why}`, () => {
    const verification = verifyLibrary(file, { ...OPTIONS, ...options });
    assert.is(verification.code, code);
    assert.is(verification.accepted, code === Reason.NONE);
    if (code !== Reason.NONE) assert.is(verification.text, reasonText(code));
  });
}

// Splitting: for tools that show a file.
test('DERS-SIGN-023 a signed file is taken apart; cut at each byte, it is none', () => {
  assert.ok(splitSigned(SIGNED)?.library.equals(LIBRARY));
  for (let length = 0; length < SIGNED.length; length++)
    assert.is(splitSigned(SIGNED.subarray(0, length)), null, `${length} bytes`);
});

const NOT_SIGNED: [string, Uint8Array][] = [
  ['a compiled library', LIBRARY],
  ['an array in place of the tag', Buffer.concat([Buffer.of(0x82, 0x18, 98), SIGNED.subarray(2)])],
  ['another tag', Buffer.concat([Buffer.of(0xd8, 97), SIGNED.subarray(2)])],
  ['a byte behind it', Buffer.concat([SIGNED, Buffer.of(0)])],
  ['no signature', envelope(encodeManifest(MANIFEST), [], LIBRARY)],
  ['a manifest that is none', envelope(Buffer.of(0xa0), splitSigned(SIGNED)?.signatures ?? [], LIBRARY)],
  [
    'a header that is none',
    envelope(
      encodeManifest(MANIFEST),
      [{ ...(splitSigned(SIGNED)?.signatures[0] as Signature), header: Buffer.of(0xa0) }],
      LIBRARY,
    ),
  ],
  [
    'a text in place of the library',
    Buffer.concat([SIGNED.subarray(0, SIGNED.indexOf(LIBRARY) - 3), Buffer.of(0x63, 0x61, 0x62, 0x63)]),
  ],
];
for (const [why, bytes] of NOT_SIGNED)
  test(`DERS-SIGN-023 not a signed file: ${why}`, () => assert.is(splitSigned(bytes), null));

test('DERS-SIGN-023 a time beyond all dates does not stop the one who looks', () => {
  const [first] = splitSigned(SIGNED)?.signatures ?? [];
  const header = Buffer.concat([first.header.subarray(0, -5), Buffer.from('1b001fffffffffffff', 'hex')]);
  const file = envelope(encodeManifest(MANIFEST), [{ ...first, header }], LIBRARY);
  assert.is(splitSigned(file)?.signatures[0].at.toISOString(), '+275760-09-13T00:00:00.000Z');
});

// Going back on purpose.
test('DERS-SIGN-024 a re-release has the old content under a higher sequence, and pumps take it', () => {
  const again = rerelease(LIBRARY, { sequence: 9 });
  const [old, next] = [sectionsOf(LIBRARY), sectionsOf(again)];
  for (const name of ['stringOffsets', 'strings', 'areaIndex', 'entryIndex', 'records', 'ceilings'] as const)
    assert.ok(old[name].equals(next[name]), name);
  const before = manifestOfLibrary(LIBRARY);
  assert.equal(
    { ...manifestOfLibrary(again), digest: 0 },
    { ...before, sequence: 9, digest: 0, length: again.length },
  );
  const highest = { sequence: 8, digest: sha256(LIBRARY) };
  assert.is(verifyLibrary(SIGNED, { ...OPTIONS, highest }).code, Reason.SEQUENCE_LOWER);
  assert.is(verifyLibrary(signedByBoth(again), { ...OPTIONS, highest }).code, Reason.NONE);
});

test('DERS-SIGN-024 a re-release may have a version and dates of its own', () => {
  const again = rerelease(LIBRARY, {
    sequence: 70000,
    version: '1.0 again',
    effective: 20270101,
    reviewBy: 20270401,
  });
  const { sequence, version, effective, reviewBy } = manifestOfLibrary(again);
  assert.equal([sequence, version, effective, reviewBy], [70000, '1.0 again', 20270101, 20270401]);
});

const NO_RELEASE: [string, () => Buffer][] = [
  ['the same sequence', () => rerelease(LIBRARY, { sequence: 7 })],
  ['a lower sequence', () => rerelease(LIBRARY, { sequence: 6 })],
  ['half a sequence', () => rerelease(LIBRARY, { sequence: 8.5 })],
  ['no sequence', () => rerelease(LIBRARY, { sequence: Number.NaN })],
  ['a review before it is in effect', () => rerelease(LIBRARY, { sequence: 8, reviewBy: 20261201 })],
  ['no library', () => rerelease(NO_LIBRARY, { sequence: 8 })],
];
for (const [why, action] of NO_RELEASE) {
  test(`DERS-SIGN-024 no re-release: ${why}`, () => {
    assert.throws(action, (error: unknown) => error instanceof Refusal);
  });
}

test.run();
