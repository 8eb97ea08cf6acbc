// The twin of the supervisor: the vectors, with time ms by ms and in jumps, any story under an onlooker, and the simulated pump.
import * as assert from 'uvu/assert';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { REFERENCE_MECHANISM, type RawMotor, SupervisorTwin } from '../../../hal/desktop/supervisor';
import { Answer, Halt, KeyCode, Motion, Order, Part } from '../../../hal/hal';
import { Plant } from '../../../simulator/plant/plant';
import { suite } from '../../suite';
import { ceilingLibrary } from './ceiling-library';
import { NO_ORDER, SupervisorBench } from './supervisor-bench';
import { Monitor } from './supervisor-monitor';
import { VECTORS, lineOf, unmet, vectorStorage } from './supervisor-script';
import { stories } from './supervisor-stories';

const test = suite('hal/desktop/supervisor');

const storage = vectorStorage();

function follow(events: string[], jumps: boolean): void {
  const bench = new SupervisorBench(storage, VECTORS.storage.slots, jumps);
  events.forEach((event, i) => {
    const lacks = unmet(event, bench.obey(lineOf(event)));
    assert.is(lacks, '', `event ${i + 1}, "${event}": ${lacks}`);
  });
}

test('the libraries of the vectors are what they say', () => {
  for (const { entries, records, hex } of VECTORS.storage.libraries) {
    assert.is(ceilingLibrary(entries, 0, records).toString('hex'), hex);
  }
});

for (const { title, events } of VECTORS.cases) {
  test(title, () => follow(events, false));
  // In jumps a trip is seen a little later than the table says.
  const faulty = events.some((event) => /^(creep|encoder)/.test(event));
  if (!faulty) test(`${title}, in jumps`, () => follow(events, true));
}

for (const jumps of [false, true]) {
  test(`DERS-SUP-034 no story makes a step that must not be, time ${jumps ? 'in jumps' : 'ms by ms'}`, () => {
    let steps = 0;
    for (const story of stories(400, 11)) {
      const bench = new SupervisorBench(storage, VECTORS.storage.slots, jumps);
      const monitor = new Monitor();
      const lines = story.filter((line) => !line.startsWith('contact'));
      for (const line of lines) {
        const wrong = monitor.see(line, bench.obey(line));
        assert.is(wrong, '', `${line}: ${wrong}, in\n${lines.join('\n')}`);
      }
      steps += bench.motor.made;
    }
    assert.ok(steps > 10_000, `only ${steps} steps: the stories say nothing`);
  });
}

// ---- hosts that break their word

function idle(changes: Partial<RawMotor> = {}): RawMotor {
  return { run: () => {}, stop: () => {}, commanded: () => 0, encoder: () => 0, ...changes };
}

function started(motor: RawMotor): SupervisorTwin {
  const twin = new SupervisorTwin(motor, new MemoryStorage(new Uint8Array(0)));
  const order = [...NO_ORDER];
  order[Order.MAIN_RATE] = 36_000;
  order[Order.MAIN_VOLUME] = 1000;
  twin.edge(KeyCode.START, true, 0);
  assert.is(twin.order(order), Answer.ACCEPTED);
  assert.is(twin.run(Part.MAIN, 36_000, 5000), Answer.ACCEPTED);
  return twin;
}

test('DERS-SUP-009 a time that is no number ends the lease', () => {
  const twin = started(idle());
  twin.tick(Number.NaN);
  assert.is(twin.halt(), Halt.LEASE);
});

test('DERS-SUP-010 a STOP at a time that is no number halts', () => {
  const twin = started(idle());
  twin.edge(KeyCode.STOP, true, Number.NaN);
  assert.is(twin.motion(), Motion.HALTED);
});

test('DERS-SUP-002 a START at a time that is no number allows nothing', () => {
  const twin = new SupervisorTwin(idle(), new MemoryStorage(new Uint8Array(0)));
  twin.edge(KeyCode.START, true, Number.NaN);
  assert.is(twin.order([...NO_ORDER]), Answer.NO_KEY);
});

for (const reading of ['encoder', 'commanded'] as const) {
  test(`DERS-SUP-018 ${reading} that is no number trips, at power-on and later`, () => {
    let value = 0;
    const twin = started(idle({ [reading]: () => value }));
    value = Number.NaN;
    twin.tick(1);
    assert.is(twin.halt(), Halt.UNDER_DELIVERY);
    const blind = new SupervisorTwin(
      idle({ [reading]: () => Number.NaN }),
      new MemoryStorage(new Uint8Array(0)),
    );
    blind.tick(1);
    assert.is(blind.halt(), Halt.UNDER_DELIVERY);
    assert.is(blind.total(), 0);
  });
}

test('DERS-SUP-001 a motor that turned before power-on is stopped', () => {
  let stops = 0;
  new SupervisorTwin(idle({ stop: () => stops++ }), new MemoryStorage(new Uint8Array(0)));
  assert.is(stops, 1);
});

for (const name of ['highestRate', 'stepsPerMicrolitre', 'countsPerStep', 'watch'] as const) {
  test(`a mechanism whose ${name} is no whole number above 0 is refused`, () => {
    for (const value of [0, 0.5, -1, Number.NaN]) {
      const mechanism = { ...REFERENCE_MECHANISM, [name]: value };
      assert.throws(
        () => new SupervisorTwin(idle(), new MemoryStorage(new Uint8Array(0)), mechanism),
        /whole number/,
      );
    }
  });
}

test('DERS-SUP-022 a part that is none has delivered nothing that could be told', () => {
  const twin = started(idle());
  for (const part of [-1, 4, 0.5, Number.NaN]) assert.is(twin.delivered(part as Part), -1);
});

// ---- the simulated pump

class Pump {
  readonly plant = new Plant({ seed: 1, volume: 500 });
  readonly twin = new SupervisorTwin(
    {
      run: (rate, count) => this.plant.run(rate, count),
      stop: () => this.plant.stop(),
      commanded: () => this.plant.truth().stepsCommanded,
      encoder: () => this.plant.sensors().encoder,
    },
    new MemoryStorage(new Uint8Array(0)),
  );

  constructor(rate: number, volume: number) {
    const order = [...NO_ORDER];
    order[Order.MAIN_RATE] = rate;
    order[Order.MAIN_VOLUME] = volume;
    this.twin.edge(KeyCode.START, true, 0);
    assert.is(this.twin.order(order), Answer.ACCEPTED);
    assert.is(this.twin.run(Part.MAIN, rate, 5000), Answer.ACCEPTED);
  }

  /** Lets time pass as a host does, renewing the lease every two seconds. */
  advance(ms: number): void {
    const end = this.plant.now + ms;
    let renew = this.plant.now;
    while (this.plant.now < end) {
      if (this.plant.now >= renew) {
        this.twin.renew(5000);
        renew = this.plant.now + 2000;
      }
      const next = Math.min(end, renew, this.twin.nextEvent());
      this.plant.advance(next - this.plant.now);
      this.twin.tick(this.plant.now);
    }
  }
}

// rate, volume, ms
const DELIVERIES: [number, number, number][] = [
  [1_200_000, 20_000, 60_000],
  [25_000, 25_000, 3_600_000],
  [999, 100, 360_361],
  [100, 10, 360_000],
];
for (const [rate, volume, ms] of DELIVERIES) {
  test(`DERS-SUP-035 ${volume} µL at ${rate} µL/h end when they should, to a step`, () => {
    const pump = new Pump(rate, volume);
    pump.advance(ms - 1);
    assert.is(pump.twin.motion(), Motion.MOVING);
    pump.advance(1);
    assert.equal([pump.twin.motion(), pump.twin.halt()], [Motion.ARMED, Halt.COMPLETE]);
    pump.advance(10_000);
    assert.is(pump.twin.delivered(Part.MAIN), volume);
    assert.ok(Math.abs(pump.plant.truth().stepsCommanded - volume * 2) < 1e-6);
  });
}

// what is wrong, as a condition of the plant at so many steps a second, and the halt
const FAULTS: [string, (stepRate: number) => Parameters<Plant['set']>[0], Halt][] = [
  ['a jam', () => ({ motor: 'jammed' }), Halt.UNDER_DELIVERY],
  ['a dead encoder', () => ({ encoderSlip: 1 }), Halt.UNDER_DELIVERY],
  ['15 % of the steps lost', () => ({ missedSteps: 0.15 }), Halt.UNDER_DELIVERY],
  ['6 % of the steps lost', () => ({ missedSteps: 0.06 }), Halt.UNDER_DELIVERY],
  ['a runaway of 6 %', (stepRate) => ({ runaway: 0.06 * stepRate }), Halt.OVER_DELIVERY],
];
for (const rate of [10_000, 100_000, 1_000_000]) {
  for (const [what, fault, halt] of FAULTS) {
    test(`DERS-SUP-035 ${what} at ${rate} µL/h is seen`, () => {
      const pump = new Pump(rate, 100_000);
      pump.advance(20_000);
      assert.is(pump.twin.motion(), Motion.MOVING);
      pump.plant.set(fault(pump.plant.stepRate(rate / 1000)));
      // 6 % of 3,000 µL are far beyond 5 % of the last 2,000.
      pump.advance(Math.ceil((3_000 / rate) * 3_600_000));
      assert.equal([pump.twin.motion(), pump.twin.halt()], [Motion.HALTED, halt]);
    });
  }
  test(`DERS-SUP-035 4 % of the steps lost at ${rate} µL/h are borne`, () => {
    const pump = new Pump(rate, 100_000);
    pump.plant.set({ missedSteps: 0.04 });
    pump.advance(Math.ceil((3_000 / rate) * 3_600_000));
    assert.is(pump.twin.motion(), Motion.MOVING);
  });
}

test('DERS-SUP-035 a runaway of a standing motor is seen within a second or 5 µL', () => {
  const pump = new Pump(10_000, 100_000);
  pump.twin.stop();
  pump.plant.set({ runaway: 1 });
  pump.advance(9_000);
  assert.is(pump.twin.halt(), Halt.APPLICATION);
  pump.advance(3_000);
  assert.is(pump.twin.halt(), Halt.OVER_DELIVERY);
});

test.run();
