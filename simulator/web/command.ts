// What a page may ask for. Whatever else comes over the socket is refused with a sentence, and nothing is done.
import { KeyCode } from '../../hal/hal';
import { type Command, SPEEDS, STEPS } from './message';

/** What a page sent is no command; the message says what was wrong. */
export class WrongCommand extends Error {
  override readonly name = 'WrongCommand';
}

type Fields = Record<string, unknown>;

function wrong(what: string): never {
  throw new WrongCommand(what);
}

function key(fields: Fields): KeyCode {
  const code = fields.key;
  if (!(Number.isInteger(code) && (code as number) >= 0 && (code as number) < KeyCode.COUNT))
    wrong(`key ${code}: give a whole number from 0 to ${KeyCode.COUNT - 1}`);
  return code as KeyCode;
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (!(typeof value === 'number' && Number.isFinite(value))) wrong(`${name} ${value}: give a number`);
  return value as number;
}

function oneOf<T>(fields: Fields, name: string, words: readonly T[]): T {
  const value = fields[name] as T;
  if (!words.includes(value)) wrong(`${name} ${value}: give one of ${words.join(', ')}`);
  return value;
}

const READERS: Record<Command['do'], (fields: Fields) => Command> = {
  press: (fields) => ({ do: 'press', key: key(fields), mark: number(fields, 'mark') }),
  release: (fields) => ({ do: 'release', key: key(fields) }),
  speed: (fields) => ({ do: 'speed', speed: oneOf(fields, 'speed', SPEEDS) }),
  step: (fields) => ({ do: 'step', seconds: oneOf(fields, 'seconds', STEPS) }),
  // The plant itself refuses names and values that it does not know.
  set: ({ changes }) =>
    typeof changes === 'object' && changes !== null
      ? { do: 'set', changes: { ...changes } }
      : wrong('set: give the conditions to change'),
  bubble: (fields) => ({
    do: 'bubble',
    volume: number(fields, 'volume'),
    place: oneOf(fields, 'place', ['reservoir', 'pump'] as const),
  }),
  hang: (fields) => ({
    do: 'hang',
    volume: number(fields, 'volume'),
    container: oneOf(fields, 'container', ['bag', 'bottle'] as const),
  }),
  charge: (fields) => ({ do: 'charge', fraction: number(fields, 'fraction') }),
  power: (fields) => ({ do: 'power', on: oneOf(fields, 'on', [true, false]) }),
  target: ({ target }) =>
    typeof target === 'string' ? { do: 'target', target } : wrong('target: give the name of one'),
  curves: (fields) => ({
    do: 'curves',
    of: oneOf(fields, 'of', ['infusion', 'bench'] as const),
    rate: number(fields, 'rate'),
  }),
};

/** Reads what a page sent; throws a WrongCommand. */
export function readCommand(text: string): Command {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return wrong('not JSON');
  }
  if (typeof fields !== 'object' || fields === null) return wrong('not a command');
  const name = (fields as Fields).do;
  if (typeof name !== 'string' || !Object.hasOwn(READERS, name))
    return wrong(`there is no command "${name}": use one of ${Object.keys(READERS).join(', ')}`);
  return READERS[name as Command['do']](fields as Fields);
}
