import { escaped, htmlPage } from '../coverage/html';
import { type Alert, type Evaluation, OUTCOMES, type Tally, alertsPer100, compliance } from './evaluation';
import { type Plots, legend } from './report-plots';

const STYLE = `
.cards { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1rem 0; }
.card { border: 1px solid var(--line); border-radius: .4rem; padding: .7rem 1rem; flex: 1 1 12rem; }
.card b { display: block; font-size: 1.8rem; line-height: 1.2; } .card span { color: var(--soft); }
.legend b { display: inline-block; width: .9rem; height: .9rem; margin: 0 .35rem 0 .9rem; vertical-align: -1px; } .legend b:first-child { margin-left: 0; }
svg { max-width: 100%; height: auto; } figure { margin: .4rem 0 1rem; }
@media print { .card, figure { break-inside: avoid; } }`;

/** What the journals themselves lack; the figures count what could be read. */
export interface Shortfall {
  journal: string;
  problems: string[];
}

/** A share in per cent; never rounded up to 100 or down to 0. */
export function share(part: number, whole: number): string {
  if (!(whole > 0)) return '–';
  const tenths = Math.round((part / whole) * 1000);
  const kept = part < whole && tenths === 1000 ? 999 : part > 0 && tenths === 0 ? 1 : tenths;
  return `${kept / 10} %`;
}

function perHundred(tally: Tally): string {
  const value = alertsPer100(tally);
  return Number.isNaN(value) ? '–' : String(Math.round(value * 10) / 10);
}

function card(value: string, text: string): string {
  return `<div class="card"><b>${escaped(value)}</b><span>${escaped(text)}</span></div>`;
}

function figure(svg: string, of: string): string {
  return svg === '' ? `<p class="soft">No ${of} in this period.</p>` : `<figure>${svg}</figure>`;
}

function tallyTable(title: string, tallies: readonly Tally[]): string {
  const rows = tallies.map((tally) => {
    const { name, checked, outside, soft, hard, softOutcomes, outcomes } = tally;
    const alerts = soft + hard;
    const cells = [
      String(checked),
      String(outside),
      String(soft),
      String(hard),
      perHundred(tally),
      share(softOutcomes.overridden, soft),
      share(outcomes.reprogrammed, alerts),
      share(outcomes.cancelled, alerts),
    ];
    return `<tr><th scope="row">${escaped(name)}</th>${cells.map((cell) => `<td class="n">${escaped(cell)}</td>`).join('')}</tr>`;
  });
  const heads = [
    'Started, checked',
    'Started outside',
    'Soft alerts',
    'Hard stops',
    'Alerts per 100 infusions',
    'Soft limits overridden',
    'Reprogrammed',
    'Cancelled',
  ];
  return `<div class="wide"><table><thead><tr><th>${escaped(title)}</th>${heads.map((head) => `<th class="n">${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function hardStops(alerts: readonly Alert[]): string {
  const hard = alerts.filter(({ severity }) => severity === 'hard');
  if (hard.length === 0) return '<p class="soft">None.</p>';
  const rows = hard.map(({ time, careArea, drug, quantity, entered, limit, fold, outcome, answer, pump }) => {
    const then =
      outcome === 'reprogrammed' ? `reprogrammed to ${answer}` : outcome === 'open' ? 'not known' : outcome;
    const cells = [
      time?.replace('T', ' ').replace('Z', '') ?? 'time not known',
      pump,
      careArea,
      drug,
      quantity,
      entered,
      limit,
    ];
    return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}<td class="n">${fold === '' ? '–' : `${escaped(fold)} ×`}</td><td>${escaped(then)}</td></tr>`;
  });
  const heads = ['Time (UTC)', 'Pump', 'Care area', 'Drug', 'Quantity', 'Entered', 'Limit', 'Fold', 'Then'];
  return `<div class="wide"><table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function shortfalls(all: readonly Shortfall[]): string {
  if (all.length === 0) return '';
  const items = all.flatMap(({ journal, problems }) =>
    problems.map((problem) => `<li>${escaped(journal)}: ${escaped(problem)}</li>`),
  );
  return `<div class="notice">Not every event could be read. The figures count those that could.<ul>${items.join('')}</ul></div>`;
}

/** The report as one page: no script, nothing loaded from elsewhere. */
export function reportPage(evaluation: Evaluation, plots: Plots, short: readonly Shortfall[]): string {
  const { total, from, until, pumps, alerts, reasons } = evaluation;
  const started = total.checked + total.outside;
  const day = (time: string | null) => time?.slice(0, 10) ?? 'unknown';
  const count = total.soft + total.hard;
  const reasonRows = reasons.map(
    ({ reason, count: times }) =>
      `<tr><td>${escaped(reason)}</td><td class="n">${times}</td><td class="n">${share(times, total.softOutcomes.overridden)}</td></tr>`,
  );
  return htmlPage(
    'Dose error reduction: evaluation',
    STYLE,
    `<h1>Dose error reduction: evaluation</h1>
<p class="soft">${pumps.length} ${pumps.length === 1 ? 'pump' : 'pumps'}, ${day(from)} to ${day(until)} (UTC). Patients and staff stand under pseudonyms in the events, and not at all here.</p>
${shortfalls(short)}
<div class="cards">
${card(share(total.checked, started), `library compliance: ${total.checked} of ${started} infusions were started in the library`)}
${card(perHundred(total), `alerts per 100 infusions in the library (${count} alerts)`)}
${card(share(total.softOutcomes.overridden, total.soft), `of ${total.soft} soft alerts overridden`)}
${card(share(total.outcomes.reprogrammed, count), 'of all alerts led to another value')}
${card(String(total.hard), `hard stops: ${share(total.hard, count)} of all alerts`)}
</div>
<h2>Infusions started</h2>${legend(['checked', 'outside'], { checked: 'checked by the library', outside: 'outside it' })}${figure(plots.days, 'starts')}
<h2>What was done about alerts</h2>${legend(OUTCOMES, { open: 'not known' })}${figure(plots.outcomes, 'alerts')}
<h2>By drug</h2>${legend(['hard', 'soft'])}${figure(plots.drugs, 'alerts')}${tallyTable('Drug', evaluation.byDrug)}
<h2>By care area</h2>${figure(plots.areas, 'alerts')}${tallyTable('Care area', evaluation.byCareArea)}
<h2>Why soft limits were overridden</h2>${
      reasonRows.length === 0
        ? '<p class="soft">None was.</p>'
        : `<table><thead><tr><th>Reason</th><th class="n">Times</th><th class="n">Share</th></tr></thead><tbody>${reasonRows.join('')}</tbody></table>`
    }
<h2>Hard stops and how far they were from the limit</h2>${figure(plots.folds, 'hard stops')}${hardStops(alerts)}
<p class="soft">How each figure is counted: docs/formats/event-log.md. Library compliance is the share of started infusions that the library checked. An alert is
one crossed limit shown to a person; what it led to is its own next event. Infusions in training are not counted.</p>`,
  );
}

/** For the terminal: whether a tally says anything. */
export function complianceText(tally: Tally): string {
  const value = compliance(tally);
  return Number.isNaN(value) ? 'no infusion started' : share(tally.checked, tally.checked + tally.outside);
}
