// Flash of the desktop: what conformance does not ask of every board: files, layouts and lost power.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { type FlashLayout, NodeFlash, type Remains } from '../../../hal/desktop/node-flash';
import { Region } from '../../../hal/hal';
import { suite } from '../../suite';

const test = suite('hal/desktop/node-flash');
const folder = mkdtempSync(join(tmpdir(), 'node-flash-test-'));
test.after(() => rmSync(folder, { recursive: true }));

/** Two sectors of 64 bytes a region, and no training journal. */
const SMALL: FlashLayout = [64, 64, 64, 0, 64, 64].map((sector) => ({
  size: 2 * sector,
  sector: sector || 64,
}));
const SIZE = 5 * 128;
const STATE = 3 * 128;

const small = () => new NodeFlash({ layout: SMALL });
const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => i);

test('DERS-HAL-001 a region of size 0 is not there, and the others close up', () => {
  const flash = small();
  assert.is(flash.size, SIZE);
  assert.equal(
    [0, 1, 2, 3, 4, 5].map((region) => flash.regionStart(region)),
    [0, 128, 256, -1, 384, 512],
  );
  assert.is(flash.sectorSize(Region.TRAINING_JOURNAL), 0);
});

const LAYOUTS: [string, FlashLayout][] = [
  ['five regions', SMALL.slice(1)],
  ['half a sector', [{ size: 96, sector: 64 }, ...SMALL.slice(1)]],
  ['sectors of half words', [{ size: 12, sector: 6 }, ...SMALL.slice(1)]],
  ['a negative size', [{ size: -64, sector: 64 }, ...SMALL.slice(1)]],
  ['no size', [{ size: Number.NaN, sector: 64 }, ...SMALL.slice(1)]],
  ['sectors of nothing', [{ size: 64, sector: 0 }, ...SMALL.slice(1)]],
];
for (const [why, layout] of LAYOUTS) {
  test(`DERS-HAL-001 no layout: ${why}`, () => assert.throws(() => new NodeFlash({ layout }), /region/));
}

test('DERS-HAL-004 what is no byte is not programmed', () => {
  const flash = small();
  for (const value of [256, -1, 0.5, Number.NaN]) assert.is(flash.program(0, [1, 2, 3, value], 4), false);
  assert.is(flash.word(0), 0xffffffff);
});

test('DERS-HAL-006 a file keeps what was programmed and erased', () => {
  const file = join(folder, 'kept.bin');
  const first = new NodeFlash({ layout: SMALL, file });
  assert.ok(first.program(0, bytes(8), 8) && first.program(64, bytes(8), 8) && first.erase(64));
  first.close();
  assert.is(first.word(0), -1, 'closed');
  const second = new NodeFlash({ layout: SMALL, file });
  assert.equal([second.word(4), second.word(64)], [0x04050607, 0xffffffff]);
  assert.is(second.program(4, bytes(4), 4), false, 'programmed once, restart or not');
  second.close();
  assert.is(readFileSync(file).length, SIZE);
  assert.not(existsSync(`${file}.part`));
});

test('DERS-HAL-006 a file of another size is not taken for this flash, and not touched', () => {
  const file = join(folder, 'other.bin');
  writeFileSync(file, 'something else');
  assert.throws(() => new NodeFlash({ layout: SMALL, file }), /other\.bin has 14 bytes/);
  assert.is(readFileSync(file, 'utf8'), 'something else');
});

// ---- lost power

type Operation = (flash: NodeFlash) => boolean;
const STORY: [string, Operation, from: number, length: number][] = [
  ['program', (flash) => flash.program(STATE, bytes(32), 32), STATE, 32],
  ['program', (flash) => flash.program(STATE + 64, bytes(8), 8), STATE + 64, 8],
  ['erase', (flash) => flash.erase(STATE), STATE, 64],
  ['program', (flash) => flash.program(STATE, bytes(64), 64), STATE, 64],
];
const REMAINS: Remains[] = ['nothing', 'half', 'noise', 'everything'];

for (let n = 1; n <= STORY.length; n++) {
  for (const remains of REMAINS) {
    test(`DERS-HAL-005 power lost in operation ${n}, leaving ${remains}: it fails, its own bytes alone are in doubt`, () => {
      const flash = small();
      const sound = small();
      flash.cutPower(n, remains);
      STORY.forEach(([, operation], i) => {
        assert.is(operation(flash), i + 1 < n, `operation ${i + 1}`);
        if (i + 1 < n) operation(sound);
      });
      assert.is(flash.powered, false);
      assert.equal(
        [flash.word(0), flash.read(0, new Uint8Array(4), 4), flash.crc32(0, 4, 0), flash.erase(0)],
        [-1, 0, -1, false],
      );
      flash.powerOn();
      assert.ok(flash.powered);
      const [what, operation, from, length] = STORY[n - 1] as (typeof STORY)[0];
      const before = Buffer.from(sound.cells);
      operation(sound);
      for (let i = 0; i < SIZE; i++) {
        if (i < from || i >= from + length) assert.is(flash.cells[i], before[i], `byte ${i}`);
      }
      const left = flash.cells.subarray(from, from + length);
      const wanted = {
        nothing: before.subarray(from, from + length),
        half: Buffer.concat([
          sound.cells.subarray(from, from + length / 2),
          before.subarray(from + length / 2, from + length),
        ]),
        everything: sound.cells.subarray(from, from + length),
        noise: null,
      }[remains];
      if (wanted) assert.equal([...left], [...wanted]);
      // Noise sets no bit that programming clears, nor the other way.
      else {
        left.forEach((byte, i) => {
          const [was, is] = [before[from + i] as number, sound.cells[from + i] as number];
          assert.is((byte ^ was) & ~(was ^ is), 0, `${what}: byte ${i}`);
        });
        assert.ok(!left.equals(before.subarray(from, from + length)), 'something has changed');
        assert.ok(!left.equals(sound.cells.subarray(from, from + length)), 'not everything has');
      }
    });
  }
}

test('DERS-HAL-005 the same story leaves the same noise', () => {
  const [one, other] = [small(), small()].map((flash) => {
    flash.cutPower(3, 'noise');
    for (const [, operation] of STORY) operation(flash);
    return [...flash.cells];
  });
  assert.equal(one, other);
});

test('DERS-HAL-005 a refused operation is none: power is not lost in it', () => {
  const flash = small();
  flash.cutPower(1);
  assert.is(flash.erase(1), false);
  assert.is(flash.program(1, bytes(4), 4), false);
  assert.equal([flash.operations, flash.powered], [0, true]);
  assert.is(flash.erase(0), false);
  assert.equal([flash.operations, flash.powered], [1, false]);
});

test('DERS-HAL-005 power comes back for good', () => {
  const flash = small();
  flash.cutPower(1);
  flash.erase(0);
  flash.powerOn();
  assert.ok(flash.erase(0) && flash.program(0, bytes(4), 4));
});

test('DERS-HAL-005 what was left in the file is what is left in memory', () => {
  const file = join(folder, 'cut.bin');
  const flash = new NodeFlash({ layout: SMALL, file });
  flash.cutPower(1, 'half');
  assert.is(flash.program(0, bytes(8), 8), false);
  assert.is(readFileSync(file).subarray(0, 8).toString('hex'), '00010203ffffffff');
  assert.ok(readFileSync(file).equals(flash.cells));
  flash.close();
});

for (const n of [0, -1, 0.5, Number.NaN]) {
  test(`DERS-HAL-005 power is not lost in operation ${n}`, () => {
    assert.throws(() => small().cutPower(n), /cannot cut power/);
  });
}

test('DERS-HAL-004 in any story flash is what a plain model says', () => {
  const operation = fc.oneof(
    fc.record({ erase: fc.integer({ min: -64, max: SIZE + 64 }).map((at) => at & ~31) }),
    fc.record({
      at: fc.integer({ min: -8, max: SIZE + 8 }).map((at) => at & ~1),
      data: fc.uint8Array({ minLength: 0, maxLength: 40 }),
    }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 30 }), (story) => {
      const flash = small();
      const model = new Uint8Array(SIZE).fill(0xff);
      for (const step of story) {
        if ('erase' in step) {
          const good = step.erase >= 0 && step.erase < SIZE && step.erase % 64 === 0;
          if (good) model.fill(0xff, step.erase, step.erase + 64);
          assert.is(flash.erase(step.erase), good);
        } else {
          const { at, data } = step;
          const end = at + data.length;
          const whole = at >= 0 && end <= SIZE && at % 4 === 0 && data.length % 4 === 0 && data.length > 0;
          const oneRegion = Math.floor(at / 128) === Math.floor((end - 1) / 128);
          const good = whole && oneRegion && model.subarray(at, end).every((byte) => byte === 0xff);
          if (good) model.set(data, at);
          assert.is(flash.program(at, data, data.length), good);
        }
      }
      assert.equal([...flash.cells], [...model]);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test.run();
