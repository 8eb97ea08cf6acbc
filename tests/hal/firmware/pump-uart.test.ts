// The pump's image with its service link on a real UART of the emulated board: pump-service speaks with it over the emulator's TCP port.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { PumpLink } from '../../../drug-library-loader/service/pump-link';
import { askStatus } from '../../../drug-library-loader/service/pump-status';
import type { TestRow } from '../../../drug-library-loader/service/self-test';
import { openWire } from '../../../drug-library-loader/service/wire';
import { runService } from '../../drug-library-loader/service/run-service';
import { suite } from '../../suite';
import { WALL, emulatedPump, smallLibrary } from './emulated-pump';
import { imagePath } from './emulator';

const test = suite('hal/firmware pump on its UART');
const VECTORS = resolve(__dirname, '../../vectors/link-check.json');
const folder = mkdtempSync(join(tmpdir(), 'pump-uart-test-'));
const CONSOLE = join(folder, 'console.txt');
let emulator: ChildProcess;
let address = '';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  await new Promise((done) => server.close(done));
  return typeof at === 'object' && at ? at.port : 0;
}

/** An answer, or nothing while the board still starts. */
async function answers(): Promise<boolean> {
  const link = new PumpLink(await openWire(address), { timeout: 500, tries: 1 });
  try {
    await askStatus(link);
    return true;
  } catch {
    return false;
  } finally {
    link.close();
  }
}

test.before(async () => {
  writeFileSync(join(folder, 'flash.bin'), emulatedPump(smallLibrary(7)).bench.flash.cells);
  const port = await freePort();
  address = `127.0.0.1:${port}`;
  const parameters = ['-M', 'mps2-an386', '-display', 'none', '-monitor', 'none'];
  parameters.push('-serial', `file:${CONSOLE}`, '-serial', `tcp:${address},server=on,wait=off`);
  parameters.push('-kernel', imagePath({ image: 'pump_uart' }));
  parameters.push('-device', `loader,file=${join(folder, 'flash.bin')},addr=0x21000000,force-raw=on`);
  emulator = spawn('qemu-system-arm', parameters, { stdio: 'ignore' });
  for (let i = 0; i < 240; i++) {
    if (await answers().catch(() => false)) return;
    await wait(250);
  }
  throw new Error(`the board does not answer; its console says "${readFileSync(CONSOLE, 'utf8')}"`);
});
test.after(() => {
  emulator.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const at = () => ['--pump', address, '--timeout', '30'];

test('DERS-FW-037 status and clock over the UART', async () => {
  const status = JSON.parse((await runService('status', ...at(), '--json')).out);
  assert.is(status.serial, 'UART-0001');
  assert.is(status.library.version, 'v7');
  assert.is(status.infusing, false);
  const link = new PumpLink(await openWire(address), { timeout: 30_000 });
  const [wall] = await link.ask(6, WALL);
  link.close();
  assert.is(wall, WALL);
});

test('DERS-FW-037 a library is installed over the UART, and the journal read', async () => {
  const path = join(folder, 'new.dlib');
  writeFileSync(path, smallLibrary(8, 40));
  const installed = await runService('install', path, ...at());
  assert.is(installed.code, 0, installed.error);
  assert.match(installed.out, /v8/);
  const log = await runService('log', ...at(), '-o', join(folder, 'uart.journal'));
  assert.is(log.code, 0, log.error);
});

test('DERS-FW-037 noise and a flood on the UART, longer than all its buffers, hide no request behind them', async () => {
  const wire = await openWire(address);
  const link = new PumpLink(wire, { timeout: 10_000 });
  for (const noise of [Buffer.alloc(9000, 0x55), Buffer.from('not a frame'), Buffer.alloc(6000, 0)]) {
    wire.write(noise);
    assert.is((await askStatus(link)).library?.version, 'v8');
  }
  link.close();
});

test('DERS-FW-037 every 15th published program on the board over the UART', async () => {
  const vectors = JSON.parse(readFileSync(VECTORS, 'utf8')).filter((_: unknown, i: number) => i % 15 === 0);
  const some = join(folder, 'vectors.json');
  writeFileSync(some, JSON.stringify(vectors));
  const tested = await runService('self-test', ...at(), '--vectors', some, '--json');
  assert.is(tested.code, 0, tested.out + tested.error);
  const rows: TestRow[] = JSON.parse(tested.out);
  const programs = rows.find(({ name }) => name === 'programs');
  assert.is(programs?.passed, vectors.length);
  assert.equal(
    rows.flatMap(({ failed }) => failed),
    [],
  );
});

test.run();
