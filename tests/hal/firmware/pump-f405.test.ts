// The whole pump on the STM32F405, in the emulator: its application starts in 128 KB of RAM, finds its library in the chip's sectors, and answers pump-service.
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { PumpLink } from '../../../drug-library-loader/service/pump-link';
import { askStatus } from '../../../drug-library-loader/service/pump-status';
import { openWire } from '../../../drug-library-loader/service/wire';
import { Reason } from '../../../engine/reason';
import { provisionLibrary, provisionTrust } from '../../../simulator/bench/factory';
import { trustBytes } from '../../engine/library/signed';
import { suite } from '../../suite';
import { smallLibrary } from './emulated-pump';
import { imagePath } from './emulator';
import { F405Board, KB, chipFlash } from './f405-board';

const test = suite('hal/firmware pump of the STM32F405');
const IMAGE = { board: 'netduinoplus2', runtime: 'jerryscript', image: 'pump_f405' };
const HEAP = 80 * KB;
const FIGURES = 11;

if (existsSync(imagePath(IMAGE))) {
  let board: F405Board;
  test.before(async () => {
    const flash = chipFlash();
    provisionTrust(flash, trustBytes());
    provisionLibrary(flash, smallLibrary(7));
    board = await F405Board.boot('jerryscript', 'pump_f405', flash.cells, 'application started');
  });
  test.after(() => board.stop());

  test('DERS-FW-079 the image has room in the sectors of its two parts, and the RAM of 128 KB is not overrun', () => {
    const sizes = ['boot.bin', 'bin'].map((extension) => statSync(imagePath(IMAGE, extension)).size);
    assert.ok(sizes[0] <= 16 * KB && sizes[1] <= 384 * KB, `${sizes}`);
    const { ram } = JSON.parse(readFileSync(imagePath(IMAGE, 'sizes.json'), 'utf8'));
    const used = (Object.values(ram) as number[]).reduce((sum, size) => sum + size, 0);
    assert.ok(used > HEAP && used <= 128 * KB, `${used}`);
  });

  test('DERS-FW-079 the application starts with a library in the chip, and says what is not there', async () => {
    assert.equal(board.console().trim().split(/\r?\n/), [
      'pump netduinoplus2',
      'display: it takes bytes',
      'motor: none, the crystal did not start',
      'self-test ok',
      'application started',
    ]);
    const status = await board.onLink(askStatus);
    assert.is(status.serial, 'F405-0001');
    assert.match(status.firmware, /^netduinoplus2 \d/);
    assert.equal([status.library?.version, status.slot, status.reason], ['v7', 0, Reason.NONE]);
    assert.is(status.trust.organisation, status.library?.organisation);
  });

  test('DERS-FW-079 its heap has room; what the emulator cannot write is told, and nothing else fails', async () => {
    const [tests, figures] = await board.onLink(async (link) => [await link.ask(7), await link.ask(FIGURES)]);
    assert.equal(tests, [Reason.NONE, Reason.NONE, Reason.FLASH_FAILED, Reason.NONE]);
    const [peak, size] = figures.slice(4) as number[];
    assert.is(size, HEAP);
    assert.ok(peak > HEAP / 4 && peak < size, `${peak}`);
  });

  test('DERS-FW-079 noise and a flood hide no request behind them, and nothing restarts', async () => {
    const wire = await openWire(board.address);
    const link = new PumpLink(wire, { timeout: 30_000 });
    for (const noise of [Buffer.alloc(9000, 0x55), Buffer.from('not a frame'), Buffer.alloc(6000, 0)]) {
      wire.write(noise);
      assert.is((await askStatus(link)).library?.version, 'v7');
    }
    link.close();
    assert.is(board.console().split('pump netduinoplus2').length, 2);
  });
} else
  test.skip(
    'DERS-FW-079 the whole pump on the STM32F405',
    'no JerryScript that runs byte code was installed',
  );

test.run();
