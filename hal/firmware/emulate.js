// Boots the pump in the emulator behind its front panel, or another image with its console here: node hal/firmware/emulate.js
// [--board B] [--image I]. ./build.sh emulate calls it.
const { spawn, spawnSync } = require('node:child_process');
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

/** The panel's server with the pump's image as its target, and what else was typed. */
function runPanel(board, runtime, rest) {
  if (board !== 'mps2-an386')
    throw new Error(`there is no pump for ${board}: choose another image with --image, such as test_c`);
  const target = runtime === 'duktape' ? board : `${board}:${runtime}`;
  const panel = join(root, 'simulator/bin/pump-sim.js');
  const parameters = [panel, 'serve', '--target', target, ...rest];
  // Ctrl-C goes to both: the panel puts its pump away, and its end is this one's.
  process.on('SIGINT', () => {});
  const child = spawn(process.execPath, parameters, { stdio: 'inherit' });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('close', (status) => {
    process.exitCode = status ?? 1;
  });
}

function runConsole(board, runtime, image, library) {
  const path = join(root, 'build/firmware', `${board}-${runtime}`, `${image}.elf`);
  if (!existsSync(path))
    throw new Error(`${path} is missing: ./build.sh firmware --board ${board} builds it`);
  const { error } = spawnSync('qemu-system-arm', emulatorParameters(board, path, library), {
    stdio: 'inherit',
  });
  if (error) throw new Error('qemu-system-arm cannot be run: ./build.sh emulate installs it on Debian');
}

function main() {
  const command = new Command('./build.sh emulate')
    .description(
      'Boots the pump in the emulator and opens its front panel (further options are those of ./build.sh sim); with --image the console of that image is here. Ctrl-C ends it.',
    )
    .allowUnknownOption()
    .allowExcessArguments()
    .addOption(
      new Option('--board <board>', 'the board').choices(Object.keys(MACHINES)).default('mps2-an386'),
    )
    .option('--runtime <runtime>', 'the JavaScript runtime: duktape, jerryscript or none', 'duktape')
    .option('--image <name>', 'an image with a console: test_core, test_lines, test_c', 'pump')
    .option(
      '--library <file>',
      'a signed library in the library flash of that image; a library source for the pump',
    )
    .parse();
  const { board, runtime, image, library } = command.opts();
  if (image !== 'pump') {
    if (command.args.length > 0)
      throw new Error(`${command.args[0]} is no option of an image with a console`);
    runConsole(board, runtime, image, library);
  } else
    runPanel(board, runtime, [...command.args, ...(library === undefined ? [] : ['--library', library])]);
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
