// Start-up and trumpet curves as IEC 60601-2-24 defines them for infusion pumps: flow per sample interval from the start, and the largest
// and smallest mean error of all observation windows of a length that fit into the analysis period. Docs: docs/plant.md.

export interface FlowRecord {
  /** Minutes between two readings; the standard's usual value is 0.5. */
  interval: number;
  /** mL delivered up to each reading, the first at time 0. */
  volumes: readonly number[];
}

export interface FlowSample {
  /** Minutes at the end of the interval. */
  minute: number;
  /** mL/h over the interval. */
  flow: number;
}

export interface TrumpetPoint {
  /** Observation window in minutes. */
  window: number;
  /** Largest and smallest mean error of such a window, per cent of the set rate. */
  maximum: number;
  minimum: number;
}

/** Observation windows in minutes. */
export const WINDOWS: readonly number[] = Object.freeze([2, 5, 11, 19, 31]);

function checked({ interval, volumes }: FlowRecord): void {
  if (!(interval > 0 && interval < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`sample interval of ${interval} min: give a number above 0`);
  }
  if (!(volumes.length >= 2)) throw new RangeError('a flow record needs two readings or more');
  const odd = volumes.findIndex((volume) => !Number.isFinite(volume));
  if (odd >= 0) throw new RangeError(`reading ${odd} of the flow record is ${volumes[odd]}: give mL`);
}

function perCent(flow: number, rate: number): number {
  if (!(rate > 0 && rate < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`set rate of ${rate} mL/h: give a number above 0`);
  }
  return (100 * (flow - rate)) / rate;
}

/** Whole intervals in `minutes`; a window must consist of them. */
function intervals(minutes: number, interval: number, what: string): number {
  const count = Math.round(minutes / interval);
  if (!(count >= 0 && Math.abs(count * interval - minutes) <= 1e-9 * Math.max(1, minutes))) {
    throw new RangeError(`${what} of ${minutes} min is not made of sample intervals of ${interval} min`);
  }
  return count;
}

/** The record from one minute to another: the analysis period, for a volumetric pump the second hour. */
export function period(record: FlowRecord, from: number, to: number): FlowRecord {
  checked(record);
  const first = intervals(from, record.interval, 'a period from the start');
  const last = intervals(to, record.interval, 'a period up to the end');
  if (!(first < last && last < record.volumes.length)) {
    throw new RangeError(
      `the record runs to minute ${(record.volumes.length - 1) * record.interval}, not from ${from} to ${to}`,
    );
  }
  return { interval: record.interval, volumes: record.volumes.slice(first, last + 1) };
}

/** Flow in each sample interval. */
export function startUpCurve(record: FlowRecord): FlowSample[] {
  checked(record);
  const { interval, volumes } = record;
  return volumes.slice(1).map((volume, i) => ({
    minute: (i + 1) * interval,
    flow: ((volume - (volumes[i] as number)) * 60) / interval,
  }));
}

/** Per cent by which the mean flow of the whole record is off `rate` (mL/h). */
export function meanError(record: FlowRecord, rate: number): number {
  checked(record);
  const { interval, volumes } = record;
  const minutes = (volumes.length - 1) * interval;
  return perCent((((volumes.at(-1) as number) - (volumes[0] as number)) * 60) / minutes, rate);
}

/** For each window (min) the largest and smallest mean error among all that lie in the record, `rate` being the set rate in mL/h. */
export function trumpetCurve(record: FlowRecord, rate: number, windows = WINDOWS): TrumpetPoint[] {
  checked(record);
  const { interval, volumes } = record;
  return windows.map((window) => {
    const count = intervals(window, interval, 'an observation window');
    if (!(count >= 1 && count < volumes.length)) {
      throw new RangeError(`a window of ${window} min does not fit into the record`);
    }
    let maximum = Number.NEGATIVE_INFINITY;
    let minimum = Number.POSITIVE_INFINITY;
    for (let j = 0; j + count < volumes.length; j++) {
      const volume = (volumes[j + count] as number) - (volumes[j] as number);
      const error = perCent((volume * 60) / window, rate);
      maximum = Math.max(maximum, error);
      minimum = Math.min(minimum, error);
    }
    return { window, maximum, minimum };
  });
}
