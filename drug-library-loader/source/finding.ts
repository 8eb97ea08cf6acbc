import { CODES, type Code } from './codes';
import type { Place } from './place';

/** One thing the compiler says: where it stands, what is wrong, what to do. */
export interface Finding {
  severity: 'fault' | 'error' | 'waived' | 'warning';
  code: Code;
  file?: string;
  line?: number;
  careArea?: string;
  entry?: string;
  message: string;
  action: string;
  /** The reason written in the source, where the error is waived. */
  waiver?: string;
}

/** The entry a finding belongs to. */
export interface Subject {
  careArea?: string;
  entry?: string;
}

export class Findings {
  readonly list: Finding[] = [];
  /** How many of them are faults; nothing turns one into something less. */
  faults = 0;

  add(code: Code, message: string, place?: Place, subject?: Subject, action?: string): Finding {
    const rule = CODES[code];
    const finding: Finding = { severity: rule.severity, code, message, action: action ?? rule.action };
    if (place && place.file !== '') {
      finding.file = place.file;
      if (place.line > 0) finding.line = place.line;
    }
    if (subject?.careArea) finding.careArea = subject.careArea;
    if (subject?.entry) finding.entry = subject.entry;
    this.list.push(finding);
    if (rule.severity === 'fault') this.faults++;
    return finding;
  }

  get faulty(): boolean {
    return this.faults > 0;
  }

  /** By file and line, so that a person works through a file from top to bottom. */
  sorted(): Finding[] {
    return [...this.list].sort(
      (a, b) =>
        compareText(a.file ?? '', b.file ?? '') ||
        (a.line ?? 0) - (b.line ?? 0) ||
        compareText(a.code, b.code) ||
        compareText(a.message, b.message),
    );
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
