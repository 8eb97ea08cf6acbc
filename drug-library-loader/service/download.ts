import { Message } from '../../engine/service/service';
import { recordLength } from './journal-image';
import type { PumpLink } from './pump-link';

/** Number of a record as it stands in flash. */
export function numberOf(record: Buffer): number {
  return record.readUInt32BE(4);
}

/**
 * Reads a pump's journal (1: that of training) from a record number on; hands over records as they stand in flash, a few at a time, with the number of
 * the newest. Damaged records are left out; the numbers say so.
 */
export async function download(
  link: PumpLink,
  which: 0 | 1,
  from: number,
  take: (records: Buffer[], newest: number) => void,
): Promise<void> {
  let next = from;
  for (;;) {
    const [newest, ...records] = await link.ask(Message.JOURNAL, which, next);
    const whole = (records as Uint8Array[])
      .map((record) => Buffer.from(record))
      .filter((record) => recordLength(record, 0) === record.length);
    take(whole, newest as number);
    const last = whole.at(-1);
    if (!last) return;
    next = numberOf(last) + 1;
  }
}
