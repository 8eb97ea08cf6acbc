// What holds of the plant whatever is done to it: volume is conserved, the seed decides, and time may be cut anyhow.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { Conditions } from '../../../simulator/plant/conditions';
import { Plant } from '../../../simulator/plant/plant';
import { suite } from '../../suite';
import { HOUR, SECOND, ideal, near } from './ideal';

const test = suite('simulator/plant/plant');

type Act = (plant: Plant) => void;

const part = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const condition: fc.Arbitrary<Partial<Conditions>> = fc.oneof(
  part.map((upstreamOcclusion) => ({ upstreamOcclusion })),
  part.map((downstreamOcclusion) => ({ downstreamOcclusion })),
  fc.constantFrom('open', 'closed').map((door) => ({ door }) as Partial<Conditions>),
  fc.constantFrom('loaded', 'misloaded', 'removed').map((set) => ({ set }) as Partial<Conditions>),
  fc.constantFrom('automatic', 'open').map((clamp) => ({ clamp }) as Partial<Conditions>),
  fc.constantFrom('sound', 'jammed').map((motor) => ({ motor }) as Partial<Conditions>),
  fc.constantFrom('on', 'lost').map((mains) => ({ mains }) as Partial<Conditions>),
  part.map((missedSteps) => ({ missedSteps })),
  part.map((encoderSlip) => ({ encoderSlip })),
  fc.integer({ min: 0, max: 50 }).map((runaway) => ({ runaway })),
  fc.double({ min: -1, max: 1, noNaN: true }).map((bagHeight) => ({ bagHeight })),
  fc.double({ min: -1, max: 1, noNaN: true }).map((patientHeight) => ({ patientHeight })),
);
const key = fc.constantFrom('start', 'stop', 'handset');
const act: fc.Arbitrary<Act> = fc.oneof(
  condition.map(
    (change): Act =>
      (plant) =>
        plant.set(change),
  ),
  fc.double({ min: 0, max: 800, noNaN: true }).map(
    (rate): Act =>
      (plant) =>
        plant.run(rate),
  ),
  fc.record({ rate: fc.integer({ min: 1, max: 800 }), count: fc.integer({ min: 0, max: 9000 }) }).map(
    ({ rate, count }): Act =>
      (plant) =>
        plant.run(rate, count),
  ),
  fc.integer({ min: 0, max: 50 }).map(
    (count): Act =>
      (plant) =>
        plant.step(count),
  ),
  fc
    .record({
      volume: fc.double({ min: 0.001, max: 2, noNaN: true }),
      place: fc.constantFrom('pump', 'reservoir'),
    })
    .map(
      ({ volume, place }): Act =>
        (plant) =>
          plant.bubble(volume, place as 'pump'),
    ),
  fc.record({ volume: fc.integer({ min: 0, max: 40 }), container: fc.constantFrom('bag', 'bottle') }).map(
    ({ volume, container }): Act =>
      (plant) =>
        plant.hang(volume, container as 'bag'),
  ),
  fc.constantFrom(0, 0.001, 1).map(
    (level): Act =>
      (plant) =>
        plant.charge(level),
  ),
  key.map(
    (name): Act =>
      (plant) =>
        plant.press(name),
  ),
  key.map(
    (name): Act =>
      (plant) =>
        plant.release(name),
  ),
);
const story = fc.array(fc.record({ act, wait: fc.integer({ min: 0, max: 120_000 }) }), {
  minLength: 1,
  maxLength: 25,
});
const seed = fc.integer();

const everything = (plant: Plant) =>
  JSON.stringify([plant.truth(), plant.sensors(), plant.keyEdges(plant.now - 10_000), plant.conditions]);

test('DERS-SIM-001 volume is conserved over any story of trains, changes and faults', () => {
  fc.assert(
    fc.property(seed, story, fc.constantFrom('bag', 'bottle'), (number, steps, container) => {
      const plant = new Plant({ seed: number, volume: 20, container: container as 'bag' });
      for (const { act: does, wait } of steps) {
        does(plant);
        plant.advance(wait);
        const {
          reservoir,
          upstreamVolume,
          downstreamVolume,
          delivered,
          supplied,
          airDrawn,
          airDelivered,
          airInLine,
        } = plant.truth();
        const held = reservoir + upstreamVolume + downstreamVolume + delivered;
        assert.ok(near(held, supplied + airDrawn, 1e-6), `${held} is held of ${supplied + airDrawn}`);
        assert.ok(reservoir >= 0, `${reservoir} mL left`);
        assert.ok(airDelivered >= 0 && airInLine >= 0);
      }
    }),
    { numRuns: 300, seed: 4 },
  );
});

test('DERS-SIM-002 the same seed and calls give the same bytes, another seed others', () => {
  fc.assert(
    fc.property(seed, story, (number, steps) => {
      const play = (chosen: number) => {
        const plant = new Plant({ seed: chosen, volume: 20 });
        plant.run(100);
        plant.advance(HOUR);
        plant.hang(20);
        for (const { act: does, wait } of steps) {
          does(plant);
          plant.advance(wait);
        }
        return everything(plant);
      };
      assert.is(play(number), play(number));
      assert.is.not(play(number), play(number ^ 1));
    }),
    { numRuns: 50, seed: 4 },
  );
});

test('DERS-SIM-003 byte-identical however a span is cut, and whether or not anybody looks meanwhile', () => {
  fc.assert(
    fc.property(
      seed,
      story,
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }),
      (number, steps, cuts) => {
        const whole = new Plant({ seed: number, volume: 20, container: 'bottle' });
        const cut = new Plant({ seed: number, volume: 20, container: 'bottle' });
        let turn = 0;
        for (const { act: does, wait } of steps) {
          does(whole);
          does(cut);
          whole.advance(wait);
          for (let left = wait; left > 0; ) {
            const jump = Math.min(left, cuts[turn++ % cuts.length] as number);
            cut.advance(jump);
            if (turn % 3 === 0) everything(cut);
            left -= jump;
          }
          assert.is(everything(cut), everything(whole));
        }
      },
    ),
    { numRuns: 100, seed: 4 },
  );
});

test('DERS-SIM-003 single steps at their times come to the same as a train, to a thousandth of a millilitre', () => {
  const train = ideal();
  const single = ideal();
  train.run(2, 1200);
  for (let i = 0; i < 1200; i++) {
    single.advance(500);
    single.step();
  }
  train.advance(600 * SECOND);
  train.advance(10 * SECOND);
  single.advance(10 * SECOND);
  assert.is(single.sensors().encoder, train.sensors().encoder);
  assert.ok(near(train.truth().delivered, 0.6, 1e-3), String(train.truth().delivered));
  assert.ok(near(single.truth().delivered, train.truth().delivered, 1e-3));
});

test('DERS-SIM-004 a day at full rate takes less than a second', () => {
  const plant = new Plant({ seed: 1, volume: 5000 });
  plant.run(plant.stepRate(200));
  const start = performance.now();
  plant.advance(24 * HOUR);
  assert.ok(performance.now() - start < 1000);
  assert.is(plant.now, 24 * HOUR);
  assert.ok(near(plant.truth().delivered, 4800, 4800 * 0.05), String(plant.truth().delivered));
});

// what is asked, what the refusal must say
const REFUSALS: [string, Act, RegExp][] = [
  ['time backwards', (plant) => plant.advance(-1), /cannot advance by -1 ms/],
  ['part of a millisecond', (plant) => plant.advance(0.5), /whole number/],
  ['no time', (plant) => plant.advance(Number.NaN), /cannot advance by NaN/],
  ['a step backwards', (plant) => plant.step(-1), /one way/],
  ['a rate that is no number', (plant) => plant.run(Number.NaN), /cannot run at NaN/],
  ['a train of no length', (plant) => plant.run(1, Number.NaN), /for NaN steps/],
  ['an occlusion beyond full', (plant) => plant.set({ downstreamOcclusion: 1.1 }), /from 0 to 1/],
  ['an occlusion that is no number', (plant) => plant.set({ upstreamOcclusion: Number.NaN }), /is NaN/],
  [
    'an unknown condition',
    (plant) => plant.set({ toString: 1 } as object),
    /no condition is named "toString"/,
  ],
  [
    'an unknown word',
    (plant) => plant.set({ door: 'ajar' as 'open' }),
    /door is ajar: give one of closed, open/,
  ],
  ['a bubble of nothing', (plant) => plant.bubble(0), /more than 0/],
  ['a bubble nowhere', (plant) => plant.bubble(1, 'sky' as 'pump'), /give reservoir or pump/],
  ['a bag of NaN', (plant) => plant.hang(Number.NaN), /bag|container of NaN mL/],
  ['a charge above full', (plant) => plant.charge(1.01), /give 0 to 1/],
  ['an unknown sensor', (plant) => plant.stickSensor('smell' as 'door'), /no sensor is named "smell"/],
  ['a reading of another kind', (plant) => plant.stickSensor('door', 3 as never), /door reads string/],
  ['a sensor freed that is not stuck', (plant) => plant.freeSensor('door'), /is not stuck/],
];
for (const [name, does, message] of REFUSALS) {
  test(`DERS-SIM-017 refused, with nothing changed: ${name}`, () => {
    const plant = ideal();
    plant.run(10);
    plant.advance(1500);
    const before = everything(plant);
    assert.throws(() => does(plant), message);
    assert.is(everything(plant), before);
  });
}

for (const [name, options, message] of [
  ['a seed that is no whole number', { seed: 0.5 }, /seed 0.5/],
  ['a parameter that is not positive', { seed: 1, parameters: { stepVolume: 0 } }, /stepVolume is 0/],
  [
    'an unknown parameter',
    { seed: 1, parameters: { colour: 1 } as object },
    /no plant parameter is named "colour"/,
  ],
  ['a ripple that turns flow round', { seed: 1, parameters: { cyclic: [0.7, 0.4] } }, /1 or more/],
  ['a pump that moves nothing', { seed: 1, volumeError: -1 }, /volumeError -1/],
] as const) {
  test(`DERS-SIM-017 no plant is made of ${name}`, () => {
    assert.throws(() => new Plant(options), message);
  });
}

test.run();
