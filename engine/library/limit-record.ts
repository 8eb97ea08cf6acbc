import { ProgramType } from '../dose/infusion-program';
import { Bound, Key, type LimitRecord, MAX_COEFFICIENT, Quantity, limitReason } from '../dose/limit';
import { Kind, Unit, isUnit, kindOf } from '../dose/unit';
import { Reason } from '../reason';
import type { Bytes } from './cbor';

/** A limit record read from flash. It is decoded in place and used again for the next one. */
export interface StoredRecord extends LimitRecord {
  /** Keys of the record, in order. */
  readonly keys: number[];
}

export function newRecord(): StoredRecord {
  const at: number[] = [];
  for (let key = 0; key < Key.END; key++) at[key] = 0;
  return { items: [], at: at, keys: [] };
}

function clear(record: StoredRecord): void {
  const keys = record.keys;
  for (let i = 0; i < keys.length; i++) record.at[keys[i]] = 0;
  keys.length = 0;
}

/**
 * Decodes `bytes[0 … length − 1]` (`bytes` may be longer): a map from rising keys to arrays of whole numbers, every limit with its points in order; deterministic CBOR
 * as in `decode`, in a loop of its own because it runs at every check. A refused record has no keys left, so nothing of it can be judged by.
 */
export function decodeRecord(record: StoredRecord, bytes: Bytes, length: number): Reason {
  clear(record);
  const reason = readItems(record, bytes, length);
  if (reason !== Reason.NONE) clear(record);
  return reason;
}

/** Quantities, caps on them, and the few other keys. */
function isKey(key: number): boolean {
  const quantity = key & 31;
  if (key < Key.ADVISORIES) return quantity <= Quantity.BASIC_VTBI && key !== Key.CAP;
  return (key <= Key.BASIC_TEXT && key !== 69) || key === Key.STEPS || key === Key.TOLERANCE;
}

/** Most items that one key of a record may have. */
const MAX_ITEMS = 64;

function readItems(record: StoredRecord, bytes: Bytes, length: number): Reason {
  const items = record.items;
  let position = 1;
  // Item 0 is never the place of a key, whose `at` would then read as absent.
  let count = 1;
  let key = -1;
  let pairs = bytes[0] - 0xa0;
  if (pairs === 24) {
    pairs = bytes[position++];
    if (!(pairs >= 24)) return Reason.CBOR_NOT_SHORTEST;
  } else if (!(pairs >= 0 && pairs < 24)) return pairs === 31 ? Reason.CBOR_INDEFINITE : Reason.LIBRARY_TYPE;
  for (; pairs > 0; pairs--) {
    let next = bytes[position++];
    if (next === 24) {
      next = bytes[position++];
      if (!(next >= 24)) return Reason.CBOR_NOT_SHORTEST;
    } else if (!(next < 24)) return Reason.LIBRARY_KEY;
    if (!(next > key)) return next === key ? Reason.CBOR_DUPLICATE_KEY : Reason.CBOR_KEY_ORDER;
    key = next;
    let left = bytes[position++] - 0x80;
    if (left === 24) {
      left = bytes[position++];
      if (!(left >= 24)) return Reason.CBOR_NOT_SHORTEST;
    } else if (!(left >= 0 && left < 24)) return left === 31 ? Reason.CBOR_INDEFINITE : Reason.LIBRARY_TYPE;
    if (!isKey(key) || !(left <= MAX_ITEMS)) return Reason.LIBRARY_KEY;
    const start = count;
    items[count++] = left;
    for (; left > 0; left--) {
      next = bytes[position++];
      if (next < 24) items[count++] = next;
      else if (next === 24) {
        next = bytes[position++];
        if (!(next >= 24)) return Reason.CBOR_NOT_SHORTEST;
        items[count++] = next;
      } else {
        const negative = next >= 0x20;
        if (negative) next -= 0x20;
        let value = next;
        if (next > 23) {
          const size = 1 << (next - 24);
          if (!(next < 28)) return next === 31 ? Reason.CBOR_INDEFINITE : Reason.LIBRARY_TYPE;
          value = 0;
          for (let i = 0; i < size; i++) value = value * 256 + bytes[position++];
          if (!(value >= (size === 1 ? 24 : size === 2 ? 256 : size === 4 ? 65536 : 4294967296))) {
            return Reason.CBOR_NOT_SHORTEST;
          }
          if (!(value < 9007199254740992)) return Reason.CBOR_RANGE;
        }
        items[count++] = negative ? -1 - value : value;
      }
    }
    // Bytes behind the record lie in the same block, so nothing outside was read yet.
    if (!(position <= length)) return Reason.CBOR_TRUNCATED;
    if (key > Key.HEAD && key < Key.ADVISORIES) {
      const reason = limitReason(items, start);
      if (reason !== Reason.NONE) return reason;
    }
    record.at[key] = start;
    record.keys.push(key);
  }
  return position === length ? Reason.NONE : Reason.CBOR_TRAILING;
}

function isCount(value: number, most: number): boolean {
  return value > 0 && value <= most;
}

function isExponent(value: number): boolean {
  return value >= -12 && value <= 9;
}

/** Why a record cannot be the pump's: it needs hard limits of the rate in mL/h and steps that rise. */
export function pumpReason(record: LimitRecord): Reason {
  const items = record.items;
  const rate = record.at[Quantity.RATE];
  const steps = record.at[Key.STEPS];
  const tolerance = record.at[Key.TOLERANCE];
  if (
    !(
      rate > 0 &&
      items[rate + 1] === Unit.MILLILITRE_PER_HOUR &&
      items[rate + 3] === (Bound.LOWER_HARD | Bound.UPPER_HARD)
    )
  ) {
    return Reason.LIBRARY_TYPE;
  }
  // exponent, then pairs of "below this rate" and its step, then the step above all of them
  if (!(steps > 0 && items[steps] >= 2 && items[steps] % 2 === 0 && isExponent(items[steps + 1])))
    return Reason.LIBRARY_TYPE;
  const last = steps + items[steps];
  for (let i = steps + 2; i <= last; i++) if (!isCount(items[i], 1e6)) return Reason.LIBRARY_TYPE;
  for (let i = steps + 4; i < last; i += 2) if (!(items[i] > items[i - 2])) return Reason.LIBRARY_LIMIT_ORDER;
  if (tolerance > 0 && !(items[tolerance] === 2 && items[tolerance + 1] <= 0 && items[tolerance + 1] >= -4))
    return Reason.LIBRARY_TYPE;
  return tolerance > 0 && !(items[tolerance + 2] >= 0 && items[tolerance + 2] <= 1e6)
    ? Reason.LIBRARY_TYPE
    : Reason.NONE;
}

/** Why a record cannot be an entry's: it needs a head with a known type, and either a whole concentration or none. */
export function entryReason(record: LimitRecord): Reason {
  const items = record.items;
  const head = record.at[Key.HEAD];
  const window = record.at[Key.WINDOW];
  if (!(head > 0 && (items[head] === 3 || items[head] === 7))) return Reason.LIBRARY_TYPE;
  if (!(isCount(items[head + 1], ProgramType.MULTI_STEP) && items[head + 2] >= 0 && items[head + 3] >= 0))
    return Reason.LIBRARY_TYPE;
  if (items[head] === 7) {
    const unit = items[head + 4];
    if (!isUnit(unit) || unit % 16 !== 0 || !isCount(kindOf(unit), Kind.ENERGY)) return Reason.LIBRARY_UNIT;
    if (!isExponent(items[head + 5])) return Reason.LIBRARY_TYPE;
    if (!isCount(items[head + 6], MAX_COEFFICIENT) || !isCount(items[head + 7], MAX_COEFFICIENT))
      return Reason.LIBRARY_TYPE;
  }
  if (window > 0 !== record.at[Quantity.ACCUMULATED_DOSE] > 0) return Reason.LIBRARY_TYPE;
  // Only these types know what they commit.
  const type = items[head + 1];
  if (window > 0 && type !== ProgramType.CONTINUOUS && type !== ProgramType.PCA) return Reason.LIBRARY_TYPE;
  if (
    window > 0 &&
    !(items[window] === 2 && isCount(items[window + 1], 1e7) && isCount(items[window + 2], 31))
  ) {
    return Reason.LIBRARY_TYPE;
  }
  return Reason.NONE;
}
