// Signed files to test with, made from parts that a test may replace one by one. The keys are derived from their names: no secrets.
import { type KeyObject, createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  type HighestSequence,
  KeyFlag,
  LIBRARY_CONTEXT,
  type Policy,
  Role,
  type SignedFile,
  readTrustList,
  verifySigned,
} from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { NodeSignatureVerifier } from '../../../hal/desktop/signature-verifier';

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** A CBOR head in its shortest form. */
export function head(major: number, value: number): Buffer {
  const first = major << 5;
  if (value < 24) return Buffer.of(first | value);
  if (value < 256) return Buffer.of(first | 24, value);
  if (value < 65536) return Buffer.of(first | 25, value >> 8, value & 255);
  const bytes = Buffer.alloc(5, first | 26);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

export const uint = (value: number): Buffer => head(0, value);
export const negative = (value: number): Buffer => head(1, -1 - value);
export const bytes = (content: Uint8Array): Buffer => Buffer.concat([head(2, content.length), content]);
export const text = (content: string): Buffer =>
  Buffer.concat([head(3, Buffer.byteLength(content)), Buffer.from(content)]);
export const array = (...items: Uint8Array[]): Buffer => Buffer.concat([head(4, items.length), ...items]);
/** Keys and values in turn, in the order given. */
export const map = (...items: Uint8Array[]): Buffer => Buffer.concat([head(5, items.length / 2), ...items]);
export const tag = (number: number, item: Uint8Array): Buffer => Buffer.concat([head(6, number), item]);
export const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');

export interface Signer {
  privateKey: KeyObject;
  publicKey: Buffer;
  id: Buffer;
  person: string;
  role: number;
  from: number;
  until: number;
  flags: number;
}

export function signer(person: string, role: number, more: Partial<Signer> = {}): Signer {
  const seed = sha256(Buffer.from(`test key of ${person}, role ${role}`));
  const der = Buffer.concat([hex('302e020100300506032b657004220420'), seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
  const id = sha256(publicKey).subarray(0, 8);
  return { privateKey, publicKey, id, person, role, from: 20260101, until: 20271231, flags: 0, ...more };
}

export const AUTHOR = signer('p-1', Role.AUTHOR);
export const APPROVER = signer('p-2', Role.APPROVER);
export const SECOND_AUTHOR = signer('p-3', Role.AUTHOR);
/** The author's second key: as an approver of what others wrote. */
export const SAME_PERSON = signer('p-1', Role.APPROVER);
export const REVOKED_AUTHOR = signer('p-4', Role.AUTHOR, { flags: KeyFlag.REVOKED });
export const REVOKED_APPROVER = signer('p-5', Role.APPROVER, { flags: KeyFlag.REVOKED });
export const DEMO_AUTHOR = signer('p-6', Role.AUTHOR, { flags: KeyFlag.DEMONSTRATION });
export const DEMO_APPROVER = signer('p-7', Role.APPROVER, { flags: KeyFlag.DEMONSTRATION });
export const EXPIRED = signer('p-8', Role.APPROVER, { until: 20261122 });
export const LATER = signer('p-9', Role.APPROVER, { from: 20261124 });
export const LAST_DAY = signer('p-10', Role.APPROVER, { until: 20261123 });
export const FIRST_DAY = signer('p-11', Role.APPROVER, { from: 20261123 });
export const STRANGER = signer('p-12', Role.APPROVER);

const TRUSTED = [
  AUTHOR,
  APPROVER,
  SECOND_AUTHOR,
  SAME_PERSON,
  REVOKED_AUTHOR,
  REVOKED_APPROVER,
  DEMO_AUTHOR,
  DEMO_APPROVER,
  EXPIRED,
  LATER,
  LAST_DAY,
  FIRST_DAY,
];

export const ORGANISATION = 'Example organisation';
export const TODAY = 20261123;

export function trustedKey(key: Signer): Buffer[] {
  const { publicKey, role, person, from, until, flags } = key;
  const items = array(bytes(publicKey), uint(role), text(person), uint(from), uint(until), uint(flags));
  return [bytes(key.id), items];
}

/** The trust list as a pump reads it. */
export function trustBytes(keys: Signer[] = TRUSTED, organisation = ORGANISATION, sequence = 5): Buffer {
  const sorted = [...keys].sort((a, b) => Buffer.compare(a.id, b.id));
  const entries = map(...sorted.flatMap(trustedKey));
  return map(uint(1), text(organisation), uint(2), uint(sequence), uint(3), entries);
}

/** Labels and values of a signature's protected header, encoded. */
export function header(key: Signer): [Buffer, Buffer][] {
  return [
    [uint(1), negative(-19)],
    [uint(4), bytes(key.id)],
    [uint(15), map(uint(6), uint(1795000000))],
  ];
}

export interface SignaturePart {
  key: Signer;
  /** Encoded header. */
  header: Buffer;
  unprotected: Buffer;
  /** What is signed and how it is written, where not by the rule. */
  signature?: Buffer;
}

export function signaturePart(key: Signer, labels: [Buffer, Buffer][] = header(key)): SignaturePart {
  return { key, header: map(...labels.flat()), unprotected: map() };
}

export type ManifestPart = [Buffer, Buffer][];

export interface Parts {
  /** Encoded item. */
  body: Buffer;
  unprotected: Buffer;
  manifest: ManifestPart;
  /** The payload, where it is not the manifest. */
  payload?: Buffer;
  signatures: SignaturePart[];
  context: string;
  content: Buffer;
}

/** Stands for a compiled library: the envelope does not look into it. */
export const CONTENT = Buffer.from('the bytes of a compiled drug library');

/** Manifest items by key − 1. */
export function manifestOf(content: Buffer, organisation = ORGANISATION): ManifestPart {
  const values = [
    text(organisation),
    text('example'),
    text('2026.11.1'),
    uint(42),
    uint(20261101),
    uint(20270301),
    uint(1),
    uint(content.length),
    bytes(sha256(content)),
    uint(3),
    uint(2),
  ];
  return values.map((value, i) => [uint(i + 1), value]);
}

export function goodParts(content: Buffer = CONTENT): Parts {
  return {
    body: bytes(Buffer.alloc(0)),
    unprotected: map(),
    manifest: manifestOf(content),
    signatures: [signaturePart(AUTHOR), signaturePart(APPROVER)],
    context: LIBRARY_CONTEXT,
    content,
  };
}

export function payloadOf(parts: Parts): Buffer {
  return parts.payload ?? map(...parts.manifest.flat());
}

/** Signs by RFC 9052 section 4.4, whatever the parts are, so that a file has no other fault than the one that it was given. */
export function signatureOf(part: SignaturePart, parts: Parts): Buffer {
  const structure = array(
    text('Signature'),
    parts.body,
    bytes(part.header),
    bytes(Buffer.from(parts.context)),
    bytes(payloadOf(parts)),
  );
  return part.signature ?? sign(null, structure, part.key.privateKey);
}

/** The four items of the COSE_Sign. */
export function coseItems(parts: Parts): Buffer[] {
  const signatures = parts.signatures.map((part) =>
    array(bytes(part.header), part.unprotected, bytes(signatureOf(part, parts))),
  );
  return [parts.body, parts.unprotected, bytes(payloadOf(parts)), array(...signatures)];
}

export function fileOf(parts: Parts): Buffer {
  return Buffer.concat([tag(98, array(...coseItems(parts))), bytes(parts.content)]);
}

export function policy(file: Uint8Array, more: Partial<Policy> = {}): Policy {
  const list = trustBytes();
  return {
    trust: readTrustList(list, list.length),
    verifier: new NodeSignatureVerifier(file),
    today: TODAY,
    demonstrationKeys: false,
    highest: [],
    ...more,
  };
}

export function highest(
  sequence: number,
  digest: Uint8Array,
  more: Partial<HighestSequence> = {},
): HighestSequence {
  return { organisation: ORGANISATION, library: 'example', sequence, digest, ...more };
}

/** The file's check as a pump does it, alone in its storage. */
export function verified(
  file: Uint8Array,
  more: Partial<Policy> = {},
  context = LIBRARY_CONTEXT,
): SignedFile {
  return verifySigned(new MemoryStorage(file), 0, file.length, context, policy(file, more));
}
