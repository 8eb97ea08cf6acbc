import type { Bytes, LibraryStorage } from '../../../engine/index';
// Storage that tells what was asked of it, fails when it is told to, and ends what would not end.
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { searchRecords } from '../../../hal/desktop/record-search';

export interface Call {
  kind: 'word' | 'read' | 'crc32';
  offset: number;
  length: number;
}

/** How a call fails: storage that answers −1 or nothing, or that breaks off in the middle of a block. */
export type Fault = 'nothing' | 'half';

const MOST_CALLS = 100_000;

export class WatchedStorage implements LibraryStorage {
  readonly size: number;
  /** Where the library lies, between other bytes. */
  readonly start: number;
  readonly length: number;
  calls: Call[] = [];
  /** Whether the n-th call from now on fails. */
  fails: (n: number) => boolean = () => false;
  fault: Fault = 'nothing';
  private readonly memory: MemoryStorage;

  /** Guard bytes stand on both sides of the library. */
  constructor(library: Uint8Array, guard = 64) {
    const around = Buffer.alloc(guard, 0x40);
    this.memory = new MemoryStorage(Buffer.concat([around, library, around]));
    this.size = this.memory.size;
    this.start = guard;
    this.length = library.length;
  }

  /** Forgets what was asked; faults count from here. */
  reset(fails: (n: number) => boolean = () => false): void {
    this.calls = [];
    this.fails = fails;
  }

  count(kind: Call['kind']): number {
    return this.calls.filter((call) => call.kind === kind).length;
  }

  /** Bytes that were looked at, checksums included. */
  get bytes(): number {
    return this.calls.reduce((sum, { length }) => sum + length, 0);
  }

  /** Calls that reach out of the library. */
  get outside(): Call[] {
    return this.calls.filter(
      ({ offset, length }) =>
        !(offset >= this.start && length >= 0 && offset + length <= this.start + this.length),
    );
  }

  word(offset: number): number {
    return this.asked('word', offset, 4) ? -1 : this.memory.word(offset);
  }

  read(offset: number, buffer: Bytes, length: number): number {
    if (!this.asked('read', offset, length)) return this.memory.read(offset, buffer, length);
    if (this.fault === 'nothing' || length < 2) return 0;
    const half = length >> 1;
    this.memory.read(offset, buffer, half);
    return half;
  }

  crc32(offset: number, length: number, start: number): number {
    if (this.asked('crc32', offset, length)) return -1;
    // As the contract has it: what was not a checksum cannot be continued.
    return start >= 0 ? this.memory.crc32(offset, length, start) : -1;
  }

  search(offset: number, count: number, key0: number, key1: number): number {
    return searchRecords(this, offset, count, key0, key1);
  }

  private asked(kind: Call['kind'], offset: number, length: number): boolean {
    this.calls.push({ kind, offset, length });
    if (this.calls.length > MOST_CALLS) throw new Error(`${MOST_CALLS} calls and no end`);
    return this.fails(this.calls.length);
  }
}
