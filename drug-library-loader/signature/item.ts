import { Major, Reason, type Tokens, decode, newTokens } from '../../engine/index';

/** A CBOR item as plain values. */
export type Item = number | Buffer | string | Item[] | Map<Item, Item> | Tagged;

export class Tagged {
  constructor(
    readonly tag: number,
    readonly item: Item,
  ) {}
}

/** The tokens of one item, read into values. */
class TokenReader {
  private next = 0;
  /** Where the last string ends. */
  end = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly tokens: Tokens,
  ) {}

  item(): Item {
    const type = this.tokens.types[this.next];
    const value = this.tokens.values[this.next++];
    switch (type) {
      case Major.BYTES:
      case Major.TEXT: {
        this.end = value + this.tokens.values[this.next++];
        const part = this.bytes.subarray(value, this.end);
        return type === Major.BYTES ? part : part.toString();
      }
      case Major.ARRAY:
        return Array.from({ length: value }, () => this.item());
      case Major.MAP:
        return new Map(Array.from({ length: value }, (): [Item, Item] => [this.item(), this.item()]));
      case Major.TAG:
        return new Tagged(value, this.item());
      default:
        return value;
    }
  }
}

/** The one item that the bytes are; `null` where the engine would not read them. */
export function itemOf(bytes: Buffer): Item | null {
  const tokens = newTokens();
  return decode(bytes, 0, bytes.length, tokens) === Reason.NONE
    ? new TokenReader(bytes, tokens).item()
    : null;
}

/** The first item of several, which ends with a string, and what stands behind it; `null` where there is no second. */
export function firstItemOf(bytes: Buffer): { item: Item; rest: Buffer } | null {
  const tokens = newTokens();
  if (decode(bytes, 0, bytes.length, tokens) !== Reason.CBOR_TRAILING) return null;
  const reader = new TokenReader(bytes, tokens);
  const item = reader.item();
  return { item, rest: bytes.subarray(reader.end) };
}
