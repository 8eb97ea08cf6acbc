// Keys and the PCA handset's button as contacts: they bounce, they stick, they fail to close. Which keys there are is the pump's business.
import type { Random } from './random';

export type Contact = 'closed' | 'open';

export interface Edge {
  /** ms since the plant began. */
  at: number;
  key: string;
  contact: Contact;
}

interface Key {
  edges: Edge[];
  /** What a finger does, whatever the contact makes of it. */
  finger: Contact;
  stuck?: Contact;
}

/** Name of the handset's button. */
export const HANDSET = 'handset';

/** Edges older than this many ms are forgotten. */
const MEMORY = 60_000;

const other = (contact: Contact): Contact => (contact === 'closed' ? 'open' : 'closed');

export class Keypad {
  private readonly keys = new Map<string, Key>();

  constructor(
    private readonly random: Random,
    private readonly bounce: number,
  ) {}

  private key(name: string): Key {
    if (name === '') throw new RangeError('a key has no name: name it');
    let key = this.keys.get(name);
    if (!key) {
      key = { edges: [], finger: 'open' };
      this.keys.set(name, key);
    }
    return key;
  }

  private contact(key: Key, at: number): Contact {
    let last: Contact = 'open';
    for (const edge of key.edges) {
      if (edge.at > at) break;
      last = edge.contact;
    }
    return last;
  }

  /** From `at` on nothing of what was to come happens; the contact goes to `contact`, bouncing or not. */
  private turn(name: string, at: number, contact: Contact, bounces: boolean): void {
    const key = this.key(name);
    const was = this.contact(key, at);
    const kept = key.edges.filter((edge) => edge.at <= at);
    const late = kept.filter((edge) => edge.at > at - MEMORY);
    // The last of the forgotten still says how the contact stands.
    key.edges = late.length === kept.length ? kept : kept.slice(kept.length - late.length - 1);
    if (was !== contact) key.edges.push({ at, key: name, contact });
    if (!bounces) return;
    // One draw a press and release, whatever comes of it, so that a stuck key does not change the bounce of the next.
    const length = this.random.between(0, this.bounce);
    if (was === contact) return;
    // Pairs of edges a millisecond apart, so that it ends where it belongs.
    for (let ms = 1; ms + 1 <= length; ms += 2) {
      key.edges.push(
        { at: at + ms, key: name, contact: other(contact) },
        { at: at + ms + 1, key: name, contact },
      );
    }
  }

  private move(name: string, at: number, finger: Contact): void {
    const key = this.key(name);
    key.finger = finger;
    this.turn(name, at, key.stuck ?? finger, true);
  }

  press(name: string, at: number): void {
    this.move(name, at, 'closed');
  }

  release(name: string, at: number): void {
    this.move(name, at, 'open');
  }

  /** The key's contact stays as given, whatever a finger does, until `free`. */
  stick(name: string, contact: Contact, at: number): void {
    this.key(name).stuck = contact;
    this.turn(name, at, contact, false);
  }

  free(name: string, at: number): void {
    const key = this.key(name);
    key.stuck = undefined;
    this.turn(name, at, key.finger, false);
  }

  /** Names of the keys whose contact is closed at this moment, in the order of the alphabet. */
  closed(at: number): string[] {
    return [...this.keys]
      .filter(([, key]) => this.contact(key, at) === 'closed')
      .map(([name]) => name)
      .sort();
  }

  /** All edges after `from` and up to `to` (ms), in their order in time. At most a minute back. */
  edges(from: number, to: number): Edge[] {
    return [...this.keys.values()]
      .flatMap((key) => key.edges.filter(({ at }) => at > from && at <= to))
      .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : Number(a.key > b.key)));
  }
}
