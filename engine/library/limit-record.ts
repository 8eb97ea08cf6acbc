import { ProgramType } from '../dose/infusion-program';
import { Bound, Key, type LimitRecord, MAX_COEFFICIENT, Quantity, limitReason } from '../dose/limit';
import { Kind, Unit, isUnit, kindOf } from '../dose/unit';
import { Reason } from '../reason';
import { type Bytes, Major, type Tokens, decode, newTokens } from './cbor';

/** A limit record read from flash. It is decoded in place and used again for the next one. */
export interface StoredRecord extends LimitRecord {
  readonly tokens: Tokens;
  readonly keys: number[];
}

export function newRecord(): StoredRecord {
  const tokens = newTokens();
  const at: number[] = [];
  for (let key = 0; key < Key.END; key++) at[key] = 0;
  return { tokens: tokens, items: tokens.values, at: at, keys: [] };
}

/**
 * Decodes `bytes[0 … length − 1]`: a map from keys to arrays of whole numbers, every limit with its points in order. A refused record has
 * no keys left, so nothing of it can be judged by.
 */
export function decodeRecord(record: StoredRecord, bytes: Bytes, length: number): Reason {
  const at = record.at;
  const keys = record.keys;
  while (keys.length > 0) at[keys.pop() as number] = 0;
  const reason = decode(bytes, 0, length, record.tokens);
  const refusal = reason === Reason.NONE ? index(record) : reason;
  if (refusal !== Reason.NONE) while (keys.length > 0) at[keys.pop() as number] = 0;
  return refusal;
}

function index(record: StoredRecord): Reason {
  const types = record.tokens.types;
  const items = record.items;
  const end = record.tokens.count;
  if (types[0] !== Major.MAP) return Reason.LIBRARY_TYPE;
  for (let i = 1; i < end; ) {
    const key = items[i];
    if (types[i] !== Major.UNSIGNED || !(key < Key.END)) return Reason.LIBRARY_KEY;
    if (types[i + 1] !== Major.ARRAY) return Reason.LIBRARY_TYPE;
    const last = i + 1 + items[i + 1];
    for (let n = i + 2; n <= last; n++) if (types[n] > Major.NEGATIVE) return Reason.LIBRARY_TYPE;
    record.at[key] = i + 1;
    record.keys.push(key);
    if (key > Key.HEAD && key < Key.ADVISORIES) {
      const reason = limitReason(items, i + 1);
      if (reason !== Reason.NONE) return reason;
    }
    i = last + 1;
  }
  return Reason.NONE;
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
  if (
    window > 0 &&
    !(items[window] === 2 && isCount(items[window + 1], 1e7) && isCount(items[window + 2], 31))
  ) {
    return Reason.LIBRARY_TYPE;
  }
  return Reason.NONE;
}
