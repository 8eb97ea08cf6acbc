/**
 * The day (UTC) of a second since 1970, as yyyymmdd; 0 where the time is not known. By the days of the Gregorian calendar's 400 years,
 * the year beginning in March.
 */
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
  const january = month > 9 ? 1 : 0;
  return (
    (year + era * 400 + january) * 10000 +
    (month + 3 - january * 12) * 100 +
    ofYear -
    Math.floor((153 * month + 2) / 5) +
    1
  );
}
