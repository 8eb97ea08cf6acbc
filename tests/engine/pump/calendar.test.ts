// Days and times against the runtime's own calendar.
import * as assert from 'uvu/assert';
import { dayText, offsetText, secondOf, timeOfDay } from '../../../engine/pump/calendar';
import { dayOf } from '../../../engine/service/day';
import { suite } from '../../suite';

const test = suite('engine/pump/calendar');

// biome-ignore lint/style/noRestrictedGlobals: the calendar that this one is compared with
const Calendar = Date;

test('DERS-PUMP-044 every day from 2020 to 2099, there and back', () => {
  const last = Calendar.UTC(2100, 0, 1) / 1000;
  for (let second = Calendar.UTC(2020, 0, 1) / 1000; second < last; second += 86_400) {
    const [year, month, date] = new Calendar(second * 1000)
      .toISOString()
      .slice(0, 10)
      .split('-')
      .map(Number) as [number, number, number];
    const day = year * 10_000 + month * 100 + date;
    assert.is(dayOf(second), day);
    assert.is(dayOf(second + 86_399), day);
    assert.is(secondOf(day, 0), second);
    assert.is(secondOf(day, 2359), second + 86_340);
  }
});

// day, time, that there is not
for (const [day, time] of [
  [20260229, 0],
  [20260230, 0],
  [20260431, 0],
  [20260001, 0],
  [20261301, 0],
  [20269999, 0],
  [20260100, 0],
  [20260132, 0],
  [20191231, 0],
  [21000101, 0],
  [20260101, 2400],
  [20260101, 60],
  [20260101, 1299],
  [0, 0],
] as const) {
  test(`DERS-PUMP-044 there is no ${day} ${time}`, () => {
    assert.is(secondOf(day, time), 0);
  });
}

test('DERS-PUMP-044 a leap day', () => {
  assert.is(secondOf(20280229, 1234), Calendar.UTC(2028, 1, 29, 12, 34) / 1000);
});

test('DERS-PUMP-044 an unknown time has no day', () => {
  assert.is(dayOf(0), 0);
  assert.is(dayOf(Number.NaN), 0);
});

test('DERS-PUMP-044 times, days and offsets as people read them', () => {
  assert.is(timeOfDay(0), '00:00');
  assert.is(timeOfDay(86_399), '23:59');
  assert.is(timeOfDay(1_796_630_400), '08:00');
  assert.is(dayText(20261207), '2026-12-07');
  assert.is(offsetText(0), 'UTC+00:00');
  assert.is(offsetText(345), 'UTC+05:45');
  assert.is(offsetText(-210), 'UTC-03:30');
});

test.run();
