// pump-service against a pump on a TCP port: status, installation with cuts and losses, log, watch, self-test, clock.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { encodeStaff } from '../../../drug-library-loader/service/factory';
import { PumpLink } from '../../../drug-library-loader/service/pump-link';
import { selfTest } from '../../../drug-library-loader/service/self-test';
import { signStaff } from '../../../drug-library-loader/service/staff-file';
import { openWire } from '../../../drug-library-loader/service/wire';
import { signTrust } from '../../../drug-library-loader/signature/sign';
import { encodeTrust, withoutKey } from '../../../drug-library-loader/signature/trust';
import { Detail, EventKind } from '../../../engine/journal/event';
import { List } from '../../../engine/service/provision';
import { Message } from '../../../engine/service/service';
import { newFlash, withLibrary } from '../../engine/service/pump-parts';
import { suite } from '../../suite';
import { entry } from '../sample-source';
import { APPROVER, AT, AUTHOR, DEMO_AUTHOR, TRUST, compiled, signedByBoth } from '../signature/people';
import { readLinkVectors } from './link-vectors';
import { type PumpOnPort, pumpOnPort, runService } from './run-service';

const test = suite('drug-library-loader/service/commands');

const folder = mkdtempSync(join(tmpdir(), 'pump-service-test-'));
test.after(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function release(sequence: number, more: Record<string, string> = {}): Buffer {
  const entries = Array.from({ length: 24 }, (_, i) =>
    entry({ id: `drug-${i}`, drug: `drug ${sequence} ${i}` }),
  );
  const dates = { effective: '2026-11-01', 'review-by': '2027-03-01' };
  return signedByBoth(
    compiled({ version: `v${sequence}`, sequence: String(sequence), ...dates, ...more }, entries),
  );
}

const OLD = release(7);
const NEW = release(8);
const OLD_FILE = file('old.dlib', OLD);
const NEW_FILE = file('new.dlib', NEW);

async function withPump(
  flash = withLibrary(OLD),
  act: (pump: PumpOnPort) => Promise<void> = async () => {},
): Promise<void> {
  const pump = await pumpOnPort(flash);
  try {
    await act(pump);
  } finally {
    await pump.close();
  }
}

test('DERS-SVC-040 status: pump, library, trust list; 1 where there is no library', async () => {
  await withPump(withLibrary(OLD), async ({ address }) => {
    const { code, out, error } = await runService('status', '--pump', address);
    assert.is(code, 0, error);
    for (const text of [
      'T-1',
      'v7',
      'release 7',
      'slot A',
      'review by 2027-03-01',
      'sequence 6',
      '2026-11-23T12:00:00Z',
    ])
      assert.ok(out.includes(text), text);
    const json = JSON.parse((await runService('status', '--pump', address, '--json')).out);
    assert.is(json.library.version, 'v7');
    assert.is(json.trust.sequence, TRUST.sequence);
  });
  await withPump(newFlash(), async ({ address }) => {
    const { code, out } = await runService('status', '--pump', address);
    assert.is(code, 1);
    assert.match(out, /none: .*\(code 630\)/);
  });
});

test('DERS-SVC-041 install: the pump is asked what it now holds', async () => {
  await withPump(withLibrary(OLD), async (pump) => {
    const { code, out, error } = await runService('install', NEW_FILE, '--pump', pump.address);
    assert.is(code, 0, error);
    assert.match(
      out,
      /Taken\. It is used from the next programming on\.\nThe pump now holds Example organisation: example v8, release 8/,
    );
    assert.is(pump.slots.active?.head.version, 'v8');
  });
});

test('DERS-SVC-041 a library not yet in effect: taken, waits', async () => {
  const later = file('later.dlib', release(9, { effective: '2026-12-01' }));
  await withPump(withLibrary(OLD), async (pump) => {
    const { code, out } = await runService('install', later, '--pump', pump.address);
    assert.is(code, 0);
    assert.match(out, /waits for 2026-12-01.*\nThe pump now holds .*v7/s);
    assert.match(
      (await runService('status', '--pump', pump.address)).out,
      /waits +slot B, in effect on 2026-12-01/,
    );
  });
});

test('DERS-SVC-041 refused: the code, what to do, exit code 1; the old library stays', async () => {
  await withPump(withLibrary(NEW), async (pump) => {
    await runService('install', NEW_FILE, '--pump', pump.address);
    const { code, error } = await runService('install', OLD_FILE, '--pump', pump.address);
    assert.is(code, 1);
    assert.match(error, /The pump refuses: Older than what was here \(code 662\)\n.*rerelease/);
    const json = await runService('install', OLD_FILE, '--pump', pump.address, '--json');
    assert.equal(JSON.parse(json.out), { refused: 662, text: 'Older than what was here (code 662)' });
    assert.is(pump.slots.active?.head.version, 'v8');
  });
});

test('DERS-SVC-041 while an infusion holds the other slot: says why it waits', async () => {
  await withPump(withLibrary(OLD), async (pump) => {
    pump.slots.pin(0);
    assert.is((await runService('install', NEW_FILE, '--pump', pump.address)).code, 0);
    const newer = file('newer.dlib', release(10));
    const { code, error } = await runService('install', newer, '--pump', pump.address);
    assert.is(code, 1);
    assert.match(error, /code 683\)\nAn infusion still runs from the other slot/);
  });
});

test('DERS-SVC-042 what was cut goes on: frames lost on the way, a pump that restarts in between', async () => {
  const flash = withLibrary(OLD);
  await withPump(flash, async (pump) => {
    const link = new PumpLink(await openWire(pump.address), { timeout: 100 });
    const { createHash } = await import('node:crypto');
    await link.ask(Message.BEGIN, 1, NEW.length, createHash('sha256').update(NEW).digest());
    for (let at = 0; at < 3072; at += 1024) await link.ask(Message.BLOCK, at, NEW.subarray(at, at + 1024));
    link.close();
  });
  // Another connection to a pump that lost power meanwhile: from the last sector begun.
  await withPump(flash, async (pump) => {
    pump.lose = 2;
    const { code, out, error } = await runService(
      'install',
      NEW_FILE,
      '--pump',
      pump.address,
      '--timeout',
      '0.2',
    );
    assert.is(code, 0, error);
    assert.match(out, /went on from byte 2048/);
    assert.is(pump.slots.active?.head.version, 'v8');
  });
});

test('DERS-SVC-042 a write that fails in the pump: sent again from where the pump says', async () => {
  const flash = withLibrary(OLD);
  await withPump(flash, async (pump) => {
    const program = flash.program.bind(flash);
    let calls = 0;
    flash.program = (...values) =>
      values[0] === flash.regionStart(1) + 1024 && calls++ < 2 ? false : program(...values);
    const { code, error } = await runService('install', NEW_FILE, '--pump', pump.address);
    assert.is(code, 0, error);
    assert.ok(calls > 2);
    flash.program = () => false;
    const again = await runService('install', file('n9.dlib', release(9)), '--pump', pump.address);
    assert.is(again.code, 1);
    assert.match(again.error, /Flash cannot be written/);
  });
});

test('DERS-SVC-043 trust list and staff list go the same way', async () => {
  const options = { trust: TRUST, at: AT };
  const list = encodeTrust(withoutKey(TRUST, DEMO_AUTHOR.id, 'gone'));
  const trust = file('trust.signed', signTrust(signTrust(list, AUTHOR, options), APPROVER, options));
  const rows = [{ person: 5, salt: Buffer.alloc(12), hash: Buffer.alloc(32, 1) }];
  const staff = encodeStaff(rows);
  const signedStaff = file(
    'staff.signed',
    signStaff(signStaff(staff, 1, AUTHOR, options), 1, APPROVER, options),
  );
  await withPump(withLibrary(OLD), async (pump) => {
    const first = await runService('install', trust, '--pump', pump.address);
    assert.is(first.code, 0, first.error);
    assert.match(first.out, new RegExp(`Trust list: Example organisation, sequence ${TRUST.sequence + 1}`));
    const second = await runService('install', signedStaff, '--pump', pump.address);
    assert.is(second.code, 0, second.error);
    assert.match(second.out, /staff list is replaced/);
    assert.is(pump.slots.provision.length[List.STAFF], staff.length);
  });
});

test('DERS-SVC-043 what is not signed, or by the author alone, is not even sent', async () => {
  const rows: [string, Buffer, RegExp][] = [
    ['plain.dlib', compiled(), /not a signed file/],
    ['half.dlib', signedHalf(), /approver has not signed/],
    ['empty.dlib', Buffer.alloc(0), /not a signed file/],
  ];
  await withPump(withLibrary(OLD), async (pump) => {
    for (const [name, bytes, why] of rows) {
      const { code, error } = await runService('install', file(name, bytes), '--pump', pump.address);
      assert.is(code, 2, name);
      assert.match(error, why);
    }
    assert.is(pump.slots.kind, 0);
  });
});

function signedHalf(): Buffer {
  const { signLibrary } = require('../../../drug-library-loader/signature/sign');
  return signLibrary(compiled(), AUTHOR, { trust: TRUST, at: AT });
}

test('DERS-SVC-044 log: the records as they stand, carried on, and another pump’s are not mixed in', async () => {
  const path = join(folder, 'T-1.journal');
  await withPump(withLibrary(OLD), async (pump) => {
    for (let i = 0; i < 12; i++)
      pump.journal.write(EventKind.ALARM, [Detail.ALARM, i, Detail.TEXT, 'x'.repeat(i * 30)]);
    const first = await runService('log', '--pump', pump.address, '-o', path);
    assert.is(first.code, 0, first.error);
    assert.match(first.out, /12 records, 12 of them new/);
    pump.journal.write(EventKind.ALARM, [Detail.ALARM, 99]);
    const second = await runService('log', '--pump', pump.address, '-o', path, '--json');
    assert.equal(JSON.parse(second.out), { path, serial: 'T-1', records: 13, new: 1, problems: [] });
    assert.match(
      (await runService('log', '--pump', pump.address, '-o', path)).out,
      /13 records, 0 of them new/,
    );
    const events = (await runService('log', 'export', path)).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(
      events.map(({ number, event, pump: name }) => [number, event, name]),
      Array.from({ length: 13 }, (_, i) => [i + 1, 'alarm', 'T-1']),
    );
  });
  const before = readFileSync(path);
  await withPump(withLibrary(OLD), async (pump) => {
    for (let i = 0; i < 15; i++) pump.journal.write(EventKind.ALARM, [Detail.ALARM, 1000 + i]);
    const other = await runService('log', '--pump', pump.address, '-o', path);
    assert.is(other.code, 2);
    assert.match(other.error, /another pump or another journal/);
    assert.equal(readFileSync(path), before);
    const wrong = await runService('log', '--pump', pump.address, '-o', file('notes.txt', 'my notes'));
    assert.is(wrong.code, 2);
    assert.match(wrong.error, /no journal/);
  });
});

test('DERS-SVC-044 log without records, and of training', async () => {
  await withPump(withLibrary(OLD), async (pump) => {
    pump.training.write(EventKind.TRAINING, []);
    const path = join(folder, 'training.journal');
    const { out } = await runService('log', '--pump', pump.address, '--training', '-o', path);
    assert.match(out, /1 record, 1 of them new/);
    const none = join(folder, 'none.journal');
    assert.match(
      (await runService('log', '--pump', pump.address, '-o', none)).out,
      /0 records, 0 of them new/,
    );
    assert.not(existsSync(none));
  });
});

test('DERS-SVC-045 watch: events from now on', async () => {
  await withPump(withLibrary(OLD), async (pump) => {
    pump.journal.write(EventKind.ALARM, [Detail.TEXT, 'before']);
    const watching = runService('watch', '--pump', pump.address, '--every', '0.05', '--for', '1.5');
    const writing = setInterval(() => {
      if (pump.journal.ring.last < 3)
        pump.journal.write(EventKind.ALARM, [Detail.TEXT, `event ${pump.journal.ring.last}`]);
    }, 100);
    const { code, out } = await watching;
    clearInterval(writing);
    assert.is(code, 0);
    assert.not.match(out, /before/);
    assert.match(out, /alarm +event \d+\n.*alarm +event \d+\n/s);
  });
});

test('DERS-SVC-046 self-test: the pump’s own, and the published programs and digests on it', async () => {
  await withPump(withLibrary(OLD), async (pump) => {
    const { code, out, error } = await runService('self-test', '--pump', pump.address);
    assert.is(code, 0, error + out);
    assert.match(out, /All passed/);
    assert.match(out, new RegExp(`programs +${JSON.parse(readLinkVectors()).length} +0`));
  });
});

test('DERS-SVC-046 self-test: a wrong answer and a damaged library are failures', async () => {
  const [vector] = JSON.parse(readLinkVectors());
  const wrong = file(
    'wrong.json',
    JSON.stringify([{ ...vector, answer: vector.answer.replace(/..$/, '07') }]),
  );
  await withPump(withLibrary(OLD), async (pump) => {
    pump.flash.cells[700] ^= 1;
    const { code, out } = await runService('self-test', '--pump', pump.address, '--vectors', wrong);
    assert.is(code, 1);
    assert.match(out, /library: Content not as signed \(code 665\)/);
    assert.match(out, /programs: published case/);
    assert.match(out, /2 tests failed/);
    pump.infusing = true;
    const busy = await runService('self-test', '--pump', pump.address);
    assert.is(busy.code, 1);
    assert.match(busy.error, /Not while infusing \(code 684\)/);
  });
});

const wycheproof = join(
  process.env.DERS_VECTORS ?? resolve(__dirname, '../../../../shared/vectors'),
  'wycheproof-ed25519.json',
);
const WYCHEPROOF = 'DERS-SVC-046 self-test: the Wycheproof signatures on the pump';
if (!existsSync(wycheproof)) test.skip(WYCHEPROOF, 'the public vectors are not here (see DERS_VECTORS)');
else
  test(WYCHEPROOF, async () => {
    await withPump(withLibrary(OLD), async (pump) => {
      const link = new PumpLink(await openWire(pump.address));
      const rows = await selfTest(
        link,
        { vectors: [], signatures: JSON.parse(readFileSync(wycheproof, 'utf8')) },
        () => {},
      );
      link.close();
      const signatures = rows.find(({ name }) => name === 'signatures');
      assert.equal(signatures?.failed, []);
      assert.is((signatures?.passed ?? 0) + (signatures?.leftOut ?? 0), 151);
      assert.is(signatures?.leftOut, 0);
    });
  });

test('DERS-SVC-047 set-clock: from what to what; not while infusing', async () => {
  await withPump(withLibrary(OLD), async (pump) => {
    const { out } = await runService('set-clock', '--pump', pump.address, '--to', '2026-12-07T08:00:00Z');
    assert.match(out, /2026-11-23T12:00:00Z → 2026-12-07T08:00:00Z/);
    pump.infusing = true;
    assert.is((await runService('set-clock', '--pump', pump.address)).code, 1);
    assert.is((await runService('set-clock', '--pump', pump.address, '--to', 'noon')).code, 2);
  });
});

test('DERS-SVC-048 no pump, no answer, a wrong address: says so, exit code 2', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as { port: number };
  const rows: [string, string[], RegExp][] = [
    ['silent', ['--pump', `127.0.0.1:${port}`, '--timeout', '0.05'], /no answer from the pump \(4 tries/],
    ['nobody', ['--pump', '127.0.0.1:1'], /nobody listens there/],
    ['no address', ['--pump', 'somewhere'], /no address of a pump/],
    ['no port there', ['--pump', '/dev/ders-no-such-port'], /cannot open \/dev\/ders-no-such-port/],
    ['none given', [], /which pump\?/],
    ['a timeout that is none', ['--pump', '127.0.0.1:1', '--timeout', '-1'], /more than 0/],
  ];
  process.env.PUMP_ADDRESS = '';
  for (const [what, words, why] of rows) {
    const { code, error } = await runService('status', ...words);
    assert.is(code, 2, what);
    assert.match(error, why);
  }
  silent.close();
});

test('DERS-SVC-048 a pump that goes away in the middle', async () => {
  const leaving = createServer((socket) => setTimeout(() => socket.destroy(), 50));
  await new Promise<void>((done) => leaving.listen(0, '127.0.0.1', done));
  const { port } = leaving.address() as { port: number };
  const { code, error } = await runService('status', '--pump', `tcp://127.0.0.1:${port}`);
  assert.is(code, 2);
  assert.match(error, /the pump is gone: the connection was closed/);
  leaving.close();
});

test.run();
