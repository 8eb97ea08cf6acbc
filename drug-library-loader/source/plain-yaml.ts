import { type Place, type SourceMap, type SourceValue, newList, newMap, put } from './place';

/** Deeper than any library goes; what is deeper is left to the YAML library. */
const MAX_DEPTH = 12;

const KEY = /([A-Za-z][A-Za-z0-9_.-]{0,63}):(?: +(?! )|(?=\n))/y;
/** Begins with no sign that means something to YAML. */
const TEXT = /[A-Za-z0-9(./][^\n]*/y;
/** What may be a comment, another key or a continued text is left to the YAML library. */
const DOUBTFUL = /:(?:\s|$)|\s#/;
const FLOW_TEXT = /[A-Za-z0-9(./][^,[\]{}:#"'\n]*/y;
const QUOTED = /"[^"\\\n]*"|'[^'\n]*'(?!')/y;
const FLOW_KEY = /([A-Za-z][A-Za-z0-9_.-]{0,63}): +/y;
const FOLDED = />-? *(?=\n)/y;
const END_OF_LINE = / *\n/y;

/** Something that this reader does not know for certain. */
const DOUBT = Symbol('doubt');

/**
 * Reads the plain form of YAML in which libraries are written: maps and lists by indentation or in brackets, texts on one line, bare or in
 * quotes without escapes, comments on lines of their own. Whatever else stands in the text, or is wrong with it: null, and the YAML
 * library reads it. The text has no hidden character. What is returned is what the YAML library would have given, with the same places;
 * a large library is read in a fifth of the time.
 */
export function readPlainYaml(text: string, file: string): SourceMap | null {
  if (/[\t\r]/.test(text)) return null;
  try {
    return new PlainReader(text.endsWith('\n') ? text : `${text}\n`, file).root();
  } catch (thrown) {
    if (thrown === DOUBT) return null;
    throw thrown;
  }
}

class PlainReader {
  private at = 0;
  private place: Place;
  /** Column of the next line that says something; -1 at the end of the text. */
  private column = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    this.place = { file, line: 1 };
  }

  root(): SourceMap {
    this.toContent();
    const isAtLeft = this.column === 0;
    const map = this.blockMap(0, 1);
    if (!isAtLeft || this.at < this.text.length) throw DOUBT;
    return map;
  }

  /** From the start of a line over empty lines and comments to the first sign of the next line that says something. */
  private toContent(): void {
    const { text } = this;
    let line = this.place.line;
    for (;;) {
      const start = this.at;
      while (text.charCodeAt(this.at) === SPACE) this.at++;
      const sign = text.charCodeAt(this.at);
      if (sign !== NEW_LINE && sign !== HASH) {
        this.column = this.at < text.length ? this.at - start : -1;
        if (line !== this.place.line) this.place = { file: this.file, line };
        return;
      }
      this.at = text.indexOf('\n', this.at) + 1;
      line++;
    }
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** To the next line that says something, after a value that ends here. */
  private endLine(): void {
    if (!this.match(END_OF_LINE)) throw DOUBT;
    this.place = { file: this.file, line: this.place.line + 1 };
    this.toContent();
  }

  private blockMap(indent: number, depth: number): SourceMap {
    if (depth > MAX_DEPTH) throw DOUBT;
    const map = newMap(this.place);
    do {
      const key = this.match(KEY)?.[1];
      if (key === undefined || key in map) throw DOUBT;
      const { place } = this;
      put(map, key, this.valueOf(indent, depth), place);
    } while (this.column === indent && !this.isDash());
    // Deeper: a text that goes on, or a line that belongs nowhere.
    if (this.column > indent) throw DOUBT;
    return map;
  }

  private valueOf(indent: number, depth: number): SourceValue {
    if (this.match(FOLDED)) return this.folded(indent);
    if (this.text.charCodeAt(this.at) !== NEW_LINE) return this.inLine(indent, depth);
    this.endLine();
    if (this.column > indent && this.isOpening()) return this.inLine(indent, depth);
    if (this.isDash() && this.column >= indent) return this.blockList(this.column, depth + 1);
    if (this.column > indent) return this.blockMap(this.column, depth + 1);
    throw DOUBT;
  }

  private isDash(): boolean {
    return this.text.charCodeAt(this.at) === DASH;
  }

  private blockList(indent: number, depth: number): SourceValue[] {
    if (depth > MAX_DEPTH) throw DOUBT;
    const list = newList(this.place);
    while (this.column === indent && this.isDash()) {
      const start = this.at++;
      while (this.text.charCodeAt(this.at) === SPACE) this.at++;
      if (this.at === start + 1) throw DOUBT;
      const { place } = this;
      KEY.lastIndex = this.at;
      const value = KEY.test(this.text)
        ? this.blockMap(indent + this.at - start, depth + 1)
        : this.inLine(indent, depth);
      put(list, String(list.length), value, place);
    }
    if (this.column > indent) throw DOUBT;
    return list;
  }

  /** A value that stands in one line, or in brackets, and the way to the next line. */
  private inLine(indent: number, depth: number): SourceValue {
    const value = this.isOpening() ? this.flow(indent, depth + 1) : (this.quoted() ?? this.bareText());
    this.endLine();
    if (this.column > indent) throw DOUBT;
    return value;
  }

  /** Lines of one indentation; empty ones only behind the last. */
  private folded(indent: number): string {
    const { text } = this;
    let line = this.place.line + 1;
    let deep = 0;
    let whole = '';
    let ended = false;
    for (this.at++; ; line++) {
      const start = this.at;
      while (text.charCodeAt(this.at) === SPACE) this.at++;
      const column = this.at - start;
      const isEmpty = text.charCodeAt(this.at) === NEW_LINE;
      if (deep === 0 && column <= indent) throw DOUBT;
      if (isEmpty && column === 0) {
        ended = true;
        this.at++;
        continue;
      }
      if (column <= indent && !isEmpty) {
        this.at = start;
        this.place = { file: this.file, line };
        this.toContent();
        return asText(whole);
      }
      deep ||= column;
      if (column !== deep || isEmpty || ended) throw DOUBT;
      const end = text.indexOf('\n', this.at);
      whole += ` ${text.slice(this.at, end)}`;
      this.at = end + 1;
    }
  }

  private isOpening(): boolean {
    const sign = this.text[this.at];
    return sign === '{' || sign === '[';
  }

  private bareText(): string {
    const text = this.match(TEXT)?.[0];
    if (text === undefined || DOUBTFUL.test(text)) throw DOUBT;
    return asText(text);
  }

  private quoted(): string | undefined {
    const text = this.match(QUOTED)?.[0];
    return text === undefined ? undefined : asText(text.slice(1, -1));
  }

  private flow(indent: number, depth: number): SourceValue {
    if (!this.isOpening()) {
      const text = this.quoted() ?? this.match(FLOW_TEXT)?.[0];
      if (text === undefined) throw DOUBT;
      return asText(text);
    }
    if (depth > MAX_DEPTH) throw DOUBT;
    const isMap = this.text[this.at++] === '{';
    const closing = isMap ? '}' : ']';
    const container = isMap ? newMap(this.place) : newList(this.place);
    this.blank(indent);
    if (this.text[this.at] === closing) throw DOUBT;
    for (let count = 0; ; count++) {
      const { place } = this;
      const key = isMap ? this.match(FLOW_KEY)?.[1] : String(count);
      if (key === undefined || (isMap && key in container)) throw DOUBT;
      put(container, key, this.flow(indent, depth + 1), place);
      this.blank(indent);
      const sign = this.text[this.at++];
      if (sign === closing) return container;
      if (sign !== ',') throw DOUBT;
      this.blank(indent);
    }
  }

  /** Spaces and line breaks between brackets; each line must stand deeper than what the brackets belong to. */
  private blank(indent: number): void {
    const { text } = this;
    for (;;) {
      while (text.charCodeAt(this.at) === SPACE) this.at++;
      if (text.charCodeAt(this.at) !== NEW_LINE) return;
      const start = ++this.at;
      while (text.charCodeAt(this.at) === SPACE) this.at++;
      if (this.at - start <= indent) throw DOUBT;
      this.place = { file: this.file, line: this.place.line + 1 };
    }
  }
}

const SPACE = 0x20;
const NEW_LINE = 0x0a;
const HASH = 0x23;
const DASH = 0x2d;

/** One space for any run of white space: a folded text and a typed one are the same text. */
export function asText(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
