// The day of a second, against a walk through the calendar.
import * as assert from 'uvu/assert';
import { dayOf } from '../../../engine/service/day';
import { suite } from '../../suite';

const test = suite('engine/service/day');

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

test('DERS-SVC-018 every day of 1970 to 2106, at its first and last second', () => {
  let second = 0;
  for (let year = 1970; year < 2106; year++) {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    for (let month = 1; month <= 12; month++) {
      const days = LENGTHS[month - 1] + (leap && month === 2 ? 1 : 0);
      for (let day = 1; day <= days; day++, second += 86_400) {
        const wanted = year * 10000 + month * 100 + day;
        assert.is(dayOf(second + 86_399), wanted);
        if (second > 0) assert.is(dayOf(second), wanted);
      }
    }
  }
});

test('DERS-SVC-018 a time that is not known has no day', () => {
  for (const seconds of [0, -1, Number.NaN]) assert.is(dayOf(seconds), 0);
});

test.run();
