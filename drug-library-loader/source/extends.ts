import type { Findings, Subject } from './finding';
import { compareFractions } from './fraction';
import {
  type Place,
  type SourceMap,
  type SourceValue,
  isMap,
  newList,
  newMap,
  placeOf,
  put,
  textAt,
} from './place';
import { exactly, isMisread, readQuantityText, sameMeasure } from './quantity';

/** A hard limit that a local library made wider than its base has it, or dropped. */
export interface Widening extends Subject {
  /** `continuous.dose upper-hard`, for people. */
  limit: string;
  from: string;
  /** `none` where it was dropped. */
  to: string;
  /** As written in the source; empty where it is missing, which is an error. */
  reason: string;
}

/** Points of a limit that stop: the side on which a larger number lets more through. */
const HARD: Record<string, 'lower' | 'upper'> = {
  'lower-hard': 'lower',
  'upper-hard': 'upper',
  cap: 'upper',
  // The pump's own range.
  min: 'lower',
  max: 'upper',
};
const POINTS = ['lower-hard', 'lower-soft', 'initial', 'upper-soft', 'upper-hard', 'cap'];

function isLimit(map: SourceMap): boolean {
  return POINTS.some((point) => point in map) || 'unit' in map || ('min' in map && 'max' in map);
}

/**
 * Lays a local library over its base: maps key by key, entries by their id within a care area, limits point by point; everything else
 * the local library says replaces what the base says. A point written `none` is dropped. Reports what it widened.
 */
export function extendSource(base: SourceMap, local: SourceMap, findings: Findings): [SourceMap, Widening[]] {
  const merger = new Merger(findings);
  return [merger.maps(base, local, {}, []), merger.widenings];
}

class Merger {
  readonly widenings: Widening[] = [];

  constructor(private readonly findings: Findings) {}

  maps(base: SourceMap, local: SourceMap, subject: Subject, path: string[]): SourceMap {
    if (path.length > 0 && path[0] !== 'advisories' && (isLimit(base) || isLimit(local)))
      return this.limits(base, local, subject, path);
    const merged = newMap(placeOf(local));
    for (const key of Object.keys(base)) {
      if (!(key in local)) put(merged, key, base[key] as SourceValue, placeOf(base, key));
    }
    for (const key of Object.keys(local)) {
      const place = placeOf(local, key);
      put(
        merged,
        key,
        this.values(base[key], local[key] as SourceValue, subject, [...path, key], place),
        place,
      );
    }
    return merged;
  }

  private values(
    base: SourceValue | undefined,
    local: SourceValue,
    subject: Subject,
    path: string[],
    place: Place,
  ): SourceValue {
    if (path.length === 3 && path[0] === 'care-areas' && path[2] === 'entries') {
      if (Array.isArray(base) && Array.isArray(local)) return this.entries(base, local, path[1] as string);
    }
    if (isMap(base) && isMap(local)) {
      const within = path.length === 2 && path[0] === 'care-areas' ? { careArea: path[1] } : subject;
      return this.maps(base, local, within, path);
    }
    if (typeof base === 'string' && typeof local === 'string')
      this.safeguard(base, local, subject, path, place);
    return local;
  }

  private entries(base: SourceValue[], local: SourceValue[], careArea: string): SourceValue[] {
    const merged = newList(placeOf(local));
    const add = (value: SourceValue, place: Place) => put(merged, String(merged.length), value, place);
    const changes = new Map<string, number>();
    local.forEach((entry, i) => {
      const id = isMap(entry) ? textAt(entry, 'id') : undefined;
      if (id !== undefined && !changes.has(id)) changes.set(id, i);
    });
    const used = new Set<number>();
    base.forEach((entry, i) => {
      const id = isMap(entry) ? textAt(entry, 'id') : undefined;
      const at = id === undefined ? undefined : changes.get(id);
      const change = at === undefined ? undefined : local[at];
      if (at === undefined || !isMap(entry) || !isMap(change) || used.has(at)) {
        add(entry, placeOf(base, i));
      } else {
        used.add(at);
        add(this.maps(entry, change, { careArea, entry: id }, ['entry']), placeOf(local, at));
      }
    });
    local.forEach((entry, i) => {
      if (!used.has(i)) add(entry, placeOf(local, i));
    });
    return merged;
  }

  private limits(base: SourceMap, local: SourceMap, subject: Subject, path: string[]): SourceMap {
    const old = withUnits(base);
    const now = withUnits(local);
    const merged = newMap(placeOf(local));
    const name = path.slice(path[0] === 'entry' ? 1 : path[0] === 'care-areas' ? 2 : 0).join('.');
    const reason = textAt(local, 'widened') ?? '';
    const before = this.widenings.length;
    for (const key of Object.keys(old)) {
      if (!(key in now)) put(merged, key, old[key] as SourceValue, placeOf(old, key));
    }
    for (const key of Object.keys(now)) {
      const value = now[key] as SourceValue;
      const was = old[key];
      const side = HARD[key];
      if (side && typeof was === 'string' && typeof value === 'string') {
        this.compare(`${name} ${key}`, side, was, value, reason, subject, placeOf(now, key));
      }
      if (!(value === 'none' && (POINTS as string[]).includes(key)))
        put(merged, key, value, placeOf(now, key));
    }
    if (reason !== '' && this.widenings.length === before) {
      this.findings.add(
        'widened-unused',
        `${name} is not wider than in the base library`,
        placeOf(local, 'widened'),
        subject,
      );
    }
    return merged;
  }

  private compare(
    limit: string,
    side: 'lower' | 'upper',
    from: string,
    to: string,
    reason: string,
    subject: Subject,
    place: Place,
  ): void {
    if (!isWider(side, from, to, limit.includes('weight'))) return;
    this.widenings.push({ ...subject, limit, from, to, reason });
    if (reason === '') {
      this.findings.add(
        'widened-without-reason',
        to === 'none'
          ? `${limit}: the base library's ${from} is dropped`
          : `${limit}: ${to} is wider than the base library's ${from}`,
        place,
        subject,
      );
    }
  }

  private safeguard(base: string, local: string, subject: Subject, path: string[], place: Place): void {
    const key = path[path.length - 1] as string;
    if (path.length === 1 && key === 'demonstration' && base === 'true' && local !== 'true') {
      this.findings.add(
        'demonstration-dropped',
        'the base library is demonstration data, and this one says it is not',
        place,
      );
    }
    const order = key === 'high-alert' ? ['false', 'true'] : ['never', 'deferred', 'before'];
    if (key !== 'high-alert' && key !== 'second-person') return;
    if (order.indexOf(local) < order.indexOf(base)) {
      this.findings.add(
        'safeguard-lowered',
        `${key} is "${base}" in the base library and "${local}" here`,
        place,
        subject,
      );
    }
  }
}

/** `{ unit: mg/kg, upper-hard: 10 }` as `{ upper-hard: 10 mg/kg }`, so that points of two libraries can stand side by side. */
function withUnits(map: SourceMap): SourceMap {
  const unit = textAt(map, 'unit');
  if (unit === undefined) return map;
  const result = newMap(placeOf(map));
  let used = false;
  for (const key of Object.keys(map)) {
    const value = map[key] as SourceValue;
    if (key === 'unit') continue;
    const bare = typeof value === 'string' && POINTS.includes(key) && key !== 'cap' && /^[\d.]+$/.test(value);
    used ||= bare;
    put(result, key, bare ? `${value} ${unit}` : value, placeOf(map, key));
  }
  // A dose without any limit still names its dosing unit.
  if (!used) put(result, 'unit', unit, placeOf(map, 'unit'));
  return result;
}

function isWider(side: 'lower' | 'upper', from: string, to: string, bodyWeight: boolean): boolean {
  if (to === 'none') return true;
  const old = readQuantityText(from, bodyWeight);
  const now = readQuantityText(to, bodyWeight);
  // What is no quantity is a fault of its own.
  if (isMisread(old) || isMisread(now)) return false;
  if (!sameMeasure(old.unit, now.unit)) return true;
  const order = compareFractions(exactly(now), exactly(old));
  return side === 'upper' ? order > 0 : order < 0;
}
