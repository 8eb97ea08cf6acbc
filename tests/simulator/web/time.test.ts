import * as assert from 'uvu/assert';
import { KeyCode } from '../../../hal/hal';
import { WINDOWS } from '../../../simulator/plant/trumpet';
import { BenchSession } from '../../../simulator/web/bench-session';
import { FlowRecorder, INTERVAL, benchCurves, curvesOf } from '../../../simulator/web/flow-record';
import { SPANS } from '../../../simulator/web/message';
import { KEY, Runner } from '../../../simulator/web/runner';
import { suite } from '../../suite';
import { StandIn } from './stand-in';

const test = suite('simulator/web/time');

/** A runner on a wall whose time is set by hand. */
function running(speed: number) {
  const session = new StandIn();
  const wall = { now: 0 };
  const runner = new Runner(session, 0.0005, () => wall.now);
  runner.speed = speed;
  const pass = (ms: number, every = 20) => {
    for (let i = 0; i < ms; i += every) {
      wall.now += every;
      runner.tick();
    }
  };
  return { session, wall, runner, pass };
}

for (const speed of [0, 1, 60, 3600]) {
  test(`DERS-WEB-008 at ×${speed} two seconds of the wall are ${2 * speed} simulated ones`, () => {
    const { session, runner, pass } = running(speed);
    pass(2000);
    assert.is(session.now, 2000 * speed);
    assert.is(runner.reached, speed);
  });
}

test('DERS-WEB-008 another speed is refused and changes nothing', () => {
  const { runner } = running(60);
  for (const speed of [2, -1, Number.NaN])
    assert.throws(() => Object.assign(runner, { speed }), /use one of 0, 1, 60, 3600/);
  assert.is(runner.speed, 60);
});

test('DERS-WEB-008 a key in a pause takes the time that it needs, and is let go', () => {
  const { session, runner, pass } = running(0);
  runner.press(KeyCode.OK);
  assert.is(session.now, KEY);
  pass(100);
  assert.is(session.now, KEY + 100);
  runner.release(KeyCode.OK);
  pass(1000);
  assert.is(session.now, 2 * KEY + 100);
  assert.equal(session.edges, ['13 down', '13 up']);
});

test('DERS-WEB-008 a key held for 100 ms at ×3600 is held for 100 ms', () => {
  const { session, runner, pass } = running(3600);
  runner.press(KeyCode.STOP);
  pass(100);
  runner.release(KeyCode.STOP);
  assert.is(session.now, 2 * KEY + 100);
});

test('DERS-WEB-004 the shortest tap is seen by the pump, however its contact bounces', () => {
  const session = new BenchSession({ seed: 1, library: 'demonstration-hospital', volume: 250, trace: true });
  const runner = new Runner(session, session.stepVolume, () => 0);
  for (let i = 0; i < 100; i++) {
    runner.press(KeyCode.UP);
    runner.release(KeyCode.UP);
  }
  const seen = (session.trace() ?? '').split('\n').filter((line) => line.includes('"of":"key"'));
  assert.is(seen.length, 200);
});

test('DERS-WEB-008 what a busy machine could not run is not made up for in one go', () => {
  const { session, wall, runner } = running(60);
  wall.now = 10_000;
  runner.tick();
  assert.is(session.now, 250 * 60);
  // What the wall took is not hidden.
  assert.is(runner.asked, 60);
  assert.is(runner.reached, 1.5);
});

test('DERS-WEB-009 flows of a plot are means since the sample before, volumes are of now', () => {
  const { session, runner, pass } = running(1);
  session.plant.run(session.plant.stepRate(36));
  pass(20_000);
  const [fine] = runner.history.whole();
  assert.is(fine?.length, 20);
  const flows = (fine ?? []).map(([, , flow]) => flow);
  const mean = flows.reduce((sum, flow) => sum + flow, 0) / flows.length;
  assert.ok(Math.abs(mean * (20 / 3600) - session.truth().delivered) < 1e-5);
  for (const sample of fine ?? []) assert.ok(Math.abs(sample[1] - 36) < 1e-3, `commanded ${sample[1]}`);
});

test('DERS-WEB-009 each span keeps its time and no more, and gives each sample out once', () => {
  const { runner, pass } = running(3600);
  pass(40_000, 200);
  runner.history.whole().forEach((samples, i) => {
    const { keep, every } = SPANS[i] as (typeof SPANS)[number];
    const [first] = samples[0] as number[];
    const [last] = samples.at(-1) as number[];
    assert.ok((last as number) - (first as number) <= keep);
    assert.ok((last as number) - (first as number) >= keep - 2 * Math.max(10, every));
  });
  const given = runner.history.fresh();
  assert.is(given?.[2]?.length, runner.history.whole()[2]?.length);
  assert.is(runner.history.fresh(), undefined);
});

test('DERS-WEB-014 curves of a flow without error are flat, and wait for the second hour', () => {
  const record = (minutes: number) => Array.from({ length: minutes * 2 + 1 }, (_, i) => (i * 30) / 120);
  const whole = curvesOf('infusion', record(120), 30);
  assert.equal(
    whole.trumpet.map(({ window }) => window),
    [...WINDOWS],
  );
  for (const { maximum, minimum } of whole.trumpet)
    assert.ok(Math.abs(maximum) < 1e-9 && Math.abs(minimum) < 1e-9);
  assert.ok(Math.abs(whole.meanError as number) < 1e-9);
  const short = curvesOf('infusion', record(119), 30);
  assert.equal([short.trumpet, short.meanError, short.startUp.length], [[], null, 238]);
});

test('DERS-WEB-014 the bench runs the same pump two hours: same seed, same curves', () => {
  assert.equal(benchCurves(3, 25), benchCurves(3, 25));
  assert.not.equal(benchCurves(4, 25), benchCurves(3, 25));
  const { trumpet, meanError, minutes } = benchCurves(3, 25);
  assert.is(minutes, 120);
  const widths = trumpet.map(({ maximum, minimum }) => maximum - minimum);
  assert.ok((widths[0] as number) > (widths[4] as number), 'a longer window evens the flow out');
  assert.ok(Math.abs(meanError as number) < 5);
});

for (const rate of [0, -1, 1201, Number.NaN]) {
  test(`DERS-WEB-014 the bench refuses ${rate} mL/h`, () =>
    assert.throws(() => benchCurves(1, rate), /give more than 0/));
}

test('DERS-WEB-014 a record begins when the motor does, every half minute, and again when the rate changes', () => {
  const recorder = new FlowRecorder();
  const run = (from: number, to: number, rate: number) => {
    for (let at = from; at <= to; at += 1000) recorder.note(at, (at / 3_600_000) * 30, rate);
  };
  run(0, 10_000, 0);
  assert.is(recorder.curves(), undefined);
  assert.is(recorder.due, Number.POSITIVE_INFINITY);
  run(11_000, 11_000, 30);
  assert.is(recorder.due, 10_000 + INTERVAL);
  run(12_000, 10_000 + 4 * INTERVAL, 30);
  assert.is(recorder.curves()?.startUp.length, 4);
  assert.is(recorder.curves()?.rate, 30);
  run(131_000, 131_000 + INTERVAL, 60);
  assert.is(recorder.curves()?.startUp.length, 1);
  run(162_000, 200_000, 0);
  // What stopped is still there to look at.
  assert.is(recorder.curves()?.rate, 60);
});

test.run();
