import type { Findings } from '../../source/finding';
import type { SourceCareArea } from '../care-area';
import type { SourceEntry } from '../entry';
import type { SourcePump } from '../pump';

/** What the rules look at: every entry of the source that could be read. */
export interface RuleBook {
  entries: SourceEntry[];
  careAreas: Map<string, SourceCareArea>;
  /** Null where the pump itself is at fault; rules that need it are then left out. */
  pump: SourcePump | null;
  findings: Findings;
}

export function subjectOf(entry: SourceEntry): { careArea: string; entry: string } {
  return { careArea: entry.careArea, entry: entry.id };
}
