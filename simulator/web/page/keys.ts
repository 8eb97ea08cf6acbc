// The keys of the pump: how they look, and which key of a computer's keyboard presses them.
import { KeyCode } from '../../../hal/hal';

export interface KeyFace {
  code: KeyCode;
  /** What is printed on it. */
  label: string;
  /** Letters under a digit, as on a telephone (ITU-T E.161). */
  letters?: string;
  icon?: string;
  /** Read aloud. */
  name: string;
  kind: 'digit' | 'move' | 'ok' | 'back' | 'start' | 'stop' | 'more' | 'power';
  /** Place in the grid: column / row / columns / rows. */
  at: [number, number, number, number];
  /** Keyboard. */
  hint: string;
}

const LETTERS = ['', '', 'ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];

const ICONS = {
  up: 'M12 6l8 11H4z',
  down: 'M12 18L4 7h16z',
  back: 'M21 5H9l-7 7 7 7h12zM12 9l6 6m0-6l-6 6',
  start: 'M6 4l14 8-14 8z',
  stop: 'M5 5h14v14H5z',
  silence: 'M5 17h14l-2-3V10a5 5 0 0 0-10 0v4zM10 20a2 2 0 0 0 4 0M3 3l18 18',
  bolus: 'M12 3c4 6 6 8.500 6 11.500a6 6 0 0 1-12 0C6 11.500 8 9 12 3zM12 11v7M8.500 14.500h7',
  options: 'M4 7h16M4 12h16M4 17h16',
  power: 'M12 3v8M7 6a8 8 0 1 0 10 0',
};

const digit = (value: number, column: number, row: number): KeyFace => ({
  code: value as KeyCode,
  label: String(value),
  letters: LETTERS[value],
  name: LETTERS[value] ? `${value}, ${(LETTERS[value] as string).split('').join(' ')}` : String(value),
  kind: 'digit',
  at: [column, row, 1, 1],
  hint: LETTERS[value] ? `${value} or ${LETTERS[value]}` : String(value),
});

export const KEYS: readonly KeyFace[] = [
  digit(1, 1, 1),
  digit(2, 2, 1),
  digit(3, 3, 1),
  digit(4, 1, 2),
  digit(5, 2, 2),
  digit(6, 3, 2),
  digit(7, 1, 3),
  digit(8, 2, 3),
  digit(9, 3, 3),
  { code: KeyCode.POINT, label: '.', name: 'Point', kind: 'digit', at: [1, 4, 1, 1], hint: '. or ,' },
  digit(0, 2, 4),
  {
    code: KeyCode.BACK,
    label: 'BACK',
    icon: ICONS.back,
    name: 'Back',
    kind: 'back',
    at: [3, 4, 1, 1],
    hint: 'Backspace',
  },
  { code: KeyCode.UP, label: '', icon: ICONS.up, name: 'Up', kind: 'move', at: [5, 1, 2, 1], hint: '↑' },
  { code: KeyCode.OK, label: 'OK', name: 'OK', kind: 'ok', at: [5, 2, 2, 2], hint: 'Enter' },
  {
    code: KeyCode.DOWN,
    label: '',
    icon: ICONS.down,
    name: 'Down',
    kind: 'move',
    at: [5, 4, 2, 1],
    hint: '↓',
  },
  {
    code: KeyCode.BOLUS,
    label: 'BOLUS',
    icon: ICONS.bolus,
    name: 'Bolus',
    kind: 'more',
    at: [8, 1, 1, 1],
    hint: 'F8',
  },
  {
    code: KeyCode.OPTIONS,
    label: 'OPTIONS',
    icon: ICONS.options,
    name: 'Options',
    kind: 'more',
    at: [9, 1, 1, 1],
    hint: 'F9',
  },
  {
    code: KeyCode.SILENCE,
    label: 'SILENCE',
    icon: ICONS.silence,
    name: 'Silence alarms',
    kind: 'more',
    at: [8, 2, 1, 1],
    hint: 'F7',
  },
  {
    code: KeyCode.POWER,
    label: 'POWER',
    icon: ICONS.power,
    name: 'Power',
    kind: 'power',
    at: [9, 2, 1, 1],
    hint: 'End',
  },
  {
    code: KeyCode.START,
    label: 'START',
    icon: ICONS.start,
    name: 'Start',
    kind: 'start',
    at: [8, 3, 1, 2],
    hint: 'F2',
  },
  {
    code: KeyCode.STOP,
    label: 'STOP',
    icon: ICONS.stop,
    name: 'Stop',
    kind: 'stop',
    at: [9, 3, 1, 2],
    hint: 'F4 or Escape',
  },
];

export const HANDSET: KeyFace = {
  code: KeyCode.HANDSET,
  label: '',
  name: "Button of the patient's handset",
  kind: 'more',
  at: [1, 1, 1, 1],
  hint: 'F10',
};

const NAMED: Record<string, KeyCode> = {
  '.': KeyCode.POINT,
  ',': KeyCode.POINT,
  ArrowUp: KeyCode.UP,
  ArrowDown: KeyCode.DOWN,
  Enter: KeyCode.OK,
  Backspace: KeyCode.BACK,
  F2: KeyCode.START,
  F4: KeyCode.STOP,
  Escape: KeyCode.STOP,
  F7: KeyCode.SILENCE,
  F8: KeyCode.BOLUS,
  F9: KeyCode.OPTIONS,
  F10: KeyCode.HANDSET,
  End: KeyCode.POWER,
};

/** The pump's key that a key of the keyboard presses: digits themselves, letters the digit that carries them; undefined for no other. */
export function keyOf(key: string): KeyCode | undefined {
  if (/^[0-9]$/.test(key)) return Number(key) as KeyCode;
  if (/^[a-z]$/i.test(key)) {
    const carries = LETTERS.findIndex((letters) => letters.includes(key.toUpperCase()));
    return carries < 0 ? undefined : (carries as KeyCode);
  }
  return NAMED[key];
}
