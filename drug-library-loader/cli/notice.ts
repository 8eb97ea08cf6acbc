import { Library, Reason } from '../../engine/index';
import { MemoryStorage } from '../../hal/desktop/memory-storage';
import { sayNotice } from './screen';

/** Says of a compiled library that it is for demonstration, where it is and its head can be read. */
export function sayNoticeOf(library: Buffer | undefined): void {
  if (!library) return;
  const opened = new Library(new MemoryStorage(library));
  if (opened.open(0, library.length) === Reason.NONE) sayNotice(opened.head);
}
