import { PROGRAM_TYPE_NAMES, QUANTITY_NAMES, type Reason, reasonText } from '../../engine/index';
import * as events from '../../engine/journal/event';
import { Detail } from '../../engine/journal/event';
import { OVERRIDE_REASONS } from '../../engine/pump/alert';
import type { JournalRecord } from './journal-image';
import type { Pseudonyms } from './pseudonym';

/** An event as it is exported: docs/formats/event-log.schema.json. */
export interface EventRecord {
  pump: string;
  number: number;
  event: string;
  /** ISO 8601, UTC; null where the pump's clock was not set. */
  time: string | null;
  /** Seconds since the pump was switched on. */
  uptime: number;
  library: { sequence: number; digest: string } | null;
  patient?: string;
  infusion?: number;
  segment?: number;
  alert?: number;
  careArea?: string;
  drug?: string;
  therapy?: string;
  concentration?: string;
  entry?: number;
  entryId?: number;
  program?: string;
  quantity?: string;
  bound?: string;
  severity?: 'soft' | 'hard';
  entered?: string;
  limit?: string;
  unit?: string;
  fold?: string;
  reason?: number;
  reasonText?: string;
  overrideReason?: number;
  overrideReasonText?: string;
  person?: string | null;
  verdict?: string;
  dose?: string;
  rate?: string;
  volume?: string;
  duration?: string;
  weight?: string;
  deliveredMicrolitres?: number;
  alarm?: number;
  priority?: string;
  old?: number | string;
  new?: number | string;
  code?: number | string;
  text?: string;
  /** Details that this program does not know, by their number. */
  other?: Record<string, number | string>;
}

// Constants of the engine: what runs here keeps their names.
const KINDS = (events as unknown as { EventKind: Record<number, string> }).EventKind;

/** HARD_STOP → hard-stop. */
export function kindName(kind: number): string {
  const name = KINDS[kind];
  return name === undefined ? `event-${kind}` : name.toLowerCase().replaceAll('_', '-');
}

export const EVENT_NAMES: readonly string[] = Object.values(KINDS)
  .filter((name) => typeof name === 'string')
  .map((name) => name.toLowerCase().replaceAll('_', '-'));

const BOUNDS: Record<number, string> = {
  1: 'lower-hard',
  2: 'lower-soft',
  4: 'initial',
  8: 'upper-soft',
  16: 'upper-hard',
};
const VERDICTS = ['refuse', 'confirm', 'accept', 'unprotected'];
const SEVERITIES = ['', 'soft', 'hard'];
const PRIORITIES = ['none', 'low', 'medium', 'high'];

/** The details that go as they are. */
const PLAIN: Record<number, keyof EventRecord> = {
  [Detail.INFUSION]: 'infusion',
  [Detail.SEGMENT]: 'segment',
  [Detail.ALERT]: 'alert',
  [Detail.CARE_AREA]: 'careArea',
  [Detail.DRUG]: 'drug',
  [Detail.THERAPY]: 'therapy',
  [Detail.CONCENTRATION]: 'concentration',
  [Detail.ENTRY]: 'entry',
  [Detail.ENTRY_ID]: 'entryId',
  [Detail.ENTERED]: 'entered',
  [Detail.LIMIT]: 'limit',
  [Detail.UNIT]: 'unit',
  [Detail.FOLD]: 'fold',
  [Detail.REASON]: 'reason',
  [Detail.OVERRIDE_REASON]: 'overrideReason',
  [Detail.DOSE]: 'dose',
  [Detail.RATE]: 'rate',
  [Detail.VOLUME]: 'volume',
  [Detail.DURATION]: 'duration',
  [Detail.WEIGHT]: 'weight',
  [Detail.DELIVERED]: 'deliveredMicrolitres',
  [Detail.ALARM]: 'alarm',
  [Detail.OLD]: 'old',
  [Detail.NEW]: 'new',
  [Detail.CODE]: 'code',
  [Detail.TEXT]: 'text',
};

/** Those that stand for a name; a number without one keeps its number as text. */
const NAMED: Record<number, [keyof EventRecord, readonly string[] | Record<number, string>]> = {
  [Detail.PROGRAM_TYPE]: ['program', PROGRAM_TYPE_NAMES],
  [Detail.QUANTITY]: ['quantity', QUANTITY_NAMES],
  [Detail.BOUND]: ['bound', BOUNDS],
  [Detail.SEVERITY]: ['severity', SEVERITIES],
  [Detail.VERDICT]: ['verdict', VERDICTS],
  [Detail.PRIORITY]: ['priority', PRIORITIES],
};

/** What an export says of a record; persons and patients by their pseudonyms. */
export function eventRecord(record: JournalRecord, pump: string, pseudonyms: Pseudonyms): EventRecord {
  const { number, kind, wall, monotonic, library, details } = record;
  const event: Record<string, unknown> = {
    pump,
    number,
    event: kindName(kind),
    time: wall > 0 ? new Date(wall * 1000).toISOString().replace('.000Z', 'Z') : null,
    uptime: monotonic / 1000,
    library: library.digest === '' ? null : library,
  };
  const other: Record<string, number | string> = {};
  for (let i = 0; i < details.length; i += 2) {
    const key = details[i] as number;
    const value = details[i + 1] as number | string;
    if (value === '') continue;
    const named = NAMED[key];
    if (key === Detail.PATIENT) event.patient = pseudonyms.patient(pump, Number(value));
    else if (key === Detail.PERSON)
      event.person = Number(value) > 0 ? pseudonyms.person(Number(value)) : null;
    else if (PLAIN[key]) event[PLAIN[key]] = value;
    else if (named) {
      const name = named[1][Number(value)] ?? String(value);
      if (name !== '') event[named[0]] = name;
    } else other[String(key)] = value;
  }
  if (typeof event.reason === 'number' && event.reason > 0)
    event.reasonText = reasonText(event.reason as Reason);
  const override = OVERRIDE_REASONS[event.overrideReason as number];
  if (override !== undefined) event.overrideReasonText = override;
  if (Object.keys(other).length > 0) event.other = other;
  return event as unknown as EventRecord;
}

/** Programming of which an event is part. */
interface Context {
  careArea?: string;
  drug?: string;
  therapy?: string;
  concentration?: string;
}

function contextOf({ careArea, drug, therapy, concentration }: EventRecord): Context {
  return { careArea, drug, therapy, concentration };
}

/** Kinds that belong to the programming before them, which they do not name. */
const PROGRAMMING = new Set([
  'limit-evaluated',
  'soft-override',
  'hard-stop',
  'reprogrammed',
  'cancelled',
  'advisory-acknowledged',
  'second-person',
  'identified',
]);
const ENDS = new Set(['delivery-started', 'delivery-changed', 'bolus-started', 'cancelled', 'power-on']);

/**
 * Adds care area, drug, therapy and concentration to the events of a programming and of an infusion that do not name them: from the
 * beginning of the programming, else from the start of the infusion. `events` are those of one pump, by number.
 */
export function withContext(events: readonly EventRecord[]): EventRecord[] {
  const infusions = new Map<number, Context>();
  let program: Context | null = null;
  return events.map((event) => {
    const { event: name, infusion } = event;
    if (name === 'program-begun' || name === 'outside-library') program = contextOf(event);
    const running = infusion === undefined ? undefined : infusions.get(infusion);
    const context = event.drug !== undefined ? null : (PROGRAMMING.has(name) && program) || running || null;
    const whole = context
      ? { ...event, ...context, ...(event.careArea ? { careArea: event.careArea } : {}) }
      : event;
    if (infusion !== undefined && event.drug !== undefined && name.startsWith('delivery-'))
      infusions.set(infusion, contextOf(event));
    if (ENDS.has(name)) program = null;
    // What is not known is left out, not named as undefined.
    return Object.fromEntries(
      Object.entries(whole).filter(([, value]) => value !== undefined),
    ) as unknown as EventRecord;
  });
}
