// The whole pump on the emulated board: the firmware's application, supervisor and keys, in lock-step with the plant.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { Motion } from '../../../hal/hal';
import type { Bench } from '../../../simulator/bench';
import { play } from '../../../simulator/scenario/play';
import { readScenario } from '../../../simulator/scenario/scenario';
import { type Target, imageOf, requireTarget } from '../../../simulator/target/board-process';
import { emulated } from '../../../simulator/target/emulated-electronics';
import { replay } from '../../../simulator/trace';
import { suite } from '../../suite';
import { SCENARIOS, demonstrationPump, typeDopamine } from './demonstration-pump';
import { NO_JERRYSCRIPT } from './images';

const test = suite('hal/firmware pump on mps2-an386');
const TARGET: Target = 'mps2-an386';
const MINUTE = 60_000;
/** Half a minute each there. */
const LONG_IN_JERRYSCRIPT = ['training-mode'];

let bench: Bench | undefined;
test.after.each(() => bench?.close());

test('DERS-FW-010 a dopamine infusion typed by keys runs at 15.4 mL/h, step for step, under the supervisor in C', () => {
  const { bench: dopamine, stage } = demonstrationPump(TARGET, true);
  bench = dopamine;
  typeDopamine(stage);
  assert.ok(stage.shows('Runs at 15.4 mL/h'));
  assert.is(bench.supervisor?.motion(), Motion.HALTED);
  bench.press('START');
  while (bench.rate() === 0 && bench.now < 5 * MINUTE) bench.advanceToNext(1000);
  bench.advance(10 * MINUTE);
  assert.ok(stage.shows('INFUSING'));
  assert.ok(stage.shows('15.4 mL/h'));
  assert.is(bench.supervisor?.motion(), Motion.MOVING);
  // The rate as it is shown; two steps a microlitre.
  assert.is(Math.floor(bench.truth().stepsCommanded), Math.floor((15_400 * 2 * 10) / 60));
  assert.is(bench.supervisor?.delivered(0), Math.floor((15_400 * 10) / 60));
});

/** The name of the firmware stands in the journal and on the screen of a pump. */
const unnamed = (trace: string | undefined) =>
  trace?.replace(/(?:simulated pump|mps2-an386) \d+\.\d+\.\d+/g, '');

test('DERS-FW-011 the same session gives the same bytes each time', () => {
  const scenario = readScenario(resolve(SCENARIOS, 'dose-typed-as-rate.yaml'));
  const [first, second] = [1, 2].map(() => play(scenario, { trace: true, target: TARGET }));
  assert.is(first?.outcome, 'passed', first?.problem);
  assert.is(first?.trace, second?.trace);
});

test('DERS-FW-014 a session that was recorded on the desktop is replayed on the board: the name of the firmware is no difference, a key is', () => {
  const scenario = readScenario(resolve(SCENARIOS, 'dose-typed-as-rate.yaml'));
  const trace = play(scenario, { trace: true }).trace as string;
  assert.is(replay(trace, emulated(TARGET)).difference, undefined);
  const other = trace.replace('"of":"row","row":2', '"of":"row","row":3');
  assert.is.not(replay(other, emulated(TARGET)).difference, undefined);
});

/**
 * What is played on the image, and whether its bytes are the desktop's but for the name of the firmware. They are not where a train of steps
 * begins while a step is under way: the desktop's twin knows fractions of steps, a board whole ones.
 */
const PLAYED: [scenario: string, same: boolean][] = [
  // Programs of every type, and their limits.
  ['hard-limit-dose', true],
  ['soft-limit-dose', true],
  ['dose-typed-as-rate', true],
  ['limits-on-rate', true],
  ['limits-on-duration-and-dose-rate', true],
  ['limits-on-multi-step', true],
  ['limits-on-pca', true],
  ['limits-on-loading-dose', true],
  ['limits-on-custom-concentration', true],
  ['limits-on-titration', false],
  ['bolus-by-request', false],
  ['second-person-wrong-code', true],
  // Patient-controlled analgesia.
  ['pca-changed-while-demand-runs', false],
  ['pca-power-cut-lockout', false],
  ['handset-unplugged', true],
  // Alarms.
  ['air-single-bubble', true],
  ['door-opened-while-infusing', true],
  ['downstream-occlusion', true],
  ['encoder-dead', true],
  ['over-delivery-runaway', true],
  ['stuck-key', true],
  ['stop-key-always', true],
  // Power.
  ['power-cut-while-programming', true],
  ['power-cut-vasopressor-resume', false],
  ['switched-off-while-infusing', true],
  // Installation.
  ['library-corrupt', true],
  ['library-offered-not-authentic', true],
  ['library-installed-then-power-cut', false],
  // Training.
  ['training-mode', true],
];

for (const [name, same] of PLAYED) {
  const scenario = readScenario(resolve(SCENARIOS, `${name}.yaml`));
  const ids = same ? 'DERS-FW-011 DERS-FW-012' : 'DERS-FW-012';
  test(`${ids} on the firmware${same ? ', byte for byte' : ''}: ${scenario.title}`, () => {
    const played = play(scenario, { trace: same, target: TARGET, timeout: 300_000 });
    assert.is(played.outcome, 'passed', `${played.problem}`);
    if (same)
      assert.ok(unnamed(played.trace) === unnamed(play(scenario, { trace: true }).trace), 'other bytes');
  });
}

const JERRYSCRIPT = 'mps2-an386:jerryscript';
for (const [name, same] of PLAYED.filter(([name]) => !LONG_IN_JERRYSCRIPT.includes(name))) {
  const scenario = readScenario(resolve(SCENARIOS, `${name}.yaml`));
  const title = `DERS-FW-012 on the firmware with JerryScript: ${scenario.title}`;
  if (!existsSync(imageOf(JERRYSCRIPT))) {
    test.skip(title, NO_JERRYSCRIPT);
    continue;
  }
  test(title, () => {
    const played = play(scenario, { trace: same, target: JERRYSCRIPT, timeout: 300_000 });
    assert.is(played.outcome, 'passed', `${played.problem}`);
    if (same)
      assert.ok(unnamed(played.trace) === unnamed(play(scenario, { trace: true }).trace), 'other bytes');
  });
}

test('DERS-FW-013 an image that was not built is told with the command that builds it', () => {
  assert.throws(
    () => requireTarget('no-board' as Target),
    /pump\.elf is missing: \.\/build\.sh firmware --board no-board builds it$/,
  );
});

test.run();
