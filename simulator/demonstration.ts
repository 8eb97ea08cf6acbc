// Keys that everybody knows, so that a simulated pump has a signed library without a key ceremony and the same bytes each time. They sign
// demonstration libraries only, and a release build refuses them. Not for clinical use.
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compile } from '../drug-library-loader/compiler/compile';
import { type RoleName, type SigningKey, keyIdOf } from '../drug-library-loader/signature/keys';
import { rerelease } from '../drug-library-loader/signature/rerelease';
import { signLibrary } from '../drug-library-loader/signature/sign';
import { type TrustFile, encodeTrust, withKey } from '../drug-library-loader/signature/trust';
import { nearest } from '../drug-library-loader/source/suggestion';

/** An Ed25519 private key in PKCS#8 (RFC 8410) is this and 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** When demonstration libraries are signed; any day on which the keys are valid. */
const SIGNED_AT = new Date('2026-11-30T12:00:00Z');

/** Where the libraries lie that are named without a path. */
export const LIBRARIES = resolve(__dirname, '../drug-library-loader/libraries');

/** The demonstration key of a person in a role: always the same one. */
export function demonstrationKey(role: RoleName, person: string): SigningKey {
  const seed = createHash('sha256').update(`demonstration ${role} ${person}, not for clinical use`).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const x = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
  const raw = Buffer.from(x, 'base64url');
  return { id: keyIdOf(raw), public: raw.toString('hex'), role, person, demonstration: true, privateKey };
}

const AUTHOR = demonstrationKey('author', 'demo-1');
const APPROVER = demonstrationKey('approver', 'demo-2');
/** In no trust list. */
const STRANGER = demonstrationKey('approver', 'stranger');

/** Trusts the two demonstration keys to sign for an organisation. */
export function demonstrationTrust(organisation = 'Demonstration hospital'): TrustFile {
  const list = [AUTHOR, APPROVER].reduce<TrustFile>(
    (trust, key) => withKey(trust, key, '2026-01-01', '2031-12-31'),
    { organisation, sequence: 0, keys: [] },
  );
  return { ...list, sequence: 1 };
}

/** The same in the form that a pump reads. */
export function demonstrationTrustBytes(organisation?: string): Buffer {
  return encodeTrust(demonstrationTrust(organisation));
}

/** What may be wrong with a signed library on its way to a pump. */
export type LibraryFault = 'corrupt' | 'not authentic' | 'one signature';

export const LIBRARY_FAULTS: readonly LibraryFault[] = ['corrupt', 'not authentic', 'one signature'];

export interface SignedLibraryOptions {
  /** Written again as a release with this sequence. */
  sequence?: number;
  fault?: LibraryFault;
}

/** A source cannot be found or cannot be signed; the message says why. */
export class NoLibrary extends Error {
  override readonly name = 'NoLibrary';
}

/** The folder that a name means: a path, taken from `from`, or one of the demonstration libraries. */
export function librarySource(name: string, from = process.cwd()): string {
  const candidates = [resolve(from, name), join(LIBRARIES, name)];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const meant = nearest(name, ['demonstration-base', 'demonstration-hospital']);
  throw new NoLibrary(
    `there is no library source "${name}" (looked for ${candidates.join(' and ')})${meant ? `. Did you mean "${meant}"?` : ''}`,
  );
}

const compiled = new Map<string, Buffer>();

/** Compiles a source folder; kept for the life of the process. */
function compiledSource(path: string): Buffer {
  let bytes = compiled.get(path);
  if (bytes === undefined) {
    const compilation = compile(path);
    if (!compilation.bytes || compilation.draft) {
      const [first] = compilation.findings.filter(({ severity }) => severity !== 'warning');
      throw new NoLibrary(
        `the library source ${path} cannot be signed: ${first?.message ?? 'it is a draft'}; run "drug-library check" on it`,
      );
    }
    bytes = compilation.bytes;
    compiled.set(path, bytes);
  }
  return bytes;
}

/** Builds a source folder and signs it with the demonstration keys; the same source gives the same bytes. Throws NoLibrary. */
export function signedDemonstration(path: string, options: SignedLibraryOptions = {}): Buffer {
  const { sequence, fault } = options;
  const source = compiledSource(path);
  const library = sequence === undefined ? source : rerelease(source, { sequence });
  const authored = signLibrary(library, AUTHOR, { at: SIGNED_AT });
  if (fault === 'one signature') return authored;
  const trust =
    fault === 'not authentic'
      ? withKey(demonstrationTrust(), STRANGER, '2026-01-01', '2031-12-31')
      : undefined;
  const approver = trust ? STRANGER : APPROVER;
  const signed = signLibrary(authored, approver, { trust: trust ?? demonstrationTrust(), at: SIGNED_AT });
  // A bit in the last quarter: behind everything that is read when a library is opened.
  if (fault === 'corrupt') signed[Math.floor(signed.length * 0.75)] ^= 0x10;
  return signed;
}
