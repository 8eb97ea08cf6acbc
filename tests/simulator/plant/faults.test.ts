// One row a fault: what is done to a pump at 100 mL/h, and what is true and what is read ten minutes later.
import * as assert from 'uvu/assert';
import type { Plant, Truth } from '../../../simulator/plant/plant';
import type { Sensors } from '../../../simulator/plant/sensors';
import { suite } from '../../suite';
import { HOUR, MINUTE, SECOND, ideal, near, running } from './ideal';

const test = suite('simulator/plant/faults');

/** Counts and mL of ten minutes at 100 mL/h. */
const COUNTS = ((100 / 6) * 2) / 0.0005;
const VOLUME = 100 / 6;

interface After {
  /** mL delivered and counts seen since the fault. */
  delivered: number;
  counts: number;
  truth: Truth;
  sensors: Sensors;
}

// requirement, fault, what happens, what must be
const FAULTS: [string, string, (plant: Plant) => void, (after: After) => boolean][] = [
  [
    'DERS-SIM-012',
    'no fault',
    () => {},
    ({ delivered, counts, sensors }) =>
      near(delivered, VOLUME, 0.02) && near(counts, COUNTS, 1) && near(sensors.downstreamPressure, 11.5, 0.5),
  ],
  [
    'DERS-SIM-005',
    'full downstream occlusion, until the motor stalls',
    (plant) => plant.set({ downstreamOcclusion: 1 }),
    ({ delivered, counts, truth }) =>
      delivered === 0 && truth.stalled && near(truth.downstreamPressure, 1500, 1) && counts < COUNTS / 5,
  ],
  [
    'DERS-SIM-018',
    'full upstream occlusion',
    (plant) => plant.set({ upstreamOcclusion: 1 }),
    ({ sensors, counts }) => sensors.upstreamPressure < -600 && near(counts, COUNTS, 1),
  ],
  [
    'DERS-SIM-012',
    'motor jammed',
    (plant) => plant.set({ motor: 'jammed' }),
    ({ delivered, counts }) => near(delivered, 0, 0.002) && counts === 0,
  ],
  [
    'DERS-SIM-012',
    'a quarter of the steps missed',
    (plant) => plant.set({ missedSteps: 0.25 }),
    ({ delivered, counts }) => near(delivered, VOLUME * 0.75, 0.01) && near(counts, COUNTS * 0.75, 1),
  ],
  [
    'DERS-SIM-012',
    'motor runs away by 10 steps a second',
    (plant) => plant.set({ runaway: 10 }),
    ({ delivered, counts }) => near(delivered, VOLUME + 3, 0.02) && near(counts, COUNTS + 12_000, 1),
  ],
  [
    'DERS-SIM-013',
    'encoder dead',
    (plant) => plant.set({ encoderSlip: 1 }),
    ({ delivered, counts }) => near(delivered, VOLUME, 0.02) && counts === 0,
  ],
  [
    'DERS-SIM-013',
    'encoder slips by a tenth',
    (plant) => plant.set({ encoderSlip: 0.1 }),
    ({ delivered, counts }) => near(delivered, VOLUME, 0.02) && near(counts, COUNTS * 0.9, 1),
  ],
  [
    'DERS-SIM-008',
    'door opened',
    (plant) => plant.set({ door: 'open' }),
    ({ delivered, counts, sensors }) =>
      near(delivered, 0, 0.002) &&
      near(counts, COUNTS, 1) &&
      sensors.door === 'open' &&
      sensors.clamp === 'closed',
  ],
  [
    'DERS-SIM-008',
    'set misloaded',
    (plant) => plant.set({ set: 'misloaded' }),
    ({ delivered, sensors }) => delivered > 200 && !sensors.set,
  ],
  [
    'DERS-SIM-010',
    'bag nearly empty',
    (plant) => plant.hang(20),
    ({ truth, sensors }) =>
      near(truth.reservoir, 20 - VOLUME, 0.01) && sensors.reservoirLow && !sensors.reservoirEmpty,
  ],
  [
    'DERS-SIM-010',
    'bag runs empty and falls in',
    (plant) => plant.hang(5),
    ({ delivered, sensors, truth }) =>
      near(delivered, 5.3, 0.2) && sensors.reservoirEmpty && truth.reservoir < 0.001 && truth.airDrawn === 0,
  ],
  [
    'DERS-SIM-010',
    'bottle runs dry and gives air, which is at the pump by then',
    (plant) => plant.hang(2, 'bottle'),
    ({ delivered, truth, sensors }) =>
      near(delivered, VOLUME, 0.01) &&
      near(truth.airDrawn, VOLUME - 2, 0.01) &&
      near(sensors.air.bubble, VOLUME - 12, 0.1) &&
      sensors.air.present &&
      truth.airDelivered === 0,
  ],
  [
    'DERS-SIM-011',
    'mains lost',
    (plant) => plant.set({ mains: 'lost' }),
    ({ delivered, sensors, truth }) =>
      near(delivered, VOLUME, 0.02) &&
      !sensors.mains &&
      near(truth.charge, 72_000 - 600 * (3 + 0.05 * 55.5556), 0.1),
  ],
  [
    'DERS-SIM-011',
    'mains lost with 1 % of charge: power is gone after 125 s',
    (plant) => {
      plant.charge(0.01);
      plant.set({ mains: 'lost' });
    },
    ({ delivered, sensors }) =>
      near(delivered, (100 * 720) / (3 + 0.05 * 55.5556) / 3600, 0.01) &&
      !sensors.powered &&
      sensors.battery < 1e-4,
  ],
  [
    'DERS-SIM-014',
    'downstream pressure sensor stuck while the line is occluded',
    (plant) => {
      plant.stickSensor('downstreamPressure');
      plant.set({ downstreamOcclusion: 1 });
    },
    ({ sensors, truth }) => sensors.downstreamPressure <= 12 && truth.downstreamPressure > 1400,
  ],
  [
    'DERS-SIM-014',
    'door sensor stuck closed while the door is open',
    (plant) => {
      plant.stickSensor('door', 'closed');
      plant.set({ door: 'open' });
    },
    ({ sensors, delivered }) => sensors.door === 'closed' && near(delivered, 0, 0.002),
  ],
  [
    'DERS-SIM-014',
    'air detector blind to a bubble of 0.5 mL that reaches the patient',
    (plant) => {
      plant.stickSensor('air');
      plant.bubble(0.5);
    },
    ({ sensors, truth }) => sensors.air.passed === 0 && near(truth.largestBubbleDelivered, 0.5, 1e-9),
  ],
];
for (const [requirement, name, happens, holds] of FAULTS) {
  test(`${requirement} ${name}`, () => {
    const plant = running(100, { parameters: { fillPressure: 700 } });
    const before = plant.truth();
    const { encoder } = plant.sensors();
    happens(plant);
    plant.advance(10 * MINUTE);
    const truth = plant.truth();
    const sensors = plant.sensors();
    const after: After = {
      delivered: truth.delivered - before.delivered,
      counts: sensors.encoder - encoder,
      truth,
      sensors,
    };
    assert.ok(holds(after), JSON.stringify(after));
  });
}

test('DERS-SIM-012 a stalled motor moves again when the pressure is let out', () => {
  const plant = running(100);
  plant.set({ downstreamOcclusion: 1 });
  plant.advance(10 * MINUTE);
  assert.ok(plant.truth().stalled);
  plant.set({ downstreamOcclusion: 0 });
  plant.advance(MINUTE);
  assert.not(plant.truth().stalled);
  assert.ok(near(plant.truth().flow, 100, 1e-3));
});

test('DERS-SIM-012 a train ends by itself, on its last step', () => {
  const plant = ideal();
  plant.run(7, 100);
  plant.advance(HOUR);
  assert.is(plant.truth().stepsCommanded, 100);
  assert.is(plant.sensors().encoder, 200);
  plant.advance(HOUR);
  assert.is(plant.sensors().encoder, 200);
  assert.ok(near(plant.truth().delivered, 0.05, 1e-9));
});

test('DERS-SIM-011 mains brings power back and charges the battery', () => {
  const plant = ideal();
  plant.set({ mains: 'lost' });
  plant.charge(0);
  assert.not(plant.sensors().powered);
  plant.set({ mains: 'on' });
  assert.ok(plant.sensors().powered);
  plant.advance(HOUR);
  assert.ok(near(plant.sensors().battery, (6 * 3600) / 72_000, 1e-9));
  plant.advance(24 * HOUR);
  assert.is(plant.sensors().battery, 1);
});

test('DERS-SIM-011 minutes left are those after which power goes', () => {
  const plant = running(25);
  plant.set({ mains: 'lost' });
  plant.charge(0.1);
  const minutes = plant.sensors().batteryMinutes;
  plant.advance(Math.floor(minutes * MINUTE) - SECOND);
  assert.ok(plant.sensors().powered);
  plant.advance(2 * SECOND);
  assert.not(plant.sensors().powered);
});

test('DERS-SIM-010 a new bag after an empty one: delivery goes on', () => {
  const plant = running(100, { volume: 2, parameters: { fillPressure: 700 } });
  plant.advance(10 * MINUTE);
  assert.ok(plant.sensors().reservoirEmpty);
  plant.hang(100);
  plant.advance(MINUTE);
  assert.ok(near(plant.truth().flow, 100, 1));
  assert.not(plant.sensors().reservoirLow);
});

test('DERS-SIM-014 a freed sensor reads what is', () => {
  const plant = running(100);
  plant.stickSensor('encoder', 7);
  assert.is(plant.sensors().encoder, 7);
  plant.freeSensor('encoder');
  assert.is(plant.sensors().encoder, Math.floor(((100 / 60) * 2) / 0.0005 + 1e-6));
});

test('DERS-SIM-013 DERS-SIM-014 the shaft is what truth and sensors say of it, also with a stuck encoder', () => {
  const plant = ideal();
  const same = () => {
    const { commanded, encoder } = plant.shaft();
    assert.equal([commanded, encoder], [plant.truth().stepsCommanded, plant.sensors().encoder]);
    assert.is(plant.powered, plant.sensors().powered);
  };
  plant.run(plant.stepRate(25), 1000);
  for (const ms of [0, 1, 333, 1000, 60_000, 600_000]) {
    plant.advance(ms);
    same();
  }
  plant.set({ encoderSlip: 0.5, mains: 'lost' });
  plant.run(10);
  plant.advance(12_345);
  same();
  plant.stickSensor('encoder', 7);
  same();
  plant.charge(0);
  plant.advance(SECOND);
  same();
});

test.run();
