import { dayOf } from '../service/day';

/** The second since 1970 (UTC) of a day, yyyymmdd, and a time, hhmm; 0 where there is no such day or time. */
export function secondOf(day: number, time: number): number {
  const year = Math.floor(day / 10000);
  const month = Math.floor(day / 100) % 100;
  const minutes = Math.floor(time / 100) * 60 + (time % 100);
  if (!(year >= 2020 && year < 2100 && month >= 1 && month <= 12 && time % 100 < 60 && minutes < 1440))
    return 0;
  const shifted = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + (day % 100) - 1;
  const days =
    shifted * 365 +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    ofYear -
    719468;
  const second = days * 86400 + minutes * 60;
  return dayOf(second) === day ? second : 0;
}
