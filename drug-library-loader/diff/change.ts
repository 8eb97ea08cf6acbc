/** What kind of change it is, in the order in which a reviewer must see them. */
export const CHANGE_KINDS = [
  'widened',
  'safeguard lowered',
  'units changed',
  'entry removed',
  'entry added',
  'narrowed',
  'safeguard raised',
  'initial value',
  'concentration',
  'advisory',
  'other',
  'release',
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One thing that a reviewer must see. */
export interface Change {
  kind: ChangeKind;
  /** `pump`, a care area's id, or empty for the library as a whole. */
  careArea: string;
  /** Name of the entry; empty elsewhere. */
  entry: string;
  /** `dose upper-hard`, `high-alert`, `kvo` … */
  what: string;
  /** Whether it is a hard limit. */
  hard: boolean;
  /** Empty where there was or is none. */
  before: string;
  after: string;
  /** Of an entry added or removed: each of its limits, and what else protects, a line each. */
  details?: string[];
  /** How many times wider or narrower, three digits, at least 1; absent where a side is missing or zero. */
  fold?: number;
  /** Reason written in the source for widening. */
  reason?: string;
}

const RANKS = new Map<string, number>(CHANGE_KINDS.map((kind, rank) => [kind, rank]));

/** Widened limits first; within them hard before soft, dropped before moved, far before near; else as in the library. */
export function sortedChanges(changes: Change[]): Change[] {
  const dropped = (change: Change) => (change.after === '' ? 0 : 1);
  return changes
    .map((change, order) => ({ change, order }))
    .sort((a, b) => {
      const [one, other] = [a.change, b.change];
      const byKind = (RANKS.get(one.kind) ?? 0) - (RANKS.get(other.kind) ?? 0);
      if (byKind !== 0 || one.kind !== 'widened') return byKind || a.order - b.order;
      return (
        Number(other.hard) - Number(one.hard) ||
        dropped(one) - dropped(other) ||
        (other.fold ?? 0) - (one.fold ?? 0) ||
        a.order - b.order
      );
    })
    .map(({ change }) => change);
}
