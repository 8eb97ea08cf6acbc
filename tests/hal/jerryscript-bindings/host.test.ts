// The Duktape host: what it shows to JavaScript, and that a call which goes wrong takes nothing else with it.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';

const program = resolve(__dirname, '../../../build/js-host');
const folder = mkdtempSync(join(tmpdir(), 'js-host-test-'));
const bundle = join(folder, 'bundle.js');
const script = join(folder, 'script.js');
const digits = join(folder, 'digits.bin');
const empty = join(folder, 'empty.bin');
const records = join(folder, 'records.bin');

// `evaluate` runs each line as an expression; `buffer` is eight bytes of 0.
const SCRIPT = `var buffer = new Uint8Array(8);
function evaluate(line) { return String(eval(line)); }
function forever() { for (;;) { try { for (;;) {} } catch (e) {} } }
function hoard() { var all = []; for (var i = 0; i < 1000; i++) all.push({ i: i }); return all.length; }
`;

// Index records of 16 bytes: only their first two words are looked at.
const KEYS = [1, 0, 1, 7, 5, 0, 5, 2, 0x80000000, 0xffffffff, 0xffffffff, 0];
const RECORDS = Buffer.alloc(1 + KEYS.length * 8, 0x5a);
KEYS.forEach((key, i) => RECORDS.writeUInt32BE(key, 1 + (i >> 1) * 16 + (i & 1) * 4));

function host(lines: string[], options: string[] = []): SpawnSyncReturns<string> {
  const files = [
    '--flash',
    digits,
    '--flash',
    empty,
    '--flash',
    records,
    '--call',
    'evaluate',
    bundle,
    script,
  ];
  return spawnSync(program, [...options, ...files], { encoding: 'utf8', input: lines.join('\n') });
}

function answers(lines: string[], options: string[] = []): string[] {
  return host(lines, options).stdout.split('\n').slice(0, -1);
}

const test = suite('hal/jerryscript-bindings/host');

test.before(() => {
  if (!existsSync(program)) throw new Error('build/js-host is missing: run `npm run build:js-host`');
  writeFileSync(bundle, 'var ders = { one: 1 };');
  writeFileSync(script, SCRIPT);
  writeFileSync(digits, '123456789');
  writeFileSync(empty, '');
  writeFileSync(records, RECORDS);
});
test.after(() => rmSync(folder, { recursive: true }));

const EXPRESSIONS: [string, string, string][] = [
  ['the bundle is loaded', 'ders.one', '1'],
  ['a word is big-endian', 'host.word(0, 0)', String(0x31323334)],
  ['the last word of a file', 'host.word(0, 5)', String(0x36373839)],
  ['a word over the end', 'host.word(0, 6)', '-1'],
  ['a word before the start', 'host.word(0, -1)', '-1'],
  ['a word at a broken offset', 'host.word(0, 0.5)', '-1'],
  ['a word at no number', 'host.word(0, NaN)', '-1'],
  ['a word at a text', 'host.word(0, "0")', '-1'],
  ['a word of an empty file', 'host.word(1, 0)', '-1'],
  ['a word of a file that is not there', 'host.word(3, 0)', '-1'],
  ['a word without arguments', 'host.word()', '-1'],
  ['a block', 'host.read(0, 1, buffer, 4) + ":" + buffer[0] + buffer[3] + buffer[4]', '4:50530'],
  ['a block over the end is short', 'host.read(0, 7, buffer, 4) + ":" + buffer[1]', '2:57'],
  [
    'a block larger than its buffer is short',
    'host.read(0, 0, buffer.subarray(6), 8) + ":" + buffer[7]',
    '2:50',
  ],
  ['a block behind the end', 'host.read(0, 10, buffer, 1)', '0'],
  ['a block of negative length', 'host.read(0, 0, buffer, -1)', '0'],
  ['a block into no buffer', 'host.read(0, 0, {}, 4)', '0'],
  ["CRC-32 of the digits, the standard's check value", 'host.crc32(0, 0, 9, 0)', String(0xcbf43926)],
  ['CRC-32 in two parts', 'host.crc32(0, 4, 5, host.crc32(0, 0, 4, 0))', String(0xcbf43926)],
  ['CRC-32 of nothing', 'host.crc32(1, 0, 0, 0)', '0'],
  ['CRC-32 over the end', 'host.crc32(0, 1, 9, 0)', '-1'],
  ['CRC-32 from a start that is none', 'host.crc32(0, 0, 9)', '-1'],
  ['a search in no records', 'host.search(0, 0, 0, 1, 1)', '0'],
  ['a search in records that reach over the end', 'host.search(0, 0, 1, 1, 1)', '-1'],
  ['a search from a broken offset', 'host.search(0, 0.5, 0, 1, 1)', '-1'],
  ['a search for no number', 'host.search(0, 0, 0, NaN, 1)', '-1'],
  ['a search in a file that is not there', 'host.search(3, 0, 0, 1, 1)', '-1'],
  ['the size of a file', 'host.size(0)', '9'],
  ['the size of an empty file', 'host.size(1)', '0'],
  ['the size of a file that is not there', 'host.size(3)', '-1'],
  ['texts pass unharmed', '"µ€"', 'µ€'],
];

for (const [title, expression, expected] of EXPRESSIONS) {
  test(`${title}: ${expression}`, () => assert.equal(answers([expression]), [expected]));
}

// A call that goes wrong, and what the host answers; the next call must work.
const WRONG: [string, string, RegExp][] = [
  ['throws', 'null.x', /^!TypeError: /],
  ['does not come back', 'forever()', /^!RangeError: execution timeout$/],
  ['answers with two lines', '"a\\nb"', /^!TypeError: an answer is a single line$/],
  ['throws two lines', '(function () { throw new Error("a\\nb"); })()', /^!Error: a$/],
  ['runs out of memory', 'host.failAllocation(3); hoard()', /^!(Double)?Error/],
];

test('a search in C answers what the one of the desktop does', () => {
  const desktop = new MemoryStorage(RECORDS);
  const values = [0, 1, 4, 5, 6, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
  const asked = [];
  for (const [offset, count] of [
    [1, 6],
    [1, 5],
    [1, 1],
    [1, 0],
    [17, 5],
    [1, 7],
    [2, 6],
    [97, 0],
    [98, 0],
  ] as const)
    for (const key0 of values)
      for (const key1 of [0, 1, 2, 7, 8, 0xffffffff]) asked.push([offset, count, key0, key1] as const);
  assert.equal(
    answers(asked.map((place) => `host.search(2, ${place.join(', ')})`)),
    asked.map((place) => String(desktop.search(...place))),
  );
});

for (const [title, expression, expected] of WRONG) {
  test(`a call that ${title} is reported, and the next one works`, () => {
    const { stdout, status } = host([expression, '1 + 1'], ['--time-limit', '200']);
    const [first, second] = stdout.split('\n');
    assert.match(first ?? '', expected);
    assert.is(second, '2');
    assert.is(status, 1);
  });
}

test('whichever request for memory fails, the call ends and the next one works', () => {
  const lines = Array.from({ length: 60 }, (_, n) => [
    `host.failAllocation(${n + 1}); hoard()`,
    'hoard()',
  ]).flat();
  const results = answers(lines);
  assert.is(results.length, lines.length);
  assert.ok(results.every((answer, index) => (index % 2 === 0 ? /^!(Double)?Error/ : /^1000$/).test(answer)));
});

test('a single refusal is not seen: the runtime collects garbage and asks again', () => {
  assert.equal(answers(['host.failAllocation(3, 1); hoard()']), ['1000']);
});

test('whichever request for memory fails at the start, the host ends with a message', () => {
  const started = host([], ['--heap']);
  const { requests } = JSON.parse(started.stderr);
  // Every seventh is enough to fall into each stage of the start.
  for (let n = 1; n < requests; n += 7) {
    const { status, stderr } = host([], ['--fail-at', String(n)]);
    assert.is(status, 2, `request ${n}: ${stderr}`);
    assert.match(stderr, /^js-host: /);
  }
});

test('the heap is reported in bytes, and its limit holds', () => {
  const report = JSON.parse(host(['hoard()'], ['--heap']).stderr);
  assert.ok(report.start <= report.load && report.load <= report.script && report.script <= report.peak);
  const limit = report.script + 8192;
  const limited = host(['hoard()', '1 + 1'], ['--heap', '--heap-limit', String(limit)]);
  assert.match(limited.stdout, /^!.*Error.*\n2\n$/);
  assert.ok(JSON.parse(limited.stderr).peak <= limit);
});

// arguments, what the message must say
const REFUSED: [string[], RegExp][] = [
  [[], /^usage: js-host/],
  [['--wrong', bundle], /usage: js-host/],
  [[join(folder, 'nowhere.js')], /nowhere\.js: No such file/],
  [['--flash', join(folder, 'nowhere.bin'), bundle], /nowhere\.bin: No such file/],
  [['--time-limit', '1s', bundle], /--time-limit: takes a whole number/],
  [['--heap-limit', '1000', bundle], /no memory for an empty heap/],
  [[bundle, script, bundle], /^usage: js-host/],
];

for (const [options, expected] of REFUSED) {
  test(`refused to start: js-host ${options.join(' ').replaceAll(`${folder}/`, '')}`, () => {
    const { status, stderr } = spawnSync(program, options, { encoding: 'utf8', input: '' });
    assert.match(stderr, expected);
    assert.is(status, 2);
  });
}

test.run();
