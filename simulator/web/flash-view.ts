// The flash of a pump as the front panel looks at it: what is kept there, and nothing is changed.
import { splitSigned } from '../../drug-library-loader/signature/signed-file';
import { Library } from '../../engine/index';
import { StateKey } from '../../engine/journal/event';
import { Ring } from '../../engine/journal/ring';
import { StateStore } from '../../engine/journal/state-store';
import { MemoryStorage } from '../../hal/desktop/memory-storage';
import type { NodeCrypto } from '../../hal/desktop/node-crypto';
import type { NodeFlash } from '../../hal/desktop/node-flash';
import { type Flash, Region } from '../../hal/hal';
import type { LibraryStatus } from './session';

/** Of a library, but for whether the pump uses it. */
type Kept = Omit<LibraryStatus, 'state'>;

const NONE: Kept = Object.freeze({ title: '', version: '', sequence: 0 });

/** Reading a ring finishes an erasure that was cut: that is the pump's own business. */
function untouched(flash: NodeFlash): Flash {
  const refused = { value: () => false };
  return Object.create(flash, { erase: refused, program: refused });
}

/** Looks again only after something was written. */
export class FlashView {
  readonly flash: Flash;
  private readonly newestOf = new Map<Region, [operations: number, newest: number]>();
  private state = '';
  private kept = NONE;
  private keptAt = -1;

  constructor(
    private readonly source: NodeFlash,
    private readonly crypto: NodeCrypto,
  ) {
    this.flash = untouched(source);
  }

  /** Number of the newest record of a journal; -1 where there is none. While power is lost the last one that was seen. */
  newest(region: Region): number {
    const { operations, powered } = this.source;
    const [at, newest] = this.newestOf.get(region) ?? [-1, -1];
    if (at === operations || !powered) return newest;
    const ring = new Ring(this.flash, this.crypto, region);
    ring.open();
    const last = ring.last > 0 ? ring.last : -1;
    this.newestOf.set(region, [operations, last]);
    return last;
  }

  /** The library in the slot that the pump chose; nothing is verified here. */
  library(): Kept {
    const { operations, powered } = this.source;
    if (this.keptAt === operations || !powered) return this.kept;
    this.keptAt = operations;
    const state = new StateStore(this.flash, Region.STATE);
    state.open();
    const chosen = state.values(StateKey.LIBRARY);
    const text = JSON.stringify(chosen);
    if (text !== this.state) this.kept = this.read(chosen.map(Number));
    this.state = text;
    return this.kept;
  }

  private read([slot = -1, , , , ...bytes]: number[]): Kept {
    const length = bytes[slot] ?? 0;
    if (!(length > 0)) return NONE;
    const start = this.source.regionStart(slot as Region);
    const parts = splitSigned(Uint8Array.from(this.source.cells.subarray(start, start + length)));
    if (parts === null) return NONE;
    const library = new Library(new MemoryStorage(parts.library));
    library.open(0, parts.library.length);
    const { version, sequence } = parts.manifest;
    return { title: library.head?.title ?? '', version, sequence };
  }
}
