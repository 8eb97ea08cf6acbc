// The engine's whole vector set on the emulated board: the firmware's own bundle answers with the same bytes as in Node.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import vm from 'node:vm';
import * as assert from 'uvu/assert';
import { encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { libraryModel } from '../../engine/dose/limits';
import type { Vector } from '../../engine/dose/make-vectors';
import { suite } from '../../suite';
import { Emulator } from './emulator';
import { NO_JERRYSCRIPT, RUNTIMES } from './images';

const test = suite('hal/firmware vectors');
const root = resolve(__dirname, '../../..');
const vectors: Vector[] = JSON.parse(readFileSync(join(root, 'tests/vectors/dose-check.json'), 'utf8'));
const bundle = readFileSync(join(root, 'build/firmware/bundle.js'), 'utf8');

// All libraries lie one behind the other in the board's flash. One line, as the console takes it.
const SCRIPT = `
var storage = {
  size: host.size(0),
  word: function (at) { return host.word(0, at); },
  read: function (at, buffer, length) { return host.read(0, at, buffer, length); },
  crc32: function (at, length, start) { return host.crc32(0, at, length, start); },
  search: function (at, count, key0, key1) { return host.search(0, at, count, key0, key1); }
};
function answer(line) {
  var given = JSON.parse(line), library = new ders.Library(storage), confirmed;
  var opened = library.open(given.offset, given.length);
  if (opened !== 0) return 'not opened: ' + opened;
  if (given.before) confirmed = ders.check(given.before, library.limits(1, given.entry)).confirmable;
  return JSON.stringify(ders.check(given.program, library.limits(1, given.entry), confirmed));
}
`.replace(/\s*\n\s*/g, ' ');

const libraries = vectors.map(({ limits }) => encodeLibrary(libraryModel([limits])).bytes);
const flash = Buffer.concat(libraries);
let offset = 0;
const lines = vectors.map(({ program, before, limits }, i) => {
  const { length } = libraries[i];
  offset += length;
  return JSON.stringify({ offset: offset - length, length, entry: limits.entry ? 0 : -1, program, before });
});

function inNode(): string[] {
  const storage = new MemoryStorage(flash);
  const host = {
    size: () => storage.size,
    word: (_: number, at: number) => storage.word(at),
    read: (_: number, at: number, buffer: Uint8Array, length: number) => storage.read(at, buffer, length),
    crc32: (_: number, at: number, length: number, start: number) => storage.crc32(at, length, start),
  };
  const context = vm.createContext({ flash: { length: () => 0 }, host });
  vm.runInContext(bundle + SCRIPT, context);
  return lines.map((line) => context.answer(line));
}

async function onBoard(runtime: string): Promise<string[]> {
  const board = new Emulator({ image: 'test_lines', runtime, library: flash });
  try {
    assert.is(await board.line(), `lines mps2-an386 ${runtime}`);
    assert.is(await board.ask(SCRIPT), 'ready');
    const answers: string[] = [];
    for (const line of lines) answers.push(await board.ask(line));
    return answers;
  } finally {
    await board.stop();
  }
}

for (const runtime of ['duktape', 'jerryscript']) {
  const title = `DERS-FW-002 ${runtime} on the board answers every vector with the same bytes as Node`;
  if (RUNTIMES.includes(runtime))
    test(title, async () => {
      assert.ok(lines.length > 100);
      const answers = await onBoard(runtime);
      inNode().forEach((expected, i) => assert.is(answers[i], expected, vectors[i].source));
    });
  else test.skip(title, NO_JERRYSCRIPT);
}

test.run();
