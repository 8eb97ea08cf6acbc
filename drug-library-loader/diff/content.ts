import {
  DELIVERY_NAMES,
  EntryFlag,
  Key,
  type Library,
  type LimitRecord,
  PROGRAM_TYPE_NAMES,
  careAreas,
  entryChoice,
} from '../../engine/index';
import { type LimitPoints, limitPoints } from '../coverage/limit-points';
import { decimalText } from '../coverage/typed';

/** What a record says, taken out of the engine's reused memory so that two of them can stand side by side. */
export interface RecordContent {
  /** By quantity; caps at `Key.CAP + quantity`. */
  limits: Map<number, LimitPoints>;
  /** Everything that is not a limit, by name, as text. */
  settings: Map<string, string>;
}

export interface EntryContent extends RecordContent {
  number: number;
  careArea: string;
  /** Hash of the entry's id in the source. */
  id: number;
  drug: string;
  therapy: string;
  anaesthesia: boolean;
  type: string;
  concentration: string;
  unit: string;
  advisories: string[];
}

export interface LibraryContent {
  head: Map<string, string>;
  demonstration: boolean;
  notice: string;
  uk: boolean;
  pump: RecordContent;
  careAreas: Map<string, RecordContent>;
  entries: EntryContent[];
}

function itemsOf(record: LimitRecord, key: number): number[] {
  const at = record.at[key];
  return at > 0 ? record.items.slice(at + 1, at + 1 + record.items[at]) : [];
}

function limitsOf(record: LimitRecord): Map<number, LimitPoints> {
  const limits = new Map<number, LimitPoints>();
  for (let key = 1; key < Key.ADVISORIES; key++) {
    const points = limitPoints(record, key);
    if (points) limits.set(key, points);
  }
  return limits;
}

function yes(flags: number, flag: number): string {
  return flags & flag ? 'yes' : 'no';
}

function durationText(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** The flags and whatever else of an entry a reviewer must see, as texts under the names of the source. */
function entrySettings(library: Library, record: LimitRecord): Map<string, string> {
  const [, flags] = itemsOf(record, Key.HEAD);
  const settings = new Map<string, string>();
  const secondPerson =
    flags & EntryFlag.SECOND_PERSON_BEFORE
      ? 'before'
      : flags & EntryFlag.SECOND_PERSON_DEFERRED
        ? 'deferred'
        : 'never';
  const enterBy =
    flags & EntryFlag.BY_DOSE_ONLY ? 'dose' : flags & EntryFlag.BY_RATE_ONLY ? 'rate' : 'either';
  settings.set('high-alert', yes(flags, EntryFlag.HIGH_ALERT));
  settings.set('second-person', secondPerson);
  settings.set('enter-by', enterBy);
  settings.set('supports-secondary', yes(flags, EntryFlag.SUPPORTS_SECONDARY));
  settings.set('available as primary', yes(flags, EntryFlag.AS_PRIMARY));
  settings.set('available as secondary', yes(flags, EntryFlag.AS_SECONDARY));
  const kvo = itemsOf(record, Key.KVO);
  if (flags & EntryFlag.KVO_NONE) settings.set('kvo', 'none');
  else if (kvo.length === 2) settings.set('kvo', `${decimalText(kvo[1], kvo[0])} mL/h`);
  const window = itemsOf(record, Key.WINDOW);
  if (window.length === 2) {
    settings.set('accumulated window', durationText(window[0]));
    settings.set('accumulated counts', DELIVERY_NAMES.filter((_, bit) => window[1] & (1 << bit)).join(', '));
  }
  const drugClass = itemsOf(record, Key.CLASS)[0];
  if (drugClass !== undefined) settings.set('class', library.text(drugClass) ?? '');
  const codes = itemsOf(record, Key.CODES).map((code) => library.text(code) ?? '');
  if (codes.length > 0) settings.set('codes', codes.join(', '));
  return settings;
}

function entryContent(library: Library, number: number): EntryContent | null {
  const choice = entryChoice(library, number);
  const key = library.key(number);
  const entry = key && library.limits(key.careArea, number)?.entry;
  if (!choice || !entry) return null;
  return {
    number,
    careArea: choice.careArea,
    id: itemsOf(entry, Key.HEAD)[2],
    drug: choice.drug,
    therapy: choice.therapy,
    anaesthesia: choice.anaesthesia,
    type: PROGRAM_TYPE_NAMES[itemsOf(entry, Key.HEAD)[0]],
    concentration: choice.concentration,
    unit: choice.unit,
    limits: limitsOf(entry),
    advisories: itemsOf(entry, Key.ADVISORIES).map((text) => library.text(text) ?? ''),
    settings: entrySettings(library, entry),
  };
}

function areaSettings(
  library: Library,
  record: LimitRecord,
  title: string,
  grams: boolean,
): Map<string, string> {
  const settings = new Map([
    ['title', title],
    ['weight-unit', grams ? 'g' : 'kg'],
  ]);
  const kvo = itemsOf(record, Key.KVO);
  const air = itemsOf(record, Key.AIR);
  const occlusion = itemsOf(record, Key.OCCLUSION);
  const text = itemsOf(record, Key.BASIC_TEXT);
  if (kvo.length === 2) settings.set('kvo', `${decimalText(kvo[1], kvo[0])} mL/h`);
  if (air.length === 2) {
    settings.set('air.bubble', `${air[0]} microlitre`);
    settings.set('air.accumulated', `${air[1]} microlitre`);
  }
  if (occlusion.length === 1) settings.set('occlusion', `${occlusion[0]} mmHg`);
  if (text.length === 1) settings.set('basic-infusion.text', library.text(text[0]) ?? '');
  return settings;
}

function pumpSettings(record: LimitRecord): Map<string, string> {
  const settings = new Map<string, string>();
  const [exponent, ...steps] = itemsOf(record, Key.STEPS);
  const tiers: string[] = [];
  for (let i = 0; i < steps.length; i += 2) {
    const last = i === steps.length - 1;
    const step = decimalText(steps[last ? i : i + 1], exponent);
    tiers.push(last ? `${step} mL/h` : `${step} below ${decimalText(steps[i], exponent)}`);
  }
  settings.set('rate steps', tiers.join(', '));
  const tolerance = itemsOf(record, Key.TOLERANCE);
  settings.set(
    'rate-tolerance',
    tolerance.length === 2 ? `${decimalText(tolerance[1], tolerance[0])} %` : '5 %',
  );
  return settings;
}

function dateText(date: number): string {
  return String(date).replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
}

/** Reads everything of an open library that a reviewer must see. Throws a RangeError where a record cannot be read. */
export function contentOf(library: Library): LibraryContent {
  const { head } = library;
  const areas = new Map<string, RecordContent>();
  const titles = careAreas(library);
  let pump: RecordContent | null = null;
  for (const { number, id, title, weightInGrams } of titles) {
    const limits = library.limits(number, -1);
    if (!limits?.careArea) continue;
    pump = { limits: limitsOf(limits.pump), settings: pumpSettings(limits.pump) };
    areas.set(id, {
      limits: limitsOf(limits.careArea),
      settings: areaSettings(library, limits.careArea, title, weightInGrams),
    });
  }
  const entries: EntryContent[] = [];
  for (let number = 0; number < head.entries; number++) {
    const entry = entryContent(library, number);
    if (!entry) throw new RangeError(`entry ${number} of ${head.id} cannot be read`);
    entries.push(entry);
  }
  return {
    head: new Map([
      ['library', head.id],
      ['title', head.title],
      ['organisation', head.organisation],
      ['version', head.version],
      ['sequence', String(head.sequence)],
      ['effective', dateText(head.effective)],
      ['review-by', dateText(head.reviewBy)],
      ['display', head.uk ? 'uk' : 'us'],
      ['demonstration', head.demonstration ? 'yes' : 'no'],
      ['notice', head.notice],
    ]),
    demonstration: head.demonstration,
    notice: head.notice,
    uk: head.uk,
    pump: pump ?? { limits: new Map(), settings: new Map() },
    careAreas: areas,
    entries,
  };
}
