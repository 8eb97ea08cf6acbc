// One bundle, one answer: the vectors run on dist/engine.js in Node and in Duktape; both answers are the same bytes, and the oracle's.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import vm from 'node:vm';
import * as assert from 'uvu/assert';
import { encodeLibrary } from '../../drug-library-loader/compiler/encode';
import { suite } from '../suite';
import { summaryOfVerdict } from './dose/comparison';
import { libraryModel } from './dose/limits';
import type { Vector } from './dose/make-vectors';

const test = suite('engine in its runtimes');
const root = resolve(__dirname, '../..');
const vectors: Vector[] = JSON.parse(readFileSync(join(root, 'tests/vectors/dose-check.json'), 'utf8'));

// The library comes in as hexadecimal text, so that the reader runs in the runtime too, over a storage of the runtime's own.
const SCRIPT = `
function storageOf(hex) {
  var bytes = [];
  for (var i = 0; i < hex.length; i += 2) bytes.push(parseInt(hex.substring(i, i + 2), 16));
  return {
    size: bytes.length,
    word: function (at) {
      return at >= 0 && at + 4 <= bytes.length
        ? ((bytes[at] * 256 + bytes[at + 1]) * 256 + bytes[at + 2]) * 256 + bytes[at + 3] : -1;
    },
    read: function (at, buffer, length) {
      if (!(at >= 0 && at + length <= bytes.length && length <= buffer.length)) return 0;
      for (var i = 0; i < length; i++) buffer[i] = bytes[at + i];
      return length;
    },
    crc32: function (at, length, start) {
      var crc = ~start;
      for (var i = 0; i < length; i++) {
        crc ^= bytes[at + i];
        for (var bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
      }
      return ~crc >>> 0;
    }
  };
}
function answer(line) {
  var given = JSON.parse(line);
  var storage = storageOf(given.library);
  var library = new ders.Library(storage);
  var opened = library.open(0, storage.size);
  if (opened !== 0) return 'not opened: ' + opened;
  var confirmed;
  if (given.before) confirmed = ders.check(given.before, library.limits(1, given.entry)).confirmable;
  return JSON.stringify(ders.check(given.program, library.limits(1, given.entry), confirmed));
}
`;

const lines = vectors.map(({ program, before, limits }) =>
  JSON.stringify({
    library: encodeLibrary(libraryModel([limits])).bytes.toString('hex'),
    entry: limits.entry ? 0 : -1,
    program,
    before,
  }),
);

function inNode(bundle: string): string[] {
  const context = vm.createContext({});
  vm.runInContext(readFileSync(join(root, 'dist', bundle), 'utf8') + SCRIPT, context);
  return lines.map((line) => context.answer(line));
}

function inDuktape(bundle: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'runtimes-test-'));
  try {
    writeFileSync(join(folder, 'answer.js'), SCRIPT);
    const host = join(root, 'build/js-host');
    const { stdout, stderr, status } = spawnSync(
      host,
      ['--call', 'answer', join(root, 'dist', bundle), join(folder, 'answer.js')],
      { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    assert.is(status, 0, stderr);
    return stdout.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('DERS-RUN-001 there are vectors of every verdict', () => {
  const verdicts = new Set(vectors.map(({ expected }) => expected.verdict));
  for (const verdict of ['accept', 'confirm', 'refuse', 'unprotected'])
    assert.ok(verdicts.has(verdict), verdict);
});

for (const bundle of ['engine.js', 'engine-signed.js']) {
  test(`DERS-RUN-002 ${bundle} gives the oracle's answers in Node`, () => {
    inNode(bundle).forEach((text, i) => {
      const { source, expected } = vectors[i];
      const { verdict, findings, rates } = summaryOfVerdict(JSON.parse(text));
      assert.equal([verdict, findings, rates], [expected.verdict, expected.findings, expected.rates], source);
    });
  });

  test(`DERS-RUN-001 ${bundle} answers in Duktape with the same bytes as in Node`, () => {
    assert.equal(inDuktape(bundle), inNode(bundle));
  });
}

test.run();
