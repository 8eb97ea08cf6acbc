// The STM32F405's drivers against a chip that the test plays, register by register, as ST's RM0090 describes it.
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { suite } from '../../suite';
import { chipProgram } from './played-chip';

const test = suite('hal/firmware chip');

let program = '';
test.before(() => {
  program = chipProgram('chip');
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

/** Offsets of the sectors that hold data, and how long they are (ST RM0090, table 5). */
const KB = 1024;
const SECTORS = [
  [16 * KB, 16 * KB],
  [32 * KB, 16 * KB],
  [48 * KB, 16 * KB],
  [64 * KB, 64 * KB],
  [512 * KB, 128 * KB],
  [640 * KB, 128 * KB],
  [768 * KB, 128 * KB],
  [896 * KB, 128 * KB],
];
const FIRST = 512 * KB;

test('DERS-FW-070 a sector is erased and words are programmed, once; the flash is locked and the caches are reset afterwards', () =>
  holds(`
    program ${FIRST} 01020304 → 0
    erase ${FIRST} → 1
    locked → 1 1 1
    program ${FIRST} 0102030405060708 → 1
    locked → 1 1 1
    cells ${FIRST} 12 → 0102030405060708ffffffff
    program ${FIRST + 4} ffffffff → 0
    program ${FIRST + 8} aabbccdd → 1
    cells ${FIRST} 12 → 0102030405060708aabbccdd
    erase ${FIRST} → 1
    cells ${FIRST} 4 → ffffffff
  `));

for (const [start, size] of SECTORS) {
  const end = start + size;
  const behind = end === 1024 * KB ? 'ffff' : 'ffff0000';
  test(`DERS-FW-070 the sector at ${start / KB} KB is erased alone, from its first byte, and written to its last`, () =>
    holds(`
      erase ${start + 4} → 0
      erase ${start} → 1
      cells ${start - 2} 4 → 0000ffff
      cells ${end - 2} ${behind.length / 2} → ${behind}
      program ${end - 4} 0102030405060708 → 0
      program ${end - 4} 01020304 → 1
    `));
}

test('DERS-FW-070 the image is out of reach: sectors 0 and 5 to 7, and what is no flash', () =>
  holds(
    [0, 128, 256, 384, 511, 1024, 4096 * 1024 - 4]
      .flatMap((kb) => [
        `erase ${kb * KB} → 0`,
        `program ${kb * KB} 01020304 → 0`,
        `program ${kb * KB + 8} 01020304 → 0`,
      ])
      .concat(`program ${16 * KB - 4} 01020304 → 0`, `program ${128 * KB - 4} 0102030405060708 → 0`)
      .join('\n'),
  ));

test('DERS-FW-070 what is no whole word, or not at one, is refused', () =>
  holds(`
    erase ${FIRST} → 1
    program ${FIRST + 2} 01020304 → 0
    program ${FIRST} 010203 → 0
    program ${FIRST}  → 0
    cells ${FIRST} 8 → ffffffffffffffff
  `));

for (const [what, spoiled] of [
  ['a chip that is busy for ever', 'busy'],
  ['a chip that does not unlock', 'locked'],
  ['a sector that is write-protected', 'protected'],
  ['a cell that keeps a bit', `stuck ${FIRST + 4}`],
]) {
  test(`DERS-FW-071 ${what} is told, the flash is locked again, and the next try is good where the chip is`, () =>
    holds(`
      erase ${FIRST} → 1
      spoil ${spoiled} → 1
      program ${FIRST + 4} ffffffff → 0
      erase ${FIRST} → 0
      locked → 1 1 1
      spoil none → 1
      erase ${FIRST} → 1
      program ${FIRST + 4} 0102030405060708 → 1
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
