import { KeyFlag, Role, readTrustList } from '../../engine/index';
import { encodeCbor } from '../compiler/encode';
import { validatorOf } from '../source/schema-validator';
import { type PublicKey, ROLES, type RoleName, keyIdOf } from './keys';
import { Refusal } from './refusal';
import schema from './trust.schema.json';

/** A key as trust.json has it. Days are "2026-11-23", both of them included. */
export interface TrustedKey {
  id: string;
  public: string;
  role: RoleName;
  person: string;
  from: string;
  until: string;
  /** Why it is revoked. */
  revoked?: string;
  demonstration?: boolean;
}

/** The form that people keep: trust.json. */
export interface TrustFile {
  organisation: string;
  sequence: number;
  keys: TrustedKey[];
}

const validate = validatorOf<TrustFile>(schema, { allErrors: true });

/**
 * Every encoding of a point of small order on edwards25519, canonical or not. Under such a key a signature can be made without a
 * private key, and Node's crypto takes it.
 */
export const SMALL_ORDER_KEYS: readonly string[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];

/** yyyymmdd of "2026-11-23"; NaN where it is not a day of the calendar. */
export function dayNumber(day: string): number {
  const date = new Date(`${day}T00:00:00Z`);
  // 2026-02-30 becomes another day, or none.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) return Number.NaN;
  return Number(day.replaceAll('-', ''));
}

/** "2026-11-23" of yyyymmdd. */
export function dayText(day: number): string {
  return String(day)
    .padStart(8, '0')
    .replace(/(....)(..)(..)/, '$1-$2-$3');
}

/** What is wrong with a trust list that has the form of one; one line each. */
function problemsOf(trust: TrustFile): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  const persons = new Map<string, string>();
  for (const key of trust.keys) {
    const say = (problem: string) => problems.push(`key ${key.id} (${key.person}): ${problem}`);
    if (keyIdOf(Buffer.from(key.public, 'hex')) !== key.id)
      say('the id is not that of the public key: copy both from the key’s own file');
    if (ids.has(key.id)) say('it stands in the list twice');
    ids.add(key.id);
    if (SMALL_ORDER_KEYS.includes(key.public))
      say('the public key is of small order, anybody could sign with it');
    if (!(dayNumber(key.from) <= dayNumber(key.until))) say(`${key.from} to ${key.until} is no period`);
    const known = persons.get(key.person.toLowerCase());
    if (known !== undefined && known !== key.person)
      say(`"${known}" differs in capitals only: write one person one way, or two persons clearly apart`);
    persons.set(key.person.toLowerCase(), key.person);
  }
  return problems;
}

/** Reads a trust.json; throws a Refusal that names everything wrong with it. */
export function readTrustFile(text: string): TrustFile {
  let trust: unknown;
  try {
    trust = JSON.parse(text);
  } catch (error) {
    throw new Refusal('trust-list', `the trust list is not JSON: ${(error as Error).message}`);
  }
  if (!validate(trust)) {
    const problems = (validate.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath || 'the list', message, params.additionalProperty].filter(Boolean).join(' '),
    );
    throw new Refusal('trust-list', `the trust list is wrong: ${problems.join('; ')}`);
  }
  const problems = problemsOf(trust);
  if (problems.length > 0) throw new Refusal('trust-list', `the trust list is wrong: ${problems.join('; ')}`);
  return trust;
}

/** A list under which nobody could sign again would lock the pumps: one author and one approver, two persons, must be left. */
export function isComplete(trust: TrustFile): boolean {
  const good = trust.keys.filter((key) => key.revoked === undefined);
  return good.some(
    (author) =>
      author.role === 'author' &&
      good.some((approver) => approver.role === 'approver' && approver.person !== author.person),
  );
}

/** The form that a pump reads (docs/formats/signed-library.cddl). Throws a Refusal where nobody could sign under it. */
export function encodeTrust(trust: TrustFile): Buffer {
  if (!isComplete(trust)) {
    throw new Refusal(
      'trust-list',
      'the trust list is wrong: it needs an author and an approver, two persons, not revoked',
    );
  }
  return encodeList(trust);
}

/** The same for judging a file: a list without one of the roles refuses whatever it is asked about, with the code of the key. */
export function encodeList(trust: TrustFile): Buffer {
  const problems = problemsOf(trust);
  if (problems.length > 0) throw new Refusal('trust-list', `the trust list is wrong: ${problems.join('; ')}`);
  const keys = trust.keys.map((key): [Buffer, unknown[]] => [
    Buffer.from(key.id, 'hex'),
    [
      Buffer.from(key.public, 'hex'),
      key.role === 'author' ? Role.AUTHOR : Role.APPROVER,
      key.person,
      dayNumber(key.from),
      dayNumber(key.until),
      (key.revoked === undefined ? 0 : KeyFlag.REVOKED) + (key.demonstration ? KeyFlag.DEMONSTRATION : 0),
    ],
  ]);
  return encodeCbor(
    new Map<number, unknown>([
      [1, trust.organisation],
      [2, trust.sequence],
      [3, new Map(keys)],
    ]),
  );
}

/** The list in a pump's form as people read it; throws a Refusal where it is none. Why a key was revoked is not kept in it. */
export function decodeTrust(bytes: Uint8Array): TrustFile {
  const list = readTrustList(bytes, bytes.length);
  if (list.reason !== 0)
    throw new Refusal('trust-list', 'this is not a trust list in the form that a pump reads');
  const { count, values } = list.tokens;
  const hex = (token: number) =>
    Buffer.from(bytes.subarray(values[token], values[token] + values[token + 1])).toString('hex');
  const keys: TrustedKey[] = [];
  for (let at = 8; at < count; at += 11) {
    const flags = values[at + 10];
    keys.push({
      id: hex(at),
      public: hex(at + 3),
      role: ROLES[values[at + 5] - 1],
      person: Buffer.from(hex(at + 6), 'hex').toString(),
      from: dayText(values[at + 8]),
      until: dayText(values[at + 9]),
      ...(flags & KeyFlag.REVOKED ? { revoked: 'revoked' } : {}),
      ...(flags & KeyFlag.DEMONSTRATION ? { demonstration: true } : {}),
    });
  }
  return { organisation: list.organisation, sequence: list.sequence, keys };
}

/** A copy of the list, one higher in sequence, with this key in it. */
export function withKey(trust: TrustFile, key: PublicKey, from: string, until: string): TrustFile {
  const { id, person, role, demonstration } = key;
  const trusted: TrustedKey = { id, public: key.public, role, person, from, until };
  if (demonstration) trusted.demonstration = true;
  return { ...trust, sequence: trust.sequence + 1, keys: [...trust.keys, trusted] };
}

/** A copy of the list, one higher in sequence, with the key revoked. Throws a Refusal where the key is not in it. */
export function withoutKey(trust: TrustFile, id: string, why: string): TrustFile {
  if (!trust.keys.some((key) => key.id === id))
    throw new Refusal('not-trusted', `there is no key ${id} in the trust list`);
  const keys = trust.keys.map((key) => (key.id === id ? { ...key, revoked: why } : key));
  return { ...trust, sequence: trust.sequence + 1, keys };
}
