// Mutants as StrykerJS reports them, and which of those that no test noticed have a reason.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Place {
  line: number;
  column: number;
}

export interface Report {
  files: Record<
    string,
    {
      source?: string;
      mutants: {
        mutatorName: string;
        replacement?: string;
        status: string;
        location: { start: Place; end: Place };
      }[];
    }
  >;
}

export interface Mutant {
  file: string;
  line: number;
  mutator: string;
  original: string;
  replacement: string;
  status: string;
}

/** Why nobody notices: the answer is the same; it is the same and comes later; or another guard refuses as well. */
export const CLASSES = ['equivalent', 'speed', 'defence'] as const;

/**
 * A row of docs/safety/mutation-survivors.yaml: code of a file, what it may become, and why no test can notice. It is found by the text of the
 * code, whatever its line and its white space, so it holds wherever that text stands in the file, and no longer once the text changes.
 */
export interface Explained {
  file: string;
  was: string;
  becomes: string | string[];
  class: (typeof CLASSES)[number];
  reason: string;
}

const NOTICED = ['Killed', 'Timeout', 'RuntimeError'];
const NOT_NOTICED = ['Survived', 'NoCoverage'];

const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

function textAt(source: string, { start, end }: { start: Place; end: Place }): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = (lines.at(-1) as string).slice(0, end.column - 1);
  lines[0] = (lines[0] as string).slice(start.column - 1);
  return plain(lines.join('\n'));
}

/** Those that count: noticed, or not noticed. */
export function mutantsOf(report: Report, root: string): Mutant[] {
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const text = source ?? readFileSync(join(root, file), 'utf8');
    return mutants
      .filter(({ status }) => NOTICED.includes(status) || NOT_NOTICED.includes(status))
      .map(({ mutatorName, replacement, status, location }) => ({
        file,
        line: location.start.line,
        mutator: mutatorName,
        original: textAt(text, location),
        replacement: plain(replacement ?? ''),
        status,
      }));
  });
}

export interface Score {
  killed: number;
  survived: number;
  /** Per cent, rounded down to a tenth; 0 where there is no mutant. */
  score: number;
}

export function scoreOf(mutants: readonly Mutant[]): Score {
  const killed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const survived = mutants.length - killed;
  return {
    killed,
    survived,
    score: mutants.length === 0 ? 0 : Math.floor((killed * 1000) / mutants.length) / 10,
  };
}

const keyOf = (file: string, was: string, becomes: string) =>
  JSON.stringify([file, plain(was), plain(becomes)]);

export interface Sorted {
  /** Mutants that no test noticed and that no row explains. */
  open: Mutant[];
  /** How many of the others each class has. */
  explained: Record<string, number>;
  /** Rows of these files, each with one replacement, that explain nothing any more. */
  unneeded: { file: string; was: string; becomes: string }[];
}

/** Sorts what no test noticed by the rows; a row without a class and a reason explains nothing. */
export function sorted(mutants: readonly Mutant[], rows: readonly Explained[], files: string[]): Sorted {
  const known = new Map<string, { file: string; was: string; becomes: string; of: string; used: boolean }>();
  for (const { file, was, becomes, class: of, reason } of rows) {
    if (!CLASSES.includes(of) || typeof reason !== 'string' || reason.trim() === '') continue;
    for (const text of [becomes].flat())
      known.set(keyOf(file, was, text), { file, was, becomes: text, of, used: false });
  }
  const explained = Object.fromEntries(CLASSES.map((of) => [of, 0]));
  const open = mutants.filter((mutant) => {
    if (!NOT_NOTICED.includes(mutant.status)) return false;
    const row = known.get(keyOf(mutant.file, mutant.original, mutant.replacement));
    if (row) {
      row.used = true;
      explained[row.of]++;
    }
    return row === undefined;
  });
  const unneeded = [...known.values()]
    .filter(({ file, used }) => !used && files.includes(file))
    .map(({ file, was, becomes }) => ({ file, was, becomes }));
  return { open, explained, unneeded };
}
