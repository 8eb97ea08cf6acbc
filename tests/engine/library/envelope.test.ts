// The envelope of a signed library: each way of getting it wrong, one row and one code each; what is taken; the order of the checks.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import {
  type Bytes,
  LIBRARY_CONTEXT,
  type LibraryHead,
  type Manifest,
  type Policy,
  Proof,
  Reason,
  type SignedFile,
  TRUST_CONTEXT,
  decode,
  headReason,
  newTokens,
  readTrustList,
  verifySigned,
} from '../../../engine/index';
import { toBeSigned } from '../../../engine/library/envelope';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { NodeSignatureVerifier } from '../../../hal/desktop/signature-verifier';
import { suite } from '../../suite';
import * as s from './signed';

const test = suite('engine/library/envelope');

/** Refused with this code, and nothing in the answer can be used. */
function assertRefused(file: SignedFile, reason: number): void {
  assert.is(file.result, reason);
  assert.is(file.offset, -1);
}

type Change = (parts: s.Parts) => void;

const GOOD = s.fileOf(s.goodParts());
const COSE_LENGTH = GOOD.length - s.bytes(s.CONTENT).length;

function changed(change: Change): Buffer {
  const parts = s.goodParts();
  change(parts);
  return s.fileOf(parts);
}

/** The author's or approver's header with other labels; the signature is made over it as it is. */
function withHeader(who: 0 | 1, labels: [Buffer, Buffer][]): Change {
  return (parts) => {
    parts.signatures[who] = s.signaturePart(who === 0 ? s.AUTHOR : s.APPROVER, labels);
  };
}

function withRawHeader(raw: Buffer): Change {
  return (parts) => {
    parts.signatures[1].header = raw;
  };
}

function withManifest(key: number, value: Buffer): Change {
  return (parts) => {
    parts.manifest[key - 1][1] = value;
  };
}

/** The four items put together by hand. */
function reassembled(build: (items: Buffer[], content: Buffer) => Buffer[]): Buffer {
  const parts = s.goodParts();
  return Buffer.concat(build(s.coseItems(parts), parts.content));
}

const AUTHOR_LABELS = s.header(s.AUTHOR);
const LABELS = s.header(s.APPROVER);
const [ALGORITHM, KEY_ID, TIME] = LABELS;
const CRITICAL: [Buffer, Buffer] = [s.uint(2), s.array(s.uint(100))];
const OUTSIDE: [Buffer, Buffer] = [s.uint(100), s.uint(1)];
const BAD_TEXT = s.hex('62c328');

const SIGNERS = s.goodParts().signatures.map((part) => {
  const parts = s.goodParts();
  return s.array(s.bytes(part.header), part.unprotected, s.bytes(s.signatureOf(part, parts)));
});

// what is wrong, its code, the file
const STRUCTURE: [string, Reason, Buffer][] = [
  ['nothing at all', Reason.CBOR_TRUNCATED, Buffer.alloc(0)],
  ['a signature without its library', Reason.CBOR_TRUNCATED, GOOD.subarray(0, COSE_LENGTH)],
  ['the library without its signatures', Reason.ENVELOPE_FORMAT, s.bytes(s.CONTENT).fill(0, 0, 1)],
  ['not tagged', Reason.ENVELOPE_FORMAT, GOOD.subarray(2)],
  [
    'tagged as COSE_Sign1',
    Reason.ENVELOPE_FORMAT,
    reassembled((items, content) => [s.tag(18, s.array(...items)), s.bytes(content)]),
  ],
  [
    'tagged twice',
    Reason.ENVELOPE_FORMAT,
    reassembled((items, content) => [s.tag(98, s.tag(98, s.array(...items))), s.bytes(content)]),
  ],
  [
    'three items',
    Reason.ENVELOPE_FORMAT,
    reassembled((items, content) => [s.tag(98, s.array(...items.slice(0, 3))), s.bytes(content)]),
  ],
  [
    'five items',
    Reason.ENVELOPE_FORMAT,
    reassembled((items, content) => [s.tag(98, s.array(...items, s.uint(0))), s.bytes(content)]),
  ],
  [
    'a detached payload',
    Reason.CBOR_UNSUPPORTED,
    reassembled(([body, open, , signers], content) => [
      s.tag(98, s.array(body, open, s.hex('f6'), signers)),
      s.bytes(content),
    ]),
  ],
  [
    'a payload that is a text',
    Reason.ENVELOPE_FORMAT,
    reassembled(([body, open, , signers], content) => [
      s.tag(98, s.array(body, open, s.text('manifest'), signers)),
      s.bytes(content),
    ]),
  ],
  [
    'a body header that is a text',
    Reason.ENVELOPE_FORMAT,
    reassembled(([, open, payload, signers], content) => [
      s.tag(98, s.array(s.text(''), open, payload, signers)),
      s.bytes(content),
    ]),
  ],
  ['no signature', Reason.SIGNATURE_COUNT, changed((parts) => parts.signatures.splice(0))],
  ["the author's signature alone", Reason.SIGNATURE_COUNT, changed((parts) => parts.signatures.splice(1))],
  [
    "the approver's signature alone",
    Reason.SIGNATURE_COUNT,
    changed((parts) => parts.signatures.splice(0, 1)),
  ],
  [
    'three signatures',
    Reason.SIGNATURE_COUNT,
    changed((parts) => parts.signatures.push(s.signaturePart(s.SECOND_AUTHOR))),
  ],
  [
    'a signature of four items',
    Reason.ENVELOPE_FORMAT,
    reassembled(([body, open, payload], content) => [
      s.tag(
        98,
        s.array(
          body,
          open,
          payload,
          s.array(SIGNERS[0], s.array(s.uint(0), s.uint(0), s.uint(0), s.uint(0))),
        ),
      ),
      s.bytes(content),
    ]),
  ],
  [
    'a signature of 63 bytes',
    Reason.ENVELOPE_FORMAT,
    changed(({ signatures }) => {
      signatures[0].signature = Buffer.alloc(63);
    }),
  ],
  [
    'a signature of 65 bytes',
    Reason.ENVELOPE_FORMAT,
    changed(({ signatures }) => {
      signatures[1].signature = Buffer.alloc(65);
    }),
  ],
  [
    'more before the library than is kept in memory',
    Reason.CBOR_TRUNCATED,
    changed(withManifest(3, s.text('x'.repeat(1024)))),
  ],
  [
    'a library that is a text',
    Reason.ENVELOPE_FORMAT,
    Buffer.concat([GOOD.subarray(0, COSE_LENGTH), s.text('x'.repeat(36))]),
  ],
  [
    'a library that is an array',
    Reason.ENVELOPE_FORMAT,
    Buffer.concat([GOOD.subarray(0, COSE_LENGTH), s.array(s.bytes(s.CONTENT))]),
  ],
  [
    'a library too short to be one',
    Reason.ENVELOPE_FORMAT,
    changed((parts) => {
      parts.content = Buffer.alloc(8);
    }),
  ],
  [
    'a number in place of the library',
    Reason.ENVELOPE_FORMAT,
    Buffer.concat([GOOD.subarray(0, COSE_LENGTH), s.uint(0)]),
  ],
];

const HEADERS: [string, Reason, Change][] = [
  [
    "an unknown critical label in the author's header",
    Reason.HEADER_CRITICAL,
    withHeader(0, [AUTHOR_LABELS[0], CRITICAL, ...AUTHOR_LABELS.slice(1), OUTSIDE]),
  ],
  [
    "an unknown critical label in the approver's header",
    Reason.HEADER_CRITICAL,
    withHeader(1, [ALGORITHM, CRITICAL, KEY_ID, TIME, OUTSIDE]),
  ],
  ['a critical label without an algorithm', Reason.HEADER_CRITICAL, withHeader(1, [CRITICAL, KEY_ID, TIME])],
  [
    'an unknown critical label in the body header',
    Reason.HEADER_CRITICAL,
    (parts) => {
      parts.body = s.bytes(s.map(...CRITICAL, ...OUTSIDE));
    },
  ],
  [
    'a critical label behind an algorithm in the body header',
    Reason.HEADER_CRITICAL,
    (parts) => {
      parts.body = s.bytes(s.map(...ALGORITHM, ...CRITICAL, ...OUTSIDE));
    },
  ],
  ['−8, the older name', Reason.HEADER_ALGORITHM, withHeader(1, [[s.uint(1), s.negative(-8)], KEY_ID, TIME])],
  [
    "−8 in the author's header",
    Reason.HEADER_ALGORITHM,
    withHeader(0, [[s.uint(1), s.negative(-8)], AUTHOR_LABELS[1], AUTHOR_LABELS[2]]),
  ],
  ['ES256', Reason.HEADER_ALGORITHM, withHeader(1, [[s.uint(1), s.negative(-7)], KEY_ID, TIME])],
  [
    '18, which is −19 but for its sign',
    Reason.HEADER_ALGORITHM,
    withHeader(1, [[s.uint(1), s.uint(18)], KEY_ID, TIME]),
  ],
  [
    'an algorithm as a text',
    Reason.HEADER_ALGORITHM,
    withHeader(1, [[s.uint(1), s.text('Ed25519')], KEY_ID, TIME]),
  ],
  [
    'an algorithm in the body header',
    Reason.HEADER_ALGORITHM,
    (parts) => {
      parts.body = s.bytes(s.map(s.uint(1), s.negative(-8)));
    },
  ],
  ['no algorithm', Reason.HEADER_LABEL, withHeader(1, [KEY_ID, TIME])],
  ['a manifest text with U+0000', Reason.CBOR_TEXT, withManifest(2, s.text('exam\0ple'))],
  ['no key id', Reason.HEADER_LABEL, withHeader(1, [ALGORITHM, TIME])],
  [
    'a key id of 7 bytes',
    Reason.HEADER_LABEL,
    withHeader(1, [ALGORITHM, [s.uint(4), s.bytes(s.APPROVER.id.subarray(1))], TIME]),
  ],
  [
    'a key id as a text',
    Reason.HEADER_LABEL,
    withHeader(1, [ALGORITHM, [s.uint(4), s.text('12345678')], TIME]),
  ],
  ['no time', Reason.HEADER_LABEL, withHeader(1, [ALGORITHM, KEY_ID])],
  [
    'a time before 1970',
    Reason.HEADER_LABEL,
    withHeader(1, [ALGORITHM, KEY_ID, [s.uint(15), s.map(s.uint(6), s.negative(-1))]]),
  ],
  [
    'a time as a float',
    Reason.CBOR_UNSUPPORTED,
    withHeader(1, [ALGORITHM, KEY_ID, [s.uint(15), s.map(s.uint(6), s.hex('f97bff'))]]),
  ],
  [
    'another claim in place of the time',
    Reason.HEADER_LABEL,
    withHeader(1, [ALGORITHM, KEY_ID, [s.uint(15), s.map(s.uint(4), s.uint(1))]]),
  ],
  [
    'a second claim',
    Reason.HEADER_LABEL,
    withHeader(1, [ALGORITHM, KEY_ID, [s.uint(15), s.map(s.uint(4), s.uint(1), s.uint(6), s.uint(1))]]),
  ],
  ['a label that nobody asked for', Reason.HEADER_LABEL, withHeader(1, [ALGORITHM, KEY_ID, TIME, OUTSIDE])],
  [
    'a label as a text',
    Reason.HEADER_LABEL,
    withHeader(1, [ALGORITHM, KEY_ID, TIME, [s.text('a'), s.uint(1)]]),
  ],
  ['a header that is no map', Reason.HEADER_LABEL, withRawHeader(s.array(s.uint(1), s.negative(-19)))],
  ['an empty header', Reason.HEADER_LABEL, withRawHeader(s.map())],
  ["an empty author's header", Reason.HEADER_LABEL, withHeader(0, [])],
  ['an older algorithm alone', Reason.HEADER_ALGORITHM, withHeader(0, [[s.uint(1), s.negative(-8)]])],
  [
    'a text of two letters',
    Reason.HEADER_ALGORITHM,
    withHeader(0, [[s.uint(1), s.text('ab')], KEY_ID, TIME]),
  ],
  ['a list of 2 as algorithm', Reason.HEADER_ALGORITHM, withHeader(0, [[s.uint(1), s.array(s.uint(2))]])],
  ['critical behind a text', Reason.HEADER_CRITICAL, withHeader(0, [[s.uint(1), s.text('a')], CRITICAL])],
  ['a label that is a text alone', Reason.HEADER_LABEL, withHeader(0, [[s.text('a'), s.uint(2)]])],
  ['a header of no bytes', Reason.CBOR_TRUNCATED, withRawHeader(Buffer.alloc(0))],
  [
    'bytes behind the header',
    Reason.CBOR_TRAILING,
    withRawHeader(Buffer.concat([s.map(...LABELS.flat()), s.uint(0)])),
  ],
  ['a header cut short', Reason.CBOR_TRUNCATED, withRawHeader(s.map(...LABELS.flat()).subarray(0, -1))],
  ['the algorithm twice', Reason.CBOR_DUPLICATE_KEY, withHeader(1, [ALGORITHM, ALGORITHM, KEY_ID, TIME])],
  ['the key id twice', Reason.CBOR_DUPLICATE_KEY, withHeader(1, [ALGORITHM, KEY_ID, KEY_ID, TIME])],
  [
    'a claim twice',
    Reason.CBOR_DUPLICATE_KEY,
    withHeader(1, [ALGORITHM, KEY_ID, [s.uint(15), s.map(s.uint(6), s.uint(1), s.uint(6), s.uint(1))]]),
  ],
  [
    'a label twice in the body header',
    Reason.CBOR_DUPLICATE_KEY,
    (parts) => {
      parts.body = s.bytes(s.map(...ALGORITHM, ...ALGORITHM));
    },
  ],
  ['labels out of order', Reason.CBOR_KEY_ORDER, withHeader(1, [KEY_ID, ALGORITHM, TIME])],
  [
    'a body header that is an empty map',
    Reason.HEADER_LABEL,
    (parts) => {
      parts.body = s.bytes(s.map());
    },
  ],
  [
    "a signature's header as the body header",
    Reason.HEADER_LABEL,
    (parts) => {
      parts.body = s.bytes(s.map(...LABELS.flat()));
    },
  ],
  [
    'an unprotected label in the body',
    Reason.HEADER_UNPROTECTED,
    (parts) => {
      parts.unprotected = s.map(...KEY_ID);
    },
  ],
  [
    "an unprotected key id beside the author's protected one",
    Reason.HEADER_UNPROTECTED,
    (parts) => {
      parts.signatures[0].unprotected = s.map(...AUTHOR_LABELS[1]);
    },
  ],
  [
    "an unprotected key id beside the approver's protected one",
    Reason.HEADER_UNPROTECTED,
    (parts) => {
      parts.signatures[1].unprotected = s.map(...KEY_ID);
    },
  ],
  [
    'an unprotected label in place of an empty map',
    Reason.HEADER_UNPROTECTED,
    (parts) => {
      parts.unprotected = s.uint(0);
    },
  ],
];

/** Replaces bytes of the good file that stand in it exactly once. */
function edited(from: Uint8Array, to: Uint8Array, within: Uint8Array = GOOD): Buffer {
  const file = Buffer.from(within);
  const at = file.indexOf(from);
  assert.ok(at >= 0 && file.indexOf(from, at + 1) < 0, 'the bytes stand in the file once');
  return Buffer.concat([file.subarray(0, at), to, file.subarray(at + from.length)]);
}

const PAYLOAD = s.payloadOf(s.goodParts());
const CONTENT_HEAD = s.head(2, s.CONTENT.length);
const PAYLOAD_HEAD = s.head(2, PAYLOAD.length);
const BEFORE_CONTENT = GOOD.subarray(0, COSE_LENGTH);

const DETERMINISM: [string, Reason, Buffer][] = [
  ['a tag number in two bytes', Reason.CBOR_NOT_SHORTEST, edited(s.hex('d86284'), s.hex('d9006284'))],
  [
    'an array count in a byte of its own',
    Reason.CBOR_NOT_SHORTEST,
    edited(s.hex('d86284'), s.hex('d8629804')),
  ],
  [
    'an empty body header with a length byte',
    Reason.CBOR_NOT_SHORTEST,
    edited(s.hex('d8628440a0'), s.hex('d862845800a0')),
  ],
  [
    'an empty map with a count byte',
    Reason.CBOR_NOT_SHORTEST,
    edited(s.hex('d8628440a0'), s.hex('d8628440b800')),
  ],
  [
    'a manifest length in two bytes',
    Reason.CBOR_NOT_SHORTEST,
    edited(
      Buffer.concat([PAYLOAD_HEAD, PAYLOAD]),
      Buffer.concat([Buffer.of(0x59, 0, PAYLOAD.length), PAYLOAD]),
    ),
  ],
  [
    'a signature length in two bytes',
    Reason.CBOR_NOT_SHORTEST,
    edited(
      Buffer.concat([s.hex('a0'), s.bytes(s.signatureOf(s.goodParts().signatures[0], s.goodParts()))]),
      Buffer.concat([s.hex('a0590040'), s.signatureOf(s.goodParts().signatures[0], s.goodParts())]),
    ),
  ],
  [
    'a library length in two bytes',
    Reason.CBOR_NOT_SHORTEST,
    Buffer.concat([BEFORE_CONTENT, Buffer.of(0x59, 0, s.CONTENT.length), s.CONTENT]),
  ],
  [
    'a library length in four bytes',
    Reason.CBOR_NOT_SHORTEST,
    Buffer.concat([BEFORE_CONTENT, Buffer.of(0x5a, 0, 0, 0, s.CONTENT.length), s.CONTENT]),
  ],
  [
    'a library length in eight bytes',
    Reason.CBOR_NOT_SHORTEST,
    Buffer.concat([BEFORE_CONTENT, Buffer.of(0x5b, 0, 0, 0, 0, 0, 0, 0, s.CONTENT.length), s.CONTENT]),
  ],
  [
    'the algorithm in a byte of its own',
    Reason.CBOR_NOT_SHORTEST,
    changed(withRawHeader(Buffer.concat([s.hex('a301390012'), ...KEY_ID, ...TIME]))),
  ],
  [
    'a label in a byte of its own',
    Reason.CBOR_NOT_SHORTEST,
    changed(withRawHeader(Buffer.concat([s.hex('a3180132'), ...KEY_ID, ...TIME]))),
  ],
  [
    'a time in eight bytes',
    Reason.CBOR_NOT_SHORTEST,
    changed(withHeader(1, [ALGORITHM, KEY_ID, [s.uint(15), s.map(s.uint(6), s.hex('1b000000006afd4d00'))]])),
  ],
  ['a sequence in two bytes', Reason.CBOR_NOT_SHORTEST, changed(withManifest(4, s.hex('19002a')))],
  ['an array of open length', Reason.CBOR_INDEFINITE, edited(s.hex('d86284'), s.hex('d8629f'))],
  [
    'a body header of open length',
    Reason.CBOR_INDEFINITE,
    edited(s.hex('d8628440a0'), s.hex('d862845fffa0')),
  ],
  ['a map of open length', Reason.CBOR_INDEFINITE, edited(s.hex('d8628440a0'), s.hex('d8628440bfff'))],
  [
    'a manifest of open length',
    Reason.CBOR_INDEFINITE,
    edited(
      Buffer.concat([PAYLOAD_HEAD, PAYLOAD]),
      Buffer.concat([s.hex('5f'), PAYLOAD_HEAD, PAYLOAD, s.hex('ff')]),
    ),
  ],
  [
    'signatures of open length',
    Reason.CBOR_INDEFINITE,
    reassembled(([body, open, payload], content) => [
      s.hex('d86284'),
      body,
      open,
      payload,
      s.hex('9f'),
      ...SIGNERS,
      s.hex('ff'),
      s.bytes(content),
    ]),
  ],
  [
    'a protected header of open length',
    Reason.CBOR_INDEFINITE,
    changed(withRawHeader(Buffer.concat([s.hex('bf'), ...LABELS.flat(), s.hex('ff')]))),
  ],
  [
    'a manifest map of open length',
    Reason.CBOR_INDEFINITE,
    changed((parts) => {
      parts.payload = Buffer.concat([s.hex('bf'), PAYLOAD.subarray(1), s.hex('ff')]);
    }),
  ],
  [
    'a library of open length',
    Reason.CBOR_INDEFINITE,
    Buffer.concat([BEFORE_CONTENT, s.hex('5f'), s.bytes(s.CONTENT), s.hex('ff')]),
  ],
  ['a reserved head in the envelope', Reason.CBOR_RESERVED, edited(s.hex('d8628440a0'), s.hex('d862845ca0'))],
  [
    'a reserved head before the library',
    Reason.CBOR_RESERVED,
    Buffer.concat([BEFORE_CONTENT, s.hex('5c'), s.CONTENT]),
  ],
  ['a byte behind the library', Reason.CBOR_TRAILING, Buffer.concat([GOOD, s.hex('00')])],
  ['a second library', Reason.CBOR_TRAILING, Buffer.concat([GOOD, s.bytes(s.CONTENT)])],
  ['the whole file twice', Reason.CBOR_TRAILING, Buffer.concat([GOOD, GOOD])],
  [
    'a library length one too small',
    Reason.CBOR_TRAILING,
    edited(
      Buffer.concat([CONTENT_HEAD, s.CONTENT]),
      Buffer.concat([s.head(2, s.CONTENT.length - 1), s.CONTENT]),
    ),
  ],
  [
    'a library length one too large',
    Reason.CBOR_TRUNCATED,
    edited(
      Buffer.concat([CONTENT_HEAD, s.CONTENT]),
      Buffer.concat([s.head(2, s.CONTENT.length + 1), s.CONTENT]),
    ),
  ],
  [
    'a library of 2^32 bytes announced',
    Reason.CBOR_TRUNCATED,
    Buffer.concat([BEFORE_CONTENT, s.hex('5b0000000100000000'), s.CONTENT]),
  ],
];

function withPayload(payload: Buffer): Change {
  return (parts) => {
    parts.payload = payload;
  };
}

const MANIFESTS: [string, Reason, Change][] = [
  ['no key 1', Reason.MANIFEST, (parts) => parts.manifest.shift()],
  ['no key 11', Reason.MANIFEST, (parts) => parts.manifest.pop()],
  ['a twelfth key', Reason.MANIFEST, (parts) => parts.manifest.push([s.uint(12), s.uint(0)])],
  [
    'key 11 replaced by 12',
    Reason.MANIFEST,
    (parts) => {
      parts.manifest[10][0] = s.uint(12);
    },
  ],
  ['an array', Reason.MANIFEST, withPayload(s.array(s.uint(1)))],
  ['the library itself', Reason.CBOR_TRAILING, withPayload(s.CONTENT)],
  ['nothing', Reason.CBOR_TRUNCATED, withPayload(Buffer.alloc(0))],
  ['cut short', Reason.CBOR_TRUNCATED, withPayload(PAYLOAD.subarray(0, -1))],
  ['something behind it', Reason.CBOR_TRAILING, withPayload(Buffer.concat([PAYLOAD, s.uint(0)]))],
  ['nested without end', Reason.CBOR_TOO_DEEP, withPayload(Buffer.alloc(64, 0x81))],
  ['an organisation that is a number', Reason.MANIFEST, withManifest(1, s.uint(1))],
  ['an organisation that is not UTF-8', Reason.CBOR_TEXT, withManifest(1, BAD_TEXT)],
  ['a library id that is not UTF-8', Reason.CBOR_TEXT, withManifest(2, BAD_TEXT)],
  ['a version that is not UTF-8', Reason.CBOR_TEXT, withManifest(3, BAD_TEXT)],
  ['an empty organisation', Reason.CBOR_TEXT, withManifest(1, s.text(''))],
  ['an empty library id', Reason.CBOR_TEXT, withManifest(2, s.text(''))],
  ['an empty version', Reason.CBOR_TEXT, withManifest(3, s.text(''))],
  ['a sequence as a text', Reason.MANIFEST, withManifest(4, s.text('42'))],
  ['a sequence below zero', Reason.MANIFEST, withManifest(4, s.negative(-1))],
  ['a sequence as a float', Reason.CBOR_UNSUPPORTED, withManifest(4, s.hex('f95140'))],
  [
    'a sequence that no number holds exactly',
    Reason.CBOR_RANGE,
    withManifest(4, s.hex('1b0020000000000000')),
  ],
  ['a format of tomorrow', Reason.LIBRARY_FORMAT, withManifest(7, s.uint(2))],
  ['a digest of 31 bytes', Reason.MANIFEST, withManifest(9, s.bytes(Buffer.alloc(31)))],
  ['a digest as a text', Reason.MANIFEST, withManifest(9, s.text('x'.repeat(32)))],
  [
    'a key twice',
    Reason.CBOR_DUPLICATE_KEY,
    (parts) => {
      parts.manifest[4] = parts.manifest[3];
    },
  ],
  ['keys out of order', Reason.CBOR_KEY_ORDER, (parts) => parts.manifest.reverse()],
];

function signedBy(...keys: s.Signer[]): Change {
  return (parts) => {
    parts.signatures = keys.map((key) => s.signaturePart(key));
  };
}

const PERSONS: [string, Reason, Change, Partial<Policy>?][] = [
  ['an unknown author', Reason.KEY_UNKNOWN, signedBy(s.STRANGER, s.APPROVER)],
  ['an unknown approver', Reason.KEY_UNKNOWN, signedBy(s.AUTHOR, s.STRANGER)],
  ['approver, then author', Reason.KEY_ROLE, signedBy(s.APPROVER, s.AUTHOR)],
  ['two authors', Reason.KEY_ROLE, signedBy(s.AUTHOR, s.SECOND_AUTHOR)],
  ['two approvers', Reason.KEY_ROLE, signedBy(s.SAME_PERSON, s.APPROVER)],
  ['one key twice', Reason.KEY_ROLE, signedBy(s.AUTHOR, s.AUTHOR)],
  ['one person with a key for each role', Reason.SAME_PERSON, signedBy(s.AUTHOR, s.SAME_PERSON)],
  ["a revoked author's key", Reason.KEY_REVOKED, signedBy(s.REVOKED_AUTHOR, s.APPROVER)],
  ["a revoked approver's key", Reason.KEY_REVOKED, signedBy(s.AUTHOR, s.REVOKED_APPROVER)],
  [
    'a revoked key where demonstration keys are taken',
    Reason.KEY_REVOKED,
    signedBy(s.REVOKED_AUTHOR, s.APPROVER),
    { demonstrationKeys: true },
  ],
  [
    'a demonstration author in a release build',
    Reason.KEY_DEMONSTRATION,
    signedBy(s.DEMO_AUTHOR, s.APPROVER),
  ],
  [
    'a demonstration approver in a release build',
    Reason.KEY_DEMONSTRATION,
    signedBy(s.AUTHOR, s.DEMO_APPROVER),
  ],
  [
    'a demonstration key where nobody said what is taken',
    Reason.KEY_DEMONSTRATION,
    signedBy(s.DEMO_AUTHOR, s.APPROVER),
    { demonstrationKeys: undefined },
  ],
  ['a key that is over', Reason.KEY_VALIDITY, signedBy(s.AUTHOR, s.EXPIRED)],
  ['a key that begins tomorrow', Reason.KEY_VALIDITY, signedBy(s.AUTHOR, s.LATER)],
  ['a pump that does not know the day', Reason.KEY_VALIDITY, () => {}, { today: Number.NaN }],
  ['a pump whose clock stands at nothing', Reason.KEY_VALIDITY, () => {}, { today: 0 }],
  [
    'a trust list that was refused',
    Reason.TRUST_LIST,
    () => {},
    { trust: readTrustList(s.trustBytes().subarray(1), 100) },
  ],
  [
    'a trust list without keys',
    Reason.KEY_UNKNOWN,
    () => {},
    { trust: readTrustList(s.trustBytes([]), s.trustBytes([]).length) },
  ],
];

function exchange(file: Buffer, first: Buffer, second: Buffer): Buffer {
  const copy = Buffer.from(file);
  const [a, b] = [file.indexOf(first), file.indexOf(second)];
  second.copy(copy, a);
  first.copy(copy, b);
  return copy;
}

const OTHER = (() => {
  const parts = s.goodParts();
  parts.manifest[3][1] = s.uint(43);
  return parts;
})();
const [AUTHORS, APPROVERS] = s.goodParts().signatures.map((part) => s.signatureOf(part, s.goodParts()));

const SIGNATURES: [string, Buffer][] = [
  ['the two signatures exchanged', exchange(GOOD, AUTHORS, APPROVERS)],
  ["the author's signature in both places", edited(APPROVERS, AUTHORS)],
  [
    "the approver's signature of another release",
    edited(APPROVERS, s.signatureOf(OTHER.signatures[1], OTHER)),
  ],
  ["the author's signature of another release", edited(AUTHORS, s.signatureOf(OTHER.signatures[0], OTHER))],
  ['a signature of zeros', edited(AUTHORS, Buffer.alloc(64))],
  ['the manifest of another release under these signatures', edited(PAYLOAD, s.payloadOf(OTHER))],
  [
    'signed as a trust list',
    changed((parts) => {
      parts.context = TRUST_CONTEXT;
    }),
  ],
  [
    'signed without external data',
    changed((parts) => {
      parts.context = '';
    }),
  ],
  [
    'signed for another version of the envelope',
    changed((parts) => {
      parts.context = 'ders-drug-library/2';
    }),
  ],
  [
    "made with another person's key",
    changed(({ signatures }) => {
      signatures[0].key = s.SECOND_AUTHOR;
    }),
  ],
  [
    'S raised by the order of the group',
    (() => {
      const order = 2n ** 252n + 27742317777372353535851937790883648493n;
      const raised = Buffer.from(AUTHORS);
      let sum = BigInt(`0x${Buffer.from(AUTHORS.subarray(32)).reverse().toString('hex')}`) + order;
      for (let i = 32; i < 64; i++, sum >>= 8n) raised[i] = Number(sum & 255n);
      return edited(AUTHORS, raised);
    })(),
  ],
];

const OTHER_DIGEST = s.sha256(Buffer.from('another library'));
const DIGEST = s.sha256(s.CONTENT);

/** The digest with its last byte, or its first, changed. */
function digestBut(at: 0 | 31): Buffer {
  const digest = Buffer.from(DIGEST);
  digest[at] ^= 1;
  return digest;
}

const RELEASES: [string, Reason, Change, Partial<Policy>?][] = [
  ["another organisation's library", Reason.ORGANISATION, withManifest(1, s.text('Example organisatioN'))],
  ['an organisation whose name goes on', Reason.ORGANISATION, withManifest(1, s.text(`${s.ORGANISATION} `))],
  ['a lower sequence', Reason.SEQUENCE_LOWER, () => {}, { highest: [s.highest(43, DIGEST)] }],
  [
    'a lower sequence, behind records of others',
    Reason.SEQUENCE_LOWER,
    () => {},
    { highest: [s.highest(1, DIGEST, { library: 'other' }), s.highest(43, DIGEST)] },
  ],
  [
    'a record of the highest that is no number',
    Reason.SEQUENCE_LOWER,
    () => {},
    { highest: [s.highest(Number.NaN, DIGEST)] },
  ],
  [
    'the same sequence with another digest',
    Reason.SEQUENCE_REUSED,
    () => {},
    { highest: [s.highest(42, OTHER_DIGEST)] },
  ],
  [
    'the same sequence with a digest that differs in its last byte',
    Reason.SEQUENCE_REUSED,
    () => {},
    { highest: [s.highest(42, digestBut(31))] },
  ],
  [
    'the same sequence with a digest that differs in its first byte',
    Reason.SEQUENCE_REUSED,
    () => {},
    { highest: [s.highest(42, digestBut(0))] },
  ],
  [
    'the same sequence where the digest was lost',
    Reason.SEQUENCE_REUSED,
    () => {},
    { highest: [s.highest(42, Buffer.alloc(0))] },
  ],
  ['a shorter length than that of the library', Reason.LENGTH, withManifest(8, s.uint(s.CONTENT.length - 1))],
  ['a longer length than that of the library', Reason.LENGTH, withManifest(8, s.uint(s.CONTENT.length + 1))],
  ['a digest that differs in its last byte', Reason.DIGEST, withManifest(9, s.bytes(digestBut(31)))],
  ['a digest that differs in its first byte', Reason.DIGEST, withManifest(9, s.bytes(digestBut(0)))],
  ['another digest', Reason.DIGEST, withManifest(9, s.bytes(OTHER_DIGEST))],
  [
    'a library of the same length',
    Reason.DIGEST,
    (parts) => {
      parts.content = Buffer.from(s.CONTENT).fill('x', 0, 1);
    },
  ],
];

for (const [why, reason, file] of STRUCTURE)
  test(`DERS-SIGN-001 refused (${reason}): ${why}`, () => assertRefused(s.verified(file), reason));
for (const [why, reason, file] of DETERMINISM)
  test(`DERS-SIGN-001 refused (${reason}): ${why}`, () => assertRefused(s.verified(file), reason));
for (const [why, reason, change] of MANIFESTS)
  test(`DERS-SIGN-001 manifest refused (${reason}): ${why}`, () =>
    assertRefused(s.verified(changed(change)), reason));
for (const [why, reason, change] of HEADERS)
  test(`DERS-SIGN-002 refused (${reason}): ${why}`, () => assertRefused(s.verified(changed(change)), reason));
for (const [why, reason, change, more] of PERSONS)
  test(`DERS-SIGN-003 refused (${reason}): ${why}`, () =>
    assertRefused(s.verified(changed(change), more), reason));
for (const [why, file] of SIGNATURES)
  test(`DERS-SIGN-004 refused (${Reason.SIGNATURE}): ${why}`, () =>
    assertRefused(s.verified(file), Reason.SIGNATURE));
for (const [why, reason, change, more] of RELEASES)
  test(`DERS-SIGN-005 refused (${reason}): ${why}`, () =>
    assertRefused(s.verified(changed(change), more), reason));

test('DERS-SIGN-006 a good file says what it is, who signed it and when, and where the library lies', () => {
  const file = s.verified(GOOD);
  assert.is(file.result, Proof.VERIFIED);
  const expected: Manifest = {
    organisation: s.ORGANISATION,
    library: 'example',
    version: '2026.11.1',
    sequence: 42,
    effective: 20261101,
    reviewBy: 20270301,
    length: s.CONTENT.length,
    digest: [...DIGEST],
    waivers: 3,
    widened: 2,
  };
  assert.equal(file.manifest, expected);
  assert.equal(file.persons, ['p-1', 'p-2']);
  assert.equal(file.times, [1795000000, 1795000000]);
  assert.is(file.notice, Reason.NONE);
  assert.equal(GOOD.subarray(file.offset, file.offset + s.CONTENT.length), s.CONTENT);
});

const TAKEN: [string, Change, Partial<Policy>?][] = [
  ['on the last day of a key', signedBy(s.AUTHOR, s.LAST_DAY)],
  ['on the first day of a key', signedBy(s.AUTHOR, s.FIRST_DAY)],
  [
    'demonstration keys, where they are taken',
    signedBy(s.DEMO_AUTHOR, s.DEMO_APPROVER),
    { demonstrationKeys: true },
  ],
  ['real keys, where demonstration keys are taken', () => {}, { demonstrationKeys: true }],
  ['a higher sequence', () => {}, { highest: [s.highest(41, OTHER_DIGEST)] }],
  ['the same release once more', () => {}, { highest: [s.highest(42, DIGEST)] }],
  [
    'a lower sequence than that of another library',
    () => {},
    { highest: [s.highest(99, DIGEST, { library: 'other' })] },
  ],
  [
    'a lower sequence than that of another organisation',
    () => {},
    { highest: [s.highest(99, DIGEST, { organisation: 'Other' })] },
  ],
  ['a manifest of 256 bytes and more', withManifest(3, s.text('v'.repeat(300)))],
];
for (const [why, change, more] of TAKEN)
  test(`DERS-SIGN-006 taken: ${why}`, () =>
    assert.is(s.verified(changed(change), more).result, Proof.VERIFIED));

for (const length of [9, 23, 24, 255, 256, 65535, 65536]) {
  test(`DERS-SIGN-006 taken: a library of ${length} bytes, where it lies`, () => {
    const content = Buffer.alloc(length, 7);
    const file = s.fileOf(s.goodParts(content));
    const flash = Buffer.concat([Buffer.alloc(100, 0xff), file, Buffer.alloc(100, 0xff)]);
    const signed = verifySigned(new MemoryStorage(flash), 100, file.length, LIBRARY_CONTEXT, s.policy(flash));
    assert.is(signed.result, Proof.VERIFIED);
    assert.is(signed.offset, 100 + file.length - length);
  });
}

test('DERS-SIGN-006 the largest envelope is taken, and one byte more is refused', () => {
  const withVersion = (length: number) => changed(withManifest(3, s.text('v'.repeat(length))));
  // Of the bytes kept in memory, one belongs to the library's head: it shows that the envelope is over.
  const spare = 1023 - (withVersion(300).length - s.bytes(s.CONTENT).length);
  assert.is(s.verified(withVersion(300 + spare)).result, Proof.VERIFIED);
  assertRefused(s.verified(withVersion(300 + spare + 1)), Reason.CBOR_TRUNCATED);
});

test('DERS-SIGN-006 any content can be signed in the same envelope, and is not taken for another', () => {
  const list = s.trustBytes();
  const parts = s.goodParts(list);
  parts.context = TRUST_CONTEXT;
  const file = s.fileOf(parts);
  assert.is(s.verified(file, {}, TRUST_CONTEXT).result, Proof.VERIFIED);
  assertRefused(s.verified(file), Reason.SIGNATURE);
  assertRefused(s.verified(GOOD, {}, TRUST_CONTEXT), Reason.SIGNATURE);
});

// effective, review by, notice
const NOTICES: [string, number, number, Reason][] = [
  ['in effect from today', 20261123, 20270301, Reason.NONE],
  ['in effect from tomorrow', 20261124, 20270301, Reason.NOT_YET_EFFECTIVE],
  ['review due today', 20260101, 20261123, Reason.NONE],
  ['review due yesterday', 20260101, 20261122, Reason.PAST_REVIEW],
];
for (const [why, effective, reviewBy, notice] of NOTICES) {
  test(`DERS-SIGN-007 ${why}: reported (${notice}), not refused`, () => {
    const file = changed((parts) => {
      withManifest(5, s.uint(effective))(parts);
      withManifest(6, s.uint(reviewBy))(parts);
    });
    const signed = s.verified(file);
    assert.is(signed.result, Proof.VERIFIED);
    assert.is(signed.notice, notice);
  });
}

// Each fault comes with all that follow it, so the first in the order must be the answer.
const IN_ORDER: [string, Reason, (parts: s.Parts, policy: Partial<Policy>) => void][] = [
  [
    'structure',
    Reason.HEADER_UNPROTECTED,
    (parts) => {
      parts.unprotected = s.map(...KEY_ID);
    },
  ],
  ['manifest', Reason.LIBRARY_FORMAT, (parts) => withManifest(7, s.uint(2))(parts)],
  [
    'header',
    Reason.HEADER_ALGORITHM,
    (parts) => {
      parts.signatures[1].header = s.map(s.uint(1), s.negative(-8));
    },
  ],
  [
    'role',
    Reason.KEY_ROLE,
    (parts) => {
      parts.signatures[0] = s.signaturePart(s.SAME_PERSON);
    },
  ],
  [
    'person',
    Reason.SAME_PERSON,
    (parts) => {
      parts.signatures[1] = s.signaturePart(s.SAME_PERSON);
    },
  ],
  [
    'signature',
    Reason.SIGNATURE,
    (parts) => {
      parts.signatures[1].signature = Buffer.alloc(64);
    },
  ],
  ['organisation', Reason.ORGANISATION, (parts) => withManifest(1, s.text('Other'))(parts)],
  [
    'sequence',
    Reason.SEQUENCE_LOWER,
    (_, more) => {
      more.highest = [s.highest(43, DIGEST), s.highest(43, DIGEST, { organisation: 'Other' })];
    },
  ],
  ['length', Reason.LENGTH, (parts) => withManifest(8, s.uint(1))(parts)],
  ['digest', Reason.DIGEST, (parts) => withManifest(9, s.bytes(OTHER_DIGEST))(parts)],
];
IN_ORDER.forEach(([what, reason], first) => {
  test(`DERS-SIGN-008 with everything from ${what} on wrong, the answer is ${reason}`, () => {
    const parts = s.goodParts();
    const more: Partial<Policy> = {};
    for (const [, , spoil] of IN_ORDER.slice(first).reverse()) spoil(parts, more);
    assertRefused(s.verified(s.fileOf(parts), more), reason);
  });
});

/** A verifier that answers as told; what it was asked is kept. */
class ToldVerifier extends NodeSignatureVerifier {
  asked: string[] = [];
  answers: unknown[] = [];
  override verify(publicKey: Bytes, message: Bytes, length: number, signature: Bytes): boolean {
    this.asked.push('verify');
    return this.answers.length > 0
      ? (this.answers.shift() as boolean)
      : super.verify(publicKey, message, length, signature);
  }
  override sha256(offset: number, length: number, digest: Bytes): boolean {
    this.asked.push('sha256');
    return super.sha256(offset, length, digest);
  }
}

test('DERS-SIGN-008 the library is digested only after both signatures were found good', () => {
  const verifier = new ToldVerifier(GOOD);
  assert.is(s.verified(GOOD, { verifier }).result, Proof.VERIFIED);
  assert.equal(verifier.asked, ['verify', 'verify', 'sha256']);
  const doubting = new ToldVerifier(GOOD);
  doubting.answers = [true, false];
  assertRefused(s.verified(GOOD, { verifier: doubting }), Reason.SIGNATURE);
  assert.equal(doubting.asked, ['verify', 'verify']);
});

for (const answer of [false, 0, 1, undefined, null, 'true', Number.NaN, Proof.VERIFIED, {}]) {
  test(`DERS-SIGN-009 a verifier that answers ${String(answer)} (${typeof answer}) did not find the signature good`, () => {
    for (const answers of [[answer], [true, answer]]) {
      const verifier = new ToldVerifier(GOOD);
      verifier.answers = answers;
      assertRefused(s.verified(GOOD, { verifier }), Reason.SIGNATURE);
    }
  });
}

test('DERS-SIGN-009 a digest that could not be made, or was not, refuses the file', () => {
  class Broken extends NodeSignatureVerifier {
    constructor(private readonly answer: boolean) {
      super(GOOD);
    }
    override sha256(): boolean {
      return this.answer;
    }
  }
  assertRefused(s.verified(GOOD, { verifier: new Broken(false) }), Reason.LIBRARY_UNREADABLE);
  assertRefused(s.verified(GOOD, { verifier: new Broken(true) }), Reason.DIGEST);
});

test('DERS-SIGN-009 storage that cannot be read refuses the file', () => {
  class Failing extends MemoryStorage {
    constructor(private left: number) {
      super(GOOD);
    }
    override read(offset: number, buffer: Bytes, length: number): number {
      return this.left-- > 0 ? super.read(offset, buffer, length) : 0;
    }
  }
  for (const reads of [0, 1]) {
    const signed = verifySigned(new Failing(reads), 0, GOOD.length, LIBRARY_CONTEXT, s.policy(GOOD));
    assertRefused(signed, Reason.LIBRARY_UNREADABLE);
  }
  for (const [offset, length] of [
    [-1, GOOD.length],
    [1, GOOD.length],
    [0, GOOD.length + 1],
    [0, -1],
    [Number.NaN, GOOD.length],
    [0, Number.NaN],
  ]) {
    const signed = verifySigned(new MemoryStorage(GOOD), offset, length, LIBRARY_CONTEXT, s.policy(GOOD));
    assertRefused(signed, Reason.LIBRARY_UNREADABLE);
  }
});

test('DERS-SIGN-009 the result that lets a file be used is far from every other', () => {
  assert.is(Proof.VERIFIED, 0x1aaaaaaa);
  assert.is(Proof.ONE_SIGNATURE * 2, Proof.VERIFIED);
  assert.is.not(Proof.ONE_SIGNATURE, Proof.VERIFIED);
});

/** The codes a byte of this part may lead to: its own fault, or whatever a changed structure is. */
function partOf(at: number): string {
  const place = (bytes: Buffer) => {
    const from = GOOD.indexOf(bytes);
    return at >= from && at < from + bytes.length;
  };
  if (at >= GOOD.length - s.CONTENT.length) return 'content';
  if (place(AUTHORS) || place(APPROVERS)) return 'signature';
  if (place(s.AUTHOR.id) || place(s.APPROVER.id)) return 'key id';
  if (place(PAYLOAD)) return 'manifest';
  return 'structure';
}

test('DERS-SIGN-010 each bit of each byte changed in turn is refused, with the code of what it belongs to', () => {
  const expected: Record<string, (reason: number) => boolean> = {
    content: (reason) => reason === Reason.DIGEST,
    signature: (reason) => reason === Reason.SIGNATURE,
    'key id': (reason) => reason === Reason.KEY_UNKNOWN,
    manifest: (reason) => reason === Reason.SIGNATURE || (reason > 600 && reason <= Reason.MANIFEST),
    structure: (reason) => reason === Reason.SIGNATURE || (reason > 600 && reason <= Reason.MANIFEST),
  };
  const seen = new Set<string>();
  for (let at = 0; at < GOOD.length; at++) {
    const part = partOf(at);
    seen.add(part);
    for (let bit = 0; bit < 8; bit++) {
      const file = Buffer.from(GOOD);
      file[at] ^= 1 << bit;
      const signed = s.verified(file);
      assertRefused(signed, signed.result === Proof.VERIFIED ? -1 : signed.result);
      assert.ok(expected[part](signed.result), `byte ${at}, bit ${bit} (${part}): ${signed.result}`);
    }
  }
  assert.is(seen.size, 5);
});

test('DERS-SIGN-010 cut at each byte, the file is refused as cut short', () => {
  for (let length = 0; length < GOOD.length; length++)
    assertRefused(s.verified(GOOD.subarray(0, length)), Reason.CBOR_TRUNCATED);
});

test('DERS-SIGN-010 each byte taken out or doubled is refused', () => {
  for (let at = 0; at < GOOD.length; at++) {
    const without = Buffer.concat([GOOD.subarray(0, at), GOOD.subarray(at + 1)]);
    const doubled = Buffer.concat([GOOD.subarray(0, at + 1), GOOD.subarray(at)]);
    for (const file of [without, doubled]) {
      const signed = s.verified(file);
      assert.is.not(signed.result, Proof.VERIFIED, `byte ${at}`);
      assert.ok(signed.result > 600 && signed.result < 700);
    }
  }
});

test('DERS-SIGN-010 whatever is appended, the file is refused', () => {
  for (const more of [1, 2, 9, 100, 2000])
    for (const fill of [0x00, 0x40, 0xa0, 0xff])
      assertRefused(s.verified(Buffer.concat([GOOD, Buffer.alloc(more, fill)])), Reason.CBOR_TRAILING);
});

// Trust lists: what is wrong with it, the bytes.
const [KEY] = [s.AUTHOR];
const [ID, ENTRY] = s.trustedKey(KEY);
function list(...entries: Buffer[]): Buffer {
  return s.map(s.uint(1), s.text(s.ORGANISATION), s.uint(2), s.uint(5), s.uint(3), s.map(...entries));
}
function listed(more: Partial<s.Signer>): Buffer {
  return list(...s.trustedKey({ ...KEY, ...more }));
}
const UNTRUSTED: [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['not a map', s.array(s.uint(1))],
  ['a key too few', s.map(s.uint(1), s.text(s.ORGANISATION), s.uint(3), s.map(ID, ENTRY))],
  [
    'a key too many',
    s.map(
      s.uint(1),
      s.text(s.ORGANISATION),
      s.uint(2),
      s.uint(5),
      s.uint(3),
      s.map(ID, ENTRY),
      s.uint(4),
      s.uint(0),
    ),
  ],
  ['no organisation', s.map(s.uint(1), s.text(''), s.uint(2), s.uint(5), s.uint(3), s.map(ID, ENTRY))],
  [
    'an organisation that is not UTF-8',
    s.map(s.uint(1), BAD_TEXT, s.uint(2), s.uint(5), s.uint(3), s.map(ID, ENTRY)),
  ],
  ['a key id twice', list(ID, ENTRY, ID, ENTRY)],
  [
    'key ids out of order',
    list(
      ...[...s.trustedKey(s.AUTHOR), ...s.trustedKey(s.APPROVER)].slice(s.AUTHOR.id > s.APPROVER.id ? 0 : 2),
      ...(s.AUTHOR.id > s.APPROVER.id ? [] : s.trustedKey(s.AUTHOR)),
    ),
  ],
  ['a key id of 7 bytes', list(s.bytes(KEY.id.subarray(1)), ENTRY)],
  ['a key id that is a text', list(s.text('12345678'), ENTRY)],
  ['a public key of 31 bytes', listed({ publicKey: KEY.publicKey.subarray(1) })],
  ['a public key of 33 bytes', listed({ publicKey: Buffer.concat([KEY.publicKey, Buffer.of(0)]) })],
  ['a key that is no array', list(ID, s.uint(0))],
  [
    'a key of five items',
    list(ID, s.array(s.bytes(KEY.publicKey), s.uint(1), s.text('p'), s.uint(1), s.uint(2))),
  ],
  ['nobody as the person', listed({ person: '' })],
  [
    'a person that is not UTF-8',
    list(ID, s.array(s.bytes(KEY.publicKey), s.uint(1), BAD_TEXT, s.uint(1), s.uint(2), s.uint(0))),
  ],
  ['a flag that nobody knows', listed({ flags: 4 })],
  ['a second key that is wrong', s.trustBytes([s.AUTHOR, { ...s.APPROVER, flags: 9 }])],
  ['something behind it', Buffer.concat([s.trustBytes(), s.uint(0)])],
];
for (const [why, bytes] of UNTRUSTED) {
  test(`DERS-SIGN-011 a trust list is refused: ${why}`, () => {
    const trust = readTrustList(bytes, bytes.length);
    assert.is(trust.reason, Reason.TRUST_LIST);
    assertRefused(s.verified(GOOD, { trust }), Reason.TRUST_LIST);
  });
}

test('DERS-SIGN-004 each byte of the public keys in the trust list counts', () => {
  const bytes = s.trustBytes();
  for (const key of [s.AUTHOR, s.APPROVER]) {
    const from = bytes.indexOf(key.publicKey);
    for (let i = 0; i < 32; i++) {
      const other = Buffer.from(bytes);
      other[from + i] ^= 1;
      assertRefused(s.verified(GOOD, { trust: readTrustList(other, other.length) }), Reason.SIGNATURE);
    }
  }
});

test('DERS-SIGN-011 a trust list says for whom it is and which one it is', () => {
  const bytes = s.trustBytes();
  const trust = readTrustList(bytes, bytes.length);
  assert.is(trust.reason, Reason.NONE);
  assert.is(trust.organisation, s.ORGANISATION);
  assert.is(trust.sequence, 5);
});

test('DERS-SIGN-011 a trust list cut at each byte trusts nobody', () => {
  const bytes = s.trustBytes();
  for (let length = 0; length < bytes.length; length++)
    assert.is(readTrustList(bytes, length).reason, Reason.TRUST_LIST);
});

const HEAD: LibraryHead = {
  id: 'example',
  title: 'Example',
  organisation: s.ORGANISATION,
  version: '2026.11.1',
  sequence: 42,
  effective: 20261101,
  reviewBy: 20270301,
  uk: false,
  demonstration: false,
  notice: '',
  drugs: 0,
  strings: 0,
  careAreas: 0,
  entries: 0,
};
const HEADS: [Partial<LibraryHead>, Reason][] = [
  [{}, Reason.NONE],
  [{ title: 'Other', notice: 'Other', drugs: 9, uk: true }, Reason.NONE],
  [{ organisation: 'Other' }, Reason.MANIFEST_HEAD],
  [{ id: 'other' }, Reason.MANIFEST_HEAD],
  [{ version: '2026.11.2' }, Reason.MANIFEST_HEAD],
  [{ sequence: 43 }, Reason.MANIFEST_HEAD],
  [{ effective: 20261102 }, Reason.MANIFEST_HEAD],
  [{ reviewBy: 20270302 }, Reason.MANIFEST_HEAD],
];
for (const [more, reason] of HEADS) {
  test(`DERS-SIGN-012 a head with ${JSON.stringify(more)} is that of the manifest: ${reason}`, () => {
    assert.is(headReason(s.verified(GOOD).manifest as Manifest, { ...HEAD, ...more }), reason);
  });
}

test('DERS-SIGN-004 what is signed is the Sig_structure with the external data of a drug library', () => {
  const parts = s.goodParts();
  const tokens = newTokens();
  decode(GOOD, 0, GOOD.length, tokens);
  const message = new Uint8Array(512);
  parts.signatures.forEach((part, i) => {
    const length = toBeSigned(message, GOOD, tokens.values, i, LIBRARY_CONTEXT);
    const expected = s.array(
      s.text('Signature'),
      s.bytes(Buffer.alloc(0)),
      s.bytes(part.header),
      s.bytes(Buffer.from('ders-drug-library/1')),
      s.bytes(PAYLOAD),
    );
    assert.is(Buffer.from(message.subarray(0, length)).toString('hex'), expected.toString('hex'));
  });
});

for (const length of [0, 1, 23, 24, 255, 256, 900]) {
  test(`DERS-SIGN-004 what is signed holds strings of ${length} bytes with their heads`, () => {
    const part = Buffer.alloc(length, 0x55);
    const signature = s.array(s.bytes(part), s.map(), s.bytes(Buffer.alloc(64)));
    const cose = s.tag(98, s.array(s.bytes(part), s.map(), s.bytes(part), s.array(signature)));
    const tokens = newTokens();
    assert.is(decode(cose, 0, cose.length, tokens), Reason.NONE);
    const message = new Uint8Array(4000);
    const size = toBeSigned(message, cose, tokens.values, 0, TRUST_CONTEXT);
    const [body, context] = [s.bytes(part), s.bytes(Buffer.from('ders-trust-list/1'))];
    const expected = s.array(s.text('Signature'), body, body, context, body);
    assert.is(Buffer.from(message.subarray(0, size)).toString('hex'), expected.toString('hex'));
  });
}

const vectors = process.env.DERS_VECTORS ?? resolve(__dirname, '../../../../shared/vectors');
const cose = join(vectors, 'cose-sign-eddsa-01.json');
const COSE_TITLE = "DERS-SIGN-004 what is signed is what the COSE working group's example of COSE_Sign says";
if (!existsSync(cose)) test.skip(COSE_TITLE, `${cose} is not there`);
else {
  test(COSE_TITLE, () => {
    const example = JSON.parse(readFileSync(cose, 'utf8'));
    const file = Buffer.from(example.output.cbor, 'hex');
    const tokens = newTokens();
    assert.is(decode(file, 0, file.length, tokens), Reason.NONE);
    const message = new Uint8Array(256);
    const length = toBeSigned(message, file, tokens.values, 0, '');
    const expected = example.intermediates.signers[0].ToBeSign_hex;
    assert.is(Buffer.from(message.subarray(0, length)).toString('hex').toUpperCase(), expected);
    // −8, an unprotected key id and no external data: not what we sign.
    const content = Buffer.concat([file, s.bytes(s.CONTENT)]);
    assertRefused(s.verified(content), Reason.HEADER_LABEL);
  });
}

test.run();
