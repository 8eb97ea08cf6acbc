// People with keys, a trust list that knows them, and libraries for them to sign.
import { type RoleName, type SigningKey, newKey, openKey } from '../../../drug-library-loader/signature/keys';
import { signLibrary } from '../../../drug-library-loader/signature/sign';
import { type TrustFile, withKey } from '../../../drug-library-loader/signature/trust';
import { type Part, compileParts, library } from '../sample-source';

export const PASSPHRASE = 'correct horse battery';
export const AT = new Date('2026-11-23T12:00:00');
export const ORGANISATION = 'Example organisation';

export function keyOf(person: string, role: RoleName, demonstration = false): SigningKey {
  const { key, pem } = newKey(role, person, PASSPHRASE, demonstration);
  return openKey(pem, key, PASSPHRASE);
}

export const AUTHOR = keyOf('p-1', 'author');
export const APPROVER = keyOf('p-2', 'approver');
export const SAME_PERSON = keyOf('p-1', 'approver');
export const SECOND_AUTHOR = keyOf('p-3', 'author');
export const DEMO_AUTHOR = keyOf('d-1', 'author', true);
export const DEMO_APPROVER = keyOf('d-2', 'approver', true);
export const STRANGER = keyOf('p-9', 'approver');

export const TRUST: TrustFile = [
  AUTHOR,
  APPROVER,
  SAME_PERSON,
  SECOND_AUTHOR,
  DEMO_AUTHOR,
  DEMO_APPROVER,
].reduce((list: TrustFile, key) => withKey(list, key, '2026-01-01', '2027-12-31'), {
  organisation: ORGANISATION,
  sequence: 0,
  keys: [],
});

export function compiled(more: Part = {}, entries?: Part[]): Buffer {
  const { bytes, findings } = compileParts(
    library(entries, { demonstration: 'false', notice: 'For tests only.', ...more }),
  );
  if (!bytes) throw new Error(`the sample cannot be compiled: ${findings.map(({ message }) => message)}`);
  return bytes;
}

export const LIBRARY = compiled();

export function signedByBoth(bytes: Buffer = LIBRARY, author = AUTHOR, approver = APPROVER): Buffer {
  const options = { trust: TRUST, at: AT };
  return signLibrary(signLibrary(bytes, author, options), approver, options);
}

/** The list with one key changed. */
export function trustWith(id: string, change: Partial<TrustFile['keys'][number]>): TrustFile {
  return { ...TRUST, keys: TRUST.keys.map((key) => (key.id === id ? { ...key, ...change } : key)) };
}
