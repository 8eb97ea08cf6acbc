// Boots an image in the emulator, its console here: node hal/firmware/emulate.js [--board B] [--image I]. ./build.sh emulate calls it.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { Command, Option } = require('commander');

const root = resolve(__dirname, '../..');
/** The emulator's name of each board, and where its library flash begins. */
const MACHINES = {
  'mps2-an386': { machine: 'mps2-an386', library: '0x21000000' },
  netduinoplus2: { machine: 'netduinoplus2', library: '0x08080000' },
};

/** The emulator's parameters for an image; `library` is a file that lies in the library flash at the start. */
function emulatorParameters(board, image, library) {
  const { machine, library: address } = MACHINES[board];
  const parameters = [
    '-M',
    machine,
    '-display',
    'none',
    '-monitor',
    'none',
    '-serial',
    'stdio',
    '-kernel',
    image,
  ];
  if (library) parameters.push('-device', `loader,file=${library},addr=${address},force-raw=on`);
  return parameters;
}

function main() {
  const { board, runtime, image, library } = new Command('./build.sh emulate')
    .description('Boots an image in the emulator; Ctrl-C ends it.')
    .addOption(
      new Option('--board <board>', 'the board').choices(Object.keys(MACHINES)).default('mps2-an386'),
    )
    .option('--runtime <runtime>', 'the JavaScript runtime: duktape, jerryscript or none', 'duktape')
    .option('--image <name>', 'which image', 'test_core')
    .option('--library <file>', 'a signed library in the library flash')
    .parse()
    .opts();
  const path = join(root, 'build/firmware', `${board}-${runtime}`, `${image}.elf`);
  if (!existsSync(path))
    throw new Error(`${path} is missing: ./build.sh firmware --board ${board} builds it`);
  const { error } = spawnSync('qemu-system-arm', emulatorParameters(board, path, library), {
    stdio: 'inherit',
  });
  if (error) throw new Error('qemu-system-arm cannot be run: ./build.sh emulate installs it on Debian');
}

module.exports = { emulatorParameters };

if (require.main === module) {
  try {
    main();
  } catch (error) {
    console.error(`emulate: ${error.message}`);
    process.exitCode = 1;
  }
}
