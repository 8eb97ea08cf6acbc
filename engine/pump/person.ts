import type { Hal } from '../../hal/hal';
import { Detail, type EventKind } from '../journal/event';
import type { Desk } from './desk';

/** Bytes of a person in the staff list: number, salt, SHA-256 of salt and code (docs/formats/staff-list.md). */
const PERSON = 48;
const SALT = 12;
const MOST = 500;
/** Wrong codes before the question is left. */
const TRIES = 3;

/** The person whose code this is; 0 where it is nobody's or the list, at `start` of the flash, cannot be read. */
export function personOf(hal: Hal, start: number, code: string): number {
  const flash = hal.flash;
  const count = flash.word(start);
  if (!(count > 0 && count <= MOST) || flash.crc32(start + 8, count * PERSON, 0) !== flash.word(start + 4))
    return 0;
  const bytes = new Uint8Array(PERSON);
  const salted = new Uint8Array(SALT + code.length);
  const digest = new Uint8Array(32);
  let person = 0;
  for (let i = 0; i < count; i++) {
    const at = start + 8 + i * PERSON;
    if (flash.read(at, bytes, PERSON) !== PERSON) return 0;
    for (let n = 0; n < SALT; n++) salted[n] = bytes[4 + n];
    for (let n = 0; n < code.length; n++) salted[SALT + n] = code.charCodeAt(n);
    if (hal.crypto.digest(salted, salted.length, digest) !== true) return 0;
    let same = 1;
    for (let n = 0; n < 32; n++) if (digest[n] !== bytes[4 + SALT + n]) same = 0;
    if (same === 1) person = flash.word(at);
  }
  return person;
}

/**
 * Asks a person for their code; each try is recorded as `kind`, and after three wrong ones it goes back. `first` has signed already and may
 * not be the second too; 0 nobody. `empty`: what OK without a code means, where it may be left out.
 */
export function askPerson(
  desk: Desk,
  kind: EventKind,
  title: string,
  lines: string[],
  first: number,
  empty: string,
  then: (person: number) => void,
  back: () => void,
): void {
  const ask = (hint: string[], left: number): void =>
    desk.dialog.ask({
      title: title,
      lines: hint.concat(lines),
      secret: true,
      digits: 0,
      empty: empty,
      answer: (_, code) => {
        if (code === '') return then(0);
        const person = personOf(desk.hal, desk.staff(), code);
        desk.record(kind, [Detail.PERSON, person]);
        if (person > 0 && person !== first) then(person);
        else if (left > 0) ask([person > 0 ? 'Another person than who confirmed' : 'Unknown code'], left - 1);
        else back();
      },
      back: back,
    });
  ask([], TRIES - 1);
}
