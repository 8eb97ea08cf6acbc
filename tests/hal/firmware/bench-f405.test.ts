// The image of C alone that uses the STM32F405's drivers, in the emulator: pump-service speaks with it over the UART of its service line.
import { statSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { PumpLink } from '../../../drug-library-loader/service/pump-link';
import { type TestRow, selfTest } from '../../../drug-library-loader/service/self-test';
import { openWire } from '../../../drug-library-loader/service/wire';
import { Reason } from '../../../engine/reason';
import { Region } from '../../../hal/hal';
import { provisionTrust } from '../../../simulator/bench/factory';
import { runService } from '../../drug-library-loader/service/run-service';
import { trustBytes } from '../../engine/library/signed';
import { suite } from '../../suite';
import { imagePath } from './emulator';
import { F405Board, KB, chipFlash } from './f405-board';

const test = suite('hal/firmware bench of the STM32F405');
const IMAGE = { board: 'netduinoplus2', runtime: 'none', image: 'bench_f405' };
const boards: F405Board[] = [];
test.after(() => {
  for (const each of boards) each.stop();
});

async function board(change: (trust: Buffer) => void = () => {}): Promise<F405Board> {
  const flash = chipFlash();
  provisionTrust(flash, trustBytes());
  change(flash.cells.subarray(flash.regionStart(Region.TRUST)));
  const booted = await F405Board.boot('none', 'bench_f405', flash.cells, 'self-test');
  boards.push(booted);
  return booted;
}

let bench: F405Board;
test.before(async () => {
  bench = await board();
});

test('DERS-FW-079 the image boots, proves its C, and says what of the board is not there', () => {
  assert.equal(bench.console().trim().split(/\r?\n/), [
    'bench netduinoplus2',
    'display: it takes bytes',
    'motor: none, the crystal did not start',
    'self-test ok',
  ]);
});

test('DERS-FW-079 its two files leave what lies between them alone', () => {
  const sizes = ['boot.bin', 'bin'].map((extension) => statSync(imagePath(IMAGE, extension)).size);
  assert.ok(sizes[0] <= 16 * KB && sizes[1] <= 384 * KB, `${sizes}`);
});

test('DERS-FW-079 pump-service status: who it is, and that it opens no library', async () => {
  const { out, error, code } = await runService(
    'status',
    '--pump',
    bench.address,
    '--timeout',
    '30',
    '--json',
  );
  // Without a library in use.
  assert.is(code, 1, error);
  const status = JSON.parse(out);
  assert.is(status.serial, 'F405-BENCH');
  assert.match(status.firmware, /^netduinoplus2 \d+\.\d+\.\d+ without JavaScript$/);
  assert.equal([status.infusing, status.library, status.reason], [false, null, Reason.NOT_VERIFIED]);
  assert.ok(status.monotonic > 0);
});

// RFC 8032 section 7.1, test 2, and the same with one bit changed.
const KEY = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const GOOD =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';
const SIGNATURES = {
  testGroups: [
    {
      publicKey: { pk: KEY },
      tests: [
        { tcId: 1, comment: 'good', msg: '72', sig: GOOD, result: 'valid' },
        { tcId: 2, comment: 'a bit', msg: '72', sig: GOOD.replace('92a0', '92a1'), result: 'invalid' },
        { tcId: 3, comment: 'short', msg: '72', sig: GOOD.slice(2), result: 'invalid' },
        { tcId: 4, comment: 'another message', msg: '', sig: GOOD, result: 'invalid' },
      ],
    },
  ],
};
const VECTORS = [{ source: 'one', request: '83010a00', answer: '83010a00' }];

const passes = (rows: TestRow[]) =>
  rows.map(({ name, passed, failed, leftOut }) => [name, passed, failed.length, leftOut]);

test('DERS-FW-079 pump-service self-test: what C alone can prove passes, the rest is named as left out', async () => {
  const rows = await bench.onLink((link) =>
    selfTest(link, { vectors: VECTORS, signatures: SIGNATURES }, () => {}),
  );
  assert.equal(passes(rows), [
    ['SHA-256', 1, 0, 0],
    ['library', 0, 0, 1],
    ['journal', 0, 0, 1],
    ['trust list', 1, 0, 0],
    ['programs', 0, 0, 1],
    ['digests', 11, 0, 0],
    ['signatures', 4, 0, 0],
  ]);
});

test('DERS-FW-079 what needs the engine, or is no message, is answered as none, with its number', async () => {
  const reasons = await bench.onLink(async (link) => {
    const all: number[] = [];
    for (const message of [2, 3, 4, 5, 6, 10, 12, 0, 2 ** 31])
      all.push((await link.request(message, 1)).reason);
    for (const message of [1, 7]) all.push((await link.request(message, 1)).reason);
    all.push(
      (await link.request(8, Buffer.alloc(32), Buffer.alloc(1))).reason,
      (await link.request(9)).reason,
    );
    return all;
  });
  assert.equal(reasons, new Array(13).fill(Reason.MESSAGE));
});

test('DERS-FW-079 noise and a flood longer than its buffers hide no request behind them', async () => {
  const wire = await openWire(bench.address);
  const link = new PumpLink(wire, { timeout: 30_000 });
  for (const noise of [Buffer.alloc(9000, 0x55), Buffer.from('not a frame'), Buffer.alloc(6000, 0)]) {
    wire.write(noise);
    assert.is((await link.request(1)).values[1], 'F405-BENCH');
  }
  link.close();
});

test('DERS-FW-079 a trust list with a bit changed is told; with an older one in the other bank, that one holds', async () => {
  const spoil = (trust: Buffer) => {
    trust[1024 + 20] ^= 1;
  };
  const older = (trust: Buffer) => {
    trust.copy(trust, 16 * KB, 0, 16 * KB);
    spoil(trust);
  };
  for (const [change, reason] of [
    [spoil, Reason.TRUST_LIST],
    [(trust: Buffer) => trust.fill(0xff), Reason.TRUST_LIST],
    [older, Reason.NONE],
  ] as const) {
    const values = await (await board(change)).onLink((link) => link.ask(7));
    assert.is(values[3], reason);
  }
});

test.run();
