import type { LibraryDiff } from './compare';
import { HEADINGS, byKind, foldText, summaryText, titleOf, whereText } from './wording';

/** A cell that Markdown takes as text: no markup, no cell or line of its own. */
function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>|#~]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}

/** One side of a change; of an entry that came or went, with everything that it holds. */
function sideText(text: string, details: string[] | undefined): string {
  if (text === '') return '–';
  return details ? [text, ...details].join('; ') : text;
}

/** The difference as Markdown (GitHub's tables), for a merge request or a record of a review. */
export function diffMarkdown(diff: LibraryDiff): string {
  const lines = [`# ${cell(titleOf(diff))}`, ''];
  if (diff.demonstration) lines.push(`**${cell(diff.notice)}**`, '');
  lines.push(cell(summaryText(diff)), '');
  for (const [kind, changes] of byKind(diff)) {
    lines.push(`## ${HEADINGS[kind]} (${changes.length})`, '');
    lines.push('| where | what | before | after | fold | reason |', '| --- | --- | --- | --- | --- | --- |');
    for (const change of changes) {
      const what = change.hard ? `**${cell(change.what)}**` : cell(change.what);
      const cells = [
        cell(whereText(change)),
        what,
        cell(sideText(change.before, change.details)),
        cell(sideText(change.after, change.details)),
        foldText(change),
        cell(change.reason ?? ''),
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
    lines.push('');
  }
  return lines.join('\n');
}
