// The acceptance of signed files in C against the engine's: the same result for every file, whichever part is wrong.
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { type HighestSequence, Proof, readTrustList } from '../../../engine/index';
import * as signed from '../../engine/library/signed';
import { suite } from '../../suite';
import { hostProgram } from './host-programs';

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
}

let program = '';
test.before(() => {
  program = hostProgram('acceptance', [
    'tests/hal/firmware/acceptance_host.c',
    'hal/firmware/signed_library.c',
    'hal/firmware/acceptance.c',
    'hal/firmware/cbor.c',
    'hal/firmware/crypto.c',
    'hal/jerryscript-bindings/storage.c',
  ]);
});

const plain = (content: Uint8Array): string =>
  content.length > 0 ? Buffer.from(content).toString('hex') : '-';

/** What C answers to each case: result, offset, length, notice. */
function inC(cases: Case[]): number[][] {
  const input = cases.map(({ file, trust, today, demonstration, highest }) =>
    [
      today ?? TODAY,
      demonstration ? 1 : 0,
      highest?.sequence ?? 0,
      highest ? plain(highest.digest as Uint8Array) : '-',
      plain(trust ?? trustBytes()),
      plain(file),
    ].join(' '),
  );
  const run = spawnSync(program, { input: `${input.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.is(run.status, 0, run.stderr);
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
}

function inEngine({ file, trust, today, demonstration, highest }: Case): number[] {
  const list = trust ?? trustBytes();
  const result = signed.verified(file, {
    trust: readTrustList(list, list.length),
    today: today ?? TODAY,
    demonstrationKeys: demonstration === true,
    highest: highest ? [highest] : [],
  });
  const good = result.result === Proof.VERIFIED;
  return [result.result, good ? result.offset : 0, good ? (result.manifest?.length ?? 0) : 0, result.notice];
}

function agree(cases: Case[]): number[][] {
  const answers = inC(cases);
  assert.is(answers.length, cases.length);
  cases.forEach((each, i) => assert.equal(answers[i], inEngine(each), each.title));
  return answers;
}

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

test('DERS-FW-005 C accepts and refuses what the engine does, with the same codes', () => {
  const answers = agree(CASES);
  assert.ok(new Set(answers.map(([result]) => result)).size > 20);
  assert.is(answers[0][0], Proof.VERIFIED as number);
});

test('DERS-FW-005 each bit changed: C and the engine give the same code', () => {
  const cases: Case[] = [];
  for (let bit = 0; bit < good.length * 8; bit++) {
    const file = Buffer.from(good);
    file[bit >> 3] ^= 1 << (bit & 7);
    cases.push({ title: `bit ${bit}`, file });
  }
  assert.ok(agree(cases).every(([result]) => result !== Proof.VERIFIED));
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
  assert.ok(agree(cases).every(([result]) => result !== Proof.VERIFIED));
});

test.run();
