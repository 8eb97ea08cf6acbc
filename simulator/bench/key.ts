// Keys by name, as the plant's contacts and the scenarios have them.
import { KeyCode } from '../../hal/hal';
import { HANDSET } from '../plant/keypad';

const NAMED = [
  'POINT',
  'UP',
  'DOWN',
  'OK',
  'BACK',
  'START',
  'STOP',
  'SILENCE',
  'BOLUS',
  'OPTIONS',
  'POWER',
  'HANDSET',
] as const;

/** Names of the keys in the order of their codes: 0 to 9, then POINT … HANDSET. */
export const KEY_NAMES: readonly string[] = Array.from({ length: KeyCode.COUNT }, (_, code) =>
  code < 10 ? String(code) : (NAMED[code - 10] as string),
);

/** A key by its code or its name; RangeError where there is none. */
export function keyCode(key: KeyCode | string): KeyCode {
  const code = typeof key === 'number' ? key : KEY_NAMES.indexOf(key);
  if (!(KEY_NAMES[code] !== undefined))
    throw new RangeError(`there is no key "${key}": use one of ${KEY_NAMES.join(', ')}`);
  return code;
}

/** Name of the key's contact in the plant. */
export function contactOf(code: KeyCode): string {
  return code === KeyCode.HANDSET ? HANDSET : (KEY_NAMES[code] as string);
}

/** The key of a contact. */
export function keyOfContact(contact: string): KeyCode {
  return contact === HANDSET ? KeyCode.HANDSET : keyCode(contact);
}

/** The digit that carries a letter, as on a telephone (2 ABC … 9 WXYZ); −1 where none does. */
export function digitOf(letter: string): number {
  const at = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(letter.toUpperCase());
  return at < 0 || letter.length !== 1 ? -1 : Number('22233344455566677778889999'[at]);
}
