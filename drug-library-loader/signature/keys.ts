import { type KeyObject, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { sha256 } from './digest';
import { Refusal } from './refusal';

export type RoleName = 'author' | 'approver';

export const ROLES: RoleName[] = ['author', 'approver'];

/** The public part of a key: what goes into a trust list. */
export interface PublicKey {
  /** First 8 bytes of the public key's SHA-256, in hexadecimal. */
  id: string;
  /** The 32 bytes, in hexadecimal. */
  public: string;
  role: RoleName;
  /** An opaque staff id. */
  person: string;
  demonstration: boolean;
}

/** A key that can sign. */
export interface SigningKey extends PublicKey {
  privateKey: KeyObject;
}

/** PKCS#8 stretches a passphrase only 2,048 times here, so it must be long of itself. */
export const MIN_PASSPHRASE = 12;

/** Opens the demonstration keys, and only those: it is known to everybody. */
export const DEMONSTRATION_PASSPHRASE = 'demonstration';

const PERSON = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

export function keyIdOf(publicKey: Uint8Array): string {
  return sha256(publicKey).subarray(0, 8).toString('hex');
}

function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
}

/** A new Ed25519 pair: the private part as PKCS#8 PEM, encrypted with the passphrase. */
export function newKey(
  role: RoleName,
  person: string,
  passphrase: string,
  demonstration = false,
): { key: PublicKey; pem: string } {
  if (!PERSON.test(person)) {
    throw new Refusal(
      'wrong-key',
      `"${person}" is no staff id: letters, digits, dot, dash and underscore, at most 32`,
    );
  }
  if (passphrase.length < MIN_PASSPHRASE) {
    throw new Refusal('passphrase', `the passphrase needs at least ${MIN_PASSPHRASE} characters`);
  }
  if (passphrase === DEMONSTRATION_PASSPHRASE && !demonstration) {
    throw new Refusal('passphrase', 'this passphrase is that of the demonstration keys: choose your own');
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const raw = rawPublicKey(privateKey);
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase });
  const key = { id: keyIdOf(raw), public: raw.toString('hex'), role, person, demonstration };
  return { key, pem: String(pem) };
}

/** Opens a private key and holds it against its public part. */
export function openKey(pem: string, key: PublicKey, passphrase: string): SigningKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: pem, format: 'pem', passphrase });
  } catch {
    throw new Refusal('passphrase', 'the key cannot be opened: the passphrase is wrong, or it is not a key');
  }
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new Refusal('wrong-key', `an Ed25519 key is needed, not ${privateKey.asymmetricKeyType}`);
  if (rawPublicKey(privateKey).toString('hex') !== key.public || keyIdOf(rawPublicKey(privateKey)) !== key.id)
    throw new Refusal('wrong-key', 'the private key and the public part beside it do not belong together');
  return { ...key, privateKey };
}
