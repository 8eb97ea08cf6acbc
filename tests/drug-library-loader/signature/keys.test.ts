// Keys and trust lists: what is written, what opens, and what is refused.
import { generateKeyPairSync, verify } from 'node:crypto';
import * as assert from 'uvu/assert';
import {
  DEMONSTRATION_PASSPHRASE,
  type PublicKey,
  keyIdOf,
  newKey,
  openKey,
} from '../../../drug-library-loader/signature/keys';
import { manifestOfTrust } from '../../../drug-library-loader/signature/manifest';
import { Refusal } from '../../../drug-library-loader/signature/refusal';
import { signLibrary, signTrust } from '../../../drug-library-loader/signature/sign';
import { splitSigned } from '../../../drug-library-loader/signature/signed-file';
import {
  SMALL_ORDER_KEYS,
  type TrustFile,
  dayNumber,
  dayText,
  decodeTrust,
  encodeTrust,
  isComplete,
  readTrustFile,
  withKey,
  withoutKey,
} from '../../../drug-library-loader/signature/trust';
import { verifyLibrary, verifyTrust } from '../../../drug-library-loader/signature/verify';
import { Reason, readTrustList } from '../../../engine/index';
import { publicKeyOf } from '../../../hal/desktop/signature-verifier';
import { suite } from '../../suite';
import {
  APPROVER,
  AT,
  AUTHOR,
  LIBRARY,
  PASSPHRASE,
  SAME_PERSON,
  TRUST,
  keyOf,
  signedByBoth,
  trustWith,
} from './people';

const test = suite('drug-library-loader/signature/keys');

function refused(code: string, action: () => unknown, text = /./): void {
  assert.throws(
    action,
    (error: unknown) => error instanceof Refusal && error.code === code && text.test(error.message),
  );
}

test('DERS-SIGN-025 a key is encrypted, opens with its passphrase alone, and belongs to its public part', () => {
  const { key, pem } = newKey('author', 'p-1', PASSPHRASE);
  assert.match(pem, /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  assert.equal(Object.keys(key), ['id', 'public', 'role', 'person', 'demonstration']);
  assert.is(key.id, keyIdOf(Buffer.from(key.public, 'hex')));
  const opened = openKey(pem, key, PASSPHRASE);
  assert.is(opened.person, 'p-1');
  const other = newKey('author', 'p-1', PASSPHRASE);
  refused('passphrase', () => openKey(pem, key, `${PASSPHRASE} `));
  refused('passphrase', () => openKey('no key at all', key, PASSPHRASE));
  refused('wrong-key', () => openKey(other.pem, key, PASSPHRASE));
  refused('wrong-key', () => openKey(pem, { ...key, id: other.key.id }, PASSPHRASE));
});

test('DERS-SIGN-025 a key of another kind is refused', () => {
  const { privateKey } = generateKeyPairSync('x25519');
  const pem = String(
    privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: PASSPHRASE }),
  );
  refused('wrong-key', () => openKey(pem, newKey('author', 'p-1', PASSPHRASE).key, PASSPHRASE), /x25519/);
});

const NO_KEY: [string, string, () => unknown][] = [
  ['a passphrase of 11 characters', 'passphrase', () => newKey('author', 'p-1', '12345678901')],
  [
    'the passphrase of the demonstration',
    'passphrase',
    () => newKey('author', 'p-1', DEMONSTRATION_PASSPHRASE),
  ],
  ['nobody', 'wrong-key', () => newKey('author', '', PASSPHRASE)],
  ['a person with a blank', 'wrong-key', () => newKey('author', 'p 1', PASSPHRASE)],
  ['a person as a path', 'wrong-key', () => newKey('author', '../p', PASSPHRASE)],
  ['a person of 33 characters', 'wrong-key', () => newKey('author', 'p'.repeat(33), PASSPHRASE)],
];
for (const [why, code, action] of NO_KEY)
  test(`DERS-SIGN-025 no key (${code}): ${why}`, () => refused(code, action));

// edwards25519, to find every point of small order by another way than the list was made.
const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
type Point = [x: bigint, y: bigint];
const mod = (a: bigint) => ((a % P) + P) % P;
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b))
    if (e & 1n) result = mod(result * b);
  return result;
}
const D = mod(-121665n * power(121666n, P - 2n));
function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const k = mod(D * x1 * x2 * y1 * y2);
  return [mod((x1 * y2 + x2 * y1) * power(1n + k, P - 2n)), mod((y1 * y2 + x1 * x2) * power(1n - k, P - 2n))];
}
function times(n: bigint, point: Point): Point {
  let result: Point = [0n, 1n];
  for (let e = n, p = point; e > 0n; e >>= 1n, p = add(p, p)) if (e & 1n) result = add(result, p);
  return result;
}
/** A point with this y, or none. */
function withY(y: bigint): Point | null {
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  const root = power(square, (P + 3n) / 8n);
  for (const x of [root, mod(root * power(2n, (P - 1n) / 4n))]) if (mod(x * x) === square) return [x, y];
  return null;
}
function encoded(y: bigint, sign: bigint): string {
  return Buffer.from((y | (sign << 255n)).toString(16).padStart(64, '0'), 'hex')
    .reverse()
    .toString('hex');
}

test('DERS-SIGN-026 the list of small-order keys holds every encoding of all eight points, and no other', () => {
  const found = new Map<string, Point>();
  // L times any point has an order that divides eight; a generator of those eight turns up soon.
  for (let y = 2n; found.size < 8; y++) {
    const point = withY(y);
    if (!point) continue;
    let multiple: Point = [0n, 1n];
    const small = times(L, point);
    for (let i = 0; i < 8; i++, multiple = add(multiple, small)) found.set(multiple.join(), multiple);
  }
  const encodings: string[] = [];
  for (const [x, y] of found.values()) {
    for (const same of [y, y + P].filter((value) => value < 2n ** 255n))
      for (const sign of x === 0n ? [0n, 1n] : [x & 1n]) encodings.push(encoded(same, sign));
  }
  assert.equal([...SMALL_ORDER_KEYS].sort(), encodings.sort());
});

test('DERS-SIGN-026 why they are refused: without a private key, a signature under one is taken', () => {
  const identity = Buffer.from(SMALL_ORDER_KEYS[2], 'hex');
  const forged = Buffer.concat([identity, Buffer.alloc(32)]);
  assert.is(verify(null, Buffer.from('anything'), publicKeyOf(identity), forged), true);
});

for (const small of SMALL_ORDER_KEYS) {
  test(`DERS-SIGN-026 refused in a trust list: ${small}`, () => {
    const key: PublicKey = {
      id: keyIdOf(Buffer.from(small, 'hex')),
      public: small,
      role: 'author',
      person: 'p',
      demonstration: false,
    };
    const list = withKey(TRUST, key, '2026-01-01', '2026-12-31');
    refused('trust-list', () => readTrustFile(JSON.stringify(list)), /small order/);
    refused('trust-list', () => encodeTrust(list), /small order/);
  });
}

const BASE = TRUST.keys[0];
const BAD_LISTS: [string, unknown, RegExp][] = [
  ['not JSON', '{', /not JSON/],
  ['a list', [], /must be object/],
  ['nothing in it', {}, /required property/],
  ['a member nobody knows', { ...TRUST, note: 'x' }, /additional properties note/],
  ['no organisation', { ...TRUST, organisation: '' }, /organisation/],
  ['sequence 0', { ...TRUST, sequence: 0 }, /sequence/],
  ['sequence as a text', { ...TRUST, sequence: '1' }, /sequence/],
  ['a key without a person', { ...TRUST, keys: [{ ...BASE, person: undefined }] }, /person/],
  ['a key with a role nobody has', { ...TRUST, keys: [{ ...BASE, role: 'admin' }] }, /role/],
  ['a misspelt "revoked"', { ...TRUST, keys: [{ ...BASE, revokd: 'lost' }] }, /revokd/],
  ['"revoked": false', { ...TRUST, keys: [{ ...BASE, revoked: false }] }, /revoked/],
  [
    'an id that is not of the key',
    { ...TRUST, keys: [{ ...BASE, id: '0123456789abcdef' }] },
    /id is not that/,
  ],
  ['capital digits', { ...TRUST, keys: [{ ...BASE, public: BASE.public.toUpperCase() }] }, /public/],
  ['a key twice', { ...TRUST, keys: [BASE, BASE] }, /twice/],
  ['a day that is none', { ...TRUST, keys: [{ ...BASE, until: '2027-02-30' }] }, /no period/],
  [
    'a period that ends before it begins',
    { ...TRUST, keys: [{ ...BASE, until: '2025-12-31' }] },
    /no period/,
  ],
  [
    'one person in two spellings',
    { ...TRUST, keys: [BASE, { ...TRUST.keys[1], person: 'P-1' }] },
    /capitals only/,
  ],
];
for (const [why, list, text] of BAD_LISTS) {
  test(`DERS-SIGN-027 trust.json refused: ${why}`, () =>
    refused('trust-list', () => readTrustFile(typeof list === 'string' ? list : JSON.stringify(list)), text));
}

test('DERS-SIGN-027 a list under which nobody could sign is not encoded', () => {
  const [author, approver, samePerson] = TRUST.keys;
  const lists: [boolean, TrustFile['keys']][] = [
    [true, [author, approver]],
    [false, []],
    [false, [author]],
    [false, [approver]],
    [false, [author, samePerson]],
    [false, [{ ...author, revoked: 'lost' }, approver]],
    [false, [author, { ...approver, revoked: 'lost' }]],
  ];
  for (const [complete, keys] of lists) {
    assert.is(isComplete({ ...TRUST, keys }), complete);
    if (!complete) refused('trust-list', () => encodeTrust({ ...TRUST, keys }), /author and an approver/);
  }
});

test('DERS-SIGN-027 the form a pump reads says what trust.json says, but for why a key was revoked', () => {
  const list = withoutKey(
    trustWith(APPROVER.id, { until: '2026-12-31' }),
    SAME_PERSON.id,
    'left the hospital',
  );
  const bytes = encodeTrust(list);
  assert.is(readTrustList(bytes, bytes.length).reason, Reason.NONE);
  const read = decodeTrust(bytes);
  const sorted = [...list.keys].sort((a, b) => (a.id < b.id ? -1 : 1));
  assert.equal(read, {
    ...list,
    keys: sorted.map((key) => (key.revoked ? { ...key, revoked: 'revoked' } : key)),
  });
  assert.ok(encodeTrust({ ...list, keys: [...list.keys].reverse() }).equals(bytes));
  refused('trust-list', () => decodeTrust(bytes.subarray(1)));
  refused('not-trusted', () => withoutKey(list, '0123456789abcdef', 'x'));
});

const DAYS: [string, number][] = [
  ['2026-11-23', 20261123],
  ['2028-02-29', 20280229],
  ['2027-02-29', Number.NaN],
  ['2026-13-01', Number.NaN],
  ['2026-1-1', Number.NaN],
  ['', Number.NaN],
  ['tomorrow', Number.NaN],
];
for (const [text, day] of DAYS) {
  test(`DERS-SIGN-027 the day "${text}" is ${day}`, () => {
    assert.ok(Object.is(dayNumber(text), day));
    if (day > 0) assert.is(dayText(day), text);
  });
}

// A new list for pumps that are out there.
const NEWCOMER = keyOf('p-20', 'author');
const NEXT = withoutKey(withKey(TRUST, NEWCOMER, '2026-11-01', '2028-01-01'), AUTHOR.id, 'left');
const ENCODED = encodeTrust(NEXT);
const OPTIONS = { trust: TRUST, at: AT };

function nextSigned(list: Buffer = ENCODED): Buffer {
  return signTrust(signTrust(list, AUTHOR, OPTIONS), APPROVER, OPTIONS);
}

test('DERS-SIGN-028 the keys of the list in use sign the next one, and its keys are good from then on', () => {
  const file = nextSigned();
  const verification = verifyTrust(file, OPTIONS);
  assert.is(verification.accepted, true, verification.text);
  const list = decodeTrust(splitSigned(file)?.library as Buffer);
  assert.is(verifyLibrary(signedByBoth(), { ...OPTIONS, trust: list }).code, Reason.KEY_REVOKED);
  const options = { trust: list, at: AT };
  const library = signLibrary(signLibrary(LIBRARY, NEWCOMER, options), APPROVER, options);
  assert.is(verifyLibrary(library, options).code, Reason.NONE);
  assert.is(verifyLibrary(library, OPTIONS).code, Reason.KEY_UNKNOWN);
});

test('DERS-SIGN-028 a trust list is no library, nor a library a trust list', () => {
  assert.is(verifyLibrary(nextSigned(), OPTIONS).code, Reason.SIGNATURE);
  assert.is(verifyTrust(signedByBoth(), OPTIONS).code, Reason.SIGNATURE);
});

const SUCCESSIONS: [string, Reason, TrustFile][] = [
  ['the list in use once more', Reason.NONE, TRUST],
  ['the next one', Reason.NONE, NEXT],
  ['one as high as it, with other keys', Reason.SEQUENCE_REUSED, { ...NEXT, sequence: TRUST.sequence }],
  ['one before it', Reason.SEQUENCE_LOWER, { ...NEXT, sequence: TRUST.sequence - 1 }],
  ["another organisation's", Reason.ORGANISATION, { ...NEXT, organisation: 'Other' }],
];
for (const [why, reason, list] of SUCCESSIONS) {
  test(`DERS-SIGN-028 ${reason === Reason.NONE ? 'taken' : `refused (${reason})`} after the list in use: ${why}`, () => {
    // Signed under a list that allows it, as by a stolen tool.
    const loose = { trust: { ...TRUST, organisation: list.organisation, sequence: 0 }, at: AT };
    const file = signTrust(signTrust(encodeTrust(list), AUTHOR, loose), APPROVER, loose);
    assert.is(verifyTrust(file, OPTIONS).code, reason);
  });
}

test('DERS-SIGN-028 a list that does not come after the one in use is not signed', () => {
  refused('sequence', () => signTrust(encodeTrust(TRUST), AUTHOR, OPTIONS));
  refused('organisation', () => signTrust(encodeTrust({ ...NEXT, organisation: 'Other' }), AUTHOR, OPTIONS));
  refused('trust-list', () => signTrust(LIBRARY, AUTHOR, OPTIONS));
  refused('same-person', () => signTrust(signTrust(ENCODED, AUTHOR, OPTIONS), SAME_PERSON, OPTIONS));
});

test('DERS-SIGN-028 the manifest of a trust list is made from the list alone', () => {
  const { organisation, library, sequence, length } = manifestOfTrust(ENCODED);
  assert.equal(
    [organisation, library, sequence, length],
    [TRUST.organisation, 'trust list', NEXT.sequence, ENCODED.length],
  );
});

test.run();
