import { Key, type LimitRecord } from '../dose/limit';
import { Reason } from '../reason';
import { careAreas, firstDrug, fold } from './catalogue';
import type { Library } from './library';

/** Whether every text that the record names by this key can be read. */
function textsReason(library: Library, record: LimitRecord, key: Key): Reason {
  const at = record.at[key];
  for (let i = 1; at > 0 && i <= record.items[at]; i++) {
    if (library.text(record.items[at + i]) === null) return library.reason;
  }
  return Reason.NONE;
}

/**
 * Reads everything once, as an installation must: every text, every care area with its name, every drug where the search looks for it, every
 * entry by its own key, with its limits and the texts it names. A look-up checks what it reads anyway.
 */
export function contentsReason(library: Library): Reason {
  for (let id = 0; id < library.head.strings; id++) {
    const text = library.text(id);
    if (text === null) return library.reason;
    // Of names that differ in case alone the search finds the first.
    if (
      id < library.head.drugs &&
      fold(String(library.text(firstDrug(library, fold(text))))) !== fold(text)
    ) {
      return Reason.LIBRARY_INDEX_ORDER;
    }
  }
  if (careAreas(library).length !== library.head.careAreas) return Reason.LIBRARY_TYPE;
  for (let number = 0; number < library.head.entries; number++) {
    const key = library.key(number);
    if (key === null) return library.reason;
    if (!(key.drug < library.head.drugs && key.therapy <= library.head.strings)) return Reason.LIBRARY_BOUNDS;
    if (library.find(key) !== number) return Reason.LIBRARY_INDEX_ORDER;
    const limits = library.limits(key.careArea, number);
    const entry = limits && limits.entry;
    if (!entry) return library.reason;
    const reason =
      textsReason(library, entry, Key.ADVISORIES) ||
      textsReason(library, entry, Key.CLASS) ||
      textsReason(library, entry, Key.CODES);
    if (reason !== Reason.NONE) return reason;
  }
  return Reason.NONE;
}
