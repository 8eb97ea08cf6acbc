import { createHash } from 'node:crypto';
import { Reason } from '../../../engine/reason';
import { NodeFlash, type Remains } from '../../../hal/desktop/node-flash';
import { type Bytes, type Clock, type Crypto, Region } from '../../../hal/hal';

/** What a program or erasure that power loss cut may leave. */
export const REMAINS: readonly Remains[] = ['nothing', 'half', 'noise', 'everything'];

/** Desktop flash with one region, which names its operations and can be worn. */
export class WatchedFlash extends NodeFlash {
  readonly names: string[] = [];
  /** Programs that are refused, from a place to another; every erasure is. */
  worn: [number, number] | null = null;
  noErase = false;
  private readonly of: [region: Region, sectors: number, sector: number];

  constructor(region: Region, sectors: number, sector: number, fill?: number) {
    const layout = Array.from({ length: Region.COUNT }, (_, i) =>
      // Before and behind the region stand others, which nothing may touch.
      ({ size: i === region ? sectors * sector : sector, sector }),
    );
    super({ layout });
    this.of = [region, sectors, sector];
    if (fill !== undefined && sectors > 0)
      this.cells.fill(fill, this.regionStart(region), this.regionStart(region) + this.regionSize(region));
  }

  /** The same cells in another chip, with power. */
  again(): WatchedFlash {
    const flash = new WatchedFlash(...this.of);
    this.cells.copy(flash.cells);
    return flash;
  }

  override erase(offset: number): boolean {
    if (this.noErase) return false;
    if (this.powered) this.names.push(`erase ${offset}`);
    return super.erase(offset);
  }

  override program(offset: number, bytes: Bytes, length: number): boolean {
    if (this.worn && offset >= this.worn[0] && offset < this.worn[1]) return false;
    const before = this.operations;
    const done = super.program(offset, bytes, length);
    if (this.operations > before) this.names.push(`program ${offset} ${length}`);
    return done;
  }

  /** Whether everything outside the region is still erased. */
  get othersUntouched(): boolean {
    const start = this.regionStart(this.of[0]);
    const end = start + this.regionSize(this.of[0]);
    return this.cells.every((byte, at) => byte === 0xff || (at >= start && at < end));
  }
}

export const nodeDigest: Crypto = {
  verify: () => false,
  sha256: () => false,
  accept: () => Reason.NOT_VERIFIED,
  readTrust: () => Reason.TRUST_LIST,
  checkRecords: () => Reason.NOT_FOUND,
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
