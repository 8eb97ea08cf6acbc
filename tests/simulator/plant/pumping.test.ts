// Volume per step: tolerance from pump to pump, ripple over a revolution, slack after loading.
import * as assert from 'uvu/assert';
import { REFERENCE_PUMP, parameters } from '../../../simulator/plant/parameters';
import { Plant } from '../../../simulator/plant/plant';
import { pumping } from '../../../simulator/plant/pumping';
import { random } from '../../../simulator/plant/random';
import { suite } from '../../suite';
import { MINUTE, ideal, near } from './ideal';

const test = suite('simulator/plant/pumping');

test('DERS-SIM-007 the volume per step is off by less than 5 %, differently for each seed', () => {
  const errors = Array.from({ length: 500 }, (_, seed) => pumping(REFERENCE_PUMP, random(seed, 0)).error);
  assert.ok(errors.every((error) => Math.abs(error) < 0.05));
  // Those beyond three deviations share their place.
  assert.ok(new Set(errors).size >= 495);
  const mean = errors.reduce((sum, error) => sum + error) / 500;
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / 500);
  assert.ok(near(mean, 0, 0.002) && near(deviation, 0.015, 0.0015), `${mean} ± ${deviation}`);
});

test('DERS-SIM-007 a whole revolution moves its volume, wherever it begins; parts of it more or less', () => {
  const pump = pumping(REFERENCE_PUMP, random(1, 0), 0);
  for (const start of [0, 17, 1e9]) assert.ok(near(pump.between(start, start + 200), 0.1, 1e-12));
  const quarters = [0, 50, 100, 150].map((start) => pump.between(start, start + 50));
  assert.ok(Math.max(...quarters) > 0.0265 && Math.min(...quarters) < 0.0235, String(quarters));
});

test('DERS-SIM-007 every step moves something forward', () => {
  const pump = pumping(parameters({ cyclic: [0.5, 0.3, 0.19] }), random(1, 0), 0);
  for (let step = 0; step < 200; step++) assert.ok(pump.between(step, step + 1) > 0);
});

test('DERS-SIM-007 slack of at most 40 steps is taken up after loading and after closing the door', () => {
  const plant = new Plant({ seed: 3, volumeError: 0, parameters: { cyclic: [0] } });
  const pumped = (): number => {
    const before = plant.truth().pumped;
    plant.run(100, 1000);
    plant.advance(MINUTE);
    return plant.truth().pumped - before;
  };
  const full = 0.5;
  const first = pumped();
  assert.ok(first < full * 0.9999 && first > full * 0.95, String(first));
  assert.ok(near(pumped(), full, 0.001));
  plant.set({ door: 'open' });
  plant.set({ door: 'closed' });
  const again = pumped();
  assert.ok(again < full * 0.9999 && again > full * 0.95, String(again));
});

test('DERS-SIM-007 a step at once moves its volume at once', () => {
  const plant = ideal();
  plant.step(4);
  assert.is(plant.sensors().encoder, 8);
  assert.ok(near(plant.truth().pumped, 0.002, 1e-15));
  assert.ok(near(plant.truth().downstreamPressure, 12, 1e-9));
  plant.advance(MINUTE);
  assert.ok(near(plant.truth().delivered, 0.002, 1e-12));
});

test.run();
