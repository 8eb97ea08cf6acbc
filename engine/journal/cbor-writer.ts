import { type Bytes, Major } from '../library/cbor';

// CBOR in its shortest form (RFC 8949 section 4.2.1). Each writes at `at` and gives the place behind; what lies beyond the end of a byte
// array is dropped while the place goes on, so that a caller compares once, at the end.

/** A head: major type and a whole number from 0 below 2^53. */
export function putHead(bytes: Bytes, at: number, major: Major, value: number): number {
  let size = 0;
  let info = value;
  if (value > 23) {
    info = 24;
    for (size = 1; !(value < 256 ** size); size *= 2) info++;
  }
  bytes[at++] = major * 32 + info;
  while (size-- > 0) bytes[at++] = Math.floor(value / 256 ** size) % 256;
  return at;
}

/** A byte string of the first `length` of `from`. */
export function putBytes(bytes: Bytes, at: number, from: Bytes, length: number, major = Major.BYTES): number {
  at = putHead(bytes, at, major, length);
  for (let i = 0; i < length; i++) bytes[at++] = from[i];
  return at;
}

/**
 * A whole number or a text. A number that is not whole (NaN, a fraction, beyond 2^53) goes as its text, so that nothing is rounded;
 * halves of surrogate pairs go as U+FFFD.
 */
export function putValue(bytes: Bytes, at: number, value: number | string): number {
  if (typeof value === 'number' && value % 1 === 0 && Math.abs(value) < 9007199254740992) {
    return value < 0
      ? putHead(bytes, at, Major.NEGATIVE, -1 - value)
      : putHead(bytes, at, Major.UNSIGNED, value);
  }
  const text = String(value);
  const utf8: number[] = [];
  for (let i = 0; i < text.length; i++) {
    let point = text.charCodeAt(i);
    if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
    if (point < 128) utf8.push(point);
    else {
      if (point < 2048) utf8.push(192 | (point >> 6));
      else utf8.push(224 | (point >> 12), 128 | ((point >> 6) & 63));
      utf8.push(128 | (point & 63));
    }
  }
  return putBytes(bytes, at, utf8, utf8.length, Major.TEXT);
}
