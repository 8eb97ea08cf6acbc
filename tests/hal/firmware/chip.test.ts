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

test('DERS-FW-077 the encoder counts both ways, and goes on over the end of its counter', () =>
  holds(`
    turn 5 → 0
    encoder → 1
    turn 5 → 5
    turn -7 → 4294967294
    turn 3 → 1
  `));

test('DERS-FW-077 each voltage is the one of its own channel; a converter that does not answer, or a channel that is none, is told', () =>
  holds(`
    convert 10 → -1
    adc → 1
    level 10 4095 → 4095
    level 11 17 → 17
    convert 10 → 4095
    convert 11 → 17
    convert 12 → 0
    convert 16 → -1
    spoil adc → 1
    convert 10 → -1
    spoil no adc → 1
    convert 10 → 4095
  `));

// Lengths and spacings as simulator/web/page/burst.ts has them: ms, then red, yellow, green, buzzer.
const HIGH =
  '1:1001 151:1000 251:0001 401:0000 501:1001 651:1000 751:0000 951:0001 1001:1001 1101:1000 1201:1001 1251:0001 1351:0000';

test('DERS-FW-078 lamps and buzzer make the pattern of a priority by themselves', () =>
  holds(`
    signals → 1
    tick 100 → 0000
    alarm 3 1 → 1
    tick 1400 → ${HIGH} 0000
    alarm 2 1 → 1
    tick 1700 → 1:0101 201:0100 401:0101 601:0100 801:0101 834:0001 1001:0000 1667:0100 0100
    alarm 1 1 → 1
    tick 5000 → 1:0101 201:0100 401:0101 601:0100 0100
    alarm 0 0 → 1
    tick 20000 → 1:0000 0000
  `));

test('DERS-FW-078 a silent alarm keeps its lamp; the sound that comes back begins its burst; what is no priority is the highest', () =>
  holds(`
    signals → 1
    alarm 2 0 → 1
    tick 1000 → 1:0100 834:0000 0000
    alarm 2 1 → 1
    tick 201 → 1:0001 201:0000 0000
    alarm 2 1 → 1
    tick 200 → 200:0001 0001
    alarm 99 1 → 1
    tick 1 → 1:1001 1001
    alarm 0 1 → 1
    tick 30000 → 1:0000 0000
  `));

test('DERS-FW-078 a tone for a key, one for a refusal, and the lamp of the motor', () =>
  holds(`
    beep 1 → 1
    tick 1 → 0000
    signals → 1
    beep 1 → 1
    tick 100 → 1:0001 31:0000 0000
    beep 99 → 1
    tick 300 → 1:0001 251:0000 0000
    running 1 → 1
    tick 1 → 0010
    running 0 → 1
    tick 1 → 0000
  `));

test.run();
