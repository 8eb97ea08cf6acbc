import * as assert from 'uvu/assert';
import { RealClock, VirtualClock } from '../../../hal/desktop/clock';
import { suite } from '../../suite';

const test = suite('hal/desktop/clock');

test('DERS-HAL-007 virtual time passes when it is told to', () => {
  const clock = new VirtualClock(1000);
  clock.advance(1999);
  assert.equal([clock.monotonic(), clock.wall()], [1999, 1001]);
  clock.advance(1);
  assert.equal([clock.monotonic(), clock.wall()], [2000, 1002]);
  for (const ms of [-1, 0.5, Number.NaN]) assert.throws(() => clock.advance(ms), /cannot advance/);
  assert.is(clock.monotonic(), 2000);
});

test('DERS-HAL-007 at power-on monotonic time begins, wall time goes on', () => {
  const clock = new VirtualClock(1000);
  clock.advance(5000);
  clock.powerOn();
  clock.advance(1);
  assert.equal([clock.monotonic(), clock.wall()], [1, 1005]);
});

test('DERS-HAL-007 a clock that was never set, or lost its battery, knows no time', () => {
  const clock = new VirtualClock();
  clock.advance(5000);
  assert.is(clock.wall(), 0);
  assert.ok(clock.setWall(2000));
  clock.advance(1000);
  assert.is(clock.wall(), 2001);
  clock.lose();
  assert.equal([clock.wall(), clock.monotonic()], [0, 6000]);
});

test('DERS-HAL-007 the bounds of wall time', () => {
  const clock = new VirtualClock(5);
  for (const seconds of [0, 2 ** 32]) assert.is(clock.setWall(seconds), false);
  assert.is(clock.wall(), 5);
  for (const seconds of [1, 2 ** 32 - 1]) {
    assert.ok(clock.setWall(seconds));
    assert.is(clock.wall(), seconds);
  }
});

test('DERS-HAL-007 a clock that the application may not set', () => {
  const clock = new VirtualClock(5, false);
  assert.is(clock.setWall(6), false);
  assert.is(clock.wall(), 5);
});

test('DERS-HAL-007 real time never runs back, and is set beside the computer', () => {
  const clock = new RealClock();
  const first = clock.monotonic();
  assert.ok(Number.isInteger(first) && first >= 0 && clock.monotonic() >= first);
  assert.is(clock.setWall(0), false);
  assert.ok(clock.setWall(1_800_000_000));
  assert.ok(clock.wall() >= 1_800_000_000);
  clock.powerOn();
  assert.ok(clock.wall() >= 1_800_000_000);
  assert.ok(new RealClock().wall() !== clock.wall(), 'the computer keeps its own');
});

test.run();
