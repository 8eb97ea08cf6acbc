import type { Change, ChangeKind } from './change';
import type { LibraryDiff } from './compare';

/** Heading of each kind, and what a reviewer should do about it. */
export const HEADINGS: Record<ChangeKind, string> = {
  widened: 'Limits widened or dropped: more can pass than before',
  'safeguard lowered': 'Safeguards lowered',
  'units changed': 'Units changed: compare the numbers by hand',
  'entry removed': 'Entries removed',
  'entry added': 'Entries added',
  narrowed: 'Limits narrowed or added',
  'safeguard raised': 'Safeguards raised',
  'initial value': 'Initial values',
  concentration: 'Concentrations',
  advisory: 'Advisories',
  other: 'Other changes',
  release: 'About the release',
};

const COUNTED: Record<ChangeKind, [one: string, many: string]> = {
  widened: ['limit widened or dropped', 'limits widened or dropped'],
  'safeguard lowered': ['safeguard lowered', 'safeguards lowered'],
  'units changed': ['unit changed', 'units changed'],
  'entry removed': ['entry removed', 'entries removed'],
  'entry added': ['entry added', 'entries added'],
  narrowed: ['limit narrowed or added', 'limits narrowed or added'],
  'safeguard raised': ['safeguard raised', 'safeguards raised'],
  'initial value': ['initial value', 'initial values'],
  concentration: ['concentration', 'concentrations'],
  advisory: ['advisory', 'advisories'],
  other: ['other change', 'other changes'],
  release: ['change of the release', 'changes of the release'],
};

/** Changes by kind, in the order of the report. */
export function byKind({ changes }: LibraryDiff): Map<ChangeKind, Change[]> {
  const kinds = new Map<ChangeKind, Change[]>();
  for (const change of changes) kinds.set(change.kind, [...(kinds.get(change.kind) ?? []), change]);
  return kinds;
}

/** Where it is: the entry with its care area, a care area, the pump, or the library. */
export function whereText({ entry, careArea }: Change): string {
  if (entry !== '') return `${entry} (${careArea})`;
  return careArea === '' ? 'library' : careArea;
}

/** `1.5×` where a limit moved; what it means stands in the heading. */
export function foldText({ fold }: Change): string {
  return fold === undefined ? '' : `${fold}×`;
}

export function titleOf({ from, to }: LibraryDiff): string {
  const name = (head: Record<string, string>) => `${head.title} ${head.version} (sequence ${head.sequence})`;
  return `${name(from)} → ${name(to)}`;
}

/** `3 limits widened or dropped, 1 entry added …`, or that nothing differs. */
export function summaryText({ counts }: LibraryDiff): string {
  const parts = Object.entries(counts).map(
    ([kind, count]) => `${count} ${COUNTED[kind as ChangeKind][count === 1 ? 0 : 1]}`,
  );
  return parts.length === 0 ? 'No difference.' : parts.join(', ');
}
