// Builds firmware images with their size tables: node hal/firmware/build.js [--board B] [--runtime R]. ./build.sh firmware calls it.
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { Command, Option } = require('commander');
const { sizeTable, sizesOf } = require('./sizes');

const root = resolve(__dirname, '../..');
/** What each board can run, and the images built for it. */
const BOARDS = {
  'mps2-an386': {
    duktape: ['test_core', 'test_lines', 'test_supervision', 'pump', 'pump_uart'],
    jerryscript: ['test_core', 'test_lines', 'pump'],
    none: ['test_c'],
  },
  netduinoplus2: { jerryscript: ['test_core', 'pump_f405'], none: ['test_c', 'bench_f405'] },
};

/** Images with rules of their own. */
const RULES = {
  pump: 'pump.mk',
  pump_uart: 'pump.mk',
  test_supervision: 'supervision.mk',
  bench_f405: 'f405.mk',
  pump_f405: 'f405.mk',
};

/** JerryScript for the boards, as its user installed it. */
function hasJerryScript() {
  const prefix = process.env.JERRYSCRIPT_PREFIX;
  return Boolean(prefix) && existsSync(join(prefix, 'arm-none-eabi/lib/libjerry-core.a'));
}

/** What the Makefile has to say, once. */
const told = new Set();
function tell(notes) {
  for (const [, note] of notes) if (!told.has(note)) console.log(note);
  for (const [, note] of notes) told.add(note);
}

/** The runtimes to build a board for: the one that was asked for, or all there are; with what is missing. */
function runtimesFor(board, wanted) {
  const able = BOARDS[board];
  if (wanted !== undefined && able[wanted] === undefined)
    throw new Error(`${board} does not run ${wanted}: it takes ${Object.keys(able).join(' or ')}`);
  const instead = able.duktape ? 'duktape' : 'none';
  if (wanted === undefined || wanted === 'jerryscript') {
    if (!hasJerryScript())
      return [[instead], `JerryScript: none found (JERRYSCRIPT_PREFIX); ${board} is built with ${instead}`];
    return [wanted === undefined ? [instead, 'jerryscript'] : [wanted], ''];
  }
  return [[wanted], ''];
}

function make(board, runtime, image) {
  const variables = [`BOARD=${board}`, `RUNTIME=${runtime}`, `IMAGE=${image}`];
  const { status, stdout, stderr } = spawnSync(
    'make',
    ['--no-print-directory', '-s', '-C', __dirname, '-f', RULES[image] ?? 'Makefile', ...variables],
    { encoding: 'utf8' },
  );
  if (status !== 0)
    throw new Error(`${image} for ${board} with ${runtime} does not build\n${stdout}${stderr}`);
  tell([...stdout.matchAll(/^note: (.*)$/gm)]);
}

function writeWhole(path, text) {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

function build(board, wanted) {
  const [runtimes, missing] = runtimesFor(board, wanted);
  if (missing) console.log(missing);
  // Images of a runtime that is gone would be tested against a newer bundle.
  if (!hasJerryScript())
    rmSync(join(root, 'build/firmware', `${board}-jerryscript`), { recursive: true, force: true });
  for (const runtime of runtimes) {
    const folder = join(root, 'build/firmware', `${board}-${runtime}`);
    mkdirSync(folder, { recursive: true });
    for (const image of BOARDS[board][runtime]) {
      make(board, runtime, image);
      const map = join(folder, `${image}.map`);
      // Left out, as the Makefile said.
      if (!existsSync(map)) continue;
      const sizes = sizesOf(readFileSync(map, 'utf8'));
      writeWhole(join(folder, `${image}.sizes.json`), `${JSON.stringify(sizes, null, 2)}\n`);
      console.log(`\nbuild/firmware/${board}-${runtime}/${image}.elf, .bin\n${sizeTable(sizes)}`);
    }
  }
}

function main() {
  const command = new Command('./build.sh firmware')
    .description('Builds the images of a board, with a table of what takes flash and RAM.')
    .addOption(
      new Option('--board <board>', 'only this board')
        .choices([...Object.keys(BOARDS), 'all'])
        .default('all'),
    )
    .addOption(
      new Option('--runtime <runtime>', 'the JavaScript runtime').choices(['duktape', 'jerryscript', 'none']),
    )
    .parse();
  const { board, runtime } = command.opts();
  try {
    execFileSync('arm-none-eabi-gcc', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Error('arm-none-eabi-gcc is missing: ./build.sh firmware installs it on Debian');
  }
  if (!existsSync(join(root, 'dist/engine.js')))
    throw new Error('dist/engine.js is missing: ./build.sh bundle makes it');
  for (const each of board === 'all' ? Object.keys(BOARDS) : [board]) build(each, runtime);
}

try {
  main();
} catch (error) {
  console.error(`firmware: ${error.message}`);
  process.exitCode = 1;
}
