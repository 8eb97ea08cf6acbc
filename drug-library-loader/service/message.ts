import { Decoder, Encoder } from 'cbor-x';

/** A value of a message: whole numbers below 2^53, texts, bytes; arrays of whole numbers in CHECK alone. */
export type Value = number | string | Uint8Array | readonly number[];

const encoder = new Encoder({ useRecords: false, tagUint8Array: false, variableMapSize: true });
const decoder = new Decoder({ useRecords: false, mapsAsObjects: false });

function encodable(value: Value): unknown {
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) >= 2 ** 32 ? BigInt(value) : value;
  return Array.isArray(value) ? value.map(encodable) : value;
}

/** A request as deterministic CBOR (docs/formats/service-link.cddl). */
export function encodeRequest(id: number, message: number, values: readonly Value[]): Buffer {
  return encoder.encode([id, message, ...values.map(encodable)]);
}

export interface Answer {
  id: number;
  message: number;
  /** Code of engine/reason.ts; 0 for done. */
  reason: number;
  values: Value[];
}

/** The items of a message that this program wrote. */
export function decodeItems(message: Uint8Array): Value[] {
  const plain = (item: unknown): unknown =>
    Array.isArray(item) ? item.map(plain) : typeof item === 'bigint' ? Number(item) : item;
  return plain(decoder.decode(Buffer.from(message))) as Value[];
}

/** An answer, or undefined where the bytes are none. */
export function decodeAnswer(frame: Uint8Array): Answer | undefined {
  let items: unknown;
  try {
    items = decoder.decode(Buffer.from(frame));
  } catch {
    return undefined;
  }
  if (!Array.isArray(items) || items.length < 3) return undefined;
  const plain = items.map((item) => (typeof item === 'bigint' ? Number(item) : item));
  const [id, message, reason, ...values] = plain;
  if (![id, message, reason].every((item) => Number.isInteger(item))) return undefined;
  if (
    !values.every(
      (item) => typeof item === 'number' || typeof item === 'string' || item instanceof Uint8Array,
    )
  )
    return undefined;
  return { id, message, reason, values };
}
