import { KeyCode, type Keypad } from '../hal';

/** Edges that wait, at most. */
const LONGEST_QUEUE = 32;

/** Debounced edges that the host pushes in and the application takes out. */
export class QueueKeypad implements Keypad {
  /** Edges that found the queue full; STOP has a way of its own to the supervisor. */
  lost = 0;
  private readonly waiting: number[] = [];

  /** False where the queue is full. RangeError for a key that the pump does not have. */
  push(key: KeyCode, pressed: boolean): boolean {
    if (!(Number.isInteger(key) && key >= 0 && key < KeyCode.COUNT)) {
      throw new RangeError(`key ${key}: give a digit or a KeyCode below ${KeyCode.COUNT}`);
    }
    const room = this.waiting.length < LONGEST_QUEUE;
    if (room) this.waiting.push(key * 2 + (pressed ? 1 : 0));
    else this.lost++;
    return room;
  }

  next(): number {
    return this.waiting.shift() ?? -1;
  }
}

interface Contact {
  /** Where the contact is, and since when. */
  closed: boolean;
  since: number;
  /** What was last told. */
  pressed: boolean;
}

/** ms for which a contact has to rest before it is believed. */
export const SETTLE = 20;

/**
 * Raw contact edges in, debounced edges out: a key is where its contact has rested for 20 ms (switch makers specify 5 ms of bounce at
 * most, docs/plant.md). An edge is told with the time at which it was certain.
 */
export class Debouncer {
  private readonly contacts = new Map<number, Contact>();

  constructor(
    private readonly tell: (key: KeyCode, pressed: boolean, at: number) => void,
    private readonly settle = SETTLE,
  ) {}

  /** A contact that is closed already when the pump is switched on: nothing is told of it until it opens. */
  hold(key: KeyCode): void {
    this.contacts.set(key, { closed: true, since: 0, pressed: true });
  }

  /** A contact opened or closed at `at` (ms); edges come in the order of their time. */
  edge(key: KeyCode, closed: boolean, at: number): void {
    this.tick(at);
    const contact = this.contacts.get(key);
    if (!contact) this.contacts.set(key, { closed, since: at, pressed: false });
    else if (contact.closed !== closed) {
      contact.closed = closed;
      contact.since = at;
    }
  }

  /** Tells what is certain by `now`, in the order of time and of keys. */
  tick(now: number): void {
    const due = [...this.contacts]
      .filter(([, contact]) => contact.closed !== contact.pressed && contact.since + this.settle <= now)
      .sort(([a, one], [b, other]) => one.since - other.since || a - b);
    for (const [key, contact] of due) {
      contact.pressed = contact.closed;
      this.tell(key, contact.pressed, contact.since + this.settle);
    }
  }

  /** When the next edge will be certain (ms), Infinity where none is under way. */
  nextEvent(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const contact of this.contacts.values()) {
      if (contact.closed !== contact.pressed) next = Math.min(next, contact.since + this.settle);
    }
    return next;
  }
}
