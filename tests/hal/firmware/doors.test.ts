// The commands that put an image on a board or into the emulator: what they print, run and say.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../suite';

const test = suite('hal/firmware flash and emulate');
const FIRMWARE = resolve(__dirname, '../../../hal/firmware');
const folder = mkdtempSync(join(tmpdir(), 'doors-test-'));
test.after(() => rmSync(folder, { recursive: true }));

/** Runs one of the commands; with another PATH where one is given. */
async function run(script: string, words: string[], path = process.env.PATH) {
  const child = spawn(process.execPath, [join(FIRMWARE, script), ...words], {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      said += part;
    });
  const [code] = await once(child, 'close');
  return { code, said };
}

const flash = (tool: string, ...more: string[]) => [
  '--board',
  'netduinoplus2',
  '--with',
  tool,
  '--image',
  'test_c',
  ...more,
];
const IMAGE = 'build/firmware/netduinoplus2-none/test_c';

const COMMANDS: [tool: string, command: string][] = [
  [
    'openocd',
    `openocd -f interface/stlink.cfg -f target/stm32f4x.cfg -c "program ${IMAGE}.boot.bin 0x08000000 verify" -c "program ${IMAGE}.bin 0x08020000 verify reset exit"`,
  ],
  ['st-flash', `st-flash write ${IMAGE}.boot.bin 0x08000000\nst-flash --reset write ${IMAGE}.bin 0x08020000`],
  [
    'dfu-util',
    `dfu-util -d 0483:df11 -a 0 -s 0x08000000 -D ${IMAGE}.boot.bin\ndfu-util -d 0483:df11 -a 0 -s 0x08020000:leave -D ${IMAGE}.bin`,
  ],
];
for (const [tool, command] of COMMANDS) {
  test(`DERS-FW-060 flash --with ${tool} --dry-run prints the command and runs nothing`, async () => {
    assert.equal(await run('flash.js', flash(tool, '--dry-run'), '/nowhere'), {
      code: 0,
      said: `${command}\n`,
    });
  });
}

test('DERS-FW-060 flash takes an image by its place too, as it names them where there are several', async () => {
  const words = ['--board', 'netduinoplus2', '--with', 'st-flash', '--image', IMAGE, '--dry-run'];
  assert.equal(await run('flash.js', words, '/nowhere'), { code: 0, said: `${COMMANDS[1]?.[1]}\n` });
});

const REFUSED: [name: string, words: string[], message: RegExp][] = [
  [
    'a board that only the emulator has',
    ['--board', 'mps2-an386', '--with', 'openocd'],
    /Allowed choices are netduinoplus2/,
  ],
  ['no board', ['--with', 'openocd'], /--board <board>/],
  [
    'a tool that it does not know',
    ['--board', 'netduinoplus2', '--with', 'hammer'],
    /openocd, st-flash, dfu-util/,
  ],
  [
    'an image that was not built',
    ['--board', 'netduinoplus2', '--with', 'openocd', '--image', 'absent'],
    /no image "absent" for netduinoplus2; there is .*netduinoplus2-none\/test_c/,
  ],
  ['a tool that is not installed', flash('openocd'), /openocd cannot be run: install it/],
  ['a port that is none', flash('openocd', '--port', 'somewhere'), /"somewhere" is no address/],
];
for (const [name, words, message] of REFUSED) {
  test(`DERS-FW-060 flash refuses ${name}`, async () => {
    const { code, said } = await run('flash.js', words, '/nowhere');
    assert.is(code, 1);
    assert.match(said, message);
  });
}

/** A program of that name which notes its words, a line a call, and ends with a code. */
function standIn(tool: string, code: number): { path: string; words: () => string } {
  const noted = join(folder, 'noted');
  rmSync(noted, { force: true });
  writeFileSync(join(folder, tool), `#!/bin/sh\necho "$@" >>${noted}\nexit ${code}\n`);
  chmodSync(join(folder, tool), 0o755);
  return { path: `${folder}:${process.env.PATH}`, words: () => readFileSync(noted, 'utf8').trim() };
}

const BOARDS: [says: string, code: number, message: RegExp][] = [
  ['c netduinoplus2\r\nself-test ok\r\n', 0, /flashed; self-test ok/],
  ['self-test sha-256\n', 1, /its self-test failed: sha-256/],
  ['', 1, /no self-test was heard/],
];
for (const [says, code, message] of BOARDS) {
  test(`DERS-FW-061 after flashing the board's self-test is heard: ${JSON.stringify(says)}`, async () => {
    const board = createServer((socket) => socket.end(says)).listen(0, '127.0.0.1');
    await once(board, 'listening');
    const { port } = board.address() as AddressInfo;
    const { path, words } = standIn('st-flash', 0);
    const ended = await run('flash.js', flash('st-flash', '--port', `127.0.0.1:${port}`), path);
    board.close();
    assert.is(words(), `write ${IMAGE}.boot.bin 0x08000000\n--reset write ${IMAGE}.bin 0x08020000`);
    assert.match(ended.said, message);
    assert.is(ended.code, code);
  });
}

test('DERS-FW-061 a tool that fails is told, and the board is not called flashed', async () => {
  const { code, said } = await run('flash.js', flash('dfu-util'), standIn('dfu-util', 74).path);
  assert.is(code, 1);
  assert.match(said, /dfu-util ended with 74: the board may hold half an image/);
  assert.not.match(said, /flashed/);
});

test('DERS-FW-062 emulate boots the pump and connects the panel', async () => {
  const child = spawn(process.execPath, [join(FIRMWARE, 'emulate.js'), '--port', '0', '--cable', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const part of child.stdout) {
    said += part;
    if (said.includes('Ctrl+C')) break;
  }
  assert.match(said, /Its firmware runs on mps2-an386, emulated/);
  const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0] ?? '';
  assert.match(await (await fetch(address)).text(), /<title>/);
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  assert.is((await ended)[0], 0);
});

test('DERS-FW-062 emulate --image gives the console of that image', async () => {
  const child = spawn(process.execPath, [join(FIRMWARE, 'emulate.js'), '--image', 'test_core'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  let said = '';
  for await (const part of child.stdout) {
    said += part;
    // A line comes in parts.
    if (/self-test .*\n/.test(said)) break;
  }
  process.kill(-(child.pid as number), 'SIGKILL');
  assert.match(said, /^core mps2-an386 duktape\s+self-test ok/);
});

const NO_PUMP: [name: string, words: string[], message: RegExp][] = [
  ['a board without a pump', ['--board', 'netduinoplus2'], /no pump for netduinoplus2: choose another image/],
  [
    'an image that was not built',
    ['--image', 'absent'],
    /absent\.elf is missing: \.\/build\.sh firmware --board mps2-an386 builds it/,
  ],
  ['a cable for another image', ['--image', 'test_core', '--cable', '7100'], /belong to --image pump_uart/],
  ['a cable that is no port', ['--image', 'pump_uart', '--cable', '70000'], /"70000" is no port/],
  [
    'a flash of another size',
    ['--image', 'pump_uart', '--flash', __filename],
    /doors\.test\.ts has \d+ bytes, the flash of a pump 1703936/,
  ],
  ['an option of the panel for a console', ['--image', 'test_core', '--seed', '3'], /--seed is no option/],
];
for (const [name, words, message] of NO_PUMP) {
  test(`DERS-FW-062 DERS-FW-015 emulate refuses ${name}`, async () => {
    const { code, said } = await run('emulate.js', words);
    assert.is(code, 1);
    assert.match(said, message);
  });
}

test.run();
