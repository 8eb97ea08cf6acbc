import { Key, type Library, QUANTITY_NAMES, kindOf, unitText } from '../../engine/index';
import { entryIdHash } from '../compiler/encode';
import { type LimitPoints, POINTS, type PointName } from '../coverage/limit-points';
import { type Typed, decimalText, numberOf, shortest } from '../coverage/typed';
import type { Widening } from '../source/extends';
import { approximately } from '../source/fraction';
import { sameMeasure, unitFactor } from '../source/quantity';
import { type Change, type ChangeKind, sortedChanges } from './change';
import { type EntryContent, type LibraryContent, type RecordContent, contentOf } from './content';
import { pairEntries } from './pair';

export interface LibraryDiff {
  from: Record<string, string>;
  to: Record<string, string>;
  demonstration: boolean;
  notice: string;
  counts: Partial<Record<ChangeKind, number>>;
  changes: Change[];
}

type Subject = Pick<Change, 'careArea' | 'entry'>;

/** The settings whose one end protects more than the other, from least to most. */
const SAFEGUARDS: Record<string, string[]> = {
  'high-alert': ['no', 'yes'],
  'second-person': ['never', 'deferred', 'before'],
  demonstration: ['no', 'yes'],
};

/** `unit/kg/h`, caps as `dose cap`. */
function quantityName(key: number): string {
  return key >= Key.CAP ? `${QUANTITY_NAMES[key - Key.CAP]} cap` : QUANTITY_NAMES[key];
}

function entryName(entry: EntryContent): string {
  const mode = entry.anaesthesia ? 'anaesthesia' : '';
  const concentration = entry.concentration === 'none' ? '' : entry.concentration;
  return [entry.drug, entry.therapy, mode, concentration].filter((text) => text !== '').join(' · ');
}

/** Compares two open libraries; `widenings` are the written reasons of the second, where it is a source. */
export function diffOf(a: Library, b: Library, widenings: readonly Widening[] = []): LibraryDiff {
  const [from, to] = [contentOf(a), contentOf(b)];
  const comparison = new Comparison(to.uk, widenings);
  comparison.release(from, to);
  comparison.record('pump', from.pump, to.pump);
  comparison.careAreas(from, to);
  comparison.entries(from.entries, to.entries);
  const changes = sortedChanges(comparison.changes);
  const counts: LibraryDiff['counts'] = {};
  for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1;
  return {
    from: Object.fromEntries(from.head),
    to: Object.fromEntries(to.head),
    demonstration: from.demonstration || to.demonstration,
    notice: to.notice || from.notice,
    counts,
    changes,
  };
}

class Comparison {
  readonly changes: Change[] = [];

  constructor(
    private readonly uk: boolean,
    private readonly widenings: readonly Widening[],
  ) {}

  private add(change: Partial<Change> & Pick<Change, 'kind' | 'what'>): void {
    this.changes.push({ careArea: '', entry: '', hard: false, before: '', after: '', ...change });
  }

  release(from: LibraryContent, to: LibraryContent): void {
    for (const [what, before] of from.head) {
      const after = to.head.get(what) ?? '';
      if (after === before) continue;
      const kind = what === 'demonstration' ? this.safeguard(what, before, after) : 'release';
      this.add({ kind, what, before, after });
    }
  }

  careAreas(from: LibraryContent, to: LibraryContent): void {
    for (const [id, before] of from.careAreas) {
      const after = to.careAreas.get(id);
      if (after) this.record(id, before, after);
      else
        this.add({
          kind: 'other',
          careArea: id,
          what: 'care area removed',
          before: before.settings.get('title'),
        });
    }
    for (const [id, after] of to.careAreas) {
      if (!from.careAreas.has(id))
        this.add({
          kind: 'other',
          careArea: id,
          what: 'care area added',
          after: after.settings.get('title'),
        });
    }
  }

  /** Limits and settings of the pump or a care area. */
  record(careArea: string, before: RecordContent, after: RecordContent): void {
    const subject = { careArea, entry: '' };
    this.limits(subject, before, after);
    this.settings(subject, before, after);
  }

  entries(before: EntryContent[], after: EntryContent[]): void {
    const { pairs, removed, added } = pairEntries(before, after);
    const whole = (kind: ChangeKind, side: 'before' | 'after', entry: EntryContent): void =>
      this.add({
        kind,
        careArea: entry.careArea,
        entry: entryName(entry),
        what: entry.type,
        [side]: entry.unit,
        details: this.details(entry),
      });
    for (const entry of removed) whole('entry removed', 'before', entry);
    for (const entry of added) whole('entry added', 'after', entry);
    for (const [old, now] of pairs) this.entry(old, now);
  }

  /** Every limit and safeguard of an entry that has nothing to be compared with. */
  private details({ limits, settings, advisories }: EntryContent): string[] {
    const lines = [...limits].map(([key, points]) =>
      key >= Key.CAP
        ? `${quantityName(key)}: ${this.text(points.upperHard, points.unit)}`
        : `${quantityName(key)}: ${this.whole(points)}`,
    );
    const protects = [...settings].filter(([, value]) => value !== 'no' && value !== 'never');
    return [
      ...lines,
      ...protects.map(([name, value]) => (value === 'yes' ? name : `${name}: ${value}`)),
      ...advisories.map((text) => `advisory: ${text}`),
    ];
  }

  private entry(old: EntryContent, now: EntryContent): void {
    const subject = { careArea: now.careArea, entry: entryName(now) };
    const texts: [ChangeKind, string, string, string][] = [
      ['other', 'drug', old.drug, now.drug],
      ['other', 'therapy', old.therapy, now.therapy],
      ['other', 'mode', old.anaesthesia ? 'anaesthesia' : '', now.anaesthesia ? 'anaesthesia' : ''],
      ['other', 'program type', old.type, now.type],
      ['concentration', 'concentration', old.concentration, now.concentration],
    ];
    for (const [kind, what, before, after] of texts)
      if (before !== after) this.add({ ...subject, kind, what, before, after });
    this.limits(subject, old, now, now.id);
    this.settings(subject, old, now);
    for (const text of old.advisories)
      if (!now.advisories.includes(text))
        this.add({ ...subject, kind: 'advisory', what: 'advisory', before: text });
    for (const text of now.advisories)
      if (!old.advisories.includes(text))
        this.add({ ...subject, kind: 'advisory', what: 'advisory', after: text });
  }

  private settings(subject: Subject, old: RecordContent, now: RecordContent): void {
    for (const what of new Set([...old.settings.keys(), ...now.settings.keys()])) {
      const before = old.settings.get(what) ?? '';
      const after = now.settings.get(what) ?? '';
      if (before === after) continue;
      this.add({ ...subject, kind: this.safeguard(what, before, after), what, before, after });
    }
  }

  private safeguard(what: string, before: string, after: string): ChangeKind {
    const order = SAFEGUARDS[what];
    if (!order) return 'other';
    return order.indexOf(after) < order.indexOf(before) ? 'safeguard lowered' : 'safeguard raised';
  }

  private limits(subject: Subject, old: RecordContent, now: RecordContent, id?: number): void {
    for (const key of new Set([...old.limits.keys(), ...now.limits.keys()])) {
      const before = old.limits.get(key);
      const after = now.limits.get(key);
      const name = quantityName(key);
      if (before && after && before.unit !== after.unit) {
        const what = `${name} unit`;
        this.add({
          ...subject,
          kind: 'units changed',
          what,
          before: this.whole(before),
          after: this.whole(after),
        });
        // Without a common measure there is nothing to compare but the texts above.
        if (!sameMeasure(before.unit, after.unit) || kindOf(before.unit) !== kindOf(after.unit)) continue;
      }
      for (const { name: point, text } of POINTS) {
        const what = key >= Key.CAP ? name : `${name} ${text}`;
        this.point(subject, what, point, before, after, this.reasonOf(subject, id, key, text));
      }
    }
  }

  private point(
    subject: Subject,
    what: string,
    point: PointName,
    old: LimitPoints | undefined,
    now: LimitPoints | undefined,
    reason: string | undefined,
  ): void {
    const before = old?.[point];
    const after = now?.[point];
    const hard = point === 'lowerHard' || point === 'upperHard';
    const texts = { before: this.text(before, old?.unit), after: this.text(after, now?.unit) };
    const change = (kind: ChangeKind, fold?: number): void =>
      this.add({
        ...subject,
        kind,
        what,
        hard,
        ...texts,
        ...(fold === undefined ? {} : { fold }),
        ...(kind === 'widened' && reason ? { reason } : {}),
      });
    if (!old || !now || !before || !after) {
      if (before || after) change(point === 'initial' ? 'initial value' : before ? 'widened' : 'narrowed');
      return;
    }
    const ratio =
      (numberOf(after) * approximately(unitFactor(now.unit))) /
      (numberOf(before) * approximately(unitFactor(old.unit)));
    // Factors of units are no decimals, so a ratio beside 1 by less than a limit can differ is 1.
    const same = old.unit === now.unit ? isSame(before, after) : Math.abs(ratio - 1) < 1e-12;
    if (same) return;
    const up = old.unit === now.unit ? numberOf(after) > numberOf(before) : ratio > 1;
    const fold = foldOf(up ? ratio : 1 / ratio);
    if (point === 'initial') change('initial value', fold);
    else change(up === point.startsWith('upper') ? 'widened' : 'narrowed', fold);
  }

  private text(typed: Typed | undefined, unit = 0): string {
    return typed ? `${decimalText(typed.coefficient, typed.exponent)} ${unitText(unit, this.uk)}` : '';
  }

  /** A limit with all its points, for a change that cannot be told point by point. */
  private whole(points: LimitPoints): string {
    const texts = POINTS.filter(({ name }) => points[name]).map(({ name, text }) => {
      const typed = points[name] as Typed;
      return `${text} ${decimalText(typed.coefficient, typed.exponent)}`;
    });
    return [unitText(points.unit, this.uk), ...texts].join(', ');
  }

  private reasonOf(subject: Subject, id: number | undefined, key: number, point: string): string | undefined {
    const quantity = key >= Key.CAP ? key - Key.CAP : key;
    const bound = key >= Key.CAP ? 'cap' : point;
    return this.widenings.find((widening) => {
      const [path, given] = widening.limit.split(' ') as [string, string];
      const name = given === 'max' ? 'upper-hard' : given === 'min' ? 'lower-hard' : given;
      if (name !== bound || !PATHS[QUANTITY_NAMES[quantity]]?.test(path)) return false;
      if (id === undefined) return subject.careArea === (widening.careArea ?? 'pump') && !widening.entry;
      return widening.careArea === subject.careArea && entryIdHash(widening.entry ?? '') === id;
    })?.reason;
  }
}

/** Where the limits of a quantity stand in a source, from the entry, care area or library down. */
const PATHS: Record<string, RegExp> = {
  weight: /weight$/,
  bsa: /bsa$/,
  concentration: /^concentration\.custom$/,
  rate: /^((fluid|multi-step|pump)\.|care-areas\.[^.]+\.)?rate$/,
  vtbi: /^(care-areas\.[^.]+\.)?vtbi$/,
  duration: /^intermittent\.duration$/,
  dose: /^(continuous|intermittent|multi-step)\.dose$/,
  'dose-rate': /dose-rate$/,
  'titration-up': /titration\.up$/,
  'titration-down': /titration\.down$/,
  'bolus-dose': /continuous\.bolus\.dose$/,
  'bolus-rate': /continuous\.bolus\.rate$/,
  'bolus-duration': /continuous\.bolus\.duration$/,
  'loading-dose': /(loading\.dose|pca\.loading)$/,
  'loading-rate': /loading\.rate$/,
  'loading-duration': /loading\.duration$/,
  'accumulated-dose': /accumulated\.dose$/,
  'demand-dose': /pca\.demand$/,
  lockout: /pca\.lockout$/,
  basal: /pca\.basal$/,
  'clinician-bolus': /pca\.clinician-bolus$/,
  'step-duration': /step-duration$/,
  'basic-rate': /basic-infusion\.rate$/,
  'basic-vtbi': /basic-infusion\.vtbi$/,
};

function isSame(a: Typed, b: Typed): boolean {
  const [one, other] = [shortest(a.coefficient, a.exponent), shortest(b.coefficient, b.exponent)];
  return one.coefficient === other.coefficient && (one.coefficient === 0 || one.exponent === other.exponent);
}

/** Three digits, rounded up so that a change never reads 1; absent where one side is zero. */
function foldOf(ratio: number): number | undefined {
  if (!(ratio >= 1 && ratio < Number.POSITIVE_INFINITY)) return undefined;
  const place = 10 ** (Math.floor(Math.log10(ratio)) - 2);
  // The allowance is for doubles: 3.0000000000000004 is 3.
  return Number((Math.ceil((ratio / place) * (1 - 1e-12)) * place).toPrecision(3));
}
