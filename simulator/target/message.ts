// The line to a pump on an emulated board, as hal/firmware/plant_line.h writes it down. Numbers are little-endian.

/** What the plant asks. */
export enum Ask {
  BOOT = 1,
  START = 2,
  STEP = 3,
  TICK = 4,
  CONTACT = 5,
  CELLS = 6,
  SPOIL = 7,
}

/** What the application's next step does instead, for the fault tests. */
export enum Spoil {
  THROW = 1,
  LOOP = 2,
  HEAP = 3,
  POKE = 4,
  SPIN = 5,
  FORGE = 6,
}

/** What the board tells. */
export enum Told {
  HELLO = 1,
  DONE = 2,
  RUN = 3,
  HALT = 4,
  SHOW = 5,
  ALARM = 6,
  BEEP = 7,
  LAMP = 8,
  OFF = 9,
  ALIVE = 10,
  SENSORS = 11,
  PROGRAM = 12,
  ERASE = 13,
  SET_WALL = 14,
  RECEIVE = 15,
  SEND = 16,
  LOUDNESS = 17,
}

export const HEAD = 32;
export const BOOT_HEAD = 32;

/** Longest serial number that the board keeps. */
const LONGEST_SERIAL = 19;

/** Steps of a train without an end. */
export const ENDLESS = 0xffffffff;

/** Time, shaft and cable as they are while the board works on a request. */
export interface Present {
  /** Monotonic ms. */
  now: number;
  /** Seconds UTC; 0 unknown. */
  wall: number;
  /** Whole steps made, and counts of the encoder. */
  commanded: number;
  encoder: number;
  frames: boolean;
}

export function request(
  kind: Ask,
  present: Present,
  more: { key?: number; extra?: number; content?: Uint8Array } = {},
): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt8(kind, 0);
  head.writeUInt8(present.frames ? 1 : 0, 1);
  head.writeUInt16LE(more.key ?? 0, 2);
  head.writeUInt32LE(more.content?.length ?? 0, 4);
  head.writeBigUInt64LE(BigInt(present.now), 8);
  head.writeUInt32LE(present.wall, 16);
  head.writeUInt32LE(present.commanded >>> 0, 20);
  head.writeUInt32LE(present.encoder >>> 0, 24);
  head.writeUInt32LE(more.extra ?? 0, 28);
  return more.content === undefined ? head : Buffer.concat([head, more.content]);
}

function bits(numbers: Iterable<number>): number {
  let set = 0;
  for (const number of numbers) set |= 1 << number;
  return set >>> 0;
}

/** What a board gets when its power comes; RangeError for a serial number that it cannot keep. */
export function bootContent(
  serial: string,
  held: Iterable<number>,
  sensors: Iterable<number>,
  cells: Uint8Array,
): Buffer {
  if (!/^[ -~]*$/.test(serial) || serial.length > LONGEST_SERIAL)
    throw new RangeError(`serial number "${serial}": give at most ${LONGEST_SERIAL} ASCII characters`);
  const head = Buffer.alloc(BOOT_HEAD);
  head.writeUInt32LE(bits(held), 0);
  head.writeUInt32LE(bits(sensors), 4);
  head.writeUInt32LE(cells.length, 8);
  head.write(serial, 12, 'latin1');
  return Buffer.concat([head, cells]);
}

/** What is so on the board at the end of a request. */
export interface Done {
  /** Of the JavaScript runtime (js_runtime.h); 0 none. */
  error: number;
  /** Monotonic ms at which the application, and the supervisor, want the next call. */
  wake: number;
  next: number;
  motion: number;
  halt: number;
  /** Whole microlitres by part, and of all. */
  delivered: readonly number[];
  total: number;
  /** Bytes of the JavaScript heap that were ever in use together. */
  heapPeak: number;
  /** Bytes of it in use, what nobody needs any more included. */
  heapUsed: number;
  /** Instructions of the request, where the emulator counts them at a nanosecond each. */
  instructions: number;
}

export function done(content: Buffer): Done {
  const number = (at: number) => content.readDoubleLE(at * 8);
  return {
    error: number(0),
    wake: number(1),
    next: number(2),
    motion: number(3),
    halt: number(4),
    delivered: [5, 6, 7, 8].map(number),
    total: number(9),
    heapPeak: number(10),
    instructions: number(11),
    heapUsed: number(12),
  };
}
