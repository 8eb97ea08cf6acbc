import { readFileSync, statSync } from 'node:fs';
import {
  Composer,
  type Document,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  YAMLParseError,
  isAlias,
  isMap,
  isScalar,
  isSeq,
} from 'yaml';
import type { Code } from './codes';
import type { Findings } from './finding';
import { hiddenCharacter } from './hidden-character';
import { type Place, type SourceMap, type SourceValue, newList, newMap, oneLine, put } from './place';
import { readPlainYaml } from './plain-yaml';

/** A 5,000-entry library takes about 3 MB. */
export const MAX_SOURCE_BYTES = 20_000_000;
const MAX_DEPTH = 16;
/** Of one kind in one file: whoever writes YAML anchors or pastes hidden characters does it everywhere. */
const MAX_SYNTAX_FINDINGS = 10;

/** Reads one YAML or JSON file into text scalars with their places; null, with findings, when anything of it is unreadable. */
export function readSourceFile(path: string, findings: Findings): SourceMap | null {
  const text = readText(path, findings);
  return text === null ? null : parseSource(text, path, findings);
}

function readText(path: string, findings: Findings): string | null {
  const place = { file: path, line: 0 };
  const size = statSync(path).size;
  if (!(size <= MAX_SOURCE_BYTES)) {
    findings.add(
      'source-too-large',
      `the file has ${megabytes(size)}; a library source has at most ${megabytes(MAX_SOURCE_BYTES)}`,
      place,
    );
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    findings.add('source-not-text', 'the file is not UTF-8 text', place);
    return null;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function parseSource(text: string, path: string, findings: Findings): SourceMap | null {
  const before = findings.list.length;
  if (text.trim() === '') {
    findings.add('source-empty', 'the file is empty', { file: path, line: 1 });
    return null;
  }
  const isJson = path.endsWith('.json');
  if (isJson && !isJsonText(text, path, findings)) return null;
  if (hiddenCharacter(text)) {
    text.split('\n').forEach((line, i) => addHidden(line, { file: path, line: i + 1 }, findings));
  }
  if (findings.list.length > before) return null;
  // JSON is YAML, but for tabs between its tokens; a JSON text holds none inside its strings.
  const yaml = isJson ? text.replaceAll('\t', ' ') : text;
  return readPlainYaml(yaml, path, MAX_DEPTH) ?? readDocument(yaml, path, findings);
}

/** Reads any YAML text, and says what is wrong in it. */
export function readDocument(text: string, path: string, findings: Findings): SourceMap | null {
  const before = findings.list.length;
  const lines = new LineCounter();
  const document = parsed(text, lines);
  if (document === null) {
    findings.add('source-syntax', 'the file is nested too deep', { file: path, line: 1 });
    return null;
  }
  for (const error of document.errors.slice(0, MAX_SYNTAX_FINDINGS)) {
    const place = { file: path, line: lines.linePos(error.pos[0]).line };
    const tab = error.code === 'TAB_AS_INDENT';
    const message = (error.message.split('\n')[0] as string).replace(/ at line \d+, column \d+:?$/, '');
    findings.add(
      tab ? 'tab-indentation' : 'source-syntax',
      tab ? 'a tab stands in the indentation' : message,
      place,
    );
  }
  if (findings.list.length > before) return null;
  const reader = new Reader(path, lines, findings);
  const root = document.contents;
  if (root === null) {
    findings.add('source-empty', 'the file holds nothing but comments', { file: path, line: 1 });
    return null;
  }
  const value = reader.value(root as Node, 0);
  if (!isMap(root)) {
    findings.add('wrong-type', 'the file does not begin with a map of keys such as "library:"', {
      file: path,
      line: 1,
    });
    return null;
  }
  return findings.list.length > before ? null : (value as SourceMap);
}

function addHidden(text: string, place: Place, findings: Findings): void {
  const hidden = hiddenCharacter(text);
  if (hidden) addSome('hidden-character', `the character ${hidden} stands in this line`, place, findings);
}

/** Adds the first findings of a kind in a file, and says at the last one that there are more. */
function addSome(code: Code, message: string, place: Place, findings: Findings): void {
  const same = findings.list.filter((finding) => finding.code === code && finding.file === place.file);
  if (same.length >= MAX_SYNTAX_FINDINGS) {
    const last = same[MAX_SYNTAX_FINDINGS - 1];
    if (!last.message.endsWith(MORE)) last.message += MORE;
  } else findings.add(code, message, place);
}

const MORE = '; there are more in this file';

function isJsonText(text: string, path: string, findings: Findings): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = (error as Error).message;
    const position = / position (\d+)/.exec(message);
    const line = position ? text.slice(0, Number(position[1])).split('\n').length : 1;
    findings.add('source-syntax', message, { file: path, line });
    return false;
  }
}

/**
 * As `parseDocument` of the yaml library, but null for a text nested too deep: its parser keeps a stack of its own, its composer calls
 * itself, and Node ends the process when that happens to run out of stack inside a regular expression.
 */
function parsed(text: string, lines: LineCounter): Document.Parsed | null {
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (tokens.some((token) => isTooDeep(token))) return null;
  // The library's own test of unique keys compares each with each; `Reader` does it with a set.
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const [document, another] = [...composer.compose(tokens, true, text.length)];
  if (another) {
    const position: [number, number] = [another.range[0], another.range[1]];
    document?.errors.push(new YAMLParseError(position, 'MULTIPLE_DOCS', 'A second document begins here.'));
  }
  return (document as Document.Parsed | undefined) ?? null;
}

function isTooDeep(token: unknown, depth = 0): boolean {
  // An item of a collection and its value are two levels here.
  if (depth > 4 * MAX_DEPTH) return true;
  if (typeof token !== 'object' || token === null) return false;
  const { key, value, items } = token as { key?: unknown; value?: unknown; items?: unknown[] };
  if (isTooDeep(key, depth + 1) || isTooDeep(value, depth + 1)) return true;
  return items?.some((item) => isTooDeep(item, depth + 1)) ?? false;
}

class Reader {
  constructor(
    private readonly file: string,
    private readonly lines: LineCounter,
    private readonly findings: Findings,
  ) {
    this.last = { file, line: 1 };
  }

  /** The place before this one: most members of a line ask for the same. */
  private last: Place;
  private lastEnd = -1;

  private place(node: Node | null | undefined): Place {
    const offset = node?.range?.[0];
    const { lineStarts } = this.lines;
    const start = lineStarts[this.last.line - 1] as number;
    if (offset !== undefined && offset >= start && offset < this.lastEnd) return this.last;
    const line = offset === undefined ? 1 : this.lines.linePos(offset).line;
    this.lastEnd = lineStarts[line] ?? Number.POSITIVE_INFINITY;
    this.last = { file: this.file, line };
    return this.last;
  }

  value(node: Node | null, depth: number): SourceValue {
    const place = this.place(node);
    if (depth > MAX_DEPTH) {
      this.findings.add('source-syntax', `the file is nested more than ${MAX_DEPTH} deep`, place);
      return '';
    }
    if (isAlias(node)) {
      addSome('alias-or-tag', `the alias "*${node.source}" stands here`, place, this.findings);
      return '';
    }
    if (isScalar(node)) {
      this.refuse(node.anchor, node.tag, place);
      const text = String(node.value ?? '');
      // An escape such as "\u202e" hides from the look at the file itself.
      if (node.type === 'QUOTE_DOUBLE') addHidden(text, place, this.findings);
      return oneLine(text);
    }
    if (isSeq(node)) {
      this.refuse(node.anchor, node.tag, place);
      const list = newList(place);
      (node.items as Node[]).forEach((item, i) => {
        put(list, String(i), this.value(item, depth + 1), this.place(item));
      });
      return list;
    }
    if (isMap(node)) {
      this.refuse(node.anchor, node.tag, place);
      const map = newMap(place);
      for (const pair of node.items as Pair<Node, Node | null>[]) this.member(map, pair, depth);
      return map;
    }
    return '';
  }

  private member(map: SourceMap, pair: Pair<Node, Node | null>, depth: number): void {
    const place = this.place(pair.key);
    if (!isScalar(pair.key)) {
      this.findings.add('wrong-type', 'a key is a text', place);
      return;
    }
    this.refuse(pair.key.anchor, pair.key.tag, place);
    const key = String(pair.key.value ?? '').trim();
    if (key in map) {
      this.findings.add('duplicate-key', `the key "${key}" stands twice in this map`, place);
      return;
    }
    put(map, key, this.value(pair.value, depth + 1), place);
  }

  private refuse(anchor: string | undefined, tag: string | undefined, place: Place): void {
    if (anchor) addSome('alias-or-tag', `the anchor "&${anchor}" stands here`, place, this.findings);
    if (tag) addSome('alias-or-tag', `the tag "${tag}" stands here`, place, this.findings);
  }
}
