import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type PublicKey, ROLES, type SigningKey, openKey } from '../signature/keys';
import { Refusal } from '../signature/refusal';
import { type TrustFile, readTrustFile } from '../signature/trust';
import { passphrase } from './passphrase';
import { UsageError } from './usage-error';

export const PRIVATE_PART = '.pem';
export const PUBLIC_PART = '.public.json';

/** Reads a file whole; throws a UsageError where that does not go. */
export function readWhole(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** The public part of a key, as `keys new` wrote it. */
export function readPublicKey(path: string): PublicKey {
  let key: Partial<PublicKey>;
  try {
    key = JSON.parse(readWhole(path).toString());
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new Refusal('wrong-key', `${path} is not the public part of a key: ${(error as Error).message}`);
  }
  const { id, public: bytes, role, person, demonstration } = key;
  if (!id || !bytes || !role || !ROLES.includes(role) || !person || typeof demonstration !== 'boolean')
    throw new Refusal('wrong-key', `${path} is not the public part of a key: "keys new" writes one`);
  return { id, public: bytes, role, person, demonstration };
}

/** Opens the key `PERSON-ROLE.pem`, whose public part lies beside it, with its passphrase. */
export async function openKeyFile(path: string, passphraseFile: string | undefined): Promise<SigningKey> {
  if (!path.endsWith(PRIVATE_PART))
    throw new UsageError(`--key wants the private part, a file that ends in ${PRIVATE_PART}`);
  const pem = readWhole(path).toString();
  const key = readPublicKey(`${path.slice(0, -PRIVATE_PART.length)}${PUBLIC_PART}`);
  return openKey(pem, key, await passphrase(passphraseFile));
}

export function readTrust(path: string): TrustFile {
  return readTrustFile(readWhole(path).toString());
}

/** The trust list that `--trust` names, else trust.json beside the key, else none. */
export function trustBeside(key: string, path: string | undefined): TrustFile | undefined {
  const beside = join(dirname(key), 'trust.json');
  if (path !== undefined) return readTrust(path);
  return existsSync(beside) ? readTrust(beside) : undefined;
}

/** A file of these names may hold what cannot be made again: it is never written over. */
export function refuseExisting(paths: string[]): void {
  const existing = paths.filter((path) => existsSync(path));
  if (existing.length > 0)
    throw new UsageError(`${existing.join(', ')}: there already; name another folder, or take it away first`);
}
