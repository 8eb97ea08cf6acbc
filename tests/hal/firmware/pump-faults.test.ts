// The pump's own application made to fail on the emulated board while it infuses: the motor stands, the watchdog restarts the pump, and it says so.
import * as assert from 'uvu/assert';
import { Answer, Halt, Motion, Priority } from '../../../hal/hal';
import { type Bench, WATCHDOG } from '../../../simulator/bench';
import { Spoil } from '../../../simulator/target/message';
import { suite } from '../../suite';
import { type DemonstrationPump, demonstrationPump, typeDopamine } from './demonstration-pump';

const test = suite('hal/firmware faults of the pump on mps2-an386');
const LEASE = 5000;
const RATE = 15_400;

let bench: Bench | undefined;
test.after.each(() => bench?.close());

function infusing(): DemonstrationPump {
  const pump = demonstrationPump('mps2-an386');
  bench = pump.bench;
  typeDopamine(pump.stage);
  pump.stage.press('START');
  pump.bench.advance(3 * 60_000);
  assert.ok(pump.stage.shows('INFUSING'));
  assert.is(pump.bench.supervisor?.motion(), Motion.MOVING);
  return pump;
}

/** What goes wrong, and what the board says of it. */
const FAULTS: [string, Spoil, RegExp][] = [
  ['throws', Spoil.THROW, /^the application failed: 3 ReferenceError/],
  ['loops without end', Spoil.LOOP, /^the application failed: 4 /],
  ['uses up its heap', Spoil.HEAP, /^the application failed: 2 /],
  ['writes into the supervisor', Spoil.POKE, /^the application failed: memory at \d+ address 5\d+$/],
];

for (const [what, how, said] of FAULTS)
  test(`DERS-FW-027 an application that ${what} while it infuses: the motor stands, the watchdog restarts the pump, it alarms, records, and goes on with START`, () => {
    const { bench, stage, board } = infusing();
    const first = board();
    assert.ok(first);
    const total = bench.supervisor?.total() ?? Number.NaN;
    const records = stage.journal().length;
    first.spoil(how);
    bench.advance(LEASE);
    assert.match(first.failure, said);
    assert.is(bench.supervisor?.motion(), Motion.HALTED);
    assert.is(bench.supervisor?.halt(), Halt.APPLICATION);
    const steps = bench.truth().stepsCommanded;
    // What the supervisor says it delivered is what the motor made; no more than its rate in the lease.
    const delivered = bench.supervisor?.total() ?? Number.NaN;
    assert.is(delivered, Math.floor(steps / 2));
    assert.ok(delivered <= total + Math.ceil((RATE * LEASE) / 3_600_000), `${delivered - total} µL after it`);
    assert.is(bench.restarts, 0);

    bench.advance(WATCHDOG);
    assert.is(bench.restarts, 1);
    assert.is.not(board(), first);
    assert.is(board()?.failure, '');
    assert.is(bench.truth().stepsCommanded, steps);
    assert.is(bench.supervisor?.halt(), Halt.POWER_ON);
    assert.is(bench.lamps().alarm, Priority.HIGH);
    assert.ok(stage.shows('POWER FAILED: INFUSION STOPPED'));
    const kinds = stage
      .journal()
      .slice(records)
      .map(({ kind }) => kind);
    assert.equal(kinds.slice(0, 2), ['POWER_ON', 'LIBRARY_ACTIVE']);
    assert.ok(kinds.includes('ALARM'), kinds.join());

    // The same infusion, by one key of a person.
    stage.press('START');
    bench.advance(60_000);
    assert.ok(stage.shows('INFUSING'));
    assert.is(bench.supervisor?.motion(), Motion.MOVING);
    assert.ok(bench.truth().stepsCommanded - steps <= Math.ceil((RATE * 2 * 61) / 3600));
  });

test('DERS-FW-028 an application that writes a library of its own into the free slot gets no order by it', () => {
  const { bench, stage, board } = infusing();
  stage.press('START');
  board()?.spoil(Spoil.FORGE);
  bench.advance(LEASE);
  assert.match(board()?.failure ?? '', new RegExp(`Error: answer ${Answer.UNREADABLE}$`));
  assert.is(bench.supervisor?.motion(), Motion.HALTED);
});

test.run();
