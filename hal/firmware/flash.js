// Writes an image to a board: node hal/firmware/flash.js --board B --with TOOL. ./build.sh flash calls it.
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const { Command, Option } = require('commander');

const root = resolve(__dirname, '../..');
/** Boards that exist as hardware this project knows to flash: where the image begins, and OpenOCD's name of the chip. */
const TARGETS = { netduinoplus2: { start: '0x08000000', openocd: 'target/stm32f4x.cfg' } };

const TOOLS = {
  openocd: (image, { openocd }) => [
    'openocd',
    ['-f', 'interface/stlink.cfg', '-f', openocd, '-c', `program ${image}.elf verify reset exit`],
  ],
  'st-flash': (image, { start }) => ['st-flash', ['--reset', 'write', `${image}.bin`, start]],
  // 0483:df11 is the boot loader of ST's chips.
  'dfu-util': (image, { start }) => [
    'dfu-util',
    ['-d', '0483:df11', '-a', '0', '-s', `${start}:leave`, '-D', `${image}.bin`],
  ],
};

/** The one image that was built for the board, with or without JavaScript, or the one named. */
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
  const fitting = name === undefined ? images : images.filter((image) => image.split('/').at(-1) === name);
  if (fitting.length === 0)
    throw new Error(`no image for ${board}: ./build.sh firmware --board ${board} builds it`);
  if (fitting.length > 1)
    throw new Error(`several images for ${board}: choose with --image (${fitting.join(', ')})`);
  return fitting[0];
}

function main() {
  const {
    board,
    with: tool,
    image,
    dryRun,
  } = new Command('./build.sh flash')
    .description('Writes an image to a board.')
    .addOption(new Option('--board <board>', 'the board').choices(Object.keys(TARGETS)).makeOptionMandatory())
    .addOption(
      new Option('--with <tool>', 'what writes it').choices(Object.keys(TOOLS)).makeOptionMandatory(),
    )
    .option('--image <name>', 'which image, where there are several')
    .option('--dry-run', 'only print the command')
    .parse()
    .opts();
  const [program, parameters] = TOOLS[tool](imageOf(board, image), TARGETS[board]);
  console.log([program, ...parameters].map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' '));
  if (dryRun) return;
  const { status, error } = spawnSync(program, parameters, { cwd: root, stdio: 'inherit' });
  if (error) throw new Error(`${program} cannot be run: install it (Debian has a package of that name)`);
  if (status !== 0) throw new Error(`${program} ended with ${status}: the board may hold half an image`);
}

try {
  main();
} catch (error) {
  console.error(`flash: ${error.message}`);
  process.exitCode = 1;
}
