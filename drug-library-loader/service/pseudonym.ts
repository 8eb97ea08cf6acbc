import { createHmac, randomBytes } from 'node:crypto';

/** Pseudonyms in place of the numbers that a pump gives to patients' sessions and staff: the same key gives the same ones. */
export class Pseudonyms {
  private readonly key: Uint8Array;

  /** Without a key one is drawn, so that no two exports can be joined. */
  constructor(key: Uint8Array = randomBytes(32)) {
    this.key = key;
  }

  /** A patient's session on one pump. */
  patient(pump: string, session: number): string {
    return this.name('patient', `${pump}\n${session}`);
  }

  /** A person of the staff list, which is one for all pumps of an organisation. */
  person(number: number): string {
    return this.name('person', String(number));
  }

  private name(kind: string, of: string): string {
    return `${kind}-${createHmac('sha256', this.key).update(`${kind}\n${of}`).digest('hex').slice(0, 12)}`;
  }
}
