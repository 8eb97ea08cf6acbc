// The whole simulated pump around a stand-in for the application: time, keys, power, watchdog, and the same bytes each time.
import * as assert from 'uvu/assert';
import type { Hal } from '../../hal/hal';
import { Halt, KeyCode, Motion, Priority, Sensor } from '../../hal/hal';
import { Bench, type BenchOptions, DEFAULT_WALL, POWER_FAILURE_ALARM, WATCHDOG } from '../../simulator/bench';
import type { Happening } from '../../simulator/bench/action';
import { suite } from '../suite';
import { RATE, StandIn } from './stand-in';

const test = suite('simulator/bench');

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface Set {
  bench: Bench;
  /** Every application that was made, the present one last. */
  made: StandIn[];
  hal: () => Hal;
}

function set(options: Partial<BenchOptions> & { volume?: number } = {}): Set {
  const made: StandIn[] = [];
  let last: Hal | undefined;
  const bench = new Bench({
    seed: 3,
    ...options,
    application: (hal) => {
      last = hal;
      const application = new StandIn(hal, options.volume);
      made.push(application);
      return application;
    },
  });
  bench.powerOn();
  return { bench, made, hal: () => last as Hal };
}

function infusing(options: Partial<BenchOptions> & { volume?: number } = {}): Set {
  const all = set(options);
  all.bench.tap('START');
  return all;
}

test('DERS-SIM-020 a START press turns the motor, and the truth is within the pump’s tolerance of what it believes', () => {
  const { bench } = infusing();
  bench.advance(HOUR);
  assert.is(bench.supervisor?.motion(), Motion.MOVING);
  assert.is(bench.rate(), RATE / 1000);
  assert.ok(Math.abs(bench.counted() - 25) < 0.1, `${bench.counted()}`);
  assert.ok(Math.abs(bench.truth().delivered / bench.counted() - 1) < 0.05);
  assert.is(bench.screen()[3]?.text, `${bench.counted().toFixed(1)} mL`);
});

test('DERS-SIM-020 the volume ends on a step', () => {
  const { bench } = infusing({ volume: 5000 });
  bench.advance(HOUR);
  assert.is(bench.supervisor?.halt(), Halt.COMPLETE);
  assert.is(bench.truth().stepsCommanded, 10_000);
  assert.is(bench.rate(), 0);
});

/** A session with a bit of everything; `cut` divides the waiting. */
function session(cut: (ms: number) => number[]): { told: string[]; end: string } {
  const told: string[] = [];
  const watcher = (at: number, happening: Happening) => told.push(JSON.stringify({ at, ...happening }));
  const { bench } = set({ watcher });
  const wait = (ms: number) => {
    for (const part of cut(ms)) bench.advance(part);
  };
  wait(777);
  bench.press('START');
  wait(80);
  bench.release('START');
  wait(10 * MINUTE + 1);
  bench.act({ do: 'set', changes: { downstreamOcclusion: 1 } });
  wait(5 * MINUTE);
  bench.act({ do: 'set', changes: { downstreamOcclusion: 0 } });
  bench.press('7');
  wait(3);
  bench.release('7');
  wait(50);
  bench.powerCut();
  wait(1234);
  bench.powerOn();
  bench.tap('START');
  wait(MINUTE);
  return { told, end: JSON.stringify([bench.truth(), bench.counted(), bench.screen()]) };
}

const whole = session((ms) => [ms]);

for (const [how, cut] of [
  ['again', (ms: number) => [ms]],
  ['cut in two', (ms: number) => [Math.floor(ms / 3), ms - Math.floor(ms / 3)]],
  ['cut at every 17 ms', (ms: number) => [...Array(Math.floor(ms / 17)).fill(17), ms % 17]],
] as const) {
  test(`DERS-SIM-021 the same session gives the same happenings and the same end: ${how}`, () => {
    const other = session(cut);
    assert.equal(other.told, whole.told);
    assert.is(other.end, whole.end);
  });
}

test('DERS-SIM-021 another seed is another pump', () => {
  const truths = [1, 2].map((seed) => {
    const { bench } = infusing({ seed });
    bench.advance(HOUR);
    return bench.truth().delivered;
  });
  assert.is.not(truths[0], truths[1]);
});

test('DERS-SIM-022 a key comes to supervisor and application as one press and one release, however it bounces', () => {
  const { bench, made } = set();
  for (let i = 0; i < 50; i++) bench.tap('OK');
  const edges = made[0]?.keys ?? [];
  assert.equal(edges.length, 100);
  edges.forEach((edge, i) => assert.is(edge, KeyCode.OK * 2 + (i % 2 === 0 ? 1 : 0)));
});

test('DERS-SIM-022 a press shorter than the debouncing is none', () => {
  const { bench, made } = set();
  bench.tap('START', 10);
  bench.advance(SECOND);
  assert.equal(made[0]?.keys, []);
  assert.is(bench.supervisor?.motion(), Motion.HALTED);
});

test('DERS-SIM-022 STOP halts the motor although the application does nothing of it', () => {
  const { bench } = infusing();
  bench.advance(MINUTE);
  bench.tap('STOP');
  assert.is(bench.supervisor?.halt(), Halt.STOP_KEY);
  assert.is(bench.rate(), 0);
});

test('DERS-SIM-022 a stuck key stays pressed, whatever a finger does', () => {
  const { bench, made } = set();
  bench.act({ do: 'stick', key: KeyCode.OK, contact: 'closed' });
  bench.advance(SECOND);
  bench.tap('OK');
  assert.equal(made[0]?.keys, [KeyCode.OK * 2 + 1]);
  bench.act({ do: 'free', key: KeyCode.OK });
  bench.advance(SECOND);
  assert.equal(made[0]?.keys, [KeyCode.OK * 2 + 1, KeyCode.OK * 2]);
});

test('DERS-SIM-023 power cut: motor, screen and lamps stop at once; flash and wall clock stay; the pump comes back new', () => {
  const { bench, made } = infusing();
  bench.advance(MINUTE);
  bench.flash.program(bench.flash.regionStart(4), [1, 2, 3, 4], 4);
  bench.powerCut();
  const { delivered } = bench.truth();
  assert.equal([bench.on, bench.rate(), bench.lamps().powered], [false, 0, false]);
  assert.ok(bench.screen().every(({ text }) => text === ''));
  assert.ok(Number.isNaN(bench.counted()));
  bench.advance(HOUR);
  assert.ok(bench.truth().delivered - delivered < 0.05);
  bench.powerOn();
  assert.is(made.length, 2);
  assert.is(bench.clock.monotonic(), 0);
  assert.is(bench.wall(), DEFAULT_WALL + Math.floor(bench.now / 1000));
  assert.is(bench.flash.word(bench.flash.regionStart(4)), 0x01020304);
  assert.is(bench.supervisor?.halt(), Halt.POWER_ON);
});

// ms after the power is gone, whether the power-failure alarm sounds
for (const [ms, sounds] of [
  [0, true],
  [POWER_FAILURE_ALARM - 1, true],
  [POWER_FAILURE_ALARM, false],
] as const) {
  test(`DERS-SIM-023 the power-failure alarm outlives the supply: ${ms} ms`, () => {
    const { bench } = infusing();
    bench.powerCut();
    bench.advance(ms);
    assert.is(bench.lamps().powerFailure, sounds);
  });
}

test('DERS-SIM-023 switched off by the application there is no power-failure alarm, and the POWER key switches on', () => {
  const { bench, made } = set();
  bench.tap('POWER');
  assert.equal([bench.on, bench.lamps().powerFailure], [false, false]);
  bench.tap('OK');
  assert.is(bench.on, false);
  bench.tap('POWER');
  assert.equal([bench.on, made.length], [true, 2]);
  assert.equal(made[1]?.keys, [KeyCode.POWER * 2]);
});

test('DERS-SIM-023 an empty battery without mains switches off; with mains back the pump can be switched on', () => {
  const { bench } = infusing();
  bench.act({ do: 'set', changes: { mains: 'lost' } });
  bench.act({ do: 'charge', fraction: 0.01 });
  bench.advance(HOUR);
  assert.equal([bench.on, bench.truth().charge], [false, 0]);
  bench.powerOn();
  assert.is(bench.on, false);
  bench.act({ do: 'set', changes: { mains: 'on' } });
  bench.powerOn();
  assert.is(bench.on, true);
});

test('DERS-SIM-023 power lost in a flash operation switches off', () => {
  const { bench, hal } = set();
  bench.act({ do: 'power-cut', operation: 2 });
  const { flash } = hal();
  const start = flash.regionStart(4);
  assert.is(flash.program(start, [0, 0, 0, 0], 4), true);
  assert.is(flash.program(start + 4, [0, 0, 0, 0], 4), false);
  bench.advance(2 * SECOND);
  assert.is(bench.on, false);
  bench.powerOn();
  assert.is(bench.flash.word(start), 0);
});

test('DERS-SIM-023 a key that is down when power comes is told to the application, and is no START for the supervisor', () => {
  const { bench, made } = set();
  bench.powerCut();
  bench.press('START');
  bench.advance(SECOND);
  bench.powerOn();
  bench.advance(SECOND);
  assert.equal(made[1]?.keys, [KeyCode.START * 2 + 1]);
  assert.is(bench.supervisor?.motion(), Motion.HALTED);
});

// ms without a sign of life, restarts
for (const [ms, restarts] of [
  [WATCHDOG - 1, 0],
  [WATCHDOG, 1],
] as const) {
  test(`DERS-SIM-024 the watchdog restarts an application that gives no sign of life: ${ms} ms`, () => {
    const { bench, made } = infusing();
    const [first] = made as [StandIn];
    first.alive = false;
    bench.advance(first.signedAt + ms - bench.now);
    assert.is(bench.restarts, restarts);
  });
}

test('DERS-SIM-024 after a restart nothing moves', () => {
  const { bench, made } = infusing();
  bench.advance(MINUTE);
  (made[0] as StandIn).alive = false;
  bench.advance(WATCHDOG + 2 * SECOND);
  assert.equal([bench.restarts, made.length, bench.rate()], [1, 2, 0]);
  assert.is(bench.supervisor?.halt(), Halt.POWER_ON);
});

// sensor, what is done, what is read
for (const [name, sensor, prepare, low, high] of [
  ['door', Sensor.DOOR, (bench: Bench) => bench.act({ do: 'set', changes: { door: 'open' } }), 0, 0],
  [
    'set loaded',
    Sensor.SET_LOADED,
    (bench: Bench) => bench.act({ do: 'set', changes: { set: 'misloaded' } }),
    0,
    0,
  ],
  ['clamp', Sensor.CLAMP, (bench: Bench) => bench.act({ do: 'set', changes: { set: 'removed' } }), 1, 1],
  ['mains', Sensor.MAINS, (bench: Bench) => bench.act({ do: 'set', changes: { mains: 'lost' } }), 0, 0],
  [
    'handset',
    Sensor.HANDSET,
    (bench: Bench) => bench.act({ do: 'set', changes: { handset: 'unplugged' } }),
    0,
    0,
  ],
  ['battery', Sensor.BATTERY, (bench: Bench) => bench.act({ do: 'charge', fraction: 0.5 }), 50, 50],
  [
    'battery minutes',
    Sensor.BATTERY_MINUTES,
    (bench: Bench) => bench.act({ do: 'charge', fraction: 0.5 }),
    100,
    200,
  ],
  ['reservoir low', Sensor.RESERVOIR_LOW, (bench: Bench) => bench.act({ do: 'hang', volume: 5 }), 1, 1],
  ['reservoir empty', Sensor.RESERVOIR_EMPTY, (bench: Bench) => bench.act({ do: 'hang', volume: 0 }), 1, 1],
  [
    'air bubble',
    Sensor.AIR_BUBBLE,
    (bench: Bench) => bench.act({ do: 'bubble', volume: 0.1, place: 'pump' }),
    99,
    101,
  ],
  [
    'air accumulated',
    Sensor.AIR_ACCUMULATED,
    (bench: Bench) => bench.act({ do: 'bubble', volume: 0.1, place: 'pump' }),
    99,
    101,
  ],
  ['drops', Sensor.DROPS, () => undefined, 7, 9],
  ['upstream pressure', Sensor.UPSTREAM_PRESSURE, () => undefined, 36, 37],
  [
    'downstream pressure',
    Sensor.DOWNSTREAM_PRESSURE,
    (bench: Bench) => bench.act({ do: 'set', changes: { venousPressure: 100 } }),
    95,
    105,
  ],
] as const) {
  test(`DERS-SIM-025 ${name}: reads in the unit of the hardware contract`, () => {
    const { bench, hal } = infusing();
    prepare(bench);
    bench.advance(MINUTE);
    const reading = hal().sensors.read(sensor);
    assert.ok(reading >= low && reading <= high, `${reading}`);
  });
}

test('DERS-SIM-025 a sensor that the pump does not have reads as no number', () => {
  const { hal } = set({ without: [Sensor.DROPS] });
  assert.is(hal().sensors.has(Sensor.DROPS), false);
  assert.ok(Number.isNaN(hal().sensors.read(Sensor.DROPS)));
  assert.is(hal().sensors.has(Sensor.DOOR), true);
  assert.is(hal().sensors.has(Sensor.COUNT), false);
});

test('DERS-SIM-025 an occlusion is seen through the sensors and told by the lamps', () => {
  const { bench } = infusing();
  bench.act({ do: 'set', changes: { downstreamOcclusion: 1 } });
  bench.advance(5 * MINUTE);
  assert.equal(
    [bench.lamps().alarm, bench.lamps().audible, bench.lamps().running],
    [Priority.HIGH, true, false],
  );
  assert.is(bench.rate(), 0);
});

test('DERS-SIM-026 what cannot be done is refused by name and changes nothing', () => {
  const told: string[] = [];
  const { bench } = set({ watcher: (_, { of }) => told.push(of) });
  told.length = 0;
  assert.throws(() => bench.press('STRAT'), /no key "STRAT"/);
  assert.throws(() => bench.press(99 as KeyCode), /no key "99"/);
  assert.throws(() => bench.act({ do: 'bubble', volume: -1, place: 'pump' }), /bubble of -1/);
  assert.throws(() => bench.advance(-1), /cannot advance/);
  assert.throws(() => bench.advance(0.5), /cannot advance/);
  assert.equal(told, []);
});

test('DERS-SIM-027 a day of a running infusion', () => {
  const { bench } = infusing({ plant: { volume: 1000 } });
  bench.advance(24 * HOUR);
  assert.ok(Math.abs(bench.counted() - 600) < 0.1, `${bench.counted()}`);
});

test.run();
