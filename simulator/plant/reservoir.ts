// The container: a bag falls in when it is empty and gives nothing more; a vented bottle then gives air.

export type Container = 'bag' | 'bottle';

export interface Reservoir {
  container: Container;
  /** mL in it when `drawn` stood at `from`. */
  volume: number;
  from: number;
  empty: boolean;
}

/** A container with `volume` mL, hung when the line had drawn `drawn` mL. */
export function hung(container: Container, volume: number, drawn: number): Reservoir {
  if (!(volume >= 0 && volume <= 5000)) {
    throw new RangeError(`container of ${volume} mL: give a volume from 0 to 5000 mL`);
  }
  if (container !== 'bag' && container !== 'bottle') {
    throw new RangeError(`container "${container}": give bag or bottle`);
  }
  return { container, volume, from: drawn, empty: volume === 0 };
}

/** mL left; a bottle that runs on air holds what was left when it ran dry. */
export function remaining(reservoir: Reservoir, drawn: number): number {
  return reservoir.empty ? reservoir.volume : reservoir.volume - (drawn - reservoir.from);
}

export function gives(reservoir: Reservoir): boolean {
  return !reservoir.empty || reservoir.container === 'bottle';
}
