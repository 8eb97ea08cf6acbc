import { Quantity } from '../dose/limit';

/** Deliveries of one drug: four numbers each, kind of unit × 256 + kind of delivery as a bit, begin and end (ms of the pump's clock), quanta. */
interface Account {
  /** CRC-like number of the drug's name: an account outlives the library that the name came from. */
  drug: number;
  deliveries: number[];
}

/** Most deliveries an account keeps apart; the check takes 64. */
const MOST = 24 * 4;
/** ms that one delivery gathers. */
const TOGETHER = 3600000;

/** Three numbers for each of weight and surface. */
export const MEASURES = 6;

/** What belongs to the patient, and ends with *new patient*: measures, totals, what was given of each drug. */
export class Patient {
  /** Counts up over the life of the pump. */
  id!: number;
  /** Weight and body surface as typed, at their places of a program's values. */
  measures!: number[];
  /** Microlitres infused. */
  total!: number;
  /** ms of the pump's clock when the last demand was given. */
  demandAt!: number;
  accounts!: Account[];

  constructor() {
    this.renew(0);
  }

  renew(id: number): void {
    this.id = id;
    this.total = 0;
    this.demandAt = -Infinity;
    this.accounts = [];
    this.measures = [];
    for (let i = 0; i < Quantity.WEIGHT * 3 + MEASURES; i++) this.measures[i] = 0;
  }

  /** Adds what was given of a drug between two moments. */
  gave(drug: string, kind: number, from: number, until: number, quanta: number): void {
    if (!(quanta > 0)) return;
    const deliveries = this.account(drug);
    for (let at = 0; at < deliveries.length; at += 4) {
      if (deliveries[at] === kind && deliveries[at + 2] === from && until - deliveries[at + 1] < TOGETHER) {
        // The same goes on.
        deliveries[at + 2] = until;
        deliveries[at + 3] += quanta;
        return;
      }
    }
    deliveries.push(kind, from, until, quanta);
    if (deliveries.length > MOST) this.merge(deliveries);
  }

  /**
   * The two oldest of a kind become one, as late as the later: it stays in a window longer than it was there, never shorter. False where
   * there are no two.
   */
  private merge(deliveries: number[]): boolean {
    for (let later = 4; later < deliveries.length; later += 4) {
      for (let i = 0; i < later; i += 4) {
        if (deliveries[i] !== deliveries[later]) continue;
        deliveries[later + 3] += deliveries[i + 3];
        deliveries[later + 1] = deliveries[later + 2];
        deliveries.splice(i, 4);
        return true;
      }
    }
    return false;
  }

  /** Makes the longest account shorter; false where none can be. */
  shrink(): boolean {
    let longest: number[] = [];
    for (let i = 0; i < this.accounts.length; i++) {
      const deliveries = this.accounts[i].deliveries;
      if (deliveries.length > longest.length) longest = deliveries;
    }
    return this.merge(longest);
  }

  private account(drug: string): number[] {
    let number = 0;
    const name = drug.toLowerCase();
    for (let i = 0; i < name.length; i++) number = (number * 31 + name.charCodeAt(i)) % 4294967296;
    return this.numbered(number);
  }

  private numbered(number: number): number[] {
    for (let i = 0; i < this.accounts.length; i++)
      if (this.accounts[i].drug === number) return this.accounts[i].deliveries;
    const deliveries: number[] = [];
    this.accounts.push({ drug: number, deliveries: deliveries });
    return deliveries;
  }

  /** The accounts as numbers, with ages in ms instead of times: drug, count, deliveries. */
  numbers(now: number): number[] {
    const numbers: number[] = [];
    for (let i = 0; i < this.accounts.length; i++) {
      const deliveries = this.accounts[i].deliveries;
      if (deliveries.length > 0) numbers.push(this.accounts[i].drug, deliveries.length);
      for (let n = 0; n < deliveries.length; n += 4)
        numbers.push(deliveries[n], now - deliveries[n + 1], now - deliveries[n + 2], deliveries[n + 3]);
    }
    return numbers;
  }

  /** Takes them back from `numbers[at]` on; `now` is the moment that the ages are counted from. */
  recall(numbers: number[], at: number, now: number): void {
    while (at + 1 < numbers.length) {
      const deliveries = this.numbered(numbers[at]);
      const end = at + 2 + numbers[at + 1];
      for (at += 2; at < end; at += 4)
        deliveries.push(numbers[at], now - numbers[at + 1], now - numbers[at + 2], numbers[at + 3]);
    }
  }

  /** What the check is told of a drug: the same with ages in whole seconds, never older than they are. */
  delivered(drug: string, now: number): number[] {
    const deliveries = this.account(drug);
    const ages: number[] = [];
    for (let i = 0; i < deliveries.length; i += 4) {
      const until = Math.max(0, Math.floor((now - deliveries[i + 2]) / 1000));
      const from = Math.max(until, Math.floor((now - deliveries[i + 1]) / 1000));
      ages.push(deliveries[i], from, until, deliveries[i + 3]);
    }
    return ages;
  }
}
