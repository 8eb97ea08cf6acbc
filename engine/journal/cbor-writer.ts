import { type Bytes, Major } from '../library/cbor';

/**
 * Writes CBOR in its shortest form (RFC 8949 section 4.2.1) into `bytes`, from `at` on. What does not fit is dropped while `at` goes on:
 * a caller compares `at` with its room at the end.
 */
export class CborWriter {
  at = 0;
  bytes: Bytes;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }

  byte(value: number): void {
    if (this.at < this.bytes.length) this.bytes[this.at] = value;
    this.at++;
  }

  /** A head: major type and a whole number from 0 below 2^53. */
  head(major: Major, value: number): void {
    const extra = value < 24 ? 0 : value < 256 ? 1 : value < 65536 ? 2 : value < 4294967296 ? 4 : 8;
    this.byte(
      major * 32 + (extra === 0 ? value : extra === 1 ? 24 : extra === 2 ? 25 : extra === 4 ? 26 : 27),
    );
    for (let scale = 256 ** (extra - 1); scale >= 1; scale /= 256) this.byte(Math.floor(value / scale) % 256);
  }

  /** A whole number; what is none (NaN, a fraction, beyond 2^53) goes as its text, so that nothing is rounded. */
  value(value: number | string): void {
    if (typeof value === 'string') this.text(value);
    else if (!(value % 1 === 0 && Math.abs(value) < 9007199254740992)) this.text(String(value));
    else if (value < 0) this.head(Major.NEGATIVE, -1 - value);
    else this.head(Major.UNSIGNED, value);
  }

  /** A text as UTF-8; half a surrogate pair goes as U+FFFD. */
  text(text: string): void {
    const from = this.at;
    // Written twice: once to learn its length.
    for (let pass = 0; pass < 2; pass++) {
      const length = this.at - from;
      this.at = from;
      if (pass > 0) this.head(Major.TEXT, length);
      for (let i = 0; i < text.length; i++) {
        let point = text.charCodeAt(i);
        if (point >= 0xd800 && point < 0xe000) {
          const next = text.charCodeAt(i + 1);
          if (point < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            point = 0x10000 + (point - 0xd800) * 1024 + next - 0xdc00;
            i++;
          } else point = 0xfffd;
        }
        const more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
        this.byte(more === 0 ? point : ((0xf0 << (3 - more)) & 0xff) | (point >> (6 * more)));
        for (let n = more - 1; n >= 0; n--) this.byte(0x80 | ((point >> (6 * n)) & 0x3f));
      }
    }
  }

  /** A byte string of the first `length` of `bytes`. */
  string(bytes: Bytes, length: number): void {
    this.head(Major.BYTES, length);
    for (let i = 0; i < length; i++) this.byte(bytes[i]);
  }
}
