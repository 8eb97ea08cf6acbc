import { escaped, htmlPage } from '../coverage/html';
import type { Change } from './change';
import type { LibraryDiff } from './compare';
import { HEADINGS, byKind, foldText, summaryText, titleOf, whereText } from './wording';

const STYLE = `
table { width: 100%; margin-bottom: .6rem; table-layout: fixed; } td { vertical-align: top; overflow-wrap: anywhere; }
th:nth-child(1) { width: 32%; } th:nth-child(2) { width: 18%; } th:nth-child(3) { width: 17%; } th:nth-child(5) { width: 4rem; }
tr.hard td.what { font-weight: 700; } .widened h2, .lowered h2, .units h2 { border-left: .5rem solid var(--missed); padding-left: .6rem; }
.narrowed h2, .raised h2 { border-left: .5rem solid var(--stopped); padding-left: .6rem; }
.before, .none { color: var(--soft); } .reason { color: var(--soft); font-style: italic; }`;

function value(text: string, name: string): string {
  return text === '' ? '<span class="none">none</span>' : `<span class="${name}">${escaped(text)}</span>`;
}

function row(change: Change): string {
  const reason = change.reason ? `<div class="reason">Reason: ${escaped(change.reason)}</div>` : '';
  return `<tr${change.hard ? ' class="hard"' : ''}><td class="where">${escaped(whereText(change))}</td><td class="what">${escaped(change.what)}</td><td>${value(change.before, 'before')}</td><td>${value(change.after, 'after')}${reason}</td><td class="n">${foldText(change)}</td></tr>`;
}

/** The difference as one self-contained page. */
export function diffPage(diff: LibraryDiff): string {
  const notice = diff.demonstration ? `<div class="notice">${escaped(diff.notice)}</div>` : '';
  const sections = [...byKind(diff)].map(([kind, changes]) => {
    const table = `<table><thead><tr><th>Where</th><th>What</th><th>Before</th><th>After</th><th class="n">Fold</th></tr></thead><tbody>${changes.map(row).join('\n')}</tbody></table>`;
    return `<section class="${kind.split(' ').pop()}"><h2>${escaped(HEADINGS[kind])} (${changes.length})</h2>${table}</section>`;
  });
  const body = `${notice}<h1>What changed</h1>
<p>${escaped(titleOf(diff))}</p><p><b>${escaped(summaryText(diff))}</b></p>
<p class="soft">Hard limits stand in bold. Fold: how many times wider or narrower a limit became.</p>
${sections.join('\n')}
${notice}`;
  return htmlPage(`What changed: ${titleOf(diff)}`, STYLE, body);
}
