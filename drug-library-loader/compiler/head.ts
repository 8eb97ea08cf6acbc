import type { Findings } from '../source/finding';
import { type SourceMap, placeOf, textAt } from '../source/place';

/** What a library says of itself. Dates are whole numbers, yyyymmdd. */
export interface SourceHead {
  id: string;
  title: string;
  organisation: string;
  version: string;
  sequence: number;
  effective: number;
  reviewBy: number;
  display: 'us' | 'uk';
  demonstration: boolean;
  notice: string;
}

export const DEMONSTRATION_NOTICE = 'Demonstration data, not for clinical use.';

/** Reads the head of a source whose structure holds; null, with findings, when a date is none. */
export function readHead(root: SourceMap, findings: Findings): SourceHead | null {
  const effective = readDate(root, 'effective', findings);
  const reviewBy = readDate(root, 'review-by', findings);
  if (effective === null || reviewBy === null) return null;
  if (!(reviewBy > effective)) {
    findings.add(
      'wrong-date',
      `review-by ${textAt(root, 'review-by')} does not come after effective ${textAt(root, 'effective')}`,
      placeOf(root, 'review-by'),
    );
    return null;
  }
  const demonstration = textAt(root, 'demonstration') === 'true';
  return {
    id: textAt(root, 'library') ?? '',
    title: textAt(root, 'title') ?? '',
    organisation: textAt(root, 'organisation') ?? '',
    version: textAt(root, 'version') ?? '',
    sequence: Number(textAt(root, 'sequence')),
    effective,
    reviewBy,
    display: textAt(root, 'display') === 'uk' ? 'uk' : 'us',
    demonstration,
    notice: textAt(root, 'notice') ?? (demonstration ? DEMONSTRATION_NOTICE : ''),
  };
}

function readDate(root: SourceMap, key: string, findings: Findings): number | null {
  const text = textAt(root, key) ?? '';
  const date = new Date(`${text}T00:00:00Z`);
  // 2026-02-30 becomes another day, or none.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    findings.add('wrong-date', `${key}: "${text}" is not a day of the calendar`, placeOf(root, key));
    return null;
  }
  return Number(text.replaceAll('-', ''));
}
