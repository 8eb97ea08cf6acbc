import type { LibraryDiff } from './compare';
import { HEADINGS, byKind, foldText, summaryText, titleOf, whereText } from './wording';

/** A cell that Markdown takes as text: no markup, no cell or line of its own. */
function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>|#~]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
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
        cell(change.before || '–'),
        cell(change.after || '–'),
        foldText(change),
        cell(change.reason ?? ''),
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
    lines.push('');
  }
  return lines.join('\n');
}
