// How a played scenario is told: one line where it passed, the display as a box where it did not.
import type { createColors } from 'picocolors';
import type { Row } from '../../hal/desktop/recorded-panel';
import { Style } from '../../hal/hal';
import type { Played } from './play';

type Colours = ReturnType<typeof createColors>;

const COLUMNS = 40;
const MARKS: Partial<Record<Style, string>> = {
  [Style.SELECTED]: '◀ selected',
  [Style.FIELD]: '◀ typed',
  [Style.BIG]: '◀ large',
  [Style.CAUTION]: '◀ caution',
  [Style.DANGER]: '◀ danger',
  [Style.BANNER]: '◀ banner',
};

/** The display, its rows numbered, and what stands out in it. */
export function screenBox(rows: readonly Row[]): string {
  const line = '─'.repeat(COLUMNS + 2);
  const inner = rows.map(({ style, text }, at) => {
    const mark = text.trim() === '' ? '' : (MARKS[style] ?? '');
    return `  ${String(at).padStart(2)} │ ${text.padEnd(COLUMNS)} │ ${mark}`.trimEnd();
  });
  return [`     ┌${line}┐`, ...inner, `     └${line}┘`].join('\n');
}

/** `3 h 20 min`, `12.5 s`. */
export function span(ms: number): string {
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min ${Math.floor(ms / 1000) % 60} s`;
  return `${hours} h ${minutes % 60} min`;
}

const SIGNS = { passed: 'ok  ', failed: 'FAIL', 'timed out': 'TIME' } as const;

export function report(played: Played, colours: Colours): string {
  const { scenario, outcome, step, problem, virtual, wall } = played;
  const paint = outcome === 'passed' ? colours.green : colours.red;
  const times = colours.dim(`${span(virtual)} in ${span(wall)}`);
  const head = `${paint(SIGNS[outcome])} ${scenario.file}  ${times}`;
  if (outcome === 'passed') return head;
  const place = step === undefined ? scenario.file : `${step.file}:${step.line}`;
  return [
    head,
    colours.bold(`     ${scenario.title}`),
    `  ${place}: ${step?.text ?? ''}`,
    colours.red(`  ${problem}`),
    screenBox(played.screen),
    '  just before:',
    ...played.last.map((line) => colours.dim(`    ${line}`)),
  ].join('\n');
}
