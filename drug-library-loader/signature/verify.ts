import {
  type HighestSequence,
  LIBRARY_CONTEXT,
  Library,
  type Manifest,
  Proof,
  Reason,
  TRUST_CONTEXT,
  contentsReason,
  headReason,
  readTrustList,
  reasonText,
  verifySigned,
} from '../../engine/index';
import { MemoryStorage } from '../../hal/desktop/memory-storage';
import { NodeSignatureVerifier } from '../../hal/desktop/signature-verifier';
import { sha256 } from './digest';
import type { RoleName } from './keys';
import { ceilingsHold } from './manifest';
import { dayOf } from './sign';
import { splitSigned } from './signed-file';
import { type TrustFile, encodeList } from './trust';

/** Who signed, by the trust list; whether the signature is good only `Verification.accepted` says. */
export interface Signer {
  keyId: string;
  /** By the place of the signature in the file. */
  role: RoleName;
  /** Absent where the trust list does not know the key. */
  person?: string;
  revoked?: string;
  demonstration?: boolean;
  /** ISO 8601; by the signer's computer. */
  at: string;
}

export interface Verification {
  accepted: boolean;
  /** Why a pump refuses it; 0 where it takes it. */
  code: number;
  text: string;
  /** What a pump shows beside it: not yet in effect, review overdue. */
  notice?: { code: number; text: string };
  manifest?: Manifest;
  /** The notice of a demonstration library, as far as its head can be read. */
  demonstration?: string;
  signers: Signer[];
}

export interface VerifyOptions {
  trust: TrustFile;
  at: Date;
  /** As a pump in clinical use, which refuses demonstration keys. */
  release?: boolean;
  /** The highest release a pump has taken; without a digest the same sequence passes. */
  highest?: { sequence: number; digest?: Buffer };
}

/** Judges a signed library through the engine, as a pump would, and then opens it and reads everything in it once. */
export function verifyLibrary(file: Buffer, options: VerifyOptions): Verification {
  const library = splitSigned(file)?.library;
  const opened = new Library(new MemoryStorage(library ?? Buffer.alloc(0)));
  const readable = opened.open(0, library?.length ?? 0);
  const verification = {
    ...verifyAs(LIBRARY_CONTEXT, file, options, options.highest),
    ...(readable === Reason.NONE && opened.head.demonstration ? { demonstration: opened.head.notice } : {}),
  };
  if (!verification.accepted || !verification.manifest || !library) return verification;
  const code =
    readable ||
    contentsReason(opened) ||
    (ceilingsHold(library) ? Reason.NONE : Reason.LIBRARY_CRC) ||
    headReason(verification.manifest, opened.head);
  return code === Reason.NONE
    ? verification
    : { ...verification, accepted: false, code, text: reasonText(code) };
}

/** Judges a signed trust list by the one that the pumps have now, which is the highest release they know. */
export function verifyTrust(file: Buffer, options: VerifyOptions): Verification {
  const { trust } = options;
  const current = { sequence: trust.sequence, digest: sha256(encodeList(trust)) };
  const verification = verifyAs(TRUST_CONTEXT, file, options, current);
  const list = splitSigned(file)?.library;
  if (!verification.accepted || !verification.manifest || !list) return verification;
  const { reason, organisation, sequence } = readTrustList(list, list.length);
  const { manifest } = verification;
  const agrees = organisation === manifest.organisation && sequence === manifest.sequence;
  const code = reason || (agrees ? Reason.NONE : Reason.MANIFEST_HEAD);
  return code === Reason.NONE
    ? verification
    : { ...verification, accepted: false, code, text: reasonText(code) };
}

/** Judges the signatures of any signed file by its context; what stands in the content is the caller's to judge. */
export function verifyAs(
  context: string,
  file: Buffer,
  { trust, at, release }: VerifyOptions,
  highest: VerifyOptions['highest'],
): Verification {
  const parts = splitSigned(file);
  const list = encodeList(trust);
  const known: HighestSequence[] = [];
  if (highest && parts) {
    const { manifest } = parts;
    known.push({
      organisation: manifest.organisation,
      library: manifest.library,
      sequence: highest.sequence,
      digest: highest.digest ?? manifest.digest,
    });
  }
  const signed = verifySigned(new MemoryStorage(file), 0, file.length, context, {
    trust: readTrustList(list, list.length),
    verifier: new NodeSignatureVerifier(file),
    today: dayOf(at),
    demonstrationKeys: !release,
    highest: known,
  });
  const accepted = signed.result === Proof.VERIFIED;
  const code = accepted ? Reason.NONE : (signed.result as Reason);
  return {
    accepted,
    code,
    text: accepted ? '' : reasonText(code),
    ...(signed.notice === Reason.NONE
      ? {}
      : { notice: { code: signed.notice, text: reasonText(signed.notice) } }),
    manifest: signed.manifest ?? parts?.manifest,
    signers: (parts?.signatures ?? []).map(({ keyId, at: signedAt }, i) => {
      const key = trust.keys.find(({ id }) => id === keyId);
      return {
        keyId,
        role: i === 0 ? 'author' : 'approver',
        person: key?.person,
        revoked: key?.revoked,
        demonstration: key?.demonstration,
        at: signedAt.toISOString().replace('.000', ''),
      };
    }),
  };
}
