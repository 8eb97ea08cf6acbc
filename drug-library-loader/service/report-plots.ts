import type { Evaluation, Tally } from './evaluation';
import { OUTCOMES } from './evaluation';

/** Blue, amber, vermilion and grey stay apart in every common form of colour blindness; each has its word beside it. */
const COLOURS: Record<string, string> = {
  reprogrammed: '#1f5f99',
  overridden: '#f0b83d',
  cancelled: '#7b8794',
  open: '#b5341c',
  soft: '#f0b83d',
  hard: '#1f5f99',
  checked: '#1f5f99',
  outside: '#b5341c',
};

/** Bars of a plot, at most. */
const BARS = 20;

export interface Plots {
  days: string;
  drugs: string;
  areas: string;
  outcomes: string;
  folds: string;
}

function coloursOf(names: readonly string[]): { domain: string[]; range: string[]; legend: false } {
  return { domain: [...names], range: names.map((name) => COLOURS[name] as string), legend: false };
}

/** "4.5" of 4.5 times a limit; a fold below 1 is how far under it. */
function foldOf(text: string): number {
  return Number(/^\d+(?:\.\d+)?/.exec(text)?.[0] ?? Number.NaN);
}

/** The plots of a report as SVG, drawn without a browser. */
export async function drawPlots(evaluation: Evaluation): Promise<Plots> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const draw = (label: string, options: Record<string, unknown>): string => {
    const svg = Plot.plot({
      document,
      style: { fontSize: '12px', fontFamily: 'inherit' },
      ariaLabel: label,
      ...options,
    } as unknown as Parameters<typeof Plot.plot>[0]);
    return svg.outerHTML;
  };
  // Few alerts are counted one by one; many get round numbers.
  const countsTo = (most: number) => ({ tickFormat: 'd', ...(most < 10 ? { interval: 1 } : {}) });
  const stacked = (tallies: readonly Tally[], label: string): string => {
    const shown = tallies.filter(({ soft, hard }) => soft + hard > 0).slice(0, BARS);
    if (shown.length === 0) return '';
    const rows = shown.flatMap(({ name, soft, hard }) => [
      { name, kind: 'hard', count: hard },
      { name, kind: 'soft', count: soft },
    ]);
    return draw(label, {
      width: 760,
      height: 72 + shown.length * 24,
      marginLeft: 200,
      marginBottom: 42,
      x: {
        label: 'Alerts',
        grid: true,
        ...countsTo(Math.max(...shown.map(({ soft, hard }) => soft + hard))),
      },
      y: { label: null, domain: shown.map(({ name }) => name) },
      color: coloursOf(['hard', 'soft']),
      marks: [Plot.barX(rows, Plot.stackX({ x: 'count', y: 'name', fill: 'kind' })), Plot.ruleX([0])],
    });
  };
  const days = evaluation.days.flatMap(({ day, checked, outside }) => [
    { day, kind: 'checked', count: checked },
    { day, kind: 'outside', count: outside },
  ]);
  const folds = evaluation.alerts
    .filter(({ severity, fold }) => severity === 'hard' && foldOf(fold) > 0)
    .map((alert) => ({ drug: alert.drug, fold: foldOf(alert.fold) }));
  const drugsOfFolds = [...new Set(folds.map(({ drug }) => drug))].slice(0, BARS);
  const severities = [
    ['Soft limits', evaluation.total.softOutcomes],
    ['All alerts', evaluation.total.outcomes],
  ] as const;
  const outcomes = severities.flatMap(([name, counts]) =>
    OUTCOMES.map((outcome) => ({ name, outcome, count: counts[outcome] })),
  );
  return {
    days:
      days.length === 0
        ? ''
        : draw('Infusions started on each day, checked by the library and outside it', {
            width: 760,
            height: 220,
            x: { type: 'band', label: null, tickRotate: evaluation.days.length > 10 ? -45 : 0 },
            marginBottom: evaluation.days.length > 10 ? 70 : 30,
            y: {
              label: 'Infusions started',
              grid: true,
              ...countsTo(Math.max(...evaluation.days.map(({ checked, outside }) => checked + outside))),
            },
            color: coloursOf(['checked', 'outside']),
            marks: [Plot.barY(days, Plot.stackY({ x: 'day', y: 'count', fill: 'kind' })), Plot.ruleY([0])],
          }),
    drugs: stacked(evaluation.byDrug, 'Alerts by drug'),
    areas: stacked(evaluation.byCareArea, 'Alerts by care area'),
    outcomes:
      evaluation.alerts.length === 0
        ? ''
        : draw('What was done about alerts', {
            width: 760,
            height: 120,
            marginLeft: 90,
            marginBottom: 42,
            x: { label: 'Alerts', ...countsTo(evaluation.alerts.length) },
            y: { label: null, domain: ['All alerts', 'Soft limits'] },
            color: coloursOf(OUTCOMES),
            marks: [
              Plot.barX(
                outcomes,
                Plot.stackX({ x: 'count', y: 'name', fill: 'outcome', order: [...OUTCOMES] }),
              ),
            ],
          }),
    folds:
      folds.length === 0
        ? ''
        : draw('Hard stops by how far the entered value was from the limit', {
            width: 760,
            height: 72 + drugsOfFolds.length * 28,
            marginBottom: 42,
            marginLeft: 200,
            x: { label: 'Times the limit', type: 'log', grid: true, tickFormat: '~s' },
            y: { label: null, domain: drugsOfFolds },
            marks: [
              Plot.ruleX([1]),
              Plot.dot(folds, { x: 'fold', y: 'drug', r: 5, fill: COLOURS.hard, fillOpacity: 0.6 }),
            ],
          }),
  };
}

/** Words and colours of a plot, for those who see and those who do not. */
export function legend(names: readonly string[], words: Record<string, string> = {}): string {
  return `<p class="legend">${names
    .map((name) => `<b style="background:${COLOURS[name]}"></b>${words[name] ?? name}`)
    .join(' ')}</p>`;
}
