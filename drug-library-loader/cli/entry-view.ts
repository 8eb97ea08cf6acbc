import {
  Bound,
  DELIVERY_NAMES,
  EntryFlag,
  Key,
  type Library,
  type LimitRecord,
  QUANTITY_NAMES,
  entryChoice,
  unitText,
} from '../../engine/index';
import { entryIdHash } from '../compiler/encode';
import { type Sections, sectionsOf } from '../compiler/sections';
import { colours, table } from './screen';

export interface LimitView {
  quantity: string;
  unit: string;
  lowerHard?: string;
  lowerSoft?: string;
  initial?: string;
  upperSoft?: string;
  upperHard?: string;
  cap?: string;
}

/** An entry of a compiled library in full. */
export interface EntryView {
  number: number;
  careArea: string;
  drug: string;
  therapy: string;
  type: string;
  mode: string;
  concentration: string;
  dosingUnit: string;
  flags: string[];
  class?: string;
  codes: string[];
  advisories: string[];
  limits: LimitView[];
  accumulated?: { window: string; counts: string[] };
  kvo?: string;
  /** What the supervisor lets the motor do at most; absent where nothing bounds it. */
  ceiling: { rate?: string; volume?: string };
  bytes: number;
}

const POINTS: [Bound, keyof LimitView][] = [
  [Bound.LOWER_HARD, 'lowerHard'],
  [Bound.LOWER_SOFT, 'lowerSoft'],
  [Bound.INITIAL, 'initial'],
  [Bound.UPPER_SOFT, 'upperSoft'],
  [Bound.UPPER_HARD, 'upperHard'],
];

const FLAGS: [EntryFlag, string][] = [
  [EntryFlag.HIGH_ALERT, 'high-alert'],
  [EntryFlag.SECOND_PERSON_BEFORE, 'second person before the start'],
  [EntryFlag.SECOND_PERSON_DEFERRED, 'second person deferred'],
  [EntryFlag.BY_RATE_ONLY, 'entered by rate'],
  [EntryFlag.BY_DOSE_ONLY, 'entered by dose'],
  [EntryFlag.KVO_NONE, 'no KVO'],
  [EntryFlag.SUPPORTS_SECONDARY, 'supports a secondary infusion'],
  [EntryFlag.AS_PRIMARY, 'as primary'],
  [EntryFlag.AS_SECONDARY, 'as secondary'],
];

/** `coefficient × 10^exponent` as plain text. */
export function decimal(coefficient: number, exponent: number): string {
  if (exponent >= 0) return coefficient === 0 ? '0' : `${coefficient}${'0'.repeat(exponent)}`;
  const digits = String(coefficient).padStart(1 - exponent, '0');
  return `${digits.slice(0, exponent)}.${digits.slice(exponent)}`.replace(/\.?0+$/, '');
}

/** The limits of any record: of an entry, a care area or the pump. */
export function limitViews(record: LimitRecord, uk: boolean): LimitView[] {
  const views: LimitView[] = [];
  for (let quantity = 1; quantity < QUANTITY_NAMES.length; quantity++) {
    const at = record.at[quantity] as number;
    if (!(at > 0)) continue;
    const [unit, exponent, mask] = record.items.slice(at + 1, at + 4) as [number, number, number];
    const view: LimitView = { quantity: QUANTITY_NAMES[quantity] as string, unit: unitText(unit, uk) };
    let point = at + 4;
    for (const [bound, name] of POINTS) {
      if (mask & bound) view[name] = decimal(record.items[point++] as number, exponent);
    }
    const cap = record.at[Key.CAP + quantity] as number;
    if (cap > 0) {
      const [capUnit, capExponent, , limit] = record.items.slice(cap + 1, cap + 5) as number[];
      view.cap = `${decimal(limit as number, capExponent as number)} ${unitText(capUnit as number, uk)}`;
    }
    views.push(view);
  }
  return views;
}

function windowText(seconds: number): string {
  for (const [unit, size] of [
    ['day', 86400],
    ['h', 3600],
    ['min', 60],
  ] as const) {
    if (seconds % size === 0 && !(unit === 'day' && seconds === size)) return `${seconds / size} ${unit}`;
  }
  return `${seconds} s`;
}

function texts(library: Library, ids: number[]): string[] {
  return ids.map((id) => library.text(id) ?? '');
}

function itemsOf(record: LimitRecord, key: Key): number[] {
  const at = record.at[key] as number;
  return at > 0 ? record.items.slice(at + 1, at + 1 + (record.items[at] as number)) : [];
}

const UNBOUNDED = 2 ** 32 - 1;

function ceilingOf({ ceilings }: Sections, number: number): EntryView['ceiling'] {
  const rate = ceilings.readUInt32BE(number * 12);
  const volume = ceilings.readUInt32BE(number * 12 + 4);
  return {
    ...(rate < UNBOUNDED ? { rate: `${decimal(rate, -3)} mL/h` } : {}),
    ...(volume < UNBOUNDED ? { volume: `${decimal(volume, -3)} mL` } : {}),
  };
}

/** Entry `number` of a library whose bytes are given; null where it cannot be read. */
export function entryView(library: Library, bytes: Uint8Array, number: number): EntryView | null {
  const choice = entryChoice(library, number);
  const key = library.key(number);
  const record = key && library.limits(key.careArea, number)?.entry;
  if (!choice || !record) return null;
  // The record is used again for the next one, so everything of it is read before any text.
  const flags = record.items[(record.at[Key.HEAD] as number) + 2] as number;
  const limits = limitViews(record, library.head.uk);
  const [advisories, drugClass, codes] = [Key.ADVISORIES, Key.CLASS, Key.CODES].map((each) =>
    itemsOf(record, each),
  ) as [number[], number[], number[]];
  const window = itemsOf(record, Key.WINDOW);
  const kvo = itemsOf(record, Key.KVO);
  const sections = sectionsOf(bytes);
  return {
    number,
    careArea: choice.careArea,
    drug: choice.drug,
    therapy: choice.therapy,
    type: choice.type,
    mode: choice.anaesthesia ? 'anaesthesia' : '',
    concentration: choice.concentration,
    dosingUnit: choice.unit,
    flags: FLAGS.filter(([flag]) => flags & flag).map(([, name]) => name),
    ...(drugClass.length > 0 ? { class: texts(library, drugClass)[0] } : {}),
    codes: texts(library, codes),
    advisories: texts(library, advisories),
    limits,
    ...(window.length > 0
      ? {
          accumulated: {
            window: windowText(window[0] as number),
            counts: DELIVERY_NAMES.filter((_, i) => (window[1] as number) & (1 << i)),
          },
        }
      : {}),
    ...(kvo.length > 0 ? { kvo: `${decimal(kvo[1] as number, kvo[0] as number)} mL/h` } : {}),
    ceiling: ceilingOf(sections, number),
    bytes: sections.entryIndex.readUInt32BE(number * 16 + 8) % 1024,
  };
}

/** Number of every entry whose source id is this one: the compiled form keeps a hash of it. */
export function entriesWithId(library: Library, id: string): number[] {
  const hash = entryIdHash(id);
  const found: number[] = [];
  for (let number = 0; number < library.head.entries; number++) {
    const key = library.key(number);
    const record = key && library.limits(key.careArea, number)?.entry;
    if (record && record.items[(record.at[Key.HEAD] as number) + 3] === hash) found.push(number);
  }
  return found;
}

export function limitTable(limits: LimitView[]): string {
  const rows = limits.map((limit) => [
    limit.quantity,
    limit.unit,
    colours.red(limit.lowerHard ?? ''),
    colours.yellow(limit.lowerSoft ?? ''),
    colours.green(limit.initial ?? ''),
    colours.yellow(limit.upperSoft ?? ''),
    colours.red(limit.upperHard ?? ''),
    colours.red(limit.cap ?? ''),
  ]);
  const head = ['quantity', 'unit', 'lower hard', 'lower soft', 'initial', 'upper soft', 'upper hard', 'cap'];
  const used = head.map((_, column) => column < 2 || limits.some((limit) => valueAt(limit, column)));
  const pick = (row: string[]) => row.filter((_, column) => used[column]);
  return table(pick(head), rows.map(pick));
}

function valueAt(limit: LimitView, column: number): boolean {
  const names = [
    'quantity',
    'unit',
    'lowerHard',
    'lowerSoft',
    'initial',
    'upperSoft',
    'upperHard',
    'cap',
  ] as const;
  return limit[names[column] as keyof LimitView] !== undefined;
}

/** An entry for people. */
export function entryText(view: EntryView): string {
  const title = [view.drug, view.therapy, view.concentration].filter((part) => part !== '').join(', ');
  const lines = [
    `${colours.bold(title)}  ${colours.dim(`${view.careArea} · ${view.type}${view.mode ? ` · ${view.mode}` : ''} · ${view.bytes} bytes`)}`,
    limitTable(view.limits),
  ];
  const say = (name: string, text: string | undefined) => {
    if (text) lines.push(`${colours.dim(name)} ${text}`);
  };
  say('class', view.class);
  say('asks', view.flags.join(', '));
  say(
    'accumulated',
    view.accumulated && `over ${view.accumulated.window}, counting ${view.accumulated.counts.join(', ')}`,
  );
  say('KVO', view.kvo);
  say('codes', view.codes.join(', '));
  for (const advisory of view.advisories) say('advisory', colours.cyan(advisory));
  say(
    'ceiling',
    `${view.ceiling.rate ?? 'no bound on the rate'}, ${view.ceiling.volume ?? 'no bound on the volume'} (what the supervisor lets pass at most)`,
  );
  return lines.join('\n');
}
