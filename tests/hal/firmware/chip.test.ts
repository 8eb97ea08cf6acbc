// The STM32F405's drivers against a chip that the test plays, register by register, as ST's RM0090 describes it.
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { suite } from '../../suite';
import { hostProgram } from './host-programs';

const test = suite('hal/firmware chip');
const FOLDER = 'hal/firmware/boards/netduinoplus2';
const SECTOR = 128 * 1024;

let program = '';
test.before(() => {
  program = hostProgram(
    'chip',
    ['tests/hal/firmware/chip_host.c', `${FOLDER}/chip_flash.c`, `${FOLDER}/chip_pins.c`],
    ['-DCHIP_PATIENCE=1000'],
  );
});

/** Each line is a command and, behind an arrow, its answer. */
function holds(script: string): void {
  const rows = script
    .trim()
    .split('\n')
    .map((row) => row.trim().split(' → '));
  const input = rows.map(([command]) => `${command}\n`).join('');
  const run = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 24 });
  assert.is(run.status, 0, run.stderr);
  const answers = run.stdout.trimEnd().split('\n');
  rows.forEach(([command, answer], i) => assert.is(answers[i], answer, `${i + 1}: ${command}`));
}

test('DERS-FW-070 a sector is erased and words are programmed, once; the flash is locked and the caches are reset afterwards', () =>
  holds(`
    program 0 01020304 → 0
    erase 0 → 1
    locked → 1 1 1
    program 0 0102030405060708 → 1
    locked → 1 1 1
    cells 0 12 → 0102030405060708ffffffff
    program 4 ffffffff → 0
    program 8 aabbccdd → 1
    cells 0 12 → 0102030405060708aabbccdd
    erase 0 → 1
    cells 0 4 → ffffffff
  `));

test('DERS-FW-070 each of the four sectors is erased alone, and the image below is out of reach', () =>
  holds(`
    erase 1 → 1
    cells ${SECTOR - 2} 4 → 0000ffff
    cells ${2 * SECTOR - 2} 4 → ffff0000
    erase 3 → 1
    cells ${4 * SECTOR - 4} 4 → ffffffff
    erase 4 → 0
    erase 4294967288 → 0
    program ${4 * SECTOR - 4} 01020304 → 1
    program ${4 * SECTOR - 4} 0102030405060708 → 0
    program ${4 * SECTOR} 01020304 → 0
    program 4294967292 01020304 → 0
  `));

test('DERS-FW-070 what is no whole word, or not at one, is refused', () =>
  holds(`
    erase 0 → 1
    program 2 01020304 → 0
    program 0 010203 → 0
    program 0  → 0
    cells 0 8 → ffffffffffffffff
  `));

for (const [what, spoiled] of [
  ['a chip that is busy for ever', 'busy'],
  ['a chip that does not unlock', 'locked'],
  ['a sector that is write-protected', 'protected'],
  ['a cell that keeps a bit', 'stuck 4'],
]) {
  test(`DERS-FW-071 ${what} is told, the flash is locked again, and the next try is good where the chip is`, () =>
    holds(`
      erase 0 → 1
      spoil ${spoiled} → 1
      program 4 ffffffff → 0
      erase 0 → 0
      locked → 1 1 1
      spoil none → 1
      erase 0 → 1
      program 4 0102030405060708 → 1
    `));
}

test('DERS-FW-072 every key of the matrix is seen alone, by its own number, and no row stays low', () => {
  const rows: string[] = ['keypad 5 5 → 1', 'scan → 0 1 0'];
  for (let row = 0; row < 5; row++)
    for (let column = 0; column < 5; column++)
      rows.push(
        `close ${row} ${column} → 1`,
        `scan → ${(2 ** (row * 5 + column)).toString(16)} 1 0`,
        'open → 1',
      );
  holds(rows.join('\n'));
});

test('DERS-FW-072 two keys are seen together; three that could show a fourth are not certain, and nothing is pressed then', () =>
  holds(`
    keypad 5 5 → 1
    close 0 0 → 1
    close 0 1 → 1
    scan → 3 1 0
    close 2 3 → 1
    scan → 2003 1 0
    close 2 0 → 1
    close 1 0 → 1
    scan → 0 0 0
    open → 1
    scan → 0 1 0
    keypad 8 8 → 0
    keypad 4 8 → 1
  `));

test('DERS-FW-073 the driver starts without power and makes one step a pulse', () =>
  holds(`
    stepper 1 → 011 0
    power 1 → 010 0
    pulse → 010 1
    pulse → 010 2
    power 0 → 011 2
    stepper 0 → 001 2
  `));

test.run();
