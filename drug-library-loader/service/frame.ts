import { crc32 } from 'node:zlib';

/** Longest content of a frame, as a pump takes it. */
export const MOST_CONTENT = 1280;
/** Longest frame on the wire: content, checksum, one byte for every 254 begun, the end. */
export const MOST_WIRE = MOST_CONTENT + 4 + Math.ceil((MOST_CONTENT + 4) / 254) + 1;

/** Ends every frame, and stands nowhere else. */
const END = 0;

/**
 * A frame as it goes over the wire: the content and its CRC-32 (ISO-HDLC, big-endian), stuffed so that no zero is left (COBS, Cheshire and
 * Baker 1999), and a zero. RangeError where the content is empty or longer than 1,280 bytes.
 */
export function encodeFrame(content: Uint8Array): Buffer {
  if (!(content.length > 0 && content.length <= MOST_CONTENT))
    throw new RangeError(`a frame holds 1 to ${MOST_CONTENT} bytes, not ${content.length}`);
  const plain = Buffer.alloc(content.length + 4);
  plain.set(content);
  plain.writeUInt32BE(crc32(content), content.length);
  const wire: number[] = [];
  let code = wire.push(1) - 1;
  plain.forEach((byte, i) => {
    if (byte !== END) {
      wire.push(byte);
      wire[code]++;
    }
    // A group of 254 is full; what follows needs a group of its own, if anything does.
    if (byte === END || (wire[code] === 255 && i + 1 < plain.length)) code = wire.push(1) - 1;
  });
  return Buffer.from([...wire, END]);
}

/** The content of a frame without its final zero; undefined where it is damaged, empty or too long. */
export function decodeFrame(wire: Uint8Array): Buffer | undefined {
  const plain: number[] = [];
  for (let at = 0; at < wire.length; ) {
    const code = wire[at++] as number;
    if (code === END || at + code - 1 > wire.length) return undefined;
    for (let i = 1; i < code; i++) {
      const byte = wire[at++] as number;
      if (byte === END) return undefined;
      plain.push(byte);
    }
    if (code < 255 && at < wire.length) plain.push(END);
  }
  const content = Buffer.from(plain.slice(0, -4));
  if (!(content.length > 0 && content.length <= MOST_CONTENT)) return undefined;
  return crc32(content) === Buffer.from(plain).readUInt32BE(content.length) ? content : undefined;
}

/** Finds frames in what arrives, in whatever pieces. What is damaged is dropped, and counted. */
export class FrameReader {
  /** Frames that were dropped. */
  damaged = 0;
  private pending: number[] = [];
  /** More arrived without an end than any frame has. */
  private overlong = false;

  push(bytes: Uint8Array): Buffer[] {
    const frames: Buffer[] = [];
    for (const byte of bytes) {
      if (byte !== END) {
        if (this.pending.length < MOST_WIRE) this.pending.push(byte);
        else this.overlong = true;
        continue;
      }
      // Zeros between frames are good: a sender may begin with one.
      const content =
        this.pending.length > 0 && !this.overlong ? decodeFrame(Uint8Array.from(this.pending)) : undefined;
      if (content) frames.push(content);
      else if (this.pending.length > 0) this.damaged++;
      this.pending = [];
      this.overlong = false;
    }
    return frames;
  }
}
