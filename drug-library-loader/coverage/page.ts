import { escaped, htmlPage, printedTitle } from './html';
import type { Outcome } from './replay';
import {
  type CoverageReport,
  type CoverageRow,
  type Tally,
  caught,
  count,
  missing,
  newTally,
  sizeOf,
} from './report';
import { TENFOLD } from './slip';

const LETTERS: Record<Outcome, string> = { stopped: 'S', alerted: 'A', missed: 'M', none: '' };

/** Blue, amber and vermilion stay apart in every common form of colour blindness; the letters need no colour at all. */
const STYLE = `
.cards { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1rem 0; }
.card { border: 1px solid var(--line); border-radius: .4rem; padding: .7rem 1rem; flex: 1 1 12rem; }
.card b { display: block; font-size: 1.8rem; line-height: 1.2; } .card span { color: var(--soft); }
.bar { display: flex; height: 1.05rem; width: 20rem; } .bar i { display: block; }
i.s, td.s, b.s { background: var(--stopped); color: #fff; } i.a, td.a, b.a { background: var(--alerted); color: #000; } i.m, td.m, b.m { background: var(--missed); color: #fff; }
.legend b { display: inline-block; width: 1.5rem; text-align: center; margin: 0 .3rem 0 .9rem; font-weight: 700; } .legend b:first-child { margin-left: 0; }
.heat { font-size: .82rem; width: 100%; } .heat thead th { position: sticky; top: 0; background: #fff; z-index: 1; }
.heat th.slip { height: 8.6rem; padding: 0; width: 1.9rem; } .heat th.slip div { writing-mode: vertical-rl; transform: rotate(180deg); margin: 0 auto .3rem; white-space: nowrap; }
.heat td.c { width: 1.9rem; min-width: 1.9rem; text-align: center; font-weight: 700; padding: .12rem 0; border: 1px solid #fff; }
.heat td.c:not(.s):not(.a):not(.m) { background: #f1f3f5; }
.heat th[scope=row] { font-weight: 400; } .heat th[scope=row] b { font-weight: 700; } .heat .u { white-space: nowrap; color: var(--soft); }
.flag { color: var(--missed); font-weight: 700; }
ul { margin: .2rem 0 .8rem; padding-left: 1.2rem; columns: 2; column-gap: 2.5rem; } li { break-inside: avoid; margin-bottom: .15rem; }
@media (max-width: 60rem) { .heat thead th { position: static; } ul { columns: 1; } }
@media print { .card { break-inside: avoid; } .heat thead th { position: static; } .heat td.c { font-size: .75rem; } .every { break-before: page; } }`;

/** A share that never rounds a miss away: 100 % only where it is. */
export function percent(share: number): string {
  const tenths = Math.floor(share * 1000) / 10;
  return share === 0 || share === 1 ? `${share * 100} %` : `${tenths.toFixed(1)} %`;
}

function card(value: string, text: string): string {
  return `<div class="card"><b>${escaped(value)}</b><span>${escaped(text)}</span></div>`;
}

function bar(tally: Tally): string {
  const share = (part: number) => (100 * part) / Math.max(1, sizeOf(tally));
  const part = (name: string, value: number) =>
    value > 0 ? `<i class="${name}" style="width:${share(value).toFixed(2)}%"></i>` : '';
  return `<div class="bar" aria-hidden="true">${part('s', tally.stopped)}${part('a', tally.alerted)}${part('m', tally.missed)}</div>`;
}

function tallyCells(tally: Tally): string {
  return [tally.stopped, tally.alerted, tally.missed].map((value) => `<td class="n">${value}</td>`).join('');
}

const TALLY_HEADS =
  '<th scope="col" class="n">Stopped</th><th scope="col" class="n">Alerted</th><th scope="col" class="n">Missed</th><th scope="col" class="n">Caught</th><th scope="col">Share</th>';

function slipTable(report: CoverageReport): string {
  const rows = report.slips.map(({ id, short, text }) => {
    const tally = report.totals.bySlip[id];
    return `<tr><th scope="row">${escaped(short)}</th><td>${escaped(text)}</td>${tallyCells(tally)}<td class="n">${sizeOf(tally) > 0 ? percent(caught(tally)) : '–'}</td><td>${bar(tally)}</td></tr>`;
  });
  return `<div class="wide"><table><thead><tr><th scope="col">Slip</th><th scope="col">What went wrong</th>${TALLY_HEADS}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** Tallies of a tenfold dose for each care area, in the order of the library. */
function byCareArea(report: CoverageReport): Map<string, { rows: CoverageRow[]; tenfold: Tally }> {
  const column = report.slips.findIndex(({ id }) => id === TENFOLD);
  const areas = new Map<string, { rows: CoverageRow[]; tenfold: Tally }>();
  for (const row of report.rows) {
    const area = areas.get(row.careArea) ?? { rows: [], tenfold: newTally() };
    areas.set(row.careArea, area);
    area.rows.push(row);
    count(area.tenfold, row.outcomes[column]);
  }
  return areas;
}

function rowName(row: CoverageRow): string {
  const rest = [
    row.therapy,
    row.anaesthesia ? 'anaesthesia' : '',
    row.concentration === 'none' ? '' : row.concentration,
  ]
    .filter((text) => text !== '')
    .join(' · ');
  const part = row.main ? '' : ` <i>${escaped(row.part)}</i>`;
  return `<b>${escaped(row.drug)}</b>${rest === '' ? '' : ` ${escaped(rest)}`}${part}`;
}

function usualText(row: CoverageRow): string {
  if (row.usual === '') return '<span class="flag">no usual dose</span>';
  const origin = row.basis === 'initial' ? '' : row.basis === 'cap' ? ' (cap)' : ' (mid-range)';
  return `${escaped(row.usual)}${origin}${row.falseAlerts.length > 0 ? ` <span class="flag">alerts</span>` : ''}`;
}

function heatMap(report: CoverageReport, rows: CoverageRow[], id: string): string {
  const heads = report.slips.map(
    ({ short }) => `<th class="slip" scope="col"><div>${escaped(short)}</div></th>`,
  );
  const body = rows.map((row) => {
    const cells = row.outcomes.map((found) =>
      found === 'none' ? '<td class="c"></td>' : `<td class="c ${found[0]}">${LETTERS[found]}</td>`,
    );
    return `<tr><th scope="row">${rowName(row)}</th><td class="u">${usualText(row)}</td>${cells.join('')}</tr>`;
  });
  const { library, slips } = report;
  const title = [
    library.demonstration ? library.notice : '',
    `${library.title} ${library.version}, ${areaTitle(report, id)}. S stopped, A alerted, M missed.`,
  ];
  return `<h3 id="${escaped(id)}">${escaped(areaTitle(report, id))}</h3><div class="wide"><table class="heat"><thead>${printedTitle(title.join(' ').trim(), slips.length + 2)}<tr><th scope="col">Entry</th><th scope="col">Usual dose</th>${heads.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

function areaTitle(report: CoverageReport, id: string): string {
  return report.careAreas[id] ?? id;
}

function list(texts: string[]): string {
  return texts.length === 0 ? '<p>None.</p>' : `<ul>${texts.map((text) => `<li>${text}</li>`).join('')}</ul>`;
}

function named(report: CoverageReport, row: CoverageRow): string {
  return `${rowName(row)} <span class="soft">(${escaped(areaTitle(report, row.careArea))})</span>: ${usualText(row)}`;
}

const METHOD = `For each entry the usual dose (its initial value, else the middle of its range; never above its cap) is programmed for a usual
patient, once as it should be and once with each slip, and the dose-checking engine of the pump judges every program from the compiled
library. S: refused by a hard limit or a guard. A: a soft limit asks for a confirmation. M: nothing is said. An empty field: the slip does
not exist there. Boluses, loading doses and basal rates count as rows of their own. An entry without a usual dose counts as missed
throughout. A false alert is a usual dose that is not simply accepted.`;

/**
 * The report as one self-contained page for a committee: no script, nothing loaded from elsewhere, printable on A4 landscape.
 * `leftOut` names entries of the source that are not in the compiled library and so were not measured.
 */
export function coveragePage(report: CoverageReport, leftOut: string[] = []): string {
  const { library, totals } = report;
  const notice = library.demonstration ? `<div class="notice">${escaped(library.notice)}</div>` : '';
  const areas = byCareArea(report);
  const areaRows = [...areas].map(
    ([id, { rows, tenfold }]) =>
      `<tr><th scope="row"><a href="#${escaped(id)}">${escaped(areaTitle(report, id))}</a></th><td class="n">${rows.length}</td>${tallyCells(tenfold)}<td class="n">${percent(caught(tenfold))}</td><td>${bar(tenfold)}</td></tr>`,
  );
  const falseAlerts = report.rows.filter((row) => row.falseAlerts.length > 0);
  const alertTexts = falseAlerts.map(
    (row) => `${named(report, row)}. ${escaped(row.falseAlerts.join('; '))}`,
  );
  const legend =
    '<p class="legend"><b class="s">S</b>stopped<b class="a">A</b>alerted<b class="m">M</b>missed <span class="soft">&emsp;empty: no such slip</span></p>';
  const body = `${notice}<h1>Error coverage</h1>
<p>${escaped(library.title)} · ${escaped(library.organisation)} · version ${escaped(library.version)}, sequence ${library.sequence} · ${report.entries} entries, ${report.rows.length} doses</p>
<div class="cards">
${card(percent(caught(totals.tenfold)), `of tenfold doses stopped or alerted (${totals.tenfold.missed} of ${sizeOf(totals.tenfold)} missed)`)}
${card(percent(sizeOf(totals.tenfold) === 0 ? 1 : totals.tenfold.stopped / sizeOf(totals.tenfold)), 'of tenfold doses stopped by a hard limit')}
${card(String(totals.falseAlerts), `${totals.falseAlerts === 1 ? 'false alert' : 'false alerts'} on ${totals.usualDoses} usual doses`)}
${card(String(totals.withoutUsualDose), `${totals.withoutUsualDose === 1 ? 'dose' : 'doses'} without a usual value: counted as missed`)}
</div>
<h2>By kind of slip</h2>${legend}${slipTable(report)}
<h2>Tenfold doses by care area</h2>
<div class="wide"><table><thead><tr><th scope="col">Care area</th><th scope="col" class="n">Doses</th>${TALLY_HEADS}</tr></thead><tbody>${areaRows.join('')}</tbody></table></div>
<h2>Tenfold doses that nothing stops</h2>${list(missing(report, TENFOLD).map((row) => named(report, row)))}
<h2>Usual doses that alert</h2>${list(alertTexts)}
${leftOut.length > 0 ? `<h2>Entries that could not be compiled, and were not measured</h2>${list(leftOut.map(escaped))}` : ''}
${report.unreadable.length > 0 ? `<h2>Entries that cannot be read</h2>${list(report.unreadable.map(({ entry, reason }) => `entry ${entry}: ${escaped(reason)}`))}` : ''}
<h2 class="every">Every dose</h2>${legend}<nav>${[...areas.keys()].map((id) => `<a href="#${escaped(id)}">${escaped(areaTitle(report, id))}</a>`).join(' &emsp; ')}</nav>
${[...areas].map(([id, { rows }]) => heatMap(report, rows, id)).join('\n')}
<h2>How this was measured</h2><p>${METHOD}</p>
${notice}`;
  return htmlPage(`Error coverage: ${library.title} ${library.version}`, STYLE, body);
}
