// The harness itself: what must not pass silently is run as sample files, and the runner's answer is read.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type TestResult, requirementsOf, suite } from './suite';

const folder = mkdtempSync(join(tmpdir(), 'suite-test-'));
const resultsPath = join(folder, 'results.ndjson');

const HEAD = `import * as assert from ${JSON.stringify(require.resolve('uvu/assert'))};
import { suite } from ${JSON.stringify(join(__dirname, 'suite'))};
const test = suite('sample');
`;
const PASSING = `test('a passing test', () => {});`;

// name, body of the sample file, the counts in its row, what the output must explain
const SAMPLES: [string, string, string, RegExp][] = [
  ['passing', `${PASSING} test.run();`, '1 passed, 0 failed', /ok .*1 passed/],
  [
    'failing',
    `${PASSING} test('REQ-SELF-001 one is two', () => { assert.is(1, 2); }); test.run();`,
    '1 passed, 1 failed',
    /FAIL.*REQ-SELF-001 one is two/s,
  ],
  [
    'rejecting',
    `test('later', async () => { await null; throw new Error('too late'); }); test.run();`,
    '0 passed, 1 failed',
    /too late/,
  ],
  [
    'throwing-null',
    `test('nothing thrown', () => { throw null; }); test.run();`,
    '0 passed, 1 failed',
    /thrown, and not an Error: null/,
  ],
  [
    'skipping',
    `${PASSING} test.skip('elsewhere', 'needs a board'); test.run();`,
    '1 passed, 0 failed, 1 skipped',
    /1 skipped/,
  ],
  [
    'crashing',
    `test('first', () => { process.kill(process.pid, 'SIGKILL'); }); test.run();`,
    '0 passed, 1 failed',
    /was stopped by SIGKILL/,
  ],
  [
    'leaving',
    `test('first', () => { process.exit(0); }); ${PASSING} test.run();`,
    '0 passed, 1 failed, 1 skipped',
    /did not run to its end/,
  ],
  [
    'never-ending',
    `test('forever', () => new Promise(() => {})); test.run();`,
    '0 passed, 1 failed',
    /did not run to its end/,
  ],
  ['never-started', PASSING, '0 passed, 1 failed', /does not call test\.run\(\)/],
  ['empty', 'test.run();', '0 passed, 1 failed', /reported no test/],
  ['unreadable', 'test(', '0 passed, 1 failed', /ended with exit code 1, although no test failed/],
  [
    'twice-named',
    `${PASSING} ${PASSING} test.run();`,
    '0 passed, 1 failed',
    /two tests of sample are named "a passing test"/,
  ],
  [
    'bad-before',
    `test.before(() => { throw new Error('no rig'); }); ${PASSING} test.run();`,
    '0 passed, 2 failed',
    /before hook failed.*no rig/s,
  ],
  [
    'bad-after',
    `test.after.each(() => { throw new Error('no rig'); }); ${PASSING} test.run();`,
    '1 passed, 2 failed',
    /after each hook failed/,
  ],
];

function runner(paths: string[]): SpawnSyncReturns<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, DERS_TEST_RESULTS: resultsPath };
  env.NODE_V8_COVERAGE = undefined;
  const command = ['-r', 'ts-node/register', join(__dirname, 'run.ts'), ...paths];
  return spawnSync(process.execPath, command, { encoding: 'utf8', env });
}

function write(name: string, body: string): string {
  const path = join(folder, `${name}.test.ts`);
  writeFileSync(path, HEAD + body);
  return path;
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1);
}

const test = suite('tests/suite');

test.after(() => rmSync(folder, { recursive: true }));

const files = SAMPLES.map(([name, body]) => write(name, body));
let all: SpawnSyncReturns<string>;
test.before(() => {
  all = runner(files);
});

for (const [name, , counts, explanation] of SAMPLES) {
  test(`a ${name} file is reported as "${counts}"`, () => {
    const row = all.stdout.split('\n').find((line) => line.includes(`${name}.test.ts `)) ?? '';
    assert.is(row.split(' s  ').at(-1), counts, all.stdout + all.stderr);
    assert.is(row.includes('] FAIL '), !counts.includes(' 0 failed'), row);
    const section = all.stdout
      .split('\n──── ')
      .slice(1)
      .find((part) => part.split('\n', 1)[0]?.includes(`${name}.test.ts`));
    assert.match(section ?? row, explanation);
  });
}

test('the last line adds the files up, and one failure fails the run', () => {
  assert.is(lastLine(all.stdout), '4 passed, 14 failed, 2 skipped');
  assert.is(all.status, 1);
});

test('a run without a failure ends well', () => {
  const { stdout, status } = runner([files[0] as string]);
  assert.is(lastLine(stdout), '1 passed, 0 failed');
  assert.is(status, 0);
});

test('results carry file, suite, title, requirement ids, outcome and reason', () => {
  const body = `test('REQ-SELF-001 and HAZ-DOSE-002, REQ-SELF-001', () => {});
    test('fails', () => { throw new Error('because'); });
    test.skip('skipped', 'needs a board');
    test.run();`;
  runner([write('reporting', body)]);
  const results: TestResult[] = readFileSync(resultsPath, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(
    results.map((entry) => [entry.suite, entry.title, entry.requirements, entry.result, entry.reason]),
    [
      [
        'sample',
        'REQ-SELF-001 and HAZ-DOSE-002, REQ-SELF-001',
        ['REQ-SELF-001', 'HAZ-DOSE-002'],
        'passed',
        undefined,
      ],
      ['sample', 'fails', [], 'failed', 'because'],
      ['sample', 'skipped', [], 'skipped', 'needs a board'],
    ],
  );
  assert.ok(results.every((entry) => entry.file.endsWith('reporting.test.ts') && entry.ms >= 0));
});

test('a path that does not exist fails the run', () => {
  const { stderr, status } = runner([join(folder, 'nowhere')]);
  assert.match(stderr, /no test file or folder at .*nowhere/);
  assert.is(status, 1);
});

test('a requirement id is letters, letters and three digits, as a whole word', () => {
  assert.equal(requirementsOf('REQ-DOSE-003 and RC-LIB-010'), ['REQ-DOSE-003', 'RC-LIB-010']);
  assert.equal(requirementsOf('req-dose-003 REQ-DOSE-3 REQ-DOSE-0031 XREQQQ-DOSE-003'), []);
});

test.run();
