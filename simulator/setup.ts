// What a simulated pump begins with, as data, so that a recorded session can be run again from its own file.
import type { Sensor } from '../hal/hal';
import { Bench, type BenchOptions, DEFAULT_WALL } from './bench';
import type { Watcher } from './bench/action';
import { DEMONSTRATION_STAFF, type StaffMember, provisionStaff } from './bench/factory';
import type { Container } from './plant/reservoir';

export interface Setup {
  seed: number;
  /** mL, and what it is in. */
  volume: number;
  container: Container;
  /** Wall clock, seconds UTC; 0 never set. */
  wall: number;
  /** Numbers of sensors that the pump does not have. */
  without: Sensor[];
  /** Encoded trust list, base64; absent on a pump that was never provisioned. */
  trust?: string;
  /** Signed library in the first slot, base64. */
  library?: string;
  staff: readonly StaffMember[];
}

export const DEFAULT_SETUP: Readonly<Setup> = Object.freeze({
  seed: 1,
  volume: 500,
  container: 'bag',
  wall: DEFAULT_WALL,
  without: [],
  staff: DEMONSTRATION_STAFF,
});

/** A pump as its factory left it, switched off; with another program than the pump's own where one is given. */
export function benchOf(
  setup: Setup,
  watcher?: Watcher,
  more: Pick<BenchOptions, 'application' | 'afterStep' | 'electronics'> = {},
): Bench {
  const { seed, volume, container, wall, without, trust, library, staff } = setup;
  const bench = new Bench({ ...more, seed, wall, without, watcher, plant: { volume, container } });
  if (trust !== undefined) bench.installTrust(Buffer.from(trust, 'base64'));
  if (library !== undefined) bench.installLibrary(Buffer.from(library, 'base64'));
  if (staff.length > 0) provisionStaff(bench.flash, staff);
  return bench;
}
