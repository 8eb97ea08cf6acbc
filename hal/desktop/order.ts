import { Answer, type LibraryStorage, Order } from '../hal';
import { UNBOUNDED, readCeiling } from './ceiling';

/** Microlitres of one part of an order, at most. */
export const HIGHEST_VOLUME = 10_000_000;
/** The same outside the library. */
export const UNPROTECTED_VOLUME = 3_000_000;

/** First byte and size of the slots for libraries. */
export type Slots = readonly (readonly [number, number])[];

/** Whether the numbers are an order at all. */
function isOrder(order: readonly number[]): boolean {
  if (order.length !== Order.SIZE) return false;
  for (let i = 0; i < Order.SIZE; i++) {
    const least = i === Order.SLOT || i === Order.ENTRY ? -1 : 0;
    const value = order[i] as number;
    if (!(Number.isInteger(value) && value >= least && value <= UNBOUNDED)) return false;
  }
  const at = (field: number) => order[field] as number;
  if (!(at(Order.SLOT) <= 1 && at(Order.SLOT) < 0 === at(Order.ENTRY) < 0)) return false;
  let any = false;
  for (let field = Order.MAIN_RATE; field < Order.LOCKOUT; field += 2) {
    if (at(field) > 0 !== at(field + 1) > 0) return false;
    if (at(field) > 0) any = true;
  }
  // A demand without a lockout would be one after the other.
  return any && (at(Order.DEMAND_RATE) === 0 || at(Order.LOCKOUT) > 0);
}

/**
 * Whether an order is within the ceiling of its entry, read from the library in `storage`: ACCEPTED, REFUSED for numbers that are no
 * order, UNREADABLE or ABOVE_CEILING. `highestRate` is the mechanism's own. Without `slots` a library is read wherever it lies.
 */
export function judgeOrder(
  order: readonly number[],
  storage: LibraryStorage,
  highestRate: number,
  slots?: Slots,
): Answer {
  if (!isOrder(order)) return Answer.REFUSED;
  const at = (field: number) => order[field] as number;
  let rate = highestRate;
  let volume = UNPROTECTED_VOLUME;
  if (at(Order.ENTRY) >= 0) {
    const offset = at(Order.LIBRARY_OFFSET);
    const length = at(Order.LIBRARY_LENGTH);
    const [start, size] = slots === undefined ? [0, storage.size] : (slots[at(Order.SLOT)] ?? [0, 0]);
    if (!(offset >= start && offset + length <= start + size)) return Answer.UNREADABLE;
    const ceiling = readCeiling(storage, offset, length, at(Order.ENTRY));
    if (ceiling === null) return Answer.UNREADABLE;
    // No bound is far above the pump's own.
    rate = Math.min(rate, ceiling.rate);
    volume = Math.min(HIGHEST_VOLUME, ceiling.volume);
  }
  for (let field = Order.MAIN_RATE; field < Order.LOCKOUT; field += 2) {
    if (!(at(field) <= rate && at(field + 1) <= volume)) return Answer.ABOVE_CEILING;
  }
  return at(Order.KVO_RATE) <= at(Order.MAIN_RATE) ? Answer.ACCEPTED : Answer.ABOVE_CEILING;
}
