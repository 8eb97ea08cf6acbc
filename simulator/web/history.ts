// What the plots show, kept on the server so that a page that comes later sees it too.
import type { Truth } from '../plant/plant';
import { SPANS, type Sample } from './message';

interface Reading {
  at: number;
  delivered: number;
  steps: number;
}

interface Span {
  every: number;
  keep: number;
  last: Reading;
  samples: Sample[];
  /** Of `samples`, how many were handed out. */
  told: number;
}

/** Samples closer than this to being due are taken, s: the grid of a fast run does not meet every span exactly. */
const NEARLY = 1e-6;

export class History {
  private readonly spans: Span[];

  /** `stepVolume`: mL of a commanded step. */
  constructor(
    truth: Truth,
    private readonly stepVolume: number,
  ) {
    const first: Reading = {
      at: truth.time / 1000,
      delivered: truth.delivered,
      steps: truth.stepsCommanded,
    };
    this.spans = SPANS.map(({ every, keep }) => ({ every, keep, last: first, samples: [], told: 0 }));
  }

  /** Flows are means since the span's last sample, the rest is of now. `counted` in mL; NaN where the pump has no count. */
  note(truth: Truth, counted: number): void {
    const at = truth.time / 1000;
    for (const span of this.spans) {
      const seconds = at - span.last.at;
      if (!(seconds >= span.every - NEARLY)) continue;
      const hours = seconds / 3600;
      const { delivered, stepsCommanded: steps } = truth;
      span.samples.push([
        at,
        rounded(((steps - span.last.steps) * this.stepVolume) / hours),
        rounded((delivered - span.last.delivered) / hours),
        rounded(truth.upstreamPressure),
        rounded(truth.downstreamPressure),
        rounded(delivered),
        rounded(counted),
      ]);
      span.last = { at, delivered, steps };
      const old = span.samples.findIndex(([time]) => time >= at - span.keep);
      if (old > 0) {
        span.samples.splice(0, old);
        span.told = Math.max(0, span.told - old);
      }
    }
  }

  whole(): Sample[][] {
    return this.spans.map(({ samples }) => samples);
  }

  /** Samples since the last call; undefined where there are none. */
  fresh(): Sample[][] | undefined {
    const fresh = this.spans.map(({ samples, told }) => samples.slice(told));
    for (const span of this.spans) span.told = span.samples.length;
    return fresh.some(({ length }) => length > 0) ? fresh : undefined;
  }
}

/** Six decimals are more than a screen shows, and a third of the bytes. NaN becomes null on its way, as JSON has it. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
