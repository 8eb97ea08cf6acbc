// Writes an image to a board and hears its self-test: node hal/firmware/flash.js --board B --with TOOL --port P. ./build.sh flash calls it.
const { spawn } = require('node:child_process');
const { existsSync, readdirSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const { Command, Option } = require('commander');

const root = resolve(__dirname, '../..');
/**
 * Boards that exist as hardware this project knows to flash: the parts of an image, each with its place, and OpenOCD's name of the chip. What
 * lies between the parts is the pump's memory and is not touched.
 */
const TARGETS = {
  netduinoplus2: {
    parts: [
      ['.boot.bin', '0x08000000'],
      ['.bin', '0x08020000'],
    ],
    openocd: 'target/stm32f4x.cfg',
  },
};

/** ms in which a board that starts proves its C. */
const PATIENCE = 15_000;

/** The commands that write an image, in their order; the last one starts it. */
const TOOLS = {
  openocd: (image, { parts, openocd }) => [
    [
      'openocd',
      ['-f', 'interface/stlink.cfg', '-f', openocd].concat(
        ...parts.map(([part, start], i) => [
          '-c',
          `program ${image}${part} ${start} verify${i === parts.length - 1 ? ' reset exit' : ''}`,
        ]),
      ),
    ],
  ],
  'st-flash': (image, { parts }) =>
    parts.map(([part, start], i) => [
      'st-flash',
      [...(i === parts.length - 1 ? ['--reset'] : []), 'write', `${image}${part}`, start],
    ]),
  // 0483:df11 is the boot loader of ST's chips.
  'dfu-util': (image, { parts }) =>
    parts.map(([part, start], i) => [
      'dfu-util',
      ['-d', '0483:df11', '-a', '0', '-s', `${start}${i === parts.length - 1 ? ':leave' : ''}`].concat(
        '-D',
        `${image}${part}`,
      ),
    ]),
};

/** The one image that was built for the board, with or without JavaScript, or the one named, by its name or its place. */
function imageOf(board, name) {
  const build = join(root, 'build/firmware');
  const folders = existsSync(build)
    ? readdirSync(build).filter((folder) => folder.startsWith(`${board}-`))
    : [];
  const images = folders.flatMap((folder) =>
    readdirSync(join(build, folder))
      .filter((file) => file.endsWith('.elf'))
      .map((file) => relative(root, join(build, folder, file.slice(0, -4)))),
  );
  if (images.length === 0)
    throw new Error(`no image for ${board}: ./build.sh firmware --board ${board} builds it`);
  const fitting = images.filter((image) => [undefined, image, image.split('/').at(-1)].includes(name));
  if (fitting.length === 0) throw new Error(`no image "${name}" for ${board}; there is ${images.join(', ')}`);
  if (fitting.length > 1)
    throw new Error(`several images for ${board}: choose with --image (${fitting.join(', ')})`);
  return fitting[0];
}

/** A command as it is typed. */
const words = (program, parameters) =>
  [program, ...parameters].map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ');

/** What a board says on its port until it names its self-test; opened before the image starts. */
async function listen(port) {
  require('../../drug-library-loader/bin/transpiled');
  const wire = await require('../../drug-library-loader/service/wire').openWire(port);
  let said = '';
  let end;
  const heard = new Promise((done) => {
    end = done;
    wire.onBytes((bytes) => {
      said += Buffer.from(bytes).toString('latin1');
      const line = /^self-test (.+?)\r?\n/m.exec(said);
      if (line) done(line[1]);
    });
    wire.onEnd(() => done(undefined));
  });
  return {
    /** What the self-test found; undefined where nothing came in time. */
    verdict: async () => {
      const timer = setTimeout(() => end(undefined), PATIENCE);
      const verdict = await heard;
      clearTimeout(timer);
      return verdict;
    },
    close: () => wire.close(),
  };
}

function run(program, parameters) {
  return new Promise((done, failed) => {
    const child = spawn(program, parameters, { cwd: root, stdio: 'inherit' });
    child.on('error', () =>
      failed(new Error(`${program} cannot be run: install it (Debian has a package of that name)`)),
    );
    child.on('close', done);
  });
}

async function flashAndTest(commands, port) {
  const console = port === undefined ? undefined : await listen(port);
  try {
    for (const [program, parameters] of commands) {
      const status = await run(program, parameters);
      if (status !== 0) throw new Error(`${program} ended with ${status}: the board may hold half an image`);
    }
    if (console === undefined) return 'flashed; with --port it would be asked for its self-test';
    const verdict = await console.verdict();
    if (verdict === undefined)
      throw new Error(`flashed, but no self-test was heard on ${port}: is it the board's port?`);
    if (verdict !== 'ok') throw new Error(`flashed, but its self-test failed: ${verdict}`);
    return 'flashed; self-test ok';
  } finally {
    console?.close();
  }
}

async function main() {
  const { board, port, image, dryRun, ...more } = new Command('./build.sh flash')
    .description('Writes an image to a board; with --port its self-test is heard on the console afterwards.')
    .addOption(new Option('--board <board>', 'the board').choices(Object.keys(TARGETS)).makeOptionMandatory())
    .addOption(
      new Option('--with <tool>', 'what writes it').choices(Object.keys(TOOLS)).makeOptionMandatory(),
    )
    .option('--image <name>', 'which image, where there are several')
    .option('--port <address>', "the board's console: /dev/ttyUSB0, COM3, or host:port")
    .option('--dry-run', 'only print the commands')
    .parse()
    .opts();
  const commands = TOOLS[more.with](imageOf(board, image), TARGETS[board]);
  for (const [program, parameters] of commands) console.log(words(program, parameters));
  if (dryRun && port !== undefined) console.log(`then waits for "self-test ok" on ${port}`);
  if (!dryRun) console.log(await flashAndTest(commands, port));
}

main().catch((error) => {
  console.error(`flash: ${error.message}`);
  process.exitCode = 1;
});
