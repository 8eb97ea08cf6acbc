// Records of the journal in words, for people; the numbers themselves are exported elsewhere.
import { reasonText } from '../../engine/index';
import { PROGRAM_TYPE_NAMES, QUANTITY_NAMES } from '../../engine/index';
import { ALARMS } from '../../engine/pump/alarm';
import { OVERRIDE_REASONS } from '../../engine/pump/form';
import { Halt, Priority } from '../../hal/hal';
import type { JournalRecord } from '../bench/journal-page';
import type { JournalRow } from './session';

type Details = JournalRecord['details'];
type Weight = JournalRow['weight'];

const HALTS: Partial<Record<Halt, string>> = {
  [Halt.STOP_KEY]: 'STOP pressed',
  [Halt.APPLICATION]: 'by the pump',
  [Halt.LEASE]: 'the program did not answer',
  [Halt.UNDER_DELIVERY]: 'too little delivered',
  [Halt.OVER_DELIVERY]: 'too much delivered',
};

const WEIGHTS: Record<string, Weight> = {
  HARD_STOP: 'danger',
  RECORDS_LOST: 'danger',
  LIBRARY_REFUSED: 'danger',
  TRUST_REFUSED: 'danger',
  SOFT_OVERRIDE: 'caution',
  OUTSIDE_LIBRARY: 'caution',
  DEMAND_REFUSED: 'caution',
  LIBRARY_ACTIVE: 'good',
  LIBRARY_INSTALLED: 'good',
  DELIVERY_STARTED: 'good',
  DELIVERY_RESUMED: 'good',
  COSIGNED: 'good',
};

/** What a reader gains nothing from in a sentence: numbers of patient, infusion and segment, and of entries. */
const LEFT_OUT = ['PATIENT', 'INFUSION', 'SEGMENT', 'ENTRY', 'ENTRY_ID', 'SEVERITY', 'BOUND'];

function name(kind: string): string {
  const words = kind.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether the record tells of a file that was received: CODE is what kind of file, NEW its sequence. */
function isFile(kind: string): boolean {
  return kind.startsWith('LIBRARY_') || kind.startsWith('TRUST_');
}

function alarmOf(value: number | string): string {
  const row = ALARMS[Number(value)];
  return row ? row[4].charAt(0) + row[4].slice(1).toLowerCase() : `alarm ${value}`;
}

const SAY: Record<string, (value: number | string, details: Details, kind: string) => string> = {
  ALERT: (value) => `alert ${value}`,
  QUANTITY: (value) => (QUANTITY_NAMES[Number(value)] ?? `quantity ${value}`).replaceAll('-', ' '),
  ENTERED: (value) => `entered ${value}`,
  LIMIT: (value) => `limit ${value}`,
  FOLD: (value) => `${value} times`,
  // An installation that went well has the reason 0.
  REASON: (value) => (value === 0 ? '' : reasonText(Number(value)).toLowerCase()),
  OVERRIDE_REASON: (value) => `because: ${OVERRIDE_REASONS[Number(value)] ?? value}`,
  PERSON: (value) => `person ${value}`,
  VERDICT: (value) =>
    ['refused', 'to be confirmed', 'accepted', 'not checked by the library'][Number(value)] ?? '',
  PROGRAM_TYPE: (value) => PROGRAM_TYPE_NAMES[Number(value)] ?? '',
  DELIVERED: (value) => `${Number(value) / 1000} mL delivered`,
  ALARM: alarmOf,
  PRIORITY: (value) => ['', 'low priority', 'medium priority', 'high priority'][Number(value)] ?? '',
  OLD: (value) => `was ${value}`,
  NEW: (value, _, kind) => (isFile(kind) ? `release ${value}` : `now ${value}`),
  CODE: (value, _, kind) =>
    isFile(kind)
      ? ''
      : kind.startsWith('DELIVERY')
        ? (HALTS[Number(value) as Halt] ?? `code ${value}`)
        : String(value),
};

function weightOf({ kind, details }: JournalRecord): Weight {
  if (kind === 'ALARM') return Number(details.PRIORITY) >= Priority.HIGH ? 'danger' : 'caution';
  if (kind === 'LIMIT_EVALUATED') return Number(details.SEVERITY) > 1 ? 'danger' : 'caution';
  return WEIGHTS[kind] ?? 'plain';
}

/** One record as a row of the table. */
export function journalRow(record: JournalRecord): JournalRow {
  const { number, kind, wall, details } = record;
  const words = Object.entries(details)
    .filter(([key, value]) => value !== '' && !LEFT_OUT.includes(key))
    // The text of an alarm is that of its number.
    .filter(([key]) => key !== 'TEXT' || details.ALARM === undefined)
    .map(([key, value]) => SAY[key]?.(value, details, kind) ?? String(value))
    .filter((text) => text !== '');
  return { seq: number, at: wall, event: name(kind), text: words.join(', '), weight: weightOf(record) };
}
