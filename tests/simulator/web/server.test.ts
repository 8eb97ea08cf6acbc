import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { KeyCode } from '../../../hal/hal';
import { openPanel } from '../../../simulator/web/server';
import { suite } from '../../suite';
import { Client, withPanel } from './panel-client';
import { StandIn } from './stand-in';

const test = suite('simulator/web/server');

interface Answer {
  status: number;
  type: string;
  policy: string;
  body: string;
}

function get(port: number, path: string, host?: string, method = 'GET'): Promise<Answer> {
  return new Promise((done, failed) => {
    const asked = request(
      { port, host: '127.0.0.1', path, method, headers: host ? { host } : {} },
      (answer) => {
        let body = '';
        answer.on('data', (part) => {
          body += part;
        });
        answer.on('end', () =>
          done({
            status: answer.statusCode ?? 0,
            type: String(answer.headers['content-type']),
            policy: String(answer.headers['content-security-policy']),
            body,
          }),
        );
      },
    );
    asked.on('error', failed);
    asked.end();
  });
}

const FILES: [string, number, string][] = [
  ['/', 200, 'text/html'],
  ['/?again', 200, 'text/html'],
  ['/panel.js', 200, 'text/javascript'],
  ['/style.css', 200, 'text/css'],
  ['/icon.svg', 200, 'image/svg+xml'],
  ['/nothing', 404, 'text/plain'],
  ['/../server.ts', 404, 'text/plain'],
  ['/page/main.ts', 404, 'text/plain'],
];

test('DERS-WEB-001 the server gives its few files and nothing else', () =>
  withPanel(async ({ port }) => {
    for (const [path, status, type] of FILES) {
      const answer = await get(port, path);
      assert.is(answer.status, status, path);
      assert.ok(answer.type.startsWith(type), path);
      assert.match(answer.policy, /default-src 'self'/);
    }
    assert.is((await get(port, '/', undefined, 'POST')).status, 405);
  }));

test('DERS-WEB-001 the page names nothing that lies elsewhere', () =>
  withPanel(async ({ port }) => {
    for (const path of ['/', '/style.css']) {
      const { body } = await get(port, path);
      const outside = body.match(/(?:src|href|url|@import)[=( ]*["']?(?:https?:)?\/\/[^"')\s]+/g) ?? [];
      assert.equal(outside, [], path);
    }
  }));

const HOSTS: [string, number][] = [
  ['127.0.0.1', 200],
  ['localhost:8024', 200],
  ['pump.example', 403],
  ['127.0.0.1.example', 403],
];

test('DERS-WEB-001 who asks by another name, as a page of another site would, is refused', () =>
  withPanel(async ({ port }) => {
    for (const [host, status] of HOSTS) assert.is((await get(port, '/', host)).status, status, host);
  }));

const ORIGINS: [string, string | undefined][] = [
  ['another site', 'http://pump.example'],
  ['another port', 'http://127.0.0.1:1'],
  ['nowhere', undefined],
];

for (const [name, origin] of ORIGINS) {
  test(`DERS-WEB-001 a socket from ${name} is refused`, () =>
    withPanel(async ({ port }) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/pump`, origin ? { origin } : {});
      const [error] = await once(socket, 'error').then((all) => all as [Error]);
      assert.match(error.message, /401/);
    }));
}

test('DERS-WEB-001 the server listens on this computer only', () =>
  withPanel(async ({ address }) => assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/)));

test('DERS-WEB-002 a port in use is told, and the next is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken: number[] = [];
  const panel = await openPanel(new StandIn(), {
    port,
    stepVolume: 0.0005,
    seed: 1,
    onTaken: (each) => taken.push(each),
  });
  assert.is(taken[0], port);
  assert.is(panel.port, port + taken.length);
  assert.is((await get(panel.port, '/')).status, 200);
  await panel.close();
  other.close();
});

test('DERS-WEB-003 a page that comes is told everything, and shows the same pump as the others', () =>
  withPanel(async (panel, session) => {
    const first = await Client.open(panel);
    first.send({ do: 'press', key: 4, mark: 1 });
    first.send({ do: 'release', key: 4 });
    await first.until(({ mark }) => mark === 1);
    const second = await Client.open(panel);
    const [whole] = second.updates;
    assert.is(whole?.screen?.length, 14);
    assert.is(whole?.screen?.[6]?.[1].text, '4');
    assert.is(whole?.about?.serial, session.serial);
    for (const part of ['lamps', 'scene', 'time', 'samples', 'journal', 'library', 'held'] as const)
      assert.ok(whole?.[part] !== undefined, part);
    second.send({ do: 'press', key: 2, mark: 9 });
    const told = await first.until(({ screen }) => screen?.some(([, row]) => row.text === '42') ?? false);
    assert.is(told.screen?.length, 1, 'only the row that changed');
    await first.until(({ pages }) => pages === 2);
    await first.close();
    await second.until(({ pages }) => pages === 1);
  }));

test('DERS-WEB-003 a page that comes again finds the pump as it is', () =>
  withPanel(async (panel) => {
    const first = await Client.open(panel);
    first.send({ do: 'press', key: 7, mark: 1 });
    first.send({ do: 'release', key: 7 });
    first.send({ do: 'set', changes: { door: 'open' } });
    first.send({ do: 'speed', speed: 60 });
    await first.until(({ time }) => time?.speed === 60);
    await first.close();
    const again = await Client.open(panel);
    const [whole] = again.updates;
    assert.is(whole?.screen?.[6]?.[1].text, '7');
    assert.is(whole?.scene?.conditions.door, 'open');
    assert.is(whole?.time?.speed, 60);
  }));

test('DERS-WEB-004 a page that is gone holds no key', () =>
  withPanel(async (panel, session) => {
    const first = await Client.open(panel);
    const second = await Client.open(panel);
    first.send({ do: 'press', key: KeyCode.BOLUS, mark: 1 });
    await second.until(({ held }) => held?.includes(KeyCode.BOLUS) ?? false);
    const before = second.updates.length;
    first.socket.terminate();
    await second.until(({ held }) => held?.length === 0, before);
    assert.equal(session.edges, ['18 down', '18 up']);
  }));

test('DERS-WEB-004 two fingers on one key: it comes up with the last; nobody lets go of what another holds', () =>
  withPanel(async (panel, session) => {
    const first = await Client.open(panel);
    const second = await Client.open(panel);
    first.send({ do: 'press', key: 5, mark: 1 });
    await first.until(({ mark }) => mark === 1);
    second.send({ do: 'release', key: 5 });
    second.send({ do: 'press', key: 5, mark: 2 });
    await second.until(({ mark }) => mark === 2);
    first.send({ do: 'release', key: 5 });
    first.send({ do: 'press', key: 6, mark: 3 });
    await first.until(({ mark }) => mark === 3);
    assert.not.ok(session.edges.includes('5 up'));
    second.send({ do: 'release', key: 5 });
    second.send({ do: 'press', key: 8, mark: 4 });
    await second.until(({ mark }) => mark === 4);
    assert.ok(session.edges.includes('5 up'));
  }));

const NONSENSE: [string, string][] = [
  ['no command', '{"do":"explode"}'],
  ['no JSON', 'hello'],
  ['a condition nobody knows', '{"do":"set","changes":{"gravity":1}}'],
  ['a value outside its range', '{"do":"set","changes":{"bagHeight":99}}'],
  ['a charge above full', '{"do":"charge","fraction":2}'],
];

test('DERS-WEB-007 what cannot be done is said to the page that asked, and the pump goes on', () =>
  withPanel(async (panel, session) => {
    const client = await Client.open(panel);
    const other = await Client.open(panel);
    const before = JSON.stringify(session.conditions());
    for (const [name, text] of NONSENSE) {
      const problems = client.updates.filter(({ problem }) => problem !== undefined).length;
      client.send(text);
      await client.until(
        () => client.updates.filter(({ problem }) => problem !== undefined).length > problems,
      );
      assert.is(JSON.stringify(session.conditions()), before, name);
    }
    client.send({ do: 'press', key: 1, mark: 7 });
    await client.until(({ mark }) => mark === 7);
    await other.until(({ screen }) => screen?.some(([, row]) => row.text === '1') ?? false);
    assert.not.ok(other.updates.some(({ problem }) => problem !== undefined));
  }));

test('DERS-WEB-008 pause, steps and speeds come from the page', () =>
  withPanel(async (panel, session) => {
    const client = await Client.open(panel);
    client.send({ do: 'speed', speed: 0 });
    await client.until(({ time }) => time?.speed === 0);
    const before = session.now;
    client.send({ do: 'step', seconds: 60 });
    await client.until(({ time }) => (time?.now ?? 0) >= before + 60_000);
    assert.is(session.now, before + 60_000);
  }));

test('DERS-WEB-013 a library file goes to the pump, and its answer to the page', () =>
  withPanel(async (panel, session) => {
    const client = await Client.open(panel);
    client.send(Buffer.from('not a library'));
    const refused = await client.until(({ installed }) => installed !== undefined);
    assert.equal(refused.installed, { accepted: false, code: 642, text: 'Not a signed file of this format' });
    client.send(Buffer.alloc(5000, 1));
    await client.until(({ installed }) => installed?.accepted === true);
    assert.equal(session.installed, [5000]);
    await client.until(({ library }) => library?.state === 'installed');
  }));

test('DERS-WEB-014 curves come to the page that asked; without an infusion it is told why not', () =>
  withPanel(async (panel) => {
    const client = await Client.open(panel);
    client.send({ do: 'curves', of: 'infusion', rate: 0 });
    await client.until(({ problem }) => /No infusion has run/.test(problem ?? ''));
    client.send({ do: 'curves', of: 'bench', rate: 100 });
    const { curves } = await client.until(({ curves }) => curves !== undefined);
    assert.is(curves?.trumpet.length, 5);
  }));

test('DERS-WEB-016 power is cut and comes back', () =>
  withPanel(async (panel) => {
    const client = await Client.open(panel);
    client.send({ do: 'power', on: false });
    const dark = await client.until(({ lamps }) => lamps?.powered === false);
    assert.is(dark.lamps?.powerFailure, true);
    const before = client.updates.length;
    client.send({ do: 'power', on: true });
    await client.until(({ lamps }) => lamps?.powered === true && !lamps.powerFailure, before);
    await client.until(
      ({ journal }) => journal?.rows.some(({ text }) => text === 'after a power cut') ?? false,
    );
  }));

test.run();
