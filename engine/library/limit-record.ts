import { Key, type LimitRecord, limitReason } from '../dose/limit';
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
