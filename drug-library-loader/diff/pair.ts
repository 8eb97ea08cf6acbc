import type { EntryContent } from './content';

export interface Pairing {
  pairs: [EntryContent, EntryContent][];
  removed: EntryContent[];
  added: EntryContent[];
}

function key(...parts: (string | number | boolean)[]): string {
  return parts.join('\u0000');
}

/**
 * From the surest sign that two entries are the same to the weakest: a source entry with several concentrations is several compiled ones
 * with one id, and a library from elsewhere has other ids for the same keys. Each sign pairs only where both sides have it once.
 */
const SIGNS: ((entry: EntryContent) => string)[] = [
  (e) =>
    key(e.careArea, e.id, e.drug.toLowerCase(), e.therapy, e.anaesthesia, e.type, e.concentration, e.unit),
  (e) => key(e.careArea, e.id, e.concentration, e.unit),
  (e) => key(e.careArea, e.id, e.concentration),
  (e) => key(e.careArea, e.id),
  (e) => key(e.careArea, e.drug.toLowerCase(), e.therapy, e.anaesthesia, e.type, e.concentration, e.unit),
  (e) => key(e.careArea, e.drug.toLowerCase(), e.therapy, e.anaesthesia, e.type, e.concentration),
];

/** Finds which entry of the second library each entry of the first became. */
export function pairEntries(before: EntryContent[], after: EntryContent[]): Pairing {
  const pairs: [EntryContent, EntryContent][] = [];
  let removed = before;
  let added = after;
  for (const sign of SIGNS) {
    const old = grouped(removed, sign);
    const now = grouped(added, sign);
    const paired = new Set<EntryContent>();
    for (const [name, candidates] of old) {
      const others = now.get(name);
      if (candidates.length !== 1 || others?.length !== 1) continue;
      pairs.push([candidates[0], others[0]]);
      paired.add(candidates[0]).add(others[0]);
    }
    removed = removed.filter((entry) => !paired.has(entry));
    added = added.filter((entry) => !paired.has(entry));
  }
  pairs.sort(([, a], [, b]) => a.number - b.number);
  return { pairs, removed, added };
}

function grouped(
  entries: EntryContent[],
  sign: (entry: EntryContent) => string,
): Map<string, EntryContent[]> {
  const groups = new Map<string, EntryContent[]>();
  for (const entry of entries) {
    const name = sign(entry);
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return groups;
}
