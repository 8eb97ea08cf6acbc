import { distance } from 'fastest-levenshtein';
import { parseUnit } from '../../engine/index';

/** The candidate that a person most likely meant; undefined where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const far = areSwapped(folded, other) ? 1 : distance(folded, other);
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  return best;
}

/** Whether two neighbouring letters stand the other way round: `drgu` for `drug`, one slip of the fingers. */
function areSwapped(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  let at = 0;
  while (a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** Slips of the unit lists of ISMP ("error-prone abbreviations") and of everyday typing. */
const SLIPS: Record<string, string> = {
  µg: 'mcg',
  μg: 'mcg',
  ug: 'mcg',
  mcgs: 'mcg',
  microgram: 'mcg',
  ng: 'nanogram',
  gram: 'g',
  grams: 'g',
  gm: 'g',
  milligram: 'mg',
  milligrams: 'mg',
  u: 'unit',
  iu: 'unit',
  mu: 'milliunit',
  meq: 'mEq',
  ml: 'mL',
  cc: 'mL',
  kgs: 'kg',
  kilogram: 'kg',
  'm²': 'm2',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  d: 'day',
  days: 'day',
  μl: 'microlitre',
  µl: 'microlitre',
  ul: 'microlitre',
  microliter: 'microlitre',
  percent: '%',
};

const PARTS = [
  'g',
  'mg',
  'mcg',
  'nanogram',
  'unit',
  'milliunit',
  'million unit',
  'mmol',
  'micromol',
  'mEq',
  'mL',
  'kcal',
  'kg',
  'm2',
  'min',
  'h',
  'day',
  'mmHg',
  'microlitre',
  'step',
  '%',
];

/** The unit that was most likely meant: `ml/hr` → `mL/h`. */
export function nearestUnit(text: string): string | undefined {
  const parts = text.split('/').map((part) => {
    const word = part.trim();
    if (PARTS.includes(word)) return word;
    return (
      SLIPS[word] ?? SLIPS[word.toLowerCase()] ?? (word.length > 2 ? nearest(word, PARTS) : caseOf(word))
    );
  });
  const unit = parts.every((part) => part !== undefined) ? parts.join('/') : '';
  return parseUnit(unit) > 0 ? unit : undefined;
}

function caseOf(word: string): string | undefined {
  return PARTS.find((part) => part.toLowerCase() === word.toLowerCase());
}

export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}
