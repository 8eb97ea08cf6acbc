/** What every page of the loader looks like: no script, nothing loaded from elsewhere, printable on A4 landscape. */
const STYLE = `
:root { color-scheme: light; --ink: #1c2733; --soft: #5b6875; --line: #d5dbe1; --stopped: #1f5f99; --alerted: #f0b83d; --missed: #b5341c; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; font: 15px/1.45 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; color: var(--ink); background: #fff; }
h1 { font-size: 1.7rem; margin: 0 0 .2rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p { margin: .3rem 0 .6rem; max-width: 52rem; } .soft { color: var(--soft); }
.notice { border: 2px solid var(--missed); color: var(--missed); font-weight: 700; padding: .5rem .8rem; margin: 0 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .18rem .5rem; border-bottom: 1px solid var(--line); vertical-align: middle; }
thead th { vertical-align: bottom; border-bottom: 2px solid var(--ink); } td.n, th.n { text-align: right; }
nav { margin: .6rem 0; } a { color: var(--stopped); }
tr.printed { display: none; }
@media (max-width: 60rem) { .wide { overflow-x: auto; } .wide > table { min-width: 48rem; } }
@media print {
  html { font-size: 10px; } body { padding: 0; max-width: none; font-size: 1rem; line-height: 1.35; } p { max-width: none; } nav { display: none; }
  tr.printed { display: table-row; } tr.printed th { border: 0; color: var(--missed); } h2, h3 { break-after: avoid; } tr { break-inside: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } thead { display: table-header-group; }
  @page { size: A4 landscape; margin: 12mm; }
}`;

/** Text that no browser takes for markup. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** First row of a table's head, which a printer repeats on every sheet: each one says of which library it is, and that it is for demonstration. */
export function printedTitle(title: string, columns: number): string {
  return `<tr class="printed"><th colspan="${columns}">${escaped(title)}</th></tr>`;
}

/** A whole page; `style` and `body` are markup, the title is text. */
export function htmlPage(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${STYLE}${style}</style></head><body>
${body}</body></html>
`;
}
