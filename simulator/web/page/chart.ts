// Start-up and trumpet curves as one SVG picture, so that what is shown is what is saved.
import { type Curves, NOTICE } from '../message';

const WIDTH = 760;
const HEIGHT = 560;
const LEFT = 64;
const RIGHT = 20;
const COLOURS = {
  ink: '#17232b',
  quiet: '#56656f',
  grid: '#dfe6ea',
  flow: '#c2410c',
  set: '#0f5c7a',
  high: '#9d174d',
};

interface Frame {
  top: number;
  height: number;
  x(value: number): number;
  y(value: number): number;
}

/** Round steps of an axis: 1, 2 or 5 of a power of ten, at most `most` of them. */
export function ticksOf(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) as number;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

const number = (value: number) =>
  value
    .toFixed(2)
    .replace(/\.?0+$/, '')
    .replace('-', '−');

function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${x}" y="${y}" ${more}>${content}</text>`;
}

function path(points: [number, number][], colour: string, more = ''): string {
  const d = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.8" stroke-linejoin="round" ${more}/>`;
}

function frame(top: number, height: number, xs: [number, number], ys: [number, number], xLog = false): Frame {
  const scale = (value: number) => (xLog ? Math.log(value) : value);
  const width = WIDTH - LEFT - RIGHT;
  return {
    top,
    height,
    x: (value) => LEFT + ((scale(value) - scale(xs[0])) / (scale(xs[1]) - scale(xs[0]))) * width,
    y: (value) => top + height - ((value - ys[0]) / (ys[1] - ys[0])) * height,
  };
}

function axes(
  { top, height, x, y }: Frame,
  xTicks: number[],
  yTicks: number[],
  xName: string,
  yName: string,
): string {
  const bottom = top + height;
  return [
    ...yTicks.map(
      (tick) =>
        `<path d="M${LEFT} ${y(tick).toFixed(1)}H${WIDTH - RIGHT}" stroke="${COLOURS.grid}"/>${text(LEFT - 8, y(tick) + 4, number(tick), `text-anchor="end" fill="${COLOURS.quiet}"`)}`,
    ),
    ...xTicks.map(
      (tick) =>
        `<path d="M${x(tick).toFixed(1)} ${top}V${bottom}" stroke="${COLOURS.grid}"/>${text(x(tick), bottom + 16, number(tick), `text-anchor="middle" fill="${COLOURS.quiet}"`)}`,
    ),
    `<rect x="${LEFT}" y="${top}" width="${WIDTH - LEFT - RIGHT}" height="${height}" fill="none" stroke="#9aa8b1"/>`,
    text(WIDTH - RIGHT, bottom + 32, xName, `text-anchor="end" fill="${COLOURS.quiet}"`),
    text(LEFT, top - 8, yName, `fill="${COLOURS.quiet}"`),
  ].join('');
}

function startUp({ startUp: samples, rate }: Curves): string {
  const last = samples[samples.length - 1]?.minute ?? 10;
  const end = Math.max(10, Math.min(120, last));
  const seen = samples.filter(({ minute }) => minute <= end);
  const top = Math.max(rate * 1.25, ...seen.map(({ flow }) => flow * 1.08));
  const low = Math.min(0, ...seen.map(({ flow }) => flow));
  const place = frame(72, 180, [0, end], [low, top]);
  return [
    axes(
      place,
      ticksOf(0, end, 8),
      ticksOf(low, top, 5),
      'minutes from the start',
      'flow, mL/h, over half a minute',
    ),
    path(
      [
        [place.x(0), place.y(rate)],
        [place.x(end), place.y(rate)],
      ],
      COLOURS.set,
      'stroke-dasharray="6 4"',
    ),
    path(
      seen.map(({ minute, flow }) => [place.x(minute), place.y(flow)]),
      COLOURS.flow,
    ),
    text(
      WIDTH - RIGHT - 6,
      place.y(rate) + 16,
      `set ${number(rate)} mL/h`,
      `text-anchor="end" fill="${COLOURS.set}"`,
    ),
  ].join('');
}

function trumpet({ trumpet: points, meanError, minutes }: Curves): string {
  const top = 340;
  const height = 160;
  if (points.length === 0 || meanError === null) {
    return text(
      LEFT,
      top + 40,
      `The trumpet curve needs the second hour of the infusion; ${number(minutes)} of 120 minutes are recorded.`,
      `fill="${COLOURS.quiet}"`,
    );
  }
  const reach =
    Math.max(5, ...points.flatMap(({ maximum, minimum }) => [Math.abs(maximum), Math.abs(minimum)])) * 1.15;
  const windows = points.map(({ window }) => window);
  const place = frame(
    top,
    height,
    [windows[0] as number, windows[windows.length - 1] as number],
    [-reach, reach],
    true,
  );
  const line = (of: 'maximum' | 'minimum') =>
    points.map((point): [number, number] => [place.x(point.window), place.y(point[of])]);
  const dots = points.flatMap(({ window, maximum, minimum }) =>
    [maximum, minimum].map(
      (value) =>
        `<circle cx="${place.x(window).toFixed(1)}" cy="${place.y(value).toFixed(1)}" r="3.2" fill="${COLOURS.high}"><title>${number(window)} min: ${number(value)} %</title></circle>`,
    ),
  );
  return [
    axes(
      place,
      windows,
      ticksOf(-reach, reach, 6),
      'observation window, minutes',
      'error of the mean flow, per cent of the set rate',
    ),
    `<path d="M${LEFT} ${place.y(0).toFixed(1)}H${WIDTH - RIGHT}" stroke="#9aa8b1"/>`,
    path(
      [
        [LEFT, place.y(meanError)],
        [WIDTH - RIGHT, place.y(meanError)],
      ],
      COLOURS.set,
      'stroke-dasharray="6 4"',
    ),
    path(line('maximum'), COLOURS.high),
    path(line('minimum'), COLOURS.high),
    ...dots,
    text(
      WIDTH - RIGHT - 6,
      place.y(meanError) + 18,
      `mean ${number(meanError)} %`,
      `text-anchor="end" fill="${COLOURS.set}"`,
    ),
  ].join('');
}

/** The picture; `under` says whose curves they are. */
export function curvesChart(curves: Curves, under: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12" fill="${COLOURS.ink}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 24, 'Start-up curve', 'font-size="15" font-weight="600"'),
    text(LEFT, 42, under, `fill="${COLOURS.quiet}"`),
    startUp(curves),
    text(LEFT, 312, 'Trumpet curve, second hour', 'font-size="15" font-weight="600"'),
    trumpet(curves),
    text(LEFT, HEIGHT - 10, `${NOTICE}. Simulated; method after IEC 60601-2-24.`, `fill="${COLOURS.quiet}"`),
    '</svg>',
  ].join('');
}
