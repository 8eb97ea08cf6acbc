// The flash of the STM32F405, as the pump's image divides it, keeps the contract of hal/hal.ts: its drivers on a chip that the test plays.
import * as assert from 'uvu/assert';
import { type Hal, Region } from '../../../hal/hal';
import { type Rig, flashConformance } from '../conformance';
import { PlayedChip, PlayedFlash, chipProgram } from './played-chip';

const program = chipProgram('chip-conformance');
let chip: PlayedChip | undefined;

function flashOf(): PlayedFlash {
  chip?.close();
  chip = new PlayedChip(program);
  return new PlayedFlash(chip);
}

const nothing = () => {};

/** The cells outlive a power cycle; the drivers keep nothing in memory. */
function rig(): Rig {
  const flash = flashOf();
  const hal = { flash } as unknown as Hal;
  return {
    hal,
    advance: nothing,
    press: nothing,
    release: nothing,
    deliver: nothing,
    sent: () => [],
    powerCycle: nothing,
  };
}

const test = flashConformance('the flash of the STM32F405', rig);
test.after(() => chip?.close());

// region, KB from the start of the flash, KB, KB of a sector
const MAP: [string, Region, number, number, number][] = [
  ['slot A', Region.SLOT_A, 512, 128, 128],
  ['slot B', Region.SLOT_B, 640, 128, 128],
  ['journal', Region.JOURNAL, 768, 256, 128],
  ['state', Region.STATE, 16, 32, 16],
  ['trust list', Region.TRUST, 48, 32, 16],
];

test('DERS-FW-074 slots, journal, state and trust list have places of their own beside the image', () => {
  const flash = flashOf();
  for (const [name, region, start, size, sector] of MAP) {
    const found = [flash.regionStart(region), flash.regionSize(region), flash.sectorSize(region)];
    assert.equal(
      found.map((bytes) => bytes / 1024),
      [start, size, sector],
      name,
    );
  }
  assert.is(flash.regionSize(Region.TRAINING_JOURNAL), 0);
});

test('DERS-FW-074 erasing one bank of the trust list leaves the other and the state; no erasing reaches the image', () => {
  const flash = flashOf();
  const [trust, state] = [Region.TRUST, Region.STATE].map((region) => flash.regionStart(region));
  const bytes = Uint8Array.of(1, 2, 3, 4);
  const places = [state, state + 16 * 1024, trust, trust + 16 * 1024];
  for (const place of places) assert.ok(flash.erase(place) && flash.program(place, bytes, 4));
  for (const erased of places) {
    assert.ok(flash.erase(erased));
    for (const place of places) assert.is(flash.word(place), place === erased ? 0xffffffff : 0x01020304);
    assert.ok(flash.program(erased, bytes, 4));
  }
  for (const kb of [0, 128, 256, 384]) assert.is(flash.erase(kb * 1024), false);
});

test('DERS-FW-074 what reaches over the border of two journal sectors is written whole, or nothing of it', () => {
  const flash = flashOf();
  const border = flash.regionStart(Region.JOURNAL) + flash.sectorSize(Region.JOURNAL);
  assert.ok(flash.erase(border) && flash.erase(border - flash.sectorSize(Region.JOURNAL)));
  const bytes = Uint8Array.from({ length: 8 }, (_, i) => i + 1);
  assert.ok(flash.program(border - 4, bytes, 8));
  assert.equal([flash.word(border - 4), flash.word(border)], [0x01020304, 0x05060708]);
  assert.is(flash.program(border - 8, bytes, 8), false);
  assert.is(flash.word(border - 8), 0xffffffff);
});

test.run();
