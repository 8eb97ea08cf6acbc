// Questions and keys: what each key does to a list, a search, a number, a code and a long text, and that none is dropped in silence.
import * as assert from 'uvu/assert';
import { Dialog, type Question } from '../../../engine/pump/question';
import { Screen } from '../../../engine/pump/screen';
import { RecordedDisplay } from '../../../hal/desktop/recorded-panel';
import { KeyCode, Style, Tone } from '../../../hal/hal';
import { suite } from '../../suite';

const test = suite('engine/pump/question');

interface Asked {
  dialog: Dialog;
  answers: string[];
  display: RecordedDisplay;
  press(...keys: KeyCode[]): Tone;
  row(row: number): string;
}

function ask(question: Partial<Question>): Asked {
  const dialog = new Dialog();
  const answers: string[] = [];
  const display = new RecordedDisplay();
  const screen = new Screen(display);
  dialog.ask({
    title: 'Title',
    lines: [],
    answer: (index, text) => answers.push(`${index}:${text}`),
    ...question,
  });
  dialog.draw(screen);
  return {
    dialog,
    answers,
    display,
    press: (...keys) => {
      let tone = Tone.KEY;
      for (const key of keys) tone = dialog.press(key);
      dialog.draw(screen);
      return tone;
    },
    row: (row) => display.rows()[row]?.text.trim() ?? '',
  };
}

const UP = KeyCode.UP;
const DOWN = KeyCode.DOWN;
const OK = KeyCode.OK;
const BACK = KeyCode.BACK;
const POINT = KeyCode.POINT;
const OPTIONS = KeyCode.OPTIONS;
const BOLUS = KeyCode.BOLUS;
const KINDS: Record<string, Partial<Question>> = {
  list: { items: ['one', 'two', 'three'] },
  'one answer': { items: ['one'] },
  search: { search: (digits) => ['abc', 'dab', 'xyz'].filter((name) => matches(name, digits)) },
  number: { unit: 'mL' },
  'number with a suggestion': { unit: 'mL', suggestion: '5' },
  'number that may be left out': { unit: 'mL', empty: 'none' },
  code: { digits: 0, secret: true },
  'eight digits': { digits: 8 },
  'long text': { lines: Array.from({ length: 12 }, (_, i) => `line ${i}`), items: ['done'] },
};

const LETTERS = ['', '', 'abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'];
function matches(name: string, digits: string): boolean {
  return [...digits].every((digit, i) => LETTERS[Number(digit)]?.includes(name[i] ?? '?'));
}

// Every key on every kind of question: it changes something that can be seen, asks something else, or beeps and says why.
for (const [kind, question] of Object.entries(KINDS)) {
  for (let key = 0 as KeyCode; key < KeyCode.COUNT; key++) {
    if ([KeyCode.START, KeyCode.STOP, KeyCode.SILENCE, KeyCode.POWER, KeyCode.HANDSET].includes(key))
      continue;
    test(`DERS-PUMP-007 ${kind}: key ${key} does something or is refused with a reason`, () => {
      const asked = ask(question);
      const before = JSON.stringify(asked.display.rows());
      const tone = asked.press(key);
      const after = JSON.stringify(asked.display.rows());
      const message = asked.row(12);
      if (tone === Tone.REFUSED) assert.ok(message !== '', 'refused without a word');
      else {
        assert.is(message, '');
        // The first line of a list is highlighted already.
        const highlighted = key === 1 && question.items !== undefined;
        assert.ok(asked.answers.length === 1 || before !== after || highlighted, 'nothing happened');
      }
    });
  }
}

// keys, then what the field shows and what is said
const FIELD: [string, Partial<Question>, KeyCode[], string, string][] = [
  ['digits', {}, [1, 2], '12_ ', ''],
  ['a point', {}, [1, POINT, 5], '1.5_ ', ''],
  ['a point first', {}, [POINT], '_ ', 'Type 0 before the decimal point'],
  ['a second point', {}, [1, POINT, 5, POINT], '1.5_ ', 'Only one decimal point: key not taken'],
  ['a point after a point', {}, [1, POINT, POINT], '1._ ', 'Only one decimal point: key not taken'],
  ['a second nought', {}, [0, 0], '0_ ', 'After 0 comes the decimal point'],
  ['a digit after a nought', {}, [0, 5], '0_ ', 'After 0 comes the decimal point'],
  ['noughts behind the point', {}, [0, POINT, 0, 5], '0.05_ ', ''],
  ['nine digits', {}, [1, 2, 3, 4, 5, 6, 7, 8, 9], '123456789_ ', ''],
  ['ten digits', {}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1], '123456789_ ', 'No more digits: key not taken'],
  [
    'ten digits with a point',
    {},
    [1, POINT, 2, 3, 4, 5, 6, 7, 8, 9, 1],
    '1.23456789_ ',
    'No more digits: key not taken',
  ],
  [
    'noughts before a digit do not count',
    {},
    [0, POINT, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    '0.00123456789_ ',
    '',
  ],
  ['BACK takes the last away', {}, [1, 2, BACK], '1_ ', ''],
  ['BACK takes the point away', {}, [1, POINT, BACK, POINT, 5], '1.5_ ', ''],
  ['BACK with nothing behind', {}, [BACK], '_ ', 'There is no way back from here'],
  ['OK without a number', {}, [OK], '_ ', 'Type a number first'],
  ['OK behind a point', {}, [1, POINT, OK], '1._ ', 'A digit must follow the decimal point'],
  ['UP without a suggestion', {}, [UP], '_ ', 'This key does nothing here'],
  ['UP takes the suggestion', { suggestion: '5.5' }, [UP], '5.5_ ', ''],
  ['UP does not replace what is typed', { suggestion: '5.5' }, [1, UP], '1_ ', 'This key does nothing here'],
  ['OPTIONS without another', {}, [OPTIONS], '_ ', 'This key does nothing here'],
  ['BOLUS', {}, [1, BOLUS], '1_ ', 'This key does nothing here'],
  ['a code is not shown', { digits: 0, secret: true }, [2, 4, 6], '***_ ', ''],
  ['a code has no point', { digits: 0 }, [2, POINT], '2_ ', 'This key does nothing here'],
  ['a code may begin with noughts', { digits: 0 }, [0, 0, 7], '007_ ', ''],
  ['a time may begin with a nought', { digits: 4 }, [0, 8, 3, 0], '0830_ ', ''],
  ['four digits are four', { digits: 4 }, [0, 8, 3, OK], '083_ ', 'Type 4 digits'],
  ['four digits are not five', { digits: 4 }, [0, 8, 3, 0, 1], '0830_ ', 'No more digits: key not taken'],
  ['twelve digits of a code', { digits: 0 }, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], '111111111111_ ', ''],
  [
    'thirteen digits of a code',
    { digits: 0 },
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    '111111111111_ ',
    'No more digits: key not taken',
  ],
];
for (const [what, question, keys, field, message] of FIELD) {
  test(`DERS-PUMP-007 a number: ${what}`, () => {
    const asked = ask(question);
    const tone = asked.press(...keys);
    assert.is(asked.display.rows()[3]?.text, field);
    assert.is(asked.row(12), message);
    assert.is(tone, message === '' ? Tone.KEY : Tone.REFUSED);
    assert.equal(asked.answers, []);
  });
}

// keys, then the answer: the text as it was typed, not as a number would be written
const ANSWERS: [string, Partial<Question>, KeyCode[], string[]][] = [
  ['a number', {}, [1, 2, POINT, 5, OK], ['-1:12.5']],
  ['trailing noughts stay', {}, [5, POINT, 0, OK], ['-1:5.0']],
  ['nothing, where it may be left out', { empty: 'none' }, [OK], ['-1:']],
  ['a suggestion, by UP and OK', { suggestion: '5' }, [UP, OK], ['-1:5']],
  ['a suggestion is not taken by OK', { suggestion: '5' }, [OK], []],
  ['eight digits', { digits: 8 }, [2, 0, 2, 6, 1, 2, 0, 7, OK], ['-1:20261207']],
  ['the first of a list', { items: ['a', 'b'] }, [OK], ['0:a']],
  ['the one below', { items: ['a', 'b'] }, [DOWN, OK], ['1:b']],
  ['one chosen by its digit', { items: ['a', 'b', 'c'] }, [3, OK], ['2:c']],
  ['the one highlighted at first', { items: ['a', 'b', 'c'], selected: 1 }, [OK], ['1:b']],
  ['a name found by letters', KINDS.search as Partial<Question>, [3, OK], ['0:dab']],
  ['a name by more letters', KINDS.search as Partial<Question>, [2, 2, 2, OK], ['0:abc']],
  ['all names again after BACK', KINDS.search as Partial<Question>, [9, BACK, DOWN, DOWN, OK], ['2:xyz']],
  ['nothing while there is more to read', KINDS['long text'] as Partial<Question>, [OK], []],
  ['the answer behind the text', KINDS['long text'] as Partial<Question>, [OK, OK], ['0:done']],
];
for (const [what, question, keys, answers] of ANSWERS) {
  test(`DERS-PUMP-007 an answer is what was typed or chosen: ${what}`, () => {
    const asked = ask(question);
    asked.press(...keys);
    assert.equal(asked.answers, answers);
  });
}

// keys on a list, then what is said
const LISTS: [string, Partial<Question>, KeyCode[], string][] = [
  ['UP at its top', { items: ['a', 'b'] }, [UP], 'End of the list'],
  ['DOWN at its end', { items: ['a', 'b'] }, [DOWN, DOWN], 'End of the list'],
  ['a digit that it does not have', { items: ['a', 'b'] }, [3], 'No such line'],
  ['nought', { items: ['a', 'b'] }, [0], 'No such line'],
  ['a point', { items: ['a', 'b'] }, [POINT], 'This key does nothing here'],
  ['OPTIONS without another', { items: ['a', 'b'] }, [OPTIONS], 'This key does nothing here'],
  [
    'letters that nothing begins with',
    KINDS.search as Partial<Question>,
    [5],
    'Nothing in the list begins so',
  ],
  [
    'the end of a search',
    KINDS.search as Partial<Question>,
    [DOWN, DOWN, DOWN],
    'End: type letters for other names',
  ],
  [
    'a digit while there is more to read',
    KINDS['long text'] as Partial<Question>,
    [1],
    'Read on with OK first',
  ],
];
for (const [what, question, keys, message] of LISTS) {
  test(`DERS-PUMP-007 a list: ${what} is refused`, () => {
    const asked = ask(question);
    assert.is(asked.press(...keys), Tone.REFUSED);
    assert.is(asked.row(12), message);
    assert.equal(asked.answers, []);
  });
}

test('DERS-PUMP-007 the reason goes with the next key', () => {
  const asked = ask({});
  asked.press(POINT);
  asked.press(1);
  assert.is(asked.row(12), '');
});

test('DERS-PUMP-007 OPTIONS and BACK do what the question says', () => {
  const done: string[] = [];
  const asked = ask({ other: 'Rate', onOther: () => done.push('other'), back: () => done.push('back') });
  assert.is(asked.row(13), 'OK  BACK  OPTIONS: Rate');
  asked.press(OPTIONS);
  asked.press(BACK);
  assert.equal(done, ['other', 'back']);
});

test('DERS-PUMP-046 a list longer than the screen has pages, and digits count on the page', () => {
  const asked = ask({ items: Array.from({ length: 20 }, (_, i) => `item ${i}`) });
  assert.is(asked.display.rows()[2]?.text, `Title${' '.repeat(32)}1/3`);
  asked.press(...Array<KeyCode>(9).fill(DOWN));
  assert.is(asked.display.rows()[2]?.text.trim().slice(-3), '2/3');
  assert.equal(asked.display.rows()[3], { style: Style.SELECTED, text: 'item 9' });
  asked.press(3, OK);
  assert.equal(asked.answers, ['11:item 11']);
});

test('DERS-PUMP-046 a long text is shown whole before anything can be answered', () => {
  const asked = ask(KINDS['long text'] as Partial<Question>);
  const seen = new Set<string>();
  for (let n = 0; n < 2; n++) {
    for (const { text } of asked.display.rows()) seen.add(text.trim());
    if (asked.dialog.reading()) asked.press(OK);
  }
  for (let i = 0; i < 12; i++) assert.ok(seen.has(`line ${i}`), `line ${i} was never shown`);
  assert.not.ok(asked.dialog.reading());
  asked.press(BACK);
  assert.ok(asked.dialog.reading(), 'BACK goes to the beginning of the text');
});

test('DERS-PUMP-046 long answers are broken at blanks, not cut, and all their rows are highlighted', () => {
  const long = 'A name of a therapy that needs more than the forty columns of a row';
  const asked = ask({ items: ['short', long] });
  asked.press(DOWN);
  const rows = asked.display.rows().filter(({ style }) => style === Style.SELECTED);
  assert.is(rows.map(({ text }) => text.trim()).join(' '), long);
});

test('DERS-PUMP-007 without a question every key is refused', () => {
  const dialog = new Dialog();
  assert.is(dialog.press(OK), Tone.REFUSED);
});

test.run();
