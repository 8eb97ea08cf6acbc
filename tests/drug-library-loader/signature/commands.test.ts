import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// keys, trust, sign, verify and rerelease as a person or a program calls them.
import * as assert from 'uvu/assert';
import { DEMONSTRATION_PASSPHRASE } from '../../../drug-library-loader/signature/keys';
import { splitSigned } from '../../../drug-library-loader/signature/signed-file';
import { suite } from '../../suite';
import { type CommandResult, runCommand } from '../run-command';
import { folderOf, library, sourceFolder } from '../sample-source';
import { LIBRARY, PASSPHRASE } from './people';

const test = suite('drug-library-loader/signature/commands');

const VARIABLE = 'DRUG_LIBRARY_PASSPHRASE';
const folder = folderOf({ passphrase: `${PASSPHRASE}\n`, 'real.dlib': LIBRARY, 'short-passphrase': 'short' });
const at = (name: string) => join(folder, name);
const AUTHOR = at('keys/demo-1-author.pem');
const APPROVER = at('keys/demo-2-approver.pem');
const TRUST = at('keys/trust.json');

async function run(code: number, ...words: string[]): Promise<CommandResult> {
  const result = await runCommand(...words);
  assert.is(result.code, code, `${words.join(' ')}\n${result.out}${result.error}`);
  return result;
}

test.before(async () => {
  process.env[VARIABLE] = DEMONSTRATION_PASSPHRASE;
  await run(0, 'build', sourceFolder(library()), '-o', at('built.dlib'));
  writeFileSync(at('built-99.dlib'), '');
  await run(0, 'keys', 'demo', '-o', at('keys'), '--organisation', 'Example organisation');
});
test.after(() => {
  delete process.env[VARIABLE];
});

test('DERS-SIGN-029 demonstration keys are marked, never written over, and kept out of repositories', async () => {
  const names = [
    '.gitignore',
    'demo-1-author.pem',
    'demo-1-author.public.json',
    'demo-2-approver.pem',
    'demo-2-approver.public.json',
    'trust.json',
  ];
  assert.equal(readdirSync(at('keys')).sort(), names);
  assert.is(readFileSync(at('keys/.gitignore'), 'utf8'), '*\n');
  assert.is(statSync(AUTHOR).mode & 0o777, 0o600);
  const { keys } = JSON.parse(readFileSync(TRUST, 'utf8'));
  assert.equal(
    keys.map(({ demonstration }: { demonstration: boolean }) => demonstration),
    [true, true],
  );
  const before = readFileSync(AUTHOR);
  const { error } = await run(2, 'keys', 'demo', '-o', at('keys'));
  assert.match(error, /there already/);
  assert.ok(readFileSync(AUTHOR).equals(before));
});

test('DERS-SIGN-029 from a built library to one that both signed and that verifies', async () => {
  writeFileSync(at('both.dlib'), readFileSync(at('built.dlib')));
  assert.match((await run(1, 'verify', at('both.dlib'), '--trust', TRUST)).out, /not signed/);
  assert.match(
    (await run(0, 'sign', at('both.dlib'), '--key', AUTHOR)).out,
    /not for clinical use.*the approver is still to sign/s,
  );
  assert.match((await run(1, 'verify', at('both.dlib'), '--trust', TRUST)).out, /Code 647/);
  const signed = JSON.parse(
    (await run(0, 'sign', at('both.dlib'), '--key', APPROVER, '--role', 'approver', '--json')).out,
  );
  assert.equal([signed.role, signed.person, signed.signatures], ['approver', 'demo-2', 2]);
  const { out } = await run(0, 'verify', at('both.dlib'), '--trust', TRUST);
  assert.match(out, /example 1\.0/);
  assert.match(out, /author +demo-1, key [0-9a-f]{16}, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, demonstration key/);
  assert.match(out, /A pump with this trust list takes it/);
  const json = JSON.parse(
    (await run(1, 'verify', at('both.dlib'), '--trust', TRUST, '--release', '--json')).out,
  );
  assert.equal([json.accepted, json.code, json.signers.length], [false, 655, 2]);
  assert.match(json.manifest.digest, /^[0-9a-f]{64}$/);
  const { out: late } = await run(0, 'verify', at('both.dlib'), '--trust', TRUST, '--date', '2027-04-01');
  assert.match(late, /Code 668/);
});

const EXITS: [string, number, RegExp, string[]][] = [
  [
    'an approver before the author',
    1,
    /the author signs first/,
    ['sign', at('built.dlib'), '--key', APPROVER],
  ],
  [
    'a real library under demonstration keys',
    1,
    /demonstration key signs demonstration libraries only/,
    ['sign', at('real.dlib'), '--key', AUTHOR],
  ],
  [
    'another role than the key has',
    2,
    /is an author's key/,
    ['sign', at('built.dlib'), '--key', AUTHOR, '--role', 'approver'],
  ],
  [
    'a role that nobody has',
    2,
    /Allowed choices/,
    ['sign', at('built.dlib'), '--key', AUTHOR, '--role', 'admin'],
  ],
  ['a file that is not there', 2, /cannot read/, ['sign', at('nothing.dlib'), '--key', AUTHOR]],
  ['a key that is not there', 2, /cannot read/, ['sign', at('built.dlib'), '--key', at('nobody.pem')]],
  [
    'the public part as the key',
    2,
    /private part/,
    ['sign', at('built.dlib'), '--key', at('keys/demo-1-author.public.json')],
  ],
  ['no key', 2, /--key/, ['sign', at('built.dlib')]],
  [
    'a wrong passphrase',
    1,
    /passphrase is wrong/,
    ['sign', at('built.dlib'), '--key', AUTHOR, '--passphrase-file', at('passphrase')],
  ],
  [
    'a passphrase file that is not there',
    2,
    /cannot read the passphrase/,
    ['sign', at('built.dlib'), '--key', AUTHOR, '--passphrase-file', at('none')],
  ],
  [
    'a trust list that is none',
    1,
    /trust list is wrong|not JSON/,
    ['sign', at('built.dlib'), '--key', AUTHOR, '--trust', at('passphrase')],
  ],
  ['verify without a trust list', 2, /--trust/, ['verify', at('built.dlib')]],
  [
    'verify on a day that is none',
    2,
    /is not a day/,
    ['verify', at('built.dlib'), '--trust', TRUST, '--date', '2026-02-30'],
  ],
  [
    'verify against a highest that is no sequence',
    2,
    /--highest wants/,
    ['verify', at('built.dlib'), '--trust', TRUST, '--highest', 'x'],
  ],
  [
    'a short passphrase',
    1,
    /at least 12/,
    [
      'keys',
      'new',
      '--role',
      'author',
      '--person',
      'p',
      '-o',
      folder,
      '--passphrase-file',
      at('short-passphrase'),
    ],
  ],
  [
    'a key into a folder that is not there',
    2,
    /cannot write/,
    [
      'keys',
      'new',
      '--role',
      'author',
      '--person',
      'p',
      '-o',
      at('no/where'),
      '--passphrase-file',
      at('passphrase'),
    ],
  ],
  ['a key for nobody', 2, /--person/, ['keys', 'new', '--role', 'author']],
  ['rerelease without a sequence', 2, /--sequence/, ['rerelease', at('built.dlib'), '-o', at('r.dlib')]],
  [
    'rerelease under the old sequence',
    1,
    /above that of the old release/,
    ['rerelease', at('built.dlib'), '--sequence', '7', '-o', at('r.dlib')],
  ],
  [
    'rerelease over the release of that sequence beside the old one',
    2,
    /there already/,
    ['rerelease', at('built.dlib'), '--sequence', '99'],
  ],
  [
    'rerelease under a text',
    2,
    /not a whole number/,
    ['rerelease', at('built.dlib'), '--sequence', 'x', '-o', at('r.dlib')],
  ],
  [
    'rerelease with a day that is none',
    2,
    /is not a day/,
    ['rerelease', at('built.dlib'), '--sequence', '8', '--effective', '1.1.2027', '-o', at('r.dlib')],
  ],
  [
    'rerelease over the old file',
    2,
    /there already/,
    ['rerelease', at('built.dlib'), '--sequence', '8', '-o', at('built.dlib')],
  ],
];
for (const [why, code, text, words] of EXITS) {
  test(`DERS-SIGN-029 ends with ${code} and writes nothing: ${why}`, async () => {
    const before = {
      names: readdirSync(folder).sort(),
      built: readFileSync(at('built.dlib')),
      real: readFileSync(at('real.dlib')),
    };
    const { error } = await run(code, ...words);
    assert.match(error, text);
    assert.equal(readdirSync(folder).sort(), before.names);
    assert.ok(
      readFileSync(at('built.dlib')).equals(before.built) &&
        readFileSync(at('real.dlib')).equals(before.real),
    );
  });
}

test('DERS-SIGN-029 a refusal is told to programs too', async () => {
  const { out } = await run(1, 'sign', at('built.dlib'), '--key', APPROVER, '--json');
  assert.is(JSON.parse(out).refused, 'role');
});

test('DERS-SIGN-024 without another name, a new release lies beside the old one', async () => {
  const { out } = await run(0, 'rerelease', at('built.dlib'), '--sequence', '12', '--json');
  assert.is(JSON.parse(out).output, at('built-12.dlib'));
  assert.ok(existsSync(at('built-12.dlib')));
});

test('DERS-SIGN-024 old content goes out again, and signs and verifies as any other', async () => {
  await run(
    0,
    'rerelease',
    at('built.dlib'),
    '--sequence',
    '9',
    '--release',
    '1.0 again',
    '-o',
    at('again.dlib'),
  );
  await run(0, 'sign', at('again.dlib'), '--key', AUTHOR, '-o', at('again.signed'));
  assert.is(splitSigned(readFileSync(at('again.dlib'))), null);
  await run(0, 'sign', at('again.signed'), '--key', APPROVER, '--trust', TRUST);
  await run(0, 'verify', at('again.signed'), '--trust', TRUST, '--highest', '8');
  await run(1, 'verify', at('again.signed'), '--trust', TRUST, '--highest', '10');
  await run(1, 'verify', at('again.signed'), '--trust', TRUST, '--highest', `9:${'0'.repeat(64)}`);
  const once = await run(
    0,
    'rerelease',
    at('again.signed'),
    '--sequence',
    '10',
    '-o',
    at('once-more.dlib'),
    '--json',
  );
  assert.is(JSON.parse(once.out).sequence, 10);
});

test('DERS-SIGN-028 a trust list from nothing, and its successor signed by its keys', async () => {
  const secret = ['--passphrase-file', at('passphrase')];
  for (const [role, person] of [
    ['author', 'p-1'],
    ['approver', 'p-2'],
  ]) {
    const made = await run(
      0,
      'keys',
      'new',
      '--role',
      role,
      '--person',
      person,
      '-o',
      folder,
      '--json',
      ...secret,
    );
    assert.is(JSON.parse(made.out).demonstration, false);
  }
  assert.ok(existsSync(at('p-1-author.pem')) && existsSync(at('p-2-approver.public.json')));
  await run(2, 'keys', 'new', '--role', 'author', '--person', 'p-1', '-o', folder, ...secret);
  const list = at('list.json');
  await run(0, 'trust', 'new', list, '--organisation', 'Example organisation');
  await run(2, 'trust', 'new', list, '--organisation', 'Example organisation');
  await run(0, 'trust', 'add', list, at('p-1-author.public.json'), '--until', '2036-01-01');
  await run(1, 'trust', 'encode', list, '-o', at('list.cbor'));
  await run(0, 'trust', 'add', list, at('p-2-approver.public.json'));
  await run(1, 'trust', 'add', list, at('p-2-approver.public.json'));
  await run(1, 'trust', 'add', list, at('passphrase'));
  await run(0, 'trust', 'encode', list, '-o', at('list.cbor'));

  const next = at('next.json');
  writeFileSync(next, readFileSync(list));
  await run(0, 'trust', 'add', next, at('keys/demo-1-author.public.json'));
  const { id } = JSON.parse(readFileSync(at('keys/demo-1-author.public.json'), 'utf8'));
  await run(0, 'trust', 'revoke', next, id, '--reason', 'only for the test');
  await run(1, 'trust', 'revoke', next, '0123456789abcdef', '--reason', 'nobody');
  await run(0, 'trust', 'encode', next, '-o', at('next.cbor'));
  await run(1, 'trust', 'verify', at('next.cbor'), '--trust', list);
  await run(0, 'trust', 'sign', at('next.cbor'), '--key', at('p-1-author.pem'), '--trust', list, ...secret);
  await run(0, 'trust', 'sign', at('next.cbor'), '--key', at('p-2-approver.pem'), '--trust', list, ...secret);
  const verified = await run(0, 'trust', 'verify', at('next.cbor'), '--trust', list, '--release', '--json');
  assert.is(JSON.parse(verified.out).manifest.sequence, 5);
  await run(1, 'trust', 'verify', at('next.cbor'), '--trust', TRUST);
});

test('DERS-SIGN-029 without a terminal, the passphrase must be given', async () => {
  delete process.env[VARIABLE];
  const terminal = process.stdin.isTTY;
  process.stdin.isTTY = false;
  try {
    assert.match((await run(2, 'sign', at('built.dlib'), '--key', AUTHOR)).error, /DRUG_LIBRARY_PASSPHRASE/);
  } finally {
    process.stdin.isTTY = terminal;
    process.env[VARIABLE] = DEMONSTRATION_PASSPHRASE;
  }
});

test.run();
