import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { replay } from '../../../simulator/trace';
import { runService } from '../../drug-library-loader/service/run-service';
import { suite } from '../../suite';

const test = suite('simulator/web/serve');

const COMMAND = resolve(__dirname, '../../../simulator/bin/pump-sim.js');

/** Starts `pump-sim serve` and waits until it says where, or ends. */
async function serving(...words: string[]) {
  const child = spawn(process.execPath, [COMMAND, 'serve', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ended = once(child, 'close').then(([code]) => code as number);
  const ready = new Promise<void>((done) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        said += part;
        if (said.includes('Ctrl+C')) done();
      });
    void ended.then(() => done());
  });
  await ready;
  return { child, ended, said: () => said };
}

test('DERS-WEB-002 DERS-WEB-015 serve says what it is, that the port was in use, and its address', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { child, ended, said } = await serving('--port', String(port));
  assert.match(said(), /Demonstration data, not for clinical use\./);
  assert.match(said(), new RegExp(`Port ${port} is in use, trying ${port + 1}\\.`));
  const [address, taken] = said().match(/http:\/\/127\.0\.0\.1:(\d+)\//) as RegExpMatchArray;
  assert.is.not(Number(taken), port);
  assert.match(await (await fetch(address)).text(), /<title>/);
  child.kill('SIGINT');
  assert.is(await ended, 0);
  other.close();
});

test('DERS-WEB-017 a session recorded by serve runs again without a difference', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serve-'));
  const file = join(folder, 'session.ndjson');
  const { child, ended, said } = await serving('--port', '0', '--trace', file);
  await new Promise((done) => setTimeout(done, 300));
  child.kill('SIGINT');
  assert.is(await ended, 0);
  assert.match(said(), /pump-sim replay /);
  const { difference, lines } = replay(readFileSync(file, 'utf8'));
  assert.is(difference, undefined);
  assert.ok(lines > 3);
  rmSync(folder, { recursive: true });
});

test('DERS-WEB-019 the pump that is served has its service cable on a port of this computer', async () => {
  const { child, ended, said } = await serving('--port', '0', '--cable', '0');
  const [, address] = said().match(/--pump (127\.0\.0\.1:\d+)/) as RegExpMatchArray;
  const { out } = await runService('status', '--pump', address as string, '--json');
  assert.is(JSON.parse(out).serial, 'SIM-0001');
  child.kill('SIGINT');
  assert.is(await ended, 0);
});

const WRONG: [string, string[], RegExp][] = [
  ['no number', ['--port', 'eighty'], /whole number from 0 to 65535/],
  ['too large a port', ['--port', '65536'], /whole number from 0 to 65535/],
  ['no such library', ['--library', 'demonstration-hopsital'], /Did you mean "demonstration-hospital"/],
];

for (const [name, words, message] of WRONG) {
  test(`DERS-WEB-002 serve refuses ${name}, with code 2`, async () => {
    const { ended, said } = await serving(...words);
    assert.is(await ended, 2);
    assert.match(said(), message);
  });
}

test.run();
