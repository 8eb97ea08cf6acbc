// The acceptance of signed files in C against the engine's: the same result for every file, whichever part is wrong.
import * as assert from 'uvu/assert';
import { type HighestSequence, Reason } from '../../../engine/index';
import { Answered, Gate } from '../../../hal/hal';
import * as signed from '../../engine/library/signed';
import { suite } from '../../suite';
import { type Named, type Question, acceptQuestion, agree, requestOf, trustQuestion } from './gate-host';

const { AUTHOR, APPROVER, CONTENT, TODAY, bytes, fileOf, goodParts, header, map, negative, signaturePart } =
  signed;
const { array, hex, manifestOf, tag, text, trustBytes, uint } = signed;
const test = suite('hal/firmware acceptance');

interface Case {
  title: string;
  file: Uint8Array;
  trust?: Uint8Array;
  today?: number;
  demonstration?: boolean;
  highest?: HighestSequence;
  /** What else the request says. */
  request?: Partial<Named>;
}

/** What the state store keeps of the highest sequences. */
function recordOf(...all: HighestSequence[]): Buffer {
  const items = all.flatMap(({ organisation, library, sequence, digest }) => [
    text(organisation),
    text(library),
    uint(sequence),
    text(Buffer.from(digest as Uint8Array).toString('hex')),
  ]);
  return array(...items);
}

/** The trust list in front, and the file at the storage's end: nothing can be read behind it. */
function questionOf({ title, file, trust, today, demonstration, highest, ...named }: Case): Question {
  const list = Buffer.from(trust ?? trustBytes());
  const request = requestOf({
    place: list.length,
    length: file.length,
    day: today ?? TODAY,
    demonstration: demonstration ? 1 : 0,
    trust: 0,
    trustLength: list.length,
    highest: highest ? recordOf(highest) : undefined,
    ...named.request,
  });
  return acceptQuestion(title, request, Buffer.concat([list, file]));
}

const agreeOn = (cases: Case[]): number[] => agree(cases.map(questionOf));

function withSigners(author: signed.Signer, approver: signed.Signer): Uint8Array {
  return fileOf({ ...goodParts(), signatures: [signaturePart(author), signaturePart(approver)] });
}

function withManifest(at: number, value: Buffer): Uint8Array {
  const parts = goodParts();
  parts.manifest[at - 1][1] = value;
  return fileOf(parts);
}

function withHeader(labels: [Buffer, Buffer][]): Uint8Array {
  return fileOf({ ...goodParts(), signatures: [signaturePart(AUTHOR, labels), signaturePart(APPROVER)] });
}

const good = fileOf(goodParts());
const digest = signed.sha256(CONTENT);
const labels = header(AUTHOR);
const large = Buffer.alloc(70000, 7);

const CASES: Case[] = [
  { title: 'a good file', file: good },
  { title: 'a large library', file: fileOf(goodParts(large)) },
  { title: 'nothing', file: Buffer.alloc(0) },
  { title: 'one byte', file: Buffer.of(0xd8) },
  { title: 'a key nobody knows', file: withSigners(AUTHOR, signed.STRANGER) },
  { title: 'two authors', file: withSigners(AUTHOR, signed.SECOND_AUTHOR) },
  { title: 'roles exchanged', file: withSigners(APPROVER, AUTHOR) },
  { title: 'a revoked author', file: withSigners(signed.REVOKED_AUTHOR, APPROVER) },
  { title: 'a revoked approver', file: withSigners(AUTHOR, signed.REVOKED_APPROVER) },
  { title: 'demonstration keys', file: withSigners(signed.DEMO_AUTHOR, signed.DEMO_APPROVER) },
  {
    title: 'demonstration keys where they are trusted',
    file: withSigners(signed.DEMO_AUTHOR, signed.DEMO_APPROVER),
    demonstration: true,
  },
  { title: 'a key that ended', file: withSigners(AUTHOR, signed.EXPIRED) },
  { title: 'a key to come', file: withSigners(AUTHOR, signed.LATER) },
  { title: 'the last day of a key', file: withSigners(AUTHOR, signed.LAST_DAY) },
  { title: 'the first day of a key', file: withSigners(AUTHOR, signed.FIRST_DAY) },
  { title: 'one person twice', file: withSigners(AUTHOR, signed.SAME_PERSON) },
  { title: 'a day before all keys', file: good, today: 20251231 },
  { title: 'no day', file: good, today: 0 },
  { title: 'before it takes effect', file: withManifest(5, uint(20261124)) },
  { title: 'past its review', file: withManifest(6, uint(20261122)) },
  { title: 'another organisation', file: withManifest(1, text('Another organisation')) },
  { title: 'an empty organisation', file: withManifest(1, text('')) },
  { title: 'an organisation that is not UTF-8', file: withManifest(1, Buffer.from('62c328', 'hex')) },
  { title: 'a library id with U+0000', file: withManifest(2, text('exam\0ple')) },
  { title: 'another format', file: withManifest(7, uint(2)) },
  { title: 'another length', file: withManifest(8, uint(CONTENT.length + 1)) },
  { title: 'another digest', file: withManifest(9, bytes(Buffer.alloc(32))) },
  { title: 'a short digest', file: withManifest(9, bytes(Buffer.alloc(31))) },
  { title: 'a lower sequence', file: good, highest: signed.highest(43, digest) },
  { title: 'the same sequence', file: good, highest: signed.highest(42, digest) },
  {
    title: 'the same sequence with another digest',
    file: good,
    highest: signed.highest(42, Buffer.alloc(32)),
  },
  { title: 'a higher sequence', file: good, highest: signed.highest(41, Buffer.alloc(32)) },
  { title: 'another context', file: fileOf({ ...goodParts(), context: 'ders-trust-list/1' }) },
  {
    title: 'an algorithm that is not Ed25519',
    file: withHeader([[uint(1), negative(-8)], ...labels.slice(1)]),
  },
  { title: 'no algorithm', file: withHeader(labels.slice(1)) },
  { title: 'no key id', file: withHeader([labels[0], labels[2]]) },
  { title: 'a critical label', file: withHeader([labels[0], [uint(2), array(uint(4))], ...labels.slice(1)]) },
  { title: 'a critical label alone', file: withHeader([[uint(2), array(uint(4))]]) },
  {
    title: 'a critical label behind a text',
    file: withHeader([
      [uint(1), text('a')],
      [uint(2), array(uint(4))],
    ]),
  },
  {
    title: 'an algorithm that is a text of two letters',
    file: withHeader([[uint(1), text('ab')], ...labels.slice(1)]),
  },
  {
    title: 'an algorithm that is a list of 2',
    file: withHeader([[uint(1), array(uint(2))], ...labels.slice(1)]),
  },
  { title: 'an algorithm alone', file: withHeader([[uint(1), negative(-8)]]) },
  { title: 'a label that is a text', file: withHeader([[text('a'), uint(2)]]) },
  { title: 'an empty header', file: withHeader([]) },
  {
    title: 'an empty header behind a good one',
    file: fileOf({ ...goodParts(), signatures: [signaturePart(AUTHOR), signaturePart(APPROVER, [])] }),
  },
  { title: 'an empty body header', file: fileOf({ ...goodParts(), body: bytes(map()) }) },
  { title: 'a label more', file: withHeader([...labels, [uint(16), uint(1)]]) },
  { title: 'something unprotected', file: fileOf({ ...goodParts(), unprotected: map(uint(1), uint(1)) }) },
  { title: 'a body header', file: fileOf({ ...goodParts(), body: bytes(map(uint(1), negative(-19))) }) },
  { title: 'one signature', file: fileOf({ ...goodParts(), signatures: [signaturePart(AUTHOR)] }) },
  {
    title: 'three signatures',
    file: fileOf({ ...goodParts(), signatures: [AUTHOR, APPROVER, AUTHOR].map((key) => signaturePart(key)) }),
  },
  { title: 'another tag', file: Buffer.concat([tag(18, array()), bytes(CONTENT)]) },
  { title: 'a manifest that is no map', file: fileOf({ ...goodParts(), payload: uint(1) }) },
  {
    title: 'content that is a text',
    file: Buffer.concat([good.subarray(0, good.length - CONTENT.length - 2), text('x')]),
  },
  { title: 'a trust list that trusts nobody', file: good, trust: trustBytes([]) },
  { title: 'no trust list', file: good, trust: Buffer.alloc(0) },
  {
    title: 'a trust list of another organisation',
    file: good,
    trust: trustBytes([AUTHOR, APPROVER], 'Another'),
  },
  { title: 'a trust list cut short', file: good, trust: trustBytes().subarray(0, -1) },
  {
    title: 'a trust list with something behind it',
    file: good,
    trust: Buffer.concat([trustBytes(), hex('00')]),
  },
  {
    title: 'a trust list with unknown flags',
    file: good,
    trust: trustBytes([AUTHOR, { ...APPROVER, flags: 4 }]),
  },
  {
    title: 'a trust list with an empty person',
    file: good,
    trust: trustBytes([AUTHOR, { ...APPROVER, person: '' }]),
  },
  {
    title: 'a manifest without its last item',
    file: fileOf({ ...goodParts(), manifest: manifestOf(CONTENT).slice(0, 10) }),
  },
];

test('DERS-FW-005 C accepts and refuses what the engine does, with the same codes and the same answer', () => {
  const results = agreeOn(CASES);
  assert.ok(new Set(results).size > 20);
  assert.is(results[0], Gate.ACCEPTED as number);
});

test('DERS-FW-005 the answer names what was accepted', () => {
  const { twin, line } = questionOf({ title: 'good', file: good });
  const answer = Buffer.from(twin.split(' ')[1] as string, 'hex');
  const storage = Buffer.from(line.split(' ').at(-1) as string, 'hex');
  const words = (at: number) => [answer.readUInt32BE(at), answer.readUInt32BE(at + 4)] as const;
  const bytesOf = (at: number) => storage.subarray(words(at)[0], words(at)[0] + words(at)[1]);
  assert.is(answer.readUInt32BE(Answered.RESULT), Gate.ACCEPTED as number);
  assert.equal(bytesOf(Answered.CONTENT), CONTENT);
  assert.equal(
    [Answered.ORGANISATION, Answered.LIBRARY, Answered.VERSION].map((at) => bytesOf(at).toString()),
    ['Example organisation', 'example', '2026.11.1'],
  );
  assert.equal(words(Answered.SEQUENCE), [0, 42]);
  assert.is(answer.subarray(Answered.DIGEST).toString('hex'), digest.toString('hex'));
});

const other = (library: string) => ({ ...signed.highest(99, Buffer.alloc(32)), library });
const many = (count: number) => recordOf(...Array.from({ length: count }, (_, i) => other(`l${i}`)));
const spoilt = (change: (record: Buffer) => Buffer | undefined): Partial<Named> => {
  const record = recordOf(signed.highest(41, digest));
  return { highest: change(record) ?? record };
};
const asked = (title: string, request: Partial<Named>): Case => ({ title, file: good, request });
const REFUSED = [
  asked('no kind', { kind: 0 }),
  asked('a kind too many', { kind: 4 }),
  asked(
    'half a record of highest sequences',
    spoilt((record) => record.subarray(0, -1)),
  ),
  asked(
    'something behind it',
    spoilt((record) => Buffer.concat([record, hex('00')])),
  ),
  asked(
    'a record that is no list',
    spoilt(() => map()),
  ),
  asked(
    'three items',
    spoilt(() => array(text('a'), text('b'), uint(1))),
  ),
  asked(
    'a number for a name',
    spoilt(() => array(uint(1), text('b'), uint(1), text('0'.repeat(64)))),
  ),
  asked(
    'a text for a sequence',
    spoilt(() => array(text('a'), text('b'), text('1'), text('0'.repeat(64)))),
  ),
  asked(
    'a digest too short',
    spoilt(() => array(text('a'), text('b'), uint(1), text('0'.repeat(63)))),
  ),
  asked(
    'a digest in capitals',
    spoilt(() => array(text('a'), text('b'), uint(1), text('A'.repeat(64)))),
  ),
  asked(
    'a name with U+0000',
    spoilt(() => array(text('a\0'), text('b'), uint(1), text('0'.repeat(64)))),
  ),
  asked('seventeen libraries', {
    highest: array(
      ...Array.from({ length: 17 }, () => [text(''), text(''), uint(0), text('0'.repeat(64))]).flat(),
    ),
  }),
];
const NOT_FOUND = [
  asked('a file outside', { place: 1 << 20 }),
  asked('a file with an end outside', { length: good.length + 1 }),
  asked('a trust list outside', { trust: 1 << 20 }),
  asked('a trust list with an end outside', { trust: trustBytes().length + good.length - 3 }),
  asked('a trust list too long', { trustLength: 4097 }),
  asked('a list of the file', { trust: trustBytes().length, trustLength: good.length }),
  asked('a trust list for a library', { kind: 2 }),
  asked('a staff list for a library', { kind: 3 }),
  {
    ...asked('a lower sequence behind others', {
      highest: recordOf(other('a'), other('b'), signed.highest(43, digest)),
    }),
  },
];
const TAKEN = [
  asked('none known', { highest: array() }),
  asked('ten others', { highest: many(10) }),
  asked('a higher sequence behind others', { highest: recordOf(other('a'), signed.highest(41, digest)) }),
  { ...asked('a trust list', { kind: 2 }), file: fileOf({ ...goodParts(), context: 'ders-trust-list/1' }) },
  { ...asked('a staff list', { kind: 3 }), file: fileOf({ ...goodParts(), context: 'ders-staff-list/1' }) },
];

test('DERS-FW-005 a request that is none is refused without a name, whatever file it names', () => {
  assert.equal(new Set(agreeOn(REFUSED)), new Set([Reason.NOT_VERIFIED]));
  const short = Array.from({ length: 28 }, (_, length) =>
    acceptQuestion(
      `${length} bytes`,
      requestOf({ day: TODAY, trust: 0, trustLength: 0 }).subarray(0, length),
      good,
    ),
  );
  assert.equal(new Set(agree(short)), new Set([Reason.NOT_VERIFIED]));
});

test('DERS-FW-005 what the request names elsewhere, or as something else, is refused; each kind is taken as what it is', () => {
  const refused = agreeOn(NOT_FOUND);
  assert.ok(
    refused.every((result) => result > Reason.NONE && result < 1000),
    String(refused),
  );
  const taken = agreeOn(TAKEN);
  assert.ok(
    taken.every((result) => result === Gate.ACCEPTED),
    String(taken),
  );
});

test('DERS-FW-005 trust lists: organisation and sequence of the good ones, the same refusal of all others', () => {
  const list = trustBytes();
  const questions = [
    trustQuestion('good', 0, list.length, list),
    trustQuestion('behind others', 5, list.length, Buffer.concat([Buffer.alloc(5), list])),
    trustQuestion('none', 0, 0, Buffer.alloc(0)),
    trustQuestion('outside', 1, list.length, list),
    trustQuestion('far outside', 4_000_000_000, 100, list),
    trustQuestion('too long', 0, 4097, Buffer.alloc(5000)),
  ];
  for (let bit = 0; bit < list.length * 8; bit += 3) {
    const changed = Buffer.from(list);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    questions.push(trustQuestion(`bit ${bit}`, 0, changed.length, changed));
  }
  const reasons = agree(questions);
  assert.equal(reasons.slice(0, 6), [0, 0, ...Array(4).fill(Reason.TRUST_LIST)]);
  assert.ok(reasons.includes(Reason.TRUST_LIST, 6));
});

test('DERS-FW-005 each bit changed: C and the engine give the same code', () => {
  const cases: Case[] = [];
  for (let bit = 0; bit < good.length * 8; bit++) {
    const file = Buffer.from(good);
    file[bit >> 3] ^= 1 << (bit & 7);
    cases.push({ title: `bit ${bit}`, file });
  }
  assert.ok(agreeOn(cases).every((result) => result !== Gate.ACCEPTED));
});

test('DERS-FW-005 each cut, each byte taken out and each doubled: C and the engine give the same code', () => {
  const cases: Case[] = [];
  for (let at = 0; at < good.length; at++) {
    cases.push({ title: `cut at ${at}`, file: good.subarray(0, at) });
    const [before, after] = [good.subarray(0, at), good.subarray(at + 1)];
    cases.push({ title: `without byte ${at}`, file: Buffer.concat([before, after]) });
    cases.push({
      title: `byte ${at} twice`,
      file: Buffer.concat([before, good.subarray(at, at + 1), good.subarray(at)]),
    });
  }
  assert.ok(agreeOn(cases).every((result) => result !== Gate.ACCEPTED));
});

test.run();
