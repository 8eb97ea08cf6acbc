// Days and seconds, after Howard Hinnant, "chrono-compatible low-level date algorithms" (2013): the runtime's own Date is not used.

/** The day of a second since 1970, as yyyymmdd; 0 where the time is not known. */
export function dayOf(seconds: number): number {
  if (!(seconds > 0)) return 0;
  const days = Math.floor(seconds / 86400) + 719468;
  const era = Math.floor(days / 146097);
  const ofEra = days - era * 146097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * month + 2) / 5) + 1;
  const number = month < 10 ? month + 3 : month - 9;
  return (year + era * 400 + (number <= 2 ? 1 : 0)) * 10000 + number * 100 + day;
}

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
