// The delivered volume of the present infusion every half minute, for its start-up and trumpet curves, and the same of a pump on a bench.
import { Plant } from '../plant/plant';
import { type FlowRecord, meanError, period, startUpCurve, trumpetCurve } from '../plant/trumpet';
import type { Curves } from './message';

/** ms between two readings; the usual sample interval of IEC 60601-2-24 is half a minute. */
export const INTERVAL = 30_000;

/** Minutes: the second hour is the analysis period of a volumetric pump. */
const ANALYSIS = { from: 60, to: 120 };

/** Readings of a day; a record ends there. */
const MOST = 2881;

/** The curves of a record at a set rate (mL/h). */
export function curvesOf(of: Curves['of'], volumes: readonly number[], rate: number): Curves {
  const record: FlowRecord = { interval: INTERVAL / 60_000, volumes };
  const minutes = (volumes.length - 1) * record.interval;
  const analysed = minutes >= ANALYSIS.to ? period(record, ANALYSIS.from, ANALYSIS.to) : undefined;
  return {
    of,
    rate,
    minutes,
    startUp: volumes.length >= 2 ? startUpCurve(record) : [],
    trumpet: analysed ? trumpetCurve(analysed, rate) : [],
    meanError: analysed ? meanError(analysed, rate) : null,
  };
}

/** A pump of this seed on a bench: two hours at a set rate (mL/h), nothing in its way. RangeError for a rate that is none. */
export function benchCurves(seed: number, rate: number): Curves {
  if (!(rate > 0 && rate <= 1200))
    throw new RangeError(`a rate of ${rate} mL/h: give more than 0, up to 1200`);
  const plant = new Plant({ seed, volume: 5000 });
  plant.run(plant.stepRate(rate));
  const volumes = [plant.truth().delivered];
  for (let reading = 0; reading * INTERVAL < ANALYSIS.to * 60_000; reading++) {
    plant.advance(INTERVAL);
    volumes.push(plant.truth().delivered);
  }
  return curvesOf('bench', volumes, rate);
}

export class FlowRecorder {
  private volumes: number[] = [];
  /** mL/h that the record was begun at. */
  private set = 0;
  private running = false;
  private before = { at: 0, delivered: 0 };
  private next = Number.POSITIVE_INFINITY;

  /** ms of simulated time at which a reading is due; Infinity when nothing is recorded. */
  get due(): number {
    return this.next;
  }

  /** Told at every stop of time: a record begins when the motor does, and ends when its rate changes. */
  note(at: number, delivered: number, rate: number): void {
    if (rate !== this.set || !this.running) {
      this.running = rate > 0;
      this.next = Number.POSITIVE_INFINITY;
      if (this.running) {
        this.set = rate;
        this.volumes = [this.before.delivered];
        this.next = this.before.at + INTERVAL;
      }
    }
    if (at >= this.next) {
      this.volumes.push(delivered);
      this.next = this.volumes.length < MOST ? this.next + INTERVAL : Number.POSITIVE_INFINITY;
    }
    this.before = { at, delivered };
  }

  /** Undefined where no infusion ran long enough for a reading. */
  curves(): Curves | undefined {
    return this.volumes.length >= 2 ? curvesOf('infusion', this.volumes, this.set) : undefined;
  }
}
