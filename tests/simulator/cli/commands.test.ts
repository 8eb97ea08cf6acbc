// pump-sim as it is called: exit codes, files, messages.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { main } from '../../../simulator/cli/main';
import { suite } from '../../suite';

const test = suite('simulator/cli');
const COMMAND = resolve(__dirname, '../../../simulator/bin/pump-sim.js');
const folder = mkdtempSync(join(tmpdir(), 'pump-sim-'));
test.after(() => rmSync(folder, { recursive: true }));

const HEAD = 'title: A case\nsource: a test\nrequirements: [DERS-SIM-030]\nlibrary: none\nsteps: |\n';
const write = (name: string, steps: string) => writeFileSync(join(folder, name), `${HEAD}  ${steps}\n`);
write('good.yaml', 'power on');
write('bad.yaml', 'expect pump on');
write('late.yaml', 'wait until pump on within 2 s');
write('slip.yaml', 'pwer on');

/** In this process: to start one each time would take longer than all that it does. */
async function call(...words: string[]) {
  const result = { code: 0, out: '', error: '' };
  const [stdout, stderr, code] = [process.stdout.write, process.stderr.write, process.exitCode];
  const from = process.cwd();
  process.chdir(folder);
  process.exitCode = undefined;
  process.stdout.write = (text: string | Uint8Array) => {
    result.out += String(text);
    return true;
  };
  process.stderr.write = (text: string | Uint8Array) => {
    result.error += String(text);
    return true;
  };
  try {
    await main(words);
    result.code = Number(process.exitCode ?? 0);
  } finally {
    process.stdout.write = stdout;
    process.stderr.write = stderr;
    process.exitCode = code;
    process.chdir(from);
  }
  return result;
}

for (const [words, code, out, error] of [
  [['run', 'good.yaml'], 0, '1 scenario: 1 passed; 1 s of virtual time in ', ''],
  [['run', 'good.yaml', 'bad.yaml'], 1, '2 scenarios: 1 passed, 1 failed', ''],
  [['run', 'late.yaml'], 3, '1 scenario: 0 passed, 1 timed out', ''],
  [['run', 'late.yaml', 'bad.yaml'], 1, '1 failed, 1 timed out', ''],
  [
    ['run', 'good.yaml', 'slip.yaml'],
    2,
    '',
    'slip.yaml:6: no step begins with "pwer". Did you mean "power"?',
  ],
  [['run', 'nowhere.yaml'], 2, '', 'there is no scenario nowhere.yaml'],
  [['run'], 2, '', "missing required argument 'scenario'"],
  [['run', 'good.yaml', '--seed', 'x'], 2, '', 'Give a whole number'],
  [['run', 'good.yaml', '--timeout', '0'], 2, '', 'Give a whole number from 1'],
  [['run', 'good.yaml', '--screen'], 0, '│ New patient?', ''],
  [['replay', 'nowhere.ndjson'], 2, '', 'cannot read nowhere.ndjson: ENOENT'],
  [['replay', 'good.yaml', '--target', 'no-board'], 2, '', 'Allowed choices are mps2-an386'],
  [['replay', 'good.yaml'], 2, '', 'this is no trace'],
  [['steps'], 0, 'choose "text"', ''],
  [['fly'], 2, '', "unknown command 'fly'"],
  [['--help'], 0, 'Demonstration data, not for clinical use', ''],
] as const) {
  test(`DERS-SIM-038 pump-sim ${words.join(' ')}: ${code}`, async () => {
    const result = await call(...words);
    assert.is(result.code, code, result.error);
    assert.match(result.out, out);
    assert.match(result.error, error);
  });
}

test('DERS-SIM-038 a folder stands for the scenarios in it; results and traces are written', async () => {
  const many = join(folder, 'many');
  mkdirSync(many);
  for (const name of ['a', 'b']) writeFileSync(join(many, `${name}.yaml`), `${HEAD}  power on\n  press OK\n`);
  assert.is((await call('run', 'many', '--junit', 'results.xml', '--trace', 'traces')).code, 0);
  assert.match(readFileSync(join(folder, 'results.xml'), 'utf8'), 'tests="2" failures="0"');
  assert.equal(readdirSync(join(folder, 'traces')).sort(), ['a.ndjson', 'b.ndjson']);
  const [a, b] = ['a', 'b'].map((name) => readFileSync(join(folder, 'traces', `${name}.ndjson`), 'utf8'));
  assert.is(a, b);
  assert.match((await call('replay', 'traces/a.ndjson')).out, 'The pump did the same.');
});

test('DERS-SIM-038 replay says where a session went another way', async () => {
  assert.is((await call('run', 'good.yaml', '--trace', 'one.ndjson')).code, 0);
  const path = join(folder, 'one.ndjson');
  writeFileSync(path, readFileSync(path, 'utf8').replace('New patient?', 'Old patient?'));
  const { code, out } = await call('replay', 'one.ndjson');
  assert.is(code, 1);
  assert.match(out, 'The first difference is in line ');
  assert.match(out, 'Old patient?');
});

test('DERS-SIM-038 an empty folder is named, and nothing is written where nothing can be', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  assert.match((await call('run', 'empty')).error, 'there is no scenario (*.yaml) in the folder empty');
  assert.is((await call('run', 'good.yaml', '--junit', 'nowhere/results.xml')).code, 2);
  assert.not(existsSync(join(folder, 'nowhere')));
});

test('DERS-SIM-038 as a program of its own', () => {
  const { status, stdout } = spawnSync(process.execPath, [COMMAND, 'run', 'late.yaml'], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.is(status, 3);
  assert.match(stdout, 'TIME late.yaml');
});

test.run();
