import { dayOf } from '../service/day';

/** The second since 1970 of a day, yyyymmdd from 2020 to 2099, and a time, hhmm; 0 where there is no such day or time. */
export function secondOf(day: number, time: number): number {
  const year = Math.floor(day / 10000);
  const minutes = Math.floor(time / 100) * 60 + (time % 100);
  if (!(year >= 2020 && year < 2100 && time % 100 < 60 && minutes < 1440)) return 0;
  // A few days too early, and then the day itself or the first behind it.
  let days = Math.floor((year - 1970) * 365.2425 + (Math.floor(day / 100) % 100) * 30.4) - 38 + (day % 100);
  while (dayOf(days * 86400) < day) days++;
  return dayOf(days * 86400) === day ? days * 86400 + minutes * 60 : 0;
}

/** The time of day of a second since 1970, as hh:mm. */
export function timeOfDay(seconds: number): string {
  const minutes = Math.floor(seconds / 60) % 1440;
  const text = String(10000 + Math.floor(minutes / 60) * 100 + (minutes % 60));
  return text.substring(1, 3) + ':' + text.substring(3);
}

/** yyyymmdd as people read it. */
export function dayText(day: number): string {
  const text = String(day);
  return text.substring(0, 4) + '-' + text.substring(4, 6) + '-' + text.substring(6);
}

/** Minutes from UTC as +hh:mm. */
export function offsetText(minutes: number): string {
  return 'UTC' + (minutes < 0 ? '-' : '+') + timeOfDay(Math.abs(minutes) * 60);
}
