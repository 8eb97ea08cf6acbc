import { shortHash } from './sheet';

const MAX_ID = 64;
const SIGNS: Record<string, string> = {
  '<': ' lt ',
  '>': ' gt ',
  '=': ' eq ',
  '%': ' pct ',
  '+': ' plus ',
  '&': ' and ',
};

/** Lower case with dashes: what a text becomes as part of an id. `Weight >= 115 kg` is `weight-gt-eq-115-kg`. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[<>=%+&]/g, (sign) => SIGNS[sign] ?? sign)
    .replace(/(\d)\.(?=\d)/g, '$1p')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** At most 64 characters; a longer one ends in a hash of what it came from, as does one whose text leaves nothing. */
function fitted(id: string, full: string): string {
  if (id.length > 0 && id.length <= MAX_ID) return id;
  return `${id.slice(0, MAX_ID - 9).replace(/-+$/, '') || 'id'}-${shortHash(full, 8)}`;
}

/**
 * Ids that come from what tells things apart, never from their place, so that the next report of the same set gives the same ones.
 * Different things whose texts give the same id all get a hash of their text; the same thing twice is counted.
 */
export function identifiers(keys: string[][]): string[] {
  const plain = keys.map((parts) =>
    fitted(slug(parts.filter((part) => part !== '').join(' ')), parts.join('\u0000')),
  );
  const meanings = new Map<string, Set<string>>();
  plain.forEach((id, i) => {
    const meaning = keys[i].join('\u0000');
    meanings.set(id, (meanings.get(id) ?? new Set()).add(meaning));
  });
  const taken = new Map<string, number>();
  return plain.map((id, i) => {
    const meaning = keys[i].join('\u0000');
    const told =
      (meanings.get(id)?.size ?? 0) > 1 ? `${id.slice(0, MAX_ID - 12)}-${shortHash(meaning, 6)}` : id;
    const count = (taken.get(told) ?? 0) + 1;
    taken.set(told, count);
    return count === 1 ? told : `${told.slice(0, MAX_ID - 5)}-${count}`;
  });
}
