// Boots the pump in the emulator behind its front panel, or another image with its console here: node hal/firmware/emulate.js
// [--board B] [--image I] [--cable PORT --flash FILE]. ./build.sh emulate calls it.
const { spawn, spawnSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { Command, Option } = require('commander');

const root = resolve(__dirname, '../..');
/** The emulator's name of each board, and where its library flash begins. */
const MACHINES = {
  'mps2-an386': { machine: 'mps2-an386', library: '0x21000000' },
  netduinoplus2: { machine: 'netduinoplus2', library: '0x08080000' },
};

/** The image whose service cable is a line of the emulator. */
const CABLE = 'pump_uart';
/** Bytes of a pump's whole flash. */
const FLASH = 1664 * 1024;

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

/** The file of a pump's flash; one that is not there is made as a factory would, with demonstration keys and library. */
function flashFile(file, library) {
  if (!existsSync(file)) {
    require('../../drug-library-loader/bin/transpiled');
    require('../../simulator/target/factory-flash').writeFactoryFlash(resolve(file), library);
    console.log(`${file} is written: a pump with the demonstration keys, staff and library`);
  } else if (library !== undefined)
    throw new Error(
      `${file} holds a library already: leave --library out, or name a flash that is not there`,
    );
  const { size } = statSync(file);
  if (size !== FLASH) throw new Error(`${file} has ${size} bytes, the flash of a pump ${FLASH}`);
  return file;
}

/** The emulator's service cable on a TCP port of this computer. */
function cableParameters(cable) {
  const port = Number(cable);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535))
    throw new Error(`"${cable}" is no port: give --cable a number from 1 to 65535`);
  console.log(`The service cable: npx pump-service status --pump 127.0.0.1:${port}. Ctrl-C ends it.`);
  return ['-serial', `tcp:127.0.0.1:${port},server=on,wait=off`];
}

function runConsole(board, runtime, image, { library, flash, cable }) {
  const path = join(root, 'build/firmware', `${board}-${runtime}`, `${image}.elf`);
  if (!existsSync(path))
    throw new Error(`${path} is missing: ./build.sh firmware --board ${board} builds it`);
  if (image !== CABLE && (flash ?? cable) !== undefined)
    throw new Error(`--flash and --cable belong to --image ${CABLE}, not to ${image}`);
  const parameters = emulatorParameters(
    board,
    path,
    flash === undefined ? library : flashFile(flash, library),
  );
  if (cable !== undefined) parameters.push(...cableParameters(cable));
  const { error, status } = spawnSync('qemu-system-arm', parameters, { stdio: 'inherit' });
  if (error) throw new Error('qemu-system-arm cannot be run: ./build.sh emulate installs it on Debian');
  // The emulator has said why: a port in use, an image that it does not read.
  if (status > 0) process.exitCode = 1;
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
    .option(
      '--image <name>',
      `an image with a console: test_core, test_lines, test_c, or ${CABLE} for pump-service`,
      'pump',
    )
    .option('--cable <port>', `${CABLE}: its service cable on this TCP port of this computer`)
    .option(
      '--flash <file>',
      `${CABLE}: what its flash holds at the start; made where it is not there, and never changed`,
    )
    .option(
      '--library <file>',
      'a signed library in the library flash of that image; a library source for the pump',
    )
    .parse();
  const { board, runtime, image, ...more } = command.opts();
  const { library, cable, flash } = more;
  if (image !== 'pump') {
    if (command.args.length > 0)
      throw new Error(`${command.args[0]} is no option of an image with a console`);
    runConsole(board, runtime, image, more);
  } else {
    const named = Object.entries({ library, cable, flash }).filter(([, value]) => value !== undefined);
    // The panel has a cable of its own, and says what it does not have.
    runPanel(board, runtime, [...command.args, ...named.flatMap(([name, value]) => [`--${name}`, value])]);
  }
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
