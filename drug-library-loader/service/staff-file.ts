import { type Manifest, Reason, reasonText } from '../../engine/index';
import { STAFF_CONTEXT } from '../../engine/service/provision';
import { sha256 } from '../signature/digest';
import type { SigningKey } from '../signature/keys';
import { type SigningOptions, addSignature } from '../signature/sign';
import { splitSigned } from '../signature/signed-file';
import type { TrustFile } from '../signature/trust';
import { type Verification, type VerifyOptions, verifyAs } from '../signature/verify';
import { peopleOf } from './staff-list';

/** Library id of a staff list: with a blank, so that no drug library can have it. */
export const STAFF_LIST_ID = 'staff list';

/**
 * Adds the key's signature to an encoded staff list (author), or to one that the author signed (approver). `sequence` rises with every list
 * of an organisation. Throws a Refusal.
 */
export function signStaff(
  file: Buffer,
  sequence: number,
  key: SigningKey,
  options: SigningOptions & { trust: TrustFile },
): Buffer {
  const list = splitSigned(file)?.library ?? file;
  const manifest: Manifest = {
    organisation: options.trust.organisation,
    library: STAFF_LIST_ID,
    version: String(sequence),
    sequence,
    effective: 0,
    reviewBy: 99991231,
    length: list.length,
    digest: sha256(list),
    waivers: 0,
    widened: 0,
  };
  if (manifest.length !== 8 + list.readUInt32BE(0) * 48)
    throw new RangeError(`this is not a staff list: ${list.length} bytes for ${list.readUInt32BE(0)} people`);
  return addSignature(file, list, manifest, STAFF_CONTEXT, key, options);
}

/** Judges a signed staff list as a pump does that has this trust list. */
export function verifyStaff(file: Buffer, options: VerifyOptions): Verification {
  const verification = verifyAs(STAFF_CONTEXT, file, options, options.highest);
  const list = splitSigned(file)?.library;
  if (!verification.accepted || !verification.manifest || !list) return verification;
  let code = verification.manifest.library === STAFF_LIST_ID ? Reason.NONE : Reason.MANIFEST_HEAD;
  try {
    peopleOf(list);
  } catch {
    code = Reason.LENGTH;
  }
  return code === Reason.NONE
    ? verification
    : { ...verification, accepted: false, code, text: reasonText(code) };
}
