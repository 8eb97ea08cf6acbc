// The second channel on the emulated board, against a program that lies, writes where it must not, stalls, throws or runs out of everything while
// the motor turns. Time is the board's own: milliseconds of its timer interrupt.
import * as assert from 'uvu/assert';
import { Halt, Motion } from '../../../hal/hal';
import { suite } from '../../suite';
import { FaultyPump, LEASE, LIBRARY_LENGTH, RATE, type State, type Where } from './faulty-pump';

const suiteOfFaults = suite('hal/firmware faults on mps2-an386');
let pump: FaultyPump | undefined;

suiteOfFaults.after(async () => pump?.stop());

/** One board goes through all of them; after a test that failed there is another. */
function test(title: string, body: (board: FaultyPump) => Promise<void>): void {
  suiteOfFaults(title, async () => {
    pump ??= await FaultyPump.boot();
    try {
      await body(pump);
    } catch (error) {
      await pump.stop();
      pump = undefined;
      throw error;
    }
  });
}

const own = `0,0,${LIBRARY_LENGTH}`;

// ---- what it says is refused, and the motor goes on as it was ordered

/** What the program says, what the supervisor answers, and whether a person presses START before. */
const LIES: [string, string, number, boolean][] = [
  ['orders above the ceiling of the entry', 'own(100001)', 2, true],
  ['orders without START', `own(${RATE})`, 1, false],
  ['orders above the ceiling without START', 'own(100001)', 1, false],
  ['runs faster than it ordered', `host.run(0,${RATE + 1},2000)`, 2, false],
  ['runs a part that it did not order', `host.run(1,${RATE},2000)`, 3, false],
  ['asks for a longer lease than there is', 'host.renew(5001)', 0, false],
  ['asks for a lease that is no number', 'host.renew(NaN)', 0, false],
  ['names an entry that is not there', `order(${own},3,${RATE},1000)`, 5, true],
  ['names an entry whose record is damaged', `order(${own},1,${RATE},1000)`, 5, true],
  ['names an entry with the record of another', `order(${own},2,${RATE},1000)`, 5, true],
  ['names a slot without a library', `order(1,524288,${LIBRARY_LENGTH},0,${RATE},1000)`, 5, true],
  ['names a library outside its slot', `order(0,524288,${LIBRARY_LENGTH},0,${RATE},1000)`, 5, true],
  ['names a slot that is not there', `order(2,0,${LIBRARY_LENGTH},0,${RATE},1000)`, 0, true],
  ['orders a bolus above the ceiling', `order(${own},0,${RATE},1000,100001)`, 2, true],
];

for (const [what, call, answer, key] of LIES)
  test(`DERS-FW-020 a program that ${what} is refused, and nothing turns faster`, async (board) => {
    const before = await board.infuse();
    if (key) await board.press();
    assert.is(await board.ask(`load function bad(){return ${call}}`), 'ok');
    assert.is(await board.ask('call bad'), `ok ${answer}`);
    assert.is(await board.wait(1000), '');
    const after = await board.state();
    board.honest(after);
    assert.is(after.motion, Motion.MOVING);
    const most = ((after.now - before.now) * RATE * 2) / 3_600_000 + 1;
    assert.ok(after.steps - before.steps <= most, `${after.steps - before.steps} steps`);
  });

test('DERS-FW-021 a program that does not renew stands at the end of its lease, and moves again only with START', async (board) => {
  assert.is(await board.ask('load function again(){return host.run(0,60000,2000)}'), 'ok');
  const before = await board.infuse();
  assert.is(await board.ask('load function step(){return 0}'), 'ok');
  assert.is(await board.wait(6000), '');
  const after = await board.state();
  assert.is(after.halt, Halt.LEASE);
  assert.ok(after.lastStep <= before.now + LEASE, `moved until ${after.lastStep}`);
  assert.is(await board.ask('call again'), 'ok 1');
  assert.is(await board.wait(1000), '');
  const still = await board.state();
  assert.is(still.steps, after.steps);
  board.honest(still);
  await board.press();
  assert.is(await board.ask('call again'), 'ok 3970725');
});

// ---- faults: the motor stands at once, the runtime is made anew

/** What the program does, and the reason that the board gives. */
type Fault = (where: Where) => [string, RegExp];
const at = (address: number) => address.toString(16).padStart(8, '0');
const poke =
  (address: (where: Where) => number, value = 0): Fault =>
  (where) => [
    `host.poke(${address(where)},${value})`,
    new RegExp(`^fault (memory|bus) ${at(address(where))}$`),
  ];

const FAULTS: [string, Fault][] = [
  ['writes into the supervisor', poke(({ supervisor }) => supervisor)],
  ['writes the supervisor’s lease', poke(({ supervisor }) => supervisor + 200, 0xffffffff)],
  ['writes behind its mailbox', poke(({ mailbox }) => (mailbox & ~2047) + 2048)],
  ['writes before its heap', poke(({ heap }) => heap - 4)],
  ['writes behind its heap', poke(({ heap }) => heap + 131072)],
  ['writes into the guard under its stack', poke(({ stack }) => stack)],
  ['writes into the stack of the privileged side', poke(({ main }) => main + 32764)],
  ['writes the words that outlive a restart', poke(({ words }) => words)],
  ['writes the vector table', poke(() => 4)],
  ['writes into the program in flash', poke(() => 0x1000)],
  ['writes into the library', poke(() => 0x21000000)],
  ['stops the step timer', poke(() => 0x40001000)],
  ['stops the watchdog', poke(() => 0x40008008)],
  ['writes to the console', poke(() => 0x40004000, 65)],
  ['switches the protection off', poke(() => 0xe000ed94)],
  ['moves the vector table', poke(() => 0xe000ed08)],
  ['reads a peripheral', () => ['host.peek(0x40004000)', /^fault memory 40004000$/]],
  [
    'reads the supervisor',
    ({ supervisor }) => [`host.peek(${supervisor})`, new RegExp(`^fault memory ${at(supervisor)}$`)],
  ],
  ['calls the debugger', () => ['host.semihost()', /^fault hard 00000000$/]],
  ['runs an instruction that is none', () => ['host.undefined()', /^fault usage 00000000$/]],
  ['recurses in C until its stack is full', () => ['host.dig()', /^fault memory /]],
  ['calls a gate that is not there', () => ['host.gate(11,0,0,0)', /^gate: no such gate 0000000b$/]],
  ['calls gate 4,294,967,295', () => ['host.gate(4294967295,0,0,0)', /^gate: no such gate ffffffff$/]],
  ['makes a call that is none', () => ['host.unknown()', /^gate: no such call 00000009$/]],
  ['makes the call that main begins it with', () => ['host.enter()', /^gate: no such call 00000002$/]],
  [
    'lets a gate read the supervisor',
    ({ supervisor }) => [`host.gate(2,${supervisor},8,0)`, /^gate: request outside/],
  ],
  [
    'lets a gate read a peripheral',
    () => ['host.gate(2,0x40004000,8,0)', /^gate: request outside 40004000$/],
  ],
  [
    'lets a gate read over the end of its heap',
    ({ heap }) => [`host.gate(2,${heap + 131072 - 4},8,0)`, /^gate: request outside/],
  ],
  [
    'lets a gate read over the end of the address space',
    () => ['host.gate(2,0xfffffffc,8,0)', /^gate: request outside/],
  ],
  [
    'lets a gate write into the supervisor',
    ({ supervisor, heap }) => [`host.gate(10,${heap + 65536},4,${supervisor})`, /^gate: answer outside/],
  ],
  [
    'lets a gate write into the guard',
    ({ stack, heap }) => [`host.gate(10,${heap + 65536},4,${stack})`, /^gate: answer outside/],
  ],
  [
    'lets a gate write into flash',
    ({ heap }) => [`host.gate(10,${heap + 65536},4,0x1000)`, /^gate: answer outside 00001000$/],
  ],
  ['throws', () => ['nothing()', /^error -3 ReferenceError: /]],
  ['throws what is no error', () => ['(function(){throw 7})()', /^error -3 7$/]],
  ['recurses without end', () => ['1+bad()', /^error -2 /]],
  ['exhausts its heap', () => ['(function(){var a=[];for(;;)a.push(new Array(100))})()', /^error -2 /]],
  ['answers what is no number', () => ['"no number"', /^error -6 /]],
];

/** The runtime ended: nothing turns, nothing begins by itself, and a person can order anew. */
async function recovered(board: FaultyPump, stopped: State): Promise<void> {
  assert.is(await board.wait(1000), '');
  const still = await board.state();
  assert.is(still.motion, Motion.HALTED);
  assert.is(still.steps, stopped.steps);
  assert.is(await board.ask('call begin'), 'ok 1');
  const again = await board.infuse();
  assert.is(again.delivered, Math.floor((again.counts - stopped.counts) / 4));
}

for (const [what, fault] of FAULTS)
  test(`DERS-FW-022 a program that ${what} is ended and the motor stands at once`, async (board) => {
    await board.infuse();
    const [call, reason] = fault(board.where);
    assert.is(await board.ask(`load function bad(){return ${call}}`), 'ok');
    const before = await board.state();
    const answer = await board.ask('call bad');
    assert.match(answer, /^ended /);
    assert.match(answer.slice(6), reason);
    const after = await board.state();
    assert.is(after.motion, Motion.HALTED);
    assert.is(after.halt, Halt.APPLICATION);
    assert.is(after.runtimes, before.runtimes + 1);
    board.honest(after);
    await recovered(board, after);
  });

test('DERS-FW-023 a program cannot take privileges or keep the interrupts out', async (board) => {
  const before = await board.infuse();
  assert.is(await board.ask('load function bad(){return host.seize()&1}'), 'ok');
  assert.is(await board.ask('call bad'), 'ok 1');
  assert.is(await board.wait(1000), '');
  const after = await board.state();
  assert.ok(after.steps > before.steps);
  assert.match(await board.ask(`load host.poke(${board.where.supervisor},0)`), /^ended fault memory /);
});

test('DERS-FW-023 a gate that gets a length or a number that it does not take refuses, and the program goes on', async (board) => {
  await board.infuse();
  const { heap } = board.where;
  const calls = [
    `2,${heap},7,0`,
    `2,${heap},9,0`,
    `2,${heap},8,1`,
    `0,${heap},96,256`,
    `10,${heap},5,${heap}`,
  ];
  for (const call of calls) {
    assert.is(await board.ask(`load function bad(){return isNaN(host.gate(${call}))?7:8}`), 'ok');
    assert.is(await board.ask('call bad'), 'ok 7', call);
  }
  assert.is((await board.state()).motion, Motion.MOVING);
});

// ---- stalls

test('DERS-FW-024 an endless loop is ended by the limit of a call, and the motor stands', async (board) => {
  assert.is(await board.ask('limit 1000'), 'ok');
  await board.infuse();
  assert.is(await board.ask('load function bad(){for(;;);}'), 'ok');
  const before = await board.state();
  assert.match(await board.ask('call bad'), /^ended error -4 /);
  const after = await board.state();
  assert.is(after.halt, Halt.APPLICATION);
  assert.ok(after.lastStep <= before.now + LEASE);
  board.honest(after);
  await recovered(board, after);
});

test('DERS-FW-024 an endless loop in C, where the runtime cannot look, is ended by the interrupt, and the motor stands', async (board) => {
  assert.is(await board.ask('limit 0'), 'ok');
  assert.is(await board.ask('bound 3000'), 'ok');
  await board.infuse();
  assert.is(await board.ask('load function bad(){host.spin()}'), 'ok');
  const before = await board.state();
  assert.is(await board.ask('call bad'), 'ended stall no end 00000000');
  const after = await board.state();
  // The lease came first.
  assert.is(after.halt, Halt.LEASE);
  assert.ok(after.now >= before.now + 3000 && after.now <= before.now + 3100, `${after.now - before.now} ms`);
  assert.ok(after.lastStep <= before.now + LEASE);
  board.honest(after);
  assert.is(await board.ask('bound 0'), 'ok');
  await recovered(board, after);
});

for (const [what, call] of [
  ['an endless loop of JavaScript', 'for(;;);'],
  ['an endless loop in C', 'host.spin()'],
  ['an endless loop that renews its lease', 'for(;;)host.renew(2000)'],
] as const)
  test(`DERS-FW-025 ${what} that no limit ends: the watchdog restarts the board, nothing moves, and it says so`, async (board) => {
    assert.is(await board.ask('limit 0'), 'ok');
    const before = await board.infuse();
    assert.is(await board.ask(`load function bad(){${call};return 0}`), 'ok');
    const [, , start, at, total, moved, ready] = (await board.ask('call bad')).split(' ');
    assert.is(start, 'watchdog');
    assert.is(ready, 'ready');
    const renews = call.includes('renew');
    assert.ok(Number(at) <= before.now + 9001 + 100, `${at}`);
    assert.ok(Number(moved) <= (renews ? Number(at) : before.now + LEASE), `moved until ${moved}`);
    // What was delivered, by the encoder, until it restarted.
    const most = before.total + Math.floor(((Number(moved) - before.now) * RATE) / 3_600_000) + 1;
    assert.ok(Number(total) >= before.total && Number(total) <= most, `${total} of ${most}`);
    const after = await board.state();
    assert.is(after.steps, 0);
    assert.is(after.halt, Halt.POWER_ON);
    await board.program();
    assert.is(await board.wait(6000), '');
    assert.is((await board.state()).steps, 0);
    await board.infuse();
  });

test('DERS-FW-026 the same faults give the same milliseconds, steps and answers each time', async () => {
  const lines = ['limit 1000', 'load host.poke(0,0)', 'state', 'load for(;;);', 'state', 'where'];
  const story = async () => {
    const board = await FaultyPump.boot();
    try {
      await board.infuse();
      const said: string[] = [];
      for (const line of lines) said.push(await board.ask(line));
      return said.join('\n');
    } finally {
      await board.stop();
    }
  };
  assert.is(await story(), await story());
});

suiteOfFaults.run();
