import { relative } from 'node:path';
import type { Compilation } from '../compiler/compile';
import type { Finding } from '../source/finding';
import { colours, plural, say, wrapped } from './screen';

const PAINT: Record<Finding['severity'], (text: string) => string> = {
  fault: (text) => colours.bold(colours.red(text)),
  error: colours.red,
  waived: colours.magenta,
  warning: colours.yellow,
};

export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && short.length < path.length ? short : path;
}

/** Findings under the file they stand in: line, severity, code and entry, what is wrong, what to do. */
export function sayFindings(findings: Finding[]): void {
  // Written at once: thousands of lines are thousands of calls of the system.
  const lines: string[] = [];
  let file: string | undefined;
  for (const finding of findings) {
    if (finding.file !== file) {
      file = finding.file;
      lines.push('', colours.underline(file === undefined ? 'the library as a whole' : shortPath(file)));
    }
    const line = String(finding.line ?? '').padStart(5);
    const entry = [finding.careArea, finding.entry].filter((name) => name !== undefined).join(' / ');
    const severity = PAINT[finding.severity](finding.severity.padEnd(8));
    lines.push(
      `${colours.dim(line)}  ${severity}  ${colours.bold(entry)}${entry ? '  ' : ''}${colours.dim(finding.code)}`,
    );
    lines.push(wrapped(sentence(finding.message), '       '));
    lines.push(
      finding.waiver === undefined
        ? colours.cyan(wrapped(`→ ${finding.action}`, '       '))
        : colours.magenta(wrapped(`waived: ${finding.waiver}`, '       ')),
    );
  }
  if (lines.length > 0) say([...lines, ''].join('\n'));
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** Hard limits that are wider than in the base library, each with its written reason. */
export function sayWidenings(compilation: Compilation): void {
  if (compilation.widenings.length === 0) return;
  say(colours.bold('Hard limits wider than in the base library'));
  for (const { careArea, entry, limit, from, to, reason } of compilation.widenings) {
    const name = [careArea, entry].filter((part) => part !== undefined).join(' / ');
    say(`  ${name}  ${limit}  ${from} → ${colours.bold(to)}`);
    say(colours.dim(wrapped(reason === '' ? 'no reason is given' : reason, '    ')));
  }
  say();
}

export interface FindingCounts {
  faults: number;
  errors: number;
  waived: number;
  warnings: number;
}

export function countFindings(findings: Finding[]): FindingCounts {
  const count = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    faults: count('fault'),
    errors: count('error'),
    waived: count('waived'),
    warnings: count('warning'),
  };
}

/** One line: how much was read and what was found. */
export function summaryOf(compilation: Compilation): string {
  const { faults, errors, waived, warnings } = countFindings(compilation.findings);
  const counts = [
    faults > 0 ? colours.bold(colours.red(plural(faults, 'fault'))) : undefined,
    errors > 0 ? colours.red(plural(errors, 'error')) : colours.green('no errors'),
    waived > 0 ? colours.magenta(`${waived} waived`) : undefined,
    warnings > 0 ? colours.yellow(plural(warnings, 'warning')) : 'no warnings',
    compilation.widenings.length > 0 ? plural(compilation.widenings.length, 'widened hard limit') : undefined,
  ];
  const read = `${plural(compilation.entries.length, 'entry', 'entries')} in ${plural(compilation.careAreas.length, 'care area')}`;
  return `${read}: ${counts.filter((text) => text !== undefined).join(', ')}`;
}
