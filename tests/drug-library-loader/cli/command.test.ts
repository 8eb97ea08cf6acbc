// The installed command as a process: pipes that close, failures of the system, and the start from kept JavaScript.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from '../../suite';
import { runCommand } from '../run-command';
import { entry, folderOf, library, sourceFolder } from '../sample-source';

const test = suite('drug-library-loader/cli/command');

const ROOT = resolve(__dirname, '../../..');
const BIN = join(ROOT, 'drug-library-loader/bin/drug-library.js');
const KEPT = join(ROOT, 'build/transpiled');

/** A source whose screens and JSON are far longer than a pipe holds. */
function longSource(): string {
  return sourceFolder(library(Array.from({ length: 150 }, (_, i) => entry({ id: `line-${i}` }))));
}

const CLOSED: [what: string, words: string, pipe: string][] = [
  ['findings', 'check SOURCE', '| head -n 1'],
  ['JSON', 'check SOURCE --json', '| head -c 100'],
  ['a report', 'coverage SOURCE --json', '| head -n 1'],
  ['a table', 'inspect SOURCE --json', '| true'],
  ['messages', 'chek SOURCE', '2>&1 >/dev/null | true'],
];

for (const [what, words, pipe] of CLOSED) {
  test(`DERS-LIB-116 a reader who has seen enough of ${what} is left in peace: ${pipe}`, () => {
    const command = `"${process.execPath}" "${BIN}" ${words.replace('SOURCE', `"${longSource()}"`)} ${pipe}`;
    const { stderr, signal } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    assert.deepEqual([stderr, signal], ['', null]);
  });
}

test('DERS-LIB-116 a file is written although nobody reads the screen', () => {
  const target = join(folderOf({}), 'library.dlib');
  const command = `"${process.execPath}" "${BIN}" build "${longSource()}" -o "${target}" | true`;
  assert.equal(spawnSync('bash', ['-c', command], { encoding: 'utf8' }).stderr, '');
  assert.ok(existsSync(target));
});

test('DERS-LIB-251 without another name, a table is named after its source and lies where the person is', () => {
  const folder = folderOf({ 'example.json': JSON.stringify(library([entry()])) });
  const run = () =>
    spawnSync(process.execPath, [BIN, 'export', 'example.json', '--to', 'csv'], {
      cwd: folder,
      encoding: 'utf8',
    });
  assert.equal(run().status, 0);
  assert.ok(existsSync(join(folder, 'example.csv')));
  assert.deepEqual([run().status, readdirSync(folder).length], [2, 2]);
});

/** What the operating system refuses, each with the words that must be there. */
const SYSTEM: [what: string, words: (file: string) => string[], message: RegExp][] = [
  ['keys into a file', (file) => ['keys', 'demo', '-o', join(file, 'keys')], /not a directory/],
  [
    'a library into a file',
    (file) => ['build', sourceFolder(library([entry()])), '-o', join(file, 'x.dlib')],
    /not a directory/,
  ],
  [
    'a table into no folder',
    (file) => ['export', sourceFolder(library([entry()])), '--to', 'csv', '-o', `${file}-none/x.csv`],
    /no such file or directory/,
  ],
  [
    'a source into a file',
    (file) => ['import', '--from', 'csv', file, '-o', join(file, 'source')],
    /not a directory/,
  ],
  [
    'a trust list that is a folder',
    () => ['verify', BIN, '--trust', ROOT],
    /illegal operation on a directory/,
  ],
];

for (const [what, words, message] of SYSTEM) {
  test(`DERS-LIB-115 a failure of the system is a message, not a trace: ${what}`, async () => {
    const file = join(folderOf({ 'a.csv': 'record,item,value\nlibrary,title,Example\n' }), 'a.csv');
    const { code, error } = await runCommand(...words(file));
    assert.equal(code, 2);
    assert.match(error, message);
    assert.doesNotMatch(error, /^ +at /m);
  });
}

const COMMANDS = [
  'import',
  'check',
  'coverage',
  'diff',
  'export',
  'build',
  'inspect',
  'try',
  'keys new',
  'keys demo',
  'trust new',
  'trust add',
  'trust revoke',
  'trust encode',
  'trust sign',
  'trust verify',
  'staff encode',
  'staff sign',
  'staff verify',
  'sign',
  'verify',
  'rerelease',
];

for (const command of COMMANDS) {
  test(`DERS-LIB-115 ${command} explains itself, with exit codes and examples`, async () => {
    const { code, out } = await runCommand(...command.split(' '), '--help');
    assert.equal(code, 0);
    assert.match(out, new RegExp(`Usage: drug-library ${command} `));
    assert.match(out, new RegExp(`Examples:\\n(.*\\n)* {2}drug-library ${command}[ \\n]`));
    assert.match(out, /--json +for programs/);
    assert.match(out, /Exit code: 0 /);
    // A summary alone says what a command is called, not what it does.
    assert.match(out, /Usage:.*\n\n[A-Z].{40}/);
  });
}

test('DERS-LIB-115 the help names every command, and these are all', async () => {
  const { out } = await runCommand('--help');
  const named = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  const groups = new Set(COMMANDS.map((command) => command.split(' ')[0]));
  for (const group of groups) assert.ok(named.includes(group), `${group} is not in the help`);
  for (const word of ['constructor', 'toString', '__proto__', 'chek', ''])
    assert.equal((await runCommand(word)).code, 2, `"${word}" is no command`);
  assert.match((await runCommand('chek')).error, /Did you mean check/);
});

test('DERS-LIB-115 every screen of demonstration data says that it is', async () => {
  const folder = folderOf({});
  const at = (name: string) => join(folder, name);
  const source = sourceFolder(library([entry()]));
  const run = async (...words: string[]) => {
    const { code, out, error } = await runCommand(...words);
    assert.equal(code, 0, `${words.join(' ')}: ${out}${error}`);
    assert.match(out, /^(Demonstration data|Demonstration keys), not for clinical use\./, words[0]);
  };
  const author = ['--key', at('keys/demo-1-author.pem'), '--passphrase-file', at('secret')];
  const approver = ['--key', at('keys/demo-2-approver.pem'), '--passphrase-file', at('secret')];
  writeFileSync(at('secret'), 'demonstration\n');
  await run('check', source);
  await run('coverage', source, '--at-least', '0');
  await run('diff', source, source);
  await run('build', source, '-o', at('a.dlib'));
  await run('inspect', at('a.dlib'));
  await run('inspect', at('a.dlib'), '--drug', 'examplamine');
  await run('try', at('a.dlib'), '--drug', 'examplamine', '--weight', '70 kg', '--dose', '5 mcg/kg/min');
  await run('export', source, '--to', 'csv', '-o', at('a.csv'));
  await run('export', source, '--to', 'xlsx', '-o', at('a.xlsx'));
  await run('import', '--from', 'csv', at('a.csv'), '-o', at('from-csv'));
  await run('keys', 'demo', '-o', at('keys'), '--organisation', 'Example organisation');
  await run('sign', at('a.dlib'), ...author);
  await run('sign', at('a.dlib'), ...approver);
  await run('inspect', at('a.dlib'));
  await run('verify', at('a.dlib'), '--trust', at('keys/trust.json'));
  await run('rerelease', at('a.dlib'), '--sequence', '8', '-o', at('b.dlib'));
});

test('DERS-LIB-117 the command starts from kept JavaScript, and from the source where that is damaged', () => {
  const source = sourceFolder(library([entry()]));
  const run = () => spawnSync(process.execPath, [BIN, 'check', source], { encoding: 'utf8' });
  const { stdout, status } = run();
  assert.equal(status, 0);
  // Older versions of the same file may be kept too.
  const mains = readdirSync(KEPT)
    .map((name) => join(KEPT, name))
    .filter((path) => path.endsWith('.js') && readFileSync(path, 'utf8').includes('The way of a library:'));
  assert.ok(mains.length > 0, 'nothing was kept');
  for (const path of mains) writeFileSync(path, '');
  assert.equal(run().stdout, stdout);
  assert.ok(mains.some((path) => readFileSync(path, 'utf8').includes('The way of a library:')));
});

test.run();
