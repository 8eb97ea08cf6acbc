// Writes a page as HTML: one file, no script, nothing fetched but the style sheet beside it.
import { type Banner, type Block, type Page, type Text, inlines, linkFrom } from './page';

const NAVIGATION: [page: string, text: string][] = [
  ['index', 'Overview'],
  ['hazards', 'Hazard log'],
  ['requirements', 'Requirements'],
  ['trace', 'Trace matrix'],
  ['safety-case', 'Safety case'],
  ['outside', 'Asked from outside'],
  ['library', 'Library control'],
  ['soup', 'Third-party software'],
  ['tests', 'Tests'],
  ['gaps', 'Gaps'],
];

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function textOf(text: Text, page: string): string {
  return inlines(text)
    .map((part) => {
      if (typeof part === 'string') return escaped(part);
      if ('to' in part) {
        const id = /^(?:DERS|EXT)-[A-Z]+-\d{3}$/.test(part.text) ? ' class="id"' : '';
        return `<a${id} href="${escaped(linkFrom(page, part.to, '.html'))}">${escaped(part.text)}</a>`;
      }
      if ('code' in part) return `<code>${escaped(part.code)}</code>`;
      return `<span class="mark ${part.mark}">${escaped(part.text)}</span>`;
    })
    .join('');
}

function anchor(id: string | undefined): string {
  return id === undefined ? '' : ` id="${escaped(id)}"`;
}

function blockOf(block: Block, page: string): string {
  if ('heading' in block) {
    return `<h${block.level}${anchor(block.id)}>${escaped(block.heading)}</h${block.level}>`;
  }
  if ('text' in block) return `<p>${textOf(block.text, page)}</p>`;
  if ('list' in block)
    return `<ul>${block.list.map((each) => `<li>${textOf(each, page)}</li>`).join('')}</ul>`;
  if ('table' in block) {
    const head = block.table.head.map((each) => `<th scope="col">${escaped(each)}</th>`).join('');
    const rows = block.table.rows.map(
      (row) =>
        `<tr${anchor(row.id)}>${row.cells.map((cell) => `<td>${textOf(cell, page)}</td>`).join('')}</tr>`,
    );
    const facts = block.table.head.every((each) => each === '');
    const top = facts ? '<table class="facts">' : `<table><thead><tr>${head}</tr></thead>`;
    return `<div class="wide">${top}<tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
  }
  if ('box' in block) {
    const inside = block.box.map((each) => blockOf(each, page)).join('\n');
    return `<section class="box ${escaped(block.kind)}"${anchor(block.id)}>${inside}</section>`;
  }
  if ('folded' in block) {
    const inside = block.blocks.map((each) => blockOf(each, page)).join('\n');
    return `<details><summary>${escaped(block.folded)}</summary>${inside}</details>`;
  }
  const lines = block.source
    .split('\n')
    .map((line, index) => `<span id="L${index + 1}">${escaped(line)}</span>`)
    .join('\n');
  return `<pre class="source" aria-label="${escaped(block.path)}">${lines}</pre>`;
}

export function htmlOf(page: Page, banner: Banner): string {
  const links = NAVIGATION.map(([name, text]) => {
    const here = name === page.name ? ' aria-current="page"' : '';
    return `<a href="${linkFrom(page.name, name, '.html')}"${here}>${text}</a>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)} · safety file</title>
<link rel="stylesheet" href="${linkFrom(page.name, 'style.css', '')}">
</head>
<body>
<header>
<p class="notice"><strong>Draft.</strong> ${escaped(banner.notice)}</p>
<nav aria-label="Pages of the safety file">${links.join('\n')}</nav>
</header>
<main>
<h1>${escaped(page.title)}</h1>
${page.blocks.map((block) => blockOf(block, page.name)).join('\n')}
</main>
<footer>Revision ${escaped(banner.revision)}. Test results of ${escaped(banner.at)}. Made by <code>npm run safety</code>.</footer>
</body>
</html>
`;
}
