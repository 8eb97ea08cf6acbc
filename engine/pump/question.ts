import { KeyCode, Style, Tone } from '../../hal/hal';
import { Row, type Screen, linesOf } from './screen';

/** One question to a person: a list to choose from, or a number to type. */
export interface Question {
  title: string;
  /** What is said above the answers, and how. */
  lines: string[];
  style: Style;
  /** Answers to choose from; absent where a number is typed. */
  items?: string[];
  /** Answers for the digits typed as letters: a list that is searched. */
  search?: (digits: string) => string[];
  /** Unit behind the number. */
  unit?: string;
  /** Shown, and taken over by a key of its own only. */
  suggestion?: string;
  /** An empty number is an answer too. */
  optional?: boolean;
  /** Nothing is begun yet: may be left standing. */
  idle?: boolean;
  /** A code: not shown. */
  secret?: boolean;
  /** What OPTIONS does here, if anything. */
  other?: string;
  /** The chosen item's number, or the number as it was typed (−1 then). */
  answer: (index: number, text: string) => void;
  back?: () => void;
  onOther?: () => void;
}

const MOST_DIGITS = 9;

/** Asks one question at a time and takes the keys for it. No key is dropped or corrected in silence: a refused one is named. */
export class Dialog {
  question: Question | null = null;
  private typed = '';
  private selected = 0;
  private found: string[] = [];
  private message = '';

  ask(question: Question): void {
    this.question = question;
    this.typed = '';
    this.selected = 0;
    this.message = '';
    this.found = question.search ? question.search('') : question.items || [];
  }

  close(): void {
    this.question = null;
  }

  /** Takes a pressed key; which tone answers it. */
  press(key: number): Tone {
    const question = this.question;
    if (!question) return Tone.REFUSED;
    this.message = '';
    if (key === KeyCode.BACK) {
      if (this.typed !== '') this.type(this.typed.substring(0, this.typed.length - 1));
      else if (question.back) question.back();
      else this.message = 'There is no way back from here';
    } else if (key === KeyCode.OPTIONS && question.onOther) question.onOther();
    else if (question.items || question.search) this.choose(question, key);
    else this.enter(question, key);
    return this.message === '' ? Tone.KEY : Tone.REFUSED;
  }

  private type(text: string): void {
    const question = this.question as Question;
    this.typed = text;
    if (question.search) {
      this.found = question.search(text);
      this.selected = 0;
    }
  }

  private choose(question: Question, key: number): void {
    const last = this.found.length - 1;
    if (key === KeyCode.UP && this.selected > 0) this.selected--;
    else if (key === KeyCode.DOWN && this.selected < last) this.selected++;
    else if (key === KeyCode.UP || key === KeyCode.DOWN) this.message = 'End of the list';
    else if (key === KeyCode.OK && last >= 0) question.answer(this.selected, this.found[this.selected]);
    else if (key > 9) this.message = 'This key does nothing here';
    else if (question.search) {
      if (question.search(this.typed + key).length > 0) this.type(this.typed + key);
      else this.message = 'Nothing in the list begins so';
    } else if (key > 0 && key <= last + 1) this.selected = key - 1;
    else this.message = 'No such line';
  }

  private enter(question: Question, key: number): void {
    const text = this.typed;
    if (key === KeyCode.OK) {
      if (text.charAt(text.length - 1) === '.') this.message = 'A digit must follow the decimal point';
      else if (text === '' && !question.optional) this.message = 'Type a number first';
      else question.answer(-1, text);
    } else if (key === KeyCode.UP && question.suggestion && text === '') this.typed = question.suggestion;
    else if (key === KeyCode.POINT && !question.secret) {
      if (text === '') this.message = 'Type 0 before the decimal point';
      else if (text.indexOf('.') >= 0) this.message = 'Only one decimal point: key not taken';
      else this.typed += '.';
    } else if (key > 9) this.message = 'This key does nothing here';
    else if (text === '0' && !question.secret) this.message = 'After 0 comes the decimal point';
    else if (text.replace(/^0?\.?0*/, '').replace('.', '').length >= MOST_DIGITS || text.length > 12)
      this.message = 'No more digits: key not taken';
    else this.typed += key;
  }

  /** The page of answers that the selected one is on. */
  private drawItems(screen: Screen, row: number): number {
    const found = this.found;
    let first = 0;
    let used = 0;
    for (let i = 0; i <= this.selected && i < found.length; i++) {
      const height = linesOf(found[i]).length;
      if (row + used + height > Row.MESSAGE) {
        first = i;
        used = 0;
      }
      used += height;
    }
    for (let i = first; i < found.length && row + linesOf(found[i]).length <= Row.MESSAGE; i++)
      row = screen.paragraph(row, i === this.selected ? Style.SELECTED : Style.NORMAL, found[i]);
    return row;
  }

  draw(screen: Screen): void {
    const question = this.question as Question;
    screen.row(Row.TITLE, Style.TITLE, question.title);
    let row = Row.CONTENT as number;
    for (let i = 0; i < question.lines.length; i++)
      row = screen.paragraph(row, question.style, question.lines[i]);
    const keys = question.other ? '  OPTIONS: ' + question.other : '';
    if (question.items || question.search) {
      if (question.search) screen.row(row++, Style.FIELD, 'Letters: ' + lettersOf(this.typed));
      row = this.drawItems(screen, row);
      screen.row(Row.KEYS, Style.KEYS, 'UP DOWN choose   OK take   BACK' + keys);
    } else {
      const shown = question.secret ? this.typed.replace(/./g, '*') : this.typed;
      screen.row(row++, Style.FIELD, shown + '_ ' + (question.unit || ''));
      if (question.suggestion && this.typed === '')
        screen.row(row++, Style.DIM, 'UP takes ' + question.suggestion + ' ' + question.unit);
      screen.row(
        Row.KEYS,
        Style.KEYS,
        (question.optional && this.typed === '' ? 'OK none   BACK' : 'OK take   BACK') + keys,
      );
    }
    screen.blank(row, Row.MESSAGE);
    screen.row(Row.MESSAGE, this.message === '' ? Style.NORMAL : Style.CAUTION, this.message);
  }
}

const LETTERS = ['0', '1', 'abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'];

/** The letters that typed digits stand for: "4 3" is [ghi][def]. */
function lettersOf(digits: string): string {
  let text = '';
  for (let i = 0; i < digits.length; i++) text += '[' + LETTERS[+digits.charAt(i)] + ']';
  return text;
}

/** Whether a name begins with letters on these keys. */
export function beginsWith(name: string, digits: string): boolean {
  for (let i = 0; i < digits.length; i++) {
    const letter = name.charAt(i).toLowerCase();
    if (letter === '' || LETTERS[+digits.charAt(i)].indexOf(letter) < 0) return false;
  }
  return true;
}
