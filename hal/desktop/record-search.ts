import type { LibraryStorage } from '../../engine/library/storage';

/** Bytes of a record of a library's index. */
const RECORD = 16;

/** `search` of a LibraryStorage, by its words: one of each record it looks at, two where the first is the one looked for. */
export function searchRecords(
  storage: Pick<LibraryStorage, 'word' | 'size'>,
  offset: number,
  count: number,
  key0: number,
  key1: number,
): number {
  if (!(Number.isInteger(offset) && Number.isInteger(count) && offset >= 0 && count >= 0)) return -1;
  if (!(offset + count * RECORD <= storage.size)) return -1;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const first = storage.word(offset + middle * RECORD);
    const second = first === key0 ? storage.word(offset + middle * RECORD + 4) : 0;
    if (!(first >= 0 && second >= 0)) return -1;
    if (first < key0 || (first === key0 && second < key1)) low = middle + 1;
    else high = middle;
  }
  return low;
}
