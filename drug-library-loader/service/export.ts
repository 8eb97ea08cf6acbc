import { stringify } from 'csv-stringify/sync';
import type { EventRecord } from './event-record';
import { Ipec, type IpecExport, UNNUMBERED, batch } from './ipec';
import type { JournalFile } from './journal-file';

export const FORMATS = ['ndjson', 'csv', 'ihe-ipec'] as const;
export type Format = (typeof FORMATS)[number];

/** Columns of a CSV export, in order. */
const COLUMNS: (keyof EventRecord | 'librarySequence' | 'libraryDigest')[] = [
  'pump',
  'number',
  'event',
  'time',
  'uptime',
  'librarySequence',
  'libraryDigest',
  'patient',
  'infusion',
  'segment',
  'alert',
  'careArea',
  'drug',
  'therapy',
  'concentration',
  'entry',
  'entryId',
  'program',
  'quantity',
  'bound',
  'severity',
  'entered',
  'limit',
  'unit',
  'fold',
  'reason',
  'reasonText',
  'overrideReason',
  'overrideReasonText',
  'person',
  'verdict',
  'dose',
  'rate',
  'volume',
  'duration',
  'weight',
  'deliveredMicrolitres',
  'alarm',
  'priority',
  'old',
  'new',
  'code',
  'text',
  'other',
];

export interface Export {
  text: string;
  /** What is not in it, a sentence each. */
  notes: string[];
}

/** Missing numbers stand in the export where they are missing, so that nobody takes it for whole. */
function withGaps({ pump, content, events }: JournalFile): (EventRecord | GapRecord)[] {
  const gaps = new Map(content.gaps.map((gap) => [gap.before, gap]));
  return events.flatMap((event) => {
    const gap = gaps.get(event.number);
    return gap ? [{ pump, event: 'gap', after: gap.after, before: gap.before }, event] : [event];
  });
}

interface GapRecord {
  pump: string;
  event: string;
  after: number;
  before: number;
}

function csvRow(event: EventRecord | GapRecord): unknown[] {
  const flat: Record<string, unknown> = { ...event };
  if ('after' in event) {
    flat.number = event.after + 1;
    flat.text = `records ${event.after + 1} to ${event.before - 1} are missing`;
  } else {
    flat.librarySequence = event.library?.sequence;
    flat.libraryDigest = event.library?.digest;
    flat.other = event.other && JSON.stringify(event.other);
  }
  return COLUMNS.map((column) => flat[column] ?? '');
}

/** The journal in a format; `at` is when. */
export function exportJournal(journal: JournalFile, format: Format, at: Date): Export {
  if (format === 'ndjson')
    return {
      text: withGaps(journal)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(''),
      notes: [],
    };
  if (format === 'csv') {
    const rows = [COLUMNS, ...withGaps(journal).map(csvRow)];
    // A text that a spreadsheet would calculate stays a text.
    return { text: stringify(rows, { escape_formulas: true, record_delimiter: '\r\n' }), notes: [] };
  }
  const { messages, leftOut, untimed }: IpecExport = new Ipec(at).export(journal.events);
  const notes = [
    `${UNNUMBERED.join(' and ')} go without a number: no text of IHE that this program was written by gives one`,
  ];
  if (leftOut > 0)
    notes.push(`${leftOut} boluses and demands are not in it: the code of their fluid source is not known`);
  if (untimed > 0) notes.push(`${untimed} messages have no time: the pump's clock was not set`);
  return { text: batch(messages, at), notes };
}
