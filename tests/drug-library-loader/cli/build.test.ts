// check, build and inspect as a person or a program calls them: what is printed, what is written, how they end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readMarks } from '../../../drug-library-loader/compiler/marks';
import { suite } from '../../suite';
import { runCommand } from '../run-command';
import { type Part, compileParts, entry, folderOf, library, sourceFolder } from '../sample-source';

const test = suite('drug-library-loader/cli/build');

const NOTICE = 'Demonstration data, not for clinical use.';
const GOOD = library();
const DRAFT = library([
  entry({
    continuous: { 'enter-by': 'dose', dose: { unit: 'mg/h', 'upper-soft': '20' } },
    'high-alert': 'true',
  }),
]);
const WAIVED = library([
  { ...((DRAFT['care-areas'] as Record<string, Part>)['adult-icu']?.entries as Part[])[0], waiver: 'agreed' },
]);
const WARNED = library([entry({ waiver: 'for nothing' })]);
const FAULTY = library([entry({ theraphy: 'x' })]);

const CHECKS: [title: string, words: string[], code: number][] = [
  ['a good source', [sourceFolder(GOOD)], 0],
  ['a source with a warning', [sourceFolder(WARNED)], 0],
  ['a source with a warning, strictly', [sourceFolder(WARNED), '--strict'], 1],
  ['a waived error', [sourceFolder(WAIVED)], 0],
  ['an error', [sourceFolder(DRAFT)], 1],
  ['a fault', [sourceFolder(FAULTY)], 1],
  ['no such folder', ['/nowhere/at/all'], 1],
  [
    'the release before with a lower sequence',
    [sourceFolder(GOOD), '--previous', sourceFolder({ ...GOOD, sequence: '6' })],
    0,
  ],
  ['the release before with the same sequence', [sourceFolder(GOOD), '--previous', sourceFolder(GOOD)], 1],
  ['a release before that is not there', [sourceFolder(GOOD), '--previous', '/nowhere'], 2],
  ['no source', [], 2],
  ['an option nobody knows', [sourceFolder(GOOD), '--colour'], 2],
];
for (const [title, words, code] of CHECKS) {
  test(`DERS-LIB-115 check ends with ${code}: ${title}`, async () => {
    const { code: ended, out, error } = await runCommand('check', ...words);
    assert.equal(ended, code, out + error);
  });
}

test('DERS-LIB-115 check says file, line, entry, code and what to do, and what the library is', async () => {
  const folder = sourceFolder(FAULTY);
  const { out } = await runCommand('check', folder);
  const source = readFileSync(join(folder, 'library.json'), 'utf8');
  const line = source.split('\n').findIndex((text) => text.includes('theraphy')) + 1;
  assert.ok(out.startsWith(NOTICE));
  assert.match(out, /library\.json\n/);
  assert.match(out, new RegExp(`${line}  fault +adult-icu / examplamine  unknown-key`));
  assert.match(out, /Did you mean "therapy"\?/);
  assert.match(out, /→ Correct or remove it/);
});

test('DERS-LIB-115 check --json is JSON and nothing else', async () => {
  const { out } = await runCommand('check', sourceFolder(DRAFT), '--json');
  const report = JSON.parse(out);
  assert.deepEqual(
    [report.library, report.errors, report.faults, report.draft, report.compiles, report.demonstration],
    ['example', 1, 0, true, true, true],
  );
  const { code, severity, careArea: area, entry: id, line, action } = report.findings[0];
  assert.deepEqual(
    [code, severity, area, id],
    ['high-alert-without-upper-hard', 'error', 'adult-icu', 'examplamine'],
  );
  assert.ok(line > 1 && action.length > 5);
});

test('DERS-LIB-104 check prints each widened limit with its reason', async () => {
  const { out } = await runCommand(
    'check',
    resolve(__dirname, '../../../drug-library-loader/libraries/demonstration-hospital'),
  );
  assert.match(
    out,
    /paediatrics \/ dobutamine {2}continuous\.dose upper-hard {2}30 mcg\/kg\/min → 40 mcg\/kg\/min\n +\S/,
  );
});

test('DERS-LIB-112 build writes what the compiler makes, whole, and nothing beside it', async () => {
  const folder = folderOf({});
  const file = join(folder, 'example.dlib');
  const { code, out } = await runCommand('build', sourceFolder(GOOD), '-o', file, '--json');
  const bytes = readFileSync(file);
  assert.equal(code, 0);
  assert.deepEqual(bytes, compileParts(GOOD).bytes);
  const report = JSON.parse(out);
  assert.deepEqual([report.output, report.bytes], [file, bytes.length]);
  assert.equal(report.sha256, createHash('sha256').update(bytes).digest('hex'));
  assert.deepEqual(readdirSync(folder), ['example.dlib']);
});

test('DERS-LIB-112 a draft is written, says so, and ends with 1', async () => {
  const file = join(folderOf({}), 'draft.dlib');
  const { code, out } = await runCommand('build', sourceFolder(DRAFT), '-o', file);
  assert.equal(code, 1);
  assert.match(out, /This is a draft: it can be tried and inspected, not signed\./);
  assert.equal(readMarks(readFileSync(file)).draft, true);
  const inspected = await runCommand('inspect', file);
  assert.match(inspected.out, /draft: can be tried and inspected, not signed/);
});

test('DERS-LIB-112 with a fault nothing is written, and an older file stays as it is', async () => {
  const folder = folderOf({ 'example.dlib': 'the release before' });
  const { code } = await runCommand('build', sourceFolder(FAULTY), '-o', join(folder, 'example.dlib'));
  assert.equal(code, 1);
  assert.equal(readFileSync(join(folder, 'example.dlib'), 'utf8'), 'the release before');
  assert.deepEqual(readdirSync(folder), ['example.dlib']);
});

const NOWHERE: [title: string, output: (folder: string) => string][] = [
  ['a folder that is not there', (folder) => join(folder, 'missing', 'a.dlib')],
  ['a folder instead of a file', (folder) => folder],
];
for (const [title, output] of NOWHERE) {
  test(`DERS-LIB-112 build into ${title} ends with 2`, async () => {
    const { code, error } = await runCommand('build', sourceFolder(GOOD), '-o', output(folderOf({})));
    assert.equal(code, 2);
    assert.match(error, /cannot write|is a folder/);
  });
}

test('DERS-LIB-114 inspect shows head, counts, bytes and every mark', async () => {
  const file = join(folderOf({}), 'a.dlib');
  await runCommand('build', sourceFolder(WAIVED), '-o', file);
  const { code, out } = await runCommand('inspect', file);
  assert.equal(code, 0);
  assert.ok(out.startsWith(NOTICE));
  for (const part of [
    'Example library',
    '1.0, sequence 7',
    'from 2026-12-01, review by 2027-03-01',
    'adult-icu',
    'continuous',
  ])
    assert.ok(out.includes(part), part);
  const report = JSON.parse((await runCommand('inspect', file, '--json')).out);
  assert.deepEqual([report.kind, report.waivers, report.widened, report.draft], ['compiled', 1, 0, false]);
  assert.deepEqual(report.careAreas[0].types.continuous, 1);
});

test('DERS-LIB-114 inspect shows an entry in full, by its id or its drug', async () => {
  const folder = sourceFolder(GOOD);
  for (const words of [
    ['--entry', 'examplamine'],
    ['--drug', 'examplamine'],
    ['--drug', 'EXAMPLAMINE', '--care-area', 'Adult ICU'],
  ]) {
    const { code, out } = await runCommand('inspect', folder, ...words);
    assert.equal(code, 0);
    assert.match(out, /dose +mcg\/kg\/min +2 +5 +20 +50/);
    assert.match(out, /ceiling 562\.5 mL\/h, 3000 mL/);
  }
  const { entryDetails } = JSON.parse(
    (await runCommand('inspect', folder, '--entry', 'examplamine', '--json')).out,
  );
  assert.deepEqual(entryDetails[0].ceiling, { rate: '562.5 mL/h', volume: '3000 mL' });
});

test('DERS-LIB-114 inspect shows the limits of a care area', async () => {
  const { out } = await runCommand('inspect', sourceFolder(GOOD), '--care-area', 'adult-icu');
  assert.match(out, /weight +kg +20 +35 +150 +300/);
});

const MISTAKES: [title: string, words: string[], code: number, says: RegExp][] = [
  ['a drug that is not there', ['--drug', 'examplamin'], 2, /did you mean "EXAMPLamine"\?/],
  ['a care area that is not there', ['--care-area', 'adult-isu'], 2, /did you mean "adult-icu"\?/],
  ['an entry that is not there', ['--entry', 'nothing'], 2, /there is no entry "nothing"/],
];
for (const [title, words, code, says] of MISTAKES) {
  test(`DERS-LIB-114 inspect: ${title}`, async () => {
    const result = await runCommand('inspect', sourceFolder(GOOD), ...words);
    assert.equal(result.code, code);
    assert.match(result.error, says);
  });
}

const compiled = compileParts(GOOD).bytes as Buffer;
const DAMAGED: [title: string, bytes: Uint8Array][] = [
  ['nothing', Buffer.alloc(0)],
  ['a text', Buffer.from('library: x\n')],
  ['a library cut short', compiled.subarray(0, -1)],
  ['a library with a byte too many', Buffer.concat([compiled, Buffer.from([0])])],
  [
    'a library with a changed limit',
    Buffer.from(compiled.map((byte, i) => (i === compiled.length - 40 ? byte ^ 1 : byte))),
  ],
  ['something that begins like a signed file', Buffer.from([0xd8, 0x62, 0x84, 0x40])],
];
for (const [title, bytes] of DAMAGED) {
  test(`DERS-LIB-115 ${title} is no library to inspect`, async () => {
    const file = join(folderOf({ 'a.dlib': bytes }), 'a.dlib');
    const { code, out } = await runCommand('inspect', file);
    assert.equal(code, 2);
    assert.equal(out, '');
  });
}

test('DERS-LIB-115 a source with faults tells them wherever a library is wanted', async () => {
  const human = await runCommand('inspect', sourceFolder(FAULTY));
  assert.equal(human.code, 1);
  assert.match(human.out, /unknown-key[\s\S]*cannot be compiled yet/);
  const { findings } = JSON.parse((await runCommand('inspect', sourceFolder(FAULTY), '--json')).out);
  assert.equal(findings[0].code, 'unknown-key');
});

test('DERS-LIB-113 a file signed by both answers as the source does; a draft is not signed', async () => {
  const folder = folderOf({});
  const keys = join(folder, 'keys');
  const passphrase = join(folder, 'passphrase');
  writeFileSync(passphrase, 'demonstration\n');
  await runCommand('keys', 'demo', '-o', keys, '--organisation', 'Example organisation');
  const sign = (file: string, key: string) =>
    runCommand(
      'sign',
      file,
      '--key',
      join(keys, key),
      '--trust',
      join(keys, 'trust.json'),
      '--passphrase-file',
      passphrase,
    );
  const file = join(folder, 'example.dlib');
  await runCommand('build', sourceFolder(GOOD), '-o', file);
  for (const key of ['demo-1-author.pem', 'demo-2-approver.pem']) {
    const signed = await sign(file, key);
    assert.equal(signed.code, 0, signed.out + signed.error);
  }
  const report = JSON.parse((await runCommand('inspect', file, '--json')).out);
  assert.equal(report.kind, 'signed');
  assert.deepEqual(
    report.signatures.map(({ role }: { role: string }) => role),
    ['author', 'approver'],
  );
  const words = ['--drug', 'examplamine', '--weight', '82 kg', '--dose', '60 mcg/kg/min', '--json'];
  const fromSource = await runCommand('try', sourceFolder(GOOD), ...words);
  assert.deepEqual(await runCommand('try', file, ...words), fromSource);
  const again = await runCommand('check', sourceFolder(GOOD), '--previous', file);
  assert.match(again.out, /sequence-not-rising/);
  const draft = join(folder, 'draft.dlib');
  await runCommand('build', sourceFolder(DRAFT), '-o', draft);
  assert.equal((await sign(draft, 'demo-1-author.pem')).code, 1);
});

test('DERS-LIB-115 the installed command runs from any folder', () => {
  const bin = resolve(__dirname, '../../../node_modules/.bin/drug-library');
  assert.ok(existsSync(bin), 'run ./build.sh setup first');
  const run = (...words: string[]) =>
    spawnSync(bin, words, { cwd: folderOf({}), encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  const good = run('check', sourceFolder(GOOD));
  assert.deepEqual([good.status, good.stderr], [0, '']);
  assert.match(good.stdout, /1 entry in 1 care area: no errors, no warnings/);
  assert.equal(run('chek').status, 2);
});

test.run();
