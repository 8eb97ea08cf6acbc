// The whole pump on the emulated board: the firmware's application, supervisor and keys, in lock-step with the plant.
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { Motion } from '../../../hal/hal';
import type { Bench } from '../../../simulator/bench';
import { LIBRARIES, demonstrationTrustBytes, signedDemonstration } from '../../../simulator/demonstration';
import { play } from '../../../simulator/scenario/play';
import { readScenario } from '../../../simulator/scenario/scenario';
import { Stage } from '../../../simulator/scenario/stage';
import { DEFAULT_SETUP, benchOf } from '../../../simulator/setup';
import { type Target, requireTarget } from '../../../simulator/target/board-process';
import { EmulatedElectronics } from '../../../simulator/target/emulated-electronics';
import { suite } from '../../suite';

const test = suite('hal/firmware pump on mps2-an386');
const TARGET = 'mps2-an386';
const SCENARIOS = resolve(__dirname, '../../../simulator/scenarios');
const MINUTE = 60_000;

let board: EmulatedElectronics | undefined;
let bench: Bench | undefined;

/** A pump with the demonstration library whose electronics is the emulated board, every instruction counted. */
function pump(): Stage {
  bench = benchOf(
    {
      ...DEFAULT_SETUP,
      trust: demonstrationTrustBytes().toString('base64'),
      library: signedDemonstration(resolve(LIBRARIES, 'demonstration-hospital')).toString('base64'),
    },
    undefined,
    {
      electronics: (parts, held) => {
        board = new EmulatedElectronics(TARGET, parts, held, true);
        return board;
      },
    },
  );
  return new Stage(bench, SCENARIOS);
}

test.after.each(() => bench?.close());

test('DERS-FW-010 a dopamine infusion typed by keys runs at 15.4 mL/h, step for step, under the supervisor in C', () => {
  const stage = pump();
  const { bench } = stage;
  stage.press('POWER');
  stage.choose('Yes');
  stage.choose('Adult ICU');
  stage.search('dopa');
  for (const row of ['DOPamine', '400 mg/250 mL', 'I have read this', 'I have read this']) stage.choose(row);
  stage.enter('82', 'kg');
  stage.enter('5', 'mcg/kg/min');
  stage.enter('250', 'mL');
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

test('DERS-FW-011 the same session gives the same bytes each time, those of the desktop but for the name of the firmware', () => {
  const scenario = readScenario(resolve(SCENARIOS, 'dose-typed-as-rate.yaml'));
  const [first, second, desktop] = [TARGET, TARGET, undefined].map((target) =>
    play(scenario, { trace: true, target: target as Target | undefined }),
  );
  assert.is(first?.outcome, 'passed', first?.problem);
  assert.is(first?.trace, second?.trace);
  const named = /"TEXT":"(?:simulated pump|mps2-an386) /g;
  assert.is(first?.trace?.replace(named, ''), desktop?.trace?.replace(named, ''));
});

for (const name of [
  'hard-limit-dose',
  'soft-limit-dose',
  'library-installed-then-power-cut',
  'power-cut-vasopressor-resume',
  'switched-off-while-infusing',
]) {
  const scenario = readScenario(resolve(SCENARIOS, `${name}.yaml`));
  test(`DERS-FW-012 on the firmware: ${scenario.title}`, () => {
    const played = play(scenario, { target: TARGET, timeout: 300_000 });
    assert.is(played.outcome, 'passed', `${played.problem}`);
  });
}

test('DERS-FW-013 an image that was not built is told with the command that builds it', () => {
  assert.throws(
    () => requireTarget('no-board' as Target),
    /pump\.elf is missing: \.\/build\.sh firmware --board no-board builds it$/,
  );
});

test.run();
