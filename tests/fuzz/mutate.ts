// Changes to bytes that keep enough of their form to get past the first check: the same seed, the same changes.

/** Numbers from 0 up to `below`, drawn from a seed (mulberry32). */
export type Draw = (below: number) => number;

export function drawsOf(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export type Change = (bytes: Buffer, draw: Draw, others: readonly Buffer[]) => Buffer;

const EDGES = [
  0, 1, 0x17, 0x18, 0x1f, 0x20, 0x3f, 0x40, 0x5f, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xd8, 0xf6, 0xf9, 0xfb, 0xfe,
  0xff,
];
const WORDS = [0, 1, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

function piece(bytes: Buffer, draw: Draw): Buffer {
  const from = draw(bytes.length);
  return bytes.subarray(from, from + 1 + draw(Math.min(64, bytes.length - from)));
}

/** One bit, one byte, one word at an edge; bytes lost, doubled, moved in from another input; the end cut off. */
const PLAIN: Change[] = [
  (bytes, draw) =>
    changed(bytes, (copy) => {
      copy[draw(copy.length)] ^= 1 << draw(8);
    }),
  (bytes, draw) =>
    changed(bytes, (copy) => {
      copy[draw(copy.length)] = EDGES[draw(EDGES.length)] as number;
    }),
  (bytes, draw) =>
    changed(bytes, (copy) => {
      copy[draw(copy.length)] += draw(2) === 0 ? 1 : 255;
    }),
  (bytes, draw) =>
    bytes.length < 4
      ? bytes
      : changed(bytes, (copy) => {
          copy.writeUInt32BE(WORDS[draw(WORDS.length)] as number, draw(copy.length - 3));
        }),
  (bytes, draw) => {
    const at = draw(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + draw(8))]);
  },
  (bytes, draw) => {
    const at = draw(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), piece(bytes, draw), bytes.subarray(at)]);
  },
  (bytes, draw, others) => {
    const other = others[draw(others.length)] as Buffer;
    const at = draw(bytes.length + 1);
    return other.length === 0
      ? bytes
      : Buffer.concat([bytes.subarray(0, at), piece(other, draw), bytes.subarray(at)]);
  },
  (bytes, draw, others) => {
    const other = others[draw(others.length)] as Buffer;
    return Buffer.concat([bytes.subarray(0, draw(bytes.length + 1)), other.subarray(draw(other.length + 1))]);
  },
  (bytes, draw) => bytes.subarray(0, draw(bytes.length + 1)),
];

/** One to four changes, of the plain ones and of those that know the input's form. */
export function mutated(
  bytes: Buffer,
  draw: Draw,
  others: readonly Buffer[],
  own: readonly Change[] = [],
): Buffer {
  let result = bytes;
  for (let times = 1 + draw(4); times > 0; times--) {
    const changes = own.length > 0 && draw(2) === 0 ? own : PLAIN;
    if (result.length > 0) result = (changes[draw(changes.length)] as Change)(result, draw, others);
  }
  return Buffer.from(result);
}
