import { Reason } from '../reason';

/** Bytes as the engine sees them: indexing and length only, because that is all every runtime's byte array has. */
export interface Bytes {
  readonly length: number;
  [index: number]: number;
}

/** CBOR major types as they stand in `Tokens.types`; a string is followed by one token with its length. */
export const enum Major {
  UNSIGNED = 0,
  NEGATIVE = 1,
  BYTES = 2,
  TEXT = 3,
  ARRAY = 4,
  MAP = 5,
  TAG = 6,
  LENGTH = 8,
}

const MAX_DEPTH = 8;

/**
 * One CBOR item as a flat list: a whole number is itself, a string its position (then its length), an array its number of items, a
 * map its number of pairs, a tag its number; what they hold follows. Reused from read to read.
 */
export interface Tokens {
  types: number[];
  values: number[];
  /** How many tokens the last item has; what lies beyond is old. */
  count: number;
}

export function newTokens(): Tokens {
  return { types: [], values: [], count: 0 };
}

const left: number[] = [];
const isMap: boolean[] = [];
const keyFrom: number[] = [];
const keyTo: number[] = [];

/**
 * Decodes the one item in `bytes[from … to − 1]`, in one loop. Only what RFC 8949 section 4.2.1 calls deterministic is read: shortest
 * heads, definite lengths, map keys rising and each once; whole numbers below 2^53, byte and text strings, arrays, maps with
 * number or string keys, tags, eight levels. Everything else is refused with its code; nothing outside the range is read.
 */
export function decode(bytes: Bytes, from: number, to: number, tokens: Tokens): Reason {
  const types = tokens.types;
  const values = tokens.values;
  let count = 0;
  let depth = 0;
  let position = from;
  tokens.count = 0;
  if (!(from >= 0)) return Reason.CBOR_TRUNCATED;
  left[0] = 1;
  isMap[0] = false;
  while (left[0] > 0) {
    const start = position;
    if (!(position < to)) return Reason.CBOR_TRUNCATED;
    const initial = bytes[position++];
    const major = initial >> 5;
    let value = initial & 31;
    if (value > 23) {
      const size = 1 << (value - 24);
      if (value === 31 && major > 1 && major !== 6) return Reason.CBOR_INDEFINITE;
      if (value > 27) return Reason.CBOR_RESERVED;
      if (major === 7) return Reason.CBOR_UNSUPPORTED;
      if (!(position + size <= to)) return Reason.CBOR_TRUNCATED;
      value = 0;
      for (let i = 0; i < size; i++) value = value * 256 + bytes[position++];
      if (!(value >= (size === 1 ? 24 : size === 2 ? 256 : size === 4 ? 65536 : 4294967296)))
        return Reason.CBOR_NOT_SHORTEST;
      if (!(value < 9007199254740992)) return Reason.CBOR_RANGE;
    } else if (major === 7) return Reason.CBOR_UNSUPPORTED;
    types[count] = major;
    values[count++] = major === Major.NEGATIVE ? -1 - value : value;
    if (major === Major.BYTES || major === Major.TEXT) {
      if (!(position + value <= to)) return Reason.CBOR_TRUNCATED;
      values[count - 1] = position;
      types[count] = Major.LENGTH;
      values[count++] = value;
      position += value;
    }
    if (isMap[depth] && left[depth] % 2 === 0) {
      if (major > Major.TEXT) return Reason.CBOR_UNSUPPORTED;
      const order = keyTo[depth] > 0 ? compareKeys(bytes, keyFrom[depth], keyTo[depth], start, position) : -1;
      if (order === 0) return Reason.CBOR_DUPLICATE_KEY;
      if (order > 0) return Reason.CBOR_KEY_ORDER;
      keyFrom[depth] = start;
      keyTo[depth] = position;
    }
    // A tag and what it tags are one item of their container.
    if (major === Major.TAG) continue;
    if (major >= Major.ARRAY && value > 0) {
      if (++depth > MAX_DEPTH) return Reason.CBOR_TOO_DEEP;
      left[depth] = major === Major.MAP ? value * 2 : value;
      isMap[depth] = major === Major.MAP;
      keyTo[depth] = 0;
      continue;
    }
    while (--left[depth] === 0 && depth > 0) depth--;
  }
  if (position !== to) return Reason.CBOR_TRAILING;
  tokens.count = count;
  return Reason.NONE;
}

/** Bytewise order of two encoded keys. */
function compareKeys(bytes: Bytes, aFrom: number, aTo: number, bFrom: number, bTo: number): number {
  for (let i = 0; aFrom + i < aTo && bFrom + i < bTo; i++) {
    const difference = bytes[aFrom + i] - bytes[bFrom + i];
    if (difference !== 0) return difference;
  }
  return aTo - aFrom - (bTo - bFrom);
}

/** UTF-8 text of `bytes[from … from + length − 1]`; `null` where the bytes are not well-formed (RFC 3629). */
export function textOf(bytes: Bytes, from: number, length: number): string | null {
  let text = '';
  const to = from + length;
  for (let i = from; i < to; ) {
    const lead = bytes[i++];
    let point = lead;
    if (lead >= 128) {
      const more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      if (lead < 0xc2 || lead > 0xf4 || i + more > to) return null;
      point = lead & (0x3f >> more);
      for (let n = 0; n < more; n++) {
        const next = bytes[i++];
        if ((next & 0xc0) !== 0x80) return null;
        point = point * 64 + (next & 0x3f);
      }
      if (
        point < (more === 3 ? 0x10000 : more === 2 ? 0x800 : 0x80) ||
        point > 0x10ffff ||
        (point >= 0xd800 && point < 0xe000)
      )
        return null;
    }
    text +=
      point < 0x10000
        ? String.fromCharCode(point)
        : String.fromCharCode(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
  }
  return text;
}
