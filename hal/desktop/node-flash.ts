import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { type Bytes, type Flash, Region } from '../hal';
import { MemoryStorage } from './memory-storage';

/** Bytes of a region and of one of its erase sectors; a size of 0 is a region the board does not have. */
export interface RegionLayout {
  readonly size: number;
  readonly sector: number;
}

/** Regions in the order of `Region`, one behind the other from offset 0. */
export type FlashLayout = readonly RegionLayout[];

const KB = 1024;

/** A chip with large sectors for the libraries, and small ones (4 KB, as serial flash has) for what changes often. */
export const REFERENCE_LAYOUT: FlashLayout = Object.freeze([
  { size: 512 * KB, sector: 64 * KB },
  { size: 512 * KB, sector: 64 * KB },
  { size: 512 * KB, sector: 4 * KB },
  { size: 64 * KB, sector: 4 * KB },
  { size: 32 * KB, sector: 4 * KB },
  { size: 32 * KB, sector: 4 * KB },
]);

/** What an operation leaves behind in which power was lost; the caller never learns which. */
export type Remains = 'nothing' | 'half' | 'noise' | 'everything';

export interface NodeFlashOptions {
  readonly layout?: FlashLayout;
  /** File that holds the bytes; made, erased, where there is none. Without it they live in memory. */
  readonly file?: string;
}

/** Most bytes of one `program`. */
const LONGEST = 1024;

function sizeOf(layout: FlashLayout): number {
  if (layout.length !== Region.COUNT) {
    throw new RangeError(`a flash layout has ${Region.COUNT} regions, not ${layout.length}`);
  }
  for (const { size, sector } of layout) {
    const good = Number.isInteger(size) && Number.isInteger(sector) && size >= 0 && sector > 0;
    if (!(good && sector % 4 === 0 && size % sector === 0)) {
      throw new RangeError(
        `region of ${size} bytes in sectors of ${sector}: give whole sectors of whole words`,
      );
    }
  }
  return layout.reduce((sum, { size }) => sum + size, 0);
}

function erased(size: number): Buffer {
  return Buffer.alloc(size, 0xff);
}

/** The bytes of the file, which is made where there is none: whole or not at all. */
function load(file: string, size: number): Buffer {
  if (!existsSync(file)) {
    writeFileSync(`${file}.part`, erased(size));
    renameSync(`${file}.part`, file);
  }
  const bytes = readFileSync(file);
  if (bytes.length !== size) {
    throw new RangeError(
      `${file} has ${bytes.length} bytes, this flash ${size}: name another file or layout`,
    );
  }
  return bytes;
}

/**
 * Flash in memory or in a file. It erases and programs as the contract says, and can lose power in the n-th operation: that one leaves
 * part of its work, and from then on every call is answered as failed, until `powerOn`.
 */
export class NodeFlash extends MemoryStorage implements Flash {
  /** What the cells hold, power or not: for a test that damages them, or looks. Changes do not reach the file. */
  readonly cells: Buffer;
  /** `program` and `erase` that were begun. */
  operations = 0;
  private readonly layout: FlashLayout;
  private readonly starts: readonly number[];
  private readonly file: number;
  private dead = false;
  private cutAt = Number.POSITIVE_INFINITY;
  private remains: Remains = 'half';

  constructor(options: NodeFlashOptions = {}) {
    const layout = options.layout ?? REFERENCE_LAYOUT;
    const size = sizeOf(layout);
    const cells = options.file === undefined ? erased(size) : load(options.file, size);
    super(cells);
    this.cells = cells;
    this.layout = layout;
    this.file = options.file === undefined ? -1 : openSync(options.file, 'r+');
    let start = 0;
    this.starts = layout.map((region) => {
      start += region.size;
      return start - region.size;
    });
  }

  /** Power is lost inside the `n`-th `program` or `erase` from now, 1 being the next. */
  cutPower(n: number, remains: Remains = 'half'): void {
    if (!(Number.isInteger(n) && n >= 1))
      throw new RangeError(`cannot cut power at operation ${n}: give 1 or more`);
    this.cutAt = this.operations + n;
    this.remains = remains;
  }

  powerOn(): void {
    this.dead = false;
    this.cutAt = Number.POSITIVE_INFINITY;
  }

  /** False from a power cut to the next `powerOn`. */
  get powered(): boolean {
    return !this.dead;
  }

  /** Closes the file; the flash cannot be used afterwards. */
  close(): void {
    if (this.file >= 0 && !this.dead) closeSync(this.file);
    this.dead = true;
  }

  regionStart(region: Region): number {
    return this.regionSize(region) > 0 ? (this.starts[region] as number) : -1;
  }

  regionSize(region: Region): number {
    return this.layout[region]?.size ?? 0;
  }

  sectorSize(region: Region): number {
    return this.regionSize(region) > 0 ? (this.layout[region] as RegionLayout).sector : 0;
  }

  override word(offset: number): number {
    return this.dead ? -1 : super.word(offset);
  }

  override read(offset: number, buffer: Bytes, length: number): number {
    return this.dead ? 0 : super.read(offset, buffer, length);
  }

  override crc32(offset: number, length: number, start: number): number {
    return this.dead ? -1 : super.crc32(offset, length, start);
  }

  erase(offset: number): boolean {
    const region = this.regionOf(offset, 1);
    if (this.dead || region < 0) return false;
    const { sector } = this.layout[region] as RegionLayout;
    if ((offset - (this.starts[region] as number)) % sector !== 0) return false;
    return this.change(offset, erased(sector));
  }

  program(offset: number, bytes: Bytes, length: number): boolean {
    if (this.dead || !(length > 0 && length <= LONGEST && length % 4 === 0 && length <= bytes.length))
      return false;
    if (!(offset % 4 === 0 && this.regionOf(offset, length) >= 0)) return false;
    const wanted = Buffer.alloc(length);
    for (let i = 0; i < length; i++) {
      const byte = bytes[i] as number;
      if (!(Number.isInteger(byte) && byte >= 0 && byte <= 255)) return false;
      if (this.cells[offset + i] !== 0xff) return false;
      wanted[i] = byte;
    }
    return this.change(offset, wanted);
  }

  /** The region that holds all these bytes, or −1. */
  private regionOf(offset: number, length: number): number {
    if (!Number.isInteger(offset)) return -1;
    return this.layout.findIndex(({ size }, region) => {
      const start = this.starts[region] as number;
      return offset >= start && offset + length <= start + size;
    });
  }

  private change(offset: number, wanted: Buffer): boolean {
    this.operations++;
    const cut = this.operations >= this.cutAt;
    const written = cut ? this.cutShort(offset, wanted) : wanted;
    written.copy(this.cells, offset);
    if (this.file >= 0) writeSync(this.file, written, 0, written.length, offset);
    this.dead = cut;
    return !cut;
  }

  private cutShort(offset: number, wanted: Buffer): Buffer {
    const left = Buffer.from(this.cells.subarray(offset, offset + wanted.length));
    if (this.remains === 'everything') return wanted;
    if (this.remains === 'half') wanted.copy(left, 0, 0, wanted.length >> 1);
    if (this.remains === 'noise') {
      // A bit that was to change has, or has not: of each pair of bytes the same ones each time, so that a run can be repeated.
      let state = (this.operations * 2654435761) >>> 0 || 1;
      for (let i = 0; i < left.length; i++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        const changed = (left[i] as number) ^ (wanted[i] as number);
        left[i] = (left[i] as number) ^ (changed & state & 0xff);
      }
    }
    return left;
  }
}
