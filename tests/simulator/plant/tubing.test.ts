// Pressure and flow in the line against closed forms, and against the differential equations solved the slow way.
import * as assert from 'uvu/assert';
import { SOUND, changed } from '../../../simulator/plant/conditions';
import { parameters } from '../../../simulator/plant/parameters';
import { type Line, MMHG_PER_METRE, flowed } from '../../../simulator/plant/tubing';
import { suite } from '../../suite';
import { DOWNSTREAM, HOUR, MINUTE, SECOND, ideal, near, running } from './ideal';

const test = suite('simulator/plant/tubing');

// set rate in mL/h; seconds to 500 mmHg: 1 µL/mmHg · (500 - 10 - rate · 0.015) mmHg / rate, by hand
const OCCLUSION: [number, number][] = [
  [1, 1763.946],
  [25, 70.506],
  [125, 14.058],
  [1000, 1.71],
];
for (const [rate, seconds] of OCCLUSION) {
  test(`DERS-SIM-005 full downstream occlusion at ${rate} mL/h reaches 500 mmHg after ${seconds} s`, () => {
    const plant = running(rate);
    const steady = plant.truth().downstreamPressure;
    assert.ok(near(steady, 10 + rate * 0.015, 1e-6), `${steady} mmHg`);
    plant.set({ downstreamOcclusion: 1 });
    plant.advance(Math.round(seconds * SECOND) - 1);
    const before = plant.truth().downstreamPressure;
    plant.advance(2);
    const after = plant.truth().downstreamPressure;
    assert.ok(before <= 500 && after >= 500, `${before}, then ${after} mmHg`);
    assert.is(plant.truth().flow, 0);
  });

  test(`DERS-SIM-006 released at 500 mmHg after ${rate} mL/h, 0.49 mL reach the patient`, () => {
    const plant = running(rate);
    plant.set({ downstreamOcclusion: 1 });
    plant.advance(Math.round(seconds * SECOND));
    plant.stop();
    const { delivered, stored, downstreamPressure } = plant.truth();
    assert.ok(near(stored, DOWNSTREAM * (downstreamPressure - 10), 1e-12));
    assert.ok(near(stored, 0.49, 0.0003), `${stored} mL`);
    plant.set({ downstreamOcclusion: 0 });
    plant.advance(5 * SECOND);
    assert.ok(near(plant.truth().delivered - delivered, stored, 1e-9));
  });
}

test('DERS-SIM-005 with leak back the pressure follows 10 + L (1 - e^(-qt/CL))', () => {
  const plant = ideal({ parameters: { leakPressure: 3000 } });
  plant.set({ downstreamOcclusion: 1 });
  plant.run(plant.stepRate(50));
  plant.advance(MINUTE);
  const expected = 10 + 3000 * (1 - Math.exp(-(50 / 60) / (DOWNSTREAM * 3000)));
  assert.ok(near(plant.truth().downstreamPressure, expected, 1e-6));
});

test('DERS-SIM-005 the reference pump, ripple and all, takes 70 s to 500 mmHg at 25 mL/h within 15 %', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const plant = ideal({
      seed,
      volumeError: undefined,
      parameters: { cyclic: [0.2, 0.08, 0.04], leakPressure: 3000 },
    });
    plant.run(plant.stepRate(25));
    plant.advance(MINUTE);
    plant.set({ downstreamOcclusion: 1 });
    const start = plant.now;
    while (!(plant.sensors().downstreamPressure >= 500)) plant.advance(100);
    assert.ok(
      near((plant.now - start) / SECOND, 70.5 * 1.09, 70.5 * 0.15),
      `${(plant.now - start) / SECOND} s`,
    );
  }
});

test('DERS-SIM-005 a partial occlusion settles where its resistance carries the flow', () => {
  const plant = running(100);
  plant.set({ downstreamOcclusion: 0.5 });
  plant.advance(10 * MINUTE);
  // Half the diameter, 16 times the resistance.
  assert.ok(near(plant.truth().downstreamPressure, 10 + 100 * 0.015 * 16, 1e-6));
  assert.ok(near(plant.truth().flow, 100, 1e-6));
});

test('DERS-SIM-018 full upstream occlusion: pressure before the pump falls and delivery dies away', () => {
  const plant = ideal({ parameters: { fillPressure: 700 } });
  plant.run(plant.stepRate(100));
  plant.advance(MINUTE);
  plant.set({ upstreamOcclusion: 1 });
  const { delivered } = plant.truth();
  plant.advance(10 * MINUTE);
  const { upstreamPressure, delivered: after, flow } = plant.truth();
  // Nothing comes in at 700 mmHg below the rated inlet, 0.5 m of water.
  assert.ok(near(upstreamPressure, 0.5 * MMHG_PER_METRE - 700, 0.01), `${upstreamPressure} mmHg`);
  // What stretched the line, on both sides.
  const given = 0.0005 * (0.5 * MMHG_PER_METRE - 100 * 0.004 - upstreamPressure) + DOWNSTREAM * 100 * 0.015;
  assert.ok(near(after - delivered, given, 1e-5), `${after - delivered} mL`);
  assert.ok(near(flow, 0, 0.01));
});

test('DERS-SIM-005 back pressure of 300 mmHg costs a tenth of the flow', () => {
  const plant = ideal({ parameters: { leakPressure: 3000 } });
  plant.set({ venousPressure: 300 });
  plant.run(plant.stepRate(10));
  plant.advance(HOUR);
  const { delivered } = plant.truth();
  plant.advance(HOUR);
  assert.ok(near(plant.truth().delivered - delivered, 10 * (1 - 290 / 3000), 0.01));
});

// Runge and Kutta on the same network, in ten thousand pieces.
function slowly(
  line: Line,
  ms: number,
  stroke: number,
  change: Parameters<typeof changed>[1],
): [number, number] {
  const all = parameters();
  const conditions = changed(SOUND, change);
  const hours = ms / HOUR;
  const gu = (1 - conditions.upstreamOcclusion) ** 4 / all.upstreamResistance;
  const gd = (1 - conditions.downstreamOcclusion) ** 4 / all.downstreamResistance;
  const open = conditions.set === 'misloaded';
  const slope = ([u, d]: [number, number]): [number, number] => {
    const pump = open
      ? (u - d) / all.openResistance
      : (stroke / hours) * (1 + (u - 0.5 * MMHG_PER_METRE) / all.fillPressure - (d - 10) / all.leakPressure);
    return [
      (gu * (conditions.bagHeight * MMHG_PER_METRE - u) - pump) / all.upstreamCompliance,
      (pump - gd * (d - conditions.venousPressure)) / all.downstreamCompliance,
    ];
  };
  const count = 10_000;
  const h = hours / count;
  let at: [number, number] = [line.upstreamPressure, line.downstreamPressure];
  const moved = (by: [number, number], k: number): [number, number] => [at[0] + by[0] * k, at[1] + by[1] * k];
  for (let i = 0; i < count; i++) {
    const a = slope(at);
    const b = slope(moved(a, h / 2));
    const c = slope(moved(b, h / 2));
    const d = slope(moved(c, h));
    at = [
      at[0] + (h / 6) * (a[0] + 2 * b[0] + 2 * c[0] + d[0]),
      at[1] + (h / 6) * (a[1] + 2 * b[1] + 2 * c[1] + d[1]),
    ];
  }
  return at;
}

// name, conditions, ms, mL of stroke, pressures at the start
const NETWORKS: [string, Parameters<typeof changed>[1], number, number, number, number][] = [
  ['pumping', {}, 1000, 0.1, 36, 12],
  ['both ends nearly closed', { upstreamOcclusion: 0.9, downstreamOcclusion: 0.95 }, 60_000, 0.4, 0, 300],
  ['both ends closed', { upstreamOcclusion: 1, downstreamOcclusion: 1 }, 5000, 0.1, -50, 400],
  ['standing, releasing', {}, 200, 0, 37, 500],
  ['flowing freely', { set: 'misloaded', downstreamOcclusion: 0.3 }, 100, 0, 37, 10],
  ['flowing freely into a closed end', { set: 'misloaded', downstreamOcclusion: 1 }, 100, 0, 37, -5],
];
for (const [name, change, ms, stroke, upstreamPressure, downstreamPressure] of NETWORKS) {
  test(`DERS-SIM-005 the closed form agrees with Runge and Kutta: ${name}`, () => {
    const line: Line = { upstreamPressure, downstreamPressure, drawn: 0, pumped: 0, delivered: 0 };
    const fast = flowed(line, ms, stroke, true, changed(SOUND, change), parameters());
    const [up, down] = slowly(line, ms, stroke, change);
    assert.ok(near(fast.upstreamPressure, up, 1e-5), `${fast.upstreamPressure} for ${up}`);
    assert.ok(near(fast.downstreamPressure, down, 1e-5), `${fast.downstreamPressure} for ${down}`);
  });
}

// door, set, clamp; mL/h that flow by themselves: (0.5 m of water - 10 mmHg) over 0.0195 mmHg for 1 mL/h
const GRAVITY = (0.5 * MMHG_PER_METRE - 10) / (0.004 + 0.0005 + 0.015);
const FREE: ['open' | 'closed', 'loaded' | 'misloaded' | 'removed', 'automatic' | 'open', number][] = [
  ['closed', 'loaded', 'automatic', 0],
  ['closed', 'loaded', 'open', 0],
  ['closed', 'misloaded', 'automatic', GRAVITY],
  ['closed', 'misloaded', 'open', GRAVITY],
  ['closed', 'removed', 'automatic', 0],
  ['closed', 'removed', 'open', GRAVITY],
  ['open', 'loaded', 'automatic', 0],
  ['open', 'loaded', 'open', GRAVITY],
  ['open', 'misloaded', 'automatic', 0],
  ['open', 'misloaded', 'open', GRAVITY],
  ['open', 'removed', 'automatic', 0],
  ['open', 'removed', 'open', GRAVITY],
];
for (const [door, set, clamp, flow] of FREE) {
  test(`DERS-SIM-008 door ${door}, set ${set}, clamp ${clamp}: ${flow ? 'free flow' : 'no flow'}`, () => {
    const plant = ideal();
    plant.set({ door, set, clamp });
    plant.advance(MINUTE);
    assert.ok(near(plant.truth().flow, flow, 1e-6), `${plant.truth().flow} mL/h`);
    assert.ok(near(plant.truth().delivered, flow / 60, 0.01));
    const { drops, clamp: seen, set: there, encoder } = plant.sensors();
    assert.equal(
      [seen, there, drops > 400, encoder],
      [
        clamp === 'automatic' && (door === 'open' || set === 'removed') ? 'closed' : 'open',
        set === 'loaded',
        flow > 0,
        0,
      ],
    );
  });
}

test.run();
