import { sign as ed25519, verify as isSigned } from 'node:crypto';
import { LIBRARY_CONTEXT, type Manifest, TRUST_CONTEXT } from '../../engine/index';
import { publicKeyOf } from '../../hal/desktop/signature-verifier';
import { readMarks } from '../compiler/marks';
import { type Signature, envelope, signatureHeader, signedStructure } from './cose';
import type { SigningKey } from './keys';
import { encodeManifest, manifestOfLibrary, manifestOfTrust } from './manifest';
import { Refusal } from './refusal';
import { splitSigned } from './signed-file';
import { type TrustFile, type TrustedKey, dayNumber } from './trust';

export interface SigningOptions {
  /** Needed to approve: it says who the author is. To author, the key is held against it where it is given. */
  trust?: TrustFile;
  at: Date;
}

// A pump keeps 1,024 bytes of what stands before the library; two signatures and the heads take up to 200 of them.
const MAX_MANIFEST = 824;
const NO_BODY = Buffer.alloc(0);

/** yyyymmdd by this computer's clock and time zone. */
export function dayOf(date: Date): number {
  return date.getFullYear() * 10000 + (date.getMonth() + 1) * 100 + date.getDate();
}

/**
 * Adds the key's signature to a compiled library (author), or to one that the author signed (approver); returns the new file. The
 * manifest is made from the library anew each time, so nothing can have changed between the two. Throws a Refusal.
 */
export function signLibrary(file: Buffer, key: SigningKey, options: SigningOptions): Buffer {
  const library = splitSigned(file)?.library ?? file;
  const manifest = manifestOfLibrary(library);
  if (readMarks(library).demonstration !== key.demonstration) {
    throw new Refusal(
      'demonstration',
      key.demonstration
        ? 'a demonstration key signs demonstration libraries only'
        : 'this library is demonstration data: only demonstration keys sign it',
    );
  }
  return addSignature(file, library, manifest, LIBRARY_CONTEXT, key, options);
}

/** The same for a trust list in the form that a pump reads. `options.trust` is the list that the pumps have now. */
export function signTrust(file: Buffer, key: SigningKey, options: SigningOptions): Buffer {
  const list = splitSigned(file)?.library ?? file;
  const manifest = manifestOfTrust(list);
  if (options.trust && !(manifest.sequence > options.trust.sequence)) {
    throw new Refusal(
      'sequence',
      `the new trust list has sequence ${manifest.sequence}; it must be above ${options.trust.sequence}`,
    );
  }
  return addSignature(file, list, manifest, TRUST_CONTEXT, key, options);
}

export function addSignature(
  file: Buffer,
  content: Buffer,
  manifest: Manifest,
  context: string,
  key: SigningKey,
  { trust, at }: SigningOptions,
): Buffer {
  const payload = encodeManifest(manifest);
  if (!(payload.length <= MAX_MANIFEST))
    throw new Refusal('too-long', 'organisation, library id and version are too long: shorten them');
  if (trust && trust.organisation !== manifest.organisation) {
    throw new Refusal(
      'organisation',
      `this is of "${manifest.organisation}", the trust list of "${trust.organisation}"`,
    );
  }
  if (trust) checkOwnKey(key, trust, at);
  const signatures = splitSigned(file)?.signatures ?? [];
  if (key.role === 'author') {
    if (signatures.length > 0)
      throw new Refusal('signed-already', 'the author signs first: sign the file that "build" wrote');
  } else {
    if (!(signatures.length === 1))
      throw new Refusal(
        signatures.length > 1 ? 'signed-already' : 'role',
        signatures.length > 1 ? 'both have signed already' : 'the author signs first, then the approver',
      );
    const parts = splitSigned(file);
    if (!parts?.payload.equals(payload))
      throw new Refusal('changed', 'the manifest is not that of the library: the file was changed');
    checkAuthor(signatures[0], payload, context, key, trust, at);
  }
  const header = signatureHeader(key.id, at);
  const signature = ed25519(null, signedStructure(NO_BODY, header, context, payload), key.privateKey);
  return envelope(payload, [...signatures, { header, keyId: key.id, at, signature }], content);
}

/** Why a trusted key cannot be used on this day; undefined where it can. */
function flawOf(key: TrustedKey, at: Date): string | undefined {
  if (key.revoked !== undefined) return `it is revoked (${key.revoked})`;
  const today = dayOf(at);
  if (!(dayNumber(key.from) <= today && today <= dayNumber(key.until)))
    return `it is valid from ${key.from} to ${key.until} only`;
  return undefined;
}

function checkOwnKey(key: SigningKey, trust: TrustFile, at: Date): void {
  const known = trust.keys.find(({ id }) => id === key.id);
  if (!known)
    throw new Refusal('not-trusted', `your key ${key.id} is not in the trust list: no pump would take it`);
  if (known.role !== key.role || known.person !== key.person || known.public !== key.public) {
    throw new Refusal(
      'not-trusted',
      `in the trust list your key ${key.id} is that of ${known.role} ${known.person}, not of ${key.role} ${key.person}`,
    );
  }
  const flaw = flawOf(known, at);
  if (flaw) throw new Refusal('not-trusted', `your key ${key.id} cannot sign: ${flaw}`);
}

/** An approver signs only what an author, another person, really signed. */
function checkAuthor(
  author: Signature,
  payload: Buffer,
  context: string,
  key: SigningKey,
  trust: TrustFile | undefined,
  at: Date,
): void {
  if (!trust)
    throw new Refusal(
      'no-trust-list',
      'to approve, give the trust list (--trust): it says who the author is',
    );
  const known = trust.keys.find(({ id }) => id === author.keyId);
  if (!known) throw new Refusal('not-trusted', `the author's key ${author.keyId} is not in the trust list`);
  if (known.role !== 'author')
    throw new Refusal('role', `the first signature is of ${known.role} ${known.person}, not of an author`);
  const flaw = flawOf(known, at);
  if (flaw) throw new Refusal('not-trusted', `the author's key ${author.keyId} is not good: ${flaw}`);
  if (known.person === key.person)
    throw new Refusal('same-person', `${key.person} signed as the author: another person must approve`);
  const signed = signedStructure(NO_BODY, author.header, context, payload);
  if (!isSigned(null, signed, publicKeyOf(Buffer.from(known.public, 'hex')), author.signature))
    throw new Refusal('wrong-signature', "the author's signature is wrong: the file was changed");
}
