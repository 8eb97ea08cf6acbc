// Flow, pressure and volume against time.
import uPlot from 'uplot';
import { SPANS, type Sample } from '../message';
import { make } from './element';
import { figure } from './figure';
import { choice } from './world';

interface Line {
  label: string;
  /** Place in a sample. */
  at: number;
  colour: string;
  dash?: number[];
}

interface Graph {
  title: string;
  unit: string;
  decimals: number;
  lines: Line[];
  /** Smallest span of the axis. */
  least: number;
}

const GRAPHS: Graph[] = [
  {
    title: 'Flow',
    unit: 'mL/h',
    decimals: 1,
    least: 2,
    lines: [
      { label: 'true', at: 2, colour: '#c2410c' },
      { label: 'commanded', at: 1, colour: '#0f5c7a', dash: [6, 4] },
    ],
  },
  {
    title: 'Pressure',
    unit: 'mmHg',
    decimals: 0,
    least: 60,
    lines: [
      { label: 'line out', at: 4, colour: '#9d174d' },
      { label: 'line in', at: 3, colour: '#0f766e', dash: [6, 4] },
    ],
  },
  {
    title: 'Volume',
    unit: 'mL',
    decimals: 2,
    least: 0.2,
    lines: [
      { label: 'into the patient', at: 5, colour: '#c2410c' },
      { label: 'pump counted', at: 6, colour: '#0f5c7a', dash: [6, 4] },
    ],
  },
];

const HEIGHT = 112;

/** Elapsed time on the axis: 12:30 min below two hours, else hours. */
function ticks(seconds: number[]): string[] {
  return seconds.map((each) => {
    const minutes = Math.floor(each / 60);
    const rest = Math.round(each % 60);
    const two = (value: number) => String(value).padStart(2, '0');
    return rest === 0
      ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}`
      : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(rest)}`;
  });
}

/** Steps of the time axis, s. */
const INCREMENTS = [10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 21_600, 43_200];

export class Plots {
  private readonly spans: Sample[][] = SPANS.map(() => []);
  private readonly plots: uPlot[] = [];
  private readonly readings: HTMLElement[][] = [];
  private span = 0;
  private dirty = false;
  private visible = false;
  private now = 0;

  constructor(private readonly element: HTMLElement) {
    const spans = choice<number>(
      'Time shown',
      SPANS.map(({ name }, i) => [i, name]),
      (span) => {
        this.span = span;
        this.draw();
      },
    );
    spans.show(0);
    element.append(
      make(
        'div',
        { class: 'view-head' },
        make('p', { class: 'quiet' }, 'Simulated time, hours and minutes'),
        spans.element,
      ),
    );
    for (const graph of GRAPHS) this.add(graph);
    new ResizeObserver(() => this.resize()).observe(element);
  }

  private add(graph: Graph): void {
    const readings = graph.lines.map(() => make('b'));
    const head = make('p', { class: 'plot-head' }, make('strong', {}, `${graph.title}, ${graph.unit}`));
    graph.lines.forEach(({ label, colour, dash }, i) => {
      const swatch = make('i', { class: dash ? 'swatch dashed' : 'swatch' });
      swatch.style.color = colour;
      head.append(make('span', { class: 'reading' }, swatch, `${label} `, readings[i] as HTMLElement));
    });
    const holder = make('div', { class: 'plot', role: 'img', 'aria-label': `${graph.title} against time` });
    this.element.append(make('div', { class: 'plot-card' }, head, holder));
    this.readings.push(readings);
    this.plots.push(
      new uPlot(
        {
          width: 600,
          height: HEIGHT,
          legend: { show: false },
          padding: [6, 22, 0, 0],
          cursor: { y: false, points: { show: false } },
          scales: {
            x: { time: false },
            y: {
              range: (_, low, high) => {
                const bottom = Math.min(0, low ?? 0);
                const top = Math.max(bottom + graph.least, high ?? 0);
                return [bottom, top + (top - bottom) * 0.08];
              },
            },
          },
          axes: [
            {
              stroke: '#4b5b66',
              grid: { stroke: '#e4e9ed', width: 1 },
              ticks: { show: false },
              size: 22,
              gap: 3,
              incrs: INCREMENTS,
              space: 76,
              values: (_, values) => ticks(values),
              font: '11px system-ui, sans-serif',
            },
            {
              stroke: '#4b5b66',
              grid: { stroke: '#e4e9ed', width: 1 },
              ticks: { show: false },
              size: 44,
              gap: 4,
              font: '11px system-ui, sans-serif',
            },
          ],
          series: [
            {},
            ...graph.lines.map(({ label, colour, dash }) => ({
              label,
              stroke: colour,
              width: 1.75,
              dash,
              points: { show: false },
            })),
          ],
        },
        [[], ...graph.lines.map(() => [])] as unknown as uPlot.AlignedData,
        holder,
      ),
    );
  }

  take(whole: boolean, spans: Sample[][]): void {
    spans.forEach((samples, i) => {
      const kept = this.spans[i];
      if (!kept) return;
      if (whole) kept.length = 0;
      kept.push(...samples);
      const last = kept[kept.length - 1];
      const keep = SPANS[i]?.keep ?? 0;
      const old = last ? kept.findIndex(([time]) => time >= last[0] - keep) : 0;
      if (old > 0) kept.splice(0, old);
    });
    this.later();
  }

  time(now: number): void {
    this.now = now / 1000;
  }

  show(visible: boolean): void {
    this.visible = visible;
    if (visible) {
      this.resize();
      this.later();
    }
  }

  private later(): void {
    if (this.dirty || !this.visible) return;
    this.dirty = true;
    requestAnimationFrame(() => this.draw());
  }

  private resize(): void {
    const width = this.element.clientWidth - 8;
    if (width < 80) return;
    for (const plot of this.plots) if (plot.width !== width) plot.setSize({ width, height: HEIGHT });
  }

  private draw(): void {
    this.dirty = false;
    const samples = this.spans[this.span] as Sample[];
    const keep = SPANS[this.span]?.keep ?? 0;
    const times = samples.map(([time]) => time);
    GRAPHS.forEach((graph, g) => {
      const columns = graph.lines.map(({ at }) => samples.map((sample) => sample[at] ?? null));
      const plot = this.plots[g] as uPlot;
      plot.setData([times, ...columns] as uPlot.AlignedData, false);
      const end = Math.max(this.now, times[times.length - 1] ?? 0, keep / 5);
      plot.setScale('x', { min: Math.max(0, end - keep), max: end });
      graph.lines.forEach(({ at }, i) => {
        const last = samples[samples.length - 1];
        (this.readings[g]?.[i] as HTMLElement).textContent = figure(last?.[at], graph.decimals);
      });
    });
  }
}
