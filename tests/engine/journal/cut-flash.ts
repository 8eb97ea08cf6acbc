import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import type { Bytes, Clock, Crypto, Flash, Region } from '../../../hal/hal';

/** Thrown where the power goes: what runs then is gone. */
export class PowerCut extends Error {}

/** What a program or erasure that power loss cut leaves of its bytes. */
export const LEFT = ['nothing done', 'first half', 'second half', 'noise', 'all done'] as const;
export type Left = (typeof LEFT)[number];

/** Flash in memory, one region of sectors of one size behind a margin; power can be cut in any operation. */
export class CutFlash extends MemoryStorage implements Flash {
  readonly memory: Buffer;
  readonly operations: string[] = [];
  /** Operation, from now, in which the power goes, and what it leaves. */
  cutAt = -1;
  left: Left = 'nothing done';
  /** Programs that are refused, from a place to another. */
  worn: [number, number] | null = null;
  noErase = false;
  private readonly sectors: number;
  private readonly sector: number;

  constructor(
    sectors: number,
    sector: number,
    fill = 0xff,
    memory = Buffer.alloc(MARGIN + sectors * sector, fill),
  ) {
    super(memory);
    this.memory = memory;
    this.sectors = sectors;
    this.sector = sector;
  }

  /** The same bytes, as after power-on. */
  again(): CutFlash {
    return new CutFlash(this.sectors, this.sector, 0, Buffer.from(this.memory));
  }

  regionStart(_region: Region): number {
    return this.sectors > 0 ? MARGIN : -1;
  }

  regionSize(_region: Region): number {
    return this.sectors * this.sector;
  }

  sectorSize(_region: Region): number {
    return this.sector;
  }

  erase(offset: number): boolean {
    if (!((offset - MARGIN) % this.sector === 0 && offset >= MARGIN && offset < this.size) || this.noErase)
      return false;
    this.change('erase', offset, Buffer.alloc(this.sector, 0xff));
    return true;
  }

  program(offset: number, bytes: Bytes, length: number): boolean {
    if (!(offset % 4 === 0 && length % 4 === 0 && length > 0 && length <= 1024 && length <= bytes.length))
      return false;
    if (!(offset >= MARGIN && offset + length <= this.size)) return false;
    if (this.memory.subarray(offset, offset + length).some((byte) => byte !== 0xff)) return false;
    if (this.worn && offset >= this.worn[0] && offset < this.worn[1]) return false;
    this.change('program', offset, Buffer.from(bytes as Uint8Array).subarray(0, length));
    return true;
  }

  private change(what: string, offset: number, to: Buffer): void {
    const cut = this.operations.push(`${what} ${offset} ${to.length}`) === this.cutAt;
    const half = to.length >> 1;
    if (cut && this.left === 'nothing done') throw new PowerCut();
    const noise = Buffer.alloc(to.length);
    for (let i = 0, word = crc32(String(offset)); i < to.length; i++) {
      if (i % 4 === 0) word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
      noise[i] = word >>> (8 * (i % 4));
    }
    const from = cut && this.left === 'second half' ? half : 0;
    const until = cut && this.left === 'first half' ? half : to.length;
    (cut && this.left === 'noise' ? noise : to).copy(this.memory, offset + from, from, until);
    if (cut) throw new PowerCut();
  }
}

/** Bytes before the region, which nothing may touch. */
export const MARGIN = 64;

export const nodeDigest: Crypto = {
  verify: () => false,
  sha256: () => false,
  digest(bytes, length, digest) {
    const hash = createHash('sha256')
      .update(Buffer.from(bytes as Uint8Array).subarray(0, length))
      .digest();
    for (let i = 0; i < 32; i++) digest[i] = hash[i];
    return true;
  },
};

export class SetClock implements Clock {
  time = 0;
  seconds = 1_800_000_000;
  monotonic(): number {
    return this.time;
  }
  wall(): number {
    return this.seconds;
  }
  setWall(seconds: number): boolean {
    this.seconds = seconds;
    return true;
  }
}
