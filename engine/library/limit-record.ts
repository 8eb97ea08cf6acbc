import { ProgramType } from '../dose/infusion-program';
import { Bound, Key, type LimitRecord, Most, Quantity } from '../dose/limit';
import { FORMS, KINDS, Kind, Unit } from '../dose/unit';
import { Reason } from '../reason';
import type { Bytes } from './cbor';

/** A limit record read from flash. It is decoded in place and used again for the next one. */
export interface StoredRecord extends LimitRecord {
  /** Keys of the record, in order: the first `count`; what lies beyond is old. */
  readonly keys: number[];
  count: number;
}

/** Where the keys of an empty record are: quantities, caps on them and the few other keys at 0; what is no key, at −1. */
const NOWHERE: number[] = [];
for (let key = 0; key < Key.END; key++) {
  const isLimit = key < Key.ADVISORIES && (key & 31) <= Quantity.BASIC_VTBI && key !== Key.CAP;
  const isOther = key >= Key.ADVISORIES && key <= Key.BASIC_TEXT && key !== 69;
  NOWHERE[key] = isLimit || isOther || key === Key.STEPS || key === Key.TOLERANCE ? 0 : -1;
}

export function newRecord(): StoredRecord {
  return { items: [], at: NOWHERE.slice(), keys: [], count: 0 };
}

function clear(record: StoredRecord): void {
  const at = record.at;
  const keys = record.keys;
  const count = record.count;
  for (let i = 0; i < count; i++) at[keys[i]] = 0;
  record.count = 0;
}

/**
 * Decodes `bytes[0 … length − 1]` (`bytes` may be longer): a map from rising keys to arrays of whole numbers, every limit with its points in order; deterministic CBOR
 * as in `decode`, in a loop of its own because it runs at every check. The order of points is that of LoopKit's guardrail and of ISMP's five-point
 * limits: lower hard ≤ lower soft ≤ initial ≤ upper soft ≤ upper hard. A refused record has no keys left, so nothing of it can be judged by.
 */
export function decodeRecord(record: StoredRecord, bytes: Bytes, length: number): Reason {
  clear(record);
  const reason = readItems(record, bytes, length);
  if (reason !== Reason.NONE) clear(record);
  return reason;
}

/** Number of points of each mask. */
const POINTS: number[] = [0];
for (let mask = 1; mask < 32; mask++) POINTS[mask] = POINTS[mask >> 1] + (mask & 1);

function readItems(record: StoredRecord, bytes: Bytes, length: number): Reason {
  const items = record.items;
  const at = record.at;
  const keys = record.keys;
  // A name from outside a function costs as much as ten steps of it.
  const forms = FORMS;
  const points = POINTS;
  let position = 1;
  // Item 0 is never the place of a key, whose `at` would then read as absent.
  let count = 1;
  let key = -1;
  let pairs = bytes[0] - 0xa0;
  if (pairs === 24) {
    pairs = bytes[position++];
    if (!(pairs >= 24)) return Reason.CBOR_NOT_SHORTEST;
  } else if (!(pairs >= 0 && pairs < 24)) return pairs === 31 ? Reason.CBOR_INDEFINITE : Reason.LIBRARY_TYPE;
  for (let pair = 0; pair < pairs; pair++) {
    let next = bytes[position++];
    if (next === 24) {
      next = bytes[position++];
      if (!(next >= 24)) return Reason.CBOR_NOT_SHORTEST;
    } else if (!(next < 24)) return Reason.LIBRARY_KEY;
    if (!(next > key)) return next === key ? Reason.CBOR_DUPLICATE_KEY : Reason.CBOR_KEY_ORDER;
    key = next;
    next = bytes[position++] - 0x80;
    if (next === 24) {
      next = bytes[position++];
      if (!(next >= 24)) return Reason.CBOR_NOT_SHORTEST;
    } else if (!(next >= 0 && next < 24)) return next === 31 ? Reason.CBOR_INDEFINITE : Reason.LIBRARY_TYPE;
    // No key has more than 64 items.
    if (at[key] !== 0 || !(next <= 64)) return Reason.LIBRARY_KEY;
    const start = count++;
    const end = count + next;
    items[start] = next;
    while (count < end) {
      next = bytes[position++];
      // Most items are below 24, and are their own byte.
      if (!(next < 24)) {
        const negative = next >= 0x20;
        if (negative) next -= 0x20;
        if (next > 23) {
          if (!(next < 28)) return next === 31 ? Reason.CBOR_INDEFINITE : Reason.LIBRARY_TYPE;
          let least = 24;
          if (next === 24) next = bytes[position++];
          else {
            // Two bytes at a time.
            let halves = 1 << (next - 25);
            least = halves === 1 ? 256 : halves === 2 ? 65536 : 4294967296;
            for (next = 0; halves > 0; halves--) {
              next = next * 65536 + bytes[position] * 256 + bytes[position + 1];
              position += 2;
            }
          }
          if (!(next >= least)) return Reason.CBOR_NOT_SHORTEST;
          if (least > 65536 && !(next < 9007199254740992)) return Reason.CBOR_RANGE;
        }
        if (negative) next = -1 - next;
      }
      items[count++] = next;
    }
    // Bytes behind the record lie in the same block, so nothing outside was read yet.
    if (!(position <= length)) return Reason.CBOR_TRUNCATED;
    if (key > Key.HEAD && key < Key.ADVISORIES) {
      const unit = items[start + 1];
      const exponent = items[start + 2];
      if (!(end >= start + 4 && unit > 0 && unit < 320 && forms[unit >> 4] & (1 << (unit & 15))))
        return Reason.LIBRARY_UNIT;
      if (!(exponent >= -12 && exponent <= 9 && end === start + 4 + points[items[start + 3]]))
        return Reason.LIBRARY_TYPE;
      let least = 0;
      for (let i = start + 4; i < end; i++) {
        next = items[i];
        if (!(next >= least)) return Reason.LIBRARY_LIMIT_ORDER;
        least = next;
      }
      if (!(least <= Most.COEFFICIENT)) return Reason.LIBRARY_LIMIT_ORDER;
    }
    at[key] = start;
    keys[pair] = key;
    record.count = pair + 1;
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
  const at = record.at;
  const head = at[Key.HEAD];
  const window = at[Key.WINDOW];
  const count = items[head];
  const type = items[head + 1];
  if (!(head > 0 && (count === 3 || count === 7))) return Reason.LIBRARY_TYPE;
  if (!(type > 0 && type <= ProgramType.MULTI_STEP && items[head + 2] >= 0 && items[head + 3] >= 0))
    return Reason.LIBRARY_TYPE;
  if (count === 7) {
    const unit = items[head + 4];
    // An amount of a drug, by nothing and per no time.
    const kind = KINDS[unit / 16];
    const amount = items[head + 6];
    const volume = items[head + 7];
    if (!(unit % 16 === 0 && kind > Kind.DURATION && kind <= Kind.ENERGY)) return Reason.LIBRARY_UNIT;
    if (!isExponent(items[head + 5])) return Reason.LIBRARY_TYPE;
    if (!(amount > 0 && amount <= Most.COEFFICIENT && volume > 0 && volume <= Most.COEFFICIENT))
      return Reason.LIBRARY_TYPE;
  }
  if (window > 0 !== at[Quantity.ACCUMULATED_DOSE] > 0) return Reason.LIBRARY_TYPE;
  // Only these types know what they commit.
  return !(window > 0) ||
    ((type === ProgramType.CONTINUOUS || type === ProgramType.PCA) &&
      items[window] === 2 &&
      isCount(items[window + 1], 1e7) &&
      isCount(items[window + 2], 31))
    ? Reason.NONE
    : Reason.LIBRARY_TYPE;
}
