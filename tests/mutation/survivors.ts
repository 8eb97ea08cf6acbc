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

/** A row of docs/safety/mutation-survivors.yaml: the code and what it becomes, and why no test can notice, or none does. */
export interface Explained {
  file: string;
  was: string;
  becomes: string;
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

/** Mutants that no test noticed and that no row explains. */
export function unexplained(mutants: readonly Mutant[], rows: readonly Explained[]): Mutant[] {
  const key = (file: string, was: string, becomes: string) =>
    JSON.stringify([file, plain(was), plain(becomes)]);
  const known = new Set(
    rows
      .filter(({ reason }) => typeof reason === 'string' && reason.trim() !== '')
      .map((row) => key(row.file, row.was, row.becomes)),
  );
  return mutants.filter(
    (mutant) =>
      NOT_NOTICED.includes(mutant.status) &&
      !known.has(key(mutant.file, mutant.original, mutant.replacement)),
  );
}
