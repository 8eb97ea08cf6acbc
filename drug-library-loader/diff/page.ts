import { escaped, htmlPage, printedTitle } from '../coverage/html';
import type { Change } from './change';
import type { LibraryDiff } from './compare';
import { HEADINGS, byKind, foldText, summaryText, titleOf, whereText } from './wording';

const STYLE = `
table { width: 100%; margin-bottom: .6rem; table-layout: fixed; } td { vertical-align: top; overflow-wrap: anywhere; }
col.where { width: 30%; } col.what { width: 16%; } col.before { width: 20%; } col.fold { width: 5rem; } td.n { white-space: nowrap; }
tr.hard td.what { font-weight: 700; } section > h2 { border-left: .5rem solid var(--line); padding-left: .6rem; }
.widened > h2, .lowered > h2, .units > h2 { border-color: var(--missed); } .narrowed > h2, .raised > h2 { border-color: var(--stopped); }
.before, .none { color: var(--soft); } .reason { color: var(--soft); font-style: italic; }
ul.details { margin: .2rem 0 .3rem; padding-left: 1rem; font-size: .9em; } ul.details li { margin: 0; }
nav a { margin-right: 1.2rem; white-space: nowrap; }`;

function value(text: string, name: string, details: string[] | undefined): string {
  if (text === '') return '<span class="none">none</span>';
  const list = details?.map((line) => `<li>${escaped(line)}</li>`).join('') ?? '';
  return `<span class="${name}">${escaped(text)}</span>${list === '' ? '' : `<ul class="details">${list}</ul>`}`;
}

function row(change: Change, previous: Change | undefined): string {
  // The concentrations of one entry have the same reason.
  const reason =
    change.reason && change.reason === previous?.reason ? 'as above' : escaped(change.reason ?? '');
  const cells = [
    `<td>${escaped(whereText(change))}</td>`,
    `<td class="what">${escaped(change.what)}</td>`,
    `<td>${value(change.before, 'before', change.details)}</td>`,
    `<td>${value(change.after, 'after', change.details)}${reason === '' ? '' : `<div class="reason">Reason: ${reason}</div>`}</td>`,
    `<td class="n">${foldText(change)}</td>`,
  ];
  return `<tr${change.hard ? ' class="hard"' : ''}>${cells.join('')}</tr>`;
}

function columns(title: string): string {
  const heads = ['Where', 'What', 'Before', 'After'].map((text) => `<th scope="col">${text}</th>`).join('');
  return `<colgroup><col class="where"><col class="what"><col class="before"><col><col class="fold"></colgroup><thead>${printedTitle(title, 5)}<tr>${heads}<th scope="col" class="n">Fold</th></tr></thead>`;
}

/** The difference as one self-contained page. */
export function diffPage(diff: LibraryDiff): string {
  const notice = diff.demonstration ? `<div class="notice">${escaped(diff.notice)}</div>` : '';
  const kinds = [...byKind(diff)];
  const head = columns(
    [diff.demonstration ? diff.notice : '', titleOf(diff)].filter((text) => text !== '').join(' '),
  );
  const sections = kinds.map(([kind, changes], i) => {
    const rows = changes.map((change, n) => row(change, changes[n - 1])).join('\n');
    return `<section class="${kind.split(' ').pop()}"><h2 id="kind-${i}">${escaped(HEADINGS[kind])} (${changes.length})</h2><div class="wide"><table>${head}<tbody>${rows}</tbody></table></div></section>`;
  });
  const links = kinds.map(
    ([kind], i) => `<a href="#kind-${i}">${escaped(HEADINGS[kind].replace(/:.*/, ''))}</a>`,
  );
  const body = `${notice}<h1>What changed</h1>
<p>${escaped(titleOf(diff))}</p><p><b>${escaped(summaryText(diff))}</b></p>
<p class="soft">Hard limits stand in bold. Fold: how many times wider or narrower a limit became.</p>
<nav>${links.join(' ')}</nav>
${sections.join('\n')}
${notice}`;
  return htmlPage(`What changed: ${titleOf(diff)}`, STYLE, body);
}
