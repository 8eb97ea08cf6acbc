// The smallest library that a supervisor can read: seven byte strings, of which it needs the keys of the entries and their ceilings.
import { crc32 } from 'node:zlib';

/** Rate in microlitres per hour, volume in microlitres, and what is wrong with the record. */
export interface CeilingEntry {
  rate: number;
  volume: number;
  wrong?: 'checksum' | 'belongs to another entry';
}

/** Byte string with the shortest head. */
function byteString(bytes: Buffer): Buffer {
  const { length } = bytes;
  if (length < 24) return Buffer.concat([Buffer.from([0x40 + length]), bytes]);
  const size = length < 256 ? 1 : length < 65536 ? 2 : 4;
  const head = Buffer.alloc(1 + size);
  head[0] = 0x58 + Math.log2(size);
  head.writeUIntBE(length, 1, size);
  return Buffer.concat([head, bytes]);
}

/** Key words of entry `number`: care area 1, drug `number`. */
function keyOf(number: number): Buffer {
  const key = Buffer.alloc(8);
  key.writeUInt32BE(2 ** 24 + number * 256);
  return key;
}

/** `strings` and `records` are only there to be skipped: their sizes choose how long the heads are. */
export function ceilingLibrary(entries: readonly CeilingEntry[], strings = 0, records = 300): Buffer {
  const index = entries.map((_, number) => Buffer.concat([keyOf(number), Buffer.alloc(8)]));
  const ceilings = entries.map(({ rate, volume, wrong }, number) => {
    const record = Buffer.alloc(12);
    record.writeUInt32BE(rate);
    record.writeUInt32BE(volume, 4);
    const key = keyOf(wrong === 'belongs to another entry' ? number + 1 : number);
    const crc = crc32(record.subarray(0, 8), crc32(key));
    record.writeUInt32BE((wrong === 'checksum' ? crc ^ 1 : crc) >>> 0, 8);
    return record;
  });
  const empty = Buffer.alloc(0);
  const sections = [Buffer.alloc(30), empty, Buffer.alloc(strings), Buffer.alloc(16)];
  const all = [...sections, Buffer.concat(index), Buffer.alloc(records), Buffer.concat(ceilings)];
  return Buffer.concat([Buffer.from([0x87]), ...all.map(byteString)]);
}
