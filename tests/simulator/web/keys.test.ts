import * as assert from 'uvu/assert';
import { KeyCode } from '../../../hal/hal';
import { HANDSET, KEYS, keyOf } from '../../../simulator/web/page/keys';
import { suite } from '../../suite';

const test = suite('simulator/web/keys');

test('DERS-WEB-005 every key of the pump is drawn once, each with a name and a place of its own', () => {
  const codes = [...KEYS, HANDSET].map(({ code }) => code).sort((a, b) => a - b);
  assert.equal(
    codes,
    Array.from({ length: KeyCode.COUNT }, (_, code) => code),
  );
  assert.is(new Set(KEYS.map(({ name }) => name)).size, KEYS.length);
  const cells = KEYS.flatMap(({ at: [column, row, columns, rows] }) =>
    Array.from(
      { length: columns * rows },
      (_, i) => `${column + (i % columns)}/${row + Math.floor(i / columns)}`,
    ),
  );
  assert.is(new Set(cells).size, cells.length);
});

// ITU-T E.161 option A.
const LETTERS: [number, string][] = [
  [2, 'abc'],
  [3, 'def'],
  [4, 'ghi'],
  [5, 'jkl'],
  [6, 'mno'],
  [7, 'pqrs'],
  [8, 'tuv'],
  [9, 'wxyz'],
];

for (const [digit, letters] of LETTERS) {
  test(`DERS-WEB-005 ${letters} type ${digit}, in small and capital letters`, () => {
    for (const letter of letters) {
      assert.is(keyOf(letter), digit);
      assert.is(keyOf(letter.toUpperCase()), digit);
    }
    assert.is(KEYS.find(({ code }) => code === digit)?.letters, letters.toUpperCase());
  });
}

test('DERS-WEB-005 every key of the pump can be pressed on a keyboard', () => {
  const keyboard = [
    '.',
    'ArrowUp',
    'ArrowDown',
    'Enter',
    'Backspace',
    'F2',
    'F4',
    'F7',
    'F8',
    'F9',
    'End',
    'F10',
  ];
  const pressed = [...'0123456789', ...keyboard].map(keyOf);
  assert.equal([...new Set(pressed)].length, KeyCode.COUNT);
  assert.is(keyOf('Escape'), KeyCode.STOP);
});

for (const key of ['Tab', ' ', 'F5', 'F12', 'Shift', '-', 'ä', 'ArrowLeft', '']) {
  test(`DERS-WEB-005 "${key}" presses nothing`, () => assert.is(keyOf(key), undefined));
}

test.run();
