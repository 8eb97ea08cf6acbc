import { KeyCode, Style, Tone } from '../../hal/hal';
import { Row, type Screen, linesOf } from './screen';

/** One question to a person: a list to choose from, or a number to type. */
export interface Question {
  title: string;
  /** What is said above the answers, and how; more than fits is read page by page before anything can be answered. */
  lines?: string[];
  style?: Style;
  /** Answers to choose from; absent where a number is typed. */
  items?: string[];
  /** The one highlighted at first. */
  selected?: number;
  /** Answers for the digits typed as letters: a list that is searched. */
  search?: (digits: string) => string[];
  /** Unit behind the number. */
  unit?: string;
  /** Shown, and taken over by a key of its own only. */
  suggestion?: string;
  /** What OK in the empty field means; without it a number must be typed. */
  empty?: string;
  /** Digits alone, so many; 0 for any number. */
  digits?: number;
  /** Not shown as it is typed. */
  secret?: boolean;
  /** Nothing is begun yet: may be left standing. */
  idle?: boolean;
  /** What OPTIONS does here, if anything. */
  other?: string;
  /** The chosen item's number, or the number as it was typed (−1 then). */
  answer: (index: number, text: string) => void;
  back?: () => void;
  onOther?: () => void;
  /** What START does here, if anything. */
  start?: () => void;
}

/** What a key says that does nothing, or not yet. */
export const NOTHING_HERE = 'This key does nothing here';
export const READ_ON = 'Read on with OK first';

const MOST_DIGITS = 9;
/** Rows between title and message, and those that answers get of them at least. */
const ROOM = Row.MESSAGE - Row.CONTENT;
const ANSWERS = 2;

/** Asks one question at a time and takes the keys for it. No key is dropped or corrected in silence: a refused one is named. */
export class Dialog {
  question: Question | null = null;
  private typed = '';
  private selected = 0;
  private found: string[] = [];
  private message = '';
  /** Lines of the question in rows, and the first that is shown. */
  private lines: string[] = [];
  private from = 0;

  ask(question: Question): void {
    this.question = question;
    this.typed = '';
    this.selected = question.selected || 0;
    this.message = '';
    this.found = question.search ? question.search('') : question.items || [];
    this.lines = linesOf(question.lines || []);
    this.from = 0;
  }

  close(): void {
    this.question = null;
  }

  /** Rows that the answers need. */
  private needed(): number {
    const question = this.question as Question;
    if (question.search) return ANSWERS;
    return question.items
      ? Math.min(linesOf(question.items).length, ANSWERS)
      : (question.suggestion ? 1 : 0) + (question.empty ? 1 : 0) + 1;
  }

  /** Whether there is more to read before anything can be answered. */
  reading(): boolean {
    return this.lines.length - this.from > ROOM - this.needed();
  }

  /** Takes a pressed key; which tone answers it. */
  press(key: number): Tone {
    const question = this.question;
    if (!question) return Tone.REFUSED;
    this.message = '';
    if (key === KeyCode.BACK) {
      if (this.from > 0) this.from = 0;
      else if (this.typed !== '') this.type(this.typed.substring(0, this.typed.length - 1));
      else if (question.back) question.back();
      else this.message = 'There is no way back from here';
    } else if (this.reading()) {
      if (key === KeyCode.OK || key === KeyCode.DOWN)
        this.from = Math.min(this.from + ROOM - 1, this.lines.length - ROOM + this.needed());
      else this.message = READ_ON;
    } else if (key === KeyCode.OPTIONS && question.onOther) question.onOther();
    else if (question.items || question.search) this.choose(question, key);
    else this.enter(question, key);
    return this.message === '' ? Tone.KEY : Tone.REFUSED;
  }

  private type(text: string): boolean {
    const question = this.question as Question;
    if (question.search) {
      const found = question.search(text);
      if (found.length === 0) return false;
      this.found = found;
      this.selected = 0;
    }
    this.typed = text;
    return true;
  }

  private choose(question: Question, key: number): void {
    const last = this.found.length - 1;
    const chosen = this.page()[0] + key - 1;
    if (key === KeyCode.UP && this.selected > 0) this.selected--;
    else if (key === KeyCode.DOWN && this.selected < last) this.selected++;
    else if (key === KeyCode.UP || key === KeyCode.DOWN)
      this.message = question.search ? 'End: type letters for other names' : 'End of the list';
    else if (key === KeyCode.OK && last >= 0) question.answer(this.selected, this.found[this.selected]);
    else if (key > 9) this.message = NOTHING_HERE;
    else if (question.search) {
      if (!this.type(this.typed + key)) this.message = 'Nothing in the list begins so';
    } else if (key > 0 && chosen <= last) this.selected = chosen;
    else this.message = 'No such line';
  }

  private enter(question: Question, key: number): void {
    const text = this.typed;
    const digits = question.digits;
    const code = digits !== undefined;
    if (key === KeyCode.OK) {
      if (text.charAt(text.length - 1) === '.') this.message = 'A digit must follow the decimal point';
      else if (text === '' && !question.empty) this.message = 'Type a number first';
      else if (digits && text.length !== digits) this.message = 'Type ' + digits + ' digits';
      else question.answer(-1, text);
    } else if (key === KeyCode.UP && question.suggestion && text === '') this.typed = question.suggestion;
    else if (key === KeyCode.POINT && !code) {
      if (text === '') this.message = 'Type 0 before the decimal point';
      else if (text.indexOf('.') >= 0) this.message = 'Only one decimal point: key not taken';
      else this.typed += '.';
    } else if (key > 9) this.message = NOTHING_HERE;
    else if (text === '0' && !code) this.message = 'After 0 comes the decimal point';
    else if (
      text.length > 12 ||
      (code
        ? text.length === (digits || 12)
        : text.replace(/^0?\.?0*/, '').replace('.', '').length >= MOST_DIGITS)
    )
      this.message = 'No more digits: key not taken';
    else this.typed += key;
  }

  /** First answer of the page that the selected one is on, the first behind it, and the number of the page and of all. */
  private page(): number[] {
    const question = this.question as Question;
    const found = this.found;
    const room = ROOM - (this.lines.length - this.from) - (question.search ? 1 : 0);
    let page = [0, found.length, 1];
    let first = 0;
    let number = 1;
    let used = 0;
    for (let i = 0; i < found.length; i++) {
      const height = linesOf([found[i]]).length;
      if (used + height > room && used > 0) {
        if (this.selected >= first) page = [first, i, number];
        first = i;
        number++;
        used = 0;
      }
      used += height;
    }
    if (this.selected >= first) page = [first, found.length, number];
    page.push(number);
    return page;
  }

  draw(screen: Screen): void {
    const question = this.question as Question;
    const list = question.items || question.search;
    const style = question.style || Style.NORMAL;
    let row = Row.CONTENT as number;
    let keys = 'OK take  BACK';
    let pages = '';
    if (this.reading()) {
      row = screen.rows(row, style, this.lines.slice(this.from, this.from + ROOM - 1));
      screen.row(row++, Style.SELECTED, 'Next page');
    } else {
      row = screen.rows(row, style, this.lines.slice(this.from));
      if (list) {
        if (question.search) screen.row(row++, Style.FIELD, 'Letters: ' + lettersOf(this.typed));
        const page = this.page();
        if (page[3] > 1) pages = page[2] + '/' + page[3];
        for (let i = page[0]; i < page[1]; i++)
          row = screen.rows(
            row,
            i === this.selected ? Style.SELECTED : Style.NORMAL,
            linesOf([this.found[i]]),
          );
        keys = 'UP DOWN  ' + keys;
      } else {
        const shown = question.secret ? this.typed.replace(/./g, '*') : this.typed;
        screen.row(row++, Style.FIELD, shown + '_ ' + (question.unit || ''));
        if (this.typed === '') {
          if (question.suggestion)
            screen.row(row++, Style.DIM, 'UP takes ' + question.suggestion + ' ' + question.unit);
          if (question.empty) screen.row(row++, Style.DIM, 'OK ' + question.empty);
        }
      }
      if (question.other) keys = 'OK  BACK  OPTIONS: ' + question.other;
      if (question.start) keys = 'START  ' + keys;
    }
    screen.ends(Row.TITLE, Style.TITLE, [question.title], pages);
    screen.blank(row, Row.MESSAGE);
    screen.row(Row.MESSAGE, this.message === '' ? Style.NORMAL : Style.CAUTION, this.message);
    screen.row(Row.KEYS, Style.KEYS, keys);
  }
}

const LETTERS = ['0', '1', 'abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'];

/** The letters that typed digits stand for, the last ones where there are many: "4 3" is [ghi][def]. */
function lettersOf(digits: string): string {
  let text = '';
  for (let i = digits.length > 5 ? digits.length - 5 : 0; i < digits.length; i++)
    text += '[' + LETTERS[+digits.charAt(i)] + ']';
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
