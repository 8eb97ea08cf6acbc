import { createColors } from 'picocolors';
import { DEMONSTRATION_NOTICE } from '../compiler/head';

/** Colours for a person at a terminal; never in a pipe, a file or a build's log, unless FORCE_COLOR asks for them. */
export const colours = createColors(
  process.env.FORCE_COLOR ? true : process.stdout.isTTY === true && !process.env.NO_COLOR,
);

/** Widest line that is still comfortable to read. */
const MAX_WIDTH = 110;

export function screenWidth(): number {
  return Math.min(MAX_WIDTH, Math.max(60, process.stdout.columns ?? MAX_WIDTH));
}

export function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Every screen about a library that is not for patients says so first. */
export function sayNotice(library: { demonstration: boolean; notice: string } | null): void {
  if (library?.demonstration) say(colours.bold(colours.yellow(library.notice || DEMONSTRATION_NOTICE)));
}

/** A table with light lines; columns take the width of their content. */
export function table(head: string[], rows: string[][]): string {
  // Loaded only where a table is drawn: a start of the program takes notice.
  const Table = require('cli-table3') as typeof import('cli-table3');
  const drawn = new Table({
    head: head.map((text) => colours.bold(text)),
    // Its own colours ignore NO_COLOR and pipes.
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
  });
  drawn.push(...rows);
  return drawn.toString();
}

/** Breaks a text into lines of at most `width`, each behind an indent. */
export function wrapped(text: string, indent: string, width = screenWidth()): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(indent + line);
  return lines.join('\n');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** A whole number with its digits in groups of three. Without Intl, whose first use takes a tenth of a second. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
