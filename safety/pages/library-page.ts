// Configuration control of the drug library as part of the case: who signed, what changed, what it would stop.
import type { Change, LibraryControl, Tally } from '../library-control';
import type { Page, Row } from '../page';
import type { Trace } from '../trace';
import { requirementLinks } from './words';

function share(tally: Tally): string {
  const all = tally.stopped + tally.alerted + tally.missed;
  const percent = all === 0 ? 0 : Math.floor(((tally.stopped + tally.alerted) * 1000) / all) / 10;
  return `${percent} % of ${all}: ${tally.stopped} stopped, ${tally.alerted} alerted, ${tally.missed} missed`;
}

function coverageRows({ before, after }: LibraryControl): Row[] {
  const empty: Tally = { stopped: 0, alerted: 0, missed: 0 };
  return [
    { cells: ['entries', String(before.entries), String(after.entries)] },
    ...after.slips.map(({ id, text }) => ({
      cells: [text, share(before.totals.bySlip[id] ?? empty), share(after.totals.bySlip[id] ?? empty)],
    })),
    { cells: ['all slips', share(before.totals.all), share(after.totals.all)] },
    {
      cells: [
        'false alerts on a usual dose',
        String(before.totals.falseAlerts),
        String(after.totals.falseAlerts),
      ],
    },
    {
      cells: [
        'doses without a usual dose, so without a check of slips',
        String(before.totals.withoutUsualDose),
        String(after.totals.withoutUsualDose),
      ],
    },
  ];
}

function changeRow(change: Change): Row {
  const kind =
    change.kind === 'widened'
      ? { mark: 'bad' as const, text: change.hard ? 'hard limit widened' : 'soft limit widened' }
      : change.kind;
  return {
    cells: [
      kind,
      [change.careArea, change.entry].filter(Boolean).join(': '),
      change.what ?? '',
      [change.before, change.after].filter(Boolean).join(' → '),
      change.reason ?? '',
    ],
  };
}

export function libraryPage(control: LibraryControl, trace: Trace): Page {
  const { verification } = control;
  const manifest = Object.entries(verification.manifest).map(
    ([key, value]): Row => ({
      cells: [key, { code: String(value) }],
    }),
  );
  return {
    name: 'library',
    title: 'Library configuration control',
    blocks: [
      {
        text: 'A library is a part of the pump that a hospital makes. Its control belongs into the hospital’s safety case. This page does with the demonstration library what a hospital does with its own, by the same commands, run when this page was made. Demonstration data, not for clinical use.',
      },
      { heading: 'Who authored and who approved', level: 2 },
      {
        text: [
          'For the demonstration, two demonstration keys, which everybody knows, sign on the spot; release builds refuse them. ',
          { code: 'drug-library verify' },
          ` says: ${verification.accepted ? 'accepted' : `refused, ${verification.text}`}.`,
        ],
      },
      {
        table: {
          head: ['Role', 'Person', 'Key', 'Signed at'],
          rows: verification.signers.map((each) => ({
            cells: [each.role, each.person, { code: each.keyId }, each.at],
          })),
        },
      },
      { table: { head: ['Manifest', 'Value'], rows: manifest } },
      {
        text: [
          'Two persons in two roles are a condition of the pump, not a rule on paper: ',
          ...[requirementLinks(['DERS-SIGN-003', 'DERS-SIGN-005', 'DERS-SIGN-021'], trace)].flat(),
          '.',
        ],
      },
      { heading: 'What changed: base to hospital', level: 2 },
      {
        text: [
          { code: 'drug-library diff' },
          ` finds ${control.changes.length} changes: ${Object.entries(control.counts)
            .map(([kind, count]) => `${count} ${kind}`)
            .join(', ')}. Widened limits stand first, with the reason that the source must give.`,
        ],
      },
      {
        table: {
          head: ['Change', 'Entry', 'What', 'Before → after', 'Reason'],
          rows: control.changes.map(changeRow),
        },
      },
      { heading: 'Error coverage before and after', level: 2 },
      {
        text: [
          { code: 'drug-library coverage' },
          ' replays known slips from the usual dose of every entry through the engine. Alerted is no more than a question: a person may confirm.',
        ],
      },
      { table: { head: ['Slip', 'Base', 'Hospital'], rows: coverageRows(control) } },
      { heading: 'Which pump runs which version', level: 2 },
      {
        text: 'Not known here: this project has no pumps in use. In a hospital it comes from the pumps themselves.',
      },
      {
        table: {
          head: ['Question', 'Where the answer comes from', 'Requirements'],
          rows: [
            {
              cells: [
                'What runs on this pump now, what waits, and why none',
                'its status over the service cable: library id, version, sequence, digest of each slot',
                requirementLinks(['DERS-SVC-001'], trace),
              ],
            },
            {
              cells: [
                'What ran when this infusion was checked',
                'each record of the journal holds sequence and digest of the library',
                requirementLinks(['DERS-LOG-006', 'DERS-SVC-003'], trace),
              ],
            },
            {
              cells: [
                'Was an old one put back',
                'never by accident: a lower sequence is refused, a return is a new release',
                requirementLinks(['DERS-SIGN-005', 'DERS-SIGN-024'], trace),
              ],
            },
          ],
        },
      },
    ],
  };
}
